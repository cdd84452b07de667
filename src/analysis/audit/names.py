"""The fields of action in a report: what they are called, where they are named, which heading is whose."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

from rapidfuzz import fuzz

from analysis.audit.document import HEADING, ITEM, PARAGRAPH, TABLE, Document
from analysis.audit.results import NAME, Check, Place
from analysis.german import quote
from analysis.strategy import Strategy

_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}
_WORD = re.compile(r"[A-Za-zÄÖÜäöüß]+(?:-[A-Za-zÄÖÜäöüß]+)*|&|\d+")
_FIELD_HEADING = re.compile(
    r"^(?:(?:\d+\.)*\d+\.?\s+|[A-Z]\.\s+)?Handlungsfeld\s*(?P<number>\d+"
    r"|[IVX]+)?\s*[.:–—-]?\s*[„\"]?(?P<name>[A-ZÄÖÜ][^„“”\":?]{2,80}?)[“”\"]?$"
)
# „im Handlungsfeld 3 „Klimaschutz & Energie“ …“
_NAMED = re.compile(
    r"\bHandlungsfeld(?:s|es|e)?\b(?P<number>\s+(?:\d+|[IVX]+)\b)?\s*[:,–—-]?\s*"
    r"(?:[„\"»](?P<quoted>[^„“”\"«»]{3,90})[“”\"«]|(?P<bare>(?:[A-ZÄÖÜ][\w-]+)(?:(?:\s*&\s*|,\s*"
    r"|\s+)(?:und\s+)?[A-ZÄÖÜ][\w-]+|\s+und\s+[A-ZÄÖÜ][\w-]+)*))"
)


_NUMBERING = re.compile(r"^(?:(?:\d+\.)*\d+\.?|[A-Z]\.|[IVX]+\.?)\s+")


def _number(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isdigit() else _ROMAN.get(text)


def _stem(word: str) -> str:
    word = word.lower()
    return re.sub(r"(?:en|em|er|es|e|n|s)$", "", word) if len(word) > 4 else word


def _stems(name: str) -> list[str]:
    return ["und" if word == "&" else _stem(word) for word in _WORD.findall(name)]


@dataclass(frozen=True)
class Fields:
    """The fields by number (or order), each with its names, the first being the right one.

    `certain` where they come from the strategy, not from the report's own headings.
    """

    names: dict[int, tuple[str, ...]]
    certain: bool

    @cached_property
    def _patterns(self) -> list[tuple[int, re.Pattern]]:
        longest = sorted(((name, n) for n, names in self.names.items() for name in names), key=lambda p: -len(p[0]))
        return [(n, _pattern(name)) for name, n in longest]

    def named_in(self, text: str) -> list[tuple[int, int, int]]:
        """Where a text names a field: (start, end, number), in order."""
        found: list[tuple[int, int, int]] = []
        for number, pattern in self._patterns:
            for match in pattern.finditer(text):
                if not any(start < match.end() and match.start() < end for start, end, _ in found):
                    found.append((match.start(), match.end(), number))
        for match in re.finditer(r"\bHandlungsfeld(?:s|es)?\s+(\d+|[IVX]+)\b", text):
            number = _number(match[1]) or 0
            if number in self.names and not any(n == number for *_, n in found):
                found.append((match.start(), match.end(), number))
        return sorted(found)

    def meant_in(self, text: str) -> int | None:
        """The one field that a text names by „Handlungsfeld …“, be it by a short or a wrong name."""
        meant: set[int] = set()
        if not self.names:
            return None
        for match in _NAMED.finditer(text):
            group = "quoted" if match["quoted"] else "bare"
            phrase = match[group].strip(" ,")
            meant.update(_judge_name(self, phrase, _number(match["number"]), text[match.start(group) :])[1])
        return meant.pop() if len(meant) == 1 else None

    def short_form(self, phrase: str) -> int | None:
        """The field of which a phrase is a shortening: its words are all of one field's name."""
        stems = {s for s in _stems(phrase) if s != "und"}
        hits = [n for n, names in self.names.items() for name in names if stems and stems <= set(_stems(name))]
        return hits[0] if len(set(hits)) == 1 else None


def _pattern(name: str) -> re.Pattern:
    parts = []
    for word in _WORD.findall(name):
        if word in ("&", "und"):
            parts.append(r"(?:&|und|u\.)")
        else:
            stem = re.escape(word if len(word) <= 4 else re.sub(r"(?:en|em|er|es|e|n|s)$", "", word))
            parts.append(f"[{word[0].upper()}{word[0].lower()}]{stem[1:]}" + r"[a-zäöü]{0,2}")
    return re.compile(r"\b" + r"[\s,\u00ad]+".join(parts) + r"\b")


