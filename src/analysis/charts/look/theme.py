"""The look of every chart: font, sizes, German numbers, slide format.

Importing this module registers the theme and the pinned font; `enable` switches it on for notebooks.
The pinned font is Liberation Sans under a family name that no computer has: one that is installed wins over
a registered one of its name, and pictures would differ. It has the widths of Arial, so that a picture with
live text (SVG) keeps its layout on a computer that has only Arial.
"""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import altair as alt
import pandas as pd
import vl_convert

from analysis.charts.look.typesetting import FONT_FOLDER, balanced, text_width, wrap
from analysis.colours import READABLE, contrast

NAME: Final = "monitoring"
FONT: Final = "Monitoring Sans, Liberation Sans, Arial, Helvetica, sans-serif"

WIDTH: Final = 1280
HEIGHT: Final = 720
SHOWN_WIDTH: Final = 960  # in notebooks: fits beside JupyterLab's file list
MARGIN: Final = 40
TITLE_SIZE: Final = 32
SUBTITLE_SIZE: Final = 20
LABEL_SIZE: Final = 21
SMALL_SIZE: Final = 17
LINE_HEIGHT: Final = 1.22
LEGEND_HEIGHT: Final = 52
_FURTHER_LEGEND_LINE: Final = 30
_LEGEND_SIGN, _LEGEND_GAP = 30, 24  # pixels: a sign with its distance to the label; between two entries

VEGA_LITE: Final = ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])

GROUND: Final = "#FFFFFF"
INK: Final = "#1A1A1A"
BLACK: Final = "#000000"
MUTED: Final = "#4A4A4A"
RULE: Final = "#D0D0D0"
PALE: Final = "#E6E6E6"


@dataclass(frozen=True)
class Page:
    """What a chart is laid out on: pixels of the page, sizes of its type; a pixel is 0.75 pt on the slide.

    A page without a title is for a slide that has one of its own; all else that is said stays.
    """

    width: int = WIDTH
    height: int = HEIGHT
    title: int = TITLE_SIZE
    subtitle: int = SUBTITLE_SIZE
    label: int = LABEL_SIZE
    small: int = SMALL_SIZE
    margin: int = MARGIN
    has_title: bool = True


FULL: Final = Page()
HALF: Final = Page(width=640, height=640, title=23, subtitle=16, label=17, small=16, margin=20)
PLAIN: Final = Page(height=600, has_title=False)
_page: ContextVar[Page] = ContextVar("page", default=FULL)


def page() -> Page:
    """The page that charts are being laid out on."""
    return _page.get()


@contextmanager
def on(chosen: Page) -> Iterator[None]:
    """Lay out charts on another page than a whole slide; to be drawn and specified within."""
    token = _page.set(chosen)
    try:
        yield
    finally:
        _page.reset(token)


_GERMAN: Final = "de-DE"
_NUMBERS: Final[Any] = {**vl_convert.get_format_locale(_GERMAN), "percent": "\u00a0%"}
_TIMES: Final[Any] = vl_convert.get_time_format_locale(_GERMAN)

vl_convert.register_font_directory(str(FONT_FOLDER))


@alt.theme.register(NAME, enable=False)
def _theme() -> alt.theme.ThemeConfig:
    chosen = page()
    size, ink = (chosen.title, INK) if chosen.has_title else (chosen.subtitle, MUTED)
    return {
        "config": {
            "font": FONT,
            "background": GROUND,
            "locale": {"number": _NUMBERS, "time": _TIMES},
            "view": {"stroke": None, "continuousWidth": 900, "continuousHeight": 460},
            # One image with one alt text: no English labels for its parts.
            "mark": {"aria": False},
            "title": {
                "aria": False,
                "anchor": "start",
                "frame": "bounds",
                "fontSize": size,
                "fontWeight": "bold" if chosen.has_title else "normal",
                "color": ink,
                "lineHeight": round(size * LINE_HEIGHT),
                "subtitleFontSize": chosen.subtitle,
                "subtitleColor": MUTED,
                "subtitleLineHeight": round(chosen.subtitle * LINE_HEIGHT),
                "subtitlePadding": 12,
                "offset": 16,
            },
            "axis": {
                "aria": False,
                "labelFontSize": chosen.label,
                "labelColor": INK,
                "labelLimit": 0,
                "titleFontSize": chosen.small,
                "titleFontWeight": "normal",
                "titleColor": MUTED,
                "domainColor": RULE,
                "tickColor": RULE,
                "gridColor": PALE,
            },
            "legend": {
                "aria": False,
                "direction": "horizontal",
                "title": None,
                "labelFontSize": chosen.label,
                "labelColor": INK,
                "labelLimit": 0,
                "symbolType": "square",
                "symbolSize": 380,
                "symbolStrokeWidth": 0,
                "columnPadding": 24,
            },
            "text": {"fontSize": chosen.label, "color": INK},
            "bar": {"stroke": GROUND, "strokeWidth": 2},
        }
    }


@dataclass(frozen=True)
class Heading:
    """The words around a chart: title (the finding), the parts of the subtitle, alt text."""

    title: str
    subtitle: tuple[str, ...]
    description: str


