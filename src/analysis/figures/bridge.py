"""Bewegungsrechnung: last year + in − out, by cause, = this year, and who moved."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Final

import pandas as pd

from analysis.errors import DataError
from analysis.figures.basis import ALL, counted, in_year, municipality_of, rows_of_year, year_before
from analysis.figures.change import ABSENT, pairs
from analysis.numbers import natural
from analysis.strategy import Renumbering, Strategy
from analysis.vocabulary import LEVELS, UNKNOWN, Vocabulary

BRIDGES: Final = tuple(
    (level, dimension, LEVELS[level].dimensions[dimension])
    for level, dimension in (("goal", "status"), ("measure", "status"), ("measure", "schedule"))
)
CAUSES: Final = [
    "appeared",
    "vanished",
    "renumbered",
    "field_moved",
    "became_readable",
    "became_unreadable",
    "moved_on",
    "moved_back",
    "completed",
    "newly_on_schedule",
    "fallen_behind",
    "newly_assessed",
    "no_longer_assessed",
    "discarded",
    "returned",
]
STAYED: Final = "stayed"
BEFORE, IN, OUT, AFTER = "before", "in", "out", "after"

_MOVEMENT_COLUMNS: Final = [
    "municipality",
    "year",
    "year_before",
    "level",
    "dimension",
    "id",
    "id_before",
    "title",
    "field",
    "field_before",
    "before",
    "after",
    "cause",
]
_TRANSITION_COLUMNS: Final = ["municipality", "year", "level", "dimension", "before", "after", "cause", "count", "ids"]
_BRIDGE_COLUMNS: Final = [
    "municipality",
    "year",
    "level",
    "dimension",
    "field",
    "category",
    "term",
    "cause",
    "count",
    "ids",
]

_Place = tuple[str, str]  # field, category
_Flows = defaultdict[tuple[str, str], list[str]]  # (term, cause) → IDs


def movements(
    measures: pd.DataFrame,
    goals: pd.DataFrame,
    strategy: Strategy,
    *,
    year: int,
    renumbered: Iterable[Renumbering] = (),
) -> pd.DataFrame:
    """One row per goal or measure and dimension (status; for measures schedule too): where it went.

    Columns `municipality year year_before level dimension id id_before title field field_before
    before after cause`; before and after are codes as counted under the strategy's rules, or
    `absent`; cause is one of `CAUSES` or `stayed`. In order of level, dimension, field and natural
    ID. Empty where there is no year before. DataError where the year has no rows.
    """
    municipality = municipality_of(measures, goals)
    rows_of_year(measures, goals, year)
    before = year_before(year, measures, goals)
    tables = [pd.DataFrame(columns=_MOVEMENT_COLUMNS)]
    if before is not None:
        rows = {"goal": goals, "measure": counted(measures, strategy)}
        paired = {
            level: pairs(of_level, level, year=year, before=before, renumbered=tuple(renumbered))
            for level, of_level in rows.items()
        }
        for level, dimension, vocabulary in BRIDGES:
            moved = paired[level].rename(columns={f"{dimension}_before": "before", dimension: "after"})
            causes = [cause(old, new, vocabulary) for old, new in zip(moved["before"], moved["after"], strict=True)]
            moved = moved.assign(
                municipality=municipality, year=year, year_before=before, level=level, dimension=dimension, cause=causes
            )
            tables.append(moved[_MOVEMENT_COLUMNS])
    filled = [table for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else tables[0]


def transitions(
    measures: pd.DataFrame,
    goals: pd.DataFrame,
    strategy: Strategy,
    *,
    year: int,
    renumbered: Iterable[Renumbering] = (),
) -> pd.DataFrame:
    """One row per level, dimension, state before and state after that occurs: count, and the ids.

    Columns `municipality year level dimension before after cause count ids`; ids are the new
    numbers, parted by comma. In vocabulary order, `absent` last. Empty without a year before.
    """
    moved = movements(measures, goals, strategy, year=year, renumbered=renumbered)
    tables = []
    for level, dimension, vocabulary in BRIDGES:
        of_bridge = moved[(moved["level"] == level) & (moved["dimension"] == dimension)]
        moves = of_bridge.groupby(["before", "after", "cause"])["id"].agg(count="size", ids=_listed).reset_index()
        places = {state: place for place, state in enumerate([*vocabulary.codes, ABSENT])}
        moves = moves.sort_values(["before", "after"], key=lambda states: states.map(places))
        tables.append(moves.assign(level=level, dimension=dimension))
    table = pd.concat(tables, ignore_index=True).assign(municipality=municipality_of(measures, goals), year=year)
    return table[_TRANSITION_COLUMNS]


def bridge(
    measures: pd.DataFrame,
    goals: pd.DataFrame,
    strategy: Strategy,
    *,
    year: int,
    renumbered: Iterable[Renumbering] = (),
) -> pd.DataFrame:
    """One row per level, dimension, field, category and term of „last year + in − out = this year".

    Columns `municipality year level dimension field category term cause count ids`. Every category
    has its terms `before` and `after`; between them stand `in` (count above 0) and `out` (below 0)
    with their cause, in the order of `CAUSES`. `field` is 1..n as text, or all. A row that moved to
    another field moves first and changes its state there. A renumbered row leaves under its old
    number and enters under its new one. Empty without a year before; DataError with the rows that do
    not fit where a bridge does not close.
    """
    municipality = municipality_of(measures, goals)
    moved = movements(measures, goals, strategy, year=year, renumbered=renumbered)
    if moved.empty:
        return pd.DataFrame(columns=_BRIDGE_COLUMNS)
    years = int(moved["year_before"].iloc[0]), year
    rows = {"goal": goals, "measure": counted(measures, strategy)}
    table = []
    for level, dimension, vocabulary in BRIDGES:
        of_bridge = moved[(moved["level"] == level) & (moved["dimension"] == dimension)]
        occurring = {*of_bridge["before"], *of_bridge["after"]}
        categories = [code for code in vocabulary.codes if code != UNKNOWN or code in occurring]
        before, after = (_ids_by_place(in_year(rows[level], y), level, dimension) for y in years)
        flows = _flows_by_place(of_bridge)
        for field, category in product([*map(str, strategy.field_names), ALL], categories):
            place = field, category
            terms = _terms(flows[place])
            _check_closes(level, dimension, field, category, before[place], terms, after[place])
            head = {"municipality": municipality, "year": year, "level": level, "dimension": dimension}
            head |= {"field": field, "category": category}
            for term, reason, count, ids in [
                (BEFORE, "", len(before[place]), before[place]),
                *terms,
                (AFTER, "", len(after[place]), after[place]),
            ]:
                table.append({**head, "term": term, "cause": reason, "count": count, "ids": _listed(ids)})
    return pd.DataFrame(table, columns=_BRIDGE_COLUMNS)


def cause(before: str, after: str, vocabulary: Vocabulary) -> str:
    """Why a row left one state for the other: one of `CAUSES`, or `stayed`."""
    match before, after:
        case _ if before == after:
            return STAYED
        case ("absent", _):
            return "appeared"
        case (_, "absent"):
            return "vanished"
        case ("unknown", _):
            return "became_readable"
        case (_, "unknown"):
            return "became_unreadable"
        case (_, "discarded"):
            return "discarded"
        case ("discarded", _):
            return "returned"
        case (_, "completed"):
            return "completed"
        case ("not_assessed", _):
            return "newly_assessed"
        case (_, "not_assessed"):
            return "no_longer_assessed"
        case (_, "on_schedule"):
            return "newly_on_schedule"
        case (_, "delayed"):
            return "fallen_behind"
    return "moved_on" if vocabulary.codes.index(after) > vocabulary.codes.index(before) else "moved_back"


def _flows_by_place(movements: pd.DataFrame) -> defaultdict[_Place, _Flows]:
    """(field, category) → (term, cause) → the IDs that the movements bring in or take out."""
    flows: defaultdict[_Place, _Flows] = defaultdict(lambda: defaultdict(list))
    for movement in movements.to_dict("records"):
        for term, reason, field, category, number in _steps(movement):
            for place in _fields_of(field):
                if not (place == ALL and reason == "field_moved"):
                    flows[place, category][term, reason].append(number)
    return flows


def _steps(movement: dict) -> Iterator[tuple[str, str, int | None, str, str]]:
    """(term, cause, field, category, ID): each takes an ID out of a field's category or brings one in."""
    came_from, field = movement["field_before"], movement["field"]
    before, after, reason = movement["before"], movement["after"], movement["cause"]
    if after == ABSENT:
        yield OUT, reason, came_from, before, movement["id_before"]
    elif before == ABSENT:
        yield IN, reason, field, after, movement["id"]
    else:
        if movement["id_before"] != movement["id"]:
            yield OUT, "renumbered", came_from, before, movement["id_before"]
            yield IN, "renumbered", came_from, before, movement["id"]
        if _fields_of(came_from) != _fields_of(field):
            yield OUT, "field_moved", came_from, before, movement["id"]
            yield IN, "field_moved", field, before, movement["id"]
        if before != after:
            yield OUT, reason, field, before, movement["id"]
            yield IN, reason, field, after, movement["id"]


