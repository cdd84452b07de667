"""To which field and goal a record belongs: by its number first, then by column, heading or sheet."""

from analysis import numbers
from analysis.intake import fields, values
from analysis.intake.cells import Cells
from analysis.intake.numbering import Levels
from analysis.intake.records import Record
from analysis.intake.understand.tables import Table
from analysis.strategy import Strategy


def field_above(table: Table, strategy: Strategy | None) -> int | None:
    """The field that the rows above the table or the sheet's name tell."""
    first = min(table.header or table.rows or (1,))
    for row in sorted((r for r in table.sheet.rows if r < first), reverse=True):
        text = table.sheet.text(row, table.sheet.rows[row][0])
        if fields.speaks_of_field(text) or fields.named(text, strategy):
            return fields.understood(text, strategy)
    name = table.sheet.name
    return fields.understood(name, strategy) if fields.speaks_of_field(name) else fields.named(name, strategy)


def settle_field(cells: Cells, record: Record, heading_field: int | None, levels: Levels) -> None:
    """The field by the number, else by the column, else by heading or sheet; the number wins."""
    own = fields.by_id(record.id, cells.strategy)
    column = cells.column("field")
    text = cells.table.sheet.text(record.row, column.index) if column else ""
    at = cells.table.sheet.anchor(record.row, column.index) if column else record.at
    if column and not record.beside:
        record.cells["field"] = at
        cells.is_broken(at, "field", record.id)
        text = cells.corrected(record, "field", text, text)
    record.told_field = fields.understood(text, cells.strategy) if values.key(text) else None
    told = record.told_field if values.key(text) else heading_field
    disagrees = own is not None and told is not None and told != own
    if own is not None and values.key(text) and not disagrees:
        name = fields.number_and_name(text)[1]
        disagrees = bool(name) and cells.strategy is not None and fields.named(name, cells.strategy) != own
    record.field_number = own if own is not None else told
    if record.beside:
        return
    if disagrees and cells.main:
        cells.findings.add(
            "field-mismatch",
            f"Handlungsfeld „{text or heading_field}“ passt nicht zur Nummer {record.id}; es gilt die Nummer.",
            sheet=record.sheet,
            at=at,
            column="field",
            id=record.id,
            raw=text or str(heading_field),
            cleaned=str(own),
        )
    _check_known(cells, record)
    _check_goal(cells, record, levels)


def _check_known(cells: Cells, record: Record) -> None:
    """A record of no field of the strategy counts in the total only, and that is told."""
    number = record.field_number
    if cells.strategy is None or number in cells.strategy.field_names:
        return
    record.field_number = None
    if cells.main:
        what = (
            "ist kein Handlungsfeld zu erkennen"
            if number is None
            else f"nennt die Strategie kein Handlungsfeld {number}"
        )
        cells.findings.add(
            "field-mismatch",
            f"Für {record.id} {what}; die Zeile zählt nur in der Gesamtzahl.",
            sheet=record.sheet,
            at=record.at,
            column="field",
            id=record.id,
            raw="" if number is None else str(number),
        )


def _check_goal(cells: Cells, record: Record, levels: Levels) -> None:
    goal = record.said.get("goal_id")
    own = numbers.parent(record.id, levels.goal) if levels.goal > 1 else ""
    if record.level == "measure" and goal and own and goal != own and cells.main:
        column = cells.column("goal_id")
        cells.findings.add(
            "field-mismatch",
            f"Ziel {goal} passt nicht zur Nummer {record.id}; es gilt die Nummer.",
            sheet=record.sheet,
            at=cells.table.sheet.anchor(record.row, column.index) if column else record.at,
            column="goal_id",
            id=record.id,
            raw=goal,
            cleaned=own,
        )
