"""Filled answers become entries of corrections.toml; what is not understood is told with its cell."""

import datetime as dt
import tomllib
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from analysis import intake
from analysis.errors import DataError
from analysis.office import answers, findings_workbook
from analysis.office import entries as register
from analysis.office.entries import Answers
from analysis.strategy import Confirmation, Correction, Renumbering, load_corrections

HEADINGS = ["Ziel-Nr.", "Maßn.-Nr.", "Kurztitel", "Zuständigkeit", "Zeithorizont", "Status", "Im Zeitplan"]
UNCLEAR = ["1.1.1", "1.1.1.1", "Sport im Park", "Hauptamt", "fortlaufend", "läuft „prima“", "ja"]
MISSING = ["1.1.1", "1.1.1.2", "Jobticket", "VHS", "fortlaufend", "in Umsetzung", ""]
TYPING_ERROR = ["1.1.1", "1.1.1.3", "Fairtrade", "VHS", "fortlaufend", "in Umsetztung", "nein"]
OVERDUE = ["1.1.1", "1.1.1.4", "Label", "VHS", "kurzfristig", "läuft", "ja"]
ONGOING_COMPLETED = ["1.1.1", "1.1.1.5", "Kantine", "VHS", "fortlaufend", "abgeschlossen", "ja"]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data folder of a municipality that has no export yet."""
    raw = tmp_path / "raw" / "muster"
    raw.mkdir(parents=True)
    (raw / "strategy.toml").write_text(
        'name = "Musterkreis"\nadopted = 2023-03-28\ntarget_date = 2030-12-31\n'
        '[[fields]]\nnumber = 1\nname = "Verwaltung"\n[words.measure_status]\n"am Start" = "planned"\n',
        encoding="utf-8",
    )
    return tmp_path


@pytest.fixture
def export(data: Path) -> Callable[..., None]:
    """Lays an export of a year into the municipality's folder."""

    def lay(*rows: list, year: int = 2025, goal_status: str = "begonnen") -> None:
        workbook = openpyxl.Workbook()
        sheet = workbook.active
        sheet.title = "Maßnahmen"
        sheet.append([f"Stand: 31.12.{year}"])
        for row in (HEADINGS, *rows):
            sheet.append(row)
        goals = workbook.create_sheet("Ziele")
        goals.append(["Ziel-Nr.", "Operatives Ziel", "Umsetzungsstatus"])
        goals.append(["1.1.1", "Vorbild sein", goal_status])
        workbook.save(data / "raw" / "muster" / f"Monitoring_{year}.xlsx")

    return lay


@pytest.fixture
def answer(data: Path) -> Callable[..., Answers]:
    """Writes findings.xlsx, fills in what the keeper answers, and reads the answers."""

    def answered(*filled: dict[str, object], sheet: str = "Alle Rückfragen") -> Answers:
        dataset = intake.load("muster", data=data)
        path = data / "findings.xlsx"
        rows = dataset.findings, dataset.measures, dataset.goals
        findings_workbook.write(*rows, path, strategy=dataset.strategy, year=dataset.year, export_names=[])
        workbook = openpyxl.load_workbook(path)
        for given in filled:
            fill(workbook, str(given.get("sheet", sheet)), given)
        workbook.save(path)
        return answers.read(path, municipality="muster", data=data)

    return answered


def fill(workbook: openpyxl.Workbook, name: str, given: dict[str, object]) -> None:
    """Fill in the first question on the sheet that bears the number and the kind asked for."""
    sheet = workbook[name]
    columns = {cell.value: cell.column for cell in sheet[findings_workbook.HEADER_ROW]}
    for row in range(findings_workbook.HEADER_ROW + 1, sheet.max_row + 1):
        about = sheet.cell(row, columns["Nr."]).value, sheet.cell(row, columns["Art"]).value
        if about == (given["Nr."], given["Art"]):
            for heading in ("Antwort", "Begründung", "beantwortet von", "Datum"):
                if heading in given:
                    sheet.cell(row, columns[heading]).value = given[heading]
            return
    raise AssertionError(f"keine Rückfrage zu {given}")


