"""One notebook in a process of its own: what goes wrong is told in one line that names the cell."""

import sys
from dataclasses import replace
from pathlib import Path

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis.errors import DataError, Kind, Place
from analysis.runs.execution import execute
from analysis.runs.kernels import parameters
from analysis.runs.tasks import Task

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
        (
            ["import os; os.kill(os.getpid(), 9)"],
            "09_test.ipynb, Zelle 2 (import os; os.kill(os.getpid(), 9)): der Ker",
        ),
        (["import os; os.abort()"], "09_test.ipynb, Zelle 2 (import os; os.abort()): der Kernel wurde beendet"),
        (["import ctypes; ctypes.string_at(0)"], "09_test.ipynb, Zelle 2 (import ctypes; ctypes.string_at(0)): der K"),
        (["import sys", "sys.exit(3)"], "09_test.ipynb, Zelle 3 (sys.exit(3)): SystemExit: 3"),
        (["input('Jahr?')"], "09_test.ipynb, Zelle 2 (input('Jahr?')): StdinNotImplementedError: "),
        (["while True: pass"], "09_test.ipynb, Zelle 2 (while True: pass): nach 2 Sekunden ohne Ergebnis abgebrochen"),
        (
            ["import re", 're.match(r"(a+)+$", "a" * 40 + "b")'],
            '09_test.ipynb, Zelle 3 (re.match(r"(a+)+$", "a" * 40 + "b")): nach 2 Sekunden ohne Ergebnis abgebrochen',
        ),
        (["while True: print('x' * 1000)"], "09_test.ipynb, Zelle 2 (while True: print('x' * 1000)): nach 2 Sekunden"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="signals and crashes are the system's own")
def test_a_failure_names_notebook_cell_and_error_in_one_line(tmp_path: Path, cells: list[str], line: str) -> None:
    outcome = execute(task(tmp_path, *cells), cell_timeout=2)
    assert outcome.failure is not None
    assert outcome.failure.line.startswith(f"muster 2025, 09_test: {line}")
    assert "\n" not in outcome.failure.line
    assert not outcome.files


def test_of_two_cells_with_the_same_source_the_one_that_failed_is_named(tmp_path: Path) -> None:
    outcome = execute(task(tmp_path, "x = 2", "x -= 1; 1 / x", "x -= 1; 1 / x"))
    assert outcome.failure is not None
    assert (outcome.failure.cell, outcome.failure.source) == (4, "x -= 1; 1 / x")


def test_an_error_keeps_its_facts_on_its_way_out_of_the_kernel(tmp_path: Path) -> None:
    fail = "raise DataError('gesperrt', Path('data/M.xlsx'), sheet='HF 1', cell='D2', kind=Kind.HELD)"
    imports = "from pathlib import Path\nfrom analysis.errors import DataError, Kind"
    failure = execute(task(tmp_path, imports, fail)).failure
    assert failure is not None
    assert failure.text == f"{Path('data/M.xlsx')}: gesperrt"
    assert (failure.kind, failure.places) == (Kind.HELD, (Place("M.xlsx", "HF 1", "D2"),))
    assert b"monitoring.error" not in failure.executed["09_test.ipynb"]


@pytest.mark.parametrize("path", ["gesperrt/Zeitgrenze.xlsx", "Parameter geöffnet.xlsx"])
def test_a_word_in_the_path_does_not_decide_what_is_advised(tmp_path: Path, path: str) -> None:
    fail = f"raise DataError('kein Berichtsjahr gefunden', Path('{path}'))"
    failure = execute(task(tmp_path, "from pathlib import Path; from analysis.errors import DataError", fail)).failure
    assert failure is not None
    assert failure.kind == Kind.DATA


def test_a_store_that_cannot_be_reached_is_no_fault_of_the_program(tmp_path: Path) -> None:
    failure = execute(replace(task(tmp_path, "1"), data="ftp://127.0.0.1:1/daten")).failure
    assert failure is not None
    assert failure.kind == Kind.STORE
    assert failure.text.startswith("ftp://127.0.0.1:1/daten/raw/muster: Die Ablage ist nicht erreichbar")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sets no limit to a process")
@pytest.mark.parametrize(
    "greedy", ["x = bytearray(5 * 2**30)", "import numpy; x = numpy.ones(10**9)"], ids=["Python", "numpy"]
)
def test_too_much_memory_is_told_with_the_limit(tmp_path: Path, greedy: str) -> None:
    outcome = execute(task(tmp_path, greedy))
    assert outcome.failure is not None
    assert outcome.failure.line.endswith("der Speicher reichte nicht (höchstens 4\u00a0GiB je Notebook)")


def test_a_notebook_that_takes_too_long_as_a_whole_is_stopped(tmp_path: Path) -> None:
    cells = ["import time", *["time.sleep(1.5)"] * 4]
    outcome = execute(task(tmp_path, *cells), cell_timeout=60, notebook_timeout=3)
    assert outcome.failure is not None
    assert "das Notebook war nach 3 Sekunden nicht fertig und wurde abgebrochen" in outcome.failure.line


