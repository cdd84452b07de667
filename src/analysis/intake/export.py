"""One export workbook → its years' records, extras and findings. The years come from its content."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz import process

from analysis.errors import DataError
from analysis.intake import sheets, values
from analysis.intake.accounts import Account, account
from analysis.intake.cells import Cells
from analysis.intake.findings import Finding, Findings
from analysis.intake.forms import forms
from analysis.intake.joining import number_by_field, one_row_a_number
from analysis.intake.records import Record
from analysis.intake.register import Register
from analysis.intake.reporting_year import reporting_years
from analysis.intake.rows import Rows
from analysis.intake.understand.monitoring import VALUE_ROLES, Facts, confirmed_role
from analysis.intake.understand.tables import Table, explain, tables
from analysis.intake.workbook import Position, Sheet, Workbook, read_workbook
from analysis.strategy import Correction, Corrections, Strategy
from analysis.vocabulary import HORIZON, MEASURE_STATUS, SCHEDULE, UNKNOWN, VOCABULARIES, Vocabulary

READ_ELSEWHERE = 2  # so many rows that look like measures make an unread sheet worth a question


@dataclass(frozen=True)
class Reading:
    """How a workbook was understood: sheet → its tables, and the sheets that are set aside with the reason."""

    workbook: Workbook
    found: Mapping[str, Sequence[Table]]
    aside: Mapping[str, str]

    def read(self, sheet: Sheet) -> Sequence[Table]:
        """The tables of a sheet that are read."""
        return () if sheet.name in self.aside else self.found[sheet.name]


@dataclass(frozen=True)
class Export:
    """What one file says of one year: records, cells not understood, findings, and its layout."""

    path: Path
    year: int
    measures: tuple[Record, ...]
    goals: tuple[Record, ...]
    extras: tuple[dict[str, object], ...]
    findings: tuple[Finding, ...]
    tables: tuple[Table, ...]
    sheets: tuple[str, ...]
    accounts: tuple[Account, ...] = ()
    kinds: Mapping[str, Mapping[int, str]] = field(default_factory=dict)  # sheet → row → what it was taken for
    used_corrections: frozenset[Correction] = frozenset()
    words: Mapping[tuple[str, str], tuple[str, Position, str]] = field(default_factory=dict)


def read_export(path: Path, strategy: Strategy | None, corrections: Corrections) -> list[Export]:
    """The years of an export, oldest first; DataError where it cannot be read or its year is unclear.

    A workbook with a status column for each year gives several; each but the newest repeats what the
    columns without a year say.
    """
    reading = understand(path, strategy)
    if not any(reading.found.values()):
        raise DataError(
            "keine Tabelle mit Maßnahmen oder Zielen gefunden; gesucht wird eine Spalte mit Nummern "
            "wie 1.2.3.4 und daneben Titel oder Status.",
            path,
        )
    years = reporting_years(reading.workbook, reading.found, list(reading.aside))
    return [_read_year(reading, year, strategy, corrections, main=year == max(years)) for year in sorted(years)]


def understand(path: Path, strategy: Strategy | None) -> Reading:
    """The tables of each sheet of a file; a form that lists a measure from top to bottom is read turned round."""
    workbook = read_workbook(path)
    facts = Facts(strategy)
    try:
        found = {sheet.name: tables(sheet, facts) for sheet in workbook.sheets}
        for name, turned in forms(workbook.sheets, facts).items():
            if _roles(turned) > _roles(found[name]):
                found[name] = turned
    except DataError as error:
        raise DataError(f"{error}", workbook.path) from error
    return Reading(workbook, found, sheets.aside(workbook, found, strategy))


def _roles(of_sheet: Sequence[Table]) -> int:
    """How many roles the best of a sheet's tables fills; a table and a form are told by it."""
    return max((len({column.role for column in table.columns} - {""}) for table in of_sheet), default=0)


def explain_export(path: Path, strategy: Strategy | None) -> list[str]:
    """German lines: how each sheet and column of a file is understood."""
    reading = understand(path, strategy)
    lines = [str(path)]
    for sheet in reading.workbook.sheets:
        if sheet.name in reading.aside:
            lines.append(f"Blatt „{sheet.name}“: wird nicht gelesen, {reading.aside[sheet.name]}")
        lines += [line for table in reading.read(sheet) for line in explain(table)]
        if not reading.found[sheet.name]:
            lines.append(f"Blatt „{sheet.name}“: keine Maßnahmen und keine Ziele; wird nicht gelesen")
    return lines


