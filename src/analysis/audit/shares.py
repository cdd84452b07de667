"""Shares against their counts and bases."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from analysis.audit.agreement import Verdict, exact, ratio, share_agrees
from analysis.audit.quantities import PART, SHARE, Quantity
from analysis.audit.relations import Pair, Part, comparable, pairs, part_of, share_of_last, thereof
from analysis.audit.results import COUNT, Check, place_of
from analysis.audit.results import SHARE as SHARE_KIND
from analysis.audit.sentences import Mention, Sentence
from analysis.audit.subjects import Spoken
from analysis.audit.words import percent, same_noun, value

Key = tuple[int, int]
_YEAR = re.compile(r"\b(?:(?:19|20)\d\d|Vorjahr\w*|zuvor|damals|Jahr)\b")
Bases = Mapping[Key, Sequence[tuple[Fraction, str, Mention | None]]]  # by count: value, source, where it stands
# „Acht von zehn Befragten (79 %)“ is a way of speaking; of ten measures it is a count.
_LOOSE_BASES = ("zehn", "fünf", "vier", "drei", "10", "5", "4", "3", "100", "hundert")
_COUNTED_ONE_BY_ONE = re.compile(
    r"\b(?:Maßnahme|Ziel|Kommune|Gemeinde|Stadt|Städte|Kreis|Fäll|Fall|Projekt|Vorhaben|Land|Länder)"
)


@dataclass(frozen=True, eq=False)
class _Shared:
    """A share with its count and the bases that may be meant; `explicit` where the sentence names them."""

    pair: Pair
    bases: tuple[Mention, ...]
    explicit: bool


def check_shares(told: Sequence[Sentence], known: Bases) -> list[Check]:
    """One check for each share beside a count, and for each share or part of a named base.

    `known` are bases that come from elsewhere: the field's total in the report or in the data.
    """
    checks: list[Check] = []
    for group in groups(told):
        shared, parts = _read(group)
        for one in shared:
            checks.append(
                _check(one, shared, group, known.get(one.pair.count.key) or known.get(one.pair.share.key, ()))
            )
        for part in parts:
            checks += _check_part(part)
        checks += _check_base(shared, group)
    return checks


def groups(told: Sequence[Sentence]) -> list[list[Sentence]]:
    """The sentences by paragraph."""
    groups: list[list[Sentence]] = []
    for sentence in told:
        if not groups or groups[-1][0].place != sentence.place:
            groups.append([])
        groups[-1].append(sentence)
    return groups


def _read(group: list[Sentence]) -> tuple[list[_Shared], list[Part]]:
    shared: list[_Shared] = []
    parts: list[Part] = []
    for place, sentence in enumerate(group):
        own = part_of(sentence) + (thereof(sentence, group[place - 1]) if place else [])
        by_part = {part.part.key: part for part in own}
        parts += own
        for pair in pairs(sentence):
            if pair.base is not None:
                shared.append(_Shared(pair, (pair.base,), True))
            elif (part := by_part.get(pair.count.key)) is not None:
                shared.append(_Shared(pair, part.bases, part.sure or part.same_sentence))
            else:
                shared.append(_Shared(pair, (), False))
        share = share_of_last(sentence) if place else None
        last = part_of(group[place - 1]) if share is not None else []
        if share is not None and len(last) == 1:
            shared.append(_Shared(Pair(share, last[0].part), last[0].bases, last[0].sure))
    return shared, parts


def _verdict(pair: Pair, base: Quantity) -> Verdict:
    if not comparable(pair.count.number, base) or base.value < pair.count.number.value:
        return None
    actual = ratio(pair.count.number, base)
    if actual is None:
        return None
    verdict = share_agrees(pair.share.number, actual)
    loosely = base.text in _LOOSE_BASES and abs(actual[0] - pair.share.number.value) <= 5
    return (
        None if verdict is False and loosely and not _COUNTED_ONE_BY_ONE.search(pair.count.sentence.text) else verdict
    )


def _check(one: _Shared, others: list[_Shared], group: list[Sentence], known: Sequence) -> Check:
    pair = one.pair
    places = (place_of(pair.share), place_of(pair.count))
    if one.bases:
        bases = [base for base in one.bases if base.number.value >= pair.count.number.value] or list(one.bases)
        verdicts = [_verdict(pair, base.number) for base in bases]
        for base, verdict in zip(bases, verdicts, strict=True):
            if verdict:
                return Check(SHARE_KIND, (*places, place_of(base)), True)
        sure = one.explicit or (len(bases) == 1 and _near(pair, bases[0].number))
        if sure and all(verdict is False for verdict in verdicts):
            return _failed(pair, bases[0].number, bases[0].sentence, (*places, place_of(bases[0])))
        return Check(SHARE_KIND, places, None, reason="Bezugsgröße nicht eindeutig")
    for number, _, mention in known:
        if _verdict(pair, _base(number)):
            return Check(SHARE_KIND, (*places, *((place_of(mention),) if mention else ())), True)
    candidates = _candidates(pair, group)
    for candidate in candidates:
        if _verdict(pair, candidate.number):
            return Check(SHARE_KIND, (*places, place_of(candidate)), True)
    alike = [other for other in others if other is not one]
    for candidate in candidates:
        if _meant(pair, candidate, alike, group):
            return _failed(pair, candidate.number, candidate.sentence, (*places, place_of(candidate)))
    if known and all(_verdict(pair, _base(number)) is False for number, *_ in known):
        number, source, _ = known[0]
        return _failed(pair, _base(number), None, places, source)
    inferred = _inferred(pair, [other.pair for other in alike if not other.bases])
    if inferred is not None and _verdict(pair, _base(Fraction(inferred))):
        return Check(SHARE_KIND, places, True)
    if inferred is not None and _near(pair, _base(Fraction(inferred))):
        return _failed(pair, _base(Fraction(inferred)), None, places, "Bezugsgröße der übrigen Anteile des Absatzes")
    return Check(SHARE_KIND, places, None, reason="Bezugsgröße des Anteils nicht genannt")


def _meant(pair: Pair, candidate: Mention, alike: list[_Shared], group: list[Sentence]) -> bool:
    """Whether a share that misses a count of its paragraph by little must be of it.

    It must where other shares of the paragraph are: two, or one and the nouns are the same or the count large. It
    must too where none is, if the sentence just before says how many of the same there are in all.
    """
    support = sum(
        bool(_verdict(other.pair, candidate.number))
        and (not other.bases or candidate.number.value in {base.number.value for base in other.bases})
        for other in alike
    )
    same = same_noun(pair.count, candidate)
    clause = re.split(r"[,;] ", pair.count.sentence.text[: pair.count.number.start])
    if len(clause) > 1 and _YEAR.search(clause[-1]):
        return False  # „…, bis 2035 werden es 1 700 (16 %) sein“
    if support:
        return (support >= 2 or same or candidate.number.value >= 100) and _near(pair, candidate.number)
    sentence, last = pair.share.sentence, candidate.sentence
    before = group.index(sentence) - group.index(last)
    dated = _YEAR.search(sentence.text) or _YEAR.search(last.text)
    free = all(other.bases for other in alike) and candidate.key not in {other.pair.count.key for other in alike}
    return (
        same and free and before in (0, 1) and not dated and _near(pair, candidate.number, Fraction(3, 20), Fraction(1))
    )


def _near(pair: Pair, base: Quantity, reach: Fraction = Fraction(1, 4), least: Fraction = Fraction(5, 2)) -> bool:
    """Whether a share that does not fit a base misses it by a mistake's measure; else it has another base."""
    meant = base.value * pair.share.number.value / 100
    return abs(meant - pair.count.number.value) <= max(least, meant * reach)


