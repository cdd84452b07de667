"""Reports written in Word → Document."""

import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from analysis.audit.document import HEADING, ITEM, PARAGRAPH, TABLE, Block, Document
from analysis.errors import DataError

if TYPE_CHECKING:
    from docx.table import _Cell

_LARGEST = 300_000_000  # bytes of the unpacked text and of everything beside it
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OLE = b"\xd0\xcf\x11\xe0"


def read_docx(path: Path) -> Document:
    """Lines count the paragraphs of the text's body from 1, empty ones too; a table bears that of the one before.

    Deleted text of tracked changes, raised figures (footnote marks) and text boxes are left out.
    """
    import docx
    from docx.table import Table

    check(path)
    try:
        opened = docx.Document(str(path))
    except (KeyError, ValueError, zipfile.BadZipFile, etree.XMLSyntaxError, OSError, LookupError) as error:
        raise DataError(f"keine lesbare Word-Datei ({type(error).__name__}); bitte neu speichern.", path) from None
    names = {
        style.style_id: (style.name or "") for style in opened.styles
    }  # asked for each paragraph, it takes minutes
    blocks: list[Block] = []
    line = 0
    for part in opened.iter_inner_content():
        if isinstance(part, Table):
            rows = tuple(_cells(row.cells) for row in part.rows)
            text = "\n".join(" | ".join(row) for row in rows)
            blocks.append(
                Block(TABLE, text, max(line, 1), rows=rows, row_lines=(max(line, 1),) * len(rows), counted_in="Absatz")
            )
            continue
        line += 1
        text = " ".join(_text(part._p).split(" ")).strip("\n\t ")
        style = names.get(part._p.style or "", "")
        if not text or style.lower().startswith(("toc", "verzeichnis")):
            continue
        kind, level = _kind(part._p, style, text)
        blocks.append(Block(kind, text.replace("\n", " ").replace("\t", " "), line, level, counted_in="Absatz"))
    return Document(path, tuple(blocks))


def check(path: Path) -> None:
    """DataError where the file is no package, is protected, or unpacks to more than a report can be."""
    with path.open("rb") as file:
        if file.read(4) == _OLE:
            raise DataError(
                f"{path}: mit Kennwort geschützt oder im alten Format .doc; bitte als .docx ohne Kennwort speichern."
            )
    try:
        with zipfile.ZipFile(path) as package:
            sizes = {entry.filename: entry.file_size for entry in package.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError):
        raise DataError("keine Word-Datei oder beschädigt; bitte neu speichern.", path) from None
    if sum(sizes.values()) > _LARGEST or sizes.get("word/document.xml", 0) > _LARGEST // 5:
        raise DataError("entpackt zu groß für einen Bericht.", path)


def _cells(cells: Iterable["_Cell"]) -> tuple[str, ...]:
    """The texts of a row; what is merged stands in its first cell only."""
    texts, seen = [], set()
    for cell in cells:
        texts.append("" if cell._tc in seen else " ".join(_text(p).strip() for p in cell._tc.iterchildren(f"{_W}p")))
        seen.add(cell._tc)
    return tuple(text.strip() for text in texts)


def _text(paragraph: etree._Element) -> str:
    """The words of a paragraph as a reader sees them."""
    pieces: list[str] = []
    for element in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}noBreakHyphen"):
        run = next((e for e in element.iterancestors(f"{_W}r")), None)
        if run is None or any(
            e.tag in (f"{_W}del", f"{_W}txbxContent", f"{_W}moveFrom") for e in element.iterancestors()
        ):
            continue
        if element.tag == f"{_W}t":
            raised = run.find(f"{_W}rPr/{_W}vertAlign[@{_W}val='superscript']") is not None
            words = element.text or ""
            pieces.append("" if raised and words.strip().isdigit() else words)
        else:
            pieces.append({f"{_W}tab": "\t", f"{_W}br": "\n"}.get(element.tag, "-"))
    return "".join(pieces)


def _kind(paragraph: etree._Element, style: str, text: str) -> tuple[str, int]:
    """Heading with its level, item or paragraph: by style, outline and numbering; a short bold line is a heading."""
    outline = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
    name = style.lower()
    if name.startswith(("heading", "überschrift", "title", "titel")):
        digits = "".join(c for c in style if c.isdigit())
        return HEADING, int(digits) if digits else 1
    if outline is not None and outline.get(f"{_W}val", "9") < "9":
        return HEADING, int(outline.get(f"{_W}val", "0")) + 1
    if name.startswith("list") or paragraph.find(f"{_W}pPr/{_W}numPr") is not None:
        return ITEM, 0
    runs = [run for run in paragraph.iter(f"{_W}r") if "".join(t.text or "" for t in run.iter(f"{_W}t")).strip()]
    bold = all(run.find(f"{_W}rPr/{_W}b") is not None for run in runs)
    if runs and bold and len(text) <= 110 and not text.endswith((".", ":", ",", ";")):
        return HEADING, 8
    return PARAGRAPH, 0
