"""German wording of numbers, shares, dates and lists, for everything that a reader sees.

Numbers up to zwölf are words. Shares are rounded half up from the count (Python's own rounding is
half to even), and a count above 0 is never „0 %", one below the total never „100 %".
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

NBSP: Final = "\u00a0"
MINUS: Final = "\u2212"

_WORDS: Final = (
    "null",
    "eine",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
)
MONTHS: Final = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
_VERBS: Final = {"sein": ("ist", "sind"), "liegen": ("liegt", "liegen")}


@dataclass(frozen=True)
class Noun:
    """The forms of a counted noun: „zwei operative Ziele", „alle operativen Ziele", „von zwei operativen Zielen"."""

    singular: str
    plural: str
    weak: str
    dative: str
    only: str
    a: str
    one: str
    dative_one: str


MEASURE: Final = Noun(
    "Maßnahme", "Maßnahmen", "Maßnahmen", "Maßnahmen", "die einzige Maßnahme", "eine", "eine", "einer"
)
GOAL: Final = Noun(
    "operatives Ziel",
    "operative Ziele",
    "operativen Ziele",
    "operativen Zielen",
    "das einzige operative Ziel",
    "ein",
    "eines",
    "einem",
)
STRATEGIC_GOAL: Final = Noun(
    "strategisches Ziel",
    "strategische Ziele",
    "strategischen Ziele",
    "strategischen Zielen",
    "das einzige strategische Ziel",
    "ein",
    "eines",
    "einem",
)


@dataclass(frozen=True)
class Part:
    """How many of a total are what: `Part(22, "abgeschlossen")`; `verb` is "sein" or "liegen"."""

    count: int
    predicate: str
    verb: str = "sein"


def number_word(number: int, one: str = "eine") -> str:
    """„zwei" up to „zwölf", „13" from there; `one` is the form of 1 that the sentence needs."""
    if number == 1:
        return one
    return _WORDS[number] if 0 <= number < len(_WORDS) else integer(number)


def integer(number: int) -> str:
    """„1.234", „−3"."""
    return f"{number:,}".replace(",", ".").replace("-", MINUS)


def signed(number: int) -> str:
    """„+7", „−3", „±0"."""
    if number == 0:
        return "±0"
    return integer(number) if number < 0 else f"+{integer(number)}"


def decimal(number: float | Fraction, places: int = 1) -> str:
    """„7,8", rounded half up."""
    exact = (
        Decimal(number.numerator) / Decimal(number.denominator)
        if isinstance(number, Fraction)
        else Decimal(repr(float(number)))
    )
    rounded = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    rounded = abs(rounded) if rounded.is_zero() else rounded
    return f"{rounded:,f}".translate({ord(","): ".", ord("."): ",", ord("-"): MINUS})


def exact(number: float, places: int = 4) -> str:
    """„1.234,5": as many decimals as the number has, at most `places`."""
    text = decimal(number, places)
    return text.rstrip("0").rstrip(",") if "," in text else text


def percent(count: int, total: int) -> int | None:
    """The share as a whole number, half up (22.5 → 23); None where the total is 0."""
    return (200 * count + total) // (2 * total) if total else None


def share(count: int, total: int) -> str:
    """„13 %" with a no-break space; „< 1 %", „> 99 %"; „–" where there is nothing to share."""
    whole = percent(count, total)
    if whole is None:
        return "–"
    if whole == 0 < count:
        return f"<{NBSP}1{NBSP}%"
    if whole == 100 and count < total:
        return f">{NBSP}99{NBSP}%"
    return f"{whole}{NBSP}%"


def percentage_points(count: int, total: int, count_before: int, total_before: int) -> str:
    """„+8,8 Prozentpunkte": the difference of two shares, from the unrounded shares."""
    change = 100 * (Fraction(count, total) - Fraction(count_before, total_before))
    text = decimal(change)
    sign = "" if text.startswith(MINUS) else "±" if text == "0,0" else "+"
    return f"{sign}{text}{NBSP}Prozentpunkte"


