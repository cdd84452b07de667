"""A cell → a number in the unit of its indicator. Nothing is guessed: what has two readings has none.

The one text that is read against another possible reading is „1.234": in a German table the point
groups thousands, and the reading is told.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final, Literal

from analysis.intake.values import clean, key, tidy
from analysis.intake.workbook import Cell
from analysis.vocabulary import MISSING_VALUES

How = Literal["exact", "normalised", "missing", "unknown", "unit_mixed"]

MISSING: Final = {key(text) for text in MISSING_VALUES} | {""}
_NUMBER: Final = re.compile(r"(?P<sign>[+–−]?)\s?(?P<whole>\d{1,3}(?:(?P<mark>[. ])\d{3})+|\d+)(?:,(?P<part>\d+))?")
_ABOUT: Final = re.compile(r"^(?:rund|rd|ca|circa|zirka|etwa|ungefähr|~|≈)\.?\s*", re.IGNORECASE)
_REMARK: Final = re.compile(r"\s*(?:\((?P<words>[^()\d]+)\)|\[[^\[\]]*\]|\*+|[¹²³⁴-⁹†‡]+|(?<=\s)\d\))$")
_UNIT: Final = re.compile(r"(?!.*(?:\bbis\b|\boder\b|(?<![^\s/–])\d))[^\W\d][^,;:?<>=]*|[%€$°‰].*")
_SHARE: Final = re.compile(r"%|prozent(?!punkt)|\bv\. ?h\b|anteil|quote\b", re.IGNORECASE)
_POINTS: Final = re.compile(r"%-?punkt|prozentpunkt", re.IGNORECASE)
_PERCENT: Final = {key(text) for text in ("%", "Prozent", "v. H.", "v.H", "vH")}


@dataclass(frozen=True)
class Quantity:
    """What a cell says: the number in the indicator's unit (None where there is none), and how it was understood."""

    value: float | None
    how: How


def is_share(unit: str) -> bool:
    """True for a unit that counts parts of a whole: %, Prozent, „Anteil der …"."""
    return _SHARE.search(unit) is not None and not _POINTS.search(unit)


def read(cell: Cell, unit: str, *, is_percent: bool = False) -> Quantity:
    """Read a value of an indicator that is measured in `unit`.

    `is_percent` says that Excel shows the cell's number as per cent (0.125 as „12,5 %").
    """
    match cell:
        case bool() | dt.date() | dt.time():
            return Quantity(None, "unknown")
        case int() | float():
            if not is_percent:
                return Quantity(float(cell), "exact")
            return Quantity(100 * float(cell), "exact") if is_share(unit) else Quantity(None, "unit_mixed")
    text = clean(tidy(cell))
    if key(text) in MISSING:
        return Quantity(None, "missing")
    return _read_text(text, unit)


def unit_of(cell: Cell) -> str:
    """The unit that a value bears itself: „t" of „1.234 t", "" of a bare number."""
    bare = _REMARK.sub("", _ABOUT.sub("", clean(tidy(cell)))) if isinstance(cell, str) else ""
    match = _NUMBER.match(bare)
    return bare[match.end() :].strip() if match else ""


def _read_text(text: str, unit: str) -> Quantity:
    about = _ABOUT.sub("", text)
    match = _NUMBER.match(about)
    if match is None:
        return Quantity(None, "unknown")
    behind, remarked = about[match.end() :], ""
    if not _same_unit(behind, unit):
        remarked = behind
        behind = _REMARK.sub("", behind)
    if behind.strip() and not _same_unit(behind, unit):
        return Quantity(None, "unit_mixed" if _UNIT.fullmatch(behind.strip()) else "unknown")
    whole, part = re.sub(r"\D", "", match["whole"]), match["part"] or "0"
    number = float(f"{'-' if match['sign'] in ('–', '−') else ''}{whole}.{part}")
    thousands = match["mark"] == "." and match["part"] is None
    differs = thousands or about != text or (remarked and remarked != behind)
    return Quantity(number, "normalised" if differs else "exact")


def _same_unit(said: str, unit: str) -> bool:
    return key(said) == key(unit) or (key(said) in _PERCENT and is_share(unit))


def is_number(text: str) -> bool:
    """True for a text that is a number, alone or with „rund", a remark or a unit."""
    bare = _REMARK.sub("", _ABOUT.sub("", clean(tidy(text))))
    match = _NUMBER.match(bare)
    return match is not None and (not bare[match.end() :].strip() or bool(_UNIT.fullmatch(bare[match.end() :].strip())))
