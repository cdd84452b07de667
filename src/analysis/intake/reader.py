"""Read one workbook in a process of its own: `python -I reader.py FILE` prints JSON.

A hostile file may abort the process, eat the memory or run for ever, and no exception handler can
catch that; so the parent (`analysis.intake.workbook`) starts this file as a script, under a memory
limit where the system has one. It imports no more than it needs: neither pandas nor this package.

Output: {"error": German line} or {"formatting": bool, "sheets": [...]}. A sheet has name, hidden,
cells [[row, column, kind, value]] (1-based; kind s text, n number, b bool, d ISO date or time),
merged [[row, column, last row, last column]], hidden_rows, errors {"row,column": "#REF!"},
no_value, struck, fills {"row,column": "#RRGGBB"} and decimals {"row,column": shown decimals}.
"""

import datetime as dt
import json
import posixpath
import re
import sys
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml import etree
from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MEMORY_LIMIT = 2 * 1024**3
MAX_UNPACKED = 256 * 1024**2
MAX_CELLS = 10_000_000
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STRICT_MAIN = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
ODS_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
ODS_PARTS = ("table", "table-row", "table-cell", "covered-table-cell")
ODS_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


class Refused(Exception):  # noqa: N818 - a refusal, not an error of ours
    """The file is not read; the text says why and what to do."""


def main(path: str) -> None:
    _limit_memory()
    try:
        result = read(path)
    except Refused as refusal:
        result = {"error": str(refusal)}
    except zipfile.BadZipFile:
        result = {"error": "ist beschädigt oder unvollständig; bitte neu exportieren"}
    except etree.XMLSyntaxError as error:
        result = {"error": f"ist beschädigt (ungültiges XML: {error}); bitte in Excel öffnen und neu speichern"}
    sys.stdout.buffer.write(json.dumps(result, ensure_ascii=False).encode("utf-8", "replace"))


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows: the guards below stand alone
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


def read(path: str) -> dict[str, Any]:
    """Guard, then read values with calamine and, for .xlsx and .xlsm, formatting out of the XML."""
    with open(path, "rb") as file:  # noqa: PTH123 - this script stays free of what it does not need
        start = file.read(8)
        if start == b"":
            raise Refused("ist leer; bitte neu exportieren")
        if start == OLE2:
            _guard_ole2(file)
            return _values(file, {})
        if not start.startswith(b"PK"):
            raise Refused("ist keine Excel- oder ODS-Datei; bitte als .xlsx neu exportieren")
        with zipfile.ZipFile(file) as archive:
            _guard_archive(archive)
            names = set(archive.namelist())
            if "xl/workbook.xml" in names:
                formats = _scan_workbook(archive)
            elif "content.xml" in names:
                _guard_ods(archive)
                formats = {}
            elif "xl/workbook.bin" in names:
                formats = {}
            else:
                raise Refused("ist ein ZIP-Archiv, aber keine Arbeitsmappe; bitte als .xlsx neu exportieren")
        return _values(file, formats)


def _guard_ole2(file: BinaryIO) -> None:
    file.seek(0)
    content = file.read(MAX_UNPACKED)
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Refused("ist mit einem Kennwort geschützt; bitte ohne Kennwort speichern")
    if "Workbook".encode("utf-16-le") not in content and "Book".encode("utf-16-le") not in content:
        raise Refused("ist keine Excel-Datei (anderes Office-Dokument); bitte als .xlsx neu exportieren")


def _guard_archive(archive: zipfile.ZipFile) -> None:
    unpacked = 0
    for entry in archive.infolist():
        if entry.flag_bits & 0x1:
            raise Refused("ist mit einem Kennwort geschützt; bitte ohne Kennwort speichern")
        if entry.filename.endswith((".xml", ".rels")):
            with archive.open(entry) as part:
                unpacked += _checked_size(part, MAX_UNPACKED - unpacked)
        else:
            unpacked += entry.file_size
        if unpacked > MAX_UNPACKED:
            raise Refused("ist entpackt größer als 256 MiB; bitte nur die Tabelle ohne Bilder und Anlagen speichern")


def _checked_size(part: Any, most: int) -> int:
    size = 0
    tail = b""
    while chunk := part.read(1 << 20):
        size += len(chunk)
        if b"<!DOCTYPE" in tail + chunk or b"<!ENTITY" in tail + chunk:
            raise Refused("enthält XML-Entitäten, die in einer Arbeitsmappe nicht vorkommen; sie wird nicht gelesen")
        if size > most:
            break
        tail = chunk[-16:]
    return size


