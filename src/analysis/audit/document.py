"""What a written report consists of: headings, paragraphs, list items and tables, each with its place in the file."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

HEADING, PARAGRAPH, ITEM, TABLE = "heading", "paragraph", "item", "table"


@dataclass(frozen=True)
class Block:
    """One heading, paragraph, list item or table.

    `line` is its first line in a .txt or .md, its paragraph in a .docx, its line in a .pdf (counted through the
    document), from 1; `breaks` holds (offset in text, line) where a paragraph runs over several. `rows` are the
    cells of a table, `row_lines` the line of each row.
    """

    kind: str
    text: str
    line: int
    level: int = 0
    page: int | None = None
    breaks: tuple[tuple[int, int], ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    row_lines: tuple[int, ...] = ()
    counted_in: str = "Zeile"  # what `line` counts: Zeile or Absatz

    def said(self, line: int) -> str:
        """A place of the block for the reader: „Zeile 12“, „Absatz 12“, in a .pdf „Seite 3“."""
        return f"{self.counted_in} {line}" if self.page is None else f"Seite {self.page}"

    def line_at(self, offset: int) -> int:
        place = bisect_right([start for start, _ in self.breaks], offset)
        return self.breaks[place - 1][1] if place else self.line


@dataclass(frozen=True)
class Document:
    """A report as it was read."""

    path: Path
    blocks: tuple[Block, ...]


NUMBERED = re.compile(r"^(?:\d+\.)*\d+\.?\s+[A-ZÄÖÜ„]|^(?:[IVX]+|[A-Z])\.\s+[A-ZÄÖÜ]")
BULLET = re.compile(r"^\s*(?:[-–—•●▪◦‣*·o■□➢➔]|\uf0b7|\uf0a7|\(?\d{1,2}[.)]|[a-z]\))\s+(?=\S)")
UNFINISHED = re.compile(
    r"\b(?:der|die|das|den|dem|des|ein\w*|und|oder|sowie|von|vom|zu[mr]?|im?n?|mit|für|auf|an|am|weil|dass|als|wie"
    r"|sind)$|%"
)
_SENTENCE_END = re.compile(r"[.!?:;…][\"”“’')\]]*\d{0,2}$")


def ends_sentence(line: str) -> bool:
    return bool(_SENTENCE_END.search(line.rstrip()))


def looks_like_heading(line: str) -> bool:
    """Whether a line that stands alone is a heading: short, without full stop, beginning as one does."""
    line = line.strip()
    return (
        0 < len(line) <= 110
        and (line.endswith("?") or not ends_sentence(line))
        and not line.endswith(",")
        and not UNFINISHED.search(line)
        and bool(re.match(r"[A-ZÄÖÜ0-9„]", line))
        and len(re.findall(r"[A-Za-zÄÖÜäöüß]", line)) >= 0.6 * len(line.replace(" ", ""))
    )


def join_lines(lines: list[tuple[str, int]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """One paragraph out of the lines it was broken into, words that were divided made whole.

    A hyphen before a small letter is a division, unless „und“, „oder“, „bis“ or „sowie“ follows; before a capital
    letter or a figure it belongs to the word. A soft hyphen always is a division.
    """
    text, breaks = "", []
    for line, number in lines:
        line = line.strip()
        if text.endswith(("\u00ad", "\ufffe", "\x02")):
            text = text[:-1]
        elif re.search(r"[A-Za-zÄÖÜäöüß]-$", text) and line:
            if re.match(r"[a-zäöüß]", line) and not re.match(r"(?:und|oder|bis|sowie|bzw|u)\b", line):
                text = text[:-1]
            elif not re.match(r"[A-ZÄÖÜ0-9]", line):
                text += " "
        elif text:
            text += " "
        breaks.append((len(text), number))
        text += _undivided(line)
    return text, tuple(breaks)


def _undivided(line: str) -> str:
    """Soft hyphens within a line taken away; before „und“, „oder“ and capital letters they were hyphens."""
    line = re.sub(r"[\u00ad\ufffe\x02](?=(?:und|oder|bis|sowie|bzw)\b)", "- ", line)
    return re.sub(r"[\u00ad\ufffe\x02](?=[A-ZÄÖÜ])", "-", re.sub(r"[\u00ad\ufffe\x02](?=[a-zäöüß])", "", line))


def paragraphs(lines: list[tuple[str, int]], *, page: int | None = None) -> list[Block]:
    """The blocks of lines of plain text with their numbers; an empty line ends a paragraph.

    Where a text is broken at the edge of a column, a line that ends well before the edge and is followed by a
    new beginning ends its paragraph too.
    """
    lengths = sorted(len(line.rstrip()) for line, _ in lines if line.strip())
    edge = lengths[int(len(lengths) * 0.9)] if lengths else 0
    wrapped = 40 <= edge <= 160
    blocks: list[Block] = []
    current: list[tuple[str, int]] = []
    kind = PARAGRAPH

    def close() -> None:
        nonlocal kind
        if current:
            text, breaks = join_lines(current)
            single = len(current) == 1 or (len(current) == 2 and len(text) <= 110)
            what = HEADING if kind == PARAGRAPH and single and looks_like_heading(text) else kind
            level = text.split()[0].count(".") + 1 if NUMBERED.match(text) else 9
            blocks.append(Block(what, text, current[0][1], level if what == HEADING else 0, page, breaks))
            current.clear()
        kind = PARAGRAPH

    for line, number in lines:
        stripped = line.strip()
        bullet = BULLET.match(line) if stripped else None
        numbered_heading = bullet and NUMBERED.match(stripped) and not ends_sentence(stripped)
        if not stripped:
            close()
            continue
        if bullet and not numbered_heading:
            close()
            kind = ITEM
            current.append((line[bullet.end() :], number))
            continue
        if current and _begins_anew(current[-1][0].rstrip(), stripped, edge, wrapped=wrapped):
            close()
        current.append((line, number))
    close()
    return blocks


def _begins_anew(last: str, line: str, edge: int, *, wrapped: bool) -> bool:
    if NUMBERED.match(line) and not ends_sentence(line) and len(line) < 0.8 * edge:
        return True
    if last.endswith(("-", ",", "\u00ad", "\ufffe", "\x02")) or not re.match(r"[A-ZÄÖÜ0-9„•]", line):
        return False
    if not wrapped:
        return True
    return len(last) < 0.75 * edge
