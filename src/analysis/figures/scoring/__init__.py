"""The scoring grid: values of building projects → points, groups, totals, awards, ranks.

Method: docs/decisions/66-scoring.md. Each criterion's points hang on its own anchors alone, so that no
project changes another's; sustainability and life-cycle cost stay two axes.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from analysis import frames
from analysis.figures.scoring import robustness
from analysis.numbers import natural
from analysis.strategy import Award

AT_LIMIT: Final = 10.0
AT_REFERENCE: Final = 50.0
AT_TARGET: Final = 100.0
TOLERANCE: Final = 1e-9  # of the larger side; what just meets a bound meets it
_SLACK: Final = TOLERANCE * AT_TARGET  # between points and totals, 0 to 100
NO_AWARD: Final = "none"

DEFAULT_AWARDS: Final = {"gold": Award(80.0), "silver": Award(65.0), "bronze": Award(50.0)}

_VARIANT: Final = ["project_id", "variant"]


def points(value: float, *, limit: float, reference: float | None, target: float) -> float:
    """The points of a value: 10 at the limit, 50 at the reference, 100 at the target, linear between.

    0 worse than the limit, 100 beyond the target; a limit above the target means that less is better.
    Without a reference linear from 10 to 100.
    """
    return float(
        _points(*(np.array([np.nan if n is None else n], dtype=float) for n in (value, limit, reference, target)))[0]
    )


def scores(
    criteria: pd.DataFrame, variants: pd.DataFrame, ratings: pd.DataFrame, *, municipality: str, year: int
) -> pd.DataFrame:
    """One row per variant and criterion that counts: value, points, outcome. Columns of `frames.SCORES`.

    Takes `frames.CRITERIA`, `frames.VARIANTS` and `frames.RATINGS`; of several ratings the newest up to
    `year` counts. `outcome`: `rated`; `met`, `failed` for what must be; `limit_missed` where a value is
    worse than a binding limit; `missing`, with null points, where there is no rating.
    """
    known = ratings[ratings["year"].fillna(year) <= year].sort_values("year", kind="stable", na_position="first")
    newest = known.drop_duplicates([*_VARIANT, "criterion_id"], keep="last")
    grid = (
        variants[_VARIANT]
        .merge(criteria, how="cross")
        .merge(newest[[*_VARIANT, "criterion_id", "value", "met"]], how="left", on=[*_VARIANT, "criterion_id"])
    )
    must = (grid["kind"] == "must").to_numpy()
    value, limit, reference, target = (
        grid[name].to_numpy(dtype=float) for name in ("value", "limit", "reference", "target")
    )
    missing = np.where(must, grid["met"].isna(), np.isnan(value))
    outcome = np.select(
        [missing, must & grid["met"].eq(True).fillna(False), must, _worse(value, limit, target) & grid["binding"]],
        ["missing", "met", "failed", "limit_missed"],
        "rated",
    )
    table = grid.assign(
        municipality=municipality,
        year=year,
        value=np.where(must, np.nan, value),
        points=np.where(must, np.nan, _points(value, limit, reference, target)),
        outcome=outcome,
    )
    return frames.conform(frames.SCORES, _in_order(table, "criterion_id"))


def group_scores(scores: pd.DataFrame, criteria: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """One row per variant and group: points, the minimum asked for, whether it is fulfilled.

    Columns of `frames.GROUP_SCORES`. Points are the mean of the group's criteria, weighted by their
    factors; null while a rating is missing. Groups without a criterion that bears points are left out.
    """
    table = _by_group(scores, criteria, groups)
    reached = (table["points"] >= table["minimum"] - _SLACK).astype("boolean")
    fulfilled = reached.mask(table["points"].isna() | table["minimum"].isna())
    return frames.conform(frames.GROUP_SCORES, table.assign(fulfilled=fulfilled))


def projects(
    scores: pd.DataFrame,
    criteria: pd.DataFrame,
    groups: pd.DataFrame,
    variants: pd.DataFrame,
    awards: Mapping[str, Award] = DEFAULT_AWARDS,
) -> pd.DataFrame:
    """One row per variant: total, what excludes it, award, efficient, rank and how firm the first rank is.

    Columns of `frames.PROJECTS`. `total` is the mean of the groups weighted by their weights, in per
    cent; null while a rating is missing, then `total_low` counts 0 and `total_high` 100 points there.
    Only variants that are neither excluded nor incomplete are ranked.
    """
    return frames.conform(frames.PROJECTS, _in_order(_projects(scores, criteria, groups, variants, awards)))


def first_place(
    scores: pd.DataFrame, criteria: pd.DataFrame, groups: pd.DataFrame, variants: pd.DataFrame
) -> pd.DataFrame:
    """One row per variant on rank 1: how firm it stands there, and who would be first instead.

    Columns: project_id variant title rank_stability swap_group swap_title weight swap_weight rival
    rival_variant rival_title; weight and swap_weight in per cent of all groups, null where no weight of
    a single group puts another first.
    """
    table = _projects(scores, criteria, groups, variants, {})
    share = 100 * _weights(groups, _by_group(scores, criteria, groups))
    named = table.assign(
        weight=table["swap_group"].map(share), swap_title=table["swap_group"].map(groups.set_index("group_id")["title"])
    )
    by_place = table.reset_index(drop=True).reindex(table["swap_to"])
    rivals = {"rival": "project_id", "rival_variant": "variant", "rival_title": "title"}
    named = named.assign(**{name: by_place[column].to_numpy() for name, column in rivals.items()})
    columns = ["rank_stability", "swap_group", "swap_title", "weight", "swap_weight", *rivals]
    return named.loc[named["rank"] == 1, [*_VARIANT, "title", *columns]].reset_index(drop=True)


def _projects(
    scores: pd.DataFrame,
    criteria: pd.DataFrame,
    groups: pd.DataFrame,
    variants: pd.DataFrame,
    awards: Mapping[str, Award],
) -> pd.DataFrame:
    """`projects` in the order of the variants, with `swap_to`: the place of the row that would be first."""
    per_group = _by_group(scores, criteria, groups)
    weights = _weights(groups, per_group)
    keys = pd.MultiIndex.from_frame(scores[_VARIANT].drop_duplicates())
    every = [(*key, group) for key in keys for group in weights.index]
    of_group = per_group.set_index([*_VARIANT, "group_id"])[["points", "low", "high"]].reindex(every)
    points, low, high = of_group.to_numpy(dtype=float).T.reshape(3, len(keys), len(weights))
    share = weights.to_numpy(dtype=float)
    total = points @ share
    missing = _count(scores, scores["outcome"] == "missing", keys)
    excluding = scores[scores["outcome"].isin(["failed", "limit_missed"])]
    excluded_by = excluding.groupby(_VARIANT)["criterion_id"].agg(", ".join).reindex(keys, fill_value="").to_numpy()
    ranked = (missing == 0) & (excluded_by == "") & ~np.isnan(total)
    below_minimum = _count(per_group, per_group["points"] < per_group["minimum"] - _SLACK, keys) > 0
    of_variant = variants.set_index(_VARIANT).reindex(keys)
    cost = of_variant["lifecycle_cost"].to_numpy(dtype=float)
    table = keys.to_frame(index=False).assign(
        municipality=scores["municipality"].to_numpy()[:1].repeat(len(keys)),
        year=scores["year"].to_numpy()[:1].repeat(len(keys)),
        title=of_variant["title"].to_numpy(),
        total=np.where(missing == 0, total, np.nan),
        total_low=low @ share,
        total_high=high @ share,
        excluded_by=excluded_by,
        missing=missing,
        award=_awards(total, points, ranked, awards, below_minimum=below_minimum),
        lifecycle_cost=cost,
        efficient=_efficient(total, cost, ranked),
        rank=_ranks(total, ranked),
    )
    table.loc[(table["award"] == "") & (table["excluded_by"] != ""), "award"] = NO_AWARD
    return table.join(_firmness(points, weights, ranked, (table["rank"] == 1).fillna(False).to_numpy(dtype=bool)))


def _count(rows: pd.DataFrame, chosen: pd.Series, keys: pd.MultiIndex) -> np.ndarray:
    """How many of the chosen rows each variant has."""
    return rows[chosen].groupby(_VARIANT).size().reindex(keys, fill_value=0).to_numpy()


def _firmness(points: np.ndarray, weights: pd.Series, ranked: np.ndarray, first: np.ndarray) -> pd.DataFrame:
    """rank_stability, swap_group, swap_weight, swap_to of those that are first; nothing for the others."""
    table = pd.DataFrame(index=range(len(ranked)), columns=["rank_stability", "swap_group", "swap_weight", "swap_to"])
    if not first.any():
        return table
    places, share = np.flatnonzero(ranked), weights.to_numpy(dtype=float)
    those = np.flatnonzero(first[ranked]).tolist()
    for number, stays in zip(those, robustness.stability(points[ranked], share, those), strict=True):
        table.loc[places[number], "rank_stability"] = stays
        if swap := robustness.nearest_swap(points[ranked], share, number):
            found = [weights.index[swap.group], 100 * swap.share, places[swap.rival]]
            table.loc[places[number], ["swap_group", "swap_weight", "swap_to"]] = found
    return table


def _points(value: np.ndarray, limit: np.ndarray, reference: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The points of many values; NaN where there is no value."""
    with_reference = ~np.isnan(reference)
    middle = np.where(with_reference, reference, target)
    at_middle = np.where(with_reference, AT_REFERENCE, AT_TARGET)
    beyond = np.where(limit > target, value < middle, value > middle) & with_reference
    start, end = np.where(beyond, middle, limit), np.where(beyond, target, middle)
    low, high = np.where(beyond, at_middle, AT_LIMIT), np.where(beyond, AT_TARGET, at_middle)
    with np.errstate(invalid="ignore", divide="ignore"):
        scaled = low + (high - low) * (value - start) / (end - start)
    inside = np.clip(scaled, AT_LIMIT, AT_TARGET)
    return np.where(_worse(value, limit, target), 0.0, inside)


