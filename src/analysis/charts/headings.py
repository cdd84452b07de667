"""The words around the charts: base, date of the data, the notes that honesty asks for, alt text."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from analysis import german, vocabulary
from analysis.charts.look.theme import Heading, heading_lines
from analysis.charts.look.typesetting import clean
from analysis.dataset import Occasion
from analysis.german import NBSP, Noun
from analysis.strategy import Strategy

ALL = "all"
DRAFT = "Entwurf"
_MOST_REVISED: Final = 3


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
    remarks: Iterable[str] = (),
    occasion: Occasion,
) -> Heading:
    """Title, subtitle (draft, place, date of the data, base, notes) and alt text of one chart.

    `kind` names the kind of chart and `numbers` all that it shows, for readers who do not see it. `remarks`
    stand in the subtitle as far as its two lines have room, in the alt text always; where there is no room for
    the notes either, they are said there in short.
    """
    where = clean(strategy.name) if field == ALL else f"Handlungsfeld {field_label(field, strategy)}"
    mark = [strategy.mark] if strategy.mark else []
    opening = [
        *([DRAFT] if occasion.draft and not occasion.caveats else []),
        *occasion.caveats,
        where,
        f"Stand: {german.date(dt.date(year, 12, 31))}",
        base,
        *notes,
    ]
    said = [*opening, *remarks, *mark]
    shown = [german.sentence_start(part) for part in said]
    while len(shown) > len(opening) + len(mark) and not _fits(title, shown):
        del shown[-1 - len(mark)]
    shown = _in_two_lines(title, shown, marks=mark)
    sentences = [kind, title, *said, f"Werte: {'; '.join(numbers)}"]
    description = " ".join(f"{german.sentence_start(clean(sentence).rstrip('.'))}." for sentence in sentences)
    return Heading(title, tuple(shown), description)


def _in_two_lines(title: str, parts: list[str], *, marks: list[str]) -> list[str]:
    """The parts of a subtitle in as few words as its two lines ask for; what is left out the alt text says."""
    parts = list(parts)
    for long, short in _IN_SHORT:
        if _fits(title, parts):
            return parts
        parts = [german.sentence_start(long.sub(short, part)) for part in parts]
    for may_go in (_is_last_bound, lambda part: part not in marks and not _STAYS.search(part)):
        while not _fits(title, parts):
            at = next((n for n in range(len(parts) - 1, 2, -1) if may_go(parts[n])), None)
            if at is None:
                break
            parts[at : at + 1] = [_LAST_BOUND.sub(f" u.{NBSP}a.", parts[at])] if may_go is _is_last_bound else []
    return parts


def _fits(title: str, parts: Sequence[str]) -> bool:
    return len(heading_lines(Heading(title, tuple(parts), ""))[1]) <= 2


def _is_last_bound(part: str) -> bool:
    return part.startswith("Angenommen; ") and bool(_LAST_BOUND.search(part))


_IN_SHORT: Final = [
    (re.compile(long), short)
    for long, short in (
        (r"^Stand: 31\.\sDezember\s(\d{4})$", r"Stand: 31.12.\1"),
        (r"^(Handlungsfeld \d+)\s.*", r"\1"),  # the title names the field
        (r"^Anzahl und Anteil(?: der (?=\w+\sMaßnahmen)|, )", ""),
        (r" \(ohne fortlaufende und verworfene\)$", ""),
        (r"^Im Zeitplan gemeldet trotz abgelaufener Frist", "Im Zeitplan, aber überfällig"),
        (r"^Angenommen, wie sich der Zeitplan auf die Zeithorizonte verteilt$", "Zeithorizonte angenommen"),
        (r"^Rechnerische Fortschreibung, keine Prognose$", "Keine Prognose"),
        (r"^Ende\s\d{4} abgeschlossen: bei gleichem Anteil der offenen", "Bei gleichem Anteil"),
        (r"^(Bei gleichem Anteil .*, bei gleicher Zahl) im Jahr", r"\1"),
    )
]
_LAST_BOUND: Final = re.compile(r", [^,]* \d+ bis \d+(?: u\.\sa\.)?$")
_STAYS: Final = re.compile(f"ngenommen|^Berichtigt|Prognose|gleicher Zahl|^{vocabulary.ROUNDING_NOTE}")


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


def past_deadline(rows: pd.DataFrame) -> list[str]:
    """How many of those called on schedule are open past their deadline, and how many there may be.

    `rows` as of `analysis.figures.punctuality.with_overdue`; nothing is said where that is not known.
    """
    for row in rows.to_dict("records"):
        if row.get("overdue") or row.get("overdue_high"):
            number = german.number_word(int(row["overdue"])) if row["overdue"] else "keine"
            return [f"im Zeitplan gemeldet trotz abgelaufener Frist: {number}{_may_be(row)}"]
    return []


def _may_be(row: Mapping[Any, Any]) -> str:
    """„ (angenommen, 4 bis 18)" after the number of the overdue, where it rests on more than published sums."""
    low, high = (int(row[name]) for name in ("overdue_low", "overdue_high"))
    return "" if low == high else f" (angenommen, {german.integer(low)} bis {german.integer(high)})"


