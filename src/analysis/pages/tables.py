"""Tables of figures for reading in a notebook: German labels and numbers, one question each."""

import hashlib
from collections.abc import Collection, Sequence

import pandas as pd
from IPython.display import Markdown
from pandas.io.formats.style import Styler
from pandas.io.formats.style_render import CSSDict

from analysis import german
from analysis.charts.headings import (
    ALL,
    corrected,
    count_and_share,
    counting_rule,
    field_label,
    rounding,
    selected,
)
from analysis.dataset import UNPUBLISHED, Dataset, Occasion
from analysis.figures.bounds import bounded
from analysis.figures.breakdown import figures
from analysis.german import NBSP
from analysis.strategy import Strategy
from analysis.vocabulary import HORIZON, LEVELS, SCHEDULE, Vocabulary

TOTAL = "Gesamt"
FIELD = "Handlungsfeld"


def show(
    frame: pd.DataFrame, strategy: Strategy, *, numbers: Collection[str] = (), notes: Sequence[str] = ()
) -> Styler | Markdown:
    """The frame as a table to look at: text as it is, `numbers` to the right, notes in the caption."""
    if frame.empty:
        return Markdown("Keine.")
    marks = [*notes, *([strategy.mark] if strategy.mark else [])]
    texts = frame.astype("str")
    content = hashlib.sha256(texts.to_csv().encode("utf-8")).hexdigest()[:8]
    styler = Styler(texts, uuid=content, cell_ids=False).hide(axis="index").format(escape="html")
    styles: list[CSSDict] = [
        {"selector": "caption", "props": "caption-side: top; text-align: left"},
        {"selector": "th, td", "props": "text-align: left; vertical-align: top; white-space: normal"},
    ]
    for name in numbers:
        styles.append({"selector": f".col{list(texts.columns).index(name)}", "props": "text-align: right"})
    styler = styler.set_table_styles(styles)
    return styler.set_caption(" · ".join(marks)) if marks else styler


def by_field(
    figures: pd.DataFrame, strategy: Strategy, *, level: str, dimension: str, occasion: Occasion = UNPUBLISHED
) -> Styler | Markdown:
    """One row a field and one for all: count and share of each category, and the total."""
    vocabulary = LEVELS[level].dimensions[dimension]
    chosen = selected(bounded(figures, strategy), level, dimension)
    rows = [
        {FIELD: field_label(field, strategy), **_cells(chosen[chosen["field"] == field], vocabulary)}
        for field in _fields(strategy)
    ]
    table = pd.DataFrame(rows)
    return show(
        table, strategy, numbers=table.columns[1:], notes=_notes(chosen, "field", strategy, dimension, occasion)
    )


def of_field(
    figures: pd.DataFrame,
    strategy: Strategy,
    *,
    field: int,
    level: str,
    dimension: str,
    occasion: Occasion = UNPUBLISHED,
) -> Styler | Markdown:
    """One row a category of one field: count and share."""
    vocabulary = LEVELS[level].dimensions[dimension]
    chosen = selected(bounded(figures, strategy), level, dimension, field=str(field))
    cells = _cells(chosen, vocabulary)
    table = pd.DataFrame({vocabulary.label: list(cells), "Anzahl und Anteil": list(cells.values())})
    notes = _notes(chosen, "field", strategy, dimension, occasion)
    return show(table, strategy, numbers=["Anzahl und Anteil"], notes=notes)


def schedule_by_horizon(
    figures: pd.DataFrame, strategy: Strategy, *, field: int, occasion: Occasion = UNPUBLISHED
) -> Styler | Markdown:
    """One row a horizon and one for all of one field: count and share of each answer, and the total."""
    figures = bounded(figures, strategy)
    of_field = figures[(figures["field"] == str(field)) & (figures["dimension"] == "schedule")]
    horizons = [code for code in [*HORIZON.codes, ALL] if (of_field["horizon"] == code).any()]
    labels = {**HORIZON.labels, ALL: "alle Zeithorizonte"}
    table = pd.DataFrame(
        [
            {HORIZON.label: labels[horizon], **_cells(of_field[of_field["horizon"] == horizon], SCHEDULE)}
            for horizon in horizons
        ]
    )
    return show(
        table, strategy, numbers=table.columns[1:], notes=_notes(of_field, "horizon", strategy, "schedule", occasion)
    )


