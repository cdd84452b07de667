"""What offices do with a table. A habit is one line of `HABITS`; a table has one or more of each aspect.

An aspect is settled after those before it. Of an aspect of `ONE` exactly one habit is drawn by its weights,
of any other each by itself, with its weight as the chance in a hundred. A habit alters the draft, and writes
down what a careful clerk reads where that is not what the plan says.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Final

from office_tables import lists, words
from office_tables.draft import ROLE_ORDER, Column, Content, Draft, Line, Look, Sheet
from office_tables.headings import GROUPS, HEADINGS
from office_tables.plan import STATUSES, Measure, draw_plan
from office_tables.words import UNKNOWN, Readings, Written

Apply = Callable[[Draft], None]


@dataclass(frozen=True)
class Habit:
    """What an office does: its name in reports, its aspect, its weight, and what it does to a draft it fits."""

    name: str
    aspect: str
    weight: float
    apply: Apply
    fits: Callable[[Draft], bool] = lambda _: True


def nothing(_: Draft) -> None:
    """The plain case."""


def heading(draft: Draft, role: str) -> str:
    """A heading for the role; the plainest half of the time, none that stands there already."""
    taken = {c.heading for c in draft.columns}
    free = [text for text in HEADINGS[role] if text not in taken]
    return free[0] if draft.chance.random() < 0.4 else draft.chance.choice(free)


# numbers


def numbers(
    shape: Callable[[Measure], str],
    content: Callable[[Measure, str], Content] = lambda _, text: text,
    *,
    dotted: bool = False,
    field_in_id: bool = False,
    hierarchical: bool = False,
    prefixes: bool = False,
    starts_anew: bool = False,
    toml: str = "",
) -> Apply:
    """Measures are numbered so; `content` is what stands in the cell.

    Where nothing says the field, none is right, and so is the true one.
    """

    def apply(draft: Draft) -> None:
        texts = {m.running: shape(m) for m in draft.measures}
        draft.dotted, draft.prefixes, draft.starts_anew = dotted, prefixes, starts_anew
        draft.field_in_id = dotted or field_in_id or prefixes
        draft.ids = {
            m.running: f"{m.field.number}/{texts[m.running]}" if starts_anew else texts[m.running]
            for m in draft.measures
        }
        draft.add("id", heading(draft, "id"), {m.running: content(m, texts[m.running]) for m in draft.measures})
        if toml and draft.chance.random() < 0.5:
            draft.strategy["numbers"] = toml
        for m in draft.measures:
            number = str(m.field.number)
            draft.read(m, "field", *((number,) if draft.field_in_id else ("", number)))
            if dotted:
                draft.read(m, "goal_id", m.goal.id)
            elif not field_in_id and not hierarchical:
                draft.read(m, "goal_id", "")
            draft.read(m, "title", m.title)

    return apply


def four(m: Measure) -> str:
    return f"{m.goal.id}.{m.in_goal}"


def three(m: Measure) -> str:
    return f"{m.field.number}.{m.goal.strategic * 2 + m.goal.place - 2}.{m.in_goal}"


def two(m: Measure) -> str:
    return f"{m.field.number}.{m.in_field}"


def lettered(pattern: str) -> Callable[[Measure], str]:
    """{p} the field's letters, {l} its letter, {f} its number, {n} the number in it, {r} the running number."""

    def shape(m: Measure) -> str:
        goal = m.goal.strategic * 2 + m.goal.place - 2
        return pattern.format(
            p=m.field.prefix, l=chr(64 + m.field.number), f=m.field.number, n=m.in_field, r=m.running, g=goal,
            k=m.in_goal, s=("PV", "RA", "WP", "LE")[(goal - 1) % 4],
        )  # fmt: skip

    return shape


def overarching(m: Measure) -> str:
    return f"{'ABCDÜ'[m.field.number - 1]}{m.in_field}"


def joined(m: Measure) -> str:
    """Some numbers stand for two: B5+6, V6/7; the next goes on behind them."""
    letter, n = chr(64 + m.field.number), m.in_field
    return f"{letter}{2 * n - 1}{'+' if m.field.number % 2 else '/'}{2 * n}" if n % 3 == 2 else f"{letter}{2 * n - 1}"


def as_number(_: Measure, text: str) -> Content:
    """1.10 typed as a number becomes 1.1; the format shows two places only where it must."""
    return Look(float(text), number_format="0.00" if len(text.partition(".")[2]) > 1 else "")


def turned_into_dates(m: Measure, text: str) -> Content:
    """German Excel makes 1.1.2 the first of January 2002, where nobody had set the column to text."""
    day, month, year = map(int, text.split("."))
    return Look(dt.date(2000 + year, month, day), number_format="dd.mm.yyyy") if m.running % 4 == 2 else text


def range_of_numbers(draft: Draft) -> None:
    """One row stands for several: 1.1.1.2–4, under its first number."""
    goals = [m for m in draft.measures if m.in_goal == max(o.in_goal for o in draft.measures if o.goal == m.goal)]
    m = draft.chance.choice(goals)
    column = draft.column("id")
    if column:
        column.contents[m.running] = f"{draft.ids[m.running]}{draft.chance.choice('–-')}{m.in_goal + 2}"


def beside_running_number(draft: Draft) -> None:
    draft.add("running", heading(draft, "running"), {m.running: m.running for m in draft.measures})


def old_number(draft: Draft) -> None:
    text = draft.chance.choice(("Nr. alt", "alte Nr.", "Nr. im alten Konzept", "bisherige Nummer", "Nr. IKSK 2015"))
    contents: dict[int, Content] = {m.running: f"{'ABC'[m.running % 3]}{m.running // 3 + 1}" for m in draft.measures}
    draft.add("other", text, contents)


def number_in_title(draft: Draft) -> None:
    """Number and title share a cell."""
    column = draft.column("id")
    assert column
    column.heading = heading(draft, "title")
    glue = draft.chance.choice((" ", ": ", " – "))
    for m in draft.measures:
        column.contents[m.running] = f"{column.contents[m.running]}{glue}{m.title}"
        draft.read(m, "title", m.title, str(column.contents[m.running]))


def own_title(draft: Draft) -> None:
    draft.add("title", heading(draft, "title"), {m.running: m.title for m in draft.measures})


# where the field is shown

SECTIONS: Final = (
    "Handlungsfeld {number}: {name}",
    "Handlungsfeld {number} – {name}",
    "HF {number}: {name}",
    "HF {number} {name}",
    "Handlungsfeld {name}",
    "{number}. {name}",
    "{number} {name}",
    "{name}",
    "{number}|{name}",
    "HF {number}|{name}",
    "Themenfeld {number}: {name}",
)
FIELD_CELLS: Final = (
    "{name}",
    "{number}",
    "{number} {name}",
    "HF {number}",
    "Handlungsfeld {number}: {name}",
    "{number}. {name}",
)


def sections(place: str) -> Apply:
    def apply(draft: Draft) -> None:
        draft.place = place
        draft.section = draft.chance.choice([s for s in SECTIONS if "|" not in s or place == "rows"])
        _show_fields(draft)

    return apply


def sheet_for_each_field(draft: Draft) -> None:
    draft.place = "sheets"
    draft.section = draft.chance.choice(
        ("{number} {name}", "HF {number}", "HF{number} {name}", "{name}", "Handlungsfeld {number}")
    )
    _show_fields(draft)


