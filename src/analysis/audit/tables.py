"""Tables against themselves: totals of rows and columns, shares beside counts."""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from analysis.audit.agreement import share_agrees
from analysis.audit.document import TABLE, Block, Document
from analysis.audit.quantities import SHARE as SHARE_KIND
from analysis.audit.quantities import Quantity
from analysis.audit.results import SHARE, SUM, Check, place_in_table
from analysis.audit.words import value

_TOTAL: Final = re.compile(
    r"^(?:Summen?|Gesamt\w*|Insgesamt|Zusammen|Alle(?: Handlungsfelder)?|Total|Σ)\b", re.IGNORECASE
)
_PARTIAL: Final = re.compile(
    r"\b(?:davon|darunter|dar\.|nachrichtlich|Zwischensumme|Saldo|Vorjahr|Veränderung|Differenz|Durchschnitt"
    r"|Mittelwert|Quote)\b",
    re.IGNORECASE,
)
_CELL: Final = re.compile(
    r"^(?P<sign>[+\-−–]\s?)?(?P<number>\d{1,3}(?:[.\s\u00a0\u202f]\d{3})+"
    r"|\d+)(?P<places>,\d+)?\s*(?P<percent>%)?\s*(?:€|Euro|,-)?$"
)
_SHARE_HEAD: Final = re.compile(r"%|Anteil|Prozent|Quote", re.IGNORECASE)


def cell_number(text: str) -> tuple[Fraction, Fraction, bool] | None:
    """Value, half a unit of the last place, and whether it is a share; None for anything that is no number."""
    text = re.sub(r"(?<=\d)\s?(?:\*+|¹|²|³|\d\))$", "", text.strip())
    if text in ("–", "-", "—"):
        return Fraction(0), Fraction(0), False
    match = _CELL.match(text)
    if not match:
        return None
    number = Fraction(re.sub(r"\D", "", match["number"]) + (match["places"] or "").replace(",", "."))
    if match["sign"] and match["sign"].strip() != "+":
        number = -number
    places = len(match["places"] or ",") - 1
    share = bool(match["percent"])
    return number, Fraction(1, 2 * 10**places) if places or share else Fraction(0), share


def check_tables(document: Document) -> list[Check]:
    """The totals and shares of all tables; each cell that a check names is a statement."""
    checks: list[Check] = []
    for place, block in enumerate(document.blocks):
        if block.kind == TABLE and len(block.rows) >= 3:
            checks += _columns(place, block) + _rows(place, block) + _shares(place, block)
    return checks


def _numbers(block: Block) -> list[list[tuple[Fraction, Fraction, bool] | None]]:
    width = max(map(len, block.rows))
    return [[cell_number(cell) for cell in row] + [None] * (width - len(row)) for row in block.rows]


def _is_share_column(block: Block, numbers: list, column: int) -> bool:
    cells = [row[column] for row in numbers if row[column] is not None]
    heading = block.rows[0][column] if column < len(block.rows[0]) else ""
    return bool(_SHARE_HEAD.search(heading)) or (bool(cells) and any(cell[2] for cell in cells))


def _columns(place: int, block: Block) -> list[Check]:
    """The last row, where it is a total, against the sum of those above it."""
    numbers = _numbers(block)
    totals = [row for row, cells in enumerate(block.rows) if cells and _TOTAL.match(cells[0].strip())]
    if len(totals) != 1 or totals[0] < 2:
        return []
    total = totals[0]
    rows = [row for row in range(1, total) if any(cell is not None for cell in numbers[row][1:])]
    if any(_PARTIAL.search(block.rows[row][0]) for row in rows) or len(rows) < 2:
        return []
    made = []
    for column in range(1, len(numbers[total])):
        whole = numbers[total][column]
        cells = [numbers[row][column] for row in rows]
        heading = block.rows[0][column] if column < len(block.rows[0]) else ""
        if whole is None or any(cell is None for cell in cells) or _is_share_column(block, numbers, column):
            continue
        if re.fullmatch(r"(?:19|20)\d\d", block.rows[rows[0]][column].strip()) or _PARTIAL.search(heading):
            continue
        made.append(_sum(place, block, (total, column), [(row, column) for row in rows], numbers))
    return _trusted(made)


