"""Every headline under the other counting rules and bases, and what a smaller base adds to it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

from analysis.figures.basis import (
    ALL,
    counted,
    in_year,
    is_done,
    is_living,
    living,
    municipality_of,
    rows_of_year,
    year_before,
    years_of,
)
from analysis.figures.breakdown import percent
from analysis.figures.midterm import paths, with_numbers_of
from analysis.figures.midterm.paths import TERMINABLE, of_base, overdue
from analysis.strategy import Renumbering, Strategy

WITH_DISCARDED = "with_discarded"
EVER_REPORTED = "ever_reported"
ON_SCHEDULE = "on_schedule"


@dataclass(frozen=True)
class _Share:
    count: int
    total: int

    @property
    def percent(self) -> float | None:
        return 100 * self.count / self.total if self.total else None


def headlines(measures: pd.DataFrame, goals: pd.DataFrame, strategy: Strategy, *, year: int) -> pd.DataFrame:
    """One row per headline, base and rule for ongoing measures that are completed.

    Columns `municipality year headline base ongoing_completed count total percent count_before
    total_before points points_from_smaller_base`.

    - headline: `goals_completed`, `completed`, `on_schedule`, `on_schedule_past_horizon` (past the end
      of its horizon or its date, open, and called on schedule)
    - base: `with_discarded`, `all` (not discarded), `terminable` (of these without ongoing), and for
      those past their horizon `on_schedule` (of those called on schedule)
    - ongoing_completed: the rule counted by, empty where it changes nothing
    - before: the same share in the last earlier year, null without one; points: change of the
      unrounded share in percentage points; points_from_smaller_base: the part of it that is there
      only because the base has fewer rows than before (0 where it has not)

    DataError where the year has no rows.
    """
    municipality = municipality_of(measures, goals)
    rows_of_year(measures, goals, year)
    before = year_before(year, measures, goals)
    shares = _shares(measures, goals, strategy, year)
    shares_before = {} if before is None else _shares(measures, goals, strategy, before)
    rows = []
    for question, now in shares.items():
        headline, base, rule = question
        then = shares_before.get(question)
        rows.append(
            {
                "municipality": municipality,
                "year": year,
                "headline": headline,
                "base": base,
                "ongoing_completed": rule,
                "count": now.count,
                "total": now.total,
                "percent": percent(now.count, now.total),
                "count_before": then.count if then else None,
                "total_before": then.total if then else None,
                "points": _points(then, now),
                "points_from_smaller_base": _points_from_smaller_base(then, now),
            }
        )
    whole = dict.fromkeys(["percent", "count_before", "total_before"], "Int64")
    return pd.DataFrame(rows).astype(whole | dict.fromkeys(["points", "points_from_smaller_base"], "float64"))


def pace_by_base(
    measures: pd.DataFrame,
    goals: pd.DataFrame,
    strategy: Strategy,
    *,
    year: int,
    renumbered: Iterable[Renumbering] = (),
) -> pd.DataFrame:
    """One row per level, base (`all`; of measures `terminable` too) and total it is held against.

    Columns `municipality year level base against total completed pace_last_year pace pace_required
    pace_ratio`; pace is the mean of all years (`paths.present_pace`), `against` `living` or
    `ever_reported`. The latter is the base at adoption as far as the exports know it: every measure of any
    year up to this one, discarded and vanished ones included. On it a ratio cannot improve by discarding.
    Measures first; no rows of a level that the year does not have. DataError where the year has no rows.
    """
    municipality = municipality_of(measures, goals)
    rows_of_year(measures, goals, year)
    states = counted(measures, strategy)[["year", "measure_id", "horizon", "status"]]
    so_far = with_numbers_of(states, year, renumbered) if len(in_year(states, year)) else states
    goals_so_far = goals[goals["year"] <= year]
    rows = []
    for level, base, of_level in (
        ("measure", ALL, so_far),
        ("measure", TERMINABLE, so_far),
        ("goal", ALL, goals_so_far),
    ):
        years = years_of(of_level)
        if year not in years:
            continue
        of_so_far = of_base(of_level, base)
        observed = paths.completed_by_year(of_so_far, years)
        pace = paths.pace(observed, year)
        latest = of_level.sort_values("year").drop_duplicates(f"{level}_id", keep="last")
        for against, total in (
            ("living", len(living(in_year(of_so_far, year)))),
            (EVER_REPORTED, len(of_base(latest, base))),
        ):
            required = paths.pace_required(observed[year], total, year, strategy)
            rows.append(
                {
                    "municipality": municipality,
                    "year": year,
                    "level": level,
                    "base": base,
                    "against": against,
                    "total": total,
                    "completed": observed[year],
                    "pace_last_year": pace,
                    "pace": paths.present_pace(observed, year),
                    "pace_required": required,
                    "pace_ratio": pace / required if pace is not None and required else None,
                }
            )
    return pd.DataFrame(rows).astype(
        dict.fromkeys(["pace_last_year", "pace", "pace_required", "pace_ratio"], "float64")
    )


def _questions() -> Iterable[tuple[str, str, str]]:
    """(headline, base, rule for ongoing) in the order of the table."""
    yield "goals_completed", ALL, ""
    for base in (WITH_DISCARDED, ALL):
        for rule in ("completed", "in_progress"):
            yield "completed", base, rule
    yield "completed", TERMINABLE, ""
    for headline in (ON_SCHEDULE, "on_schedule_past_horizon"):
        for base in (WITH_DISCARDED, ALL, TERMINABLE):
            yield headline, base, ""
    yield "on_schedule_past_horizon", ON_SCHEDULE, ""


def _shares(
    measures: pd.DataFrame, goals: pd.DataFrame, strategy: Strategy, year: int
) -> dict[tuple[str, str, str], _Share]:
    """(headline, base, rule for ongoing) → how many of how many in a year, in the order of the table."""
    of_year, of_goals = in_year(measures, year), in_year(goals, year)
    on_schedule, lives = of_year["schedule"] == ON_SCHEDULE, is_living(of_year)
    late = of_year["measure_id"].isin(overdue(measures, strategy, year=year)["measure_id"])
    meets = {ON_SCHEDULE: on_schedule, "on_schedule_past_horizon": on_schedule & late}
    bases = {
        WITH_DISCARDED: pd.Series(True, index=of_year.index),
        ALL: lives,
        TERMINABLE: lives & (of_year["horizon"] != "ongoing"),
        ON_SCHEDULE: on_schedule,
    }
    shares = {}
    for headline, base, rule in _questions():
        if headline == "goals_completed":
            shares[headline, base, rule] = _Share(int(is_done(of_goals).sum()), len(of_goals))
            continue
        if headline == "completed":
            counting = replace(strategy, ongoing_completed=rule or strategy.ongoing_completed)
            meant = is_done(counted(of_year, counting))
        else:
            meant = meets[headline]
        shares[headline, base, rule] = _Share(int((meant & bases[base]).sum()), int(bases[base].sum()))
    return shares


def _points(then: _Share | None, now: _Share) -> float | None:
    if then is None or then.percent is None or now.percent is None:
        return None
    return now.percent - then.percent


def _points_from_smaller_base(then: _Share | None, now: _Share) -> float | None:
    """The share's rise against the same count on last year's larger base."""
    if then is None or then.percent is None or now.percent is None:
        return None
    on_base_before = _Share(now.count, max(then.total, now.total))
    assert on_base_before.percent is not None
    return now.percent - on_base_before.percent
