"""Further columns, those that look like a status or a date above all; their order; the header."""

import datetime as dt
from collections.abc import Callable, Iterable
from random import Random
from typing import Final

from office_tables import lists
from office_tables.draft import ROLE_ORDER, Column, Content, Draft, Look
from office_tables.habits.core import Apply, Draw, Habit, every, has, heading, lacks, nothing, of, table
from office_tables.headings import GROUPS
from office_tables.plan import STATUSES, YEAR, Measure

# columns that look like a status


def one_status(draft: Draft) -> bool:
    """No other status column stands beside it yet."""
    column = draft.column("status")
    return column is not None and not column.group and lacks("previous", "wish")(draft)


def beside(draft: Draft, column: Column, other: Column) -> None:
    """Left or right of it."""
    draft.columns.insert(draft.columns.index(column) + draft.chance.choice((0, 1)), other)


def year_before(draft: Draft) -> None:
    """Last year's status beside this year's."""
    column = draft.column("status")
    assert column
    text = heading(draft, "previous")
    if "2024" in text and draft.chance.random() < 0.5:
        column.heading = text.replace("2024", "2025")
    beside(draft, column, Column("previous", text, {m.running: STATUS[m.previous] for m in draft.measures}))
    draft.earlier[YEAR - 1] = {m.running: m.previous for m in draft.measures}


def periods(patterns: Iterable[lists.Periods]) -> Apply:
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
            block.append(
                Column("previous", text, {m.running: STATUS[earlier_status(m, back)] for m in draft.measures}, group)
            )
            draft.earlier_is_clear = draft.earlier_is_clear and "03/2025" not in text  # March may mean the year before
            if "2025" not in text:
                year = next(year for year in (2024, 2023) if str(year) in text)
                draft.earlier[year] = {m.running: earlier_status(m, back) for m in draft.measures}
        order = draft.chance.choice(("old first", "new first", "mixed"))
        if order == "old first":
            block.reverse()
        elif order == "mixed":
            draft.chance.shuffle(block)
        draft.columns[at : at + 1] = block

    return apply


def earlier_status(m: Measure, back: int) -> str:
    """The status so many steps before last year's is one less."""
    codes = list(STATUSES)
    return codes[max(0, codes.index(m.previous) - back + 1)]


def plan_and_actual(draft: Draft) -> None:
    column = draft.column("status")
    assert column
    plan, actual = draft.chance.choice((("Plan", "Ist"), ("Soll", "Ist"), ("SOLL", "IST"), ("geplant", "tatsächlich")))
    group = draft.chance.choice(("Status", "Umsetzungsstand"))
    column.heading, column.group = actual, group
    beside(draft, column, Column("wish", plan, {m.running: _hoped(draft.chance) for m in draft.measures}, group))


def wish(draft: Draft) -> None:
    draft.add("wish", heading(draft, "wish"), {m.running: _hoped(draft.chance) for m in draft.measures})


def _hoped(chance: Random) -> str:
    return chance.choice(("in Umsetzung", "abgeschlossen", "abgeschlossen", "in Planung"))


def hidden_old_status(draft: Draft) -> None:
    """A hidden column with the same heading, filled in a few old rows only."""
    column = draft.column("status")
    assert column
    few = [m for m in draft.measures if draft.chance.random() < 0.3]
    beside(
        draft, column, Column("old_status", column.heading, {m.running: STATUS[m.previous] for m in few}, hidden=True)
    )


def doubled(role: str) -> Apply:
    """The column stands there once more, as offices do on the right of wide tables."""

    def apply(draft: Draft) -> None:
        column = draft.column(role)
        assert column
        draft.columns.append(Column("again", column.heading, dict(column.contents)))

    return apply


def time_bars(mark: Content) -> Apply:
    """A bar over the years in which a measure runs; no status of a year."""

    def apply(draft: Draft) -> None:
        group = draft.chance.choice(("Zeitschiene", "Umsetzungszeitraum", "Zeit-/Ablaufplan", "Bauzeitenplan"))
        for year in range(2023, 2031):
            running = [m for m in draft.measures if m.due.year - 3 < year <= m.due.year]
            text = draft.chance.choice((year, str(year)))
            draft.add("bar", str(text), {m.running: mark for m in running}, group)

    return apply


# further columns


