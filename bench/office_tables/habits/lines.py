"""What states the year; lines above, between and below the rows; further sheets."""

import datetime as dt
from collections.abc import Callable
from itertools import pairwise
from typing import Final

from office_tables import lists
from office_tables.draft import Content, Draft, Line, Look, Sheet
from office_tables.habits.columns import earlier_status
from office_tables.habits.core import Apply, Habit, every, has, lacks, one_table, plain_numbers, table
from office_tables.plan import YEAR
from office_tables.words import UNKNOWN

Edit = Callable[[Draft, list[Line]], None]

# what states the year


def year_line(*texts: Content) -> Apply:
    def apply(draft: Draft) -> None:
        draft.above.append(list(texts))
        files = ("Monitoring.xlsx", "Export.xlsx", "Monitoring_2025.xlsx", "Massnahmen_2025.xlsx")
        draft.file = draft.chance.choice(files)

    return apply


def year_in_file(draft: Draft) -> None:
    files = (
        "Monitoring_2025.xlsx",
        "Monitoring Nachhaltigkeit 2025.xlsx",
        "2025-12-31_Massnahmen.xlsx",
        "Bericht_2025.xlsx",
    )
    draft.file = draft.chance.choice(files)


def year_in_sheet(draft: Draft) -> None:
    draft.sheet_name = draft.chance.choice(("2025", "Monitoring 2025", "Stand 2025"))
    draft.file = "Monitoring.xlsx"


def sheet_for_each_year(draft: Draft) -> None:
    """Last year's table is left on a sheet of its own, named by its year."""
    draft.sheet_name, draft.file = str(YEAR), draft.chance.choice(("Monitoring.xlsx", "Monitoring_2025.xlsx"))
    draft.last_year_sheet = True
    draft.earlier[YEAR - 1] = {m.running: m.previous for m in draft.measures}


def no_year(draft: Draft) -> None:
    draft.file, draft.year = "Export.xlsx", None


def undated(draft: Draft) -> bool:
    """No column says a year."""
    texts = "".join(column.heading + column.group for column in draft.columns)
    return not any(str(year) in texts for year in range(2020, 2031))


# lines above, between and below


def above(*texts: str) -> Apply:
    return lambda draft: draft.above.insert(0, [draft.chance.choice(texts)])


def metadata(draft: Draft) -> None:
    """A block of who and what above the table."""
    draft.above[:0] = [["Kommune:", "Musterkreis"], ["Ansprechperson:", "Frau Muster"], ["Telefon:", "02452 13-0"], []]


def blank_above(draft: Draft) -> None:
    draft.above.append([])


def lines(edit: Edit) -> Apply:
    return lambda draft: draft.line_edits.append(edit)


def total(text: str, *, formula: bool) -> Edit:
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
        if line.measure and not any(o.measure and o.measure.field == line.measure.field for o in body[i + 1 :])
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


def header_line(draft: Draft) -> Line:
    return Line("header", cells={i: column.heading for i, column in enumerate(draft.columns)})


def repeated_header(draft: Draft, body: list[Line]) -> None:
    """The headings once more, as on a new page."""
    starts = [i for i, line in enumerate(body) if line.kind == "measure"][1:]
    if starts:
        body.insert(draft.chance.choice(starts), header_line(draft))


def hidden_lines(draft: Draft, body: list[Line]) -> None:
    """Filtered out or folded away; they are read and counted."""
    draft.chance.choice([line for line in body if line.kind == "measure"]).hidden = True


def continuation(draft: Draft, body: list[Line]) -> None:
    """Further bodies stand below in lines of their own."""
    at = next(i for i, column in enumerate(draft.columns) if column.role == "responsible")
    for number in range(len(body) - 1, -1, -1):
        measure = body[number].measure
        if (
            measure is None
            or draft.chance.random() > 0.3
            or draft.columns[at].contents[measure.running] != measure.responsible
        ):
            continue
        others = [one for one in lists.PARTNERS if one != measure.responsible]
        further = draft.chance.sample(others, draft.chance.choice((1, 1, 2)))
        body[number + 1 : number + 1] = [Line("continuation", cells={at: one}) for one in further]
        glues = (" ", ", ", "; ", "\n", " / ")
        draft.read(measure, "responsible", *(glue.join([measure.responsible, *further]) for glue in glues))


def unreadable_number(*texts: str) -> Edit:
    """A row without a number: it is told, and counted under no other."""

    def edit(draft: Draft, body: list[Line]) -> None:
        rows = [line for line in body if line.measure and line.measure.running in draft.truth]
        if len(rows) < 3:
            return
        line = draft.chance.choice(rows)
        assert line.measure
        at = next(i for i, column in enumerate(draft.columns) if column.role == "id")
        line.cells[at] = draft.chance.choice(texts) or None
        line.without_number = True
        draft.lost.add(line.measure.running)
        del draft.truth[line.measure.running]

    return edit