def year_on_year(dataset: Dataset) -> Styler | Markdown:
    """One row a level, dimension and category over all fields: this year, the year before, the difference."""
    before = dataset.previous_year
    if before is None:
        return show(pd.DataFrame({f"Jahr vor {dataset.year}": ["liegt nicht vor"]}), dataset.strategy)
    now, then = (_overall(dataset, year) for year in (dataset.year, before))
    both = now.merge(then, on=["level", "dimension", "category"], how="outer", suffixes=("", "_before"))
    counts = [f"{name}{of}" for name in ("count", "low", "high") for of in ("", "_before")]
    both = both.fillna(dict.fromkeys(counts, 0)).astype(dict.fromkeys(counts, int))
    by_place = {(row["level"], row["dimension"], row["category"]): row for row in both.to_dict("records")}
    rows = [
        {
            "Angabe": vocabulary.label,
            "Ausprägung": label,
            str(before): _or_unpublished(row["count_before"], row["low_before"], row["high_before"]),
            str(dataset.year): _or_unpublished(row["count"], row["low"], row["high"]),
            "Veränderung": german.signed(row["count"] - row["count_before"])
            if row["low"] == row["high"] and row["low_before"] == row["high_before"]
            else "–",
        }
        for level in LEVELS
        for dimension, vocabulary in LEVELS[level].dimensions.items()
        for code, label in vocabulary.labels.items()
        if (row := by_place.get((level, dimension, code)))
    ]
    table = pd.DataFrame(rows)
    return show(table, dataset.strategy, numbers=table.columns[2:], notes=counting_rule(dataset.strategy))


def _overall(dataset: Dataset, year: int) -> pd.DataFrame:
    table = bounded(figures(*dataset.rows, year=year), dataset.strategy)
    overall = table[(table["field"] == ALL) & (table["horizon"] == ALL)]
    return overall[["level", "dimension", "category", "count", "low", "high"]].astype({"category": "str"})


def _or_unpublished(count: int, low: int, high: int) -> str:
    return german.integer(count) if low == high else f"nicht veröffentlicht ({low} bis {high})"


def _fields(strategy: Strategy) -> list[str]:
    return [*map(str, strategy.field_names), ALL]


def _cells(rows: pd.DataFrame, vocabulary: Vocabulary) -> dict[str, str]:
    """Label → „5 (33 %)" for every category that the rows have, and the total."""
    of_category = {row["category"]: row for row in rows.to_dict("records")}
    cells = {
        vocabulary.labels[code]: _count_and_share(of_category[code]) for code in vocabulary.codes if code in of_category
    }
    return {**cells, TOTAL: german.integer(int(rows["total"].max()))}


def _count_and_share(row: dict) -> str:
    return count_and_share(row).replace(" ", NBSP)


def _notes(rows: pd.DataFrame, by: str, strategy: Strategy, dimension: str, occasion: Occasion) -> list[str]:
    """Caveats first, then what the edition said, the rounding and the counting rules."""
    first = rows.iloc[0]
    place = {"level": str(first["level"]), "dimension": dimension, "field": list(rows["field"]), "value": ["count"]}
    labels = LEVELS[str(first["level"])].dimensions[dimension].labels
    notes = [*occasion.caveats, *corrected(occasion, "figures", labels, "category", **place), *rounding(rows, by)]
    if dimension == "status":
        notes += counting_rule(strategy)
    if not strategy.discarded_in_total and (rows["category"] == "discarded").any():
        notes.append("verworfene Maßnahmen zählen nicht in der Gesamtzahl")
    return notes