def test_an_answer_becomes_a_correction_with_reason_person_and_date(export, answer) -> None:
    export(UNCLEAR)
    read = answer(
        {
            "Nr.": "1.1.1.1",
            "Art": "Wert nicht verstanden",
            "Antwort": "in Umsetzung",
            "Begründung": "Vertipptes Feld",
            "beantwortet von": "Frau Müller",
            "Datum": dt.date(2026, 2, 3),
        }
    )
    (entry,) = tomllib.loads(read.toml)["correction"]
    reason = entry.pop("reason")
    assert reason.startswith("Vertipptes Feld (Rückfrage 2025-")
    assert entry == {
        "year": 2025,
        "id": "1.1.1.1",
        "column": "status",
        "found": "läuft „prima“",
        "use": "in_progress",
        "reported_to": "Frau Müller",
        "date": dt.date(2026, 2, 3),
    }
    assert (read.problems, read.notes) == ((), ())


def test_with_its_entry_in_the_register_the_question_is_settled(export, answer, data: Path) -> None:
    export(UNCLEAR)
    read = answer({"Nr.": "1.1.1.1", "Art": "Wert nicht verstanden", "Antwort": "in Umsetzung"})
    register.add(data / "raw" / "muster" / "corrections.toml", read)
    settled = intake.load("muster", data=data)
    assert list(settled.measures["status"]) == ["in_progress"]
    assert list(settled.findings["code"]) == ["corrected"]
    again = answers.read(data / "findings.xlsx", municipality="muster", data=data)
    assert (again.entries, again.problems) == ((), ())
    assert again.notes[0].endswith("steht schon im Korrekturverzeichnis.")


def numbered(row: list, answers_given: list[str]) -> list[list]:
    """As many rows as answers, each with a number of its own."""
    return [["1.1.1", f"1.1.1.{n}", *row[2:]] for n in range(1, len(answers_given) + 1)]


def given(kind: str, answers_given: list[str]) -> list[dict[str, object]]:
    return [{"Nr.": f"1.1.1.{n}", "Art": kind, "Antwort": said} for n, said in enumerate(answers_given, start=1)]


def test_labels_codes_synonyms_and_the_offices_own_words_are_understood(export, answer) -> None:
    said = ["abgeschlossen", "completed", "Umgesetzt ", "am Start", "in Planug"]
    export(*numbered(UNCLEAR, said))
    read = answer(*given("Wert nicht verstanden", said))
    assert [entry.use for entry in read.entries] == ["completed", "completed", "completed", "planned", "planned"]


def test_an_answer_that_is_not_understood_is_told_with_its_cell(export, answer) -> None:
    said = ["mal sehen", "stimmt so", "ja", "k. A.", "fertig?"]
    export(*numbered(UNCLEAR, said))
    read = answer(*given("Wert nicht verstanden", said))
    assert read.entries == ()
    for row, (problem, text) in enumerate(zip(read.problems, said, strict=True), start=5):
        assert problem.startswith(f"findings.xlsx, Blatt „Alle Rückfragen“, Zelle L{row}: „{text}“ ")


def test_a_missing_schedule_is_answered_with_yes_or_no(export, answer) -> None:
    export(MISSING)
    read = answer({"Nr.": "1.1.1.2", "Art": "Wert fehlt", "Antwort": "nein"})
    (entry,) = read.entries
    assert (entry.column, entry.found, entry.use) == ("schedule", "", "delayed")
    assert entry.reported_to == "VHS", "the responsible unit where nobody signed"


def test_discarded_is_a_status_also_where_the_schedule_was_asked_for(export, answer) -> None:
    export(MISSING)
    read = answer({"Nr.": "1.1.1.2", "Art": "Wert fehlt", "Antwort": "verworfen"})
    (entry,) = read.entries
    assert (entry.column, entry.found, entry.use) == ("status", "in Umsetzung", "discarded")


