"""The charts of a network and of procurement by name, each with the figures behind it."""

from collections.abc import Callable
from functools import partial

import altair as alt
import pandas as pd

from analysis.charts.headings import ALL
from analysis.charts.network.adoption import adoption_matrix
from analysis.charts.network.roadmaps import roadmap_by_member, roadmap_by_theme
from analysis.charts.network.tenders import tenders_by_group
from analysis.dataset import Dataset, Occasion
from analysis.figures.network import Bought, counties_left_out

Made = tuple[Callable[[], pd.DataFrame], Callable[[], alt.LayerChart]]  # the figures behind a chart, and the chart


def of_roadmaps(
    dataset: Dataset, roadmaps: Callable[[], pd.DataFrame], occasion: Callable[[], Occasion]
) -> dict[str, Made]:
    """roadmap_theme_<n> and roadmap_theme_all with a bar a member, profile_<member> with a bar a theme.

    `roadmaps` gives `frames.NETWORK`. None where no member has a table.
    """
    members = dataset.members
    if members is None or not members.datasets:
        return {}
    network, names = members.network, members.names
    counties = counties_left_out(members.keys, members.datasets)

    def by_member(theme: str) -> alt.LayerChart:
        drawn = roadmaps(), theme, network, names, network.as_strategy
        return roadmap_by_member(*drawn, left_out=counties, occasion=occasion())

    def by_theme(member: str) -> alt.LayerChart:
        return roadmap_by_theme(roadmaps(), member, network, names, network.as_strategy, occasion=occasion())

    def rows(column: str, value: str) -> pd.DataFrame:
        return roadmaps()[roadmaps()[column] == value]

    made: dict[str, Made] = {
        f"roadmap_theme_{theme}": (partial(rows, "theme", theme), partial(by_member, theme))
        for theme in (*(str(theme.number) for theme in network.themes), ALL)
    }
    for member in network.members if network.themes else ():
        made[f"profile_{member}"] = (partial(rows, "member", member), partial(by_theme, member))
    return made


def of_procurement(dataset: Dataset, bought: Callable[[], Bought], occasion: Callable[[], Occasion]) -> dict[str, Made]:
    """adoption_matrix where there are minimum criteria, tenders_by_group where a tender says whether it meets them."""
    tables = dataset.tables.get("procurement", {})
    made: dict[str, Made] = {}

    def matrix() -> alt.LayerChart:
        of = bought()
        drawn = of.adoption, tables["minimum_criteria"], of.buyers, of.names
        return adoption_matrix(*drawn, of.network.as_strategy, occasion=occasion())

    def tenders() -> alt.LayerChart:
        of = bought()
        counties = [of.names.get(member, member) for member in of.left_out]
        drawn = of.tenders, of.network.as_strategy
        return tenders_by_group(*drawn, left_out=counties, untold=of.untold, occasion=occasion())

    if tables and len(tables["minimum_criteria"]):
        made["adoption_matrix"] = (lambda: bought().adoption, matrix)
    if tables and (tables["tenders"]["met"] != "unknown").any():
        made["tenders_by_group"] = (lambda: bought().tenders, tenders)
    return made
