"""Which tables of indicators a sheet holds, and what their columns give: facts, or the values of a year."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from analysis.intake import values
from analysis.intake.indicators.roles import HEADINGS, ROLES, YEAR
from analysis.intake.understand.evidence import Evidence
from analysis.intake.understand.headings import HEAD, heading
from analysis.intake.understand.weigh import Choice, Roles, choose, weigh
from analysis.intake.workbook import Sheet, address

SPEAKS: Final = 0.45  # so surely must a cell name a role to count as a heading
MOST_LINES: Final = 3
LONGEST_HEADING: Final = 60
# A year's column by the other words of its heading: of values, targets, the base, a method; others are not read.
_OF_VALUES: Final = re.compile(
    r"(?:ist|istwerte?|ist werte?|werte?|stand|jahr|ergebnis|messwerte?|bestand|ende|am|zum|per|vorläufig|aktuell"
    r"|erhebung|daten|jahreswert|31 12|in|des jahres|berichtsjahr|\s)*"
)
_OF_TARGET: Final = re.compile(r"\b(?:ziel\w*|soll\w*)\b")
_OF_BASE: Final = re.compile(r"\b(?:basis\w*|ausgangs\w*|startwert|referenz\w*|bezugs\w*)\b")
_OF_METHOD: Final = re.compile(r"\b(?:methode|methodik|verfahren|\w*methode)\b")
_NOT_READ: Final = re.compile(
    r"\b(?:plan\w*|prognose\w*|erwart\w*|hochrechnung|veränderung\w*|differenz|abweichung|delta|trend"
    r"|quelle|bemerkung|status|bewertung|vorjahr|budget|etappen\w*|zwischenziel\w*|meilenstein\w*)\b"
)


@dataclass(frozen=True)
class Column:
    """One column: its role ("" where it gives none), the year it is of, and why."""

    index: int
    text: str
    role: str = ""
    year: int | None = None
    why: str = ""
    doubt: str = ""


@dataclass(frozen=True)
class Table:
    """A table on a sheet: its header lines, the rows below that belong to it, its columns."""

    sheet: Sheet
    header: tuple[int, ...]
    rows: tuple[int, ...]
    columns: tuple[Column, ...]
    repeats: tuple[int, ...] = field(default=())

    @cached_property
    def by_role(self) -> dict[str, Column]:
        """The one column of each role that is not of a year."""
        return {column.role: column for column in self.columns if column.role and column.year is None}

    @property
    def of_years(self) -> list[Column]:
        return [column for column in self.columns if column.year is not None]

    @property
    def tells(self) -> bool:
        """True where the columns name an indicator and give something of it."""
        named = {"title", "indicator_id"} & self.by_role.keys()
        gives = {"value", "target", "direction", "unit", "base_value"} & self.by_role.keys()
        return bool(named and (gives or any(column.role == "value" for column in self.of_years)))


def tables(sheet: Sheet, roles: Roles) -> list[Table]:
    """The tables of indicators on a sheet, from top to bottom."""
    headers = _headers(sheet)
    found = []
    for number, header in enumerate(headers):
        end = headers[number + 1][0] if number + 1 < len(headers) else sheet.last_row + 1
        rows = tuple(row for row in sheet.rows if header[-1] < row < end)
        table = Table(sheet, header, rows, _columns(sheet, header, rows, roles))
        if table.tells:
            found.append(table)
    return _joined(found)


def _joined(found: list[Table]) -> list[Table]:
    """Tables below one another with the same headings are one, the repeated header lines a row of it."""
    joined: list[Table] = []
    for table in found:
        before = joined[-1] if joined else None
        if before and [(c.index, c.text) for c in before.columns] == [(c.index, c.text) for c in table.columns]:
            rows = (*before.rows, *table.header, *table.rows)
            joined[-1] = Table(before.sheet, before.header, rows, before.columns, (*before.repeats, *table.header))
        else:
            joined.append(table)
    return joined


# header lines


def _headers(sheet: Sheet) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = []
    for row in sheet.rows:
        if found and row <= found[-1][-1]:
            continue
        if _is_header(sheet, row):
            above = found[-1][-1] if found else 0
            found.append(_with_lines(sheet, row, above))
    return found or _years_alone(sheet)


def _is_header(sheet: Sheet, row: int) -> bool:
    """True for a row in which two cells or more name what their column gives, and most cells do."""
    named, years = _named(sheet, row), _year_cells(sheet, row)
    filled = len(sheet.rows[row])
    return (
        len(set(named.values())) >= 1
        and len(set(named.values())) + len(years) >= 2
        and (2 * (len(named) + len(years)) >= filled)
        and not _has_values(sheet, row, years)
    )


def _named(sheet: Sheet, row: int) -> dict[int, str]:
    """Column → the role that its text cell names."""
    found = {}
    for column in sheet.rows[row]:
        text = sheet.text(row, column)
        if isinstance(sheet.value(row, column), str) and not YEAR.search(text):
            said = heading([text])
            strength, role = max((said.strength(phrases), role) for role, phrases in HEADINGS.items())
            if strength >= SPEAKS:
                found[column] = role
    return found


def _year_cells(sheet: Sheet, row: int) -> list[int]:
    """The columns whose cell in the row is a year, or one with the word for what is given of it."""
    return [column for column in sheet.rows[row] if _of_year([sheet.text(row, column)])]


def _has_values(sheet: Sheet, row: int, years: Sequence[int]) -> bool:
    """True where numbers stand in the row that are no years: then it is data."""
    return any(isinstance(sheet.value(row, column), int | float) and column not in years for column in sheet.rows[row])


def _with_lines(sheet: Sheet, row: int, above: int) -> tuple[int, ...]:
    """The header row with the group headings above it and the lines of years or parts below."""
    lines = [row]
    while lines[0] - 1 in sheet.rows and lines[0] - 1 > above and len(lines) < MOST_LINES:
        upper = lines[0] - 1
        named = {*_named(sheet, upper), *_year_cells(sheet, upper)}
        if named != {*sheet.rows[upper]} or min(named) <= sheet.rows[row][0]:
            break
        lines.insert(0, upper)
    while lines[-1] + 1 in sheet.rows and len(lines) < MOST_LINES:
        lower = lines[-1] + 1
        named = {*_named(sheet, lower), *_year_cells(sheet, lower)}
        texts = {column for column in _named(sheet, row) if _named(sheet, row)[column] in ("title", "indicator_id")}
        own = {column for column in sheet.rows[lower] if sheet.anchor(lower, column)[0] == lower}
        if not own or not own <= named or own & texts:
            break
        lines.append(lower)
    return tuple(lines)


def _years_alone(sheet: Sheet) -> list[tuple[int, ...]]:
    """A row of nothing but two or more years, where no row names anything."""
    of_years = (row for row, columns in sheet.rows.items() if len(columns) > 1 and _year_cells(sheet, row) == columns)
    first = next(of_years, None)
    return [] if first is None else [(first,)]


def _lines_above(sheet: Sheet, header: Sequence[int], column: int) -> list[str]:
    """The texts above a column; a group's heading holds for the columns to its right that the next line parts."""
    lines = []
    for number, row in enumerate(header):
        text = sheet.text(row, column)
        below = header[number + 1] if number + 1 < len(header) else None
        if not text and below is not None and sheet.text(below, column):
            left = max((c for c in sheet.rows[row] if c < column), default=0)
            if left and all(sheet.text(below, c) for c in range(left, column)):
                text = sheet.text(row, left)
        lines.append(text)
    return [line for line in dict.fromkeys(lines) if line]