def further(text: str, draw: Draw, role: str = "other") -> Apply:
    """A column of which nothing is a measure's status, horizon, schedule, date or office."""

    def apply(draft: Draft) -> None:
        contents = {m.running: draw(draft.chance, m) for m in draft.measures}
        draft.add(role, text or heading(draft, role), contents)

    return apply


def planner_columns(draft: Draft) -> None:
    """What Planner exports besides."""

    for text, draw in (
        ("Erstellt von", of(*lists.PERSONS)),
        ("Erstellt am", day_of(2025)),
        ("Bezeichnungen", of("Klima", "Verkehr", None)),
        ("Abgeschlossene Checklistenelemente", of("0/3", "2/5", "4/4", None)),
    ):
        further(text, draw)(draft)


def sharepoint_columns(draft: Draft) -> None:
    for text, draw in (
        ("Geändert", of(dt.date(2025, 11, 3), dt.date(2025, 12, 9))),
        ("Geändert von", of(*lists.PERSONS)),
        ("Elementtyp", of("Element")),
        ("Pfad", of("sites/klima/Lists/Massnahmen")),
    ):
        further(text, draw)(draft)


def hide_some(draft: Draft) -> None:
    """Columns that are in the way are hidden; what they say holds."""
    for column in draft.columns:
        if column.role in ("other", "person", "start", "running", "note", "previous") and draft.chance.random() < 0.5:
            column.hidden = True


def day_of(year: int) -> Draw:
    return lambda chance, _: dt.date(year, chance.randint(1, 12), chance.randint(1, 28))


def number(low: int, high: int, step: float = 1) -> Draw:
    return lambda chance, _: chance.randrange(low, high) * step


def product(chance: Random, _: Measure) -> Content:
    return f"{chance.randint(1, 15):02}.{chance.randint(1, 9):02}.{chance.randint(1, 9):02}"


# heading, weight, what stands there, its role in headings above
FURTHER: Final[tuple[tuple[str, float, Draw, str], ...]] = (
    ("Kosten in €", 8, number(1, 400, 500), "other"),
    ("Haushaltsmittel 2025", 3, number(1, 90, 1000), "other"),
    (
        "Investitionskosten",
        2,
        lambda chance, _: Look(chance.randrange(1, 900) * 100, number_format='#,##0 "€"'),
        "other",
    ),
    ("THG-Minderung in t", 6, number(1, 400, 0.25), "other"),
    ("Einsparung MWh/a", 2, number(10, 900), "other"),
    ("Priorität", 7, of("hoch", "mittel", "niedrig"), "other"),
    ("Prio", 2, of("A", "B", "C"), "other"),
    ("Aufwand", 3, of("gering", "mittel", "hoch"), "other"),
    ("Wirkung", 2, of("kurz", "mittel", "hoch"), "other"),
    ("SDG", 5, lambda chance, _: f"SDG {chance.randint(1, 17)}", "other"),
    ("SDG Nr.", 2, number(1, 18), "other"),
    ("Art der Maßnahme", 4, of("investiv", "organisatorisch", "Beratung"), "other"),
    ("Thema", 3, of("Gebäude und Anlagen", "Verkehr", "Öffentlichkeitsarbeit"), "other"),
    ("Maßnahmentyp", 2, of("Leuchtturm", "Standard"), "other"),
    ("Zielgruppe", 3, of("Bürgerschaft", "Betriebe", "Schulen", "Verwaltung"), "other"),
    ("Beschreibung", 6, of(*lists.DESCRIPTIONS), "note"),
    ("Ziel der Maßnahme", 2, of(*lists.PURPOSES), "note"),
    ("Indikator", 2, of("Anzahl Anlagen", "Teilnehmende", "kWh", "km"), "other"),
    ("Förderantrag", 4, of("geplant", "in Bearbeitung", "abgeschlossen", None), "other"),
    ("Status der Förderung", 2, of("beantragt", "bewilligt", "abgeschlossen", None), "other"),
    ("Finanzierung", 2, of("gesichert", "offen", "beantragt"), "other"),
    ("Bürgerbeteiligung", 2, of("geplant", "abgeschlossen", "nein"), "other"),
    ("Evaluation", 2, of("erledigt", "offen", "in Bearbeitung", None), "other"),
    ("Klimarelevanz", 3, of("ja", "nein"), "other"),
    ("Archiviert", 1, of("nein", "nein", "nein"), "other"),
    ("Beschlussvorlage", 3, lambda chance, _: f"{chance.randint(2023, 2025)}/{chance.randint(1, 300):03}", "other"),
    ("Beschluss vom", 3, day_of(2024), "other"),
    ("Produkt", 2, product, "other"),
    ("Kostenstelle", 2, number(10100, 99900), "other"),
    ("Seite im Konzept", 2, number(12, 180), "other"),
    ("Stellenanteil", 2, of(0.25, 0.5, 1, None), "other"),
    ("Umsetzungsgrad", 4, lambda chance, _: Look(chance.randrange(0, 11) / 10, number_format="0%"), "other"),
    ("letzte Änderung", 4, day_of(2025), "other"),
    ("Nächste Schritte", 4, of("Vergabe", "Beschluss einholen", "Bericht im Ausschuss", None), "note"),
)


