"""What a habit is, and how a table gets its own: the frame of the lists beside this module.

An aspect is settled after those before it. Of an aspect of `ONE` exactly one habit is drawn by its weights, of
any other each by itself, with its weight as the chance in a hundred. A habit alters the draft, and writes down
what a careful clerk reads where that is not what the plan says.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

from office_tables.draft import Content, Draft
from office_tables.headings import HEADINGS
from office_tables.plan import Measure

Apply = Callable[[Draft], None]
Fits = Callable[[Draft], bool]
Draw = Callable[[Random, Measure], Content]

ONE: Final = True
ASPECTS: Final = {
    "numbers": ONE,
    "forms": ONE,
    "title": ONE,
    "place": ONE,
    "status": ONE,
    "some status": False,
    "goals": ONE,
    "horizon": ONE,
    "some horizon": False,
    "schedule": ONE,
    "due": ONE,
    "some due": False,
    "responsible": ONE,
    "rival": False,
    "further column": False,
    "contents": False,
    "order": ONE,
    "columns": False,
    "header": ONE,
    "wide": False,
    "below header": False,
    "headings": False,
    "year": ONE,
    "above": False,
    "space": False,
    "lines": False,
    "below": False,
    "sheets": False,
}


@dataclass(frozen=True)
class Habit:
    """What an office does: its name in reports, its aspect, its weight, and what it does to a draft it fits."""

    name: str
    aspect: str
    weight: float
    apply: Apply
    fits: Fits = lambda _: True


def nothing(_: Draft) -> None:
    """The plain case."""


def heading(draft: Draft, role: str) -> str:
    """A heading for the role that no column has yet; the plainest two times in five."""
    taken = {column.heading for column in draft.columns}
    free = [text for text in HEADINGS[role] if text not in taken]
    return free[0] if draft.chance.random() < 0.4 else draft.chance.choice(free)


def some(draft: Draft, share: float) -> list[Measure]:
    """Some of the measures, at least one."""
    chosen = [m for m in draft.measures if draft.chance.random() < share]
    return chosen or [draft.chance.choice(draft.measures)]


def of(*contents: Content) -> Draw:
    return lambda chance, _: chance.choice(contents)


# what a habit needs


def table(draft: Draft) -> bool:
    return not draft.forms


def one_table(draft: Draft) -> bool:
    """One sheet, and one header on it."""
    return draft.place not in ("sheets", "offices") and not draft.forms and not draft.own_headers


def has(*roles: str) -> Fits:
    return lambda draft: all(draft.column(role) for role in roles)


def lacks(*roles: str) -> Fits:
    return lambda draft: not any(draft.column(role) for role in roles)


def dotted(draft: Draft) -> bool:
    return draft.dotted


def plain_numbers(draft: Draft) -> bool:
    """The cells of the numbers are texts that stand for one measure each."""
    column = draft.column("id")
    return column is not None and all(type(content) is str for content in column.contents.values())


def every(*conditions: Fits) -> Fits:
    return lambda draft: all(condition(draft) for condition in conditions)
