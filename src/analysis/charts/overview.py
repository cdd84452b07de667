"""How far the measures are and how many lie on schedule, over all fields of action."""

import altair as alt
import pandas as pd

from analysis import german
from analysis.charts import bars, headings, stacks, titles
from analysis.charts.headings import ALL
from analysis.dataset import UNPUBLISHED, Occasion
from analysis.figures.bounds import bounded
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
    figures: pd.DataFrame, strategy: Strategy, *, past_horizon: int = 0, occasion: Occasion = UNPUBLISHED
) -> alt.LayerChart:
    """One bar for all fields and for each: how many of its measures lie on schedule, as share of its total.

    Takes the figures of one municipality and year (`frames.FIGURES`). `past_horizon` is how many of
    those on schedule are open past the end of their horizon; it is said beside them.
    """
    rows = headings.selected(bounded(figures, strategy), "measure", "schedule")
    overall = rows[rows["field"] == ALL]
    fields = _fields(strategy)
    on_schedule = rows[rows["category"] == "on_schedule"]
    shown = pd.DataFrame(
        {
            "bar": on_schedule["field"].map(fields),
            "length": (on_schedule["count"] / on_schedule["total"]).fillna(0.0),
            "text": [_of_total(n, total) for n, total in zip(on_schedule["count"], on_schedule["total"], strict=True)],
        }
    )
    heading = headings.heading(
        titles.schedule(overall),
        headings.counts_and_shares(overall, MEASURE, strategy),
        strategy,
        occasion=occasion,
        year=headings.year_of(figures),
        kind="Balkendiagramm: je Handlungsfeld Anzahl und Anteil der Maßnahmen, die im Zeitplan liegen",
        numbers=[f"{bar}: {text}" for bar, text in zip(shown["bar"], shown["text"], strict=True)],
        notes=[
            *_corrected(occasion, "schedule", SCHEDULE.labels),
            *headings.assumed(overall, SCHEDULE.labels),
            *headings.past_horizon(past_horizon, strategy),
            *_without_field(rows),
        ],
        remarks=_others(overall),
    )
    colour = SCHEDULE.colours["on_schedule"]
    return bars.bars(shown.assign(colour=colour), list(fields.values()), heading, longest=1.0, track=True)


def _fields(strategy: Strategy) -> dict[str, str]:
    return {field: headings.field_label(field, strategy) for field in (ALL, *map(str, strategy.field_names))}


def _base(of_field: pd.DataFrame) -> str:
    discarded = headings.count(of_field[of_field["percent"].isna()], "discarded")
    number = f"n{NBSP}={NBSP}{german.integer(headings.total(of_field))}"
    return f"{number}, dazu {german.integer(discarded)} verworfen" if discarded else number


def _of_total(number: int, total: int) -> str:
    return (
        f"{german.integer(number)} von {german.integer(total)} ({german.share(number, total)})"
        if total
        else "keine Maßnahmen"
    )


def _corrected(occasion: Occasion, dimension: str, labels: dict[str, str]) -> list[str]:
    place = {"level": "measure", "dimension": dimension, "horizon": ALL, "value": ["count"]}
    return headings.corrected(occasion, "figures", labels, "category", **place)


def _others(overall: pd.DataFrame) -> list[str]:
    """What the others are: late, not assessed, discarded are no one class."""
    labels = {code: SCHEDULE.labels[code] for code in SCHEDULE.codes if code != "on_schedule"}
    said = [f"{label} {german.integer(n)}" for code, label in labels.items() if (n := headings.count(overall, code))]
    return [f"die übrigen: {', '.join(said)}"] if said else []


def _without_field(rows: pd.DataFrame) -> list[str]:
    totals = rows.groupby("field")["total"].max()
    missing = int(totals[ALL] - totals.drop(ALL).sum())
    if missing == 0:
        return []
    stand = "steht" if missing == 1 else "stehen"
    return [f"{german.counted(missing, MEASURE)} ohne Handlungsfeld {stand} nur in der Zeile „Alle Handlungsfelder“"]
