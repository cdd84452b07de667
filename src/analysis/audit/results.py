"""What became of each statement: right, wrong or not checked; the three add up to what was found."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from analysis.audit.agreement import Verdict
from analysis.audit.document import Block, Document
from analysis.audit.sentences import Mention

SUM, SHARE, COUNT, NAME, DATA, CONTRADICTION = "sum", "share", "count", "name", "data", "contradiction"
KINDS: Final = {
    SUM: "Summe",
    SHARE: "Anteil",
    COUNT: "Anzahl",
    NAME: "Bezeichnung",
    DATA: "Daten",
    CONTRADICTION: "Widerspruch",
}
_INVOLVED: Final = "Teil eines Widerspruchs"
RIGHT, WRONG, NOT_CHECKED = "right", "wrong", "not_checked"


@dataclass(frozen=True)
class Place:
    """Where a statement stands: number of the block, offset in its text, line and how it is said; what is printed."""

    place: int
    offset: int
    line: int
    said: str
    printed: str
    quote: str

    @property
    def key(self) -> tuple[int, int]:
        return self.place, self.offset


def place_of(mention: Mention) -> Place:
    sentence = mention.sentence
    return Place(*mention.key, mention.line, mention.said, mention.number.text, sentence.text)


def place_in_table(place: int, block: Block, row: int, column: int) -> Place:
    """Table cells are told apart by their number in the table."""
    cells = block.rows[row]
    line = block.row_lines[row] if row < len(block.row_lines) else block.line
    return Place(place, row * 1000 + column, line, block.said(line), cells[column], " | ".join(cells))


@dataclass(frozen=True)
class Check:
    """One comparison. The first of `about` is held against the others and is wrong where it fails.

    `holds` is None where it is in doubt, with `reason`. `sure` is false where two places contradict each other
    and the other may be the wrong one.
    """

    kind: str
    about: tuple[Place, ...]
    holds: Verdict
    expected: str = ""
    message: str = ""
    source: str = ""
    sure: bool = True
    reason: str = ""

    @property
    def is_share(self) -> bool:
        return self.about[0].printed.endswith(("%", "Prozent"))


@dataclass(frozen=True)
class Finding:
    """One statement that is wrong; the fields are those of the JSON output."""

    line: int
    quote: str
    kind: str
    printed: str
    expected: str
    message: str
    source: str
    sure: bool


@dataclass(frozen=True)
class Statement:
    """One statement with its result; `reason` says why it was not checked; `finding` what is wrong."""

    where: Place
    result: str
    reason: str = ""
    finding: Finding | None = None


@dataclass(frozen=True)
class Audit:
    """A report and its statements, in order of their places."""

    document: Document
    statements: tuple[Statement, ...]

    @property
    def wrong(self) -> list[Statement]:
        return [statement for statement in self.statements if statement.finding]


def judge(places: list[Place], checks: list[Check]) -> list[Statement]:
    """One statement for each place: wrong where a check of it fails, right where one holds, else not checked.

    A statement that merely stands beside a wrong one is not right by that; a place that only a check names
    (a field's name) is a statement too. A failed check whose statement another one has already found wrong adds
    nothing.
    """
    failed: dict[tuple[int, int], Check] = {}
    held: set[tuple[int, int]] = set()
    doubts: dict[tuple[int, int], str] = {}
    known = {place.key: place for place in places}
    for check in sorted(checks, key=lambda check: not check.sure):
        for place in check.about:
            known.setdefault(place.key, place)
        first, *others = (place.key for place in check.about)
        if check.holds:
            held.update((first, *others))
        elif check.holds is None:
            doubts.setdefault(first, check.reason or "nicht eindeutig")
        elif not any(key in failed or (not check.sure and doubts.get(key) == _INVOLVED) for key in others):
            failed.setdefault(first, check)
            doubts.update(dict.fromkeys(others, _INVOLVED))
    statements = []
    for key, place in sorted(known.items()):
        if key in failed:
            statements.append(Statement(place, WRONG, finding=_finding(failed[key])))
        elif key in held:
            statements.append(Statement(place, RIGHT))
        else:
            reason = doubts.get(key) or "steht allein: nichts, wogegen die Zahl zu halten wäre"
            statements.append(Statement(place, NOT_CHECKED, reason))
    return statements


def _finding(check: Check) -> Finding:
    first = check.about[0]
    return Finding(
        line=first.line,
        quote=first.quote,
        kind=check.kind,
        printed=first.printed,
        expected=check.expected,
        message=check.message,
        source=check.source,
        sure=check.sure,
    )


def counts(statements: list[Statement]) -> dict[str, int]:
    """How many are right, wrong, not checked."""
    counted = Counter(statement.result for statement in statements)
    return {result: counted[result] for result in (RIGHT, WRONG, NOT_CHECKED)}
