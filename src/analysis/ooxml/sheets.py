"""The workbook inside a chart: made for it, read by address, its numbers exchanged and nothing else."""

import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import xlsxwriter  # type: ignore[import-untyped]
from lxml import etree

from analysis.errors import DataError
from analysis.ooxml import Element, relations
from analysis.ooxml.archive import Archive
from analysis.ooxml.charts import SHEET, Chart, column_name, shown

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
Cell = tuple[int, int]  # row and column, from 0
_RANGE: Final = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
_TEXT_KINDS: Final = ("s", "str", "inlineStr")


class UnreadableError(Exception):
    """The workbook cannot be read or changed; the text is a German clause."""


@dataclass(frozen=True)
class Area:
    """The cells of one column that a chart takes something from."""

    sheet: str
    cells: tuple[Cell, ...]


def make(chart: Chart) -> bytes:
    """A workbook with the chart's numbers, a column a series; the same numbers give the same bytes."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": dt.datetime(1980, 1, 1)})
        sheet = workbook.add_worksheet(SHEET)
        sheet.set_column(0, 0, 36)
        for row, category in enumerate(chart.categories, start=1):
            sheet.write_string(row, 0, category)
        for column, series in enumerate(chart.series, start=1):
            sheet.write_string(0, column, series.name)
            for row, value in enumerate(series.values, start=1):
                if value is not None:
                    sheet.write_number(row, column, float(shown(value)))
    return buffer.getvalue()


def area(formula: str) -> Area | None:
    """The cells that a chart's formula names; None where it is more than one row or column of one sheet."""
    sheet, mark, where = formula.rpartition("!")
    match = _RANGE.fullmatch(where)
    if not mark or not match or "[" in sheet:
        return None
    first = (int(match[2]) - 1, _column(match[1]))
    last = (int(match[4]) - 1, _column(match[3])) if match[3] else first
    if first[1] != last[1] or not 0 <= last[0] - first[0] < 10_000:
        return None
    name = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
    return Area(name, tuple((row, first[1]) for row in range(first[0], last[0] + 1)))


def formula(sheet: str, first: Cell, last: Cell | None = None) -> str:
    """„Zahlen!$B$2:$B$8"; a sheet's name in quotes where it needs them."""
    name = sheet if re.fullmatch(r"[A-Za-zÄÖÜäöüß_]\w*", sheet) else "'" + sheet.replace("'", "''") + "'"
    cells = [f"${column_name(column)}${row + 1}" for row, column in (first, *([last] if last else []))]
    return f"{name}!{':'.join(cells)}"


