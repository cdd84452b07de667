"""What calamine does not show of .xlsx and .xlsm: hidden rows and columns, errors, formulas, strike-through, fills,
number formats, symbol fonts and pictures."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import guards
from colours import Palette, palette
from lxml import etree
from symbols import symbol

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
BUILT_IN_FORMATS = {"2": "0.00", "4": "#,##0.00", "9": "0%", "10": "0.00%"}
# A format shows more than the number: text, leading zeros, decimals, per cent. Formats of dates are not looked at.
TELLING_FORMAT = re.compile(r'"[^"]+"|\\.|%|0[.]0|00|[A-Za-zÄÖÜ]-')
MOST_COLUMNS = 2**14
DATE_FORMAT = re.compile(r"[dmyhs]", re.IGNORECASE)


@dataclass(frozen=True)
class Style:
    """What a cell style tells beyond the value; the default tells nothing."""

    struck: bool = False
    fill: str = ""
    format: str = ""
    font: str = ""


@dataclass
class Texts:
    """The shared strings, by index as the cells write it: their length, text of one or two signs with its font if it
    has one of its own, and which are struck through."""

    lengths: dict[str, int] = field(default_factory=dict)
    struck: set[str] = field(default_factory=set)
    short: dict[str, tuple[str, str]] = field(default_factory=dict)


def scan(archive: zipfile.ZipFile) -> dict[str, dict[str, Any]]:
    """Sheet name → hidden_rows, hidden_columns, errors, no_value, struck, fills, formats, symbols, pictures."""
    parts = {guards.part_name(entry.filename): entry for entry in archive.infolist()}
    theme = next((_tree(archive, parts[name]) for name in parts if name.startswith("xl/theme/theme")), None)
    styles = _styles(_tree(archive, parts["xl/styles.xml"]), theme) if "xl/styles.xml" in parts else {}
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
            found = _scan_sheet(archive, parts[part], styles, texts, room)
            found["pictures"] = _pictures(archive, parts, part)
            scans[sheet.get("name")] = found
    return scans


def _pictures(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], sheet: str) -> list[list[int]]:
    """The cells at which a picture or a drawn shape begins."""
    folder, _, name = sheet.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in parts:
        return []
    found = []
    for relation in _tree(archive, parts[relations]):
        part = guards.part_name(posixpath.join(f"/{folder}", relation.get("Target", "")))
        if part in parts and relation.get("Type", "").endswith("/drawing"):
            for start in _tree(archive, parts[part]).iter("{*}from"):
                row, column = start.findtext("{*}row"), start.findtext("{*}col")
                if row and column and row.isdigit() and column.isdigit():
                    found.append([int(row) + 1, int(column) + 1])
    return found


def _tree(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(archive.read(part), parser)


def _elements(archive: zipfile.ZipFile, part: zipfile.ZipInfo, *tag: str) -> Iterator[Any]:
    """The elements of these tags, one after the other; each is emptied once it has been looked at."""
    with archive.open(part) as stream:
        options = {"resolve_entities": False, "no_network": True, "remove_comments": True, "remove_pis": True}
        for _, element in etree.iterparse(stream, tag=tag, **options):
            yield element
            element.clear()


def _is_on(element: Any) -> bool:
    return element is not None and element.get("val", "1") not in ("0", "false")


def _styles(root: Any, theme: Any) -> dict[str, Style]:
    """Index of a cell style, as the cells write it → what it tells; plain styles are left out."""
    colours = palette(root, theme)
    fonts = [(_is_on(f.find("{*}strike")), _value(f.find("{*}name"))) for f in root.iterfind("{*}fonts/{*}font")]
    fills = [_fill_colour(fill, colours) for fill in root.iterfind("{*}fills/{*}fill")]
    formats = BUILT_IN_FORMATS | {
        f.get("numFmtId"): f.get("formatCode", "") for f in root.iterfind("{*}numFmts/{*}numFmt")
    }
    styles = {}
    for index, style in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
        font, fill = int(style.get("fontId", 0)), int(style.get("fillId", 0))
        struck, name = fonts[font] if font < len(fonts) else (False, "")
        code = formats.get(style.get("numFmtId", "0"), "")
        is_date = DATE_FORMAT.search(re.sub(r'"[^"]*"|\\.|\[[^\]]*\]|General|Standard', "", code))
        told = Style(
            struck=struck,
            fill=fills[fill] if fill < len(fills) else "",
            format=code if TELLING_FORMAT.search(code) and not is_date else "",
            font=name if "dings" in name.casefold() else "",
        )
        if told != Style():
            styles[str(index)] = told
    return styles


def _value(element: Any) -> str:
    return "" if element is None else element.get("val", "")


def _fill_colour(fill: Any, colours: Palette) -> str:
    """#RRGGBB of a solid fill, else ""."""
    colour = fill.find("{*}patternFill[@patternType='solid']/{*}fgColor")
    return "" if colour is None else colours.shown(colour)


