"""What the data say of a subject: counts of the reporting year and of the year before."""

from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from analysis.audit.categories import GOAL, MEASURE, STRATEGIC
from analysis.audit.contexts import ALL
from analysis.audit.subjects import Subject
from analysis.dataset import Dataset
from analysis.figures.basis import counted
from analysis.figures.breakdown import figures

# Of a reconstructed earlier year only these are fixed by published remarks (docs/decisions/80-audit.md).
_FIXED = {("status", "completed"), ("status", "discarded"), ("schedule", "on_schedule")}


@dataclass(frozen=True)
class Known:
    """The figures by year, and the frames for what the figures do not cross."""

    dataset: Dataset
    tables: dict[int, pd.DataFrame]

    @property
    def year(self) -> int:
        return self.dataset.year

    def count(self, subject: Subject) -> int | None:
        """How many there are of a subject; None where the data do not say it.

        Of reconstructed rows only the published sums are said: nothing that crosses two conditions.
        """
        year = subject.year or self.year
        if year not in self.tables:
            return None
        if subject.level == STRATEGIC:
            return self._strategic(subject) if not subject.where and year == self.year else None
        where = sorted(subject.where)
        if len(where) == 1 and where[0][1].startswith("!"):
            dimension, category = where[0]
            part = self._row(year, subject, dimension, category[1:])
            return None if part is None else part[1] - part[0]
        if self.dataset.strategy.is_reconstruction and year != self.year and where and not set(where) <= _FIXED:
            return None
        if len(where) <= 1:
            row = self._row(year, subject, *(where[0] if where else ("status", "completed")))
            return None if row is None else row[0] if where else row[1]
        if self.dataset.strategy.is_reconstruction or subject.level != MEASURE:
            return None
        return self._crossed(year, subject)

    def total(self, subject: Subject) -> int | None:
        return self.count(subject.total())

    def bases(self, subject: Subject) -> list[int]:
        """What a share of a subject may stand on: the total, and for measures that without the discarded."""
        whole = self.total(subject)
        if not whole:
            return []
        discarded = self.count(Subject(MEASURE, subject.field, frozenset({("status", "discarded")}), subject.year))
        return [whole, whole - discarded] if subject.level == MEASURE and discarded else [whole]

    def totals(self) -> dict[tuple[str, int], list[tuple[Fraction, str, None]]]:
        """The totals by level and field, for shares whose base the report leaves out."""
        found: dict[tuple[str, int], list[tuple[Fraction, str, None]]] = {}
        for level in (GOAL, MEASURE):
            for field in (ALL, *self.dataset.strategy.field_names):
                bases = self.bases(Subject(level, field))
                found[level, field] = [(Fraction(base), f"Daten {self.year}", None) for base in bases]
        return found

    def _row(self, year: int, subject: Subject, dimension: str, category: str) -> tuple[int, int] | None:
        table = self.tables[year]
        rows = table[
            (table["level"] == subject.level)
            & (table["field"] == (str(subject.field) if subject.field else "all"))
            & (table["horizon"] == "all")
            & (table["dimension"] == dimension)
            & (table["category"] == category)
        ]
        if rows.empty:
            return None
        row = rows.iloc[0]
        return int(row["count"]), int(row["total"])

    def _crossed(self, year: int, subject: Subject) -> int:
        rows = counted(self.dataset.measures, self.dataset.strategy)
        rows = rows[rows["year"] == year]
        if subject.field:
            rows = rows[rows["field"] == subject.field]
        for dimension, category in subject.where:
            hit = rows[dimension] == category.removeprefix("!")
            rows = rows[~hit if category.startswith("!") else hit]
        return len(rows)

    def _strategic(self, subject: Subject) -> int | None:
        goals = self.dataset.goals[self.dataset.goals["year"] == self.year]
        if subject.field:
            goals = goals[goals["field"] == subject.field]
        named = {goal for goal in goals["strategic_goal_id"] if goal}
        expected = self.dataset.strategy.expected.get("strategic_goals")
        return expected if not subject.field and expected else len(named) or None


def known_of(dataset: Dataset) -> Known:
    """The figures of the reporting year and of the year before."""
    years = [year for year in (dataset.year, dataset.previous_year) if year is not None]
    tables = {year: figures(*dataset.rows, year=year, municipality=dataset.municipality) for year in years}
    return Known(dataset, tables)
