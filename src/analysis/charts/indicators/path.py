"""One indicator's way to its target: values, base, break of method, required line, target."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import altair as alt
import pandas as pd

from analysis.charts import headings
from analysis.charts.headings import ALL
from analysis.charts.indicators import words
from analysis.charts.indicators.words import Row
from analysis.charts.look.theme import (
    LINE_HEIGHT,
    MUTED,
    Heading,
    haloed,
    page,
    plot_height,
    slide,
)
from analysis.charts.look.typesetting import clean, text_width
from analysis.dataset import UNPUBLISHED, Occasion
from analysis.figures.indicators import KEY
from analysis.strategy import Strategy

GOING_ON: Final = ("on_pace", "too_slow", "away")  # assessments that look ahead
OBSERVED: Final = "#0A4534"
EARLIER: Final = "#7A7A7A"  # by another method
REQUIRED: Final = "#2467AE"
_GOING_ON: Final = "#4A4A4A"
_AXIS_HEIGHT: Final = 62
_LEFT: Final = 90
_EDGE: Final = 0.025  # of the years, so that the first point does not lie on the axis
_NUMBER_SIZE: Final = 19
_TICK: Final = 75  # pixels that a year needs below the axis
_ZOOM_FROM: Final = 0.75  # where all values lie above this share of the largest, the axis need not begin at 0


@dataclass(frozen=True)
class Path:
    """What is drawn of one indicator; data frames with columns at, value (and method, text)."""

    row: Row
    observed: pd.DataFrame
    required: pd.DataFrame
    going_on: pd.DataFrame

    @property
    def years(self) -> tuple[int, int]:
        last = [*self.observed["at"], *self.required["at"]]
        if words.has(self.row, "target_year"):
            last.append(int(self.row["target_year"]))
        first = int(self.observed["at"].min())
        return first, max(*last, first + 1)

    @property
    def domain(self) -> tuple[float, float]:
        """The range of the value axis: from 0, unless all that is drawn lies close together far from it."""
        drawn = [*self.observed["value"], *self.required["value"], *self.going_on["value"]]
        drawn += [] if not words.has(self.row, "target") else [self.row["target"]]
        low, high = min(drawn), max(drawn)
        if low > 0 and low >= _ZOOM_FROM * high:
            room = (high - low or high / 10) * 0.25
            return low - room, high + room
        room = (max(high, 0) - min(low, 0) or 1) * 0.12
        return min(low - room if low < 0 else 0, 0), max(high + room, 0)

    @property
    def segments(self) -> list[pd.DataFrame]:
        """The values of each stretch of one method, in order."""
        run = (self.observed["method"] != self.observed["method"].shift()).cumsum()
        return [part for _, part in self.observed.groupby(run, sort=True)]


def path(
    indicators: pd.DataFrame,
    paths: pd.DataFrame,
    strategy: Strategy,
    *,
    indicator_id: str,
    occasion: Occasion = UNPUBLISHED,
) -> alt.LayerChart:
    """The values of one indicator by year, and the line that would lead to its target.

    Takes the tables `indicators` and `indicator_paths` of one municipality and year; the indicator has
    a value. What would come if it went on as since the base is dotted, and said only conditionally.
    """
    row = indicators[indicators["indicator_id"] == indicator_id].to_dict("records")[0]
    drawn = of_indicator(row, paths)
    heading = headings.heading(
        words.finding(row),
        _base(row),
        strategy,
        year=int(row["year"]),
        kind="Liniendiagramm: Werte eines Indikators nach Jahren und der Weg zum Ziel",
        numbers=_numbers(drawn),
        field=ALL if not words.has(row, "field") else str(row["field"]),
        notes=notes(drawn),
        occasion=occasion,
    )
    return _drawn(drawn, heading)


def of_indicator(row: Row, paths: pd.DataFrame) -> Path:
    """What is to be drawn of one row of the table of indicators."""
    mine = paths[(paths[KEY[0]] == row[KEY[0]]) & (paths[KEY[1]] == row[KEY[1]])]
    values = mine.dropna(subset="observed").rename(columns={"observed": "value"})[["at", "value", "method"]]
    required = mine.dropna(subset="required").rename(columns={"required": "value"})[["at", "value"]]
    going_on = pd.DataFrame(columns=["at", "value"])
    if row["assessment"] in GOING_ON:
        ends = {row["value_year"]: row["value"], row["target_year"]: words.ahead(row)}
        if row["assessment"] == "on_pace":  # on to the target, not past it
            ends = {row["value_year"]: row["value"], words.year_reached(row): row["target"]}
        going_on = pd.DataFrame({"at": [float(at) for at in ends], "value": list(ends.values())})
    return Path(row, values.reset_index(drop=True), required.reset_index(drop=True), going_on)


def notes(drawn: Path) -> list[str]:
    """What a reader has to know: breaks of method, the pace needed, an axis that does not begin at 0."""
    row, said = drawn.row, []
    for segment in drawn.segments[1:]:
        method, year = segment["method"].iloc[0], int(segment["at"].iloc[0])
        named = f": {clean(method)}" if method else ""
        said.append(f"ab {year} andere Methode{named}; über den Wechsel wird nicht verglichen")
    if row["assessment"] in GOING_ON:
        said.append("Fortsetzung: rechnerisch, keine Prognose")
    if drawn.domain[0] > 0:
        said.append("Achse beginnt nicht bei null")
    return said


def _base(row: Row) -> str:
    unit = f", in {clean(row['unit'])}" if row["unit"] else ""
    return f"{clean(row['title'])}{unit}, neuester Wert: {int(row['value_year'])}"


def _numbers(drawn: Path) -> list[str]:
    unit, row = drawn.row["unit"], drawn.row
    said = [
        f"{at}: {words.amount(value, unit)}"
        for at, value in zip(drawn.observed["at"], drawn.observed["value"], strict=True)
    ]
    said += [f"Ziel: {words.target(row)}", f"Bewertung: {words.assessment(row)}"]
    return said + ([f"Tempo: {words.pace(row)}"] if words.pace(row) else [])


def _drawn(drawn: Path, heading: Heading) -> alt.LayerChart:
    first, last = drawn.years
    low, high = drawn.domain
    height = plot_height(heading, axis=_AXIS_HEIGHT)
    line = _NUMBER_SIZE * LINE_HEIGHT * (high - low) / height
    every = 1 + (last - first) * _TICK // (page().width - 3 * _LEFT)
    x = alt.X(
        "at",
        type="quantitative",
        scale=alt.Scale(domain=[first - _EDGE * (last - first), last], nice=False),
        axis=alt.Axis(values=list(range(first, last + 1, every)), format="d", title=None, grid=False, labelFlush=False),
    )
    scale = alt.Scale(domain=[low, high], nice=False, zero=False)
    y = alt.Y("value", type="quantitative", scale=scale, axis=alt.Axis(title=None, tickCount=6, format=",~f"))
    layers = [*_aim(drawn, x, y), *_breaks(drawn, x, height)]
    for data, colour, dash in ((drawn.required, REQUIRED, [9, 6]), (drawn.going_on, _GOING_ON, [2, 5])):
        if len(data):
            layers.append(alt.Chart(data).mark_line(strokeWidth=3, color=colour, strokeDash=dash).encode(x=x, y=y))
    layers += _values(drawn, x, y)
    labels = _labels(drawn)
    room = max(
        (text_width(label["text"], _NUMBER_SIZE, bold=True) for label in labels if label["side"] == "right"), default=0
    )
    layers += _texts(labels, x, scale, line)
    return slide(layers, heading, left=page().margin + _LEFT, right=round(page().margin + room), axis=_AXIS_HEIGHT)


def _values(drawn: Path, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    layers = []
    for segment in drawn.segments:
        is_last = segment["at"].iloc[-1] == drawn.observed["at"].iloc[-1]
        colour = OBSERVED if is_last else EARLIER
        base = alt.Chart(segment)
        tooltip = [
            alt.Tooltip("at", title="Jahr"),
            alt.Tooltip("value", title="Wert"),
            alt.Tooltip("method", title="Methode"),
        ]
        layers += [
            base.mark_line(strokeWidth=4, color=colour).encode(x=x, y=y),
            base.mark_point(
                filled=True, fill=colour if is_last else "#FFFFFF", stroke=colour, strokeWidth=3, opacity=1, size=180
            ).encode(x=x, y=y, tooltip=tooltip),
        ]
    base_point = drawn.observed[drawn.observed["at"] == drawn.row["base_year"]].tail(1)
    if len(base_point) and drawn.row["points"] > 1:
        ring = alt.Chart(base_point).mark_point(size=460, stroke=OBSERVED, strokeWidth=2, opacity=1)
        layers.append(ring.encode(x=x, y=y))
    return layers


def _aim(drawn: Path, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    row = drawn.row
    if not words.has(row, "target"):
        return []
    if row["target_kind"] == "keep" or not words.has(row, "target_year"):
        level = pd.DataFrame({"value": [row["target"]]})
        return [alt.Chart(level).mark_rule(color=REQUIRED, strokeWidth=3, strokeDash=[9, 6]).encode(y=y)]
    point = pd.DataFrame({"at": [int(row["target_year"])], "value": [row["target"]]})
    mark = alt.Chart(point).mark_point(shape="diamond", filled=True, size=420, color=REQUIRED, opacity=1)
    return [mark.encode(x=x, y=y)]


def _breaks(drawn: Path, x: alt.X, height: float) -> list[alt.Chart]:
    """A line between the last value of one method and the first of the next, with the new method's year."""
    segments = drawn.segments
    places = [
        {"at": (before["at"].iloc[-1] + after["at"].iloc[0]) / 2, "text": f"Methode ab {int(after['at'].iloc[0])} neu"}
        for before, after in pairwise(segments)
    ]
    if not places:
        return []
    base = alt.Chart(pd.DataFrame(places))
    rule = base.mark_rule(color=MUTED, strokeWidth=2, strokeDash=[3, 4]).encode(x=x)
    falls = drawn.observed["value"].iloc[0] > drawn.observed["value"].iloc[-1]
    text = base.encode(x=x, y=alt.value(height - 14 if falls else 0), text=alt.Text("text", type="nominal"))
    return [rule, *haloed(text, fontSize=page().small, baseline="bottom" if falls else "top", dx=8)]


