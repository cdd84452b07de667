"""The rows of a table → records of measures and goals: each row by its kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.intake import fields, ids, values
from analysis.intake.belonging import field_above, settle_field
from analysis.intake.cells import Cells
from analysis.intake.kinds import KINDS, Row, kind_of
from analysis.intake.numbering import Levels, levels, numbers
from analysis.intake.records import TEXT_ROLES, Record
from analysis.intake.understand.monitoring import VALUE_ROLES
from analysis.intake.understand.tables import Column, Table
from analysis.intake.workbook import Position, address
from analysis.numbers import parent
from analysis.vocabulary import GOAL_STATUS, LEVELS, UNKNOWN

BETWEEN = {"title": " ", "note": " "}  # what joins the lines of a text; elsewhere „; “


@dataclass
class Rows:
    """Reads the rows of one table; `kinds` tells what each was taken for."""

    cells: Cells
    records: list[Record] = field(default_factory=list)
    kinds: dict[int, str] = field(default_factory=dict)
    levels: Levels = field(default_factory=lambda: Levels(0, 0))
    told_hidden: int = 0

    @property
    def table(self) -> Table:
        return self.cells.table

    def read(self) -> list[Record]:
        """The records of all rows; what is none is told and left out."""
        found = {role: numbers(self.cells, role) for role in ("measure_id", "goal_id")}
        told = self.cells.strategy.numbers if self.cells.strategy else {}
        self.levels = levels(found, told)
        heading_field = field_above(self.table, self.cells.strategy)
        for row in self.table.rows:
            if not self.cells.columns_of(row):
                continue
            number, goal = found["measure_id"].get(row), self._goal_of(row, found)
            this = Row(self.cells, row, number, goal, self.levels, self.kinds.get(row - 1, ""))
            kind = self.kinds[row] = kind_of(this)
            match kind:
                case "measure" if number is not None:
                    record = self._measure(row, number, found["goal_id"].get(row), heading_field)
                    self.records.append(record)
                    heading_field = record.told_field or heading_field
                case "goal":
                    heads = goal or this.mixed
                    unnumbered = self._tells_of_measure(row)
                    if unnumbered:
                        self._tell_missing_id(row)
                    if heads is not None:
                        at = self._goal_position(row)
                        self.records.append(self._goal(row, heads, at, heading_field, beside=unnumbered))
                case "continuation":
                    self._continue(row)
                case "section":
                    heading_field = self._section(this, heading_field)
                case "unnumbered":
                    self._tell_missing_id(row)
                case "unread":
                    self._tell_unread(row)
                case _:
                    self._ignore(row, KINDS[kind])
        return self.records

    def _goal_of(self, row: int, found: Mapping[str, Mapping[int, ids.Number | None]]) -> ids.Number | None:
        """The number in the goals' column; that of a merged cell above counts only where there are no measures."""
        return None if self.cells.is_covered(row, "goal_id") and self.table.has_measures else found["goal_id"].get(row)

    def _tells_of_measure(self, row: int) -> bool:
        """True where a row without a measure's number fills columns of measures, and goals have their own."""
        if not (self.table.has_measures and (self.cells.column("goal_title") or self.cells.column("goal_status"))):
            return False
        filled = set(self.cells.columns_of(row))
        return any((c := self.cells.column(role)) and c.index in filled for role in ("title", "status", "measure_id"))

    def _section(self, row: Row, before: int | None) -> int | None:
        """The field that holds below a heading: the one it names; a heading of a lower level changes nothing.

        One of the field's own level that names none that is known leaves the rows below without a field, if it
        does not stand right below the heading that named it (Themenfeld 2, and below it „Investive Maßnahmen“).
        """
        strategy = self.cells.strategy
        if row.level():
            return before
        mixed = row.mixed
        if row.shallow() and mixed is not None and mixed.depth > 1:
            return before
        text = " ".join(self.table.sheet.text(row.row, column) for column in row.columns)
        named = fields.understood(text, strategy) if row.field() or row.shallow() else fields.section(text, strategy)
        return before if named is None and row.above == "section" else named

    def _continue(self, row: int) -> None:
        """A further physical row of the measure above: what it adds is kept."""
        record = next((r for r in reversed(self.records) if r.level == "measure"), None)
        record = record or next(reversed(self.records), None)
        for column in self.cells.columns_of(row):
            if self.table.sheet.anchor(row, column)[0] < row:
                continue
            role = next((c.role for c in self.table.columns if c.index == column), "")
            text = values.tidy(self.table.sheet.text(row, column))
            if record is not None and role in (*TEXT_ROLES, "title") and text:
                said = record.said.get(role) or ""
                record.said[role] = f"{said}{BETWEEN.get(role, '; ') if said else ''}{text}"
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

    def _said(self, row: int) -> str:
        return " | ".join(self.table.sheet.text(row, column) for column in self.cells.columns_of(row))

    def _ignore(self, row: int, what: str) -> None:
        if self.cells.main:
            self.cells.findings.add(
                "row-ignored",
                f"Zeile {row} wird nicht gezählt: {what}.",
                sheet=self.table.sheet.name,
                at=(row, self.cells.columns_of(row)[0]),
                raw=self._said(row),
            )

    def _tell_unread(self, row: int) -> None:
        if self.cells.main:
            columns = self.cells.columns_of(row)
            where = address((row, columns[0])) + (f"–{address((row, columns[-1]))}" if len(columns) > 1 else "")
            self.cells.findings.add(
                "row-unread",
                f"Zeile {row} ({where}) ist weder Maßnahme noch Überschrift, Summe oder Notiz; nichts davon ist "
                "gezählt. Bitte eine Nummer eintragen oder die Zeile aus der Tabelle nehmen.",
                sheet=self.table.sheet.name,
                at=(row, columns[0]),
                raw=self._said(row),
            )

    def _tell_missing_id(self, row: int) -> None:
        role = "measure_id" if self.table.has_measures else "goal_id"
        at = (row, self.cells.column(role).index)  # type: ignore[union-attr]
        self.cells.is_broken(at, role, "")
        if self.cells.main:
            self.cells.findings.add(
                "id-missing",
                f"Zeile {row} hat keine Nummer und wird nicht gezählt; bitte die Nummer in {address(at)} eintragen.",
                sheet=self.table.sheet.name,
                at=at,
                column=role,
                raw=self._said(row),
            )

    def _goal_position(self, row: int) -> Position:
        column = self.cells.column("goal_id")
        if column and (row, column.index) in self.table.sheet.cells:
            return row, column.index
        return row, self.cells.columns_of(row)[0]

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
        record.due = self.cells.due(record, row) or record.due
        goal_text = goal.text if goal else ""
        record.said["goal_id"] = self.cells.corrected(record, "goal_id", goal_text, goal_text)
        self._strategic_goal(record, row)
        self.cells.previous(record, row, "previous_status", "status")
        settle_field(self.cells, record, heading_field, self.levels)
        self.cells.struck(record, "title", "status")
        self.cells.keep_rest(row, record.id)
        self._goal_beside(record, goal, heading_field)
        record.said["goal_id"] = self._ancestor(record, self.levels.goal) or record.said["goal_id"]
        return record

    def _ancestor(self, record: Record, depth: int) -> str:
        return parent(record.id, depth) if depth > 1 else ""

    def _strategic_goal(self, record: Record, row: int) -> None:
        """The strategic goal that the number tells, else that of its column."""
        column = self.cells.column("strategic_goal_id")
        number = ids.parse(self.table.sheet.value(row, column.index)) if column else None
        level = self.levels.goal - 1 if self.levels.goal else min(self.levels.measure - 1, 2)
        record.said["strategic_goal_id"] = self._ancestor(record, level) or (number.text if number else "")

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
            if own := self._ancestor(record, self.levels.goal):
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
        settle_field(self.cells, record, heading_field, self.levels)
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
        number = self.cells.register.apply(
            number, LEVELS[level].id_column, number, number, sheet=self.table.sheet.name, at=at
        )
        place = (*self.table.header, self.table.columns[0].index)
        record = Record(level, number, self.table.sheet.name, row, at, table=place, turned=self.table.sheet.turned)
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
