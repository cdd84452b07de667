"""The mid-term review (Halbzeitbilanz) for reading: its charts as the evidence allows, its tables in German."""

from collections.abc import Hashable, Mapping
from itertools import takewhile
from typing import Any

import altair as alt
import pandas as pd
from IPython.display import Markdown
from pandas.io.formats.style import Styler

from analysis import german
from analysis.charts import bases, bridges, headings, paths
from analysis.charts.headings import ALL, counting_rule, field_label
from analysis.dataset import Dataset
from analysis.figures import bridge, destatis, headlines
from analysis.figures import midterm as midterms
from analysis.figures.basis import in_year
from analysis.figures.bridge import STAYED
from analysis.figures.midterm import growth
from analysis.figures.midterm import paths as path_figures
from analysis.figures.midterm.completions import completions
from analysis.figures.midterm.evidence import may_say
from analysis.figures.midterm.paths import TERMINABLE
from analysis.pages.listings import DIMENSIONS, in_german, level_label
from analysis.pages.tables import FIELD, show
from analysis.publish.catalogue import Catalogue
from analysis.strategy import Strategy
from analysis.vocabulary import MEASURE_STATUS, SCHEDULE

CHARTS = ("paths", "pace", "deadlines_by_field", "bridge", "flow", "scenarios", "projection")
BASES = {
    "with_discarded": "alle Maßnahmen, auch verworfene",
    "all": "alle ohne verworfene",
    "terminable": "ohne verworfene und fortlaufende",
    "on_schedule": "Maßnahmen im Zeitplan",
}
FLOWS = {
    "newly_completed": "neu abgeschlossen",
    "gone_back": "zurückgefallen",
    "discarded": "verworfen",
    "recoded_in": "durch Umstufung hinzu",
    "recoded_out": "durch Umstufung weg",
    "appeared": "neu geführt und abgeschlossen",
    "vanished": "nicht mehr geführt",
    "became_readable": "jetzt lesbar",
    "became_unreadable": "nicht mehr lesbar",
}
AGAINST = {"living": "die heute geführten", "ever_reported": "alle je gemeldeten"}
HEADLINES = {
    "goals_completed": "operative Ziele abgeschlossen",
    "completed": "Maßnahmen abgeschlossen",
    "on_schedule": "Maßnahmen im Zeitplan",
    "on_schedule_past_horizon": "im Zeitplan gemeldet, obwohl die Frist abgelaufen ist",
}
SYMBOLS = {"sun": "Sonne", "light_cloud": "leicht bewölkt", "cloud": "Wolke", "thunderstorm": "Gewitter"}
RULES = {"": "", "completed": "zählt als abgeschlossen", "in_progress": "zählt als in Umsetzung"}


def review_charts(dataset: Dataset, midterm: pd.DataFrame, summary: pd.DataFrame) -> dict[str, alt.LayerChart]:
    """Name → chart of the review, on the base of the measures that can end.

    Takes the year's tables midterm and midterm_summary. What needs a year before, two consecutive
    years, years to come or something left to do is left out where there is none.
    """
    return Catalogue(dataset, {"midterm": midterm, "midterm_summary": summary}).charts(*CHARTS)


def paces(dataset: Dataset) -> Styler | Markdown:
    """One row per base and what it is held against: completed, last and mean pace, the pace required.

    What rests on more than published sums says so with its bounds; what the edition says otherwise stands
    above the table.
    """
    catalogue = Catalogue(dataset)
    table = headlines.pace_by_base(*dataset.rows, year=dataset.year, renumbered=dataset.renumbered)
    bounds = _bounds(catalogue, ALL)
    left = dataset.strategy.target_date.year - dataset.year
    needed = [n / left for n in bounds["open"]] if "open" in bounds and left > 0 else [0.0, 0.0]
    rows = []
    for row in table.to_dict("records"):
        of_bounds = bounds if row["base"] == TERMINABLE else {}
        is_living = row["against"] == "living"
        numbers = {
            "Gesamt": _bounded(row, "total", of_bounds if is_living else {}),
            "abgeschlossen": _bounded(row, "completed", of_bounds),
            "zuletzt im Jahr": _decimal(row["pace_last_year"]),
            "im Mittel im Jahr": _decimal(row["pace"]),
            "nötig im Jahr": _decimal(row["pace_required"]),
            "Verhältnis": _decimal(row["pace_ratio"], 2),
        }
        if is_living and of_bounds and needed[0] != needed[1]:
            numbers["nötig im Jahr"] += f" (angenommen, {_decimal(needed[0])} bis {_decimal(needed[1])})"
        if of_bounds:  # what has no bounds of its own rests on the same assumption
            numbers = {
                name: text if text == "–" or "angenommen" in text else f"{text} (angenommen)"
                for name, text in numbers.items()
            }
        head = {"Grundgesamtheit": _base_label(row["level"], row["base"]), "gemessen an": AGAINST[row["against"]]}
        rows.append({**head, **numbers})
    shown = pd.DataFrame(rows)
    corrected = [
        f"{_base_label(level, base)}: {said}"
        for level, base in dict.fromkeys(zip(table["level"], table["base"], strict=True))
        for said in paths.corrected(catalogue.occasion, level, base, dataset.year)
    ]
    notes = [*corrected, *counting_rule(dataset.strategy)]
    return show(shown, dataset.strategy, numbers=shown.columns[2:], notes=notes)


