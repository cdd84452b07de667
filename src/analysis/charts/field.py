"""One field of action: how far its goals and measures are, and which measures lie on schedule."""

import altair as alt
import pandas as pd

from analysis import german
from analysis.charts import bars, headings, stacks, titles
from analysis.charts.look.typesetting import clean
from analysis.dataset import UNPUBLISHED, Occasion
from analysis.figures.bounds import bounded
from analysis.figures.punctuality import told_apart
from analysis.german import GOAL, MEASURE, NBSP
from analysis.strategy import Strategy
from analysis.vocabulary import GOAL_STATUS, HORIZON, MEASURE_STATUS, SCHEDULE, Vocabulary


def goal_status(
    figures: pd.DataFrame, strategy: Strategy, *, field: int, occasion: Occasion = UNPUBLISHED
) -> alt.LayerChart:
    """One bar per status: the operative goals of a field, count and share.

    Takes the figures of one municipality and year (`frames.FIGURES`).
    """
    rows = headings.selected(bounded(figures, strategy), "goal", "status", field=str(field))
    return _status(rows, titles.goal_status(rows), GOAL_STATUS, strategy, occasion)


def measure_status(
    figures: pd.DataFrame, strategy: Strategy, *, field: int, occasion: Occasion = UNPUBLISHED
) -> alt.LayerChart:
    """One bar per status: the measures of a field, count and share.

    Takes the figures of one municipality and year (`frames.FIGURES`).
    """
    rows = headings.selected(bounded(figures, strategy), "measure", "status", field=str(field))
    return _status(rows, titles.measure_status(rows), MEASURE_STATUS, strategy, occasion)


def schedule_by_horizon(
    figures: pd.DataFrame, strategy: Strategy, *, field: int, occasion: Occasion = UNPUBLISHED
) -> alt.LayerChart:
    """One bar per horizon, as long as its count: the measures of a field by schedule, count and share.

    Takes the figures of one municipality and year (`frames.FIGURES`). Discarded measures that are not
    in the total are named, not drawn. With the columns of `analysis.figures.punctuality.with_overdue`
    those on schedule past their deadline have a segment of their own.
    """
    figures = bounded(figures, strategy)
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
        _of_field(titles.schedule(rows), rows, strategy),
        headings.counts_and_shares(rows, MEASURE, strategy),
        strategy,
        occasion=occasion,
        year=headings.year_of(figures),
        field=str(field),
        kind="Gestapeltes Balkendiagramm: je Zeithorizont ein Balken, geteilt nach dem Zeitplan der Maßnahmen",
        numbers=[
            f"{label} ({bases[label]}): {_of_horizon(drawn[drawn['horizon'] == code])}"
            for code, label in horizons.items()
        ],
        notes=[
            *_corrected(occasion, rows, SCHEDULE),
            *headings.assumed(rows, SCHEDULE.labels),
            *_combination(drawn),
            *headings.past_deadline(rows),
            *headings.rounding(told_apart(drawn), "horizon"),
        ],
    )
    segments = told_apart(drawn)
    return stacks.stacked_bars(
        segments.assign(bar=segments["horizon"].astype(object).map(horizons)),
        stacks.Rows(bases, empty="keine Maßnahmen"),
        stacks.schedule(segments),
        heading,
        as_share=False,
    )


def _of_horizon(rows: pd.DataFrame) -> str:
    return headings.in_words(rows, SCHEDULE.labels) if headings.total(rows) else "keine Maßnahmen"


def _status(
    rows: pd.DataFrame, finding: str, vocabulary: Vocabulary, strategy: Strategy, occasion: Occasion
) -> alt.LayerChart:
    noun = GOAL if vocabulary is GOAL_STATUS else MEASURE
    rule = headings.counting_rule(strategy) if vocabulary is MEASURE_STATUS else []
    shown = pd.DataFrame(
        {
            "bar": rows["category"].astype(object).map(vocabulary.labels),
            "length": rows["count"],
            "text": [_count_and_share(row) for row in rows.to_dict("records")],
            "colour": rows["category"].astype(object).map(vocabulary.colours),
        }
    )
    heading = headings.heading(
        _of_field(finding, rows, strategy),
        headings.counts_and_shares(rows, noun, strategy),
        strategy,
        occasion=occasion,
        year=headings.year_of(rows),
        field=rows["field"].iloc[0],
        kind=f"Balkendiagramm: {vocabulary.label}, ein Balken je Status",
        numbers=[headings.in_words(rows, vocabulary.labels)],
        notes=[
            *_corrected(occasion, rows, vocabulary),
            *headings.assumed(rows, vocabulary.labels),
            *headings.rounding(rows, "field"),
            *rule,
        ],
    )
    return bars.bars(shown, list(shown["bar"]), heading, longest=int(rows["count"].max()))


def _of_field(finding: str, rows: pd.DataFrame, strategy: Strategy) -> str:
    """„Mobilität: Von 20 Maßnahmen …": a field's chart says in its title whose it is."""
    return f"{clean(strategy.field_names[int(rows['field'].iloc[0])])}: {finding}"


def _combination(drawn: pd.DataFrame) -> list[str]:
    """That no published sum says how horizon and schedule combine, where that is so."""
    open_to = drawn[drawn["low"] != drawn["high"]]
    return ["angenommen, wie sich der Zeitplan auf die Zeithorizonte verteilt"] if len(open_to) else []


def _corrected(occasion: Occasion, rows: pd.DataFrame, vocabulary: Vocabulary) -> list[str]:
    row = rows.iloc[0]
    place = {name: str(row[name]) for name in ("level", "dimension", "field", "horizon")}
    return headings.corrected(occasion, "figures", vocabulary.labels, "category", value=["count"], **place)


def _count_and_share(row: dict) -> str:
    if pd.isna(row["percent"]):
        return f"{german.integer(row['count'])} (nicht in der Gesamtzahl)" if row["count"] else "0"
    return headings.count_and_share(row) if row["count"] or row["low"] != row["high"] else "0 (0 %)"
