"""Workbooks written part by part, as no office program would write them."""

import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, TypeVar

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STRICT = {
    MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    OFFICE: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
ROWS = [
    ["Berichtsjahr 2025"],
    ["Nr.", "Maßnahme", "Status", "Zeithorizont", "Zeitplan"],
    ["1.1.1.1", "Radweg", "in Umsetzung", "kurzfristig", "ja"],
    ["1.1.1.2", "Solardach", "abgeschlossen", "langfristig", "ja"],
]


def cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def rows_xml(rows: list[list[str]] = ROWS) -> str:
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(cell(f"{chr(65 + column)}{number}", text) for column, text in enumerate(row))
        lines.append(f'<row r="{number}">{cells}</row>')
    return "".join(lines)


def sheet_xml(inside: str | None = None, after: str = "") -> str:
    inside = rows_xml() if inside is None else inside
    return f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetData>{inside}</sheetData>{after}</worksheet>'


def parts(*sheets: str, names: list[str] | None = None, strict: bool = False) -> dict[str, str]:
    """The parts of a small .xlsx with these sheets (default: one with two measures)."""
    sheets = sheets or (sheet_xml(),)
    names = names or [f"Blatt {number}" for number in range(1, len(sheets) + 1)]
    listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, start=1))
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    result = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{relations}</Relationships>',
        **{f"xl/worksheets/sheet{n}.xml": sheet for n, sheet in enumerate(sheets, start=1)},
    }
    if strict:
        for name, text in result.items():
            for transitional, address in STRICT.items():
                text = text.replace(transitional, address)
            result[name] = text
    return result


Contents = Mapping[str, str] | Mapping[str, bytes] | Sequence[tuple[str, str]]
Target = TypeVar("Target", Path, BinaryIO)


def pack(target: Target, contents: Contents) -> Target:
    """Write the parts as one archive; a list of pairs may hold a name twice."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items() if isinstance(contents, Mapping) else contents:
            archive.writestr(name, content)
    return target


def ods_parts(inside: str) -> dict[str, str]:
    """The parts of a small .ods whose one table holds these rows."""
    office, table = (
        "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    )
    text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    return {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        "content.xml": f'<office:document-content xmlns:office="{office}" xmlns:table="{table}" xmlns:text="{text}">'
        f'<office:body><office:spreadsheet><table:table table:name="Blatt">{inside}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>",
    }


def ods_cell(text: str, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {attributes}><text:p>{text}</text:p></table:table-cell>'


def ods_rows(rows: list[list[str]] = ROWS) -> str:
    return "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows)


def xlsb_parts(rows: list[list[str | None]] = ROWS, *, far: tuple[int, int] | None = None) -> dict[str, bytes]:
    """The parts of a small .xlsb; None is an error cell (#REF!), `far` one more filled cell."""
    records = [_record(129), _record(148, struct.pack("<4I", 0, len(rows), 0, 5)), _record(145)]
    filled = {(row, column): text for row, line in enumerate(rows) for column, text in enumerate(line)}
    if far:
        filled[far] = "x"
    for row in sorted({row for row, _ in filled}):
        records.append(_record(0, struct.pack("<IIHBBBI", row, 0, 300, 0, 0, 0, 0)))
        for column, text in sorted((c, text) for (r, c), text in filled.items() if r == row):
            place = struct.pack("<II", column, 0)
            records.append(_record(3, place + b"\x17") if text is None else _record(6, place + _wide(text)))
    records += [_record(146), _record(177, struct.pack("<I", 1)), _record(176, struct.pack("<4I", 0, 0, 0, 4))]
    records += [_record(178), _record(130)]
    book = [_record(131), _record(143), _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("Blatt"))]
    book += [_record(144), _record(132)]
    relation = (
        f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/worksheet" '
        'Target="worksheets/sheet1.bin"/></Relationships>'
    )
    return {
        "xl/workbook.bin": b"".join(book),
        "xl/_rels/workbook.bin.rels": relation.encode(),
        "xl/worksheets/sheet1.bin": b"".join(records),
    }


def _record(kind: int, body: bytes = b"") -> bytes:
    return _seven_bits(kind) + _seven_bits(len(body)) + body


def _seven_bits(number: int) -> bytes:
    digits = []
    while True:
        number, digit = number >> 7, number & 0x7F
        digits.append(digit | (0x80 if number else 0))
        if not number:
            return bytes(digits)


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")
