"""Tables of a known kind on a sheet: where they lie, and which column gives what.

The kinds are told by their columns: for every line that may be a header every kind's roles are weighed
(`weigh`), and the kind with the best sum of all its columns has the table below.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from analysis.intake import quantities, values
from analysis.intake.understand.evidence import Evidence, Reads
from analysis.intake.understand.headings import Phrases, heading
from analysis.intake.understand.weigh import Role, Roles, Sign, choose, weigh
from analysis.intake.workbook import Cell, Position, Sheet, address


def _is_number(text: str) -> bool:
    return quantities.read(text, quantities.unit_of(text)).value is not None


SPEAKS: Final = 0.45  # so surely must a cell name a role to count as a heading
SIGNS: Final[Mapping[str, Sign]] = {
    "understood": lambda column, role, _: column.understood(role.reads) if role.reads else 0.0,
    "numeric": lambda column, _, __: column.matching(_is_number),
    "distinct": lambda column, _, __: column.distinct,
    "words": lambda column, _, __: column.words,
}
_HEADED: Final = {"heading": 10.0, "otherwise": -6.0}


@dataclass(frozen=True)
class Kind:
    """A kind of table: its roles, and of which sets at least one role has to be there."""

    name: str
    label: str
    roles: Roles
    needs: tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Block:
    """A table found on a sheet: its header lines, the rows below, and role → column."""

    kind: str
    sheet: Sheet
    header: tuple[int, ...]
    rows: tuple[int, ...]
    columns: Mapping[str, int]

    def at(self, row: int, role: str) -> Position:
        """The cell of a role in a row, of a merged range its first; without such a column the row's first cell."""
        if role not in self.columns:
            return (row, min(self.sheet.rows[row]))
        return self.sheet.anchor(row, self.columns[role])

    def cell(self, row: int, role: str) -> Cell:
        return self.sheet.value(row, self.columns[role]) if role in self.columns else ""

    def text(self, row: int, role: str) -> str:
        return values.tidy(self.sheet.text(row, self.columns[role])) if role in self.columns else ""

    def heading(self, role: str) -> str:
        return " ".join(self.sheet.text(row, self.columns[role]) for row in self.header) if role in self.columns else ""


def role(name: str, label: str, headings: Phrases, *, reads: Reads | None = None, **points: float) -> Role:
    """A role that is known by its heading; `points` are what other signs add (`SIGNS`)."""
    return Role(name, label, headings, {**_HEADED, **points}, reads=reads)


def kind(name: str, label: str, roles: Sequence[Role], *needs: str) -> Kind:
    """A kind of table; each of `needs` names roles parted by |, one of which has to be there."""
    return Kind(name, label, Roles(tuple(roles), SIGNS), tuple(frozenset(need.split("|")) for need in needs))


def blocks(sheet: Sheet, kinds: Sequence[Kind]) -> list[Block]:
    """The tables of these kinds on a sheet, from top to bottom and left to right."""
    return _Finder(sheet, kinds).blocks()


