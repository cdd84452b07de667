"""The workbook of the coming year: rolled forward from the year before, filled in, read back."""

import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.cell.rich_text import CellRichText
from openpyxl.worksheet.worksheet import Worksheet

from analysis import intake
from analysis.errors import DataError
from analysis.office import template
from analysis.strategy import Field, Strategy
from analysis.vocabulary import GOAL_STATUS, MEASURE_STATUS, SCHEDULE

Draw = Callable[..., pd.DataFrame]

STRATEGY_TOML = """\
name = "Musterkreis"
adopted = 2023-03-28
target_date = 2030-12-31
[[fields]]
number = 1
name = "Nachhaltige Verwaltung"
[[fields]]
number = 2
name = "Klima & Energie"
"""


@pytest.fixture
def measures_2025(measures: Draw) -> pd.DataFrame:
    return measures(
        {
            "measure_id": "1.1.1.10",
            "goal_id": "1.1.1",
            "title": "=Jobticket",
            "responsible": "Hauptamt",
            "note": "Befragung läuft",
            "reason": "Personal fehlte",
        },
        {
            "measure_id": "1.1.1.9",
            "goal_id": "1.1.1",
            "title": "Sport im Park",
            "horizon": "long",
            "due": pd.Timestamp(2029, 6, 30),
        },
        {
            "measure_id": "2.1.1.1",
            "goal_id": "2.1.1",
            "field": 2,
            "title": "Label",
            "status": "discarded",
            "schedule": "discarded",
            "reason": "Mittel fehlen",
        },
    )


