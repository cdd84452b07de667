"""One notebook with its parameters, executed by papermill in a process of its own."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import papermill  # type: ignore[import-untyped]
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError  # type: ignore[import-untyped]
from traitlets.config import Config

from analysis import places
from analysis.publish import notebooks

CELL_TIMEOUT_SECONDS = 600
LONGEST_ERROR = 300


@dataclass(frozen=True, eq=False)
class Task:
    """One run: a notebook with its parameters, and the folder under which it leaves its files.

    `data` and `outputs` are absolute; `heading` is the title of the page.
    """

    run: str
    notebook: Path
    municipality: str
    year: int
    own_parameters: dict[str, int]
    data: Path
    outputs: Path
    heading: str

    @property
    def parameters(self) -> dict[str, Any]:
        where = {"data": str(self.data), "outputs": str(self.outputs)}
        return {"municipality": self.municipality, "year": self.year, **self.own_parameters, **where}

    @property
    def shown_parameters(self) -> dict[str, Any]:
        """The parameters under which whoever opens the executed notebook can run it again."""
        return {**self.parameters, "data": "data", "outputs": ""}

    @property
    def folder(self) -> Path:
        return places.output_folder(self.outputs, self.municipality, self.year)


def execute(task: Task, *, cell_timeout: int = CELL_TIMEOUT_SECONDS) -> str:
    """Execute a task and leave its notebook as .ipynb and .html; returns "" or the error in one German line."""
    reached: list[NotebookNode] = []
    try:
        with _own_kernel_folder() as folder:
            executed = papermill.execute_notebook(
                str(task.notebook),
                None,
                task.parameters,
                progress_bar=False,
                request_save_on_cell_execute=False,
                execution_timeout=cell_timeout,
                cwd=str(task.notebook.parent),
                config=_transport(folder),
                extra_arguments=["--log-level=CRITICAL"],
                on_cell_execute=lambda cell, **_: reached.append(cell),
            )
        tidied = notebooks.tidy(executed, task.shown_parameters)
        notebooks.write(tidied, task.folder / "internal" / "notebooks", task.run, title=task.heading)
    except PapermillExecutionError as error:
        said = error.evalue if error.ename == "DataError" else f"{error.ename}: {error.evalue}"
        return _line(task, error.source, said)
    except CellTimeoutError:
        return _line(task, _source(reached), f"nach {cell_timeout} Sekunden ohne Ergebnis abgebrochen")
    except DeadKernelError:
        return _line(task, _source(reached), "der Kernel wurde beendet (Absturz, oder der Speicher reichte nicht)")
    except Exception as error:  # noqa: BLE001 - one failed notebook must not stop the others
        return _line(task, _source(reached), f"{type(error).__name__}: {error}")
    return ""


def _line(task: Task, source: str, said: str) -> str:
    """„03_field.ipynb, Zelle 5 (measures = …): KeyError: 'x'" in one line."""
    codes = [cell.source for cell in nbformat.read(task.notebook, as_version=4).cells if cell.cell_type == "code"]
    where = f", Zelle {codes.index(source) + 1} ({source.strip().splitlines()[0]})" if source in codes else ""
    said = " ".join(said.split())
    return f"{task.notebook.name}{where}: {said[:LONGEST_ERROR]}{'…' if len(said) > LONGEST_ERROR else ''}"


def _source(reached: list[NotebookNode]) -> str:
    return reached[-1].source if reached else ""


def _transport(folder: str) -> Config:
    """Sockets in a folder of their own where the system has them: parallel kernels can race for a port."""
    own = {"transport": "ipc", "ip": f"{folder}/kernel"}
    return Config({"KernelManager": own if os.name == "posix" else {}})


@contextmanager
def _own_kernel_folder() -> Iterator[str]:
    """Kernels of this environment, with connection files and history of their own.

    Socket paths must be short, so the folder does not lie where the system's own temporary files do.
    """
    short = "/tmp" if os.name == "posix" else None
    with tempfile.TemporaryDirectory(prefix="nb", dir=short, ignore_cleanup_errors=True) as folder:
        before = dict(os.environ)
        os.environ |= {
            "JUPYTER_RUNTIME_DIR": folder,
            "IPYTHONDIR": folder,
            "JUPYTER_PATH": str(Path(sys.prefix) / "share" / "jupyter"),
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        }
        try:
            yield folder
        finally:
            os.environ.clear()
            os.environ |= before