def field_column(show: str) -> Apply:
    """The field in a column: in each row, merged down, or only in the first of its rows."""

    def apply(draft: Draft) -> None:
        pattern = draft.chance.choice(FIELD_CELLS)
        contents: dict[int, Content] = {}
        for m in draft.measures:
            text = pattern.format(number=m.field.number, name=m.field.name)
            if show != "first" or m.in_field == 1:
                contents[m.running] = int(text) if text.isdigit() else text
        draft.add("field", heading(draft, "field"), contents)
        draft.merged_columns = draft.merged_columns or show == "merged"
        _show_fields(draft)

    return apply


def _show_fields(draft: Draft) -> None:
    for m in draft.measures:
        draft.read(m, "field", str(m.field.number))


# goals


def goal_columns(*roles: str, merged: bool = False) -> Apply:
    def apply(draft: Draft) -> None:
        style = draft.chance.choice(list(words.GOAL_STATUS.values()))
        said = {goal.id: words.spelling(draft.chance, style, goal.status).content for goal in draft.plan.goals}
        shown: dict[str, Callable[[Measure], Content]] = {
            "goal_id": lambda m: m.goal.id,
            "goal_title": lambda m: m.goal.title,
            "goal_status": lambda m: said[m.goal.id],
        }
        for role in roles:
            draft.add(role, heading(draft, role), {m.running: shown[role](m) for m in draft.measures})
        draft.merged_columns = draft.merged_columns or merged
        draft.goals = {
            goal.id: {
                "field": (str(goal.field.number),),
                **({"title": (goal.title,)} if "goal_title" in roles else {}),
                "status": (goal.status,) if "goal_status" in roles else (UNKNOWN,),
            }
            for goal in draft.plan.goals
            if any(m.goal == goal for m in draft.measures)
        }

    return apply


def goal_rows(draft: Draft) -> None:
    """A goal has a line of its own above its measures, in the same columns."""
    draft.goal_rows = True
    style = draft.chance.choice(list(words.GOAL_STATUS.values()))
    for column in draft.columns:
        for goal in draft.plan.goals:
            if column.role == "id":
                column.goals[goal.id] = goal.id
            elif column.role == "title":
                column.goals[goal.id] = goal.title
            elif column.role == "status":
                column.goals[goal.id] = words.spelling(draft.chance, style, goal.status).content
            elif column.role == "field":
                column.goals[goal.id] = next(column.contents.get(m.running) for m in draft.measures if m.goal == goal)
    draft.goals = _listed_goals(draft)


def goal_sheet(draft: Draft) -> None:
    """The goals are listed on a sheet of their own."""
    style = draft.chance.choice(list(words.GOAL_STATUS.values()))
    rows: list[list[Content]] = [["Nr.", draft.chance.choice(("Operatives Ziel", "Ziel", "Zieltext")), "Status"]]
    rows += [[g.id, g.title, words.spelling(draft.chance, style, g.status).content] for g in draft.plan.goals]
    sheet = Sheet(draft.chance.choice(("Ziele", "Operative Ziele", "Zielliste")), rows)
    (draft.before if draft.chance.random() < 0.5 else draft.after).append(sheet)
    draft.goals = _listed_goals(draft)


def _listed_goals(draft: Draft) -> dict[str, dict[str, Readings]]:
    return {
        g.id: {"title": (g.title,), "field": (str(g.field.number),), "status": (g.status,)} for g in draft.plan.goals
    }


# status


def status_words(style: str) -> Apply:
    def apply(draft: Draft) -> None:
        contents: dict[int, Content] = {}
        for m in draft.measures:
            written = words.spelling(draft.chance, words.STATUS[style], m.status)
            contents[m.running] = written.content
            draft.read(m, "status", *written.readings)
        draft.add("status", heading(draft, "status"), contents)

    return apply


def own_words(draft: Draft) -> None:
    """The office has words of its own, and says in its strategy what they mean."""
    own = {
        "idea": "Stufe A",
        "planned": "Stufe B",
        "in_progress": "Stufe C",
        "completed": "Stufe D",
        "discarded": "raus",
    }
    draft.strategy["words.measure_status"] = "\n".join(f'"{word}" = "{code}"' for code, word in own.items())
    draft.add("status", heading(draft, "status"), {m.running: own[m.status] for m in draft.measures})
    _as_planned(draft, "status")


def _as_planned(draft: Draft, column: str) -> None:
    for m in draft.measures:
        draft.read(m, column, getattr(m, column))


def status_matrix(mark: Content, blank: Content = None) -> Apply:
    """A column for each status, and a mark in one of them."""

    def apply(draft: Draft) -> None:
        labels = draft.chance.choice((lists.STATUS_LABELS, lists.SHORT_STATUS_LABELS))
        group = draft.chance.choice(("", "Status", "Umsetzungsstand"))
        for code, label in labels.items():
            contents = {m.running: mark if m.status == code else blank for m in draft.measures}
            draft.add("status_mark", label, contents, group)
        _as_planned(draft, "status")

    return apply


def horizon_matrix(draft: Draft) -> None:
    group = draft.chance.choice(("", "Zeithorizont", "Fristigkeit"))
    for code, label in lists.HORIZON_LABELS.items():
        draft.add("horizon_mark", label, {m.running: "x" if m.horizon == code else None for m in draft.measures}, group)
    _as_planned(draft, "horizon")


def status_fill(colours: dict[str, str], legend: str) -> Apply:
    """Empty cells whose fill says the status; the legend stands below, beside, on its own sheet, or nowhere."""

    def apply(draft: Draft) -> None:
        draft.add("status", heading(draft, "status"), {m.running: Look(fill=colours[m.status]) for m in draft.measures})
        entries = [(Look(fill=colours[code]), label) for code, label in lists.STATUS_LABELS.items()]
        if legend == "below":
            draft.below += [["Legende:"], *([look, label] for look, label in entries)]
        elif legend == "in cells":
            draft.below += [[Look(label, fill=look.fill)] for look, label in entries]
        elif legend == "beside":
            draft.beside += [["Legende"], *([look, label] for look, label in entries)]
        elif legend == "sheet":
            draft.after.append(Sheet("Legende", [["Farbe", "Bedeutung"], *([look, label] for look, label in entries)]))
        elif legend == "strategy":
            lines = (f'"{colours[code]}" = "{code}"' for code in colours)
            draft.strategy["colours.measure_status"] = "\n".join(lines)
        for m in draft.measures:
            draft.read(m, "status", m.status if legend else UNKNOWN)

    return apply


def word_and_fill(draft: Draft) -> None:
    """The word stands there; the fill repeats it."""
    status_words("Status in Worten der Strategie")(draft)
    column = draft.column("status")
    assert column
    for m in draft.measures:
        column.contents[m.running] = Look(column.contents[m.running], fill=lists.RGB[m.status])


def status_signs(signs: dict[str, str]) -> Apply:
    """Signs alone, with no legend: nobody can tell."""

    def apply(draft: Draft) -> None:
        draft.add("status", heading(draft, "status"), {m.running: signs[m.status] for m in draft.measures})
        for m in draft.measures:
            draft.read(m, "status", UNKNOWN)

    return apply


