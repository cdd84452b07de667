"""Read one workbook in a process of its own: `python -I <this folder> FILE` prints JSON.

A hostile file may abort the process, eat the memory or run for ever, and no exception handler can
catch that; so the parent (`analysis.intake.workbook`) runs this folder as a script, under a memory
limit where the system has one. It imports no more than it needs: neither pandas nor the package.

Output: {"error": German clause, "cell", "kind"} or {"formatting": bool, "sheets": [...]}. A sheet has name, hidden;
rows, columns, values: three lists with one entry a filled cell (1-based), and dates, the indices of
the values that are ISO dates or times; merged [[row, column, last row, last column]]. Where the
format shows them also hidden_rows [row], hidden_columns [column], errors [[row, column, "#REF!"]], no_value,
struck and pictures [[row, column]], fills [[row, column, "#RRGGBB"]], formats [[row, column, number format]],
symbols [[row, column, what a symbol font shows there]].
"""

import datetime as dt
import json
import math
import sys
import zipfile
from typing import Any, BinaryIO

import binary
import guards
import open_document
import open_xml
from guards import BROKEN, ENCRYPTED, Refused
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

MEMORY_LIMIT = 2 * 1024**3
SCANS = {"xlsx": open_xml.scan, "xlsb": binary.scan, "ods": open_document.scan}


def main(path: str) -> None:
    _limit_memory()
    try:
        result = read(path)
    except Refused as refusal:
        result = _refused(refusal)
    except MemoryError:
        result = _refused(Refused(f"Datei ist zu groß oder beschädigt; {guards.SAVE_AGAIN}"))
    except Exception:  # noqa: BLE001 - broken files raise anything, and the parent gets one line
        result = _refused(Refused(BROKEN))
    sys.stdout.buffer.write(json.dumps(result).encode("ascii"))


def _refused(refusal: Refused) -> dict[str, Any]:
    return {"error": str(refusal), "cell": refusal.cell, "kind": refusal.kind}


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows: the guards stand alone
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = MEMORY_LIMIT if most == resource.RLIM_INFINITY else min(MEMORY_LIMIT, most)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except (OSError, ValueError):  # macOS has the limit by name only
        return


def read(path: str) -> dict[str, Any]:
    """Guard the file, look at what calamine does not show, then read the values with calamine."""
    with _opened(path) as file:
        if guards.container(file) == "ole2":
            return {"formatting": False, "sheets": _sheets(file, {})}
        with zipfile.ZipFile(file) as archive:
            kind = guards.kind(archive)
            scans = SCANS[kind](archive)
        return {"formatting": kind == "xlsx", "sheets": _sheets(file, scans)}


def _opened(path: str) -> BinaryIO:
    try:
        return open(path, "rb")  # noqa: PTH123 - pathlib would be the dearest import of this process
    except OSError as error:
        raise Refused("Datei ist gesperrt; bitte in Excel schließen und noch einmal versuchen", kind="held") from error


def _sheets(file: BinaryIO, scans: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    file.seek(0)
    try:
        book = CalamineWorkbook.from_filelike(file)
    except PasswordError as error:
        raise Refused(ENCRYPTED) from error
    room = guards.Room()
    sheets: list[dict[str, Any]] = []
    for index, meta in enumerate(book.sheets_metadata):
        if meta.typ is not SheetTypeEnum.WorkSheet:
            continue
        if any(sheet["name"] == meta.name for sheet in sheets):
            raise Refused(f"Datei hat zwei Blätter mit dem Namen „{meta.name}“; {guards.SAVE_AGAIN}")
        try:
            cells, merged = _cells(book, index, room)
        except (CalamineError, OSError) as error:
            raise Refused(f"Blatt „{meta.name}“ ist beschädigt; {guards.SAVE_AGAIN}") from error
        sheet = {"name": meta.name, "hidden": meta.visible is not SheetVisibleEnum.Visible, **cells, "merged": merged}
        sheet |= scans.get(meta.name, {})
        room.spread(sheet)
        sheets.append(sheet)
    return sheets


def _cells(book: CalamineWorkbook, index: int, room: "guards.Room") -> tuple[dict[str, list], list[list[int]]]:
    """Rows, columns, values and dates of a sheet's filled cells, and its merged ranges."""
    sheet = book.get_sheet_by_index(index)
    top, left = sheet.start or (0, 0)
    room.area(sheet.height, sheet.width)
    rows: list[int] = []
    columns: list[int] = []
    values: list[Any] = []
    dates: list[int] = []
    for row, line in enumerate(sheet.to_python(), start=top + 1):
        for column, value in enumerate(line, start=left + 1):
            if value == "" or value is None:
                continue
            if not isinstance(value, str | float | int):
                value, is_date = _told(value)
                if is_date:
                    dates.append(len(values))
            elif isinstance(value, float) and not math.isfinite(value):
                value = str(value)
            rows.append(row)
            columns.append(column)
            values.append(value)
    room.fill(values)
    merged = [[t + 1, le + 1, b + 1, r + 1] for (t, le), (b, r) in sheet.merged_cell_ranges or []]
    return {"rows": rows, "columns": columns, "values": values, "dates": dates}, merged


def _told(value: object) -> tuple[str, bool]:
    """A value that JSON does not know as text, and whether it is a date or a time."""
    is_date = isinstance(value, dt.date | dt.time)
    return (value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)), is_date


if __name__ == "__main__":
    main(sys.argv[1])
