"""Which tables a sheet holds and what their columns give. Found, not configured; `check --explain` shows how."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from analysis.errors import DataError
from analysis.intake import values
from analysis.intake.understand import monitoring
from analysis.intake.understand.evidence import Evidence
from analysis.intake.understand.headings import HEAD, Heading, heading
from analysis.intake.understand.lines import Lines
from analysis.intake.understand.marks import marked_columns
from analysis.intake.understand.monitoring import ROLES, SIGN_LABELS, TERRITORY, UNREAD, VALUE_ROLES, Facts
from analysis.intake.understand.weigh import NEVER, Choice, Roles, Weighed, choose, weigh
from analysis.intake.words import TOTAL_ROW
from analysis.intake.workbook import Sheet, address

MAX_TABLES = 300
MOST_COLUMNS = 60
CANDIDATES = 3  # so many columns are tried as the one with the numbers of measures
RIVAL = 6.0  # a second column is compared with the first when it has no more than so many points less
MOST = 0.5


@dataclass(frozen=True)
class Column:
    """One column of a table: its role ("" where not understood or not read), and the reason.

    `marks` is set where each code has a column of its own: column index → code; `year` where the heading
    names one; `rivals` are the columns that say the same; `points` and `signs` are what spoke for the role.
    """

    index: int
    heading: Heading
    role: str = ""
    why: str = ""
    year: int | None = None
    marks: Mapping[int, str] = field(default_factory=dict)
    rivals: tuple[int, ...] = ()
    points: float = 0.0
    signs: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Doubt:
    """Two readings that fit nearly equally: of which column, role, what is read and what it might be instead."""

    index: int
    role: str
    message: str


@dataclass(frozen=True)
class Table:
    """A table on a sheet: its header lines, the rows below that belong to it, its columns, and what is in doubt."""

    sheet: Sheet
    header: tuple[int, ...]
    rows: tuple[int, ...]
    columns: tuple[Column, ...]
    doubts: tuple[Doubt, ...] = ()

    def column(self, role: str) -> Column | None:
        return next((column for column in self.columns if column.role == role), None)

    @cached_property
    def by_index(self) -> dict[int, Column]:
        return {column.index: column for column in self.columns}

    @cached_property
    def indices(self) -> frozenset[int]:
        """Every column of the sheet that belongs to the table, those with marks too."""
        return frozenset({*self.by_index, *(index for column in self.columns for index in column.marks)})

    @cached_property
    def filled(self) -> dict[int, list[int]]:
        """Row → its filled columns that belong to the table, in order."""
        rows = (*self.header, *self.rows)
        return {row: [column for column in self.sheet.rows[row] if column in self.indices] for row in rows}

    def repeats(self, row: int, other: int) -> bool:
        """True where two rows say the same, one filled cell after the other."""
        text, mine, others = self.sheet.text, self.filled[row], self.filled[other]
        return len(mine) == len(others) and all(
            values.key(text(row, a)) == values.key(text(other, b)) for a, b in zip(mine, others, strict=True)
        )

    @property
    def has_measures(self) -> bool:
        return self.column("measure_id") is not None

    @property
    def has_goals(self) -> bool:
        return self.column("goal_id") is not None


def tables(sheet: Sheet, facts: Facts) -> list[Table]:
    """The tables of a sheet that hold measures or goals, from top to bottom and left to right.

    DataError where there are more than any office's sheet has.
    """
    roles = monitoring.roles(facts)
    lines = Lines(sheet, roles)
    headers = lines.headers() or _unspoken_header(sheet, lines)
    if len(headers) > MAX_TABLES:
        raise DataError(
            f"Blatt „{sheet.name}“ enthält mehr als {MAX_TABLES} Tabellen; bitte nur die Maßnahmen exportieren."
        )
    found = []
    for number, header in enumerate(headers):
        end = headers[number + 1][0] if number + 1 < len(headers) else sheet.last_row + 1
        above = header[-1] if header else next(row for row in sheet.rows if lines.is_data(row)) - 1
        rows = tuple(row for row in sheet.rows if above < row < end)
        for block in _blocks(sheet, header, rows):
            table = _table(sheet, header, rows, block, facts, roles, lines)
            if table is not None:
                found.append(table)
    return found


def _unspoken_header(sheet: Sheet, lines: Lines) -> list[tuple[int, ...]]:
    """The row above the data where no row speaks: headings that say nothing, or none at all."""
    first = next((row for row in sheet.rows if lines.is_data(row)), None)
    if first is None:
        return []
    return [(first - 1,)] if len(sheet.rows.get(first - 1, [])) > 1 else [()]


def _blocks(sheet: Sheet, header: Sequence[int], rows: Sequence[int]) -> list[list[int]]:
    """The columns in use, cut at empty ones where each part has numbers of its own (tables side by side)."""
    used = {column for row in (*header, *rows) for column in sheet.rows.get(row, [])}
    for top, left, bottom, right in sheet.merged:
        if left in used and any(top <= row <= bottom for row in header):
            used |= set(range(left, right + 1))
    blocks: list[list[int]] = []
    for column in sorted(used):
        if blocks and column == blocks[-1][-1] + 1:
            blocks[-1].append(column)
        else:
            blocks.append([column])
    parts = [block for block in blocks if len(blocks) > 1 and len(block) > 1]
    with_ids = [block for block in parts if _has_numbers(sheet, header, rows, block)]
    if len(with_ids) < 2:
        return [sorted(used)]
    joined: list[list[int]] = []
    for block in blocks:
        if joined and block not in with_ids:
            joined[-1].extend(block)
        else:
            joined.append(list(block))
    return joined


def _has_numbers(sheet: Sheet, header: Sequence[int], rows: Sequence[int], columns: Sequence[int]) -> bool:
    """True where a column of the block is headed and filled as one of numbers."""
    number = monitoring.HEADINGS["measure_id"]
    for index in columns:
        column = Evidence(sheet, index, heading(_heading_lines(sheet, header, index)), rows)
        if column.number_share >= MOST and (column.depth > 1 or column.heading.strength(number) > MOST):
            return True
    return False


def _heading_lines(sheet: Sheet, header: Sequence[int], column: int) -> list[str]:
    """The texts above a column; a group's heading holds for the columns to its right that the next line parts."""
    lines = []
    for number, row in enumerate(header):
        text = sheet.text(row, column)
        if not text and number + 1 < len(header) and sheet.text(header[number + 1], column):
            left = max((c for c in sheet.rows[row] if c < column), default=0)
            if left and sheet.text(header[number + 1], left) and _is_group(sheet, header[number + 1], left, column):
                text = sheet.text(row, left)
        lines.append(text)
    return [line for line in lines if line]


