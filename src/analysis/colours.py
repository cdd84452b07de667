"""How well one colour is seen on another, by WCAG 2.1."""

from functools import cache
from typing import Final

from coloraide import Color

READABLE: Final = 4.5  # least contrast of text
SEEN: Final = 3.0  # least contrast of lines and areas


@cache
def contrast(first: str, second: str) -> float:
    """How much two colours #RRGGBB differ in lightness, from 1 to 21."""
    return Color(first).contrast(second)
