"""What is refused before a parser sees it: foreign and encrypted files, bombs, cells far away."""

import posixpath
import zipfile
from typing import Any, BinaryIO

MAX_FILE = 256 * 1024**2
MAX_UNPACKED = 256 * 1024**2
MAX_AREA = 10_000_000  # cells of the rectangles that the sheets fill, empty ones counted
MAX_FILLED = 300_000
MAX_MERGED = 500_000  # cells inside merged ranges
MAX_TEXT = 64 * 1024**2  # characters

SAVE_AGAIN = "bitte in Excel öffnen und neu als .xlsx speichern"
BROKEN = f"Datei ist beschädigt oder unvollständig; {SAVE_AGAIN}"
ENCRYPTED = "Datei ist mit einem Kennwort geschützt; bitte ohne Kennwort speichern"
ONLY_THE_TABLE = "bitte eine Datei nur mit der Monitoring-Tabelle speichern"

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FOREIGN = {
    b"%PDF": "eine PDF-Datei",
    b"\x89PNG": "ein Bild",
    b"\xff\xd8\xff": "ein Bild",
    b"GIF8": "ein Bild",
    b"{\\rtf": "ein Textdokument",
    b"<!doctype html": "eine HTML-Seite",
    b"<html": "eine HTML-Seite",
    b"<table": "eine HTML-Seite",
    b"<?xml": "eine XML-Datei",
    b"Rar!": "ein Archiv",
    b"7z\xbc\xaf": "ein Archiv",
    b"\x1f\x8b": "ein Archiv",
}
PARTS = {"xl/workbook.xml": "xlsx", "xl/workbook.bin": "xlsb", "content.xml": "ods"}
FOREIGN_PARTS = {"word/document.xml": "ein Word-Dokument", "ppt/presentation.xml": "eine PowerPoint-Präsentation"}
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
EMBEDDED = ("/media/", "/embeddings/", "pictures/", "thumbnails/")


class Refused(Exception):  # noqa: N818 - a refusal, not an error of ours
    """The file is not read; the text is a German clause: why, and what to do. `kind` is an `analysis.errors.Kind`."""

    def __init__(self, text: str, cell: str = "", kind: str = "data") -> None:
        super().__init__(text)
        self.cell, self.kind = cell, kind


def foreign(what: str) -> Refused:
    return Refused(f"Datei ist keine Arbeitsmappe, sondern {what}; bitte die Tabelle als .xlsx exportieren")


def container(file: BinaryIO) -> str:
    """`ole2` or `zip`, by content: the file's name says nothing."""
    size = file.seek(0, 2)
    file.seek(0)
    start = file.read(4096)
    if not start:
        raise Refused("Datei ist leer; bitte neu exportieren")
    if size > MAX_FILE:
        raise Refused(f"Datei ist größer als {MAX_FILE >> 20} MiB; {ONLY_THE_TABLE}")
    if start.startswith(OLE2):
        _guard_ole2(file)
        return "ole2"
    if not start.startswith(b"PK"):
        raise foreign(_named(start))
    return "zip"


def _named(start: bytes) -> str:
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    for signature, name in FOREIGN.items():
        if text[: len(signature)].lower() == signature.lower():
            return name
    is_text = start[:2] in (b"\xff\xfe", b"\xfe\xff") or not any(byte < 9 for byte in start)
    return "eine Textdatei (etwa CSV oder JSON)" if is_text else "eine Datei in einem anderen Format"


def _guard_ole2(file: BinaryIO) -> None:
    file.seek(0)
    content = file.read()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Refused(ENCRYPTED)
    if "Book".encode("utf-16-le") not in content and "Workbook".encode("utf-16-le") not in content:
        is_other = any(name.encode("utf-16-le") in content for name in ("WordDocument", "PowerPoint Document"))
        raise foreign("ein anderes Office-Dokument") if is_other else Refused(BROKEN)


