"""The tables' schemas, and parquet in and out. `docs/columns.md` is printed from here.

Codes are ordered categoricals in the order of the vocabulary, `field` is a nullable Int64, text is
str and never null (what is not there is the empty string), so that totals always add up.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd
import pyarrow as arrow
import pyarrow.parquet as parquet

from analysis import vocabulary as v

_DIMENSIONS: Final = ["status", "schedule", "horizon"]
_CHANGE_DIMENSIONS: Final = ["status", "schedule", "horizon", "title", "id", "existence"]
_CATEGORIES: Final = list(dict.fromkeys(code for vocab in v.VOCABULARIES.values() for code in vocab.codes))


@dataclass(frozen=True)
class Column:
    """What a column holds: its type, what it means in German, and which values it may have."""

    dtype: str | pd.CategoricalDtype
    description: str
    nullable: bool = False
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, eq=False)
class Schema:
    """A table's columns in their order, and those in which no two of its rows are alike."""

    title: str
    description: str
    columns: dict[str, Column]
    unique: tuple[str, ...] = ()


def _codes(values: list[str], description: str) -> Column:
    return Column(pd.CategoricalDtype(values, ordered=True), description)


def _text(description: str) -> Column:
    return Column("str", description)


def _number(description: str, *, least: int | None = None) -> Column:
    return Column("int64", description, least=least)


def _maybe(dtype: str, description: str) -> Column:
    return Column(dtype, description, nullable=True)


_WHERE_FROM: Final = {
    "source_file": _text("Datei des Exports"),
    "source_sheet": _text("Blatt"),
    "source_row": _number("Zeilennummer, wie Excel sie zeigt", least=1),
}
_WHO_WHEN: Final = {
    "municipality": _text("Kommune: Name des Ordners"),
    "year": _number("Berichtsjahr; Stand 31. Dezember"),
}
_FIELD: Final = _maybe("Int64", "Handlungsfeld 1..n; null, wenn unbekannt")
_DUE: Final = _maybe("datetime64[ns]", "Termin der Zeile; geht dem Zeithorizont vor")

MEASURES: Final = Schema(
    title="Maßnahmen",
    description="Eine Zeile je Maßnahme und Berichtsjahr.",
    columns={
        **_WHO_WHEN,
        "measure_id": _text("Nummer der Maßnahme, wie das Amt sie vergibt"),
        "title": _text("Kurztitel der Maßnahme"),
        "field": _FIELD,
        "strategic_goal_id": _text("Nummer des strategischen Ziels; leer, wenn unbekannt"),
        "goal_id": _text("Nummer des operativen Ziels; leer, wenn unbekannt"),
        "horizon": _codes(v.HORIZON.codes, "Zeithorizont"),
        "status": _codes(v.MEASURE_STATUS.codes, "Umsetzungsstatus"),
        "schedule": _codes(v.SCHEDULE.codes, "Zeitplan; bei verworfenen immer discarded"),
        "responsible": _text("Zuständigkeit"),
        "due": _DUE,
        "reason": _text("Begründung"),
        "next_step": _text("nächster Schritt"),
        "updated": _text("Bearbeitet am, wie es in der Tabelle steht"),
        "note": _text("Bemerkung"),
        **_WHERE_FROM,
    },
    unique=("municipality", "year", "measure_id"),
)

GOALS: Final = Schema(
    title="Operative Ziele",
    description="Eine Zeile je operatives Ziel und Berichtsjahr.",
    columns={
        **_WHO_WHEN,
        "goal_id": _text("Nummer des operativen Ziels"),
        "title": _text("Titel des operativen Ziels"),
        "field": _FIELD,
        "strategic_goal_id": _text("Nummer des strategischen Ziels; leer, wenn unbekannt"),
        "status": _codes(v.GOAL_STATUS.codes, "Umsetzungsstatus"),
        "due": _DUE,
        **_WHERE_FROM,
    },
    unique=("municipality", "year", "goal_id"),
)

EXTRAS: Final = Schema(
    title="Weitere Angaben",
    description="Eine Zeile je Zelle einer Spalte, die nicht verstanden wird.",
    columns={
        **_WHO_WHEN,
        "id": _text("Nummer der Maßnahme oder des Ziels; leer, wenn die Zeile keine hat"),
        "column": _text("Überschrift der Spalte, wie sie in der Tabelle steht"),
        "value": _text("Inhalt der Zelle"),
        "source_file": _text("Datei des Exports"),
        "source_sheet": _text("Blatt"),
        "cell": _text("Zelle, A1-Schreibweise"),
    },
)

