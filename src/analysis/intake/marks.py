"""Columns headed by a status each and marked with x: one column a code, taken together as one."""

from collections.abc import Mapping, Sequence

from analysis.intake import values
from analysis.intake.columns import MOST, VALUE_ROLES, Column, Profile, Words
from analysis.intake.headings import Heading
from analysis.intake.workbook import Sheet
from analysis.vocabulary import VOCABULARIES


def marked_columns(
    sheet: Sheet, header: Sequence[int], block: Sequence[int], profiles: Mapping[int, Profile], words: Words
) -> list[Column]:
    """Columns headed by a status each and marked with x, taken together as one column."""
    if not header:
        return []
    candidates = {
        column: [
            (name, reading.code)
            for name, vocabulary in VOCABULARIES.items()
            if (reading := values.read(vocabulary, sheet.text(header[-1], column), words.get(name))).how == "exact"
        ]
        for column in block
    }
    found = []
    run: dict[int, list[tuple[str, str]]] = {}
    for column in [*block, None]:
        if column is not None and candidates.get(column):
            run[column] = candidates[column]
            continue
        found += _marks_of(run, profiles)
        run = {}
    return found


def _marks_of(run: Mapping[int, Sequence[tuple[str, str]]], profiles: Mapping[int, Profile]) -> list[Column]:
    """Cut a run of value headings into the vocabularies that explain the most of it, left to right."""
    columns = sorted(run)
    if len(columns) < 2:
        return []
    best: dict[int, str] = {}
    for name in VOCABULARIES:
        marks: dict[int, str] = {}
        for column in columns:
            code = dict(run[column]).get(name)
            if code is None or code in marks.values():
                break
            marks[column] = code
        if len(marks) > len(best):
            best, best_name = marks, name
    filled = sum(profiles[column].filled for column in best)
    marked = sum(profiles[column].filled * profiles[column].marks for column in best)
    if len(best) < 2 or marked < MOST * filled:
        return _marks_of({column: run[column] for column in columns[1:]}, profiles)
    role = next(role for role, vocabulary in VALUE_ROLES.items() if vocabulary.name == best_name)
    rest = {column: run[column] for column in columns if column not in best}
    why = f"je Ausprägung eine Spalte mit Kreuzen ({len(best)} Spalten)"
    return [Column(columns[0], Heading(), role, why, marks=best), *_marks_of(rest, profiles)]
