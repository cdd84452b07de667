"""Parts against their whole: sums, the rest, shares that have to make 100."""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from analysis.audit.agreement import interval
from analysis.audit.quantities import COUNT, PART, SHARE, Quantity
from analysis.audit.relations import part_of, rest, thereof
from analysis.audit.results import SUM, Check, place_of
from analysis.audit.sentences import Mention, Sentence
from analysis.audit.shares import Bases
from analysis.audit.words import value

# What is divided by these words is divided without rest.
_DIVIDES: Final = re.compile(
    r"\b(?:verteil\w+ sich|setz\w+ sich .{0,40}zusammen|zusammensetz\w*|teil\w+ sich .{0,30}auf|glieder\w+ sich"
    r"|unterteil\w* sich|aufgeteilt in)\b"
)
_SOME: Final = re.compile(
    r"\b(?:darunter|unter anderem|u\. ?a\.|vor allem|insbesondere|beispielsweise|etwa|z\. ?B\.|zum Beispiel"
    r"|mehrfach\w*|Mehrfach\w*|allein|größte\w*|häufigste\w*|meisten)\b"
)
# A next sentence that begins so may name the part that is missing.
_MORE: Final = re.compile(
    r"^.{0,30}(?:\b(?:weitere\w*|übrige\w*|sonstige\w*|restliche\w*|Rest|hinzu|außerdem|zudem|daneben|ein\w*|kein\w*"
    r"|beide\w*|andere\w*)\b|⟨)",
    re.IGNORECASE,
)


def check_sums(groups: Sequence[Sequence[Sentence]], known: Bases) -> list[Check]:
    """The checks of each paragraph; `known` are totals that are said elsewhere, by the count of which they are."""
    checks: list[Check] = []
    for group in groups:
        for place, sentence in enumerate(group):
            earlier = group[:place]
            checks += _rest(sentence, earlier, known)
            checks += _parts(sentence, group[place - 1] if place else None, group[place + 1 :])
            checks += _together(sentence) + _breakdown(sentence)
            checks += _hundred(sentence, group[place + 1 :])
    return checks


def _total(numbers: Sequence[Quantity]) -> tuple[Fraction, Fraction]:
    ends = [interval(number) for number in numbers]
    return sum((low for low, _ in ends), Fraction(0)), sum((high for _, high in ends), Fraction(0))


def _fits(whole: Quantity, parts: Sequence[Quantity]) -> bool:
    low, high = _total(parts)
    least, most = interval(whole)
    return low <= most and high >= least


def _adding(parts: Sequence[Quantity]) -> str:
    return " + ".join(value(number.value) for number in parts)


def _near(whole: Quantity, parts: Sequence[Quantity], share: Fraction = Fraction(1, 20)) -> bool:
    """Whether parts miss their whole by so little that nothing but a mistake explains it."""
    difference = abs(whole.value - sum(number.value for number in parts))
    return whole.value <= 200 and difference <= max(Fraction(1), whole.value * share) and not whole.half


