"""How far an .xlsb reaches, its errors and its merged cells, which calamine does not show.

Record types and layouts: [MS-XLSB] Excel Binary File Format, sections 2.1.4 and 2.4.
"""

import posixpath
import struct
import zipfile
from collections.abc import Iterator
from typing import Any

import guards
from lxml import etree

ROW, CELL_ERROR, FORMULA_ERROR, SHEET, MERGED = 0, 3, 11, 156, 176
FILLED = {2, CELL_ERROR, 4, 5, 6, 7, 8, 9, 10, FORMULA_ERROR, 62}
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}


def scan(archive: zipfile.ZipFile) -> dict[str, dict[str, Any]]:
    """Sheet name → errors and merged (as the reader prints them)."""
    parts = {guards.part_name(entry.filename): entry for entry in archive.infolist()}
    targets = {}
    if "xl/_rels/workbook.bin.rels" in parts:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        for relation in etree.fromstring(archive.read(parts["xl/_rels/workbook.bin.rels"]), parser):
            targets[relation.get("Id")] = guards.part_name(posixpath.join("/xl", relation.get("Target", "")))
    scans = {}
    for kind, body in _records(archive.read(parts["xl/workbook.bin"])):
        if kind == SHEET:
            relation_id, end = _text(body, 8)
            part = targets.get(relation_id, "")
            if part in parts and "worksheets/" in part:
                scans[_text(body, end)[0]] = _scan_sheet(archive.read(parts[part]))
    return scans


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Type and body of each record; type and length are numbers of seven bits a byte, lowest first."""
    at = 0
    while at < len(data):
        kind, at = _number(data, at, 2)
        length, at = _number(data, at, 4)
        yield kind, data[at : at + length]
        at += length


def _number(data: bytes, at: int, most: int) -> tuple[int, int]:
    number = 0
    for place in range(most):
        number |= (data[at] & 0x7F) << 7 * place
        at += 1
        if not data[at - 1] & 0x80:
            break
    return number, at


def _text(body: bytes, at: int) -> tuple[str, int]:
    end = at + 4 + 2 * struct.unpack_from("<I", body, at)[0]
    return body[at + 4 : end].decode("utf-16-le"), end


def _scan_sheet(data: bytes) -> dict[str, Any]:
    errors, merged = [], []
    row = last_column = 0
    for kind, body in _records(data):
        if kind == ROW:
            row = struct.unpack_from("<I", body)[0] + 1
        elif kind in FILLED:
            column = struct.unpack_from("<I", body)[0] + 1
            last_column = max(last_column, column)
            guards.reach(row, last_column)
            if kind in (CELL_ERROR, FORMULA_ERROR):
                errors.append([row, column, ERRORS.get(body[8], "#NULL!")])
        elif kind == MERGED:
            top, bottom, left, right = struct.unpack_from("<4I", body)
            merged.append([top + 1, left + 1, bottom + 1, right + 1])
    return {"errors": errors, "merged": merged}
