"""From – to – by: amounts of change, their direction, and differences from a year before."""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from analysis.audit.agreement import Interval, growth, interval, number_agrees, share_agrees
from analysis.audit.quantities import PART, POINTS, SHARE
from analysis.audit.relations import Change, change_of_last, changes
from analysis.audit.results import CONTRADICTION, COUNT, Check, place_of
from analysis.audit.results import SHARE as SHARE_KIND
from analysis.audit.sentences import Mention, Sentence
from analysis.audit.words import percent, value

# Rates that are not reckoned from the two numbers beside them.
_ADJUSTED: Final = re.compile(
    r"\b(?:jährlich\w*|pro Jahr|jahresdurchschnittlich\w*|durchschnittlich\w*|im Durchschnitt|im Schnitt|real"
    r"|preisbereinigt\w*|kalenderbereinigt\w*"
    r"|saisonbereinigt\w*|bereinigt\w*|je Einwohner\w*|pro Kopf|inflationsbereinigt\w*|nominal|jeweils|bzw"
    r"|beziehungsweise)\b"
)
_DOUBLED: Final = {
    "verdoppel": Fraction(2),
    "verdreifach": Fraction(3),
    "vervierfach": Fraction(4),
    "halbier": Fraction(1, 2),
}
_COMPARED: Final = re.compile(
    r"⟨(?P<by>\d+)⟩(?: \w+){0,2} (?P<way>mehr|weniger|höher|niedriger) als (?P<when>[^⟨⟩.;]{0,50}?)[(]? ?(?:mit "
    r"|von )?⟨(?P<before>\d+)⟩"
)


def check_changes(told: Sequence[Sentence]) -> list[Check]:
    checks: list[Check] = []
    for place, sentence in enumerate(told):
        last = told[place - 1] if place and told[place - 1].place == sentence.place else None
        for change in changes(sentence):
            checks += _direction(sentence, change) + _amount(sentence, change)
        if last is not None:
            for change in change_of_last(sentence, last):
                checks += _amount(sentence, change)
        checks += _difference(sentence) + _from_last_year(sentence, last)
    return checks


def _direction(sentence: Sentence, change: Change) -> list[Check]:
    before, after = change.before.number, change.after.number
    places = (place_of(change.after), place_of(change.before))
    factor = next((f for stem, f in _DOUBLED.items() if re.search(rf"\b{stem}\w*", sentence.text)), None)
    if factor is not None and before.value:
        if re.search(
            r"\b(?:mehr als|fast|knapp|nahezu|beinahe|annähernd|gut|rund|etwa|über) (?:\w+ )?(?:verdoppel|verdreifach"
            r"|vervierfach|halbier)",
            sentence.text,
        ):
            return []
        ratio = after.value / before.value
        if Fraction(4, 5) <= ratio / factor <= Fraction(6, 5):
            return [Check(CONTRADICTION, places, True)]
        if Fraction(3, 5) <= ratio / factor <= Fraction(8, 5):
            return [Check(CONTRADICTION, places, None, reason="ungefähre Angabe")]
    if before.sign or after.sign or before.value == after.value:
        return []
    if change.direction == 0:
        return []
    rising = interval(after)[0] > interval(before)[1]
    falling = interval(after)[1] < interval(before)[0]
    if (change.direction > 0 and rising) or (change.direction < 0 and falling):
        return [Check(CONTRADICTION, places, True)]
    if not (rising or falling):
        return []
    way = "ein Rückgang" if falling else "ein Anstieg"
    message = f"Von {before.text} auf {after.text} ist {way}; der Satz sagt das Gegenteil."
    return [Check(CONTRADICTION, places, False, way, message, f"Rechnung im Satz, {sentence.said}")]


def _amount(sentence: Sentence, change: Change) -> list[Check]:
    if change.by is None or _ADJUSTED.search(sentence.text):
        return []
    before, after, by = change.before.number, change.after.number, change.by.number
    places = (place_of(change.by), place_of(change.after), place_of(change.before))
    source = f"Rechnung im Satz, {sentence.said}"
    low, high = interval(after)
    least, most = interval(before)
    difference: Interval = (low - most, high - least) if after.value >= before.value else (least - high, most - low)
    difference = (max(difference[0], Fraction(0)), difference[1])
    if by.kind in (SHARE, PART):
        actual = growth(before, after)
        if actual is None:
            return []
        holds = share_agrees(by, actual)
        if before.kind == SHARE and holds is False and share_agrees(by, difference):
            holds = True  # Prozentpunkte called Prozent: a way of speaking, no wrong number
        expected = percent(actual, by)
        return [
            Check(
                SHARE_KIND,
                places,
                holds,
                expected,
                f"Von {before.text} auf {after.text} sind es {expected}.",
                source,
                reason="ungefähre Angabe",
            )
        ]
    if (by.kind == POINTS) != (before.kind == SHARE) or (by.unit != after.unit and by.unit and after.unit):
        return []
    holds = number_agrees(by, difference)
    expected = value(abs(after.value - before.value))
    return [
        Check(
            COUNT,
            places,
            holds,
            expected,
            f"Von {before.text} auf {after.text} sind es {expected}.",
            source,
            reason="ungefähre Angabe",
        )
    ]


