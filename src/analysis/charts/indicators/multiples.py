"""The paths of the indicators of one theme, small, side by side, each on its own scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import altair as alt
import pandas as pd

from analysis.charts import headings
from analysis.charts.headings import ALL
from analysis.charts.indicators import words
from analysis.charts.indicators.path import EARLIER, OBSERVED, REQUIRED, Path, notes, of_indicator
from analysis.charts.look.theme import BLACK, LINE_HEIGHT, MUTED, RULE, WIDTH, haloed, page, plot_height, slide
from analysis.charts.look.typesetting import clean, wrap
from analysis.dataset import UNPUBLISHED, Occasion
from analysis.strategy import Strategy
from analysis.vocabulary import ASSESSMENT

MOST: Final = 6  # on one slide
_TYPE: Final = 16
_TITLE_LINES: Final = 2
_GAP: Final = 36
_LINE: Final = round(_TYPE * LINE_HEIGHT)


@dataclass(frozen=True)
class _Panel:
    """Where one indicator's path lies on the slide, in pixels from its upper left corner."""

    path: Path
    left: float
    top: float
    width: float
    height: float
    lines_above: int

    @property
    def plot_top(self) -> float:
        return self.top + (self.lines_above + 1) * _LINE

    @property
    def plot_bottom(self) -> float:
        return self.top + self.height - _LINE - 10

    def x(self, at: float) -> float:
        first, last = self.path.years
        return self.left + 8 + (self.width - 16) * (at - first) / (last - first)

    def y(self, value: float) -> float:
        low, high = self.path.domain
        return self.plot_bottom - (self.plot_bottom - self.plot_top) * (value - low) / (high - low)


