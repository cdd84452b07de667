"""Findings as questions to those who keep the table: what is asked, and what holds without an answer."""

import hashlib
from typing import Final

import pandas as pd
from openpyxl.utils.cell import coordinate_to_tuple

from analysis.numbers import natural
from analysis.strategy import Strategy
from analysis.vocabulary import FINDING_CODES, LEVELS, SEVERITIES, UNKNOWN, VOCABULARIES, Vocabulary

NO_OFFICE: Final = "ohne Zuständigkeit"
CONFIRMED: Final = "stimmt so"
MOST_QUOTED: Final = 3  # sentences of hints that are one question

COLUMN_LABELS: Final = {
    "status": "Umsetzungsstatus",
    "schedule": "Zeitplan",
    "horizon": "Zeithorizont",
    "title": "Titel",
    "field": "Handlungsfeld",
    "measure_id": "Maßnahmen-Nr.",
    "goal_id": "Ziel-Nr.",
    "strategic_goal_id": "Strategisches Ziel",
    "responsible": "Zuständigkeit",
    "due": "Termin",
    "reason": "Begründung",
    "next_step": "Nächster Schritt",
    "updated": "Bearbeitet am",
    "note": "Bemerkung",
    "indicator_id": "Indikator",
    "unit": "Einheit",
    "direction": "Richtung",
    "target_kind": "Zielart",
    "target": "Zielwert",
    "target_year": "Zieljahr",
    "base_year": "Basisjahr",
    "value": "Wert",
    "weight": "Gewicht",
    "minimum": "Mindesterfüllung",
    "criterion_id": "Kriterium",
    "group_id": "Gruppe",
    "kind": "Art",
    "limit": "Grenzwert",
    "reference": "Referenzwert",
    "factor": "Faktor",
    "binding": "Grenzwert verbindlich",
    "project_id": "Projekt",
    "lifecycle_cost": "Lebenszykluskosten",
    "area": "Fläche",
    "member": "Kommune",
    "state": "Stand",
    "since": "seit",
    "year": "Jahr",
    "value_eur": "Auftragswert",
    "met": "erfüllt",
}
LABELS: Final = {code: label for vocabulary in VOCABULARIES.values() for code, label in vocabulary.labels.items()}

