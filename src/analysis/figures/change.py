"""What changed against the year before, row by row."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysis import frames
from analysis.figures.basis import in_year, municipality_of, numbers_now, rows_of_year, years_before
from analysis.numbers import natural
from analysis.strategy import Renumbering
from analysis.vocabulary import LEVELS

ABSENT, PRESENT = "absent", "present"


def changes(
    measures: pd.DataFrame, goals: pd.DataFrame, *, year: int, renumbered: Iterable[Renumbering] = ()
) -> pd.DataFrame:
    """One row per change against the last earlier year there is; header only if there is none.

    Columns of `frames.CHANGES`; the rows of one municipality, or of many: each as if it were alone, in
    order of their names. `dimension` is status, schedule, horizon, title, id or existence; an ID that
    is new or gone has its row `existence` and no other. A renumbered row is compared with itself and
    stands under its new number; a title that differs in white space only has not changed. DataError
    where the year has no rows, or where there are several municipalities and numbers of one of them
    that were renumbered.
    """
    rows_of_year(measures[["year"]], goals[["year"]], year)
    renumbered = tuple(renumbered)
    if renumbered:
        municipality_of(measures, goals)  # whose numbers they are must be clear
    before_of = years_before(year, measures, goals)
    tables = []
    for before in sorted(set(before_of.values())):
        municipalities = [name for name in before_of if before_of[name] == before]
        for level, rows in (("goal", goals), ("measure", measures)):
            of_those = rows.loc[rows["municipality"].isin(municipalities), _compared(level)]
            paired = pairs(of_those, level, year=year, before=before, renumbered=renumbered)
            tables.append(_differences(paired, list(LEVELS[level].dimensions)).assign(level=level))
    if not tables:
        return frames.conform(frames.CHANGES, [])
    table = pd.concat(tables).assign(year=year).astype({"municipality": "str"})
    return frames.conform(frames.CHANGES, table.sort_values("municipality", kind="stable"))


def pairs(
    rows: pd.DataFrame, level: str, *, year: int, before: int, renumbered: Iterable[Renumbering] = ()
) -> pd.DataFrame:
    """One row per ID of either year and municipality, in order of municipality, field and natural ID.

    Columns `municipality`, `id` (as in `year`), `id_before`, `field`, `field_before`, `title`,
    `title_before`, and each dimension of the level as `<dimension>` and `<dimension>_before`; codes as
    text. Where the row is in one year only, the other year's codes are `absent` and its field and title
    are taken from the year that has it.
    """
    columns = {LEVELS[level].id_column: "id"}
    then, now = (
        in_year(rows[_compared(level)], y).drop(columns="year").rename(columns=columns) for y in (before, year)
    )
    then = then.assign(id_before=then["id"])
    if renumbered := tuple(renumbered):
        then["id"] = then["id"].map(numbers_now(then["id"], now["id"], renumbered, year_before=before, year=year))
    both = now.merge(then, on=["municipality", "id"], how="outer", suffixes=("", "_before"))
    gone, new = both["status"].isna(), both["status_before"].isna()
    for name in ["field", "title"]:
        both[name] = both[name].mask(gone, both[f"{name}_before"])
        both[f"{name}_before"] = both[f"{name}_before"].mask(new, both[name])
    both["id_before"] = both["id_before"].mask(new, both["id"])
    for dimension in LEVELS[level].dimensions:
        both[dimension] = both[dimension].astype("str").mask(gone, ABSENT)
        both[f"{dimension}_before"] = both[f"{dimension}_before"].astype("str").mask(new, ABSENT)
    order = {number: place for place, number in enumerate(sorted(both["id"].unique(), key=natural))}
    by = ["municipality", "field", "id"]
    return both.sort_values(by, key=lambda c: c.map(order) if c.name == "id" else c, ignore_index=True)


def _compared(level: str) -> list[str]:
    return ["municipality", "year", LEVELS[level].id_column, "field", "title", *LEVELS[level].dimensions]


def _differences(paired: pd.DataFrame, dimensions: list[str]) -> pd.DataFrame:
    """One row per difference: dimension, before, after; in the order of the pairs and of the schema."""
    names = [*dimensions, "title", "id"]
    paired = paired[np.any([paired[f"{name}_before"] != paired[name] for name in names], axis=0)]
    new, gone = (paired[name].to_numpy() == ABSENT for name in ("status_before", "status"))
    names = [*names, "existence"]
    paired = paired.assign(existence_before=np.where(new, ABSENT, PRESENT), existence=np.where(gone, ABSENT, PRESENT))
    before, after = (paired[[name + suffix for name in names]].to_numpy(object) for suffix in ("_before", ""))
    renamed = before[:, -3] != after[:, -3]
    for texts in (before, after):
        texts[renamed, -3] = [" ".join(title.split()) for title in texts[renamed, -3]]
    differs = before != after
    differs[new | gone, :-1] = False
    row, name = np.nonzero(differs)
    found = paired[["municipality", "id", "field", "title"]].take(row)
    return found.assign(dimension=np.array(names)[name], before=before[row, name], after=after[row, name])
