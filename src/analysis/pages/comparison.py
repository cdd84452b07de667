"""The charts of a page: none is made where there is nothing to show, a sentence stands in its place."""

import altair as alt
import pandas as pd
from IPython.display import Markdown, display

from analysis.dataset import Dataset
from analysis.publish.catalogue import Catalogue


def change_charts(dataset: Dataset) -> dict[str, alt.LayerChart]:
    """Name → chart of the year against the year before; empty where there is no year before."""
    return Catalogue(dataset).charts("measure_status_change", "schedule_change", "goal_status_change")


def overview_charts(dataset: Dataset, breakdown: pd.DataFrame) -> dict[str, alt.LayerChart]:
    """Name → chart over all fields, from the year's figures."""
    return Catalogue(dataset, {"figures": breakdown}).charts("status_by_field", "on_schedule_by_field")


def field_charts(dataset: Dataset, field: int) -> dict[str, alt.LayerChart]:
    """Name → chart of a field; none of what the field does not have."""
    names = ("goal_status", "measure_status", "schedule_by_horizon")
    return Catalogue(dataset).charts(*(f"field_{field}_{name}" for name in names))


def gallery(charts: dict[str, alt.LayerChart], *names: str, otherwise: str) -> None:
    """Show the charts (all, or those of these names) one below the other, or say why there are none."""
    shown = [chart for name, chart in charts.items() if not names or name in names]
    display(*(shown or (Markdown(otherwise),)))
