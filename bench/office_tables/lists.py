"""Small lists that several habits share: labels, colours, partners, what further columns hold."""

from typing import Final

from office_tables.draft import Look, Sheet
from office_tables.plan import Measure

STATUS_LABELS: Final = {
    "idea": "Idee",
    "planned": "in Planung",
    "in_progress": "in Umsetzung",
    "completed": "abgeschlossen",
    "discarded": "verworfen",
}
SHORT_STATUS_LABELS: Final = {
    "idea": "Idee",
    "planned": "geplant",
    "in_progress": "begonnen",
    "completed": "umgesetzt",
    "discarded": "gestrichen",
}
HORIZON_LABELS: Final = {
    "short": "kurzfristig",
    "medium": "mittelfristig",
    "long": "langfristig",
    "ongoing": "fortlaufend",
}
MEANINGS: Final = {
    "idea": "noch kein Beschluss",
    "planned": "Mittel sind eingeplant",
    "in_progress": "die Arbeiten laufen",
    "completed": "alles ist getan",
    "discarded": "wird aufgegeben",
}
RGB: Final = {
    "idea": "#BFBFBF",
    "planned": "#FFC000",
    "in_progress": "#FFFF00",
    "completed": "#00B050",
    "discarded": "#FF0000",
}
THEME: Final = {
    "idea": "theme:2",
    "planned": "theme:5",
    "in_progress": "theme:9",
    "completed": "theme:7",
    "discarded": "theme:4",
}
INDEXED: Final = {
    "idea": "indexed:22",
    "planned": "indexed:51",
    "in_progress": "indexed:13",
    "completed": "indexed:17",
    "discarded": "indexed:10",
}
PARTNERS: Final = (
    "Schulträger",
    "Stadtwerke",
    "Land NRW",
    "Kreisbauernschaft",
    "Verbraucherzentrale",
    "Amt 20",
    "Polizei",
)
AMOUNTS: Final = ("Kosten in €", "THG-Minderung in t", "Haushaltsmittel 2025", "Einsparung MWh/a", "Investitionskosten")
PERSONS: Final = ("Frau Muster", "Herr Beispiel", "Fr. Probe", "M. Exempel", "Herr Dr. Vorlage")


def person(measure: Measure) -> str:
    return PERSONS[measure.running % len(PERSONS)]


# signs
HARVEY: Final = {"idea": "○", "planned": "◔", "in_progress": "◑", "completed": "●", "discarded": "⊘"}
FIGURES: Final = {"idea": 1, "planned": 2, "in_progress": 3, "completed": 4, "discarded": 5}
LIGHTS: Final = {"idea": "⚪", "planned": "🔵", "in_progress": "🟡", "completed": "🟢", "discarded": "🔴"}
TICKS: Final = {
    "on_schedule": Look("ü", font="Wingdings"),
    "delayed": Look("û", font="Wingdings"),
    "not_assessed": Look("k. A."),
    "discarded": Look("–"),
}
NO_ANSWER: Final[dict[str, tuple[str, ...]]] = {}
ROUND_LIGHTS: Final = {
    "on_schedule": Look("n", font="Webdings", colour="#00B050"),
    "delayed": Look("n", font="Webdings", colour="#FF0000"),
    "not_assessed": Look("n", font="Webdings", colour="#FFC000"),
    "discarded": Look("n", font="Webdings", colour="#7F7F7F"),
}
NOBODY_KNOWS: Final = dict.fromkeys(("on_schedule", "delayed", "not_assessed"), ("unknown",))
FACES: Final = {
    "on_schedule": Look("J", font="Wingdings"),
    "delayed": Look("L", font="Wingdings"),
    "not_assessed": Look("K", font="Wingdings"),
}
PERHAPS: Final = {
    "on_schedule": ("unknown", "on_schedule"),
    "delayed": ("unknown", "delayed"),
    "not_assessed": ("unknown", "not_assessed"),
}

# headings of status columns of several times, the last of them the reporting year's end; their common heading
Periods = tuple[tuple[tuple[str, ...], str], ...]
HALF_YEARS: Final[Periods] = (
    (("Status 06/2025", "Status 12/2025"), ""),
    (("Stand 30.06.2025", "Stand 31.12.2025"), ""),
    (("1. Halbjahr 2025", "2. Halbjahr 2025"), "Status"),
    (("1. HJ 2025", "2. HJ 2025"), "Umsetzungsstand"),
    (("30.06.2025", "31.12.2025"), "Status"),
    (("2024/II", "2025/I", "2025/II"), "Status"),
    (("Status 1. HJ 2025", "Status 2. HJ 2025"), ""),
)
QUARTERS: Final[Periods] = (
    (("Q1 2025", "Q2 2025", "Q3 2025", "Q4 2025"), "Status"),
    (("I/2025", "II/2025", "III/2025", "IV/2025"), "Status"),
    (("Status 03/2025", "Status 06/2025", "Status 09/2025", "Status 12/2025"), ""),
    (("Status 1. Quartal 2025", "Status 2. Quartal 2025", "Status 3. Quartal 2025", "Status 4. Quartal 2025"), ""),
)
YEARS: Final[Periods] = (
    (("Status 2024", "Status 2025"), ""),
    (("Status 2023", "Status 2024", "Status 2025"), ""),
    (("2023", "2024", "2025"), "Status"),
    (("31.12.2024", "31.12.2025"), "Umsetzungsstand"),
    (("Umsetzungsstand 2024", "Umsetzungsstand 2025"), ""),
)

