"""A chart as files: vector, picture, specification, alt text. The same chart gives the same bytes."""

import io
import json
import re
import struct
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

import altair as alt
import vl_convert
from PIL import Image

from analysis.charts.look import theme
from analysis.errors import DataError
from analysis.publish import sources
from analysis.publish.privacy import mask_persons
from analysis.publish.sources import Source

SCALE: Final = 2
FULL, PLAIN = "full", "plain"  # forms: with its title for a whole slide; without, for a slide with one of its own
_DOTS_PER_METRE: Final = round(96 * SCALE / 0.0254)


@dataclass(frozen=True)
class Picture:
    """A chart drawn: vector and picture, both with title, alt text and the mark of what it was made from."""

    svg: bytes
    png: bytes


def save(
    chart: alt.TopLevelMixin, folder: Path, name: str, *, source: Source, persons: Collection[str] = ()
) -> list[Path]:
    """Write `<name>.svg .png .vl.json .txt` into the folder and return their paths.

    The chart's description is its alt text: in the SVG as `<desc>`, in the PNG's metadata, and alone
    in the .txt. `persons` are names to be masked (`privacy.persons_in`). DataError where it has none.
    """
    specification = specify(chart, persons)
    alt_text = specification.get("description", "").strip()
    if not alt_text:
        raise DataError(f"Bild {name}: Alternativtext fehlt; im Diagramm mit properties(description=…) angeben.")
    picture = render(specification, name, source=source, form=FULL)
    folder.mkdir(parents=True, exist_ok=True)
    contents = {
        ".svg": picture.svg,
        ".png": picture.png,
        ".vl.json": _text(json.dumps(specification, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)),
        ".txt": _text(alt_text),
    }
    paths = []
    for suffix, content in contents.items():
        path = folder / f"{name}{suffix}"
        path.write_bytes(content)
        paths.append(path)
    return paths


def render(specification: dict[str, Any], name: str, *, source: Source, form: str, title: str = "") -> Picture:
    """The picture of a specification; `title` where the drawing itself bears none."""
    title, alt_text = _title(specification) or title, specification.get("description", "").strip()
    svg = draw(specification, name)
    png = _png(svg, title, alt_text)
    return Picture(sources.mark_svg(svg, source, form).encode(), sources.mark_png(png, source, form))


def specify(chart: alt.TopLevelMixin, persons: Collection[str] = ()) -> dict[str, Any]:
    """The Vega-Lite specification in the suite's theme, whichever theme is switched on; persons are masked."""
    with alt.theme.enable(theme.NAME):
        return _masked(chart.to_dict(), persons)


def draw(specification: dict[str, Any], name: str) -> str:
    """The SVG of a specification with its title and alt text; `name` makes its IDs unique on a page."""
    svg = with_own_ids(theme.draw(specification), name)
    return _accessible(svg, _title(specification), specification.get("description", ""), name)


def _masked(value: Any, persons: Collection[str]) -> Any:
    """The specification with every text of it masked: titles, labels, alt text, data."""
    if isinstance(value, str):
        return mask_persons(value, persons)
    if isinstance(value, dict):
        return {key: _masked(item, persons) for key, item in value.items()}
    return [_masked(item, persons) for item in value] if isinstance(value, list) else value


def _title(specification: dict[str, Any]) -> str:
    title = specification.get("title", "")
    text = title.get("text", "") if isinstance(title, dict) else title
    return text if isinstance(text, str) else " ".join(text)


def with_own_ids(svg: str, prefix: str) -> str:
    """The picture with IDs that no other bears: its prefix, and a number counted from 1 in this picture.

    vl-convert itself goes on counting as long as the process lives.
    """
    own: dict[str, str] = {}

    def renamed(match: re.Match[str]) -> str:
        names = [own.setdefault(name, f"{prefix}-{len(own) + 1}") for name in match[2].split()]
        return match[1] + " ".join(names)

    return re.sub(r'(\bid="|url\(#|href="#|labelledby="|describedby=")([^")]+)', renamed, svg)


def _accessible(svg: str, title: str, alt_text: str, name: str) -> str:
    """The SVG as one labelled image. It has passed an XML writer: the text before its first `>` is its own tag."""
    labels = quoteattr(f"{name}-title {name}-desc")
    start, rest = svg.split(">", 1)
    return (
        f'{start} role="img" aria-labelledby={labels}>'
        f"<title id={quoteattr(f'{name}-title')}>{escape(title)}</title>"
        f"<desc id={quoteattr(f'{name}-desc')}>{escape(alt_text)}</desc>{rest.rstrip()}\n"
    )


def _png(svg: str, title: str, alt_text: str) -> bytes:
    """The picture with its texts, written without PNG's row filters.

    To choose the best of five filters for every row, as image libraries do, takes longer than to
    compress them, and makes pictures of flat areas no smaller.
    """
    picture = Image.open(io.BytesIO(vl_convert.svg_to_png(svg, scale=SCALE))).convert("RGB")
    texts = {"Title": title, "Description": alt_text}
    width, height = picture.size
    pixels, row = picture.tobytes(), 3 * width
    rows = b"".join(b"\0" + pixels[start : start + row] for start in range(0, len(pixels), row))
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),  # 8 bits each of red, green and blue
        *((b"iTXt", f"{keyword}\0\0\0de\0\0{text}".encode()) for keyword, text in texts.items()),
        (b"pHYs", struct.pack(">IIB", _DOTS_PER_METRE, _DOTS_PER_METRE, 1)),
        (b"IDAT", zlib.compress(rows, level=3)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
    )


def _text(text: str) -> bytes:
    return f"{text}\n".encode()
