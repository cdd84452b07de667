"""The cells of a row → what a record says, with a finding for every oddity."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from analysis.intake import ids, values
from analysis.intake.dating import due_date
from analysis.intake.findings import Findings
from analysis.intake.records import Record
from analysis.intake.register import Register
from analysis.intake.understand.monitoring import COLUMN_NAMES, VALUE_ROLES
from analysis.intake.understand.tables import Column, Table
from analysis.intake.workbook import Position, address
from analysis.strategy import Strategy
from analysis.vocabulary import HORIZON, SCHEDULE, UNKNOWN, Vocabulary

Words = Mapping[str, Mapping[str, str]]

# What a column without a year says of the newest year only, in a workbook with a status column a year.
NO_DAY = dt.date.min
OF_ONE_YEAR = ("schedule", "reason", "next_step", "updated", "note")


@dataclass
class Cells:
    """Reads the cells of one table for one year; `findings` and `extras` fill on the way.

    `legend` maps vocabulary and fill colour to a code; `main` is False for the older years of a
    workbook with a status column a year, for which what is common to all years is not told again.
    """

    table: Table
    year: int
    strategy: Strategy | None
    words: Words
    findings: Findings
    register: Register
    legend: Mapping[str, Mapping[str, str]]
    main: bool = True
    extras: list[dict[str, object]] = field(default_factory=list)

    def columns_of(self, row: int) -> list[int]:
        """The filled columns of a row, in order."""
        return self.table.filled[row]

    def first_text(self, row: int) -> str:
        return next((text for c in self.columns_of(row) if (text := self.table.sheet.text(row, c).strip())), "")

    def has_value(self, row: int) -> bool:
        """True where a status, horizon or schedule cell of the row is understood."""
        for role, vocabulary in VALUE_ROLES.items():
            column = self.column(role)
            if column and self._code(column, row, vocabulary)[0] != UNKNOWN:
                return True
        return False

    @cached_property
    def last_numbered(self) -> int:
        """The last row with a number of a measure or a goal."""
        columns = [c for role in ("measure_id", "goal_id") if (c := self.column(role))]
        sheet = self.table.sheet
        return max((r for r in self.table.rows for c in columns if ids.parse(sheet.shown(r, c.index))), default=0)

    def is_covered(self, row: int, role: str) -> bool:
        column = self.column(role)
        return column is not None and self.table.sheet.anchor(row, column.index)[0] < row

    def column(self, role: str) -> Column | None:
        """The column of a role; of several with a year the latest of this year."""
        return self._columns[role]

    @cached_property
    def _columns(self) -> dict[str, Column | None]:
        return {role: self._column(role) for role in COLUMN_NAMES}

    def _column(self, role: str) -> Column | None:
        columns = [column for column in self.table.columns if column.role == role]
        of_year = max((c for c in columns if c.year == self.year), key=lambda c: c.heading.time or NO_DAY, default=None)
        if of_year or (not self.main and role in OF_ONE_YEAR):
            return of_year
        return next((c for c in columns if c.year is None or len(columns) == 1), None)

    def text(self, record: Record, role: str, row: int) -> str | None:
        column = self.column(role)
        if column is None:
            return None
        at = self.table.sheet.anchor(row, column.index)
        record.cells[_frame_column(role)] = at
        if self.is_broken(at, _frame_column(role), record.id):
            return ""
        text = values.tidy(self.table.sheet.text(row, column.index))
        record.raw[_frame_column(role)] = text
        return self.corrected(record, _frame_column(role), text, text)

    def due(self, record: Record, row: int) -> dt.date | None:
        column = self.column("due")
        if column is None:
            return None
        at = self.table.sheet.anchor(row, column.index)
        raw = self.table.sheet.errors.get(at, self.table.sheet.text(*at))
        record.cells["due"] = at
        corrected = self.corrected(record, "due", raw, raw)
        if corrected != raw:
            return due_date(corrected)
        if self.is_broken(at, "due", record.id) or at not in self.table.sheet.cells:
            return None
        day = due_date(self.table.sheet.cells[at])
        reading = values.read(HORIZON, raw, self.words.get("horizon"))
        if day is None and reading.how != "missing":
            self.keep(row, column.index, record.id)
            if not self.horizon_of_due(row):
                message = f"Termin: „{raw}“ ist kein Datum, Monat, Quartal oder Jahr; bitte so eintragen."
                self.findings.about(record, "value-unknown", message, "due", raw=raw, year=self.year)
        return day

    def horizon_of_due(self, row: int) -> str:
        """The horizon that the column of dates tells by a word: „fortlaufend“, or, without a column for it, another."""
        column = self.column("due")
        if column is None:
            return ""
        reading = values.read(HORIZON, self.table.sheet.text(row, column.index), self.words.get("horizon"))
        told = reading.code if reading.code != UNKNOWN else ""
        return told if told == "ongoing" or self.column("horizon") is None else ""

    def is_broken(self, at: Position, column: str, number: str) -> bool:
        """True, and told, where the cell holds an Excel error or a formula without a stored result."""
        if error := self.table.sheet.errors.get(at):
            self._tell_error(at, column, number, error)
            return True
        if at in self.table.sheet.no_value:
            if self.main:
                self.findings.add(
                    "formula-without-value",
                    "Formel ohne gespeichertes Ergebnis; bitte die Datei in Excel öffnen, neu berechnen und speichern.",
                    sheet=self.table.sheet.name,
                    at=at,
                    column=column,
                    id=number,
                    year=self.year,
                )
            return True
        return False

    def _tell_error(self, at: Position, column: str, number: str, error: str) -> None:
        if self.main:
            self.findings.add(
                "cell-error",
                f"Excel-Fehlerwert {error}; bitte die Formel oder den Wert berichtigen.",
                sheet=self.table.sheet.name,
                at=at,
                column=column,
                id=number,
                raw=error,
                cleaned=UNKNOWN,
                year=self.year,
            )

    def _code(self, column: Column, row: int, vocabulary: Vocabulary) -> tuple[str, values.How, str, Position]:
        """Code, how it was understood, raw text, and the cell that says it."""
        sheet = self.table.sheet
        if column.marks:
            return self._marked(column, row, vocabulary)
        at = sheet.anchor(row, column.index)
        raw = sheet.text(row, column.index)
        reading = self.reading(vocabulary, raw)
        if not values.key(raw) and (colour := sheet.fills.get(at)):
            code = self.legend.get(vocabulary.name, {}).get(colour)
            if code:
                return code, "exact", colour, at
        for rival in column.rivals:
            said = sheet.text(row, rival)
            other = self.reading(vocabulary, said)
            if other.how != "missing" and other.code != reading.code:
                return UNKNOWN, "unknown", f"{raw} | {said}", at
        return reading.code, reading.how, sheet.errors.get(at, raw), at

    def reading(self, vocabulary: Vocabulary, text: str) -> values.Reading:
        """How a text is read for this year: what lies ahead has not happened."""
        reading = values.read(vocabulary, text, self.words.get(vocabulary.name))
        if vocabulary is HORIZON and reading.how == "unknown":
            ends = (self.strategy.short_years, self.strategy.medium_years) if self.strategy else (2, 5)
            code = values.horizon_of_years(text, *ends)
            return values.Reading(code, "normalised") if code else reading
        if reading.how == "normalised" and values.lies_ahead(reading.code, text, self.year):
            return values.Reading(UNKNOWN, "unknown")
        return reading

    def _marked(self, column: Column, row: int, vocabulary: Vocabulary) -> tuple[str, values.How, str, Position]:
        """The one code whose column is marked; a broken cell among them leaves none certain."""
        sheet = self.table.sheet
        broken = [(row, i) for i in column.marks if (row, i) in sheet.errors or (row, i) in sheet.no_value]
        if broken:
            return UNKNOWN, "missing", sheet.errors.get(broken[0], ""), broken[0]
        marked = {i: code for i, code in column.marks.items() if not values.is_no_mark(sheet.text(row, i))}
        at = (row, next(iter(marked), column.index))
        raw = ", ".join(f"{sheet.text(row, i)} bei {vocabulary.labels[code]}" for i, code in marked.items())
        if len(marked) == 1 and values.is_mark(sheet.text(*at)):
            return marked[at[1]], "exact", raw, at
        return UNKNOWN, "unknown" if marked else "missing", raw, at

    def value(
        self,
        record: Record,
        role: str,
        row: int,
        *,
        column: Column | None = None,
        vocabulary: Vocabulary | None = None,
    ) -> None:
        vocabulary = vocabulary or VALUE_ROLES[role]
        column = column or (None if record.level == "goal" else self.column(role))
        of_due = self.horizon_of_due(row) if role == "horizon" else ""
        if column is None:
            record.said[role] = of_due or None
            return
        code, how, raw, at = self._code(column, row, vocabulary)
        if how == "missing" and of_due:
            code, how = of_due, "exact"
        record.cells[role], record.raw[role] = at, raw
        corrected = self.corrected(record, role, raw, code)
        if corrected != code:
            record.said[role] = corrected
            return
        if self.is_broken(at, role, record.id):
            record.said[role] = UNKNOWN
            return
        record.said[role] = code
        if self.main or column.year == self.year:
            self._tell_value(record, role, vocabulary, code, how)

    def _tell_value(self, record: Record, role: str, vocabulary: Vocabulary, code: str, how: values.How) -> None:
        if how == "exact":
            return
        raw = record.raw[role]
        if vocabulary is HORIZON and how == "unknown" and self.column("due") is None:
            record.due = due_date(self.table.sheet.value(*record.cells[role]))
            if record.due:
                message = f"Zeithorizont: „{raw}“ wird als Termin {record.due:%d.%m.%Y} gelesen."
                self.findings.about(record, "value-normalised", message, role, cleaned=UNKNOWN, year=self.year)
                return
        message = {
            "normalised": f"{vocabulary.label}: „{raw}“ wird als „{vocabulary.labels[code]}“ gelesen.",
            "missing": f"{vocabulary.label} fehlt{self._instead(record.cells[role])}; bitte eintragen.",
            "unknown": f"{vocabulary.label}: „{raw}“ ist nicht zu verstehen; "
            f"möglich sind: {', '.join(list(vocabulary.labels.values())[:-1])}.",
        }[how]
        self.findings.about(record, f"value-{how}", message, role, cleaned=code, year=self.year)

    def _instead(self, at: Position) -> str:
        """What is to be seen where a word is missing: a picture, a colour that nothing explains."""
        if at in self.table.sheet.pictures:
            return ", auf der Zelle liegt ein Bild, das niemand lesen kann"
        colour = self.table.sheet.fills.get(at)
        return f", die Zelle ist nur gefärbt ({colour}, ohne Legende)" if colour else ""

    def schedule(self, record: Record, row: int) -> None:
        """The schedule follows the status: discarded measures have no other, living ones not that."""
        column = self.column("schedule")
        discarded = record.said["status"] == "discarded"
        if column is None:
            record.said["schedule"] = "discarded" if discarded else None
            return
        code, how, raw, at = self._code(column, row, SCHEDULE)
        record.cells["schedule"], record.raw["schedule"] = at, raw
        corrected = self.corrected(record, "schedule", raw, code)
        if corrected != code:
            record.said["schedule"] = "discarded" if discarded else corrected
        elif self.is_broken(at, "schedule", record.id):
            record.said["schedule"] = "discarded" if discarded else UNKNOWN
        elif discarded:
            record.said["schedule"] = "discarded"
            if how != "missing" and not (code == "discarded" and how == "exact"):
                message = f"Zeitplan: „{raw}“ bei verworfener Maßnahme wird als „verworfen“ geführt."
                self.findings.about(
                    record, "value-normalised", message, "schedule", cleaned="discarded", year=self.year
                )
        elif code == "discarded":
            record.said["schedule"] = UNKNOWN
            message = f"Zeitplan: „{raw}“ passt nicht zu einer Maßnahme, die nicht verworfen ist; bitte klären."
            self.findings.about(record, "value-unknown", message, "schedule", cleaned=UNKNOWN, year=self.year)
        else:
            record.said["schedule"] = code
            self._tell_value(record, "schedule", SCHEDULE, code, how)

    def previous(self, record: Record, row: int, role: str, own_role: str) -> None:
        """Last year's status in this year's table: its own column, or the status column of that year."""
        column = self.column(role) or next(
            (c for c in self.table.columns if c.role == own_role and c.year == self.year - 1), None
        )
        if column:
            code, _, raw, at = self._code(column, row, VALUE_ROLES[own_role])
            record.previous, record.cells["previous"], record.raw["previous"] = code, at, raw

    def corrected(self, record: Record, column: str, raw: str, value: str) -> str:
        """The register's value where it has an entry for what the cell says, else `value`."""
        at = record.cells.get(column, record.at)
        return self.register.apply(record.id, column, raw, value, sheet=record.sheet, at=at)

    def struck(self, record: Record, *roles: str) -> None:
        positions = [record.at, *(record.cells[role] for role in roles if role in record.cells)]
        struck = next((at for at in positions if at in self.table.sheet.struck), None)
        if struck and record.said.get("status") != "discarded":
            self.findings.add(
                "struck-through",
                f"{self.table.sheet.text(*struck)!s} ist durchgestrichen, der Status aber nicht „verworfen“; "
                "bitte klären, ob die Zeile noch gilt.",
                sheet=record.sheet,
                at=struck,
                column="status" if struck == record.cells.get("status") else "title",
                id=record.id,
                raw=self.table.sheet.text(*struck),
                year=self.year,
            )

    def keep_rest(self, row: int, number: str) -> None:
        for index in self.columns_of(row):
            column = self.table.by_index.get(index)
            if column and not column.marks and (not column.role or self._is_superseded(column)):
                self.keep(row, index, number)

    def _is_superseded(self, column: Column) -> bool:
        """True for the state of an earlier day in this same year: „Status 06/2025“ beside „Status 12/2025“."""
        return column.year == self.year and self.column(column.role) is not column

    def keep(self, row: int, column: int, number: str) -> None:
        known = self.table.by_index.get(column)
        heading = known.heading.text if known else ""
        if self.main:
            self.extras.append(
                {
                    "year": self.year,
                    "id": number,
                    "column": heading or f"Spalte {address((1, column))[:-1]}",
                    "value": self.table.sheet.errors.get((row, column)) or self.table.sheet.text(row, column),
                    "source_sheet": self.table.sheet.name,
                    "cell": address((column, row) if self.table.sheet.turned else (row, column)),
                }
            )


def _frame_column(role: str) -> str:
    return "title" if role == "goal_title" else role
