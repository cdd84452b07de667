"""Reports as PDF → Document: lines joined to paragraphs, running heads and footnote marks left out."""

import re
import statistics
from collections import Counter
from dataclasses import dataclass, replace
from itertools import count, pairwise
from pathlib import Path

from analysis.audit.document import (
    HEADING,
    ITEM,
    PARAGRAPH,
    TABLE,
    UNFINISHED,
    Block,
    Document,
    ends_sentence,
    paragraphs,
)
from analysis.errors import DataError

_EDGE = 3  # so many lines at top and bottom may be running heads


@dataclass(frozen=True)
class _Line:
    text: str
    top: float
    bottom: float
    size: float
    number: int = 0


def read_pdf(path: Path) -> Document:
    """Lines count the printed lines of all pages from 1. DataError where there is no text to read."""
    import pypdfium2

    try:
        opened = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise DataError("mit Kennwort geschützt; bitte ohne Kennwort speichern.", path) from None
        raise DataError("keine lesbare PDF-Datei oder beschädigt.", path) from None
    with opened:
        pages = [_lines(opened[number]) for number in range(len(opened))]
    if sum(len(line.text) for page in pages for line in page) < 20 * max(len(pages), 1):
        raise DataError(
            f"{path}: enthält keinen Text, wohl eingescannt; bitte die Ursprungsdatei nehmen oder Text erkennen lassen."
        )
    numbered = _without_running_heads(pages)
    body = statistics.median_low([line.size for page in numbered for line in page for _ in line.text] or [0.0])
    blocks = [block for place, page in enumerate(numbered, 1) for block in _page_blocks(page, place, body)]
    return Document(path, tuple(_across_pages(blocks)))


def _lines(page: object) -> list[_Line]:
    """The page's lines in reading order; a figure smaller than the text it is glued to is a footnote mark."""
    import pypdfium2.raw as raw

    textpage = page.get_textpage()  # type: ignore[attr-defined]
    lines: list[_Line] = []
    text, sizes, tops, bottoms = "", [], [], []  # type: ignore[var-annotated]

    def close() -> None:
        nonlocal text
        if text.strip():
            top, bottom = (max(tops), min(bottoms)) if tops else (0.0, 0.0)
            lines.append(_Line(text.strip(), top, bottom, statistics.median(sizes) if sizes else 0.0))
        text = ""
        for told in (sizes, tops, bottoms):
            told.clear()

    for index in range(textpage.count_chars()):
        character = chr(raw.FPDFText_GetUnicode(textpage, index))
        if character in "\r\n":
            close()
            continue
        if character.isspace():
            text += character if character in "\u00a0\u202f" else " "
            continue
        size = raw.FPDFText_GetFontSize(textpage, index)
        if character.isdigit() and sizes and size < 0.75 * sizes[-1] and not text.endswith(" "):
            continue
        if character in "\ufffe\x02\u00ad":
            text += "\u00ad"
            continue
        text += character
        sizes.append(size)
        if len(tops) < 5:
            box = textpage.get_charbox(index)
            bottoms.append(box[1])
            tops.append(box[3])
    close()
    textpage.close()
    return lines


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", text)


def _without_running_heads(pages: list[list[_Line]]) -> list[list[_Line]]:
    """The lines with their numbers, without page numbers and what stands at the edge of many pages."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_shape(line.text) for line in [*page[:_EDGE], *page[-_EDGE:]]})
    running = {shape for shape, times in seen.items() if times >= max(3, 0.3 * len(pages))}
    numbers = count(1)
    kept = []
    for page in pages:
        of_page = []
        for position, line in enumerate(page):
            number = next(numbers)
            at_edge = position < _EDGE or position >= len(page) - _EDGE
            page_number = re.fullmatch(r"\W*(?:Seite )?\d{1,4}(?: von \d+)?\W*", line.text)
            if not (at_edge and (_shape(line.text) in running or page_number)):
                of_page.append(replace(line, number=number))
        kept.append(of_page)
    return kept


def _page_blocks(lines: list[_Line], page: int, body: float) -> list[Block]:
    """A gap wider than between lines, or another size of type, ends a paragraph; larger type is a heading."""
    gaps = [a.bottom - b.top for a, b in pairwise(lines) if 0 <= a.bottom - b.top < 30]
    usual = statistics.median_low([round(gap, 1) for gap in gaps]) if gaps else 0.0
    groups: list[list[_Line]] = []
    for line in lines:
        last = groups[-1][-1] if groups else None
        apart = last is None or not -2 * body < last.bottom - line.top <= usual + 0.45 * body
        if last is None or apart or abs(last.size - line.size) > 0.08 * body:
            groups.append([])
        groups[-1].append(line)
    blocks: list[Block] = []
    for group in groups:
        if _is_table(group):
            rows = tuple(_cells(line.text) for line in group)
            text = "\n".join(line.text for line in group)
            blocks.append(
                Block(
                    TABLE, text, group[0].number, page=page, rows=rows, row_lines=tuple(line.number for line in group)
                )
            )
            continue
        made = paragraphs([(line.text, line.number) for line in group], page=page)
        if group[0].size > 1.1 * body and len(made) == 1 and len(made[0].text) <= 160 and made[0].kind != ITEM:
            level = 1 if group[0].size > 1.6 * body else 2 if group[0].size > 1.3 * body else 3
            made = [Block(HEADING, made[0].text, made[0].line, level, page, made[0].breaks)]
        blocks += made
    return blocks


_NUMBERS_AT_END = re.compile(r"^(?P<label>\D.*?)\s+(?P<cells>(?:[\d.,]+\s*%?\s*|[–-]\s+){2,})$")


def _is_table(group: list[_Line]) -> bool:
    """Three lines or more that end in as many numbers."""
    matches = [_NUMBERS_AT_END.match(line.text + " ") for line in group]
    widths = {len(_cells(line.text)) for line, match in zip(group, matches, strict=True) if match}
    return len(group) >= 3 and sum(map(bool, matches)) >= len(group) - 1 and len(widths) == 1


def _cells(line: str) -> tuple[str, ...]:
    match = _NUMBERS_AT_END.match(line + " ")
    if not match:
        return (line,)
    return (match["label"].strip(), *re.findall(r"[\d.,]+(?:\s*%)?|[–-]", match["cells"]))


def _across_pages(blocks: list[Block]) -> list[Block]:
    """A paragraph that the end of a page has cut is one."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.kind in (PARAGRAPH, ITEM)
            and block.kind == PARAGRAPH
            and last.page != block.page
            and not ends_sentence(last.text)
            and (re.match(r"[a-zäöüß0-9(]", block.text) or last.text.endswith(",") or UNFINISHED.search(last.text))
        ):
            offset = len(last.text) + 1
            breaks = (*last.breaks, *((offset + start, line) for start, line in block.breaks))
            joined[-1] = Block(last.kind, f"{last.text} {block.text}", last.line, last.level, last.page, breaks)
        else:
            joined.append(block)
    return joined
