"""What every workbook that we write has in common: text stays text, and equal content is equal bytes."""

import io
import math
import re
import zipfile
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from analysis.colours import contrast
from analysis.errors import DataError, Kind
from analysis.ooxml.package import new_part
from analysis.storage.csv_files import FORMULA_STARTS
from analysis.storage.writing import write_whole

MAX_TEXT = 32_767  # characters that a cell of Excel holds

FONT = "Calibri"
PLAIN = Font(FONT, 11)
HEADING = Font(FONT, 11, bold=True, color="FFFFFF")
HEADING_FILL = PatternFill("solid", fgColor="1F5A96")
TITLE = Font(FONT, 14, bold=True)
QUIET = Font(FONT, 11, color="5A5A5A")
SEVERITY_FILLS = {"error": "F4B6A6", "warning": "FBE3A5", "info": "E3E8EE"}
_LINE = Side("thin", color="BFBFBF")
BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
WRAPPED = Alignment(vertical="top", wrap_text=True)

_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_TIMES = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")


def clean(text: str) -> str:
    """The text without the characters that a workbook cannot hold; line breaks stay."""
    text = _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def put_text(cell: Cell | MergedCell, text: str) -> Cell:
    """Write text that Excel shows as it is: never a formula, an error value or an escape sequence."""
    assert isinstance(cell, Cell), "only the first cell of a merged range holds text"
    cell.value = _ESCAPE.sub("_x005F_", clean(text)) or None
    if cell.value is not None:
        cell.data_type = "s"
        if text.startswith((*FORMULA_STARTS, "\t")):
            cell.quotePrefix = True
    return cell


def set_up_print(sheet: Worksheet, *, paper: str, heading_row: int, note: str) -> None:
    """Landscape, all columns on one page, the headings on every page, a note and page numbers below."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = paper
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.75
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{heading_row}:{heading_row}"
    footer: Any = sheet.oddFooter
    footer.left.text, footer.right.text = note, "Seite &P von &N"


def fit_height(sheet: Worksheet, row: int, columns: int) -> None:
    """Make a row as high as its wrapped texts need, in columns whose width is set."""
    lines = 1
    for column in range(1, columns + 1):
        width = sheet.column_dimensions[get_column_letter(column)].width
        text = str(sheet.cell(row, column).value or "")
        lines = max(lines, sum(max(1, math.ceil(len(line) / width)) for line in text.split("\n")))
    sheet.row_dimensions[row].height = min(15 * lines + 2, 400)


def readable_on(colour: str) -> str:
    """Black or white (RRGGBB), whichever contrasts more with the colour #RRGGBB: 4.5:1 at least, by WCAG 2.1."""
    return max("FFFFFF", "000000", key=lambda ink: contrast(f"#{ink}", colour))


def save(workbook: Workbook, target: Path) -> Path:
    """Write the workbook so that equal content gives equal bytes; DataError where the file is locked."""
    buffer = io.BytesIO()
    workbook.properties.creator = "monitoring"
    workbook.save(buffer)
    with zipfile.ZipFile(buffer) as written:
        parts = {name: written.read(name) for name in written.namelist()}
    parts["docProps/core.xml"] = _TIMES.sub(b"", parts["docProps/core.xml"])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(new_part(name), content)
    return write_bytes(target, packed.getvalue())


def write_bytes(target: Path, content: bytes) -> Path:
    """Write a file whole or not at all; DataError where it is open elsewhere."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        write_whole(target, content)
    except PermissionError as error:
        raise DataError(
            "lässt sich nicht schreiben; ist die Datei in Excel geöffnet? Bitte schließen.", target, kind=Kind.HELD
        ) from error
    return target
