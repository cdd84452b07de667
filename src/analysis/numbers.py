"""Numbers of fields, goals and measures as text: their natural order, and the levels above them."""

import re

_DOTTED = re.compile(r"\d+(\.\d+)*[a-z]?")


def is_dotted(text: str) -> bool:
    return _DOTTED.fullmatch(text) is not None


def natural(text: str) -> tuple[tuple[int, int | str], ...]:
    """Sort key in natural order: 1.9 before 1.10."""
    return tuple((0, int(part)) if part.isdigit() else (1, part) for part in re.findall(r"\d+|[^\d.]+", text))


def parent(text: str, depth: int) -> str:
    """The first `depth` levels of a dotted number that has more of them, else ""."""
    parts = text.split(".")
    return ".".join(parts[:depth]) if is_dotted(text) and len(parts) > depth else ""