def _fields_of(field: int | None) -> list[str]:
    """The fields in which a row counts: its own, where it has one, and all."""
    return [ALL] if pd.isna(field) else [str(field), ALL]


def _terms(flows: _Flows) -> list[tuple[str, str, int, list[str]]]:
    """(term, cause, signed count, ids) of one category, ins before outs, in the order of causes."""
    return [
        (term, reason, sign * len(flows[term, reason]), flows[term, reason])
        for term, sign in ((IN, 1), (OUT, -1))
        for reason in CAUSES
        if (term, reason) in flows
    ]


def _ids_by_place(rows: pd.DataFrame, level: str, dimension: str) -> defaultdict[_Place, list[str]]:
    """(field, category) → the IDs that stand there."""
    ids: defaultdict[_Place, list[str]] = defaultdict(list)
    for field, category, number in zip(rows["field"], rows[dimension], rows[LEVELS[level].id_column], strict=True):
        for place in _fields_of(field):
            ids[place, category].append(number)
    return ids


def _check_closes(
    level: str,
    dimension: str,
    field: str,
    category: str,
    before: list[str],
    terms: list[tuple[str, str, int, list[str]]],
    after: list[str],
) -> None:
    expected = Counter(before)
    for term, _, _, ids in terms:
        if term == IN:
            expected.update(ids)
        else:
            expected.subtract(ids)
    expected.subtract(after)
    misfits = [number for number, times in expected.items() if times]
    if misfits:
        raise DataError(
            f"Bewegungsrechnung geht nicht auf ({level} {dimension} {category}, Handlungsfeld {field}): "
            f"{_listed(misfits)} passen nicht; bitte prüfen, ob eine Nummer doppelt vergeben ist."
        )


def _listed(ids: Iterable[str]) -> str:
    return ", ".join(sorted(ids, key=natural))
