"""`internal/<export>_rueckfragen.xlsx`: the export as it was delivered, with the questions at their cells.

Saving through a spreadsheet library would drop stored formula results, pivots, pictures and newer
drop-downs. So only the parts that carry the marks are patched; every other part stays byte for byte.
"""

import copy
from bisect import bisect_left
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pandas as pd
from lxml import etree
from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter, range_boundaries

from analysis.colours import READABLE, SEEN, contrast
from analysis.office import questions, workbooks
from analysis.office.workbooks import SEVERITY_FILLS
from analysis.ooxml import cell_notes
from analysis.ooxml.colours import Colours
from analysis.ooxml.package import Element, Package, tag
from analysis.strategy import Strategy
from analysis.vocabulary import SEVERITIES

PATCHED_SUFFIXES: Final = (".xlsx", ".xlsm")
LINE_COLOURS: Final = {"error": "FFC0392B", "warning": "FFC98A00", "info": "FF6E7F91"}


def name_of_copy(export_name: str) -> str | None:
    """The name of an export's marked copy; None for a format that cannot be patched.

    A workbook with macros keeps its suffix: Excel opens it under no other.
    """
    name = Path(export_name)
    return f"{name.stem}_rueckfragen{name.suffix.lower()}" if name.suffix.lower() in PATCHED_SUFFIXES else None


def write(
    export: Path,
    findings: pd.DataFrame,
    measures: pd.DataFrame,
    goals: pd.DataFrame,
    target: Path,
    *,
    strategy: Strategy,
    year: int,
) -> Path | None:
    """Write a copy of the export in which the cells of the year's findings are marked and commented.

    A cell is framed in the colour of its most severe finding and filled, unless it has a fill of its
    own (which may tell its status): then its frame is of a colour that stands out from it. The
    questions stand in a note, with their keys in `findings.xlsx`. Only findings whose `source_file`
    is this export are marked. Returns None, and writes nothing, for a format that cannot be patched
    (.xls .xlsb .ods, Strict Open XML).
    """
    if name_of_copy(export.name) is None:
        return None
    package = Package(export)
    parts = package.worksheets()
    if not parts:
        return None
    asked = questions.of_year(findings, measures, goals, strategy, year=year)
    asked = asked[(asked["source_file"] == export.name) & asked["source_sheet"].isin(parts) & (asked["cell"] != "")]
    if not asked.empty:
        styles = _Styles(package)
        for name, of_sheet in asked.groupby("source_sheet", sort=False):
            _mark_sheet(package, parts[str(name)], of_sheet.to_dict("records"), styles)
        styles.write()
    return workbooks.write_bytes(target, package.packed())


def _mark_sheet(package: Package, part: str, asked: list[dict], styles: "_Styles") -> None:
    sheet = _Sheet(package.tree(part))
    by_cell: dict[str, list[dict]] = {}
    for row in asked:
        by_cell.setdefault(sheet.shown_cell(row["cell"]), []).append(row)
    for cell, rows in by_cell.items():
        worst = max((row["severity"] for row in rows), key=list(SEVERITIES).index)
        element, style = sheet.cell(cell)
        element.set("s", str(styles.marked(style, worst)))
    notes = {cell: "\n\n".join(map(_note, rows)) for cell, rows in by_cell.items()}
    cell_notes.add(package, part, sheet.root, notes)
    package.change_tree(part, sheet.root)


def _note(asked: dict) -> str:
    lines = [f"Rückfrage {asked['key']} ({SEVERITIES[asked['severity']]})", asked["question"]]
    if asked["proposal"]:
        lines.append(f"Vorschlag: {asked['proposal']}")
    return workbooks.clean("\n".join(lines))


class _Sheet:
    """A parsed worksheet whose cells are found, and made where there are none."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self._data = root.find(tag("sheetData"))
        self._rows = _numbered(self._data, int)
        self._numbers = list(self._rows)
        self._merged: list[Any] = [
            range_boundaries(m.get("ref")) for m in root.iterfind(f"{tag('mergeCells')}/{tag('mergeCell')}")
        ]

    def shown_cell(self, cell: str) -> str:
        """The cell itself or, inside a merged range, the range's first cell, which is the one that shows."""
        row, column = coordinate_to_tuple(cell)
        for left, top, right, bottom in self._merged:
            if left <= column <= right and top <= row <= bottom:
                return f"{get_column_letter(left)}{top}"
        return cell

    def cell(self, address: str) -> tuple[Element, int]:
        """The element of a cell and the number of the style it has so far."""
        number, column = coordinate_to_tuple(address)
        row = self._row(number)
        cells = _numbered(row, _column_of)
        if column in cells:
            return cells[column], int(cells[column].get("s", 0))
        made = etree.Element(tag("c"), r=address)
        row.insert(bisect_left(list(cells), column), made)
        row.attrib.pop("spans", None)
        return made, self._inherited_style(row, column)

    def _row(self, number: int) -> Element:
        if number not in self._rows:
            place = bisect_left(self._numbers, number)
            self._rows[number] = etree.Element(tag("row"), r=str(number))
            self._data.insert(place, self._rows[number])
            self._numbers.insert(place, number)
        return self._rows[number]

    def _inherited_style(self, row: Element, column: int) -> int:
        if row.get("customFormat") in ("1", "true"):
            return int(row.get("s", 0))
        for columns in self.root.iterfind(f"{tag('cols')}/{tag('col')}"):
            if int(columns.get("min")) <= column <= int(columns.get("max")):
                return int(columns.get("style", 0))
        return 0


