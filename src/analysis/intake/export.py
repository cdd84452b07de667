"""One export workbook → its years' records, extras and findings. The years come from its content."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from analysis.errors import DataError, Place
from analysis.intake import values
from analysis.intake.cells import Cells
from analysis.intake.dating import file_years, stated_years
from analysis.intake.findings import Finding, Findings
from analysis.intake.records import TEXT_ROLES, Record
from analysis.intake.register import Register
from analysis.intake.rows import Rows
from analysis.intake.understand.monitoring import VALUE_ROLES, Facts
from analysis.intake.understand.tables import Table, explain, tables
from analysis.intake.workbook import Position, Sheet, Workbook, address, read_workbook
from analysis.strategy import Correction, Corrections, Strategy
from analysis.vocabulary import UNKNOWN, VOCABULARIES, Vocabulary


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
    used_corrections: frozenset[Correction] = frozenset()
    words: Mapping[tuple[str, str], tuple[str, Position, str]] = field(default_factory=dict)


def read_export(path: Path, strategy: Strategy | None, corrections: Corrections) -> list[Export]:
    """The years of an export, oldest first; DataError where it cannot be read or its year is unclear.

    A workbook with a status column for each year gives several; each but the newest repeats what the
    columns without a year say.
    """
    workbook = read_workbook(path)
    found = _tables(workbook, strategy)
    if not any(found.values()):
        raise DataError(
            "keine Tabelle mit Maßnahmen oder Zielen gefunden; gesucht wird eine Spalte mit Nummern "
            "wie 1.2.3.4 und daneben Titel oder Status.",
            path,
        )
    years = _years(workbook, found)
    return [_read_year(workbook, found, year, strategy, corrections, main=year == max(years)) for year in sorted(years)]


def explain_export(path: Path, strategy: Strategy | None) -> list[str]:
    """German lines: how each sheet and column of a file is understood."""
    workbook = read_workbook(path)
    found = _tables(workbook, strategy)
    lines = [str(path)]
    for sheet in workbook.sheets:
        lines += [line for table in found[sheet.name] for line in explain(table)]
        if not found[sheet.name]:
            lines.append(f"Blatt „{sheet.name}“: keine Maßnahmen und keine Ziele; wird nicht gelesen")
    return lines


def _tables(workbook: Workbook, strategy: Strategy | None) -> dict[str, list[Table]]:
    """Sheet → its tables."""
    try:
        return {sheet.name: tables(sheet, Facts(strategy)) for sheet in workbook.sheets}
    except DataError as error:
        raise DataError(f"{workbook.path}: {error}") from error


def _read_year(
    workbook: Workbook,
    found: Mapping[str, Sequence[Table]],
    year: int,
    strategy: Strategy | None,
    corrections: Corrections,
    *,
    main: bool,
) -> Export:
    findings = Findings(workbook.path.name)
    register = Register({(c.id, c.column): c for c in corrections.corrections if c.year == year}, findings, year)
    words = strategy.words if strategy else {}
    records: list[Record] = []
    extras: list[dict[str, object]] = []
    if main:
        _tell_file(workbook, found, findings)
    for sheet in workbook.sheets:
        for table in found[sheet.name]:
            cells = Cells(
                table=table,
                year=year,
                strategy=strategy,
                words=words,
                findings=findings,
                register=register,
                legend=_legend(table, strategy),
                main=main,
            )
            records += Rows(cells).read()
            extras += cells.extras
    measures = _one_row_an_id([r for r in records if r.level == "measure"], findings, year)
    goals = _one_row_an_id([r for r in records if r.level == "goal"], findings, year)
    _tell_missing_columns([*measures, *goals], findings, found, year)
    return Export(
        path=workbook.path,
        year=year,
        measures=tuple(measures),
        goals=tuple(goals),
        extras=tuple({**extra, "source_file": workbook.path.name} for extra in extras),
        findings=tuple(findings.dated(year)),
        tables=tuple(table for sheet in workbook.sheets for table in found[sheet.name]),
        sheets=tuple(sheet.name for sheet in workbook.sheets),
        used_corrections=frozenset(register.used),
        words=_words(measures, goals),
    )


def _tell_file(workbook: Workbook, found: Mapping[str, Sequence[Table]], findings: Findings) -> None:
    if not workbook.formatting:
        findings.add(
            "formatting-not-read",
            f"Im Format {workbook.path.suffix} sind ausgeblendete Zeilen, Durchstreichungen, Farben und Formeln "
            "nicht zu sehen; solche Befunde gibt es nur für .xlsx und .xlsm.",
        )
    for sheet in workbook.sheets:
        if not found[sheet.name]:
            findings.add(
                "sheet-ignored", f"Blatt „{sheet.name}“ enthält keine Maßnahmen und keine Ziele.", sheet=sheet.name
            )
        elif sheet.hidden:
            first = found[sheet.name][0]
            findings.add(
                "row-hidden",
                f"Blatt „{sheet.name}“ ist ausgeblendet; seine Zeilen werden gelesen und gezählt.",
                sheet=sheet.name,
                at=((first.rows or first.header)[0], first.columns[0].index),
            )


# the year


def _years(workbook: Workbook, found: Mapping[str, Sequence[Table]]) -> set[int]:
    """The reporting years of the file; DataError names what disagrees."""
    stated: dict[int, tuple[str, str, str]] = {}  # year → in words, sheet, cell
    column_years: set[int] = set()
    for sheet in workbook.sheets:
        for table in found[sheet.name]:
            of_values = [c for c in table.columns if c.role in VALUE_ROLES]
            years = {c.year: c for c in of_values if c.year}
            column_years |= {c.year for c in of_values if c.year and c.role in ("status", "goal_status")}
            undated = any(c.role in ("status", "goal_status") and c.year is None for c in of_values)
            if years and not undated:
                newest = max(years)
                where = f"„{years[newest].heading.text}“ auf Blatt „{sheet.name}“"
                stated.setdefault(newest, (where, sheet.name, ""))
        for row, column in _outside(sheet, found[sheet.name]):
            beside = next((sheet.cells.get((row, c)) for c in sheet.rows[row] if c > column), None)
            for year in stated_years(sheet.text(row, column), beside):
                cell = address((row, column))
                where = f"„{sheet.text(row, column)}“ in {sheet.name}!{cell}"
                stated.setdefault(year, (where, sheet.name, cell))
    in_name = file_years(workbook.path.name)
    if len(stated) > 1:
        listed = "; ".join(f"{year}: {where}" for year, (where, _, _) in sorted(stated.items()))
        places = [Place(workbook.path.name, sheet, cell) for _, (_, sheet, cell) in sorted(stated.items())]
        text = f"{workbook.path}: das Berichtsjahr ist widersprüchlich ({listed}); bitte berichtigen."
        raise DataError(text, places=places)
    if not stated:
        if len(in_name) == 1:
            return in_name
        raise DataError(
            "kein Berichtsjahr gefunden; bitte „Berichtsjahr“ und das Jahr über die Tabelle "
            "schreiben oder das Jahr in den Dateinamen aufnehmen.",
            workbook.path,
        )
    year, (where, at_sheet, cell) = next(iter(stated.items()))
    if in_name and year not in in_name:
        names = " und ".join(map(str, sorted(in_name)))
        raise DataError(
            f"der Dateiname nennt {names}, der Inhalt {year} ({where}); bitte eines berichtigen.",
            workbook.path,
            sheet=at_sheet,
            cell=cell,
        )
    return column_years | {year}


def _outside(sheet: Sheet, found: Sequence[Table]) -> list[Position]:
    """The text cells that stand above or, by themselves, below a sheet's tables; where it has none, all."""
    if not found:
        return [position for position, value in sorted(sheet.cells.items()) if isinstance(value, str)]
    first = min(min(table.header or table.rows) for table in found)
    return [
        (row, column)
        for (row, column), value in sorted(sheet.cells.items())
        if isinstance(value, str) and (row < first or (len(sheet.rows[row]) <= 2 and column == sheet.rows[row][0]))
    ]


