"""Reports written as plain text or Markdown → Document."""

import html
import re
from pathlib import Path

from analysis.audit.document import BULLET, HEADING, ITEM, PARAGRAPH, TABLE, Block, Document, join_lines, paragraphs
from analysis.errors import DataError

_CELLS = re.compile(r"\t+|\s{3,}|\s*;\s*(?=\S)")
_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_EMPHASIS = re.compile(r"(\*\*|__|~~|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)|`)")


def content(path: Path) -> str:
    """The text of a file in UTF-8, else in Windows' code page."""
    raw = path.read_bytes()
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", errors="replace")
    if b"\0" in raw[:4096]:
        raise DataError("keine Textdatei; bitte als .docx, .pdf, .md oder .txt speichern.", path)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def read_text(path: Path) -> Document:
    """Lines with tabs or wide gaps that follow one another with as many cells are a table."""
    lines = content(path).splitlines()
    blocks: list[Block] = []
    plain: list[tuple[str, int]] = []
    number = 0
    while number < len(lines):
        end = _table_end(lines, number)
        if end - number >= 3:
            blocks += paragraphs(plain)
            plain = []
            rows = tuple(_row(line) for line in lines[number:end])
            numbers = tuple(range(number + 1, end + 1))
            blocks.append(Block(TABLE, "\n".join(lines[number:end]), number + 1, rows=rows, row_lines=numbers))
            number = end
        else:
            plain.append((lines[number], number + 1))
            number += 1
    return Document(path, (*blocks, *paragraphs(plain)))


def _row(line: str) -> tuple[str, ...]:
    if line.count("|") >= 2:
        return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
    return tuple(cell.strip() for cell in _CELLS.split(line.strip()))


def _table_end(lines: list[str], start: int) -> int:
    width = len(_row(lines[start])) if lines[start].strip() else 1
    end = start
    while width > 1 and end < len(lines) and lines[end].strip() and len(_row(lines[end])) == width:
        end += 1
    return end


def read_markdown(path: Path) -> Document:
    lines = content(path).splitlines()
    blocks: list[Block] = []
    current: list[tuple[str, int]] = []
    kind = PARAGRAPH
    number = 0

    def close() -> None:
        nonlocal kind
        if current:
            text, breaks = join_lines(current)
            blocks.append(Block(kind, text, current[0][1], breaks=breaks))
            current.clear()
        kind = PARAGRAPH

    if lines[:1] == ["---"] and "---" in lines[1:]:  # the file's own particulars
        number = lines.index("---", 1) + 1
    fenced = False
    while number < len(lines):
        line = lines[number]
        number += 1
        if line.lstrip().startswith(("```", "~~~")):
            close()
            fenced = not fenced
        elif fenced:
            continue
        elif not line.strip() or _is_rule(line):
            close()
        elif heading := re.match(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$", line):
            close()
            blocks.append(Block(HEADING, words(heading[2]), number, len(heading[1])))
        elif number < len(lines) and re.match(r"\s*(?:={3,}|-{3,})\s*$", lines[number]) and not current:
            blocks.append(Block(HEADING, words(line).strip(), number, 1 if "=" in lines[number] else 2))
            number += 1
        elif "|" in line and number < len(lines) and "|" in lines[number] and _RULE.match(lines[number]):
            close()
            end = number + 1
            while end < len(lines) and "|" in lines[end]:
                end += 1
            table = [number - 1, *range(number + 1, end)]
            rows = tuple(tuple(words(cell) for cell in _row(lines[n])) for n in table)
            text = "\n".join(lines[number - 1 : end])
            blocks.append(Block(TABLE, text, number, rows=rows, row_lines=tuple(n + 1 for n in table)))
            number = end
        elif bullet := BULLET.match(line):
            close()
            kind = ITEM
            current.append((words(line[bullet.end() :]), number))
        elif not re.match(r"\s*(?:!\[|\[\^)", line):  # pictures and footnotes say nothing here
            current.append((words(line), number))
    close()
    return Document(path, tuple(blocks))


def _is_rule(line: str) -> bool:
    return bool(re.match(r"\s{0,3}(?:\*\s*){3,}$|\s{0,3}(?:-\s*){3,}$|\s*<!--.*-->\s*$", line))


def words(text: str) -> str:
    """Markdown's marks taken away."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text.lstrip("> "))
    text = re.sub(r"\[\^[^\]]+\]|<!--.*?-->|<sup>.*?</sup>|<[^>\s][^>]*>", "", text)
    return html.unescape(_EMPHASIS.sub("", text)).replace("\\", "").strip()
