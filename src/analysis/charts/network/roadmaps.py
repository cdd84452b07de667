"""The roadmaps of a network: its members side by side on one theme, and one member by theme."""

from collections.abc import Iterable, Mapping, Sequence

import altair as alt
import pandas as pd

from analysis import german
from analysis.charts import headings, stacks, titles
from analysis.charts.headings import ALL
from analysis.charts.look.typesetting import clean
from analysis.dataset import UNPUBLISHED, Occasion
from analysis.german import MEASURE, NBSP
from analysis.network import Network
from analysis.strategy import Strategy
from analysis.vocabulary import MEASURE_STATUS

EMPTY = "keine Daten"


def roadmap_by_member(
    roadmaps: pd.DataFrame,
    theme: str,
    network: Network,
    names: Mapping[str, str],
    strategy: Strategy,
    *,
    left_out: Sequence[str] = (),
    occasion: Occasion = UNPUBLISHED,
) -> alt.LayerChart:
    """One 100 % bar a member and one for all: the measures of one theme by status.

    Takes `frames.NETWORK`, the number of a theme or all, the members' names, and the counties that stay
    out of the sum. A member without data has no bar and is never 0.
    """
    rows = _status(roadmaps[roadmaps["theme"] == theme])
    title = dict(_themes(network))[theme]
    bars = {ALL: "Alle mit Daten", **{member: names[member] for member in network.members}}
    return _chart(
        f"{title}: {_finding(rows[rows['member'] == ALL])}",
        rows.assign(bar=rows["member"].map(bars)),
        bars.values(),
        strategy,
        kind="je Mitglied ein Balken",
        notes=_whom(rows, names, left_out),
        occasion=occasion,
    )


def roadmap_by_theme(
    roadmaps: pd.DataFrame,
    member: str,
    network: Network,
    names: Mapping[str, str],
    strategy: Strategy,
    *,
    occasion: Occasion = UNPUBLISHED,
) -> alt.LayerChart:
    """One 100 % bar a theme: the measures of one member by status; no mean over the themes.

    Takes `frames.NETWORK`, the member's folder and the members' names.
    """
    rows = _status(roadmaps[roadmaps["member"] == member])
    themes = {theme: title for theme, title in _themes(network) if theme != ALL}
    whole = rows[rows["theme"] == ALL]
    return _chart(
        f"{names[member]}: {_finding(whole)}",
        rows[rows["theme"] != ALL].assign(bar=lambda table: table["theme"].map(themes)),
        themes.values(),
        strategy,
        kind="je Thema ein Balken",
        notes=_of_year(rows),
        occasion=occasion,
    )


def _themes(network: Network) -> list[tuple[str, str]]:
    return [(ALL, "Ganzer Fahrplan"), *((str(t.number), f"{t.number}{NBSP}{clean(t.name)}") for t in network.themes)]


def _status(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[(rows["level"] == "measure") & (rows["dimension"] == "status")]


def _finding(rows: pd.DataFrame) -> str:
    known = rows.dropna(subset="count")
    if known.empty or not headings.total(known):
        return EMPTY
    sentence = titles.measure_status(known)
    return sentence[0].lower() + sentence[1:]


def _chart(
    title: str,
    rows: pd.DataFrame,
    bars: Iterable[str],
    strategy: Strategy,
    *,
    kind: str,
    notes: Sequence[str],
    occasion: Occasion,
) -> alt.LayerChart:
    known = rows.dropna(subset="count").astype({"count": "int64", "total": "int64"})
    bases = {bar: _base(known[known["bar"] == bar]) for bar in bars}
    heading = headings.heading(
        title,
        f"Anzahl und Anteil der {MEASURE.weak} (Schritte des Fahrplans)",
        strategy,
        year=headings.year_of(rows) if len(rows) else 0,
        kind=f"Gestapeltes Balkendiagramm: {kind} zu 100 %, geteilt nach Umsetzungsstatus",
        numbers=[
            f"{bar} ({base}): {headings.in_words(known[known['bar'] == bar], MEASURE_STATUS.labels)}".removesuffix(": ")
            for bar, base in bases.items()
        ],
        notes=[*notes, *headings.rounding(known, "bar")],
        occasion=occasion,
    )
    return stacks.stacked_bars(known, stacks.Rows(bases, empty=EMPTY), MEASURE_STATUS, heading, as_share=True)


def _base(rows: pd.DataFrame) -> str:
    total = headings.total(rows)
    if not total:
        return EMPTY
    number = f"n{NBSP}={NBSP}{german.integer(total)}"
    return f"{number}, Stand{NBSP}{_earlier(rows)}" if _earlier(rows) else number


def _earlier(rows: pd.DataFrame) -> int | None:
    """The year of the rows where it is an earlier one."""
    years = rows["of_year"].dropna().unique()
    return int(years[0]) if len(years) == 1 and years[0] != headings.year_of(rows) else None


def _of_year(rows: pd.DataFrame) -> list[str]:
    earlier = _earlier(rows)
    return [f"keine Tabelle für {headings.year_of(rows)}; gezeigt ist der Stand Ende{NBSP}{earlier}"] if earlier else []


def _whom(rows: pd.DataFrame, names: Mapping[str, str], left_out: Sequence[str]) -> list[str]:
    """Whom „alle" counts: how many of the members, and which county is left out."""
    with_data = rows.loc[rows["count"].notna() & (rows["member"] != ALL), "member"].unique()
    counted = [member for member in with_data if member not in left_out]
    of = german.number_word(len(names), "einem")
    whom = f"„Alle“ zählt {german.number_word(len(counted), 'ein')} von {of} Mitgliedern"
    counties = [names[member] for member in left_out if member in with_data]
    return [f"{whom}, ohne {german.join(counties)} (Mitglieder liegen in ihm)" if counties else whom]
