"""What became of every filled cell of a sheet, and whether the sums close."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.intake.kinds import KINDS
from analysis.intake.rows import Rows
from analysis.intake.workbook import Position, Sheet

RECORDS = ("measure", "goal", "continuation")


@dataclass(frozen=True)
class Account:
    """One sheet: kind of its table rows → how many, fate of its cells → how many, records read, rows not read."""

    sheet: str
    rows: Mapping[str, int]
    cells: Mapping[str, int]
    records: int
    unread: tuple[int, ...]

    @property
    def filled(self) -> int:
        return sum(self.cells.values())

    def lines(self) -> list[str]:
        """German lines: the sums of rows and of cells."""
        rows = ", ".join(f"{KINDS[kind]} {count}" for kind, count in self.rows.items())
        cells = ", ".join(f"{fate} {count}" for fate, count in self.cells.items())
        return [
            f"Zeilen der Tabelle: {sum(self.rows.values())} ({rows or 'keine'})",
            f"gefüllte Zellen: {self.filled} ({cells or 'keine'})",
        ]


def account(sheet: Sheet, read: Sequence[Rows]) -> Account:
    """The account of one sheet from the readings of its tables."""
    fates: dict[Position, str] = {}
    kinds: Counter[str] = Counter()
    unread: list[int] = []
    for rows in read:
        table = rows.table
        kinds.update(rows.kinds.values())
        for row in table.header:
            fates |= {(row, column): "Überschrift" for column in table.filled[row]}
        for row, kind in rows.kinds.items():
            for column in table.filled[row]:
                told = table.by_index.get(column)
                is_value = kind in RECORDS and (told is None or bool(told.role) or bool(told.marks))
                fates[row, column] = "Wert" if is_value else "Weiteres" if kind in RECORDS else KINDS[kind]
        unread += [row for row, kind in rows.kinds.items() if kind == "unread"]
    filled = [(row, column) for row, columns in sheet.rows.items() for column in columns]
    cells = Counter(fates.get(at, "außerhalb der Tabellen") for at in filled)
    return Account(sheet.name, dict(kinds), dict(cells), sum(len(rows.records) for rows in read), tuple(unread))