def _difference(sentence: Sentence) -> list[Check]:
    """„22 Maßnahmen, sieben mehr als im Vorjahr (15)“; the bracket may also hold the difference of a percentage."""
    match = _COMPARED.search(sentence.masked)
    if not match or _ADJUSTED.search(sentence.text):
        return []
    by, before = (Mention(sentence, sentence.numbers[int(match[name])]) for name in ("by", "before"))
    earlier = [Mention(sentence, n) for n in sentence.numbers if n.end <= by.number.start and n.is_count and not n.weak]
    if len(earlier) != 1 or len(sentence.numbers) != 3 or not before.number.is_count:
        return []
    after = earlier[0]
    if after.number.unit != before.number.unit and after.number.unit and before.number.unit:
        return []
    places = (place_of(by), place_of(after), place_of(before))
    if by.number.is_share:
        actual = growth(before.number, after.number)
        rest = after.number.value - before.number.value
        as_difference = rest > 0 and abs(100 * before.number.value / rest - by.number.value) <= 2 * by.number.half
        holds = actual is not None and (
            share_agrees(by.number, actual) or None if as_difference else share_agrees(by.number, actual)
        )
        if actual is None or holds is None:
            return [Check(SHARE_KIND, places, None, reason="nicht eindeutig, worauf sich die Veränderung bezieht")]
        wrong_way = (match["way"] in ("mehr", "höher")) != (after.number.value > before.number.value)
        holds = bool(holds) and not wrong_way
        if not holds and not wrong_way and abs(actual[0] - by.number.value) > 20:
            return [Check(SHARE_KIND, places, None, reason="nicht eindeutig, worauf sich die Veränderung bezieht")]
        expected = f"{percent(actual, by.number)} {'mehr' if after.number.value > before.number.value else 'weniger'}"
    elif by.number.is_count:
        difference = after.number.value - before.number.value
        signed = by.number.value if match["way"] in ("mehr", "höher") else -by.number.value
        tolerance = after.number.half + before.number.half + by.number.half
        holds = abs(difference - signed) <= tolerance
        expected = f"{value(abs(difference))} {'mehr' if difference > 0 else 'weniger'}"
    else:
        return []
    message = f"{after.number.text} gegenüber {before.number.text}: {expected}."
    return [
        Check(
            COUNT if by.number.is_count else SHARE_KIND,
            places,
            holds,
            expected,
            message,
            f"Rechnung im Satz, {sentence.said}",
        )
    ]


_LAST_YEAR_IN_BRACKET: Final = re.compile(
    r"\b(?:[Gg]egenüber|[Ii]m Vergleich zu|[Vv]erglichen mit)\w* (?:dem |zum |der )?(?:Vorjahr\w*|Jahr 20\d\d"
    r"|20\d\d)[^⟨⟩.;]{0,30}?\((?:\w+ )?⟨(?P<before>\d+)⟩\)"
    r"[^⟨⟩;]{0,90}?\b(?:um|von) (?:\w+ ){0,2}?⟨(?P<by>\d+)⟩"
)
_EITHER: Final = re.compile(
    r"⟨(?P<by>\d+)⟩(?: [A-ZÄÖÜ]\w+)? (?:oder|beziehungsweise|bzw\.|\() ?⟨(?P<share>\d+)⟩\)? (?:mehr|weniger|höher"
    r"|niedriger)\b"
)


def _from_last_year(sentence: Sentence, last: Sentence | None) -> list[Check]:
    """„Gegenüber dem Vorjahr (845) … um 4,6 %“, „16 000 oder 0,8 % mehr“: today's number stands a sentence earlier."""
    match = _LAST_YEAR_IN_BRACKET.search(sentence.masked) or _EITHER.search(sentence.masked)
    if not match or _ADJUSTED.search(sentence.text):
        return []
    used = {int(index) for index in match.groups()}
    by = Mention(sentence, sentence.numbers[int(match["by"])])
    named = [
        Mention(s, n)
        for s in (last, sentence)
        if s is not None
        for i, n in enumerate(s.numbers)
        if s is last or i not in used
    ]
    today = [m for m in named if m.number.is_count and not m.number.weak and m.key < by.key]
    if "share" in match.groupdict():
        share = Mention(sentence, sentence.numbers[int(match["share"])])
        sign = -1 if re.search(r"\b(?:weniger|niedriger)\b", match[0]) else 1
        if not by.number.is_count or not share.number.is_share:
            return []
        for m in today:
            was = m.number.value - sign * by.number.value
            if was > 0 and m.number.unit == by.number.unit:
                low, high = 100 * by.number.low / was, 100 * by.number.high / was
                if share_agrees(share.number, (low, high)):
                    return [Check(SHARE_KIND, (place_of(share), place_of(by), place_of(m)), True)]
        return [Check(SHARE_KIND, (place_of(share), place_of(by)), None, reason="Ausgangswert nicht eindeutig")]
    before = Mention(sentence, sentence.numbers[int(match["before"])])
    if not (by.number.is_share and before.number.is_count):
        return []
    alike = [
        m
        for m in today
        if m.number.unit == before.number.unit and Fraction(1, 2) < m.number.value / (before.number.value or 1) < 2
    ]
    for m in alike:
        actual = growth(before.number, m.number)
        if actual is not None and share_agrees(by.number, actual):
            return [Check(SHARE_KIND, (place_of(by), place_of(before), place_of(m)), True)]
    if len(alike) != 1:
        return [Check(SHARE_KIND, (place_of(by), place_of(before)), None, reason="Vergleichswert nicht eindeutig")]
    actual = growth(before.number, alike[0].number)
    assert actual is not None
    expected = percent(actual, by.number)
    places = (place_of(by), place_of(before), place_of(alike[0]))
    message = f"Von {before.number.text} auf {alike[0].number.text} sind es {expected}."
    return [Check(SHARE_KIND, places, False, expected, message, f"{alike[0].said}")]