def test_what_was_read_right_is_confirmed(export, answer) -> None:
    said = ["stimmt so", "Stimmt", "ja", "in Umsetzung"]
    export(*numbered(TYPING_ERROR, said))
    read = answer(*given("Schreibweise vereinheitlicht", said))
    assert (read.problems, read.confirmed) == ((), 4)
    assert read.entries[0] == Confirmation(2025, "1.1.1.1", "value-normalised", "status", "in Umsetztung")


def test_what_is_confirmed_is_not_asked_again_while_the_cell_says_the_same(export, answer, data: Path) -> None:
    export(*numbered(TYPING_ERROR, ["ja"]))
    register.add(data / "raw" / "muster" / "corrections.toml", answer(*given("Schreibweise vereinheitlicht", ["ja"])))
    assert set(intake.load("muster", data=data).findings["code"]) == set()
    export(["1.1.1", "1.1.1.1", *TYPING_ERROR[2:5], "in Umsezung", "nein"])
    assert set(intake.load("muster", data=data).findings["code"]) == {"value-normalised", "correction-unused"}


def test_a_confirmation_that_is_read_a_second_time_is_no_problem(export, answer, data: Path) -> None:
    export(*numbered(TYPING_ERROR, ["ja"]))
    read = answer(*given("Schreibweise vereinheitlicht", ["stimmt so"]))
    register.add(data / "raw" / "muster" / "corrections.toml", read)
    again = answers.read(data / "findings.xlsx", municipality="muster", data=data)
    assert (again.entries, again.problems, len(again.notes)) == ((), (), 1)


def test_what_was_read_wrong_is_corrected(export, answer) -> None:
    export(TYPING_ERROR)
    read = answer({"Nr.": "1.1.1.3", "Art": "Schreibweise vereinheitlicht", "Antwort": "in Planung"})
    (entry,) = read.entries
    assert (entry.column, entry.found, entry.use) == ("status", "in Umsetztung", "planned")


def test_an_overdue_measure_is_answered_by_status_schedule_or_horizon(export, answer) -> None:
    said = ["abgeschlossen", "nicht im Zeitplan", "langfristig"]
    export(*numbered(OVERDUE, said))
    read = answer(*given("Zeithorizont abgelaufen, aber im Zeitplan gemeldet", said))
    assert [(entry.column, entry.found, entry.use) for entry in read.entries] == [
        ("status", "läuft", "completed"),
        ("schedule", "ja", "delayed"),
        ("horizon", "kurzfristig", "long"),
    ]


def test_a_correction_from_an_answer_takes_effect(export, answer, data: Path) -> None:
    broken = ["1.1.1", "1.1.1.6", "Fuhrpark", "VHS", "fortlaufend", "#REF!", "ja"]
    export(OVERDUE, broken, goal_status="hm")
    read = answer(
        {"Nr.": "1.1.1.4", "Art": "Zeithorizont abgelaufen, aber im Zeitplan gemeldet", "Antwort": "abgeschlossen"},
        {"Nr.": "1.1.1.6", "Art": "Excel-Fehlerwert", "Antwort": "in Planung"},
        {"Nr.": "1.1.1", "Art": "Wert nicht verstanden", "Antwort": "begonnen"},
    )
    register.add(data / "raw" / "muster" / "corrections.toml", read)
    settled = intake.load("muster", data=data)
    assert dict(settled.measures.set_index("measure_id")["status"]) == {"1.1.1.4": "completed", "1.1.1.6": "planned"}
    assert list(settled.goals["status"]) == ["started"]
    assert set(settled.findings["code"]) == {"corrected"}


def test_a_number_that_excel_changed_is_put_right(export, answer, data: Path) -> None:
    export(*(["1.1", number, title, "VHS", "fortlaufend", "Idee", "ja"] for number, title in ((1.1, "A"), (1.3, "B"))))
    asked = {"Art": "Nummer nicht eindeutig lesbar", "Nr.": "1.1"}
    assert answer(asked | {"Antwort": "ja"}).confirmed == 1
    register.add(data / "raw" / "muster" / "corrections.toml", answer(asked | {"Antwort": "1.10"}))
    assert "1.10" in set(intake.load("muster", data=data).measures["measure_id"])


