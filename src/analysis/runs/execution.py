"""One notebook with its parameters, executed by papermill in a kernel of its own."""

import builtins
import math
import os
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import nbformat
import papermill  # type: ignore[import-untyped]
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError  # type: ignore[import-untyped]
from traitlets.config import Config

from analysis.errors import FACTS, DataError, Kind, kind_of, with_facts
from analysis.pages import executed
from analysis.runs import kernels
from analysis.runs.failures import Failure
from analysis.runs.tasks import Outcome, Task
from analysis.storage import places, placing, workplace

CELL_TIMEOUT_SECONDS: Final = 600
NOTEBOOK_TIMEOUT_SECONDS: Final = 1800
LONGEST_ERROR: Final = 300


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
        return max(1, min(cell_timeout, math.ceil(ends - time.monotonic())))

    try:
        with kernels.working_folder() as folder, workplace.data_of(task.municipality, task.data) as data:
            outputs = Path(folder) / "outputs"
            outputs.mkdir()
            (outputs / placing.COLLECTED).touch()
            done = papermill.execute_notebook(
                str(task.notebook),
                None,
                task.parameters(data, outputs),
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
            tidied = executed.tidy(done, task.shown_parameters)
            executed.write(tidied, left / "internal" / "notebooks", task.run, title=task.heading)
            return Outcome(files=_content(left))
    except Exception as error:  # noqa: BLE001 - one failed notebook must not stop the others
        if isinstance(error, CellTimeoutError) and time.monotonic() >= ends:
            text = f"das Notebook war nach {_duration(notebook_timeout)} nicht fertig und wurde abgebrochen"
            error = DataError(text, kind=Kind.SLOW)
        elif isinstance(error, CellTimeoutError):
            error = DataError(f"nach {_duration(cell_timeout)} ohne Ergebnis abgebrochen", kind=Kind.SLOW)
        return Outcome(failure=_failure(task, started, _in_words(error, started)))


def _duration(seconds: int) -> str:
    return f"{seconds // 60} Minuten" if seconds % 60 == 0 and seconds > 60 else f"{seconds} Sekunden"


def _in_words(error: Exception, started: list[NotebookNode]) -> DataError:
    if isinstance(error, DataError):
        return error
    if isinstance(error, DeadKernelError):
        return DataError("der Kernel wurde beendet (Absturz, oder der Speicher reichte nicht)", kind=Kind.KILLED)
    name, text, kind = type(error).__name__, str(error), kind_of(error)
    if isinstance(error, PapermillExecutionError):
        outputs = started[-1].outputs
        if facts := [output.data[FACTS] for output in outputs if FACTS in output.get("data", {})]:
            started[-1].outputs = [output for output in outputs if FACTS not in output.get("data", {})]
            return with_facts(facts[-1])
        # Of any other error nothing but these leaves the kernel; numpy and pyarrow have memory errors of their own.
        name, text = error.ename, error.evalue
        kind = kind_of(getattr(builtins, name.removeprefix("_Array").removeprefix("Arrow"), Exception)())
    if kind == Kind.KILLED:
        return DataError(
            f"der Speicher reichte nicht (höchstens {kernels.MEMORY // 2**30}\u00a0GiB je Notebook)", kind=kind
        )
    return DataError(f"{name}: {text}", kind=kind)


def _failure(task: Task, started: list[NotebookNode], error: DataError) -> Failure:
    """The error with the cell it happened in, as the notebook counts them, and what was executed until then."""
    own = [
        cell
        for cell in started
        if cell.cell_type == "code" and executed.PARAMETERS_TAG not in cell.metadata.get("tags", ())
    ]
    at = bool(own) and own[-1] is started[-1]
    text = re.sub(r"[ \t\r\n\f\v]+", " ", str(error)).strip()  # no-break spaces stay
    return Failure(
        task.municipality,
        f"{text[:LONGEST_ERROR]}…" if len(text) > LONGEST_ERROR else text,
        error.kind,
        error.places,
        year=task.year,
        run=task.run,
        notebook=task.notebook.name,
        cell=len(own) if at else 0,
        source=own[-1].source if at else "",
        executed=_executed_part(task, started),
    )


def _executed_part(task: Task, started: list[NotebookNode]) -> dict[str, bytes]:
    if not started:
        return {}
    part = executed.tidy(nbformat.v4.new_notebook(cells=started), task.shown_parameters)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        executed.write(part, Path(folder), task.run, title=f"{task.heading} (bis zum Fehler)")
        return _content(Path(folder))


def _content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _own_sockets(folder: str) -> Config:
    """Connection file and, where the system has them, sockets of its own: parallel kernels can race for a port."""
    os.environ.update(JUPYTER_PATH=str(Path(sys.prefix) / "share" / "jupyter"), PYDEVD_DISABLE_FILE_VALIDATION="1")
    sockets = {"transport": "ipc", "ip": f"{folder}/kernel"} if os.name == "posix" else {}
    files = {"connection_file": str(Path(folder) / "kernel.json"), **sockets}
    return Config({"KernelManager": files, "WarmKernelManager": {"folder": folder}})
