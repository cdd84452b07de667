"""The rows of a table → records of measures and goals, with findings for every oddity of a cell."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.intake import fields, ids, values
from analysis.intake.dating import due_date
from analysis.intake.findings import Findings
from analysis.intake.layout import VALUE_ROLES, Column, Table, Words
from analysis.intake.workbook import Position, address
from analysis.strategy import Correction, Strategy
from analysis.vocabulary import GOAL_STATUS, NOTE_ROW, SCHEDULE, TOTAL_ROW, UNKNOWN, Vocabulary

TEXT_ROLES = ("responsible", "reason", "next_step", "updated", "note")
ID_COLUMN = {"measure": "measure_id", "goal": "goal_id"}


@dataclass
class Record:
    """One measure or goal as one row says it. A value is None where the table has no such column."""

    level: str
    id: str
    sheet: str
    row: int
    at: Position
    values: dict[str, str | None] = field(default_factory=dict)
    cells: dict[str, Position] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    field_number: int | None = None
    due: dt.date | None = None
    previous: str = UNKNOWN
    table: tuple[int, ...] = ()
    beside: bool = False  # a goal that a measure's row names


@dataclass
class TableReader:
    """Reads one table for one year; `findings`, `extras` and `used` corrections are filled on the way."""

    table: Table
    year: int
    strategy: Strategy | None
    words: Words
    findings: Findings
    corrections: Mapping[tuple[str, str], Correction]
    used: set[Correction]
    legend: Mapping[str, Mapping[str, str]]
    main: bool = True
    records: list[Record] = field(default_factory=list)
    extras: list[dict[str, object]] = field(default_factory=list)
    depth: int = 4
    told_hidden: int = 0

    def read(self) -> list[Record]:
        """The records of all rows; header repeats, totals and notes are told and left out."""
        numbers = {role: self._numbers(role) for role in ("measure_id", "goal_id")}
        self.depth = _measure_depth(numbers["measure_id"])
        headings = {self._row_key(row) for row in self.table.header}
        heading_field = self._field_above()
        for row in self.table.rows:
            if not self._columns_of(row):
                continue
            if self._row_key(row) in headings:
                self._ignore(row, "wiederholte Überschrift")
            elif (text := self._first_text(row)) and _is_total(text) and not self._has_value(row):
                self._ignore(row, "Summenzeile")
            elif self._continues_measure(row):
                self._continue(row)
            elif measure := self._measure_number(numbers["measure_id"].get(row)):
                self.records.append(self._measure(row, measure, numbers["goal_id"].get(row), heading_field))
            elif goal := self._goal_number(row, numbers):
                self.records.append(self._goal(row, goal, self._goal_position(row), heading_field))
            elif (told := self._section(row)) is not None:
                heading_field = told or heading_field
            elif self._lacks_id(row):
                self._tell_missing_id(row)
            else:
                self._ignore(row, "Summen- oder Notizzeile")
        return self.records

    # rows

    def _columns_of(self, row: int) -> list[int]:
        mine = {c.index for c in self.table.columns} | {i for c in self.table.columns for i in c.marks}
        return [column for column in self.table.sheet.rows[row] if column in mine]

    def _row_key(self, row: int) -> tuple[str, ...]:
        return tuple(values.key(self.table.sheet.text(row, column)) for column in self._columns_of(row))

    def _first_text(self, row: int) -> str:
        return next((text for c in self._columns_of(row) if (text := self.table.sheet.text(row, c).strip())), "")

    def _has_value(self, row: int) -> bool:
        """True where a status, horizon or schedule cell of the row is understood."""
        for role, vocabulary in VALUE_ROLES.items():
            column = self._column(role)
            if column and self._code(column, row, vocabulary)[0] != UNKNOWN:
                return True
        return False

    def _is_covered(self, row: int, role: str) -> bool:
        column = self._column(role)
        return column is not None and self.table.sheet.anchor(row, column.index)[0] < row

    def _continues_measure(self, row: int) -> bool:
        return self._is_covered(row, "measure_id")

    def _continue(self, row: int) -> None:
        """A further physical row of the measure above: what it adds is kept."""
        record = next((r for r in reversed(self.records) if r.level == "measure"), None)
        for column in self._columns_of(row):
            if self.table.sheet.anchor(row, column)[0] < row:
                continue
            role = next((c.role for c in self.table.columns if c.index == column), "")
            text = self.table.sheet.text(row, column).strip()
            if record is not None and role in (*TEXT_ROLES, "title") and text:
                record.values[role] = f"{record.values.get(role) or ''} {text}".strip()
            elif text:
                self._keep(row, column, record.id if record else "")

    def _ignore(self, row: int, what: str) -> None:
        if not self.main:
            return
        at = (row, self._columns_of(row)[0])
        text = self.table.sheet.text(*at)
        self.findings.add(
            "row-ignored", f"Zeile {row} wird nicht gezählt: {what}.", sheet=self.table.sheet.name, at=at, raw=text
        )

    def _lacks_id(self, row: int) -> bool:
        """True where title or status stand without a number; a lone text apart from the data is a note."""
        columns = self._columns_of(row)
        text = self._first_text(row)
        if re.search(NOTE_ROW, values.clean(text).casefold()) and len(columns) == 1:
            return False
        if self._has_value(row):
            return True
        title = self._column("title") or self._column("goal_title")
        has_title = title is not None and title.index in columns and not self._is_spread(row, title.index)
        if not has_title:
            return False
        return len(columns) > 1 or any(record.row in (row - 1, row + 1) for record in self.records)

    def _is_spread(self, row: int, column: int) -> bool:
        return any(t == row == b and r > le and le <= column <= r for t, le, b, r in self.table.sheet.merged)

    def _tell_missing_id(self, row: int) -> None:
        role = "measure_id" if self.table.has_measures else "goal_id"
        at = (row, self._column(role).index)  # type: ignore[union-attr]
        if error := self.table.sheet.errors.get(at):
            self._tell_cell_error(at, role, "", error)
        if self.main:
            text = " | ".join(self.table.sheet.text(row, c) for c in self._columns_of(row))
            self.findings.add(
                "id-missing",
                f"Zeile {row} hat keine Nummer und wird nicht gezählt; bitte die Nummer in {address(at)} eintragen.",
                sheet=self.table.sheet.name,
                at=at,
                column=role,
                raw=text,
            )

    # numbers

    def _numbers(self, role: str) -> dict[int, ids.Number | None]:
        """Row → number of the column, ambiguous ones resolved and told."""
        column = self._column(role)
        if column is None:
            return {}
        sheet = self.table.sheet
        rows = [row for row in self.table.rows if self._columns_of(row)]
        cells = {row: sheet.cells.get((row, column.index), "") for row in rows}
        read = {row: ids.parse(cell, sheet.decimals.get((row, column.index))) for row, cell in cells.items()}
        if not any(read.values()) and column.heading.attribute == "id":  # a shape of the office's own
            read = {row: ids.Number(values.clean(str(cell))) if cell != "" else None for row, cell in cells.items()}
        totals = {row for row in rows if _is_total(self._first_text(row)) and not self._has_value(row)}
        kept = [row for row in rows if row not in totals]
        resolved = dict(zip(kept, ids.resolve([read[row] for row in kept]), strict=True))
        tidied = sum(bool(number and number.tidied) for number in resolved.values())
        common = tidied * 2 > sum(number is not None for number in resolved.values())
        for row, number in resolved.items():
            if number and self.main:
                self._tell_number(row, column, role, number, common_shape=common)
        if role == "goal_id":
            for row in rows:
                top = sheet.anchor(row, column.index)[0]
                if top != row:
                    resolved[row] = resolved.get(top)
        return resolved

    def _tell_number(self, row: int, column: Column, role: str, number: ids.Number, *, common_shape: bool) -> None:
        at = (row, column.index)
        raw = self.table.sheet.text(*at)
        if number.others:
            self.findings.add(
                "id-ambiguous",
                f"Nummer „{raw}“ ist als Zahl oder Datum gespeichert und wird als {number.text} gelesen; "
                "bitte prüfen und die Spalte als Text formatieren.",
                sheet=self.table.sheet.name,
                at=at,
                column=role,
                id=number.text,
                raw=raw,
                cleaned=number.text,
            )
        elif number.tidied and not common_shape and role == "measure_id":
            self.findings.add(
                "value-normalised",
                f"Nummer „{raw}“ wird als {number.text} gelesen.",
                sheet=self.table.sheet.name,
                at=at,
                column=role,
                id=number.text,
                raw=raw,
                cleaned=number.text,
            )

    def _measure_number(self, number: ids.Number | None) -> ids.Number | None:
        """The number of a measure; in a column of mixed depth the shorter ones are headings."""
        return None if number is None or 0 < number.depth < self.depth else number

    def _goal_number(self, row: int, numbers: Mapping[str, Mapping[int, ids.Number | None]]) -> ids.Number | None:
        """The goal that a row without a measure names: in its column, or as a heading row."""
        if number := numbers["goal_id"].get(row):
            return None if self._is_covered(row, "goal_id") and self.table.has_measures else number
        mixed = numbers["measure_id"].get(row)
        if mixed is None:
            column = self._columns_of(row)[0]
            mixed = ids.parse(self.table.sheet.cells.get((row, column), ""))
        return mixed if mixed and mixed.depth == 3 and self.depth == 4 else None

    def _goal_position(self, row: int) -> Position:
        column = self._column("goal_id")
        if column and (row, column.index) in self.table.sheet.cells:
            return row, column.index
        return row, self._columns_of(row)[0]

    def _section(self, row: int) -> int | None:
        """The field that a heading row names, 0 for a heading of another level; None for no heading."""
        columns = self._columns_of(row)
        text = self._first_text(row)
        if len(columns) > 2 or len(text) > 200 or self._has_value(row):
            return None
        if fields.speaks_of_field(text):
            return fields.understood(text, self.strategy) or 0
        if re.match(r"(strategisches|operatives) ziel|leitziel|oberziel|leitlinie", text.casefold()):
            return 0
        number = ids.parse(self.table.sheet.cells.get((row, columns[0]), ""))
        if number and 1 <= number.depth < 3 and isinstance(self.table.sheet.cells[(row, columns[0])], str):
            named = len(columns) == 2 or number.rest
            return (fields.understood(text, self.strategy) or 0 if number.depth == 1 else 0) if named else None
        return fields.named(text, self.strategy) if len(columns) == 1 else None

    # records

    def _measure(self, row: int, number: ids.Number, goal: ids.Number | None, heading_field: int | None) -> Record:
        record = self._record("measure", row, number.text, (row, self._column("measure_id").index))  # type: ignore[union-attr]
        record.values["title"] = self._text(record, "title", row) or (number.rest or None)
        for role in ("horizon", "status"):
            self._value(record, role, row)
        self._schedule(record, row)
        for role in TEXT_ROLES:
            record.values[role] = self._text(record, role, row)
        record.due = self._due(record, row)
        record.values["goal_id"] = self._corrected(record, "goal_id", goal.text if goal else "", "") or ""
        self._previous(record, row, "previous_status", "status")
        self._field(record, row, heading_field)
        self._struck(record, row, "title", "status")
        self._extras(row, record.id)
        if goal and not self._is_covered(row, "goal_id"):
            self._goal_beside(row, goal, heading_field)
        return record

    def _goal_beside(self, row: int, number: ids.Number, heading_field: int | None) -> None:
        """The goal of which a measure's row tells more than the number."""
        if self._column("goal_title") or self._column("goal_status") or number.rest:
            at = (row, self._column("goal_id").index)  # type: ignore[union-attr]
            self.records.append(self._goal(row, number, at, heading_field, beside=True))

    def _goal(
        self, row: int, number: ids.Number, at: Position, heading_field: int | None, *, beside: bool = False
    ) -> Record:
        record = self._record("goal", row, number.text, at)
        record.beside = beside
        title = self._text(record, "goal_title", row)
        if title is None and not beside and not number.rest:
            title = self._text(record, "title", row)
        record.values["title"] = title or number.rest or None
        column = self._column("goal_status") or (None if beside else self._own_status(row))
        self._value(record, "status", row, column=column, vocabulary=GOAL_STATUS)
        self._previous(record, row, "previous_goal_status", "goal_status")
        if not beside:
            record.due = self._due(record, row)
            self._field(record, row, heading_field)
            self._extras(row, record.id)
        self._struck(record, row, "title", "status")
        return record

    def _own_status(self, row: int) -> Column | None:
        """A heading row's own status may stand in the column of the measures' status."""
        column = self._column("status")
        return column if column and (column.index in self._columns_of(row) or column.marks) else None

    def _record(self, level: str, row: int, number: str, at: Position) -> Record:
        number = self._corrected_id(number, ID_COLUMN[level], at)
        place = (*self.table.header, self.table.columns[0].index)
        record = Record(level, number, self.table.sheet.name, row, at, table=place)
        hidden = row in self.table.sheet.hidden_rows and not self.table.sheet.hidden
        if hidden and self.main and self.told_hidden != row:
            self.told_hidden = row
            self.findings.add(
                "row-hidden",
                f"Zeile {row} ist ausgeblendet oder weggefiltert; sie wird gelesen und gezählt.",
                sheet=record.sheet,
                at=at,
                id=record.id,
            )
        return record

    def _column(self, role: str) -> Column | None:
        """The column of a role; of several with a year the one of this year."""
        columns = [column for column in self.table.columns if column.role == role]
        return next((c for c in columns if c.year == self.year), None) or next(
            (c for c in columns if c.year is None or len(columns) == 1), None
        )

    def _text(self, record: Record, role: str, row: int) -> str | None:
        column = self._column(role)
        if column is None:
            return None
        at = self.table.sheet.anchor(row, column.index)
        record.cells[_frame_column(role)] = at
        if self._is_broken(at, _frame_column(role), record.id):
            return ""
        text = values.tidy(self.table.sheet.text(row, column.index))
        record.raw[_frame_column(role)] = text
        return self._corrected(record, _frame_column(role), text, text)

    def _due(self, record: Record, row: int) -> dt.date | None:
        column = self._column("due")
        if column is None:
            return None
        at = self.table.sheet.anchor(row, column.index)
        if self._is_broken(at, "due", record.id) or at not in self.table.sheet.cells:
            return None
        day = due_date(self.table.sheet.cells[at])
        if day is None:
            self._keep(row, column.index, record.id)
        return day

    def _is_broken(self, at: Position, column: str, number: str) -> bool:
        """True, and told, where the cell holds an Excel error or a formula without a stored result."""
        if error := self.table.sheet.errors.get(at):
            self._tell_cell_error(at, column, number, error)
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

    def _tell_cell_error(self, at: Position, column: str, number: str, error: str) -> None:
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

    # status, horizon, schedule

    def _code(self, column: Column, row: int, vocabulary: Vocabulary) -> tuple[str, values.How, str, Position]:
        """Code, how it was understood, raw text, and the cell that says it."""
        sheet = self.table.sheet
        if column.marks:
            marked = {i: c for i, c in column.marks.items() if values.key(sheet.text(row, i))}
            at = (row, next(iter(marked), column.index))
            raw = ", ".join(f"{sheet.text(row, i)} bei {vocabulary.labels[c]}" for i, c in marked.items())
            if len(marked) == 1 and values.is_mark(sheet.text(*at)):
                return marked[at[1]], "exact", raw, at
            return UNKNOWN, "unknown" if marked else "missing", raw, at
        at = sheet.anchor(row, column.index)
        raw = sheet.text(row, column.index)
        reading = values.read(vocabulary, raw, self.words.get(vocabulary.name))
        if not values.key(raw) and (colour := sheet.fills.get(at)):
            code = self.legend.get(vocabulary.name, {}).get(colour)
            if code:
                return code, "exact", colour, at
        return reading.code, reading.how, raw, at

    def _value(
        self,
        record: Record,
        role: str,
        row: int,
        *,
        column: Column | None = None,
        vocabulary: Vocabulary | None = None,
    ) -> None:
        vocabulary = vocabulary or VALUE_ROLES[role]
        column = column or (None if record.level == "goal" else self._column(role))
        if column is None:
            record.values[role] = None
            return
        code, how, raw, at = self._code(column, row, vocabulary)
        record.cells[role], record.raw[role] = at, raw
        corrected = self._corrected(record, role, raw, code)
        if corrected != code:
            record.values[role] = corrected
            return
        if self._is_broken(at, role, record.id):
            record.values[role] = UNKNOWN
            return
        record.values[role] = code
        self._tell_value(record, role, vocabulary, code, how)

    def _tell_value(self, record: Record, role: str, vocabulary: Vocabulary, code: str, how: values.How) -> None:
        raw = record.raw[role]
        message = {
            "normalised": f"{vocabulary.label}: „{raw}“ wird als „{vocabulary.labels[code]}“ gelesen.",
            "missing": f"{vocabulary.label} fehlt; bitte eintragen.",
            "unknown": f"{vocabulary.label}: „{raw}“ ist nicht zu verstehen; "
            f"möglich sind: {', '.join(list(vocabulary.labels.values())[:-1])}.",
        }.get(how)
        if message:
            self._tell(f"value-{how}", message, record, role, cleaned=code)

    def _schedule(self, record: Record, row: int) -> None:
        """The schedule follows the status: discarded measures have no other, living ones not that."""
        column = self._column("schedule")
        discarded = record.values["status"] == "discarded"
        if column is None:
            record.values["schedule"] = "discarded" if discarded else None
            return
        code, how, raw, at = self._code(column, row, SCHEDULE)
        record.cells["schedule"], record.raw["schedule"] = at, raw
        corrected = self._corrected(record, "schedule", raw, code)
        if corrected != code:
            record.values["schedule"] = corrected
        elif self._is_broken(at, "schedule", record.id):
            record.values["schedule"] = "discarded" if discarded else UNKNOWN
        elif discarded:
            record.values["schedule"] = "discarded"
            if how != "missing" and not (code == "discarded" and how == "exact"):
                message = f"Zeitplan: „{raw}“ bei verworfener Maßnahme wird als „verworfen“ geführt."
                self._tell("value-normalised", message, record, "schedule", cleaned="discarded")
        elif code == "discarded":
            record.values["schedule"] = UNKNOWN
            message = f"Zeitplan: „{raw}“ passt nicht zu einer Maßnahme, die nicht verworfen ist; bitte klären."
            self._tell("value-unknown", message, record, "schedule", cleaned=UNKNOWN)
        else:
            record.values["schedule"] = code
            self._tell_value(record, "schedule", SCHEDULE, code, how)

    def _previous(self, record: Record, row: int, role: str, own_role: str) -> None:
        """Last year's status in this year's table: its own column, or the status column of that year."""
        column = self._column(role) or next(
            (c for c in self.table.columns if c.role == own_role and c.year == self.year - 1), None
        )
        if column:
            code, _, raw, at = self._code(column, row, VALUE_ROLES[own_role])
            record.previous, record.cells["previous"], record.raw["previous"] = code, at, raw

    # field, corrections, strike-through, what is left over

    def _field_above(self) -> int | None:
        """The field that the rows above the table or the sheet's name tell."""
        first = min(self.table.header or self.table.rows or (1,))
        for row in sorted((r for r in self.table.sheet.rows if r < first), reverse=True):
            text = self.table.sheet.text(row, self.table.sheet.rows[row][0])
            if fields.speaks_of_field(text) or fields.named(text, self.strategy):
                return fields.understood(text, self.strategy)
        name = self.table.sheet.name
        return (
            fields.understood(name, self.strategy)
            if fields.speaks_of_field(name)
            else fields.named(name, self.strategy)
        )

    def _field(self, record: Record, row: int, heading_field: int | None) -> None:
        """The field by the number, else by the column, else by heading or sheet; the number wins."""
        own = fields.by_id(record.id, self.strategy)
        column = self._column("field")
        text = self.table.sheet.text(row, column.index) if column else ""
        at = self.table.sheet.anchor(row, column.index) if column else record.at
        told = fields.understood(text, self.strategy) if values.key(text) else heading_field
        disagrees = own is not None and told is not None and told != own
        if own is not None and values.key(text) and not disagrees:
            name = fields.number_and_name(text)[1]
            disagrees = bool(name) and self.strategy is not None and fields.named(name, self.strategy) != own
        if disagrees and self.main:
            self.findings.add(
                "field-mismatch",
                f"Handlungsfeld „{text or heading_field}“ passt nicht zur Nummer {record.id}; es gilt die Nummer.",
                sheet=record.sheet,
                at=at,
                column="field",
                id=record.id,
                raw=text or str(heading_field),
                cleaned=str(own),
            )
        record.field_number = own if own is not None else told
        self._known_field(record)
        self._goal_fits(record)

    def _known_field(self, record: Record) -> None:
        number = record.field_number
        if number is None or self.strategy is None or number in self.strategy.field_names:
            return
        record.field_number = None
        if self.main:
            self.findings.add(
                "field-mismatch",
                f"Ein Handlungsfeld {number} gibt es in der Strategie nicht (Nummer {record.id}).",
                sheet=record.sheet,
                at=record.at,
                column="field",
                id=record.id,
                raw=str(number),
            )

    def _goal_fits(self, record: Record) -> None:
        goal, own = record.values.get("goal_id"), ids.parent(record.id, 3)
        if record.level == "measure" and goal and own and goal != own and self.main:
            column = self._column("goal_id")
            self.findings.add(
                "field-mismatch",
                f"Ziel {goal} passt nicht zur Nummer {record.id}; es gilt die Nummer.",
                sheet=record.sheet,
                at=self.table.sheet.anchor(record.row, column.index) if column else record.at,
                column="goal_id",
                id=record.id,
                raw=goal,
                cleaned=own,
            )

    def _corrected(self, record: Record, column: str, raw: str, value: str) -> str:
        """The register's value where it has an entry for what the cell says, and told."""
        entry = self.corrections.get((record.id, column))
        if entry is None or values.key(entry.found) != values.key(raw):
            return value
        self.used.add(entry)
        self.findings.add(
            "corrected",
            f"„{raw}“ nach dem Korrekturverzeichnis als „{entry.use}“ geführt"
            + (f": {entry.reason}" if entry.reason else "")
            + ".",
            sheet=record.sheet,
            at=record.cells.get(column, record.at),
            column=column,
            id=record.id,
            raw=raw,
            cleaned=entry.use,
            year=self.year,
        )
        return entry.use

    def _corrected_id(self, number: str, column: str, at: Position) -> str:
        entry = self.corrections.get((number, column))
        if entry is None:
            return number
        self.used.add(entry)
        self.findings.add(
            "corrected",
            f"Nummer „{number}“ nach dem Korrekturverzeichnis als „{entry.use}“ geführt.",
            sheet=self.table.sheet.name,
            at=at,
            column=column,
            id=entry.use,
            raw=number,
            cleaned=entry.use,
            year=self.year,
        )
        return entry.use

    def _struck(self, record: Record, row: int, *roles: str) -> None:
        positions = [record.at, *(record.cells[role] for role in roles if role in record.cells)]
        struck = next((at for at in positions if at in self.table.sheet.struck), None)
        if struck and record.values.get("status") != "discarded":
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

    def _extras(self, row: int, number: str) -> None:
        for column in self.table.columns:
            if not column.role and not column.marks and (row, column.index) in self.table.sheet.cells:
                self._keep(row, column.index, number)

    def _keep(self, row: int, column: int, number: str) -> None:
        heading = next((c.heading.text for c in self.table.columns if c.index == column), "")
        if self.main:
            self.extras.append(
                {
                    "year": self.year,
                    "id": number,
                    "column": heading or f"Spalte {address((1, column))[:-1]}",
                    "value": self.table.sheet.text(row, column),
                    "source_sheet": self.table.sheet.name,
                    "cell": address((row, column)),
                }
            )

    def _tell(self, code: str, message: str, record: Record, column: str, *, cleaned: str = "") -> None:
        self.findings.add(
            code,
            message,
            sheet=record.sheet,
            at=record.cells.get(column, record.at),
            column=column,
            id=record.id,
            raw=record.raw.get(column, ""),
            cleaned=cleaned,
            year=self.year,
        )


def _frame_column(role: str) -> str:
    return "title" if role == "goal_title" else role


def _is_total(text: str) -> bool:
    return re.search(TOTAL_ROW, values.clean(text).casefold()) is not None


def _measure_depth(numbers: Mapping[int, ids.Number | None]) -> int:
    """How deep the measures' dotted numbers are: 4 as soon as there are such, else the most common."""
    depths = Counter(number.depth for number in numbers.values() if number)
    if depths[4]:
        return 4
    return depths.most_common(1)[0][0] if depths else 4