def _base(number: Fraction) -> Quantity:
    return Quantity(0, 0, "", "count", number)


def _candidates(pair: Pair, group: list[Sentence]) -> list[Mention]:
    """Counts of the paragraph that stand before and may be the base, the nearest first."""
    found = []
    for sentence in group:
        for number in sentence.numbers:
            mention = Mention(sentence, number)
            if mention.key < pair.count.key and not number.weak and comparable(pair.count.number, number):
                found.append(mention)
    return found[::-1]


def _inferred(pair: Pair, alike: list[Pair]) -> int | None:
    """The one base up to 400 that three or more other shares of the paragraph agree on."""
    printed = [p for p in alike if p.share.number.kind == SHARE and not p.share.number.bound and exact(p.count.number)]
    if len(printed) < 3 or not exact(pair.count.number) or pair.share.number.bound or pair.share.number.kind == PART:
        return None
    least = int(max(p.count.number.value for p in [*printed, pair]))
    fitting = [n for n in range(max(least, 1), 401) if all(_verdict(p, _base(Fraction(n))) for p in printed)]
    return fitting[0] if len(fitting) == 1 else None


def _failed(pair: Pair, base: Quantity, said: Sentence | None, places: tuple, source: str = "") -> Check:
    share, count = pair.share.number, pair.count.number
    actual = ratio(count, base)
    assert actual is not None
    right = f"{percent(actual, share)} ({value(count.value)} von {value(base.value)})"
    message = f"{share.text} passt nicht zu {value(count.value)} von {value(base.value)}."
    if share.kind == SHARE and not share.bound and exact(base) and base.value <= 400:
        fitting = [n for n in range(int(base.value) + 1) if share_agrees(share, (Fraction(100 * n) / base.value,) * 2)]
        if fitting:
            message += f" Zu {share.text} von {value(base.value)} gehören {' oder '.join(map(value, fitting))}."
        else:
            message += f" Keine Anzahl von {value(base.value)} ergibt {share.text}."
    if not source:
        source = (
            f"Rechnung im Satz, {pair.share.said}"
            if said is pair.share.sentence or said is None
            else (f"Bezugsgröße aus {said.said}")
        )
    return Check(SHARE_KIND, places, False, right, message, source)


