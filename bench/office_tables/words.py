"""How offices write a status, a horizon, a schedule and a date; beside each, what a careful clerk reads there.

A way of writing is a table: code → spellings. Where a spelling says something else than its code, `Written`
has the accepted readings; `unknown` among them means that nobody could tell, and that it has to be told.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

UNKNOWN: Final = "unknown"
Readings = tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """What stands in a cell, and the readings that are right."""

    content: object
    readings: Readings


Spellings = dict[str, tuple[str, ...]]

STATUS: Final[dict[str, Spellings]] = {
    "Status in Worten der Strategie": {
        "idea": ("Idee",),
        "planned": ("in Planung",),
        "in_progress": ("in Umsetzung",),
        "completed": ("abgeschlossen",),
        "discarded": ("verworfen",),
    },
    "Status als Hauptwort": {
        "idea": ("Idee",),
        "planned": ("Planung",),
        "in_progress": ("Umsetzung",),
        "completed": ("Abgeschlossen",),
        "discarded": ("Verworfen",),
    },
    "Status als Partizip": {
        "idea": ("Idee",),
        "planned": ("geplant", "vorgesehen"),
        "in_progress": ("begonnen", "gestartet", "angelaufen", "laufend"),
        "completed": ("umgesetzt", "erledigt", "realisiert", "fertiggestellt"),
        "discarded": ("gestrichen", "aufgegeben", "entfallen", "eingestellt", "abgebrochen"),
    },
    "Status als freie Wendung": {
        "idea": ("bisher nur Idee", "im Ideenstadium", "Idee vorhanden", "Projektidee", "als Idee vorgemerkt"),
        "planned": (
            "befindet sich in Planung",
            "Planung läuft",
            "Umsetzung wird vorbereitet",
            "in Vorbereitung",
            "Umsetzung geplant",
            "Planung begonnen",
            "wird derzeit geplant",
        ),
        "in_progress": (
            "Umsetzung begonnen",
            "wird umgesetzt",
            "befindet sich in Umsetzung",
            "Umsetzung läuft",
            "in der Umsetzung",
            "in Umsetzung seit 2024",
            "Umsetzung gestartet",
            "Maßnahme läuft",
        ),
        "completed": (
            "Maßnahme abgeschlossen",
            "vollständig umgesetzt",
            "Umsetzung abgeschlossen",
            "abgeschlossen 2024",
            "ist umgesetzt",
            "seit 2024 abgeschlossen",
            "wurde umgesetzt",
        ),
        "discarded": (
            "wird nicht weiterverfolgt",
            "wird nicht weiter verfolgt",
            "Maßnahme verworfen",
            "ersatzlos gestrichen",
            "wird nicht mehr verfolgt",
            "Maßnahme entfällt",
        ),
    },
    "Status mit Zusatz": {
        "idea": ("Idee (Klausur 2024)", "Idee – Prüfung läuft"),
        "planned": ("in Planung (Beschluss 2024)", "in Planung; Vergabe folgt", "in Planung, Start 2026"),
        "in_progress": ("in Umsetzung (seit 03/2024)", "in Umsetzung – 2. Abschnitt", "in Umsetzung, läuft bis 2027"),
        "completed": ("abgeschlossen (06/2025)", "abgeschlossen – Bericht liegt vor", "abgeschlossen, 12.06.2025"),
        "discarded": ("verworfen (Ratsbeschluss)", "verworfen – keine Mittel"),
    },
    "Status mit Tippfehlern": {
        "idea": ("Ide", "Iddee"),
        "planned": ("in Plannung", "in Planugn", "in  Planung"),
        "in_progress": ("in Umsezung", "in Umsetzng", "in Umsetztung", "in\nUmsetzung"),
        "completed": ("abgeschlosen", "abgeschossen", "abgeschlosssen", "abge-\nschlossen"),
        "discarded": ("verwofen", "verworffen"),
    },
    "Status in Großbuchstaben": {
        "idea": ("IDEE",),
        "planned": ("IN PLANUNG",),
        "in_progress": ("IN UMSETZUNG",),
        "completed": ("ABGESCHLOSSEN",),
        "discarded": ("VERWORFEN",),
    },
    "Status mit Zeichen davor": {
        "idea": ("⚪ Idee", "💡 Idee"),
        "planned": ("🔵 in Planung", "🟠 in Planung"),
        "in_progress": ("🟡 in Umsetzung", "🔄 in Umsetzung", "▶ in Umsetzung"),
        "completed": ("🟢 abgeschlossen", "✅ abgeschlossen", "✔ abgeschlossen"),
        "discarded": ("❌ verworfen", "🔴 verworfen", "✖ verworfen"),
    },
    "Status mit Zeichen dahinter": {
        "idea": ("Idee 💡", "Idee*"),
        "planned": ("in Planung¹", "in Planung *", "in Planung 🔵"),
        "in_progress": ("in Umsetzung¹", "in Umsetzung 1)", "in Umsetzung 🟡", "in Umsetzung*"),
        "completed": ("abgeschlossen ✅", "abgeschlossen²", "abgeschlossen ✓"),
        "discarded": ("verworfen**", "verworfen ❌"),
    },
    "Status mit Ziffer davor": {
        "idea": ("1 – Idee", "1 Idee"),
        "planned": ("2 – in Planung", "2 in Planung"),
        "in_progress": ("3 – in Umsetzung", "3 in Umsetzung"),
        "completed": ("4 – abgeschlossen", "4 abgeschlossen"),
        "discarded": ("5 – verworfen", "5 verworfen"),
    },
    "Status wie in Planner": {
        "idea": ("Idee",),
        "planned": ("Geplant",),
        "in_progress": ("In Bearbeitung", "In Arbeit"),
        "completed": ("Abgeschlossen", "Erledigt"),
        "discarded": ("Abgebrochen",),
    },
    "Status auf Englisch": {
        "idea": ("Idea",),
        "planned": ("Planned",),
        "in_progress": ("In progress",),
        "completed": ("Completed", "Done"),
        "discarded": ("Cancelled",),
    },
    "Status wie in LocalZero": {
        "idea": ("Idee",),
        "planned": ("geplant",),
        "in_progress": ("in Arbeit",),
        "completed": ("abgeschlossen",),
        "discarded": ("gescheitert", "verworfen"),
    },
    "Status wie in Bundesberichten": {
        "idea": ("Idee",),
        "planned": ("in Vorbereitung", "geplant"),
        "in_progress": ("in Durchführung", "laufend", "begonnen"),
        "completed": ("abgeschlossen", "umgesetzt"),
        "discarded": ("nicht weiterverfolgt", "eingestellt"),
    },
}

# What no careful clerk could assign, whatever is true.
OPEN: Final = ("offen", "zurückgestellt", "pausiert", "ruht", "siehe Bemerkung", "wird geprüft", "50 %", "?")
NOT_BEGUN: Final = Written("nicht begonnen", (UNKNOWN, "idea", "planned"))
# A completion to come is none.
TO_COME: Final = (
    Written("abgeschlossen 2026", (UNKNOWN, "in_progress", "planned")),
    Written("Abschluss 2026 geplant", (UNKNOWN, "in_progress", "planned")),
    Written("wird 2026 abgeschlossen", (UNKNOWN, "in_progress", "planned")),
    Written("abgeschlossen voraussichtlich 2027", (UNKNOWN, "in_progress", "planned")),
)

GOAL_STATUS: Final[dict[str, Spellings]] = {
    "Zielstatus in Worten der Strategie": {
        "not_started": ("noch nicht begonnen",),
        "started": ("begonnen",),
        "advanced": ("fortgeschritten",),
        "completed": ("abgeschlossen",),
    },
    "Zielstatus in anderen Worten": {
        "not_started": ("nicht begonnen", "noch nicht gestartet"),
        "started": ("angelaufen", "gestartet"),
        "advanced": ("weit fortgeschritten", "fortgeschrittene Umsetzung"),
        "completed": ("erreicht", "Ziel erreicht", "umgesetzt"),
    },
}

HORIZON: Final[dict[str, Spellings]] = {
    "Horizont in Worten der Strategie": {
        "short": ("kurzfristig",),
        "medium": ("mittelfristig",),
        "long": ("langfristig",),
        "ongoing": ("fortlaufend",),
    },
    "Horizont kurz gesagt": {
        "short": ("kurz", "kurzfr.", "kfr."),
        "medium": ("mittel", "mittelfr.", "mfr."),
        "long": ("lang", "langfr.", "lfr."),
        "ongoing": ("dauerhaft", "laufend"),
    },
    "Horizont in Jahren": {
        "short": ("bis 2 Jahre", "bis zu 2 Jahre", "0–2 Jahre", "< 2 Jahre"),
        "medium": ("bis 5 Jahre", "2–5 Jahre", "2 bis 5 Jahre", "3-5 Jahre"),
        "long": ("über 5 Jahre", "> 5 Jahre", "mehr als 5 Jahre"),
        "ongoing": ("Daueraufgabe", "dauerhaft"),
    },
    "Horizont mit Zusatz": {
        "short": ("kurzfristig (bis 2025)", "kurzfristig (< 2 Jahre)", "Kurzfristig"),
        "medium": ("mittelfristig (bis 2028)", "mittelfristig (2–5 Jahre)", "Mittelfristig"),
        "long": ("langfristig (bis 2030)", "langfristig (> 5 Jahre)", "Langfristig"),
        "ongoing": ("fortlaufend (jährlich)", "Daueraufgabe", "kontinuierlich"),
    },
}
HORIZON_UNCLEAR: Final = ("kurz- bis mittelfristig", "mittel- bis langfristig", "nach Haushaltslage", "offen")

SCHEDULE: Final[dict[str, Spellings]] = {
    "Zeitplan ja/nein": {
        "on_schedule": ("ja",),
        "delayed": ("nein",),
        "not_assessed": ("k. A.",),
        "discarded": ("entfällt", "–", ""),
    },
    "Zeitplan in Worten der Strategie": {
        "on_schedule": ("im Zeitplan",),
        "delayed": ("nicht im Zeitplan",),
        "not_assessed": ("keine Aussage möglich",),
        "discarded": ("verworfen", "entfällt", ""),
    },
    "Zeitplan in anderen Worten": {
        "on_schedule": ("planmäßig", "im Plan", "termingerecht", "plangemäß"),
        "delayed": ("verzögert", "in Verzug", "verspätet", "nicht im Plan"),
        "not_assessed": ("nicht bewertbar", "keine Einschätzung möglich", "keine Angabe"),
        "discarded": ("entfällt", ""),
    },
    "Zeitplan mit Zeichen": {
        "on_schedule": ("✓", "✔"),
        "delayed": ("✗", "✘"),
        "not_assessed": ("k. A.",),
        "discarded": ("–", ""),
    },
    "Zeitplan mit Ampelzeichen und Wort": {
        "on_schedule": ("🟢 im Zeitplan", "🟢 ja"),
        "delayed": ("🔴 nicht im Zeitplan", "🔴 nein", "🟡 verzögert"),
        "not_assessed": ("⚪ k. A.", "⚪ keine Aussage möglich"),
        "discarded": ("entfällt", "–", ""),
    },
}

# dates as offices write them: the content for a day that ends a quarter, and what is read


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)


MONTHS: Final = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)
ROMAN: Final = ("I", "II", "III", "IV")


def _year_end(day: dt.date) -> Readings:
    return (dt.date(day.year, 12, 31).isoformat(),)


def _half_end(day: dt.date) -> Readings:
    return (_month_end(day.year, 6 if day.month <= 6 else 12).isoformat(),)


def _exact(day: dt.date) -> Readings:
    return (day.isoformat(),)


DUE: Final[dict[str, tuple[tuple[Callable[[dt.date], object], Callable[[dt.date], Readings]], ...]]] = {
    "Termin als Datum": ((lambda d: d, _exact),),
    "Termin als Datum in Text": (
        (lambda d: d.strftime("%d.%m.%Y"), _exact),
        (lambda d: d.strftime("bis %d.%m.%Y"), _exact),
        (lambda d: d.strftime("%d.%m.%y"), _exact),
    ),
    "Termin als Monat": (
        (lambda d: d.strftime("%m/%Y"), _exact),
        (lambda d: f"{MONTHS[d.month - 1]} {d.year}", _exact),
        (lambda d: f"Ende {MONTHS[d.month - 1]} {d.year}", _exact),
    ),
    "Termin als Quartal": (
        (lambda d: f"{d.year}/{ROMAN[d.month // 3 - 1]}", _exact),
        (lambda d: f"Q{d.month // 3} {d.year}", _exact),
        (lambda d: f"{d.month // 3}. Quartal {d.year}", _exact),
        (lambda d: f"{ROMAN[d.month // 3 - 1]}. Quartal {d.year}", _exact),
        (lambda d: f"Q{d.month // 3}/{d.year}", _exact),
        (lambda d: f"{ROMAN[d.month // 3 - 1]}/{d.year}", _exact),
    ),
    "Termin als Halbjahr": (
        (lambda d: f"{1 if d.month <= 6 else 2}. Halbjahr {d.year}", _half_end),
        (lambda d: f"{1 if d.month <= 6 else 2}. HJ {d.year}", _half_end),
    ),
    "Termin als Jahr": (
        (lambda d: d.year, _year_end),
        (lambda d: str(d.year), _year_end),
        (lambda d: f"Ende {d.year}", _year_end),
        (lambda d: f"bis {d.year}", _year_end),
        (lambda d: f"bis Ende {d.year}", _year_end),
    ),
}
SPAN: Final[tuple[tuple[Callable[[dt.date], object], Callable[[dt.date], Readings]], ...]] = (
    (lambda d: f"{d.year - 2}–{d.year}", _year_end),
    (lambda d: f"{d.year - 1} - {d.year}", _year_end),
    (lambda d: f"{d.year - 3} bis {d.year}", _year_end),
    (lambda d: f"01/{d.year - 1} – {d:%m/%Y}", _exact),
    (lambda d: f"01.01.{d.year - 1} – {d:%d.%m.%Y}", _exact),
)
DUE_ONGOING: Final = ("fortlaufend", "dauerhaft", "laufend")
DUE_UNCLEAR: Final = ("nach Beschluss", "offen", "noch nicht terminiert", "nach Haushaltslage", "tbd", "s. Bemerkung")


def spelling(chance: Random, spellings: Spellings, code: str) -> Written:
    return Written(chance.choice(spellings[code]), (code,))