def _base_label(level: str, base: str) -> str:
    return "operative Ziele" if level == "goal" else BASES[base]


def _bounds(catalogue: Catalogue, field: str) -> dict[str, tuple[int, int]]:
    """Figure → what the published sums allow, in a field or in all; empty where the rows were reported."""
    rows = catalogue.bounds[catalogue.bounds["field"] == field]
    return {row["figure"]: (row["low"], row["high"]) for row in rows.to_dict("records")}


def _bounded(row: Mapping[Hashable, Any], name: str, bounds: Mapping[str, tuple[int, int]]) -> str:
    """„15 (angenommen, 6 bis 22)" where the published sums leave it open."""
    low, high = bounds.get(name, (row[name], row[name]))
    number = german.integer(row[name])
    return number if low == high else f"{number} (angenommen, {german.integer(low)} bis {german.integer(high)})"


def deadlines_by_field(dataset: Dataset) -> Styler | Markdown:
    """One row a field: measures with a deadline, how many are completed, since the year before, and past it.

    What rests on more than published sums says so with its bounds; above the table stand the field in which
    most are past their deadline, and what the edition says otherwise.
    """
    catalogue = Catalogue(dataset)
    table = path_figures.counts_by_field(*dataset.rows, year=dataset.year)
    columns = {
        "total": "mit Frist",
        "completed": "abgeschlossen",
        "overdue": "Frist abgelaufen",
        "overdue_on_schedule": "davon im Zeitplan gemeldet",
    }
    labels = {field: field_label(field, dataset.strategy) for field in table["field"]}
    rows = []
    for row in table.to_dict("records"):
        bounds = _bounds(catalogue, row["field"])
        cells = {label: _bounded(row, name, bounds) for name, label in columns.items()}
        rows.append({FIELD: labels[row["field"]], **cells})
    shown = pd.DataFrame(rows)
    if dataset.previous_year is not None:
        moved = [_since(dataset, field) for field in table["field"]]
        shown.insert(3, f"seit Ende {dataset.previous_year}", moved)
    corrected = headings.corrected(
        catalogue.occasion, "midterm_summary", {"completed": "abgeschlossen"}, "value", level="measure", base=TERMINABLE
    )
    notes = [*corrected, *_worst(table[table["field"] != ALL], labels, dataset.strategy)]
    return show(shown, dataset.strategy, numbers=shown.columns[1:], notes=notes)


def _since(dataset: Dataset, field: str) -> str:
    """„3 neu abgeschlossen, 1 zurückgefallen": gross, for a net number tells the two as one."""
    of_field = dataset if field == ALL else dataset.of_field(int(field))
    if in_year(of_field.measures, dataset.year).empty:
        return "–"
    flows = completions(*of_field.rows, year=dataset.year, renumbered=dataset.renumbered)
    here = flows[(flows["level"] == "measure") & (flows["base"] == TERMINABLE) & (flows["count"] != 0)]
    number = dict(zip(here["flow"], here["count"], strict=True))
    said = [f"{german.integer(abs(number[flow]))} {text}" for flow, text in FLOWS.items() if flow in number]
    mark = " (angenommen)" if said and dataset.strategy.is_reconstruction else ""
    return f"{', '.join(said) or '–'}{mark}"


def _worst(fields: pd.DataFrame, labels: Mapping[str, str], strategy: Strategy) -> list[str]:
    most = fields["overdue"].max() if len(fields) > 1 else 0
    worst = fields.loc[fields["overdue"] == most, "field"]
    if not most or len(worst) > 1:
        return []
    mark = ", angenommen" if strategy.is_reconstruction else ""
    return [f"die meisten abgelaufenen Fristen: {labels[worst.iloc[0]]} ({german.integer(most)}{mark})"]


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
