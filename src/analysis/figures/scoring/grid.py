"""All tables of a scoring grid at once."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.figures import scoring
from analysis.strategy import Award


@dataclass(frozen=True)
class Scored:
    """The figures of a grid: `frames.SCORES`, `frames.GROUP_SCORES`, `frames.PROJECTS`, `scoring.first_place`."""

    scores: pd.DataFrame
    group_scores: pd.DataFrame
    projects: pd.DataFrame
    first: pd.DataFrame


def score(
    tables: Mapping[str, pd.DataFrame], *, municipality: str, year: int, awards: Mapping[str, Award] | None = None
) -> Scored:
    """The figures of the frames score_groups, criteria, variants and ratings of a municipality.

    Without `awards` those of the BNB: gold from 80, silver from 65, bronze from 50.
    """
    groups, criteria, variants = (tables[name] for name in ("score_groups", "criteria", "variants"))
    scores = scoring.scores(criteria, variants, tables["ratings"], municipality=municipality, year=year)
    grid = (scores, criteria, groups, variants)
    return Scored(
        scores,
        scoring.group_scores(scores, criteria, groups),
        scoring.projects(*grid, awards or scoring.DEFAULT_AWARDS),
        scoring.first_place(*grid),
    )
