"""The words of a shape or table: read, and exchanged under the formats that they have."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Final

from lxml import etree

from analysis.ooxml import Element

A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
P: Final = "http://schemas.openxmlformats.org/presentationml/2006/main"
_NOT_WORDS: Final = frozenset(f"{{{A}}}{name}" for name in ("r", "br", "fld"))


def _tag(name: str) -> str:
    return f"{{{A}}}{name}"


def paragraphs(shape: Element) -> list[str]:
    """The paragraphs of a shape, or the cells of a table row by row."""
    table = shape.find(f".//{_tag('tbl')}")
    if table is not None:
        return [_said(cell) for cell in table.iterfind(f"{_tag('tr')}/{_tag('tc')}")]
    body = shape.find(f"{{{P}}}txBody")
    return [] if body is None else [_words(paragraph) for paragraph in body.iterfind(_tag("p"))]


def put(shape: Element, wanted: Sequence[str]) -> None:
    """Let the shape say these paragraphs, each in the format of the one that stood there."""
    body = shape.find(f"{{{P}}}txBody")
    there = body.findall(_tag("p"))
    for paragraph, text in zip(there, wanted, strict=False):
        _put(paragraph, text)
    for text in wanted[len(there) :]:
        last = body.findall(_tag("p"))[-1]
        new = deepcopy(last)
        last.addnext(new)
        _put(new, text)
    for paragraph in there[max(len(wanted), 1) :]:
        body.remove(paragraph)


def put_table(shape: Element, wanted: Sequence[Sequence[str]]) -> bool:
    """Let the table say these rows, in the format of those that stood there; False where it has other columns."""
    table = shape.find(f".//{_tag('tbl')}")
    rows = table.findall(_tag("tr"))
    if not rows or len(rows[0].findall(_tag("tc"))) != len(wanted[0]):
        return False
    for _ in wanted[len(rows) :]:
        last = table.findall(_tag("tr"))[-1]
        new = deepcopy(last)
        for extension in new.findall(_tag("extLst")):  # holds a number that no two rows may share
            new.remove(extension)
        last.addnext(new)
    for row in rows[len(wanted) :]:
        table.remove(row)
    for row, texts in zip(table.iterfind(_tag("tr")), wanted, strict=True):
        for cell, text in zip(row.iterfind(_tag("tc")), texts, strict=True):
            body = cell.find(_tag("txBody"))
            first, *others = body.findall(_tag("p"))
            for paragraph in others:
                body.remove(paragraph)
            _put(first, text)
    return True


def _said(cell: Element) -> str:
    return " ".join(_words(paragraph) for paragraph in cell.iter(_tag("p")))


def _words(paragraph: Element) -> str:
    return "".join(text.text or "" for text in paragraph.iter(_tag("t")))


def _put(paragraph: Element, text: str) -> None:
    """The paragraph's first run says it all; a paragraph that already says it stays as it is."""
    if _words(paragraph) == text:
        return
    runs = [child for child in paragraph if child.tag in _NOT_WORDS]
    first = next((run for run in runs if run.tag == _tag("r")), None)
    if first is None:
        first = etree.Element(_tag("r"))
        properties = paragraph.find(_tag("pPr"))
        if properties is None:
            paragraph.insert(0, first)
        else:
            properties.addnext(first)
    for run in runs:
        if run is not first:
            paragraph.remove(run)
    words = first.find(_tag("t"))
    if words is None:
        words = etree.SubElement(first, _tag("t"))
    words.text = text
