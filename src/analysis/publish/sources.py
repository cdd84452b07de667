"""What a chart was made from, as a mark that travels with it: in a PNG, an SVG, a slide.

The mark is the text „chart municipality year sha256"; the last is the hash of the figures behind the
chart, the same for all its forms. A picture also bears a seal over its own bytes, so that one that was
painted over is told from one whose figures have changed.
"""

import hashlib
import io
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

import pandas as pd

from analysis.storage.csv_files import csv_text

KEYWORD, FORM, SEAL = "Source", "Form", "Seal"
_MARK = re.compile(r"([a-z][a-z0-9_-]*) ([a-z0-9][a-z0-9-]*) (\d{4}) ([0-9a-f]{64})")
_NAME = re.compile(r"([a-z][a-z0-9_-]*) ([a-z0-9][a-z0-9-]*) (\d{4})")
_PNG = b"\x89PNG\r\n\x1a\n"
_NO_SEAL = "0" * 64
_SVG_MARK = re.compile(
    rb'<metadata data-form="(?P<form>[a-z_]+)" data-seal="(?P<seal>[0-9a-f]{64})">(?P<mark>[^<]*)</metadata>'
)
_SVG_TEXT = re.compile(rb"<metadata\b[^>]*>(?P<mark>[^<]*)<")


@dataclass(frozen=True)
class Source:
    """Which chart of whose year it is; `sha256` is "" where only an object's name says so."""

    chart: str
    municipality: str
    year: int
    sha256: str = ""

    def __str__(self) -> str:
        return f"{self.name} {self.sha256}"

    @property
    def name(self) -> str:
        """The name of a slide's object: „chart municipality year"."""
        return f"{self.chart} {self.municipality} {self.year}"


@dataclass(frozen=True)
class Marked:
    """What a picture says of itself; `is_sealed` is False once its bytes are not those that we wrote.

    `form` is "" where the picture bears our mark only.
    """

    source: Source
    form: str
    is_sealed: bool


def of_figures(figures: pd.DataFrame, *, chart: str, municipality: str, year: int) -> Source:
    """The mark of the chart that is drawn from these figures, whatever its form."""
    return Source(chart, municipality, year, hashlib.sha256(csv_text(figures).encode()).hexdigest())


def parse(text: str) -> Source | None:
    match = _MARK.fullmatch(text.strip())
    return Source(match[1], match[2], int(match[3]), match[4]) if match else None


def parse_name(text: str) -> Source | None:
    """The chart that an object's name speaks of."""
    match = _NAME.fullmatch(text)
    return Source(match[1], match[2], int(match[3])) if match else None


def mark_svg(svg: str, source: Source, form: str) -> str:
    """The SVG with its mark, as the first thing within its own tag."""
    start, rest = svg.split(">", 1)
    mark = f'<metadata data-form="{form}" data-seal="{_NO_SEAL}">{escape(str(source))}</metadata>'
    marked = f"{start}>{mark}{rest}"
    return marked.replace(f'data-seal="{_NO_SEAL}"', f'data-seal="{_svg_seal(marked.encode())}"', 1)


def mark_png(png: bytes, source: Source, form: str) -> bytes:
    """The PNG with its mark before the pixels."""
    at = png.index(b"IDAT") - 4
    head = png[:at] + _text_chunk(KEYWORD, str(source)) + _text_chunk(FORM, form)
    seal = hashlib.sha256(head + png[at:]).hexdigest()
    return head + _text_chunk(SEAL, seal) + png[at:]


def read(picture: bytes) -> Marked | None:
    """The mark of a PNG or SVG; None where it is no picture of ours."""
    return _read_png(picture) if picture.startswith(_PNG) else _read_svg(picture)


def is_marked(start: bytes) -> bool:
    """Whether the first bytes of a picture (64 kB will do) bear a mark, so that the rest is worth reading."""
    return bool(re.search(rb"(?:iTXtSource\0|<metadata\b)", start))


def _read_png(png: bytes) -> Marked | None:
    texts: dict[str, str] = {}
    sealed = io.BytesIO()
    sealed.write(_PNG)
    end = len(_PNG)
    for kind, content, chunk in _chunks(png):
        end += len(chunk)
        keyword, _, rest = content.partition(b"\0") if kind in (b"iTXt", b"tEXt") else (b"", b"", b"")
        name = keyword.decode("latin-1")
        if name in (KEYWORD, FORM, SEAL) and name not in texts:
            texts[name] = _text_of(kind, rest)
        if name != SEAL:
            sealed.write(chunk)
    source = parse(texts.get(KEYWORD, ""))
    if source is None:
        return None
    sealed.write(png[end:])  # what was written behind the picture breaks the seal too
    is_sealed = texts.get(SEAL) == hashlib.sha256(sealed.getvalue()).hexdigest()
    return Marked(source, texts.get(FORM, ""), is_sealed)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Kind, content and all bytes of each chunk; ends where the file does not go on as a PNG."""
    at = len(_PNG)
    while at + 12 <= len(png):
        (length,) = struct.unpack_from(">I", png, at)
        if at + 12 + length > len(png):
            return
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length], png[at : at + 12 + length]
        at += 12 + length


def _text_of(kind: bytes, rest: bytes) -> str:
    """The text behind the keyword; iTXt: compression, language and the keyword in it come before."""
    if kind == b"tEXt":
        return rest.decode("latin-1")
    packed, (_, _, text) = rest[:1], rest[2:].split(b"\0", 2) if rest.count(b"\0", 2) >= 2 else (b"", b"", b"")
    if packed == b"\1":
        unpacker = zlib.decompressobj()
        try:
            text = unpacker.decompress(text, 4096)
        except zlib.error:
            return ""
    return text.decode("utf-8", errors="replace")


def _text_chunk(keyword: str, text: str) -> bytes:
    content = f"{keyword}\0\0\0\0\0{text}".encode()
    return struct.pack(">I", len(content)) + b"iTXt" + content + struct.pack(">I", zlib.crc32(b"iTXt" + content))


def _read_svg(svg: bytes) -> Marked | None:
    ours = _SVG_MARK.search(svg)
    found = ours or _SVG_TEXT.search(svg)
    source = parse(found["mark"].decode("utf-8", errors="replace")) if found else None
    if source is None:
        return None
    if ours is None:
        return Marked(source, "", is_sealed=False)
    return Marked(source, ours["form"].decode(), ours["seal"].decode() == _svg_seal(svg))


def _svg_seal(svg: bytes) -> str:
    blank = re.sub(rb'data-seal="[0-9a-f]{64}"', f'data-seal="{_NO_SEAL}"'.encode(), svg, count=1)
    return hashlib.sha256(blank).hexdigest()