def status_per_cent(draft: Draft) -> None:
    """A share is no status."""
    shares = {"idea": 0.0, "planned": 0.1, "in_progress": 0.5, "completed": 1.0, "discarded": 0.0}
    contents = {m.running: Look(shares[m.status], number_format="0%") for m in draft.measures}
    draft.add(
        "status", draft.chance.choice(("Umsetzungsgrad", "Umsetzungsgrad in %", "Fortschritt in Prozent")), contents
    )
    for m in draft.measures:
        draft.read(m, "status", UNKNOWN)


def no_status(draft: Draft) -> None:
    for m in draft.measures:
        draft.read(m, "status", UNKNOWN)


def has_status(draft: Draft) -> bool:
    return draft.column("status") is not None


def some(draft: Draft, share: float) -> list[Measure]:
    """Some of the measures, at least one."""
    chosen = [m for m in draft.measures if draft.chance.random() < share]
    return chosen or [draft.chance.choice(draft.measures)]


def status_of_some(written: Iterable[Written], share: float) -> Apply:
    choices = list(written)

    def apply(draft: Draft) -> None:
        column = draft.column("status")
        assert column
        for m in some(draft, share):
            one = draft.chance.choice(choices)
            column.contents[m.running] = one.content
            draft.read(m, "status", *one.readings)

    return apply


def unclear(texts: Iterable[str]) -> list[Written]:
    return [Written(text, (UNKNOWN,)) for text in texts]


# horizon, schedule, due, responsible


def worded(role: str, style: words.Spellings) -> Apply:
    def apply(draft: Draft) -> None:
        contents: dict[int, Content] = {}
        for m in draft.measures:
            written = words.spelling(draft.chance, style, getattr(m, role))
            contents[m.running] = written.content or None
            draft.read(m, role, *written.readings)
        draft.add(role, heading(draft, role), contents)

    return apply


def without(role: str) -> Apply:
    def apply(draft: Draft) -> None:
        for m in draft.measures:
            readings = (UNKNOWN, "discarded") if role == "schedule" and m.status == "discarded" else (UNKNOWN,)
            draft.read(m, role, *readings)

    return apply


def horizon_unclear(draft: Draft) -> None:
    column = draft.column("horizon")
    assert column
    for m in some(draft, 0.2):
        column.contents[m.running] = draft.chance.choice(words.HORIZON_UNCLEAR)
        draft.read(m, "horizon", UNKNOWN)


def schedule_signs(looks: dict[str, Look], readings: dict[str, Readings]) -> Apply:
    def apply(draft: Draft) -> None:
        contents: dict[int, Content] = {}
        for m in draft.measures:
            contents[m.running] = looks.get(m.schedule)
            draft.read(m, "schedule", *readings.get(m.schedule, (m.schedule,)))
        draft.add("schedule", heading(draft, "schedule"), contents)

    return apply


def due(style: str) -> Apply:
    """One way of writing for the whole column, or several."""

    def apply(draft: Draft) -> None:
        ways = words.DUE[style]
        if draft.chance.random() < 0.6:
            ways = (draft.chance.choice(ways),)
        _due_column(draft, heading(draft, "due"), ways)

    return apply


def due_span(draft: Draft) -> None:
    _due_column(draft, heading(draft, "span"), words.SPAN)


def _due_column(draft: Draft, text: str, ways: tuple) -> None:
    contents: dict[int, Content] = {}
    for m in draft.measures:
        write, read = draft.chance.choice(ways)
        contents[m.running] = write(m.due)
        draft.read(m, "due", *read(m.due))
    draft.add("due", text, contents)


def start_and_end(draft: Draft) -> None:
    """Beginning and end beside each other under one heading."""
    group = draft.chance.choice(("Laufzeit", "Umsetzungszeitraum", "Zeitraum", "Durchführung"))
    first, last = draft.chance.choice((("Beginn", "Ende"), ("von", "bis"), ("Start", "Ende"), ("Anfang", "Abschluss")))
    as_years = draft.chance.random() < 0.4
    starts = {m.running: m.due - dt.timedelta(days=400) for m in draft.measures}
    draft.add("start", first, {n: day.year if as_years else day for n, day in starts.items()}, group)
    draft.add("due", last, {m.running: m.due.year if as_years else m.due for m in draft.measures}, group)
    for m in draft.measures:
        draft.read(m, "due", dt.date(m.due.year, 12, 31).isoformat() if as_years else m.due.isoformat())


def due_of_some(texts: Iterable[str], reading: str) -> Apply:
    choices = list(texts)

    def apply(draft: Draft) -> None:
        column = draft.column("due")
        assert column
        for m in some(draft, 0.2):
            column.contents[m.running] = draft.chance.choice(choices)
            draft.read(m, "due", reading)
            if not reading and draft.column("horizon") is None and draft.column("horizon_mark") is None:
                draft.read(m, "horizon", "ongoing")

    return apply


def responsible(draft: Draft) -> None:
    draft.add("responsible", heading(draft, "responsible"), {m.running: m.responsible for m in draft.measures})
    _as_planned(draft, "responsible")


def office_and_person(draft: Draft) -> None:
    """Office and person under one heading; the office is responsible."""
    group = draft.chance.choice(("Zuständigkeit", "Verantwortlich", "Federführung"))
    pair = [
        ("responsible", draft.chance.choice(("Amt", "Stelle", "Fachbereich"))),
        ("person", draft.chance.choice(("Person", "Name", "Ansprechperson"))),
    ]
    draft.chance.shuffle(pair)
    for role, text in pair:
        draft.add(
            role,
            text,
            {m.running: m.responsible if role == "responsible" else lists.person(m) for m in draft.measures},
            group,
        )
    _as_planned(draft, "responsible")


# columns that look like a status, a number, a title or a date


def year_before(draft: Draft) -> None:
    """Last year's status beside this year's, left or right of it."""
    column = draft.column("status")
    assert column
    text = heading(draft, "previous")
    if "2024" in text and draft.chance.random() < 0.5:
        column.heading = text.replace("2024", "2025")
    previous = Column("previous", text, {m.running: lists.STATUS_LABELS[m.previous] for m in draft.measures})
    draft.columns.insert(draft.columns.index(column) + draft.chance.choice((0, 1)), previous)


def periods(patterns: Iterable[tuple[tuple[str, ...], str]]) -> Apply:
    """Half-years, quarters or years beside each other, the last of them the reporting year's end, in any order."""
    choices = list(patterns)

    def apply(draft: Draft) -> None:
        column = draft.column("status")
        assert column
        texts, group = draft.chance.choice(choices)
        at = draft.columns.index(column)
        column.heading, column.group = texts[-1], group
        block = [column]
        for back, text in enumerate(reversed(texts[:-1]), start=1):
            contents = {m.running: lists.STATUS_LABELS[_earlier(m, back)] for m in draft.measures}
            block.append(Column("previous", text, contents, group))
        order = draft.chance.choice(("old first", "new first", "mixed"))
        if order == "old first":
            block.reverse()
        elif order == "mixed":
            draft.chance.shuffle(block)
        draft.columns[at : at + 1] = block

    return apply


def _earlier(m: Measure, back: int) -> str:
    codes = list(STATUSES)
    return codes[max(0, codes.index(m.previous) - back + 1)]


