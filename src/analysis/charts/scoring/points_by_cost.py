"""Sustainability against life-cycle cost: two axes, never one number."""

import math
from collections.abc import Callable
from typing import Any, Final

import altair as alt
import pandas as pd

from analysis import german
from analysis.charts import headings
from analysis.charts.look.canvas import Canvas
from analysis.charts.look.theme import GROUND, INK, MUTED, PALE, RULE, haloed, page, plot_height, slide
from analysis.charts.look.typesetting import text_width
from analysis.charts.scoring import words as said
from analysis.dataset import UNPUBLISHED, Occasion
from analysis.german import NBSP
from analysis.strategy import Strategy

MOST_NAMED: Final = 16  # names a slide bears beside the points
_EFFICIENT: Final = "#0A4534"
_OTHER: Final = "#2467AE"
_APART: Final = "#7A7A7A"
_LEFT: Final = 72  # pixels beside the margin, for the per cents
_AXIS: Final = 64  # below: numbers and name of the cost axis
_STRIP: Final = 92  # pixels for what is excluded, below the points
_NAME_GAP: Final = 15

Scale = Callable[[Any], Any]  # of a number or a column → pixels


def points_by_cost(projects: pd.DataFrame, strategy: Strategy, *, occasion: Occasion = UNPUBLISHED) -> alt.LayerChart:
    """One point a variant: life-cycle cost to the right, fulfilment upwards; efficient ones filled and joined.

    Takes `frames.PROJECTS`. A variant that is not wholly rated is a line from its lowest to its highest
    total; excluded ones stand in a strip of their own below.
    """
    priced = projects[projects["lifecycle_cost"].notna()]
    priced = said.in_order(priced).assign(name=lambda rows: said.names(rows)).reset_index(drop=True)
    without = said.names(projects[projects["lifecycle_cost"].isna()])
    crowded = len(priced) > MOST_NAMED
    heading = headings.heading(
        _finding(priced),
        "Gesamterfüllung in Prozent und Lebenszykluskosten, nicht miteinander verrechnet",
        strategy,
        year=headings.year_of(projects),
        kind="Punktdiagramm: Lebenszykluskosten nach rechts, Gesamterfüllung nach oben",
        numbers=[
            f"{row['name']}: {said.total(row)}, {said.euro(row['lifecycle_cost'])}, {said.standing(row)}"
            f"{', effizient' if _is_efficient(row) else ''}"
            for row in priced.to_dict("records")
        ],
        notes=[
            "effizient (gefüllt): keine andere ist mindestens so gut und höchstens so teuer",
            *([f"ohne Lebenszykluskosten: {said.in_words(without)}"] if without else []),
            *(["benannt sind nur die effizienten"] if crowded else []),
        ],
        occasion=occasion,
    )
    canvas = Canvas(page().width - _left() - page().margin, plot_height(heading, axis=_AXIS))
    excluded = priced["excluded_by"] != ""
    bottom = canvas.height - (_STRIP if excluded.any() else 0)
    cost, costs = _cost_scale(priced["lifecycle_cost"].astype(float), canvas.width)
    height, percents = _percent_scale(priced.loc[~excluded, "total_low"].astype(float), bottom)
    placed = priced.assign(
        x=cost(priced["lifecycle_cost"].astype(float)),
        y=height(priced["total"].astype(float)),
        low=height(priced["total_low"].astype(float)),
        high=height(priced["total_high"].astype(float)),
        is_efficient=[_is_efficient(row) for row in priced.to_dict("records")],
        is_excluded=excluded,
    )
    layers = [
        *_axes(canvas, {cost(n): _axis_euro(n) for n in costs}, {height(n): f"{n}{NBSP}%" for n in percents}),
        *_frontier(placed, canvas),
        *_open(placed, canvas),
        *_points(placed, canvas),
        *_excluded(placed, canvas, bottom),
        *_names(placed, canvas, bottom, only_efficient=crowded),
    ]
    return slide(layers, heading, left=_left(), axis=_AXIS)


def _left() -> int:
    return page().margin + _LEFT