@dataclass(frozen=True)
class _Finder:
    sheet: Sheet
    kinds: Sequence[Kind]

    def blocks(self) -> list[Block]:
        headers = [row for row in self.sheet.rows if self._may_head(row)]
        found: list[Block] = []
        taken = 0
        for number, row in enumerate(headers):
            if row <= taken:
                continue
            ends = [*headers[number + 1 :], self.sheet.last_row + 1]
            here = self._below(row, ends)
            if here:
                found += here
                taken = here[0].header[-1]
        return [self._until_next(block, found) for block in found]

    def _may_head(self, row: int) -> bool:
        texts = {self.sheet.text(row, column) for column in self.sheet.rows[row]}
        return sum(self._names(text) for text in texts) >= 2

    def _names(self, text: str) -> bool:
        said = heading([text])
        return any(said.strength(role.headings) >= SPEAKS for kind in self.kinds for role in kind.roles.roles)

    def _below(self, row: int, ends: Sequence[int]) -> list[Block]:
        """The tables whose header is this line, or it and the one below."""
        best: tuple[float, list[Block]] = (0.0, [])
        for lines in ((row,), (row, row + 1)):
            end = next((end for end in ends if end > lines[-1]), self.sheet.last_row + 1)
            rows = tuple(r for r in self.sheet.rows if lines[-1] < r)
            sample = tuple(r for r in rows if r < end) or rows
            if len(lines) > 1 and (row + 1 not in self.sheet.rows or not self._is_second_line(row + 1)):
                continue
            found = [self._best(lines, rows, sample, columns) for columns in self._parts(lines, rows)]
            those = [(points, block) for points, block in found if block]
            total = sum(points for points, _ in those)
            if those and total > best[0] + (1.0 if len(lines) > 1 else 0.0):
                best = total, [block for _, block in those]
        return best[1]

    def _is_second_line(self, row: int) -> bool:
        """True for a line of headings: texts of which most name something, none a number."""
        cells = [self.sheet.cells.get((row, column), "") for column in self.sheet.rows[row]]
        texts = [cell for cell in cells if isinstance(cell, str)]
        return len(texts) == len(cells) and sum(self._names(text) for text in texts) * 2 >= len(texts)

    def _parts(self, lines: tuple[int, ...], rows: tuple[int, ...]) -> list[list[int]]:
        """The columns of the header, cut at empty ones: tables side by side."""
        used = {column for row in (*lines, *rows) for column in self.sheet.rows.get(row, [])}
        headed = sorted(column for column in used if any(self.sheet.text(line, column) for line in lines))
        parts: list[list[int]] = []
        for column in headed:
            if parts and column == parts[-1][-1] + 1:
                parts[-1].append(column)
            else:
                parts.append([column])
        fitting = [part for part in parts if self._best(lines, rows, rows, part)[1]]
        return fitting if len(fitting) > 1 else [headed]

    def _best(
        self, lines: tuple[int, ...], rows: tuple[int, ...], sample: Sequence[int], columns: Sequence[int]
    ) -> tuple[float, Block | None]:
        evidence = [
            Evidence(self.sheet, c, heading([t for line in lines if (t := self.sheet.text(line, c))]), sample)
            for c in columns
        ]
        best: tuple[float, Block | None] = (0.0, None)
        for kind in self.kinds:
            points, choices = choose(evidence, weigh(evidence, kind.roles), kind.roles, margins=False)
            held = {choice.role: choice.column.index for choice in choices if choice.role}
            if points > best[0] and all(need & held.keys() for need in kind.needs):
                best = points, Block(kind.name, self.sheet, lines, rows, held)
        return best

    def _until_next(self, block: Block, found: Sequence[Block]) -> Block:
        """The block with the rows that lie above the next header, without repeats of its own."""
        below = [other.header[0] for other in found if other.header[0] > block.header[-1]]
        end = min(below, default=self.sheet.last_row + 1)
        own = [self.sheet.text(block.header[-1], column) for column in block.columns.values()]
        rows = tuple(
            row
            for row in block.rows
            if row < end
            and any(column in self.sheet.rows[row] for column in block.columns.values())
            and [self.sheet.text(row, column) for column in block.columns.values()] != own
        )
        return Block(block.kind, block.sheet, block.header, rows, block.columns)


def explain(block: Block, kinds: Sequence[Kind]) -> list[str]:
    """German lines: where the table lies and how each column was understood."""
    kind = next(kind for kind in kinds if kind.name == block.kind)
    lines = [
        f"Blatt „{block.sheet.name}“: {kind.label}; Überschriften in Zeile {', '.join(map(str, block.header))}; "
        f"Zeilen darunter: {len(block.rows)}"
    ]
    for name, column in sorted(block.columns.items(), key=lambda item: item[1]):
        letter = address((1, column))[:-1]
        lines.append(f"  {letter}  {kind.roles[name].label} – Überschrift „{block.heading(name)}“")
    return lines
