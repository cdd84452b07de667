"""Which rows of a sheet are header lines: told by their words, and by how little they look like the cells below."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from analysis.intake import ids, values
from analysis.intake.understand.evidence import Reads
from analysis.intake.understand.headings import MAX_HEADING, heading
from analysis.intake.understand.weigh import Roles
from analysis.intake.words import FILLING_HINT
from analysis.intake.workbook import Sheet

MAX_HEADER_LINES = 4
_YEAR = re.compile(r"20\d\d")
MOST_ROWS = 400
LONGEST_NUMBER = 20
MOST_CELLS = 200  # so many cells of a row tell whether it is a header line
SPEAKS = 0.45  # so surely must a cell name a role to count as a heading
NUMBERS = 0.4  # a column in which so many cells are numbers of measures
# What each sign of a row is worth for its being a header line.
LINE_POINTS = {
    "headings": 2.0,  # a cell that names a role, by how surely it does
    "under_group": 1.0,  # a cell below a heading that is merged across it
    "covered": 1.0,  # a column whose heading above is merged down over this line
    "times": 2.0,  # a year, half-year or date below a heading
    "codes": 2.0,  # one of two or more codes of one list side by side, none of it below
    "said_below": -3.0,  # a word of a list that the cells of its column use
    "numbered": -6.0,  # a number in a column of numbers
    "alike": -1.5,  # a cell of the shape that others of its column have
    "amount": -1.5,  # a number or a date
    "answers": -4.0,  # a word of the list that the heading above names: a status below „Status“
    "alone": -3.0,  # nothing else in the row: a section
}
HEADER = 3.0
HINTS = 2  # so many cells that say what is to be entered make a line one of hints
SUB_LINE = 2.5


@dataclass(frozen=True)
class Lines:
    """Tells the header lines of one sheet."""

    sheet: Sheet
    roles: Roles

    @cached_property
    def _readers(self) -> dict[str, Reads]:
        return {role.name: role.reads for role in self.roles.roles if role.reads}

    def headers(self) -> list[tuple[int, ...]]:
        """The header lines of each table from top to bottom; a repeat of the header before is none of its own."""
        found: list[tuple[int, ...]] = []
        data_seen = False
        taken: set[int] = set()
        for row in self.sheet.rows:
            if row in taken:
                continue
            if self.is_data(row):
                data_seen = True
                continue
            words = self.words(row)
            if len(words) < (3 if data_seen else 2) or self.points(row) < HEADER:
                continue
            lines = self._with_lines_below(row)
            taken.update(lines)
            if found and self._says(lines[-1]) == self._says(found[-1][-1]):
                continue
            found.append(lines)
        return found

    def words(self, row: int) -> set[str]:
        """The different texts of a row that name a role."""
        texts = {self.sheet.text(row, column) for column in self.sheet.rows[row][:MOST_CELLS]}
        return {text for text in texts if self.names_role(text) >= SPEAKS}

    def names_role(self, text: str) -> float:
        """How surely a text names a role."""
        if len(text) > MAX_HEADING:
            return 0.0
        if ids.parse(text) and not re.search(r"[^\W\d_]{3}", text):
            return 0.0
        return heading([text]).strength(self.roles.named)

    def _answers(self, line: int, column: int, text: str) -> bool:
        """True where a text is a word of the role that the cell of a line above names."""
        said = heading([self.sheet.text(line, column)])
        return any(said.strength(self.roles[name].headings) >= SPEAKS for name in self._read(text))

    def is_data(self, row: int) -> bool:
        """True where a cell holds a number in a column of numbers and something stands beside it."""
        return len(self.sheet.rows[row]) > 1 and any(self._is_numbered(row, column) for column in self.sheet.rows[row])

    def points(self, row: int, above: Sequence[int] = ()) -> float:
        """How much speaks for the row's being a header line; below the header lines `above` it may be their next."""
        told: defaultdict[str, float] = defaultdict(float)
        codes = self._codes(row)
        for column in self.sheet.rows[row][:MOST_CELLS]:
            text = self.sheet.text(row, column)
            names = self.names_role(text)
            time = heading([text]).time is not None and len(text) <= 25
            told["times"] += bool(above) and time
            told["headings"] += names if names >= SPEAKS else 0
            said = bool(self._read(text).keys() & self._spoken_below(row, column))
            told["said_below"] += said
            told["codes"] += column in codes and not said
            told["numbered"] += self._is_numbered(row, column)
            told["alike"] += not time and self._is_alike(column, text, is_heading=names >= SPEAKS)
            told["answers"] += column not in codes and any(self._answers(line, column, text) for line in above)
            told["amount"] += not isinstance(self.sheet.cells.get((row, column), ""), str) and not time
            told["under_group"] += self.group_above(above, column) is not None
        told["alone"] = bool(above) and len(self.sheet.rows[row]) == 1
        if above:
            told["covered"] += sum(
                self.sheet.anchor(row, column)[0] in above
                for column in range(1, min(self.sheet.last_column, MOST_CELLS) + 1)
            )
        return sum(LINE_POINTS[sign] * count for sign, count in told.items())

    def group_above(self, above: Sequence[int], column: int) -> int | None:
        """The column of the heading that is merged across this one in the lowest line above."""
        if not above or not self.sheet.text(above[-1], column):
            return None
        left = self.sheet.anchor(above[-1], column)[1]
        is_group = any(first <= column <= last for first, last in self.sheet.across.get(above[-1], ()))
        return left if is_group else None

    def is_column_numbers(self, row: int) -> bool:
        """True for a line that counts the columns: 1 | 2 | 3 | 4."""
        texts = [self.sheet.text(row, column).strip("() .") for column in self.sheet.rows.get(row, [])]
        return len(texts) > 2 and texts in (
            [str(n) for n in range(1, len(texts) + 1)],
            [chr(96 + n) for n in range(1, len(texts) + 1)],
            [chr(64 + n) for n in range(1, len(texts) + 1)],
        )

    def is_hints(self, row: int) -> bool:
        """True for a line that says what is to be entered: TT.MM.JJJJ | bitte auswählen | ja / nein."""
        texts = (values.clean(self.sheet.text(row, column)).casefold() for column in self.sheet.rows.get(row, []))
        return sum(re.search(FILLING_HINT, text) is not None for text in texts) >= HINTS

    def _with_lines_below(self, row: int) -> tuple[int, ...]:
        lines = [row]
        while len(lines) < MAX_HEADER_LINES and (below := lines[-1] + 1) in self.sheet.rows:
            is_data = self.is_data(below) or self.points(below, lines) <= SUB_LINE
            if is_data and not (self.is_column_numbers(below) or self.is_hints(below)):
                break
            lines.append(below)
        return tuple(lines)

    def _says(self, row: int) -> list[str]:
        return [values.key(self.sheet.text(row, column)) for column in self.sheet.rows[row]]

    def _read(self, text: str) -> dict[str, str]:
        """Role → code, where its vocabulary reads the text."""
        return {name: code for name, reads in self._readers.items() if (code := reads(text))}

    def _spoken_below(self, row: int, column: int) -> set[str]:
        """The roles whose vocabulary the next cells of the column are written in."""
        near = range(row + 1, min(row + 40, self.sheet.last_row + 1))
        rows = [r for r in near if (r, column) in self.sheet.cells and r not in self._heading_rows]
        texts = [self.sheet.text(r, column) for r in rows]
        return {
            name for text in texts if not (values.is_mark(text) or values.is_no_mark(text)) for name in self._read(text)
        }

    @cached_property
    def _heading_rows(self) -> frozenset[int]:
        """The rows with three cells or more that name a role: headers and their repeats."""
        return frozenset(row for row in self._some_rows if len(self.words(row)) > 2)

    def _codes(self, row: int) -> set[int]:
        """The columns of a row that stand in a run of two or more different codes of one list."""
        found: set[int] = set()
        for name in self._readers:
            run: dict[int, str] = {}
            for column in [*range(1, min(self.sheet.last_column, MOST_CELLS) + 1), 0]:
                code = self._read(self.sheet.text(row, column)).get(name, "") if column else ""
                if code and code not in run.values():
                    run[column] = code
                    continue
                found |= set(run) if len(run) > 1 else set()
                run = {column: code} if code else {}
        return found

    def _is_alike(self, column: int, text: str, *, is_heading: bool) -> bool:
        """True where several other cells of the column have the text, or its shape where that has digits.

        A heading may well be repeated further down.
        """
        texts, shapes = self._shapes.get(column, (Counter(), Counter()))
        shape = _shape(text)
        return (texts[values.key(text)] > 2 and not is_heading) or (
            any(ch.isdigit() for ch in shape) and shapes[shape] > 2
        )

    @cached_property
    def _shapes(self) -> dict[int, tuple[Counter[str], Counter[str]]]:
        found: dict[int, tuple[Counter[str], Counter[str]]] = {}
        seen: set[tuple[str, ...]] = set()
        for row in self._some_rows:
            line = tuple(self._says(row))
            if line in seen:  # a header that is repeated says nothing about the cells below it
                continue
            seen.add(line)
            for column in self.sheet.rows[row]:
                text = self.sheet.text(row, column)
                texts, shapes = found.setdefault(column, (Counter(), Counter()))
                texts[values.key(text)] += 1
                shapes[_shape(text)] += 1
        return found

    @cached_property
    def _some_rows(self) -> list[int]:
        rows = list(self.sheet.rows)
        return rows[:: 1 + len(rows) // MOST_ROWS]

    def _is_numbered(self, row: int, column: int) -> bool:
        """True for a number of three levels or more, and for any other in a column of numbers."""
        number = self._number(row, column)
        return number is not None and (self._numbers_in[column] >= NUMBERS or number.depth > 2)

    def _number(self, row: int, column: int) -> ids.Number | None:
        number = ids.parse(self.sheet.shown(row, column))
        if number is None or (number.depth == 1 and number.rest) or len(number.text) > LONGEST_NUMBER:
            return None
        return None if _YEAR.fullmatch(number.text) else number

    @cached_property
    def _numbers_in(self) -> dict[int, float]:
        """Column → the share of its cells that hold a number, its heading not counted."""
        filled: Counter[int] = Counter()
        numbered: Counter[int] = Counter()
        for row in self._some_rows:
            for column in self.sheet.rows[row]:
                filled[column] += 1
                numbered[column] += self._number(row, column) is not None
        shares = {column: numbered[column] / max(count - 1, 1) for column, count in filled.items()}
        return defaultdict(float, shares)


def _shape(text: str) -> str:
    return re.sub(r"[A-ZÄÖÜ]+", "A", re.sub(r"[a-zäöüß]+", "a", re.sub(r"\d+", "0", text.strip())))[:40]