def test_yes_to_a_question_with_several_parts_is_not_clear(export, answer) -> None:
    export(OVERDUE)
    read = answer({"Nr.": "1.1.1.4", "Art": "Zeithorizont abgelaufen, aber im Zeitplan gemeldet", "Antwort": "ja"})
    assert "nicht eindeutig" in read.problems[0]
    export(ONGOING_COMPLETED)
    assert answer({"Nr.": "1.1.1.5", "Art": "fortlaufend und abgeschlossen", "Antwort": "ja"}).confirmed == 1


def test_a_vanished_measure_with_its_new_number_becomes_a_renumbering(export, answer, data: Path) -> None:
    export([*MISSING[:6], "ja"], year=2024)
    export(["1.1.1", "1.1.1.7", "Deutschlandticket", *MISSING[3:6], "ja"])
    gone = {"Nr.": "1.1.1.2", "Art": "gegenüber dem Vorjahr verschwunden"}
    new = {"Nr.": "1.1.1.7", "Art": "gegenüber dem Vorjahr neu"}
    read = answer(gone | {"Antwort": "1.1.1.7"}, new | {"Antwort": "1.1.1.2"})
    assert read.entries == (Renumbering(2025, "1.1.1.2", "1.1.1.7"),)
    register.add(data / "raw" / "muster" / "corrections.toml", read)
    codes = set(intake.load("muster", data=data).findings["code"])
    assert not codes & {"vanished", "appeared"}


@pytest.mark.parametrize(
    ("said", "entry"),
    [
        ("ja", Renumbering(2025, "1.1.1.2", "1.1.1.7")),
        ("nein", Confirmation(2025, "1.1.1.7", "id-shifted", "measure_id", "1.1.1.7")),
        ("1.1.1.2", ("measure_id", "1.1.1.7", "1.1.1.2")),
    ],
)
def test_a_number_that_changed_is_told_once_and_answered_once(export, answer, data: Path, said: str, entry) -> None:
    export([*MISSING[:6], "ja"], year=2024)
    export(["1.1.1", "1.1.1.7", *MISSING[2:6], "ja"])
    asked = {"Nr.": "1.1.1.7", "Art": "Nummern gegenüber dem Vorjahr vertauscht oder verschrieben"}
    read = answer(asked | {"Antwort": said})
    (made,) = read.entries
    assert entry == ((made.column, made.found, made.use) if isinstance(made, Correction) else made)
    register.add(data / "raw" / "muster" / "corrections.toml", read)
    assert not set(intake.load("muster", data=data).findings["code"]) & {"id-shifted", "vanished", "appeared"}


def test_a_number_that_is_in_no_table_renumbers_nothing(export, answer) -> None:
    export(MISSING, year=2024)
    export(OVERDUE)
    read = answer({"Nr.": "1.1.1.2", "Art": "gegenüber dem Vorjahr verschwunden", "Antwort": "1.1.1.99"})
    assert read.entries == ()
    assert "keine Nummer der Tabelle dieses Jahres" in read.problems[0]


def test_what_no_entry_can_say_is_noted_and_not_lost(export, answer) -> None:
    export(MISSING, year=2024)
    export(OVERDUE)
    read = answer({"Nr.": "1.1.1.2", "Art": "gegenüber dem Vorjahr verschwunden", "Antwort": "entfallen"})
    assert (read.entries, read.problems) == ((), ())
    assert "„entfallen“ zu 1.1.1.2" in read.notes[0]


def test_the_same_answer_on_two_sheets_counts_once_two_different_ones_are_told(export, answer) -> None:
    export(UNCLEAR)
    asked = {"Nr.": "1.1.1.1", "Art": "Wert nicht verstanden"}
    assert len(answer(asked | {"Antwort": "Idee"}, asked | {"Antwort": "Idee", "sheet": "Hauptamt"}).entries) == 1
    read = answer(asked | {"Antwort": "Idee"}, asked | {"Antwort": "verworfen", "sheet": "Hauptamt"})
    assert read.entries == ()
    assert "Blatt „Hauptamt“, Zelle L5: „verworfen“ widerspricht" in read.problems[0]


