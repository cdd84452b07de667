"""The mid-term review (Halbzeitbilanz) for reading: its charts as the evidence allows, its tables in German."""

import altair as alt
import pandas as pd
from IPython.display import Markdown
from pandas.io.formats.style import Styler

from analysis import german
from analysis.charts import bridges, deadlines, flows, pace, paths
from analysis.charts.headings import field_label
from analysis.figures import bridge, growth, headlines
from analysis.figures import midterm as midterms
from analysis.figures import paths as path_figures
from analysis.figures.bridge import STAYED
from analysis.figures.evidence import may_say
from analysis.figures.paths import TERMINABLE
from analysis.figures.scenarios import scenarios
from analysis.intake import Dataset
from analysis.publish.editions import is_draft
from analysis.publish.listings import DIMENSIONS, LEVELS, in_german
from analysis.publish.tables import FIELD, show
from analysis.vocabulary import MEASURE_STATUS, SCHEDULE

BASES = {
    "with_discarded": "alle Maßnahmen, auch verworfene",
    "all": "alle ohne verworfene",
    "terminable": "ohne verworfene und fortlaufende",
    "on_schedule": "Maßnahmen im Zeitplan",
}
AGAINST = {"living": "die heute geführten", "ever_reported": "alle je gemeldeten"}
HEADLINES = {
    "goals_completed": "operative Ziele abgeschlossen",
    "completed": "Maßnahmen abgeschlossen",
    "on_schedule": "Maßnahmen im Zeitplan",
    "on_schedule_past_horizon": "im Zeitplan gemeldet, obwohl die Frist abgelaufen ist",
}
RULES = {"": "", "completed": "zählt als abgeschlossen", "in_progress": "zählt als in Umsetzung"}


def review_charts(dataset: Dataset, midterm: pd.DataFrame, summary: pd.DataFrame) -> dict[str, alt.LayerChart]:
    """Name → chart of the review, on the base of the measures that can end.

    Takes the year's tables midterm and midterm_summary. What needs a year before, or two consecutive
    years, is left out where there are none.
    """
    strategy, draft = dataset.strategy, is_draft(dataset)
    by_field = path_figures.counts_by_field(dataset.measures, dataset.goals, strategy, year=dataset.year)
    charts = {
        "paths": paths.paths(midterm, summary, strategy, base=TERMINABLE, draft=draft),
        "pace": pace.pace(midterm, summary, strategy, base=TERMINABLE, draft=draft),
        "deadlines_by_field": deadlines.deadlines_by_field(by_field, strategy, draft=draft),
    }
    before = dataset.previous_year
    if before is None:
        return charts
    rows, renumbered = (dataset.measures, dataset.goals, strategy), dataset.corrections.renumbered
    bridged = bridge.bridge(*rows, year=dataset.year, renumbered=renumbered)
    moved = bridge.transitions(*rows, year=dataset.year, renumbered=renumbered)
    named = scenarios(dataset.measures, dataset.goals, strategy, year=dataset.year)
    charts |= {
        "bridge": bridges.bridge(bridged, strategy, category="completed", year_before=before, draft=draft),
        "flow": flows.flow(moved, strategy, year_before=before, draft=draft),
        "scenarios": pace.scenarios(named, strategy, draft=draft),
    }
    allowed = may_say(str(summary["evidence"].iloc[0]))
    if "projection_in_annex" in allowed and midterm["median"].notna().any():
        charts["projection"] = paths.projection(midterm, summary, strategy, base=TERMINABLE, draft=draft)
    return charts


def paces(dataset: Dataset) -> Styler | Markdown:
    """One row per base and what it is held against: completed, the last pace, the pace required."""
    table = headlines.pace_by_base(
        dataset.measures,
        dataset.goals,
        dataset.strategy,
        year=dataset.year,
        renumbered=dataset.corrections.renumbered,
    )
    shown = pd.DataFrame(
        {
            "Grundgesamtheit": table["base"].map(BASES),
            "gemessen an": table["against"].map(AGAINST),
            "Gesamt": table["total"].map(german.integer),
            "abgeschlossen": table["completed"].map(german.integer),
            "zuletzt im Jahr": table["pace_last_year"].map(_decimal),
            "nötig im Jahr": table["pace_required"].map(_decimal),
            "Verhältnis": table["pace_ratio"].map(lambda ratio: _decimal(ratio, 2)),
        }
    )
    return show(shown, dataset.strategy, numbers=shown.columns[2:])


def deadlines_by_field(dataset: Dataset) -> Styler | Markdown:
    """One row a field: measures with a deadline, how many are completed, how many past it."""
    table = path_figures.counts_by_field(dataset.measures, dataset.goals, dataset.strategy, year=dataset.year)
    columns = {
        "total": "mit Frist",
        "completed": "abgeschlossen",
        "overdue": "Frist abgelaufen",
        "overdue_on_schedule": "davon im Zeitplan gemeldet",
    }
    numbers = {label: table[name].map(german.integer) for name, label in columns.items()}
    fields = [field_label(field, dataset.strategy) for field in table["field"]]
    return show(pd.DataFrame({FIELD: fields, **numbers}), dataset.strategy, numbers=list(numbers))


