"""Who is called on schedule although the deadline is past, beside what the schedule says."""

import pandas as pd

from analysis.figures.basis import ALL
from analysis.figures.breakdown import percent
from analysis.figures.midterm.paths import overdue
from analysis.strategy import Strategy

_PLACE = ["field", "horizon"]


def with_overdue(
    figures: pd.DataFrame, measures: pd.DataFrame, strategy: Strategy, bounds: pd.DataFrame, *, year: int
) -> pd.DataFrame:
    """The figures (`frames.FIGURES`) with `overdue overdue_low overdue_high`.

    `overdue` is how many of those on schedule are past their deadline, 0 in all other rows. The last two
    say what the published sums allow (`bounds` of `analysis.figures.bounds.deadline_bounds`); they are
    `overdue` where the rows are no reconstruction, and for single horizons.
    """
    late = overdue(measures, strategy, year=year)
    late = late[late["schedule"] == "on_schedule"].assign(field=late["field"].astype("string"))
    late = late.assign(horizon=late["horizon"].astype("string"))[_PLACE]
    everywhere = [late, late.assign(field=ALL), late.assign(horizon=ALL), late.assign(field=ALL, horizon=ALL)]
    counted = pd.concat(everywhere).value_counts().to_dict()
    of_bounds = bounds[bounds["figure"] == "overdue_on_schedule"]
    limits = {row["field"]: (row["low"], row["high"]) for row in of_bounds.to_dict("records")}
    rows = []
    for row in figures.to_dict("records"):
        if (row["level"], row["dimension"], row["category"]) != ("measure", "schedule", "on_schedule"):
            rows.append((0, 0, 0))
            continue
        number = counted.get((row["field"], row["horizon"]), 0)
        low, high = limits.get(row["field"], (number, number)) if row["horizon"] == ALL else (number, number)
        rows.append((number, low, high))
    names = ["overdue", "overdue_low", "overdue_high"]
    return figures.assign(**{name: [row[at] for row in rows] for at, name in enumerate(names)})


def told_apart(figures: pd.DataFrame) -> pd.DataFrame:
    """The figures with each row on_schedule as two, those that are overdue last as `on_schedule_overdue`.

    Takes figures as of `with_overdue`; counts and percents are of each part. Unchanged where none is
    overdue, or nothing is known of it.
    """
    if "overdue" not in figures or not figures["overdue"].any():
        return figures
    rows = []
    for row in figures.to_dict("records"):
        late, total = row["overdue"], row["total"]
        if row["category"] != "on_schedule" or row["dimension"] != "schedule":
            rows.append(row)
            continue
        for category, count in (("on_schedule", row["count"] - late), ("on_schedule_overdue", late)):
            rows.append({**row, "category": category, "count": count, "percent": percent(count, total)})
    return pd.DataFrame(rows, columns=figures.columns)
