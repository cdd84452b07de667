"""The reporting years of a workbook: by what stands around its tables, by the columns' times, by names."""

from collections.abc import Mapping, Sequence

from analysis.errors import DataError, Place
from analysis.intake.dating import file_years, stated_years
from analysis.intake.understand.monitoring import VALUE_ROLES
from analysis.intake.understand.tables import Table
from analysis.intake.workbook import Position, Sheet, Workbook, address


def reporting_years(workbook: Workbook, found: Mapping[str, Sequence[Table]], unread: Sequence[str]) -> set[int]:
    """The reporting years of the file; `unread` are the sheets set aside. DataError names what disagrees."""
    stated: dict[int, tuple[str, str, str]] = {}  # year → in words, sheet, cell
    column_years: set[int] = set()
    for sheet in (sheet for sheet in workbook.sheets if sheet.name not in unread):
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
    in_sheets = {year for name, tables in found.items() if tables and name not in unread for year in file_years(name)}
    if not stated and in_sheets and (len(in_sheets) == 1 or in_sheets & in_name):
        of_sheet = max(in_sheets & in_name or in_sheets)
        stated[of_sheet] = ("Name des Blatts", "", "")
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
    return {y for y in column_years if y <= year} | {year}


def _outside(sheet: Sheet, found: Sequence[Table]) -> list[Position]:
    """The text cells that stand above or, by themselves, below a sheet's tables; where it has none, all."""
    first = min((min(table.header or table.rows) for table in found), default=sheet.last_row + 1)
    return [
        (row, column)
        for row, columns in sheet.rows.items()
        for column in (columns if row < first else columns[:1] if len(columns) <= 2 else ())
        if isinstance(sheet.cells.get((row, column)), str)
    ]
