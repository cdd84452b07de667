"""How status, horizon, schedule, date and office of a measure are written."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Final

from office_tables import lists, words
from office_tables.draft import Column, Content, Draft, Look, Sheet
from office_tables.habits.core import Apply, Habit, every, has, heading, lacks, nothing, one_table, some, table
from office_tables.words import UNKNOWN, Readings, Written


def as_planned(draft: Draft, column: str) -> None:
    """What the plan says is what stands there."""
    for m in draft.measures:
        draft.read(m, column, getattr(m, column))


# status


def status_words(style: str) -> Apply:
    return lambda draft: _worded(draft, "status", words.STATUS[style])


def _worded(draft: Draft, role: str, spellings: words.Spellings) -> None:
    contents: dict[int, Content] = {}
    for m in draft.measures:
        written = words.spelling(draft.chance, spellings, getattr(m, role))
        contents[m.running] = written.content or None
        draft.read(m, role, *written.readings)
    draft.add(role, heading(draft, role), contents)


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
    as_planned(draft, "status")


def matrix(role: str, labels: Iterable[dict[str, str]], mark: Content, blank: Content = None) -> Apply:
    """A column for each status or horizon, and a mark in one of them."""
    choices = list(labels)

    def apply(draft: Draft) -> None:
        group = draft.chance.choice(("", *lists.MATRIX_GROUPS[role]))
        for code, label in draft.chance.choice(choices).items():
            contents = {m.running: mark if getattr(m, role) == code else blank for m in draft.measures}
            draft.add(f"{role}_mark", label, contents, group)
        as_planned(draft, role)

    return apply


def status_matrix(mark: Content, blank: Content = None) -> Apply:
    return matrix("status", (lists.STATUS_LABELS, lists.SHORT_STATUS_LABELS), mark, blank)


def fill(role: str, colours: dict[str, str], labels: dict[str, str], legend: str) -> Apply:
    """Empty cells whose fill says it; the legend stands below, beside, on its own sheet, or nowhere."""

    def apply(draft: Draft) -> None:
        draft.add(role, heading(draft, role), {m.running: Look(fill=colours[getattr(m, role)]) for m in draft.measures})
        entries = [(Look(fill=colours[code]), label) for code, label in labels.items()]
        if legend == "below":
            draft.below += [["Legende:"], *([look, label] for look, label in entries)]
        elif legend == "in cells":
            draft.below += [[Look(label, fill=look.fill)] for look, label in entries]
        elif legend == "beside":
            draft.beside += [["Legende"], *([look, label] for look, label in entries)]
        elif legend == "above":
            draft.above += [[Look(label, fill=look.fill) for look, label in entries], []]
        elif legend == "sheet":
            draft.after.append(Sheet("Legende", [["Farbe", "Bedeutung"], *([look, label] for look, label in entries)]))
        elif legend == "strategy":
            name = {"status": "measure_status"}.get(role, role)
            draft.strategy[f"colours.{name}"] = "\n".join(f'"{colours[code]}" = "{code}"' for code in labels)
        for m in draft.measures:
            code = getattr(m, role)
            nobody = (UNKNOWN, "discarded") if code == "discarded" and role == "schedule" else (UNKNOWN,)
            draft.read(m, role, *((code,) if legend else nobody))

    return apply


def word_and_fill(draft: Draft) -> None:
    """The word stands there; the fill repeats it."""
    status_words("Status in Worten der Strategie")(draft)
    column = draft.column("status")
    assert column
    for m in draft.measures:
        column.contents[m.running] = Look(column.contents[m.running], fill=lists.RGB[m.status])


def status_signs(signs: dict[str, Content], *headings: str) -> Apply:
    """Signs or shares alone, with no legend: nobody can tell."""

    def apply(draft: Draft) -> None:
        text = draft.chance.choice(headings) if headings else heading(draft, "status")
        draft.add("status", text, {m.running: signs[m.status] for m in draft.measures})
        for m in draft.measures:
            draft.read(m, "status", UNKNOWN)

    return apply


def coded(draft: Draft) -> None:
    """Figures for the status, and below the table what they mean."""
    codes = {code: number for number, code in enumerate(lists.STATUS_LABELS, start=1)}
    draft.add("status", heading(draft, "status"), {m.running: codes[m.status] for m in draft.measures})
    parts = [f"{codes[code]} = {label}" for code, label in lists.STATUS_LABELS.items()]
    draft.below += [["; ".join(parts)]] if draft.chance.random() < 0.5 else [[part] for part in parts]
    as_planned(draft, "status")


def status_says_schedule(draft: Draft) -> None:
    """„Status“ holds only whether a measure is in time; what is done, nobody says."""
    spellings = draft.chance.choice((words.SCHEDULE["Zeitplan in Worten der Strategie"], lists.KAUSAL_SCHEDULE))
    contents: dict[int, Content] = {}
    for m in draft.measures:
        contents[m.running] = draft.chance.choice(spellings[m.schedule]) or "verworfen"
        draft.read(m, "status", *(("discarded", UNKNOWN) if m.status == "discarded" else (UNKNOWN,)))
        draft.read(m, "schedule", m.schedule, UNKNOWN)
    draft.add("schedule", draft.chance.choice(("Status", "Stand", "Umsetzungsstatus")), contents)


def phase_and_status(draft: Draft) -> None:
    """As in Kausal Watch: a phase says what is done, „Status“ whether it is in time."""
    phases = {
        "idea": "Idee",
        "planned": "Planung",
        "in_progress": "Umsetzung",
        "completed": "Abgeschlossen",
        "discarded": "Verworfen",
    }
    draft.add("status", "Umsetzungsphase", {m.running: phases[m.status] for m in draft.measures})
    contents = {m.running: draft.chance.choice(lists.KAUSAL_SCHEDULE[m.schedule]) for m in draft.measures}
    draft.add("schedule", "Status", contents)
    as_planned(draft, "status")
    for m in draft.measures:
        draft.read(m, "schedule", m.schedule, UNKNOWN)


def no_status(draft: Draft) -> None:
    for m in draft.measures:
        draft.read(m, "status", UNKNOWN)


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


def unclear(contents: Iterable[Content]) -> list[Written]:
    return [Written(content, (UNKNOWN,)) for content in contents]


def ditto(draft: Draft) -> None:
    """„dito“ below a status: the same, or nobody is sure."""
    column = draft.column("status")
    assert column
    if draft.place == "offices":
        return
    for m, before in zip(draft.measures[1:], draft.measures, strict=False):
        if m.field == before.field and draft.chance.random() < 0.2:
            column.contents[m.running] = draft.chance.choice(("dito", "s. o.", "〃"))
            readings = draft.truth[before.running]["status"]
            draft.read(m, "status", *dict.fromkeys((*readings, UNKNOWN)))


def merged_status(draft: Draft) -> None:
    """Equal cells below each other are merged."""
    draft.merged_roles |= {"status", "responsible", "horizon"}


def by_formula(draft: Draft) -> None:
    """The words come from a list by formulas; their results are stored."""
    column = draft.column("status")
    assert column
    for m in draft.measures:
        if isinstance(text := column.contents.get(m.running), str):
            column.contents[m.running] = Look(text, formula=f'=IF(1,"{text}","")')


# horizon, schedule, due, responsible


def worded(role: str, spellings: words.Spellings) -> Apply:
    return lambda draft: _worded(draft, role, spellings)


def without(role: str) -> Apply:
    def apply(draft: Draft) -> None:
        for m in draft.measures:
            if draft.truth[m.running].get(role) is None:
                discarded = role == "schedule" and m.status == "discarded"
                draft.read(m, role, *((UNKNOWN, "discarded") if discarded else (UNKNOWN,)))

    return apply


def horizon_unclear(draft: Draft) -> None:
    column = draft.column("horizon")
    assert column
    for m in some(draft, 0.2):
        column.contents[m.running] = draft.chance.choice(words.HORIZON_UNCLEAR)
        draft.read(m, "horizon", UNKNOWN)


def schedule_signs(looks: dict[str, Look], readings: dict[str, Readings]) -> Apply:
    def apply(draft: Draft) -> None:
        for m in draft.measures:
            draft.read(m, "schedule", *readings.get(m.schedule, (m.schedule,)))
        draft.add("schedule", heading(draft, "schedule"), {m.running: looks.get(m.schedule) for m in draft.measures})

    return apply


def due(style: str) -> Apply:
    """One way of writing for the whole column, or several."""

    def apply(draft: Draft) -> None:
        ways = words.DUE[style]
        _due_column(draft, heading(draft, "due"), (draft.chance.choice(ways),) if draft.chance.random() < 0.6 else ways)

    return apply


def due_span(draft: Draft) -> None:
    ways = words.SPAN
    _due_column(draft, heading(draft, "span"), (draft.chance.choice(ways),) if draft.chance.random() < 0.5 else ways)


def _due_column(
    draft: Draft, text: str, ways: Iterable[tuple[Callable[[dt.date], object], Callable[[dt.date], Readings]]]
) -> None:
    contents: dict[int, Content] = {}
    for m in draft.measures:
        write, read = draft.chance.choice(list(ways))
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


def due_month_format(draft: Draft) -> None:
    """The first of a month that a number format shows as „Jun 26“."""
    firsts = {m.running: m.due.replace(day=1) for m in draft.measures}
    contents = {number: Look(day, number_format="mmm yy") for number, day in firsts.items()}
    draft.add("due", heading(draft, "due"), contents)
    for m in draft.measures:
        draft.read(m, "due", m.due.isoformat(), firsts[m.running].isoformat())


def due_of_some(texts: Iterable[str], reading: str) -> Apply:
    choices = list(texts)

    def apply(draft: Draft) -> None:
        column = draft.column("due")
        assert column
        for m in some(draft, 0.2):
            column.contents[m.running] = draft.chance.choice(choices)
            draft.read(m, "due", reading)
            if not reading and lacks("horizon", "horizon_mark")(draft):
                draft.read(m, "horizon", "ongoing")

    return apply


def due_missing(draft: Draft) -> None:
    column = draft.column("due")
    assert column
    for m in some(draft, 0.25):
        column.contents[m.running] = None
        draft.read(m, "due", "")


def first_due(draft: Draft) -> None:
    """The date that was once meant stands beside the one that holds."""
    column = draft.column("due")
    assert column
    text = draft.chance.choice(("ursprünglicher Termin", "Termin (alt)", "Termin laut Konzept 2019", "alter Termin"))
    contents: dict[int, Content] = {m.running: m.due - dt.timedelta(days=366) for m in draft.measures}
    draft.columns.insert(draft.columns.index(column) + draft.chance.choice((0, 1)), Column("start", text, contents))


def responsible(draft: Draft) -> None:
    draft.add("responsible", heading(draft, "responsible"), {m.running: m.responsible for m in draft.measures})
    as_planned(draft, "responsible")


def several_offices(draft: Draft) -> None:
    """Two offices in a cell, below each other or behind each other."""
    glue = draft.chance.choice(("\n", ", ", " / ", "; "))
    contents: dict[int, Content] = {}
    for m in draft.measures:
        both = (m.responsible, lists.PARTNERS[m.running % len(lists.PARTNERS)])
        contents[m.running] = glue.join(both)
        draft.read(m, "responsible", *(one.join(both) for one in (glue, " ", ", ", "; ", " / ")))
    draft.add("responsible", heading(draft, "responsible"), contents)


def office_and_person(draft: Draft) -> None:
    """Office and person under one heading; the office is responsible."""
    group = draft.chance.choice(("Zuständigkeit", "Verantwortlich", "Federführung"))
    pair = [
        ("responsible", draft.chance.choice(("Amt", "Stelle", "Fachbereich"))),
        ("person", draft.chance.choice(("Person", "Name", "Ansprechperson"))),
    ]
    draft.chance.shuffle(pair)
    for role, text in pair:
        contents = {m.running: m.responsible if role == "responsible" else lists.person(m) for m in draft.measures}
        draft.add(role, text, contents, group)
    as_planned(draft, "responsible")


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
    "Status wie in LocalZero": 2,
    "Status auf Englisch": 1,
}
TICK: Final = Look("ü", font="Wingdings")
BOX: Final = Look("þ", font="Wingdings")
EMPTY_BOX: Final = Look("¨", font="Wingdings")
STATUS: Final = lists.STATUS_LABELS
SHARES: Final = {
    "idea": Look(0, number_format="0%"),
    "planned": Look(0.1, number_format="0%"),
    "in_progress": Look(0.5, number_format="0%"),
    "completed": Look(1, number_format="0%"),
    "discarded": Look(0, number_format="0%"),
}

HABITS: Final = (
    *(Habit(style, "status", weight, status_words(style)) for style, weight in STATUS_STYLES.items()),
    Habit("Status in eigenen Worten mit [words]", "status", 2, own_words),
    Habit("Status als Kreuz", "status", 2, status_matrix("x"), table),
    Habit("Status als Haken", "status", 1, status_matrix("✓"), table),
    Habit("Status als 1", "status", 1, status_matrix(1), table),
    Habit("Status als Kästchen ☒", "status", 1, status_matrix("☒", "☐"), table),
    Habit("Status als Kontrollkästchen", "status", 2, status_matrix(True, False), table),
    Habit("Status als Häkchen in Wingdings", "status", 2, status_matrix(TICK), table),
    Habit("Status als Häkchen in Wingdings 2", "status", 1, status_matrix(Look("P", font="Wingdings 2")), table),
    Habit("Status als Häkchen in Webdings", "status", 1, status_matrix(Look("a", font="Webdings")), table),
    Habit("Status als Kästchen in Wingdings", "status", 1, status_matrix(BOX, EMPTY_BOX), table),
    Habit("Status als Farbe, Legende unten", "status", 1.5, fill("status", lists.RGB, STATUS, "below"), table),
    Habit("Status als Farbe, Legende oben", "status", 1, fill("status", lists.RGB, STATUS, "above"), table),
    Habit("Status als Farbe, Legende in Zellen", "status", 1, fill("status", lists.RGB, STATUS, "in cells"), table),
    Habit("Status als Farbe, Legende daneben", "status", 1, fill("status", lists.RGB, STATUS, "beside"), one_table),
    Habit("Status als Farbe, Legende auf Blatt", "status", 1, fill("status", lists.RGB, STATUS, "sheet"), table),
    Habit("Status als Farbe, Legende in Strategie", "status", 1, fill("status", lists.RGB, STATUS, "strategy"), table),
    Habit("Status als Designfarbe, Legende unten", "status", 1.5, fill("status", lists.THEME, STATUS, "below"), table),
    Habit(
        "Status als Palettenfarbe, Legende unten", "status", 1, fill("status", lists.INDEXED, STATUS, "below"), table
    ),
    Habit("Status als Farbe ohne Legende", "status", 1, fill("status", lists.RGB, STATUS, ""), table),
    Habit("Status als Wort und Farbe", "status", 2, word_and_fill),
    Habit("Status als Zeichen ohne Legende", "status", 1, status_signs(lists.HARVEY)),
    Habit("Status als Ampelzeichen ohne Legende", "status", 1, status_signs(lists.LIGHTS)),
    Habit(
        "Status als Prozent",
        "status",
        1.5,
        status_signs(SHARES, "Umsetzungsgrad", "Umsetzungsgrad in %", "Fortschritt"),
    ),
    Habit("Status als Bild", "status", 1, status_signs(dict.fromkeys(STATUS, Look(picture=True))), table),
    Habit("Status als Ziffer ohne Erklärung", "status", 1, status_signs(lists.FIGURES)),
    Habit("Status als Ziffer mit Erklärung", "status", 1.5, coded, table),
    Habit("Status sagt nur den Zeitplan", "status", 1.5, status_says_schedule),
    Habit("Phase und Status wie in Kausal Watch", "status", 2, phase_and_status),
    Habit("kein Status", "status", 2, no_status),
    Habit("Status offen in der Mehrheit", "some status", 4, status_of_some(unclear(["offen"]), 0.6), has("status")),
    Habit("Status teils unklar", "some status", 6, status_of_some(unclear(words.OPEN), 0.15), has("status")),
    Habit("Status teils nicht begonnen", "some status", 4, status_of_some([words.NOT_BEGUN], 0.2), has("status")),
    Habit("Status teils erst künftig", "some status", 4, status_of_some(words.TO_COME, 0.15), has("status")),
    Habit("Status teils leer", "some status", 8, status_of_some(unclear([None]), 0.15), has("status")),
    Habit(
        "Status teils Fehlerwert",
        "some status",
        2,
        status_of_some(unclear([lists.BROKEN]), 0.1),
        every(table, has("status")),
    ),
    Habit("Status teils dito", "some status", 2, ditto, every(table, has("status"))),
    Habit("Status in verbundenen Zellen", "contents", 4, merged_status, every(table, has("status"))),
    Habit("Status aus Formeln", "contents", 4, by_formula, has("status")),
    #
    Habit("kein Horizont", "horizon", 40, without("horizon")),
    *(Habit(style, "horizon", 15, worded("horizon", spellings)) for style, spellings in words.HORIZON.items()),
    Habit("Horizont als Kreuz", "horizon", 3, matrix("horizon", [lists.HORIZON_LABELS], "x"), table),
    Habit("Horizont als Häkchen in Wingdings", "horizon", 1, matrix("horizon", [lists.HORIZON_LABELS], TICK), table),
    Habit("Horizont teils unklar", "some horizon", 8, horizon_unclear, has("horizon")),
    #
    Habit("kein Zeitplan", "schedule", 50, without("schedule")),
    *(Habit(style, "schedule", 9, worded("schedule", s), lacks("schedule")) for style, s in words.SCHEDULE.items()),
    Habit("Zeitplan in Wingdings", "schedule", 2, schedule_signs(lists.TICKS, {}), lacks("schedule")),
    Habit(
        "Zeitplan als Licht in Webdings",
        "schedule",
        2,
        schedule_signs(lists.ROUND_LIGHTS, lists.NOBODY_KNOWS),
        lacks("schedule"),
    ),
    Habit(
        "Zeitplan als Gesicht in Wingdings",
        "schedule",
        1,
        schedule_signs(lists.FACES, lists.PERHAPS),
        lacks("schedule"),
    ),
    Habit(
        "Zeitplan als Ampel mit Legende",
        "schedule",
        3,
        fill("schedule", lists.AMPEL, lists.SCHEDULE_LABELS, "below"),
        every(table, lacks("schedule"), lambda draft: not draft.below),
    ),
    Habit(
        "Zeitplan als Ampel ohne Legende",
        "schedule",
        1.5,
        fill("schedule", lists.AMPEL, lists.SCHEDULE_LABELS, ""),
        every(table, lacks("schedule"), lambda draft: not draft.below),
    ),
    #
    Habit("kein Termin", "due", 45, nothing),
    *(Habit(style, "due", 7, due(style)) for style in words.DUE),
    Habit("Termin als Zeitspanne", "due", 6, due_span),
    Habit("Beginn und Ende unter einem Kopf", "due", 5, start_and_end, table),
    Habit("Termin mit Zahlenformat Jun 26", "due", 2, due_month_format),
    Habit("Termin teils fortlaufend", "some due", 12, due_of_some(words.DUE_ONGOING, ""), has("due")),
    Habit("Termin teils unklar", "some due", 8, due_of_some(words.DUE_UNCLEAR, UNKNOWN), has("due")),
    Habit("Termin teils leer", "some due", 10, due_missing, has("due")),
    Habit("früherer Termin daneben", "rival", 4, first_due, every(has("due"), lacks("start"))),
    #
    Habit("keine Zuständigkeit", "responsible", 25, nothing),
    Habit("Zuständigkeit", "responsible", 60, responsible),
    Habit("mehrere Stellen in einer Zelle", "responsible", 6, several_offices),
    Habit("Amt und Person unter einem Kopf", "responsible", 8, office_and_person),
)