def _rows(place: int, block: Block) -> list[Check]:
    """The last column, where it is a total, against the sum of those before it."""
    numbers = _numbers(block)
    head = block.rows[0]
    totals = [column for column, cell in enumerate(head) if _TOTAL.match(cell.strip())]
    if len(totals) != 1 or any(_PARTIAL.search(cell) for cell in head):
        return []
    total = totals[0]
    columns = [
        column
        for column in (range(1, total) if total > 2 else range(total + 1, len(head)))
        if not _is_share_column(block, numbers, column) and any(row[column] is not None for row in numbers[1:])
    ]
    if len(columns) < 2:
        return []
    made = []
    for row in range(1, len(block.rows)):
        cells = [numbers[row][column] for column in columns]
        if numbers[row][total] is None or any(cell is None for cell in cells):
            continue
        made.append(_sum(place, block, (row, total), [(row, column) for column in columns], numbers))
    return _trusted(made)


def _sum(place: int, block: Block, whole: tuple[int, int], parts: Sequence[tuple[int, int]], numbers: list) -> Check:
    about = tuple(place_in_table(place, block, row, column) for row, column in (whole, *parts))
    printed, half, _ = numbers[whole[0]][whole[1]]
    cells = [numbers[row][column] for row, column in parts]
    total = sum(cell[0] for cell in cells)
    holds = abs(total - printed) <= half + sum(cell[1] for cell in cells)
    message = f"Die Summe ist {value(total)}, gedruckt ist {about[0].printed}."
    return Check(SUM, about, holds, value(total), message, f"Tabelle, {block.said(block.line)}")


def _trusted(checks: list[Check]) -> list[Check]:
    """Sums of a table that mostly does not add up are none: failures count only where others hold."""
    right = sum(bool(check.holds) for check in checks)
    if right >= 1 and right >= len(checks) - right:
        return checks
    if len(checks) == 1 and checks[0].holds is False and _slip(checks[0]):
        return checks
    return [
        Check(check.kind, check.about, check.holds or None, reason="Aufbau der Tabelle nicht eindeutig")
        for check in checks
    ]


def _slip(check: Check) -> bool:
    """Whether a single total misses by little."""
    printed, expected = cell_number(check.about[0].printed), cell_number(check.expected)
    return bool(printed and expected and expected[0] and abs(printed[0] - expected[0]) <= expected[0] / 10)


def _shares(place: int, block: Block) -> list[Check]:
    """A column of shares beside a column of counts with their total."""
    numbers = _numbers(block)
    totals = [row for row, cells in enumerate(block.rows) if cells and _TOTAL.match(cells[0].strip())]
    if len(totals) != 1:
        return []
    total = totals[0]
    checks: list[Check] = []
    for column in range(2, len(block.rows[0])):
        before = numbers[total][column - 1]
        if (
            not _is_share_column(block, numbers, column)
            or _is_share_column(block, numbers, column - 1)
            or not before
            or before[0] <= 0
        ):
            continue
        made = []
        for row in range(1, total):
            share, count = numbers[row][column], numbers[row][column - 1]
            if share is None or count is None:
                continue
            half = share[1] or Fraction(1, 2)
            actual = Fraction(100) * count[0] / before[0]
            holds = share_agrees(Quantity(0, 0, "", SHARE_KIND, share[0], half), (actual, actual))
            about = (place_in_table(place, block, row, column), place_in_table(place, block, row, column - 1))
            expected = f"{value(Fraction(round(actual * 10), 10))} %"
            message = f"{block.rows[row][column - 1]} von {value(before[0])} sind {expected}."
            made.append(Check(SHARE, about, holds, expected, message, f"Tabelle, {block.said(block.line)}"))
        if sum(bool(check.holds) for check in made) >= 2 and sum(not check.holds for check in made) <= len(made) / 3:
            checks += made
    return checks
