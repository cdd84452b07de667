"""What goes wrong in a batch stops only itself, is told in one line, and loses nothing."""

import os
import shutil
import signal
import subprocess
import sys
import time
from multiprocessing import forkserver
from pathlib import Path

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from openpyxl import Workbook

from analysis.batch import pool
from analysis.cli import main
from analysis.runs import documents, gathering, plan, tasks
from analysis.runs.failures import Failure
from analysis.runs.notebooks import NOTEBOOKS
from analysis.runs.tasks import WARM, Outcome, Task

STRATEGY = """
name = "Kreis Muster"
adopted = 2023-01-01
target_date = 2030-12-31

[[fields]]
number = 1
name = "Verwaltung"
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """One municipality with one measure in 2025."""
    raw = tmp_path / "data" / "raw" / "muster"
    raw.mkdir(parents=True)
    (raw / "strategy.toml").write_text(STRATEGY, encoding="utf-8")
    workbook = Workbook()
    workbook.active.append(["Nr.", "Maßnahme", "Umsetzungsstatus", "Zeithorizont", "Zeitplan"])
    workbook.active.append(["1.1.1.1", "Radwege", "in Umsetzung", "langfristig", "ja"])
    workbook.save(raw / "Monitoring_2025.xlsx")
    return tmp_path / "data"


class Notebooks:
    """In place of the project's notebooks: each run leaves <run>.csv, or the error that is set for it."""

    def __init__(self) -> None:
        self.text = "1"
        self.errors: dict[str, str] = {}
        self.executed: list[str] = []
        self.engines: set[str | None] = set()

    def execute(self, task: Task) -> Outcome:
        self.executed.append(task.run)
        self.engines.add(task.engine)
        if task.run in self.errors:
            failure = Failure(task.municipality, self.errors[task.run], year=task.year, run=task.run)
            return Outcome(failure=failure)
        return Outcome(files={f"{task.run}.csv": self.text.encode()})


@pytest.fixture
def notebooks(monkeypatch: pytest.MonkeyPatch) -> Notebooks:
    small = Notebooks()
    monkeypatch.setattr(tasks, "execute", small.execute)
    monkeypatch.setattr(gathering, "DOCUMENTS", {})
    return small