def fields_of(document: Document, strategy: Strategy | None) -> Fields:
    """The fields of the strategy; without one those that the report's own headings name.

    A heading names a field where it says „Handlungsfeld“, where the text calls its words a Handlungsfeld, or where
    the headings below it are those of the other fields too (the report's three questions).
    """
    if strategy is not None:
        return Fields({field.number: (field.name, *field.also) for field in strategy.fields}, certain=True)
    headings = [block for block in document.blocks if block.kind == HEADING]
    called = {
        _plain(match[group])
        for block in document.blocks
        for match in _NAMED.finditer(block.text)
        for group in ("quoted", "bare")
        if match[group]
    }
    repeated = repeated_headings(document)
    found: dict[int, Counter[str]] = {}
    order: dict[str, int] = {}
    for block, below in zip_longest(headings, headings[1:]):
        match = _FIELD_HEADING.match(block.text.strip())
        name = " ".join((match["name"] if match else _NUMBERING.sub("", block.text)).split()).rstrip(" .:")
        formal = below is not None and _title(below.text) in repeated and _title(block.text) not in repeated
        if len(name.split()) > 9 or not (match or _plain(name) in called or (formal and below.level >= block.level)):
            continue
        number = (_number(match["number"]) if match else None) or order.get(_plain(name)) or len(order) + 1
        order.setdefault(_plain(name), number)
        found.setdefault(number, Counter())[name] += 1
    if len(found) < 2 or (not called and not any(_FIELD_HEADING.match(block.text.strip()) for block in headings)):
        return Fields({}, certain=False)
    return Fields({n: (names.most_common(1)[0][0],) for n, names in sorted(found.items())}, certain=False)


def repeated_headings(document: Document) -> set[str]:
    """The headings that come up more than once: those of a fixed form, which stand in every field's chapter."""
    titles = Counter(_title(block.text) for block in document.blocks if block.kind == HEADING)
    return {title for title, times in titles.items() if times > 1}


def _plain(name: str) -> str:
    return " ".join(_stems(name))


def by_block(document: Document, fields: Fields) -> list[int | None]:
    """For each block the field whose chapter it stands in: that of the nearest heading above that names one.

    A heading of the same or a higher level that names none ends the chapter; one that comes up in several
    chapters (the report's three questions) never does.
    """
    repeated = repeated_headings(document)
    current: int | None = None
    depth = 0
    result: list[int | None] = []
    for block in document.blocks:
        if block.kind == HEADING:
            numbers = {n for *_, n in fields.named_in(block.text)}
            if len(numbers) == 1 and len(block.text) <= 140:
                current, depth = numbers.pop(), block.level
            elif (_title(block.text) not in repeated and block.level <= depth) or len(numbers) > 1:
                current = None
        result.append(current)
    return result


def _title(text: str) -> str:
    return re.sub(r"^[\d.\s]+", "", text).strip().lower()


def check_names(document: Document, fields: Fields) -> list[Check]:
    """Each place that names a field by „Handlungsfeld …“: right, wrong, or left alone where it may be another's."""
    if not fields.names:
        return []
    checks = []
    for place, block in enumerate(document.blocks):
        if block.kind not in (HEADING, PARAGRAPH, ITEM, TABLE):
            continue
        for match in _NAMED.finditer(block.text):
            group = "quoted" if match["quoted"] else "bare"
            phrase = match[group].strip(" ,")
            verdict, meant = _judge_name(fields, phrase, _number(match["number"]), block.text[match.start(group) :])
            if not meant:
                continue
            right = " oder ".join(fields.names[field][0] for field in meant)
            line = block.line_at(match.start(group))
            where = Place(place, match.start(group), line, block.said(line), phrase, _around(block.text, match))
            checks.append(
                Check(
                    NAME,
                    (where,),
                    verdict,
                    expected=right,
                    message=f"Das Handlungsfeld heißt {quote(right)}, hier steht {quote(phrase)}.",
                    source="strategy.toml" if fields.certain else "Überschriften des Berichts",
                    sure=fields.certain,
                )
            )
    return checks


def _judge_name(fields: Fields, phrase: str, number: int | None, text: str) -> tuple[bool | None, list[int]]:
    """Whether what stands behind „Handlungsfeld“ is a field's name, and which field is meant; of two both."""
    known = number in fields.names
    begins = [n for start, _, n in fields.named_in(text) if start == 0]
    short = fields.short_form(phrase)
    named = begins[0] if begins else short
    if named is not None:
        return (False, [number]) if number is not None and known and named != number else (True, [named])
    stems = [s for s in _stems(phrase) if s != "und"]
    scored: list[tuple[float, float, int]] = []
    for n, names in fields.names.items():
        for name in names:
            own = [s for s in _stems(name) if s != "und"]
            shared = len(set(stems) & set(own))
            scored.append((shared / max(len(own), len(stems)), fuzz.ratio(" ".join(stems), " ".join(own)) / 100, n))
    most, alike, field = max(scored)
    if number is not None and known and (most > 0 or alike > 0.6):
        return False, [number]
    longer = any(
        {s for s in _stems(name) if s != "und"} <= set(stems) for names in fields.names.values() for name in names
    )
    if longer and not fields.certain:
        return None, []  # „Nachhaltige Mobilität“ where the heading says „Mobilität“
    least = 0.3 if fields.certain else 0.5
    close = sorted({n for s, a, n in scored if (s >= least and a >= 0.5) or a >= 0.72})
    if (len(stems) >= 2 and len(close) == 1) or (len(stems) == 1 and alike >= 0.8):
        return False, close or [field]
    words = {stem for names in fields.names.values() for name in names for stem in _stems(name)}
    if len(stems) >= 2 and set(stems) <= words:  # put together from the names of two
        return False, sorted({n for s, _, n in scored if s > 0})
    return None, []


def _around(text: str, match: re.Match) -> str:
    start = max(text.rfind(". ", 0, match.start()) + 1, 0)
    end = text.find(". ", match.end())
    return text[start : end + 1 if end >= 0 else len(text)].strip()
