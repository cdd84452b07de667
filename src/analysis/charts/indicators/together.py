"""By field of action: how far the operative goals are, and beside them how the indicators stand."""

from typing import Any, Final

import altair as alt
import pandas as pd

from analysis import german
from analysis.charts import headings
from analysis.charts.headings import field_label
from analysis.charts.indicators import words
from analysis.charts.look.theme import (
    GROUND,
    INK,
    LINE_HEIGHT,
    MUTED,
    RULE,
    haloed,
    ink_on,
    page,
    plot_height,
    slide,
)
from analysis.charts.look.typesetting import text_width, wrap
from analysis.dataset import UNPUBLISHED, Occasion
from analysis.german import GOAL
from analysis.strategy import Strategy
from analysis.vocabulary import GOAL_STATUS

_TYPE: Final = 16
_LINE: Final = round(_TYPE * LINE_HEIGHT)
_NAMES: Final = 0.22  # of the width
_BAR: Final = 0.5  # of a row
_MOST_BAR: Final = 46
# How indicators stand, in three words; the form of the words is that of the legend.
_STANDS: Final = {"good": "am Ziel oder auf gutem Weg", "bad": "verfehlt oder zu langsam", "open": "noch offen"}
_STAND_COLOURS: Final = {"good": "#0A4534", "bad": "#C9561B", "open": "#949494"}


def goals_and_indicators(
    figures: pd.DataFrame, indicators: pd.DataFrame, strategy: Strategy, *, occasion: Occasion = UNPUBLISHED
) -> alt.LayerChart:
    """One row a field: its operative goals by status, and its indicators by how they stand, in counts.

    Takes the figures (`frames.FIGURES`) and the table `indicators` of one municipality and year.
    """
    goals = headings.selected(figures, "goal", "status")
    rows = [_row(str(number), goals, indicators) for number in strategy.field_names]
    rows = [row for row in rows if row["goals"] or row["indicators"]]
    heading = headings.heading(
        _finding(rows),
        "Anzahl der operativen Ziele und der Indikatoren je Handlungsfeld",
        strategy,
        year=headings.year_of(figures),
        kind="Zwei gestapelte Balken je Handlungsfeld: operative Ziele nach Status, Indikatoren nach Bewertung",
        numbers=[_in_words(row, strategy) for row in rows],
        notes=["Indikatoren: Bewertung nach bisherigem Tempo, keine Prognose"],
        occasion=occasion,
    )
    room, height = page().width - 2 * page().margin, plot_height(heading)
    left, gap = room * _NAMES, page().margin
    width = (room - left - gap) / 2
    starts = {"goals": left, "indicators": left + width + gap}
    legends = [_legend(kind, start, width, rows) for kind, start in starts.items()]
    bars = [bar for of_legend, _ in legends for bar in of_legend]
    texts = [text for _, of_legend in legends for text in of_legend]
    head = max(text["y"] for text in texts) + _LINE
    step = (height - head) / max(len(rows), 3)
    longest = {kind: max((sum(row[kind].values()) for row in rows), default=1) or 1 for kind in ("goals", "indicators")}
    for kind, start in starts.items():
        title = "Operative Ziele" if kind == "goals" else "Indikatoren"
        texts.append(_text(start, _LINE / 2, title, INK, "bold"))
        for number, row in enumerate(rows):
            middle = head + (number + 0.5) * step
            at = start
            for code, count in row[kind].items():
                if not count:
                    continue
                length = width * count / longest[kind]
                thick = min(step * _BAR, _MOST_BAR) / 2
                colour = _colours(kind)[code]
                bars.append({"x": at, "x2": at + length, "y": middle - thick, "y2": middle + thick, "ink": colour})
                texts.append(_text(at + length / 2, middle, german.integer(count), ink_on(colour), "bold", "center"))
                at += length
            if not row[kind]:
                texts.append(_text(start, middle, "keine", MUTED))
    for number, row in enumerate(rows):
        lines = wrap(field_label(row["field"], strategy), left - gap, _TYPE)
        middle = head + (number + 0.5) * step - (len(lines) - 1) / 2 * _LINE
        texts += [_text(0, middle + n * _LINE, line, INK) for n, line in enumerate(lines)]
    return slide(_layers(bars, texts, room, height, head), heading, left=page().margin, right=page().margin)


