"""Letters that a symbol font shows as something else: a Wingdings „ü“ is a tick."""

_WINGDINGS = {"ü": "✓", "û": "✗", "þ": "☑", "ý": "☒", "o": "☐", "¨": "☐", "q": "☐", "l": "●", "n": "■", "m": "○"}
_FACES = {"J": "☺", "K": "😐", "L": "☹", "C": "👍", "D": "👎"}
_ARROWS = {"à": "→", "á": "↑", "â": "↓", "è": "➔", "é": "↑", "ê": "↓"}
FONTS = {
    "wingdings": _WINGDINGS | _FACES | _ARROWS,
    "wingdings 2": {"P": "✓", "O": "✗", "R": "☑", "T": "☒", "S": "☒", "Q": "☒", "£": "☐", "*": "☐"},
    "wingdings 3": {"p": "▲", "q": "▼", "u": "▶", "t": "◀", "h": "↑", "i": "↓", "g": "→", "f": "←"},
    "webdings": {"a": "✓", "r": "✗", "n": "●", "g": "■", "c": "□", "=": "●", "x": "☒"},
}
UNKNOWN = "▯"


def symbol(text: str, font: str) -> str:
    """What a symbol font shows for a text of one or two letters; "" for any other font."""
    glyphs = FONTS.get(font.casefold())
    if glyphs is None or not text.strip():
        return ""
    letters = (chr(ord(ch) & 0xFF) if 0xF000 <= ord(ch) <= 0xF0FF else ch for ch in text.strip())
    return "".join(glyphs.get(letter, UNKNOWN) for letter in letters)