def _read_year(
    reading: Reading, year: int, strategy: Strategy | None, corrections: Corrections, *, main: bool
) -> Export:
    workbook = reading.workbook
    turned = {sheet.name for sheet in workbook.sheets for table in reading.read(sheet) if table.sheet.turned}
    findings = Findings(workbook.path.name, turned=frozenset(turned))
    register = Register({(c.id, c.column): c for c in corrections.corrections if c.year == year}, findings, year)
    records: list[Record] = []
    extras: list[dict[str, object]] = []
    accounts: list[Account] = []
    kinds: dict[str, dict[int, str]] = {}
    if main:
        _tell_file(reading, findings)
    for sheet in workbook.sheets:
        read: list[Rows] = []
        for table in reading.read(sheet):
            cells = Cells(
                table=table,
                year=year,
                strategy=strategy,
                words=strategy.words if strategy else {},
                findings=findings,
                register=register,
                legend=_legend(table, strategy),
                main=main,
            )
            read.append(Rows(cells))
            records += read[-1].read()
            extras += cells.extras
            if main:
                _tell_table(table, read[-1], findings)
        accounts.append(account(sheet, read))
        kinds[sheet.name] = {row: kind for rows in read for row, kind in rows.kinds.items()}
    number_by_field([r for r in records if r.level == "measure"], findings, extras)
    measures = one_row_a_number([r for r in records if r.level == "measure"], findings, year)
    goals = one_row_a_number([r for r in records if r.level == "goal"], findings, year)
    _tell_missing_columns([*measures, *goals], findings, reading, year)
    if main:
        _tell_aside(reading, {record.id for record in records}, findings)
        _tell_unconfirmed(reading, strategy, findings)
    return Export(
        path=workbook.path,
        year=year,
        measures=tuple(measures),
        goals=tuple(goals),
        extras=tuple({**extra, "source_file": workbook.path.name} for extra in extras),
        findings=tuple(findings.dated(year)),
        tables=tuple(table for sheet in workbook.sheets for table in reading.read(sheet)),
        sheets=tuple(sheet.name for sheet in workbook.sheets),
        accounts=tuple(accounts),
        kinds=kinds,
        used_corrections=frozenset(register.used),
        words=_words(measures, goals),
    )


# what is told of a file and its sheets


def _tell_file(reading: Reading, findings: Findings) -> None:
    workbook = reading.workbook
    if not workbook.formatting:
        findings.add(
            "formatting-not-read",
            f"Im Format {workbook.path.suffix} sind ausgeblendete Zeilen, Durchstreichungen, Farben und Formeln "
            "nicht zu sehen; solche Befunde gibt es nur für .xlsx und .xlsm.",
        )
    for sheet in workbook.sheets:
        if sheet.name in reading.aside:
            message = f"Blatt „{sheet.name}“ wird nicht gelesen: {reading.aside[sheet.name]}."
            findings.add("sheet-ignored", message, sheet=sheet.name)
        elif not reading.found[sheet.name]:
            findings.add(
                "sheet-ignored", f"Blatt „{sheet.name}“ enthält keine Maßnahmen und keine Ziele.", sheet=sheet.name
            )
        elif sheet.hidden:
            first = reading.found[sheet.name][0]
            findings.add(
                "row-hidden",
                f"Blatt „{sheet.name}“ ist ausgeblendet; seine Zeilen werden gelesen und gezählt.",
                sheet=sheet.name,
                at=((first.rows or first.header)[0], first.columns[0].index),
            )


def _tell_table(table: Table, read: Rows, findings: Findings) -> None:
    """What of a table is in doubt, and that nothing of it was counted although it is filled."""
    heading = table.header[-1] if table.header else (table.rows or (1,))[0]
    for doubt in table.doubts:
        findings.add(
            "reading-uncertain",
            doubt.message,
            sheet=table.sheet.name,
            at=(heading, doubt.index),
            column=doubt.role.replace("goal_title", "title").replace("goal_status", "status"),
            raw=table.sheet.text(heading, doubt.index),
        )
    if read.kinds and not read.records:
        findings.add(
            "row-unread",
            f"Aus {len(read.kinds)} gefüllten Zeilen unter dieser Überschrift wurde keine Maßnahme und kein Ziel "
            "gelesen; bitte Nummern und Überschriften prüfen.",
            sheet=table.sheet.name,
            at=(heading, table.columns[0].index),
        )