def _guard_ods(archive: zipfile.ZipFile) -> None:
    if "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise Refused("ist mit einem Kennwort geschützt; bitte ohne Kennwort speichern")
    row = column = width = 0
    with archive.open("content.xml") as part:
        for event, element in _events(part, *(f"{ODS_TABLE}{name}" for name in ODS_PARTS)):
            if element.tag == f"{ODS_TABLE}table" and event == "start":
                row = width = 0
            elif element.tag == f"{ODS_TABLE}table-row":
                if event == "start":
                    row += _repeated(element, "rows")
                    column = 0
                else:
                    element.clear()
            elif element.tag in (f"{ODS_TABLE}table-cell", f"{ODS_TABLE}covered-table-cell") and event == "start":
                column += _repeated(element, "columns")
                if element.get(f"{ODS_OFFICE}value-type"):
                    width = max(width, column)
                    _guard_area(row, width)


def _repeated(element: Any, what: str) -> int:
    return int(element.get(f"{ODS_TABLE}number-{what}-repeated", "1"))


def _guard_area(row: int, column: int) -> None:
    if row * column > MAX_CELLS:
        raise Refused(
            f"hat einen Eintrag weit außerhalb der Tabelle (Zelle {_address(row, column)}); "
            "bitte die Zelle leeren und neu speichern"
        )


