"""Per field: how many measures with a deadline are completed, and how many are open past it. Counts only."""

from typing import Final

import altair as alt
import pandas as pd

from analysis import german
from analysis.charts import bases, headings, paths, stacks
from analysis.charts.headings import ALL
from analysis.dataset import UNPUBLISHED, Occasion
from analysis.figures.breakdown import percent
from analysis.german import NBSP, Part
from analysis.strategy import Strategy
from analysis.vocabulary import MEASURE_STATUS, SCHEDULE, Term, Vocabulary

STATES: Final = Vocabulary(
    "deadline",
    "Stand der Maßnahmen mit Frist",
    (
        Term("completed", "abgeschlossen", MEASURE_STATUS.colours["completed"]),
        Term("overdue", "offen, Frist abgelaufen", SCHEDULE.colours["delayed"]),
        Term("open", "offen, Frist nicht abgelaufen", MEASURE_STATUS.colours["in_progress"]),
    ),
)


def deadlines_by_field(
    counts: pd.DataFrame, bounds: pd.DataFrame, strategy: Strategy, *, occasion: Occasion = UNPUBLISHED
) -> alt.LayerChart:
    """One bar for all fields and for each, its measures with a deadline: completed, past the deadline, still open.

    Takes the tables of `analysis.figures.midterm.paths.counts_by_field` (base terminable) and of
    `analysis.figures.bounds.deadline_bounds`. No pace, no trend.
    """
    limits = {(row["field"], row["figure"]): (row["low"], row["high"]) for row in bounds.to_dict("records")}
    counts = counts.assign(open=counts["total"] - counts["completed"] - counts["overdue"])
    fields = [ALL, *map(str, strategy.field_names)]
    names = {field: headings.field_label(field, strategy) for field in fields}
    rows = sorted(counts.to_dict("records"), key=lambda row: fields.index(row["field"]))
    overall = rows[0]
    segments = pd.DataFrame(
        [
            {
                "bar": names[row["field"]],
                "category": code,
                "count": row[code],
                "total": row["total"],
                "percent": percent(row[code], row["total"]),
            }
            for row in rows
            for code in STATES.codes
        ]
    )
    heading = headings.heading(
        _finding(overall, rows[1:], known=not limits),
        f"Anzahl und Anteil, {bases.named(overall['total'], 'measure', 'terminable')}",
        strategy,
        year=overall["year"],
        kind="Gestapeltes Balkendiagramm: je Handlungsfeld ein Balken zu 100 %, Maßnahmen mit Frist",
        numbers=[
            f"{names[row['field']]} (n = {_with_limits(row, 'total', limits)}): "
            + "; ".join(f"{STATES.labels[code]}: {_with_limits(row, code, limits)}" for code in STATES.codes)
            for row in rows
        ],
        notes=[
            *paths.corrected(occasion, "measure", "terminable", overall["year"]),
            *_assumed(limits),
            *headings.rounding(segments, "bar"),
        ],
        occasion=occasion,
    )
    of_bar = {names[row["field"]]: f"n{NBSP}={NBSP}{german.integer(row['total'])}" for row in rows}
    bars = stacks.Rows(of_bar, empty="keine Maßnahmen mit Frist")
    return stacks.stacked_bars(segments, bars, STATES, heading, as_share=True)


def _with_limits(row: dict, code: str, limits: dict) -> str:
    """„15 (angenommen, 6 bis 22)" where published sums do not say it."""
    number = german.integer(row[code])
    # What is open before its deadline is the rest: bounded by the others.
    low, high = limits.get((row["field"], code), (None, None))
    return number if low == high or code == "open" else f"{number} (angenommen, {low} bis {high})"


def _assumed(limits: dict) -> list[str]:
    figures = {"completed": "abgeschlossen", "overdue": "Frist abgelaufen", "total": "mit Frist"}
    said = [
        f"{label} {german.integer(low)} bis {german.integer(high)}"
        for name, label in figures.items()
        if (low := limits.get((ALL, name), (0, 0))[0]) != (high := limits.get((ALL, name), (0, 0))[1])
    ]
    return [f"angenommen; möglich: {', '.join(said)}"] if said else []


def _finding(overall: dict, fields: list[dict], *, known: bool) -> str:
    """„…; bei zehn offenen ist die Frist abgelaufen (alle im Zeitplan gemeldet), am häufigsten in Handlungsfeld 5"."""
    noun = bases.WITH_DEADLINE
    completed, late, on_schedule = (overall[name] for name in ("completed", "overdue", "overdue_on_schedule"))
    sentence = german.finding(overall["total"], noun, [Part(completed, "abgeschlossen")])
    if not late:
        return sentence
    if overall["total"] == 1:
        return f"{sentence}, ihre Frist ist abgelaufen"
    sentence += f"; bei {german.number_word(late, noun.dative_one)} offenen ist die Frist abgelaufen"
    if on_schedule == late:
        sentence += f", {'sie ist' if late == 1 else 'alle sind'} im Zeitplan gemeldet"
    elif on_schedule:
        verb = german.verb("sein", on_schedule)
        sentence += f", {german.number_word(on_schedule, noun.one)} davon {verb} im Zeitplan gemeldet"
    most = max(row["overdue"] for row in fields)
    worst = [row["field"] for row in fields if row["overdue"] == most]
    if not known or late == 1 or len(worst) > 1 or len(fields) == 1:
        return sentence
    where = f"Handlungsfeld{NBSP}{worst[0]}"
    if most == late:
        return f"{sentence}, alle in {where}" if not on_schedule else f"{sentence}, sämtlich in {where}"
    return f"{sentence}; die meisten in {where} ({german.number_word(most)})"
