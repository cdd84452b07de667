"""What a number of a progress report speaks of: level, field, status, horizon, schedule, and which year."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from analysis.audit.categories import GOAL, MEASURE, STRATEGIC, categories
from analysis.audit.contexts import Context
from analysis.audit.document import ITEM
from analysis.audit.quantities import AMOUNT, POINTS, Quantity
from analysis.audit.relations import changes, pairs, part_of, share_bases
from analysis.audit.sentences import Mention, Sentence
from analysis.audit.words import noun, stem

_FUTURE: Final = re.compile(
    r"\b(?:soll(?:en|te|ten)?|werden|wird|müssen|muss|könn\w+|kann|möchte\w*|bis (?:Ende )?20\d\d|künftig"
    r"|voraussichtlich)\b"
)
# Words that make a count one of movements, of part of the whole, or of something else.
_OTHER: Final = re.compile(
    r"\b(?:neu(?:e[mnrs]?)?|weitere\w*|zusätzlich\w*|hinzu\w*|erneut|erstmals|zudem|ausgenommen|ohne|außer|abzüglich"
    r"|seit|pro|je|durchschnittlich|Durchschnitt"
    r"|gewechselt|überführt|übergegangen|ersetzt|zusammengelegt|hatten?\b|im Berichtszeitraum|im Berichtsjahr"
    r"|im Laufe|im vergangenen|im letzten|in diesem Jahr|inzwischen|ursprünglich"
    r"|Teilmaßnahme\w*|Einzelmaßnahme\w*|Unterziel\w*"
    r"|Leuchtturm\w*|[Ss]ofort\w*|priorisiert\w*|Priorität|nur diejenigen|exemplarisch|beispielsweise|Kommunen?|Stadt"
    r"|Städte|Fördermittel\w*)\b",
    re.IGNORECASE,
)
_CHANGE: Final = re.compile(r"^(?: (?:weitere\w*|operative\w*|Ziele?n?|Maßnahmen?))* (?:mehr|weniger)\b")
_LAST_YEAR: Final = re.compile(
    r"\b(?:Vorjahr\w*|(?:im|zum|des) (?:letzten|vergangenen|vorangegangenen) Jahr\w*|zuvor)\b"
)
_STOCK: Final = re.compile(
    r"(?:Ende|31\.\s?Dezember|31\.\s?12\.|Stand:?|Stichtag:?|zum Jahresende"
    r"|Jahresende)\s*(?:\d{1,2}\.\s?\d{1,2}\.)?\s*(?P<year>20\d\d)"
)
# The measures of another plan are not those of the strategy.
_ANOTHER_PLAN: Final = re.compile(r"\w*(?:[Kk]onzept|[Mm]asterplan|[Aa]ktionsplan|[Pp]rogramm)\w*")
# A sentence that takes up what the one before speaks of.
_TAKES_UP: Final = re.compile(r"^(?:Das|Dies|Hiervon|Davon|Darunter|Dabei|Im Einzelnen)\b|\b(?:sind|waren) es\b")
_OR: Final = re.compile(r"\b(?:oder|bzw|beziehungsweise|teilweise|teils|größtenteils)\b")
_THEREOF: Final = re.compile(r"\b(?:davon|darunter|hiervon|von diesen)\b", re.IGNORECASE)
_OWN_NOUN: Final = re.compile(
    r"(?:\s*\([^()]*\))?\s+(?P<adjectives>(?:(?!strategische|operative)[a-zäöüß]+\s+){0,3}?)"
    r"(?P<kind>strategische[nrs]?|operative[nrs]?)?\s*(?:(?<=\s)(?P<noun>Maßnahmen?|Ziele?n?|Ziels)\b(?!-)"
    r"|(?<=[ers])(?=\s+(?:und|sowie|,)))"
)
_NEUTRAL: Final = re.compile(
    r"(?:der|die|den|dieser|diesen|insgesamt|operative[nrs]?|verbleibende\w*|restliche\w*|übrige\w*|einzige\w*|aller"
    r"|alle|weiteren)$"
)
_WHOLE: Final = re.compile(
    r"(?:Handlungsfeld|Nachhaltigkeitsstrategie|Strategie|Kreis|Zeitplan|Umsetzung|Planung|Bearbeitung|Vorbereitung"
    r"|Verzug|Bereich$|Jahr|Berichtsjahr|Dezember|Stand|Ideen|Vorjahr|Vergleich|Plan)"
)
_COMPRISES: Final = re.compile(
    r"(?:\bStrategie|strategie\b|\bHandlungsfeld|^Sie\b|^Es\b).*\b(?:umfass\w+|enthält|enthalten|beinhalte\w+|besteh\w+"
    r"|gliedert|gibt|zählt|verfügt)\b"
)
# A number that a definite word makes the whole of which others are parts: „von den 15 Maßnahmen“.
_DEFINITE: Final = re.compile(r"\b(?:von|der|den|aller|allen|alle|unter|insgesamt|die)\s+(?:\w+\s+)?$", re.IGNORECASE)
_PASSIVE: Final = re.compile(r"\b(?:wurden?|konnten?)\b")
_YEAR: Final = re.compile(r"\b(?:20\d\d)\b")


@dataclass(frozen=True)
class Subject:
    """What is counted: level, field (0: all), conditions by dimension, and the year (0: that of the report)."""

    level: str
    field: int
    where: frozenset[tuple[str, str]] = frozenset()
    year: int = 0

    def total(self) -> "Subject":
        return replace(self, where=frozenset())


@dataclass(frozen=True)
class Spoken:
    """The subject of a number; not `certain` where a word leaves another reading open."""

    subject: Subject
    certain: bool
    wording: frozenset[str] = frozenset()  # the words by which its conditions are said


def subjects(
    told: Sequence[Sentence], where: Sequence[Context], *, year: int | None = None
) -> dict[tuple[int, int], Spoken]:
    """The subjects of the numbers that speak of goals and measures, by the number's place."""
    found: dict[tuple[int, int], Spoken] = {}
    said: frozenset[tuple[str, str]] = frozenset()  # what the sentence before, or the one that opens a list, speaks of
    place = -1
    moving = False  # an earlier sentence of the paragraph tells of changes
    for sentence, context in zip(told, where, strict=True):
        moving = moving and sentence.place == place
        if sentence.place != place and sentence.block.kind != ITEM:
            said = frozenset()
        place = sentence.place
        takes_up = sentence.block.kind == ITEM or _TAKES_UP.search(sentence.text)
        spoken = _of_sentence(sentence, context, year, said if takes_up else frozenset())
        if moving and _PASSIVE.search(sentence.text):
            spoken = {key: replace(one, certain=False) for key, one in spoken.items()}
        moving = moving or bool(_OTHER.search(sentence.text)) or not _year(sentence.text, year)[1]
        found.update(spoken)
        conditions = {one.subject.where for one in spoken.values() if one.subject.where}
        if conditions and not (sentence.block.kind == ITEM and said):
            said = conditions.pop() if len(conditions) == 1 else frozenset()
    return found


