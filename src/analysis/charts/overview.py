"""How far the measures are and how many lie on schedule, over all fields of action."""

import altair as alt
import pandas as pd

from analysis import german
from analysis.charts import headings, stacks, titles
from analysis.charts.headings import ALL
from analysis.dataset import UNPUBLISHED, Occasion
from analysis.figures.bounds import bounded
from analysis.figures.punctuality import told_apart
from analysis.german import MEASURE, NBSP
from analysis.strategy import Strategy
from analysis.vocabulary import MEASURE_STATUS, SCHEDULE


def status_by_field(figures: pd.DataFrame, strategy: Strategy, *, occasion: Occasion = UNPUBLISHED) -> alt.LayerChart:
    """One 100 % bar for all fields and for each: the measures by status, count and share in each segment.

    Takes the figures of one municipality and year (`frames.FIGURES`). Measures without a known field
    stand only in the bar of all; discarded measures that are not in the total are named, not drawn.
    """
    rows = headings.selected(bounded(figures, strategy), "measure", "status")
    overall = rows[rows["field"] == ALL]
    fields = _fields(strategy)
    of_field = {field: rows[rows["field"] == field] for field in fields}
    bases = {field: _base(of_field[field]) for field in fields}
    drawn = rows[rows["percent"].notna()]
    heading = headings.heading(
        titles.measure_status(overall),
        headings.counts_and_shares(overall, MEASURE, strategy),
        strategy,
        occasion=occasion,
        year=headings.year_of(figures),
        kind="Gestapeltes Balkendiagramm: je Handlungsfeld ein Balken zu 100 %, geteilt nach Umsetzungsstatus",
        numbers=[
            f"{name} ({bases[field]}): {headings.in_words(of_field[field], MEASURE_STATUS.labels)}"
            for field, name in fields.items()
            if len(of_field[field])
        ],
        notes=[
            *_corrected(occasion, "status", MEASURE_STATUS.labels),
            *headings.assumed(overall, MEASURE_STATUS.labels),
            *headings.rounding(drawn, "field"),
            *_without_field(rows),
            *headings.counting_rule(strategy),
        ],
    )
    return stacks.stacked_bars(
        drawn.assign(bar=drawn["field"].map(fields)),
        stacks.Rows({name: bases[field] for field, name in fields.items()}, empty="keine Maßnahmen"),
        MEASURE_STATUS,
        heading,
        as_share=True,
    )


def on_schedule_by_field(
    figures: pd.DataFrame, strategy: Strategy, *, occasion: Occasion = UNPUBLISHED
) -> alt.LayerChart:
    """One 100 % bar for all fields and for each: the measures by schedule, count and share in each segment.

    Takes the figures of one municipality and year (`frames.FIGURES`); with the columns of
    `analysis.figures.punctuality.with_overdue` those on schedule past their deadline have a segment of
    their own. Discarded measures that are not in the total are named, not drawn.
    """
    rows = headings.selected(bounded(figures, strategy), "measure", "schedule")
    overall = rows[rows["field"] == ALL]
    fields = _fields(strategy)
    of_field = {field: rows[rows["field"] == field] for field in fields}
    bases = {field: _base(of_field[field]) for field in fields}
    drawn = told_apart(rows[rows["percent"].notna()])
    heading = headings.heading(
        titles.schedule(overall),
        headings.counts_and_shares(overall, MEASURE, strategy),
        strategy,
        occasion=occasion,
        year=headings.year_of(figures),
        kind="Gestapeltes Balkendiagramm: je Handlungsfeld ein Balken zu 100 %, geteilt nach Zeitplan",
        numbers=[
            f"{name} ({bases[field]}): {headings.in_words(of_field[field], SCHEDULE.labels)}"
            for field, name in fields.items()
            if len(of_field[field])
        ],
        notes=[
            *_corrected(occasion, "schedule", SCHEDULE.labels),
            *headings.assumed(overall, SCHEDULE.labels),
            *headings.past_deadline(overall),
            *headings.rounding(drawn, "field"),
            *_without_field(rows),
        ],
    )
    return stacks.stacked_bars(
        drawn.assign(bar=drawn["field"].map(fields)),
        stacks.Rows({name: _on_schedule(of_field[field]) for field, name in fields.items()}, empty="keine Maßnahmen"),
        stacks.schedule(drawn),
        heading,
        as_share=True,
    )


def _fields(strategy: Strategy) -> dict[str, str]:
    return {field: headings.field_label(field, strategy) for field in (ALL, *map(str, strategy.field_names))}


def _base(of_field: pd.DataFrame) -> str:
    discarded = headings.count(of_field[of_field["percent"].isna()], "discarded")
    number = f"n{NBSP}={NBSP}{german.integer(headings.total(of_field))}"
    return f"{number}, dazu {german.integer(discarded)} verworfen" if discarded else number


def _on_schedule(of_field: pd.DataFrame) -> str:
    """„69 von 80 im Zeitplan": the two parts of those on schedule are one answer."""
    total = headings.total(of_field)
    if not total:
        return _base(of_field)
    left_out = headings.count(of_field[of_field["percent"].isna()], "discarded")
    number = f"{german.integer(headings.count(of_field, 'on_schedule'))} von {german.integer(total)} im Zeitplan"
    return f"{number}, dazu {german.integer(left_out)} verworfen" if left_out else number


def _corrected(occasion: Occasion, dimension: str, labels: dict[str, str]) -> list[str]:
    place = {"level": "measure", "dimension": dimension, "horizon": ALL, "value": ["count"]}
    return headings.corrected(occasion, "figures", labels, "category", **place)


def _without_field(rows: pd.DataFrame) -> list[str]:
    totals = rows.groupby("field")["total"].max()
    missing = int(totals[ALL] - totals.drop(ALL).sum())
    if missing == 0:
        return []
    stand = "steht" if missing == 1 else "stehen"
    return [f"{german.counted(missing, MEASURE)} ohne Handlungsfeld {stand} nur in der Zeile „Alle Handlungsfelder“"]