def _finding(priced: pd.DataFrame) -> str:
    """„Zwei von drei gewerteten Varianten sind effizient; zwischen der günstigsten und der besten davon liegen …"."""
    ranked = priced[priced["rank"].notna()]
    if ranked.empty:
        return "Zu Nachhaltigkeit und Kosten zugleich lässt sich noch keine Variante werten"
    efficient = ranked[ranked["efficient"].fillna(False).astype(bool)]
    best = efficient.sort_values(["rank", "lifecycle_cost"]).iloc[0]
    if len(ranked) == 1:
        return f"{best['name']} erreicht {said.total(best)} bei {said.euro(best['lifecycle_cost'])}"
    if len(efficient) == 1:
        return f"{best['name']} ist zugleich am nachhaltigsten und am günstigsten"
    cheapest = efficient.sort_values("lifecycle_cost").iloc[0]
    number = german.sentence_start(german.number_word(len(efficient)))
    gain, more = (
        german.decimal(best["total"] - cheapest["total"]),
        said.euro(best["lifecycle_cost"] - cheapest["lifecycle_cost"]),
    )
    return (
        f"{number} von {german.number_word(len(ranked))} gewerteten Varianten sind effizient; zwischen der günstigsten "
        f"und der besten davon liegen {gain} Prozentpunkte und {more}"
    )


def _is_efficient(row: dict) -> bool:
    return bool(pd.notna(row["efficient"]) and row["efficient"])


def _axis_euro(value: float) -> str:
    """„5 Mio. €", „2,5 Mio. €"."""
    return said.euro(value).replace(f",0{NBSP}", NBSP)


def _cost_scale(costs: pd.Series, width: float) -> tuple[Scale, list[float]]:
    """Cost → pixels, from 0 or, where all lie close together, with room beside; and the numbers on the axis."""
    low, high = (costs.min(), costs.max()) if len(costs) else (0.0, 1.0)
    start = 0.0 if low < 0.5 * high else low - 0.35 * max(high - low, 0.1 * high)
    end = high + 0.18 * ((high - start) or 1.0)
    raw = (end - start) / 6
    magnitude = 10.0 ** math.floor(math.log10(raw))
    step = next(n * magnitude for n in (1, 2, 2.5, 5, 10) if n * magnitude >= raw)
    ticks = [n * step for n in range(math.ceil(start / step), math.floor(end / step) + 1)]
    return lambda cost: (cost - start) / (end - start) * width, ticks


def _percent_scale(lowest: pd.Series, bottom: float) -> tuple[Scale, list[int]]:
    """Per cent → pixels from above, from the ten below the lowest total up to 100; and the numbers on the axis."""
    start = max(0, 10 * math.floor(lowest.min() / 10) - 10) if lowest.notna().any() else 0
    step = 10 if start >= 40 else 20
    ticks = [n for n in range(start, 101) if n % step == 0]
    return lambda percent: bottom - bottom * (percent - start) / (100 - start), ticks


def _axes(canvas: Canvas, costs: dict[float, str], percents: dict[float, str]) -> list[alt.Chart]:
    lines = pd.DataFrame({"x": 0.0, "x2": canvas.width, "y": list(percents), "colour": PALE})
    numbers = pd.DataFrame({"x": -12.0, "y": list(percents), "text": list(percents.values())})
    below = pd.DataFrame({"x": list(costs), "y": canvas.height + 20, "text": list(costs.values())})
    marks = pd.DataFrame({"x": list(costs), "y": canvas.height, "y2": canvas.height + 7, "colour": RULE})
    name = pd.DataFrame([{"x": canvas.width, "y": canvas.height + 48, "text": "Lebenszykluskosten →"}])
    base = pd.DataFrame([{"x": 0.0, "x2": canvas.width, "y": canvas.height, "y2": canvas.height + 1, "colour": RULE}])
    return [
        canvas.bars(lines.assign(y2=lines["y"] + 1), strokeWidth=0),
        canvas.bars(base, strokeWidth=0),
        canvas.bars(marks.assign(x2=marks["x"] + 1), strokeWidth=0),
        canvas.texts(numbers, align="right", fontSize=page().small, color=MUTED),
        canvas.texts(below, align="center", fontSize=page().small, color=MUTED),
        canvas.texts(name, align="right", fontSize=page().small, color=MUTED),
    ]


def _frontier(placed: pd.DataFrame, canvas: Canvas) -> list[alt.Chart]:
    """The efficient ones joined by steps: what a higher fulfilment costs at least."""
    edge = placed[placed["is_efficient"]].sort_values("x")[["x", "y"]]
    if len(edge) < 2:
        return []
    line = alt.Chart(edge).mark_line(interpolate="step-after", color=_EFFICIENT, strokeWidth=2, strokeDash=[5, 4])
    return [line.encode(x=canvas.x("x"), y=canvas.y("y"))]