def by_theme(
    indicators: pd.DataFrame,
    paths: pd.DataFrame,
    strategy: Strategy,
    *,
    field: int | None,
    occasion: Occasion = UNPUBLISHED,
) -> list[alt.LayerChart]:
    """The two or more indicators of a field of action that have a value, six on a slide; `field` None: of none.

    Takes the tables `indicators` and `indicator_paths` of one municipality and year.
    """
    rows = _shown(indicators, field).to_dict("records")
    count = slides(indicators, field)
    pages = [rows[n * len(rows) // count : (n + 1) * len(rows) // count] for n in range(count)]
    return [
        _page([of_indicator(row, paths) for row in page], strategy, field, occasion, f"Blatt {n} von {len(pages)}")
        for n, page in enumerate(pages, start=1)
    ]


def slides(indicators: pd.DataFrame, field: int | None) -> int:
    """How many slides the indicators of a field take, each as evenly filled as can be; one alone needs none."""
    number = len(_shown(indicators, field))
    return -(-number // MOST) if number > 1 else 0


def _shown(indicators: pd.DataFrame, field: int | None) -> pd.DataFrame:
    of_field = indicators["field"].isna() if field is None else indicators["field"] == field
    return indicators[of_field & indicators["value"].notna()]


def _page(
    drawn: Sequence[Path], strategy: Strategy, field: int | None, occasion: Occasion, which: str
) -> alt.LayerChart:
    said = [f"{clean(d.row['title'])}: {words.finding(d.row)}" for d in drawn]
    looks_ahead = any("rechnerisch" in note for d in drawn for note in notes(d))
    heading = headings.heading(
        words.summary([d.row for d in drawn]),
        "Werte, nötiger Weg (gestrichelt) und Ziel; jedes Bild hat seine eigene Skala",
        strategy,
        year=int(drawn[0].row["year"]),
        kind="Kleine Liniendiagramme nebeneinander: je Indikator Werte und Weg zum Ziel",
        numbers=said,
        field=ALL if field is None else str(field),
        notes=[*(["offene Punkte: frühere Methode"] if any(len(d.segments) > 1 for d in drawn) else [])]
        + (["Achsen beginnen nicht alle bei null"] if any(d.domain[0] > 0 for d in drawn) else [])
        + ([] if which.endswith(" 1") else [which])
        + (["Bewertung: rechnerisch, keine Prognose"] if looks_ahead else []),
        occasion=occasion,
    )
    columns = 2 if len(drawn) in (2, 4) or _is_narrow() else 3
    lines = -(-len(drawn) // columns)
    room, height = page().width - 2 * page().margin, plot_height(heading)
    width = (room - _gap() * (columns - 1)) / columns
    tall = (height - _gap() * (lines - 1)) / lines
    panels = []
    for n, d in enumerate(drawn):
        line = n // columns
        beside = drawn[line * columns : (line + 1) * columns]
        lines_above = max(len(_above(other.row, width)) for other in beside)
        panels.append(_Panel(d, (n % columns) * (width + _gap()), line * (tall + _gap()), width, tall, lines_above))
    return slide(_layers(panels, room, height), heading, left=page().margin, right=page().margin)


def _layers(panels: Sequence[_Panel], room: float, height: float) -> list[alt.Chart]:
    x = alt.X("x", type="quantitative", scale=alt.Scale(domain=[0, room], nice=False), axis=None)
    down = alt.Scale(domain=[height, 0], nice=False, zero=False)
    y = alt.Y("y", type="quantitative", scale=down, axis=None)
    layers: list[alt.Chart] = []
    floor = [{"x": p.left, "x2": p.left + p.width, "y": p.plot_bottom} for p in panels]
    layers.append(
        alt.Chart(pd.DataFrame(floor)).mark_rule(color=RULE, strokeWidth=1.5).encode(x=x, x2=alt.X2("x2"), y=y)
    )
    drawn_lines: list[tuple[list[dict[str, Any]], dict[str, Any]]] = [
        (_lines(panels, "required"), {"color": REQUIRED, "strokeDash": [7, 5], "strokeWidth": 2.5}),
        (_lines(panels, "earlier"), {"color": EARLIER, "strokeWidth": 3}),
        (_lines(panels, "newest"), {"color": OBSERVED, "strokeWidth": 3}),
    ]
    for rows, look in drawn_lines:
        if rows:
            base = alt.Chart(pd.DataFrame(rows))
            layers.append(base.mark_line(**look).encode(x=x, y=y, detail=alt.Detail("line", type="nominal")))
    drawn_points: list[tuple[list[dict[str, Any]], dict[str, Any]]] = [
        (_points(panels, newest=False), {"fill": "#FFFFFF", "stroke": EARLIER, "size": 70}),
        (_points(panels, newest=True), {"fill": OBSERVED, "stroke": OBSERVED, "size": 70}),
        (_targets(panels), {"fill": REQUIRED, "stroke": REQUIRED, "size": 190, "shape": "diamond"}),
    ]
    for rows, look in drawn_points:
        if rows:
            base = alt.Chart(pd.DataFrame(rows))
            layers.append(base.mark_point(filled=True, opacity=1, strokeWidth=2.5, **look).encode(x=x, y=y))
    for align in ("left", "center", "right"):
        for weight in ("normal", "bold"):
            rows = [text for p in panels for text in _texts(p) if (text["align"], text["weight"]) == (align, weight)]
            if rows:
                text = alt.Chart(pd.DataFrame(rows)).encode(x=x, y=y, text=alt.Text("text", type="nominal"))
                layers += haloed(text, colour="ink", fontSize=_TYPE, fontWeight=weight, align=align)
    return layers


def _lines(panels: Sequence[_Panel], which: str) -> list[dict[str, Any]]:
    rows = []
    for number, panel in enumerate(panels):
        *earlier, newest = panel.path.segments
        parts = {"required": [_required(panel.path)], "earlier": earlier, "newest": [newest]}[which]
        for part, data in enumerate(parts):
            rows += [
                {"line": f"{number} {part}", "x": panel.x(at), "y": panel.y(value)}
                for at, value in zip(data["at"], data["value"], strict=True)
            ]
    return rows


def _required(path: Path) -> pd.DataFrame:
    """The line to the target; of a target to keep the level itself."""
    row = path.row
    if words.has(row, "target") and (row["target_kind"] == "keep" or not words.has(row, "target_year")):
        return pd.DataFrame({"at": list(path.years), "value": [row["target"]] * 2})
    return path.required


def _points(panels: Sequence[_Panel], *, newest: bool) -> list[dict[str, Any]]:
    rows = []
    for panel in panels:
        segments = panel.path.segments[-1:] if newest else panel.path.segments[:-1]
        for data in segments:
            rows += [
                {"x": panel.x(at), "y": panel.y(value)} for at, value in zip(data["at"], data["value"], strict=True)
            ]
    return rows


def _targets(panels: Sequence[_Panel]) -> list[dict[str, Any]]:
    return [
        {"x": p.x(p.path.row["target_year"]), "y": p.y(p.path.row["target"])}
        for p in panels
        if p.path.row["target_kind"] == "reach"
    ]


def _above(row: words.Row, width: float) -> list[tuple[str, str, str]]:
    """The lines above a plot: text, ink and weight of the title, the assessment, the target, the pace."""
    title = words.cut(wrap(row["title"], width, _TYPE, bold=True), 1 if _is_narrow() else _TITLE_LINES)
    code = row["assessment"]
    lines = [(line, BLACK, "bold") for line in title]
    lines.append(
        (words.assessment(row), MUTED if not words.has(row, "assessment") else ASSESSMENT.colours[code], "bold")
    )
    if _is_narrow():
        return lines
    aim: str = words.target(row) if not words.has(row, "target") else f"Ziel: {words.target(row)}"
    said = " · ".join(part for part in (aim, words.pace(row)) if part)
    return lines + [(line, MUTED, "normal") for line in wrap(said, width, _TYPE)]


def _gap() -> int:
    return _GAP // 2 if _is_narrow() else _GAP


def _is_narrow() -> bool:
    """True on half a slide, where a panel bears its title and its assessment only."""
    return page().width < WIDTH


def _texts(panel: _Panel) -> list[dict[str, Any]]:
    row = panel.path.row
    texts = [
        {
            "x": panel.left,
            "y": panel.top + (n + 0.5) * _LINE,
            "text": text,
            "ink": ink,
            "weight": weight,
            "align": "left",
        }
        for n, (text, ink, weight) in enumerate(_above(row, panel.width))
    ]
    first, last = panel.path.years
    newest = int(row["value_year"])
    sides = (
        {first: "left", last: "right"} if newest in (first, last) else {first: "left", newest: "center", last: "right"}
    )
    edges = {"left": panel.left, "right": panel.left + panel.width, "center": panel.x(newest)}
    texts += [
        {"x": edges[side], "y": panel.plot_bottom + 0.6 * _LINE + 2, "text": str(at), "ink": MUTED}
        | {"weight": "normal", "align": side}
        for at, side in sides.items()
    ]
    side = sides.get(newest, "center")
    y = panel.y(row["value"]) + (0.95 if _is_crowded_above(panel) else -0.95) * _LINE
    value = {"x": panel.x(newest), "y": y, "text": words.amount(row["value"], row["unit"]), "ink": OBSERVED}
    return [*texts, value | {"weight": "bold", "align": side}]


def _is_crowded_above(panel: _Panel) -> bool:
    """Whether the line to the target, or the level to keep, runs just above the newest value."""
    line = _required(panel.path)
    above = [panel.y(panel.path.row["value"]) - panel.y(value) for value in line["value"]]
    return any(0 < distance < 2 * _LINE for distance in above)
