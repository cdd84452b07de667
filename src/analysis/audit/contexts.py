"""In which context a sentence stands: level and field by its own words, its paragraph, its chapter and heading."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from analysis.audit.categories import level_words
from analysis.audit.document import HEADING, Document
from analysis.audit.names import Fields, by_block
from analysis.audit.quantities import AMOUNT, POINTS
from analysis.audit.relations import part_of
from analysis.audit.sentences import Mention, Sentence

ALL: Final = 0  # all fields
_ALL_FIELDS: Final = re.compile(
    r"\b(?:[Ii]nsgesamt|[Ii]n Summe|[Aa]lle[nr]? (?:\w+ )?Handlungsfelder\w*|[Üü]ber alle)\b"
)
_ONE_GOAL: Final = re.compile(r"\b(?:Ziel|Ziels|Zieles|Teilziel|Maßnahme)\s+[A-Z]*\d+\.\d")
_A_FIELD: Final = re.compile(r"\bHandlungsfeld(?:s|es|e)?\b")


@dataclass(frozen=True)
class Context:
    """Level and field of a sentence where it has but one, and where it names levels.

    `fields` holds the field of each number, by its place in the sentence, where it is not that of the whole
    sentence; None where it is open.
    """

    level: str | None
    field: int | None
    levels: tuple[tuple[int, str], ...]
    fields: dict[int, int | None]

    def field_of(self, start: int) -> int | None:
        return self.fields.get(start, self.field)


def contexts(document: Document, told: Sequence[Sentence], fields: Fields) -> list[Context]:
    """The context of each sentence: what it names itself, else what its paragraph, its chapter and heading say."""
    chapter = by_block(document, fields)
    of_heading = _levels_of_headings(document)
    narrowed = _narrowed(document)
    result: list[Context] = []
    place = -1
    field: int | None = ALL
    level: str | None = None
    for sentence in told:
        if sentence.place != place:
            place, field, level = sentence.place, chapter[sentence.place] or ALL, of_heading[sentence.place]
        named = fields.named_in(sentence.text)
        here = {number for *_, number in named}
        by_number = _in_turn(sentence, named) if len(here) > 1 else _before_clause(sentence, named)
        if here:
            field = here.pop() if len(here) == 1 else None
        elif _ALL_FIELDS.search(sentence.text):
            field = chapter[sentence.place] or ALL
        elif _A_FIELD.search(sentence.text) and chapter[sentence.place] is None:
            field = fields.meant_in(sentence.text)
        if narrowed[sentence.place] or _ONE_GOAL.search(sentence.text):
            field = None  # of one goal, not of the field
        levels = tuple(level_words(sentence.text))
        if levels:
            level = levels[-1][1] if len({name for _, name in levels}) == 1 else None
        result.append(Context(level, field, levels, by_number))
    return result


def _narrowed(document: Document) -> list[bool]:
    """For each block whether it stands below the heading of one goal or one measure."""
    narrow, result = False, []
    for block in document.blocks:
        if block.kind == HEADING:
            narrow = bool(_ONE_GOAL.search(block.text))
        result.append(narrow)
    return result


def _before_clause(sentence: Sentence, named: list[tuple[int, int, int]]) -> dict[int, int | None]:
    """The numbers before the clause of the field, if that has its own: „Sieben …, drei davon im Handlungsfeld A“."""
    if not named:
        return {}
    comma = max(sentence.text.rfind(mark, 0, named[0][0]) for mark in (", ", "; ", " – "))
    own = any(number.start > comma for number in sentence.numbers)
    return {number.start: None for number in sentence.numbers if comma >= 0 and own and number.start < comma}


def _in_turn(sentence: Sentence, named: list[tuple[int, int, int]]) -> dict[int, int | None]:
    """The fields of numbers that stand in turn with them: „14 im Handlungsfeld A, sechs im Handlungsfeld B“.

    A number before all of them is the total. Empty where numbers and fields do not alternate.
    """
    behind = {part.bases[0].key for part in part_of(sentence)}
    numbers = [
        number.start
        for number in sentence.numbers
        if number.kind not in (AMOUNT, POINTS)
        and Mention(sentence, number).key not in behind
        and sentence.text.rfind("(", 0, number.start) <= sentence.text.rfind(")", 0, number.start)
    ]
    found: dict[int, int | None] = {}
    if len(numbers) == len(named) + 1 and numbers[1] < named[0][0]:
        found[numbers.pop(0)] = ALL
    if len(numbers) != len(named):
        return {}
    places = [start for start, *_ in named]
    pairs = list(zip(numbers, places, strict=True))
    first = all(number < place for number, place in pairs)
    events = sorted([*numbers, *places])
    if events != [start for pair in pairs for start in (pair if first else pair[::-1])]:
        return {}
    return found | {number: field for number, (*_, field) in zip(numbers, named, strict=True)}


def _levels_of_headings(document: Document) -> list[str | None]:
    level: str | None = None
    result: list[str | None] = []
    for block in document.blocks:
        if block.kind == HEADING:
            names = {name for _, name in level_words(block.text)}
            level = names.pop() if len(names) == 1 else None
        result.append(level)
    return result
