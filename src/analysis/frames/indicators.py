"""The tables of indicators: what a table says of them, and what is calculated of it."""

from typing import Final

import pandas as pd

from analysis import vocabulary as v
from analysis.frames.schema import FIELD, MUNICIPALITY, WHERE_FROM, WHO_WHEN, Column, Schema, codes, maybe, number, text

TARGET_KINDS: Final = ["reach", "keep", "direction"]
_INDICATOR_ID: Final = text("Kennung des Indikators; ohne Nummer der Titel")
_INDICATOR: Final = {
    "indicator_id": _INDICATOR_ID,
    "title": text("Bezeichnung des Indikators"),
    "field": FIELD,
    "unit": text("Einheit"),
    "direction": codes(v.DIRECTION.codes, "gewünschte Richtung: rise oder fall; unknown, wo sie offen ist"),
    "target_kind": codes(TARGET_KINDS, "reach: Wert in einem Jahr; keep: zu halten; direction: kein Zielwert"),
    "target": maybe("float64", "Zielwert"),
    "target_year": maybe("Int64", "Zieljahr"),
}

INDICATORS: Final = Schema(
    title="Indikatoren",
    description="Eine Zeile je Indikator.",
    columns={
        **MUNICIPALITY,
        **_INDICATOR,
        "base_year": maybe("Int64", "Basisjahr, das die Tabelle nennt"),
        "parties": text("Beteiligte, Vertragspartner"),
        **WHERE_FROM,
    },
    unique=("municipality", "indicator_id"),
)

OBSERVATIONS: Final = Schema(
    title="Werte der Indikatoren",
    description="Eine Zeile je Indikator, Jahr und Methode.",
    columns={
        **MUNICIPALITY,
        "indicator_id": _INDICATOR_ID,
        "year": number("Jahr des Werts"),
        "value": Column("float64", "Wert in der Einheit des Indikators"),
        "method": text("Methode der Erhebung; leer, wo keine genannt ist"),
        "source_file": text("Datei"),
        "source_sheet": text("Blatt"),
        "cell": text("Zelle, A1-Schreibweise"),
    },
    unique=("municipality", "indicator_id", "year", "method"),
)

INDICATOR_FIGURES: Final = Schema(
    title="Kennzahlen der Indikatoren",
    description="Eine Zeile je Indikator. Es zählt der letzte Abschnitt: die Werte seit dem letzten Methodenwechsel.",
    columns={
        **WHO_WHEN,
        **_INDICATOR,
        "method": text("Methode des letzten Abschnitts"),
        "segment_start": maybe("Int64", "erstes Jahr des letzten Abschnitts"),
        "base_year": maybe("Int64", "Jahr, von dem an gerechnet wird: das genannte, sonst segment_start"),
        "base_value": maybe("float64", "Wert im Basisjahr"),
        "value_year": maybe("Int64", "Jahr des neuesten Werts"),
        "value": maybe("float64", "neuester Wert"),
        "pace_observed": maybe("float64", "Veränderung im Jahr seit dem Basisjahr"),
        "pace_required": maybe("float64", "im Jahr nötig vom neuesten Wert bis zum Zieljahr"),
        "pace_ratio": maybe("float64", "pace_observed durch pace_required"),
        "assessment": Column(pd.CategoricalDtype(v.ASSESSMENT.codes, ordered=True), "Bewertung", nullable=True),
        "destatis": Column(
            pd.CategoricalDtype(v.WEATHER.codes, ordered=True),
            "Symbol nach der Deutschen Nachhaltigkeitsstrategie; leer unter vier Werten",
            nullable=True,
        ),
        "growth_ratio": maybe("float64", "Wachstumsrate seit dem Basisjahr durch die nötige"),
        "points": number("Zahl der Werte im letzten Abschnitt", least=0),
    },
    unique=("municipality", "indicator_id"),
)

INDICATOR_PATHS: Final = Schema(
    title="Pfade der Indikatoren",
    description="Eine Zeile je Indikator und Jahr, vom ersten Wert bis zum Zieljahr.",
    columns={
        **MUNICIPALITY,
        "indicator_id": _INDICATOR_ID,
        "at": number("Jahr"),
        "method": text("Methode des Werts"),
        "observed": maybe("float64", "Wert"),
        "required": maybe("float64", "gerade Linie vom neuesten Wert zum Ziel"),
    },
    unique=("municipality", "indicator_id", "at"),
)