def _worse(value: np.ndarray, limit: np.ndarray, target: np.ndarray) -> np.ndarray:
    """True where a value is on the wrong side of the limit; what just meets it is not."""
    slack = TOLERANCE * np.maximum(np.abs(value), np.abs(limit))
    return np.where(limit > target, value > limit + slack, value < limit - slack)


def _by_group(scores: pd.DataFrame, criteria: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """One row per variant and group that bears points: points (null while one is missing), low, high, minimum."""
    factors = criteria.set_index("criterion_id")["factor"]
    rows = scores[scores["kind"] == "points"]
    factor = rows["criterion_id"].map(factors).astype(float)
    weighted = rows[["municipality", "year", *_VARIANT, "group_id"]].assign(
        factor=factor,
        low=rows["points"].fillna(0.0) * factor,
        high=rows["points"].fillna(AT_TARGET) * factor,
        missing=rows["points"].isna(),
    )
    of_group = weighted.groupby(["municipality", "year", *_VARIANT, "group_id"], sort=False, as_index=False).agg(
        {"factor": "sum", "low": "sum", "high": "sum", "missing": "any"}
    )
    of_group = of_group.assign(low=of_group["low"] / of_group["factor"], high=of_group["high"] / of_group["factor"])
    of_group = of_group.assign(points=of_group["low"].mask(of_group["missing"]))
    table = groups[["group_id", "minimum"]].assign(place=range(len(groups))).merge(of_group, on="group_id")
    return _in_order(table, "place")


def _weights(groups: pd.DataFrame, per_group: pd.DataFrame) -> pd.Series:
    """Group → its share of the total (0 to 1, they add up to 1), of the groups that bear points."""
    bearing = groups[groups["group_id"].isin(per_group["group_id"]) & (groups["weight"] > 0)]
    weights = bearing.set_index("group_id")["weight"].astype(float)
    return weights / weights.sum()


def _awards(
    total: np.ndarray,
    of_group: np.ndarray,
    ranked: np.ndarray,
    awards: Mapping[str, Award],
    *,
    below_minimum: np.ndarray,
) -> np.ndarray:
    """The best award whose bounds a ranked variant meets, else `none`; "" for those that are not ranked."""
    found = np.where(ranked, NO_AWARD, "").astype(object)
    weakest = of_group.min(axis=1, initial=AT_TARGET)
    for name, award in sorted(awards.items(), key=lambda entry: entry[1].total):
        met = (total >= award.total - _SLACK) & (weakest >= award.group - _SLACK)
        found[ranked & ~below_minimum & met] = name
    return found


def _efficient(total: np.ndarray, cost: np.ndarray, ranked: np.ndarray) -> pd.arrays.BooleanArray:
    """True where no other ranked variant is at least as good at no higher cost, one of them strictly."""
    known = ranked & ~np.isnan(cost)
    t, c = total[known], cost[known]
    no_worse = (t[None, :] >= t[:, None] - _SLACK) & (c[None, :] <= c[:, None])
    better = (t[None, :] > t[:, None] + _SLACK) | (c[None, :] < c[:, None])
    efficient = pd.array([pd.NA] * len(total), dtype="boolean")
    efficient[known] = ~(no_worse & better).any(axis=1)
    return efficient


def _ranks(total: np.ndarray, ranked: np.ndarray) -> pd.arrays.IntegerArray:
    """1 for the highest total; equal totals share a rank."""
    ranks = pd.array([pd.NA] * len(total), dtype="Int64")
    t = total[ranked]
    ranks[ranked] = 1 + (t[None, :] > t[:, None] + _SLACK).sum(axis=1)
    return ranks


def _in_order(table: pd.DataFrame, *last: str) -> pd.DataFrame:
    """In natural order of project, variant and what else there is."""
    return table.sort_values(
        [*_VARIANT, *last], key=lambda column: column.map(natural) if column.dtype == "str" else column, kind="stable"
    )