def kind(archive: zipfile.ZipFile) -> str:
    """`xlsx`, `xlsb` or `ods`; every part is unpacked once and counted, whatever size it claims."""
    names: set[str] = set()
    unpacked = 0
    for entry in archive.infolist():
        name = part_name(entry.filename)
        if entry.flag_bits & 0x1:
            raise Refused(ENCRYPTED)
        if name in names:
            raise Refused(BROKEN)
        names.add(name)
        unpacked += _checked_size(archive, entry, MAX_UNPACKED - unpacked)
    kinds = {kind for part, kind in PARTS.items() if part in names}
    if len(kinds) == 1:
        if kinds == {"ods"}:
            _guard_ods(archive)
        return kinds.pop()
    if "encrypted-package" in names:
        raise Refused(ENCRYPTED)
    for part, what in FOREIGN_PARTS.items():
        if part in names:
            raise foreign(what)
    raise foreign("ein ZIP-Archiv")


def part_name(name: str) -> str:
    """Part names do not differ by case; some exporters write backslashes."""
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").lower()


def _checked_size(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> int:
    """The size of a part as counted; Refused where it is more than `most` or holds XML entities."""
    claimed, entry.file_size = entry.file_size, MAX_UNPACKED + 1  # else reading stops at what is claimed
    is_embedded = any(folder in part_name(entry.filename) for folder in EMBEDDED)
    is_xml = False
    size, tail = 0, b""
    try:
        with archive.open(entry) as part:
            while chunk := part.read(1 << 20):
                if size == 0:
                    is_xml = chunk.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<") and not is_embedded
                size += len(chunk)
                if size > most:
                    raise Refused(f"Datei ist entpackt größer als {MAX_UNPACKED >> 20} MiB; {ONLY_THE_TABLE}")
                if is_xml:
                    text = tail + chunk.replace(b"\0", b"")  # UTF-16 is no hiding place
                    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                        raise Refused(f"Datei enthält XML-Entitäten, die keine Arbeitsmappe braucht; {SAVE_AGAIN}")
                    tail = text[-16:]
    finally:
        entry.file_size = claimed
    if size != claimed:
        raise Refused(BROKEN)
    return size


def _guard_ods(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise Refused(ENCRYPTED)
    if "mimetype" in names and not archive.read("mimetype").startswith(ODS_TYPE):
        raise foreign("ein anderes OpenDocument")


def reach(row: int, column: int) -> None:
    """Refused where a filled cell spans an area that no table has."""
    if row * column > MAX_AREA:
        raise Refused(
            f"Datei hat einen Eintrag weit außerhalb der Tabelle (Zelle {_address(row, column)}); "
            "bitte die Zelle leeren und neu speichern",
            _address(row, column),
        )


def _address(row: int, column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


class Room:
    """How much a workbook may hold in all its sheets together."""

    def __init__(self) -> None:
        self._area = self._filled = self._text = self._merged = 0

    def area(self, height: int, width: int) -> None:
        self._area += height * width
        self._check(self._area, MAX_AREA, "Zellen")

    def fill(self, values: list[Any]) -> None:
        self._filled += len(values)
        self._check(self._filled, MAX_FILLED, "gefüllte Zellen")
        self.text(sum(len(value) for value in values if isinstance(value, str)))

    def text(self, characters: int) -> None:
        self._text += characters
        self._check(self._text, MAX_TEXT, "Zeichen")

    def spread(self, sheet: dict[str, Any]) -> None:
        """Count the merged ranges as far as the sheet is filled."""
        broken = [*sheet.get("errors", ()), *sheet.get("no_value", ())]
        bottom = max([*sheet["rows"], *(cell[0] for cell in broken)], default=0)
        right = max([*sheet["columns"], *(cell[1] for cell in broken)], default=0)
        for top, left, last_row, last_column in sheet["merged"]:
            self._merged += max(0, min(last_row, bottom) - top + 1) * max(0, min(last_column, right) - left + 1)
        self._check(self._merged, MAX_MERGED, "verbundene Zellen")

    @staticmethod
    def _check(count: int, most: int, what: str) -> None:
        if count > most:
            raise Refused(f"Datei enthält mehr als {most:_} {what}; {ONLY_THE_TABLE}".replace("_", "."))
