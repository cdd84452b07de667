"""Which column plays which role: every sign gives points, and the best sum of all wins.

Nothing here knows the monitoring table. A table of roles says by which phrases a heading names a role and how
many points each sign is worth for it; the whole assignment of columns to roles is chosen at once, and where
another one comes close it is kept beside it (`Choice.second`). A role that no column deserves stays empty.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from analysis.intake.understand.evidence import Evidence, Reads
from analysis.intake.understand.headings import Phrases

NEVER = -1e6


@dataclass(frozen=True)
class Role:
    """What a column can give.

    `headings` are the phrases that name it, `points` the worth of each sign at full strength; `reads` tells
    the code of a cell's text where the role has a vocabulary; `timed`: one column for each time it is given of.
    """

    name: str
    label: str
    headings: Phrases
    points: Mapping[str, float]
    level: str = ""
    reads: Reads | None = None
    timed: bool = False


@dataclass(frozen=True)
class Weighed:
    """The points of a column for a role, and what each sign added: (sign, points)."""

    role: Role
    points: float
    signs: tuple[tuple[str, float], ...]


Sign = Callable[[Evidence, Role, Sequence[Evidence]], float]


@dataclass(frozen=True)
class Roles:
    """A table of roles and the signs they are told by: sign → its strength for a column, from -1 to 1.

    The signs „heading“ and „otherwise“ (the heading names another role, or something no role knows) are
    always there. A column holds a role from `least` points on; readings nearer than `close` are both told.
    """

    roles: tuple[Role, ...]
    signs: Mapping[str, Sign]
    least: float = 3.0
    close: float = 2.0

    @cached_property
    def named(self) -> Phrases:
        """Every phrase that names a role, by the surest of them."""
        grades: dict[str, float] = {}
        for phrase, grade in (pair for role in self.roles for pair in role.headings):
            grades[phrase] = max(grade, grades.get(phrase, 0.0))
        return frozenset(grades.items())

    def __getitem__(self, name: str) -> Role:
        return next(role for role in self.roles if role.name == name)


@dataclass(frozen=True)
class Choice:
    """The role of one column; `margin` is what the next best assignment without it has less, `second` its role."""

    column: Evidence
    weighed: Weighed | None
    margin: float = 0.0
    second: Weighed | None = None
    others: tuple[Weighed, ...] = field(default=(), repr=False)

    @property
    def role(self) -> str:
        return self.weighed.role.name if self.weighed else ""


def weigh(columns: Sequence[Evidence], roles: Roles) -> list[list[Weighed]]:
    """Column → its points for every role, in the order of the table."""
    return [_weigh_column(column, columns, roles) for column in columns]


def _weigh_column(column: Evidence, columns: Sequence[Evidence], roles: Roles) -> list[Weighed]:
    headed = {role.name: column.heading.strength(role.headings) for role in roles.roles}
    known = max(headed.values(), default=0.0)
    weighed = []
    for role in roles.roles:
        own = headed[role.name]
        otherwise = known - own if known else float(column.heading.has_words)
        strengths = {"heading": own, "otherwise": otherwise}
        told = []
        for sign, points in role.points.items():
            strength = strengths[sign] if sign in strengths else roles.signs[sign](column, role, columns)
            if strength and points:
                told.append((sign, strength * points))
        weighed.append(Weighed(role, sum(points for _, points in told), tuple(told)))
    return weighed


def best(points: Sequence[Sequence[float]], least: float) -> tuple[float, list[int]]:
    """The assignment of rows to columns with the largest sum, and that sum; -1 for a row that stays without.

    Each row takes one column at most and each column one row; a pair counts its points above `least`.
    Shortest augmenting paths (Jonker and Volgenant 1987), with one column „none“ for each row.
    """
    rows = len(points)
    columns = len(points[0]) if rows else 0
    width = columns + rows
    cost = [[least - p for p in line] + [0.0] * rows for line in points]
    row_price, column_price = [0.0] * (rows + 1), [0.0] * (width + 1)
    holder = [0] * (width + 1)
    for row in range(1, rows + 1):
        holder[0], at = row, 0
        dearest, used, before = [float("inf")] * (width + 1), [False] * (width + 1), [0] * (width + 1)
        while holder[at]:
            used[at] = True
            line, delta, following = holder[at], float("inf"), 0
            for column in range(1, width + 1):
                if used[column]:
                    continue
                price = cost[line - 1][column - 1] - row_price[line] - column_price[column]
                if price < dearest[column]:
                    dearest[column], before[column] = price, at
                if dearest[column] < delta:
                    delta, following = dearest[column], column
            for column in range(width + 1):
                if used[column]:
                    row_price[holder[column]] += delta
                    column_price[column] -= delta
                else:
                    dearest[column] -= delta
            at = following
        while at:
            holder[at] = holder[before[at]]
            at = before[at]
    taken = [-1] * rows
    for column in range(1, columns + 1):
        if holder[column]:
            taken[holder[column] - 1] = column - 1
    return sum(points[row][column] - least for row, column in enumerate(taken) if column >= 0), taken


def choose(
    columns: Sequence[Evidence], weighed: Sequence[Sequence[Weighed]], roles: Roles, *, margins: bool = True
) -> tuple[float, list[Choice]]:
    """The sum of the best assignment, and each column's choice with the next best reading of it (`margins`)."""
    able = [n for n, line in enumerate(weighed) if any(w.points > roles.least for w in line)]
    slots, points = _slots([columns[n] for n in able], [weighed[n] for n in able], roles)
    total, taken = best(points, roles.least)
    choices = {}
    for line, index in enumerate(able):
        column, others = columns[index], tuple(sorted(weighed[index], key=lambda w: -w.points))
        if taken[line] < 0:
            choices[index] = Choice(column, None, others=others)
            continue
        mine = weighed[index][slots[taken[line]]]
        if not margins:
            choices[index] = Choice(column, mine)
            continue
        barred = [list(points_of) for points_of in points]
        barred[line][taken[line]] = NEVER
        without, instead = best(barred, roles.least)
        second = weighed[index][slots[instead[line]]] if instead[line] >= 0 else None
        choices[index] = Choice(column, mine, total - without, second, others)
    return total, [
        choices.get(n) or Choice(column, None, others=tuple(sorted(weighed[n], key=lambda w: -w.points)))
        for n, column in enumerate(columns)
    ]


def _slots(
    columns: Sequence[Evidence], weighed: Sequence[Sequence[Weighed]], roles: Roles
) -> tuple[list[int], list[list[float]]]:
    """The roles that can be held, a timed one once for each time that a heading names; and the points for them."""
    slots: list[int] = []
    points: list[list[float]] = [[] for _ in columns]
    for number, role in enumerate(roles.roles):
        times = dict.fromkeys(column.heading.time if role.timed else None for column in columns)
        for time in times:
            slots.append(number)
            for line, column, mine in zip(points, columns, weighed, strict=True):
                fits = not role.timed or column.heading.time == time
                line.append(mine[number].points if fits else NEVER)
    return slots, points
