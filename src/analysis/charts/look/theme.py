"""The look of every chart: font, sizes, German numbers, slide format.

Importing this module registers the theme and the pinned font; `enable` switches it on for notebooks.
The pinned font is Liberation Sans under a family name that no computer has: one that is installed wins over
a registered one of its name, and pictures would differ. It has the widths of Arial, so that a picture with
live text (SVG) keeps its layout on a computer that has only Arial.
"""

import json
import re
from collections.abc import Sequence
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

VEGA_LITE: Final = ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])

GROUND: Final = "#FFFFFF"
INK: Final = "#1A1A1A"
BLACK: Final = "#000000"
MUTED: Final = "#4A4A4A"
RULE: Final = "#D0D0D0"
PALE: Final = "#E6E6E6"

_GERMAN: Final = "de-DE"
_NUMBERS: Final[Any] = {**vl_convert.get_format_locale(_GERMAN), "percent": "\u00a0%"}
_TIMES: Final[Any] = vl_convert.get_time_format_locale(_GERMAN)

vl_convert.register_font_directory(str(FONT_FOLDER))


@alt.theme.register(NAME, enable=False)
def _theme() -> alt.theme.ThemeConfig:
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
                "fontSize": TITLE_SIZE,
                "fontWeight": "bold",
                "color": INK,
                "lineHeight": round(TITLE_SIZE * LINE_HEIGHT),
                "subtitleFontSize": SUBTITLE_SIZE,
                "subtitleColor": MUTED,
                "subtitleLineHeight": round(SUBTITLE_SIZE * LINE_HEIGHT),
                "subtitlePadding": 12,
                "offset": 16,
            },
            "axis": {
                "aria": False,
                "labelFontSize": LABEL_SIZE,
                "labelColor": INK,
                "labelLimit": 0,
                "titleFontSize": SMALL_SIZE,
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
                "labelFontSize": LABEL_SIZE,
                "labelColor": INK,
                "labelLimit": 0,
                "symbolType": "square",
                "symbolSize": 380,
                "symbolStrokeWidth": 0,
                "columnPadding": 24,
            },
            "text": {"fontSize": LABEL_SIZE, "color": INK},
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
    right: int = MARGIN,
    axis: int = 0,
    legend: bool = False,
    data: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """The layers as one 16:9 picture with its heading; left, right, axis (below): room beside the plot.

    `data` is the table of the layers that have none of their own.
    """
    title, subtitle = heading_lines(heading)
    top = _heading_height(heading, legend)
    return alt.LayerChart(
        data=alt.Undefined if data is None else data,
        layer=list(layers),
        width=WIDTH - left - right,
        height=plot_height(heading, axis=axis, legend=legend),
        autosize="none",
        padding={"left": left, "right": right, "top": top, "bottom": MARGIN + axis},
        title=alt.TitleParams(title, subtitle=subtitle, dx=MARGIN - left, frame="group", aria=False),
        description=heading.description,
        resolve=alt.Resolve(scale=alt.ScaleResolveMap(color="independent", strokeDash="independent")),
    )


def plot_height(heading: Heading, *, axis: int = 0, legend: bool = False) -> int:
    """The pixels that the heading, the legend and an axis below leave for the plot."""
    return HEIGHT - MARGIN - axis - _heading_height(heading, legend)


@lru_cache(maxsize=32)
def heading_lines(heading: Heading) -> tuple[list[str], list[str]]:
    """Title and subtitle, wrapped to the width of the slide; the subtitle between its parts."""
    room = WIDTH - 2 * MARGIN
    title = balanced(heading.title, room, TITLE_SIZE, bold=True)
    subtitle: list[str] = []
    for part in heading.subtitle:
        longer = f"{subtitle[-1]} · {part}" if subtitle else part
        if text_width(longer, SUBTITLE_SIZE) <= room:
            subtitle[-1:] = [longer]
        else:
            subtitle += wrap(part, room, SUBTITLE_SIZE)
    return title, subtitle


def _heading_height(heading: Heading, legend: bool) -> int:
    title, subtitle = heading_lines(heading)
    lines = LINE_HEIGHT * (len(title) * TITLE_SIZE + len(subtitle) * SUBTITLE_SIZE)
    return round(MARGIN + lines + 28 + (LEGEND_HEIGHT if legend else 0))


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
