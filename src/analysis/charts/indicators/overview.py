"""All indicators in rows: value, target, pace against need, assessment in words, symbols of this and earlier years."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import altair as alt
import pandas as pd

from analysis.charts import headings
from analysis.charts.indicators import words
from analysis.charts.indicators.path import REQUIRED
from analysis.charts.indicators.weather import symbols
from analysis.charts.indicators.words import Row
from analysis.charts.look.theme import (
    BLACK,
    INK,
    LINE_HEIGHT,
    MUTED,
    PALE,
    RULE,
    WIDTH,
    Heading,
    haloed,
    page,
    plot_height,
    slide,
)
from analysis.charts.look.typesetting import clean, wrap
from analysis.dataset import UNPUBLISHED, Occasion
from analysis.german import NBSP
from analysis.strategy import Strategy
from analysis.vocabulary import ASSESSMENT, WEATHER

MOST: Final = 8  # rows on one slide
_TYPE: Final = 16
_LINE: Final = round(_TYPE * LINE_HEIGHT)
_HEAD: Final = _LINE + 12
_GAP: Final = 24
_BAR: Final = 14
_SCALE_END: Final = 1.5  # of the pace that is needed
_ZERO: Final = 0.2  # of the width, left of it the bars of what moves away
_EARLIER: Final = 3
# Column → its share of the width, of a whole slide and of half a one.
_SHARES: Final = {"indicator": 0.29, "value": 0.14, "target": 0.14, "pace": 0.18, "assessment": 0.13, "symbol": 0.12}
_SHARES_OF_HALF: Final = {"indicator": 0.44, "value": 0.29, "assessment": 0.27}
_TITLES: Final = {
    "indicator": "Indikator",
    "value": "neuester Wert",
    "target": "Ziel",
    "pace": "Tempo (Strich: nötig)",
    "assessment": "Bewertung",
    "symbol": "Symbol, früher",
}


@dataclass(frozen=True)
class _Grid:
    """Where columns and rows lie on the slide, in pixels."""

    height: float
    rows: int

    @property
    def room(self) -> float:
        return page().width - 2 * page().margin

    @property
    def shares(self) -> dict[str, float]:
        """Column → its share of the width; half a slide has room for three of them."""
        return _SHARES if page().width == WIDTH else _SHARES_OF_HALF

    @property
    def step(self) -> float:
        return min((self.height - _HEAD) / self.rows, 5 * _LINE)

    def left(self, column: str) -> float:
        before = list(self.shares)[: list(self.shares).index(column)]
        return self.room * sum(self.shares[name] for name in before)

    def width(self, column: str) -> float:
        return self.room * self.shares[column] - _GAP

    def middle(self, row: int) -> float:
        return _HEAD + (row + 0.5) * self.step


def overview(
    indicators: pd.DataFrame, earlier: pd.DataFrame, strategy: Strategy, *, occasion: Occasion = UNPUBLISHED
) -> list[alt.LayerChart]:
    """One row an indicator, eight on a slide, by field.

    Takes the tables `indicators` and `earlier_symbols` of one municipality and year.
    """
    ordered = indicators.sort_values("field", kind="stable", na_position="last").to_dict("records")
    count = slides(indicators)
    pages = [ordered[n * len(ordered) // count : (n + 1) * len(ordered) // count] for n in range(count)]
    before = {
        number: list(zip(of["at"], of["destatis"], strict=True))
        for number, of in earlier.groupby("indicator_id", sort=False)
    }
    return [_page(page, ordered, before, strategy, occasion, n, len(pages)) for n, page in enumerate(pages, start=1)]


def slides(indicators: pd.DataFrame) -> int:
    """How many slides the overview takes, each as evenly filled as can be."""
    return -(-len(indicators) // MOST)


def _page(
    rows: Sequence[Row],
    every: Sequence[Row],
    before: dict[Any, list[tuple[int, str]]],
    strategy: Strategy,
    occasion: Occasion,
    number: int,
    pages: int,
) -> alt.LayerChart:
    notes = [f"Blatt {number} von {pages}"] if pages > 1 else []
    if any(row["assessment"] in ("on_pace", "too_slow", "away") for row in rows):
        notes.append("Bewertung nach bisherigem Tempo: rechnerisch, keine Prognose")
    if any(words.has(row, "destatis") for row in rows):
        notes.append("Symbole nach der Deutschen Nachhaltigkeitsstrategie, ab vier Werten einer Methode")
    heading = headings.heading(
        words.summary(every),
        f"{len(every)} Indikatoren" if len(every) > 1 else "ein Indikator",
        strategy,
        year=int(rows[0]["year"]),
        kind="Übersicht: je Indikator eine Zeile",
        numbers=[_in_words(row, before.get(row["indicator_id"], [])) for row in rows],
        notes=notes,
        occasion=occasion,
    )
    return _drawn(rows, before, heading)


def _in_words(row: Row, earlier: Sequence[tuple[int, str]]) -> str:
    said = [words.amount(row["value"], row["unit"]) + f" ({int(row['value_year'])})"] if words.has(row, "value") else []
    said += [f"Ziel {words.target(row)}", words.assessment(row)]
    said += [words.pace(row)] if words.pace(row) else []
    if words.has(row, "destatis"):
        said.append(WEATHER.labels[row["destatis"]])
        said += [f"{at} {WEATHER.labels[symbol]}" for at, symbol in earlier]
    return f"{clean(row['title'])}: {', '.join(said)}"


def _drawn(rows: Sequence[Row], before: dict[Any, list[tuple[int, str]]], heading: Heading) -> alt.LayerChart:
    grid = _Grid(plot_height(heading), max(len(rows), 4))
    x = alt.X("x", type="quantitative", scale=alt.Scale(domain=[0, grid.room], nice=False), axis=None)
    down = alt.Scale(domain=[grid.height, 0], nice=False, zero=False)
    y = alt.Y("y", type="quantitative", scale=down, axis=None)
    lines = [{"x": 0, "x2": grid.room, "y": _HEAD + n * grid.step} for n in range(len(rows) + 1)]
    layers = [alt.Chart(pd.DataFrame(lines)).mark_rule(color=RULE).encode(x=x, x2=alt.X2("x2"), y=y)]
    layers += _paces(rows, grid, x, y) if "pace" in grid.shares else []
    texts = [_text(grid.left(name), _LINE / 2, _TITLES[name], MUTED) for name in grid.shares]
    for number, row in enumerate(rows):
        texts += _texts(row, number, grid)
    for weight in ("normal", "bold"):
        chosen = [text for text in texts if text["weight"] == weight]
        base = alt.Chart(pd.DataFrame(chosen)).encode(x=x, y=y, text=alt.Text("text", type="nominal"))
        layers += haloed(base, colour="ink", fontSize=_TYPE, fontWeight=weight) if chosen else []
    drawn = _symbols(rows, before, grid) if "symbol" in grid.shares else []
    layers += symbols(pd.DataFrame(drawn), x, y) if drawn else []
    return slide(layers, heading, left=page().margin, right=page().margin)


def _paces(rows: Sequence[Row], grid: _Grid, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """A bar of the observed pace over the one needed, against a mark at 1; cut where it is far beyond."""
    left, width = grid.left("pace"), grid.width("pace")
    zero, one = left + width * _ZERO, left + width * (_ZERO + (1 - _ZERO) / _SCALE_END)
    bars: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []
    for number, row in enumerate(rows):
        if not words.has(row, "pace_ratio"):
            continue
        ratio = max(min(row["pace_ratio"], _SCALE_END), -_ZERO * _SCALE_END)
        top = grid.middle(number) + 0.3 * _LINE
        across = {"y": top, "y2": top + _BAR}
        bars.append(across | {"x": left, "x2": left + width, "ink": PALE})
        bars.append(
            across | {"x": zero, "x2": zero + ratio * (one - zero), "ink": ASSESSMENT.colours[row["assessment"]]}
        )
        at_mark = {"y": top - 4, "y2": top + _BAR + 4}
        marks += [at_mark | {"x": zero, "ink": MUTED}, at_mark | {"x": one, "ink": REQUIRED}]
    if not bars:
        return []
    x2, y2 = alt.X2("x2"), alt.Y2("y2")
    colour = alt.Color("ink", type="nominal", scale=None)
    return [
        alt.Chart(pd.DataFrame(bars)).mark_rect().encode(x=x, x2=x2, y=y, y2=y2, color=colour),
        alt.Chart(pd.DataFrame(marks)).mark_rule(strokeWidth=2.5).encode(x=x, y=y, y2=y2, color=colour),
    ]


def _texts(row: Row, number: int, grid: _Grid) -> list[dict[str, Any]]:
    unit = row["unit"]
    title = wrap(row["title"], grid.width("indicator"), _TYPE, bold=True)
    most = max(int((grid.step - 6) // _LINE), 1)
    title = words.cut(title, most)
    texts = _block("indicator", title, number, grid, BLACK, "bold")
    value = [words.amount(row["value"], unit), f"({int(row['value_year'])})"] if words.has(row, "value") else ["–"]
    texts += _block("value", value, number, grid, INK, "normal")
    ink = ASSESSMENT.colours[row["assessment"]] if words.has(row, "assessment") else MUTED
    assessment = wrap(words.assessment(row), grid.width("assessment"), _TYPE, bold=True)
    texts += _block("assessment", assessment, number, grid, ink, "bold")
    if "target" in grid.shares:
        texts += _block("target", wrap(words.target(row), grid.width("target"), _TYPE), number, grid, INK, "normal")
    return texts + (_pace_texts(row, number, grid) if "pace" in grid.shares else [])


def _pace_texts(row: Row, number: int, grid: _Grid) -> list[dict[str, Any]]:
    """The ratio above its bar; without one what is needed, or how it goes."""
    if words.has(row, "pace_ratio"):
        said = f"{words.rounded(100 * row['pace_ratio'])}{NBSP}% des Nötigen"
        return [_text(grid.left("pace"), grid.middle(number) - 0.45 * _LINE, said, INK)]
    lines = wrap(words.pace(row), grid.width("pace"), _TYPE) if words.pace(row) else ["–"]
    return _block("pace", lines, number, grid, MUTED, "normal")


def _block(column: str, lines: Sequence[str], number: int, grid: _Grid, ink: str, weight: str) -> list[dict[str, Any]]:
    """Lines of text in a cell, centred in the height of its row."""
    first = grid.middle(number) - (len(lines) - 1) / 2 * _LINE
    return [_text(grid.left(column), first + n * _LINE, line, ink, weight) for n, line in enumerate(lines)]


def _text(x: float, y: float, text: str, ink: str, weight: str = "normal") -> dict[str, Any]:
    return {"x": x, "y": y, "text": text, "ink": ink, "weight": weight}


def _symbols(rows: Sequence[Row], before: dict[Any, list[tuple[int, str]]], grid: _Grid) -> list[dict[str, Any]]:
    """This year's symbol, and smaller beside it those of earlier values, the newest first."""
    places = []
    for number, row in enumerate(rows):
        if not words.has(row, "destatis"):
            continue
        left, middle = grid.left("symbol"), grid.middle(number)
        places.append({"x": left + 22, "y": middle, "symbol": row["destatis"], "size": 20})
        for n, (_, symbol) in enumerate(before.get(row["indicator_id"], [])[:_EARLIER]):
            places.append({"x": left + 66 + 30 * n, "y": middle, "symbol": symbol, "size": 13})
    return places
