"""What a table's columns are, and a frame that conforms to them."""

from dataclasses import dataclass
from typing import Final

import pandas as pd


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


def codes(values: list[str], description: str) -> Column:
    return Column(pd.CategoricalDtype(values, ordered=True), description)


def text(description: str) -> Column:
    return Column("str", description)


def number(description: str, *, least: int | None = None) -> Column:
    return Column("int64", description, least=least)


def maybe(dtype: str, description: str) -> Column:
    return Column(dtype, description, nullable=True)


MUNICIPALITY: Final = {"municipality": text("Kommune: Name des Ordners")}
WHO_WHEN: Final = {**MUNICIPALITY, "year": number("Berichtsjahr; Stand 31. Dezember")}
WHERE_FROM: Final = {
    "source_file": text("Datei des Exports"),
    "source_sheet": text("Blatt"),
    "source_row": number("Zeilennummer, wie Excel sie zeigt", least=1),
}
SOURCE_CELL: Final = {
    "source_file": text("Datei"),
    "source_sheet": text("Blatt"),
    "cell": text("Zelle, A1-Schreibweise"),
}
FIELD: Final = maybe("Int64", "Handlungsfeld 1..n; null, wenn unbekannt")


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