def test_a_question_that_the_export_no_longer_raises_is_told(export, answer, data: Path) -> None:
    export(UNCLEAR)
    answer({"Nr.": "1.1.1.1", "Art": "Wert nicht verstanden", "Antwort": "Idee"})
    export([*UNCLEAR[:5], "Idee", "ja"])
    (problem,) = answers.read(data / "findings.xlsx", municipality="muster", data=data).problems
    assert "gibt es zu diesem Export nicht (mehr)" in problem


def test_without_an_answer_the_reader_says_so(export, answer) -> None:
    export(UNCLEAR)
    assert answer().notes == ("findings.xlsx: keine Antwort eingetragen.",)


def test_another_workbook_is_no_findings_file(data: Path, export) -> None:
    export(UNCLEAR)
    with pytest.raises(DataError, match="kein Blatt mit den Spalten „Rückfrage“ und „Antwort“"):
        answers.read(data / "raw" / "muster" / "Monitoring_2025.xlsx", municipality="muster", data=data)


def correction(**changes: object) -> Correction:
    given = {"year": 2025, "id": "1.1.1.1", "column": "status", "found": "läuft", "use": "in_progress"}
    return Correction(**{**given, **changes})


def test_what_stands_in_the_register_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "corrections.toml"
    text = '# von Hand\n[[correction]]\nyear = 2024\nid = "1.1.1.1"\ncolumn = "status"\nfound = "x"\nuse = "idea"'
    path.write_text(text, encoding="utf-8")
    added = register.add(path, Answers(entries=(correction(), Renumbering(2025, "1.1", "1.2"))))
    assert len(added.entries) == 2
    assert path.read_text(encoding="utf-8").startswith(text + "\n\n[[correction]]\n")
    read = load_corrections(path)
    assert [entry.year for entry in read.corrections] == [2024, 2025]
    assert read.renumbered == (Renumbering(2025, "1.1", "1.2"),)


def test_an_entry_that_the_register_holds_is_not_repeated(tmp_path: Path) -> None:
    path = tmp_path / "corrections.toml"
    register.add(path, Answers(entries=(correction(),)))
    before = path.read_bytes()
    added = register.add(path, Answers(entries=(correction(),)))
    assert (added.entries, path.read_bytes()) == ((), before)
    assert added.notes == ("Korrektur 2025, 1.1.1.1, Umsetzungsstatus: steht schon in corrections.toml.",)


def test_an_entry_that_contradicts_the_register_is_told_and_not_added(tmp_path: Path) -> None:
    path = tmp_path / "corrections.toml"
    register.add(path, Answers(entries=(correction(),)))
    added = register.add(path, Answers(entries=(correction(use="idea"),)))
    assert added.entries == ()
    assert "„idea“ widerspricht „in_progress“ (corrections.toml)" in added.problems[0]


@pytest.mark.parametrize(
    "text",
    ['mit "Anführung"', "C:\\neu\\tab", "zwei\nZeilen", "Tab\there", "DEL\x7f und NUL\x00", "''' und \"\"\"", "ß ü –"],
)
def test_any_text_survives_the_way_through_toml(tmp_path: Path, text: str) -> None:
    path = tmp_path / "corrections.toml"
    register.add(path, Answers(entries=(correction(found=text, reason=text, date="nächste Woche"),)))
    (entry,) = load_corrections(path).corrections
    assert entry.found == entry.reason == text.replace("\x7f", "").replace("\x00", "")
    assert entry.date == "nächste Woche"


def test_a_day_that_no_calendar_has_stays_text() -> None:
    toml = Answers(entries=(correction(date="2026-02-31"),)).toml
    assert tomllib.loads(toml)["correction"][0]["date"] == "2026-02-31"
