"""A run is made anew where something that it depends on has changed, and only there; the summary says why."""

import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

import analysis
from analysis.cli import main
from analysis.runs import gathering, keys, plan, tasks
from analysis.runs.execution import execute
from analysis.runs.failures import Failure
from analysis.runs.tasks import WARM, Outcome, Task
from analysis.storage import manifest as manifests

FIELDS = range(1, 7)
STRATEGY = """
name = "Kreis Muster"
adopted = 2023-01-01
target_date = 2030-12-31
""" + "".join(f'\n[[fields]]\nnumber = {number}\nname = "Feld {number}"\n' for number in FIELDS)
OF_FIELDS = [f"03_field_{number}" for number in FIELDS]
EVERY = ["01_intake", "02_overview", *OF_FIELDS, "04_change", "05_midterm"]
TABLES = {
    "02_overview": {
        "figures": "level,field,horizon,dimension,category,count,total,percent\nmeasure,all,all,status,idea,{},12,\n"
    },
    "04_change": {"changes": "level,id,dimension,before,after\nmeasure,1.1.1.1,title,{},x\n"},
    "05_midterm": {
        "midterm": "level,base,field,at,total\nmeasure,all,all,2025,{}\n",
        "midterm_summary": "level,base,field,total\nmeasure,all,all,{}\n",
    },
}
FIELD_4 = ["01_intake", "02_overview", "03_field_4", "04_change", "05_midterm"]
CORRECTION = """
[[correction]]
year = 2025
id = "4.1.1.1"
column = "status"
found = "Idee"
use = "planned"
reason = "Tippfehler"
reported_to = "Amt 61"
date = 2026-01-15
"""


def export(raw: Path, year: int) -> None:
    workbook = Workbook()
    workbook.active.append(["Nr.", "Maßnahme", "Umsetzungsstatus", "Zeithorizont", "Zeitplan"])
    for number in FIELDS:
        for last in (1, 2):
            workbook.active.append([f"{number}.1.1.{last}", f"Radweg {number}-{last}", "Idee", "langfristig", "ja"])
    workbook.save(raw / f"Monitoring_{year}.xlsx")


def set_status(path: Path, row: int, status: str) -> None:
    workbook = load_workbook(path)
    workbook.active.cell(row, 3).value = status
    workbook.save(path)