def _is_group(sheet: Sheet, row: int, left: int, right: int) -> bool:
    return all(sheet.text(row, column) for column in range(left, right + 1))


def _table(
    sheet: Sheet,
    header: tuple[int, ...],
    rows: tuple[int, ...],
    block: Sequence[int],
    facts: Facts,
    roles: Roles,
    lines: Lines,
) -> Table | None:
    """The table of a block of columns; None where nothing in it numbers measures or goals and tells of them."""
    speaking = [row for row in header if not (lines.is_column_numbers(row) or lines.is_hints(row))] or list(header)
    data = [row for row in rows if len(sheet.rows[row]) > 1 and not _is_total(sheet, row)]
    evidence = {index: Evidence(sheet, index, heading(_heading_lines(sheet, speaking, index)), data) for index in block}
    matrix = marked_columns(speaking[-1] if speaking else 0, evidence, roles)
    marked = {index for marks in matrix.values() for index in marks.codes}
    columns = [
        column
        for index, column in evidence.items()
        if index not in marked and (column.heading.text or not column.is_empty)
    ]
    if len(columns) > MOST_COLUMNS:  # no office names more; a sheet can have 16,384
        columns.sort(key=lambda c: -c.heading.strength(roles.named))
        columns = sorted(columns[:MOST_COLUMNS], key=lambda c: c.index)
    taken = frozenset(marks.role for marks in matrix.values())
    choices = _best(columns, roles, taken)
    result = [_column(choice, choices, roles) for choice in choices]
    result += [
        Column(
            min(marks.codes),
            evidence[min(marks.codes)].heading,
            marks.role,
            f"je Ausprägung eine Spalte mit Kreuzen ({len(marks.codes)} Spalten)",
            marks=marks.codes,
        )
        for marks in matrix.values()
    ]
    known = {column.index for column in result} | marked
    result += [Column(index, evidence[index].heading) for index in block if index not in known]
    result.sort(key=lambda column: column.index)
    table = Table(sheet, header, rows, tuple(result), tuple(_doubts(_uncompared(choices, result), roles, facts)))
    named = {column.role for column in result if dict(column.signs).get("heading", 0) > 0 or not header}
    tells = {column.role for column in result} & set(VALUE_ROLES) or named & {"title", "goal_title"}
    return table if (table.has_measures or table.has_goals) and tells else None


