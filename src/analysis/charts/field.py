"""One field of action: how far its goals and measures are, and which measures lie on schedule."""

import altair as alt
import pandas as pd

from analysis import german
from analysis.charts import bars, headings, stacks, titles
from analysis.dataset import UNPUBLISHED, Occasion
from analysis.german import GOAL, MEASURE, NBSP
from analysis.strategy import Strategy
from analysis.vocabulary import GOAL_STATUS, HORIZON, MEASURE_STATUS, SCHEDULE, Vocabulary


def goal_status(
    figures: pd.DataFrame, strategy: Strategy, *, field: int, occasion: Occasion = UNPUBLISHED
) -> alt.LayerChart:
    """One bar per status: the operative goals of a field, count and share.

    Takes the figures of one municipality and year (`frames.FIGURES`).
    """
    rows = headings.selected(figures, "goal", "status", field=str(field))
    return _status(rows, titles.goal_status(rows), GOAL_STATUS, strategy, occasion)


def measure_status(
    figures: pd.DataFrame, strategy: Strategy, *, field: int, occasion: Occasion = UNPUBLISHED
) -> alt.LayerChart:
    """One bar per status: the measures of a field, count and share.

    Takes the figures of one municipality and year (`frames.FIGURES`).
    """
    rows = headings.selected(figures, "measure", "status", field=str(field))
    return _status(rows, titles.measure_status(rows), MEASURE_STATUS, strategy, occasion)


def schedule_by_horizon(
    figures: pd.DataFrame, strategy: Strategy, *, field: int, occasion: Occasion = UNPUBLISHED
) -> alt.LayerChart:
    """One bar per horizon, as long as its count: the measures of a field by schedule, count and share.

    Takes the figures of one municipality and year (`frames.FIGURES`). Discarded measures that are not
    in the total are named, not drawn.
    """
    rows = headings.selected(figures, "measure", "schedule", field=str(field))
    horizons = {code: label for code, label in HORIZON.labels.items() if (figures["horizon"] == code).any()}
    by_horizon = figures[
        (figures["dimension"] == "schedule") & (figures["field"] == str(field)) & figures["horizon"].isin(horizons)
    ]
    drawn = by_horizon[by_horizon["percent"].notna()]
    bases = {
        label: f"n{NBSP}={NBSP}{german.integer(headings.total(by_horizon[by_horizon['horizon'] == code]))}"
        for code, label in horizons.items()
    }
    heading = headings.heading(
        titles.schedule(rows),
        headings.counts_and_shares(rows, MEASURE, strategy),
        strategy,
        occasion=occasion,
        year=headings.year_of(figures),
        field=str(field),
        kind="Gestapeltes Balkendiagramm: je Zeithorizont ein Balken, geteilt nach dem Zeitplan der Maßnahmen",
        numbers=[
            f"{label} ({bases[label]}): {headings.in_words(drawn[drawn['horizon'] == code], SCHEDULE.labels)}"
            for code, label in horizons.items()
        ],
        notes=headings.rounding(drawn, "horizon"),
    )
    return stacks.stacked_bars(
        drawn.assign(bar=drawn["horizon"].astype(object).map(horizons)),
        stacks.Rows(bases, empty="keine Maßnahmen"),
        SCHEDULE,
        heading,
        as_share=False,
    )


def _status(
    rows: pd.DataFrame, finding: str, vocabulary: Vocabulary, strategy: Strategy, occasion: Occasion
) -> alt.LayerChart:
    noun = GOAL if vocabulary is GOAL_STATUS else MEASURE
    rule = headings.counting_rule(strategy) if vocabulary is MEASURE_STATUS else []
    shown = pd.DataFrame(
        {
            "bar": rows["category"].astype(object).map(vocabulary.labels),
            "length": rows["count"],
            "text": [_count_and_share(*row) for row in zip(rows["count"], rows["total"], rows["percent"], strict=True)],
            "colour": rows["category"].astype(object).map(vocabulary.colours),
        }
    )
    heading = headings.heading(
        finding,
        headings.counts_and_shares(rows, noun, strategy),
        strategy,
        occasion=occasion,
        year=headings.year_of(rows),
        field=rows["field"].iloc[0],
        kind=f"Balkendiagramm: {vocabulary.label}, ein Balken je Status",
        numbers=[headings.in_words(rows, vocabulary.labels)],
        notes=[*headings.rounding(rows, "field"), *rule],
    )
    return bars.bars(shown, list(shown["bar"]), heading, longest=int(rows["count"].max()))


def _count_and_share(count: int, total: int, percent: int | None) -> str:
    if pd.isna(percent):
        return f"{german.integer(count)} (nicht in der Gesamtzahl)" if count else "0"
    return f"{german.integer(count)} ({german.share(count, total)})"
