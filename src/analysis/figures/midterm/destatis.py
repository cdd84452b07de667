"""The weather symbol of the Deutsche Nachhaltigkeitsstrategie for a count that shall reach a target.

Source: Destatis, Indikatorenbericht, target value in a target year. d is the mean of the last five
yearly changes, the value it leads to in the target year is held against the distance that is left.
"""

from collections.abc import Sequence
from typing import Final

SYMBOLS: Final = ["sun", "light_cloud", "cloud", "thunderstorm"]
CHANGES: Final = 5
FEWEST_VALUES: Final = 4
_SUN_BELOW: Final = 0.05
_LIGHT_CLOUD_UP_TO: Final = 0.20
_ROUNDING: Final = 1e-9  # so that exactly 5 % and 20 % fall on their own side


def symbol(values: Sequence[float], target: float, years_left: int) -> str | None:
    """One of `SYMBOLS` for yearly values (the last is this year's); None with fewer than four of them.

    `target` is to be reached in `years_left` years. What would pass the target counts as reaching it.
    """
    if len(values) < FEWEST_VALUES:
        return None
    seen = values[-(CHANGES + 1) :]
    distance = target - seen[-1]
    if distance <= 0:
        return "sun"
    change = (seen[-1] - seen[0]) / (len(seen) - 1)
    if change <= 0:
        return "thunderstorm"
    gap = max(distance - change * max(years_left, 0), 0) / distance
    if gap < _SUN_BELOW - _ROUNDING:
        return "sun"
    return "light_cloud" if gap <= _LIGHT_CLOUD_UP_TO + _ROUNDING else "cloud"
