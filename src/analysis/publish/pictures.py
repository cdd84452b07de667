"""A chart as files: vector, picture, specification, alt text. The same chart gives the same bytes.

A chart has three forms, all drawn by its one function and marked with the same hash of its figures: for a
whole slide, for half a slide (square), and without title for a slide that has one of its own.
"""

import io
import json
import re
import struct
import zlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

import altair as alt
import vl_convert
from PIL import Image

from analysis.charts.look import theme
from analysis.errors import DataError
from analysis.german import shortened
from analysis.publish import sources
from analysis.publish.privacy import mask_persons
from analysis.publish.sources import Source

SCALE: Final = 2
FULL, HALF, PLAIN = "full", "half", "plain"
PAGES: Final[Mapping[str, theme.Page]] = {FULL: theme.FULL, HALF: theme.HALF, PLAIN: theme.PLAIN}
MOST_ALT_TEXT: Final = 250  # characters
_DOTS_PER_METRE: Final = round(96 * SCALE / 0.0254)


@dataclass(frozen=True)
class Picture:
    """A chart drawn: vector and picture, both with title, alt text and the mark of what it was made from."""

    svg: bytes
    png: bytes


def chart_of(path: str) -> str:
    """The chart whose file this is, in whichever form."""
    name = path.rpartition("/")[2].split(".")[0]
    return name.removesuffix(ending(HALF)).removesuffix(ending(PLAIN))


def save(
    chart: alt.TopLevelMixin,
    folder: Path,
    name: str,
    *,
    source: Source,
    draw: Callable[[], alt.TopLevelMixin] | None = None,
    persons: Collection[str] = (),
) -> list[Path]:
    """Write `<name>.svg .png .vl.json .txt` into the folder, with `draw` the other forms too; returns their paths.

    The chart's description is its long alt text and stands alone in the .txt; pictures bear the short one
    beside it. `draw` draws the chart anew, on the page of a form; its pictures are `<name>_half` and
    `<name>_plain`. `persons` are names to be masked (`privacy.persons_in`). DataError without description.
    """
    specification = specify(chart, persons)
    description = specification.get("description", "").strip()
    if not description:
        raise DataError(f"Bild {name}: Alternativtext fehlt; im Diagramm mit properties(description=…) angeben.")
    folder.mkdir(parents=True, exist_ok=True)
    specifications = {FULL: specification}
    if draw is not None:
        specifications |= {form: specify_form(draw, form, persons) for form in (HALF, PLAIN)}
    contents: dict[str, bytes] = {}
    for form, of_form in specifications.items():
        picture = render(of_form, name, source=source, form=form, title=title_of(specification))
        contents |= {f"{ending(form)}.svg": picture.svg, f"{ending(form)}.png": picture.png}
    contents[".vl.json"] = _text(
        json.dumps(specification, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
    )
    contents[".txt"] = _text(description)
    paths = []
    for suffix, content in contents.items():
        path = folder / f"{name}{suffix}"
        path.write_bytes(content)
        paths.append(path)
    return paths


def ending(form: str) -> str:
    """What the names of a form's files end in."""
    return "" if form == FULL else f"_{form}"


def alt_text(description: str) -> str:
    """The short alt text of a description: its sentences as far as 250 characters hold them.

    Where they do not hold the finding, the second sentence, the kind of chart is said in its first words.
    """
    text = description.strip()
    kind, _, rest = text.partition(". ")
    short = shortened(text, MOST_ALT_TEXT)
    if rest and len(short) <= len(kind) + 1:
        short = shortened(f"{kind.partition(':')[0]}. {rest}", MOST_ALT_TEXT)
    return short


def render(specification: dict[str, Any], name: str, *, source: Source, form: str, title: str = "") -> Picture:
    """The picture of a specification; `title` is the finding, where the drawing itself bears none."""
    title = title or title_of(specification)
    svg = _drawn(specification, f"{name}{ending(form)}", title)
    png = _png(svg, title, specification.get("description", "").strip())
    return Picture(sources.mark_svg(svg, source, form).encode(), sources.mark_png(png, source, form))


def vector(specification: dict[str, Any], name: str, *, source: Source, form: str) -> bytes:
    """The SVG alone."""
    svg = _drawn(specification, f"{name}{ending(form)}", title_of(specification))
    return sources.mark_svg(svg, source, form).encode()


def specify(chart: alt.TopLevelMixin, persons: Collection[str] = ()) -> dict[str, Any]:
    """The Vega-Lite specification in the suite's theme, whichever theme is switched on; persons are masked."""
    with alt.theme.enable(theme.NAME):
        return _masked(chart.to_dict(), persons)


def specify_form(draw: Callable[[], alt.TopLevelMixin], form: str, persons: Collection[str] = ()) -> dict[str, Any]:
    """The specification of a chart in a form: drawn anew, by the same function, on the form's page."""
    with theme.on(PAGES[form]):
        return specify(draw(), persons)


def _drawn(specification: dict[str, Any], name: str, title: str) -> str:
    """The SVG of a specification with its title and alt texts; `name` makes its IDs unique on a page."""
    svg = with_own_ids(theme.draw(specification), name)
    return _accessible(svg, title, specification.get("description", "").strip(), name)


def _masked(value: Any, persons: Collection[str]) -> Any:
    """The specification with every text of it masked: titles, labels, alt text, data."""
    if isinstance(value, str):
        return mask_persons(value, persons)
    if isinstance(value, dict):
        return {key: _masked(item, persons) for key, item in value.items()}
    return [_masked(item, persons) for item in value] if isinstance(value, list) else value


def title_of(specification: dict[str, Any]) -> str:
    """The finding, in one line."""
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


def _accessible(svg: str, title: str, description: str, name: str) -> str:
    """The SVG as one labelled image. It has passed an XML writer: the text before its first `>` is its own tag."""
    labels, values = quoteattr(f"{name}-title {name}-desc"), quoteattr(f"{name}-values")
    start, rest = svg.split(">", 1)
    return (
        f'{start} role="img" aria-labelledby={labels} aria-describedby={values}>'
        f"<title id={quoteattr(f'{name}-title')}>{escape(title)}</title>"
        f"<desc id={quoteattr(f'{name}-desc')}>{escape(alt_text(description))}</desc>"
        f"<desc id={values}>{escape(description)}</desc>{rest.rstrip()}\n"
    )


def _png(svg: str, title: str, description: str) -> bytes:
    """The picture with its texts (the description short, and whole as comment), written without PNG's row filters.

    To choose the best of five filters for every row, as image libraries do, takes longer than to
    compress them, and makes pictures of flat areas no smaller.
    """
    picture = Image.open(io.BytesIO(vl_convert.svg_to_png(svg, scale=SCALE))).convert("RGB")
    texts = {"Title": title, "Description": alt_text(description), "Comment": description}
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