# Finding code → what is asked, and what holds as long as nobody answers. The finding's own sentence
# stands before it; {read} is what was read, {counted} how an ongoing completed measure counts.
QUESTIONS: Final = {
    "value-normalised": ("Ist das so gemeint?", "Ohne Antwort gilt „{read}“."),
    "row-ignored": (
        "Gehört in dieser Zeile etwas zu den Maßnahmen oder Zielen?",
        "Ohne Antwort wird die Zeile nicht gezählt.",
    ),
    "sheet-ignored": (
        "Fehlen hier Maßnahmen oder Ziele?",
        "Ohne Antwort bleibt das Blatt außer Betracht.",
    ),
    "formatting-not-read": (
        "Kann die Tabelle als .xlsx geliefert werden?",
        "Ohne .xlsx bleiben ausgeblendete Zeilen, Durchstreichungen, Farben und Formeln ungeprüft.",
    ),
    "corrected": (
        "Ist die Tabelle inzwischen berichtigt?",
        "Ohne Antwort gilt die Korrektur weiter.",
    ),
    "correction-unused": (
        "Kann der Eintrag im Korrekturverzeichnis entfallen?",
        "Ohne Antwort bleibt er stehen und ohne Wirkung.",
    ),
    "value-unknown": ("Welche Angabe ist gemeint?", "Ohne Antwort zählt sie als „ohne Angabe“."),
    "value-missing": ("Welche Angabe gehört hierher?", "Ohne Antwort zählt sie als „ohne Angabe“."),
    "cell-error": ("Welche Angabe gehört hierher?", "Ohne Antwort bleibt sie „ohne Angabe“."),
    "formula-without-value": (
        "Welche Angabe gehört hierher? Oft genügt es, die Tabelle in Excel zu öffnen und zu speichern.",
        "Ohne Antwort bleibt sie „ohne Angabe“.",
    ),
    "reading-uncertain": (
        "Ist die Tabelle so richtig verstanden?",
        "Ohne Antwort gilt sie, wie sie gelesen wurde.",
    ),
    "row-unread": (
        "Was steht in dieser Zeile?",
        "Ohne Antwort zählt nichts davon.",
    ),
    "id-shifted": (
        "Haben sich nur die Nummern geändert (ja), ist die Nummer verschrieben (die richtige eintragen), oder ist es "
        "etwas anderes (nein)?",
        "Ohne Antwort gelten die Nummern, wie sie jetzt dastehen.",
    ),
    "id-missing": (
        "Welche Nummer hat die Maßnahme oder das Ziel?",
        "Ohne Nummer wird die Zeile nicht gezählt und fehlt in allen Zahlen.",
    ),
    "id-ambiguous": (
        "Ist „{read}“ die richtige Nummer? Bitte die Spalte in Excel als Text formatieren.",
        "Ohne Antwort gilt „{read}“.",
    ),
    "id-duplicate": (
        "Welche Zeile gilt, und welche Nummer gehört der anderen?",
        "Ohne Antwort zählt die Nummer einmal, mit dem Text der ersten Zeile; was sich widerspricht, "
        "gilt als „ohne Angabe“.",
    ),
    "row-hidden": (
        "Soll die Zeile zählen?",
        "Ohne Antwort wird sie gelesen und gezählt wie jede andere.",
    ),
    "struck-through": ("Ist sie verworfen?", "Ohne Antwort bleibt der eingetragene Status."),
    "field-mismatch": (
        "Was ist richtig: das Handlungsfeld oder die Nummer?",
        "Ohne Antwort gilt das Handlungsfeld, das zur Nummer gehört.",
    ),
    "goal-missing": (
        "Fehlt das operative Ziel in der Zielliste, oder ist die Nummer falsch?",
        "Ohne Antwort zählt die Maßnahme; das Ziel fehlt in den Zahlen.",
    ),
    "count-mismatch": (
        "Fehlen Zeilen, sind welche zu viel, oder hat sich die Strategie geändert?",
        "Ohne Antwort gelten die Zeilen, die da sind.",
    ),
    "ongoing-completed": (
        "Ist die Maßnahme umgesetzt und wird weitergeführt?",
        "Ohne Antwort zählt sie als „{counted}“.",
    ),
    "overdue": (
        "Ist die Maßnahme abgeschlossen, nicht mehr im Zeitplan, oder gilt ein anderer Zeithorizont?",
        "Ohne Antwort zählt sie als „im Zeitplan“ und zugleich als überfällig.",
    ),
    "vanished": (
        "Ist sie entfallen, zusammengelegt oder umnummeriert (neue Nummer)?",
        "Ohne Antwort gilt sie als weggefallen und fehlt in den Zahlen.",
    ),
    "appeared": (
        "Ist sie wirklich neu oder nur umnummeriert (alte Nummer)?",
        "Ohne Antwort gilt sie als neu.",
    ),
    "status-went-back": ("Stimmt der neue Status?", "Ohne Antwort gilt der neue Status."),
    "returned": (
        "Wird die Maßnahme wieder verfolgt?",
        "Ohne Antwort gilt der neue Status.",
    ),
    "title-changed": ("Ist es noch dieselbe?", "Ohne Antwort gilt sie als dieselbe, mit neuem Titel."),
    "horizon-changed": ("Ist das beabsichtigt?", "Ohne Antwort gilt der neue Zeithorizont."),
    "previous-mismatch": (
        "Welcher Status war im Vorjahr richtig?",
        "Ohne Antwort gilt der Export des Vorjahres.",
    ),
    "layout-changed": (
        "Ist das beabsichtigt?",
        "Ohne Antwort gilt der neue Aufbau, wie er verstanden wurde.",
    ),
    "method-break": (
        "Gibt es für das Jahr des Wechsels auch einen Wert nach der früheren Methode?",
        "Ohne Antwort wird über den Wechsel nichts verglichen.",
    ),
    "unit-mixed": ("Welche Einheit und welcher Wert gelten?", "Ohne Antwort zählt der Wert nicht."),
    "outlier": ("Stimmen Wert, Komma und Einheit?", "Ohne Antwort gilt der Wert, wie er dasteht."),
    "value-twice": ("Welcher Wert gilt?", "Ohne Antwort zählt keiner von beiden."),
    "rating-missing": ("Wie ist das Kriterium zu bewerten?", "Ohne Antwort bleibt die Variante ohne Rang."),
    "criterion-unknown": (
        "Welches Kriterium ist gemeint, oder fehlt es in der Liste?",
        "Ohne Antwort zählt die Angabe nicht.",
    ),
    "project-unknown": (
        "Welches Projekt und welche Variante sind gemeint, oder fehlen sie in der Liste?",
        "Ohne Antwort zählt die Bewertung nicht.",
    ),
    "group-unknown": (
        "Zu welcher Gruppe gehört das Kriterium, oder fehlt sie in der Liste?",
        "Ohne Antwort zählt das Kriterium nicht.",
    ),
    "scale-invalid": (
        "Welche Grenz-, Referenz- und Zielwerte gelten?",
        "Ohne Antwort zählt das Kriterium nicht.",
    ),
    "weight-sum": ("Welche Gewichte gelten?", "Ohne Antwort werden sie auf 100 % umgerechnet."),
}

