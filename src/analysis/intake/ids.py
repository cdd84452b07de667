"""Numbers of fields, goals and measures: read from a cell, and resolved where Excel changed them."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from analysis.intake.values import clean, tidy
from analysis.intake.workbook import Cell, shown
from analysis.numbers import is_dotted, natural

_LEVEL_WORD = r"(?:(?:operatives|strategisches)\s+ziel|handlungsfeld|maßnahme|massnahme|maßn|ziel|oz|sz|hf|m|z|nr)"
_DOTTED = re.compile(
    rf"^(?:{_LEVEL_WORD}\b[\s.:]*(?:nr\.?\s*)?)?(?P<id>\d{{1,3}}(?:\s?[.]\s?\d{{1,3}})*(?:\s?[a-z](?!\w))?)"
    r"(?P<tail>\s?[–,]\s?\d{1,3}(?![\d.,]))?(?![\w%])"
    r"\.?(?P<rest>\s*[:–]\s+.*|\s+.*|[,;/+&].*|\))?$",
    re.IGNORECASE,
)
# PV-01, Ü1, M 7, GM-PV-01, HS 1 2, B5+6, V6/7, E-1.2.3, 2024/017
_LETTERED = re.compile(
    r"^(?P<id>(?:(?:[A-ZÄÖÜ][A-Za-zÄÖÜäöü]{0,4}[.–/_]?|[A-ZÄÖÜ]{1,4}\s)(?:[A-ZÄÖÜ]{1,4}[.–/_\s])*|\d{2,4}[/](?=\d{3}))"
    r"\d{1,4}(?:[.–/_+&]\d{1,4})*(?:\s\d{1,3}(?=\s*(?:$|[:–]\s)))?[a-z]?)"
    r"\.?(?P<rest>\s*[:–]\s+.*|\s+.*)?$"
)
_OWN_SHAPE = re.compile(r"(?=.*\d)[\w.–/+&,()\s]{1,16}")
_FIELD = re.compile(r"^(?:hf|handlungsfeld)\b", re.IGNORECASE)
_NO_ID = re.compile(
    r"^(?:(?:sdg|bis|ab|seit|ca|kw|tel|stand|ende|anfang|mitte|summe|anzahl|amt|fb|abt|ref|dez|haus|teil)\b(?![–/])|q[1-4]\s?/"
    r"|h[12]\s?/|\d{4}/\d{2}$|(?:i{1,3}|iv)\s?/\s?(?:20)?\d\d$)",
    re.IGNORECASE,
)
# A date without year, „1 = Idee“ of a legend, an amount.
_NO_NUMBER = re.compile(
    r"^\d{1,2}\.(?:0\d|1[0-2])\.$|^\w{1,2}\s?=|^[\d.,]+\s?(?:€|%|eur|euro|t|kwh|mwh|tsd|mio)\b|[€%]$", re.IGNORECASE
)
_MARKS = re.compile(r"(?<=\w)\s?[*¹²³†‡]+$")


@dataclass(frozen=True)
class Number:
    """A number as read: its text, its other possible texts, and what stood behind it in the cell.

    `first` is set where the cell may name several numbers: „1.1.1.2–4“ is 1.1.1.2 or, of three levels, 1.1.1.2.4.
    """

    text: str
    rest: str = ""
    others: tuple[str, ...] = ()
    tidied: bool = False
    first: str = ""

    @cached_property
    def depth(self) -> int:
        """How many levels a dotted number has; 0 for numbers of another shape."""
        return self.text.count(".") + 1 if is_dotted(self.text) else 0

    @property
    def shape(self) -> str:
        """Depth for dotted numbers, letters with 0 for every digit for others."""
        return str(self.depth) if self.depth else re.sub(r"\d+", "0", self.text)


@lru_cache(maxsize=50_000, typed=True)
def parse(value: Cell) -> Number | None:
    """The number at the start of a cell; None where there is none."""
    match value:
        case bool() | dt.time():
            return None
        case dt.datetime() | dt.date():
            return _from_date(value)
        case int() | float():
            return _from_number(value)
    shown_text = clean(value)
    text = _MARKS.sub("", shown_text)
    if _NO_NUMBER.search(text):
        return None
    lettered = None if _NO_ID.match(text) else _LETTERED.match(text)
    found = _DOTTED.match(text)
    if found and ("." in found.group("id") or not lettered or _FIELD.match(text)):
        number = re.sub(r"\s?\.\s?", ".", found.group("id")).replace(" ", "")
        rest = _as_written(value, (found.group("rest") or "").strip(" :–)"))
        bare = shown_text[: len(shown_text) - len(found.group("rest") or "")]
        if tail := found.group("tail"):
            joined = f"{number}.{tail.strip(' –,')}"
            return Number(joined, rest, tidied=True, first=number)
        return Number(number, rest, tidied=bare != number)
    if lettered:
        number = lettered.group("id").replace("–", "-")
        rest = _as_written(value, (lettered.group("rest") or "").strip(" :–"))
        return Number(number, rest, tidied=text != shown_text)
    return None


def _as_written(text: str, rest: str) -> str:
    """The end of a text with the dashes that it has."""
    written = tidy(text)
    return written[-len(rest) :] if rest and clean(written).endswith(rest) else rest


def own_shape(text: str) -> Number | None:
    """A short text with digits, whatever its shape: what stands in a column that its heading calls one of numbers."""
    return Number(clean(text).replace("–", "-")) if _OWN_SHAPE.fullmatch(clean(text)) else None


def starts_dotted(text: str) -> bool:
    return re.match(r"\d+(\.\d+)+", text) is not None


def _from_number(value: float) -> Number | None:
    if value < 0 or value > 99_999:
        return None
    text = shown(value)
    one_decimal = re.fullmatch(r"\d+\.[1-9]", text)
    return Number(text, others=(f"{text}0",) if one_decimal else ())


def _from_date(value: dt.date) -> Number:
    """Excel turned 1.1.2 into 01.01.2002, and 1.2 into 01.02. of the year in which it was typed."""
    year = value.year - 2000 if value.year >= 2000 else value.year - 1900
    return Number(f"{value.day}.{value.month}.{year}", others=(f"{value.day}.{value.month}",))


def resolve(numbers: Sequence[Number | None]) -> list[Number | None]:
    """The numbers of one column in row order, ambiguous ones by their neighbours where these leave one reading.

    A reading fits when it lies between the number before and the next certain one, has the depth of the
    column's certain numbers and is not taken; of two that fit, the one that follows the number before.
    """
    certain = [number for number in numbers if number and not number.others]
    depths = Counter(number.depth for number in certain)
    taken = {number.text for number in certain}
    result: list[Number | None] = []
    before: str | None = None
    for index, number in enumerate(numbers):
        if number is None or not number.others:
            result.append(number)
            before = number.text if number else before
            continue
        after = _next_reading(numbers[index + 1 :], depths)
        readings = (number.text, *number.others)
        fitting = [
            reading
            for reading in readings
            if reading not in taken
            and (not depths or reading.count(".") + 1 in depths or not certain)
            and (before is None or natural(before) < natural(reading))
            and (after is None or natural(reading) < natural(after))
        ]
        following = [reading for reading in fitting if before is not None and reading in _successors(before)]
        chosen = (following or fitting or [number.text])[0]
        taken.add(chosen)
        result.append(replace(number, text=chosen))
        before = chosen
    return result


def _next_reading(rest: Sequence[Number | None], depths: Counter[int]) -> str | None:
    for number in rest:
        if number is None:
            continue
        if not number.others:
            return number.text
        if depths and number.depth not in depths:
            return number.others[0]
        return max((number.text, *number.others), key=natural)
    return None


def _successors(text: str) -> set[str]:
    """The numbers that can follow: the next of the same level, and the first of a level one higher up."""
    parts = text.split(".")
    following = set()
    for level in range(len(parts)):
        raised = [*parts[:level], str(int(parts[level]) + 1)] if parts[level].isdigit() else []
        if raised:
            following.add(".".join([*raised, *["1"] * (len(parts) - len(raised))]))
    return following


def field_of(text: str, prefixes: dict[str, int]) -> int | None:
    """The field that a number tells: the first part of a dotted one, else a field's prefix."""
    if is_dotted(text):
        return int(text.split(".")[0]) if "." in text else None  # a bare 7 is no hierarchy
    fitting = [prefix for prefix in prefixes if prefix and text.casefold().startswith(prefix.casefold())]
    return prefixes[max(fitting, key=len)] if fitting else None
