"""How far an .ods reaches, its errors and its merged cells, which calamine does not show."""

import zipfile
from typing import Any

import guards
from lxml import etree

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
VALUE_TYPE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}value-type"
CALC_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
MOST_ROWS, MOST_COLUMNS = 2**20, 2**14


def scan(archive: zipfile.ZipFile) -> dict[str, dict[str, Any]]:
    """Sheet name → errors and merged, where a few bytes that repeat a cell do not stand for millions of them."""
    room = guards.Room()
    scans: dict[str, dict[str, Any]] = {}
    found: dict[str, list] = {"errors": [], "merged": []}
    row = width = 0
    with archive.open("content.xml") as part:
        options = {"resolve_entities": False, "no_network": True, "remove_comments": True, "remove_pis": True}
        for _, element in etree.iterparse(part, tag=(f"{TABLE}table-row", f"{TABLE}table"), **options):
            if element.tag == f"{TABLE}table":
                scans[element.get(f"{TABLE}name", "")] = found
                found, row, width = {"errors": [], "merged": []}, 0, 0
            else:
                rows = _repeated(element, "rows", MOST_ROWS)
                last, text = _scan_row(element, row + 1, found)
                if last:
                    width = max(width, last)
                    guards.reach(row + rows, width)
                    room.text(text * rows)
                row += rows
            element.clear()
    return scans


def _scan_row(element: Any, row: int, found: dict[str, list]) -> tuple[int, int]:
    """The last filled column of a row, or 0, and how much text it holds; `found` fills on the way."""
    column, last, text = 1, 0, 0
    for cell in element.iterchildren(f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
        columns = _repeated(cell, "columns", MOST_COLUMNS)
        if cell.get(VALUE_TYPE):
            last = column + columns - 1
            shown = "".join(cell.itertext())
            text += columns * len(shown)
            if cell.get(CALC_TYPE) == "error":
                found["errors"] += [[row, at, shown] for at in range(column, column + columns)]
        down = int(cell.get(f"{TABLE}number-rows-spanned", 1))
        across = int(cell.get(f"{TABLE}number-columns-spanned", 1))
        if down > 1 or across > 1:
            found["merged"].append([row, column, row + down - 1, column + across - 1])
        column += columns
    return last, text


def _repeated(element: Any, what: str, most: int) -> int:
    times = int(element.get(f"{TABLE}number-{what}-repeated", 1))
    if not 1 <= times <= most:
        raise guards.Refused(guards.BROKEN)
    return times
