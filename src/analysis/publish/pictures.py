"""A chart as files: vector, picture, specification, alt text. The same chart gives the same bytes."""

import io
import json
import re
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

import altair as alt
import vl_convert
from PIL import Image, PngImagePlugin

from analysis.charts import theme
from analysis.errors import DataError
from analysis.publish.privacy import mask_persons

SCALE: Final = 2
_DOTS_PER_INCH: Final = 96 * SCALE
_VEGA_LITE: Final = ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])


def save(chart: alt.TopLevelMixin, folder: Path, name: str) -> list[Path]:
    """Write `<name>.svg .png .vl.json .txt` into the folder and return their paths.

    The chart's description is its alt text: in the SVG as `<desc>`, in the PNG's metadata, and alone
    in the .txt. DataError where the chart has none.
    """
    specification = specify(chart)
    alt_text = specification.get("description", "").strip()
    if not alt_text:
        raise DataError(f"Bild {name}: Alternativtext fehlt; im Diagramm mit properties(description=…) angeben.")
    title = _title(specification)
    svg = draw(specification, name)
    folder.mkdir(parents=True, exist_ok=True)
    contents = {
        ".svg": svg.encode(),
        ".png": _png(svg, title, alt_text),
        ".vl.json": _text(json.dumps(specification, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)),
        ".txt": _text(alt_text),
    }
    paths = []
    for suffix, content in contents.items():
        path = folder / f"{name}{suffix}"
        path.write_bytes(content)
        paths.append(path)
    return paths


def specify(chart: alt.TopLevelMixin) -> dict[str, Any]:
    """The Vega-Lite specification in the suite's theme, whichever theme is switched on; persons are masked."""
    with alt.theme.enable(theme.NAME):
        return _masked(chart.to_dict())


def draw(specification: dict[str, Any], name: str) -> str:
    """The SVG of a specification with its title and alt text; `name` makes its IDs unique on a page."""
    svg = vl_convert.vegalite_to_svg(specification, vl_version=_VEGA_LITE)
    return _accessible(_renumbered(svg, name), _title(specification), specification.get("description", ""), name)


def _masked(value: Any) -> Any:
    """The specification with every text of it masked: titles, labels, alt text, data."""
    if isinstance(value, str):
        return mask_persons(value)
    if isinstance(value, dict):
        return {key: _masked(item) for key, item in value.items()}
    return [_masked(item) for item in value] if isinstance(value, list) else value


def _title(specification: dict[str, Any]) -> str:
    title = specification.get("title", "")
    text = title.get("text", "") if isinstance(title, dict) else title
    return text if isinstance(text, str) else " ".join(text)


def _renumbered(svg: str, name: str) -> str:
    """IDs counted from 1 in this file: vl-convert goes on counting as long as the process lives."""
    ids = list(dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg)))
    new = {old: f"{name}-{number}" for number, old in enumerate(ids, start=1)}
    svg = re.sub(r'\bid="([^"]+)"', lambda match: f'id="{new[match[1]]}"', svg)
    return re.sub(r"url\(#([^)]+)\)", lambda match: f"url(#{new.get(match[1], match[1])})", svg)


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
    picture = Image.open(io.BytesIO(vl_convert.svg_to_png(svg, scale=SCALE)))
    metadata = PngImagePlugin.PngInfo()
    metadata.add_itxt("Title", title, lang="de")
    metadata.add_itxt("Description", alt_text, lang="de")
    target = io.BytesIO()
    picture.convert("RGB").save(target, "PNG", pnginfo=metadata, dpi=(_DOTS_PER_INCH, _DOTS_PER_INCH))
    return target.getvalue()


def _text(text: str) -> bytes:
    return f"{text}\n".encode()
