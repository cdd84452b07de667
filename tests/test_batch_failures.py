"""What goes wrong in a batch stops only itself, is told in one line, and loses nothing."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from analysis import production
from analysis.cli import main
from analysis.publish.failures import Failure
from analysis.tasks import Outcome, Task

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

    def execute(self, task: Task) -> Outcome:
        self.executed.append(task.run)
        if task.run in self.errors:
            failure = Failure(task.municipality, self.errors[task.run], year=task.year, run=task.run)
            return Outcome(failure=failure)
        return Outcome(files={f"{task.run}.csv": self.text.encode()})


@pytest.fixture
def notebooks(monkeypatch: pytest.MonkeyPatch) -> Notebooks:
    small = Notebooks()
    monkeypatch.setattr(production, "execute", small.execute)
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
        "  Läufe: 01_intake, 02_overview, 03_field_1, 04_change, 05_midterm",
    ]
    assert not (tmp_path / "outputs").exists()