def _of_sentence(
    sentence: Sentence, context: Context, year: int | None, said: frozenset[tuple[str, str]]
) -> dict[tuple[int, int], Spoken]:
    """`said` is the condition that numbers without one of their own take over: „im Handlungsfeld B sind es sechs“."""
    parts = {p.part.key: p for p in part_of(sentence)}
    bases = {base.key for p in parts.values() for base in p.bases}
    bases |= {base.key for base in share_bases(sentence).values()}
    numbers = [
        number
        for number in sentence.numbers
        if number.kind not in (AMOUNT, POINTS)
        and not number.sign
        and not _in_bracket(sentence.text, number.start)
        and (not number.weak or _counts(sentence, number, Mention(sentence, number).key in parts))
    ]
    found: dict[tuple[int, int], Spoken] = {}
    year_said, sure_year = _year(sentence.text, year)
    plain = sure_year and not _OTHER.search(sentence.text) and not _ANOTHER_PLAN.search(sentence.text)
    own_bases = [
        number
        for number in numbers
        if (key := Mention(sentence, number).key) in bases
        and key not in parts
        and _DEFINITE.search(sentence.text[: number.start])
    ]
    phrases: list[tuple[int, int]] = []  # of bases; their conditions are the bases' own
    for number in own_bases:
        level, field = _own_level(sentence, number, context), context.field_of(number.start)
        if level is not None and field is not None and not _counts_others(Mention(sentence, number)):
            right = sentence.text[number.end :]
            phrase = _noun_phrase(right)
            phrases.append((number.end, number.end + len(phrase)))
            if re.match(r"\s+(?:in|im)\s", right[len(phrase) :]) and not any(
                n.end <= number.start for n in numbers if Mention(sentence, n).key in parts
            ):
                continue  # „von den 46 Maßnahmen in Umsetzung sind 17 …“
            where = {(dimension, category) for *_, dimension, category in categories(phrase, level)}
            subject = Subject(level, field, frozenset(where), year_said)
            found[Mention(sentence, number).key] = Spoken(
                subject, plain and bool(phrase) and _plainly_counted(right, level)
            )
    before = {key for change in changes(sentence) for key in (change.before.key, change.by.key if change.by else None)}
    told = [number for number in numbers if number not in own_bases and Mention(sentence, number).key not in before]
    clauses = {number.start: _clause(sentence.text, number) for number in told}
    lefts = _by_left(sentence, told, context.level or MEASURE)
    for place, number in enumerate(told):
        key = Mention(sentence, number).key
        level, field = _own_level(sentence, number, context), context.field_of(number.start)
        part = parts.get(key)
        base = part.bases[0] if part is not None else None
        begin = number.end
        if base is not None and base.sentence is sentence and number.end <= base.number.start <= number.end + 40:
            begin = base.number.end  # „71 der 80 Maßnahmen … im Zeitplan“
            level = _own_level(sentence, base.number, context)
        end = min((n.start for n in told if n.start >= begin), default=len(sentence.text))
        start = told[place - 1].end if place else 0
        right, left = sentence.text[begin:end], sentence.text[start : number.start]
        counted = base.number if begin != number.end and base is not None else number
        if _counts_others(Mention(sentence, counted)):
            continue
        if (
            level is None
            or field is None
            or _CHANGE.match(_without_brackets(right))
            or re.search(r"\bum\s+(?:\w+\s+)?$", left)
        ):
            continue
        segment = left if lefts else right
        hits = _own_hits(sentence.text, number, (start, number.start) if lefts else (begin, end), clauses, level)
        hits = [hit for hit in hits if not any(start <= hit[0] < end for start, end in phrases)]
        where = {(dimension, category) for *_, dimension, category in hits}
        if not where and said and not categories(sentence.text, level):
            where = set(said)
        if not where and (number.is_share or part is not None):
            continue
        certain = plain and _plainly_counted(right, level)
        if any(category == "completed" for _, category in where) and _FUTURE.search(sentence.text):
            certain = False
        if base is not None and part is not None:
            of = found.get(base.key) if len(part.bases) == 1 and part.sure else None
            if of is None or of.subject.level != level:
                certain = False
            else:
                where |= of.subject.where
                certain = certain and of.certain
        elif _THEREOF.search(sentence.text[: number.start]):
            certain = False
        if not where and not _is_total(sentence.text, number.start, number.end, level):
            certain = False
        if len({dimension for dimension, _ in where}) < len(where) or _OR.search(segment):
            certain = False
        wording = frozenset(sentence.text[at : at + 8].lower() for at, *_ in hits)
        found[key] = Spoken(Subject(level, field, frozenset(where), year_said), certain, wording)
    for pair in pairs(sentence):  # a share in brackets is of the same subject as its count
        of = found.get(pair.count.key)
        if of is not None and len(of.subject.where) == 1:
            found.setdefault(pair.share.key, of)
        elif of is None and pair.share.key in found and pair.base is None:  # „70 % der Maßnahmen (7)“
            found[pair.count.key] = found[pair.share.key]
    return found