FINDINGS: Final = Schema(
    title="Befunde",
    description="Eine Zeile je Befund; eine Frage an die, die die Tabelle führen.",
    columns={
        **_WHO_WHEN,
        "source_file": _text("Datei des Exports"),
        "source_sheet": _text("Blatt; leer, wo der Befund keines hat"),
        "cell": _text("Zelle, A1-Schreibweise; leer, wo der Befund keine hat"),
        "column": _text("Spalte der Frames, auf die sich der Befund bezieht"),
        "id": _text("Nummer der Maßnahme oder des Ziels"),
        "severity": _codes(list(v.SEVERITIES), "Schwere"),
        "code": _codes(list(v.FINDING_CODES), "Art des Befunds"),
        "raw": _text("was in der Zelle steht"),
        "cleaned": _text("was daraus wurde"),
        "message": _text("Befund in einem deutschen Satz"),
    },
)

FIGURES: Final = Schema(
    title="Kennzahlen",
    description="Eine Zeile je Ebene, Handlungsfeld, Zeithorizont, Dimension und Ausprägung.",
    columns={
        **_WHO_WHEN,
        "level": _codes(["goal", "measure"], "operatives Ziel oder Maßnahme"),
        "field": _text("Handlungsfeld als Text, oder all"),
        "horizon": _codes(["all", *v.HORIZON.codes], "all oder, beim Zeitplan, jeder Zeithorizont"),
        "dimension": _codes(_DIMENSIONS, "was gezählt wird"),
        "category": _codes(_CATEGORIES, "Ausprägung"),
        "count": _number("Anzahl", least=0),
        "total": _number("Grundgesamtheit", least=0),
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
        **_WHO_WHEN,
        "level": _codes(["goal", "measure"], "operatives Ziel oder Maßnahme"),
        "id": _text("Nummer; umnummerierte stehen unter der neuen"),
        "field": _FIELD,
        "title": _text("Titel"),
        "dimension": _codes(_CHANGE_DIMENSIONS, "was sich geändert hat"),
        "before": _text("im Vorjahr"),
        "after": _text("im Berichtsjahr"),
    },
    unique=("municipality", "year", "level", "id", "dimension"),
)

EVIDENCE: Final = ["counts", "change", "backtest", "symbol_few", "symbol"]


_WHOSE_PATH: Final = {
    **_WHO_WHEN,
    "level": _codes(["goal", "measure"], "operatives Ziel oder Maßnahme"),
    "base": _codes(["all", "terminable"], "all: alle nicht verworfenen; terminable: davon die ohne fortlaufende"),
    "field": _text("Handlungsfeld als Text, oder all"),
}
_TOTAL: Final = _number("nicht verworfene im Berichtsjahr", least=0)

MIDTERM: Final = Schema(
    title="Halbzeitbilanz: Pfade",
    description="Eine Zeile je Ebene, Basis, Handlungsfeld und Jahr.",
    columns={
        **_WHOSE_PATH,
        "at": _number("Jahr, Stand 31. Dezember; vom Jahr des Beschlusses bis zum Zieljahr"),
        "observed": _maybe("Int64", "abgeschlossen; leer, wo bis zum Berichtsjahr kein Export vorliegt"),
        "linear": Column("float64", "linearer Pfad: total mal vergangene durch gesamte Tage"),
        "plan": _maybe("Int64", "Planpfad: bis dahin fällig nach Zeithorizont oder Termin; nur Basis terminable"),
        "low": _maybe("Int64", "untere Grenze der rechnerischen Fortschreibung (80 %)"),
        "median": _maybe("Int64", "Mitte der rechnerischen Fortschreibung"),
        "high": _maybe("Int64", "obere Grenze der rechnerischen Fortschreibung (80 %)"),
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
        "discarded": _number("verworfene im Berichtsjahr; nicht in total", least=0),
        "completed": _number("abgeschlossene im Berichtsjahr", least=0),
        "pace_last_year": _maybe("float64", "im Jahr abgeschlossen seit dem letzten früheren Berichtsjahr"),
        "pace_required": _maybe("float64", "im Jahr nötig bis zum Zieljahr; leer vom Zieljahr an"),
        "pace_ratio": _maybe("float64", "pace_last_year durch pace_required; nur für field all"),
        "years_behind": _maybe("float64", "Jahre hinter dem linearen Pfad, negativ davor; nur für field all"),
        "snapshots": _number("Berichtsjahre bis zum Berichtsjahr", least=1),
        "evidence": _codes(EVIDENCE, "was die Zahl der lückenlos aufeinanderfolgenden Berichtsjahre zu sagen erlaubt"),
    },
    unique=("municipality", "year", "level", "base", "field"),
)

