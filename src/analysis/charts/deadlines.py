"""Per field: how many measures with a deadline are completed, and how many are open past it. Counts only."""

from typing import Final

import altair as alt
import pandas as pd

from analysis import german
from analysis.charts import bases, headings, stacks
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


def deadlines_by_field(counts: pd.DataFrame, strategy: Strategy, *, occasion: Occasion = UNPUBLISHED) -> alt.LayerChart:
    """One bar for all fields and for each, its measures with a deadline: completed, past the deadline, still open.

    Takes the table of `analysis.figures.midterm.paths.counts_by_field` (base terminable). No pace, no trend.
    """
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
        _finding(overall),
        f"Anzahl und Anteil, {bases.named(overall['total'], 'measure', 'terminable')}",
        strategy,
        year=overall["year"],
        kind="Gestapeltes Balkendiagramm: je Handlungsfeld ein Balken zu 100 %, Maßnahmen mit Frist",
        numbers=[
            f"{names[row['field']]} (n = {german.integer(row['total'])}): "
            + "; ".join(f"{STATES.labels[code]}: {german.integer(row[code])}" for code in STATES.codes)
            for row in rows
        ],
        notes=headings.rounding(segments, "bar"),
        occasion=occasion,
    )
    of_bar = {names[row["field"]]: f"n{NBSP}={NBSP}{german.integer(row['total'])}" for row in rows}
    bars = stacks.Rows(of_bar, empty="keine Maßnahmen mit Frist")
    return stacks.stacked_bars(segments, bars, STATES, heading, as_share=True)


def _finding(overall: dict) -> str:
    """„…; bei zehn offenen ist die Frist abgelaufen, alle gelten als im Zeitplan"."""
    noun = bases.WITH_DEADLINE
    completed, late, on_schedule = (overall[name] for name in ("completed", "overdue", "overdue_on_schedule"))
    sentence = german.finding(overall["total"], noun, [Part(completed, "abgeschlossen")])
    if not late:
        return sentence
    sentence += f"; bei {german.number_word(late, noun.dative_one)} offenen ist die Frist abgelaufen"
    if not on_schedule:
        return sentence
    if on_schedule == late:
        return f"{sentence}, {'sie gilt' if late == 1 else 'alle gelten'} als im Zeitplan"
    verb = "gilt" if on_schedule == 1 else "gelten"
    return f"{sentence}, {german.number_word(on_schedule, noun.one)} davon {verb} als im Zeitplan"
