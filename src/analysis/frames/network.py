"""The tables of procurement and of a network: what a workbook says, and what stands side by side."""

from typing import Final

from analysis import vocabulary as v
from analysis.frames.monitoring import FIGURES
from analysis.frames.schema import MUNICIPALITY, SOURCE_CELL, WHERE_FROM, Column, Schema, codes, maybe, number, text

_NETWORK_YEAR: Final = {
    "network": text("Netzwerk: Name des Ordners"),
    "year": number("Berichtsjahr; Stand 31. Dezember"),
}
_MEMBER: Final = text("Mitglied: Name des Ordners; all: alle, die Daten haben")

NETWORK: Final = Schema(
    title="Netzwerk: Fahrpläne",
    description="Eine Zeile je Thema, Mitglied, Ebene, Dimension und Ausprägung.",
    columns={
        **_NETWORK_YEAR,
        "theme": text("Nummer des Themas, oder all: der ganze Fahrplan"),
        "member": _MEMBER,
        "of_year": maybe("Int64", "Jahr der Daten; leer, wo es keine oder verschiedene gibt"),
        "level": FIGURES.columns["level"],
        "dimension": FIGURES.columns["dimension"],
        "category": FIGURES.columns["category"],
        "count": Column("Int64", "Anzahl; leer, wo es keine Daten gibt", nullable=True, least=0),
        "total": Column("Int64", "Grundgesamtheit", nullable=True, least=0),
        "percent": Column("Int64", "Anteil in Prozent, kaufmännisch gerundet", nullable=True, least=0, most=100),
    },
    unique=("network", "year", "theme", "member", "level", "dimension", "category"),
)

MINIMUM_CRITERIA: Final = Schema(
    title="Mindestkriterien",
    description="Eine Zeile je Mindestkriterium der Beschaffung.",
    columns={
        **MUNICIPALITY,
        "product_group": text("Produktgruppe"),
        "criterion_id": text("Nummer des Kriteriums"),
        "title": text("Mindestkriterium"),
        "kind": codes(v.OBLIGATION.codes, "muss oder soll"),
        "evidence": text("Nachweis oder Gütezeichen"),
        **WHERE_FROM,
    },
    unique=("municipality", "criterion_id"),
)

ADOPTION: Final = Schema(
    title="Angaben zur Übernahme",
    description="Eine Zeile je Mindestkriterium und Mitglied, soweit angegeben.",
    columns={
        **MUNICIPALITY,
        "criterion_id": text("Nummer des Kriteriums"),
        "member": text("Mitglied"),
        "state": codes(v.ADOPTION_STATE.codes, "Stand"),
        "since": maybe("Int64", "seit (Jahr)"),
        "department": text("Abteilung"),
        **SOURCE_CELL,
    },
    unique=("municipality", "criterion_id", "member"),
)

TENDERS: Final = Schema(
    title="Vergaben",
    description="Eine Zeile je Vergabe.",
    columns={
        **MUNICIPALITY,
        "tender_id": text("Vergabe"),
        "member": text("Mitglied"),
        "product_group": text("Produktgruppe"),
        "year": number("Jahr"),
        "value_eur": maybe("float64", "Auftragswert in Euro"),
        "met": codes(v.CRITERIA_MET.codes, "ob alle Mindestkriterien erfüllt sind"),
        **WHERE_FROM,
    },
)

ADOPTION_STATES: Final = Schema(
    title="Netzwerk: Übernahme der Mindestkriterien",
    description="Eine Zeile je Mindestkriterium und Mitglied.",
    columns={
        **_NETWORK_YEAR,
        "product_group": text("Produktgruppe"),
        "criterion_id": text("Nummer des Kriteriums"),
        "kind": codes(v.OBLIGATION.codes, "muss oder soll"),
        "member": text("Mitglied"),
        "state": codes(v.ADOPTION_STATE.codes, "Stand"),
        "since": maybe("Int64", "seit (Jahr)"),
    },
    unique=("network", "year", "criterion_id", "member"),
)

TENDER_SUMS: Final = Schema(
    title="Netzwerk: Vergaben",
    description="Eine Zeile je Jahr, Produktgruppe und Mitglied mit Vergaben; all für alle.",
    columns={
        **_NETWORK_YEAR,
        "product_group": text("Produktgruppe, oder all"),
        "member": _MEMBER,
        "tenders": number("Vergaben, die sagen, ob die Kriterien erfüllt sind", least=0),
        "tenders_met": number("davon mit allen Mindestkriterien", least=0),
        "value_eur": Column("float64", "Auftragswert in Euro", least=0),
        "value_met_eur": Column("float64", "davon mit allen Mindestkriterien", least=0),
    },
    unique=("network", "year", "product_group", "member"),
)
