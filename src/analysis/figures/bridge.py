"""Bewegungsrechnung: last year + in − out, by cause, = this year, and who moved."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

import pandas as pd

from analysis.errors import DataError
from analysis.figures.basis import ALL, counted, in_year, municipality_of, rows_of_year, year_before
from analysis.figures.change import ABSENT, ID_OF_LEVEL, pairs
from analysis.intake.ids import natural
from analysis.strategy import Renumbering, Strategy
from analysis.vocabulary import GOAL_STATUS, MEASURE_STATUS, SCHEDULE, UNKNOWN, Vocabulary

BRIDGES: Final = (
    ("goal", "status", GOAL_STATUS),
    ("measure", "status", MEASURE_STATUS),
    ("measure", "schedule", SCHEDULE),
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
    rows = []
    for level, dimension, vocabulary in BRIDGES:
        of_bridge = moved[(moved["level"] == level) & (moved["dimension"] == dimension)]
        states = [*vocabulary.codes, ABSENT]
        for before in states:
            for after in states:
                those = of_bridge[(of_bridge["before"] == before) & (of_bridge["after"] == after)]
                if len(those):
                    rows.append(
                        {
                            **those.iloc[0][["municipality", "year", "level", "dimension", "before", "after", "cause"]],
                            "count": len(those),
                            "ids": _listed(those["id"]),
                        }
                    )
    return pd.DataFrame(rows, columns=_TRANSITION_COLUMNS)


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
    moved = movements(measures, goals, strategy, year=year, renumbered=renumbered)
    if moved.empty:
        return pd.DataFrame(columns=_BRIDGE_COLUMNS)
    years = int(moved["year_before"].iloc[0]), year
    rows = {"goal": goals, "measure": counted(measures, strategy)}
    table = []
    for level, dimension, vocabulary in BRIDGES:
        of_bridge = moved[(moved["level"] == level) & (moved["dimension"] == dimension)]
        flows = [flow for movement in of_bridge.to_dict("records") for flow in _flows(movement)]
        for field in [*map(str, strategy.field_names), ALL]:
            standing = {y: _ids_by_category(in_year(rows[level], y), level, dimension, field) for y in years}
            of_field = [flow for flow in flows if flow["field"] == field]
            for category in vocabulary.codes:
                if category == UNKNOWN and not (of_bridge[["before", "after"]] == UNKNOWN).any(axis=None):
                    continue
                ids = {y: standing[y].get(category, []) for y in years}
                terms = _terms([flow for flow in of_field if flow["category"] == category])
                _check_closes(level, dimension, field, category, ids[years[0]], terms, ids[year])
                head = {"municipality": moved["municipality"].iloc[0], "year": year, "level": level}
                head |= {"dimension": dimension, "field": field, "category": category}
                for term, reason, count, of_term in [
                    (BEFORE, "", len(ids[years[0]]), ids[years[0]]),
                    *terms,
                    (AFTER, "", len(ids[year]), ids[year]),
                ]:
                    table.append({**head, "term": term, "cause": reason, "count": count, "ids": _listed(of_term)})
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


def _flows(movement: dict) -> Iterator[dict]:
    """The steps of one movement: each takes an ID out of a field's category or brings one in."""
    fields = [None if pd.isna(movement[key]) else str(movement[key]) for key in ("field_before", "field")]
    before, after = movement["before"], movement["after"]
    steps = []  # (term, cause, field, category, id)
    if after == ABSENT:
        steps.append((OUT, movement["cause"], fields[0], before, movement["id_before"]))
    elif before == ABSENT:
        steps.append((IN, movement["cause"], fields[1], after, movement["id"]))
    else:
        if movement["id_before"] != movement["id"]:
            steps.append((OUT, "renumbered", fields[0], before, movement["id_before"]))
            steps.append((IN, "renumbered", fields[0], before, movement["id"]))
        if fields[0] != fields[1]:
            steps.append((OUT, "field_moved", fields[0], before, movement["id"]))
            steps.append((IN, "field_moved", fields[1], before, movement["id"]))
        if before != after:
            steps.append((OUT, movement["cause"], fields[1], before, movement["id"]))
            steps.append((IN, movement["cause"], fields[1], after, movement["id"]))
    for term, reason, field, category, number in steps:
        for place in (field, ALL):
            if place is not None and not (place == ALL and reason == "field_moved"):
                yield {"term": term, "cause": reason, "field": place, "category": category, "id": number}


def _terms(flows: list[dict]) -> list[tuple[str, str, int, list[str]]]:
    """(term, cause, signed count, ids) of one category, ins before outs, in the order of causes."""
    terms = []
    for term, sign in ((IN, 1), (OUT, -1)):
        for reason in CAUSES:
            ids = [flow["id"] for flow in flows if flow["term"] == term and flow["cause"] == reason]
            if ids:
                terms.append((term, reason, sign * len(ids), ids))
    return terms


def _ids_by_category(rows: pd.DataFrame, level: str, dimension: str, field: str) -> dict[str, list[str]]:
    of_field = rows if field == ALL else rows[rows["field"] == int(field)]
    return {str(code): list(ids) for code, ids in of_field.groupby(dimension, observed=True)[ID_OF_LEVEL[level]]}


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