_BREAK: Final = re.compile(r",\s|;\s|:\s|\s–\s|\s(?:und|sowie|während|aber)\s")


def _clause(text: str, number: Quantity) -> tuple[int, int]:
    """From where to where the clause of a number reaches: to the next comma, „und“ or the like outside brackets."""
    open_text = re.sub(r"\([^()]*\)", lambda match: " " * len(match[0]), text)
    start = max((match.end() for match in _BREAK.finditer(open_text, 0, number.start)), default=0)
    following = _BREAK.search(open_text, number.end)
    return start, following.start() if following else len(text)


def _own_hits(
    text: str, number: Quantity, segment: tuple[int, int], clauses: dict[int, tuple[int, int]], level: str
) -> list[tuple[int, int, str, str]]:
    """The conditions of a number: those of its segment and its clause that are in no other number's clause."""
    own = clauses[number.start]
    others = {span for span in clauses.values() if span != own}
    alone = list(clauses.values()).count(own) == 1
    reach = {segment} | ({own} if alone else set())
    found = {
        (start + at, start + to, dimension, category)
        for start, end in reach
        for at, to, dimension, category in categories(text[start:end], level)
    }
    return sorted(hit for hit in found if not any(start <= hit[0] < end for start, end in others))


def _without_brackets(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"\s*\([^()]*\)", "", text))


