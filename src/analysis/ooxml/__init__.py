"""Parts of Office packages: read, patched, written. Knows nothing of the domain."""

from typing import Any

Element = Any  # lxml's elements have no types of their own
