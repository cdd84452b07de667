"""Plain horizontal bars with the number written at their end."""

import altair as alt
import pandas as pd

from analysis.charts.look.axes import GAP, fitted_labels, row_axis, thickness
from analysis.charts.look.theme import PALE, Heading, page, plot_height, slide
from analysis.charts.look.typesetting import text_width


def bars(
    rows: pd.DataFrame, order: list[str], heading: Heading, *, longest: float, track: bool = False
) -> alt.LayerChart:
    """One bar per row: bar (its name), length, text (written at its end), colour.

    `longest` is the length that fills the plot; a `track` shows it behind every bar.
    """
    step = plot_height(heading) / len(order)
    left, labels, size = fitted_labels({name: name for name in order}, step)
    text_room = max(text_width(text, page().label, bold=True) for text in rows["text"]) + 2 * GAP
    y = row_axis(labels, left, size)
    scale = alt.Scale(domain=[0, longest or 1], nice=False)
    placed = rows.assign(row=rows["bar"].map(labels), full=longest, zero=0)
    base = alt.Chart().encode(y=y)
    drawn = base.mark_bar(height=thickness(step), strokeWidth=0).encode(
        x=alt.X("zero", type="quantitative", scale=scale, axis=None),
        x2=alt.X2("length"),
        color=alt.Color("colour", type="nominal", scale=None),
        tooltip=[alt.Tooltip("bar", type="nominal", title="Zeile"), alt.Tooltip("text", type="nominal", title="Wert")],
    )
    behind = base.mark_bar(height=thickness(step), strokeWidth=0, color=PALE).encode(
        x=alt.X("zero", type="quantitative", scale=scale, axis=None), x2=alt.X2("full")
    )
    at = alt.X("full" if track else "length", type="quantitative", scale=scale, axis=None)
    texts = base.mark_text(align="left", baseline="middle", dx=GAP, fontWeight="bold").encode(
        x=at, text=alt.Text("text", type="nominal")
    )
    layers = [behind, drawn, texts] if track else [drawn, texts]
    return slide(layers, heading, left=left, right=round(page().margin + text_room), data=placed)
