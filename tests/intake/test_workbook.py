"""An export as sheets of cells: values, what formatting tells, and where a cell lies."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from drawing import draw
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import PatternFill
from packages import cell, pack, parts, sheet_xml

from analysis.errors import DataError
from analysis.intake.workbook import Sheet, address, content, read_workbook, shown


def first_sheet(path: Path) -> Sheet:
    return read_workbook(path).sheets[0]


@pytest.mark.parametrize(
    ("position", "name"), [((1, 1), "A1"), ((6, 28), "AB6"), ((1_048_576, 16_384), "XFD1048576"), ((9, 703), "AAA9")]
)
def test_a_position_has_the_address_that_excel_shows(position, name) -> None:
    assert address(position) == name


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (4.0, "", "4"),
        (1.1, "", "1.1"),
        (1.1, "0.00", "1.10"),
        (3, '"M-"00', "M-03"),
        (0.5, "0%", "50%"),
        (102, "00-00", "01-02"),
        (1e308, "", "1e+308"),
        (True, "", "WAHR"),
        (dt.date(2025, 12, 31), "", "31.12.2025"),
        (dt.datetime(2025, 12, 31), "", "31.12.2025"),
        (dt.datetime(2025, 12, 31, 9, 5), "", "31.12.2025 09:05"),
        (dt.time(9, 5), "", "09:05"),
        ("  Text ", "", "  Text "),
    ],
)
def test_a_value_is_shown_as_a_german_table_shows_it(value, code, text) -> None:
    assert shown(value, code) == text


def test_values_keep_their_kind_and_their_place(tmp_path) -> None:
    path = tmp_path / "Monitoring.xlsx"
    book = openpyxl.Workbook()
    book.active["C5"] = "Text"
    book.active["D5"] = 1.5
    book.active["E5"] = True
    book.active["F6"] = dt.datetime(2025, 12, 31)
    book.active["G6"] = dt.datetime(2025, 12, 31, 9, 5)
    book.active["H6"] = dt.time(9, 5)
    book.save(path)
    assert first_sheet(path).cells == {
        (5, 3): "Text",
        (5, 4): 1.5,
        (5, 5): True,
        (6, 6): dt.date(2025, 12, 31),
        (6, 7): dt.datetime(2025, 12, 31, 9, 5),
        (6, 8): dt.time(9, 5),
    }


def test_a_merged_range_shows_its_first_cells_text_in_every_cell(tmp_path) -> None:
    sheet = first_sheet(draw(tmp_path / "Monitoring.xlsx", Tabelle="Ziel | < | x\n^ | | y\nunten | |"))
    assert sheet.merged == ((1, 1, 2, 2),)
    assert [sheet.text(row, column) for row in (1, 2) for column in (1, 2)] == ["Ziel"] * 4
    assert sheet.text(2, 3) == "y"
    assert sheet.anchor(3, 1) == (3, 1)


def test_formatting_tells_hidden_rows_errors_formulas_strike_through_fills_and_decimals(tmp_path) -> None:
    drawing = "~weg~ | rot{FF0000} | !#REF! | =A1\n(hidden) a | #1.5 | b | c"
    path = draw(tmp_path / "Monitoring.xlsx", Tabelle=drawing)
    book = openpyxl.load_workbook(path)
    book.active["B2"].number_format = "0.00"
    book.save(path)
    sheet = first_sheet(path)
    assert sheet.struck == {(1, 1)}
    assert sheet.fills == {(1, 2): "#FF0000"}
    assert sheet.errors == {(1, 3): "#REF!"}
    assert sheet.no_value == {(1, 4)}
    assert sheet.hidden_rows == {2}
    assert sheet.text(2, 2) == "1.50"


def test_a_text_struck_through_in_all_its_pieces_is_struck_through(tmp_path) -> None:
    path = tmp_path / "Monitoring.xlsx"
    struck, plain = InlineFont(strike=True), InlineFont()
    book = openpyxl.Workbook()
    book.active["A1"] = CellRichText(TextBlock(struck, "ganz "), TextBlock(struck, "weg"))
    book.active["A2"] = CellRichText(TextBlock(struck, "halb "), TextBlock(plain, "da"))
    book.save(path)
    assert first_sheet(path).struck == {(1, 1)}


def test_hidden_sheets_are_told_apart(tmp_path) -> None:
    path = draw(tmp_path / "Monitoring.xlsx", hidden=("Alt",), Neu="a | b", Alt="c | d")
    assert [(sheet.name, sheet.hidden) for sheet in read_workbook(path).sheets] == [("Neu", False), ("Alt", True)]


def test_a_pattern_that_is_not_solid_is_no_colour(tmp_path) -> None:
    path = tmp_path / "Monitoring.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    book.active["A1"].fill = PatternFill("lightGrid", fgColor="FF0000")
    book.save(path)
    assert first_sheet(path).fills == {}


def test_a_formula_that_gives_an_empty_text_has_a_result(tmp_path) -> None:
    row = f'<row r="1">{cell("A1", "x")}<c r="B1" t="str"><f>""</f><v></v></c><c r="C1"><f>A1</f></c></row>'
    assert first_sheet(pack(tmp_path / "Monitoring.xlsx", parts(sheet_xml(row)))).no_value == {(1, 3)}


def test_a_file_that_is_locked_is_told_before_its_hash_is_taken(tmp_path, monkeypatch) -> None:
    path = pack(tmp_path / "Monitoring.xlsx", parts())

    def locked(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", locked)
    with pytest.raises(DataError, match="ist gesperrt; bitte in Excel schließen"):
        content(path)
