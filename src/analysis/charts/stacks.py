"""Stacked horizontal bars: where the segments lie, and which label fits where.

The pixels are known beforehand, so that a label stands inside its segment where it fits (count and
share, else the count) and just above or below it where nothing fits: no count is ever left out.
"""

from dataclasses import dataclass

import altair as alt
import pandas as pd

from analysis import german
from analysis.charts.look.axes import fitted_labels, row_axis, thickness
from analysis.charts.look.theme import (
    INK,
    MUTED,
    Heading,
    ink_on,
    legend_columns,
    legend_height,
    page,
    plot_height,
    slide,
)
from analysis.charts.look.typesetting import text_width
from analysis.vocabulary import PUNCTUALITY, SCHEDULE, Vocabulary


@dataclass(frozen=True)
class Rows:
    """The bars from top to bottom: name → what is said of its base („n = 15")."""

    bases: dict[str, str]
    empty: str  # what stands in the place of a bar without anything to show


def schedule(segments: pd.DataFrame) -> Vocabulary:
    """The words of the schedule: those on schedule in two where segments tell them apart."""
    return PUNCTUALITY if "on_schedule_overdue" in set(segments["category"]) else SCHEDULE


def stacked_bars(
    segments: pd.DataFrame, rows: Rows, vocabulary: Vocabulary, heading: Heading, *, as_share: bool
) -> alt.LayerChart:
    """One bar per row of `rows`, one segment per row of `segments`: bar, category, count, total.

    With `as_share` every bar is 100 %, else its length is its count.
    """
    terms = [term for term in vocabulary.terms if term.code in set(segments["category"])]
    columns, lines = legend_columns([term.label for term in terms])
    height = plot_height(heading, legend=lines)
    step = height / len(rows.bases)
    left, labels, size = fitted_labels({bar: f"{bar} ({base})" for bar, base in rows.bases.items()}, step)
    width = page().width - left - page().margin
    inside, outside = min(page().label, thickness(step) - 3), min(page().small, step - thickness(step))
    placed = _placed(segments, width, inside, vocabulary, as_share)
    placed = placed.assign(row=placed["bar"].map(labels))
    domain = placed["end"].max() if len(placed) else 1.0

    y = row_axis(labels, left, size)
    scale = alt.Scale(domain=[0, float(domain)], nice=False)
    colour = alt.Color(
        "label",
        type="nominal",
        scale=alt.Scale(domain=[term.label for term in terms], range=[term.colour for term in terms]),
        legend=alt.Legend(orient="none", columns=columns, legendX=page().margin - left, legendY=-legend_height(lines)),
    )
    tooltip = [
        alt.Tooltip("bar", type="nominal", title="Zeile"),
        alt.Tooltip("label", type="nominal", title=vocabulary.label),
        alt.Tooltip("count", type="quantitative", title="Anzahl", format=",d"),
        alt.Tooltip("share", type="nominal", title="Anteil"),
    ]
    bars = (
        alt.Chart(placed)
        .mark_bar(height=thickness(step))
        .encode(
            x=alt.X("start", type="quantitative", scale=scale, axis=None),
            x2=alt.X2("end"),
            y=y,
            color=colour,
            tooltip=tooltip,
        )
    )
    texts = [
        _texts(placed, place, scale, y, dy, font_size)
        for place, dy, font_size in (
            ("inside", 0, inside),
            ("above", -(thickness(step) + outside) / 2, outside),
            ("below", (thickness(step) + outside) / 2, outside),
        )
        if (placed["place"] == place).any()
    ]
    drawn = [bars, *texts] if len(placed) else []
    return slide([*drawn, *_empty(rows, labels, segments, y)], heading, left=left, legend=lines)


def _texts(placed: pd.DataFrame, place: str, scale: alt.Scale, y: alt.Y, dy: float, size: float) -> alt.Chart:
    return (
        alt.Chart(placed)
        .transform_filter(alt.datum.place == place)
        .mark_text(baseline="middle", dy=dy, fontSize=size, fontWeight="bold")
        .encode(
            x=alt.X("mid", type="quantitative", scale=scale, axis=None),
            y=y,
            text=alt.Text("text", type="nominal"),
            color=alt.Color("ink", type="nominal", scale=None),
        )
    )


def _empty(rows: Rows, labels: dict[str, str], segments: pd.DataFrame, y: alt.Y) -> list[alt.Chart]:
    filled = set(segments.loc[segments["count"] > 0, "bar"])
    empty = pd.DataFrame([{"row": labels[bar], "text": rows.empty} for bar in rows.bases if bar not in filled])
    if empty.empty:
        return []
    return [
        alt.Chart(empty)
        .mark_text(align="left", baseline="middle", color=MUTED)
        .encode(x=alt.value(0), y=y, text=alt.Text("text", type="nominal"))
    ]


def _placed(segments: pd.DataFrame, width: float, size: float, vocabulary: Vocabulary, as_share: bool) -> pd.DataFrame:
    """The segments with a count, with start, mid, end, label, share, and text, ink and place of the label."""
    shown = segments[segments["count"] > 0]
    length = shown["count"] / (shown["total"] if as_share else 1)
    end = length.groupby(shown["bar"]).cumsum()
    shown = shown.assign(
        start=(end - length).round(6),
        mid=(end - length / 2).round(6),
        end=end.round(6),
        label=shown["category"].astype(object).map(vocabulary.labels),
        share=[german.share(n, total) for n, total in zip(shown["count"], shown["total"], strict=True)],
    )
    labels = _labels(shown, width / (shown["end"].max() if len(shown) else 1), size, vocabulary)
    return shown.assign(**{name: [label[name] for label in labels] for name in ("text", "ink", "place")})


def _labels(shown: pd.DataFrame, pixels: float, size: float, vocabulary: Vocabulary) -> list[dict[str, str]]:
    """The label of each segment: text (count and share, or count), ink, place (inside, above, below)."""
    labels: list[dict[str, str]] = []
    bar_before = None
    for segment in shown.to_dict("records"):
        colour = vocabulary.colours[segment["category"]]
        count = german.integer(segment["count"])
        room = (segment["end"] - segment["start"]) * pixels - 8
        both = f"{count} ({segment['share']})"
        fitting = [text for text in (both, count) if text_width(text, size, bold=True) <= room]
        if fitting:
            label = {"text": fitting[0], "ink": ink_on(colour), "place": "inside"}
        else:
            crowded = segment["bar"] == bar_before and labels[-1]["place"] == "above"
            label = {"text": count, "ink": INK, "place": "below" if crowded else "above"}
        labels.append(label)
        bar_before = segment["bar"]
    return labels
