"""A number before a list against the items of the list."""

import re
from collections.abc import Sequence
from typing import Final

from analysis.audit.document import ITEM, PARAGRAPH, Document
from analysis.audit.results import COUNT, Check, place_of
from analysis.audit.sentences import Mention, Sentence
from analysis.audit.words import value

_OPEN: Final = re.compile(
    r"\b(?:unter anderem|u\. ?a\.|z\. ?B\.|zum Beispiel|beispielsweise|insbesondere|etwa|vor allem|usw|etc|darunter"
    r"|wie)\b|…|\.\.\."
)
_TIMES: Final = r"(?:Jahre?s?|Jahren|Berichtsjahr|Berichtszeitraum|Zeitraum|Vorjahr|Dezember|Handlungsfeld\w*)"
# From the number to the colon: its noun, then verbs and the like, but no other noun.
_INTRODUCES: Final = re.compile(
    rf"⟨(?P<count>\d+)⟩(?P<between>(?: [a-zäöüß]+)*? (?P<noun>[A-ZÄÖÜ][\w-]+)(?: [a-zäöüß]+| {_TIMES}| 20\d\d"
    rf"|,)*)\s?:\s*$"
)
_INLINE: Final = re.compile(
    r"⟨(?P<count>\d+)⟩(?: [a-zäöüß]+)*? [A-ZÄÖÜ][\w-]+(?: [a-zäöüß]+){0,3}\s?(?:: (?P<after>[^⟨⟩:;.()]+)\.?$"
    r"|\((?P<inside>[^()⟨⟩:;]+)\))"
)


def check_lists(document: Document, told: Sequence[Sentence]) -> list[Check]:
    """„drei Maßnahmen:“ with the items below, „drei Ämter (A, B und C)“."""
    checks: list[Check] = []
    last_of = {sentence.place: sentence for sentence in told}
    for place, sentence in last_of.items():
        items = _items_below(document, place)
        match = _INTRODUCES.search(sentence.masked)
        if match and items and document.blocks[place].kind == PARAGRAPH:
            checks += _check_items(sentence, int(match["count"]), [block.text for block in items], match["between"])
    for sentence in told:
        for match in _INLINE.finditer(sentence.masked):
            checks += _check_inline(sentence, int(match["count"]), match["after"] or match["inside"])
    return checks


def _items_below(document: Document, place: int) -> list:
    items = []
    for block in document.blocks[place + 1 :]:
        if block.kind != ITEM:
            break
        items.append(block)
    return items


def _check_items(sentence: Sentence, index: int, items: Sequence[str], between: str) -> list[Check]:
    mention = Mention(sentence, sentence.numbers[index])
    number = mention.number
    if not number.is_count or number.bound or number.half or number.unit:
        return []
    if number.value == len(items):
        return [Check(COUNT, (place_of(mention),), True)]
    if number.weak or _OPEN.search(sentence.text) or re.search(r"\bweitere\w*|\bjeweils\b|\bje\b", between):
        return []
    if (
        len(items) < 2
        or abs(number.value - len(items)) > max(2, len(items) // 3)
        or any(re.match(r"\W*\d+ ", item) for item in items)
    ):
        return [Check(COUNT, (place_of(mention),), None, reason="Liste nicht sicher die der gezählten")]
    return [_wrong(mention, len(items), "Darunter stehen")]


def _check_inline(sentence: Sentence, index: int, text: str) -> list[Check]:
    """Items between commas, the last after „und“ or „sowie“; wrong only where they can be counted in one way."""
    mention = Mention(sentence, sentence.numbers[index])
    number = mention.number
    if (
        not number.is_count
        or number.bound
        or number.half
        or number.unit
        or number.kind != "count"
        or _OPEN.search(sentence.text)
    ):
        return []
    pieces = [piece.strip() for piece in re.split(r",\s+", text.strip(" ."))]
    least = len(pieces)
    joints = [len(re.findall(r"\s(?:und|sowie|&)\s", piece)) for piece in pieces]
    if least == 1 and not sum(joints):
        return []
    most = least + sum(joints)
    least += bool(joints[-1])
    if least <= number.value <= most:
        return [Check(COUNT, (place_of(mention),), True)]
    short = all(1 <= len(piece.split()) <= 6 for piece in re.split(r",\s+|\s(?:und|sowie)\s", text))
    nouns = all(re.search(r"[A-ZÄÖÜ]", piece) for piece in re.split(r",\s+|\s(?:und|sowie)\s", text))
    if number.weak or not short or not nouns or least != most or least < 2 or abs(number.value - least) > 2:
        return [Check(COUNT, (place_of(mention),), None, reason="Aufzählung nicht eindeutig zu zählen")]
    return [_wrong(mention, least, "Aufgezählt sind")]


def _wrong(mention: Mention, items: int, verb: str) -> Check:
    message = f"{verb} {value(items)}, angekündigt {mention.number.text}."
    return Check(COUNT, (place_of(mention),), False, value(items), message, f"Liste ab {mention.said}")