def _address(row: int, column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def _events(part: Any, *tags: str) -> Iterator[tuple[str, Any]]:
    options = {"resolve_entities": False, "no_network": True, "load_dtd": False}
    return etree.iterparse(part, events=("start", "end"), tag=tags, **options)


def _tree(archive: zipfile.ZipFile, name: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(archive.read(name), parser)


def _scan_workbook(archive: zipfile.ZipFile) -> dict[str, dict[str, Any]]:
    """Sheet name → what calamine does not show: hidden rows, errors, formulas, strike-through, fills."""
    names = set(archive.namelist())
    targets = {}
    if "xl/_rels/workbook.xml.rels" in names:
        for relation in _tree(archive, "xl/_rels/workbook.xml.rels"):
            targets[relation.get("Id")] = posixpath.normpath(posixpath.join("/xl", relation.get("Target", ""))).lstrip(
                "/"
            )
    styles = _styles(_tree(archive, "xl/styles.xml")) if "xl/styles.xml" in names else []
    struck_texts = _struck_texts(archive) if "xl/sharedStrings.xml" in names else set()
    scans = {}
    for sheet in _tree(archive, "xl/workbook.xml").iter(f"{MAIN}sheet", f"{STRICT_MAIN}sheet"):
        part_name = targets.get(sheet.get(RELATION) or sheet.get(STRICT_RELATION), "")
        if part_name in names and "worksheets/" in part_name:
            with archive.open(part_name) as part:
                scans[sheet.get("name")] = _scan_sheet(part, styles, struck_texts)
    return scans


def _local(element: Any) -> str:
    return etree.QName(element).localname


def _children(element: Any, name: str) -> list[Any]:
    return [child for child in element if isinstance(child.tag, str) and _local(child) == name]


def _styles(root: Any) -> list[tuple[bool, str, int | None]]:
    """One entry a cell style: struck through, solid fill as #RRGGBB or "", fixed decimals or None."""
    sections = {_local(child): child for child in root if isinstance(child.tag, str)}
    struck = [
        any(strike.get("val", "1") not in ("0", "false") for strike in _children(font, "strike"))
        for font in sections.get("fonts", ())
    ]
    fills = [_fill_colour(fill) for fill in sections.get("fills", ())]
    formats = {f.get("numFmtId"): f.get("formatCode", "") for f in sections.get("numFmts", ())}
    formats |= {"2": "0.00", "4": "#,##0.00"}
    result = []
    for style in sections.get("cellXfs", ()):
        font, fill = int(style.get("fontId", 0)), int(style.get("fillId", 0))
        decimals = re.fullmatch(r"[#,0]*0\.(0+)", formats.get(style.get("numFmtId", "0"), ""))
        result.append(
            (
                font < len(struck) and struck[font],
                fills[fill] if fill < len(fills) else "",
                len(decimals.group(1)) if decimals else None,
            )
        )
    return result


def _fill_colour(fill: Any) -> str:
    for pattern in _children(fill, "patternFill"):
        if pattern.get("patternType") == "solid":
            for colour in _children(pattern, "fgColor"):
                rgb = colour.get("rgb", "")
                return f"#{rgb[-6:].upper()}" if len(rgb) >= 6 else ""
    return ""


def _struck_texts(archive: zipfile.ZipFile) -> set[int]:
    """Indices of the shared strings whose every piece of text is struck through."""
    struck = set()
    for index, item in enumerate(_children(_tree(archive, "xl/sharedStrings.xml"), "si")):
        runs = [run for run in _children(item, "r") if "".join(run.itertext()).strip()]
        if runs and all(run.find("{*}rPr/{*}strike") is not None for run in runs):
            struck.add(index)
    return struck


def _scan_sheet(part: Any, styles: list[tuple[bool, str, int | None]], struck_texts: set[int]) -> dict[str, Any]:
    found: dict[str, Any] = {"hidden_rows": [], "errors": {}, "no_value": [], "struck": [], "fills": {}, "decimals": {}}
    last_row = last_column = row = column = 0
    for event, element in _events(part, "{*}row", "{*}c"):
        if event == "end" and element.tag.endswith("}row"):
            element.clear()
        elif event == "start" and element.tag.endswith("}row"):
            row, column = int(element.get("r") or row + 1), 0
            if element.get("hidden") in ("1", "true"):
                found["hidden_rows"].append(row)
        elif event == "end":
            row, column = _position(element.get("r"), row, column + 1)
            key, kind = f"{row},{column}", element.get("t", "n")
            content = {_local(child): child.text or "" for child in element}
            value = content.get("v", "")
            if value or "is" in content:
                last_row, last_column = max(last_row, row), max(last_column, column)
                _guard_area(last_row, last_column)
            if kind == "e":
                found["errors"][key] = value or "#NULL!"
            elif "f" in content and not value and kind != "str":
                found["no_value"].append(key)
            style = int(element.get("s", 0))
            struck, fill, decimals = styles[style] if style < len(styles) else (False, "", None)
            if struck or (kind == "s" and value.isdigit() and int(value) in struck_texts):
                found["struck"].append(key)
            if fill:
                found["fills"][key] = fill
            if decimals is not None and kind == "n":
                found["decimals"][key] = decimals
    return found


def _position(reference: str | None, row: int, column: int) -> tuple[int, int]:
    match = re.fullmatch(r"([A-Z]{1,3})([1-9]\d{0,6})", reference or "")
    if not match:
        return row, column
    column = 0
    for letter in match.group(1):
        column = column * 26 + ord(letter) - 64
    return int(match.group(2)), column


def _values(file: BinaryIO, formats: dict[str, dict[str, Any]]) -> dict[str, Any]:
    file.seek(0)
    try:
        book = CalamineWorkbook.from_filelike(file)
    except Exception as error:
        raise Refused(_why(error)) from error
    sheets = []
    for meta in book.sheets_metadata:
        if meta.typ is not SheetTypeEnum.WorkSheet:
            continue
        try:
            sheet = book.get_sheet_by_name(meta.name)
            rows = sheet.to_python(skip_empty_area=False)
        except Exception as error:
            raise Refused(f"Blatt „{meta.name}“ {_why(error)}") from error
        merged = sheet.merged_cell_ranges or []
        sheets.append(
            {
                "name": meta.name,
                "hidden": meta.visible is not SheetVisibleEnum.Visible,
                "cells": [
                    [r, c, *_encoded(value)]
                    for r, values in enumerate(rows, start=1)
                    for c, value in enumerate(values, start=1)
                    if value != "" and value is not None
                ],
                "merged": [[top + 1, left + 1, bottom + 1, right + 1] for (top, left), (bottom, right) in merged],
                **formats.get(meta.name, {}),
            }
        )
    return {"formatting": bool(formats), "sheets": sheets}


def _why(error: Exception) -> str:
    if "password" in str(error).lower() or "encrypt" in str(error).lower():
        return "ist mit einem Kennwort geschützt; bitte ohne Kennwort speichern"
    return f"ist beschädigt oder keine Arbeitsmappe ({error}); bitte in Excel öffnen und neu als .xlsx speichern"


def _encoded(value: object) -> tuple[str, Any]:
    if isinstance(value, bool):
        return "b", value
    if isinstance(value, int | float):
        return "n", value
    if isinstance(value, dt.date | dt.time):
        return "d", value.isoformat()
    return "s", str(value)


if __name__ == "__main__":
    main(sys.argv[1])
