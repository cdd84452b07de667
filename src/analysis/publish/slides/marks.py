"""What is noted on our objects, so that they are found again and an edit by hand is told from ours."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Final

from analysis.ooxml.charts import key, shown
from analysis.publish.sources import Source

SOURCE: Final = "SOURCE"  # of a chart or picture: „chart municipality year sha256"
SHOWN: Final = "SHOWN"  # of a chart: digest of its numbers and names as made
ALT: Final = "ALT"  # digest of its alt text as made
TEXT: Final = "TEXT"  # of a text or table: which one, whose, of which year
HASH: Final = "HASH"  # digest of the text as made


def of_chart(source: Source, numbers: Mapping[tuple[str, str], float | None], alt_text: str) -> dict[str, str]:
    return {SOURCE: str(source), SHOWN: of_numbers(numbers), ALT: of_text([alt_text])}


def of_picture(source: Source, alt_text: str) -> dict[str, str]:
    return {SOURCE: str(source), ALT: of_text([alt_text])}


def of_words(text: str, municipality: str, year: int, paragraphs: Iterable[str]) -> dict[str, str]:
    return {TEXT: f"{text} {municipality} {year}", HASH: of_text(paragraphs)}


def of_numbers(numbers: Mapping[tuple[str, str], float | None]) -> str:
    """The digest of what a chart shows, in whatever order: to move a series or a bar is no edit."""
    rows = sorted((*names, "" if value is None else shown(value)) for names, value in numbers.items())
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def of_text(paragraphs: Iterable[str]) -> str:
    """The digest of a text; white space does not count."""
    return hashlib.sha256("\n".join(filter(None, map(key, paragraphs))).encode()).hexdigest()