def plan_and_actual(draft: Draft) -> None:
    column = draft.column("status")
    assert column
    plan, actual = draft.chance.choice((("Plan", "Ist"), ("Soll", "Ist"), ("SOLL", "IST"), ("geplant", "tatsächlich")))
    group = draft.chance.choice(("Status", "Umsetzungsstand"))
    column.heading, column.group = actual, group
    wish = Column("wish", plan, {m.running: _hoped(draft.chance) for m in draft.measures}, group)
    draft.columns.insert(draft.columns.index(column) + draft.chance.choice((0, 1)), wish)


def wish(draft: Draft) -> None:
    draft.add("wish", heading(draft, "wish"), {m.running: _hoped(draft.chance) for m in draft.measures})


def _hoped(chance: Random) -> str:
    return chance.choice(("in Umsetzung", "abgeschlossen", "abgeschlossen", "in Planung"))


def hidden_old_status(draft: Draft) -> None:
    """A hidden column with the same heading, filled in a few old rows only."""
    column = draft.column("status")
    assert column
    few = some(draft, 0.3)
    old = Column("old_status", column.heading, {m.running: lists.STATUS_LABELS[m.previous] for m in few}, hidden=True)
    draft.columns.insert(draft.columns.index(column) + draft.chance.choice((0, 1)), old)


def doubled(role: str) -> Apply:
    """The column stands there once more, as offices do on the right of wide tables."""

    def apply(draft: Draft) -> None:
        column = draft.column(role)
        assert column
        draft.columns.append(Column("again", column.heading, dict(column.contents)))

    return apply


def extra(name: str, draw: Callable[[Random, Measure], Content], role: str = "other", *also: str) -> Apply:
    """A further column; what stands there is no value of a measure's status, horizon, schedule or date."""

    def apply(draft: Draft) -> None:
        contents = {m.running: draw(draft.chance, m) for m in draft.measures}
        text = draft.chance.choice((name, *also)) if name else heading(draft, role)
        draft.add(role, text, contents)

    return apply


def of(*contents: Content) -> Callable[[Random, Measure], Content]:
    return lambda chance, _: chance.choice(contents)


# order of columns, header


def usual_order(draft: Draft) -> None:
    order = {role: place for place, roles in enumerate(ROLE_ORDER) for role in roles}
    draft.columns.sort(key=lambda column: order[column.role])


def shuffled_order(draft: Draft) -> None:
    """Columns in any order; those under one heading stay together."""
    blocks: list[list[Column]] = []
    for column in draft.columns:
        together = column.role in ("status_mark", "horizon_mark")
        if blocks and (
            (column.group and blocks[-1][-1].group == column.group) or (together and blocks[-1][-1].role == column.role)
        ):
            blocks[-1].append(column)
        else:
            blocks.append([column])
    draft.chance.shuffle(blocks)
    draft.columns = [column for block in blocks for column in block]


def number_last(draft: Draft) -> None:
    usual_order(draft)
    column = draft.column("id")
    assert column
    draft.columns.remove(column)
    draft.columns.append(column)


def no_sections(draft: Draft) -> bool:
    return not draft.place.startswith("rows")


def empty_column(draft: Draft) -> None:
    draft.columns.insert(draft.chance.randrange(1, len(draft.columns) + 1), Column("empty", "", {}))


def indent(draft: Draft) -> None:
    draft.indent = draft.chance.choice((1, 1, 2))


def grouped_header(lines: int) -> Apply:
    """Neighbours get a common heading above them; with three lines the halves of the table one more."""

    def apply(draft: Draft) -> None:
        draft.header = lines
        draft.headings_on_top = draft.chance.random() < 0.6
        draft.halves = draft.chance.choice(
            (("Strategie", "Monitoring"), ("Maßnahmenplan", "Umsetzung"), ("Stammdaten", "Berichtsdaten"))
        )
        start = 0
        while start < len(draft.columns):
            end = start + 1
            for roles, texts in GROUPS:
                stop = start
                while stop < len(draft.columns) and draft.columns[stop].role in roles and not draft.columns[stop].group:
                    stop += 1
                if stop - start > 1 and draft.chance.random() < 0.8:
                    taken = {c.heading for c in draft.columns} | {c.group for c in draft.columns}
                    free = [text for text in texts if text not in taken] or ["Angaben"]
                    text = draft.chance.choice(free)
                    for column in draft.columns[start:stop]:
                        column.group = text
                    end = stop
                    break
            start = end

    return apply


def column_numbers(style: Callable[[int], Content]) -> Apply:
    return lambda draft: draft.header_extras.append(lambda d: [style(i) for i in range(1, len(d.columns) + 1)])


def explanations(draft: Draft) -> None:
    """A line under the headings says what to enter."""
    texts = {
        "id": "aus dem Konzept",
        "title": "Kurztext",
        "status": "bitte auswählen",
        "horizon": "Auswahl",
        "schedule": "ja / nein",
        "due": "TT.MM.JJJJ",
        "responsible": "Amt oder Fachbereich",
        "note": "Freitext",
    }
    draft.header_extras.append(lambda d: [texts.get(c.role) for c in d.columns])


def line_breaks(draft: Draft) -> None:
    for column in draft.columns:
        if " " in column.heading:
            column.heading = column.heading.replace(" ", "\n", 1)


def capitals(draft: Draft) -> None:
    for column in draft.columns:
        column.heading = column.heading.upper()


# what states the year


def year_line(*texts: Content) -> Apply:
    def apply(draft: Draft) -> None:
        draft.above.append(list(texts))
        draft.file = draft.chance.choice(
            ("Monitoring.xlsx", "Export.xlsx", "Monitoring_2025.xlsx", "Massnahmen_2025.xlsx")
        )

    return apply


def year_in_file(draft: Draft) -> None:
    draft.file = draft.chance.choice(
        (
            "Monitoring_2025.xlsx",
            "Monitoring Nachhaltigkeit 2025.xlsx",
            "2025-12-31_Massnahmen.xlsx",
            "Berichtsjahr_2025.xlsx",
        )
    )


def year_in_sheet(draft: Draft) -> None:
    draft.sheet_name = draft.chance.choice(("2025", "Monitoring 2025", "Stand 2025"))
    draft.file = "Monitoring.xlsx"


def no_year(draft: Draft) -> None:
    draft.file, draft.year = "Export.xlsx", None


def one_sheet(draft: Draft) -> bool:
    return draft.place != "sheets" and not draft.forms


def undated(draft: Draft) -> bool:
    """No column says a year."""
    return not any(str(year) in c.heading + c.group for c in draft.columns for year in range(2020, 2030))


# lines above, between and below


def above(*texts: str) -> Apply:
    return lambda draft: draft.above.insert(0, [draft.chance.choice(texts)])


def blank_above(draft: Draft) -> None:
    draft.above.append([])


def lines(edit: Callable[[Draft, list[Line]], None]) -> Apply:
    return lambda draft: draft.line_edits.append(edit)


def total(text: str, formula: bool) -> Callable[[Draft, list[Line]], None]:
    """A last line with the number of measures, and sums of what can be summed."""

    def edit(draft: Draft, body: list[Line]) -> None:
        count = sum(line.kind == "measure" for line in body)
        cells: dict[int, Content] = {0: text}
        sums = [i for i, c in enumerate(draft.columns) if i and c.role == "other" and c.heading in lists.AMOUNTS]
        for index in sums:
            value = sum(float(str(v)) for v in draft.columns[index].contents.values() if isinstance(v, int | float))
            letter = chr(65 + draft.indent + index)
            cells[index] = Look(value, formula=f"=SUM({letter}1:{letter}{len(body)})") if formula else value
        if not sums and len(draft.columns) > 1:
            cells[1] = Look(count, formula="=COUNTA(A1:A99)") if formula else count
        body.append(Line("total", cells=cells))

    return edit


