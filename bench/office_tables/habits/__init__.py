"""What offices do with a table. A habit is one line of a list here; a table has one or more of each aspect."""

from random import Random
from typing import Final

from office_tables.draft import Draft
from office_tables.habits import columns, lines, numbers, places, states
from office_tables.habits.core import ASPECTS, Habit
from office_tables.plan import draw_plan
from office_tables.words import UNKNOWN

HABITS: Final[tuple[Habit, ...]] = (*numbers.HABITS, *places.HABITS, *states.HABITS, *columns.HABITS, *lines.HABITS)


def make(chance: Random) -> Draft:
    """A draft by habits drawn at random; its sheets are made by `layout.sheets_of`."""
    draft = Draft(draw_plan(chance), chance)
    for aspect, exactly_one in ASPECTS.items():
        habits = [habit for habit in HABITS if habit.aspect == aspect]
        if exactly_one:
            fitting = [habit for habit in habits if habit.fits(draft)]
            habits = chance.choices(fitting, [habit.weight for habit in fitting])
        else:
            habits = [habit for habit in habits if chance.random() * 100 < habit.weight]
        for habit in habits:
            if habit.fits(draft):
                habit.apply(draft)
                draft.habits.append(habit.name)
    _settle_discarded(draft)
    return draft


def _settle_discarded(draft: Draft) -> None:
    """The schedule of a discarded measure is settled only where its status says that it is discarded."""
    for m in draft.measures:
        truth = draft.truth.get(m.running, {})
        if m.status == "discarded" and truth["status"] != ("discarded",) and truth["schedule"] == ("discarded",):
            draft.read(m, "schedule", UNKNOWN, "discarded")