def _tell_aside(reading: Reading, known: set[str], findings: Findings) -> None:
    """Sheets that are not read and hold what looks like measures that stand nowhere else."""
    words = [w for v in (MEASURE_STATUS, HORIZON, SCHEDULE) for t in v.terms[:-1] for w in (t.label, *t.spellings)]
    for sheet in reading.workbook.sheets:
        if reading.read(sheet):
            continue
        numbers = (
            sorted(sheets.numbers_of(reading.found[sheet.name]))
            if sheet.name in reading.aside
            else sheets.looks_like_measures(sheet, words)
        )
        missing = [number for number in dict.fromkeys(numbers) if number not in known]
        if len(missing) >= (1 if sheet.name in reading.aside else READ_ELSEWHERE):
            findings.add(
                "reading-uncertain",
                f"Blatt „{sheet.name}“ wird nicht gelesen, enthält aber {len(missing)} Nummern, die sonst nirgends "
                f"stehen ({', '.join(missing[:5])}{' …' if len(missing) > 5 else ''}); gehören sie dazu, bitte in "
                f'strategy.toml unter [sheets] „{sheet.name}" = "read" eintragen.',
                sheet=sheet.name,
                raw=" | ".join(missing),
            )


def _tell_unconfirmed(reading: Reading, strategy: Strategy | None, findings: Findings) -> None:
    """A heading that strategy.toml names and the export no longer has, with the nearest one."""
    headings = [
        column.heading.text
        for tables_of in reading.found.values()
        for table in tables_of
        for column in table.columns
        if column.heading.text
    ]
    for said in strategy.columns if strategy else ():
        if any(confirmed_role(heading, {said: ""}) is not None for heading in headings):
            continue
        near = process.extractOne(said, headings)
        hint = f"; am ähnlichsten ist „{near[0]}“" if near else ""
        findings.add(
            "reading-uncertain",
            f"Die Spalte „{said}“ aus strategy.toml gibt es im Export nicht{hint}. Bitte [columns] anpassen.",
            raw=said,
            cleaned=near[0] if near else "",
            severity="error",
        )


# colours


def _legend(table: Table, strategy: Strategy | None) -> dict[str, dict[str, str]]:
    """Vocabulary → fill colour → code, as the strategy says it, else as a legend on the sheet explains it."""
    sheet, words = table.sheet, strategy.words if strategy else {}
    value_columns = {c.index for c in table.columns if c.role in VALUE_ROLES}
    rows, vocabularies = frozenset(table.rows), _legend_vocabularies(table)
    legend: dict[str, dict[str, str]] = {}
    for (row, column), colour in sheet.fills.items():
        if (row in rows and column in value_columns) or row in table.header:
            continue
        text = sheet.text(row, column) or sheet.text(row, column + 1)
        for vocabulary in vocabularies:
            reading = values.read(vocabulary, text, words.get(vocabulary.name))
            if reading.how == "exact":
                legend.setdefault(vocabulary.name, {})[colour] = reading.code
    for name, colours in (strategy.colours if strategy else {}).items():
        legend.setdefault(name, {}).update(colours)
    return legend


def _legend_vocabularies(table: Table) -> list[Vocabulary]:
    return [VALUE_ROLES[c.role] for c in table.columns if c.role in VALUE_ROLES]


# columns and words


def _tell_missing_columns(records: Sequence[Record], findings: Findings, reading: Reading, year: int) -> None:
    """A table without a status, horizon or schedule column: told once, its values are unknown."""
    for level, roles in (("measure", ("status", "horizon", "schedule")), ("goal", ("status",))):
        of_level = [r for r in records if r.level == level]
        for role in roles:
            without = [r for r in of_level if r.said.get(role) is None]
            for sheet, _ in Counter(r.sheet for r in without).items():
                first = next(r for r in without if r.sheet == sheet)
                vocabulary = VALUE_ROLES["goal_status" if level == "goal" else role]
                header = next((t.header for t in reading.found[sheet] if first.row in t.rows), ())
                findings.add(
                    "value-missing",
                    f"Blatt „{sheet}“ hat für {year} keine Spalte {vocabulary.label}; alles dazu ist unbekannt.",
                    sheet=sheet,
                    at=(header[-1] if header else first.row, first.at[1]),
                    column=role,
                    cleaned=UNKNOWN,
                )


def _words(measures: Sequence[Record], goals: Sequence[Record]) -> dict[tuple[str, str], tuple[str, Position, str]]:
    """(vocabulary, key of the word) → the word, and where it stands first."""
    words: dict[tuple[str, str], tuple[str, Position, str]] = {}
    for record in (*measures, *goals):
        for role in ("status", "horizon", "schedule"):
            name = "goal_status" if record.level == "goal" else {"status": "measure_status"}.get(role, role)
            raw = record.raw.get(role, "")
            if name in VOCABULARIES and values.key(raw):
                words.setdefault((name, values.key(raw)), (raw, record.cells[role], record.sheet))
    return words
