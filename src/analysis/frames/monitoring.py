"""The tables of the monitoring table: measures, goals, findings; what is counted of them."""

from typing import Final

import pandas as pd

from analysis import vocabulary as v
from analysis.frames.schema import FIELD, WHERE_FROM, WHO_WHEN, Column, Schema, codes, maybe, number, text

_DIMENSIONS: Final = ["status", "schedule", "horizon"]
_CHANGE_DIMENSIONS: Final = ["status", "schedule", "horizon", "title", "id", "existence"]
_CATEGORIES: Final = list(dict.fromkeys(code for vocab in v.VOCABULARIES.values() for code in vocab.codes))

_DUE: Final = maybe("datetime64[ns]", "Termin der Zeile; geht dem Zeithorizont vor")

MEASURES: Final = Schema(
    title="Maßnahmen",
    description="Eine Zeile je Maßnahme und Berichtsjahr.",
    columns={
        **WHO_WHEN,
        "measure_id": text("Nummer der Maßnahme, wie das Amt sie vergibt"),
        "title": text("Kurztitel der Maßnahme"),
        "field": FIELD,
        "strategic_goal_id": text("Nummer des strategischen Ziels; leer, wenn unbekannt"),
        "goal_id": text("Nummer des operativen Ziels; leer, wenn unbekannt"),
        "horizon": codes(v.HORIZON.codes, "Zeithorizont"),
        "status": codes(v.MEASURE_STATUS.codes, "Umsetzungsstatus"),
        "schedule": codes(v.SCHEDULE.codes, "Zeitplan; bei verworfenen immer discarded"),
        "responsible": text("Zuständigkeit"),
        "due": _DUE,
        "reason": text("Begründung"),
        "next_step": text("nächster Schritt"),
        "updated": text("Bearbeitet am, wie es in der Tabelle steht"),
        "note": text("Bemerkung"),
        **WHERE_FROM,
    },
    unique=("municipality", "year", "measure_id"),
)

GOALS: Final = Schema(
    title="Operative Ziele",
    description="Eine Zeile je operatives Ziel und Berichtsjahr.",
    columns={
        **WHO_WHEN,
        "goal_id": text("Nummer des operativen Ziels"),
        "title": text("Titel des operativen Ziels"),
        "field": FIELD,
        "strategic_goal_id": text("Nummer des strategischen Ziels; leer, wenn unbekannt"),
        "status": codes(v.GOAL_STATUS.codes, "Umsetzungsstatus"),
        "due": _DUE,
        **WHERE_FROM,
    },
    unique=("municipality", "year", "goal_id"),
)

EXTRAS: Final = Schema(
    title="Weitere Angaben",
    description="Eine Zeile je Zelle einer Spalte, die nicht verstanden wird.",
    columns={
        **WHO_WHEN,
        "id": text("Nummer der Maßnahme oder des Ziels; leer, wenn die Zeile keine hat"),
        "column": text("Überschrift der Spalte, wie sie in der Tabelle steht"),
        "value": text("Inhalt der Zelle"),
        "source_file": text("Datei des Exports"),
        "source_sheet": text("Blatt"),
        "cell": text("Zelle, A1-Schreibweise"),
    },
)

FINDINGS: Final = Schema(
    title="Befunde",
    description="Eine Zeile je Befund; eine Frage an die, die die Tabelle führen.",
    columns={
        **WHO_WHEN,
        "source_file": text("Datei des Exports"),
        "source_sheet": text("Blatt; leer, wo der Befund keines hat"),
        "cell": text("Zelle, A1-Schreibweise; leer, wo der Befund keine hat"),
        "column": text("Spalte der Frames, auf die sich der Befund bezieht"),
        "id": text("Nummer der Maßnahme oder des Ziels"),
        "severity": codes(list(v.SEVERITIES), "Schwere"),
        "code": codes(list(v.FINDING_CODES), "Art des Befunds"),
        "raw": text("was in der Zelle steht"),
        "cleaned": text("was daraus wurde"),
        "message": text("Befund in einem deutschen Satz"),
    },
)

FIGURES: Final = Schema(
    title="Kennzahlen",
    description="Eine Zeile je Ebene, Handlungsfeld, Zeithorizont, Dimension und Ausprägung.",
    columns={
        **WHO_WHEN,
        "level": codes(["goal", "measure"], "operatives Ziel oder Maßnahme"),
        "field": text("Handlungsfeld als Text, oder all"),
        "horizon": codes(["all", *v.HORIZON.codes], "all oder, beim Zeitplan, jeder Zeithorizont"),
        "dimension": codes(_DIMENSIONS, "was gezählt wird"),
        "category": codes(_CATEGORIES, "Ausprägung"),
        "count": number("Anzahl", least=0),
        "total": number("Grundgesamtheit", least=0),
        "percent": Column(
            "Int64", "Anteil in Prozent, kaufmännisch gerundet; leer, wo total 0 ist", nullable=True, least=0, most=100
        ),
    },
    unique=("municipality", "year", "level", "field", "horizon", "dimension", "category"),
)

