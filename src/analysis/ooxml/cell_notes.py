"""Notes on the cells of a worksheet: the comments part and the old drawing that shows them.

Excel draws a note by a VML shape; a note without one makes it „repair" the file.
"""

import math
import re
from collections.abc import Callable
from typing import Final

from lxml import etree
from openpyxl.utils.cell import coordinate_to_tuple

from analysis.ooxml.package import DEFAULT_NAMESPACE, DOCUMENT_RELATIONS, Element, Package, tag

AUTHOR: Final = "Rückfrage"
WIDTH: Final = 320  # pixels; a line of a note then holds some 48 characters
_CHARACTERS_A_LINE: Final = 48
_LINE_HEIGHT: Final = 17
_THREADED_AUTHOR: Final = "tc="  # Excel's own mark of a note that stands for a threaded comment

_VML = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
_VML += 'xmlns:x="urn:schemas-microsoft-com:office:excel"'
_SHAPE_TYPE = (
    f'<v:shapetype {_VML} id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
# What stands before legacyDrawing in a worksheet, by the schema.
_BEFORE_DRAWING: Final = {
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
}


def add(package: Package, part: str, sheet: Element, notes: dict[str, str]) -> None:
    """Put notes (cell → text) on a worksheet. What stands in a note already stays, ours comes below it once.

    `sheet` is the parsed worksheet; it is changed, and left to the caller to write back. A cell with
    a threaded comment gets no note.
    """
    new = _add_comments(package, part, notes)
    if new:
        _add_shapes(package, part, sheet, {cell: notes[cell] for cell in new})


def _add_comments(package: Package, part: str, notes: dict[str, str]) -> list[str]:
    """Write the comments; returns the cells that had none before."""
    name = next(iter(package.related(part, "comments").values()), "")
    if name not in package:
        name = package.new_name("xl/comments{}.xml")
        package.relate(part, "comments", name)
        package.declare(name, "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml")
        root: Element = etree.Element(tag("comments"), nsmap=DEFAULT_NAMESPACE)
        etree.SubElement(root, tag("authors"))
        etree.SubElement(root, tag("commentList"))
    else:
        root = package.tree(name)
    authors, comments = root.find(tag("authors")), root.find(tag("commentList"))
    threaded = {str(i) for i, author in enumerate(authors) if (author.text or "").startswith(_THREADED_AUTHOR)}
    there = {comment.get("ref"): comment for comment in comments}
    etree.SubElement(authors, tag("author")).text = AUTHOR
    for cell, text in notes.items():
        if cell not in there:
            comment = etree.SubElement(comments, tag("comment"), ref=cell, authorId=str(len(authors) - 1))
            _append_text(etree.SubElement(comment, tag("text")), text)
        elif there[cell].get("authorId") not in threaded and text not in "".join(there[cell].itertext()):
            _append_text(there[cell].find(tag("text")), f"\n\n{text}")
    package.change_tree(name, root)
    return [cell for cell in notes if cell not in there]


def _append_text(holder: Element, text: str) -> None:
    plain = holder.find(tag("t"))
    if plain is not None:  # a note is either one text or a row of runs
        holder.remove(plain)
        first = etree.SubElement(holder, tag("r"))
        first.append(plain)
    run = etree.SubElement(holder, tag("r"))
    look = etree.SubElement(run, tag("rPr"))
    etree.SubElement(look, tag("sz"), val="9")
    etree.SubElement(look, tag("rFont"), val="Tahoma")
    text_element = etree.SubElement(run, tag("t"))
    text_element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    text_element.text = text


def _add_shapes(package: Package, part: str, sheet: Element, notes: dict[str, str]) -> None:
    drawing = sheet.find(tag("legacyDrawing"))
    drawings = package.related(part, "vmlDrawing")
    name = drawings.get(drawing.get(f"{{{DOCUMENT_RELATIONS}}}id"), "") if drawing is not None else ""
    if name in package:
        vml = package.read(name)
    else:
        name = package.new_name("xl/drawings/vmlDrawing{}.vml")
        package.declare_suffix("vml", "application/vnd.openxmlformats-officedocument.vmlDrawing")
        vml = f'<xml {_VML}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'.encode()
        drawing = etree.Element(tag("legacyDrawing"))
        drawing.set(f"{{{DOCUMENT_RELATIONS}}}id", package.relate(part, "vmlDrawing", name))
        _insert_drawing(sheet, drawing)
    first = max((int(number) for number in re.findall(rb'"_x0000_s(\d+)"', vml)), default=1024) + 1
    shapes = "" if b'"_x0000_t202"' in vml else _SHAPE_TYPE
    sizes = _Sizes(sheet)
    for number, (cell, text) in enumerate(notes.items(), start=first):
        shapes += _shape(number, cell, text, sizes)
    # VML is not always well-formed XML (Excel writes <br> into it), so the shapes are spliced in.
    before, end, after = vml.rpartition(b"</xml>")
    package.change(name, before + shapes.encode() + end + after)


def _insert_drawing(sheet: Element, drawing: Element) -> None:
    before = [child for child in sheet if isinstance(child.tag, str) and child.tag in map(tag, _BEFORE_DRAWING)]
    before[-1].addnext(drawing)


class _Sizes:
    """Widths of columns and heights of rows in pixels, as far as the sheet says them."""

    def __init__(self, sheet: Element) -> None:
        layout = sheet.find(tag("sheetFormatPr"))
        default = {} if layout is None else layout.attrib
        self._width = _pixels_wide(float(default.get("defaultColWidth", 8.43)))
        self._height = round(float(default.get("defaultRowHeight", 15)) * 4 / 3)
        self._columns = [
            (int(column.get("min")), int(column.get("max")), _pixels_wide(float(column.get("width"))))
            for column in sheet.iterfind(f"{tag('cols')}/{tag('col')}")
            if column.get("width") and column.get("hidden") not in ("1", "true")
        ]
        self._rows = {
            int(row.get("r")): round(float(row.get("ht")) * 4 / 3)
            for row in sheet.iterfind(f"{tag('sheetData')}/{tag('row')}")
            if row.get("r") and row.get("ht")
        }

    def width(self, column: int) -> int:
        return next((width for first, last, width in self._columns if first <= column <= last), self._width)

    def height(self, row: int) -> int:
        return self._rows.get(row, self._height)


def _pixels_wide(characters: float) -> int:
    return max(1, round(characters * 7) + 5)


def _shape(number: int, cell: str, text: str, sizes: _Sizes) -> str:
    row, column = coordinate_to_tuple(cell)
    lines = sum(max(1, math.ceil(len(line) / _CHARACTERS_A_LINE)) for line in text.split("\n"))
    right, right_rest = _reach(column + 1, WIDTH + 15, sizes.width)
    bottom, bottom_rest = _reach(row, lines * _LINE_HEIGHT + 16, sizes.height)
    anchor = f"{column}, 15, {row - 1}, 4, {right - 1}, {right_rest}, {bottom - 1}, {bottom_rest}"
    return (
        f'<v:shape {_VML} id="_x0000_s{number}" type="#_x0000_t202" fillcolor="#ffffe1" o:insetmode="auto" '
        f'style="position:absolute;z-index:{number};visibility:hidden">'
        '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
    )


def _reach(start: int, pixels: int, size: Callable[[int], int]) -> tuple[int, int]:
    """The column or row that lies so many pixels from where `start` begins, and the pixels into it."""
    while pixels >= size(start):
        pixels -= size(start)
        start += 1
    return start, pixels