PROCESSED: Final = {"measures": MEASURES, "goals": GOALS, "findings": FINDINGS, "extras": EXTRAS}
COUNTED: Final = {"figures": FIGURES, "changes": CHANGES, "midterm": MIDTERM, "midterm_summary": MIDTERM_SUMMARY}
SCHEMAS: Final = PROCESSED | COUNTED


def conform(schema: Schema, rows: pd.DataFrame | list[dict]) -> pd.DataFrame:
    """The rows as a frame of the schema: its columns in order, its types; missing text is "".

    ValueError where a value is not one that the schema allows.
    """
    types = {name: column.dtype for name, column in schema.columns.items()}
    frame = pd.DataFrame(rows).reset_index(drop=True).reindex(columns=list(types))
    texts = {name: frame[name].astype("str").fillna("") for name, dtype in types.items() if dtype == "str"}
    table = frame.assign(**texts).astype(types)
    _check(schema, table)
    return table


def _check(schema: Schema, table: pd.DataFrame) -> None:
    """A library for this would take as long to import as pandas, in every kernel."""
    for name, column in schema.columns.items():
        values = table[name]
        allowed = values.notna() | column.nullable
        if column.least is not None or column.most is not None:
            allowed &= values.isna() | values.between(column.least or 0, column.most or float("inf"))
        if not allowed.all():
            raise ValueError(f"{schema.title}: {name} holds a value that is not allowed, in row {allowed.argmin()}")
    if schema.unique and (twice := table.duplicated(list(schema.unique))).any():
        raise ValueError(f"{schema.title}: two rows agree in {', '.join(schema.unique)}, in row {twice.argmax()}")


def write(folder: Path, tables: Mapping[str, pd.DataFrame], *, stamp: str) -> None:
    """Write the processed tables as parquet; `stamp` says from which inputs they were made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in tables.items():
        table = arrow.Table.from_pandas(frame, preserve_index=False)
        table = table.replace_schema_metadata({**(table.schema.metadata or {}), b"stamp": stamp.encode()})
        target = folder / f"{name}.parquet"
        part = target.with_suffix(f".{os.getpid()}.part")  # batch and notebook may write at one time
        parquet.write_table(table, part)
        part.replace(target)


def read(folder: Path, *, stamp: str) -> dict[str, pd.DataFrame] | None:
    """The processed tables by name; None where one is missing, unreadable or of another stamp.

    Not checked again: what bears the stamp was checked when it was made.
    """
    tables = {}
    for name, schema in PROCESSED.items():
        codes = {name: c.dtype for name, c in schema.columns.items() if isinstance(c.dtype, pd.CategoricalDtype)}
        try:
            with parquet.ParquetFile(folder / f"{name}.parquet") as file:
                if (file.schema_arrow.metadata or {}).get(b"stamp") != stamp.encode():
                    return None
                table = file.read().to_pandas()
        except (OSError, arrow.ArrowException):
            return None
        tables[name] = table.astype(codes)  # a column without rows comes back without its categories
    return tables


def has_published_title(frame: pd.DataFrame) -> pd.Series:
    """True where a measure or goal bears a title that was published (bool, on the frame's index).

    A title that says no more than the level's word, a number and „(Titel nicht veröffentlicht)" is a
    placeholder. Takes measures, goals or changes: any frame with a column `title`.
    """
    own_words = frame["title"].str.replace(v.UNPUBLISHED_TITLE, "", regex=False)
    own_words = own_words.str.replace(r"\b(Maßnahme|Operatives Ziel|Ziel)\b|[\d.\s()–-]", "", regex=True)
    return (own_words != "") & ~frame["title"].str.contains(v.UNPUBLISHED_TITLE, regex=False)


def columns_markdown() -> str:
    """The data dictionary: one section a table, one row a column."""
    parts = ["# Spalten der Tabellen", "Erzeugt aus `analysis.frames`; nicht von Hand ändern (`make docs`)."]
    for name, schema in SCHEMAS.items():
        rows = [
            f"## {schema.title} (`{name}`)",
            schema.description,
            "",
            "| Spalte | Typ | Bedeutung |",
            "|---|---|---|",
        ]
        for column_name, column in schema.columns.items():
            rows.append(f"| `{column_name}` | {_type_name(column)} | {column.description} |")
        parts.append("\n".join(rows))
    return "\n\n".join(parts) + "\n"


def _type_name(column: Column) -> str:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return "Kategorie: " + " · ".join(f"`{code}`" for code in column.dtype.categories)
    return f"`{column.dtype}`"
