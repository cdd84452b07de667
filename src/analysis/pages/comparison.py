"""Charts that need a year before: none is made where there is none."""

import altair as alt
from IPython.display import Markdown, display

from analysis.charts import change
from analysis.dataset import Dataset
from analysis.editions import revisions
from analysis.figures.breakdown import figures


def change_charts(dataset: Dataset) -> dict[str, alt.LayerChart]:
    """Name → chart of the year against the year before; empty where there is no year before."""
    if dataset.previous_year is None:
        return {}
    now, before = (
        figures(dataset.measures, dataset.goals, dataset.strategy, year=year)
        for year in (dataset.year, dataset.previous_year)
    )
    occasion = revisions.occasion(dataset)
    drawn = (change.measure_status_change, change.schedule_change, change.goal_status_change)
    return {function.__name__: function(now, before, dataset.strategy, occasion=occasion) for function in drawn}


def gallery(charts: dict[str, alt.LayerChart], *names: str, otherwise: str) -> None:
    """Show the charts (all, or those of these names) one below the other, or say why there are none."""
    shown = [chart for name, chart in charts.items() if not names or name in names]
    display(*(shown or (Markdown(otherwise),)))
