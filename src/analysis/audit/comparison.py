"""What a report says against the year before: „eine mehr als im Vorjahr“, „(Vorjahr: 15)“, „unverändert“."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from analysis.audit.across import named
from analysis.audit.categories import categories
from analysis.audit.contexts import Context
from analysis.audit.known import Known
from analysis.audit.names import Fields
from analysis.audit.quantities import COUNT
from analysis.audit.results import DATA, Check, Place, place_of
from analysis.audit.sentences import Mention, Sentence
from analysis.audit.subjects import Subject
from analysis.audit.words import value

_LAST_YEAR: Final = (
    r"(?:im |zum |gegenüber dem |als im |im Vergleich zum )?(?:Vorjahr\w*|(?:letzten|vergangenen) Jahr\w*)"
)
_MORE: Final = re.compile(r"⟨(?P<by>\d+)⟩(?: (?:weitere\w*|operative\w*|Ziele?n?|Maßnahmen?))* (?P<way>mehr|weniger)\b")
_BEFORE: Final = (
    re.compile(
        r"\b(?:Vorjahr\w*|(?:letzten|vergangenen) Jahr\w*|Vj\.|(?P<year>20\d\d))"
        r"(?: ?[:=]| waren es| waren| lag der Wert bei| noch| lagen)* ⟨(?P<before>\d+)⟩(?! (?:\w+ )?(?:mehr|weniger))"
    ),
    re.compile(
        r"\b(?:gegenüber|nach|statt|von) (?:noch )?⟨(?P<before>\d+)⟩(?: \w+)? im (?:Vorjahr|letzten Jahr"
        r"|vergangenen Jahr)(?P<year>)\b"
    ),
)
_UNCHANGED: Final = re.compile(
    r"\b(?:[Uu]nverändert|[Ww]ie im Vorjahr|[Ee]benso viele wie im Vorjahr|[Kk]eine Veränderung(?:en)?)\b"
)


def check_comparisons(
    told: Sequence[Sentence], where: Sequence[Context], known: Known | None, fields: Fields
) -> list[Check]:
    """Comparisons with the year before; without data of that year there is nothing to hold them against."""
    if known is None or known.dataset.previous_year is None:
        return []
    last = known.dataset.previous_year
    checks: list[Check] = []
    for sentence, context in zip(told, where, strict=True):
        subject = _subject(sentence, context)
        if subject is None:
            continue
        now, before = known.count(subject), known.count(replace(subject, year=last))
        if now is None or before is None:
            continue
        source = f"Daten {last} und {known.year}: {named(subject, fields)}"
        match = _MORE.search(sentence.masked)
        if match and re.search(rf"{_LAST_YEAR}|\b{last}\b", sentence.text):
            mention = Mention(sentence, sentence.numbers[int(match["by"])])
            difference = mention.number.value if match["way"] == "mehr" else -mention.number.value
            expected = _difference(now - before)
            message = f"{named(subject, fields)}: {value(now)}, {last} waren es {value(before)}."
            checks.append(Check(DATA, (place_of(mention),), now - before == difference, expected, message, source))
        for pattern in _BEFORE:
            for match in pattern.finditer(sentence.masked):
                mention = Mention(sentence, sentence.numbers[int(match["before"])])
                if mention.number.kind == COUNT and not mention.number.bound and match["year"] in (None, "", str(last)):
                    message = f"{named(subject, fields)}: {last} waren es {value(before)}."
                    holds = mention.number.value == before
                    checks.append(Check(DATA, (place_of(mention),), holds, value(before), message, source))
        unchanged = _UNCHANGED.search(sentence.text)
        if unchanged and not match:
            offset = sentence.start + unchanged.start()
            line = sentence.block.line_at(offset)
            place = Place(sentence.place, offset, line, sentence.block.said(line), unchanged[0], sentence.text)
            message = f"{named(subject, fields)}: {value(now)}, {last} waren es {value(before)}."
            checks.append(Check(DATA, (place,), now == before, _difference(now - before), message, source))
    return checks


def _difference(number: int) -> str:
    if number == 0:
        return "unverändert"
    return f"{value(abs(number))} {'mehr' if number > 0 else 'weniger'}"


def _subject(sentence: Sentence, context: Context) -> Subject | None:
    """The one subject of a sentence that compares: one level, one field, one condition."""
    if context.level is None or context.field is None:
        return None
    found = {(dimension, category) for *_, dimension, category in categories(sentence.text, context.level)}
    return Subject(context.level, context.field, frozenset(found)) if len(found) == 1 else None
