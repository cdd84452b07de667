"""From last year's states to this year's, as a flow chart: the width of a band is its count."""

from typing import Final

import altair as alt
import numpy as np
import pandas as pd

from analysis import german
from analysis.charts import headings
from analysis.charts.bridges import CAUSES
from analysis.charts.look.theme import LINE_HEIGHT, haloed, page, plot_height, slide
from analysis.charts.look.typesetting import text_width
from analysis.dataset import Occasion
from analysis.german import NBSP, Noun
from analysis.strategy import Strategy
from analysis.vocabulary import LEVELS, Vocabulary

ABSENT: Final = "absent"
_ABSENT_LABELS: Final = {"before": "noch nicht geführt", "after": "nicht mehr geführt"}
_ABSENT_COLOUR: Final = "#8A8A8A"
_HEAD: Final = 36  # pixels: the years above the columns
_BLOCK: Final = 22
_SPACE: Final = 26
_INDENT: Final = 12
_CURVE: Final = np.linspace(0, 1, 25)


def flow(
    transitions: pd.DataFrame,
    strategy: Strategy,
    *,
    level: str = "measure",
    dimension: str = "status",
    occasion: Occasion,
) -> alt.LayerChart:
    """One band per pair of states: last year's on the left, this year's on the right, as wide as its count.

    Takes the table of `analysis.figures.bridge.transitions`. What did not move is pale. `occasion` has a year before.
    """
    rows = transitions[(transitions["level"] == level) & (transitions["dimension"] == dimension)]
    rows = rows[["year", "before", "after", "cause", "count"]].reset_index(drop=True)
    vocabulary, noun = LEVELS[level].dimensions[dimension], LEVELS[level].noun
    year, year_before = headings.year_of(rows), occasion.year_before
    rule = headings.counting_rule(strategy) if (level, dimension) == ("measure", "status") else []
    heading = headings.heading(
        _finding(rows, noun, vocabulary),
        f"Anzahl der {noun.weak}: links Ende{NBSP}{year_before}, rechts Ende{NBSP}{year}, Breite nach Anzahl",
        strategy,
        year=year,
        kind="Flussdiagramm",
        numbers=[
            f"von {_label(row['before'], 'before', vocabulary)} zu {_label(row['after'], 'after', vocabulary)} "
            f"{german.integer(row['count'])}"
            for row in rows.to_dict("records")
        ],
        notes=[*headings.state_before(occasion), *rule],
        occasion=occasion,
    )
    blocks = _blocks(rows, vocabulary, plot_height(heading) - _HEAD)
    left, right = (
        page().margin
        + _INDENT
        + round(max(text_width(text, page().label) for text in blocks.loc[blocks["side"] == side, "text"]))
        for side in ("before", "after")
    )
    width = page().width - left - right
    bands = _bands(rows, blocks, vocabulary)
    heads = pd.DataFrame(
        [{"x": 0, "text": f"Ende{NBSP}{year_before}"}, {"x": width, "text": f"Ende{NBSP}{year}"}]
    ).assign(y=0)
    return slide(_layers(bands, blocks, heads, width, plot_height(heading)), heading, left=left, right=right)


def _finding(rows: pd.DataFrame, noun: Noun, vocabulary: Vocabulary) -> str:
    """„Bei zehn von 80 Maßnahmen hat sich der Umsetzungsstatus geändert: sieben abgeschlossen, drei verworfen"."""
    there = rows[(rows["before"] != ABSENT) & (rows["after"] != ABSENT)]
    moved = there[there["before"] != there["after"]]
    total = int(there["count"].sum())
    what = "die Angabe zum Zeitplan" if vocabulary.name == "schedule" else "der Umsetzungsstatus"
    if total == 0:
        return f"Keine {noun.singular} stand in beiden Jahren in der Tabelle"
    number = german.number_word(int(moved["count"].sum()), noun.dative_one) if len(moved) else f"k{noun.dative_one}"
    if total == 1:
        who = f"Bei der einzigen {noun.singular}" if noun.a == "eine" else f"Beim einzigen {noun.singular}"
        return f"{who} hat sich {what} {'geändert' if len(moved) else 'nicht geändert'}"
    of = german.number_word(total, noun.dative_one)
    who = f"allen {of} {noun.dative}" if moved["count"].sum() == total else f"{number} von {of} {noun.dative}"
    sentence = f"Bei {who} hat sich {what} geändert"
    causes = moved.groupby("cause")["count"].sum()
    said = [
        f"{german.number_word(int(causes[cause]), noun.one)} {CAUSES[cause].removeprefix('Angabe ')}"
        for cause in CAUSES
        if cause in causes.index
    ]
    return f"{sentence}: {german.join(said)}" if said else sentence


def _label(state: str, side: str, vocabulary: Vocabulary) -> str:
    return _ABSENT_LABELS[side] if state == ABSENT else vocabulary.labels[state]


def _blocks(rows: pd.DataFrame, vocabulary: Vocabulary, height: float) -> pd.DataFrame:
    """One row per side and state that occurs: count, text, colour, top and bottom in pixels."""
    states = [*vocabulary.codes, ABSENT]
    sums = {
        side: {s: int(rows.loc[rows[side] == s, "count"].sum()) for s in states if (rows[side] == s).any()}
        for side in ("before", "after")
    }
    most = max(len(of_side) for of_side in sums.values())
    unit = (height - _SPACE * (most - 1)) / int(rows["count"].sum())
    blocks = []
    for side, of_side in sums.items():
        top = float(_HEAD)
        for state, count in of_side.items():
            blocks.append(
                {
                    "side": side,
                    "state": state,
                    "text": f"{_label(state, side, vocabulary)} {german.integer(count)}",
                    "colour": _ABSENT_COLOUR if state == ABSENT else vocabulary.colours[state],
                    "top": round(top, 2),
                    "bottom": round(top + count * unit, 2),
                }
            )
            top += count * unit + _SPACE
    return pd.DataFrame(blocks).assign(unit=unit)


