"""What a column heading says: of which level, what it gives, of which year."""

import re
from dataclasses import dataclass, replace

from analysis.intake.dating import years_in
from analysis.intake.values import clean
from analysis.intake.words import HEADING_ATTRIBUTES, HEADING_LEVELS, HEADING_PREVIOUS, HEADING_WISHED, RUNNING_NUMBER

MAX_HEADING = 80


@dataclass(frozen=True)
class Heading:
    """A heading's text and what is understood of it; "" where it says nothing."""

    text: str = ""
    level: str = ""
    attribute: str = ""
    previous: bool = False
    years: tuple[int, ...] = ()
    running: bool = False
    wished: bool = False

    @property
    def speaks(self) -> bool:
        return bool(self.level or self.attribute or self.previous)


def plain(text: str) -> str:
    """A heading on one line, words that were hyphenated at a line end joined."""
    return " ".join(re.sub(r"(?<=\w)[-\u00ad]\s*\n\s*(?=[a-zäöüß])", "", text).split())


def understand(lines: list[str]) -> Heading:
    """The heading of a column whose header cells, from top to bottom, hold these lines.

    The lowest line that says what the column gives decides; the level may stand above it.
    """
    heading = Heading(text=" – ".join(dict.fromkeys(plain(line) for line in lines if plain(line))))
    for line in reversed(lines):
        said = _one_line(line)
        heading = replace(
            heading,
            level=heading.level or said.level,
            attribute=heading.attribute or said.attribute,
            previous=heading.previous or said.previous,
            years=heading.years or said.years,
            running=heading.running or said.running,
            wished=heading.wished or said.wished,
        )
    return heading


def _one_line(text: str) -> Heading:
    said = clean(plain(text)).casefold().replace("ß", "ss")
    if not said or len(said) > MAX_HEADING:
        return Heading()
    attribute = next((name for name, stems in HEADING_ATTRIBUTES.items() if re.search(stems, said)), "")
    levels = [name for name, stems in HEADING_LEVELS.items() if re.search(stems, said)]
    if levels[-2:] == ["goal", "measure"]:  # „Ziel / Maßnahme": the row's number tells which
        levels, attribute = [], attribute or "title"
    return Heading(
        level=levels[0] if levels else "",
        attribute=attribute,
        previous=re.search(HEADING_PREVIOUS, said) is not None,
        years=tuple(sorted(years_in(plain(text)))),
        running=re.search(RUNNING_NUMBER, said) is not None,
        wished=re.search(HEADING_WISHED, said) is not None,
    )
