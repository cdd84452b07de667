"""What a row of a table is: every sign gives points to some kinds, and the best sum wins.

A row that no kind deserves is `unread`: it is told with its cells, and nothing in it is counted.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from analysis.intake import fields, ids, values
from analysis.intake.cells import Cells
from analysis.intake.numbering import Levels, is_total
from analysis.intake.understand.tables import Table
from analysis.intake.words import LEVEL_ROW, NOTE_ROW

# Kind → its German name in the account of a sheet, and in findings.
KINDS: Final = {
    "measure": "Maßnahme",
    "goal": "operatives Ziel",
    "continuation": "Folgezeile",
    "section": "Zwischenüberschrift",
    "repeat": "wiederholte Überschrift",
    "total": "Summenzeile",
    "note": "Notizzeile",
    "unnumbered": "Zeile ohne Nummer",
    "unread": "nicht verstandene Zeile",
}
# Kind → sign → points. `unread` has nothing for itself but that no other kind reaches its points.
POINTS: Final[dict[str, dict[str, float]]] = {
    "measure": {
        **{"number": 8, "value": 2, "title": 1},
        **{"total": -4, "single": -2, "field": -6, "covered": -8, "headed": -6},
    },
    "goal": {
        **{"goal": 7, "goal_number": 3, "value": 1, "level": 2},
        **{"number": -9, "total": -4, "covered": -9},
    },
    "continuation": {
        **{"covered": 9, "beside_only": 4, "follows": 2},
        **{"number": -9, "value": -8, "title": -8, "total": -5, "leftmost": -5},
    },
    "section": {
        **{"field": 5, "level": 5, "shallow": 3, "single": 2, "few": 1.5, "spread": 2, "headed": 3, "leftmost": 0.5},
        **{"number": -2, "value": -9, "total": -5, "note": -3, "long": -3, "broken": -6},
    },
    "repeat": {"repeats": 20, "counts_columns": 7, "number": -1},
    "total": {"total": 8, "sums": 2, "value": -6, "number": -4},
    "note": {
        **{"note": 6, "single": 3.5, "below": 1.5, "apart": 1.5, "outside": 2},
        **{"number": -9, "value": -7, "broken": -8, "title_beside": -3},
    },
    "unnumbered": {
        **{"value": 5, "title": 3, "title_beside": 2, "broken": 7},
        **{"single": -3, "note": -7, "total": -6, "number": -9, "goal": -5, "covered": -9, "shallow": -4, "level": -4},
    },
    "unread": {},
}
LEAST: Final = {"unread": 2.5}
LONG = 200
FEW = 2


@dataclass(frozen=True)
class Row:
    """One row of a table and the signs it gives, each 0 or 1."""

    cells: Cells
    row: int
    number: ids.Number | None  # in the column of the measures' numbers
    goal: ids.Number | None  # in that of the goals
    levels: Levels
    above: str  # the kind of the row directly above; "" where it is empty

    @property
    def table(self) -> Table:
        return self.cells.table

    @cached_property
    def columns(self) -> list[int]:
        return self.cells.columns_of(self.row)

    @cached_property
    def first(self) -> str:
        return self.cells.first_text(self.row)

    @property
    def _all(self) -> str:
        return " ".join(self.table.sheet.text(self.row, column).strip() for column in self.columns)

    @cached_property
    def mixed(self) -> ids.Number | None:
        """A number of any depth that stands first in the row."""
        return self.number or ids.parse(self.table.sheet.shown(self.row, self.columns[0]))

    def _filled(self, *roles: str) -> bool:
        return any((c := self.cells.column(role)) and c.index in self.columns for role in roles)

    def number_(self) -> bool:
        """A number of the measures' depth; among numbers with dots shorter ones are headings."""
        if self.number is None:
            return False
        return self.levels.measure < 2 or self.number.depth >= self.levels.measure or self.number.depth == 0

    def goal_(self) -> bool:
        """A goal's number in its own column, or as a heading in that of the measures."""
        if self.goal is not None:
            return not is_total(self.goal.rest)
        mixed = self.mixed
        if mixed is None or self.levels.goal < 2 or mixed.depth != self.levels.goal or is_total(mixed.rest):
            return False
        speaks = self.level() or self.value() or self._goal_heads()
        return self.levels.measure > self.levels.goal and (self.levels.goal > 2 or speaks)

    def _goal_heads(self) -> bool:
        return any("goal" in line.levels for c in self.table.columns for line in c.heading.lines)

    def value(self) -> bool:
        return self._has_value

    @cached_property
    def _has_value(self) -> bool:
        return self.cells.has_value(self.row)

    def title(self) -> bool:
        column = self.cells.column("title") or self.cells.column("goal_title")
        across = self.table.sheet.across.get(self.row, ())
        return bool(column and column.index in self.columns and not any(a <= column.index <= b for a, b in across))

    def title_beside(self) -> bool:
        return self.title() and len(self.columns) > 1

    def single(self) -> bool:
        return len(self.columns) == 1

    def few(self) -> bool:
        return len(self.columns) <= FEW

    def spread(self) -> bool:
        across = self.table.sheet.across.get(self.row, ())
        return any(left <= self.columns[0] <= right for left, right in across)

    def total(self) -> bool:
        return is_total(self.first)

    def sums(self) -> bool:
        return any(isinstance(self.table.sheet.cells.get((self.row, c)), float | int) for c in self.columns)

    def note(self) -> bool:
        said = values.clean(self.first).casefold()
        return bool(re.search(NOTE_ROW, said)) or said.endswith(":") or said.startswith("http")

    def field(self) -> bool:
        return fields.speaks_of_field(self.first) or (
            self.few() and fields.section(self._all, self.cells.strategy) is not None
        )

    def level(self) -> bool:
        """A strategic or operative goal, a Leitlinie, by its own word."""
        texts = (self.table.sheet.text(self.row, column) for column in self.columns)
        return any(map(_names_level, texts))

    def shallow(self) -> bool:
        """A number of fewer levels than the measures', with a name."""
        mixed = self.mixed
        if mixed is None or not self.few() or not (mixed.rest or len(self.columns) > 1):
            return False
        return 1 <= mixed.depth < max(self.levels.measure, 2) and isinstance(
            self.table.sheet.shown(self.row, self.columns[0]), str
        )

    def headed(self) -> bool:
        """A first cell that reads „A. Energie“ or „2 Mobilität“ and has nothing beside it."""
        return self.single() and re.match(r"(?:[A-ZÄÖÜ]|[IVX]+|\d{1,2})[.)]?\s+[^\W\d]{3}", self.first) is not None

    def long(self) -> bool:
        return len(self.first) > LONG

    def covered(self) -> bool:
        role = "measure_id" if self.table.has_measures else "goal_id"
        return self.cells.is_covered(self.row, role)

    def follows(self) -> bool:
        return self.above in ("measure", "continuation", "goal")

    def beside_only(self) -> bool:
        """Nothing but texts that a record above may go on with."""
        return self.follows() and not self._filled(
            "measure_id", "goal_id", "title", "goal_title", "status", "horizon", "schedule", "field"
        )

    def repeats(self) -> bool:
        return any(self.table.repeats(self.row, heading) for heading in self.table.header)

    def counts_columns(self) -> bool:
        return len(self.columns) > 2 and all(
            self.table.sheet.text(self.row, column).strip("() .") == str(n) for n, column in enumerate(self.columns, 1)
        )

    def goal_number(self) -> bool:
        return self.goal is not None and not self.number_()

    def below(self) -> bool:
        return self.row > self.cells.last_numbered

    def leftmost(self) -> bool:
        """Nothing but a text in the table's first column, where headings stand."""
        return self.single() and self.columns[0] == self.table.columns[0].index

    def apart(self) -> bool:
        return not self.above

    def outside(self) -> bool:
        """Nothing in a column that has a role."""
        return not any((c := self.table.by_index.get(index)) and c.role for index in self.columns)

    def broken(self) -> bool:
        column = self.cells.column("measure_id") or self.cells.column("goal_id")
        sheet = self.table.sheet
        return column is not None and (
            (self.row, column.index) in sheet.errors or (self.row, column.index) in sheet.no_value
        )


SIGNS: Final[dict[str, Callable[[Row], bool]]] = {
    "number": Row.number_,
    "goal": Row.goal_,
    **{
        name: getattr(Row, name)
        for name in dict.fromkeys(sign for points in POINTS.values() for sign in points)
        if name not in ("number", "goal")
    },
}


def kind_of(row: Row) -> str:
    """The kind with the most points."""
    return _heaviest(frozenset(sign for sign, tells in SIGNS.items() if tells(row)))


@lru_cache
def _heaviest(told: frozenset[str]) -> str:
    points = {kind: sum(worth for sign, worth in signs.items() if sign in told) for kind, signs in POINTS.items()}
    points["unread"] = LEAST["unread"]
    return max(points, key=lambda kind: points[kind])


@lru_cache(maxsize=20_000)
def _names_level(text: str) -> bool:
    return re.match(LEVEL_ROW, values.clean(text).casefold()) is not None