def subtotals(_: Draft, body: list[Line]) -> None:
    """A line of sums at the end of each field."""
    ends = [
        i
        for i, line in enumerate(body)
        if line.measure and (i + 1 == len(body) or (n := body[i + 1].measure) is None or n.field != line.measure.field)
    ]
    for at in reversed(ends):
        measure = body[at].measure
        assert measure
        count = sum(line.measure is not None and line.measure.field == measure.field for line in body)
        body.insert(at + 1, Line("total", cells={0: f"Summe {measure.field.name}", 1: count}))


def status_counts(_: Draft, body: list[Line]) -> None:
    """Below the table how many have which status."""
    body.append(Line("blank"))
    for code, label in lists.STATUS_LABELS.items():
        count = sum(line.measure is not None and line.measure.status == code for line in body)
        body.append(Line("total", cells={0: f"Anzahl {label}", 1: count}))


def blank_lines(draft: Draft, body: list[Line]) -> None:
    for at in sorted(draft.chance.sample(range(1, len(body) + 1), min(2, len(body))), reverse=True):
        body.insert(at, Line("blank"))


def repeated_header(draft: Draft, body: list[Line]) -> None:
    """The headings once more, as on a new page."""
    starts = [i for i, line in enumerate(body) if line.kind == "measure"][1:]
    if starts:
        cells: dict[int, Content] = {i: c.heading for i, c in enumerate(draft.columns)}
        body.insert(draft.chance.choice(starts), Line("header", cells=cells))


def hidden_lines(draft: Draft, body: list[Line]) -> None:
    """Filtered out or folded away; they are read and counted."""
    draft.chance.choice([line for line in body if line.kind == "measure"]).hidden = True


def continuation(draft: Draft, body: list[Line]) -> None:
    """Further bodies stand below in lines of their own."""
    at = next((i for i, c in enumerate(draft.columns) if c.role == "responsible"), None)
    if at is None:
        return
    for number in range(len(body) - 1, -1, -1):
        measure = body[number].measure
        if measure is None or draft.chance.random() > 0.3:
            continue
        further = draft.chance.sample(
            [o for o in lists.PARTNERS if o != measure.responsible], draft.chance.choice((1, 1, 2))
        )
        body[number + 1 : number + 1] = [Line("continuation", cells={at: one}) for one in further]
        every = [measure.responsible, *further]
        draft.read(measure, "responsible", *(glue.join(every) for glue in (" ", ", ", "; ", "\n", " / ")))


def missing_number(draft: Draft, body: list[Line]) -> None:
    """A row without its number: it is told, and counted under no other."""
    line = draft.chance.choice([line for line in body if line.kind == "measure"])
    assert line.measure
    if len(draft.truth) < 4:
        return
    line.without_number = True
    draft.lost.add(line.measure.running)
    draft.truth.pop(line.measure.running, None)


def subheadings(draft: Draft, body: list[Line]) -> None:
    """A kind of heading between the rows that is no field."""
    starts = [i for i, line in enumerate(body) if line.kind == "measure"]
    for at, text in zip(
        sorted(draft.chance.sample(starts, min(2, len(starts))), reverse=True),
        ("Weitere Maßnahmen", "Investive Maßnahmen"),
        strict=False,
    ):
        body.insert(at, Line("subheading", cells={0: text}))


def doubled_number(draft: Draft, body: list[Line]) -> None:
    """Two rows bear one number: counted once with the first row's text; what differs is unknown."""
    rows = [line.measure for line in body if line.measure and line.measure.running in draft.truth]
    pairs = [(a, b) for a, b in pairwise(rows) if a.field == b.field]
    column = draft.column("id")
    if not pairs or len(rows) < 4 or column is None:
        return
    first, second = draft.chance.choice(pairs)
    column.contents[second.running] = column.contents[first.running]
    theirs = draft.truth.pop(second.running)
    for name in ("status", "horizon", "schedule"):
        mine = draft.truth[first.running][name]
        if mine != theirs[name]:
            draft.read(first, name, UNKNOWN)
    draft.truth[first.running].pop("due", None)
    draft.truth[first.running].pop("goal_id", None)
    draft.truth[first.running].pop("responsible", None)


def struck_when_discarded(draft: Draft) -> None:
    """Who discards a measure strikes its title through."""
    column = draft.column("title")
    if column:
        for m in draft.measures:
            if m.status == "discarded":
                column.contents[m.running] = Look(m.title, struck=True)


def below(*texts: str) -> Apply:
    return lambda draft: draft.below.append([draft.chance.choice(texts)])


def key_of_words(draft: Draft) -> None:
    """The words and what they mean, below the table."""
    draft.below += [["Status:"], *([label, lists.MEANINGS[code]] for code, label in lists.STATUS_LABELS.items())]


# further sheets


def archive(draft: Draft) -> None:
    """An older state of the same table on another sheet."""
    plain: list[list[Content]] = [["Nr.", "Maßnahme", "Status", "Zuständigkeit"]]
    column = draft.column("id")
    if column:
        plain += [
            [column.contents.get(m.running), m.title, lists.STATUS_LABELS[_earlier(m, 2)], m.responsible]
            for m in draft.measures
        ]
    name = draft.chance.choice(("Archiv", "Archiv 2023", "alt", "Stand 2023", "Sicherung 2023", "alte Fassung"))
    (draft.after if draft.chance.random() < 0.8 else draft.before).append(
        Sheet(name, plain, hidden=draft.chance.random() < 0.3)
    )


def further_sheet(*sheets: Sheet) -> Apply:
    def apply(draft: Draft) -> None:
        sheet = draft.chance.choice(sheets)
        copy = Sheet(sheet.name, [list(row) for row in sheet.rows], hidden=sheet.hidden)
        (draft.before if draft.chance.random() < 0.5 else draft.after).append(copy)

    return apply


def summary_sheet(draft: Draft) -> None:
    """How many measures of which status each field has."""
    rows: list[list[Content]] = [["Handlungsfeld", *lists.STATUS_LABELS.values(), "Summe"]]
    for one in draft.plan.fields:
        own = [m for m in draft.measures if m.field == one]
        rows.append([one.name, *(sum(m.status == code for m in own) for code in lists.STATUS_LABELS), len(own)])
    rows.append(
        ["Summe", *(sum(m.status == code for m in draft.measures) for code in lists.STATUS_LABELS), len(draft.measures)]
    )
    (draft.before if draft.chance.random() < 0.4 else draft.after).append(
        Sheet(draft.chance.choice(("Auswertung", "Statistik", "Übersicht", "Pivot")), rows)
    )


def forms(draft: Draft) -> None:
    """A sheet for each measure."""
    draft.forms = True
    draft.form_colon = draft.chance.choice(("", "", ":"))
    draft.form_gap = draft.chance.choice((1, 1, 2))
    short = draft.chance.choice(("id", "running", "title"))
    ids = dict(draft.ids)
    draft.form_name = lambda m: {"id": ids[m.running], "running": f"Steckbrief {m.running}", "title": m.title}[short]