def overdue(dataset: Dataset) -> Styler | Markdown:
    """One row per measure past its deadline that is neither completed nor discarded."""
    late = path_figures.overdue(dataset.measures, dataset.strategy, year=dataset.year)
    table = pd.DataFrame(
        {
            "Nr.": late["measure_id"],
            "Maßnahme": late["title"],
            "fällig am": late["due_date"].dt.strftime("%d.%m.%Y"),
            "Status": late["status"].map(MEASURE_STATUS.labels),
            "Zeitplan": late["schedule"].map(SCHEDULE.labels),
            "Zuständigkeit": late["responsible"],
        }
    )
    return show(table, dataset.strategy)


def movers(dataset: Dataset) -> Styler | Markdown:
    """One row per measure or goal that moved: from where, to where, why."""
    moved = bridge.movements(
        dataset.measures,
        dataset.goals,
        dataset.strategy,
        year=dataset.year,
        renumbered=dataset.corrections.renumbered,
    )
    moved = moved[moved["cause"] != STAYED]
    states = [
        [in_german(level, dimension, state) for level, dimension, state in zip(*columns, strict=True)]
        for columns in (
            (moved["level"], moved["dimension"], moved["before"]),
            (moved["level"], moved["dimension"], moved["after"]),
        )
    ]
    table = pd.DataFrame(
        {
            "Nr.": moved["id"],
            "Titel": moved["title"],
            "Ebene": moved["level"].map(LEVELS),
            "Angabe": moved["dimension"].map(DIMENSIONS),
            "vorher": states[0],
            "jetzt": states[1],
            "Bewegung": moved["cause"].map(bridges.CAUSES),
        }
    )
    return show(table, dataset.strategy)


def backtest(dataset: Dataset) -> Styler | Markdown:
    """One row per base and year that the years before it foretell; a sentence where there are too few."""
    foretold = midterms.backtest(
        dataset.measures,
        dataset.goals,
        dataset.strategy,
        year=dataset.year,
        renumbered=dataset.corrections.renumbered,
    )
    if foretold.empty:
        return Markdown(
            "Eine Probe an der Vergangenheit ist erst mit drei aufeinanderfolgenden Berichtsjahren möglich."
        )
    table = pd.DataFrame(
        {
            "Grundgesamtheit": foretold["base"].map(BASES),
            "Jahr": foretold["at"],
            "Spanne": [f"{low} bis {high}" for low, high in zip(foretold["low"], foretold["high"], strict=True)],
            "eingetreten": foretold["observed"],
            "in der Spanne": foretold["inside"].map({True: "ja", False: "nein"}),
        }
    )
    return show(table, dataset.strategy, numbers=["eingetreten"])


def other_rules(dataset: Dataset) -> Styler | Markdown:
    """One row per headline under each base and rule: count, share, change, what a smaller base adds to it."""
    table = headlines.headlines(dataset.measures, dataset.goals, dataset.strategy, year=dataset.year)
    shares = zip(table["count"], table["total"], strict=True)
    shown = pd.DataFrame(
        {
            "Aussage": table["headline"].map(HEADLINES),
            "Grundgesamtheit": [
                "operative Ziele" if headline == "goals_completed" else BASES[base]
                for headline, base in zip(table["headline"], table["base"], strict=True)
            ],
            "fortlaufend und abgeschlossen": table["ongoing_completed"].map(RULES),
            "Anzahl": [f"{german.integer(n)} von {german.integer(of)} ({german.share(n, of)})" for n, of in shares],
            "Veränderung in Prozentpunkten": table["points"].map(_decimal),
            "davon durch kleinere Grundgesamtheit": table["points_from_smaller_base"].map(_decimal),
        }
    )
    return show(shown, dataset.strategy, numbers=shown.columns[3:])


def growth_rates(dataset: Dataset) -> Markdown:
    """What the growth-rate method would say of all fields together, and why it is not used, in a few sentences."""
    table = growth.growth_rates(dataset.measures, dataset.goals, dataset.strategy, year=dataset.year)
    overall = table[table["field"] == "all"]
    if overall.empty or overall["growth"].isna().any():
        return Markdown("Eine Wachstumsrate lässt sich nicht angeben: Es fehlt ein Vorjahr, oder es begann bei null.")
    row = overall.iloc[0]
    target = dataset.strategy.target_date.year
    return Markdown(
        f"Als Wachstumsrate gerechnet stieg die Zahl der abgeschlossenen Maßnahmen um {_decimal(100 * row['growth'])}"
        f"{german.NBSP}% im Jahr; fortgeschrieben wären Ende {target} {_decimal(row['extrapolated'], 0)} Maßnahmen "
        f"abgeschlossen, bei {german.integer(int(row['total']))} nicht verworfenen. Für Anzahlen aus einer festen "
        "Gesamtzahl taugt dieses Verfahren nicht."
    )


def _decimal(number: float | None, places: int = 1) -> str:
    return "–" if number is None or pd.isna(number) else german.decimal(float(number), places)
