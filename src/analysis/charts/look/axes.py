"""The labelled rows of the bar charts: wrapped names, in the largest type in which all of them fit."""

from collections.abc import Mapping
from typing import Final

import altair as alt

from analysis.charts.look.theme import WIDTH, page
from analysis.charts.look.typesetting import balanced, text_width

GAP: Final = 16
# Of a row; the rest is white, and room for the labels of segments too narrow to bear one.
_BAR_SHARE: Final = 0.62
_MOST_BAR: Final = 64
# Width on a whole slide and size of type; below 16 pixels only where nothing else keeps the labels apart.
_COLUMNS: Final = ((360, 21), (420, 20), (480, 18), (480, 17), (500, 16), (600, 16), (600, 14), (600, 12))
LABEL_LINE: Final = 1.1


def thickness(step: float) -> float:
    """The height of a bar in a row of `step` pixels."""
    return min(step * _BAR_SHARE, _MOST_BAR)


def fitted_labels(names: Mapping[str, str], step: float) -> tuple[int, dict[str, str], int]:
    """Room on the left, bar → label with line breaks, font size, for rows of `step` pixels."""
    chosen = page()
    for width, size in _COLUMNS:
        width, size = width * chosen.width // WIDTH, min(size, chosen.label)
        lines = {bar: balanced(name, width, size) for bar, name in names.items()}
        if max(map(len, lines.values())) * size * LABEL_LINE <= step:
            break
    widest = max(text_width(line, size) for wrapped in lines.values() for line in wrapped)
    return chosen.margin + round(widest) + GAP, {bar: "\n".join(wrapped) for bar, wrapped in lines.items()}, size


def row_axis(labels: Mapping[str, str], left: int, size: int) -> alt.Y:
    """The channel of the column `row`: labels in their order, line breaks kept, flush with the margin."""
    line = size * LABEL_LINE
    return alt.Y(
        "row",
        type="nominal",
        sort=None,
        scale=alt.Scale(domain=list(labels.values())),
        axis=alt.Axis(
            title=None,
            labelExpr="split(datum.label, '\\n')",
            labelFontSize=size,
            labelLineHeight=line,
            labelOffset=alt.ExprRef(f"-(length(split(datum.label, '\\n')) - 1) * {line / 2}"),
            labelAlign="left",
            labelPadding=left - page().margin,
            ticks=False,
            domain=False,
        ),
    )
