"""Tenders that meet all minimum criteria: by number and by value, side by side."""

from typing import Final

import altair as alt
import pandas as pd

from analysis import german
from analysis.charts import headings
from analysis.charts.headings import ALL
from analysis.charts.look.axes import GAP, LABEL_LINE, fitted_labels, thickness
from analysis.charts.look.canvas import Canvas
from analysis.charts.look.theme import MUTED, page, plot_height, slide
from analysis.charts.look.typesetting import clean, text_width
from analysis.charts.scoring.words import euro
from analysis.dataset import UNPUBLISHED, Occasion
from analysis.german import Noun
from analysis.strategy import Strategy

TENDER = Noun("Vergabe", "Vergaben", "Vergaben", "Vergaben", "die einzige Vergabe", "eine", "eine", "einer")
MOST_ROWS: Final = 12
_MET: Final = "#2467AE"
_TRACK: Final = "#C9CED6"
_HEAD: Final = 40
_BETWEEN: Final = 40
_NARROWEST: Final = 320  # pixels that a panel of values takes with its texts
_ROW: Final = 70


def tenders_by_group(
    tenders: pd.DataFrame, strategy: Strategy, *, left_out: list[str], untold: int = 0, occasion: Occasion = UNPUBLISHED
) -> alt.LayerChart:
    """Two bars a product group: tenders and their value, and how much of each meets all minimum criteria.

    Takes `frames.TENDER_SUMS` of a network; of its years the newest is drawn, for all members together,
    without the counties named in `left_out`. `untold` tenders do not say whether they meet the criteria.
    """
    of_all = tenders[tenders["member"] == ALL]
    year = int(of_all["year"].max())
    rows = of_all[of_all["year"] == year]
    whole = rows[rows["product_group"] == ALL].iloc[0]
    groups = rows[rows["product_group"] != ALL].sort_values("value_eur", ascending=False, kind="stable")
    shown = pd.concat([whole.to_frame().T, groups.head(MOST_ROWS - 1)], ignore_index=True)
    bars = ["Alle Produktgruppen", *map(clean, shown["product_group"].iloc[1:])]
    counts = [_counted(row) for row in shown.to_dict("records")]
    values = [_valued(row) for row in shown.to_dict("records")]
    heading = headings.heading(
        _finding(whole, year),
        f"Vergaben {year}, Anzahl und Auftragswert; dunkel: alle Mindestkriterien erfüllt",
        strategy,
        year=headings.year_of(tenders) if year == headings.year_of(tenders) else year,
        kind="Balkendiagramm: je Produktgruppe Anzahl und Auftragswert der Vergaben",
        numbers=[f"{bar}: {count}; {value}" for bar, count, value in zip(bars, counts, values, strict=True)],
        notes=_notes(left_out, untold, len(groups) - MOST_ROWS + 1),
        occasion=occasion,
    )
    room = plot_height(heading) - _HEAD
    step = min(room / len(shown), _ROW)
    left, labels, size = fitted_labels(dict(zip(map(str, shown.index), bars, strict=True)), step)
    canvas = Canvas(page().width - left - page().margin, room + _HEAD)
    middles = [_HEAD + (n + 0.5) * step for n in range(len(shown))]
    half = (canvas.width - _BETWEEN) / 2
    layers = [canvas.names(labels.values(), middles, left=page().margin - left, size=size)]
    panels = [("nach Anzahl", "tenders", "tenders_met", counts)]
    panels.append(("nach Auftragswert", "value_eur", "value_met_eur", values))
    if half < _NARROWEST:  # half a slide bears one of the two; the title says the other
        panels, half = panels[:1], canvas.width
    for number, (head, total, met, texts) in enumerate(panels):
        start = number * (half + _BETWEEN)
        layers += _panel(canvas, start, half, middles, step, head, shown[total], shown[met], texts)
    return slide(layers, heading, left=left)


def _panel(
    canvas: Canvas,
    start: float,
    width: float,
    middles: list[float],
    step: float,
    head: str,
    total: pd.Series,
    met: pd.Series,
    texts: list[str],
) -> list[alt.Chart]:
    """One bar a row from `start` on, the met part dark, its text behind; the longest fills what the texts leave."""
    room = max(text_width(text, page().small) for text in texts) + GAP
    longest = float(total.max()) or 1.0
    unit = (width - room) / longest
    bars = pd.DataFrame(
        {
            "x": start,
            "full": start + total.astype(float).to_numpy() * unit,
            "end": start + met.astype(float).to_numpy() * unit,
            "y": [middle - thickness(step) / 2 for middle in middles],
            "y2": [middle + thickness(step) / 2 for middle in middles],
        }
    )
    columns = ["x", "x2", "y", "y2", "colour"]
    behind = pd.DataFrame({"x": bars["full"] + 8, "y": middles, "text": texts})
    name = pd.DataFrame([{"x": start, "y": _HEAD - 12 - page().small * LABEL_LINE, "text": head}])
    return [
        canvas.bars(bars.assign(x2=bars["full"], colour=_TRACK)[columns], strokeWidth=0),
        canvas.bars(bars.assign(x2=bars["end"], colour=_MET)[columns], strokeWidth=0),
        canvas.texts(behind, fontSize=page().small),
        canvas.texts(name, fontSize=page().small, baseline="top", color=MUTED),
    ]


def _counted(row: dict) -> str:
    return f"{row['tenders_met']} von {row['tenders']} ({german.share(row['tenders_met'], row['tenders'])})"


def _valued(row: dict) -> str:
    return f"{euro(row['value_met_eur'])} von {euro(row['value_eur'])} ({_value_share(row)})"


def _value_share(row: dict | pd.Series) -> str:
    return german.share(round(100 * row["value_met_eur"]), round(100 * row["value_eur"]))


def _finding(whole: pd.Series, year: int) -> str:
    met, total = int(whole["tenders_met"]), int(whole["tenders"])
    if total == 1:
        return f"Die einzige Vergabe {year} erfüllt {'alle' if met else 'nicht alle'} Mindestkriterien"
    of = f"Von {german.number_word(total, 'einer')} Vergaben {year}"
    number = german.number_word(met) if met else "keine"
    verb = "erfüllt" if met <= 1 else "erfüllen"
    sentence = f"{of} {verb} {number} alle Mindestkriterien"
    if not whole["value_eur"]:
        return sentence
    return f"{sentence}; nach Auftragswert sind es {_value_share(whole)}"


def _notes(left_out: list[str], untold: int, more: int) -> list[str]:
    notes = [f"ohne {german.join(left_out)} (Mitglieder liegen in ihm)"] if left_out else []
    if untold:
        notes.append(f"{german.counted(untold, TENDER)} ohne lesbare Angabe, nicht gezählt")
    return [*notes, *([f"{german.number_word(more)} kleinere Produktgruppen nur in „alle“"] if more > 0 else [])]
