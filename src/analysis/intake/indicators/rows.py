"""The rows of a table of indicators → what each says of an indicator; every filled row is accounted for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from analysis.intake import values
from analysis.intake.dating import due_date
from analysis.intake.findings import Findings
from analysis.intake.indicators.methods import Method, method_of, methods_in
from analysis.intake.indicators.roles import YEAR
from analysis.intake.indicators.series import FACTS, Place, Statement, Value
from analysis.intake.indicators.tables import Column, Table
from analysis.intake.numbering import is_total
from analysis.intake.words import NOTE_ROW
from analysis.intake.workbook import Position, shown

_METHOD_ROW: Final = re.compile(r"(?:erhebungs|berechnungs|mess)?(?:methode|methodik|verfahren)\b", re.IGNORECASE)
_FACT_ROLES: Final = [name for name in FACTS if name not in ("title",)]


@dataclass
class Rows:
    """Reads the rows of one table; `year_of_sheet` is the year of values that have none beside them.

    `findings` and `extras` fill on the way.
    """

    table: Table
    year_of_sheet: int | None
    findings: Findings
    extras: list[dict[str, object]] = field(default_factory=list)

    def read(self) -> list[Statement]:
        """One statement a row that tells of an indicator."""
        found: list[tuple[int, Statement]] = []
        methods: list[tuple[int, dict[int | None, list[Method]]]] = []
        section = ""
        for row in self.table.rows:
            columns = self._columns_of(row)
            if not columns:
                continue
            if row in self.table.repeats:
                self._ignored(row, "wiederholte Überschrift")
            elif self._is_method_row(row):
                methods.append((len(found), self._methods_of(row)))
            elif statement := self._statement(row, found[-1][1] if found else None):
                if section and "field" not in statement.said:
                    statement.said["field"] = self._place((row, columns[0]), text=section)
                found.append((row, statement))
                self._keep_rest(row, statement.key)
            elif self._is_section(row):
                section = self._text(row, columns[0])
            else:
                self._other(row)
        return self._with_methods([statement for _, statement in found], methods)

    # what a row is

    def _statement(self, row: int, before: Statement | None) -> Statement | None:
        """What a row says of an indicator; None where it is no row of one."""
        number, title = (self._said(row, role) for role in ("indicator_id", "title"))
        first = self._columns_of(row)[0]
        if is_total(number or title or self._text(row, first)) and not (number and title):
            return None
        told = {role: place for role in _FACT_ROLES if (place := self._fact(row, role))}
        found = list(self._values(row))
        gives = any(values.key(value.place.text) or value.place.error or value.place.unstored for value in found)
        named = number or title
        if not named:
            continues = before is not None and gives and "year" in self.table.by_role
            if not (gives or len(told) > 1):
                return None
            if not continues or before is None:
                self._tell(row, "id-missing", "Die Zeile hat weder Kennung noch Indikator; sie wird nicht gelesen.")
                return Statement("", self._place((row, first)))
            return Statement(before.key, self._place((row, first)), {}, found)
        if not gives and not told:
            return None
        where = self._place(self._at(row, "indicator_id" if number else "title"))
        said = dict(told)
        if title:
            said["title"] = self._place(self._at(row, "title"))
        return Statement(number or title, where, said, [value for value in found if _filled(value.place)])

    def _is_method_row(self, row: int) -> bool:
        first = next((t for c in self._columns_of(row) if (t := self._text(row, c))), "")
        return _METHOD_ROW.match(first) is not None and len(first) < 40

    def _is_section(self, row: int) -> bool:
        """A row with one text, alone or merged across, that is no note."""
        anchors = {self.table.sheet.anchor(row, column) for column in self._columns_of(row)}
        text = self._text(row, self._columns_of(row)[0])
        is_last = all(not self._is_row(later) for later in self.table.rows if later > row)
        is_note = re.search(NOTE_ROW, values.clean(text).casefold()) or len(text) > 80
        return len(anchors) == 1 and not is_note and not is_last and not is_total(text)

    def _is_row(self, row: int) -> bool:
        return len(self._columns_of(row)) > 1

    def _other(self, row: int) -> None:
        """A row that tells of no indicator: a total, a note, or one that is not understood."""
        columns = self._columns_of(row)
        text = self._text(row, columns[0])
        if is_total(text):
            self._ignored(row, "Summe")
        elif len(columns) == 1 or re.search(NOTE_ROW, values.clean(text).casefold()):
            self._ignored(row, "Notiz")
        else:
            cells = " | ".join(filter(None, (self._text(row, column) for column in columns)))
            self._tell(row, "row-unread", "Die Zeile ist nicht zu verstehen; nichts darin wird gelesen.", raw=cells)

    def _ignored(self, row: int, what: str) -> None:
        self._tell(row, "row-ignored", f"Zeile ohne Indikator ({what}).")

    def _tell(self, row: int, code: str, message: str, *, raw: str = "") -> None:
        first = self._columns_of(row)[0]
        self.findings.add(
            code, message, sheet=self.table.sheet.name, at=(row, first), raw=raw or self._text(row, first)
        )

    # cells

    def _columns_of(self, row: int) -> list[int]:
        return self.table.sheet.rows[row]

    def _text(self, row: int, column: int) -> str:
        return values.tidy(self.table.sheet.text(row, column))

    def _at(self, row: int, role: str) -> Position:
        return self.table.sheet.anchor(row, self.table.by_role[role].index)

    def _said(self, row: int, role: str) -> str:
        """The text of a role's cell; "" without such a column."""
        column = self.table.by_role.get(role)
        return self._text(row, column.index) if column else ""

    def _fact(self, row: int, role: str) -> Place | None:
        if role in ("target", "target_year"):
            of_year = next((c for c in self.table.of_years if c.role == "target" and self._holds(row, c)), None)
            if of_year and role == "target":
                return self._place((row, of_year.index))
            if of_year and "target_year" not in self.table.by_role:
                return replace(self._place((row, of_year.index)), text=str(of_year.year), cell=of_year.year or 0)
        of_base = next((c for c in self.table.of_years if c.role == "base_value" and self._holds(row, c)), None)
        if role == "base_year" and of_base and "base_year" not in self.table.by_role:
            return replace(self._place((row, of_base.index)), text=str(of_base.year), cell=of_base.year or 0)
        column = self.table.by_role.get(role)
        if column is None:
            return None
        place = self._place(self._at(row, role))
        return place if _filled(place) else None

    def _holds(self, row: int, column: Column) -> bool:
        return _filled(self._place((row, column.index)))

    def _values(self, row: int) -> Iterator[Value]:
        """The values of a row: of the columns of years, of its own year, of the base year."""
        told = methods_in(self._said(row, "method"))
        for column in self.table.of_years:
            if column.role in ("value", "base_value") and column.year is not None:
                own = next((c for c in self.table.of_years if (c.role, c.year) == ("method", column.year)), None)
                named = self._text(row, own.index) if own else ""
                place = self._place((row, column.index))
                yield Value(column.year, place, named or method_of(told, column.year))
        if "value" in self.table.by_role and (year := self._year(row)):
            yield Value(year, self._place(self._at(row, "value")), method_of(told, year))
        if "base_value" in self.table.by_role and (base := self._year_in(row, "base_year")):
            yield Value(base, self._place(self._at(row, "base_value")), method_of(told, base))

    def _year(self, row: int) -> int | None:
        return self._year_in(row, "year") if "year" in self.table.by_role else self.year_of_sheet

    def _year_in(self, row: int, role: str) -> int | None:
        """The year that a role's cell says; told where it says none beside a value."""
        column = self.table.by_role.get(role)
        if column is None:
            return None
        cell = self.table.sheet.value(row, column.index)
        years = {int(year) for year in YEAR.findall(shown(cell))}
        if len(years) == 1:
            return years.pop()
        if day := due_date(cell):
            return day.year
        text = self._text(row, column.index)
        if text and role == "year":
            self.findings.add(
                "value-unknown",
                f"Jahr: „{text}“ ist nicht zu verstehen; der Wert der Zeile zählt nicht.",
                sheet=self.table.sheet.name,
                at=(row, column.index),
                column="year",
                raw=text,
            )
        return None

    def _place(self, at: Position, *, text: str | None = None) -> Place:
        sheet = self.table.sheet
        anchor = sheet.anchor(*at)
        return Place(
            sheet=sheet.name,
            at=anchor,
            cell=sheet.cells.get(anchor, "") if text is None else text,
            text=values.tidy(sheet.text(*anchor)) if text is None else text,
            is_percent="%" in sheet.formats.get(anchor, ""),
            error=sheet.errors.get(anchor, ""),
            unstored=anchor in sheet.no_value,
        )

    def _keep_rest(self, row: int, key: str) -> None:
        """Columns that say nothing of the indicator's way are kept whole: source, remark, what is not understood."""
        for column in self.table.columns:
            text = self._text(row, column.index)
            if text and column.role in ("", "source", "note"):
                self.extras.append(
                    {
                        "id": key,
                        "column": column.text or f"Spalte {column.index}",
                        "value": text,
                        "source_sheet": self.table.sheet.name,
                        "at": (row, column.index),
                    }
                )

    # methods in rows of their own

    def _methods_of(self, row: int) -> dict[int | None, list[Method]]:
        """Year → methods that a row „Methode" names for it; under None for all years."""
        label = self._columns_of(row)[0]
        by_year = {column.index: column.year for column in self.table.of_years if column.role == "value"}
        found: dict[int | None, list[Method]] = {}
        for index, year in by_year.items():
            if text := self._text(row, index):
                found[year] = methods_in(text)
        others = [c for c in self._columns_of(row) if c != label and c not in by_year]
        for index in others:
            found.setdefault(None, methods_in(self._text(row, index)))
        return found

    def _with_methods(
        self, statements: list[Statement], methods: list[tuple[int, dict[int | None, list[Method]]]]
    ) -> list[Statement]:
        """The statements with the methods of rows: a single such row holds for all, else each for the one above."""
        kept = [statement for statement in statements if statement.key]
        for place, named in methods:
            of = statements if len(methods) == 1 and place in (0, len(statements)) else statements[place - 1 : place]
            for statement in of:
                statement.values = [
                    value if value.method else replace(value, method=_method(named, value.year))
                    for value in statement.values
                ]
        return kept


def _method(named: dict[int | None, list[Method]], year: int) -> str:
    return method_of(named.get(year, []), year) or method_of(named.get(None, []), year)


def _filled(place: Place) -> bool:
    return bool(values.key(place.text) or place.error or place.unstored)
