"""A notebook's code without a kernel: the same calls, in the process of the test."""

from pathlib import Path
from typing import Any

import nbformat


def run_cells(notebook: Path, **parameters: Any) -> dict[str, Any]:
    """Execute a notebook's code cells, the parameters set as papermill does; returns its variables."""
    names: dict[str, Any] = {}
    for cell in nbformat.read(notebook, as_version=4).cells:
        if cell.cell_type == "code":
            exec(compile(cell.source, notebook.name, "exec"), names)
            if "parameters" in cell.metadata.get("tags", []):
                assert set(parameters) <= set(names)
                names |= parameters
    return names
