"""How measures are numbered, what stands beside their numbers, and where their titles stand."""

import datetime as dt
from collections.abc import Callable
from typing import Final

from office_tables.draft import Column, Content, Draft, Look
from office_tables.habits.core import Apply, Habit, dotted, every, has, heading, nothing, plain_numbers, table
from office_tables.plan import Measure

MEASURE_THREE: Final = "measure = 3\ngoal = 2"
ROMAN: Final = ("I", "II", "III", "IV", "V")


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
        for m in draft.measures:
            text = texts[m.running]
            draft.ids[m.running] = f"{m.field.number}/{text}" if starts_anew else text
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
    return f"{m.field.number}.{_goal(m)}.{m.in_goal}"


def two(m: Measure) -> str:
    return f"{m.field.number}.{m.in_field}"


def _goal(m: Measure) -> int:
    """The goal's running number in its field."""
    return m.goal.strategic * 2 + m.goal.place - 2


def lettered(pattern: str) -> Callable[[Measure], str]:
    """A shape: {p} the field's letters, {l} its letter, {x} its Roman number, {f} its number, {n} the number in it,
    {r} the running number, {g} the goal in the field, {k} the number in the goal and {a} its letter, {s} a section.
    """

    def shape(m: Measure) -> str:
        return pattern.format(
            p=m.field.prefix,
            l=chr(64 + m.field.number),
            x=ROMAN[m.field.number - 1],
            f=m.field.number,
            n=m.in_field,
            r=m.running,
            g=_goal(m),
            k=m.in_goal,
            a=chr(96 + m.in_goal),
            s=("PV", "RA", "WP", "LE")[(_goal(m) - 1) % 4],
        )

    return shape


def overarching(m: Measure) -> str:
    return f"{'AÜBCD'[m.field.number - 1]}{m.in_field}"


def joined(m: Measure) -> str:
    """Some numbers stand for two: B5+6, V6/7; the next goes on behind them."""
    letter, n = chr(64 + m.field.number), m.in_field
    return f"{letter}{2 * n - 1}{'+' if m.field.number % 2 else '/'}{2 * n}" if n % 3 == 2 else f"{letter}{2 * n - 1}"


def as_number(_: Measure, text: str) -> Content:
    """Typed as a number; the format shows two places where 1.10 would else be 1.1."""
    return Look(float(text), number_format="0.00" if len(text.partition(".")[2]) > 1 else "")


def shown_as(number_format: str) -> Callable[[Measure, str], Content]:
    """Typed as a whole number; the format shows letters or zeros before it."""
    return lambda m, _: Look(m.running, number_format=number_format)


def turned_into_dates(m: Measure, text: str) -> Content:
    """German Excel makes 1.1.2 the first of January 2002, where nobody had set the column to text."""
    day, month, year = map(int, text.split("."))
    return Look(dt.date(2000 + year, month, day), number_format="dd.mm.yyyy") if m.running % 4 == 2 else text


def range_of_numbers(draft: Draft) -> None:
    """One row stands for several: 1.1.1.2–4, under its first number."""
    last = [m for m in draft.measures if m.in_goal == max(o.in_goal for o in draft.measures if o.goal == m.goal)]
    m = draft.chance.choice(last)
    column = draft.column("id")
    if column:
        column.contents[m.running] = f"{draft.ids[m.running]}{draft.chance.choice('–-')}{m.in_goal + 2}"


def trailing_points(draft: Draft) -> None:
    """1.1.1.1. with a point behind, as Word counts."""
    column = draft.column("id")
    assert column
    for m in draft.measures:
        column.contents[m.running] = f"{column.contents[m.running]}."


def spaces_around(draft: Draft) -> None:
    column = draft.column("id")
    assert column
    for m in draft.measures:
        column.contents[m.running] = f"{' ' * (m.running % 3)}{column.contents[m.running]}{' ' * (m.running % 2)}"


def beside_running_number(draft: Draft) -> None:
    draft.add("running", heading(draft, "running"), {m.running: m.running for m in draft.measures})


def list_number(draft: Draft) -> None:
    """SharePoint counts its entries in a column „ID“, with gaps; the office's own numbers stand in another."""
    column = draft.column("id")
    assert column
    if column.heading in ("ID", "Nr.", "Nummer", "Nr", "#"):
        column.heading = "Maßnahmennummer"
    draft.columns.insert(0, Column("running", "ID", {m.running: 3 * m.running + 114 for m in draft.measures}))