def _by_left(sentence: Sentence, numbers: list[Quantity], level: str) -> bool:
    """Whether the conditions stand before their numbers: „Abgeschlossen sind fünf, in Umsetzung acht.“"""
    if not numbers:
        return False
    text = sentence.text
    first, last = numbers[0], numbers[-1]
    return (
        bool(categories(text[: first.start], level))
        and not categories(text[last.end :], level)
        and (not re.search(r"\b[Vv]on (?:den|allen)\b", text[: first.start]))
    )


def _noun_phrase(text: str) -> str:
    """What still belongs to a number's own noun: „kurzfristigen Maßnahmen“."""
    match = re.match(
        r"\s*(?:(?:[a-zäöüß]+(?:e[nr]?|em|es)|noch|nicht)\s+){0,3}(?:Maßnahmen?|(?:operativen? )?Zielen?)", text
    )
    return match[0] if match else ""


def _own_level(sentence: Sentence, number: Quantity, context: Context) -> str | None:
    phrase = _OWN_NOUN.match(sentence.text[number.end :])
    if phrase:
        if phrase["kind"]:
            return STRATEGIC if phrase["kind"].startswith("strat") else GOAL
        return MEASURE if phrase["noun"].startswith("M") else GOAL
    named = {name for _, name in context.levels}
    if len(named) > 1:
        before = {name for start, name in context.levels if start < number.start}
        return before.pop() if len(before) == 1 else None
    return context.level


def _counts_others(mention: Mention) -> bool:
    """Whether a number counts something else: „sechs Handlungsfelder“, „70 % der Schulen“."""
    own = noun(mention)
    if mention.number.is_share:
        of = re.match(r"\s*(?:der|aller|dieser|des|von)\s+(?:[a-zäöüß]+\s+){0,2}([A-ZÄÖÜ][\w-]+)", _after(mention))
        own = stem(of[1]) if of else own
    return own not in ("", stem("Maßnahmen"), stem("Zielen"))


def _after(mention: Mention) -> str:
    return mention.sentence.text[mention.number.end :]


def _plainly_counted(right: str, level: str) -> bool:
    """Whether nothing narrows what is counted: no relative clause, no „mit …“, no strange adjective."""
    phrase = _OWN_NOUN.match(right)
    if not phrase:
        return not re.match(r"\s*,\s*(?:die|deren|welche|für die|bei denen)\b", _without_brackets(right))
    adjectives = phrase["adjectives"].split()
    if any(not _NEUTRAL.match(word) and not categories(word, level) for word in adjectives):
        return False
    after = _without_brackets(right[phrase.end() :])
    if re.match(r"\s*,\s*(?:die|deren|welche|für die|bei denen|mit denen)\b", after):
        return False
    narrowed = re.match(
        r"\s*(?:des|der|mit|zu[mr]?|aus|für|von|vo[mn]|i[mn]|beim?)\s+(?:[a-zäöüß]+\s+){0,2}(?P<noun>[A-ZÄÖÜ]\w+)",
        after,
    )
    return narrowed is None or bool(_WHOLE.match(narrowed["noun"]))


def _year(text: str, year: int | None) -> tuple[int, bool]:
    stock = _STOCK.search(text)
    if stock and len(set(_YEAR.findall(text))) == 1 and not _LAST_YEAR.search(text):
        named = int(stock["year"])
        return (0 if named == year else named), True
    if _LAST_YEAR.search(text):
        return 0, False
    return 0, not _YEAR.search(text)


def _in_bracket(text: str, start: int) -> bool:
    return text.rfind("(", 0, start) > text.rfind(")", 0, start)


def _counts(sentence: Sentence, number: Quantity, is_part: bool) -> bool:
    """Whether ein, eine, keine, beide is a number here: before Maßnahme or Ziel, or a part of something."""
    after = sentence.text[number.end :]
    return is_part or bool(
        re.match(
            r"\s+(?:(?:operative[sn]?|einzige[sn]?)\s+)?(?:Maßnahmen?|Ziele?n?)\b|\s+\(|\s+(?:ist|wurde|befindet"
            r"|liegt|war)\b",
            after,
        )
    )


def _is_total(text: str, start: int, end: int, level: str) -> bool:
    """Whether a number without condition is the whole of its field: „umfasst 15 Maßnahmen“."""
    noun = re.match(
        r"\s*(?:(?:operative[nrs]?\s+|strategische[nrs]?\s+)?(?:Maßnahmen?|Ziele?n?)\b|strategische\b)", text[end:]
    )
    if not noun or re.search(r"\b(?:folgende\w*|diese\w*)\s+$", text[:start]):
        return False
    return bool(_COMPRISES.search(text)) and not categories(text, level)
