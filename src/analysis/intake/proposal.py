"""A first `strategy.toml` for a municipality, drafted from its exports: what was understood, to be confirmed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from analysis.errors import DataError
from analysis.intake import fields, ids, values
from analysis.intake.cells import Cells
from analysis.intake.export import Reading, understand
from analysis.intake.findings import Findings
from analysis.intake.register import Register
from analysis.intake.rows import Rows
from analysis.intake.understand.monitoring import COLUMN_NAMES, VALUE_ROLES
from analysis.intake.understand.tables import Table
from analysis.vocabulary import UNKNOWN, VOCABULARIES

TO_DO = "AUSFÜLLEN"


@dataclass
class _Found:
    """What the exports tell: fields by number, the letters of their numbers, depths, columns, words."""

    names: dict[int, str] = field(default_factory=dict)
    prefixes: dict[int, set[str]] = field(default_factory=dict)
    measure: int = 0
    goal: int = 0
    columns: dict[str, set[str]] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    aside: dict[str, str] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)  # vocabulary → word → code, unknown too
    measures: int = 0


def draft(municipality: str, paths: Sequence[Path]) -> str:
    """The text of a strategy.toml; the newest file is the last. DataError where no file has a table."""
    found = _Found()
    for path in paths:
        reading = understand(path, None)
        found.measures = 0
        for sheet in reading.workbook.sheets:
            for table in reading.read(sheet):
                _learn(table, reading, found)
        found.aside |= reading.aside
    if not found.columns:
        raise DataError("keine Tabelle mit Maßnahmen oder Zielen gefunden; bitte den Export nennen.", paths[-1])
    return "\n".join(_lines(municipality, paths, found)) + "\n"


def _learn(table: Table, reading: Reading, found: _Found) -> None:
    year = max((column.year for column in table.columns if column.year), default=0)
    findings = Findings(reading.workbook.path.name)
    cells = Cells(table, year, None, {}, findings, Register({}, findings, year), {})
    rows = Rows(cells)
    records = rows.read()
    found.measures += sum(record.level == "measure" for record in records)
    found.measure, found.goal = max(found.measure, rows.levels.measure), max(found.goal, rows.levels.goal)
    found.doubts += [doubt.message for doubt in table.doubts]
    for known in table.columns:
        if known.heading.text:
            found.columns.setdefault(known.heading.text, set()).add(known.role)
    for text in _field_texts(table, rows):
        number, name = fields.number_and_name(text)
        name = re.sub(r"^(?:[A-ZÄÖÜ]|[IVX]+)[.)]\s+", "", name)
        if name and values.key(name) not in map(values.key, found.names.values()):
            found.names.setdefault(number or len(found.names) + 1, name)
    headings = _headings(table, rows, found)
    for record in records:
        column = cells.column("field")
        own = _number_of(table.sheet.text(record.row, column.index), found) if column else None
        current = (
            own or max(((row, number) for row, number in headings.items() if row < record.row), default=(0, None))[1]
        )
        letters = re.match(r"[A-ZÄÖÜ][A-Za-zÄÖÜäöü]*", record.id)
        if letters and current:
            found.prefixes.setdefault(current, set()).add(letters.group())
        for role, vocabulary in VALUE_ROLES.items():
            name = "status" if role == "goal_status" else role
            if (role == "goal_status") == (record.level == "goal") and (word := record.raw.get(name)):
                reading_of = values.read(vocabulary, word)
                if reading_of.how in ("normalised", "unknown"):
                    found.words.setdefault(vocabulary.name, {})[word] = reading_of.code


def _headings(table: Table, rows: Rows, found: _Found) -> dict[int, int]:
    """Row of a heading that names a field → the field's number; what stands above the table is row 0."""
    sheet = table.sheet
    above = [sheet.text(row, sheet.rows[row][0]) for row in sheet.rows if row < min(table.header or table.rows or (1,))]
    named = [number for text in (sheet.name, *above) if (number := _number_of(text, found))]
    told = {0: named[-1]} if named else {}
    for row, kind in rows.kinds.items():
        text = " ".join(sheet.text(row, column) for column in rows.cells.columns_of(row))
        if kind == "section" and (number := _number_of(text, found)):
            told[row] = number
    return told