def _is_total(sheet: Sheet, row: int) -> bool:
    """A sum says nothing of what the cells of a column are like."""
    return re.search(TOTAL_ROW, values.clean(sheet.text(row, sheet.rows[row][0])).casefold()) is not None


def _best(columns: Sequence[Evidence], roles: Roles, taken: frozenset[str]) -> list[Choice]:
    """The best reading of all columns at once.

    Whose status or title a column without a level gives depends on where the numbers of measures and goals
    stand; so the columns that may hold them are tried, and the reading with the best sum is taken.
    """
    weighed = weigh(columns, roles)
    names = [role.name for role in roles.roles]
    readings = []
    for measure in _candidates(weighed, names.index("measure_id"), roles.least):
        for goal in _candidates(weighed, names.index("goal_id"), roles.least):
            if measure is not None and measure == goal:
                continue
            fixed = _under(columns, weighed, {"measure_id": measure, "goal_id": goal}, taken)
            readings.append((choose(columns, fixed, roles, margins=False)[0], fixed))
    best = max(readings, key=lambda reading: reading[0])
    return choose(columns, best[1], roles)[1]


def _candidates(weighed: Sequence[Sequence[Weighed]], role: int, least: float) -> list[int | None]:
    fitting = [n for n, line in enumerate(weighed) if line[role].points >= least]
    return [*sorted(fitting, key=lambda n: -weighed[n][role].points)[:CANDIDATES], None]


def _under(
    columns: Sequence[Evidence],
    weighed: Sequence[Sequence[Weighed]],
    numbered: Mapping[str, int | None],
    taken: frozenset[str],
) -> list[list[Weighed]]:
    """The points where these columns hold the numbers: others can not, and each level has its part of the table."""
    lines = []
    for index, (column, line) in enumerate(zip(columns, weighed, strict=True)):
        level = _territory(index, numbered["measure_id"], numbered["goal_id"])
        changed = []
        for mine in line:
            name = mine.role.name
            if name in taken or (name in numbered and numbered[name] != index):
                mine = replace(mine, points=NEVER)
            elif name not in numbered and mine.role.level in ("goal", "measure") and not column.heading.level:
                if numbered[f"{mine.role.level}_id"] is None:
                    changed.append(replace(mine, points=NEVER))
                    continue
                here = TERRITORY if mine.role.level == level else -TERRITORY
                mine = replace(mine, points=mine.points + here, signs=(*mine.signs, ("territory", here)))
            elif name not in numbered and mine.role.level and numbered.get(f"{mine.role.level}_id", 0) is None:
                here = -TERRITORY / 2
                mine = replace(mine, points=mine.points + here, signs=(*mine.signs, ("territory", here)))
            changed.append(mine)
        lines.append(changed)
    return lines


def _territory(index: int, measure: int | None, goal: int | None) -> str:
    """Of which level a column is that does not say so: that of the numbers to its left."""
    if measure is None or goal is None:
        return "goal" if measure is None else "measure"
    if goal < measure:
        return "goal" if goal < index < measure else "measure"
    return "goal" if index > goal else "measure"


def _column(choice: Choice, choices: Sequence[Choice], roles: Roles) -> Column:
    column, weighed = choice.column, choice.weighed
    if weighed is None:
        return Column(column.index, column.heading)
    role = weighed.role
    rivals = tuple(
        other.column.index
        for other in choices
        if other is not choice
        and role.name in VALUE_ROLES
        and other.role not in VALUE_ROLES
        and other.column.heading.time == column.heading.time
        and not other.column.hidden
        and any(
            w.role is role and w.points >= max(weighed.points - RIVAL, roles.least) and dict(w.signs).get("understood")
            for w in other.others
        )
    )
    year = column.heading.years[-1] if role.timed and column.heading.years else None
    return Column(
        index=column.index,
        heading=column.heading,
        role="" if role.name in UNREAD else role.name,
        why=_why(weighed, column),
        year=year,
        rivals=rivals,
        points=weighed.points,
        signs=weighed.signs,
    )