def date(day: dt.date) -> str:
    """„31. Dezember 2025"."""
    return f"{day.day}.{NBSP}{MONTHS[day.month - 1]}{NBSP}{day.year}"


def short_date(day: dt.date) -> str:
    """„31.12.2025"."""
    return f"{day:%d.%m.%Y}"


def join(items: Iterable[str], last: str = "und") -> str:
    """„a, b und c"."""
    *first, final = items
    return f"{', '.join(first)} {last} {final}" if first else final


def slug(text: str) -> str:
    """The text as a name of a file: lower case, a–z, 0–9 and hyphens; „Kita Süd (A)" → kita-sued-a."""
    plain = text.casefold().translate({ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue", ord("ß"): "ss"})
    letters = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


def quote(text: str) -> str:
    return f"„{text}“"


def sentence_start(text: str) -> str:
    return text[:1].upper() + text[1:]


def counted(number: int, noun: Noun) -> str:
    """„keine Maßnahme", „eine Maßnahme", „zwei Maßnahmen", „13 Maßnahmen"."""
    if number == 0:
        return f"k{noun.a} {noun.singular}"
    if number == 1:
        return f"{noun.a} {noun.singular}"
    return f"{number_word(number)} {noun.plural}"


def after_article(total: int, noun: Noun) -> str:
    """What follows „die", „der" or „alle" (two or more): „80 Maßnahmen", „zwölf operativen Ziele"."""
    return f"{number_word(total)} {noun.weak}"


def pronoun(number: int, noun: Noun) -> str:
    """A count without its noun: „keine", „eine", „zwei"; „keines", „eines" of operative Ziele."""
    return f"k{noun.one}" if number == 0 else number_word(number, noun.one)


def verb(infinitive: str, number: int) -> str:
    """„ist", „liegt" of none or one, „sind", „liegen" of more; „sein" or „liegen"."""
    singular, plural = _VERBS[infinitive]
    return singular if number <= 1 else plural


def finding(total: int, noun: Noun, parts: Sequence[Part]) -> str:
    """What is known of a total in one sentence, without full stop.

    „Von 80 Maßnahmen sind 22 abgeschlossen, 46 in Umsetzung und sieben verworfen". The first part is
    always said, later ones only where their count is above 0; a part that is the whole total stands
    alone: „Alle 80 Maßnahmen sind abgeschlossen".
    """
    if total == 0:
        return f"Es gibt keine {noun.weak}"
    whole = [part for part in parts if part.count == total]
    if total == 1:
        part = whole[0] if whole else parts[0]
        negation = "" if whole else "nicht "
        return sentence_start(f"{noun.only} {verb(part.verb, part.count)} {negation}{part.predicate}")
    if whole:
        part = whole[0]
        everything = f"Beide {noun.weak}" if total == 2 else f"Alle {after_article(total, noun)}"
        return f"{everything} {verb(part.verb, part.count)} {part.predicate}"
    first, *others = parts
    clauses = [f"{verb(first.verb, first.count)} {pronoun(first.count, noun)} {first.predicate}"]
    last_verb = verb(first.verb, first.count)
    for part in others:
        if part.count:
            new = verb(part.verb, part.count)
            clauses.append(f"{pronoun(part.count, noun)} {'' if new == last_verb else new + ' '}{part.predicate}")
            last_verb = new
    return f"Von {number_word(total)} {noun.dative} {join(clauses)}"


def shortened(text: str, most: int) -> str:
    """The text up to the last sentence that fits into so many characters, else up to the last word."""
    if len(text) <= most:
        return text
    end = text.rfind(". ", 0, most)
    return text[: end + 1] if end > 0 else f"{text[: text.rfind(' ', 0, most - 1)]}{NBSP}…"
