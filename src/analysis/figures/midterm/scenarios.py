"""What would come if: named paces and one rush, beside the projection and never inside it."""

from typing import Final

import pandas as pd

from analysis.figures.basis import counted, in_year, living, municipality_of, rows_of_year, years_of
from analysis.figures.midterm import paths
from analysis.figures.midterm.paths import TERMINABLE, of_base, overdue
from analysis.strategy import Strategy

RUSH_YEARS: Final = 2
RUSH_FACTOR: Final = 2

SCENARIOS: Final = [
    "half_pace",
    "present_pace",
    "required_pace",
    "slowest_pace",
    "best_pace",
    "overdue_next_year",
    "final_rush",
]


def scenarios(
    measures: pd.DataFrame, goals: pd.DataFrame, strategy: Strategy, *, year: int, base: str = TERMINABLE
) -> pd.DataFrame:
    """One row per scenario and year `at`, from `year` to the target year.

    Columns `municipality year base scenario at completed total`; completed is a calculated number
    (float), never below 0 nor above the total. In the order of `SCENARIOS`:

    - half_pace, present_pace: half of the present pace, the present pace (last year's, from three exports
      on the mean); none where it is 0 or less
    - required_pace: what is needed to have all completed in the target year
    - slowest_pace, best_pace: of all years, from three snapshots on
    - overdue_next_year: all that is overdue is completed next year, then the present pace
    - final_rush: the present pace, doubled in the last two years

    Scenarios that come to the same as the present pace (nothing overdue, no pace) are left out.

    Needs an earlier year: empty without one. DataError where the year has no rows.
    """
    municipality = municipality_of(measures, goals)
    rows_of_year(measures, goals, year)
    so_far = counted(measures[measures["year"] <= year], strategy)
    observed = paths.completed_by_year(of_base(so_far, base), years_of(so_far))
    total = len(living(in_year(of_base(so_far, base), year)))
    late = len(of_base(overdue(measures, strategy, year=year), base))
    increments = _increments(observed, total, late, year, strategy)
    rows = []
    for scenario in SCENARIOS:
        if scenario in increments:
            completed = float(observed[year])
            for at in range(year, strategy.target_date.year + 1):
                completed = min(max(completed + increments[scenario].get(at, 0.0), 0.0), float(total))
                head = {"municipality": municipality, "year": year, "base": base, "scenario": scenario}
                rows.append({**head, "at": at, "completed": completed, "total": total})
    return pd.DataFrame(rows, columns=["municipality", "year", "base", "scenario", "at", "completed", "total"])


def _increments(
    observed: dict[int, int], total: int, late: int, year: int, strategy: Strategy
) -> dict[str, dict[int, float]]:
    """{scenario: {year to come: completed in it}}; only the scenarios that the data allow."""
    target = strategy.target_date.year
    to_come = range(year + 1, target + 1)
    seen = paths.paces(observed, year)
    if not seen:
        return {}
    present = paths.present_pace(observed, year)
    assert present is not None
    found = {"present_pace": dict.fromkeys(to_come, present)}
    if present > 0:
        found["half_pace"] = dict.fromkeys(to_come, present / 2)
        found["final_rush"] = {at: present * (RUSH_FACTOR if at > target - RUSH_YEARS else 1) for at in to_come}
    if late:
        found["overdue_next_year"] = {at: float(late) if at == year + 1 else present for at in to_come}
    required = paths.pace_required(observed[year], total, year, strategy)
    if required is not None:
        found["required_pace"] = dict.fromkeys(to_come, required)
    if len(observed) >= 3:
        found["slowest_pace"] = dict.fromkeys(to_come, min(seen.values()))
        found["best_pace"] = dict.fromkeys(to_come, max(seen.values()))
    return found
