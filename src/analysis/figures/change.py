"""What changed against the year before, row by row."""

from collections.abc import Iterable

import pandas as pd

from analysis import frames
from analysis.figures.basis import in_year, municipality_of, numbers_now, rows_of_year, year_before
from analysis.intake.ids import natural
from analysis.strategy import Renumbering

DIMENSIONS_OF_LEVEL = {"goal": ["status"], "measure": ["status", "schedule", "horizon"]}
ID_OF_LEVEL = {"goal": "goal_id", "measure": "measure_id"}
ABSENT, PRESENT = "absent", "present"


def changes(
    measures: pd.DataFrame, goals: pd.DataFrame, *, year: int, renumbered: Iterable[Renumbering] = ()
) -> pd.DataFrame:
    """One row per change against the last earlier year there is; header only if there is none.

    Columns of `frames.CHANGES`; the rows of one municipality. `dimension` is status, schedule,
    horizon, title, id or existence; an ID that is new or gone has its row `existence` and no other.
    A renumbered row is compared with itself and stands under its new number; a title that differs
    in white space only has not changed. DataError where the year has no rows.
    """
    municipality = municipality_of(measures, goals)
    rows_of_year(measures, goals, year)
    before = year_before(year, measures, goals)
    rows = []
    if before is not None:
        renumbered = tuple(renumbered)
        for level, source in (("goal", goals), ("measure", measures)):
            for pair in pairs(source, level, year=year, before=before, renumbered=renumbered).to_dict("records"):
                head = {"municipality": municipality, "year": year, "level": level}
                head |= {key: pair[key] for key in ("id", "field", "title")}
                for dimension, old, new in _differences(pair, DIMENSIONS_OF_LEVEL[level]):
                    rows.append({**head, "dimension": dimension, "before": old, "after": new})
    return frames.conform(frames.CHANGES, rows)


def pairs(
    rows: pd.DataFrame, level: str, *, year: int, before: int, renumbered: Iterable[Renumbering] = ()
) -> pd.DataFrame:
    """One row per ID of either year, in order of field and natural ID.

    Columns `id` (as in `year`), `id_before`, `field`, `field_before`, `title`, `title_before`, and
    each dimension of the level as `<dimension>` and `<dimension>_before`; codes as text. Where the
    row is in one year only, the other year's codes are `absent` and its field and title are taken
    from the year that has it.
    """
    columns = {ID_OF_LEVEL[level]: "id"} | {name: name for name in ["field", "title", *DIMENSIONS_OF_LEVEL[level]]}
    then, now = (in_year(rows, y)[list(columns)].rename(columns=columns) for y in (before, year))
    then = then.assign(id_before=then["id"])
    then["id"] = then["id"].map(numbers_now(then["id"], now["id"], renumbered, year_before=before, year=year))
    both = now.merge(then, on="id", how="outer", suffixes=("", "_before"), indicator="where")
    gone, new = both["where"] == "right_only", both["where"] == "left_only"
    for name in ["field", "title"]:
        both[name] = both[name].mask(gone, both[f"{name}_before"])
        both[f"{name}_before"] = both[f"{name}_before"].mask(new, both[name])
    both["id_before"] = both["id_before"].mask(new, both["id"])
    for dimension in DIMENSIONS_OF_LEVEL[level]:
        both[dimension] = both[dimension].astype(object).mask(gone, ABSENT).astype("str")
        both[f"{dimension}_before"] = both[f"{dimension}_before"].astype(object).mask(new, ABSENT).astype("str")
    both["order"] = both["id"].map(natural)
    return both.sort_values(["field", "order"], na_position="last", ignore_index=True).drop(columns=["where", "order"])


def _differences(pair: dict, dimensions: list[str]) -> list[tuple[str, str, str]]:
    """(dimension, before, after) of each difference, in the order of the schema."""
    if pair["status_before"] == ABSENT:
        return [("existence", ABSENT, PRESENT)]
    if pair["status"] == ABSENT:
        return [("existence", PRESENT, ABSENT)]
    found = [
        (dimension, pair[f"{dimension}_before"], pair[dimension])
        for dimension in dimensions
        if pair[f"{dimension}_before"] != pair[dimension]
    ]
    title_before, title = (" ".join(pair[key].split()) for key in ("title_before", "title"))
    if title_before != title:
        found.append(("title", title_before, title))
    if pair["id_before"] != pair["id"]:
        found.append(("id", pair["id_before"], pair["id"]))
    return found