NOTES: Final = (
    None,
    None,
    "Ausschreibung läuft",
    "Beschluss im Juni",
    "Mittel beantragt",
    "in Abstimmung mit dem Land",
    "Bericht liegt vor",
    "siehe Vorlage 2025/114",
    "wird 2026 fortgesetzt",
    "Vorplanung beauftragt, Ergebnis im Herbst erwartet",
    "Rat hat am 12.03.2025 zugestimmt",
    "abgeschlossen ist der erste Bauabschnitt",
)
FOOTNOTES: Final = (
    "* vorbehaltlich der Haushaltsmittel",
    "¹ Beschluss steht aus",
    "Hinweis: Angaben der Fachämter, ungeprüft",
    "Quelle: Meldungen der Fachämter",
    "Rückfragen an die Stabsstelle, Telefon 02452 13-0",
    "Angewendete Filter: Handlungsfeld ist nicht (leer)",
    "Alle Angaben ohne Gewähr. Maßnahmen mit * werden gefördert.",
)
PLANS: Final = (
    "Masterplan 100 % Klimaschutz 2050",
    "Klimaschutzkonzept 2020",
    "Umsetzungsstand Integriertes Klimaschutzkonzept 2019",
    "Handlungsprogramm 2030",
    "Nachhaltigkeitsstrategie 2030 des Musterkreises",
    "Klimaneutral bis 2035",
    "Maßnahmen nach der Förderrichtlinie 2022",
)
STAMPS: Final = ("Exportiert am 14.01.2026", "Export vom 20.02.2026 09:12", "Druckdatum: 03.02.2026")

COVERS: Final = (
    Sheet("Deckblatt", [["Maßnahmenmonitoring"], ["Musterkreis"], [], ["Ansprechperson:", "Frau Muster"]]),
    Sheet(
        "Hinweise", [["Bitte nur die gelben Felder ausfüllen."], ["1.", "Status auswählen"], ["2.", "Text ergänzen"]]
    ),
    Sheet(
        "Änderungen", [["Datum", "Wer", "Was"], ["12.01.", "Amt 61", "Status ergänzt"], ["14.01.", "Amt 65", "Titel"]]
    ),
)
_CHOICES: Final = [
    ["Status", "Horizont", "Zeitplan"],
    ["Idee", "kurzfristig", "ja"],
    ["in Planung", "mittelfristig", "nein"],
    ["in Umsetzung", "langfristig", "k. A."],
    ["abgeschlossen", "fortlaufend"],
    ["verworfen"],
]
CHOICES: Final = (
    Sheet("Listen", [list(row) for row in _CHOICES]),
    Sheet("Auswahl", [list(row) for row in _CHOICES], hidden=True),
    Sheet("Legende", [["Begriff", "Bedeutung"], ["Idee", "noch kein Beschluss"], ["in Umsetzung", "läuft"]]),
)
EMPTY_FORM: Final = Sheet(
    "Vorlage", [["Maßnahmensteckbrief"], [], ["Nr."], ["Titel"], ["Handlungsfeld"], ["Status"], ["Zuständigkeit"]]
)

BROKEN: Final = Look("#REF!", formula="=#REF!A1")

# a light for the schedule, and what its colours mean
AMPEL: Final = {
    "on_schedule": "#00B050",
    "delayed": "#FF0000",
    "not_assessed": "#FFC000",
    "discarded": "#7F7F7F",
}
SCHEDULE_LABELS: Final = {
    "on_schedule": "im Zeitplan",
    "delayed": "nicht im Zeitplan",
    "not_assessed": "keine Aussage möglich",
    "discarded": "verworfen",
}
KAUSAL_SCHEDULE: Final = {
    "on_schedule": ("Planmäßig", "Im Zeitplan"),
    "delayed": ("Verspätet", "Verzögert"),
    "not_assessed": ("Keine Angabe",),
    "discarded": ("Abgebrochen", "Verworfen"),
}
MATRIX_GROUPS: Final = {
    "status": ("Status", "Umsetzungsstand"),
    "horizon": ("Zeithorizont", "Fristigkeit"),
}
HALVES: Final = (("Strategie", "Monitoring"), ("Maßnahmenplan", "Umsetzung"), ("Stammdaten", "Berichtsdaten"))
EXPLANATIONS: Final = {
    "id": "aus dem Konzept",
    "title": "Kurztext",
    "status": "bitte auswählen",
    "horizon": "Auswahl",
    "schedule": "ja / nein",
    "due": "TT.MM.JJJJ",
    "responsible": "Amt oder Fachbereich",
    "note": "Freitext",
}
DESCRIPTIONS: Final = (
    "Auf den Dächern entstehen Anlagen; die Planung ist abgeschlossen, die Umsetzung folgt in Stufen.",
    "Die Verwaltung erstellt ein Konzept und stimmt es mit den Trägern ab.",
    "Es wird eine Beratung angeboten, die sich an private Haushalte richtet und kurzfristig beginnen kann.",
    "Im Rahmen der laufenden Sanierung werden die Flächen neu gestaltet.",
    "Das Vorhaben wird zusammen mit dem Land und den Stadtwerken umgesetzt.",
)
PURPOSES: Final = (
    "Senkung der Emissionen bis 2030",
    "Mehr Teilhabe",
    "Anteil erneuerbarer Energien erhöhen",
    "Wege verkürzen",
)
INSTRUCTIONS: Final = (
    "Bitte bis zum 15.01.2026 an die Stabsstelle zurücksenden.",
    "Nur die gelben Felder ausfüllen. Status: Idee, in Planung, in Umsetzung, abgeschlossen oder verworfen.",
    "Hinweis: Die Spalten A bis C werden von der Stabsstelle gepflegt.",
)