@pytest.fixture
def goals_2025(goals: Draw) -> pd.DataFrame:
    return goals(
        {"goal_id": "1.1.1", "strategic_goal_id": "1.1", "title": "Vorbild sein"},
        {"goal_id": "2.1.1", "strategic_goal_id": "2.1", "title": "Weniger Energie", "field": 2, "status": "completed"},
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A municipality's folder with its strategy and no export yet."""
    raw = tmp_path / "data" / "raw" / "muster"
    raw.mkdir(parents=True)
    (raw / "strategy.toml").write_text(STRATEGY_TOML, encoding="utf-8")
    return raw


def table(sheet: Worksheet) -> list[dict[str, object]]:
    """The rows of a sheet that hold something, by heading."""
    header, *lines = sheet.iter_rows(min_row=template.HEADER_ROW, values_only=True)
    return [dict(zip(header, line, strict=True)) for line in lines if any(line)]


def fill(path: Path, sheet: str, column: str, *answers: str) -> None:
    """Fill in a column from the top, as the keeper of the table does."""
    workbook = openpyxl.load_workbook(path, rich_text=True)
    headings = [cell.value for cell in workbook[sheet][template.HEADER_ROW]]
    for row, answer in enumerate(answers, start=template.HEADER_ROW + 1):
        workbook[sheet].cell(row, headings.index(column) + 1).value = answer
    workbook.save(path)


def test_last_years_status_stands_beside_an_empty_one(
    tmp_path: Path, strategy: Strategy, measures_2025: pd.DataFrame, goals_2025: pd.DataFrame
) -> None:
    path = template.write(strategy, measures_2025, goals_2025, tmp_path / "2026.xlsx", year=2026)
    workbook = openpyxl.load_workbook(path)
    assert workbook.sheetnames == ["Maßnahmen", "Operative Ziele"]
    rows = table(workbook["Maßnahmen"])
    assert [(row["Maßn.-Nr."], row["Status Vorjahr"], row["Status 12/2026"], row["Im Zeitplan"]) for row in rows] == [
        ("1.1.1.9", "in Umsetzung", None, None),
        ("1.1.1.10", "in Umsetzung", None, None),
        ("2.1.1.1", "verworfen", None, None),
    ]
    assert [(row["Handlungsfeld"], row["Zeithorizont"]) for row in rows[:1]] == [
        ("1 – Nachhaltige Verwaltung", "langfristig")
    ]
    goals = table(workbook["Operative Ziele"])
    assert [(row["Ziel-Nr."], row["Vorjahr"], row["Umsetzungsstatus"]) for row in goals] == [
        ("1.1.1", "begonnen", None),
        ("2.1.1", "abgeschlossen", None),
    ]


def test_a_reason_is_rolled_forward_only_for_what_was_discarded(
    tmp_path: Path, strategy: Strategy, measures_2025: pd.DataFrame, goals_2025: pd.DataFrame
) -> None:
    path = template.write(strategy, measures_2025, goals_2025, tmp_path / "2026.xlsx", year=2026)
    rows = {row["Maßn.-Nr."]: row for row in table(openpyxl.load_workbook(path)["Maßnahmen"])}
    assert (rows["2.1.1.1"]["Begründung"], rows["1.1.1.10"]["Begründung"]) == ("Mittel fehlen", None)
    assert rows["1.1.1.10"]["Bemerkung"] == "Befragung läuft"


def test_a_template_just_written_says_only_that_the_new_values_are_missing(
    tmp_path: Path, folder: Path, strategy: Strategy, measures_2025: pd.DataFrame, goals_2025: pd.DataFrame
) -> None:
    path = template.write(strategy, measures_2025, goals_2025, tmp_path / "2026.xlsx", year=2026)
    told = intake.check([path], folder / "strategy.toml").findings
    assert set(told["code"]) == {"value-missing"}
    assert set(told["column"]) == {"status", "schedule"}
    assert set(told["year"]) == {2026}


def test_a_template_filled_in_is_read_back_without_a_finding(
    folder: Path, strategy: Strategy, measures_2025: pd.DataFrame, goals_2025: pd.DataFrame
) -> None:
    path = template.write(strategy, measures_2025, goals_2025, folder / "Monitoring_2026.xlsx", year=2026)
    fill(path, "Maßnahmen", "Status 12/2026", "in Planung", "abgeschlossen", "verworfen")
    fill(path, "Maßnahmen", "Im Zeitplan", "nicht im Zeitplan", "im Zeitplan", "")
    fill(path, "Operative Ziele", "Umsetzungsstatus", "fortgeschritten", "abgeschlossen")
    read = intake.load("muster", data=folder.parents[1])
    assert read.findings.empty
    assert read.year == 2026
    kept = ["title", "field", "strategic_goal_id", "goal_id", "horizon", "responsible", "due", "note"]
    before = measures_2025.set_index("measure_id")[kept].assign(strategic_goal_id=["1.1", "1.1", "2.1"])
    after = read.measures.set_index("measure_id")
    pd.testing.assert_frame_equal(after[kept], before.loc[after.index])
    assert dict(after["status"]) == {"1.1.1.9": "planned", "1.1.1.10": "completed", "2.1.1.1": "discarded"}
    assert dict(after["schedule"]) == {"1.1.1.9": "delayed", "1.1.1.10": "on_schedule", "2.1.1.1": "discarded"}
    assert list(read.goals["status"]) == ["advanced", "completed"]


def test_the_drop_down_lists_hold_the_words_of_the_vocabulary(
    tmp_path: Path, strategy: Strategy, measures_2025: pd.DataFrame, goals_2025: pd.DataFrame
) -> None:
    path = template.write(strategy, measures_2025, goals_2025, tmp_path / "2026.xlsx", year=2026)
    workbook = openpyxl.load_workbook(path)
    last = template.HEADER_ROW + len(measures_2025) + template.SPARE_ROWS
    lists = {str(rule.sqref): rule.formula1 for rule in workbook["Maßnahmen"].data_validations.dataValidation}
    assert lists[f"H7:H{last}"] == '"Idee,in Planung,in Umsetzung,abgeschlossen,verworfen"'
    assert lists[f"F7:F{last}"] == '"kurzfristig,mittelfristig,langfristig,fortlaufend"'
    assert lists[f"A7:A{last}"] == '"1 – Nachhaltige Verwaltung,2 – Klima & Energie"'
    assert all(len(formula or "") <= 257 for formula in lists.values())


def test_a_list_of_fields_too_long_for_excel_is_left_out(
    tmp_path: Path, measures_2025: pd.DataFrame, goals_2025: pd.DataFrame, strategy: Strategy
) -> None:
    long = Strategy(**{**vars(strategy), "fields": (Field(1, "Ressourcen" * 30), Field(2, "Wohnen, Bauen"))})
    path = template.write(long, measures_2025, goals_2025, tmp_path / "2026.xlsx", year=2026)
    rules = openpyxl.load_workbook(path)["Maßnahmen"].data_validations.dataValidation
    assert not any(str(rule.sqref).startswith("A") for rule in rules)


@pytest.mark.parametrize(
    ("sheet", "vocabulary"), [("Maßnahmen", MEASURE_STATUS), ("Maßnahmen", SCHEDULE), ("Operative Ziele", GOAL_STATUS)]
)
def test_every_status_has_its_colour_in_the_legend_and_at_the_cells(
    tmp_path: Path, strategy: Strategy, measures_2025: pd.DataFrame, goals_2025: pd.DataFrame, sheet: str, vocabulary
) -> None:
    path = template.write(strategy, measures_2025, goals_2025, tmp_path / "2026.xlsx", year=2026)
    written = openpyxl.load_workbook(path, rich_text=True)[sheet]
    legend = written["A3"].value
    assert isinstance(legend, CellRichText)
    squares = {after.text: square.font.color.rgb[-6:] for square, after in pairwise(legend) if "■" in square.text}
    rules = {
        rule.formula[0].partition("=")[2]: rule.dxf.fill.bgColor.rgb[-6:]
        for cells in written.conditional_formatting
        for rule in cells.rules
    }
    for term in vocabulary.terms[:-1]:
        assert squares[term.label] == rules[f'"{term.label}"'] == term.colour.lstrip("#")


def test_headings_numbers_and_last_years_status_are_locked_the_rest_is_free(
    tmp_path: Path, strategy: Strategy, measures_2025: pd.DataFrame, goals_2025: pd.DataFrame
) -> None:
    path = template.write(strategy, measures_2025, goals_2025, tmp_path / "2026.xlsx", year=2026)
    sheet = openpyxl.load_workbook(path)["Maßnahmen"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    headings = [cell.value for cell in sheet[template.HEADER_ROW]]
    locked = {
        heading
        for heading, cell in zip(headings, sheet[template.HEADER_ROW + 1], strict=True)
        if cell.protection.locked
    }
    assert locked == {"Handlungsfeld", "Ziel-Nr.", "Maßn.-Nr.", "Status Vorjahr"}
    assert all(cell.protection.locked for cell in sheet[template.HEADER_ROW])
    spare = sheet[template.HEADER_ROW + len(measures_2025) + 1]
    assert not any(cell.protection.locked for cell in spare)
    assert sheet.freeze_panes == "E7"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)


def test_a_year_left_out_is_named_and_last_years_rows_come_from_the_last_year_there_is(
    tmp_path: Path, folder: Path, strategy: Strategy, measures: Draw, goals: Draw
) -> None:
    rows = measures(
        {"measure_id": "1.1.1.1", "year": 2023, "status": "idea", "title": "Alt"},
        {"measure_id": "1.1.1.1", "year": 2024, "status": "planned", "title": "Neu"},
        {"measure_id": "1.1.1.1", "year": 2027, "status": "completed", "title": "Später"},
    )
    path = template.write(strategy, rows, goals(), tmp_path / "2026.xlsx", year=2026)
    (row,) = table(openpyxl.load_workbook(path)["Maßnahmen"])
    assert (row["Kurztitel"], row["Status Vorjahr (2024)"]) == ("Neu", "in Planung")
    read = intake.check([path], folder / "strategy.toml", explain=True)
    assert "Umsetzungsstatus der Maßnahme im Vorjahr" in read.explanation
    assert set(read.findings["code"]) == {"value-missing"}


def test_an_office_without_operative_goals_gets_no_sheet_for_them(
    tmp_path: Path, strategy: Strategy, measures: Draw, goals: Draw
) -> None:
    path = template.write(strategy, measures({"measure_id": "VW-08"}), goals(), tmp_path / "2026.xlsx", year=2026)
    workbook = openpyxl.load_workbook(path)
    assert workbook.sheetnames == ["Maßnahmen"]
    assert table(workbook["Maßnahmen"])[0]["Maßn.-Nr."] == "VW-08"


def test_a_new_municipality_gets_an_empty_table_that_can_be_filled_in(folder: Path) -> None:
    path = template.roll_forward("muster", 2026, folder / "Monitoring_2026.xlsx", data=folder.parents[1])
    assert table(openpyxl.load_workbook(path)["Maßnahmen"]) == []
    for column, answer in {
        "Handlungsfeld": "1 – Nachhaltige Verwaltung",
        "Ziel-Nr.": "1.1.1",
        "Maßn.-Nr.": "1.1.1.1",
        "Kurztitel": "Sport im Park",
        "Zeithorizont": "langfristig",
        "Status 12/2026": "Idee",
        "Im Zeitplan": "keine Aussage möglich",
    }.items():
        fill(path, "Maßnahmen", column, answer)
    for column, answer in {"Ziel-Nr.": "1.1.1", "Operatives Ziel": "Vorbild", "Umsetzungsstatus": "begonnen"}.items():
        fill(path, "Operative Ziele", column, answer)
    read = intake.load("muster", data=folder.parents[1])
    assert read.findings.empty
    assert list(read.measures["status"]) == ["idea"]
    assert list(read.goals["status"]) == ["started"]


def test_heinsbergs_table_rolls_forward_and_agrees_with_last_years_export(repository: Path, tmp_path: Path) -> None:
    raw = repository / "data" / "raw" / "heinsberg"
    shutil.copytree(raw, tmp_path / "raw" / "heinsberg")
    path = template.roll_forward("heinsberg", 2026, tmp_path / "2026.xlsx", data=tmp_path)
    workbook = openpyxl.load_workbook(path)
    assert (len(table(workbook["Maßnahmen"])), len(table(workbook["Operative Ziele"]))) == (80, 58)
    assert "rekonstruiert" in workbook["Maßnahmen"]["A1"].value
    told = intake.check([raw / "Monitoring_Nachhaltigkeit_2025.xlsx", path], raw / "strategy.toml").findings
    codes = set(told.loc[told["year"] == 2026, "code"].astype(str))
    assert codes == {"value-missing"}


def test_two_templates_have_the_same_bytes(
    tmp_path: Path, strategy: Strategy, measures_2025: pd.DataFrame, goals_2025: pd.DataFrame
) -> None:
    one = template.write(strategy, measures_2025, goals_2025, tmp_path / "one.xlsx", year=2026)
    two = template.write(strategy, measures_2025, goals_2025, tmp_path / "two.xlsx", year=2026)
    assert one.read_bytes() == two.read_bytes()


def test_a_file_that_exists_is_never_overwritten(tmp_path: Path, strategy: Strategy) -> None:
    target = tmp_path / "2026.xlsx"
    target.write_bytes(b"von Hand")
    with pytest.raises(DataError, match="wird nicht überschrieben"):
        template.write(strategy, None, None, target, year=2026)
    assert target.read_bytes() == b"von Hand"


def test_another_format_than_xlsx_is_refused(tmp_path: Path, strategy: Strategy) -> None:
    with pytest.raises(DataError, match=r"auf \.xlsx endet"):
        template.write(strategy, None, None, tmp_path / "2026.ods", year=2026)


def test_a_municipality_that_is_not_there_is_told(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="vorhanden sind: muster"):
        template.roll_forward("mustr", 2026, tmp_path / "2026.xlsx", data=folder.parents[1])
