"""Draw an export as text and get a real workbook.

A line is a row, `|` parts the cells. In a cell: `1,5` stays text; `#1.1` is a number, `@2002-01-01` a
date, `!#REF!` an Excel error, `=A1` a formula without a stored result, `~text~` struck through,
`text{FF0000}` a fill, `<` joins the cell to the one on its left, `^` to the one above. A line that
starts with `(hidden)` is a hidden row.
"""

import datetime as dt
import re
from pathlib import Path

import openpyxl
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet


def draw(path: Path, *, hidden: tuple[str, ...] = (), **sheets: str) -> Path:
    """Write a workbook with one sheet for each drawing; `_` in a sheet's name stands for a space."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, drawing in sheets.items():
        sheet = book.create_sheet(name.replace("_", " "))
        sheet.sheet_state = "hidden" if name in hidden else "visible"
        _draw_sheet(sheet, drawing)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def _draw_sheet(sheet: Worksheet, drawing: str) -> None:
    lines = drawing.strip("\n").splitlines()
    grid = []
    for number, line in enumerate(lines, start=1):
        if line.strip().startswith("(hidden)"):
            sheet.row_dimensions[number].hidden = True
            line = line.replace("(hidden)", "", 1)
        grid.append([cell.strip() for cell in line.strip().split("|")])
    for row, cells in enumerate(grid, start=1):
        for column, text in enumerate(cells, start=1):
            if text not in ("", "<", "^"):
                _draw_cell(sheet, row, column, text)
    for row, cells in enumerate(grid, start=1):
        for column, text in enumerate(cells, start=1):
            if text not in ("", "<", "^"):
                _merge(sheet, grid, row, column)


def _draw_cell(sheet: Worksheet, row: int, column: int, text: str) -> None:
    cell = sheet.cell(row, column)
    if fill := re.search(r"\{([0-9A-F]{6})\}$", text):
        cell.fill = PatternFill("solid", fgColor=fill.group(1))
        text = text[: fill.start()].strip()
    if text.startswith("~") and text.endswith("~"):
        cell.font = Font(strike=True)
        text = text.strip("~")
    if text.startswith("#"):
        cell.value = float(text[1:])
    elif text.startswith("@"):
        cell.value = dt.datetime.fromisoformat(text[1:])
    elif text.startswith("!"):
        cell.value, cell.data_type = text[1:], "e"
    elif text:
        cell.value = text.replace("\\n", "\n")
        if not text.startswith("="):
            cell.data_type = "s"


def _merge(sheet: Worksheet, grid: list[list[str]], row: int, column: int) -> None:
    right = column
    while right < len(grid[row - 1]) and grid[row - 1][right] == "<":
        right += 1
    bottom = row
    while bottom < len(grid) and len(grid[bottom]) >= column and grid[bottom][column - 1] == "^":
        bottom += 1
    if (right, bottom) != (column, row):
        sheet.merge_cells(start_row=row, start_column=column, end_row=bottom, end_column=right)
