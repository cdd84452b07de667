"""Forms (Steckbriefe): a sheet for each measure, its labels in a column and what they say to the right of them.

Forms with the same labels are weighed together, as the rows of one table, and then read one by one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from analysis.intake.understand import monitoring
from analysis.intake.understand.headings import heading
from analysis.intake.understand.monitoring import Facts
from analysis.intake.understand.tables import Table, tables
from analysis.intake.understand.weigh import Roles
from analysis.intake.workbook import Cell, Position, Sheet

LABEL_COLUMNS = 4  # so far to the right are labels looked for
MOST_LABELS = 80
SURE = 0.7
FEWEST = 3
ALIKE = 0.6  # the share of labels that two forms of one kind have in common


def forms(sheets: Sequence[Sheet], facts: Facts) -> dict[str, list[Table]]:
    """Sheet → its table, turned round, for the sheets that are forms."""
    roles = monitoring.roles(facts)
    labelled = {sheet.name: (sheet, *_labels(sheet, roles)) for sheet in sheets}
    left = {name: (sheet, column, labels) for name, (sheet, column, labels) in labelled.items() if labels}
    found: dict[str, list[Table]] = {}
    while left:
        _, _, labels = next(iter(left.values()))
        kind = {name: form for name, form in left.items() if _alike(labels.values(), form[2].values())}
        pattern = _together([(sheet, column, texts) for sheet, column, texts in kind.values()], facts)
        for name, (sheet, column, texts) in kind.items():
            table = _read(sheet, column, texts, pattern) if pattern else None
            if table:
                found[name] = [table]
        left = {name: form for name, form in left.items() if name not in kind}
    return found


def _alike(one: Iterable[str], other: Iterable[str]) -> bool:
    a, b = set(one), set(other)
    return len(a & b) >= ALIKE * max(len(a), len(b))


def _labels(sheet: Sheet, roles: Roles) -> tuple[int, dict[int, str]]:
    """The column of labels, and its rows with something to their right; none where too few name a role."""
    best: tuple[int, dict[int, str]] = (0, {})
    for column in range(1, LABEL_COLUMNS):
        texts = {
            row: sheet.text(row, column).strip()
            for row, columns in sheet.rows.items()
            if column in columns and (columns[-1] > column or heading([sheet.text(row, column)]).strength(roles.named))
        }
        if not FEWEST <= len(texts) <= MOST_LABELS or len(texts) <= len(best[1]):
            continue
        sure = [text for text in texts.values() if heading([text]).strength(roles.named) >= SURE]
        if len(sure) >= FEWEST:
            best = (column, texts)
    return best


def _values(sheet: Sheet, column: int, labels: Mapping[int, str]) -> list[int]:
    """The columns in which values stand: the one to the right that most labels have filled, and others like it."""
    filled = Counter(c for row in labels for c in sheet.rows[row] if c > column)
    most = max(filled.values(), default=0)
    return sorted(c for c, count in filled.items() if count >= ALIKE * most)


def _together(kind: Sequence[tuple[Sheet, int, Mapping[int, str]]], facts: Facts) -> Table | None:
    """All forms of a kind as one table: a column for each label, a row for each form."""
    places: dict[str, int] = {}
    cells: dict[Position, Cell] = {}
    measures = [(form, value) for form in kind for value in _values(*form)]
    for number, ((sheet, _, labels), value) in enumerate(measures, start=2):
        for row, text in labels.items():
            place = places.setdefault(text, len(places) + 1)
            cells[1, place] = text
            if (row, value) in sheet.cells:
                cells[number, place] = sheet.shown(row, value)
    found = tables(Sheet("", hidden=False, cells=cells), facts)
    roles = {column.role for column in found[0].columns} if len(found) == 1 else set()
    is_form = "measure_id" in roles and roles & {"status", "title"} and len(roles - {""}) >= FEWEST
    return found[0] if is_form else None


def _read(sheet: Sheet, column: int, labels: Mapping[int, str], pattern: Table) -> Table | None:
    """The form as a table of its own, its columns as those of its kind."""
    values = _values(sheet, column, labels)
    if not values:
        return None
    known = {column.heading.text: column for column in pattern.columns}
    rows = {heading([text]).text: row for row, text in labels.items()}
    places = sorted(((row, known[text]) for text, row in rows.items() if text in known), key=lambda place: place[0])
    columns = tuple(replace(told, index=row, marks={}, rivals=()) for row, told in places)
    if all(told.role != "measure_id" for told in columns):
        return None
    turned = sheet.turn()
    return Table(turned, (column,), tuple(values), columns)