# What is asked where two rows or values are equal, so that nothing is lost.
_TWICE_ALIKE: Final = {
    "id-duplicate": ("Kann eine der gleichen Zeilen entfallen?", "Ohne Antwort zählt sie einmal."),
    "value-twice": ("Kann eine der gleichen Angaben entfallen?", "Ohne Antwort zählt sie einmal."),
}
# An answer may name another column than the one in which the finding stands.
_ANSWERED_IN: Final = {
    "overdue": ("status", "schedule", "horizon"),
    "ongoing-completed": ("status", "horizon"),
    "struck-through": ("status",),
    "returned": ("status",),
    "status-went-back": ("status",),
    "horizon-changed": ("horizon",),
}
NOTHING_READ: Final = {"value-unknown", "value-missing", "cell-error", "formula-without-value", "id-missing"}
_ABOUT_ONE_VALUE: Final = {*NOTHING_READ, "value-normalised", "id-ambiguous"}
_PROPOSING: Final = {"value-normalised", "id-ambiguous", "field-mismatch"}


def of_year(
    findings: pd.DataFrame, measures: pd.DataFrame, goals: pd.DataFrame, strategy: Strategy, *, year: int
) -> pd.DataFrame:
    """One row per finding of `year`, the most urgent first, then by file, sheet and cell.

    Columns: those of the findings, and key (bears the year; the same as long as the finding is the
    same), level (measure, goal or ""), title, responsible (`NO_OFFICE` where nobody is named), shown
    (what was read, in German), question, proposal (empty where the finding gives none), answered_in
    (the frames' columns that an answer may correct; empty where no correction can say it), options
    (German answers to choose from; empty for free text).
    """
    rows = findings[findings["year"] == year]
    known = {"measure": _by_id(measures, "measure"), "goal": _by_id(goals, "goal")}
    records = []
    for row in rows.to_dict("records"):
        level = next((level for level, by_id in known.items() if row["id"] and row["id"] in by_id), "")
        about = known[level][row["id"]] if level else {}
        answered_in = _answered_in(row, level)
        records.append(
            {
                **row,
                "level": level,
                "title": about.get("title", ""),
                "responsible": " ".join(str(about.get("responsible", "")).split()) or NO_OFFICE,
                "shown": _shown(row, strategy),
                "question": question(row, strategy),
                "proposal": _shown(row, strategy) if row["code"] in _PROPOSING else "",
                "answered_in": answered_in,
                "options": _options(row, level, answered_in),
            }
        )
    columns = [*findings.columns, "level", "title", "responsible", "shown", "question", "proposal"]
    records.sort(key=_urgency)
    questions = pd.DataFrame(records, columns=[*columns, "answered_in", "options"])
    return questions.assign(key=_keys(questions))


