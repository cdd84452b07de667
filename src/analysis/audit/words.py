"""How the audit prints numbers, and the noun that a number counts."""

import re
from fractions import Fraction
from typing import Final

from analysis import german
from analysis.audit.agreement import Interval
from analysis.audit.quantities import Quantity
from analysis.audit.sentences import Mention

# After one of these a number's noun no longer follows: „63 hatten ein Konzept“.
_STOP: Final = frozenset(
    (
        *("der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "eines"),
        *("kein", "keine", "keinen", "sich", "auch", "nur", "so", "dass", "ob", "wo", "als", "wie", "nicht", "noch"),
        *("in", "im", "an", "am", "auf", "aus", "bei", "beim", "mit", "von", "vom", "zu", "zum", "zur", "für", "bis"),
        *("um", "gegenüber", "über", "unter", "nach", "vor", "seit", "durch", "ohne", "je", "pro", "davon", "darunter"),
        *("und", "oder", "sowie", "bereits", "ist", "sind", "war", "waren", "wurde", "wurden", "werden", "wird"),
        *("hat", "haben", "hatte", "hatten", "befinden", "befindet", "liegen", "liegt", "lagen", "lag", "gab", "gibt"),
        *("kamen", "kam", "entfielen", "entfiel", "verfügten", "verfügen", "nutzten", "nutzen", "fehlte", "fehlten"),
    )
)


def noun(mention: Mention) -> str:
    """The stem of the noun that a number counts; empty where none follows it („63 hatten“)."""
    after = mention.sentence.text[mention.number.end :]
    if mention.number.unit:
        return mention.number.unit
    for word in re.findall(r"^[\s]+((?:[\wäöüß&-]+\s*){1,5})", after)[:1]:
        for piece in word.split():
            if piece[0].isupper():
                return stem(piece)
            if piece in _STOP or not re.search(r"(?:e|en|er|es|em|ig|lich)$", piece):
                return ""
    return ""


def same_noun(first: Mention, second: Mention) -> bool:
    """Whether two numbers count the same: Kommunen and Kommune, Kreise and Landkreise."""
    if first.number.unit or second.number.unit:
        return False
    one, other = noun(first), noun(second)
    return bool(one and other) and (one.endswith(other) or other.endswith(one))


def stem(word: str) -> str:
    """A noun without its endings, so that Kommune and Kommunen, Ziel and Zielen are one."""
    word = word.lower()
    return re.sub(r"(?:innen|en|ern|er|es|e|n|s)$", "", word) if len(word) > 5 else re.sub(r"(?:en|e|n|s)$", "", word)


def value(number: Fraction | int) -> str:
    """A count or an amount as German text."""
    number = Fraction(number)
    if number.denominator == 1:
        return german.number_word(int(number)) if 0 <= number <= 12 else german.integer(int(number))
    return german.decimal(number, 2)


def between(actual: Interval, like: Quantity) -> str:
    """A share or an amount that was reckoned, printed as precisely as the number it stands against."""
    low, high = actual
    places = _places(like)
    first, last = german.decimal(low, places), german.decimal(high, places)
    return first if first == last else f"{first} bis {last}"


def _places(number: Quantity) -> int:
    printed = re.search(r",(\d+)", number.text)
    return len(printed[1]) if printed else 0


def percent(actual: Interval, like: Quantity) -> str:
    return f"{between(actual, like)}{german.NBSP}%"
