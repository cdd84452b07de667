"""Indicators with a target: the way gone so far against the way that is left.

The suite's own statement is the linear pace: change a year observed since the base over change a year
required from the newest value on. The symbols of the Deutsche Nachhaltigkeitsstrategie
(`analysis.figures.destatis`) and the ratio of growth rates (Eurostat, Statistics Canada) stand beside
it where the data allow. No pace is taken across a change of method
(docs/decisions/60-indicators.md).
"""

from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd

from analysis import frames
from analysis.figures.destatis import MOST_VALUES, TOLERANCE, destatis

__all__ = ["destatis", "earlier_symbols", "growth_rating", "indicator_paths", "indicators", "segments"]

KEY: Final = ["municipality", "indicator_id"]
_GROWTH_RATINGS: Final = ((0.95, "on_track"), (0.60, "moderate"), (0.0, "slight"))


def indicators(indicators: pd.DataFrame, observations: pd.DataFrame, *, year: int) -> pd.DataFrame:
    """One row per indicator: its newest value, pace, assessment and symbol; columns of `frames.INDICATOR_FIGURES`.

    Takes the frames `indicators` and `observations`, of one municipality or of many; values after
    `year` are not read. Paces are in the indicator's unit a year, `points` counts the values of the
    last segment.
    """
    segment = segments(observations, year=year)
    table = _with_base_and_newest(indicators, segment).assign(year=year)
    base, value, target = (_numbers(table[name]) for name in ("base_value", "value", "target"))
    base_year, value_year, target_year = (_numbers(table[name]) for name in ("base_year", "value_year", "target_year"))
    sign = _sign(table["direction"])
    reached = _reaches(value, target, sign)
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = np.where(value_year > base_year, _change(base, value) / (value_year - base_year), np.nan)
        left = np.where(~reached & (target_year > value_year), target_year - value_year, np.nan)
        required = (target - value) / left
    table = table.assign(
        pace_observed=observed,
        pace_required=required,
        pace_ratio=observed / required,
        growth_ratio=_growth_ratio(base, value, target, value_year - base_year, target_year - base_year),
    )
    held = table.merge(_held(table, segment), on=KEY, how="left")["held"].to_numpy(dtype=bool, na_value=False)
    over = (value_year >= target_year) | (year > target_year)
    table["assessment"] = _assessment(table, sign=sign, reached=reached, held=held, over=over)
    table["destatis"] = _symbols(table, segment)
    return frames.conform(frames.INDICATOR_FIGURES, table)


def segments(observations: pd.DataFrame, *, year: int) -> pd.DataFrame:
    """One row per value since its indicator's last change of method, up to `year`, by indicator and year.

    Columns `municipality indicator_id year value method`. Where two methods have a value in the year
    of the change, the older one's belongs to what came before.
    """
    known = _known(observations, year)
    series = known.groupby(KEY, sort=False).ngroup()
    run = ((series != series.shift()) | (known["method"] != known["method"].shift())).cumsum()
    return known[run == run.groupby(series).transform("max")].reset_index(drop=True)


def indicator_paths(figures: pd.DataFrame, observations: pd.DataFrame) -> pd.DataFrame:
    """One row per indicator and year from its first value to its target year; columns of `frames.INDICATOR_PATHS`.

    Takes the table of `indicators` of one year, and the frame observations. `required` is the straight
    line from the newest value to the target, from that value's year on; null where nothing is required.
    """
    known = _known(observations, int(figures["year"].max()) if len(figures) else 0)
    known = known.drop_duplicates([*KEY, "year"], keep="last")  # of two methods in one year the newer
    ends = figures.drop(columns="year").merge(known.groupby(KEY, sort=False)["year"].min(), on=KEY)
    first, newest = ends["year"].to_numpy(), _numbers(ends["value_year"])
    length = (np.fmax(_numbers(ends["target_year"]), newest) - first + 1).astype(int)
    rows = ends.loc[ends.index.repeat(length)]
    at = np.repeat(first, length) + np.arange(len(rows)) - np.repeat(length.cumsum() - length, length)
    since = at - _numbers(rows["value_year"])
    required = _numbers(rows["value"]) + _numbers(rows["pace_required"]) * since
    rows = rows[KEY].assign(at=at, required=np.where(since >= 0, required, np.nan))
    seen = known.rename(columns={"year": "at", "value": "observed"})
    return frames.conform(frames.INDICATOR_PATHS, rows.merge(seen, on=[*KEY, "at"], how="left"))


