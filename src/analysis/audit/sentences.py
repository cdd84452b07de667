"""Blocks → sentences with their numbers masked, so that how numbers belong together can be read off by patterns.

„63 der 79 Kommunen (80 %)“ is masked as „⟨0⟩ der ⟨1⟩ Kommunen (⟨2⟩)“.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from analysis.audit.document import ITEM, PARAGRAPH, Block, Document
from analysis.audit.quantities import Quantity, quantities

_ABBREVIATIONS: Final = (
    r"z\.|B\.|d\.|h\.|u\.|a\.|i\.|R\.|v\.|H\.|o\.|ä\.|s\.|ca|rd|Nr|Nrn|Abs|Art|Abb|Tab|Tz|Mio|Mrd|Tsd|bzw|vgl|inkl"
    r"|exkl|ggf|gem|etc|usw|Dr|Prof|St|Std|Kap|Anm|evtl|insb|insbes|lfd|max|min|mind|sog|Str|Drs|Az|Jh|zzgl|abzgl"
    r"|einschl"
    r"|jew|kfr|mfr|lfr|Ziff|lit|Buchst|Rn|Rz|S|Hj|Vj|Verw|BGBl|e\. ?V|Hrsg"
)
_END: Final = re.compile(r"[.!?…]+[\"“”’')\]]*\d{0,2}(?=\s+[\"„‚(\[]*[A-ZÄÖÜ0-9•])|[.!?…]+[\"“”’')\]]*\d{0,2}\s*$")
_ABBREVIATED: Final = re.compile(rf"(?:^|[\s(„])(?:{_ABBREVIATIONS})\.$")
# After „25.“ these begin a sentence; any other capital word makes it an ordinal („3. Quartal“).
_OPENERS: Final = re.compile(
    r"\s+[„\"(]*(?:D(?:ie|er|as|en|em|es|avon|amit|arunter|abei|ies\w*|ort|arüber|agegen|azu)|E(?:s|in\w*|tw\w*)"
    r"|I(?:m|n|nsgesamt|hr\w*)"
    r"|A(?:n|m|uf|us|uch|lle\w*|llerdings|ls|nders)|V(?:on|om|or|iele)|Z(?:u|um|ur|wei|wölf)|M(?:it|ehr)|B(?:ei|is"
    r"|eim|eide)"
    r"|F(?:ür|ünf|ast)|S(?:ie|o|eit|eine\w*|omit|echs|ieben)|W(?:ie|ährend|eitere|enn|eil|ar\w*|ird|urde\w*)"
    r"|H(?:ier\w*|at\w*|inzu)"
    r"|N(?:ach|ur|eben|eun|och|icht)|G(?:egenüber|ut|leich\w*)|K(?:napp|ein\w*)|R(?:und)|U(?:nter|m|nd)|J(?:e|eweils"
    r"|ede\w*)"
    r"|L(?:aut|ediglich)|O(?:hne|b)|Ü(?:ber|brig\w*)|T(?:rotz)|Acht|Drei|Vier|Zehn|Elf)\b"
)


@dataclass(frozen=True, eq=False)
class Sentence:
    """One sentence of block number `place`; `start` is where it begins in the block's text."""

    place: int
    block: Block
    start: int
    text: str
    numbers: tuple[Quantity, ...]

    @cached_property
    def masked(self) -> str:
        pieces, end = [], 0
        for index, number in enumerate(self.numbers):
            pieces += [self.text[end : number.start], f"⟨{index}⟩"]
            end = number.end
        return re.sub(r"\s+", " ", "".join([*pieces, self.text[end:]]))

    @cached_property
    def bare(self) -> str:
        """Masked, without brackets that hold a number; a count bracketed after its share stays („40 % (18)“)."""

        def without(match: re.Match) -> str:
            before = re.findall(r"⟨(\d+)⟩", self.masked[: match.start()])
            inside = [int(index) for index in re.findall(r"⟨(\d+)⟩", match[0])]
            after_share = before and self.numbers[int(before[-1])].is_share and len(inside) == 1
            return f" ⟨{inside[0]}⟩" if after_share and self.numbers[inside[0]].is_count else ""

        return re.sub(r"\s*[(\[][^()\[\]]*⟨\d+⟩[^()\[\]]*[)\]]", without, self.masked)

    @property
    def line(self) -> int:
        return self.block.line_at(self.start)

    @property
    def said(self) -> str:
        return self.block.said(self.line)

    def line_of(self, number: Quantity) -> int:
        return self.block.line_at(self.start + number.start)


@dataclass(frozen=True, eq=False)
class Mention:
    """A number where it stands."""

    sentence: Sentence
    number: Quantity

    @property
    def key(self) -> tuple[int, int]:
        return self.sentence.place, self.sentence.start + self.number.start

    @property
    def line(self) -> int:
        return self.sentence.line_of(self.number)

    @property
    def said(self) -> str:
        return self.sentence.block.said(self.line)


def sentences(document: Document) -> list[Sentence]:
    """The sentences of all paragraphs and list items, in order."""
    found = []
    for place, block in enumerate(document.blocks):
        if block.kind in (PARAGRAPH, ITEM):
            for start, text in split(block.text):
                found.append(Sentence(place, block, start, text, tuple(quantities(text))))
    return found


def split(text: str) -> list[tuple[int, str]]:
    """The sentences of a text with their places in it."""
    found, start = [], 0
    for match in _END.finditer(text):
        before = text[start : match.start() + 1]
        if match[0].startswith(".") and _ABBREVIATED.search(before):
            continue
        ordinal = re.search(r"(?<![\d.,])(\d{1,2})\.$", before)
        if ordinal and int(ordinal[1]) <= 31 and match.end() < len(text) and not _OPENERS.match(text[match.end() :]):
            continue
        if re.search(r"(?:^|[\s(])[A-ZÄÖÜ]\.$", before) and match.end() < len(text):  # an initial
            continue
        found.append((start, text[start : match.end()]))
        start = match.end()
    if text[start:].strip():
        found.append((start, text[start:]))
    return [(place + len(piece) - len(piece.lstrip()), piece.strip()) for place, piece in found if piece.strip()]
