"""The colours of a workbook as it shows them: given as RGB, by the theme with a tint, or by the old palette."""

from typing import Final

from coloraide import Color
from openpyxl.styles.colors import COLOR_INDEX

from analysis.ooxml.package import Element, Package

DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
# The order in which a cell counts the theme's colours: the first two pairs change places (ECMA-376, 18.8.3).
_ORDER: Final = ("lt1", "dk1", "lt2", "dk2", *(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink")


class Colours:
    """What the colour elements of one workbook mean, as #RRGGBB."""

    def __init__(self, package: Package) -> None:
        workbook = next(iter(package.related("", "officeDocument").values()), "")
        themes = list(package.related(workbook, "theme").values()) if workbook else []
        self._theme = _theme_colours(package.tree(themes[0])) if themes and themes[0] in package else {}

    def resolved(self, colour: Element, otherwise: str) -> str:
        """The colour of a `color`, `fgColor` or `bgColor` element; `otherwise` where it is left to the system."""
        if (rgb := colour.get("rgb")) and len(rgb) in (6, 8):
            return f"#{rgb[-6:]}"
        if (theme := colour.get("theme")) and theme.isdecimal() and int(theme) < len(_ORDER):
            found = self._theme.get(_ORDER[int(theme)])
            return _tinted(found, float(colour.get("tint", 0))) if found else otherwise
        if (indexed := colour.get("indexed")) and indexed.isdecimal() and int(indexed) < len(COLOR_INDEX):
            return f"#{COLOR_INDEX[int(indexed)][-6:]}"
        return otherwise


def _theme_colours(root: Element) -> dict[str, str]:
    scheme = root.find(f".//{DRAWING}clrScheme")
    colours = {}
    for entry in scheme if scheme is not None else ():
        for given in entry:
            if value := given.get("lastClr") or given.get("val"):
                colours[entry.tag.removeprefix(DRAWING)] = f"#{value}"
    return {name: value for name, value in colours.items() if Color.match(value)}


def _tinted(colour: str, tint: float) -> str:
    """Lighter (tint above 0) or darker, as Excel does it: on the lightness of HSL (ECMA-376, 18.8.19)."""
    shade = Color(colour).convert("hsl")
    light = shade["lightness"]
    shade["lightness"] = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return shade.convert("srgb").to_string(hex=True, fit=True).upper()