def _open(placed: pd.DataFrame, canvas: Canvas) -> list[alt.Chart]:
    """What is not wholly rated: from the lowest to the highest total."""
    rows = placed[(placed["missing"] > 0) & ~placed["is_excluded"]].dropna(subset=["low", "high"])
    if rows.empty:
        return []
    stems = rows.assign(x2=rows["x"] + 2, x=rows["x"] - 2, y=rows["high"], y2=rows["low"], colour=_APART)
    ends = pd.concat([rows.assign(y=rows["high"]), rows.assign(y=rows["low"])])
    caps = ends.assign(x=ends["x"] - 9, x2=ends["x"] + 9, y2=ends["y"] + 3, colour=_APART)
    columns = ["x", "x2", "y", "y2", "colour"]
    return [canvas.bars(stems[columns], strokeWidth=0), canvas.bars(caps[columns], strokeWidth=0)]


def _points(placed: pd.DataFrame, canvas: Canvas) -> list[alt.Chart]:
    ranked = placed[placed["rank"].notna()]
    layers = []
    for efficient, colour, fill in ((False, _OTHER, GROUND), (True, _EFFICIENT, _EFFICIENT)):
        rows = ranked.loc[ranked["is_efficient"] == efficient, ["x", "y", "name"]]
        if len(rows):
            points = alt.Chart(rows).mark_point(size=260, strokeWidth=3.5, opacity=1, stroke=colour, fill=fill)
            layers.append(
                points.encode(x=canvas.x("x"), y=canvas.y("y"), tooltip=[alt.Tooltip("name", type="nominal")])
            )
    return layers


def _excluded(placed: pd.DataFrame, canvas: Canvas, bottom: float) -> list[alt.Chart]:
    rows = placed[placed["is_excluded"]]
    if rows.empty:
        return []
    edge = pd.DataFrame([{"x": 0.0, "x2": canvas.width, "y": bottom + 14, "y2": canvas.height, "colour": "#F2F2F2"}])
    label = pd.DataFrame([{"x": 10.0, "y": bottom + 30, "text": "ausgeschlossen"}])
    crosses = rows.assign(y=bottom + 14 + (_STRIP - 14) * 0.68, text="×")[["x", "y", "text"]]
    return [
        canvas.bars(edge, strokeWidth=0),
        canvas.texts(label, fontSize=page().small, color=MUTED),
        canvas.texts(crosses, align="center", color=_APART, fontWeight="bold", fontSize=page().label + 8),
    ]


def _names(placed: pd.DataFrame, canvas: Canvas, bottom: float, *, only_efficient: bool) -> list[alt.Chart]:
    """The names beside the points, on the side that has room, none upon another."""
    ranges = (placed["high"] + placed["low"]) / 2
    strip = bottom + 14 + (_STRIP - 14) * 0.68
    middles = placed["y"].where(placed["rank"].notna(), ranges).mask(placed["is_excluded"], strip)
    rows = placed.assign(middle=middles).dropna(subset="middle")
    if only_efficient:
        rows = rows[rows["is_efficient"]]
    labels: list[dict] = []
    taken = [(x - _NAME_GAP, x + _NAME_GAP, y) for x, y in zip(rows["x"], rows["middle"], strict=True)]
    for row in rows.sort_values("is_efficient", ascending=False, kind="stable").to_dict("records"):
        bold = row["is_efficient"]
        width = text_width(row["name"], page().small, bold=bold)
        right = row["x"] + _NAME_GAP + width <= canvas.width
        start = row["x"] + _NAME_GAP if right else row["x"] - _NAME_GAP - width
        y = _free(taken, start, start + width, row["middle"])
        taken.append((start, start + width, y))
        ink = _EFFICIENT if bold else INK if pd.notna(row["rank"]) else MUTED
        labels.append({"x": max(start, 0.0), "y": y, "text": row["name"], "ink": ink, "bold": bold})
    table = pd.DataFrame(labels, columns=["x", "y", "text", "ink", "bold"])
    layers = []
    for bold in (False, True):
        chosen = table[table["bold"] == bold].drop(columns="bold")
        if len(chosen):
            text = alt.Chart(chosen).encode(x=canvas.x("x"), y=canvas.y("y"), text=alt.Text("text", type="nominal"))
            layers += haloed(text, colour="ink", fontSize=page().small, fontWeight="bold" if bold else "normal")
    return layers


def _free(taken: list[tuple[float, float, float]], left: float, right: float, y: float) -> float:
    """The height nearest to `y` at which no other name stands between left and right."""
    line = page().small * 1.15
    others = [at for start, end, at in taken if start < right and left < end]
    steps = sorted((n * line / 2 for n in range(-12, 13)), key=abs)
    return next((y + step for step in steps if all(abs(y + step - at) >= line for at in others)), y)
