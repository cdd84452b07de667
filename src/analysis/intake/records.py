"""What one row of a table says of a measure or a goal."""

import datetime as dt
from dataclasses import dataclass, field

from analysis.intake.workbook import Position
from analysis.vocabulary import UNKNOWN

TEXT_ROLES = ("responsible", "reason", "next_step", "updated", "note")


@dataclass
class Record:
    """One measure or goal as one row says it. What it says is None where the table has no such column."""

    level: str
    id: str
    sheet: str
    row: int
    at: Position
    said: dict[str, str | None] = field(default_factory=dict)
    cells: dict[str, Position] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    field_number: int | None = None
    told_field: int | None = None  # what the row's own field cell says; empty ones below mean the same
    due: dt.date | None = None
    previous: str = UNKNOWN
    table: tuple[int, ...] = ()
    turned: bool = False  # read from a form: its rows are the sheet's columns
    beside: bool = False  # a goal that a measure's row names

    @property
    def source_row(self) -> int:
        """The row that Excel shows."""
        return self.at[1] if self.turned else self.row