def earlier_symbols(indicators: pd.DataFrame, observations: pd.DataFrame, *, year: int, back: int = 3) -> pd.DataFrame:
    """One row per indicator and earlier value that had a symbol then, the newest first, `back` at most.

    Columns `municipality indicator_id at destatis`. Takes what `indicators` takes; each symbol rests on
    the values of the last segment up to `at`.
    """
    segment = segments(observations, year=year)
    rows = []
    for steps in range(1, back + 1):
        until = segment[segment.groupby(KEY, sort=False).cumcount(ascending=False) >= steps]
        newest = until.groupby(KEY, sort=False)["year"].last().rename("at").reset_index()
        table = indicators.merge(newest, on=KEY)
        rows.append(table[[*KEY, "at"]].assign(destatis=pd.Series(_symbols(table, until), dtype="object")))
    found = pd.concat(rows).dropna(subset="destatis")
    return found.sort_values([*KEY, "at"], ascending=[True, True, False], ignore_index=True)


def growth_rating(ratio: float) -> str:
    """What Statistics Canada, after Eurostat, says of a growth ratio: on_track, moderate, slight, deterioration.

    An edge that is just met is met, whatever the last binary place says.
    """
    return next((name for least, name in _GROWTH_RATINGS if ratio >= least - TOLERANCE), "deterioration")


def _known(observations: pd.DataFrame, year: int) -> pd.DataFrame:
    """The values up to a year by indicator and year; of two methods in one year the one that came first first."""
    known = observations.loc[observations["year"] <= year, [*KEY, "year", "value", "method"]].dropna(subset="value")
    of_method = known.groupby([*KEY, "method"], sort=False)["year"]
    known = known.assign(_since=of_method.transform("min"), _until=of_method.transform("max"))
    known = known.sort_values([*KEY, "year", "_since", "_until"], ignore_index=True)
    return known.drop(columns=["_since", "_until"])


def _with_base_and_newest(indicators: pd.DataFrame, segment: pd.DataFrame) -> pd.DataFrame:
    """The indicators with what their last segment gives: method, segment_start, base, newest value, points."""
    of_indicator = segment.groupby(KEY, sort=False)
    ends = of_indicator.agg(
        method=("method", "last"),
        segment_start=("year", "first"),
        first_value=("value", "first"),
        value_year=("year", "last"),
        value=("value", "last"),
        points=("year", "size"),
    )
    at_base = segment[[*KEY, "year", "value"]].rename(columns={"year": "base_year", "value": "base_value"})
    table = indicators.merge(ends, on=KEY, how="left")
    table = table.merge(at_base.astype({"base_year": "Int64"}), on=[*KEY, "base_year"], how="left")
    named = table["base_value"].notna()
    return table.assign(
        base_year=table["base_year"].where(named, table["segment_start"].astype("Int64")),
        base_value=table["base_value"].where(named, table["first_value"]),
        method=table["method"].fillna(""),
        points=table["points"].fillna(0),
    )


def _held(table: pd.DataFrame, segment: pd.DataFrame) -> pd.DataFrame:
    """One row per indicator with values: `held`, whether each value of its segment is at or beyond the target."""
    values = segment.merge(table[[*KEY, "target", "direction"]], on=KEY)
    held = _reaches(_numbers(values["value"]), _numbers(values["target"]), _sign(values["direction"]))
    return values[KEY].assign(held=held).groupby(KEY, sort=False)["held"].all().reset_index()