def doubled_number(draft: Draft, body: list[Line]) -> None:
    """Two rows bear one number: counted once with the first row's text; what differs is unknown."""
    rows = [line.measure for line in body if line.measure and line.measure.running in draft.truth]
    pairs = [(a, b) for a, b in pairwise(rows) if a.field == b.field]
    column = draft.column("id")
    if not pairs or len(rows) < 4 or column is None:
        return
    first, second = draft.chance.choice(pairs)
    column.contents[second.running] = column.contents[first.running]
    theirs, mine = draft.truth.pop(second.running), draft.truth[first.running]
    for name in ("status", "horizon", "schedule"):
        if mine[name] != theirs[name]:
            draft.read(first, name, UNKNOWN)
    for name in ("due", "goal_id", "responsible"):
        mine.pop(name, None)
    draft.earlier_is_clear = False


def subheadings(draft: Draft, body: list[Line]) -> None:
    """A kind of heading between the rows that is no field."""
    starts = [i for i, line in enumerate(body) if line.kind == "measure"]
    places = sorted(draft.chance.sample(starts, min(2, len(starts))), reverse=True)
    for at, text in zip(places, ("Weitere Maßnahmen", "Investive Maßnahmen"), strict=False):
        body.insert(at, Line("subheading", cells={0: text}))


def struck_when_discarded(draft: Draft) -> None:
    """Who discards a measure strikes its title through."""
    column = draft.column("title")
    assert column
    for m in draft.measures:
        if m.status == "discarded":
            column.contents[m.running] = Look(m.title, struck=True)


def below(*texts: str) -> Apply:
    return lambda draft: draft.below.append([draft.chance.choice(texts)])


def key_of_words(draft: Draft) -> None:
    """The words and what they mean, below the table."""
    draft.below += [["Status:"], *([label, lists.MEANINGS[code]] for code, label in lists.STATUS_LABELS.items())]


def signatures(draft: Draft) -> None:
    draft.below += [["Aufgestellt:", "Stabsstelle Klimaschutz"], ["Datum:", dt.date(2026, 1, 14)]]


# further sheets


def archive(draft: Draft) -> None:
    """An older state of the same table on another sheet."""
    column = draft.column("id")
    assert column
    plain: list[list[Content]] = [["Nr.", "Maßnahme", "Status", "Zuständigkeit"]]
    plain += [
        [column.contents.get(m.running), m.title, lists.STATUS_LABELS[earlier_status(m, 2)], m.responsible]
        for m in draft.measures
    ]
    name = draft.chance.choice(("Archiv", "Archiv 2023", "alt", "Stand 2023", "Sicherung 2023", "alte Fassung"))
    sheet = Sheet(name, plain, hidden=draft.chance.random() < 0.3)
    (draft.after if draft.chance.random() < 0.8 else draft.before).append(sheet)
    draft.earlier[2023] = {m.running: earlier_status(m, 2) for m in draft.measures}


def further_sheet(*sheets: Sheet) -> Apply:
    def apply(draft: Draft) -> None:
        sheet = draft.chance.choice(sheets)
        copy = Sheet(sheet.name, [list(row) for row in sheet.rows], hidden=sheet.hidden)
        (draft.before if draft.chance.random() < 0.5 else draft.after).append(copy)

    return apply


def summary_sheet(draft: Draft) -> None:
    """How many measures of which status each field has."""
    rows: list[list[Content]] = [["Handlungsfeld", *lists.STATUS_LABELS.values(), "Summe"]]
    for name, own in [
        *((one.name, [m for m in draft.measures if m.field == one]) for one in draft.plan.fields),
        ("Summe", list(draft.measures)),
    ]:
        rows.append([name, *(sum(m.status == code for m in own) for code in lists.STATUS_LABELS), len(own)])
    sheet = Sheet(draft.chance.choice(("Auswertung", "Statistik", "Übersicht", "Pivot")), rows)
    (draft.before if draft.chance.random() < 0.4 else draft.after).append(sheet)


def completed_apart(draft: Draft) -> None:
    """What is done has gone to a sheet of its own, in the same columns; it counts all the same."""
    draft.completed_sheet = draft.chance.choice(("abgeschlossen", "Abgeschlossene Maßnahmen", "erledigt", "Erledigte"))


def field_in_each_row(draft: Draft) -> bool:
    """No row leans on the one above it, so that rows may go to another sheet."""
    column = draft.column("field")
    alone = not draft.last_year_sheet and "Status teils dito" not in draft.habits
    return alone and (column is None or len(column.contents) == len(draft.measures))


def indicators_sheet(draft: Draft) -> None:
    """Numbers like those of measures, of something else."""
    rows: list[list[Content]] = [["Nr.", "Indikator", "Einheit", "2023", "2024", "2025"]]
    rows += [[f"I{n}", f"Indikator {n}", "t", 120 - n, 115 - n, 110 - n] for n in range(1, 7)]
    draft.after.append(Sheet("Indikatoren", rows))