def _parts(sentence: Sentence, last: Sentence | None, following: Sequence[Sentence]) -> list[Check]:
    """„24 Projekte, davon 18 … und sechs …“: the parts make the whole where they are meant to."""
    found = part_of(sentence) or (thereof(sentence, last) if last is not None else [])
    checks = []
    for base in {part.bases[0].key: part.bases[0] for part in found if part.sure or len(part.bases) == 1}.values():
        parts = [
            part.part
            for part in found
            if (part.bases[0].key == base.key and not part.part.number.weak)
            or (part.bases[0].key == base.key and part.part.number.value == 1)
        ]
        if len(parts) < 2 or base.number.value == 0:
            continue
        numbers = [part.number for part in parts]
        places = (place_of(base), *map(place_of, parts))
        if _fits(base.number, numbers):
            checks.append(Check(SUM, places, True))
            continue
        closed = re.search(r"\b(?:und|sowie) (?:\w+ ){0,3}$", sentence.text[: numbers[-1].start])
        open_ended = _SOME.search(sentence.text) or (following and _MORE.search(following[0].masked))
        dividing = _DIVIDES.search(sentence.text)
        thereof_said = re.search(r"\b[Dd]avon\b|\b[Hh]iervon\b", sentence.text)
        if (
            closed
            and not open_ended
            and (dividing or (_near(base.number, numbers) and (thereof_said or len(parts) >= 3)))
        ):
            total = value(sum(number.value for number in numbers))
            checks.append(
                Check(
                    SUM,
                    places,
                    False,
                    f"{total} ({_adding(numbers)})",
                    f"Die Teile ergeben {total}, nicht {base.number.text}.",
                    f"Rechnung im Satz, {sentence.said}",
                )
            )
        else:
            checks.append(Check(SUM, places, None, reason="Teile nicht als vollständig erkennbar"))
    return checks


# „18 Mitglieder: neun Unternehmen, fünf Verbände und vier Ämter“
_BREAKDOWN: Final = re.compile(
    r"⟨(?P<whole>\d+)⟩[^⟨⟩:;()]{1,50}?(?::|\() ?(?P<parts>⟨\d+⟩[^⟨⟩,;:()]{2,50}(?:(?:,| und"
    r"| sowie)(?: \w+)? ⟨\d+⟩[^⟨⟩,;:()]{2,50})+?)(?:\)|\.?$)"
)


# „Die 6.000 Wohnungen verteilen sich auf vier Bezirke: 2.700 liegen im Norden, …“
_DIVIDED: Final = re.compile(
    r"⟨(?P<whole>\d+)⟩[^⟨⟩:;()]{1,50}(?:verteil|teil|glieder|setz"
    r"|unterteil)\w*[^:;()]{1,60}: ?(?P<parts>⟨\d+⟩[^:;()]+⟨\d+⟩[^:;()]+)$"
)


def _breakdown(sentence: Sentence) -> list[Check]:
    match = _BREAKDOWN.search(sentence.masked) or _DIVIDED.search(sentence.bare)
    if not match:
        return []
    whole = Mention(sentence, sentence.numbers[int(match["whole"])])
    parts = [Mention(sentence, sentence.numbers[int(index)]) for index in re.findall(r"⟨(\d+)⟩", match["parts"])]
    numbers = [part.number for part in parts]
    if any(number.kind != COUNT for number in [whole.number, *numbers]) or _SOME.search(sentence.text):
        return []
    places = (place_of(whole), *map(place_of, parts))
    if _fits(whole.number, numbers):
        return [Check(SUM, places, True)]
    divided = _DIVIDES.search(sentence.text)
    if (
        not (divided or _near(whole.number, numbers, Fraction(1, 7)))
        or len(parts) < 3
        or any(number.weak for number in numbers)
    ):
        return [Check(SUM, places, None, reason="Teile nicht als vollständig erkennbar")]
    total = value(sum(number.value for number in numbers))
    message = f"Die Teile ergeben {total}, nicht {whole.number.text}."
    return [Check(SUM, places, False, f"{total} ({_adding(numbers)})", message, f"Rechnung im Satz, {sentence.said}")]


_TOGETHER: Final = re.compile(
    r"(?P<parts>⟨\d+⟩[^⟨⟩;:]{0,60}(?:(?:,| und| sowie) [^⟨⟩;:]{0,40}⟨\d+⟩[^⟨⟩;:]{0,60})+?)"
    r"(?:,| –|\(| und damit)? ?(?:zusammen|in Summe|insgesamt also|das sind zusammen|macht zusammen|also insgesamt"
    r"|mithin insgesamt|ergibt|ergeben|zusammengenommen)"
    r" (?:\w+ ){0,3}⟨(?P<whole>\d+)⟩"
)