def old_number(draft: Draft) -> None:
    text = draft.chance.choice(("Nr. alt", "alte Nr.", "Nr. im alten Konzept", "bisherige Nummer", "Nr. IKSK 2015"))
    draft.add("other", text, {m.running: f"{'ABC'[m.running % 3]}{m.running // 3 + 1}" for m in draft.measures})


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


def forms(draft: Draft) -> None:
    """A sheet for each measure."""
    draft.forms = True
    draft.form_colon = draft.chance.choice(("", "", ":"))
    draft.form_gap = draft.chance.choice((1, 1, 2))
    draft.form_milestones = draft.chance.random() < 0.3
    draft.form_pairs = draft.chance.random() < 0.25
    draft.form_overview = draft.chance.random() < 0.3
    name = draft.chance.choice(("id", "running", "title"))
    ids = dict(draft.ids)
    draft.form_name = lambda m: {"id": ids[m.running], "running": f"Steckbrief {m.running}", "title": m.title}[name]


def transposed(draft: Draft) -> None:
    """A column for each measure."""
    draft.forms = draft.transposed = True


HABITS: Final = (
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
    Habit("Nummern II.3", "numbers", 2, numbers(lettered("{x}.{n}"), hierarchical=True)),
    Habit("Nummern 3a, 3b", "numbers", 2, numbers(lettered("{f}{g}{a}"))),
    Habit("Nummern KS-M 2.1", "numbers", 1, numbers(lettered("{p}-M {g}.{k}"))),
    Habit("Nummern GM-PV-01", "numbers", 3, numbers(lettered("{p}-{s}-{k:02}"))),
    Habit("Nummern HS 1 2", "numbers", 2, numbers(lettered("HS {f} {n}"))),
    Habit("Nummern B5+6", "numbers", 2, numbers(joined)),
    Habit("Nummern 2024/017", "numbers", 2, numbers(lettered("2024/{r:03}"))),
    Habit("Nummern 1.01", "numbers", 2, numbers(lettered("{f}.{n:02}"), field_in_id=True)),
    Habit("Nummern 01, 02 als Text", "numbers", 1, numbers(lettered("{r:02}"))),
    Habit("Nummern 1, 2, 3 als Zahl", "numbers", 4, numbers(lettered("{r}"), lambda m, _: m.running)),
    Habit("Nummern 1, 2, 3 als Text", "numbers", 1, numbers(lettered("{r}"))),
    Habit("Nummern je Feld neu M1", "numbers", 3, numbers(lettered("M{n}"), starts_anew=True)),
    Habit("Nummern je Feld neu 1", "numbers", 2, numbers(lettered("{n}"), lambda m, _: m.in_field, starts_anew=True)),
    Habit("Nummern mit Zahlenformat M-01", "numbers", 3, numbers(lettered("M-{r:02}"), shown_as('"M-"00'))),
    Habit("Nummern mit Zahlenformat M 1", "numbers", 1, numbers(lettered("M {r}"), shown_as('"M "0'))),
    Habit("Nummern mit Zahlenformat 001", "numbers", 1, numbers(lettered("{r:03}"), shown_as("000"))),
    Habit("Nummern 1.1 als Dezimalzahl", "numbers", 3, numbers(two, as_number, field_in_id=True)),
    Habit(
        "Nummern zu Daten geworden",
        "numbers",
        2,
        numbers(three, turned_into_dates, field_in_id=True, toml=MEASURE_THREE),
    ),
    Habit("eine Tabelle", "forms", 95, nothing),
    Habit("Steckbrief je Maßnahme", "forms", 5, forms, lambda draft: not draft.starts_anew),
    Habit("Maßnahmen in Spalten", "forms", 1, transposed, lambda draft: not draft.starts_anew),
    Habit("Titel in eigener Spalte", "title", 95, own_title),
    Habit("Nummer und Titel in einer Zelle", "title", 3, number_in_title, every(plain_numbers, table)),
    Habit("laufende Nummer daneben", "rival", 7, beside_running_number),
    Habit("Listennummer wie in SharePoint", "rival", 3, list_number, every(plain_numbers, has("title"))),
    Habit("alte Nummer daneben", "rival", 4, old_number),
    Habit("Nummernbereich 1.1.1.2–4", "rival", 3, range_of_numbers, every(dotted, plain_numbers, has("title"))),
    Habit("Nummern mit Punkt dahinter", "contents", 2, trailing_points, every(dotted, plain_numbers, has("title"))),
    Habit("Nummern mit Leerzeichen", "contents", 3, spaces_around, every(plain_numbers, has("title"))),
)