@dataclass
class Office:
    """A small office with six fields and two years, whose notebooks leave one file a run, and the tables."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    text: str = "1"
    failing: set[str] = field(default_factory=set)
    executed: list[str] = field(default_factory=list)

    @property
    def raw(self) -> Path:
        return self.folder / "data" / "raw" / "muster"

    @property
    def year(self) -> Path:
        return self.folder / "outputs" / "muster" / "2025"

    def execute(self, task: Task) -> Outcome:
        self.executed.append(task.run)
        if task.run in self.failing:
            return Outcome(failure=Failure(task.municipality, "kaputt", year=task.year, run=task.run))
        tables = {name: rows.format(self.text) for name, rows in TABLES.get(task.run, {}).items()}
        return Outcome(files={f"{name}.csv": text.encode() for name, text in {task.run: self.text, **tables}.items()})

    def command(self, *arguments: str) -> tuple[int, str]:
        """The exit status, and all that was said."""
        self.executed.clear()
        self.capsys.readouterr()
        where = ("--data", str(self.folder / "data"), "--outputs", str(self.folder / "outputs"))
        status = main([*arguments, *where])
        return status, "".join(self.capsys.readouterr())

    def publish(self) -> tuple[int, str]:
        return self.command("publish", "muster", "--year", "2025")

    def run(self, *arguments: str) -> tuple[list[str], str]:
        """The runs that were executed, in order, and the summary."""
        self.executed.clear()
        self.capsys.readouterr()
        where = ("--data", str(self.folder / "data"), "--outputs", str(self.folder / "outputs"))
        main(["run", *arguments, "--jobs", "1", *where])
        return sorted(self.executed), self.capsys.readouterr().out


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Office:
    office = Office(tmp_path, capsys)
    office.raw.mkdir(parents=True)
    (office.raw / "strategy.toml").write_text(STRATEGY, encoding="utf-8")
    for year in (2024, 2025):
        export(office.raw, year)
    monkeypatch.setattr(tasks, "execute", office.execute)
    monkeypatch.setattr(gathering, "DOCUMENTS", {})
    return office


@contextmanager
def held_open(*paths: Path) -> Iterator[None]:
    """What Windows does while another program has these files open."""
    replace, unlink = Path.replace, Path.unlink

    def refuse(path: Path) -> None:
        if path in paths:
            raise PermissionError(13, "The process cannot access the file", str(path))

    def replaced(self: Path, target: Path) -> Path:
        refuse(Path(target))
        return replace(self, target)

    def unlinked(self: Path, missing_ok: bool = False) -> None:
        refuse(self)
        unlink(self, missing_ok)

    with pytest.MonkeyPatch.context() as excel:
        excel.setattr(Path, "replace", replaced)
        excel.setattr(Path, "unlink", unlinked)
        yield


def without_field_6(office: Office) -> None:
    strategy = office.raw / "strategy.toml"
    strategy.write_text(STRATEGY.partition("\n[[fields]]\nnumber = 6")[0], encoding="utf-8")


def published(office: Office) -> None:
    """The year gets an edition, so that nothing is a draft any more."""
    csv = office.folder / "printed.csv"
    csv.write_text("level,field,dimension,category,count,total\nmeasure,all,status,idea,12,12\n", encoding="utf-8")
    assert (
        main(["publish", "muster", "--year", "2025", "--figures", str(csv), "--data", str(office.folder / "data")]) == 0
    )


def appended(name: str, text: str) -> Callable[[Office], None]:
    def append(office: Office) -> None:
        with (office.raw / name).open("a", encoding="utf-8") as file:
            file.write(text)

    return append


def test_what_has_not_changed_is_not_executed_again(office: Office) -> None:
    executed, summary = office.run()
    assert executed == EVERY
    assert "alles: noch nicht gerechnet" in summary
    executed, summary = office.run()
    assert executed == []
    assert "nichts, denn nichts hat sich geändert; die Ergebnisse des letzten Laufs gelten" in summary


@pytest.mark.parametrize(
    ("change", "expected", "why"),
    [
        (
            lambda office: set_status(office.raw / "Monitoring_2025.xlsx", 8, "in Planung"),
            FIELD_4,
            "Eingabe geändert: Monitoring_2025.xlsx",
        ),
        (
            lambda office: set_status(office.raw / "Monitoring_2024.xlsx", 8, "in Planung"),
            FIELD_4,
            "Eingabe geändert: Monitoring_2024.xlsx",
        ),
        (appended("strategy.toml", 'aim = "Vorbild sein"\n'), EVERY, "alles: Eingabe geändert: strategy.toml"),
        (appended("corrections.toml", CORRECTION), EVERY, "alles: Eingabe geändert: corrections.toml"),
        (published, EVERY, "alles: Eingabe geändert: veröffentlichte Ausgabe 2025"),
        (lambda office: (office.year / "03_field_2.csv").unlink(), ["03_field_2"], "Ausgabe fehlt: 03_field_2.csv"),
        (
            lambda office: (office.year / "04_change.csv").write_text("von Hand", encoding="utf-8"),
            ["04_change"],
            "Ausgabe von Hand geändert: 04_change.csv",
        ),
        (
            lambda office: (office.year / "manifest.json").write_text('{"halb":', encoding="utf-8"),
            EVERY,
            "alles: noch nicht gerechnet",
        ),
    ],
    ids=[
        "a status of field 4",
        "a status of field 4 in the year before",
        "the strategy",
        "the corrections",
        "an edition",
        "an output deleted",
        "an output edited",
        "the manifest damaged",
    ],
)
def test_what_changed_is_executed_again_and_the_summary_says_why(
    change: Callable[[Office], None], expected: list[str], why: str, office: Office
) -> None:
    office.run()
    change(office)
    executed, summary = office.run()
    assert executed == expected
    assert why in summary
    assert ("unverändert übernommen" in summary) == (expected != EVERY)


def test_a_later_year_changes_nothing_of_an_earlier_one(office: Office) -> None:
    office.run("--year", "2025")
    before = {path: path.read_bytes() for path in office.year.rglob("*") if path.is_file()}
    export(office.raw, 2026)
    assert office.run("--year", "2025")[0] == []
    assert {path: path.read_bytes() for path in office.year.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("known", "value", "why"),
    [
        ("versions", {"pandas": "0.1"}, "alles: Bibliotheken geändert"),
        ("code", "x", "alles: Programm geändert"),
        ("notebook", "x", "alles: Notebook geändert"),
        ("parameters", "x", "alles: Parameter geändert"),
    ],
)
def test_outputs_of_another_program_or_notebook_are_made_anew(
    known: str, value: object, why: str, office: Office
) -> None:
    office.run()
    path = office.year / manifests.NAME
    manifest = json.loads(path.read_text(encoding="utf-8"))
    for key in manifest["keys"].values():
        assert key[known] not in (value, "")
        key[known] = value
    path.write_text(json.dumps(manifest), encoding="utf-8")
    executed, summary = office.run()
    assert executed == EVERY
    assert why in summary


def test_a_manifest_without_keys_as_an_older_program_left_it_means_everything_anew(office: Office) -> None:
    office.run()
    path = office.year / manifests.NAME
    manifest = json.loads(path.read_text(encoding="utf-8"))
    del manifest["keys"]
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert office.run()[0] == EVERY


def test_keys_change_with_the_notebook_and_the_package_versions(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    request = plan.Request("muster", 2025, office.folder / "data", office.folder / "outputs")
    first = plan.prepare(request).described.keys["03_field_4"]
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    for notebook in plan.notebooks_folder().glob("*.ipynb"):
        text = notebook.read_text(encoding="utf-8")
        (notebooks / notebook.name).write_text(text + "\n", encoding="utf-8")
    monkeypatch.setattr(plan, "notebooks_folder", lambda: notebooks)
    monkeypatch.setattr(manifests, "versions", lambda: {"pandas": "9"})
    second = plan.prepare(request).described.keys["03_field_4"]
    assert {name for name in first if first[name] != second[name]} == {"notebook", "versions"}


def test_force_makes_everything_and_says_so(office: Office) -> None:
    office.run()
    executed, summary = office.run("--force")
    assert executed == EVERY
    assert "alles: mit --force verlangt" in summary


def test_only_makes_one_run_and_leaves_what_is_known_of_the_others(office: Office) -> None:
    office.run()
    set_status(office.raw / "Monitoring_2025.xlsx", 8, "in Planung")
    assert office.run("--only", "03_field")[0] == ["03_field_4"]
    assert office.run("--only", "02_overview")[0] == ["02_overview"]
    executed, summary = office.run()
    assert executed == ["01_intake", "04_change", "05_midterm"]
    assert "unverändert übernommen" in summary


def test_a_run_that_failed_is_made_again_the_others_are_not(office: Office) -> None:
    office.failing = {"04_change"}
    office.run()
    office.failing = set()
    executed, summary = office.run()
    assert executed == ["04_change"]
    assert "04_change: noch nicht gerechnet" in summary


def test_a_run_whose_file_was_held_open_is_made_again(office: Office) -> None:
    office.run()
    office.text = "2"
    with held_open(office.year / "02_overview.csv"):
        office.run("--force")
    assert (office.year / "02_overview.csv").read_text(encoding="utf-8") == "1"
    executed, summary = office.run()
    assert executed == ["02_overview"]
    assert "02_overview: zuletzt nicht fertig geworden" in summary
    assert (office.year / "02_overview.csv").read_text(encoding="utf-8") == "2"


def test_a_failed_run_leaves_nothing_that_rests_on_an_earlier_input(office: Office) -> None:
    office.run()
    set_status(office.raw / "Monitoring_2025.xlsx", 8, "in Planung")
    office.run("--only", "02_overview")
    office.failing = {"04_change"}
    office.run()
    assert (office.year / "02_overview.csv").exists()
    assert not (office.year / "04_change.csv").exists()


def test_where_all_that_changed_fails_the_year_stays_whole_and_the_rest_holds(office: Office) -> None:
    office.run()
    before = {path: path.read_bytes() for path in office.year.rglob("*") if path.is_file()}
    set_status(office.raw / "Monitoring_2025.xlsx", 8, "in Planung")
    office.failing = {*FIELD_4}
    status, said = office.command("run", "--jobs", "1")
    assert status == 1
    assert "04_change und 05_midterm: nicht gelungen" in said
    assert "unverändert übernommen" in said
    assert {path: path.read_bytes() for path in office.year.rglob("*") if path.is_file()} == before


def test_of_a_field_that_the_strategy_no_longer_has_nothing_is_left(office: Office) -> None:
    office.run()
    without_field_6(office)
    with held_open(office.year / "03_field_6.csv"):
        office.run()
    assert (office.year / "03_field_6.csv").exists()
    executed, summary = office.run()
    assert executed == []
    assert "nicht mehr erzeugt: 03_field_6.csv" in summary
    assert not (office.year / "03_field_6.csv").exists()
    manifest = manifests.read(office.year)
    assert manifest
    for known in (manifest.runs, manifest.parameters, manifest.keys):
        assert sorted(known) == EVERY[:7] + EVERY[8:]


def test_a_file_edited_by_hand_is_made_again_once_it_is_deleted(office: Office) -> None:
    office.run()
    (office.year / "figures.csv").write_text("von Hand", encoding="utf-8")
    office.run()
    assert (office.year / "figures.neu.csv").exists()
    assert office.run()[0] == []
    (office.year / "figures.csv").unlink()
    executed, summary = office.run()
    assert executed == ["02_overview"]
    assert "Ausgabe fehlt: figures.csv" in summary
    assert (office.year / "figures.csv").exists()
    assert not (office.year / "figures.neu.csv").exists()


def test_tables_of_different_inputs_are_not_published_together(office: Office) -> None:
    office.run()
    set_status(office.raw / "Monitoring_2025.xlsx", 8, "in Planung")
    office.run("--only", "02_overview")
    status, said = office.publish()
    assert status == 1
    assert "changes.csv, midterm.csv und midterm_summary.csv" in said
    office.run()
    assert office.publish()[0] == 0


def test_a_table_that_stayed_old_because_it_was_open_is_not_published(office: Office) -> None:
    office.run()
    set_status(office.raw / "Monitoring_2025.xlsx", 8, "in Planung")
    office.text = "2"
    with held_open(office.year / "figures.csv"):
        office.run()
    status, said = office.publish()
    assert status == 1
    assert "figures.csv" in said
    office.run()
    assert office.publish()[0] == 0


def test_revisions_follow_each_table_whichever_run_made_it(office: Office) -> None:
    office.run()
    assert office.publish()[0] == 0
    office.text, office.failing = "2", {"04_change"}
    office.run()
    assert "changes" not in (office.year / "revisions.csv").read_text(encoding="utf-8")
    office.failing = set()
    executed, summary = office.run()
    assert executed == ["04_change"]
    assert "1,changes,measure" in (office.year / "revisions.csv").read_text(encoding="utf-8")
    assert "Vier veröffentlichte Zahlen wären heute anders" in summary
    assert office.run()[0] == []
    (office.year / "revisions.csv").unlink()
    assert office.run()[0] == ["02_overview"]


def test_the_code_is_the_same_while_python_compiles_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "package"
    (package / "__pycache__").mkdir(parents=True)
    (package / "__init__.py").write_text("", encoding="utf-8")
    monkeypatch.setattr(analysis, "__file__", str(package / "__init__.py"))
    before = keys.code.__wrapped__()
    (package / "__pycache__" / "module.cpython-313.pyc.140532").write_bytes(b"half")
    assert keys.code.__wrapped__() == before
    (package / "template.j2").write_text("neu", encoding="utf-8")
    assert keys.code.__wrapped__() != before


def test_a_link_that_leads_nowhere_disturbs_no_run(office: Office) -> None:
    (office.raw / ".#Monitoring_2025.xlsx").symlink_to("nobody@nowhere.1")
    assert office.command("run", "--jobs", "1")[0] == 0


def test_a_field_knows_nothing_of_the_others(office: Office) -> None:
    request = plan.Request("muster", 2025, office.folder / "data", office.folder / "outputs", engine=WARM)
    [task] = [task for task in plan.prepare(request).tasks if task.run == "03_field_4"]
    before, key = execute(task), plan.prepare(request).described.keys["03_field_4"]
    assert before.failure is None and before.files
    chance = random.Random(5)
    for year in (2024, 2025):
        path = office.raw / f"Monitoring_{year}.xlsx"
        workbook = load_workbook(path)
        for row in workbook.active.iter_rows(min_row=2):
            if not row[0].value.startswith("4."):
                row[1].value = f"Anders {chance.random()}"
                row[2].value = chance.choice(["abgeschlossen", "verworfen", "in Umsetzung", "blau", ""])
                row[3].value = chance.choice(["kurzfristig", "fortlaufend", ""])
                row[4].value = chance.choice(["ja", "nein", "k. A.", ""])
        workbook.active.append(["6.1.1.3", "Neu", "Idee", "langfristig", "ja"])
        workbook.save(path)
    assert plan.prepare(request).described.keys["03_field_4"] == key
    after = execute(task)
    # The notebook's own save notes the inputs; the batch writes the year's manifest itself.
    assert {**after.files, manifests.NAME: b""} == {**before.files, manifests.NAME: b""}
