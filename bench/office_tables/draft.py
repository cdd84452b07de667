"""A workbook in the making: columns with what stands in them, lines of the body, sheets of cells."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Final

from office_tables.plan import YEAR, Field, Goal, Measure, Plan
from office_tables.words import Readings


@dataclass(frozen=True)
class Look:
    """A cell's value with its looks: `fill` is #RRGGBB, theme:N or indexed:N; `formula` has `value` as its result."""

    value: object = None
    fill: str = ""
    font: str = ""
    colour: str = ""
    number_format: str = ""
    struck: bool = False
    formula: str = ""
    picture: bool = False


Content = object  # None, text, number, date, bool or Look


@dataclass
class Column:
    """A column: its role here, heading and the heading it shares with its neighbours; contents by running number."""

    role: str
    heading: str
    contents: dict[int, Content]
    group: str = ""
    goals: dict[str, Content] = field(default_factory=dict)  # goal id → content, where goals have rows
    hidden: bool = False
    wide: bool = False  # merged with the column to its right, which is empty


@dataclass
class Line:
    """A line of the body: of a measure, of a goal, or any other; `cells` by column index beat the columns' contents."""

    kind: str
    measure: Measure | None = None
    goal: Goal | None = None
    cells: dict[int, Content] = field(default_factory=dict)
    across: bool = False  # merged over the table's whole width
    hidden: bool = False
    without_number: bool = False


@dataclass
class Sheet:
    """A sheet as it is written; positions count from 0, a merged range is (top, left, bottom, right)."""

    name: str
    rows: list[list[Content]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden: bool = False


@dataclass
class Draft:
    """What the habits work on, one after the other."""

    plan: Plan
    chance: Random
    habits: list[str] = field(default_factory=list)
    # numbers
    ids: dict[int, str] = field(default_factory=dict)  # running number → what a clerk calls the measure
    dotted: bool = False  # the numbers carry the goal
    field_in_id: bool = False
    starts_anew: bool = False
    # the table
    columns: list[Column] = field(default_factory=list)
    goal_rows: bool = False
    place: str = ""  # how a field is shown: rows, merged rows, sheets, or ""
    section: str = ""
    own_headers: bool = False  # each section has a table with a header of its own
    sheet_title: str = ""  # names the field above the table of its sheet
    strategic_rows: bool = False
    merged_roles: set[str] = field(default_factory=set)  # equal cells of these columns below each other are merged
    completed_sheet: str = ""
    last_year_sheet: bool = False
    forms: bool = False
    form_name: Callable[[Measure], str] = lambda measure: f"Steckbrief {measure.running}"
    form_colon: str = ""
    form_gap: int = 1
    form_pairs: bool = False
    form_overview: bool = False
    transposed: bool = False  # one sheet, a column for each measure
    form_milestones: bool = False
    header: int = 1
    headings_on_top: bool = True
    halves: tuple[str, str] = ("Strategie", "Monitoring")
    header_extras: list[Callable[["Draft"], list[Content]]] = field(default_factory=list)
    above: list[list[Content]] = field(default_factory=list)
    below: list[list[Content]] = field(default_factory=list)
    beside: list[list[Content]] = field(default_factory=list)  # stands to the right of the table
    line_edits: list[Callable[["Draft", list[Line]], None]] = field(default_factory=list)
    indent: int = 0
    sheet_name: str = "Maßnahmen"
    before: list[Sheet] = field(default_factory=list)
    after: list[Sheet] = field(default_factory=list)
    file: str = "Monitoring_2025.xlsx"
    year: int | None = YEAR
    strategy: dict[str, str] = field(default_factory=dict)  # section of strategy.toml → its lines
    prefixes: bool = False
    # what a careful clerk reads: running number or goal id → column → accepted readings
    truth: dict[int, dict[str, Readings]] = field(default_factory=dict)
    goals: dict[str, dict[str, Readings]] | None = None
    earlier: dict[int, dict[int, str]] = field(default_factory=dict)  # year → running number → status
    earlier_is_clear: bool = True
    lost: set[int] = field(default_factory=set)  # measures whose row has no number: told, counted under none
    told_rows: list[tuple[str, int]] = field(default_factory=list)  # sheet, Excel row

    @property
    def measures(self) -> tuple[Measure, ...]:
        return self.plan.measures

    def read(self, measure: Measure, column: str, *readings: str) -> None:
        self.truth.setdefault(measure.running, {})[column] = readings

    def add(self, role: str, heading: str, contents: dict[int, Content], group: str = "") -> Column:
        column = Column(role, heading, contents, group)
        self.columns.append(column)
        return column

    def column(self, role: str) -> Column | None:
        return next((c for c in self.columns if c.role == role), None)


# The usual order of columns; what stands in one line keeps the order in which it was added.
ROLE_ORDER: Final = (
    ("running",),
    ("field",),
    ("strategic",),
    ("goal_id", "goal_title", "goal_status"),
    ("id",),
    ("title",),
    ("responsible", "person"),
    ("start", "due"),
    ("horizon", "horizon_mark"),
    ("status", "status_mark", "previous", "wish", "old_status"),
    ("schedule",),
    ("bar",),
    ("other",),
    ("note",),
    ("again",),
)


def lines_of(draft: Draft, measures: list[Measure]) -> list[Line]:
    """The body of one sheet: measures in order, with lines for fields and goals where the office has them."""
    lines: list[Line] = []
    before: Goal | None = None
    for measure in measures:
        goal = measure.goal
        if draft.place.startswith("rows") and (before is None or before.field != goal.field):
            lines.append(_section(draft, goal.field))
        if draft.strategic_rows and (before is None or before.id.rpartition(".")[0] != goal.id.rpartition(".")[0]):
            places = {column.role: index for index, column in enumerate(draft.columns)}
            text = f"Strategisches Ziel zu {goal.field.name}"
            lines.append(Line("strategic", cells={places["id"]: goal.id.rpartition(".")[0], places["title"]: text}))
        if draft.goal_rows and goal != before:
            lines.append(Line("goal", goal=goal))
        before = goal
        lines.append(Line("measure", measure=measure))
    return lines


def section_text(pattern: str, one: Field) -> str:
    return pattern.format(number=one.number, name=one.name)


def _section(draft: Draft, one: Field) -> Line:
    text = section_text(draft.section, one)
    if "|" in text:
        places = {column.role: index for index, column in enumerate(draft.columns)}
        first, second = text.split("|")
        return Line("section", cells={places["id"]: first, places.get("title", places["id"] + 1): second})
    return Line("section", cells={0: text}, across=draft.place == "rows merged")


def text_of(content: Content) -> str:
    """Content as text with its looks, for people who want to see it."""
    if isinstance(content, Look):
        looks = "".join(
            f"{{{one}}}" for one in (content.fill, content.font, content.colour, content.number_format) if one
        )
        return text_of(content.value) + looks + "{struck}" * content.struck + "{picture}" * content.picture
    if isinstance(content, dt.date):
        return content.strftime("%d.%m.%Y")
    return "" if content is None else f"#{content}" if isinstance(content, int | float) else str(content)
