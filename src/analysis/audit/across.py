"""Numbers of one subject against each other across the report, and against the data."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

from analysis.audit.agreement import exact, share_agrees
from analysis.audit.categories import GOAL, MEASURE
from analysis.audit.contexts import ALL
from analysis.audit.known import Known
from analysis.audit.names import Fields
from analysis.audit.quantities import PART
from analysis.audit.results import CONTRADICTION, DATA, SUM, Check, place_of
from analysis.audit.sentences import Mention, Sentence
from analysis.audit.subjects import Spoken, Subject
from analysis.audit.words import percent, value
from analysis.vocabulary import GOAL_STATUS, HORIZON, MEASURE_STATUS, SCHEDULE

Told = list[tuple[Mention, Spoken]]


def told_subjects(told: Sequence[Sentence], spoken: Mapping[tuple[int, int], Spoken]) -> Told:
    """The numbers whose subject is understood, in order."""
    mentions = [Mention(sentence, number) for sentence in told for number in sentence.numbers]
    return [(mention, spoken[mention.key]) for mention in mentions if mention.key in spoken]


def named(subject: Subject, fields: Fields) -> str:
    """A subject in German: „Maßnahmen, im Zeitplan, Handlungsfeld 3“."""
    level = {GOAL: "operative Ziele", MEASURE: "Maßnahmen"}.get(subject.level, "strategische Ziele")
    labels: dict[tuple[str, str], str] = {}
    for dimension, vocabulary in (
        ("status", GOAL_STATUS if subject.level == GOAL else MEASURE_STATUS),
        ("horizon", HORIZON),
        ("schedule", SCHEDULE),
    ):
        labels |= {(dimension, code): label for code, label in vocabulary.labels.items()}
    conditions = [f"nicht {labels[d, c[1:]]}" if c.startswith("!") else labels[d, c] for d, c in sorted(subject.where)]
    where = f"Handlungsfeld {subject.field}" if subject.field else "alle Handlungsfelder"
    if subject.field in fields.names:
        where = fields.names[subject.field][0]
    year = [str(subject.year)] if subject.year else []
    return ", ".join([level, *conditions, where, *year])


def check_data(said: Told, known: Known, fields: Fields) -> list[Check]:
    """Each number with a subject against the data: right where it agrees, wrong where its subject is certain."""
    checks = []
    source = f"Daten {known.year}"
    # A share rests on the count of the same in its sentence: where that is wrong, it is said once.
    beside = {(m.sentence, s.subject): place_of(m) for m, s in said if not m.number.is_share}
    for mention, spoken in said:
        number, subject = mention.number, spoken.subject
        actual = known.count(subject)
        if actual is None:
            continue
        if number.is_share:
            bases = [base for base in known.bases(subject) if base]
            if not bases or not subject.where:
                continue
            verdicts = [share_agrees(number, (Fraction(100 * actual, base),) * 2) for base in bases]
            holds = True if True in verdicts else None if None in verdicts else False
            expected = (
                f"{percent((Fraction(100 * actual, bases[0]),) * 2, number)} ({value(actual)} von {value(bases[0])})"
            )
        else:
            holds = number.value == actual or (abs(number.value - actual) * 20 <= actual and number.bound == "about")
            expected = value(actual)
        count = beside.get((mention.sentence, subject)) if number.is_share else None
        about = (place_of(mention),) if count is None else (place_of(mention), count)
        if holds is False and not (spoken.certain and not number.bound):
            holds = None
        checks.append(
            Check(
                DATA,
                about,
                holds,
                expected,
                f"{named(subject, fields)}: nach den Daten {expected}.",
                f"{source}: {named(subject, fields)}",
                reason="Bezug der Zahl auf die Daten nicht eindeutig",
            )
        )
    return checks


def check_across(said: Told, fields: Fields) -> list[Check]:
    """One subject, one number: counts and shares that the report says twice, and totals against their fields.

    Without a strategy only what is said in the same words is one subject: another office's „umgesetzt“ need not be
    its „abgeschlossen“. Where the fields are unknown nothing is compared.
    """
    if not fields.names:
        return []
    counts: dict[Subject, list[Mention]] = defaultdict(list)
    alike: dict[tuple[Subject, bool, frozenset[str]], list[Mention]] = defaultdict(list)
    for mention, spoken in said:
        if spoken.certain and not mention.number.bound and mention.number.kind != PART:
            wording = frozenset() if fields.certain else spoken.wording
            alike[spoken.subject, mention.number.is_share, wording].append(mention)
            if not mention.number.is_share:
                counts[spoken.subject].append(mention)
    return [
        *(check for (subject, *_), mentions in alike.items() for check in _twice(subject, mentions, fields)),
        *_over_fields(counts, fields),
        *_over_categories(counts, fields),
    ]


def _twice(subject: Subject, mentions: list[Mention], fields: Fields) -> list[Check]:
    """The reading that most places share stands; of two the first."""
    if len(mentions) < 2:
        return []
    readings: dict[Fraction, list[Mention]] = defaultdict(list)
    for mention in mentions:
        same = next((v for v in readings if abs(v - mention.number.value) <= _tolerance(readings[v][0], mention)), None)
        readings[mention.number.value if same is None else same].append(mention)
    most = max(readings, key=lambda v: (len(readings[v]), -mentions.index(readings[v][0])))
    standing = readings[most]
    checks = []
    for printed, places in readings.items():
        for mention in places:
            others = [other for other in standing if other is not mention]
            if not others:
                continue
            checks.append(
                Check(
                    CONTRADICTION,
                    (place_of(mention), place_of(others[0])),
                    printed == most,
                    f"{standing[0].number.text} ({standing[0].said})",
                    f"{named(subject, fields)}: hier {mention.number.text}, dort ({standing[0].said}) "
                    f"{standing[0].number.text}.",
                    f"{standing[0].said}: „{standing[0].sentence.text}“",
                    sure=False,
                )
            )
    return checks


def _tolerance(first: Mention, second: Mention) -> Fraction:
    return (
        first.number.half + second.number.half
        if first.number.is_share and (first.number.half != second.number.half)
        else Fraction(0)
    )


def _single(mentions: list[Mention]) -> Fraction | None:
    values = {mention.number.value for mention in mentions if exact(mention.number)}
    return values.pop() if len(values) == 1 else None


def _over_fields(counts: Mapping[Subject, list[Mention]], fields: Fields) -> list[Check]:
    """What is said of all fields together is the sum of what is said of each."""
    checks = []
    for subject, mentions in counts.items():
        if subject.field != ALL or not fields.names:
            continue
        by_field = {n: counts.get(Subject(subject.level, n, subject.where, subject.year), []) for n in fields.names}
        values = {n: _single(of_field) for n, of_field in by_field.items()}
        if any(number is None for number in values.values()):
            continue
        total = sum(number for number in values.values() if number is not None)
        parts = tuple(place_of(of_field[0]) for of_field in by_field.values())
        adding = " + ".join(value(number) for number in values.values() if number is not None)
        for mention in mentions:
            checks.append(
                Check(
                    SUM,
                    (place_of(mention), *parts),
                    mention.number.value == total,
                    f"{value(total)} ({adding})",
                    f"{named(subject, fields)}: die Handlungsfelder ergeben {value(total)}, hier steht "
                    f"{mention.number.text}.",
                    f"Summe der Handlungsfelder: {', '.join(place.said for place in parts)}",
                )
            )
    return checks


_DIMENSIONS = {
    (GOAL, "status"): GOAL_STATUS,
    (MEASURE, "status"): MEASURE_STATUS,
    (MEASURE, "schedule"): SCHEDULE,
    (MEASURE, "horizon"): HORIZON,
}


def _over_categories(counts: Mapping[Subject, list[Mention]], fields: Fields) -> list[Check]:
    """The states of one field cannot be more than its goals or measures."""
    checks = []
    for subject, mentions in counts.items():
        whole = _single(mentions)
        if subject.where or whole is None:
            continue
        for (level, dimension), vocabulary in _DIMENSIONS.items():
            if level != subject.level:
                continue
            told = [
                counts.get(Subject(level, subject.field, frozenset({(dimension, code)}), subject.year), [])
                for code in vocabulary.codes
            ]
            values = [_single(of_code) for of_code in told if of_code]
            if len(values) < 2 or any(number is None for number in values):
                continue
            total = sum(number for number in values if number is not None)
            parts = [of_code[0] for of_code in told if of_code]
            if total == whole:
                checks.append(Check(SUM, tuple(map(place_of, [*mentions[:1], *parts])), True))
            elif total > whole or len(parts) >= len(vocabulary.codes) - 1:
                adding = " + ".join(value(mention.number.value) for mention in parts)
                checks.append(
                    Check(
                        SUM,
                        tuple(map(place_of, [parts[-1], *mentions[:1], *parts[:-1]])),
                        False,
                        f"zusammen {value(whole)}",
                        f"{named(subject, fields)}: die Teile ergeben {value(total)} ({adding}), das Ganze ist "
                        f"{value(whole)} ({mentions[0].said}).",
                        f"{mentions[0].said}",
                        sure=False,
                    )
                )
    return checks
