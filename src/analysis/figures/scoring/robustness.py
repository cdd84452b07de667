"""How firm the first place of a scoring grid is when the weights of its groups are others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

WEIGHT_SETS: Final = 10_000
CONCENTRATION: Final = 50  # of the Dirichlet distribution around the weights
SEED: Final = 0
_TOLERANCE: Final = 1e-7  # in points
_SAME_SHARE: Final = 1e-12


@dataclass(frozen=True)
class Swap:
    """The smallest change of one group's weight that puts another first: from that share on `rival` is."""

    group: int
    share: float
    rival: int


def stability(of_group: np.ndarray, share: np.ndarray, first: Sequence[int]) -> list[float]:
    """For each of `first` the share of weight sets in which it stays first.

    `of_group` has a row a variant and a column a group, points 0 to 100; `share` are the groups' shares
    (they add up to 1), around which 10,000 sets are drawn.
    """
    sets = np.random.default_rng(SEED).dirichlet(CONCENTRATION * share, WEIGHT_SETS)
    drawn = sets @ of_group.T
    best = drawn.max(axis=1)
    return [float((drawn[:, number] >= best - _TOLERANCE).mean()) for number in first]


def nearest_swap(of_group: np.ndarray, share: np.ndarray, first: int) -> Swap | None:
    """What has to change least for another to be first; None where no weight of a single group does it.

    The other groups are scaled in proportion. With the share s of one group the lead over a rival in
    the total is s·(lead in it) + (1 - s)·(lead in the others), a straight line in s; where it falls
    below 0 between 0 and 1 the rival is first.
    """
    nearest: Swap | None = None
    lead = of_group[first] - of_group
    for group, now in enumerate(share if len(share) > 1 else []):
        there = lead[:, group]
        elsewhere = (lead @ share - now * there) / (1 - now)
        slope = there - elsewhere
        crosses = (np.minimum(there, elsewhere) < -_TOLERANCE) & (np.abs(slope) > _TOLERANCE)
        at = np.divide(-elsewhere, slope, out=np.full(len(slope), np.nan), where=crosses)
        for rival in np.flatnonzero((at >= 0) & (at <= 1)):
            if nearest is None or abs(at[rival] - now) < abs(nearest.share - share[nearest.group]) - _SAME_SHARE:
                nearest = Swap(group, float(at[rival]), int(rival))
    return nearest
