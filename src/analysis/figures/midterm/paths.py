"""Where 2030 stands: observed, linear and planned path, due dates, overdue measures, paces."""

import datetime as dt
from collections.abc import Iterable
from itertools import takewhile
from typing import Final

import pandas as pd

from analysis.figures.basis import ALL, counted, in_year, is_done, is_living, living, municipality_of, rows_of_year
from analysis.strategy import Strategy
from analysis.vocabulary import SCHEDULE

TERMINABLE: Final = "terminable"
DAYS_IN_YEAR: Final = 365.25


def of_base(measures: pd.DataFrame, base: str) -> pd.DataFrame:
    """The measures of a base: `all`, or `terminable`, those that can end (without ongoing)."""
    return measures if base == ALL else measures[measures["horizon"] != "ongoing"]


def due_dates(measures: pd.DataFrame, strategy: Strategy) -> pd.Series:
    """The day on which each measure is due (datetime, null for those that never are).

    A date in the row beats the end of its horizon.
    """
    horizon_ends = {
        code: pd.Timestamp(end) for code in measures["horizon"].unique() if (end := strategy.horizon_end(code))
    }
    of_horizon = pd.to_datetime(measures["horizon"].astype(object).map(horizon_ends))
    return measures["due"].fillna(of_horizon.astype(measures["due"].dtype)).rename("due_date")


def overdue(measures: pd.DataFrame, strategy: Strategy, *, year: int) -> pd.DataFrame:
    """One row per measure that was due before 31 December of `year` and is neither completed nor discarded.

    Columns of `frames.MEASURES` and `due_date`; statuses as counted. Those that are called on
    schedule all the same have schedule `on_schedule`.
    """
    of_year = counted(in_year(measures, year), strategy)
    of_year = of_year.assign(due_date=due_dates(of_year, strategy))
    past = of_year["due_date"] < pd.Timestamp(year, 12, 31)
    return living(of_year[past & ~is_done(of_year)]).reset_index(drop=True)


def linear(total: int, at: int, strategy: Strategy) -> float:
    """Where the straight line from 0 at adoption to `total` at the target date stands on 31 December."""
    return total * min(_elapsed(at, strategy) / _duration(strategy), 1.0)


def planned(due: pd.Series, at: int) -> int:
    """How many of the due dates have come by 31 December of `at`."""
    return int((due <= pd.Timestamp(at, 12, 31)).sum())


def years_behind(completed: int, total: int, year: int, strategy: Strategy) -> float | None:
    """Years since the linear path passed today's count; negative when ahead, None where nothing counts."""
    if total == 0:
        return None
    elapsed = _elapsed(year, strategy)
    if completed >= total:
        elapsed = min(elapsed, _duration(strategy))
    return (elapsed - completed / total * _duration(strategy)) / DAYS_IN_YEAR


def pace(completed: dict[int, int], year: int) -> float | None:
    """Completed a year since the last earlier year there is; None without one."""
    earlier = [other for other in completed if other < year]
    if not earlier:
        return None
    return (completed[year] - completed[max(earlier)]) / (year - max(earlier))


def present_pace(completed: dict[int, int], year: int) -> float | None:
    """The pace that counts today: the mean of all years from three exports on, else last year's; None without one.

    So that one year in which much was caught up cannot pass for the pace.
    """
    first = first_of_pace(completed, year)
    return None if first is None else (completed[year] - completed[first]) / (year - first)


def first_of_pace(completed: dict[int, int], year: int) -> int | None:
    """The year at whose end the present pace begins to be counted; None without an earlier year."""
    return min((other for other in completed if other < year), default=None)


def arrives(completed: int, total: int, pace: float | None, year: int) -> float | None:
    """The point in time (2033.8: October 2033) at which an unchanging number a year would have all completed.

    Null where all are completed, or where the pace leads to no end.
    """
    if pace is None or pace <= 0 or completed >= total:
        return None
    return year + 1 + (total - completed) / pace


def consecutive_years(years: Iterable[int], year: int) -> list[int]:
    """The years that lead up to `year` without a gap, ascending."""
    there = set(years)
    return [*takewhile(there.__contains__, range(year, min(there, default=year) - 1, -1))][::-1]


def paces(completed: dict[int, int], year: int) -> dict[int, float]:
    """The pace of every year up to `year` that has an earlier one."""
    return {at: found for at in completed if at <= year and (found := pace(completed, at)) is not None}


def pace_required(completed: int, total: int, year: int, strategy: Strategy) -> float | None:
    """Needed a year to have all completed in the target year; None from the target year on."""
    left = strategy.target_date.year - year
    return (total - completed) / left if left > 0 else None


def completed_by_year(rows: pd.DataFrame, years: list[int]) -> dict[int, int]:
    """How many are completed in each of the years that have an export."""
    completed = rows["year"][is_done(rows)]
    return {year: int((completed == year).sum()) for year in years}


def counts_by_field(measures: pd.DataFrame, goals: pd.DataFrame, strategy: Strategy, *, year: int) -> pd.DataFrame:
    """One row per field (numbers as text, then all): how far the measures that can end are.

    Columns `municipality year field total completed discarded due due_completed due_open early undated
    overdue overdue_on_schedule overdue_delayed overdue_not_assessed overdue_unknown` on the base
    `terminable`; total is without the discarded.

    - due: the deadline has come by 31 December (as in the plan path) = due_completed + due_open
    - completed = due_completed + early (the deadline is still to come) + undated (there is none)
    - overdue: of due_open those whose deadline is past, that is before 31 December; by what their
      schedule says: together they are overdue

    Counts only: no pace and no trend for a field.
    """
    municipality = municipality_of(measures, goals)
    of_year = of_base(counted(rows_of_year(measures, goals, year)[0], strategy), TERMINABLE)
    due_date = due_dates(of_year, strategy)
    last_day = pd.Timestamp(year, 12, 31)
    alive, completed = is_living(of_year), is_done(of_year)
    due = alive & (due_date <= last_day)
    late = due & ~completed & (due_date < last_day)
    parts = {
        "total": alive,
        "completed": completed,
        "discarded": ~alive,
        "due": due,
        "due_completed": due & completed,
        "due_open": due & ~completed,
        "early": completed & (due_date > last_day),
        "undated": completed & due_date.isna(),
        "overdue": late,
        **{
            f"overdue_{answer}": late & (of_year["schedule"] == answer)
            for answer in SCHEDULE.codes
            if answer not in SCHEDULE.dropped
        },
    }
    rows = []
    for field in [*map(str, strategy.field_names), ALL]:
        here = (of_year["field"] == int(field)).fillna(False) if field != ALL else True
        counts = {name: int((of_part & here).sum()) for name, of_part in parts.items()}
        rows.append({"municipality": municipality, "year": year, "field": field, **counts})
    return pd.DataFrame(rows)


def _elapsed(at: int, strategy: Strategy) -> int:
    return (dt.date(at, 12, 31) - strategy.adopted).days


def _duration(strategy: Strategy) -> int:
    return (strategy.target_date - strategy.adopted).days
