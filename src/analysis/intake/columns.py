"""A column of a table: what it can give, and what its cells look like."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analysis.intake import ids, values
from analysis.intake.dating import due_date
from analysis.intake.headings import Heading
from analysis.intake.workbook import Sheet
from analysis.vocabulary import GOAL_STATUS, HORIZON, MEASURE_STATUS, SCHEDULE, UNKNOWN, VOCABULARIES

Words = Mapping[str, Mapping[str, str]]
FULL = 0.9  # so much of a column must be of one kind to speak against a heading that says otherwise
MOST = 0.5
SAMPLE = 500
# Words of the vocabularies that are used of anything, and so prove nothing about a column.
_COMMON = "ja|j|nein|n|x|✓|✔|☑|✅|✗|✘|❌|wahr|falsch|–|entfällt|k. A.|kA|kurz|mittel|lang|laufend|läuft|offen"
COMMON_WORDS = frozenset(values.key(word) for word in _COMMON.split("|"))

# What a column can give → its German name for --explain. `id` holds goals and measures alike.
ROLES = {
    "field": "Handlungsfeld",
    "strategic_goal_id": "Nummer des strategischen Ziels",
    "goal_id": "Nummer des operativen Ziels",
    "goal_title": "Titel des operativen Ziels",
    "goal_status": "Umsetzungsstatus des operativen Ziels",
    "previous_goal_status": "Umsetzungsstatus des operativen Ziels im Vorjahr",
    "measure_id": "Nummer der Maßnahme",
    "title": "Titel der Maßnahme",
    "responsible": "Zuständigkeit",
    "horizon": "Zeithorizont",
    "status": "Umsetzungsstatus der Maßnahme",
    "previous_status": "Umsetzungsstatus der Maßnahme im Vorjahr",
    "schedule": "Zeitplan",
    "due": "Termin",
    "reason": "Begründung",
    "next_step": "nächster Schritt",
    "updated": "Bearbeitungsdatum",
    "note": "Bemerkung",
}
VALUE_ROLES = {"status": MEASURE_STATUS, "goal_status": GOAL_STATUS, "horizon": HORIZON, "schedule": SCHEDULE}
PREVIOUS_ROLES = {"status": "previous_status", "goal_status": "previous_goal_status"}


@dataclass(frozen=True)
class Column:
    """One column of a table: its role ("" where not understood), and the reason.

    `marks` is set where each code has a column of its own: column index → code; `year` where the
    heading names one; `rivals` are the columns whose headings say the same.
    """

    index: int
    heading: Heading
    role: str = ""
    why: str = ""
    year: int | None = None
    marks: Mapping[int, str] = field(default_factory=dict)
    rivals: tuple[int, ...] = ()


@dataclass(frozen=True)
class Profile:
    """What a column's cells look like: how many there are and which share is of which kind."""

    filled: int
    numbers: float
    depths: Counter[int]
    with_text: float
    shares: dict[str, float]
    own: dict[str, float]
    proofs: dict[str, float]
    dates: float
    marks: float
    length: float


def profile_of(sheet: Sheet, rows: Sequence[int], column: int, words: Words) -> Profile:
    """What the cells of a column look like; of long tables an evenly spaced sample."""
    rows = rows[:: 1 + len(rows) // SAMPLE]
    cells = [sheet.value(row, column) for row in rows if (row, column) in sheet.cells]
    texts = [sheet.text(row, column) for row in rows if (row, column) in sheet.cells]
    numbers = [ids.parse(cell) for cell in cells]
    fitting = [
        number
        for number, text in zip(numbers, texts, strict=True)
        if number and (number.depth != 1 or len(text) <= 40) and not values.key(text).endswith("%")
    ]
    filled = len(cells) or 1
    distinct = Counter(values.key(text) for text in texts)
    codes = {
        name: {text: values.read(vocabulary, text, words.get(name)).code for text in distinct}
        for name, vocabulary in VOCABULARIES.items()
    }
    understood = {name: {text for text, code in found.items() if code != UNKNOWN} for name, found in codes.items()}
    shares = {name: sum(distinct[text] for text in found) / filled for name, found in understood.items()}
    own = {
        name: sum(
            distinct[text]
            for text in found
            if not any(text in understood[other] for other in understood if other != name)
        )
        / filled
        for name, found in understood.items()
    }
    return Profile(
        filled=len(cells),
        numbers=len(fitting) / filled,
        depths=Counter(number.depth for number in fitting),
        with_text=sum(bool(number.rest) for number in fitting) / filled,
        shares=shares,
        own=own,
        proofs={
            name: sum(distinct[text] for text in found if text not in COMMON_WORDS) / filled
            for name, found in understood.items()
        },
        dates=sum(
            due_date(cell) is not None and not values.key(text).isdigit()
            for cell, text in zip(cells, texts, strict=True)
        )
        / filled,
        marks=sum(values.is_mark(text) for text in texts) / filled,
        length=sum(map(len, texts)) / filled,
    )
