"""Indicators for reading in a notebook: what was read, how they stand, what other methods would say."""

from collections.abc import Mapping

import altair as alt
import pandas as pd
from IPython.display import Markdown
from pandas.io.formats.style import Styler

from analysis import german
from analysis.charts.headings import field_label
from analysis.charts.indicators import words
from analysis.dataset import Dataset
from analysis.figures.indicators import growth_rating
from analysis.pages.tables import FIELD, show
from analysis.publish import indicator_charts
from analysis.publish.catalogue import Catalogue
from analysis.vocabulary import WEATHER

_GROWTH = {
    "on_track": "auf Kurs",
    "moderate": "mäßiger Fortschritt",
    "slight": "geringer Fortschritt",
    "deterioration": "Verschlechterung",
}
INDICATOR = "Indikator"


def tables(dataset: Dataset) -> dict[str, pd.DataFrame]:
    """The contract's tables of the year: indicators and indicator_paths; DataError where there are no indicators."""
    return indicator_charts.tables(dataset)


def charts(dataset: Dataset, made: Mapping[str, pd.DataFrame]) -> dict[str, alt.LayerChart]:
    """Name → chart of the year's indicators; `made` are its `tables`."""
    catalogue = Catalogue(dataset, made)
    return {name: catalogue[name].draw() for name in catalogue.of_indicators}


def of_kind(charts: Mapping[str, alt.LayerChart], kind: str) -> dict[str, alt.LayerChart]:
    """Name → chart of one kind: overview, together, theme (one field each) or path (one indicator each)."""
    starts = {
        "overview": ("indicators_overview",),
        "together": ("goals_and_indicators",),
        "theme": ("field_", "indicators_without_field"),
        "path": ("indicator_",),
    }[kind]
    return {name: chart for name, chart in charts.items() if name.startswith(starts)}


def read(dataset: Dataset) -> Styler | Markdown:
    """One row per sheet: how many indicators and values were read from it."""
    frames = dataset.part(indicator_charts.PART)
    places = ["source_file", "source_sheet"]
    indicators, values = (frames[name].groupby(places).size() for name in ("indicators", "observations"))
    table = pd.DataFrame({"Indikatoren": indicators, "Werte": values}).fillna(0).astype(int).reset_index()
    table = table.rename(columns={"source_file": "Datei", "source_sheet": "Blatt"})
    return show(table, dataset.strategy, numbers=["Indikatoren", "Werte"])


def standing(made: Mapping[str, pd.DataFrame], dataset: Dataset) -> Styler | Markdown:
    """One row an indicator: field, newest value, target, pace and need, assessment."""
    rows = [
        {
            INDICATOR: row["title"],
            FIELD: field_label(str(row["field"]), dataset.strategy) if words.has(row, "field") else "–",
            "neuester Wert": _newest(row),
            "Ziel": words.target(row),
            "Tempo": words.pace(row) or "–",
            "Bewertung": words.assessment(row),
        }
        for row in made["indicators"].to_dict("records")
    ]
    return show(pd.DataFrame(rows), dataset.strategy)


def other_methods(made: Mapping[str, pd.DataFrame], dataset: Dataset) -> Styler | Markdown:
    """One row an indicator with a trend: the linear pace, the Destatis symbol and the ratio of growth rates."""
    rows = [
        {
            INDICATOR: row["title"],
            "Werte einer Methode": german.integer(int(row["points"])),
            "Tempo zu nötig": _ratio(row, "pace_ratio"),
            "Symbol (Destatis)": WEATHER.labels[row["destatis"]] if words.has(row, "destatis") else "–",
            "Wachstumsrate zu nötiger": _ratio(row, "growth_ratio"),
            "danach": _GROWTH[growth_rating(row["growth_ratio"])] if words.has(row, "growth_ratio") else "–",
        }
        for row in made["indicators"].to_dict("records")
        if row["points"] > 1
    ]
    return show(pd.DataFrame(rows), dataset.strategy, numbers=["Werte einer Methode", "Tempo zu nötig"] if rows else [])


def values(dataset: Dataset) -> Styler | Markdown:
    """One row a value: indicator, year, value, method, and the cell that it stands in."""
    frames = dataset.part(indicator_charts.PART)
    about = frames["indicators"].set_index("indicator_id")
    rows = [
        {
            INDICATOR: about.loc[row["indicator_id"], "title"],
            "Jahr": row["year"],
            "Wert": words.amount(row["value"], str(about.loc[row["indicator_id"], "unit"])),
            "Methode": row["method"] or "–",
            "Blatt": row["source_sheet"],
            "Zelle": row["cell"],
        }
        for row in frames["observations"].to_dict("records")
    ]
    return show(pd.DataFrame(rows), dataset.strategy, numbers=["Wert"] if rows else [])


def remarks(dataset: Dataset) -> Styler | Markdown:
    """One row a cell that says more of an indicator: source, remark, and what is not understood."""
    files = {path.name for path in dataset.parts[indicator_charts.PART]}
    kept = dataset.extras[dataset.extras["source_file"].isin(files)]
    table = kept[["id", "column", "value"]].set_axis([INDICATOR, "Spalte", "Inhalt"], axis="columns")
    return show(table, dataset.strategy)


def _newest(row: words.Row) -> str:
    return f"{words.amount(row['value'], row['unit'])} ({int(row['value_year'])})" if words.has(row, "value") else "–"


def _ratio(row: words.Row, name: str) -> str:
    return german.decimal(row[name], 2) if words.has(row, name) else "–"