def _labels(drawn: Path) -> list[dict[str, Any]]:
    """The numbers beside the points: the newest value, the base, the target, where the line and the pace lead."""
    row, unit = drawn.row, drawn.row["unit"]
    first, last = drawn.years
    value = {"at": int(row["value_year"]), "value": float(row["value"]), "ink": OBSERVED}
    side = "right" if not len(drawn.required) else "first" if len(drawn.segments[-1]) == 1 else "above"
    labels: list[dict[str, Any]] = [value | {"text": words.amount(row["value"], unit), "side": side}]
    if row["points"] > 1:
        side = "below" if row["value"] > row["base_value"] else "above"
        at_base = {"at": int(row["base_year"]), "value": float(row["base_value"]), "ink": OBSERVED, "side": side}
        labels.append(at_base | {"text": f"Basis: {words.number(row['base_value'])}"})
    for segment in drawn.segments[:-1]:
        end = segment.iloc[-1]
        earlier = {"at": int(end["at"]), "value": float(end["value"]), "ink": MUTED, "side": "above"}
        labels.append(earlier | {"text": words.number(end["value"])})
    if words.has(row, "target"):
        is_level = row["target_kind"] == "keep" or not words.has(row, "target_year")
        text = words.target(row) if is_level else f"Ziel {int(row['target_year'])}: {words.amount(row['target'], unit)}"
        at = last if is_level else int(row["target_year"])
        labels.append({"at": at, "value": float(row["target"]), "ink": REQUIRED, "side": "right", "text": text})
    if len(drawn.going_on) and row["assessment"] != "on_pace":
        going_on = {"at": last, "value": float(words.ahead(row)), "ink": _GOING_ON, "side": "right"}
        labels.append(going_on | {"text": f"so weiter: {words.with_unit(words.rounded(words.ahead(row)), unit)}"})
    if words.has(row, "pace_required"):
        middle = (row["value_year"] + row["target_year"]) / 2
        height = row["value"] + row["pace_required"] * (middle - row["value_year"])
        text = f"nötig: {words.signed_rate(row['pace_required'], unit)} im Jahr"
        side = "over" if row["pace_required"] < 0 else "under"
        labels.append({"at": middle, "value": float(height), "ink": REQUIRED, "side": side, "text": text})
    at_the_edge = {"above": "first", "below": "first_below"}
    return [
        label | {"side": at_the_edge.get(label["side"], label["side"])} if label["at"] == first else label
        for label in labels
    ]


