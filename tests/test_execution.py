"""One notebook in a process of its own: what goes wrong is told in one line that names the cell."""

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis.execution import execute
from analysis.tasks import Task

PARAMETERS = 'municipality: str = ""\nyear: int = 0\ndata: str = ""\noutputs: str = ""'


def task(folder: Path, *cells: str) -> Task:
    """A task whose notebook has a title, the parameters, and these code cells."""
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# Titel"),
            new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
            *map(new_code_cell, cells),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    path = folder / "09_test.ipynb"
    nbformat.write(notebook, path)
    return Task("09_test", path, "muster", 2025, {}, folder / "data", "Muster")


def test_a_finished_notebook_is_left_as_ipynb_and_as_page(tmp_path: Path) -> None:
    done = task(tmp_path, "print(municipality, year)")
    outcome = execute(done)
    assert outcome.failure is None
    assert sorted(outcome.files) == ["internal/notebooks/09_test.html", "internal/notebooks/09_test.ipynb"]
    executed = nbformat.reads(outcome.files["internal/notebooks/09_test.ipynb"].decode(), as_version=4)
    assert executed.cells[-1].outputs[0].text == "muster 2025\n"
    assert executed.cells[2].source == "municipality = 'muster'\nyear = 2025\ndata = 'data'\noutputs = ''"


@pytest.mark.parametrize(
    ("cells", "line"),
    [
        (["x = 1", "y = x / 0"], "09_test.ipynb, Zelle 3 (y = x / 0): ZeroDivisionError: division by zero"),
        (
            ["from analysis.errors import DataError", "raise DataError('Export fehlt:\\nbitte ablegen.')"],
            "09_test.ipynb, Zelle 3 (raise DataError('Export fehlt:\\nbitte ablegen.')): Export fehlt: bitte ablegen.",
        ),
        (["import os", "os._exit(1)"], "09_test.ipynb, Zelle 3 (os._exit(1)): der Kernel wurde beendet"),
        (["while True: pass"], "09_test.ipynb, Zelle 2 (while True: pass): nach 2 Sekunden ohne Ergebnis abgebrochen"),
    ],
)
def test_a_failure_names_notebook_cell_and_error_in_one_line(tmp_path: Path, cells: list[str], line: str) -> None:
    outcome = execute(task(tmp_path, *cells), cell_timeout=2)
    assert outcome.failure is not None
    assert outcome.failure.said.startswith(line)
    assert "\n" not in outcome.failure.said
    assert not outcome.files
