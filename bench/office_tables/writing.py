"""A draft → the office's folder: the export as .xlsx and its strategy.toml, and what is right as JSON."""

import base64
import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.color import Color

from office_tables.draft import Content, Draft, Look, Sheet

PLAIN: Final = Look()
PICTURE: Final = base64.b64decode(  # a grey point
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNsaGj4DwAFhAKBrVwFPgAAAABJRU5ErkJggg=="
)
_INDEXED: Final = "FF0A0B"  # stands for an indexed colour until the styles are written; its number follows


def write_office(draft: Draft, sheets: Sequence[Sheet], folder: Path) -> None:
    """Write export and strategy into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / draft.file).write_bytes(workbook(sheets))
    (folder / "strategy.toml").write_text(strategy(draft), encoding="utf-8", newline="\n")


def write_expectation(draft: Draft, folder: Path) -> None:
    """Write what is right: number → column → accepted values, and the habits."""
    expected: dict[str, Any] = {
        "year": draft.year,
        "habits": draft.habits,
        "measures": {draft.ids[running]: columns for running, columns in draft.truth.items()},
    }
    if draft.goals is not None:
        expected["goals"] = draft.goals
    if draft.told_rows:
        expected["told_rows"] = [row for _, row in draft.told_rows]
    text = json.dumps(expected, ensure_ascii=False, indent=1)
    (folder / "expectation.json").write_text(text, encoding="utf-8", newline="\n")


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as an .xlsx with stored formula results."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "default_date_format": "dd.mm.yyyy"})
    formats: dict[Look, Any] = {}
    names: set[str] = set()
    for sheet in sheets:
        name, number = sheet.name, 2
        while name.lower() in names:
            name, number = f"{sheet.name[:27]} ({number})", number + 1
        names.add(name.lower())
        _write_sheet(book, book.add_worksheet(name), sheet, formats)
    next(book.worksheets()[i] for i, s in enumerate(sheets) if not s.hidden).activate()
    book.close()
    return (
        _with_indexed_colours(target.getvalue())
        if any("indexed" in look.fill for look in formats)
        else target.getvalue()
    )


def _write_sheet(book: Any, page: Any, sheet: Sheet, formats: dict[Look, Any]) -> None:
    if sheet.hidden:
        page.hide()
    for top, left, bottom, right in sheet.merged:
        page.merge_range(top, left, bottom, right, "")
    for row, contents in enumerate(sheet.rows):
        for column, content in enumerate(contents):
            if content is not None:
                _write_cell(book, page, row, column, content, formats)
    for row in sheet.hidden_rows:
        page.set_row(row, None, None, {"hidden": True})
    for column in sheet.hidden_columns:
        page.set_column(column, column, None, None, {"hidden": True})


def _write_cell(book: Any, page: Any, row: int, column: int, content: Content, formats: dict[Look, Any]) -> None:
    look = content if isinstance(content, Look) else PLAIN
    value = look.value if isinstance(content, Look) else content
    cell_format = _format(book, look, formats)
    if look.picture:
        page.insert_image(row, column, "light.png", {"image_data": io.BytesIO(PICTURE)})
    if look.formula:
        page.write_formula(row, column, look.formula, cell_format, value)
    elif isinstance(value, bool):
        page.write_boolean(row, column, value, cell_format)
    elif isinstance(value, dt.date):
        page.write_datetime(row, column, value, cell_format)
    elif isinstance(value, int | float):
        page.write_number(row, column, value, cell_format)
    elif value is None or value == "":
        page.write_blank(row, column, None, cell_format)
    else:
        page.write_string(row, column, str(value), cell_format)


def _format(book: Any, look: Look, formats: dict[Look, Any]) -> Any:
    shape = Look(None, look.fill, look.font, look.colour, look.number_format, look.struck)
    if shape == PLAIN:
        return None
    if shape not in formats:
        one = formats[shape] = book.add_format()
        kind, _, number = look.fill.partition(":")
        if look.fill:
            one.set_pattern(1)
            indexed = f"#{_INDEXED[2:]}{int(number or 0):02X}" if kind == "indexed" else ""
            one.set_fg_color(Color.theme(int(number), 0) if kind == "theme" else indexed or look.fill)
        if look.font:
            one.set_font_name(look.font)
        if look.colour:
            one.set_font_color(look.colour)
        if look.number_format:
            one.set_num_format(look.number_format)
        if look.struck:
            one.set_font_strikeout()
    return formats[shape]


def _with_indexed_colours(book: bytes) -> bytes:
    """xlsxwriter writes no indexed colours; offices' old files have them."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/styles.xml":
                styles = part.decode("utf-8")
                pattern = rf'rgb="{_INDEXED}([0-9A-F]{{2}})"'
                part = re.sub(pattern, lambda m: f'indexed="{int(m[1], 16)}"', styles).encode("utf-8")
            copy.writestr(name, part)
    return target.getvalue()


def strategy(draft: Draft) -> str:
    """The office's strategy.toml."""
    lines = ['name = "Musterkreis"', "adopted = 2023-03-28", "target_date = 2030-12-31", ""]
    for one in draft.plan.fields:
        lines += ["[[fields]]", f"number = {one.number}", f'name = "{one.name}"']
        lines += [f'prefix = "{one.prefix}"'] if draft.prefixes else []
        lines.append("")
    for section, entries in draft.strategy.items():
        lines += [f"[{section}]", entries, ""]
    return "\n".join(lines)