def steps_sheet(draft: Draft) -> None:
    """Steps of the measures with a state of their own; the measure's is on the main sheet."""
    column = draft.column("id")
    assert column
    rows: list[list[Content]] = [["Nr.", "Arbeitsschritt", "bis", "erledigt?"]]
    for m in draft.measures[:6]:
        for step in ("Beschluss", "Vergabe", "Abnahme"):
            rows.append([column.contents.get(m.running), step, m.due, draft.chance.choice(("ja", "nein"))])
    draft.after.append(Sheet("Arbeitsschritte", rows))


HABITS: Final = (
    Habit("Berichtsjahr 2025", "year", 24, year_line("Berichtsjahr 2025"), table),
    Habit("Berichtsjahr: in zwei Zellen", "year", 8, year_line("Berichtsjahr:", 2025), table),
    Habit("Stand 31.12.2025", "year", 12, year_line("Stand: 31.12.2025"), table),
    Habit("Stand im Januar danach", "year", 6, year_line("Stand: 15.01.2026"), table),
    Habit("Stand als Datum daneben", "year", 4, year_line("Stand:", dt.date(2025, 12, 31)), table),
    Habit("Stand Dezember 2025", "year", 3, year_line("Stand: Dezember 2025"), table),
    Habit("Stand 12/2025", "year", 3, year_line("Stand 12/2025"), table),
    Habit("Stichtag 31.12.2025", "year", 3, year_line("Stichtag: 31.12.2025"), table),
    Habit("Datenstand 31.12.2025", "year", 2, year_line("Datenstand: 31.12.2025"), table),
    Habit("Berichtszeitraum", "year", 3, year_line("Berichtszeitraum: 01.01.2025 – 31.12.2025"), table),
    Habit("Bericht 2026 mit Stand", "year", 2, year_line("Fortschrittsbericht 2026 (Stand: 31.12.2025)"), table),
    Habit("Jahr nur im Dateinamen", "year", 22, year_in_file),
    Habit("Jahr nur im Blattnamen", "year", 4, year_in_sheet, every(one_table, undated)),
    Habit("Blatt je Jahr", "year", 3, sheet_for_each_year, every(one_table, undated, has("status"))),
    Habit("kein Jahr", "year", 2, no_year, every(table, undated)),
    Habit(
        "Titelzeile", "above", 25, above("Maßnahmenmonitoring", "Umsetzungsstand der Maßnahmen", "Musterkreis"), table
    ),
    Habit("Plan mit Jahr im Titel", "above", 9, above(*lists.PLANS), table),
    Habit("Zeile Exportiert am", "above", 4, above(*lists.STAMPS), table),
    Habit("Anleitung über der Tabelle", "above", 4, above(*lists.INSTRUCTIONS), table),
    Habit("Angaben zur Kommune darüber", "above", 4, metadata, table),
    Habit("Leerzeile über der Tabelle", "space", 50, blank_above, table),
    Habit("Summenzeile", "lines", 7, lines(total("Summe", formula=False)), table),
    Habit("Summenzeile mit Formeln", "lines", 5, lines(total("Gesamt", formula=True)), table),
    Habit("Zwischensummen", "lines", 3, lines(subtotals), table),
    Habit("Anzahl je Status unten", "lines", 3, lines(status_counts), table),
    Habit("Leerzeilen", "lines", 6, lines(blank_lines), table),
    Habit("Kopf wiederholt", "lines", 4, lines(repeated_header), table),
    Habit("ausgeblendete Zeile", "lines", 4, lines(hidden_lines), table),
    Habit("Folgezeilen", "lines", 4, lines(continuation), every(table, has("responsible"), lacks("person"))),
    Habit("Nummer fehlt", "lines", 4, lines(unreadable_number("")), every(table, has("title"))),
    Habit(
        "Nummer unlesbar",
        "lines",
        2,
        lines(unreadable_number("neu", "?", "folgt", "n. n.")),
        every(table, has("title")),
    ),
    Habit("Nummer doppelt", "lines", 3, lines(doubled_number), every(table, plain_numbers, has("title", "status"))),
    Habit("Zwischenüberschrift", "lines", 4, lines(subheadings), table),
    Habit("Verworfenes durchgestrichen", "lines", 6, struck_when_discarded, has("title")),
    Habit("Anmerkung unten", "below", 12, below(*lists.FOOTNOTES), table),
    Habit("Erklärung der Worte unten", "below", 4, key_of_words, table),
    Habit("Unterschrift unten", "below", 3, signatures, table),
    Habit("Archivblatt", "sheets", 5, archive, every(table, has("status"))),
    Habit("Abgeschlossenes auf eigenem Blatt", "sheets", 3, completed_apart, every(one_table, field_in_each_row)),
    Habit("Deckblatt", "sheets", 6, further_sheet(*lists.COVERS)),
    Habit("Blatt mit Auswahllisten", "sheets", 6, further_sheet(*lists.CHOICES)),
    Habit("leeres Formular", "sheets", 3, further_sheet(lists.EMPTY_FORM)),
    Habit("Blatt mit Auswertung", "sheets", 5, summary_sheet),
    Habit("Blatt mit Indikatoren", "sheets", 3, indicators_sheet),
    Habit("Blatt mit Arbeitsschritten", "sheets", 2, steps_sheet, table),
)
