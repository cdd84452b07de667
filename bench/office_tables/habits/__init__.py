"""What offices do with a table. A habit is one line of a list here; a table has one or more of each aspect."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
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
    return _draft(chance, {aspect: [h for h in HABITS if h.aspect == aspect] for aspect in ASPECTS})


def make_alone(chance: Random, habit: Habit) -> Draft:
    """A draft with this habit on an otherwise plain table, or as plain a one as the habit fits."""
    plain: dict[str, list[Habit]] = {}
    for aspect, exactly_one in ASPECTS.items():
        usual = [h for h in HABITS if h.aspect == aspect and exactly_one]
        most = max((h.weight for h in usual), default=0)
        plain[aspect] = [h for h in usual if 2 * h.weight > most]
    wider = {
        aspect: [h for h in HABITS if h.aspect == aspect] for aspect, exactly_one in ASPECTS.items() if exactly_one
    }
    one_wider = [plain | {aspect: wider[aspect]} for aspect in wider]
    for habits in (plain, *one_wider * 20, *[plain | wider] * 200):
        draft = _draft(chance, habits | {habit.aspect: [replace(habit, weight=100)]})
        if habit.name in draft.habits:
            return draft
    raise ValueError(f"{habit.name} fits no table")


def _draft(chance: Random, habits: Mapping[str, Sequence[Habit]]) -> Draft:
    """A draft by habits drawn from these, which are listed by their aspects; unfinished where none fits that has to."""
    draft = Draft(draw_plan(chance), chance)
    for aspect, exactly_one in ASPECTS.items():
        if exactly_one:
            fitting = [habit for habit in habits[aspect] if habit.fits(draft)]
            if not fitting:
                return draft
            drawn = chance.choices(fitting, [habit.weight for habit in fitting])
        else:
            drawn = [habit for habit in habits[aspect] if chance.random() * 100 < habit.weight]
        for habit in drawn:
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
