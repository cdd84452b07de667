"""What the growth-rate method would say of counts, shown beside the pace to tell why it is not used.

Compound annual growth observed over required (Eurostat, Statistics Canada). Out of a fixed number
of measures it calls a slow start fast, runs past the number there is, and has no rate from 0.
"""

import pandas as pd

from analysis.figures.basis import ALL, counted, in_year, living, municipality_of, rows_of_year, year_before
from analysis.figures.midterm import paths
from analysis.strategy import Strategy

_COLUMNS = [
    "municipality",
    "year",
    "field",
    "completed_before",
    "completed",
    "total",
    "total_with_discarded",
    "growth",
    "growth_required",
    "ratio",
    "extrapolated",
]


def growth_rates(measures: pd.DataFrame, goals: pd.DataFrame, strategy: Strategy, *, year: int) -> pd.DataFrame:
    """One row per field (numbers as text, then all), on all measures; empty without an earlier year.

    Empty from the target year on, too. Columns `municipality year field completed_before completed
    total total_with_discarded growth growth_required ratio extrapolated`: growth a year since the
    last earlier year, growth a year from that year on that ends at `total` (not discarded) in the
    target year, the first over the second, and the count at which the observed growth would arrive.
    Null where the rate does not exist. DataError where the year has no rows.
    """
    municipality = municipality_of(measures, goals)
    rows_of_year(measures, goals, year)
    before = year_before(year, measures)
    target = strategy.target_date.year
    if before is None or year >= target:
        return pd.DataFrame(columns=_COLUMNS)
    counting = counted(measures, strategy)[["year", "field", "status"]]
    rows = []
    for field in [*map(str, strategy.field_names), ALL]:
        of_field = counting if field == ALL else counting[counting["field"] == int(field)]
        then, now = in_year(of_field, before), in_year(of_field, year)
        total = len(living(now))
        completed_before = paths.completed_by_year(then, [before])[before]
        completed = paths.completed_by_year(now, [year])[year]
        growth = _growth(completed_before, completed, year - before)
        required = _growth(completed_before, total, target - before)
        rows.append(
            {
                "municipality": municipality,
                "year": year,
                "field": field,
                "completed_before": completed_before,
                "completed": completed,
                "total": total,
                "total_with_discarded": len(now),
                "growth": growth,
                "growth_required": required,
                "ratio": growth / required if growth is not None and required else None,
                "extrapolated": completed * (1 + growth) ** (target - year) if growth is not None else None,
            }
        )
    return pd.DataFrame(rows, columns=_COLUMNS).astype(dict.fromkeys(_COLUMNS[-4:], "float64"))


def _growth(before: int, after: int, years: int) -> float | None:
    return (after / before) ** (1 / years) - 1 if before else None
