"""What the cells of a column look like, measured once and asked by many signs."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from analysis.intake import ids, values
from analysis.intake.dating import due_date
from analysis.intake.understand.headings import Heading
from analysis.intake.workbook import Cell, Sheet

SAMPLE = 400  # of long tables an evenly spaced sample
LONGEST_NUMBER = 40
_AMOUNT = re.compile(r"€|%|\beuro\b|\bt\b|\bkwh?\b|\bmwh\b|co2|^\d{1,3}(\.\d{3})+(,\d+)?$|^\d+,\d+$", re.IGNORECASE)
Reads = Callable[[str], str]  # a cell's text → its code, "" where it is not understood


@dataclass(frozen=True)
class Evidence:
    """One column of a block: its heading, and the cells of those of its rows that are filled.

    `rows` are the rows asked; shares are of the filled cells unless they say otherwise.
    """

    sheet: Sheet
    index: int
    heading: Heading
    rows: Sequence[int]

    @cached_property
    def sample(self) -> list[int]:
        rows = self.rows[:: 1 + len(self.rows) // SAMPLE]
        return [row for row in rows if (row, self.index) in self.sheet.cells]

    @cached_property
    def cells(self) -> list[Cell]:
        return [self.sheet.cells[row, self.index] for row in self.sample]

    @cached_property
    def texts(self) -> list[str]:
        return [self.sheet.text(row, self.index) for row in self.sample]

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(self.texts)

    @property
    def is_empty(self) -> bool:
        return not self.cells

    @property
    def hidden(self) -> bool:
        return self.index in self.sheet.hidden_columns

    @cached_property
    def filled(self) -> float:
        asked = self.rows[:: 1 + len(self.rows) // SAMPLE]
        return self._share(sum(self.sheet.anchor(row, self.index) in self.sheet.cells for row in asked), len(asked))

    @cached_property
    def distinct(self) -> float:
        """1 where no two cells say the same, 0 where all do."""
        if len(self.texts) < 2:
            return 1.0
        return (len({values.key(text) for text in self.texts}) - 1) / (len(self.texts) - 1)

    @cached_property
    def numbers(self) -> list[ids.Number | None]:
        return [self._number(row) for row in self.sample]

    def _number(self, row: int) -> ids.Number | None:
        cell = self.sheet.cells[row, self.index]
        text = self.sheet.text(row, self.index)
        if isinstance(cell, dt.date | dt.time) or (len(text) > LONGEST_NUMBER and not ids.starts_dotted(text)):
            return None
        number = ids.parse(self.sheet.shown(row, self.index))
        return None if number and number.depth == 1 and (_AMOUNT.search(text) or number.rest) else number

    @cached_property
    def number_share(self) -> float:
        return self._share(sum(number is not None for number in self.numbers))

    @cached_property
    def depths(self) -> Counter[int]:
        return Counter(number.depth for number in self.numbers if number)

    @cached_property
    def depth(self) -> int:
        """How many levels most of the numbers have; deeper ones go before where a fourth are such."""
        total = self.depths.total()
        often = [depth for depth, count in self.depths.items() if count * 4 >= total]
        return max(often, default=0)

    @cached_property
    def with_text(self) -> float:
        """The share of numbers that stand before a text, as in „1.1.2 Klimaneutrale Verwaltung“."""
        return self._share(sum(bool(number and number.rest) for number in self.numbers))

    @cached_property
    def real_dates(self) -> float:
        return self._share(sum(isinstance(cell, dt.date) for cell in self.cells))

    @cached_property
    def dates(self) -> float:
        """The share of cells that say a day, month, quarter, half-year, year or span, in text or as a date."""
        return self._share(sum(due_date(cell) is not None for cell in self.cells))

    @cached_property
    def amounts(self) -> float:
        """The share of decimal numbers, large ones, and numbers with a unit."""
        return self._share(
            sum(
                (isinstance(cell, float) and not isinstance(cell, bool) and (cell != int(cell) or cell > 9999))
                or bool(_AMOUNT.search(text))
                for cell, text in zip(self.cells, self.texts, strict=True)
            )
        )

    @cached_property
    def whole(self) -> float:
        """The share of bare whole numbers."""
        return self._share(sum(text.strip().isdigit() for text in self.texts))

    @cached_property
    def running(self) -> bool:
        """True where the cells count 1, 2, 3 …"""
        found = [int(text) for text in self.texts if text.strip().isdigit()]
        return len(found) > 1 and len(found) == len(self.texts) and found == list(range(1, len(found) + 1))

    @cached_property
    def marks(self) -> float:
        return self._share(sum(values.is_mark(text) or values.is_no_mark(text) for text in self.texts))

    @cached_property
    def length(self) -> float:
        return self._share(sum(map(len, self.texts)))

    @cached_property
    def words(self) -> float:
        """The share of cells with letters that are neither numbers nor dates."""
        return self._share(sum(bool(re.search(r"[^\W\d_]{3}", text)) for text in self.texts)) * (1 - self.dates)

    def understood(self, reads: Reads) -> float:
        """The share of cells that a vocabulary reads."""
        return self._share(sum(count for text, count in self.counts.items() if reads(text)))

    def codes(self, reads: Reads) -> set[str]:
        return {code for text in self.counts if (code := reads(text))}

    def matching(self, matches: Callable[[str], bool]) -> float:
        return self._share(sum(count for text, count in self.counts.items() if matches(text)))

    def extends(self, other: "Evidence") -> float:
        """The share of numbers that begin with the other column's number in the same row (or that above it)."""
        found = told = 0
        for row, number in zip(self.sample, self.numbers, strict=True):
            top = self.sheet.anchor(row, other.index)
            if number is None or number.depth < 2 or top not in self.sheet.cells:
                continue
            over = ids.parse(self.sheet.shown(*top))
            told += over is not None
            found += over is not None and number.text.startswith(f"{over.text}.")
        return self._share(found, told)

    def _share(self, count: float, total: int | None = None) -> float:
        total = len(self.cells) if total is None else total
        return count / total if total else 0.0
