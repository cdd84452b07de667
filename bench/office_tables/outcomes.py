"""Tables by their number: made, written, read and judged, one after the other."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from office_tables.draft import Draft, Sheet
from office_tables.habits import HABITS, make, make_alone
from office_tables.judging import Verdict, judge, reading_in_process
from office_tables.layout import dump, sheets_of
from office_tables.writing import strategy, write_expectation, write_office


@dataclass
class Outcome:
    """A table by its number: its habits (of plain tables the one in question), and the verdicts on its values."""

    number: int
    habits: list[str]
    verdicts: list[Verdict] = field(default_factory=list)


@dataclass(frozen=True)
class Wanted:
    """Which tables: of a seed, perhaps only those that have a habit named so, perhaps with one habit each."""

    seed: int
    habit: str = ""
    alone: bool = False

    def draft(self, number: int) -> Draft | None:
        """The table of a number, None where it has not what is wanted."""
        chance = Random(f"{self.seed}-{number}")
        if self.alone:
            habit = HABITS[number % len(HABITS)]
            return make_alone(chance, habit) if self.habit in habit.name else None
        draft = make(chance)
        return draft if any(self.habit in name for name in draft.habits) else None


def outcomes(numbers: Iterable[int], wanted: Wanted, *, keep: Path | None = None) -> Iterator[Outcome]:
    """Make, write, read and judge the tables of these numbers, as far as they are wanted.

    With `keep`, tables with a value that is untold or silently wrong are left there.
    """
    with tempfile.TemporaryDirectory() as folder, reading_in_process():
        data = Path(folder)
        for number in numbers:
            draft = wanted.draft(number)
            if draft is None:
                continue
            sheets = sheets_of(draft)
            office = data / "raw" / f"t{number}"
            write_office(draft, sheets, office)
            habits = [HABITS[number % len(HABITS)].name] if wanted.alone else draft.habits
            outcome = Outcome(number, habits, judge(draft, office.name, data))
            if keep and any(v.verdict in ("untold", "silent") for v in outcome.verdicts):
                kept = keep / f"{wanted.seed}-{number}"
                write_office(draft, sheets, kept)
                write_expectation(draft, kept)
                (kept / "tried.txt").write_text(_in_full(draft, sheets, outcome), encoding="utf-8", newline="\n")
            yield outcome


def told_in_full(number: int, wanted: Wanted) -> str:
    """One table as text: its habits, its sheets, the strategy, what is right, and what was read otherwise."""
    draft = wanted.draft(number)
    if draft is None:
        return f"table {number} has not this habit\n"
    sheets = sheets_of(draft)
    return _in_full(draft, sheets, next(outcomes([number], wanted)))


def _in_full(draft: Draft, sheets: Sequence[Sheet], outcome: Outcome) -> str:
    right = [
        f"{draft.ids[running]}: " + ", ".join(f"{column} {' or '.join(r) or '–'}" for column, r in columns.items())
        for running, columns in draft.truth.items()
    ]
    right += [
        f"goal {goal}: " + ", ".join(f"{column} {' or '.join(r)}" for column, r in columns.items())
        for goal, columns in (draft.goals or {}).items()
    ]
    said = [f"{v.verdict:6} {v.id:12} {v.said}" for v in outcome.verdicts if v.verdict != "right"]
    parts = (
        f"{draft.file}, {draft.year}: {'; '.join(draft.habits)}",
        dump(sheets),
        strategy(draft),
        *right,
        "",
        *said,
        f"{len(outcome.verdicts)} values, not right {len(said)}",
        "",
    )
    return "\n".join(parts)
