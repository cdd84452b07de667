"""Which tables a sheet holds. Found, not configured; `check --explain` shows how."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from analysis import numbers
from analysis.errors import DataError
from analysis.intake import ids, values
from analysis.intake.columns import MOST, ROLES, Column, Words, profile_of
from analysis.intake.dating import years_in
from analysis.intake.headings import understand
from analysis.intake.roles import columns_of
from analysis.intake.workbook import Sheet, address
from analysis.vocabulary import VOCABULARIES

MAX_HEADER_ROWS = 4
MAX_TABLES = 300
LONGEST_DATE = 12  # 31.12.2025, 12/2025


@dataclass(frozen=True)
class Table:
    """A table on a sheet: its header rows, the rows below that belong to it, its columns."""

    sheet: Sheet
    header: tuple[int, ...]
    rows: tuple[int, ...]
    columns: tuple[Column, ...]

    def column(self, role: str) -> Column | None:
        return next((column for column in self.columns if column.role == role), None)

    @cached_property
    def by_index(self) -> dict[int, Column]:
        return {column.index: column for column in self.columns}

    @cached_property
    def filled(self) -> dict[int, list[int]]:
        """Row → its filled columns that belong to the table, in order."""
        mine = {*self.by_index, *(index for column in self.columns for index in column.marks)}
        rows = (*self.header, *self.rows)
        return {row: [column for column in self.sheet.rows[row] if column in mine] for row in rows}

    def repeats(self, row: int, other: int) -> bool:
        """True where two rows say the same, one filled cell after the other."""
        text, mine, others = self.sheet.text, self.filled[row], self.filled[other]
        return len(mine) == len(others) and all(
            values.key(text(row, a)) == values.key(text(other, b)) for a, b in zip(mine, others, strict=True)
        )

    @property
    def has_measures(self) -> bool:
        return self.column("measure_id") is not None

    @property
    def has_goals(self) -> bool:
        return self.column("goal_id") is not None


def tables(sheet: Sheet, words: Words) -> list[Table]:
    """The tables of a sheet that hold measures or goals, from top to bottom and left to right.

    DataError where there are more than any office's sheet has.
    """
    found = []
    headers = list(islice(_headers(sheet, words), MAX_TABLES + 1))
    if len(headers) > MAX_TABLES:
        raise DataError(
            f"Blatt „{sheet.name}“ enthält mehr als {MAX_TABLES} Tabellen; bitte nur die Maßnahmen exportieren."
        )
    for number, header in enumerate(headers):
        end = headers[number + 1][0] if number + 1 < len(headers) else sheet.last_row + 1
        above = header[-1] if header else next(row for row in sheet.rows if _is_data(sheet, row)) - 1
        rows = tuple(row for row in sheet.rows if above < row < end)
        for block in _blocks(sheet, header, rows):
            columns = columns_of(sheet, header, rows, block, words)
            table = Table(sheet, header, rows, columns)
            if (table.has_measures or table.has_goals) and _tells_something(table):
                found.append(table)
    return found


def _tells_something(table: Table) -> bool:
    """A list of numbers with nothing beside them is no table."""
    roles = {column.role for column in table.columns}
    return bool(roles & {"status", "goal_status", "title", "goal_title", "horizon", "schedule"})


def _headers(sheet: Sheet, words: Words) -> Iterator[tuple[int, ...]]:
    """The header rows of each table; a repeat of the header before is none of its own."""
    before: tuple[str, ...] = ()
    any_header = False
    seen_data = False
    row_numbers = list(sheet.rows)
    taken: set[int] = set()
    for row in row_numbers:
        if row in taken:
            continue
        if _is_data(sheet, row):
            seen_data = True
            continue
        if _heading_count(sheet, row) < (3 if seen_data else 2):
            continue
        header = _header_from(sheet, row, words)
        taken.update(header)
        texts = tuple(values.key(sheet.text(row, column)) for column in sheet.rows[row])
        if texts == before:
            continue
        before, any_header = texts, True
        yield header
    if not any_header and seen_data:
        yield _unspoken_header(sheet)


def _unspoken_header(sheet: Sheet) -> tuple[int, ...]:
    """The row above the data where no row speaks: headings that say nothing, or none at all."""
    first = next(row for row in sheet.rows if _is_data(sheet, row))
    return (first - 1,) if len(sheet.rows.get(first - 1, [])) > 1 else ()


def _header_from(sheet: Sheet, row: int, words: Words) -> tuple[int, ...]:
    """The header that begins at `row`: it and the rows directly below that still are headings."""
    header = [row]
    while len(header) < MAX_HEADER_ROWS:
        below = header[-1] + 1
        if below not in sheet.rows or _is_data(sheet, below):
            break
        covered = any(sheet.anchor(below, column)[0] in header for column in range(1, sheet.last_column + 1))
        headed = _heading_count(sheet, below) >= (1 if covered else 2) and not _says_values(sheet, below, words)
        if not (headed or _heads_marks(sheet, below, words) or _heads_years(sheet, below)):
            break
        header.append(below)
    return tuple(header)


def _says_values(sheet: Sheet, row: int, words: Words) -> bool:
    """True for a row with words of two vocabularies, as data has: a status, a horizon, an answer."""
    return sum(bool(codes) for codes in _value_words(sheet, row, words).values()) > 1


def _heads_marks(sheet: Sheet, row: int, words: Words) -> bool:
    """True where the cells are headings of columns to be marked: codes of one list, none of it below."""
    below = range(row + 1, min(row + 4, sheet.last_row + 1))
    for name, columns in _value_words(sheet, row, words).items():
        vocabulary = VOCABULARIES[name]
        said_below = any(
            values.read(vocabulary, sheet.text(r, c), words.get(name)).how == "exact"
            and not values.is_mark(sheet.text(r, c))
            for r in below
            for c in columns
            if (r, c) in sheet.cells
        )
        if len(set(columns.values())) > 1 and not said_below:
            return True
    return False


def _heads_years(sheet: Sheet, row: int) -> bool:
    """True where a row below a heading holds nothing but the years of two or more columns."""
    texts = [sheet.text(row, column) for column in sheet.rows[row]]
    return len(texts) > 1 and all(len(years_in(text)) == 1 and len(text) <= LONGEST_DATE for text in texts)


def _value_words(sheet: Sheet, row: int, words: Words) -> dict[str, dict[int, str]]:
    """Vocabulary → column → code, for the cells of a row that are words of it."""
    found: dict[str, dict[int, str]] = {}
    for name, vocabulary in VOCABULARIES.items():
        readings = {c: values.read(vocabulary, sheet.text(row, c), words.get(name)) for c in sheet.rows.get(row, [])}
        found[name] = {column: reading.code for column, reading in readings.items() if reading.how == "exact"}
    found["goal_status"] = {c: code for c, code in found["goal_status"].items() if c not in found["measure_status"]}
    return found


def _heading_count(sheet: Sheet, row: int) -> int:
    """How many different headings a row holds; a total or a note has at most one."""
    texts = {sheet.text(row, column) for column in sheet.rows.get(row, [])}
    return len({text for text in texts if not numbers.is_dotted(text) and understand([text]).speaks})


def _is_data(sheet: Sheet, row: int) -> bool:
    """True where one of the first cells holds a dotted or lettered number and others stand beside it."""
    columns = sheet.rows.get(row, [])
    numbers = (ids.parse(sheet.value(row, column), sheet.decimals.get((row, column))) for column in columns[:5])
    return len(columns) > 1 and any(
        number and (number.depth >= 2 or (number.depth == 0 and not number.rest)) for number in numbers
    )


def _blocks(sheet: Sheet, header: Sequence[int], rows: Sequence[int]) -> list[list[int]]:
    """The columns in use, cut at empty ones where each part has numbers of its own (tables side by side)."""
    used = {column for row in (*header, *rows) for column in sheet.rows.get(row, [])}
    used |= {right for _, left, _, r in sheet.merged for right in range(left, r + 1) if _ in header and right in used}
    blocks: list[list[int]] = []
    for column in sorted(used):
        if blocks and column == blocks[-1][-1] + 1:
            blocks[-1].append(column)
        else:
            blocks.append([column])
    with_ids = [block for block in blocks if len(blocks) > 1 and _has_numbers(sheet, rows, block)]
    if len(with_ids) < 2:
        return [sorted(used)]
    joined: list[list[int]] = []
    for block in blocks:
        if joined and block not in with_ids:
            joined[-1].extend(block)
        else:
            joined.append(list(block))
    return joined


def _has_numbers(sheet: Sheet, rows: Sequence[int], columns: Sequence[int]) -> bool:
    return any(profile_of(sheet, rows, column, {}).numbers >= MOST for column in columns)


def explain(table: Table) -> list[str]:
    """German lines: where the table lies, and how each column was understood."""
    what = " und ".join(
        name for name, there in (("Maßnahmen", table.has_measures), ("operative Ziele", table.has_goals)) if there
    )
    header = f"Überschriften in Zeile {', '.join(map(str, table.header))}" if table.header else "keine Überschriften"
    lines = [f"Blatt „{table.sheet.name}“: {what}; {header}; Zeilen darunter: {len(table.rows)}"]
    for column in table.columns:
        letter = address((1, column.index))[:-1]
        if column.role:
            year = f" {column.year}" if column.year else ""
            lines.append(f"  {letter}  {ROLES[column.role]}{year} – {column.why}")
        elif column.heading.text or _is_filled(table, column):
            lines.append(f"  {letter}  nicht verstanden, bleibt erhalten – „{column.heading.text}“")
    return lines


def _is_filled(table: Table, column: Column) -> bool:
    return any((row, column.index) in table.sheet.cells for row in table.rows)