def _together(sentence: Sentence) -> list[Check]:
    """„zwölf in A, acht in B und fünf in C, zusammen 25“."""
    match = _TOGETHER.search(sentence.bare)
    if not match:
        return []
    parts = [Mention(sentence, sentence.numbers[int(index)]) for index in re.findall(r"⟨(\d+)⟩", match["parts"])]
    whole = Mention(sentence, sentence.numbers[int(match["whole"])])
    numbers = [part.number for part in parts]
    kinds = {number.kind for number in numbers} | {whole.number.kind}
    units = {number.unit for number in [*numbers, whole.number] if number.unit}
    if len(kinds - {SHARE}) > 1 or (SHARE in kinds and len(kinds) > 1) or PART in kinds or len(units) > 1:
        return []
    places = (place_of(whole), *map(place_of, parts))
    if _fits(whole.number, numbers):
        return [Check(SUM, places, True)]
    if re.search(r"\b(?:um|auf|von)\b", match["parts"]) or _SOME.search(sentence.text):
        return [Check(SUM, places, None, reason="Summanden nicht eindeutig")]
    total = value(sum(number.value for number in numbers))
    return [
        Check(
            SUM,
            places,
            False,
            f"{total} ({_adding(numbers)})",
            f"Die Summe ist {total}, nicht {whole.number.text}.",
            f"Rechnung im Satz, {sentence.said}",
        )
    ]


def _rest(sentence: Sentence, earlier: Sequence[Sentence], known: Bases) -> list[Check]:
    """„die restlichen zwei“: the whole less the parts named since."""
    remaining = rest(sentence)
    if remaining is None:
        return []
    if remaining.number.is_share:
        return _rest_of_hundred(earlier, sentence, remaining)
    if not remaining.number.is_count:
        return []
    reach = [*earlier[-3:], sentence]
    stated = [part for told in reach for part in part_of(told) if part.sure and len(part.bases) == 1]
    base = stated[-1].bases[0] if stated else None
    principal = [
        Mention(told, told.numbers[int(index)])
        for told in reach
        for index in re.findall(r"⟨(\d+)⟩", told.bare)
        if told.numbers[int(index)].is_count
    ]
    principal = [mention for mention in principal if mention.key < remaining.key]
    if base is None and len(principal) > 1:
        largest = max(principal, key=lambda mention: mention.number.value)
        base = largest if largest is principal[0] else None
    if base is None:
        return _rest_of_known(remaining, [mention for mention in principal if mention.sentence is sentence], known)
    first = min(base.key, *(part.part.key for part in stated if part.bases[0].key == base.key), base.key)
    parts = [
        mention
        for mention in principal
        if first <= mention.key and mention.key != base.key and (not mention.number.weak or mention.number.value == 1)
    ]
    articles = [mention for mention in parts if mention.number.weak]
    solid = [mention for mention in parts if not mention.number.weak]
    for used in (parts, solid):
        if used and _fits(base.number, [mention.number for mention in [*used, remaining]]):
            return [Check(SUM, (place_of(remaining), place_of(base), *map(place_of, used)), True)]
    numbers = [mention.number for mention in parts]
    expected = base.number.value - sum(number.value for number in numbers)
    places = (place_of(remaining), place_of(base), *map(place_of, parts))
    certain = (
        bool(parts)
        and expected > 0
        and not articles
        and not base.number.bound
        and (bool(stated) or abs(expected - remaining.number.value) <= 2)
        and abs(expected - remaining.number.value) <= max(Fraction(3), base.number.value / 4)
        and all(number.value < base.number.value for number in numbers)
    )
    if not certain:
        return [Check(SUM, places, None, reason="Ganzes und Teile zum Rest nicht eindeutig")]
    return [
        Check(
            SUM,
            places,
            False,
            f"{value(expected)} ({value(base.number.value)} − {_adding(numbers).replace(' + ', ' − ')})",
            f"Als Rest bleiben {value(expected)}, nicht {remaining.number.text}.",
            f"Ganzes aus {base.said}",
        )
    ]