# order of columns, header


def usual_order(draft: Draft) -> None:
    order = {role: place for place, roles in enumerate(ROLE_ORDER) for role in roles}
    draft.columns.sort(key=lambda column: order[column.role])


def shuffled_order(draft: Draft) -> None:
    """Columns in any order; those under one heading stay together."""
    blocks: list[list[Column]] = []
    for column in draft.columns:
        before = blocks[-1][-1] if blocks else None
        together = column.role in ("status_mark", "horizon_mark", "bar")
        if before and ((column.group and before.group == column.group) or (together and before.role == column.role)):
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
    return not draft.place.startswith("rows") and not draft.goal_rows


def empty_column(draft: Draft) -> None:
    draft.columns.insert(draft.chance.randrange(1, len(draft.columns) + 1), Column("empty", "", {}))


def indent(draft: Draft) -> None:
    draft.indent = draft.chance.choice((1, 1, 2))


def wide_title(draft: Draft) -> None:
    """The title is merged over two columns, in the header and in each row."""
    column = draft.column("title")
    assert column
    column.wide = True
    draft.columns.insert(draft.columns.index(column) + 1, Column("empty", "", {}))


def grouped_header(lines: int) -> Apply:
    """Neighbours get a common heading above them; with three lines the halves of the table one more."""

    def apply(draft: Draft) -> None:
        draft.header = lines
        draft.headings_on_top = draft.chance.random() < 0.6
        draft.halves = draft.chance.choice(lists.HALVES)
        start = 0
        while start < len(draft.columns):
            start = _group_from(draft, start)

    return apply


def _group_from(draft: Draft, start: int) -> int:
    """Group the columns from here as far as they have something in common; where to go on."""
    for roles, texts in GROUPS:
        stop = start
        while stop < len(draft.columns) and draft.columns[stop].role in roles and not draft.columns[stop].group:
            stop += 1
        if stop - start > 1 and draft.chance.random() < 0.8:
            taken = {column.heading for column in draft.columns} | {column.group for column in draft.columns}
            text = draft.chance.choice([text for text in texts if text not in taken] or ["Angaben"])
            for column in draft.columns[start:stop]:
                column.group = text
            return stop
    return start + 1


def one_header_line(draft: Draft) -> bool:
    return draft.header == 1 and not any(column.group for column in draft.columns)


def column_numbers(style: Callable[[int], Content]) -> Apply:
    return lambda draft: draft.header_extras.append(lambda d: [style(i) for i in range(1, len(d.columns) + 1)])


def explanations(draft: Draft) -> None:
    """A line under the headings says what to enter."""
    draft.header_extras.append(lambda d: [lists.EXPLANATIONS.get(column.role) for column in d.columns])


def rewritten(write: Callable[[str, int], str]) -> Apply:
    """Every heading is written otherwise."""

    def apply(draft: Draft) -> None:
        for place, column in enumerate(draft.columns, start=1):
            if column.heading:
                column.heading = write(column.heading, place)

    return apply


def without_umlauts(text: str, _: int) -> str:
    for letter, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("Ä", "Ae"), ("Ö", "Oe"), ("Ü", "Ue")):
        text = text.replace(letter, letters)
    return text


def hyphenated(text: str, _: int) -> str:
    """Long words are parted by hand: „Umsetzungs-“ and „status“ below it."""
    for part in ("Umsetzungs", "Maßnahmen", "Bearbeitungs", "Handlungs", "Zuständig", "Verantwortlich", "Zeit"):
        rest = text.partition(part)[2]
        if len(rest) > 3 and rest[0].islower():
            return text.replace(part, f"{part}-\n", 1)
    return text


