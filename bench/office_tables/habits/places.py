"""Where the field of a measure and its goal are shown: columns, lines, sheets."""

from collections.abc import Callable
from typing import Final

from office_tables import words
from office_tables.draft import Content, Draft, Sheet
from office_tables.habits.core import Apply, Habit, dotted, every, has, heading, nothing, plain_numbers, table
from office_tables.plan import Measure
from office_tables.words import UNKNOWN, Readings

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
    "Handlungsfeld:|{name}",
)
FIELD_CELLS: Final = (
    "{name}",
    "{number}",
    "{number} {name}",
    "HF {number}",
    "Handlungsfeld {number}: {name}",
    "{number}. {name}",
)
SHEETS: Final = ("{number} {name}", "HF {number}", "HF{number} {name}", "{name}", "Handlungsfeld {number}")


def sections(place: str, *, own_headers: bool = False) -> Apply:
    """A line above the measures of a field; with `own_headers` each field has a table of its own below it."""

    def apply(draft: Draft) -> None:
        draft.place, draft.own_headers = place, own_headers
        draft.section = draft.chance.choice(
            [s for s in SECTIONS if "|" not in s or (place == "rows" and not own_headers)]
        )
        _show_fields(draft)

    return apply


def sheet_for_each_field(draft: Draft) -> None:
    draft.place = "sheets"
    draft.section = draft.chance.choice(SHEETS)
    _show_fields(draft)


def sheet_for_each_office(draft: Draft) -> None:
    """Each office keeps its own sheet."""
    draft.place = "offices"


def titled_sheets(draft: Draft) -> None:
    """A sheet for each field, which only the line above its table names."""
    draft.place = "sheets"
    draft.section = "Tabelle{number}"
    draft.sheet_title = draft.chance.choice([s for s in SECTIONS if "|" not in s])
    _show_fields(draft)


def field_column(show: str) -> Apply:
    """The field in a column: in each row, merged down, or only in the first of its rows."""

    def apply(draft: Draft) -> None:
        pattern = draft.chance.choice(FIELD_CELLS)
        contents: dict[int, Content] = {}
        for m in draft.measures:
            text = pattern.format(number=m.field.number, name=m.field.name)
            if show != "first" or m.in_field == 1:
                contents[m.running] = int(text) if text.isdecimal() else text
        draft.add("field", heading(draft, "field"), contents)
        if show == "merged":
            draft.merged_roles.add("field")
        _show_fields(draft)

    return apply


def _show_fields(draft: Draft) -> None:
    for m in draft.measures:
        draft.read(m, "field", str(m.field.number))


# goals


def goal_columns(*roles: str, merged: bool = False, same_subheadings: bool = False) -> Apply:
    """Number, title and status of the goal beside the measure."""

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
        if same_subheadings:
            _same_subheadings(draft)
        draft.merged_roles |= set(roles) if merged else set()
        if "goal_title" not in roles:
            return  # numbers alone are no list of goals
        draft.goals = {
            goal.id: {
                "field": (str(goal.field.number),),
                "title": (goal.title,),
                "status": (goal.status,) if "goal_status" in roles else (UNKNOWN,),
            }
            for goal in draft.plan.goals
        }

    return apply


def _same_subheadings(draft: Draft) -> None:
    """Nr., Titel and Status under „Ziel“ and under „Maßnahme“; only the heading above tells them apart."""
    goal, measure = draft.chance.choice((("Operatives Ziel", "Maßnahme"), ("Ziel", "Maßnahme"), ("Ziele", "Maßnahmen")))
    texts = {"id": "Nr.", "title": draft.chance.choice(("Titel", "Bezeichnung")), "status": "Status"}
    for column in draft.columns:
        what = column.role.removeprefix("goal_")
        if what in texts:
            column.heading, column.group = texts[what], goal if column.role != what else measure


def strategic_goal_columns(draft: Draft) -> None:
    """Strategic goals beside the measures, without the operative ones."""
    draft.add("strategic", "Nr. strategisches Ziel", {m.running: m.goal.id.rpartition(".")[0] for m in draft.measures})
    titles = {m.running: f"Strategisches Ziel zu {m.field.name}" for m in draft.measures}
    draft.add("strategic", draft.chance.choice(("Strategisches Ziel", "Oberziel", "Leitziel")), titles)
    if draft.chance.random() < 0.4:
        draft.merged_roles.add("strategic")


def goal_rows(*, strategic: bool) -> Apply:
    """A goal has a line of its own above its measures, in the same columns; so may the strategic goals."""

    def apply(draft: Draft) -> None:
        draft.goal_rows, draft.strategic_rows = True, strategic
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
                    column.goals[goal.id] = next(
                        column.contents.get(m.running) for m in draft.measures if m.goal == goal
                    )
        draft.goals = _listed_goals(draft)

    return apply


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


GOAL: Final = ("goal_id", "goal_title", "goal_status")

HABITS: Final = (
    Habit("Feld nirgends", "place", 35, nothing, lambda draft: not draft.starts_anew),
    Habit("Feld als Zwischenzeile", "place", 14, sections("rows"), table),
    Habit("Feld als verbundene Zwischenzeile", "place", 8, sections("rows merged"), table),
    Habit("Tabellen untereinander je Feld", "place", 4, sections("rows", own_headers=True), table),
    Habit("Blatt je Feld", "place", 7, sheet_for_each_field, table),
    Habit("Blatt je Feld, nur oben benannt", "place", 2, titled_sheets, table),
    Habit("Blatt je Amt", "place", 3, sheet_for_each_office, every(table, lambda draft: not draft.starts_anew)),
    Habit("Feld in Spalte", "place", 22, field_column("each")),
    Habit("Feld nur in erster Zeile", "place", 4, field_column("first"), table),
    Habit("Feld in verbundenen Zellen", "place", 6, field_column("merged"), table),
    Habit("Ziele nirgends", "goals", 50, nothing),
    Habit("Zielnummer in Spalte", "goals", 9, goal_columns("goal_id"), dotted),
    Habit("Ziel in Spalten", "goals", 7, goal_columns("goal_id", "goal_title"), dotted),
    Habit("Ziel mit Status in Spalten", "goals", 7, goal_columns(*GOAL), dotted),
    Habit("Ziel in verbundenen Zellen", "goals", 9, goal_columns(*GOAL, merged=True), every(dotted, table)),
    Habit(
        "gleiche Unterköpfe unter Ziel und Maßnahme",
        "goals",
        6,
        goal_columns(*GOAL, same_subheadings=True),
        every(dotted, table, has("id", "title", "status")),
    ),
    Habit("strategisches Ziel in Spalten", "goals", 5, strategic_goal_columns, every(dotted, table)),
    Habit(
        "Ziel in eigener Zeile",
        "goals",
        10,
        goal_rows(strategic=False),
        every(dotted, table, plain_numbers, has("status", "title")),
    ),
    Habit(
        "strategisches und operatives Ziel in eigenen Zeilen",
        "goals",
        6,
        goal_rows(strategic=True),
        every(dotted, table, plain_numbers, has("status", "title")),
    ),
    Habit("Ziele auf eigenem Blatt", "goals", 8, goal_sheet, dotted),
)
