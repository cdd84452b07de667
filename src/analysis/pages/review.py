"""The mid-term review (Halbzeitbilanz) for reading: its charts as the evidence allows, its tables in German."""

from itertools import takewhile

import altair as alt
import pandas as pd
from IPython.display import Markdown
from pandas.io.formats.style import Styler

from analysis import german
from analysis.charts import bases, bridges
from analysis.charts.headings import counting_rule, field_label
from analysis.dataset import Dataset
from analysis.figures import bridge, destatis, headlines
from analysis.figures import midterm as midterms
from analysis.figures.bridge import STAYED
from analysis.figures.midterm import growth
from analysis.figures.midterm import paths as path_figures
from analysis.figures.midterm.evidence import may_say
from analysis.figures.midterm.paths import TERMINABLE
from analysis.pages.listings import DIMENSIONS, in_german, level_label
from analysis.pages.tables import FIELD, show
from analysis.publish.catalogue import Catalogue
from analysis.vocabulary import MEASURE_STATUS, SCHEDULE

CHARTS = ("paths", "pace", "deadlines_by_field", "bridge", "flow", "scenarios", "projection")
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
SYMBOLS = {"sun": "Sonne", "light_cloud": "leicht bewölkt", "cloud": "Wolke", "thunderstorm": "Gewitter"}
CHARTS = ("paths", "pace", "deadlines_by_field", "bridge", "flow", "scenarios", "projection")
RULES = {"": "", "completed": "zählt als abgeschlossen", "in_progress": "zählt als in Umsetzung"}


def review_charts(dataset: Dataset, midterm: pd.DataFrame, summary: pd.DataFrame) -> dict[str, alt.LayerChart]:
    """Name → chart of the review, on the base of the measures that can end.

    Takes the year's tables midterm and midterm_summary. What needs a year before, two consecutive
    years, years to come or something left to do is left out where there is none.
    """
    return Catalogue(dataset, {"midterm": midterm, "midterm_summary": summary}).charts(*CHARTS)


def paces(dataset: Dataset) -> Styler | Markdown:
    """One row per base and what it is held against: completed, the last pace, the pace required."""
    table = headlines.pace_by_base(*dataset.rows, year=dataset.year, renumbered=dataset.renumbered)
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
    return show(shown, dataset.strategy, numbers=shown.columns[2:], notes=counting_rule(dataset.strategy))


def deadlines_by_field(dataset: Dataset) -> Styler | Markdown:
    """One row a field: measures with a deadline, how many are completed, how many past it."""
    table = path_figures.counts_by_field(*dataset.rows, year=dataset.year)
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
    moved = bridge.movements(*dataset.rows, year=dataset.year, renumbered=dataset.renumbered)
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
            "Ebene": moved["level"].map(level_label),
            "Angabe": moved["dimension"].map(DIMENSIONS),
            "vorher": states[0],
            "jetzt": states[1],
            "Bewegung": moved["cause"].map(bridges.CAUSES),
        }
    )
    return show(table, dataset.strategy, notes=counting_rule(dataset.strategy))


def backtest(dataset: Dataset) -> Styler | Markdown:
    """One row per base and year that the years before it foretell; where there are too few, what they allow to say."""
    foretold = midterms.backtest(*dataset.rows, year=dataset.year, renumbered=dataset.renumbered)
    if foretold.empty:
        return Markdown(_too_few(len(dataset.years)))
    table = pd.DataFrame(
        {
            "Grundgesamtheit": foretold["base"].map(BASES),
            "Jahr": foretold["at"],
            "vorausgerechnet": [
                f"{low} bis {high}" for low, high in zip(foretold["low"], foretold["high"], strict=True)
            ],
            "eingetreten": foretold["observed"],
            "in der Spanne": foretold["inside"].map({True: "ja", False: "nein"}),
        }
    )
    notes = ["Probe: abgeschlossene Maßnahmen, aus den Jahren davor vorausgerechnet", *counting_rule(dataset.strategy)]
    return show(table, dataset.strategy, numbers=["eingetreten"], notes=notes)


def _too_few(years: int) -> str:
    """What the number of yearly snapshots allows to say, where no year can be foretold from those before."""
    if years == 1:
        return "Ein Berichtsjahr zeigt den Stand, noch keine Veränderung."
    if years == 2:
        return "Zwei Berichtsjahre zeigen Veränderungen, noch keinen Trend; die Spanne steht deshalb im Anhang."
    return (
        "Eine Probe an der Vergangenheit braucht drei aufeinanderfolgende Berichtsjahre; hier fehlt eines dazwischen."
    )


def other_rules(dataset: Dataset) -> Styler | Markdown:
    """One row per headline under each base and rule: count, share, change, what a smaller base adds to it."""
    table = headlines.headlines(*dataset.rows, year=dataset.year)
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


def other_methods(dataset: Dataset, midterm: pd.DataFrame, summary: pd.DataFrame) -> Markdown:
    """What the Destatis and the growth-rate method would say, and why they are not used, in a few sentences."""
    return Markdown(f"{_symbol(dataset, midterm, summary)}\n\n{_growth_rates(dataset)}")


def _symbol(dataset: Dataset, midterm: pd.DataFrame, summary: pd.DataFrame) -> str:
    now = bases.chosen(summary, "measure", TERMINABLE).iloc[0]
    path = bases.chosen(midterm, "measure", TERMINABLE).dropna(subset="observed")
    observed = dict(zip(path["at"].astype(int), path["observed"].astype(int), strict=True))
    run = list(takewhile(observed.__contains__, range(dataset.year, min(observed, default=dataset.year) - 1, -1)))
    target, target_year = int(now["total"]), dataset.strategy.target_date.year
    values = {at: observed[at] for at in run} if target else {}
    found = destatis.destatis(values, target=target, target_year=target_year, direction="rise", kind="reach")
    if found is None or not may_say(now["evidence"]) & {"symbol", "symbol_resting_on_few_values"}:
        return "Für ein Symbol der Deutschen Nachhaltigkeitsstrategie fehlen die Berichtsjahre."
    few = "; es beruht auf wenigen Werten" if len(values) < destatis.MOST_VALUES else ""
    return (
        "Nach der Deutschen Nachhaltigkeitsstrategie ergäbe sich für die abgeschlossenen Maßnahmen mit Frist das "
        f"Symbol {german.quote(SYMBOLS[found])}{few}."
    )


def _growth_rates(dataset: Dataset) -> str:
    table = growth.growth_rates(*dataset.rows, year=dataset.year)
    overall = table[table["field"] == "all"]
    if overall.empty or overall["growth"].isna().any():
        return "Eine Wachstumsrate lässt sich nicht angeben: Es fehlt ein Vorjahr, oder es begann bei null."
    row = overall.iloc[0]
    target = dataset.strategy.target_date.year
    required = "" if pd.isna(row["ratio"]) else f" ({_decimal(100 * row['ratio'], 0)}{german.NBSP}% der nötigen Rate)"
    return (
        f"Als Wachstumsrate gerechnet stieg die Zahl der abgeschlossenen Maßnahmen um {_decimal(100 * row['growth'])}"
        f"{german.NBSP}% im Jahr{required}; fortgeschrieben wären {_decimal(row['extrapolated'], 0)} Maßnahmen bis "
        f"Ende {target} abgeschlossen, bei {german.integer(int(row['total']))} nicht verworfenen. Für Anzahlen aus "
        "einer festen Gesamtzahl taugt dieses Verfahren nicht."
    )


def _decimal(number: float | None, places: int = 1) -> str:
    return "–" if number is None or pd.isna(number) else german.decimal(float(number), places)