STATUS: Final = lists.STATUS_LABELS

HABITS: Final = (
    Habit("Status des Vorjahres daneben", "rival", 8, year_before, one_status),
    Habit("Status in Halbjahren", "rival", 5, periods(lists.HALF_YEARS), every(one_status, table)),
    Habit("Status in Quartalen", "rival", 3, periods(lists.QUARTERS), every(one_status, table)),
    Habit("Status in Jahren", "rival", 5, periods(lists.YEARS), every(one_status, table)),
    Habit("Status Plan und Ist", "rival", 3, plan_and_actual, every(one_status, table)),
    Habit("angestrebter Status", "rival", 4, wish, has("status")),
    Habit("ausgeblendeter alter Status", "rival", 3, hidden_old_status, every(one_status, table)),
    Habit("Statusspalte doppelt", "rival", 1, doubled("status"), every(one_status, table)),
    Habit("Nummernspalte doppelt", "rival", 2, doubled("id"), table),
    Habit("Zeitbalken als Kreuz", "rival", 2, time_bars("x"), table),
    Habit("Zeitbalken als Farbe", "rival", 2, time_bars(Look(fill="#5B9BD5")), table),
    *(
        Habit(f"Spalte {text}", "further column", weight, further(text, draw, role))
        for text, weight, draw, role in FURTHER
    ),
    Habit(
        "Spalte Beginn",
        "further column",
        8,
        further("", lambda _, m: m.due - dt.timedelta(500), "start"),
        lacks("start"),
    ),
    Habit(
        "Spalte Beginn als Jahr", "further column", 3, further("", lambda _, m: m.due.year - 2, "start"), lacks("start")
    ),
    Habit(
        "Spalte Ansprechperson",
        "further column",
        6,
        further("", lambda _, m: lists.person(m), "person"),
        lacks("person"),
    ),
    Habit("Spalte Bemerkung", "further column", 14, further("", of(*lists.NOTES), "note")),
    Habit("Spalte Sachstand", "further column", 5, further("Sachstand", of(*lists.NOTES), "note"), lacks("note")),
    Habit("Spalten wie aus Planner", "further column", 2, planner_columns),
    Habit("Spalten wie aus SharePoint", "further column", 2, sharepoint_columns),
    Habit("Spalten in üblicher Folge", "order", 60, usual_order),
    Habit("Spalten gemischt", "order", 25, shuffled_order),
    Habit("Nummer hinten", "order", 5, number_last, no_sections),
    Habit("leere Spalte dazwischen", "columns", 5, empty_column, table),
    Habit("Tabelle eingerückt", "columns", 6, indent, table),
    Habit("Spalten ausgeblendet", "columns", 5, hide_some, table),
    Habit("Kopf in einer Zeile", "header", 66, nothing),
    Habit("Kopf in zwei Zeilen", "header", 18, grouped_header(2), table),
    Habit("Kopf in drei Zeilen", "header", 10, grouped_header(3), table),
    Habit("Titel über zwei Spalten", "wide", 3, wide_title, every(table, one_header_line, has("title"))),
    Habit("Zeile mit Spaltennummern", "below header", 4, column_numbers(lambda i: i), table),
    Habit("Zeile mit (1) (2) (3)", "below header", 1, column_numbers(lambda i: f"({i})"), table),
    Habit("Zeile mit A B C", "below header", 1, column_numbers(lambda i: chr(64 + i)), table),
    Habit("Zeile mit Ausfüllhinweisen", "below header", 4, explanations, table),
    Habit("Zeilenumbrüche im Kopf", "headings", 7, rewritten(lambda text, _: text.replace(" ", "\n", 1))),
    Habit("Trennungen im Kopf", "headings", 4, rewritten(hyphenated)),
    Habit("Kopf in Großbuchstaben", "headings", 4, rewritten(lambda text, _: text.upper())),
    Habit("Kopf ohne Umlaute", "headings", 3, rewritten(without_umlauts)),
    Habit("Fußnoten im Kopf", "headings", 3, rewritten(lambda text, place: f"{text}{' ¹²³*'[place % 5].strip()}")),
    Habit("Doppelpunkt im Kopf", "headings", 2, rewritten(lambda text, _: f"{text}:")),
    Habit("Kopf wie aus Power BI", "headings", 2, rewritten(lambda text, _: f"Maßnahmen[{text}]")),
)
