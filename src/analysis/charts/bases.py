"""The two bases of the mid-term review, in words, and the rows of the tables that stand on one of them."""

from typing import Final

import pandas as pd

from analysis import german
from analysis.charts.headings import ALL
from analysis.german import NBSP, Noun
from analysis.vocabulary import LEVELS

WITH_DEADLINE: Final = Noun(
    singular="Maßnahme mit Frist",
    plural="Maßnahmen mit Frist",
    weak="Maßnahmen mit Frist",
    dative="Maßnahmen mit Frist",
    only="die einzige Maßnahme mit Frist",
    a="eine",
    one="eine",
    dative_one="einer",
)


def chosen(table: pd.DataFrame, level: str, base: str, field: str = ALL) -> pd.DataFrame:
    """The rows of midterm or midterm_summary on one base: level, base and field."""
    return table[(table["level"] == level) & (table["base"] == base) & (table["field"] == field)]


def noun(level: str, base: str) -> Noun:
    return WITH_DEADLINE if base == "terminable" else LEVELS[level].noun


def named(total: int, level: str, base: str) -> str:
    """The base for the subtitle: „54 Maßnahmen mit Frist (ohne fortlaufende und verworfene)"."""
    what = f"{german.integer(total)}{NBSP}{noun(level, base).plural if total != 1 else noun(level, base).singular}"
    if level == "goal":
        return what
    return f"{what} ({'ohne fortlaufende und verworfene' if base == 'terminable' else 'ohne verworfene'})"
