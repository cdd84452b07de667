"""The rows of a table → records of measures and goals: which row is data, which a heading, a total, a note."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.intake import fields, ids, values
from analysis.intake.belonging import field_above, settle_field
from analysis.intake.cells import Cells
from analysis.intake.columns import VALUE_ROLES, Column
from analysis.intake.layout import Table
from analysis.intake.numbering import is_total, measure_depth, numbers
from analysis.intake.records import ID_COLUMN, TEXT_ROLES, Record
from analysis.intake.words import NOTE_ROW
from analysis.intake.workbook import Position, address
from analysis.numbers import parent
from analysis.vocabulary import GOAL_STATUS, UNKNOWN


@dataclass
class Rows:
    """Reads the rows of one table."""

    cells: Cells
    records: list[Record] = field(default_factory=list)
    depth: int = 4
    told_hidden: int = 0

    @property
    def table(self) -> Table:
        return self.cells.table

    def read(self) -> list[Record]:
        """The records of all rows; header repeats, totals and notes are told and left out."""
        found = {role: numbers(self.cells, role) for role in ("measure_id", "goal_id")}
        self.depth = measure_depth(found["measure_id"])
        heading_field = field_above(self.table, self.cells.strategy)
        for row in self.table.rows:
            if not self.cells.columns_of(row):
                continue
            if any(self.table.repeats(row, heading) for heading in self.table.header):
                self._ignore(row, "wiederholte Überschrift")
            elif (text := self.cells.first_text(row)) and is_total(text) and not self.cells.has_value(row):
                self._ignore(row, "Summenzeile")
            elif self._continues_measure(row):
                self._continue(row)
            elif measure := self._measure_number(found["measure_id"].get(row)):
                record = self._measure(row, measure, found["goal_id"].get(row), heading_field)
                self.records.append(record)
                heading_field = record.told_field or heading_field
            elif goal := self._goal_number(row, found):
                unnumbered = self._tells_of_measure(row)
                if unnumbered:
                    self._tell_missing_id(row)
                self.records.append(self._goal(row, goal, self._goal_position(row), heading_field, beside=unnumbered))
            elif (told := self._section(row)) is not None:
                heading_field = told or heading_field
            elif self._lacks_id(row):
                self._tell_missing_id(row)
            else:
                self._ignore(row, "Summen- oder Notizzeile")
        return self.records

    def _tells_of_measure(self, row: int) -> bool:
        """True where a row without a measure's number fills columns of measures, and goals have their own."""
        if not (self.table.has_measures and (self.cells.column("goal_title") or self.cells.column("goal_status"))):
            return False
        filled = set(self.cells.columns_of(row))
        return any((c := self.cells.column(role)) and c.index in filled for role in ("title", "status", "measure_id"))

    def _continues_measure(self, row: int) -> bool:
        return self.cells.is_covered(row, "measure_id")

    def _continue(self, row: int) -> None:
        """A further physical row of the measure above: what it adds is kept."""
        record = next((r for r in reversed(self.records) if r.level == "measure"), None)
        for column in self.cells.columns_of(row):
            if self.table.sheet.anchor(row, column)[0] < row:
                continue
            role = next((c.role for c in self.table.columns if c.index == column), "")
            text = values.tidy(self.table.sheet.text(row, column))
            if record is not None and role in (*TEXT_ROLES, "title") and text:
                record.said[role] = f"{record.said.get(role) or ''} {text}".strip()
            elif text:
                self.cells.keep(row, column, record.id if record else "")
                if record is not None and role in VALUE_ROLES and values.key(text) != values.key(record.raw[role]):
                    self._tell_second_value(record, role, (row, column), text)

    def _tell_second_value(self, record: Record, role: str, at: Position, text: str) -> None:
        record.said[role] = UNKNOWN
        self.cells.findings.add(
            "value-unknown",
            f"Zur Maßnahme {record.id} steht neben „{record.raw[role]}“ auch „{text}“; bitte klären, was gilt.",
            sheet=record.sheet,
            at=at,
            column=role,
            id=record.id,
            raw=f"{record.raw[role]} | {text}",
            cleaned=UNKNOWN,
        )

    def _ignore(self, row: int, what: str) -> None:
        if not self.cells.main:
            return
        columns = self.cells.columns_of(row)
        self.cells.findings.add(
            "row-ignored",
            f"Zeile {row} wird nicht gezählt: {what}.",
            sheet=self.table.sheet.name,
            at=(row, columns[0]),
            raw=" | ".join(self.table.sheet.text(row, column) for column in columns),
        )

    def _lacks_id(self, row: int) -> bool:
        """True where title or status stand without a number; a lone text apart from the data is a note."""
        columns = self.cells.columns_of(row)
        text = self.cells.first_text(row)
        if text.endswith(":") or (re.search(NOTE_ROW, values.clean(text).casefold()) and len(columns) == 1):
            return False
        if self.cells.has_value(row) or self._has_broken_number(row):
            return True
        title = self.cells.column("title") or self.cells.column("goal_title")
        has_title = title is not None and title.index in columns and not self._is_spread(row, title.index)
        if not has_title:
            return False
        return len(columns) > 1 or any(record.row in (row - 1, row + 1) for record in self.records)

    def _has_broken_number(self, row: int) -> bool:
        column = self.cells.column("measure_id") or self.cells.column("goal_id")
        sheet = self.table.sheet
        return column is not None and ((row, column.index) in sheet.errors or (row, column.index) in sheet.no_value)

    def _is_spread(self, row: int, column: int) -> bool:
        return any(left <= column <= right for left, right in self.table.sheet.across.get(row, ()))

    def _tell_missing_id(self, row: int) -> None:
        role = "measure_id" if self.table.has_measures else "goal_id"
        at = (row, self.cells.column(role).index)  # type: ignore[union-attr]
        self.cells.is_broken(at, role, "")
        if self.cells.main:
            text = " | ".join(self.table.sheet.text(row, c) for c in self.cells.columns_of(row))
            self.cells.findings.add(
                "id-missing",
                f"Zeile {row} hat keine Nummer und wird nicht gezählt; bitte die Nummer in {address(at)} eintragen.",
                sheet=self.table.sheet.name,
                at=at,
                column=role,
                raw=text,
            )

    def _measure_number(self, number: ids.Number | None) -> ids.Number | None:
        """The number of a measure; in a column of mixed depth the shorter ones are headings."""
        return None if number is None or 0 < number.depth < self.depth else number

    def _goal_number(self, row: int, found: Mapping[str, Mapping[int, ids.Number | None]]) -> ids.Number | None:
        """The goal that a row without a measure names: in its column, or as a heading row."""
        if (number := found["goal_id"].get(row)) and not is_total(number.rest):
            return None if self.cells.is_covered(row, "goal_id") and self.table.has_measures else number
        mixed = found["measure_id"].get(row)
        if mixed is None:
            column = self.cells.columns_of(row)[0]
            mixed = ids.parse(self.table.sheet.cells.get((row, column), ""))
        return mixed if mixed and mixed.depth == 3 and self.depth == 4 and not is_total(mixed.rest) else None

    def _goal_position(self, row: int) -> Position:
        column = self.cells.column("goal_id")
        if column and (row, column.index) in self.table.sheet.cells:
            return row, column.index
        return row, self.cells.columns_of(row)[0]

    def _section(self, row: int) -> int | None:
        """The field that a heading row names, 0 for a heading of another level; None for no heading."""
        columns = self.cells.columns_of(row)
        text = self.cells.first_text(row)
        if len(columns) > 2 or len(text) > 200 or self.cells.has_value(row):
            return None
        if fields.speaks_of_field(text):
            return fields.understood(text, self.cells.strategy) or 0
        if re.match(r"(strategisches|operatives) ziel|leitziel|oberziel|leitlinie", text.casefold()):
            return 0
        number = ids.parse(self.table.sheet.cells.get((row, columns[0]), ""))
        if number and 1 <= number.depth < 3 and isinstance(self.table.sheet.cells[(row, columns[0])], str):
            named = len(columns) == 2 or number.rest
            return (fields.understood(text, self.cells.strategy) or 0 if number.depth == 1 else 0) if named else None
        return fields.named(text, self.cells.strategy) if len(columns) == 1 else None

    def _measure(self, row: int, number: ids.Number, goal: ids.Number | None, heading_field: int | None) -> Record:
        record = self._record("measure", row, number.text, (row, self.cells.column("measure_id").index))  # type: ignore[union-attr]
        title = self.cells.text(record, "title", row)
        record.said["title"] = title or number.rest or None
        if title and number.rest and title != number.rest:
            self.cells.keep(row, record.at[1], record.id)
        for role in ("horizon", "status"):
            self.cells.value(record, role, row)
        self.cells.schedule(record, row)
        for role in TEXT_ROLES:
            record.said[role] = self.cells.text(record, role, row)
        record.due = self.cells.due(record, row)
        goal_text = goal.text if goal else ""
        record.said["goal_id"] = self.cells.corrected(record, "goal_id", goal_text, goal_text)
        self._strategic_goal(record, row)
        self.cells.previous(record, row, "previous_status", "status")
        settle_field(self.cells, record, heading_field)
        self.cells.struck(record, "title", "status")
        self.cells.keep_rest(row, record.id)
        self._goal_beside(record, goal, heading_field)
        return record

    def _strategic_goal(self, record: Record, row: int) -> None:
        """The strategic goal of its column, for numbers that do not tell it themselves."""
        column = self.cells.column("strategic_goal_id")
        number = ids.parse(self.table.sheet.value(row, column.index)) if column else None
        record.said["strategic_goal_id"] = number.text if number else ""

    def _goal_beside(self, record: Record, number: ids.Number | None, heading_field: int | None) -> None:
        """The goal of which a measure's row tells more than the number."""
        column, title = self.cells.column("goal_id"), self.cells.column("goal_title")
        if column is not None:
            at = (record.row, column.index)
            if number is None:
                self.cells.is_broken(at, "goal_id", record.id)
            told = title or self.cells.column("goal_status") or (number and number.rest)
            if number and told and not self.cells.is_covered(record.row, "goal_id"):
                self.records.append(self._goal(record.row, number, at, heading_field, beside=True))
        elif title is not None and title.index in self.cells.columns_of(record.row):
            at = (record.row, title.index)
            if own := parent(record.id, 3):
                self.records.append(self._goal(record.row, ids.Number(own), at, heading_field, beside=True))
            else:
                self.cells.keep(*at, record.id)

    def _goal(
        self, row: int, number: ids.Number, at: Position, heading_field: int | None, *, beside: bool = False
    ) -> Record:
        record = self._record("goal", row, number.text, at)
        record.beside = beside
        title = self.cells.text(record, "goal_title", row)
        if title is None and not beside and not number.rest:
            title = self.cells.text(record, "title", row)
        record.said["title"] = title or number.rest or None
        column = self.cells.column("goal_status") or (None if beside else self._own_status(row))
        self.cells.value(record, "status", row, column=column, vocabulary=GOAL_STATUS)
        self._strategic_goal(record, row)
        self.cells.previous(record, row, "previous_goal_status", "goal_status")
        settle_field(self.cells, record, heading_field)
        if not beside:
            record.due = self.cells.due(record, row)
            self.cells.keep_rest(row, record.id)
        self.cells.struck(record, "title", "status")
        return record

    def _own_status(self, row: int) -> Column | None:
        """A heading row's own status may stand in the column of the measures' status."""
        column = self.cells.column("status")
        return column if column and (column.index in self.cells.columns_of(row) or column.marks) else None

    def _record(self, level: str, row: int, number: str, at: Position) -> Record:
        number = self.cells.register.apply(number, ID_COLUMN[level], number, number, sheet=self.table.sheet.name, at=at)
        place = (*self.table.header, self.table.columns[0].index)
        record = Record(level, number, self.table.sheet.name, row, at, table=place)
        hidden = row in self.table.sheet.hidden_rows and not self.table.sheet.hidden
        if hidden and self.cells.main and self.told_hidden != row:
            self.told_hidden = row
            self.cells.findings.add(
                "row-hidden",
                f"Zeile {row} ist ausgeblendet oder weggefiltert; sie wird gelesen und gezählt.",
                sheet=record.sheet,
                at=at,
                id=record.id,
            )
        return record