class Workbook:
    """The workbook's parts; UnreadableError where it is none, or of a kind that is not patched."""

    def __init__(self, content: bytes) -> None:
        try:
            self._archive = Archive(io.BytesIO(content), "eingebettete Arbeitsmappe")
            self._main = relations.first(self._archive, "", "officeDocument")
            parts = relations.read(self._archive, self._main) if self._main else {}
            root = self._archive.tree(self._main) if self._main.endswith(".xml") else None
        except DataError as error:
            raise UnreadableError(str(error).rstrip(".")) from error
        if root is None or root.tag != _tag("workbook"):
            raise UnreadableError("die eingebettete Arbeitsmappe ist keine .xlsx")
        self._sheets = {
            sheet.get("name", ""): relations.referred(sheet, parts)
            for sheet in root.iterfind(f"{_tag('sheets')}/{_tag('sheet')}")
        }
        self._strings: list[str] | None = None

    def packed(self) -> bytes:
        return self._archive.packed()

    def values(self, sheet: str, cells: Iterable[Cell]) -> dict[Cell, str]:
        """What stands in the cells, numbers as text; empty ones are left out."""
        wanted = set(cells)
        return {at: text for at, cell in self._cells(self._tree(sheet)) if at in wanted and (text := self._text(cell))}

    def put(self, sheet: str, values: Mapping[Cell, str | float], ours: Iterable[Cell]) -> None:
        """Write the values, empty the other cells that were `ours`; formats stay.

        UnreadableError where a value would fall on a cell that is not ours, or into a table of Excel's.
        """
        root = self._tree(sheet)
        if root.find(_tag("tableParts")) is not None:
            raise UnreadableError(f"das Blatt „{sheet}“ enthält eine Tabelle („Als Tabelle formatieren“)")
        ours = set(ours)
        there = dict(self._cells(root))
        foreign = [at for at in values if at not in ours and at in there and self._text(there[at])]
        if foreign:
            row, column = min(foreign)
            raise UnreadableError(f"für die neuen Zahlen ist in „{sheet}“ kein Platz: {column_name(column)}{row + 1}")
        formulas = [at for at in ours if at in there and there[at].find(_tag("f")) is not None]
        for at in sorted(ours - values.keys()):
            if at in there:
                _empty(there[at])
        for at, value in values.items():
            _fill(_cell(root, at, there), value)
        dimension = root.find(_tag("dimension"))
        if dimension is not None:
            root.remove(dimension)  # it is optional, and may now be too small
        self._archive.change_tree(self._part(sheet), root)
        if formulas:  # Excel repairs a workbook whose list of formulas names a cell without one; it makes the list anew
            relations.drop(self._archive, self._main, "calcChain")

    def has_formulas_elsewhere(self, sheet: str) -> bool:
        others = [part for name, part in self._sheets.items() if name != sheet and part in self._archive]
        return any(b"<f" in self._archive.read(part) for part in others)

    def calculate_when_opened(self) -> None:
        """An office's own sheets that calculate with our numbers are brought up to date by Excel."""
        root = self._archive.tree(self._main)
        properties = root.find(_tag("calcPr"))
        if properties is None:
            properties = etree.Element(_tag("calcPr"))
            before = [child for child in root if child.tag in map(_tag, _BEFORE_CALCULATION)]
            before[-1].addnext(properties)
        properties.set("fullCalcOnLoad", "1")
        self._archive.change_tree(self._main, root)

    def _part(self, sheet: str) -> str:
        part = self._sheets.get(sheet, "")
        if part not in self._archive:
            raise UnreadableError(f"in der eingebetteten Arbeitsmappe fehlt das Blatt „{sheet}“")
        return part

    def _tree(self, sheet: str) -> Element:
        try:
            return self._archive.tree(self._part(sheet))
        except DataError as error:
            raise UnreadableError(str(error).rstrip(".")) from error

    def _cells(self, root: Element) -> Iterable[tuple[Cell, Element]]:
        for number, row in enumerate(root.iterfind(f"{_tag('sheetData')}/{_tag('row')}")):
            at = int(row.get("r", number + 1)) - 1
            for place, cell in enumerate(row.iterfind(_tag("c"))):
                match = _RANGE.fullmatch(cell.get("r", ""))
                yield (at, _column(match[1]) if match else place), cell

    def _text(self, cell: Element) -> str:
        if cell.get("t") == "inlineStr":
            return "".join(text.text or "" for text in cell.iter(_tag("t")))
        value = cell.findtext(_tag("v")) or ""
        if cell.get("t") != "s":
            return value
        strings = self._shared()
        return strings[int(value)] if value.isdecimal() and int(value) < len(strings) else ""

    def _shared(self) -> list[str]:
        if self._strings is None:
            part = relations.first(self._archive, self._main, "sharedStrings")
            items = self._archive.tree(part) if part else ()
            self._strings = [
                "".join(text.text or "" for text in item.iter(_tag("t")) if text.getparent().tag != _tag("rPh"))
                for item in items
            ]
        return self._strings


_BEFORE_CALCULATION: Final = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames",
)  # fmt: skip


def _tag(name: str) -> str:
    return f"{{{MAIN}}}{name}"


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1


def _cell(root: Element, at: Cell, there: dict[Cell, Element]) -> Element:
    """The cell of the sheet, made where there is none."""
    if at in there:
        return there[at]
    data = root.find(_tag("sheetData"))
    row = next((row for row in data if int(row.get("r", 0)) == at[0] + 1), None)
    if row is None:
        row = etree.Element(_tag("row"), r=str(at[0] + 1))
        above = [other for other in data if int(other.get("r", 0)) <= at[0]]
        data.insert(len(above), row)
    if "spans" in row.attrib:
        del row.attrib["spans"]  # they are optional, and may now be too narrow
    cell = etree.Element(_tag("c"), r=f"{column_name(at[1])}{at[0] + 1}")
    left = [column for (line, column) in there if line == at[0] and column < at[1]]
    row.insert(len(left), cell)
    there[at] = cell
    return cell


def _empty(cell: Element) -> None:
    for child in [*cell]:
        cell.remove(child)
    if "t" in cell.attrib:
        del cell.attrib["t"]


def _fill(cell: Element, value: str | float) -> None:
    _empty(cell)
    if isinstance(value, str):
        cell.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(cell, _tag("is")), _tag("t"))
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        text.text = value
    else:
        etree.SubElement(cell, _tag("v")).text = shown(value)