CHANGES: Final = Schema(
    title="Veränderungen",
    description="Eine Zeile je Veränderung gegenüber dem Vorjahr.",
    columns={
        **WHO_WHEN,
        "level": codes(["goal", "measure"], "operatives Ziel oder Maßnahme"),
        "id": text("Nummer; umnummerierte stehen unter der neuen"),
        "field": FIELD,
        "title": text("Titel"),
        "dimension": codes(_CHANGE_DIMENSIONS, "was sich geändert hat"),
        "before": text("im Vorjahr"),
        "after": text("im Berichtsjahr"),
    },
    unique=("municipality", "year", "level", "id", "dimension"),
)

EVIDENCE: Final = ["counts", "change", "backtest", "symbol_few", "symbol"]


_WHOSE_PATH: Final = {
    **WHO_WHEN,
    "level": codes(["goal", "measure"], "operatives Ziel oder Maßnahme"),
    "base": codes(["all", "terminable"], "all: alle nicht verworfenen; terminable: davon die ohne fortlaufende"),
    "field": text("Handlungsfeld als Text, oder all"),
}
_TOTAL: Final = number("nicht verworfene im Berichtsjahr", least=0)

MIDTERM: Final = Schema(
    title="Halbzeitbilanz: Pfade",
    description="Eine Zeile je Ebene, Basis, Handlungsfeld und Jahr.",
    columns={
        **_WHOSE_PATH,
        "at": number("Jahr, Stand 31. Dezember; vom Jahr des Beschlusses bis zum Zieljahr"),
        "observed": maybe("Int64", "abgeschlossen; leer, wo bis zum Berichtsjahr kein Export vorliegt"),
        "linear": Column("float64", "linearer Pfad: total mal vergangene durch gesamte Tage"),
        "plan": maybe("Int64", "Planpfad: bis dahin fällig nach Zeithorizont oder Termin; nur Basis terminable"),
        "low": maybe("Int64", "untere Grenze der rechnerischen Fortschreibung (80 %)"),
        "median": maybe("Int64", "Mitte der rechnerischen Fortschreibung"),
        "high": maybe("Int64", "obere Grenze der rechnerischen Fortschreibung (80 %)"),
        "total": _TOTAL,
    },
    unique=("municipality", "year", "level", "base", "field", "at"),
)

MIDTERM_SUMMARY: Final = Schema(
    title="Halbzeitbilanz: Tempo",
    description="Eine Zeile je Ebene, Basis und Handlungsfeld.",
    columns={
        **_WHOSE_PATH,
        "total": _TOTAL,
        "discarded": number("verworfene im Berichtsjahr; nicht in total", least=0),
        "completed": number("abgeschlossene im Berichtsjahr", least=0),
        "pace_last_year": maybe("float64", "im Jahr abgeschlossen seit dem letzten früheren Berichtsjahr"),
        "pace_required": maybe("float64", "im Jahr nötig bis zum Zieljahr; leer vom Zieljahr an"),
        "pace_ratio": maybe("float64", "pace_last_year durch pace_required; nur für field all"),
        "years_behind": maybe("float64", "Jahre hinter dem linearen Pfad, negativ davor; nur für field all"),
        "snapshots": number("Berichtsjahre bis zum Berichtsjahr", least=1),
        "evidence": codes(EVIDENCE, "was die Zahl der lückenlos aufeinanderfolgenden Berichtsjahre zu sagen erlaubt"),
    },
    unique=("municipality", "year", "level", "base", "field"),
)


def has_published_title(frame: pd.DataFrame) -> pd.Series:
    """True where a measure or goal bears a title that was published (bool, on the frame's index).

    A title that says no more than the level's word, a number and „(Titel nicht veröffentlicht)" is a
    placeholder. Takes measures, goals or changes: any frame with a column `title`.
    """
    own_words = frame["title"].str.replace(v.UNPUBLISHED_TITLE, "", regex=False)
    own_words = own_words.str.replace(r"\b(Maßnahme|Operatives Ziel|Ziel)\b|[\d.\s()–-]", "", regex=True)
    return (own_words != "") & ~frame["title"].str.contains(v.UNPUBLISHED_TITLE, regex=False)