# colours


def _legend(table: Table, strategy: Strategy | None) -> dict[str, dict[str, str]]:
    """Vocabulary → fill colour → code, as the strategy says it, else as a legend on the sheet explains it."""
    sheet, words = table.sheet, strategy.words if strategy else {}
    value_columns = {c.index for c in table.columns if c.role in VALUE_ROLES}
    legend: dict[str, dict[str, str]] = {}
    for (row, column), colour in sheet.fills.items():
        if (row in table.rows and column in value_columns) or row in table.header:
            continue
        text = sheet.text(row, column) or sheet.text(row, column + 1)
        for vocabulary in _legend_vocabularies(table):
            reading = values.read(vocabulary, text, words.get(vocabulary.name))
            if reading.how == "exact":
                legend.setdefault(vocabulary.name, {})[colour] = reading.code
    for name, colours in (strategy.colours if strategy else {}).items():
        legend.setdefault(name, {}).update(colours)
    return legend


def _legend_vocabularies(table: Table) -> list[Vocabulary]:
    return [VALUE_ROLES[c.role] for c in table.columns if c.role in VALUE_ROLES]


# one row an ID

_COMPARED = ("title", "goal_id", "horizon", "status", "schedule", *TEXT_ROLES)


def _one_row_an_id(records: Sequence[Record], findings: Findings, year: int) -> list[Record]:
    """Rows that bear one ID counted once, and told; rows of tables that complete each other are joined."""
    result: dict[str, Record] = {}
    for record in records:
        first = result.setdefault(record.id, record)
        if first is record:
            continue
        differing = _join(first, record)
        if differing is None or ((record.beside or first.beside) and not differing):
            continue
        where = f"{first.sheet}!{address(first.at)}"
        if differing:
            message = f"Nummer {record.id} steht schon in {where} mit anderen Angaben ({', '.join(differing)}); "
            message += "gezählt wird sie einmal. Bitte die Nummern klären."
        else:
            message = f"Nummer {record.id} steht mit gleichen Angaben schon in {where}; gezählt wird sie einmal."
        findings.add(
            "id-duplicate",
            message,
            sheet=record.sheet,
            at=record.at,
            column="measure_id" if record.level == "measure" else "goal_id",
            id=record.id,
            raw=record.id,
            year=year,
            severity="" if differing else "info",
        )
    return list(result.values())