def _numbered(parent: Element, number_of: Callable[[str], int]) -> dict[int, Element]:
    """Number → child; a child that does not say its place follows the one before it."""
    children = {}
    number = 0
    for child in parent.iterchildren(tag=etree.Element):
        number = number_of(child.get("r")) if child.get("r") else number + 1
        children[number] = child
    return children


def _column_of(address: str) -> int:
    return coordinate_to_tuple(address)[1]


class _Styles:
    """The workbook's cell styles, and their marked twins."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._part = package.styles()
        self._root = package.tree(self._part)
        self._colours = Colours(package)
        self._marked: dict[tuple[int, str], int] = {}

    def marked(self, style: int, severity: str) -> int:
        """The number of the style that looks like `style`, framed and (where it has no fill) filled."""
        if (style, severity) not in self._marked:
            styles = self._section("cellXfs")
            twin = copy.deepcopy(styles[style])
            fill, border = int(twin.get("fillId", 0)), int(twin.get("borderId", 0))
            line = LINE_COLOURS[severity]
            if self._is_plain(fill):
                twin.set("fillId", str(self._add("fills", _fill(SEVERITY_FILLS[severity]))))
                twin.set("applyFill", "1")
                self._darken_text(twin)
            else:
                line = self._seen_on(fill, line)
            twin.set("borderId", str(self._add("borders", self._framed(border, line))))
            twin.set("applyBorder", "1")
            self._marked[style, severity] = self._add("cellXfs", twin)
        return self._marked[style, severity]

    def write(self) -> None:
        self._package.change_tree(self._part, self._root)

    def _section(self, name: str) -> Element:
        return self._root.find(tag(name))

    def _add(self, name: str, element: Element) -> int:
        section = self._section(name)
        section.append(element)
        section.set("count", str(len(section)))
        return len(section) - 1

    def _is_plain(self, fill: int) -> bool:
        pattern = self._section("fills")[fill].find(tag("patternFill"))
        return pattern is not None and pattern.get("patternType", "none") == "none"

    def _darken_text(self, style: Element) -> None:
        """Text that the new fill would swallow (white, pale grey) becomes black."""
        font = self._section("fonts")[int(style.get("fontId", 0))]
        colour = font.find(tag("color"))
        ink = "#000000" if colour is None else self._colours.resolved(colour, "#000000")
        if min(contrast(ink, f"#{fill}") for fill in SEVERITY_FILLS.values()) < READABLE:
            dark = copy.deepcopy(font)
            for old in dark.findall(tag("color")):
                old.attrib.clear()
                old.set("rgb", "FF000000")
            style.set("fontId", str(self._add("fonts", dark)))
            style.set("applyFont", "1")

    def _seen_on(self, fill: int, line: str) -> str:
        """The line's own colour where it stands out from the fill, else black or white."""
        pattern = self._section("fills")[fill].find(tag("patternFill"))
        colour = None if pattern is None else pattern.find(tag("fgColor"))
        ground = "#FFFFFF" if colour is None else self._colours.resolved(colour, "#FFFFFF")
        return line if contrast(f"#{line[2:]}", ground) >= SEEN else f"FF{workbooks.readable_on(ground)}"

    def _framed(self, border: int, colour: str) -> Element:
        framed = copy.deepcopy(self._section("borders")[border])
        for place, side in enumerate(("left", "right", "top", "bottom")):
            for old in framed.findall(tag(side)):
                framed.remove(old)
            line = etree.Element(tag(side), style="medium")
            etree.SubElement(line, tag("color"), rgb=colour)
            framed.insert(place, line)
        return framed


def _fill(colour: str) -> Element:
    fill = etree.Element(tag("fill"))
    pattern = etree.SubElement(fill, tag("patternFill"), patternType="solid")
    etree.SubElement(pattern, tag("fgColor"), rgb=f"FF{colour}")
    etree.SubElement(pattern, tag("bgColor"), indexed="64")
    return fill
