"""Charts laid out in pixels: x to the right, y downwards, from the plot's upper left corner."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from analysis.charts.look.axes import LABEL_LINE
from analysis.charts.look.theme import page


@dataclass(frozen=True)
class Canvas:
    """The plot's size in pixels, and the marks upon it; each takes a table whose columns are places."""

    width: float
    height: float

    def x(self, column: str) -> alt.X:
        return alt.X(column, type="quantitative", scale=alt.Scale(domain=[0, self.width], nice=False), axis=None)

    def y(self, column: str) -> alt.Y:
        return alt.Y(column, type="quantitative", scale=alt.Scale(domain=[self.height, 0], nice=False), axis=None)

    def bars(self, table: pd.DataFrame, **look: Any) -> alt.Chart:
        """One rectangle a row: x, x2, y, y2, colour."""
        return (
            alt.Chart(table)
            .mark_rect(**look)
            .encode(
                x=self.x("x"),
                x2=alt.X2("x2"),
                y=self.y("y"),
                y2=alt.Y2("y2"),
                color=alt.Color("colour", type="nominal", scale=None),
            )
        )

    def texts(self, table: pd.DataFrame, **look: Any) -> alt.Chart:
        """One text a row: x, y, text, and ink where the column is there."""
        chart = (
            alt.Chart(table)
            .mark_text(**{"align": "left", "baseline": "middle", "fontSize": page().label, "lineBreak": "\n", **look})
            .encode(x=self.x("x"), y=self.y("y"), text=alt.Text("text", type="nominal"))
        )
        return chart.encode(color=alt.Color("ink", type="nominal", scale=None)) if "ink" in table else chart

    def names(self, labels: Iterable[str], middles: Iterable[float], *, left: float, size: float) -> alt.Chart:
        """The names of rows, in several lines where they are, each around the middle of its row."""
        line = size * LABEL_LINE
        table = pd.DataFrame(
            [
                {"x": left, "y": middle - label.count("\n") * line / 2, "text": label}
                for label, middle in zip(labels, middles, strict=True)
            ]
        )
        return self.texts(table, fontSize=size, lineHeight=line)
