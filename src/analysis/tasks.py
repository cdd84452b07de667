"""What is to be executed, and what comes of it. Light to import: whoever only plans executes nothing."""

import ast
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.errors import DataError
from analysis.publish.failures import Failure

WARM, PLAIN = "warm", None  # papermill's names of the engines


@dataclass(frozen=True, eq=False)
class Task:
    """One run: a notebook with its parameters; `heading` is the title of the page.

    `data` is an absolute path, or an address in a store.
    """

    run: str
    notebook: Path
    municipality: str
    year: int
    own_parameters: dict[str, int]
    data: str | Path
    heading: str
    engine: str | None = WARM

    def parameters(self, data: str | Path, outputs: str | Path) -> dict[str, Any]:
        where = {"data": str(data), "outputs": str(outputs)}
        return {"municipality": self.municipality, "year": self.year, **self.own_parameters, **where}

    @property
    def shown_parameters(self) -> dict[str, Any]:
        """The parameters under which whoever opens the executed notebook can run it again."""
        return self.parameters("data", "")


@dataclass(frozen=True)
class Outcome:
    """What a run has left, path within the year's folder → content; or why it has left nothing."""

    files: dict[str, bytes] = field(default_factory=dict)
    failure: Failure | None = None


def check_parameters(task: Task) -> None:
    """DataError where the notebook does not declare a parameter of the task, or declares another type.

    A declaration is an annotated assignment in the cell with the tag `parameters`.
    """
    declared = declared_parameters(task.notebook)
    for name, value in task.shown_parameters.items():
        if name not in declared:
            raise DataError(
                f"{task.notebook.name}: Der Parameter {name!r} ist dort nicht vereinbart; vereinbart sind: "
                f"{', '.join(declared) or 'keine'}. Die Zelle mit dem Tag „parameters“ berichtigen."
            )
        if declared[name] != type(value).__name__:
            raise DataError(
                f"{task.notebook.name}: Der Parameter {name!r} ist dort als {declared[name]} vereinbart, übergeben "
                f"wird {value!r} ({type(value).__name__}). Die Zelle mit dem Tag „parameters“ berichtigen."
            )


def declared_parameters(notebook: Path) -> dict[str, str]:
    """Parameter → type, as the notebook's parameters cell declares them; DataError where it cannot be read."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        tagged = ["".join(cell["source"]) for cell in cells if "parameters" in cell["metadata"].get("tags", ())]
        statements = ast.parse("\n".join(tagged)).body
    except (OSError, ValueError, SyntaxError, KeyError, TypeError, AttributeError) as error:
        raise DataError(f"{notebook}: kein lesbares Notebook ({' '.join(str(error).split())}).") from None
    return {ast.unparse(s.target): ast.unparse(s.annotation) for s in statements if isinstance(s, ast.AnnAssign)}
