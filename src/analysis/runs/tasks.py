"""What is to be executed, and what comes of it. Light to import: whoever only plans executes nothing."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.errors import DataError
from analysis.runs.failures import Failure
from analysis.runs.kernels import parameters

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
    """DataError where the notebook does not declare a parameter of the task, or declares another type."""
    try:
        cells = json.loads(task.notebook.read_text(encoding="utf-8"))["cells"]
        parameters.check(task.notebook.name, cells, task.shown_parameters)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(f"{task.notebook}: kein lesbares Notebook ({' '.join(str(error).split())}).") from None


def execute(task: Task) -> Outcome:
    """Make one run; never raises (see `analysis.runs.execution`, whose imports only those pay who execute)."""
    from analysis.runs import execution

    return execution.execute(task)
