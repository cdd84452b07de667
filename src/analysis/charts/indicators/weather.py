"""The weather symbols of the Deutsche Nachhaltigkeitsstrategie, drawn: told apart by their form, in grey too."""

from math import cos, pi, sin
from typing import Any, Final

import altair as alt
import pandas as pd

_CLOUD: Final = (
    "M-0.62,0.34 A0.27,0.27 0 0 1 -0.6,-0.2 A0.36,0.36 0 0 1 0.06,-0.4 A0.3,0.3 0 0 1 0.56,-0.14 "
    "A0.25,0.25 0 0 1 0.58,0.34 Z"
)
_BOLT: Final = "M0.06,0.38 L-0.2,0.72 L-0.03,0.72 L-0.14,1.02 L0.22,0.6 L0.04,0.6 L0.2,0.38 Z"


def _rays(radius: float, length: float, x: float = 0, y: float = 0) -> str:
    """Eight thin wedges around a disc."""
    wedges = []
    for n in range(8):
        angle, half = n * pi / 4, 0.2
        near, far = radius + 0.1, radius + 0.1 + length
        corners = [(near, angle - half), (far, angle), (near, angle + half)]
        points = [f"{x + r * cos(a):.3f},{y + r * sin(a):.3f}" for r, a in corners]
        wedges.append(f"M{points[0]} L{points[1]} L{points[2]} Z")
    return " ".join(wedges)


def _disc(radius: float, x: float = 0, y: float = 0) -> str:
    return (
        f"M{x - radius:.3f},{y:.3f} A{radius},{radius} 0 1 0 {x + radius:.3f},{y:.3f} "
        f"A{radius},{radius} 0 1 0 {x - radius:.3f},{y:.3f} Z"
    )


_SUN_COLOUR: Final = "#B07A00"
_LIGHT: Final = "#9A9A9A"
_GREY: Final = "#6E6E6E"
_DARK: Final = "#3A3A3A"
# Symbol → its parts from the back to the front: path and colour.
_PARTS: Final = {
    "sun": [(f"{_disc(0.42)} {_rays(0.42, 0.34)}", _SUN_COLOUR)],
    "light_cloud": [(f"{_disc(0.3, 0.4, -0.42)} {_rays(0.3, 0.22, 0.4, -0.42)}", _SUN_COLOUR), (_CLOUD, _LIGHT)],
    "cloud": [(_CLOUD, _GREY)],
    "thunderstorm": [(_CLOUD, _DARK), (_BOLT, "#B07A00")],
}


def symbols(places: pd.DataFrame, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """The symbols at their places: columns x, y, symbol, size (half a symbol's height in pixels)."""
    layers = []
    for name, parts in _PARTS.items():
        of_name = places[places["symbol"] == name]
        for path, colour in parts if len(of_name) else []:
            look: dict[str, Any] = {"shape": path, "fill": colour, "stroke": "#FFFFFF", "strokeWidth": 1}
            # Vega scales a path by the square root of the area over 2.
            base = alt.Chart(of_name.assign(area=(2 * of_name["size"]) ** 2))
            size = alt.Size("area", type="quantitative", scale=None)
            layers.append(base.mark_point(filled=True, opacity=1, **look).encode(x=x, y=y, size=size))
    return layers
