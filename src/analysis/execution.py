"""One notebook with its parameters, executed by papermill in a kernel of its own."""

import ast
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import nbformat
import papermill  # type: ignore[import-untyped]
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError  # type: ignore[import-untyped]
from traitlets.config import Config

from analysis import kernels, places
from analysis.errors import DataError
from analysis.publish import notebooks
from analysis.publish.failures import Failure

WARM, PLAIN = "warm", None  # papermill's names of the engines
CELL_TIMEOUT_SECONDS: Final = 600
NOTEBOOK_TIMEOUT_SECONDS: Final = 1800
LONGEST_ERROR: Final = 300


@dataclass(frozen=True, eq=False)
class Task:
    """One run: a notebook with its parameters; `data` is absolute, `heading` the title of the page."""

    run: str
    notebook: Path
    municipality: str
    year: int
    own_parameters: dict[str, int]
    data: Path
    heading: str
    engine: str | None = WARM

    def parameters(self, outputs: Path) -> dict[str, Any]:
        where = {"data": str(self.data), "outputs": str(outputs)}
        return {"municipality": self.municipality, "year": self.year, **self.own_parameters, **where}

    @property
    def shown_parameters(self) -> dict[str, Any]:
        """The parameters under which whoever opens the executed notebook can run it again."""
        return {**self.parameters(Path()), "data": "data", "outputs": ""}


@dataclass(frozen=True)
class Outcome:
    """What a run has left, path within the year's folder → content; or why it has left nothing."""

    files: dict[str, bytes] = field(default_factory=dict)
    failure: Failure | None = None


def execute(
    task: Task, *, cell_timeout: int = CELL_TIMEOUT_SECONDS, notebook_timeout: int = NOTEBOOK_TIMEOUT_SECONDS
) -> Outcome:
    """Execute a task; may be called from several threads and processes at once. Never raises.

    The files are those that the notebook saves, and the executed notebook as .ipynb and .html under
    `internal/notebooks`.
    """
    started: list[NotebookNode] = []
    ends = time.monotonic() + notebook_timeout

    def seconds_left(_: NotebookNode) -> int:
        return max(1, min(cell_timeout, int(ends - time.monotonic())))

    try:
        with _short_folder() as folder:
            outputs = Path(folder) / "outputs"
            executed = papermill.execute_notebook(
                str(task.notebook),
                None,
                task.parameters(outputs),
                engine_name=task.engine,
                progress_bar=False,
                request_save_on_cell_execute=False,
                timeout_func=seconds_left,
                resources={"metadata": {"path": str(task.notebook.parent)}},
                config=_own_sockets(folder),
                extra_arguments=["--log-level=CRITICAL", f"--ipython-dir={folder}"],
                on_cell_start=lambda cell, **_: started.append(cell),
            )
            left = places.output_folder(outputs, task.municipality, task.year)
            tidied = notebooks.tidy(executed, task.shown_parameters)
            notebooks.write(tidied, left / "internal" / "notebooks", task.run, title=task.heading)
            return Outcome(files=_content(left))
    except Exception as error:  # noqa: BLE001 - one failed notebook must not stop the others
        if isinstance(error, CellTimeoutError) and time.monotonic() >= ends:
            said = f"das Notebook war nach {notebook_timeout // 60} Minuten nicht fertig und wurde abgebrochen"
        elif isinstance(error, CellTimeoutError):
            said = f"nach {cell_timeout} Sekunden ohne Ergebnis abgebrochen"
        else:
            said = _in_words(error)
        return Outcome(failure=_failure(task, started, said))


def check_parameters(task: Task) -> None:
    """DataError where the notebook does not declare a parameter of the task, or declares another type.

    A declaration is an annotated assignment in the cell with the tag `parameters`.
    """
    declared = declared_parameters(task.notebook)
    for name, value in task.parameters(Path()).items():
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
        cells = nbformat.read(notebook, as_version=4).cells
        tagged = "\n".join(cell.source for cell in cells if "parameters" in cell.metadata.get("tags", ()))
        statements = ast.parse(tagged).body
    except (OSError, ValueError, SyntaxError, AttributeError) as error:
        raise DataError(f"{notebook}: kein lesbares Notebook ({' '.join(str(error).split())}).") from None
    return {ast.unparse(s.target): ast.unparse(s.annotation) for s in statements if isinstance(s, ast.AnnAssign)}


def _in_words(error: Exception) -> str:
    if isinstance(error, DeadKernelError):
        return "der Kernel wurde beendet (Absturz, oder der Speicher reichte nicht)"
    name, text = type(error).__name__, str(error)
    if isinstance(error, PapermillExecutionError):
        name, text = error.ename, error.evalue
    if name == "MemoryError":
        return f"der Speicher reichte nicht (höchstens {kernels.MEMORY // 2**30}\u00a0GiB je Notebook)"
    return text if name == "DataError" else f"{name}: {text}"


def _failure(task: Task, started: list[NotebookNode], said: str) -> Failure:
    """„03_field.ipynb, Zelle 5 (measures = …): KeyError: 'x'", with what was executed until then."""
    source = started[-1].source if started else ""
    try:
        codes = [cell.source for cell in nbformat.read(task.notebook, as_version=4).cells if cell.cell_type == "code"]
    except (OSError, ValueError):
        codes = []
    number = codes.index(source) + 1 if source in codes else 0
    where = f", Zelle {number} ({source.strip().splitlines()[0]})" if number else ""
    said = " ".join(said.split())
    shortened = f"{said[:LONGEST_ERROR]}…" if len(said) > LONGEST_ERROR else said
    return Failure(
        task.municipality,
        f"{task.notebook.name}{where}: {shortened}",
        year=task.year,
        run=task.run,
        notebook=task.notebook.name,
        cell=number,
        source=source if number else "",
        executed=_executed_part(task, started),
    )


def _executed_part(task: Task, started: list[NotebookNode]) -> dict[str, bytes]:
    if not started:
        return {}
    part = notebooks.tidy(nbformat.v4.new_notebook(cells=started), task.shown_parameters)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        notebooks.write(part, Path(folder), task.run, title=f"{task.heading} (bis zum Fehler)")
        return _content(Path(folder))


def _content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _short_folder() -> tempfile.TemporaryDirectory:
    """Socket paths must be short, so the folder does not lie where the system's own temporary files do."""
    return tempfile.TemporaryDirectory(
        prefix="nb", dir="/tmp" if os.name == "posix" else None, ignore_cleanup_errors=True
    )


def _own_sockets(folder: str) -> Config:
    """Connection file and, where the system has them, sockets of its own: parallel kernels can race for a port."""
    os.environ.update(JUPYTER_PATH=str(Path(sys.prefix) / "share" / "jupyter"), PYDEVD_DISABLE_FILE_VALIDATION="1")
    sockets = {"transport": "ipc", "ip": f"{folder}/kernel"} if os.name == "posix" else {}
    return Config({"KernelManager": {"connection_file": str(Path(folder) / "kernel.json"), **sockets}})
