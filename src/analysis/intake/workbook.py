"""An export as sheets of cells, read by a process of its own (the folder `reader`)."""

import datetime as dt
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from analysis.errors import DataError, Kind

READ_SECONDS = 25
READER = Path(__file__).with_name("reader")
Cell = str | float | bool | dt.date | dt.time
Position = tuple[int, int]


@dataclass(frozen=True)
class Sheet:
    """One worksheet; rows and columns count from 1 as Excel shows them."""

    name: str
    hidden: bool
    cells: dict[Position, Cell]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    errors: dict[Position, str] = field(default_factory=dict)
    no_value: frozenset[Position] = frozenset()
    struck: frozenset[Position] = frozenset()
    fills: dict[Position, str] = field(default_factory=dict)
    formats: dict[Position, str] = field(default_factory=dict)
    hidden_columns: frozenset[int] = frozenset()
    pictures: frozenset[Position] = frozenset()
    turned: bool = False

    def turn(self) -> "Sheet":
        """The sheet with rows and columns exchanged."""

        def swapped(cells: dict[Position, Any]) -> dict[Position, Any]:
            return {(column, row): told for (row, column), told in cells.items()}

        def swapped_all(positions: frozenset[Position]) -> frozenset[Position]:
            return frozenset((column, row) for row, column in positions)

        return replace(
            self,
            cells=swapped(self.cells),
            merged=tuple((left, top, right, bottom) for top, left, bottom, right in self.merged),
            hidden_rows=self.hidden_columns,
            hidden_columns=self.hidden_rows,
            errors=swapped(self.errors),
            no_value=swapped_all(self.no_value),
            struck=swapped_all(self.struck),
            fills=swapped(self.fills),
            formats=swapped(self.formats),
            pictures=swapped_all(self.pictures),
            turned=not self.turned,
        )

    @cached_property
    def anchors(self) -> dict[Position, Position]:
        """Position in a merged range → the range's first cell, which holds the value."""
        return {
            (row, column): (top, left)
            for top, left, bottom, right in self.merged
            for row in range(top, min(bottom, self.last_row) + 1)
            for column in range(left, min(right, self.last_column) + 1)
        }

    @cached_property
    def last_row(self) -> int:
        return max((row for row, _ in [*self.cells, *self.errors, *self.no_value]), default=0)

    @cached_property
    def last_column(self) -> int:
        return max((column for _, column in [*self.cells, *self.errors, *self.no_value]), default=0)

    @cached_property
    def rows(self) -> dict[int, list[int]]:
        """Row → its columns that hold something, in order."""
        rows: dict[int, list[int]] = {}
        for row, column in sorted(dict.fromkeys([*self.cells, *self.errors, *self.no_value])):  # nearly in order
            rows.setdefault(row, []).append(column)
        return rows

    @cached_property
    def across(self) -> dict[int, list[tuple[int, int]]]:
        """Row → first and last column of the ranges merged across columns in it alone."""
        across: dict[int, list[tuple[int, int]]] = {}
        for top, left, bottom, right in self.merged:
            if top == bottom and right > left:
                across.setdefault(top, []).append((left, right))
        return across

    def anchor(self, row: int, column: int) -> Position:
        return self.anchors.get((row, column), (row, column))

    def value(self, row: int, column: int) -> Cell:
        """The cell's value, "" where it is empty; a merged range has its first cell's."""
        return self.cells.get(self.anchor(row, column), "")

    def text(self, row: int, column: int) -> str:
        """What the cell shows, as text; a merged range shows its first cell's."""
        at = self.anchor(row, column)
        text = self._texts.get(at)
        if text is None:
            text = self._texts[at] = shown(self.cells.get(at, ""), self.formats.get(at, ""))
        return text

    @cached_property
    def _texts(self) -> dict[Position, str]:
        """The texts shown so far: the weighing asks for each many times."""
        return {}

    def shown(self, row: int, column: int) -> Cell:
        """The cell's own value; as text where its number format shows more than the number (M-01, 1.10)."""
        value = self.cells.get((row, column), "")
        code = self.formats.get((row, column))
        return shown(value, code) if code else value


@dataclass(frozen=True)
class Workbook:
    """An export: its sheets, and whether hidden rows, strike-through, fills and formulas are seen."""

    path: Path
    formatting: bool
    sheets: tuple[Sheet, ...]


def address(position: Position) -> str:
    """(6, 28) → "AB6"."""
    row, column = position
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def position(address: str) -> Position:
    """ "AB6" → (6, 28)."""
    letters = address.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(address[len(letters) :] or 0), column


def shown(value: Cell, code: str = "") -> str:
    """A cell's value as text: whole numbers without decimals, dates as 31.12.2025, a number in its number format."""
    match value:
        case bool():
            return "WAHR" if value else "FALSCH"
        case int() | float():
            if code and abs(value) < 1e15:
                return formatted(value, code)
            return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))
        case dt.datetime():
            return value.strftime("%d.%m.%Y" if value.time() == dt.time() else "%d.%m.%Y %H:%M")
        case dt.date():
            return value.strftime("%d.%m.%Y")
        case dt.time():
            return value.strftime("%H:%M")
    return value


