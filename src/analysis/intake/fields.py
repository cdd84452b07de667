"""Which field of action (Handlungsfeld) a text names."""

import re

from rapidfuzz.distance import OSA

from analysis.intake import ids
from analysis.intake.values import clean, key
from analysis.strategy import Strategy

_FIELD_WORD = re.compile(
    r"^(?:handlungsfeld|themenfeld|handlungsbereich|hf)(?=[\s\d.:–]|$)[\s.:–]*(?:nr\.?\s*)?", re.IGNORECASE
)
_NUMBER = re.compile(r"^(\d{1,2})(?![\d.])\s*[.:–)]?\s*")


def number_and_name(text: str) -> tuple[int | None, str]:
    """„1 – Nachhaltige Verwaltung", „Handlungsfeld 1: …", „HF 1" → (1, name)."""
    rest = _FIELD_WORD.sub("", clean(text))
    if match := _NUMBER.match(rest):
        return int(match.group(1)), rest[match.end() :].strip()
    return None, rest


def speaks_of_field(text: str) -> bool:
    """True for „Handlungsfeld 3: …" and „HF 3"."""
    return _FIELD_WORD.match(clean(text)) is not None


def named(name: str, strategy: Strategy | None) -> int | None:
    """The number of the field that bears this name, also shortened or with a typing error."""
    if strategy is None or not key(name):
        return None
    wanted = _name_key(name)
    for f in strategy.fields:
        if wanted in {_name_key(known) for known in (f.name, *f.also)}:
            return f.number
    near = {
        f.number
        for f in strategy.fields
        for known in (f.name, *f.also)
        if (len(wanted) >= max(8, len(_name_key(known)) / 2) and wanted in _name_key(known))
        or (len(wanted) >= 6 and OSA.distance(wanted, _name_key(known), score_cutoff=2) <= 2)
    }
    return near.pop() if len(near) == 1 else None


def understood(text: str, strategy: Strategy | None) -> int | None:
    """The field that a cell, a heading or a sheet's name tells; the number goes before the name."""
    number, name = number_and_name(text)
    if number is not None and (strategy is None or number in strategy.field_names):
        return number
    by_name = named(name, strategy)
    if by_name is not None or strategy is None:
        return by_name
    prefixes = {f.prefix: f.number for f in strategy.fields if f.prefix}
    return next((number for prefix, number in prefixes.items() if key(prefix) == key(text)), None)


def section(text: str, strategy: Strategy | None) -> int | None:
    """The field that a heading row names: „1. Energie“, „B Mobilität“, „Energie“; None for any other text."""
    rest = re.sub(r"^(?:[A-ZÄÖÜ]|[IVX]+)[.)]?\s+", "", clean(text))
    number, name = number_and_name(rest)
    by_name = named(name, strategy)
    if by_name is not None:
        return by_name
    return number if speaks_of_field(text) and strategy and number in strategy.field_names else None


def by_id(text: str, strategy: Strategy | None) -> int | None:
    """The field that a number itself tells."""
    prefixes = {f.prefix: f.number for f in strategy.fields if f.prefix} if strategy else {}
    return ids.field_of(text, prefixes)


def _name_key(name: str) -> str:
    return key(name.replace("&", "und").replace("+", "und"))
