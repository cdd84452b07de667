"""Charts that need a year before: none is made where there is none."""

import altair as alt
from IPython.display import Markdown, display

from analysis.dataset import Dataset
from analysis.publish.catalogue import Catalogue

CHARTS = ("measure_status_change", "schedule_change", "goal_status_change")


def change_charts(dataset: Dataset) -> dict[str, alt.LayerChart]:
    """Name → chart of the year against the year before; empty where there is no year before."""
    catalogue = Catalogue(dataset)
    return {name: catalogue[name].draw() for name in CHARTS if name in catalogue}


def gallery(charts: dict[str, alt.LayerChart], *names: str, otherwise: str) -> None:
    """Show the charts (all, or those of these names) one below the other, or say why there are none."""
    shown = [chart for name, chart in charts.items() if not names or name in names]
    display(*(shown or (Markdown(otherwise),)))
