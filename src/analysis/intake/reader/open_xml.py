"""What calamine does not show of .xlsx and .xlsm: hidden rows, errors, formulas, strike-through, fills."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import guards
from lxml import etree

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
BUILT_IN_DECIMALS = {"2": "0.00", "4": "#,##0.00"}


@dataclass(frozen=True)
class Style:
    """What a cell style tells beyond the value; the default tells nothing."""

    struck: bool = False
    fill: str = ""
    decimals: int | None = None


@dataclass
class Texts:
    """The shared strings, by index as the cells write it: their length, and which are struck through."""

    lengths: dict[str, int] = field(default_factory=dict)
    struck: set[str] = field(default_factory=set)


def scan(archive: zipfile.ZipFile) -> dict[str, dict[str, Any]]:
    """Sheet name → hidden_rows, errors, no_value, struck, fills, decimals (as the reader prints them)."""
    parts = {guards.part_name(entry.filename): entry for entry in archive.infolist()}
    styles = _styles(_tree(archive, parts["xl/styles.xml"])) if "xl/styles.xml" in parts else {}
    texts = _texts(archive, parts["xl/sharedstrings.xml"]) if "xl/sharedstrings.xml" in parts else Texts()
    targets = {}
    if "xl/_rels/workbook.xml.rels" in parts:
        for relation in _tree(archive, parts["xl/_rels/workbook.xml.rels"]):
            targets[relation.get("Id")] = guards.part_name(posixpath.join("/xl", relation.get("Target", "")))
    room = guards.Room()
    scans = {}
    for sheet in _tree(archive, parts["xl/workbook.xml"]).iter("{*}sheet"):
        part = targets.get(sheet.get(f"{{{OFFICE}}}id") or sheet.get(f"{{{STRICT_OFFICE}}}id"), "")
        if part in parts and "worksheets/" in part:
            scans[sheet.get("name")] = _scan_sheet(archive, parts[part], styles, texts, room)
    return scans


def _tree(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(archive.read(part), parser)


def _elements(archive: zipfile.ZipFile, part: zipfile.ZipInfo, tag: str) -> Iterator[Any]:
    """The elements of a tag, one after the other; each is emptied once it has been looked at."""
    with archive.open(part) as stream:
        options = {"resolve_entities": False, "no_network": True, "remove_comments": True, "remove_pis": True}
        for _, element in etree.iterparse(stream, tag=tag, **options):
            yield element
            element.clear()


def _is_on(element: Any) -> bool:
    return element is not None and element.get("val", "1") not in ("0", "false")


def _styles(root: Any) -> dict[str, Style]:
    """Index of a cell style, as the cells write it → what it tells; plain styles are left out."""
    struck = [_is_on(font.find("{*}strike")) for font in root.iterfind("{*}fonts/{*}font")]
    fills = [_fill_colour(fill) for fill in root.iterfind("{*}fills/{*}fill")]
    formats = BUILT_IN_DECIMALS | {
        f.get("numFmtId"): f.get("formatCode", "") for f in root.iterfind("{*}numFmts/{*}numFmt")
    }
    styles = {}
    for index, style in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
        font, fill = int(style.get("fontId", 0)), int(style.get("fillId", 0))
        decimals = re.fullmatch(r"[#,0]*0\.(0+)", formats.get(style.get("numFmtId", "0"), ""))
        told = Style(
            struck=font < len(struck) and struck[font],
            fill=fills[fill] if fill < len(fills) else "",
            decimals=len(decimals.group(1)) if decimals else None,
        )
        if told != Style():
            styles[str(index)] = told
    return styles


def _fill_colour(fill: Any) -> str:
    """#RRGGBB of a solid fill, else ""."""
    colour = fill.find("{*}patternFill[@patternType='solid']/{*}fgColor")
    rgb = "" if colour is None else colour.get("rgb", "")
    return f"#{rgb[-6:].upper()}" if len(rgb) >= 6 else ""


def _texts(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Texts:
    texts = Texts()
    for index, item in enumerate(_elements(archive, part, "{*}si")):
        texts.lengths[str(index)] = len("".join(item.itertext()))
        if _is_struck(item):
            texts.struck.add(str(index))
    return texts


def _is_struck(item: Any) -> bool:
    """True for a text whose every piece is struck through."""
    if not any(child.tag.endswith("}r") for child in item):
        return False
    runs = [run for run in item.iterfind("{*}r") if "".join(run.itertext()).strip()]
    return bool(runs) and all(_is_on(run.find("{*}rPr/{*}strike")) for run in runs)


def _scan_sheet(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, styles: dict[str, Style], texts: Texts, room: guards.Room
) -> dict[str, Any]:
    found: dict[str, Any] = {"hidden_rows": [], "errors": [], "no_value": [], "struck": [], "fills": [], "decimals": []}
    row = last_row = last_column = 0
    for line in _elements(archive, part, "{*}row"):
        row, column = int(line.get("r") or row + 1), 0
        value_tag, formula_tag = f"{line.tag[:-3]}v", f"{line.tag[:-3]}f"
        if line.get("hidden") in ("1", "true") or line.get("ht") == "0":
            found["hidden_rows"].append(row)
        told = 0
        for cell in line:
            row, column = _position(cell.get("r"), row, column + 1)
            kind = cell.get("t", "n")
            value, has_formula, struck = "", False, False
            for child in cell:
                if child.tag == value_tag:
                    value = child.text or ""
                elif child.tag == formula_tag:
                    has_formula = True
                elif kind == "inlineStr":
                    struck = _is_struck(child)
            if value or kind == "inlineStr":
                last_row, last_column = max(last_row, row), max(last_column, column)
            if kind == "s":
                told += texts.lengths.get(value, 0)
                struck = value in texts.struck
            elif kind == "e":
                found["errors"].append([row, column, value or "#NULL!"])
            elif has_formula and not value and kind != "str":
                found["no_value"].append([row, column])
            if style := styles.get(cell.get("s", "0")):
                struck = struck or style.struck
                if style.fill:
                    found["fills"].append([row, column, style.fill])
                if style.decimals is not None and kind == "n":
                    found["decimals"].append([row, column, style.decimals])
            if struck:
                found["struck"].append([row, column])
        guards.reach(last_row, last_column)
        room.text(told)
    return found


def _position(reference: str | None, row: int, column: int) -> tuple[int, int]:
    """Row and column of a cell; one that does not say its place follows the one before it."""
    if not reference:
        return row, column
    letters = reference.rstrip("0123456789")
    return int(reference[len(letters) :]), _column(letters)


@lru_cache(maxsize=20_000)
def _column(letters: str) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column