def _texts(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Texts:
    texts = Texts()
    for index, item in enumerate(_elements(archive, part, "{*}si")):
        text = "".join(item.itertext())
        texts.lengths[str(index)] = len(text)
        if len(text.strip()) <= 2:
            texts.short[str(index)] = text, _font(item)
        if _is_struck(item):
            texts.struck.add(str(index))
    return texts


def _font(item: Any) -> str:
    """The one font that a text's pieces bear themselves, else ""."""
    fonts = {_value(run.find("{*}rPr/{*}rFont")) for run in item.iterfind("{*}r")}
    return fonts.pop() if len(fonts) == 1 else ""


def _is_struck(item: Any) -> bool:
    """True for a text whose every piece is struck through."""
    runs = [run for run in item.iterchildren("{*}r") if "".join(run.itertext()).strip()]
    return bool(runs) and all(_is_on(run.find("{*}rPr/{*}strike")) for run in runs)


def _scan_sheet(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, styles: dict[str, Style], texts: Texts, room: guards.Room
) -> dict[str, Any]:
    found: dict[str, Any] = {"hidden_rows": [], "hidden_columns": [], "errors": [], "no_value": []}
    found |= {"struck": [], "fills": [], "formats": [], "symbols": []}
    row = last_row = last_column = 0
    for line in _elements(archive, part, "{*}col", "{*}row"):
        if line.tag.endswith("}col"):
            if line.get("hidden") in ("1", "true") or line.get("width") == "0":
                last = min(int(line.get("max", 0)), MOST_COLUMNS)
                found["hidden_columns"] += range(int(line.get("min", 1)), last + 1)
            continue
        row, column = int(line.get("r") or row + 1), 0
        value_tag, formula_tag = f"{line.tag[:-3]}v", f"{line.tag[:-3]}f"
        if line.get("hidden") in ("1", "true") or line.get("ht") == "0":
            found["hidden_rows"].append(row)
        told = 0
        for cell in line:
            row, column = _position(cell.get("r"), row, column + 1)
            kind = cell.get("t", "n")
            value, has_formula, struck = "", False, False
            short, font = "", ""
            for child in cell:
                if child.tag == value_tag:
                    value = child.text or ""
                elif child.tag == formula_tag:
                    has_formula = True
                elif kind == "inlineStr":
                    struck, text = _is_struck(child), "".join(child.itertext())
                    short, font = (text, _font(child)) if len(text.strip()) <= 2 else ("", "")
            if value or kind == "inlineStr":
                last_row, last_column = max(last_row, row), max(last_column, column)
            if kind == "s":
                told += texts.lengths.get(value, 0)
                struck = value in texts.struck
                short, font = texts.short.get(value, ("", ""))
            elif kind == "e":
                found["errors"].append([row, column, value or "#NULL!"])
            elif has_formula and not value and kind != "str":
                found["no_value"].append([row, column])
            if style := styles.get(cell.get("s", "0")):
                struck = struck or style.struck
                if style.fill:
                    found["fills"].append([row, column, style.fill])
                if style.format and kind == "n" and value:
                    found["formats"].append([row, column, style.format])
                font = font or style.font
            if short and (shown := symbol(short, font)):
                found["symbols"].append([row, column, shown])
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
