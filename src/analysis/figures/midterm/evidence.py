"""The evidence ladder: what may be said follows the number of yearly snapshots."""

from typing import Final

from analysis.frames import EVIDENCE

# The lowest number of snapshots of each rung; each may say what the rungs below it may, and adds:
_LOWEST: Final = dict(zip(EVIDENCE, (1, 2, 3, 4, 6), strict=True))
_ADDS: Final = {
    "counts": {"counts", "distance_to_target", "plan_path"},
    "change": {"changes", "net_change", "pace", "paces_side_by_side", "projection_in_annex"},
    "backtest": {"slowest_and_fastest_year", "projection_in_main_chart", "backtest"},
    "symbol_few": {"symbol_resting_on_few_values"},
    "symbol": {"symbol"},
}
# What a higher rung says instead of what a lower one said.
_REPLACED: Final = {
    "projection_in_main_chart": "projection_in_annex",
    "symbol": "symbol_resting_on_few_values",
}


def evidence(snapshots: int) -> str:
    """The rung for a number of snapshots (1 and more): one of `frames.EVIDENCE`."""
    return [rung for rung, lowest in _LOWEST.items() if snapshots >= lowest][-1]


def may_say(rung: str) -> set[str]:
    """What may be said on a rung.

    `counts distance_to_target plan_path`, then `changes net_change pace paces_side_by_side
    projection_in_annex`, then `slowest_and_fastest_year projection_in_main_chart backtest`, then
    `symbol_resting_on_few_values`, then `symbol`. Whatever is not in the set is not said; never a
    trend for a single field, never a probability.
    """
    statements: set[str] = set().union(*(_ADDS[below] for below in EVIDENCE[: EVIDENCE.index(rung) + 1]))
    return statements - {old for new, old in _REPLACED.items() if new in statements}