def _assessment(
    table: pd.DataFrame, *, sign: np.ndarray, reached: np.ndarray, held: np.ndarray, over: np.ndarray
) -> pd.Series:
    """The assessment of each indicator; null where it has a value but no direction that says which way is right."""
    kind, pace, ratio = table["target_kind"], _numbers(table["pace_observed"]), _numbers(table["pace_ratio"])
    reach, keep = (kind == "reach").to_numpy(), (kind == "keep").to_numpy()
    no_trend, nowhere = np.isnan(pace), np.isnan(sign)
    cases = [
        ("no_value", table["value"].isna().to_numpy()),
        ("reached", reach & reached),
        ("kept", keep & held),
        ("regained", keep & reached),
        ("", keep & nowhere),
        ("not_kept", keep),
        ("missed", reach & over & ~nowhere),
        ("no_trend", no_trend),
        ("standstill", pace == 0),
        ("", nowhere),
        ("on_pace", reach & (ratio >= 1 - TOLERANCE)),
        ("too_slow", reach & (ratio > 0)),
        ("away", reach),
        ("right_way", pace * sign > 0),
        ("wrong_way", pace * sign < 0),
    ]
    chosen = np.select([condition for _, condition in cases], [name for name, _ in cases], default="")
    return pd.Series(chosen, index=table.index).replace("", None)


def _symbols(table: pd.DataFrame, segment: pd.DataFrame) -> list[str | None]:
    """The symbol of each indicator, in the table's order."""
    series = segment.groupby(KEY, sort=False).tail(MOST_VALUES)
    starts = np.flatnonzero(~series.duplicated(KEY).to_numpy())
    years, values = series["year"].tolist(), series["value"].tolist()
    keys = list(zip(*(series[name].iloc[starts] for name in KEY), strict=True))
    cuts = pairwise([*starts.tolist(), len(series)])
    of = {key: dict(zip(years[a:b], values[a:b], strict=True)) for key, (a, b) in zip(keys, cuts, strict=True)}
    columns = ("municipality", "indicator_id", "target", "target_year", "direction", "target_kind")
    return [
        destatis(
            of.get((municipality, number), {}),
            target=None if pd.isna(target) else target,
            target_year=None if pd.isna(target_year) else target_year,
            direction=direction,
            kind=kind,
        )
        for municipality, number, target, target_year, direction, kind in zip(
            *(table[name].tolist() for name in columns), strict=True
        )
    ]


def _growth_ratio(
    base: np.ndarray, value: np.ndarray, target: np.ndarray, years: np.ndarray, years_to_target: np.ndarray
) -> np.ndarray:
    """Growth a year observed from the base over growth a year required from it; null where a rate does not exist."""
    there = (base > 0) & (value > 0) & (target > 0) & (years > 0) & (years_to_target > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = (value / base) ** (1 / years) - 1
        required = (target / base) ** (1 / years_to_target) - 1
        return np.where(there & (_change(base, target) != 0), observed / required, np.nan)


def _reaches(value: np.ndarray, target: np.ndarray, sign: np.ndarray) -> np.ndarray:
    """Whether a value is at or beyond its target; at it needs no direction."""
    change = _change(target, value)
    return (change == 0) | (change * sign > 0)


def _change(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """The change; 0 where the two differ by no more than the last binary places."""
    alike = np.abs(after - before) <= TOLERANCE * np.fmax(np.abs(before), np.abs(after))
    return np.where(alike, 0.0, after - before)


def _sign(direction: pd.Series) -> np.ndarray:
    """1 for rise, -1 for fall, nan where the direction is open."""
    return direction.astype("str").map({"rise": 1.0, "fall": -1.0}).to_numpy(dtype="float64")


def _numbers(column: pd.Series) -> np.ndarray:
    return column.to_numpy(dtype="float64", na_value=np.nan)