# columns


def _columns(sheet: Sheet, header: Sequence[int], rows: Sequence[int], roles: Roles) -> tuple[Column, ...]:
    used = {column for row in (*header, *rows) for column in sheet.rows.get(row, [])}
    data = [row for row in rows if len(sheet.rows[row]) > 1]
    columns: list[Column] = []
    weighed: list[Evidence] = []
    headed = {index: _together(_lines_above(sheet, header, index)) for index in sorted(used)}
    alike = Counter(_beside_year(lines)[1] for lines in headed.values() if _beside_year(lines)[0])
    for index, lines in headed.items():
        of_year = _of_year(lines, alike)
        if of_year:
            year, role = of_year
            why = f"Überschrift „{' – '.join(lines)}“"
            columns.append(Column(index, " – ".join(lines), role, year, why if role else ""))
        else:
            weighed.append(Evidence(sheet, index, heading(lines), data))
    present = [column for column in weighed if column.heading.text or not column.is_empty]
    _, choices = choose(present, weigh(present, roles), roles)
    columns += [_column(choice, roles) for choice in choices]
    return tuple(sorted(columns, key=lambda column: column.index))


def _together(lines: Sequence[str]) -> list[str]:
    """„Ziel" over „Wert" and „Jahr" says Zielwert and Zieljahr; so do „Basis" and „Methode"."""
    if len(lines) < 2:
        return list(lines)
    upper, lower = (values.clean(line).casefold() for line in lines[-2:])
    for group, stem in (("ziel", "Ziel"), ("soll", "Ziel"), ("basis", "Basis"), ("ausgang", "Basis")):
        if re.match(rf"{group}\w*$", upper) and lower in ("wert", "jahr", "art"):
            return [*lines[:-2], f"{stem}{lower}"]
    return list(lines)