# the habits

ONE: Final = frozenset(
    (
        *("numbers", "forms", "title", "place", "goals", "status", "horizon", "schedule", "due", "responsible"),
        *("order", "header", "year"),
    )
)


def table(draft: Draft) -> bool:
    return not draft.forms


def plain_numbers(draft: Draft) -> bool:
    """The cells of the numbers are texts that stand for one measure each."""
    column = draft.column("id")
    return column is not None and all(type(content) is str for content in column.contents.values())


def has(*roles: str) -> Callable[[Draft], bool]:
    return lambda draft: all(draft.column(role) for role in roles)


def all_of(*conditions: Callable[[Draft], bool]) -> Callable[[Draft], bool]:
    return lambda draft: all(condition(draft) for condition in conditions)


def clear_place(draft: Draft) -> bool:
    return not draft.starts_anew and not draft.forms


WINGDINGS_TICK: Final = Look("ü", font="Wingdings")
MEASURE_THREE: Final = "measure = 3\ngoal = 2"

STATUS_STYLES: Final = {
    "Status in Worten der Strategie": 24,
    "Status als Hauptwort": 6,
    "Status als Partizip": 6,
    "Status als freie Wendung": 6,
    "Status mit Zusatz": 4,
    "Status mit Tippfehlern": 3,
    "Status in Großbuchstaben": 2,
    "Status mit Zeichen davor": 3,
    "Status mit Zeichen dahinter": 3,
    "Status mit Ziffer davor": 2,
    "Status wie in Planner": 4,
    "Status wie in Bundesberichten": 4,
}


def one_status(draft: Draft) -> bool:
    """No other status column stands beside it yet."""
    column = draft.column("status")
    return column is not None and not column.group and not has("previous")(draft) and not has("wish")(draft)


def no_start(draft: Draft) -> bool:
    return draft.column("start") is None


def no_person(draft: Draft) -> bool:
    return draft.column("person") is None


# heading, weight, what stands there, its role in common headings
FURTHER_COLUMNS: Final[tuple[tuple[str, float, Callable[[Random, Measure], Content], str], ...]] = (
    ("Kosten in €", 8, lambda chance, _: chance.randrange(1, 400) * 500, "other"),
    ("Haushaltsmittel 2025", 3, lambda chance, _: chance.randrange(1, 90) * 1000, "other"),
    ("THG-Minderung in t", 6, lambda chance, _: chance.randrange(1, 400) / 4, "other"),
    ("Einsparung MWh/a", 2, lambda chance, _: chance.randrange(10, 900), "other"),
    ("Priorität", 7, of("hoch", "mittel", "niedrig"), "other"),
    ("Prio", 2, of("A", "B", "C"), "other"),
    ("Aufwand", 3, of("gering", "mittel", "hoch"), "other"),
    ("Wirkung", 2, of("kurz", "mittel", "hoch"), "other"),
    ("SDG", 5, lambda chance, _: f"SDG {chance.randint(1, 17)}", "other"),
    ("SDG Nr.", 2, lambda chance, _: chance.randint(1, 17), "other"),
    ("Art der Maßnahme", 4, of("investiv", "organisatorisch", "Beratung"), "other"),
    ("Thema", 3, of("Gebäude und Anlagen", "Verkehr", "Öffentlichkeitsarbeit"), "other"),
    ("Maßnahmentyp", 2, of("Leuchtturm", "Standard"), "other"),
    ("Zielgruppe", 3, of("Bürgerschaft", "Betriebe", "Schulen", "Verwaltung"), "other"),
    ("Förderantrag", 4, of("geplant", "in Bearbeitung", "abgeschlossen", None), "other"),
    ("Status der Förderung", 2, of("beantragt", "bewilligt", "abgeschlossen", None), "other"),
    ("Bürgerbeteiligung", 2, of("geplant", "abgeschlossen", "nein"), "other"),
    ("Klimarelevanz", 3, of("ja", "nein"), "other"),
    ("Beschlussvorlage", 3, lambda chance, _: f"{chance.randint(2023, 2025)}/{chance.randint(1, 300):03}", "other"),
    ("Beschluss vom", 3, lambda chance, _: dt.date(2024, chance.randint(1, 12), chance.randint(1, 28)), "other"),
    (
        "Produkt",
        2,
        lambda chance, _: f"{chance.randint(1, 15):02}.{chance.randint(1, 9):02}.{chance.randint(1, 9):02}",
        "other",
    ),
    ("Seite im Konzept", 2, lambda chance, _: chance.randint(12, 180), "other"),
    ("Stellenanteil", 2, of(0.25, 0.5, 1, None), "other"),
    ("Umsetzungsgrad", 4, lambda chance, _: Look(chance.randrange(0, 11) / 10, number_format="0%"), "other"),
    ("letzte Änderung", 4, lambda chance, _: dt.date(2025, chance.randint(1, 12), chance.randint(1, 28)), "other"),
    ("Nächste Schritte", 4, of("Vergabe", "Beschluss einholen", "Bericht im Ausschuss", None), "note"),
    ("Elementtyp", 2, of("Element"), "other"),
)

