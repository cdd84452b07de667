"""Gross and net: what was newly completed, went back, or came in and out without any work done."""

from collections.abc import Iterable
from typing import Final

import pandas as pd

from analysis.figures.basis import ALL, counted, is_done, municipality_of, rows_of_year, year_before
from analysis.figures.change import ABSENT, pairs
from analysis.figures.midterm.paths import TERMINABLE
from analysis.numbers import natural
from analysis.strategy import Renumbering, Strategy
from analysis.vocabulary import GOAL_STATUS, UNKNOWN

BEFORE, AFTER = "before", "after"
# In these flows a measure or goal enters the completed of its base, in those it leaves them.
IN: Final = ["newly_completed", "appeared", "recoded_in", "became_readable"]
OUT: Final = ["gone_back", "discarded", "recoded_out", "vanished", "became_unreadable"]
FLOWS: Final = [BEFORE, *IN, *OUT, AFTER]
_COLUMNS: Final = ["municipality", "year", "year_before", "level", "base", "flow", "count", "ids"]


def completions(
    measures: pd.DataFrame,
    goals: pd.DataFrame,
    strategy: Strategy,
    *,
    year: int,
    renumbered: Iterable[Renumbering] = (),
) -> pd.DataFrame:
    """One row per level, base and flow: how the completed of the year before became those of this year.

    Columns `municipality year year_before level base flow count ids`, in the order of `FLOWS`; count is
    signed, so that before and all flows add up to after. Only `newly_completed` was done and only
    `gone_back` was undone: `recoded_in` and `recoded_out` came into the base or left it because they
    are no longer or now fortlaufend (or count otherwise by the strategy's rule). Empty without a year
    before. DataError where the year has no rows.
    """
    municipality = municipality_of(measures, goals)
    rows_of_year(measures, goals, year)
    before = year_before(year, measures, goals)
    if before is None:
        return pd.DataFrame(columns=_COLUMNS)
    rows = []
    for level, bases, of_level in (("goal", [ALL], goals), ("measure", [ALL, TERMINABLE], measures)):
        paired = pairs(of_level, level, year=year, before=before, renumbered=tuple(renumbered))
        for base in bases:
            then, now = (_completed(paired, level, base, strategy, suffix) for suffix in ("_before", ""))
            flows = paired.assign(flow=None)
            flows["flow"] = flows["flow"].mask(now & ~then, paired["status_before"].map(_CAME).fillna(IN[0]))
            flows["flow"] = flows["flow"].mask(then & ~now, paired["status"].map(_WENT).fillna(OUT[0]))
            ids = {BEFORE: paired.loc[then, "id"], AFTER: paired.loc[now, "id"]}
            ids |= {flow: flows.loc[flows["flow"] == flow, "id"] for flow in [*IN, *OUT]}
            for flow in FLOWS:
                head = {"municipality": municipality, "year": year, "year_before": before, "level": level}
                count = -len(ids[flow]) if flow in OUT else len(ids[flow])
                listed = ", ".join(sorted(ids[flow], key=natural))
                rows.append({**head, "base": base, "flow": flow, "count": count, "ids": listed})
    return pd.DataFrame(rows, columns=_COLUMNS)


_CAME: Final = {ABSENT: "appeared", "completed": "recoded_in", UNKNOWN: "became_readable"}
_WENT: Final = {ABSENT: "vanished", "completed": "recoded_out", UNKNOWN: "became_unreadable", "discarded": "discarded"}


def _completed(paired: pd.DataFrame, level: str, base: str, strategy: Strategy, suffix: str) -> pd.Series:
    """Whether each of the pairs counts as completed on the base in its year."""
    if level == "goal":
        return paired[f"status{suffix}"].isin(GOAL_STATUS.done)
    rows = pd.DataFrame({name: paired[f"{name}{suffix}"] for name in ("status", "horizon")})
    completed = is_done(counted(rows, strategy))
    return completed if base == ALL else completed & (rows["horizon"] != "ongoing")