def _texts(labels: list[dict[str, Any]], x: alt.X, scale: alt.Scale, line: float) -> list[alt.Chart]:
    looks: dict[str, dict[str, Any]] = {
        "above": {"align": "center", "baseline": "bottom", "dy": -16},
        "first": {"align": "left", "baseline": "bottom", "dy": -16, "dx": 4},
        "below": {"align": "center", "baseline": "top", "dy": 18},
        "first_below": {"align": "left", "baseline": "top", "dy": 18, "dx": 4},
        "right": {"align": "left", "dx": 16},
        "over": {"align": "left", "dx": 14, "dy": -12},
        "under": {"align": "left", "dx": 10, "dy": 22},
    }
    layers = []
    for side, look in looks.items():
        chosen = _apart([label for label in labels if label["side"] == side], line)
        if chosen:
            text = alt.Chart(pd.DataFrame(chosen)).encode(
                x=x, y=alt.Y("place", type="quantitative", scale=scale), text=alt.Text("text", type="nominal")
            )
            layers += haloed(text, colour="ink", fontSize=_NUMBER_SIZE, fontWeight="bold", **look)
    return layers


def _apart(labels: list[dict[str, Any]], line: float) -> list[dict[str, Any]]:
    """The labels with a `place` on the value axis at which those of one year do not overlap."""
    placed: list[dict[str, Any]] = []
    for label in sorted(labels, key=lambda label: (label["at"], label["value"])):
        below = [other["place"] for other in placed if other["at"] == label["at"]]
        placed.append({**label, "place": max([label["value"], *(place + line for place in below)])})
    return placed