def draw(specification: dict[str, Any]) -> str:
    """The SVG of a Vega-Lite specification; what a notebook shows and then saves is drawn once."""
    return _drawn(json.dumps(specification))


@lru_cache(maxsize=32)
def _drawn(specification: str) -> str:
    as_mapping = json.loads(specification)  # given as text, vl-convert rounds numbers in the last place
    return vl_convert.vegalite_to_svg(as_mapping, vl_version=VEGA_LITE)


def _picture(spec: dict[str, Any], **_: object) -> dict[str, str]:
    """The chart as SVG in the size in which notebooks show it."""
    size = f' width="{SHOWN_WIDTH}" height="{SHOWN_WIDTH * HEIGHT // WIDTH}"'
    return {"image/svg+xml": re.sub(r' width="\d+" height="\d+"', size, draw(spec), count=1)}


alt.renderers.register("picture", _picture)


def enable(*, interactive: bool = False) -> None:
    """Use theme and font in a notebook; static pictures, or live charts that need no network."""
    alt.theme.enable(NAME)
    if interactive:
        alt.renderers.enable("jupyter", offline=True)
    else:
        alt.renderers.enable("picture")


def slide(
    layers: Sequence[alt.Chart],
    heading: Heading,
    *,
    left: int,
    right: int | None = None,
    axis: int = 0,
    legend: int = 0,
    data: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """The layers as one picture of the page with its heading; left, right, axis (below): room beside the plot.

    `legend` is how many lines the legend above the plot takes; `data` the table of the layers that have
    none of their own.
    """
    chosen = page()
    right = chosen.margin if right is None else right
    title, subtitle = heading_lines(heading)
    words: dict[str, Any] = {"text": title, "subtitle": subtitle} if chosen.has_title else {"text": subtitle}
    return alt.LayerChart(
        data=alt.Undefined if data is None else data,
        layer=list(layers),
        width=chosen.width - left - right,
        height=plot_height(heading, axis=axis, legend=legend),
        autosize="none",
        padding={
            "left": left,
            "right": right,
            "top": _heading_height(heading, legend),
            "bottom": chosen.margin + axis,
        },
        title=alt.TitleParams(**words, dx=chosen.margin - left, frame="group", aria=False),
        description=heading.description,
        resolve=alt.Resolve(scale=alt.ScaleResolveMap(color="independent", strokeDash="independent")),
    )


def plot_height(heading: Heading, *, axis: int = 0, legend: int = 0) -> int:
    """The pixels that the heading, the legend (its lines) and an axis below leave for the plot."""
    chosen = page()
    return chosen.height - chosen.margin - axis - _heading_height(heading, legend)


def legend_columns(labels: Sequence[str], sign: int = _LEGEND_SIGN) -> tuple[int, int]:
    """In how many columns and lines the entries of a legend fit on the page; `sign` is the room of each sign."""
    chosen = page()
    room = chosen.width - 2 * chosen.margin
    widths = [sign + text_width(label, chosen.label) for label in labels]
    for columns in range(len(labels), 1, -1):
        widest = [max(widths[column::columns]) for column in range(columns)]
        if sum(widest) + _LEGEND_GAP * (columns - 1) <= room:
            return columns, -(-len(labels) // columns)
    return 1, max(len(labels), 1)


def legend_height(lines: int) -> int:
    """The pixels that the lines of a legend take above the plot."""
    return LEGEND_HEIGHT + (lines - 1) * _FURTHER_LEGEND_LINE if lines else 0


def heading_lines(heading: Heading) -> tuple[list[str], list[str]]:
    """Title and subtitle, wrapped to the width of the page; the subtitle between its parts."""
    return _lines(heading, page())


@lru_cache(maxsize=32)
def _lines(heading: Heading, chosen: Page) -> tuple[list[str], list[str]]:
    room = chosen.width - 2 * chosen.margin
    title = balanced(heading.title, room, chosen.title, bold=True) if chosen.has_title else []
    subtitle: list[str] = []
    for part in heading.subtitle:
        longer = f"{subtitle[-1]} · {part}" if subtitle else part
        if text_width(longer, chosen.subtitle) <= room:
            subtitle[-1:] = [longer]
        else:
            subtitle += wrap(part, room, chosen.subtitle)
    return title, subtitle


def _heading_height(heading: Heading, legend: int) -> int:
    chosen = page()
    title, subtitle = heading_lines(heading)
    lines = LINE_HEIGHT * (len(title) * chosen.title + len(subtitle) * chosen.subtitle)
    return round(chosen.margin + lines + 28 + legend_height(legend))


def haloed(text: alt.Chart, *, colour: str | None = None, **look: Any) -> list[alt.Chart]:
    """A text that stays readable on lines and bands: left-aligned, on a white rim; `colour` is a column."""
    look = {"align": "left", "baseline": "middle", **look}
    front = text.mark_text(**look)
    if colour is not None:
        front = front.encode(color=alt.Color(colour, type="nominal", scale=None))
    return [text.mark_text(**look, color=GROUND, stroke=GROUND, strokeWidth=5, strokeJoin="round"), front]


def ink_on(colour: str) -> str:
    """The text colour for a fill: white where it contrasts 4.5:1, else black."""
    return GROUND if contrast(GROUND, colour) >= READABLE else BLACK