@pytest.fixture
def run(data: Path, tmp_path: Path, notebooks: Notebooks, capsys: pytest.CaptureFixture[str]):  # noqa: ARG001
    """`monitoring run` on the small municipality: exit status, summary, errors."""

    def command(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        where = ("--data", str(data), "--outputs", str(tmp_path / "outputs"))
        status = main(["run", *arguments, "--jobs", "1", *where])
        said = capsys.readouterr()
        return status, said.out, "".join(line for line in said.err.splitlines(True) if line.startswith("Fehler"))

    return command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "outputs" / "muster" / "2025"


def test_a_failed_notebook_is_told_and_the_others_go_on(run, notebooks: Notebooks, folder: Path) -> None:
    notebooks.errors["02_overview"] = "02_overview.ipynb, Zelle 3 (figures = {}['x']): KeyError: 'x'"
    status, out, err = run()
    assert status == 1
    assert err == "Fehler: muster 2025, 02_overview: 02_overview.ipynb, Zelle 3 (figures = {}['x']): KeyError: 'x'\n"
    assert "Kreis Muster, Berichtsjahr 2025" in out
    assert (folder / "03_field_1.csv").exists()
    assert not (folder / "02_overview.csv").exists()


def test_what_a_failed_run_left_earlier_stays_only_while_the_inputs_are_the_same(
    run, notebooks: Notebooks, folder: Path, data: Path
) -> None:
    assert run()[0] == 0
    notebooks.errors["04_change"] = "04_change.ipynb, Zelle 3: kaputt"
    assert run("--force")[0] == 1
    assert (folder / "04_change.csv").exists()
    with (data / "raw" / "muster" / "strategy.toml").open("a", encoding="utf-8") as strategy:
        strategy.write('aim = "Vorbild sein"\n')
    assert run()[0] == 1
    assert not (folder / "04_change.csv").exists()


def test_a_document_that_cannot_be_made_is_told_the_rest_is_there_and_the_next_run_tries_again(
    run, folder: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "DOCUMENTS", documents.DOCUMENTS)
    template = data / "raw" / "muster" / "template.pptx"
    template.write_bytes(b"keine Vorlage")
    status, _, err = run()
    assert (status, err.count("\n")) == (1, 1)
    assert "template.pptx" in err
    assert (folder / "02_overview.csv").exists()
    assert not (folder / "slides.pptx").exists()
    assert run()[0] == 1

    template.unlink()
    assert run()[0] == 0
    assert (folder / "slides.pptx").read_bytes()[:2] == b"PK"


def test_an_output_edited_by_hand_is_kept_and_told(run, notebooks: Notebooks, folder: Path) -> None:
    run("--only", "02_overview")
    (folder / "02_overview.csv").write_text("von Hand", encoding="utf-8")
    notebooks.text = "2"
    status, out, _ = run("--only", "02_overview")
    assert status == 0
    assert (folder / "02_overview.csv").read_text(encoding="utf-8") == "von Hand"
    assert (folder / "02_overview.neu.csv").read_text(encoding="utf-8") == "2"
    assert "02_overview.csv wurde von Hand geändert und bleibt; der neue Stand liegt daneben" in out


def test_a_file_open_in_another_program_stays_old_and_is_told(
    run, notebooks: Notebooks, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("--only", "02_overview")
    notebooks.text = "2"
    replace = Path.replace

    def held_open(self: Path, target: Path) -> Path:
        if Path(target) == folder / "02_overview.csv":
            raise PermissionError(13, "The process cannot access the file", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", held_open)
    status, _, err = run("--only", "02_overview", "--force")
    assert (status, err.count("\n")) == (1, 1)
    assert "02_overview.csv ist in einem anderen Programm geöffnet" in err
    assert (folder / "02_overview.csv").read_text(encoding="utf-8") == "1"


def test_a_municipality_that_fails_stops_only_itself(run, data: Path, folder: Path) -> None:
    (data / "raw" / "anders").mkdir()
    status, _, err = run("--only", "01_intake")
    assert (status, err.count("\n")) == (1, 1)
    assert "anders" in err
    assert (folder / "01_intake.csv").exists()


def test_without_a_strategy_one_line_says_how_to_begin(run, data: Path, tmp_path: Path) -> None:
    (data / "raw" / "muster" / "strategy.toml").unlink()
    status, out, err = run()
    assert (status, out.count("\n"), err.count("\n")) == (2, 1, 1)
    assert "fehler/index.html" in out
    assert "strategy.toml fehlt" in err
    assert not (tmp_path / "outputs" / "muster").exists()


@pytest.mark.parametrize("name", ["..", "../raw/muster", "/etc", "Muster", "kreis muster", "", "mu\nster", "müster"])
def test_a_name_that_is_no_municipality_is_refused(run, name: str, tmp_path: Path) -> None:
    status, out, err = run(name)
    assert (status, out.count("\n"), err.count("\n")) == (2, 1, 1)
    assert "fehler/index.html" in out
    assert "kein Name einer Kommune" in err
    assert [path.name for path in (tmp_path / "outputs").iterdir() if path.name != ".lock"] == ["fehler"]


def test_only_one_run_or_those_of_one_notebook(run, folder: Path) -> None:
    assert run("--only", "03_field")[0] == 0
    assert sorted(path.name for path in folder.glob("*.csv")) == ["03_field_1.csv"]
    assert run("--only", "02_overview")[0] == 0
    assert sorted(path.name for path in folder.glob("*.csv")) == ["02_overview.csv", "03_field_1.csv"]


def test_where_python_has_other_inner_parts_plain_kernels_take_over_with_a_line_of_notice(
    data: Path,
    tmp_path: Path,
    notebooks: Notebooks,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delattr(forkserver, "get_inherited_fds")
    assert main(["run", "--jobs", "1", "--data", str(data), "--outputs", str(tmp_path / "outputs")]) == 0
    [notice] = [line for line in capsys.readouterr().err.splitlines() if line.startswith("Hinweis: ")]
    assert "nicht vorgewärmt" in notice and "get_inherited_fds" in notice
    assert notebooks.engines == {None}


def test_no_folder_is_left_behind(run, notebooks: Notebooks, folder: Path) -> None:
    notebooks.errors["02_overview"] = "kaputt"
    run()
    assert [path.name for path in folder.parent.iterdir()] == ["2025"]


def test_the_list_shows_years_and_runs_and_computes_nothing(run, tmp_path: Path) -> None:
    status, out, _ = run("--list")
    assert status == 0
    assert out.splitlines() == [
        "muster: Kreis Muster",
        "  Berichtsjahre: 2025",
        "  2025: Entwurf, noch nicht gerechnet",
        "  Läufe: 01_intake, 02_overview, 03_field_1, 04_change, 05_midterm",
    ]
    assert not (tmp_path / "outputs").exists()


PARAMETERS = 'municipality: str = ""\nyear: int = 0\ndata: str = ""\noutputs: str = ""'
KERNELSPEC = {"name": "python3", "display_name": "Python 3", "language": "python"}


@pytest.fixture
def real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of real notebooks in place of the project's: each says its parameters."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    for notebook in NOTEBOOKS:
        own = f"{PARAMETERS}\nfield: int = 0" if notebook.each_field else PARAMETERS
        write_notebook(folder / f"{notebook.name}.ipynb", own, "print(municipality, year)")
    monkeypatch.setattr(plan, "notebooks_folder", lambda: folder)
    return folder


def write_notebook(path: Path, parameters: str, cell: str) -> None:
    cells = [new_code_cell(parameters, metadata={"tags": ["parameters"]}), new_code_cell(cell)]
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC}), path)


def test_a_notebook_whose_parameters_do_not_fit_stops_the_run_before_any_is_executed(
    data: Path, real: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    touch = f"from pathlib import Path; Path({str(tmp_path / 'executed')!r}).touch()"
    write_notebook(real / "01_intake.ipynb", PARAMETERS, touch)
    write_notebook(real / "05_midterm.ipynb", PARAMETERS.replace("year: int", "year: str"), touch)
    status = main(["run", "--jobs", "1", "--data", str(data), "--outputs", str(tmp_path / "outputs")])
    [line] = [line for line in capsys.readouterr().err.splitlines() if line.startswith("Fehler")]
    assert status == 2
    assert "05_midterm.ipynb: Der Parameter 'year' ist dort als str vereinbart, übergeben wird 2025 (int)." in line
    assert not (tmp_path / "executed").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX systems do")
@pytest.mark.parametrize(
    ("victim", "often", "failed"),
    [
        ("multiprocessing.parent_process().pid", False, False),  # the process of the pool that executes the notebook
        ("multiprocessing.parent_process().pid", True, True),
        ("os.getppid()", False, False),  # the one that all kernels are forked from
    ],
    ids=["worker", "worker twice", "fork server"],
)
def test_a_process_that_is_killed_loses_nothing_but_its_own_run(
    data: Path,
    real: Path,
    folder: Path,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    victim: str,
    often: bool,
    failed: bool,
) -> None:
    once = tmp_path / "killed"
    kill = (
        f"import multiprocessing, os, pathlib, time\nonce = pathlib.Path({str(once)!r})\n"
        f"if {often} or not once.exists():\n    once.touch()\n    os.kill({victim}, 9)\n    time.sleep(3)"
    )
    write_notebook(real / "02_overview.ipynb", PARAMETERS, kill)
    status = main(["run", "--jobs", "2", "--data", str(data), "--outputs", str(tmp_path / "outputs")])
    errors = [line for line in capfd.readouterr().err.splitlines() if line.startswith("Fehler")]
    assert status == int(failed), errors
    assert len(errors) == int(failed)
    if failed:
        assert errors[0].endswith(
            "02_overview.ipynb: der Arbeitsprozess brach zweimal ab (Absturz, oder der Speicher reichte nicht)"
        )
    made = {path.stem for path in (folder / "internal" / "notebooks").glob("*.ipynb")}
    assert {"01_intake", "03_field_1", "04_change", "05_midterm"} <= made
    assert ("02_overview" in made) == (not failed)
    assert [path.name for path in folder.parent.iterdir()] == ["2025"]


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX systems do")
def test_after_a_process_was_killed_runs_go_on_side_by_side(data: Path, real: Path, tmp_path: Path) -> None:
    once = tmp_path / "killed"
    kill = (
        f"import multiprocessing, os, pathlib, time\nonce = pathlib.Path({str(once)!r})\nif not once.exists():\n"
        "    once.touch()\n    os.kill(multiprocessing.parent_process().pid, 9)\n    time.sleep(3)"
    )
    write_notebook(real / "02_overview.ipynb", PARAMETERS, kill)
    for own, other in (("04_change", "05_midterm"), ("05_midterm", "04_change")):
        meet = (
            f"import pathlib, time\npathlib.Path({str(tmp_path)!r}, {own!r}).touch()\nend = time.monotonic() + 60\n"
            f"while not pathlib.Path({str(tmp_path)!r}, {other!r}).exists():\n"
            "    assert time.monotonic() < end\n    time.sleep(0.1)"
        )
        write_notebook(real / f"{own}.ipynb", PARAMETERS, meet)
    request = plan.Request("muster", 2025, data, tmp_path / "outputs", engine=WARM)
    tasks = {task.run: task for task in plan.prepare(request).tasks}
    with pool.workers(2) as submit:
        assert submit(tasks["02_overview"])().failure is None
        waits = [submit(tasks[run]) for run in ("04_change", "05_midterm")]
        assert [wait().failure for wait in waits] == [None, None]


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX systems send them")
@pytest.mark.parametrize(("end", "method"), [("Ctrl+C", "forkserver"), ("kill -9", "forkserver"), ("kill -9", "spawn")])
def test_nothing_is_left_of_a_run_that_was_ended(data: Path, real: Path, tmp_path: Path, end: str, method: str) -> None:
    say = (
        "import os, pathlib, time, ipykernel\n"
        f"pathlib.Path({str(tmp_path)!r}, f'{{os.getpid()}}.busy').write_text("
        "os.path.dirname(ipykernel.get_connection_file()))\nwhile True: time.sleep(1)"
    )
    for name in ("04_change", "05_midterm"):  # these two are first
        write_notebook(real / f"{name}.ipynb", PARAMETERS, say)
    code = (
        "import pathlib, sys; from analysis import cli; from analysis.runs import plan\n"
        f"plan.notebooks_folder = lambda: pathlib.Path({str(real)!r})\n"
        f"sys.exit(cli.main(['run', '--jobs', '2', '--data', {str(data)!r}, '--outputs', {str(tmp_path / 'out')!r}]))"
    )
    program = tmp_path / "program.py"
    program.write_text(f"if __name__ == '__main__':\n    {code.replace(chr(10), chr(10) + '    ')}\n", encoding="utf-8")
    env = {**os.environ, "MONITORING_KERNELS": method}
    with subprocess.Popen(
        [sys.executable, str(program)], env=env, start_new_session=True, stderr=subprocess.PIPE, text=True
    ) as run:
        deadline = time.monotonic() + 120
        while len(busy := list(tmp_path.glob("*.busy"))) < 2 and time.monotonic() < deadline:
            time.sleep(0.1)
        others = [process.pid for process in psutil.Process(run.pid).children(recursive=True)]
        folders = [Path(path.read_text(encoding="utf-8")) for path in busy]
        assert len(folders) == 2 and all(folder.exists() for folder in folders)
        if end == "Ctrl+C":
            os.killpg(run.pid, signal.SIGINT)
        else:
            run.kill()
        _, said = run.communicate(timeout=60)
    _, alive = psutil.wait_procs([psutil.Process(pid) for pid in others if psutil.pid_exists(pid)], timeout=30)
    assert alive == []
    assert not any(folder.exists() for folder in folders)
    if end == "Ctrl+C":
        assert run.returncode == 2
        assert said.splitlines()[-1] == "Fehler: Abgebrochen."
        assert "Traceback" not in said


def test_from_five_municipalities_on_each_is_summed_up_in_one_line(run, notebooks: Notebooks, data: Path) -> None:
    for name in "abcd":
        shutil.copytree(data / "raw" / "muster", data / "raw" / name)
    status, out, _ = run("--only", "02_overview")
    assert (status, out.count("\n")) == (0, 5)
    (data.parent / "outputs" / "b" / "2025" / "02_overview.csv").write_text("von Hand", encoding="utf-8")
    notebooks.text = "2"
    _, out, _ = run("--only", "02_overview")
    a, b, *_ = out.splitlines()
    assert a.startswith("Kreis Muster, 2025: unverändert; ")
    assert "1 Lauf gerechnet; 02_overview.csv wurde von Hand geändert und bleibt" in b
