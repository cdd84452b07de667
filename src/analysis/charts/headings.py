"""The words around the charts: base, date of the data, the notes that honesty asks for, alt text."""

import datetime as dt
from collections.abc import Iterable, Sequence

import pandas as pd

from analysis import german, vocabulary
from analysis.charts.look.theme import Heading
from analysis.charts.look.typesetting import clean
from analysis.dataset import Occasion
from analysis.german import NBSP, Noun
from analysis.strategy import Strategy

ALL = "all"
DRAFT = "Entwurf"


def selected(
    figures: pd.DataFrame, level: str, dimension: str, *, field: str | None = None, horizon: str = ALL
) -> pd.DataFrame:
    """The figures of one question, columns of `frames.FIGURES`; of one field where it is given."""
    chosen = (figures["level"] == level) & (figures["dimension"] == dimension) & (figures["horizon"] == horizon)
    if field is not None:
        chosen &= figures["field"] == field
    return figures[chosen]


def count(rows: pd.DataFrame, category: str) -> int:
    return int(rows.loc[rows["category"] == category, "count"].sum())


def total(rows: pd.DataFrame) -> int:
    return int(rows["total"].max()) if len(rows) else 0


def year_of(figures: pd.DataFrame) -> int:
    return int(figures["year"].iloc[0])


def field_label(field: str, strategy: Strategy) -> str:
    """„4 Klimaschutz & Energie" (no-break space after the number), „Alle Handlungsfelder"."""
    return "Alle Handlungsfelder" if field == ALL else f"{field}{NBSP}{clean(strategy.field_names[int(field)])}"


def heading(
    title: str,
    base: str,
    strategy: Strategy,
    *,
    year: int,
    kind: str,
    numbers: Sequence[str],
    field: str = ALL,
    notes: Iterable[str] = (),
    occasion: Occasion,
) -> Heading:
    """Title, subtitle (draft, place, date of the data, base, notes) and alt text of one chart.

    `kind` names the kind of chart and `numbers` all that it shows, for readers who do not see it.
    """
    where = clean(strategy.name) if field == ALL else f"Handlungsfeld {field_label(field, strategy)}"
    mark = [strategy.mark] if strategy.mark else []
    subtitle = (
        *([DRAFT] if occasion.draft else []),
        where,
        f"Stand: {german.date(dt.date(year, 12, 31))}",
        base,
        *notes,
        *mark,
    )
    sentences = [kind, title, *subtitle, f"Werte: {'; '.join(numbers)}"]
    return Heading(title, subtitle, " ".join(f"{german.sentence_start(clean(sentence))}." for sentence in sentences))


def counts_and_shares(rows: pd.DataFrame, noun: Noun, strategy: Strategy) -> str:
    """The base in words: „Anzahl und Anteil der 80 Maßnahmen, verworfene eingeschlossen"."""
    number, discarded = total(rows), count(rows, "discarded")
    if number == 0:
        of = f"Anzahl der {noun.weak}"
    elif number == 1:
        of = f"Anzahl und Anteil ({german.counted(number, noun)})"
    else:
        of = f"Anzahl und Anteil der {german.after_article(number, noun)}"
    if not discarded:
        return of
    if strategy.discarded_in_total:
        return f"{of}, verworfene eingeschlossen"
    left_out = "die eine verworfene" if discarded == 1 else f"die {german.number_word(discarded)} verworfenen"
    return f"{of}, ohne {left_out}"


def rounding(rows: pd.DataFrame, by: str) -> list[str]:
    """The rounding note where the percents of a set do not add up to 100; `by` tells the sets apart."""
    sums = rows.dropna(subset="percent").groupby(by, observed=True)["percent"].sum()
    return [vocabulary.ROUNDING_NOTE] if ((sums != 100) & (sums != 0)).any() else []


def counting_rule(strategy: Strategy) -> list[str]:
    """The counting rule that changes a measure's status, where the strategy departs from the default."""
    if strategy.ongoing_completed == "in_progress":
        return ["fortlaufende abgeschlossene Maßnahmen zählen als in Umsetzung"]
    return []


def state_before(occasion: Occasion) -> list[str]:
    """Which figures of the year before a chart compares with, where that matters."""
    return [f"Ende{NBSP}{occasion.year_before}: {occasion.before_is}"] if occasion.before_is else []


def in_words(rows: pd.DataFrame, labels: dict[str, str]) -> str:
    """The numbers of one set for the alt text: „abgeschlossen 5 (33 %), verworfen 1 (7 %), Idee 0"."""
    counts: list[str] = []
    zeros: list[str] = []
    for category, number, base, percent in zip(
        rows["category"], rows["count"], rows["total"], rows["percent"], strict=True
    ):
        share = f" ({german.share(number, base)})" if number and pd.notna(percent) else ""
        (counts if number else zeros).append(f"{labels[category]} {german.integer(number)}{share}")
    return ", ".join(counts + zeros)