@lru_cache(maxsize=20_000)
def formatted(value: float, code: str) -> str:
    """A number as an Excel number format shows it, without separators of thousands and with a decimal point."""
    sections = re.findall(r'(?:"[^"]*"|\\.|[^;])+', code)
    own = value < 0 and len(sections) > 1
    section = (
        sections[1] if own else sections[2] if value == 0 and len(sections) > 2 else sections[0] if sections else ""
    )
    section = re.sub(r"\[[^\]]*\]|_.|\*.", "", section)
    parts = re.findall(r'"[^"]*"|\\.|[0#?]+|.', section)
    if "General" in section or "Standard" in section:
        text = shown(value)
        return "".join(text if p in ("G", "S") else _literal(p) for p in re.sub("eneral|tandard", "", section))
    places = [n for n, part in enumerate(parts) if part[0] in "0#?"]
    point = next((n for n, part in enumerate(parts) if part == "." and n + 1 in places), len(parts))
    decimals = sum(len(parts[n]) for n in places if n > point)
    amount = abs(value) * 100 ** parts.count("%")
    whole, _, behind = f"{amount:.{decimals}f}".partition(".")
    before = [n for n in places if n < point]
    for n in reversed(before):
        width = len(parts[n])
        piece, whole = (whole, "") if n == before[0] else (whole[-width:], whole[:-width])
        parts[n] = piece.zfill(parts[n].count("0")) if piece.strip("0") or "0" in parts[n] else ""
    for n in (n for n in places if n > point):
        parts[n], behind = behind[: len(parts[n])], behind[len(parts[n]) :]
    texts = [part if n in places else "" if part == "," else _literal(part) for n, part in enumerate(parts)]
    return ("-" if value < 0 and not own else "") + "".join(texts)


def _literal(part: str) -> str:
    return part.strip('"') if part.startswith('"') else part[-1:] if part.startswith("\\") else part


def read_workbook(path: Path) -> Workbook:
    """Read an export; DataError where the file is missing, locked, foreign, hostile or broken."""
    with _readable(path), path.open("rb") as file:
        file.read(1)
    command = [sys.executable, "-I", str(READER), str(path.resolve())]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=READ_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise DataError(f"Lesen nach {READ_SECONDS} Sekunden abgebrochen; {_SAVE_AGAIN}", path) from error
    try:
        result = json.loads(done.stdout) if done.returncode == 0 else None
    except ValueError:
        result = None
    if result is None:
        raise DataError(f"Datei ist beschädigt oder braucht zu viel Speicher; {_SAVE_AGAIN}", path)
    if "error" in result:
        raise DataError(f"{one_line(result['error'])}.", path, cell=result["cell"], kind=Kind(result["kind"]))
    return Workbook(path, result["formatting"], tuple(_sheet(sheet) for sheet in result["sheets"]))


_SAVE_AGAIN = "bitte in Excel öffnen und neu als .xlsx speichern."


def content(path: Path) -> bytes:
    """The bytes of a file; DataError where it is missing, locked or no regular file."""
    with _readable(path), path.open("rb") as file:
        return file.read()


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """DataError instead of what the system says of a path that is no regular file or cannot be opened."""
    try:
        if path.exists() and not path.is_file():  # a pipe would never end
            what = "ist ein Ordner" if path.is_dir() else "ist keine gewöhnliche Datei"
            raise DataError(f"{what}; bitte die Datei des Exports nennen.", path)
        yield
    except FileNotFoundError as error:
        raise DataError("Datei nicht gefunden; bitte Namen und Ordner prüfen.", path) from error
    except PermissionError as error:
        raise DataError(
            "Datei ist gesperrt; bitte in Excel schließen oder die Leserechte prüfen lassen.", path, kind=Kind.HELD
        ) from error
    except (OSError, ValueError) as error:
        raise DataError("Datei lässt sich nicht öffnen; bitte Namen und Ordner prüfen.", path) from error


def one_line(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f\s]+", " ", text).strip()


def _sheet(data: dict[str, Any]) -> Sheet:
    values = data["values"]
    symbols = _told(data, "symbols")
    for index in data["dates"]:
        values[index] = _date(values[index])
    return Sheet(
        name=data["name"],
        hidden=data["hidden"],
        cells=dict(zip(zip(data["rows"], data["columns"], strict=True), values, strict=True)) | symbols,
        merged=tuple((top, left, bottom, right) for top, left, bottom, right in data["merged"]),
        hidden_rows=frozenset(data.get("hidden_rows", ())),
        errors=_told(data, "errors"),
        no_value=frozenset((row, column) for row, column in data.get("no_value", ())),
        struck=frozenset((row, column) for row, column in data.get("struck", ())),
        fills=_told(data, "fills"),
        formats=_told(data, "formats"),
        hidden_columns=frozenset(data.get("hidden_columns", ())),
        pictures=frozenset((row, column) for row, column in data.get("pictures", ())),
    )


def _told(data: dict[str, Any], what: str) -> dict[Position, Any]:
    return {(row, column): told for row, column, told in data.get(what, ())}


def _date(text: str) -> dt.date | dt.time:
    if "T" in text:
        return dt.datetime.fromisoformat(text)
    return dt.time.fromisoformat(text) if ":" in text else dt.date.fromisoformat(text)
