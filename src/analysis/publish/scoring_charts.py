"""The charts of a scoring grid by name, each with the figures behind it."""

from collections.abc import Callable
from functools import partial
from typing import Final

import altair as alt
import pandas as pd

from analysis.charts.scoring.points_by_cost import points_by_cost
from analysis.charts.scoring.points_by_group import points_by_group
from analysis.charts.scoring.project_page import pages_of, project_page
from analysis.dataset import Dataset, Occasion
from analysis.figures.scoring.grid import Scored

PART: Final = "scoring"
Made = tuple[Callable[[], pd.DataFrame], Callable[[], alt.LayerChart]]  # the figures behind a chart, and the chart


def charts(dataset: Dataset, scored: Callable[[], Scored], occasion: Callable[[], Occasion]) -> dict[str, Made]:
    """Name → the figures behind a chart, and the chart; nothing is calculated before it is asked for.

    points_by_group, points_by_cost where any variant has a cost, project_<variant> for each; without a
    variant or without a criterion that bears points there are none.
    """
    tables, strategy = dataset.part(PART), dataset.strategy
    variants, groups, criteria = tables["variants"], tables["score_groups"], tables["criteria"]
    if variants.empty or not (criteria["kind"] == "points").any():
        return {}

    def by_group() -> alt.LayerChart:
        of = scored()
        return points_by_group(of.group_scores, of.projects, groups, of.first, strategy, occasion=occasion())

    def page(project: str, variant: str) -> alt.LayerChart:
        row = _of_variant(scored().projects, project, variant).iloc[0]
        return project_page(scored().scores, row, criteria, groups, strategy, occasion=occasion())

    made: dict[str, Made] = {"points_by_group": (lambda: scored().group_scores, by_group)}
    if variants["lifecycle_cost"].notna().any():
        made["points_by_cost"] = (
            lambda: scored().projects,
            lambda: points_by_cost(scored().projects, strategy, occasion=occasion()),
        )
    for name, variant in pages_of(variants).items():
        behind = partial(lambda project, variant: _of_variant(scored().scores, project, variant), *variant)
        made[name] = (behind, partial(page, *variant))
    return made


def _of_variant(rows: pd.DataFrame, project: str, variant: str) -> pd.DataFrame:
    return rows[(rows["project_id"] == project) & (rows["variant"] == variant)]