def _rest_of_known(remaining: Mention, parts: list[Mention], known: Bases) -> list[Check]:
    """„Sieben liegen im Zeitplan, die restlichen drei nicht“, where the whole is the field's total."""
    totals = {total for part in parts for total, *_ in known.get(part.key, ())}
    places = (place_of(remaining), *map(place_of, parts))
    numbers = [part.number for part in parts]
    left = [total - sum(number.value for number in numbers) for total in totals]
    if any(number.kind != COUNT or number.weak or number.bound for number in numbers) or not left:
        return [Check(SUM, places, None, reason="Ganzes zum Rest nicht genannt")]
    if remaining.number.value in left:
        return [Check(SUM, places, True)]
    if len(left) > 1 or abs(left[0] - remaining.number.value) > 2:
        return [Check(SUM, places, None, reason="Ganzes zum Rest nicht eindeutig")]
    whole = next(iter(totals))
    expected = f"{value(left[0])} ({value(whole)} − {_adding(numbers).replace(' + ', ' − ')})"
    message = f"Als Rest bleiben {value(left[0])}, nicht {remaining.number.text}."
    return [Check(SUM, places, False, expected, message, f"{value(whole)} im ganzen Handlungsfeld")]


def _rest_of_hundred(earlier: Sequence[Sentence], sentence: Sentence, remaining: Mention) -> list[Check]:
    told = [
        Mention(one, number)
        for one in [*earlier[-3:], sentence]
        for number in one.numbers
        if number.is_share and not number.sign
    ]
    told = [mention for mention in told if mention.key < remaining.key]
    here = [mention for mention in told if mention.sentence is sentence]
    shares = [mention.number for mention in here or told]
    if not shares:
        return []
    places = (place_of(remaining), *map(place_of, here or told))
    low, high = _total([*shares, remaining.number])
    margin = Fraction(5) if any(number.kind == PART for number in [*shares, remaining.number]) else Fraction(1, 10)
    if low - margin <= 100 <= high + margin:
        return [Check(SUM, places, True)]
    missing = 100 - sum(number.value for number in shares)
    if any(number.bound or number.kind == PART for number in [*shares, remaining.number]) or not 0 < missing < 100:
        return [Check(SUM, places, None, reason="Anteile nur ungefähr genannt")]
    adjoining = bool(earlier) and all(mention.sentence is earlier[-1] for mention in told)
    if abs(missing - remaining.number.value) > (15 if here else 5 if adjoining else 0):
        return [Check(SUM, places, None, reason="Anteile ergeben kein Ganzes")]
    message = f"Zu 100 % fehlen {value(missing)} %, nicht {remaining.number.text}."
    return [Check(SUM, places, False, f"{value(missing)} %", message, f"Rechnung im Satz, {sentence.said}")]


def _hundred(sentence: Sentence, following: Sequence[Sentence]) -> list[Check]:
    """Shares into which something is divided without rest."""
    if not _DIVIDES.search(sentence.text):
        return []
    shares = [number for number in sentence.numbers if number.kind == SHARE and not number.sign]
    if len(shares) < 3 or any(number.bound for number in shares):
        return []
    places = tuple(place_of(Mention(sentence, number)) for number in shares)
    low, high = _total(shares)
    if low <= 100 <= high:
        return [Check(SUM, places, True)]
    total = sum((number.value for number in shares), Fraction(0))
    if _SOME.search(sentence.text) or abs(total - 100) > 10 or (following and _MORE.search(following[0].masked)):
        return [Check(SUM, places, None, reason="Anteile müssen nicht 100 % ergeben")]
    message = f"Die Anteile ergeben {value(total)} %, nicht 100 %."
    return [Check(SUM, places, False, "zusammen 100 %", message, f"Rechnung im Satz, {sentence.said}")]
