"""All that is said of the way to the target year, once: every chart, page and text takes it from here.

Which of two answers holds the field: docs/decisions/51-one-answer-for-the-target-year.md.
"""

from collections.abc import Iterable
from typing import Final

import pandas as pd

from analysis.figures.basis import ALL, counted, in_year, living, municipality_of, rows_of_year, year_before, years_of
from analysis.figures.bounds import deadline_bounds
from analysis.figures.midterm import consecutive, midterm, paths, with_numbers_of
from analysis.figures.midterm.completions import OUT, completions
from analysis.figures.midterm.paths import TERMINABLE, counts_by_field, of_base
from analysis.strategy import Renumbering, Strategy

_DUE: Final = ["due", "due_completed", "due_open", "early", "undated", "overdue", "overdue_on_schedule"]
_BOUNDED: Final = ["total", "completed", "open", "due", "due_completed", "due_open", "early", "overdue"]
_FRACTIONS: Final = ["pace", "pace_required", "arrives", "years_behind", "required_ever", "years_behind_ever"]


def outlook(
    measures: pd.DataFrame,
    goals: pd.DataFrame,
    strategy: Strategy,
    *,
    year: int,
    renumbered: Iterable[Renumbering] = (),
    paths_table: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row per level and base (field all): where it stands, at which pace, and where that leads.

    Columns `municipality year level base field` and

    - total, completed, open: not discarded, of these completed, the rest
    - due … overdue_on_schedule: as in `paths.counts_by_field`; base `terminable` only
    - newly_completed, gone_back, recoded, other: how the completed changed since `year_before`, see
      `completions` (signed; recoded in less out; other: appeared, vanished, discarded, readability)
    - pace: a year, last year's or from three exports on the mean since `pace_since`; pace_required
    - arrives: point in time at which the pace would have all completed
    - constant_number: completed at the end of the target year if the pace stays, never above total
    - low, median, high: the same if the shares of moves stay (the projection); transitions_from is the
      first year of the transitions it rests on
    - years_behind the linear path; total_ever, required_ever, years_behind_ever: on all that was ever
      reported, so that discarding cannot pass for progress
    - <figure>_low, <figure>_high: what the published sums allow, where the rows are a reconstruction

    Null where there is none. `paths_table` is the table of `midterm`, where it is there already. DataError
    where the year has no rows.
    """
    municipality = municipality_of(measures, goals)
    of_year = rows_of_year(measures, goals, year)
    before = year_before(year, measures, goals)
    renumbered = tuple(renumbered)
    table = midterm(measures, goals, strategy, year=year, renumbered=renumbered) if paths_table is None else paths_table
    flows = completions(measures, goals, strategy, year=year, renumbered=renumbered)
    counts = counts_by_field(measures, goals, strategy, year=year).set_index("field").loc[ALL]
    bounds = deadline_bounds(measures, goals, strategy, year=year)
    bounds = bounds[bounds["field"] == ALL].set_index("figure")
    so_far = {
        "measure": with_numbers_of(counted(measures, strategy), year, renumbered) if len(of_year[0]) else measures
    }
    so_far["goal"] = goals[goals["year"] <= year]
    target = strategy.target_date.year
    rows = []
    for level, base in (("goal", ALL), ("measure", ALL), ("measure", TERMINABLE)):
        of_level = so_far[level]
        if year not in years_of(of_level):
            continue
        here = of_base(of_level, base) if level == "measure" else of_level
        observed = paths.completed_by_year(here, years_of(of_level))
        total, completed = len(living(in_year(here, year))), observed[year]
        pace, number = paths.present_pace(observed, year), f"{level}_id"
        latest = of_level.sort_values("year").drop_duplicates(number, keep="last")
        ever = len(of_base(latest, base) if level == "measure" else latest)
        chosen = (table["level"] == level) & (table["base"] == base) & (table["field"] == ALL) & (table["at"] == target)
        row = {"municipality": municipality, "year": year, "level": level, "base": base, "field": ALL}
        row |= {"total": total, "completed": completed, "open": total - completed}
        row |= {"year_before": before, **_flows_of(flows, level, base)}
        row |= {"pace": pace, "pace_since": paths.first_of_pace(observed, year)}
        row |= {"pace_required": paths.pace_required(completed, total, year, strategy)}
        row |= {"arrives": paths.arrives(completed, total, pace, year)}
        if pace is not None and year < target:
            row["constant_number"] = min(max(completed + pace * (target - year), 0), total)
        row |= {name: table.loc[chosen, name].iloc[0] for name in ("low", "median", "high") if chosen.any()}
        if table.loc[chosen, "median"].notna().any():
            row["transitions_from"] = years_of(consecutive(here, year))[0]
        row |= {"years_behind": paths.years_behind(completed, total, year, strategy)}
        row |= {"total_ever": ever, "required_ever": paths.pace_required(completed, ever, year, strategy)}
        row |= {"years_behind_ever": paths.years_behind(completed, ever, year, strategy)}
        if base == TERMINABLE:
            row |= {name: counts[name] for name in _DUE}
            row |= {f"{name}_{end}": bounds.loc[name, end] for name in bounds.index for end in ("low", "high")}
        rows.append(row)
    columns = [*_HEAD, *(f"{name}_{end}" for name in _BOUNDED for end in ("low", "high"))]
    result = pd.DataFrame(rows).reindex(columns=columns)
    whole = [name for name in columns[5:] if name not in [*_FRACTIONS, "constant_number"]]
    return result.astype(dict.fromkeys([*_FRACTIONS, "constant_number"], "float64") | dict.fromkeys(whole, "Int64"))


_HEAD: Final = [
    *("municipality", "year", "level", "base", "field", "total", "completed", "open", *_DUE),
    *("year_before", "newly_completed", "gone_back", "recoded", "other"),
    *("pace", "pace_since", "pace_required", "arrives", "constant_number", "low", "median", "high"),
    *("transitions_from", "years_behind", "total_ever", "required_ever", "years_behind_ever"),
]


def _flows_of(flows: pd.DataFrame, level: str, base: str) -> dict[str, int]:
    """newly_completed, gone_back, recoded, other: they add up to the net change of the completed."""
    here = flows[(flows["level"] == level) & (flows["base"] == base)]
    if here.empty:
        return {}
    count = dict(zip(here["flow"], here["count"], strict=True))
    recoded = count["recoded_in"] + count["recoded_out"]
    others = ["appeared", "became_readable", *(flow for flow in OUT if flow not in ("gone_back", "recoded_out"))]
    return {
        "newly_completed": count["newly_completed"],
        "gone_back": count["gone_back"],
        "recoded": recoded,
        "other": sum(count[flow] for flow in others),
    }
