"""The mid-term review as tables: the paths to the target year, and pace against need."""

from collections.abc import Iterable, Iterator

import pandas as pd

from analysis import frames
from analysis.figures.basis import ALL, counted, in_year, living, municipality_of, numbers_now, rows_of_year, years_of
from analysis.figures.midterm import paths
from analysis.figures.midterm.evidence import evidence
from analysis.figures.midterm.paths import TERMINABLE, of_base
from analysis.figures.midterm.projection import project
from analysis.strategy import Renumbering, Strategy

__all__ = ["backtest", "midterm", "midterm_summary", "project"]

_MEASURES_COLUMNS = ["municipality", "year", "measure_id", "field", "horizon", "status", "due"]
_BACKTEST_COLUMNS = ["municipality", "year", "base", "at", "low", "median", "high", "observed", "inside"]


def midterm(
    measures: pd.DataFrame,
    goals: pd.DataFrame,
    strategy: Strategy,
    *,
    year: int,
    renumbered: Iterable[Renumbering] = (),
) -> pd.DataFrame:
    """One row per level, field, base and year `at` (31 December), from adoption to the target year.

    Columns of `frames.MIDTERM`: observed, linear, plan, low, median, high, total. Counts of the
    completed, as the strategy counts them; each year's own export says what was completed then.
    Knows nothing of years after `year`. Goals have the base all only, and no rows where the year has
    no goals. DataError where the year has no rows.
    """
    municipality = municipality_of(measures, goals)
    rows = []
    for level, base, field, so_far, years in _questions(measures, goals, strategy, year):
        now = in_year(so_far, year)
        total = len(living(now))
        observed = paths.completed_by_year(so_far, years)
        due = paths.due_dates(living(now), strategy) if base == TERMINABLE else None
        foretold = {}
        if level == "measure" and field == ALL:
            foretold = _projection(so_far, strategy, year, renumbered)
        for at in range(strategy.adopted.year, strategy.target_date.year + 1):
            rows.append(
                {
                    "municipality": municipality,
                    "year": year,
                    "level": level,
                    "base": base,
                    "field": field,
                    "at": at,
                    "observed": observed.get(at),
                    "linear": paths.linear(total, at, strategy),
                    "plan": None if due is None else paths.planned(due, at),
                    **foretold.get(at, {}),
                    "total": total,
                }
            )
    return frames.conform(frames.MIDTERM, rows)


def midterm_summary(measures: pd.DataFrame, goals: pd.DataFrame, strategy: Strategy, *, year: int) -> pd.DataFrame:
    """One row per level, field and base: how many are completed, the last pace and the pace required.

    Columns of `frames.MIDTERM_SUMMARY`; paces are a year, years_behind in years of 365.25 days.
    pace_ratio and years_behind only for field all: no trend is told for a single field. `evidence`
    goes by the years that lead up to this one without a gap. DataError where the year has no rows.
    """
    municipality = municipality_of(measures, goals)
    rows = []
    for level, base, field, so_far, years in _questions(measures, goals, strategy, year):
        now = in_year(so_far, year)
        total = len(living(now))
        observed = paths.completed_by_year(so_far, years)
        completed = observed[year]
        pace, required = paths.pace(observed, year), paths.pace_required(completed, total, year, strategy)
        rows.append(
            {
                "municipality": municipality,
                "year": year,
                "level": level,
                "base": base,
                "field": field,
                "total": total,
                "discarded": len(now) - total,
                "completed": completed,
                "pace_last_year": pace,
                "pace_required": required,
                "pace_ratio": pace / required if field == ALL and pace is not None and required else None,
                "years_behind": paths.years_behind(completed, total, year, strategy) if field == ALL else None,
                "snapshots": len(observed),
                "evidence": evidence(len(paths.consecutive_years(observed, year))),
            }
        )
    return frames.conform(frames.MIDTERM_SUMMARY, rows)


def with_numbers_of(measures: pd.DataFrame, year: int, renumbered: Iterable[Renumbering]) -> pd.DataFrame:
    """The measures up to `year`, those of earlier years under the numbers that they bear in `year`."""
    renumbered = tuple(renumbered)
    now = in_year(measures, year)["measure_id"]
    tables = []
    for earlier in years_of(measures[measures["year"] <= year]):
        rows = in_year(measures, earlier)
        numbers = numbers_now(rows["measure_id"], now, renumbered, year_before=earlier, year=year)
        tables.append(rows.assign(measure_id=rows["measure_id"].map(numbers)))
    return pd.concat(tables)


def consecutive(measures: pd.DataFrame, year: int) -> pd.DataFrame:
    """The measures of the years that lead up to `year` without a gap."""
    return measures[measures["year"].isin(paths.consecutive_years(years_of(measures), year))]


def backtest(
    measures: pd.DataFrame,
    goals: pd.DataFrame,
    strategy: Strategy,
    *,
    year: int,
    renumbered: Iterable[Renumbering] = (),
) -> pd.DataFrame:
    """One row per base and year that can be foretold from two or more consecutive years before it.

    Columns `municipality year base at low median high observed inside`; empty with fewer than three
    consecutive years. DataError where the year has no rows.
    """
    municipality = municipality_of(measures, goals)
    rows_of_year(measures, goals, year)
    run = consecutive(with_numbers_of(counted(measures, strategy), year, renumbered), year)
    rows = []
    for base in (ALL, TERMINABLE):
        of_run = consecutive(of_base(run, base), year)
        for at in years_of(of_run)[2:]:
            foretold = project(with_deadlines(of_run[of_run["year"] < at], strategy), until=at).iloc[0]
            observed = paths.completed_by_year(of_run, [at])[at]
            inside = foretold["low"] <= observed <= foretold["high"]
            head = {"municipality": municipality, "year": year, "base": base}
            rows.append({**head, **foretold, "observed": observed, "inside": bool(inside)})
    return pd.DataFrame(rows, columns=_BACKTEST_COLUMNS)


def _questions(
    measures: pd.DataFrame, goals: pd.DataFrame, strategy: Strategy, year: int
) -> Iterator[tuple[str, str, str, pd.DataFrame, list[int]]]:
    """(level, base, field, its rows up to `year`, years with an export) in the order of the tables."""
    rows_of_year(measures, goals, year)
    measures, goals = counted(measures, strategy)[_MEASURES_COLUMNS], goals[["year", "field", "status"]]
    measures, goals = (rows[rows["year"] <= year] for rows in (measures, goals))
    for level, bases, of_level in (("goal", [ALL], goals), ("measure", [ALL, TERMINABLE], measures)):
        years = years_of(of_level)
        if year not in years:
            continue
        for field in [*map(str, strategy.field_names), ALL]:
            of_field = of_level if field == ALL else of_level[of_level["field"] == int(field)]
            for base in bases:
                yield level, base, field, of_base(of_field, base), years


def _projection(
    measures: pd.DataFrame, strategy: Strategy, year: int, renumbered: Iterable[Renumbering]
) -> dict[int, dict[str, int]]:
    """{at: low, median, high} after `year`; empty without two consecutive years that end in it."""
    run = consecutive(with_numbers_of(measures, year, renumbered), year) if len(measures) else measures
    if len(years_of(run)) < 2:
        return {}
    table = project(with_deadlines(run, strategy), until=strategy.target_date.year).set_index("at")
    return {at: {name: int(table.loc[at, name]) for name in table.columns} for at in table.index}


def with_deadlines(measures: pd.DataFrame, strategy: Strategy) -> pd.DataFrame:
    """The measures with the day on which each is due, by its date or the end of its horizon, as `due`."""
    return measures.assign(due=paths.due_dates(measures, strategy))