def _why(weighed: Weighed, column: Evidence) -> str:
    signs = dict(weighed.signs)
    if "confirmed" in signs:
        return f"bestätigt in strategy.toml („{column.heading.text}“)"
    if signs.get("heading", 0) > 0:
        return f"Überschrift „{column.heading.text}“"
    if weighed.role.reads:
        return f"Inhalt ({round(100 * column.understood(weighed.role.reads))} % {weighed.role.label})"
    if weighed.role.name.endswith("_id"):
        return f"Nummern wie im Inhalt ({len([n for n in column.numbers if n])} von {len(column.cells)})"
    return "längste Texte neben den Nummern" if weighed.role.name.endswith("title") else "Inhalt"


def _uncompared(choices: Sequence[Choice], columns: Sequence[Column]) -> list[Choice]:
    """The choices without rivals: where two columns say the same, every cell of theirs is compared."""
    compared = {index for column in columns if column.rivals for index in (column.index, *column.rivals)}
    return [choice for choice in choices if choice.column.index not in compared]


def _doubts(choices: Sequence[Choice], roles: Roles, facts: Facts) -> Iterator[Doubt]:
    """What nearly was read otherwise: a column with two fitting roles, and one that just misses a role nobody has."""
    held = {choice.role for choice in choices}
    for choice in choices:
        weighed, letter = choice.weighed, _letter(choice.column.index)
        name = f"Spalte {letter} „{choice.column.heading.text}“" if choice.column.heading.text else f"Spalte {letter}"
        how = f"in strategy.toml unter [columns] „{choice.column.heading.text}“ = … eintragen"
        if weighed and choice.margin < roles.close and "confirmed" not in dict(weighed.signs):
            sure = choice.column.heading.strength(weighed.role.headings) >= HEAD and choice.second is None
            if weighed.role.name in UNREAD or choice.column.is_empty or sure:
                continue
            other = f"auch als {choice.second.role.label}" if choice.second else "auch als keines von ihnen"
            yield Doubt(
                choice.column.index,
                weighed.role.name,
                f"{name} wird als {weighed.role.label} gelesen, passt aber fast ebenso gut {other}; "
                f"ist es so richtig oder falsch, bitte {how}.",
            )
        if weighed or choice.column.is_empty:
            continue
        missed = [w for w in choice.others if w.role.name in VALUE_ROLES and w.role.name not in held]
        near = max(missed, key=lambda w: w.points, default=None)
        spoken = near and near.role.reads and choice.column.understood(near.role.reads) >= MOST
        if near and spoken and near.points > roles.least - 3 * roles.close and not facts.columns.get(name):
            yield Doubt(
                choice.column.index,
                near.role.name,
                f"{name} enthält Wörter wie eine Spalte {near.role.label}, heißt aber anders und wird nicht gelesen; "
                f"ist sie es doch, bitte {how}.",
            )


def explain(table: Table) -> list[str]:
    """German lines: where the table lies, how each column was understood, and what spoke for it."""
    what = " und ".join(
        name for name, there in (("Maßnahmen", table.has_measures), ("operative Ziele", table.has_goals)) if there
    )
    header = f"Überschriften in Zeile {', '.join(map(str, table.header))}" if table.header else "keine Überschriften"
    lines = [f"Blatt „{table.sheet.name}“: {what}; {header}; Zeilen darunter: {len(table.rows)}"]
    for column in table.columns:
        letter = _letter(column.index)
        if column.role:
            year = f" {column.year}" if column.year else ""
            signs = ", ".join(f"{SIGN_LABELS.get(sign, sign)} {points:+.1f}" for sign, points in column.signs)
            points = f" [{column.points:.1f} Punkte: {signs}]" if signs else ""
            lines.append(f"  {letter}  {ROLES[column.role]}{year} – {column.why}{points}")
        elif column.heading.text or any((row, column.index) in table.sheet.cells for row in table.rows):
            lines.append(f"  {letter}  nicht verstanden, bleibt erhalten – „{column.heading.text}“")
    return lines + [f"  !  {doubt.message}" for doubt in table.doubts]


def _letter(column: int) -> str:
    return address((1, column))[:-1]
