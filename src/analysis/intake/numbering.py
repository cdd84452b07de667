"""The numbers of a table's rows, ambiguous ones resolved, with findings."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from analysis.intake import ids, values
from analysis.intake.cells import Cells
from analysis.intake.understand.monitoring import HEADINGS
from analysis.intake.understand.tables import Column
from analysis.intake.words import TOTAL_ROW

SEVERAL = re.compile(r"\d\.\d|^(?:und|bis|–|,|;|/|\+|&)\s*\d")
OFTEN = 0.1  # the share of the deepest numbers from which on they are the measures'
NUMBER_HEADING = 0.8  # so surely must a heading call its column one of numbers for any short text to be one


@dataclass(frozen=True)
class Levels:
    """How many levels the numbers of measures and of goals have; 0 for numbers without dots."""

    measure: int
    goal: int


def numbers(cells: Cells, role: str) -> dict[int, ids.Number | None]:
    """Row → number of the column, ambiguous ones resolved and told."""
    column = cells.column(role)
    if column is None:
        return {}
    sheet = cells.table.sheet
    rows = [row for row in cells.table.rows if cells.columns_of(row)]
    read = {row: _read(cells, row, column) for row in rows}
    totals = {row for row in rows if is_total(cells.first_text(row)) and not cells.has_value(row)}
    kept = [row for row in rows if row not in totals]
    usual = Counter(number.depth for number in read.values() if number and not number.first).most_common(1)
    settled = [_one_of_several(read[row], usual[0][0] if usual else 0) for row in kept]
    resolved = dict(zip(kept, ids.resolve(settled), strict=True))
    tidied = sum(bool(number and number.tidied) for number in resolved.values())
    common = tidied * 2 > sum(number is not None for number in resolved.values())
    for row, number in resolved.items():
        if number and cells.main:
            _tell_number(cells, row, column, role, number, common_shape=common)
    if role == "goal_id":
        for row in rows:
            top = sheet.anchor(row, column.index)[0]
            if top != row:
                resolved[row] = resolved.get(top)
    return resolved


def _read(cells: Cells, row: int, column: Column) -> ids.Number | None:
    sheet = cells.table.sheet
    cell = sheet.shown(row, column.index)
    number = ids.parse(cell)
    if number is None and column.heading.strength(HEADINGS["measure_id"]) >= NUMBER_HEADING:
        text = sheet.text(row, column.index)
        return None if is_total(text) or not isinstance(cell, str) else ids.own_shape(text)
    return number


def _one_of_several(number: ids.Number | None, usual: int) -> ids.Number | None:
    """„1.1.1.2–4“ is 1.1.1.2 among numbers of four levels, and 1.1.1.2.4 among those of five."""
    if number is None or not number.first or number.depth == usual:
        return number if number is None or not number.first else replace(number, first="")
    return replace(number, text=number.first) if number.depth == usual + 1 else replace(number, first="")


def _tell_number(cells: Cells, row: int, column: Column, role: str, number: ids.Number, *, common_shape: bool) -> None:
    at = (row, column.index)
    raw = cells.table.sheet.text(*at)
    if number.others:
        code, message = (
            "id-ambiguous",
            f"Nummer „{raw}“ ist als Zahl oder Datum gespeichert und wird als {number.text} ",
        )
        message += "gelesen; bitte prüfen und die Spalte als Text formatieren."
    elif number.first or (role == "measure_id" and SEVERAL.search(number.rest)):
        code, message = "id-ambiguous", f"In der Zelle stehen mehrere Nummern („{raw}“); gelesen wird {number.text}, "
        message += "bitte für jede Maßnahme eine Zeile anlegen."
    elif number.tidied and not common_shape and role == "measure_id" and number.depth != 1:
        code, message = "value-normalised", f"Nummer „{raw}“ wird als {number.text} gelesen."
    else:
        return
    cells.findings.add(
        code,
        message,
        sheet=cells.table.sheet.name,
        at=at,
        column=role,
        id=number.text,
        raw=raw,
        cleaned=number.text,
    )


@lru_cache(maxsize=20_000)
def is_total(text: str) -> bool:
    """True for „Summe Maßnahmen", „Gesamt: 15"."""
    return re.match(TOTAL_ROW, values.clean(text).casefold()) is not None


def levels(found: Mapping[str, Mapping[int, ids.Number | None]], told: Mapping[str, int]) -> Levels:
    """How deep measures and goals are numbered: as [numbers] says, else by the numbers themselves.

    `found` has the numbers of the columns measure_id and goal_id by row. Numbers of measures are the deepest
    that occur often; those of goals have one level less where the goals' column does not say otherwise.
    """
    depths = Counter(number.depth for number in found["measure_id"].values() if number)
    goals = Counter(number.depth for number in found["goal_id"].values() if number)
    often = [depth for depth, count in depths.items() if count >= OFTEN * depths.total()]
    measure = told.get("measure") or max(often, default=0)
    goal = told.get("goal") or (goals.most_common(1)[0][0] if goals else measure - 1 if measure > 3 else 0)
    return Levels(measure, max(goal, 0))