def _number_of(text: str, found: _Found) -> int | None:
    name = re.sub(r"^(?:[A-ZÄÖÜ]|[IVX]+)[.)]\s+", "", fields.number_and_name(text)[1])
    return next((number for number, known in found.names.items() if values.key(known) == values.key(name)), None)


def _field_texts(table: Table, rows: Rows) -> Iterator[str]:
    """Every text that names a field: in its column, in a heading row, above the table, as the sheet's name."""
    sheet, column = table.sheet, table.column("field")
    above = [row for row in sheet.rows if row < min(table.header or table.rows or (1,))]
    for row in above:
        text = sheet.text(row, sheet.rows[row][0])
        if fields.speaks_of_field(text):
            yield text
    for row, kind in rows.kinds.items():
        text = sheet.text(row, column.index) if column else ""
        if kind == "section" and not (ids.parse(rows.cells.first_text(row)) or ids.Number("1")).depth > 1:
            yield " ".join(sheet.text(row, c) for c in rows.cells.columns_of(row))
        elif values.key(text):
            yield text


def _lines(municipality: str, paths: Sequence[Path], found: _Found) -> Iterator[str]:
    name = " ".join(part.capitalize() for part in re.split(r"[-_]", municipality))
    yield f"# Entwurf aus {', '.join(path.name for path in paths)}. Bitte alles prüfen."
    yield f"# Was mit „{TO_DO}“ bezeichnet ist, fehlt noch."
    yield f"name = {_text(name)}   # bitte prüfen"
    yield f"# {TO_DO}: Tag des Beschlusses und letzter Tag der Laufzeit der Strategie"
    yield "# adopted = 2023-03-28"
    yield "# target_date = 2030-12-31"
    yield ""
    yield "[expected]"
    yield f"measures = {found.measures}   # so viele wurden gelesen"
    yield ""
    for number, title in sorted(found.names.items()):
        yield "[[fields]]"
        yield f"number = {number}"
        yield f"name = {_text(title)}"
        letters = found.prefixes.get(number, set())
        others = {p for n, prefixes in found.prefixes.items() if n != number for p in prefixes}
        if len(letters) == 1 and not letters & others:
            yield f"prefix = {_text(next(iter(letters)))}"
        yield ""
    if not found.names:
        yield f"# {TO_DO}: die Handlungsfelder; im Export waren keine zu erkennen"
        yield "# [[fields]]"
        yield "# number = 1"
        yield '# name = "…"'
        yield ""
    if found.measure > 1:
        yield "[numbers]   # so viele Stufen haben die Nummern"
        yield f"measure = {found.measure}"
        if found.goal > 1:
            yield f"goal = {found.goal}"
        yield ""
    yield from _reading(found)


def _reading(found: _Found) -> Iterator[str]:
    for doubt in found.doubts:
        yield f"# Zu prüfen: {' '.join(doubt.split())}"
    yield '[columns]   # Überschrift → was die Spalte angibt; "" wird nicht gelesen'
    for heading, roles in found.columns.items():
        names = " und ".join(sorted(COLUMN_NAMES.get(role, "nicht gelesen") for role in roles))
        if len(roles) > 1:  # what depends on the table cannot be said for all
            yield f"# {_text(heading)}: je nach Tabelle {names}"
        else:
            yield f'{_text(heading)} = "{next(iter(roles))}"   # {names}'
    yield ""
    if found.aside:
        yield "[sheets]   # read oder ignore"
        for sheet, why in found.aside.items():
            yield f'{_text(sheet)} = "ignore"   # {why}'
        yield ""
    for vocabulary, words in found.words.items():
        labels = VOCABULARIES[vocabulary].labels
        yield f"[words.{vocabulary}]   # möglich: {', '.join(list(labels.values())[:-1])}"
        for word, code in words.items():
            known = code != UNKNOWN
            yield f'{_text(word)} = "{code}"   # {labels[code]}' if known else f'# {_text(word)} = ""   # {TO_DO}'
        yield ""


def _text(text: str) -> str:
    """A TOML string on one line."""
    said = " ".join(values.tidy(text).split())
    return '"' + said.replace("\\", "\\\\").replace('"', '\\"') + '"'