HABITS = (
    Habit("Nummern 4.2.1.3", "numbers", 26, numbers(four, dotted=True)),
    Habit("Nummern 4.2.3 dreiteilig", "numbers", 4, numbers(three, field_in_id=True, toml=MEASURE_THREE)),
    Habit("Nummern 4.2 zweiteilig", "numbers", 8, numbers(two, field_in_id=True)),
    Habit("Nummern VW-08", "numbers", 8, numbers(lettered("{p}-{n:02}"), prefixes=True)),
    Habit("Nummern VW 8", "numbers", 2, numbers(lettered("{p} {n}"), prefixes=True)),
    Habit("Nummern EN1 ohne Präfix in der Strategie", "numbers", 3, numbers(lettered("{p}{n}"))),
    Habit("Nummern Ü1", "numbers", 3, numbers(overarching)),
    Habit("Nummern M1", "numbers", 4, numbers(lettered("M{r}"))),
    Habit("Nummern M-01", "numbers", 2, numbers(lettered("M-{r:02}"))),
    Habit("Nummern A.1.2", "numbers", 2, numbers(lettered("{l}.{g}.{k}"), hierarchical=True)),
    Habit("Nummern A 1", "numbers", 2, numbers(lettered("{l} {n}"))),
    Habit("Nummern GM-PV-01", "numbers", 3, numbers(lettered("{p}-{s}-{k:02}"))),
    Habit("Nummern HS 1 2", "numbers", 2, numbers(lettered("HS {f} {n}"))),
    Habit("Nummern B5+6", "numbers", 2, numbers(joined)),
    Habit("Nummern 2024/017", "numbers", 2, numbers(lettered("2024/{r:03}"))),
    Habit("Nummern 1, 2, 3 als Zahl", "numbers", 4, numbers(lettered("{r}"), lambda m, _: m.running)),
    Habit("Nummern 1, 2, 3 als Text", "numbers", 1, numbers(lettered("{r}"))),
    Habit("Nummern je Feld neu M1", "numbers", 3, numbers(lettered("M{n}"), starts_anew=True)),
    Habit("Nummern je Feld neu 1", "numbers", 2, numbers(lettered("{n}"), lambda m, _: m.in_field, starts_anew=True)),
    Habit(
        "Nummern mit Zahlenformat M-01",
        "numbers",
        3,
        numbers(lettered("M-{r:02}"), lambda m, _: Look(m.running, number_format='"M-"00')),
    ),
    Habit(
        "Nummern mit Zahlenformat 001",
        "numbers",
        1,
        numbers(lettered("{r:03}"), lambda m, _: Look(m.running, number_format="000")),
    ),
    Habit("Nummern 1.1 als Dezimalzahl", "numbers", 3, numbers(two, as_number, field_in_id=True)),
    Habit(
        "Nummern zu Daten geworden",
        "numbers",
        2,
        numbers(three, turned_into_dates, field_in_id=True, toml=MEASURE_THREE),
    ),
    #
    Habit("eine Tabelle", "forms", 95, nothing),
    Habit("Steckbrief je Maßnahme", "forms", 5, forms, lambda d: not d.starts_anew),
    #
    Habit("Titel in eigener Spalte", "title", 94, own_title),
    Habit("Nummer und Titel in einer Zelle", "title", 3, number_in_title, all_of(plain_numbers, table)),
    #
    Habit("Feld nirgends", "place", 35, nothing, lambda d: not d.starts_anew),
    Habit("Feld als Zwischenzeile", "place", 14, sections("rows"), table),
    Habit("Feld als verbundene Zwischenzeile", "place", 9, sections("rows merged"), table),
    Habit("Blatt je Feld", "place", 7, sheet_for_each_field, table),
    Habit("Feld in Spalte", "place", 22, field_column("each")),
    Habit("Feld nur in erster Zeile", "place", 4, field_column("first"), table),
    Habit("Feld in verbundenen Zellen", "place", 6, field_column("merged"), table),
    #
    *(Habit(style, "status", weight, status_words(style)) for style, weight in STATUS_STYLES.items()),
    Habit("Status in eigenen Worten mit [words]", "status", 2, own_words),
    Habit("Status als Kreuz", "status", 3, status_matrix("x"), table),
    Habit("Status als Haken", "status", 1, status_matrix("✓"), table),
    Habit("Status als Kontrollkästchen", "status", 2, status_matrix(True, False), table),
    Habit("Status als Häkchen in Wingdings", "status", 2, status_matrix(WINGDINGS_TICK), table),
    Habit(
        "Status als Kästchen in Wingdings",
        "status",
        1,
        status_matrix(Look("þ", font="Wingdings"), Look("¨", font="Wingdings")),
        table,
    ),
    Habit("Status als Farbe, Legende unten", "status", 1.5, status_fill(lists.RGB, "below"), table),
    Habit("Status als Farbe, Legende in Zellen", "status", 1, status_fill(lists.RGB, "in cells"), table),
    Habit("Status als Farbe, Legende daneben", "status", 1, status_fill(lists.RGB, "beside"), one_sheet),
    Habit("Status als Farbe, Legende auf Blatt", "status", 1, status_fill(lists.RGB, "sheet"), table),
    Habit("Status als Farbe, Legende in Strategie", "status", 1, status_fill(lists.RGB, "strategy"), table),
    Habit("Status als Designfarbe, Legende unten", "status", 1.5, status_fill(lists.THEME, "below"), table),
    Habit("Status als Palettenfarbe, Legende unten", "status", 1, status_fill(lists.INDEXED, "below"), table),
    Habit("Status als Farbe ohne Legende", "status", 1, status_fill(lists.RGB, ""), table),
    Habit("Status als Wort und Farbe", "status", 2, word_and_fill),
    Habit("Status als Zeichen ohne Legende", "status", 1, status_signs(lists.HARVEY)),
    Habit("Status als Ampelzeichen ohne Legende", "status", 1, status_signs(lists.LIGHTS)),
    Habit("Status als Prozent", "status", 1, status_per_cent),
    Habit("kein Status", "status", 2, no_status),
    #
    Habit("Status offen in der Mehrheit", "some status", 4, status_of_some(unclear(["offen"]), 0.6), has_status),
    Habit("Status teils unklar", "some status", 6, status_of_some(unclear(words.OPEN), 0.15), has_status),
    Habit("Status teils nicht begonnen", "some status", 4, status_of_some([words.NOT_BEGUN], 0.2), has_status),
    Habit("Status teils erst künftig", "some status", 4, status_of_some(words.TO_COME, 0.15), has_status),
    Habit("Status teils leer", "some status", 8, status_of_some([Written(None, (UNKNOWN,))], 0.15), has_status),
    #
    Habit("Ziele nirgends", "goals", 62, nothing),
    Habit("Zielnummer in Spalte", "goals", 10, goal_columns("goal_id"), lambda d: d.dotted),
    Habit("Ziel in Spalten", "goals", 8, goal_columns("goal_id", "goal_title"), lambda d: d.dotted),
    Habit(
        "Ziel mit Status in Spalten",
        "goals",
        8,
        goal_columns("goal_id", "goal_title", "goal_status"),
        lambda d: d.dotted,
    ),
    Habit(
        "Ziel in verbundenen Zellen",
        "goals",
        10,
        goal_columns("goal_id", "goal_title", "goal_status", merged=True),
        all_of(lambda d: d.dotted, table),
    ),
    Habit(
        "Ziel in eigener Zeile",
        "goals",
        14,
        goal_rows,
        all_of(lambda d: d.dotted, table, plain_numbers, has("status", "title")),
    ),
    Habit("Ziele auf eigenem Blatt", "goals", 8, goal_sheet, lambda d: d.dotted),
    #
    Habit("kein Horizont", "horizon", 40, without("horizon")),
    *(Habit(style, "horizon", 15, worded("horizon", spellings)) for style, spellings in words.HORIZON.items()),
    Habit("Horizont als Kreuz", "horizon", 3, horizon_matrix, table),
    Habit("Horizont teils unklar", "some horizon", 8, horizon_unclear, has("horizon")),
    #
    Habit("kein Zeitplan", "schedule", 50, without("schedule")),
    *(Habit(style, "schedule", 9, worded("schedule", spellings)) for style, spellings in words.SCHEDULE.items()),
    Habit("Zeitplan in Wingdings", "schedule", 2, schedule_signs(lists.TICKS, lists.NO_ANSWER)),
    Habit("Zeitplan als Licht in Webdings", "schedule", 2, schedule_signs(lists.ROUND_LIGHTS, lists.NOBODY_KNOWS)),
    Habit("Zeitplan als Gesicht in Wingdings", "schedule", 1, schedule_signs(lists.FACES, lists.PERHAPS)),
    #
    Habit("kein Termin", "due", 45, nothing),
    *(Habit(style, "due", 7, due(style)) for style in words.DUE),
    Habit("Termin als Zeitspanne", "due", 6, due_span),
    Habit("Beginn und Ende unter einem Kopf", "due", 5, start_and_end, table),
    Habit("Termin teils fortlaufend", "some due", 12, due_of_some(words.DUE_ONGOING, ""), has("due")),
    Habit("Termin teils unklar", "some due", 8, due_of_some(words.DUE_UNCLEAR, UNKNOWN), has("due")),
    #
    Habit("keine Zuständigkeit", "responsible", 25, nothing),
    Habit("Zuständigkeit", "responsible", 65, responsible),
    Habit("Amt und Person unter einem Kopf", "responsible", 8, office_and_person),
    #
    Habit("Status des Vorjahres daneben", "rival", 8, year_before, has_status),
    Habit("Status in Halbjahren", "rival", 5, periods(lists.HALF_YEARS), all_of(has_status, one_status, table)),
    Habit("Status in Quartalen", "rival", 3, periods(lists.QUARTERS), all_of(has_status, one_status, table)),
    Habit("Status in Jahren", "rival", 5, periods(lists.YEARS), all_of(has_status, one_status, table)),
    Habit("Status Plan und Ist", "rival", 3, plan_and_actual, all_of(has_status, one_status, table)),
    Habit("angestrebter Status", "rival", 4, wish, has_status),
    Habit("ausgeblendeter alter Status", "rival", 3, hidden_old_status, all_of(has_status, one_status, table)),
    Habit("Statusspalte doppelt", "rival", 1, doubled("status"), all_of(has_status, one_status, table)),
    Habit("laufende Nummer daneben", "rival", 7, beside_running_number),
    Habit("alte Nummer daneben", "rival", 4, old_number),
    Habit("Nummernspalte doppelt", "rival", 2, doubled("id"), table),
    Habit(
        "Nummernbereich 1.1.1.2–4",
        "rival",
        3,
        range_of_numbers,
        all_of(lambda d: d.dotted, plain_numbers, has("title")),
    ),
    #
    *(
        Habit(f"Spalte {name}", "extra", weight, extra(name, draw, role))
        for name, weight, draw, role in FURTHER_COLUMNS
    ),
    Habit("Spalte Beginn", "extra", 8, extra("", lambda _, m: m.due - dt.timedelta(days=500), "start"), no_start),
    Habit("Spalte Beginn als Jahr", "extra", 3, extra("", lambda _, m: m.due.year - 2, "start"), no_start),
    Habit("Spalte Ansprechperson", "extra", 6, extra("", lambda _, m: lists.person(m), "person"), no_person),
    Habit("Spalte Bemerkung", "extra", 14, extra("", of(*lists.NOTES), "note")),
    Habit("Spalte Sachstand", "extra", 5, extra("Sachstand", of(*lists.NOTES), "note")),
    #
    Habit("Spalten in üblicher Folge", "order", 60, usual_order),
    Habit("Spalten gemischt", "order", 25, shuffled_order),
    Habit("Nummer hinten", "order", 5, number_last, no_sections),
    #
    Habit("leere Spalte dazwischen", "columns", 5, empty_column, table),
    Habit("Tabelle eingerückt", "columns", 6, indent, table),
    #
    Habit("Kopf in einer Zeile", "header", 66, nothing),
    Habit("Kopf in zwei Zeilen", "header", 18, grouped_header(2), table),
    Habit("Kopf in drei Zeilen", "header", 10, grouped_header(3), table),
    Habit("Zeile mit Spaltennummern", "below header", 4, column_numbers(lambda i: i), table),
    Habit("Zeile mit (1) (2) (3)", "below header", 1, column_numbers(lambda i: f"({i})"), table),
    Habit("Zeile mit A B C", "below header", 1, column_numbers(lambda i: chr(64 + i)), table),
    Habit("Zeile mit Ausfüllhinweisen", "below header", 4, explanations, table),
    Habit("Zeilenumbrüche im Kopf", "headings", 8, line_breaks),
    Habit("Kopf in Großbuchstaben", "headings", 5, capitals),
    #
    Habit("Berichtsjahr 2025", "year", 26, year_line("Berichtsjahr 2025"), table),
    Habit("Berichtsjahr: in zwei Zellen", "year", 8, year_line("Berichtsjahr:", 2025), table),
    Habit("Stand 31.12.2025", "year", 14, year_line("Stand: 31.12.2025"), table),
    Habit("Stand im Januar danach", "year", 6, year_line("Stand: 15.01.2026"), table),
    Habit("Stand als Datum daneben", "year", 4, year_line("Stand:", dt.date(2025, 12, 31)), table),
    Habit("Jahr nur im Dateinamen", "year", 24, year_in_file),
    Habit("Jahr nur im Blattnamen", "year", 5, year_in_sheet, all_of(one_sheet, undated)),
    Habit("kein Jahr", "year", 2, no_year, all_of(table, undated)),
    #
    Habit(
        "Titelzeile", "above", 25, above("Maßnahmenmonitoring", "Umsetzungsstand der Maßnahmen", "Musterkreis"), table
    ),
    Habit("Plan mit Jahr im Titel", "above", 9, above(*lists.PLANS), table),
    Habit("Zeile Exportiert am", "above", 4, above(*lists.STAMPS), table),
    Habit("Leerzeile über der Tabelle", "space", 50, blank_above, table),
    #
    Habit("Summenzeile", "lines", 7, lines(total("Summe", formula=False)), table),
    Habit("Summenzeile mit Formeln", "lines", 5, lines(total("Gesamt", formula=True)), table),
    Habit("Zwischensummen", "lines", 3, lines(subtotals), table),
    Habit("Anzahl je Status unten", "lines", 3, lines(status_counts), table),
    Habit("Leerzeilen", "lines", 6, lines(blank_lines), table),
    Habit("Kopf wiederholt", "lines", 4, lines(repeated_header), table),
    Habit("ausgeblendete Zeile", "lines", 4, lines(hidden_lines), table),
    Habit("Folgezeilen", "lines", 4, lines(continuation), all_of(table, has("responsible"), no_person)),
    Habit("Nummer fehlt", "lines", 4, lines(missing_number), all_of(table, has("title"))),
    Habit("Nummer doppelt", "lines", 3, lines(doubled_number), all_of(table, plain_numbers, has("title", "status"))),
    Habit("Zwischenüberschrift", "lines", 4, lines(subheadings), table),
    Habit("Verworfenes durchgestrichen", "lines", 6, struck_when_discarded),
    #
    Habit("Anmerkung unten", "below", 12, below(*lists.FOOTNOTES), table),
    Habit("Erklärung der Worte unten", "below", 4, key_of_words, table),
    #
    Habit("Archivblatt", "sheets", 5, archive, all_of(table, has_status)),
    Habit("Deckblatt", "sheets", 6, further_sheet(*lists.COVERS)),
    Habit("Blatt mit Auswahllisten", "sheets", 6, further_sheet(*lists.CHOICES)),
    Habit("leeres Formular", "sheets", 3, further_sheet(lists.EMPTY_FORM)),
    Habit("Blatt mit Auswertung", "sheets", 5, summary_sheet),
)


def make(chance: Random) -> Draft:
    """A draft by habits drawn at random; its sheets are made by `layout.sheets_of`."""
    draft = Draft(draw_plan(chance), chance)
    for aspect in dict.fromkeys(habit.aspect for habit in HABITS):
        habits = [habit for habit in HABITS if habit.aspect == aspect]
        if aspect in ONE:
            fitting = [habit for habit in habits if habit.fits(draft)]
            habits = chance.choices(fitting, [habit.weight for habit in fitting])
        else:
            habits = [habit for habit in habits if chance.random() * 100 < habit.weight]
        for habit in habits:
            if habit.fits(draft):
                habit.apply(draft)
                draft.habits.append(habit.name)
    return draft
