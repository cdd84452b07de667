"""The colour that a cell shows: written out, from the theme's palette with its tint, or from the indexed one."""

import colorsys
from dataclasses import dataclass
from typing import Any

# The indexed palette of ECMA-376, part 1, 18.8.27; the first eight are the next eight.
_FIRST = "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF"
_REST = """
800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF
000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99
3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 003366 339966 003300 333300 993300 993366 333399 333333
"""
INDEXED = [*_FIRST.split(), *_FIRST.split(), *_REST.split()]
# The theme's colours in the order in which cells number them (18.8.3, with the first two pairs swapped).
THEME = (
    *("lt1", "dk1", "lt2", "dk2"),
    *(f"accent{number}" for number in range(1, 7)),
    *("hlink", "folHlink"),
)


@dataclass(frozen=True)
class Palette:
    theme: list[str]
    indexed: list[str]

    def shown(self, colour: Any) -> str:
        """#RRGGBB of a colour element, else ""."""
        rgb = colour.get("rgb", "")
        for attribute, colours in (("theme", self.theme), ("indexed", self.indexed)):
            number = colour.get(attribute, "")
            if number.isdigit() and int(number) < len(colours):
                rgb = colours[int(number)]
        if len(rgb) < 6:
            return ""
        try:
            return f"#{_tinted(rgb[-6:], float(colour.get('tint', 0)))}"
        except ValueError:
            return ""


def palette(styles: Any, theme: Any) -> Palette:
    """The palette of a workbook from its styles and its theme (None where it has none)."""
    scheme = theme.find(".//{*}clrScheme") if theme is not None else None
    named = {} if scheme is None else {child.tag.rpartition("}")[2]: child for child in scheme}
    colours = []
    for name in THEME:
        child = named.get(name)
        told = child[0] if child is not None and len(child) else None
        colours.append("" if told is None else told.get("lastClr") or told.get("val", ""))
    own = [c.get("rgb", "")[-6:] for c in styles.iterfind("{*}colors/{*}indexedColors/{*}rgbColor")]
    return Palette(colours, own or INDEXED)


def _tinted(rgb: str, tint: float) -> str:
    """Lighter for a tint above 0, darker below it (ECMA-376, part 1, 18.8.19)."""
    red, green, blue = (int(rgb[i : i + 2], 16) / 255 for i in (0, 2, 4))
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    shown = colorsys.hls_to_rgb(hue, min(max(light, 0), 1), saturation)
    return "".join(f"{round(part * 255):02X}" for part in shown)
