"""What changed against the year before: the counts of both years beside each other, and the net."""

import datetime as dt

import altair as alt
import pandas as pd

from analysis import german
from analysis.charts import headings, titles
from analysis.charts.headings import ALL
from analysis.charts.look.axes import GAP, fitted_labels, row_axis
from analysis.charts.look.theme import GROUND, Heading, page, plot_height, slide
from analysis.charts.look.typesetting import text_width
from analysis.dataset import UNPUBLISHED, Occasion
from analysis.figures.bounds import bounded
from analysis.german import GOAL, MEASURE
from analysis.strategy import Strategy
from analysis.vocabulary import GOAL_STATUS, MEASURE_STATUS, SCHEDULE, VOCABULARIES, Vocabulary

_BAR_SHARE = 0.36
_OUTLINE = 3


def measure_status_change(
    figures: pd.DataFrame, before: pd.DataFrame, strategy: Strategy, *, occasion: Occasion = UNPUBLISHED
) -> alt.LayerChart:
    """Two bars per status: the measures of all fields this year (filled) and the year before (outlined).

    Takes the figures of one municipality for both years (`frames.FIGURES`).
    """
    rows, earlier = (headings.selected(table, "measure", "status", field=ALL) for table in (figures, before))
    title = titles.status_change(rows, _known(earlier, strategy), MEASURE, year_before=headings.year_of(before))
    return _change(rows, earlier, title, MEASURE_STATUS, strategy, occasion)


def goal_status_change(
    figures: pd.DataFrame, before: pd.DataFrame, strategy: Strategy, *, occasion: Occasion = UNPUBLISHED
) -> alt.LayerChart:
    """Two bars per status: the operative goals of all fields this year (filled) and the year before (outlined)."""
    rows, earlier = (headings.selected(table, "goal", "status", field=ALL) for table in (figures, before))
    title = titles.status_change(rows, _known(earlier, strategy), GOAL, year_before=headings.year_of(before))
    return _change(rows, earlier, title, GOAL_STATUS, strategy, occasion)


def schedule_change(
    figures: pd.DataFrame, before: pd.DataFrame, strategy: Strategy, *, occasion: Occasion = UNPUBLISHED
) -> alt.LayerChart:
    """Two bars per answer: the measures of all fields by schedule this year (filled) and the year before."""
    rows, earlier = (headings.selected(table, "measure", "schedule", field=ALL) for table in (figures, before))
    title = titles.schedule_change(rows, _known(earlier, strategy), year_before=headings.year_of(before))
    return _change(rows, earlier, title, SCHEDULE, strategy, occasion)


def _change(
    rows: pd.DataFrame,
    before: pd.DataFrame,
    title: str,
    vocabulary: Vocabulary,
    strategy: Strategy,
    occasion: Occasion,
) -> alt.LayerChart:
    year, year_before = headings.year_of(rows), headings.year_of(before)
    compared = _compared(rows, before, vocabulary)
    known = _published(before, strategy)
    compared = compared.assign(
        now_text=[
            f"{year}: {german.integer(now)}" + (f" ({german.signed(now - then)})" if code in known else "")
            for code, now, then in zip(compared["code"], compared["now"], compared["then"], strict=True)
        ],
        then_text=[
            f"{year_before}: {german.integer(then) if code in known else 'nicht veröffentlicht'}"
            for code, then in zip(compared["code"], compared["then"], strict=True)
        ],
        then=[then if code in known else 0 for code, then in zip(compared["code"], compared["then"], strict=True)],
    )
    noun = GOAL if vocabulary is GOAL_STATUS else MEASURE
    rule = headings.counting_rule(strategy) if vocabulary is MEASURE_STATUS else []
    source = f" ({occasion.before_is})" if occasion.before_is else ""
    left_out = ", ohne verworfene" if headings.count(rows, "discarded") and not strategy.discarded_in_total else ""
    totals = f"{year_before}: {german.integer(headings.total(before))}, {year}: {german.integer(headings.total(rows))}"
    heading = headings.heading(
        title,
        f"Anzahl der {noun.weak}{left_out} ({totals})",
        strategy,
        occasion=occasion,
        year=year,
        kind=f"Balkendiagramm: {vocabulary.label}, je Ausprägung ein Balken für {year} und einer für {year_before}",
        numbers=[f"{row.label} {row.now_text}, {row.then_text}" for row in compared.itertuples()],
        notes=[f"Vergleich mit dem {german.date(dt.date(year_before, 12, 31))}{source}", *rule],
    )
    return _paired_bars(compared, heading)


def _known(before: pd.DataFrame, strategy: Strategy) -> pd.DataFrame:
    """The rows of the year before with which a title may compare."""
    return before[before["category"].isin(_published(before, strategy))]


def _published(before: pd.DataFrame, strategy: Strategy) -> set[str]:
    """The categories whose count of the year before is the table's own or published: no other is compared with."""
    kept = bounded(before, strategy)
    open_to = kept.loc[kept["low"] != kept["high"], "category"]
    return {code for vocabulary in VOCABULARIES.values() for code in vocabulary.codes} - set(open_to)


def _compared(rows: pd.DataFrame, before: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """One row per category that either year has: code, label, colour, now, then."""
    categories = [code for code in vocabulary.codes if code in {*rows["category"], *before["category"]}]
    return pd.DataFrame(
        {
            "code": categories,
            "label": [vocabulary.labels[code] for code in categories],
            "colour": [vocabulary.colours[code] for code in categories],
            "now": [headings.count(rows, code) for code in categories],
            "then": [headings.count(before, code) for code in categories],
        }
    )


def _paired_bars(compared: pd.DataFrame, heading: Heading) -> alt.LayerChart:
    step = plot_height(heading) / len(compared)
    left, labels, size = fitted_labels({label: label for label in compared["label"]}, step)
    thickness = step * _BAR_SHARE
    room = max(text_width(text, page().label, bold=True) for text in compared["now_text"]) + 2 * GAP
    base = alt.Chart().encode(y=row_axis(labels, left, size))
    scale = alt.Scale(domain=[0, int(compared[["now", "then"]].max().max()) or 1], nice=False)
    colour = alt.Color("colour", type="nominal", scale=None)
    start = alt.X("zero", type="quantitative", scale=scale, axis=None)

    def labelled(column: str, offset: float, bold: bool) -> alt.Chart:
        return base.mark_text(
            align="left", baseline="middle", dx=GAP, yOffset=offset, fontWeight="bold" if bold else "normal"
        ).encode(
            x=alt.X(column, type="quantitative", scale=scale, axis=None),
            text=alt.Text(f"{column}_text", type="nominal"),
        )

    up, down = -thickness / 2 - 1, thickness / 2 + 1
    layers = [
        base.mark_bar(height=thickness, strokeWidth=0, yOffset=up).encode(x=start, x2=alt.X2("now"), color=colour),
        base.transform_filter(alt.datum.then > 0)
        .mark_bar(height=thickness - _OUTLINE, fill=GROUND, strokeWidth=_OUTLINE, yOffset=down)
        .encode(x=start, x2=alt.X2("then"), stroke=alt.Stroke("colour", type="nominal", scale=None)),
        labelled("now", up, bold=True),
        labelled("then", down, bold=False),
    ]
    placed = compared.assign(row=compared["label"].map(labels), zero=0)
    return slide(layers, heading, left=left, right=round(page().margin + room), data=placed)