def state_before(occasion: Occasion) -> list[str]:
    """Which figures of the year before a chart compares with, where that matters."""
    return [f"Ende{NBSP}{occasion.year_before}: {occasion.before_is}"] if occasion.before_is else []


def corrected(occasion: Occasion, table: str, labels: Mapping[str, str], by: str, **where: object) -> list[str]:
    """„berichtigt; veröffentlicht: abgeschlossen 22", where the edition says other numbers than this chart.

    The revised rows of a table at this place (its columns = values); `labels` name them by their column `by`.
    """
    rows = occasion.revised
    if rows is None or rows.empty:
        return []
    rows = rows[rows["table"] == table]
    for name, value in where.items():
        rows = rows[rows[name].isin(value if isinstance(value, list) else [str(value)])]
    rows = rows[rows[by].isin(list(labels))]
    if len(of_all := rows[rows["field"] == ALL]):
        rows = of_all
    said = [
        f"{'' if field == ALL or where.get('field') else f'Handlungsfeld{NBSP}{field}: '}{labels[code]} "
        f"{published.replace('.', ',') or 'keine Angabe'}"
        for field, code, published in zip(rows["field"], rows[by], rows["published"], strict=True)
    ]
    if not said:
        return []
    return [
        f"berichtigt; veröffentlicht: {', '.join(said[:_MOST_REVISED])}{' und weitere' * (len(said) > _MOST_REVISED)}"
    ]


def in_words(rows: pd.DataFrame, labels: dict[str, str]) -> str:
    """The numbers of one set in its order: „Idee 0, abgeschlossen 5 (33 %), verworfen 1 (7 %)".

    With columns `low` and `high` that differ: „Idee 4 (angenommen, 3 bis 51)". With a column `overdue`:
    „im Zeitplan 7 (100 %), davon über die Frist 6".
    """
    said = []
    for row in rows.to_dict("records"):
        said.append(f"{labels[row['category']]} {count_and_share(row)}")
        if row.get("overdue"):
            said.append(f"davon über die Frist {german.integer(row['overdue'])}{_may_be(row)}")
    return ", ".join(said)


def count_and_share(row: Mapping[Any, Any]) -> str:
    """„5 (33 %)" of a row of figures; without a share where there is none or it is assumed."""
    number = german.integer(row["count"])
    if row.get("low") != row.get("high"):
        return f"{number} (angenommen, {german.integer(row['low'])} bis {german.integer(row['high'])})"
    return (
        f"{number} ({german.share(row['count'], row['total'])})"
        if row["count"] and pd.notna(row["percent"])
        else number
    )


def assumed(rows: pd.DataFrame, labels: dict[str, str]) -> list[str]:
    """Which counts of a set rest on more than published sums, and between which numbers they may lie.

    `rows` as of `analysis.figures.bounds.bounded`, of one field or of all.
    """
    said = [
        f"{labels[category]} {german.integer(low)} bis {german.integer(high)}"
        for category, low, high in zip(rows["category"], rows["low"], rows["high"], strict=True)
        if low != high
    ]
    return [f"angenommen; möglich: {', '.join(said)}"] if said else []