def hints_together(asked: pd.DataFrame) -> pd.DataFrame:
    """The questions of `of_year`; hints of one kind on one sheet that no correction can answer are one.

    It stands at the first of their cells, bears its key, and says how many there are and where.
    """
    alike: dict[tuple, list[dict]] = {}
    for row in asked.to_dict("records"):
        together = row["severity"] == "info" and not row["answered_in"] and not row["id"]
        kind = (row["source_file"], row["source_sheet"], row["code"]) if together else (row["key"],)
        alike.setdefault(kind, []).append(row)
    rows = [rows[0] if len(rows) == 1 else _together(rows) for rows in alike.values()]
    return pd.DataFrame(rows, columns=asked.columns)


def _together(rows: list[dict]) -> dict:
    asked, otherwise = QUESTIONS[rows[0]["code"]]
    where = ", ".join(row["cell"] for row in rows if row["cell"])
    sentences = " ".join(dict.fromkeys(row["message"] for row in rows[:MOST_QUOTED]))
    more = " …" if len(rows) > MOST_QUOTED else ""
    counted = f"{len(rows)} × {FINDING_CODES[rows[0]['code']][1]}{f' ({where})' if where else ''}:"
    return {**rows[0], "question": f"{counted} {sentences}{more} {asked} {otherwise}", "raw": "", "shown": ""}


def question(finding: dict, strategy: Strategy) -> str:
    """The finding's sentence, what is asked, and what holds without an answer."""
    asked, otherwise = QUESTIONS[finding["code"]]
    if finding["severity"] == "info":
        asked, otherwise = _TWICE_ALIKE.get(finding["code"], (asked, otherwise))
    words = {"read": _shown(finding, strategy), "counted": LABELS[strategy.ongoing_completed]}
    return " ".join([finding["message"], asked.format(**words), otherwise.format(**words)]).strip()


def vocabulary_of(column: str, level: str) -> Vocabulary | None:
    """The vocabulary of a column of the frames; None where it holds free text."""
    return LEVELS[level].dimensions.get(column) if level else None


def _by_id(rows: pd.DataFrame, level: str) -> dict[str, dict]:
    """ID → its row of the last year in which it occurs."""
    in_order = rows.sort_values("year", kind="stable")
    return {row[LEVELS[level].id_column]: row for row in in_order.to_dict("records")}


def _answered_in(row: dict, level: str) -> tuple[str, ...]:
    if not level:
        return ()
    if row["code"] in _ABOUT_ONE_VALUE and row["column"] in COLUMN_LABELS:
        return (row["column"],)
    return _ANSWERED_IN.get(row["code"], ())


def _options(row: dict, level: str, answered_in: tuple[str, ...]) -> tuple[str, ...]:
    vocabularies = [vocabulary_of(column, level) for column in answered_in]
    if not any(vocabularies):
        return ()
    labels = [
        label
        for vocabulary in vocabularies
        if vocabulary
        for code, label in vocabulary.labels.items()
        if code != UNKNOWN
    ]
    confirmed = [] if row["code"] in NOTHING_READ else [CONFIRMED]
    return tuple(dict.fromkeys([*confirmed, *labels]))


def _shown(row: dict, strategy: Strategy) -> str:
    text = str(row["cleaned"])
    if row["column"] in ("status", "schedule", "horizon"):
        return LABELS.get(text, text)
    if row["column"] == "field" and text.isdecimal() and int(text) in strategy.field_names:
        return f"{text} – {strategy.field_names[int(text)]}"
    return text


def _urgency(row: dict) -> tuple:
    line, column = coordinate_to_tuple(row["cell"]) if row["cell"] else (0, 0)
    severity = list(SEVERITIES)[::-1].index(row["severity"])
    place = (natural(row["source_file"]), natural(row["source_sheet"]))
    kind = list(FINDING_CODES).index(row["code"])
    return severity, *place, line, column, kind, natural(row["id"]), row["raw"]


def _keys(questions: pd.DataFrame) -> list[str]:
    """A short name for each question: its year and six signs drawn from what the finding is about."""
    keys: dict[str, None] = {}
    about = questions[["source_file", "source_sheet", "cell", "column", "id", "code", "raw"]]
    for year, parts in zip(questions["year"], about.itertuples(index=False), strict=True):
        number = 0
        while (key := _key(year, [*parts, number])) in keys:
            number += 1
        keys[key] = None
    return list(keys)


def _key(year: int, parts: list) -> str:
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "replace")).hexdigest()
    return f"{year}-{digest[:6].upper()}"
