"""The questions to those who keep the table, as a clerk finds them in findings.xlsx."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from analysis.office import findings_workbook, questions
from analysis.strategy import Strategy
from analysis.vocabulary import FINDING_CODES

Draw = Callable[..., pd.DataFrame]


@pytest.fixture
def write(tmp_path: Path, strategy: Strategy, goals: Draw) -> Callable[..., openpyxl.Workbook]:
    """Writes findings.xlsx and reads it again."""

    def written(findings: pd.DataFrame, measures: pd.DataFrame, **changes: object) -> openpyxl.Workbook:
        path = tmp_path / "findings.xlsx"
        given = {"strategy": strategy, "year": 2025, "export_names": ["Monitoring_2025.xlsx"]} | changes
        findings_workbook.write(findings, measures, goals({"goal_id": "1.1.1"}), path, **given)
        return openpyxl.load_workbook(path)

    return written


def rows(sheet: Worksheet) -> list[dict[str, object]]:
    """The questions of a sheet, by the headings above them."""
    header, *lines = sheet.iter_rows(min_row=findings_workbook.HEADER_ROW, values_only=True)
    return [dict(zip(header, line, strict=True)) for line in lines if any(line)]


def test_errors_come_first_then_warnings_then_what_is_only_told(write, findings: Draw, measures: Draw) -> None:
    asked = findings(
        {"code": "ongoing-completed", "cell": "G3", "id": "1.1.1.1"},
        {"code": "value-missing", "cell": "G10", "id": "1.1.1.1"},
        {"code": "value-missing", "cell": "G9", "id": "1.1.1.1"},
        {"code": "value-unknown", "cell": "G12", "id": "1.1.1.1"},
    )
    sheet = write(asked, measures({"measure_id": "1.1.1.1"}))[findings_workbook.ALL]
    assert [(row["Schwere"], row["Zelle"]) for row in rows(sheet)] == [
        ("Fehler", "G12"),
        ("Warnung", "G9"),
        ("Warnung", "G10"),
        ("Hinweis", "G3"),
    ]
    assert sheet["A2"].value.startswith("1 Fehler, 2 Warnungen, 1 Hinweis.")


def test_sheets_are_in_natural_order_hf_2_before_hf_10(write, findings: Draw, measures: Draw) -> None:
    asked = findings(
        {"code": "value-missing", "source_sheet": "HF 10", "cell": "A1"},
        {"code": "value-missing", "source_sheet": "HF 2", "cell": "A1"},
    )
    assert [row["Blatt"] for row in rows(write(asked, measures())[findings_workbook.ALL])] == ["HF 2", "HF 10"]


def test_each_responsible_unit_has_a_sheet_and_questions_of_nobody_come_last(
    write, findings: Draw, measures: Draw
) -> None:
    asked = findings(
        {"code": "value-missing", "cell": "G2", "id": "1.1.1.1"},
        {"code": "value-missing", "cell": "G3", "id": "1.1.1.2"},
        {"code": "value-missing", "cell": "G4", "id": "1.1.1.3"},
        {"code": "value-missing", "cell": "E2", "id": "1.1.1"},
        {"code": "sheet-ignored", "source_sheet": "Listen"},
    )
    workbook = write(
        asked,
        measures(
            {"measure_id": "1.1.1.1", "responsible": "Hauptamt"},
            {"measure_id": "1.1.1.2", "responsible": "Gesundheitsamt"},
            {"measure_id": "1.1.1.3", "responsible": "hauptamt "},
        ),
    )
    assert workbook.sheetnames == ["Alle Rückfragen", "Gesundheitsamt", "Hauptamt", "ohne Zuständigkeit"]
    assert [row["Nr."] for row in rows(workbook["Hauptamt"])] == ["1.1.1.1", "1.1.1.3"]
    assert [row["Nr."] for row in rows(workbook["ohne Zuständigkeit"])] == ["1.1.1", None]
    assert len(rows(workbook["Alle Rückfragen"])) == 5


def test_who_was_responsible_last_year_is_asked_about_what_has_vanished(write, findings: Draw, measures: Draw) -> None:
    gone = {"code": "vanished", "id": "1.1.1.9", "source_file": "Monitoring_2024.xlsx", "cell": "C9"}
    before = measures({"measure_id": "1.1.1.9", "year": 2024, "responsible": "VHS"})
    workbook = write(findings(gone), before)
    assert workbook.sheetnames == ["Alle Rückfragen", "VHS"]
    assert workbook["VHS"].cell(findings_workbook.HEADER_ROW + 1, 4).hyperlink is None, "no marked copy of last year"


def test_names_of_units_that_no_sheet_may_bear_are_made_fit(write, findings: Draw, measures: Draw) -> None:
    names = [
        "Amt 61: Planung/Umwelt [zentral]",
        "Amt für Umwelt und Verkehrsplanung, Sachgebiet 1",
        "Amt für Umwelt und Verkehrsplanung, Sachgebiet 2",
        "'Verlauf'",
        "???",
    ]
    given = [{"measure_id": f"1.1.1.{n}", "responsible": name} for n, name in enumerate(names, start=1)]
    asked = findings(*({"code": "value-missing", "cell": "G2", "id": row["measure_id"]} for row in given))
    sheets = write(asked, measures(*given)).sheetnames
    assert sheets == [
        "Alle Rückfragen",
        "Verlauf (2)",
        "Zuständigkeit",
        "Amt 61 Planung Umwelt zentral",
        "Amt für Umwelt und Verkehrsplan",
        "Amt für Umwelt und Verkehrs (2)",
    ]
    assert all(len(name) <= 31 for name in sheets)


def test_only_the_questions_of_the_year_are_asked(write, findings: Draw, measures: Draw) -> None:
    asked = findings({"code": "value-missing", "cell": "G2", "year": 2024}, {"code": "value-missing", "cell": "G3"})
    assert [row["Zelle"] for row in rows(write(asked, measures())[findings_workbook.ALL])] == ["G3"]


def test_the_cell_links_into_the_marked_copy_beside_the_file(write, findings: Draw, measures: Draw) -> None:
    asked = findings(
        {"code": "value-missing", "source_sheet": "HF 1's", "cell": "G9", "source_file": "Stand März.xlsx"}
    )
    sheet = write(asked, measures(), export_names=["Stand März.xlsx"])[findings_workbook.ALL]
    link = sheet.cell(findings_workbook.HEADER_ROW + 1, 4).hyperlink
    assert (link.target, link.location) == ("Stand%20M%C3%A4rz_rueckfragen.xlsx", "'HF 1''s'!G9")


def test_a_format_without_a_marked_copy_has_no_link(write, findings: Draw, measures: Draw) -> None:
    asked = findings({"code": "value-missing", "cell": "G9", "source_file": "Stand.ods"})
    sheet = write(asked, measures(), export_names=["Stand.ods"])[findings_workbook.ALL]
    assert sheet.cell(findings_workbook.HEADER_ROW + 1, 4).hyperlink is None


def test_status_horizon_and_schedule_are_answered_from_a_list(write, findings: Draw, measures: Draw) -> None:
    asked = findings(
        {"code": "value-unknown", "cell": "G2", "id": "1.1.1.1", "column": "status", "raw": "hm", "cleaned": "unknown"},
        {"code": "value-unknown", "cell": "E2", "id": "1.1.1", "column": "status", "raw": "hm", "cleaned": "unknown"},
        {
            "code": "value-normalised",
            "cell": "F2",
            "id": "1.1.1.1",
            "column": "horizon",
            "raw": "mitelfristig",
            "cleaned": "medium",
        },
        {"code": "sheet-ignored", "source_sheet": "Listen"},
    )
    sheet = write(asked, measures({"measure_id": "1.1.1.1"}))[findings_workbook.ALL]
    answers = list(findings_workbook.COLUMNS).index("Antwort")
    lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    letter = openpyxl.utils.get_column_letter(answers + 1)
    assert lists == {
        f"{letter}6": '"Idee,in Planung,in Umsetzung,abgeschlossen,verworfen"',
        f"{letter}5": '"noch nicht begonnen,begonnen,fortgeschritten,abgeschlossen"',
        f"{letter}8": '"stimmt so,kurzfristig,mittelfristig,langfristig,fortlaufend"',
    }


def test_a_question_says_what_was_read_what_is_asked_and_what_holds_without_an_answer(
    write, findings: Draw, measures: Draw
) -> None:
    asked = findings(
        {
            "code": "value-normalised",
            "cell": "G2",
            "id": "1.1.1.1",
            "column": "status",
            "raw": "in Umsetztung",
            "cleaned": "in_progress",
            "message": "„in Umsetztung“ wird als „in Umsetzung“ gelesen.",
        }
    )
    (row,) = rows(write(asked, measures({"measure_id": "1.1.1.1", "title": "Sport im Park"}))[findings_workbook.ALL])
    assert row["Frage"] == (
        "„in Umsetztung“ wird als „in Umsetzung“ gelesen. Ist das so gemeint? Ohne Antwort gilt „in Umsetzung“."
    )
    assert (row["Titel"], row["Spalte"], row["steht in der Zelle"]) == (
        "Sport im Park",
        "Umsetzungsstatus",
        "in Umsetztung",
    )
    assert (row["so gelesen"], row["Vorschlag"], row["Antwort"]) == ("in Umsetzung", "in Umsetzung", None)


def test_nothing_is_proposed_where_nothing_was_understood(write, findings: Draw, measures: Draw) -> None:
    asked = findings({"code": "value-unknown", "cell": "G2", "column": "status", "raw": "hm", "cleaned": "unknown"})
    (row,) = rows(write(asked, measures())[findings_workbook.ALL])
    assert (row["so gelesen"], row["Vorschlag"]) == ("ohne Angabe", None)


def test_how_an_ongoing_completed_measure_counts_follows_the_strategy(
    write, strategy: Strategy, findings: Draw, measures: Draw
) -> None:
    asked = findings({"code": "ongoing-completed", "cell": "G2", "id": "1.1.1.1", "column": "status"})
    own_rule = Strategy(**{**vars(strategy), "ongoing_completed": "in_progress"})
    (row,) = rows(write(asked, measures(), strategy=own_rule)[findings_workbook.ALL])
    assert row["Frage"].endswith("Ohne Antwort zählt sie als „in Umsetzung“.")


def test_every_finding_code_has_a_question_of_its_own() -> None:
    assert set(questions.QUESTIONS) == set(FINDING_CODES)
    assert len({asked for asked, _ in questions.QUESTIONS.values()}) >= len(FINDING_CODES) - 3


def test_a_question_keeps_its_key_when_others_come_and_go(write, findings: Draw, measures: Draw) -> None:
    one = {"code": "value-missing", "cell": "G2", "id": "1.1.1.1", "column": "status"}
    other = {"code": "value-unknown", "cell": "G1", "id": "1.1.1.2", "column": "status", "raw": "hm"}
    (alone,) = rows(write(findings(one), measures())[findings_workbook.ALL])
    _, beside = rows(write(findings(other, one), measures())[findings_workbook.ALL])
    assert alone["Rückfrage"] == beside["Rückfrage"]
    assert alone["Rückfrage"].startswith("2025-")


def test_equal_findings_still_have_keys_of_their_own(write, findings: Draw, measures: Draw) -> None:
    same = {"code": "value-missing", "source_sheet": "", "message": "Status fehlt."}
    first, second = rows(write(findings(same, same), measures())[findings_workbook.ALL])
    assert first["Rückfrage"] != second["Rückfrage"]


@pytest.mark.parametrize("text", ["=SUMME(A1)", "+49 2452", "-1", "@kreis", "#REF!"])
def test_text_that_looks_like_a_formula_is_written_as_text(
    write, tmp_path: Path, findings: Draw, measures: Draw, text: str
) -> None:
    write(findings({"code": "value-unknown", "cell": "G2", "raw": text, "message": text}), measures())
    with zipfile.ZipFile(tmp_path / "findings.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert 't="e"' not in sheet
    assert re.search(rf'<c r="H5"[^>]* t="inlineStr"><is><t>{re.escape(text)}</t>', sheet)


def test_characters_that_no_workbook_can_hold_are_left_out(write, findings: Draw, measures: Draw) -> None:
    asked = findings({"code": "value-unknown", "cell": "G2", "raw": "a\x00b\x1fc\ufffed\r\ne", "message": "x\x0by"})
    (row,) = rows(write(asked, measures())[findings_workbook.ALL])
    assert row["steht in der Zelle"] == "abcd\ne"


def test_two_writes_give_the_same_bytes(write, tmp_path: Path, findings: Draw, measures: Draw) -> None:
    asked = findings({"code": "value-missing", "cell": "G2", "id": "1.1.1.1"})
    write(asked, measures({"measure_id": "1.1.1.1"}))
    first = (tmp_path / "findings.xlsx").read_bytes()
    write(asked, measures({"measure_id": "1.1.1.1"}))
    assert (tmp_path / "findings.xlsx").read_bytes() == first


def test_headings_stay_in_sight_and_rows_can_be_filtered(write, findings: Draw, measures: Draw) -> None:
    for sheet in write(findings({"code": "value-missing", "cell": "G2"}), measures()):
        assert sheet.freeze_panes == "C5"
        assert sheet.auto_filter.ref == "A4:R5"
        assert sheet.protection.sheet is False


def test_without_findings_the_file_says_so(write, findings: Draw, measures: Draw) -> None:
    workbook = write(findings(), measures())
    assert workbook.sheetnames == ["Alle Rückfragen"]
    assert workbook["Alle Rückfragen"]["A2"].value == "Keine Rückfragen."


def test_a_reconstruction_says_so(write, strategy: Strategy, findings: Draw, measures: Draw) -> None:
    rebuilt = Strategy(**{**vars(strategy), "provenance": "reconstruction"})
    workbook = write(findings(), measures(), strategy=rebuilt)
    assert "rekonstruiert" in workbook["Alle Rückfragen"]["A1"].value


def test_hints_of_one_kind_on_one_sheet_are_one_question_with_their_number(
    write, findings: Draw, measures: Draw
) -> None:
    sums = [{"code": "row-ignored", "cell": f"A{row}", "message": "Summe, nicht gezählt."} for row in (9, 17)]
    other = {"code": "row-ignored", "source_sheet": "Ziele", "cell": "A5", "message": "Notiz, nicht gezählt."}
    first, second = rows(write(findings(*sums, other), measures())[findings_workbook.ALL])
    assert (first["Zelle"], second["Zelle"]) == ("A9", "A5")
    assert first["Frage"].startswith(
        "2 × Zeile ohne Daten (Summe, Notiz, Überschrift) (A9, A17): Summe, nicht gezählt."
    )
    assert second["Frage"].startswith("Notiz, nicht gezählt.")
