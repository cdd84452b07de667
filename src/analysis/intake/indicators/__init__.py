"""A file of indicators → the indicators with their values, up to a year.

roles    what a column can give, and by which signs it is known
tables   header lines and columns of a sheet's tables: facts, or the values of a year
rows     what each row says of an indicator; every filled row is accounted for
methods  by which method each year's value was found
series   the rows of each indicator → its facts and values
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import DataError
from analysis.intake import fields
from analysis.intake.dating import file_years, stated_years
from analysis.intake.findings import Findings
from analysis.intake.indicators.roles import YEAR, roles
from analysis.intake.indicators.rows import Rows
from analysis.intake.indicators.series import Indicator, Statement, series
from analysis.intake.indicators.tables import Table, explain, tables
from analysis.intake.part import Opened, Reading
from analysis.intake.workbook import Sheet, Workbook, address, read_workbook
from analysis.strategy import Strategy


def open_indicators(path: Path, strategy: Strategy | None) -> Opened:
    """The file opened; DataError where it cannot be read or holds no table of indicators."""
    workbook = read_workbook(path)
    names = [name for f in strategy.fields for name in (f.name, *f.also)] if strategy else []
    found = {sheet.name: tables(sheet, roles(names)) for sheet in workbook.sheets}
    if not any(found.values()):
        raise DataError(
            f"{path}: keine Tabelle mit Indikatoren gefunden; gesucht wird eine Spalte „Indikator“ und daneben je Jahr "
            "eine Spalte oder die Spalten „Jahr“ und „Wert“."
        )
    read = _File(workbook, found, strategy)
    explanation = [str(path)]
    for sheet in workbook.sheets:
        explanation += [line for table in found[sheet.name] for line in explain(table)]
        if not found[sheet.name]:
            explanation.append(f"Blatt „{sheet.name}“: keine Indikatoren; wird nicht gelesen")
    return Opened(path, read.years, read.up_to, tuple(explanation))


@dataclass(frozen=True)
class _File:
    """A workbook with its tables of indicators."""

    workbook: Workbook
    found: dict[str, list[Table]]
    strategy: Strategy | None

    @property
    def years(self) -> frozenset[int]:
        """The years that have a value, which is a number or stands for one."""
        statements, _, _ = self._statements()
        indicators = series(statements, year=9999, field_of=None, findings=Findings(""))
        return frozenset(observed.year for indicator in indicators for observed in indicator.observed)

    def up_to(self, year: int) -> Reading:
        """The frames `indicators` and `observations` up to a year, with findings and extras dated by it."""
        statements, findings, extras = self._statements()
        indicators = series(statements, year=year, field_of=self._field_of, findings=findings)
        if not any(indicator.observed for indicator in indicators) and self.years:
            raise DataError(f"{self.workbook.path}: kein Wert bis {year}; der erste ist von {min(self.years)}.")
        file = self.workbook.path.name
        return Reading(
            {
                "indicators": [_indicator_row(indicator, file) for indicator in indicators],
                "observations": [row for indicator in indicators for row in _observation_rows(indicator, file)],
            },
            findings.dated(year),
            [
                {**extra, "year": year, "source_file": file, "cell": address(at)}
                for extra in extras
                if isinstance(at := extra.get("at"), tuple)
            ],
        )

    @property
    def _field_of(self) -> Callable[[str], int | None] | None:
        if self.strategy is None:
            return None
        return lambda text: fields.understood(text, self.strategy)

    def _statements(self) -> tuple[list[Statement], Findings, list[dict[str, object]]]:
        findings = Findings(self.workbook.path.name)
        statements: list[Statement] = []
        extras: list[dict[str, object]] = []
        self._tell_file(findings)
        for sheet in self.workbook.sheets:
            for table in self.found[sheet.name]:
                rows = Rows(table, _year_of(sheet, table, self.workbook.path), findings)
                statements += rows.read()
                extras += rows.extras
        return _by_title(statements), findings, extras

    def _tell_file(self, findings: Findings) -> None:
        if not self.workbook.formatting:
            findings.add(
                "formatting-not-read",
                f"Im Format {self.workbook.path.suffix} sind ausgeblendete Zeilen, Durchstreichungen, Farben und "
                "Formeln nicht zu sehen; solche Befunde gibt es nur für .xlsx und .xlsm.",
            )
        for sheet in self.workbook.sheets:
            if not self.found[sheet.name]:
                findings.add("sheet-ignored", f"Blatt „{sheet.name}“ enthält keine Indikatoren.", sheet=sheet.name)
            for table in self.found[sheet.name]:
                for column in table.columns:
                    if column.doubt:
                        at = (table.header[-1], column.index)
                        findings.add("reading-uncertain", column.doubt, sheet=sheet.name, at=at, column=column.role)
                for row in sorted(sheet.hidden_rows & {*table.rows}):
                    findings.add(
                        "row-hidden",
                        "Die Zeile ist ausgeblendet; sie wird gelesen wie jede andere.",
                        sheet=sheet.name,
                        at=(row, sheet.rows[row][0]),
                    )


def _year_of(sheet: Sheet, table: Table, path: Path) -> int | None:
    """The year of a table's values that have none beside them: its sheet's name, a line above it, the file's name."""
    named = {int(year) for year in YEAR.findall(sheet.name)}
    above = {
        year
        for row in sheet.rows
        if row < table.header[0]
        for column in sheet.rows[row]
        for year in stated_years(sheet.text(row, column), sheet.cells.get((row, column + 1)))
    }
    return next((years.pop() for years in (named, above, file_years(path.name)) if len(years) == 1), None)


def _by_title(statements: list[Statement]) -> list[Statement]:
    """The statements, those that name an indicator by its title alone under the number that another one gives it."""
    numbers: dict[str, str] = {}
    for statement in statements:
        title = statement.said.get("title")
        if title is not None and title.text != statement.key:
            numbers.setdefault(title.text.casefold(), statement.key)
    for statement in statements:
        statement.key = numbers.get(statement.key.casefold(), statement.key)
    return statements


def _indicator_row(indicator: Indicator, file: str) -> dict[str, object]:
    place = indicator.place
    where = {"source_file": file, "source_sheet": place.sheet, "source_row": place.at[0]}
    return {"indicator_id": indicator.id, **indicator.facts, **where}


def _observation_rows(indicator: Indicator, file: str) -> list[dict[str, object]]:
    return [
        {
            "indicator_id": indicator.id,
            "year": observed.year,
            "value": observed.value,
            "method": observed.method,
            "source_file": file,
            "source_sheet": observed.place.sheet,
            "cell": address(observed.place.at),
        }
        for observed in indicator.observed
    ]
