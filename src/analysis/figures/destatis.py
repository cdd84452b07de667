"""The weather symbol of the Deutsche Nachhaltigkeitsstrategie for a series of yearly values.

Source: Statistisches Bundesamt, Indikatoren der Deutschen Nachhaltigkeitsstrategie. d is the mean of
the last five yearly changes; the value it leads to in the target year is held against the distance
that is left. 385 published ratings, of which the rule meets 362, are in `tests/reference`.
"""

from collections.abc import Mapping
from typing import Final

SYMBOLS: Final = ["sun", "light_cloud", "cloud", "thunderstorm"]
MOST_VALUES: Final = 6
FEWEST_VALUES: Final = 4
TOLERANCE: Final = 1e-9  # of the larger side, so that what is just met is met
_SUN_BELOW: Final = 0.05
_LIGHT_CLOUD_UP_TO: Final = 0.20


def destatis(
    values: Mapping[int, float], *, target: float | None, target_year: int | None, direction: str, kind: str
) -> str | None:
    """One of `SYMBOLS` for {year: value} of one method; None with fewer than four values or without a direction.

    direction: `rise` or `fall`. kind: `reach` (a target in a year), `keep` (each year), `direction`
    (no target). A target that is reached early, or whose year is there, is one to keep.
    """
    years = sorted(values)[-MOST_VALUES:]
    if len(years) < FEWEST_VALUES or direction not in ("rise", "fall"):
        return None
    sign = 1 if direction == "rise" else -1
    first, before, last = values[years[0]], values[years[-2]], values[years[-1]]
    a_year = sign * _change(first, last) / (years[-1] - years[0])
    if kind == "direction":
        lately = sign * _change(before, last)
        return SYMBOLS[(0 if a_year > 0 else 2) + (0 if lately > 0 else 1)]
    if target is None:
        return None
    left = sign * _change(last, target)
    if left <= 0:
        return "sun" if a_year >= 0 else "light_cloud"
    if a_year <= 0:
        return "thunderstorm"
    if kind == "keep" or target_year is None or target_year <= years[-1]:
        return "cloud"
    gap = 1 - a_year * (target_year - years[-1]) / left
    if gap < _SUN_BELOW - TOLERANCE:
        return "sun"
    return "light_cloud" if gap <= _LIGHT_CLOUD_UP_TO + TOLERANCE else "cloud"


def _change(before: float, after: float) -> float:
    """The change; 0 where the two differ by no more than the last binary places."""
    return 0.0 if abs(after - before) <= TOLERANCE * max(abs(before), abs(after)) else after - before
