"""How wide a text is in the pinned font, and where its lines break."""

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from PIL import ImageFont

from analysis.german import NBSP

FONT_FOLDER: Final = Path(__file__).parent / "fonts"
_MEASURED_SIZE: Final = 100
# Signs that the pinned font does not have: another font would stand in, with widths of its own.
_NOT_IN_FONT: Final = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def clean(text: str) -> str:
    """The text on one line, without control characters (XML must not bear them) and lowered digits."""
    printable = "".join(c if c.isprintable() or c == NBSP else " " for c in text.translate(_NOT_IN_FONT))
    return re.sub(" +", " ", printable).strip(" ")


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Pixels that a line of text takes in the pinned font."""
    return _length(text, bold) * size / _MEASURED_SIZE


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """The text in lines of at most `width` pixels; a word that is too long is broken, never cut.

    A number stays on one line with what it counts, „34 von 54" too.
    """
    lines: list[str] = []
    for word in re.split(r"(?<!\d)(?<!\d von) ", clean(text)):
        longer = f"{lines[-1]} {word}" if lines else word
        if text_width(longer, size, bold=bold) <= width:
            lines[-1:] = [longer]
        else:
            lines += _broken(word, width, size, bold)
    return lines


def balanced(text: str, room: int, size: int, *, bold: bool = False) -> list[str]:
    """The text in as few lines as the room allows: broken after commas where it can be, else of like length."""
    best = wrap(text, room, size, bold=bold)
    others = [wrap(text, width, size, bold=bold) for width in range(room // 3, room, size)]
    candidates = [lines for lines in others if len(lines) == len(best)] or [best]
    return min(candidates, key=lambda lines: sum(not line.endswith((",", ";")) for line in lines[:-1]))


def _broken(word: str, width: float, size: float, bold: bool) -> list[str]:
    pieces = []
    while text_width(word, size, bold=bold) > width:
        end = len(word) - 1
        while end > 1 and text_width(f"{word[:end]}-", size, bold=bold) > width:
            end -= 1
        own_hyphen = word.rfind("-", 1, end) + 1
        pieces.append(word[:own_hyphen] if own_hyphen else f"{word[:end]}-")
        word = word[own_hyphen or end :]
    return [*pieces, word]


@lru_cache(maxsize=10_000)
def _length(text: str, bold: bool) -> float:
    return _font(bold).getlength(text)


@cache
def _font(bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT_FOLDER / f"MonitoringSans-{'Bold' if bold else 'Regular'}.ttf", _MEASURED_SIZE)