def _row(field: str, goals: pd.DataFrame, indicators: pd.DataFrame) -> dict[str, Any]:
    of_field = goals[goals["field"] == field]
    counts = dict(zip(of_field["category"].astype(str), of_field["count"].astype(int), strict=True))
    mine = indicators[indicators["field"] == int(field)].to_dict("records")
    stands = dict.fromkeys(_STANDS, 0)
    for row in mine:
        stands[words.stand(row)] += 1
    return {
        "field": field,
        "goals": {code: counts[code] for code in GOAL_STATUS.codes if counts.get(code)},
        "indicators": {name: count for name, count in stands.items() if count},
    }


def _finding(rows: list[dict[str, Any]]) -> str:
    total = sum(sum(row["goals"].values()) for row in rows)
    completed = sum(row["goals"].get("completed", 0) for row in rows)
    goals = german.finding(total, GOAL, [german.Part(completed, "abgeschlossen")])
    good = sum(row["indicators"].get("good", 0) for row in rows)
    every = sum(sum(row["indicators"].values()) for row in rows)
    of = f"{german.number_word(every, 'einem')} {'Indikator' if every == 1 else 'Indikatoren'}"
    verb = "ist" if good <= 1 else "sind"
    number = german.number_word(good, "einer") if good else "keiner"
    return f"{goals}; von {of} {verb} {number} am Ziel oder auf gutem Weg"


def _in_words(row: dict[str, Any], strategy: Strategy) -> str:
    goals = [f"{GOAL_STATUS.labels[code]} {count}" for code, count in row["goals"].items()]
    stands = [f"{_STANDS[name]} {count}" for name, count in row["indicators"].items()]
    said = f"Ziele {', '.join(goals) or 'keine'}; Indikatoren {', '.join(stands) or 'keine'}"
    return f"{field_label(row['field'], strategy)}: {said}"


def _colours(kind: str) -> dict[str, str]:
    return GOAL_STATUS.colours if kind == "goals" else _STAND_COLOURS


def _legend(
    kind: str, left: float, width: float, rows: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Squares and words in up to two lines below the title."""
    labels = GOAL_STATUS.labels if kind == "goals" else _STANDS
    used = [code for code in labels if any(row[kind].get(code) for row in rows)]
    bars: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    x, y = left, 1.5 * _LINE
    for code in used:
        needed = 20 + text_width(labels[code], _TYPE) + 18
        if x + needed > left + width and x > left:
            x, y = left, y + _LINE
        bars.append({"x": x, "x2": x + 14, "y": y - 7, "y2": y + 7, "ink": _colours(kind)[code]})
        texts.append(_text(x + 20, y, labels[code], INK))
        x += needed
    return bars, texts


def _text(x: float, y: float, text: str, ink: str, weight: str = "normal", align: str = "left") -> dict[str, Any]:
    return {"x": x, "y": y, "text": text, "ink": ink, "weight": weight, "align": align}


def _layers(
    bars: list[dict[str, Any]], texts: list[dict[str, Any]], room: float, height: float, head: float
) -> list[alt.Chart]:
    x = alt.X("x", type="quantitative", scale=alt.Scale(domain=[0, room], nice=False), axis=None)
    y = alt.Y("y", type="quantitative", scale=alt.Scale(domain=[height, 0], nice=False, zero=False), axis=None)
    floor = pd.DataFrame([{"x": 0, "x2": room, "y": head}])
    layers = [alt.Chart(floor).mark_rule(color=RULE).encode(x=x, x2=alt.X2("x2"), y=y)]
    colour = alt.Color("ink", type="nominal", scale=None)
    rects = alt.Chart(pd.DataFrame(bars)).mark_rect(stroke=GROUND, strokeWidth=2)
    layers.append(rects.encode(x=x, x2=alt.X2("x2"), y=y, y2=alt.Y2("y2"), color=colour))
    for align in ("left", "center"):
        for weight in ("normal", "bold"):
            chosen = [text for text in texts if (text["align"], text["weight"]) == (align, weight)]
            if not chosen:
                continue
            text = alt.Chart(pd.DataFrame(chosen)).encode(x=x, y=y, text=alt.Text("text", type="nominal"))
            look: dict[str, Any] = {"fontSize": _TYPE, "fontWeight": weight, "align": align}
            if align == "center":  # on the bars
                layers.append(text.mark_text(baseline="middle", **look).encode(color=colour))
            else:
                layers += haloed(text, colour="ink", **look)
    return layers