def _join(first: Record, further: Record) -> list[str] | None:
    """German names of what differs; None where the rows come from tables that complete each other.

    What only one of them has is taken over; status, horizon and schedule that differ become unknown.
    """
    names = {"title": "Titel", "due": "Termin", "field": "Handlungsfeld", "goal_id": "operatives Ziel"}
    names |= {role: vocabulary.label for role, vocabulary in VALUE_ROLES.items()}
    if first.level == "goal":
        names["status"] = names["goal_status"]
    other_table = (first.sheet, first.table) != (further.sheet, further.table)
    shared = [n for n in _COMPARED if first.said.get(n) is not None and further.said.get(n) is not None]
    differing = [n for n in shared if values.key(first.said[n] or "") != values.key(further.said[n] or "")]
    differing += ["due"] if first.due and further.due and first.due != further.due else []
    differing += ["field"] if len({first.field_number, further.field_number} - {None}) > 1 else []
    completes = other_table and not differing and not any(n in shared for n in ("horizon", "status", "schedule"))
    for name, value in further.said.items():
        if first.said.get(name) is None and value is not None:
            first.said[name] = value
            if name in further.cells:
                first.cells[name], first.raw[name] = further.cells[name], further.raw.get(name, "")
    for name in ("horizon", "status", "schedule"):
        if name in differing:
            first.said[name] = UNKNOWN
    first.due = first.due or further.due
    if completes:
        return None
    return [names.get(name, "weitere Angaben") for name in differing]


def _tell_missing_columns(
    records: Sequence[Record], findings: Findings, found: Mapping[str, Sequence[Table]], year: int
) -> None:
    """A table without a status, horizon or schedule column: told once, its values are unknown."""
    for level, roles in (("measure", ("status", "horizon", "schedule")), ("goal", ("status",))):
        of_level = [r for r in records if r.level == level]
        for role in roles:
            without = [r for r in of_level if r.said.get(role) is None]
            for sheet, _ in Counter(r.sheet for r in without).items():
                first = next(r for r in without if r.sheet == sheet)
                vocabulary = VALUE_ROLES["goal_status" if level == "goal" else role]
                header = next((t.header for t in found[sheet] if first.row in t.rows), ())
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
