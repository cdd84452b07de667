"""What the published sums allow, where the rows beneath them are a reconstruction.

How status, horizon and schedule combine in one row was never published; nor were, for some years, all
of their sums. Between which numbers a figure lies that rests on more is computed field by field from
what was published (`[published]` in strategy.toml) and added up (docs/decisions/50-bounds.md).
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import pandas as pd

from analysis.figures.basis import ALL, counted, in_year, municipality_of, rows_of_year
from analysis.figures.breakdown import figures as breakdown
from analysis.figures.midterm.paths import counts_by_field
from analysis.strategy import Strategy
from analysis.vocabulary import HORIZON, MEASURE_STATUS

_OPEN: Final = MEASURE_STATUS.open
_LIVING: Final = [*_OPEN, *MEASURE_STATUS.done]
_DIMENSIONS: Final = ["status", "horizon", "schedule"]
_COLUMNS: Final = ["municipality", "year", "field", "figure", "value", "low", "high"]


@dataclass(frozen=True)
class _Range:
    """Between which counts something lies."""

    low: int
    high: int

    def and_also(self, other: "_Range", total: int) -> "_Range":
        """How many of a total can be both (Fréchet): at least what does not fit beside, at most the fewer."""
        return _Range(max(0, self.low + other.low - total), min(self.high, other.high))


def bounded(figures: pd.DataFrame, strategy: Strategy) -> pd.DataFrame:
    """The figures (`frames.FIGURES`) with `low` and `high`: what the published sums allow for each count.

    Both are the count where it was published, and everywhere where the rows are no reconstruction.
    """
    if not strategy.is_reconstruction:
        return figures.assign(low=figures["count"], high=figures["count"])
    rows = figures.to_dict("records")
    of_set: dict[tuple, list[dict]] = {}
    of_fields: dict[tuple, list[dict]] = {}
    for row in rows:
        of_set.setdefault((row["level"], row["dimension"], row["field"], row["horizon"]), []).append(row)
        if row["field"] != ALL:
            of_fields.setdefault((row["level"], row["dimension"], row["horizon"], row["category"]), []).append(row)

    def range_of(row: dict) -> _Range:
        fields = of_fields.get((row["level"], row["dimension"], row["horizon"], row["category"]))
        if row["field"] == ALL and fields and not _published(row, strategy):
            parts = [range_of(of_field) for of_field in fields]
            return _Range(sum(part.low for part in parts), sum(part.high for part in parts))
        here = of_set.get((row["level"], row["dimension"], row["field"], ALL), [row])
        total = sum(other["count"] for other in here)
        own = _sum_of(here, [row["category"]], strategy, total)
        if row["horizon"] == ALL:
            return own
        horizons = of_set.get((row["level"], "horizon", row["field"], ALL))
        if horizons is None:
            return _Range(0, own.high)
        return own.and_also(_sum_of(horizons, [row["horizon"]], strategy, total), total)

    ranges = [range_of(row) for row in rows]
    return figures.assign(low=[found.low for found in ranges], high=[found.high for found in ranges])


def deadline_bounds(measures: pd.DataFrame, goals: pd.DataFrame, strategy: Strategy, *, year: int) -> pd.DataFrame:
    """One row per field (numbers as text, then all) and figure on the base `terminable`: value, low, high.

    Columns `municipality year field figure value low high`; figures are total, completed, open (total
    less completed), due, due_completed, due_open, early, overdue, overdue_on_schedule as in
    `analysis.figures.midterm.paths.counts_by_field`. Empty where the rows are no reconstruction: their
    combinations are known. DataError where the year has no rows.
    """
    municipality = municipality_of(measures, goals)
    rows_of_year(measures, goals, year)
    if not strategy.is_reconstruction:
        return pd.DataFrame(columns=_COLUMNS)
    figures = breakdown(measures, goals, strategy, year=year)
    counts = counts_by_field(measures, goals, strategy, year=year)
    counts = counts.assign(open=counts["total"] - counts["completed"])
    values = {(row["field"], name): row[name] for row in counts.to_dict("records") for name in row}
    dated = bool(in_year(counted(measures, strategy), year)["due"].notna().any())
    fields = [*map(str, strategy.field_names)]
    of_field = {field: _of_field(figures, strategy, field, year, dated) for field in fields}
    rows = []
    for field in [*fields, ALL]:
        for figure in next(iter(of_field.values())):
            parts = [of_field[one][figure] for one in (fields if field == ALL else [field])]
            head = {"municipality": municipality, "year": year, "field": field, "figure": figure}
            low, high = sum(part.low for part in parts), sum(part.high for part in parts)
            rows.append({**head, "value": values[field, figure], "low": low, "high": high})
    return pd.DataFrame(rows, columns=_COLUMNS)


def _of_field(figures: pd.DataFrame, strategy: Strategy, field: str, year: int, dated: bool) -> dict[str, _Range]:
    of_field = figures[(figures["level"] == "measure") & (figures["field"] == field) & (figures["horizon"] == ALL)]
    total = int(of_field.loc[of_field["dimension"] == "horizon", "count"].sum())

    of_dimension = {name: of_field[of_field["dimension"] == name].to_dict("records") for name in _DIMENSIONS}

    def sums(dimension: str, categories: Collection[str]) -> _Range:
        return _sum_of(of_dimension[dimension], categories, strategy, total)

    ends = {code: end for code in HORIZON.codes if (end := strategy.horizon_end(code))}
    due = {code for code, end in ends.items() if (end.year, end.month, end.day) <= (year, 12, 31)}
    past = {code for code, end in ends.items() if (end.year, end.month, end.day) < (year, 12, 31)}
    ending = {code for code in HORIZON.codes if code != "ongoing"}
    unknown = _Range(0, total)
    due_by_now, past_by_now = (unknown if dated else sums("horizon", codes) for codes in (due, past))
    to_come = unknown if dated else sums("horizon", set(ends) - due)
    living, completed, still_open = (sums("status", codes) for codes in (_LIVING, MEASURE_STATUS.done, _OPEN))
    overdue = still_open.and_also(past_by_now, total)
    on_schedule = sums("schedule", ["on_schedule"])
    return {
        "total": living.and_also(sums("horizon", ending), total),
        "completed": completed.and_also(sums("horizon", ending), total),
        "open": still_open.and_also(sums("horizon", ending), total),
        "due": living.and_also(due_by_now, total),
        "due_completed": completed.and_also(due_by_now, total),
        "due_open": still_open.and_also(due_by_now, total),
        "early": completed.and_also(to_come, total),
        "overdue": overdue,
        "overdue_on_schedule": overdue.and_also(on_schedule, living.high),
    }


def _sum_of(rows: list[dict], categories: Collection[str], strategy: Strategy, total: int) -> _Range:
    """How many are in any of the categories of one dimension, by those of its counts that were published."""
    known = [row for row in rows if _published(row, strategy)]
    inside = sum(row["count"] for row in known if row["category"] in categories)
    if len(known) == len(rows) or set(categories) <= {row["category"] for row in known}:
        return _Range(inside, inside)
    return _Range(inside, total - sum(row["count"] for row in known if row["category"] not in categories))


def _published(row: dict, strategy: Strategy) -> bool:
    """Whether the sum was published; the discarded in the schedule are those of the status."""
    if row["horizon"] != ALL:
        return False
    dimension = "status" if (row["dimension"], row["category"]) == ("schedule", "discarded") else row["dimension"]
    return strategy.publishes(row["year"], row["level"], dimension, row["category"], row["field"])
