"""The numbers of a table's rows, ambiguous ones resolved, with findings."""

import re
from collections import Counter
from collections.abc import Mapping

from analysis.intake import ids, values
from analysis.intake.cells import Cells
from analysis.intake.columns import Column
from analysis.intake.words import TOTAL_ROW


def numbers(cells: Cells, role: str) -> dict[int, ids.Number | None]:
    """Row → number of the column, ambiguous ones resolved and told."""
    column = cells.column(role)
    if column is None:
        return {}
    sheet = cells.table.sheet
    rows = [row for row in cells.table.rows if cells.columns_of(row)]
    found = {row: sheet.cells.get((row, column.index), "") for row in rows}
    read = {row: ids.parse(cell, sheet.decimals.get((row, column.index))) for row, cell in found.items()}
    if not any(read.values()) and column.heading.attribute == "id":  # a shape of the office's own
        read = {row: ids.Number(values.tidy(str(cell))) if cell != "" else None for row, cell in found.items()}
    totals = {row for row in rows if is_total(cells.first_text(row)) and not cells.has_value(row)}
    kept = [row for row in rows if row not in totals]
    resolved = dict(zip(kept, ids.resolve([read[row] for row in kept]), strict=True))
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


def _tell_number(cells: Cells, row: int, column: Column, role: str, number: ids.Number, *, common_shape: bool) -> None:
    at = (row, column.index)
    raw = cells.table.sheet.text(*at)
    if number.others:
        code, message = (
            "id-ambiguous",
            f"Nummer „{raw}“ ist als Zahl oder Datum gespeichert und wird als {number.text} ",
        )
        message += "gelesen; bitte prüfen und die Spalte als Text formatieren."
    elif role == "measure_id" and re.search(r"\d\.\d", number.rest):
        code, message = "id-ambiguous", f"In der Zelle stehen mehrere Nummern („{raw}“); gelesen wird {number.text}, "
        message += "bitte klären."
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


def is_total(text: str) -> bool:
    """True for „Summe Maßnahmen", „Gesamt: 15"."""
    return re.search(TOTAL_ROW, values.clean(text).casefold()) is not None


def measure_depth(numbers: Mapping[int, ids.Number | None]) -> int:
    """How deep the measures' dotted numbers are: 4 as soon as there are such, else the most common."""
    depths = Counter(number.depth for number in numbers.values() if number)
    if depths[4]:
        return 4
    return depths.most_common(1)[0][0] if depths else 4