def test_an_error_that_a_cell_expects_is_a_failure_all_the_same(tmp_path: Path) -> None:
    expecting = task(tmp_path, "1 / 0")
    notebook = nbformat.read(expecting.notebook, as_version=4)
    notebook.cells[-1].metadata["tags"] = ["raises-exception"]
    nbformat.write(notebook, expecting.notebook)
    outcome = execute(expecting)
    assert outcome.failure is not None
    assert outcome.failure.line.endswith("ZeroDivisionError: division by zero")


STARTS_OTHERS = """
import os, subprocess, sys, threading, time, ipykernel
threading.Thread(target=time.sleep, args=(600,), daemon=False).start()
other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(os.getpid(), other.pid, os.path.dirname(ipykernel.get_connection_file()))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no process groups")
@pytest.mark.parametrize("then", ["", "1 / 0", "while True: pass", "import os; os.abort()"])
def test_nothing_is_left_of_a_notebook_that_starts_processes_and_threads(tmp_path: Path, then: str) -> None:
    outcome = execute(task(tmp_path, STARTS_OTHERS, then), cell_timeout=2)
    assert (outcome.failure is None) == (then == "")
    files = outcome.files or outcome.failure.executed
    [notebook] = [content for path, content in files.items() if path.endswith(".ipynb")]
    shown = nbformat.reads(notebook.decode(), as_version=4).cells[-2].outputs[0].text
    kernel, other, folder = shown.split()
    assert not Path(folder).exists()
    for number in (int(kernel), int(other)):
        assert is_gone(number)


def is_gone(number: int) -> bool:
    """Whether a process has ended, or does so within a moment; one that nobody has asked after has."""
    try:
        process = psutil.Process(number)
        return process.status() == psutil.STATUS_ZOMBIE or process.wait(timeout=10) is None
    except psutil.NoSuchProcess:
        return True
    except psutil.TimeoutExpired:
        return False


@pytest.mark.parametrize(
    ("cell", "wrong", "said"),
    [
        ("yaer: int = 0", {"year": 2025}, "Der Parameter 'year' ist dort nicht vereinbart; vereinbart sind: yaer."),
        ("year: str = ''", {"year": 2025}, "ist dort als str vereinbart, übergeben wird 2025 (int)."),
        ("year: int = 0", {"year": True}, "ist dort als int vereinbart, übergeben wird True (bool)."),
        ("year: int = 0", {"year": "2025"}, "ist dort als int vereinbart, übergeben wird '2025' (str)."),
        ("year: int | None = None", {"year": "x"}, "ist dort als int | None vereinbart, übergeben wird 'x' (str)."),
        ("years: list[int] = []", {"years": [1, "2"]}, "ist dort als list[int] vereinbart, übergeben wird [1, '2']"),
        ("year = 0", {"year": "2025"}, "ist dort als int vereinbart, übergeben wird '2025' (str)."),
        ("year = None  # type: int", {"year": "x"}, "ist dort als int vereinbart, übergeben wird 'x' (str)."),
        ("year: Path = 0", {"year": 1}, "ist dort als Path vereinbart, übergeben wird 1 (int)."),
        ("year: int =", {"year": 1}, "Die Zelle mit dem Tag „parameters“ ist nicht lesbar"),
        (None, {"year": 1}, "'year' ist dort nicht vereinbart; eine Zelle mit dem Tag „parameters“ fehlt."),
    ],
)
def test_a_parameter_that_a_notebook_does_not_declare_so_is_told(
    cell: str | None, wrong: dict[str, object], said: str
) -> None:
    with pytest.raises(DataError) as told:
        parameters.check("09_test.ipynb", declaring(cell), wrong)
    assert said in str(told.value) and "\n" not in str(told.value)
    assert str(told.value).startswith("09_test.ipynb: ")


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("year: int = 2024 + 1  # Berichtsjahr", {"year": 2025}),
        ("year: 'int' = 0", {"year": 2025}),
        ("year: Optional[int] = None", {"year": None}),
        ("year: typing.Union[int, str] = 0", {"year": "alle"}),
        ("year: int | None = None", {"year": 2025}),
        ("share: float = 0.5", {"share": 1}),
        ("years: list[int] = []", {"years": [2024, 2025]}),
        ("names: dict[str, int] = {}", {"names": {"a": 1}}),
        ("kind: Literal['a', 'b'] = 'a'", {"kind": "b"}),
        ("year = None  # type: int", {"year": 2025}),
        ("year = some_default()", {"year": "was auch immer"}),
        ("year: int = 0\nfield: int = 1", {}),
    ],
)
def test_a_parameter_of_the_declared_type_fits(cell: str, values: dict[str, object]) -> None:
    parameters.check("09_test.ipynb", declaring(cell), values)


def test_two_parameters_cells_are_refused() -> None:
    with pytest.raises(DataError, match="2 Zellen tragen den Tag „parameters“"):
        parameters.check("09_test.ipynb", [*declaring("year: int = 0"), *declaring("field: int = 0")], {})


def declaring(source: str | None) -> list[dict[str, object]]:
    """The cells of a notebook that declares its parameters so; None: in no cell."""
    tagged = [] if source is None else [{"source": source, "metadata": {"tags": ["parameters"]}}]
    return [{"source": "import os", "metadata": {}}, *tagged]