def _bands(rows: pd.DataFrame, blocks: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """One row per transition: text, colour, opacity, and where its upper edge begins and ends, in pixels."""
    order = {state: n for n, state in enumerate([*vocabulary.codes, ABSENT])}
    unit = blocks["unit"].iloc[0]
    bands = rows.assign(thickness=rows["count"] * unit)
    for side, other in (("before", "after"), ("after", "before")):
        tops = blocks[blocks["side"] == side].set_index("state")["top"]
        stacked = bands.sort_values(other, key=lambda states: states.map(order))
        within = stacked.groupby(side)["thickness"].cumsum() - stacked["thickness"]
        bands[f"{side}_top"] = bands[side].map(tops) + within
    colours = blocks[blocks["side"] == "after"].set_index("state")["colour"]
    stays = bands["before"] == bands["after"]
    texts = [
        f"{german.integer(count)} {'unverändert' if before == after else _label(after, 'after', vocabulary)}"
        for before, after, count in zip(bands["before"], bands["after"], bands["count"], strict=True)
    ]
    bands = bands.assign(
        band=range(len(bands)),
        colour=bands["after"].map(colours),
        opacity=stays.map({True: 0.25, False: 0.75}),
        text=texts,
    )
    return bands.drop(columns="year")


def _layers(
    bands: pd.DataFrame, blocks: pd.DataFrame, heads: pd.DataFrame, width: float, height: float
) -> list[alt.Chart]:
    across, down = alt.Scale(domain=[0, width], nice=False), alt.Scale(domain=[height, 0], nice=False)

    def x(column: str) -> alt.X:
        return alt.X(column, type="quantitative", scale=across, axis=None)

    def y(column: str) -> alt.Y:
        return alt.Y(column, type="quantitative", scale=down, axis=None)

    colour = alt.Color("colour", type="nominal", scale=None)
    ribbons = (
        alt.Chart(_edges(bands, width))
        .mark_area()
        .encode(
            x=x("x"),
            y=y("upper"),
            y2=alt.Y2("lower"),
            detail=alt.Detail("band", type="nominal"),
            color=colour,
            opacity=alt.Opacity("opacity", type="quantitative", scale=None),
        )
    )
    columns = blocks.assign(
        x=(blocks["side"] == "after") * (width - _BLOCK),
        x2=(blocks["side"] == "after") * (width - _BLOCK) + _BLOCK,
        middle=(blocks["top"] + blocks["bottom"]) / 2,
    )
    blocks_drawn = (
        alt.Chart(columns).mark_rect().encode(x=x("x"), x2=alt.X2("x2"), y=y("top"), y2=alt.Y2("bottom"), color=colour)
    )
    named = alt.Chart(columns).encode(y=y("middle"), text=alt.Text("text", type="nominal"))
    before = named.transform_filter(alt.datum.side == "before").encode(x=x("x"))
    after = named.transform_filter(alt.datum.side == "after").encode(x=x("x2"))
    names = [
        before.mark_text(align="right", baseline="middle", dx=-_INDENT),
        after.mark_text(align="left", baseline="middle", dx=_INDENT),
    ]
    years = (
        alt.Chart(heads)
        .mark_text(baseline="top", fontWeight="bold")
        .encode(x=x("x"), y=y("y"), text=alt.Text("text", type="nominal"))
    )
    shown = alt.Chart(_labels(bands, height)).encode(x=x("x"), y=y("place"), text=alt.Text("text", type="nominal"))
    return [ribbons, blocks_drawn, *names, years, *haloed(shown, fontSize=page().small)]


def _edges(bands: pd.DataFrame, width: float) -> pd.DataFrame:
    """One row per band and point of its curve: x, upper, lower, in pixels."""
    bend = _CURVE**2 * (3 - 2 * _CURVE)
    start, end, thickness = (bands[[name]].to_numpy() for name in ("before_top", "after_top", "thickness"))
    upper = start + (end - start) * bend  # a row for each band
    edges = bands.loc[bands.index.repeat(len(_CURVE)), ["band", "colour", "opacity"]].assign(
        x=np.tile(_BLOCK + _CURVE * (width - 2 * _BLOCK), len(bands)),
        upper=upper.ravel(),
        lower=(upper + thickness).ravel(),
    )
    return edges.round({"x": 2, "upper": 2, "lower": 2})


def _labels(bands: pd.DataFrame, height: float) -> pd.DataFrame:
    """One row per band: text and where it stands at the band's beginning, no two upon each other.

    A band that takes its whole block to the same state is told by the block's own label.
    """
    line = page().small * LINE_HEIGHT
    alone = bands.groupby("before")["before"].transform("size") == 1
    bands = bands[~(alone & (bands["before"] == bands["after"]))]
    middles = (bands["before_top"] + bands["thickness"] / 2).sort_values()
    places: list[float] = []
    for middle in middles:
        places.append(max(middle, places[-1] + line) if places else middle)
    for number in range(len(places) - 1, -1, -1):  # what would fall out below moves up
        limit = places[number + 1] - line if number + 1 < len(places) else height - line / 2
        places[number] = min(places[number], limit)
    return pd.DataFrame({"text": bands.loc[middles.index, "text"], "place": places, "x": _BLOCK + _INDENT})