def _check_base(shared: list[_Shared], group: list[Sentence]) -> list[Check]:
    """A whole from which all shares of the paragraph differ in the same way is itself the wrong number."""
    free = [one.pair for one in shared if not one.bases]
    if len(free) < 2 or any(pair.share.number.bound or pair.share.number.kind == PART for pair in free):
        return []
    first = min(pair.count.key for pair in free)
    whole = [m for m in _candidates(free[0], group) if m.key < first and m.sentence is not free[0].share.sentence]
    if len(whole) != 1 or whole[0].number.bound or any(_verdict(pair, whole[0].number) is not False for pair in free):
        return []
    ends = [
        (100 * pair.count.number.value / high, 100 * pair.count.number.value / low)
        for pair in free
        for low, high in [(pair.share.number.low, pair.share.number.high)]
        if low > 0
    ]
    low, high = max(end for end, _ in ends), min(end for _, end in ends)
    printed = whole[0].number.value
    if len(ends) < 2 or low > high or min(abs(printed - low), abs(printed - high)) > printed * 3 / 20:
        return []
    least, most = math.ceil(low), math.floor(high)
    if least > most:
        return []
    expected = value(least) if least == most else f"{value(least)} bis {value(most)}"
    message = f"Die Anteile des Absatzes ergeben als Ganzes {expected}, nicht {whole[0].number.text}."
    places = (place_of(whole[0]), *(place_of(pair.share) for pair in free))
    return [Check(COUNT, places, False, expected, message, f"Anteile ab {free[0].share.said}")]


def _check_part(part: Part) -> list[Check]:
    """A part that is larger than its base."""
    if not part.sure or len(part.bases) != 1:
        return []
    base = part.bases[0]
    if part.part.number.low > base.number.high and not part.part.number.bound and not base.number.bound:
        message = f"{part.part.number.text} können nicht Teil von {base.number.text} sein."
        places = (place_of(part.part), place_of(base))
        return [Check(COUNT, places, False, f"höchstens {base.number.text}", message, f"{base.said}")]
    return []


def known_bases(
    told: Sequence[Sentence], spoken: Mapping[Key, Spoken], totals: Mapping
) -> dict[Key, list[tuple[Fraction, str, Mention | None]]]:
    """For each count with a certain subject the total of its level and field, as the report or the data say it.

    `totals` maps (level, field) to values with their source; several values mean that any may be the base.
    """
    found: dict[Key, list] = {}
    for sentence in told:
        for number in sentence.numbers:
            subject = spoken.get(Mention(sentence, number).key)  # of the share or of its count
            if subject is not None and subject.certain and subject.subject.year == 0:
                values = totals.get((subject.subject.level, subject.subject.field), [])
                if values:
                    found[Mention(sentence, number).key] = list(values)
    return found