def _of_year(lines: Sequence[str], alike: Counter[str] | None = None) -> tuple[int, str] | None:
    """The year that a heading names and what is given of it ("" for what is not read); None without just one.

    `alike` counts the columns whose headings differ in the year alone: two such give values.
    """
    year, words = _beside_year(lines)
    if not year:
        return None
    if _NOT_READ.search(words):
        return year, ""
    for role, pattern in (("method", _OF_METHOD), ("target", _OF_TARGET), ("base_value", _OF_BASE)):
        if pattern.search(words):
            return year, role
    return (year, "value") if _OF_VALUES.fullmatch(words) or (alike and alike[words] > 1) else None


def _beside_year(lines: Sequence[str]) -> tuple[int, str]:
    """The one year that a heading names (0: none, or several) and its other words."""
    text = " ".join(lines)
    years = {int(year) for year in YEAR.findall(text)}
    if len(years) != 1 or len(text) > LONGEST_HEADING:
        return 0, ""
    words = YEAR.sub(" ", values.clean(text).casefold())
    return years.pop(), " ".join(re.sub(r"[(\[][^()\[\]]*[)\]]|[^\wäöüß]+", " ", words).split())


def _column(choice: Choice, roles: Roles) -> Column:
    column, weighed = choice.column, choice.weighed
    if weighed is None:
        return Column(column.index, column.heading.text)
    sure = column.heading.strength(weighed.role.headings) >= HEAD
    doubt = ""
    if choice.margin < roles.close and choice.second and not sure:
        name = f"Spalte {letter(column.index)}" + (f" „{column.heading.text}“" if column.heading.text else "")
        doubt = (
            f"{name} wird als {weighed.role.label} gelesen, passt aber fast ebenso gut als {choice.second.role.label}."
        )
    why = f"Überschrift „{column.heading.text}“" if column.heading.strength(weighed.role.headings) else "Inhalt"
    return Column(column.index, column.heading.text, weighed.role.name, None, why, doubt)


def letter(column: int) -> str:
    return address((1, column))[:-1]


def explain(table: Table) -> list[str]:
    """German lines: where the table lies, and how each column was understood."""
    lines = [
        f"Blatt „{table.sheet.name}“: Indikatoren; Überschriften in Zeile {', '.join(map(str, table.header))}; "
        f"Zeilen darunter: {len(table.rows)}"
    ]
    for column in table.columns:
        if column.role:
            year = f" {column.year}" if column.year else ""
            lines.append(f"  {letter(column.index)}  {ROLES[column.role]}{year} – {column.why}")
        elif column.text:
            lines.append(f"  {letter(column.index)}  nicht verstanden, bleibt erhalten – „{column.text}“")
        if column.doubt:
            lines.append(f"  !  {column.doubt}")
    return lines
