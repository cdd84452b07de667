"""The closed lists: code, German label, order, colour and spellings. One home for every word.

Spellings are compared without regard to case and white space (`analysis.intake.values`);
a text that is in no list here and is understood all the same becomes `value-normalised`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from analysis import german


@dataclass(frozen=True)
class Term:
    """One code of a vocabulary: its German label, its colour in charts, other spellings of it, what it means.

    Of a status: what is not `living` is no longer pursued, what `counts_as_done` is completed.
    """

    code: str
    label: str
    colour: str
    spellings: tuple[str, ...] = ()
    counts_as_done: bool = False
    living: bool = True


@dataclass(frozen=True)
class Vocabulary:
    """An ordered list of terms for one column; the order is that of tables, legends and stacks."""

    name: str
    label: str
    terms: tuple[Term, ...]

    @property
    def codes(self) -> list[str]:
        return [term.code for term in self.terms]

    @property
    def labels(self) -> dict[str, str]:
        return {term.code: term.label for term in self.terms}

    @property
    def colours(self) -> dict[str, str]:
        return {term.code: term.colour for term in self.terms}

    @property
    def done(self) -> list[str]:
        """The codes that count as completed."""
        return [term.code for term in self.terms if term.counts_as_done]

    @property
    def dropped(self) -> list[str]:
        """The codes of what is no longer pursued."""
        return [term.code for term in self.terms if not term.living]

    @property
    def open(self) -> list[str]:
        """The codes of what is pursued and not completed, unknown included."""
        return [term.code for term in self.terms if term.living and not term.counts_as_done]


UNKNOWN: Final = "unknown"
_UNKNOWN_TERM: Final = Term(UNKNOWN, "ohne Angabe", "#949494")

GOAL_STATUS: Final = Vocabulary(
    "goal_status",
    "Umsetzungsstatus des operativen Ziels",
    (
        Term(
            "not_started",
            "noch nicht begonnen",
            "#6B4410",
            (
                "nicht begonnen",
                "noch nicht gestartet",
                "nicht gestartet",
                "noch nicht angefangen",
                "noch offen",
                "offen",
            ),
        ),
        Term("started", "begonnen", "#5297D2", ("gestartet", "angelaufen", "angefangen")),
        Term(
            "advanced",
            "fortgeschritten",
            "#2467AE",
            ("fortgeschrittene Umsetzung", "weit fortgeschritten", "fortgeschrittener Stand"),
        ),
        Term(
            "completed",
            "abgeschlossen",
            "#0A4534",
            (
                "umgesetzt / abgeschlossen",
                "abgeschlossen / umgesetzt",
                "umgesetzt",
                "vollständig umgesetzt",
                "erreicht",
                "Ziel erreicht",
                "erledigt",
                "fertig",
            ),
            counts_as_done=True,
        ),
        _UNKNOWN_TERM,
    ),
)

MEASURE_STATUS: Final = Vocabulary(
    "measure_status",
    "Umsetzungsstatus der Maßnahme",
    (
        Term("idea", "Idee", "#9C7520", ("Ideen", "Ideenstatus", "Ideenphase", "Ideenstadium", "nur Idee")),
        Term(
            "planned",
            "in Planung",
            "#6B4410",
            ("Planung", "geplant", "Planungsphase", "in der Planung", "in Vorbereitung"),
        ),
        Term(
            "in_progress",
            "in Umsetzung",
            "#5297D2",
            (
                "Umsetzung",
                "in der Umsetzung",
                "Umsetzungsphase",
                "Umsetzung läuft",
                "Umsetzung begonnen",
                "Umsetzung gestartet",
                "Umsetzung angelaufen",
                "wird umgesetzt",
                "in Bearbeitung",
                "in Arbeit",
                "in Durchführung",
                "läuft",
                "laufend",
                "begonnen",
                "gestartet",
                "angelaufen",
            ),
        ),
        Term(
            "completed",
            "abgeschlossen",
            "#0A4534",
            (
                "umgesetzt / abgeschlossen",
                "abgeschlossen / umgesetzt",
                "umgesetzt und abgeschlossen",
                "Umsetzung abgeschlossen",
                "umgesetzt",
                "umgesetzt und weitergeführt",
                "vollständig umgesetzt",
                "erledigt",
                "fertig",
                "fertiggestellt",
                "realisiert",
            ),
            counts_as_done=True,
        ),
        Term(
            "discarded",
            "verworfen",
            "#626262",
            (
                "entfallen",
                "entfällt",
                "gestrichen",
                "aufgegeben",
                "abgebrochen",
                "nicht weiterverfolgt",
                "wird nicht weiterverfolgt",
                "nicht weiter verfolgt",
                "wird nicht weiter verfolgt",
            ),
            living=False,
        ),
        _UNKNOWN_TERM,
    ),
)

HORIZON: Final = Vocabulary(
    "horizon",
    "Zeithorizont",
    (
        Term("short", "kurzfristig", "#5297D2", ("kurz", "kurze Frist", "kurzfr.", "kfr.", "kfr")),
        Term("medium", "mittelfristig", "#2467AE", ("mittel", "mittlere Frist", "mittelfr.", "mfr.", "mfr")),
        Term("long", "langfristig", "#102F52", ("lang", "lange Frist", "langfr.", "lfr.", "lfr")),
        Term(
            "ongoing",
            "fortlaufend",
            "#6B4410",
            (
                "laufend",
                "dauerhaft",
                "kontinuierlich",
                "ständig",
                "fortwährend",
                "Daueraufgabe",
                "unbefristet",
            ),
        ),
        _UNKNOWN_TERM,
    ),
)

SCHEDULE: Final = Vocabulary(
    "schedule",
    "Zeitplan",
    (
        Term(
            "on_schedule",
            "im Zeitplan",
            "#164A7B",
            (
                "ja",
                "j",
                "liegt im Zeitplan",
                "im Plan",
                "planmäßig",
                "plangemäß",
                "termingerecht",
                "fristgerecht",
            ),
        ),
        Term(
            "delayed",
            "nicht im Zeitplan",
            "#C9561B",
            (
                "nein",
                "n",
                "liegt nicht im Zeitplan",
                "nicht im Plan",
                "außerhalb des Zeitplans",
                "nicht planmäßig",
                "nicht termingerecht",
                "nicht fristgerecht",
                "verzögert",
                "verspätet",
                "in Verzug",
                "im Verzug",
            ),
        ),
        Term(
            "not_assessed",
            "keine Aussage möglich",
            "#8090DB",
            (
                "k. A.",
                "k. A",
                "kA",
                "keine Aussage",
                "keine Angabe",
                "keine Angaben",
                "keine Einschätzung",
                "keine Einschätzung möglich",
                "Einschätzung nicht möglich",
                "Aussage nicht möglich",
                "nicht einschätzbar",
                "nicht bewertbar",
            ),
        ),
        Term("discarded", "verworfen", "#626262", ("entfällt", "entfallen", "–"), living=False),
        _UNKNOWN_TERM,
    ),
)

# The schedule with those told apart that are called on schedule and are overdue all the same.
PUNCTUALITY: Final = Vocabulary(
    "punctuality",
    SCHEDULE.label,
    (
        Term("on_schedule", "im Zeitplan, nicht überfällig", SCHEDULE.colours["on_schedule"]),
        Term("on_schedule_overdue", "im Zeitplan, aber überfällig", "#B18C62"),
        *(term for term in SCHEDULE.terms if term.code != "on_schedule"),
    ),
)

# What a table of indicators says of an indicator's aim.
DIRECTION: Final = Vocabulary(
    "direction",
    "Richtung",
    (
        Term(
            "rise",
            "steigend",
            "",
            (
                *("soll steigen", "steigen", "Anstieg", "Zunahme", "zunehmend", "soll zunehmen", "zunehmen", "↑", "⬆"),
                *("Erhöhung", "erhöhen", "soll erhöht werden", "Steigerung", "steigern", "aufwärts", "wachsend"),
                *("Zuwachs", "maximieren", "mehr ist besser", "höher ist besser", "je mehr desto besser", "+"),
            ),
        ),
        Term(
            "fall",
            "fallend",
            "",
            (
                *("soll fallen", "fallen", "soll sinken", "sinken", "sinkend", "Abnahme", "abnehmend", "abnehmen"),
                *("soll abnehmen", "↓", "⬇", "Senkung", "senken", "soll gesenkt werden", "Rückgang", "rückläufig"),
                *("Verringerung", "verringern", "Minderung", "mindern", "Reduktion", "Reduzierung", "reduzieren"),
                *("abwärts", "minimieren", "weniger ist besser", "niedriger ist besser"),
            ),
        ),
        _UNKNOWN_TERM,
    ),
)
TARGET_KIND: Final = Vocabulary(
    "target_kind",
    "Zielart",
    (
        Term(
            "reach",
            "erreichen",
            "",
            ("zu erreichen", "Zielwert erreichen", "Zielwert", "Zielwert im Zieljahr", "Absolutwert", "bis Zieljahr"),
        ),
        Term(
            "keep",
            "halten",
            "",
            ("zu halten", "beibehalten", "Wert halten", "erhalten", "einhalten", "jährlich halten", "Stand halten"),
        ),
        Term(
            "least",
            "mindestens",
            "",
            ("jährlich mindestens", "mindestens jährlich", "mind.", "nicht unterschreiten", "Mindestwert", "≥"),
        ),
        Term(
            "most",
            "höchstens",
            "",
            (
                *("jährlich höchstens", "höchstens jährlich", "maximal", "max.", "nicht überschreiten", "Höchstwert"),
                *("Obergrenze", "Grenzwert", "≤"),
            ),
        ),
        Term("direction", "Richtung", "", ("nur Richtung", "Richtungsziel", "Trend", "Entwicklung", "kein Zielwert")),
        _UNKNOWN_TERM,
    ),
)
# What the figures say of an indicator. Colour is never alone: the words stand beside it.
ASSESSMENT: Final = Vocabulary(
    "assessment",
    "Bewertung",
    (
        Term("reached", "erreicht", "#0A4534"),
        Term("missed", "nicht erreicht", "#A03C0E"),
        Term("on_pace", "schnell genug", "#0A4534"),
        Term("too_slow", "zu langsam", "#C9561B"),
        Term("standstill", "Stillstand", "#C9561B"),
        Term("away", "entfernt sich", "#A03C0E"),
        Term("no_trend", "noch kein Trend", "#626262"),
        Term("kept", "eingehalten", "#0A4534"),
        Term("regained", "wieder eingehalten", "#0A4534"),
        Term("not_kept", "nicht eingehalten", "#A03C0E"),
        Term("right_way", "richtige Richtung", "#0A4534"),
        Term("wrong_way", "falsche Richtung", "#A03C0E"),
        Term("no_value", "kein Wert", "#626262"),
    ),
)
WEATHER: Final = Vocabulary(
    "destatis",
    "Symbol der Deutschen Nachhaltigkeitsstrategie",
    (
        Term("sun", "Sonne", "#B07A00"),
        Term("light_cloud", "leicht bewölkt", "#7A7A7A"),
        Term("cloud", "Wolke", "#626262"),
        Term("thunderstorm", "Gewitter", "#3A3A3A"),
    ),
)
OF_INDICATORS: Final = {v.name: v for v in (DIRECTION, TARGET_KIND)}
CRITERION_KIND: Final = Vocabulary(
    "criterion_kind",
    "Art des Kriteriums",
    (
        Term("must", "Muss", "#2467AE", ("Musskriterium", "Muss-Kriterium", "Pflicht", "Ausschluss", "K.-o.", "KO")),
        Term("points", "Punkte", "#5297D2", ("Punkt", "Punktekriterium", "Soll", "bewertet", "Bewertung", "Kann")),
    ),
)

OUTCOME: Final = Vocabulary(
    "outcome",
    "Ergebnis des Kriteriums",
    (
        Term("rated", "bewertet", "#2467AE"),
        Term("met", "erfüllt", "#0A4534"),
        Term("failed", "nicht erfüllt", "#C9561B"),
        Term("limit_missed", "Grenzwert verfehlt", "#C9561B"),
        Term("missing", "nicht bewertet", "#949494"),
    ),
)

OBLIGATION: Final = Vocabulary(
    "obligation",
    "Art des Mindestkriteriums",
    (
        Term("must", "muss", "#2467AE", ("Pflicht", "verbindlich", "Muss-Kriterium")),
        Term("should", "soll", "#5297D2", ("Empfehlung", "empfohlen", "Soll-Kriterium", "kann")),
    ),
)

ADOPTION_STATE: Final = Vocabulary(
    "adoption_state",
    "Stand der Übernahme",
    (
        Term("adopted", "übernommen", "#0A4534", ("ja", "in Kraft", "eingeführt", "umgesetzt", "gilt", "verbindlich")),
        Term("planned", "geplant", "#5297D2", ("in Planung", "vorgesehen", "in Vorbereitung")),
        Term("not_adopted", "nicht übernommen", "#C9561B", ("nein", "nicht vorgesehen", "abgelehnt", "nicht geplant")),
        _UNKNOWN_TERM,
    ),
)

CRITERIA_MET: Final = Vocabulary(
    "criteria_met",
    "Mindestkriterien erfüllt",
    (
        Term("yes", "ja", "#0A4534", ("j", "erfüllt", "alle", "vollständig")),
        Term("partly", "teilweise", "#5297D2", ("zum Teil", "tlw.", "tlw", "teils")),
        Term("no", "nein", "#C9561B", ("n", "nicht erfüllt", "keine")),
        _UNKNOWN_TERM,
    ),
)

VOCABULARIES: Final = {v.name: v for v in (GOAL_STATUS, MEASURE_STATUS, HORIZON, SCHEDULE)}


@dataclass(frozen=True)
class Level:
    """Goals or measures: the column of their ID, their noun, and their dimensions with the vocabulary of each."""

    name: str
    id_column: str
    noun: german.Noun
    dimensions: dict[str, Vocabulary]


LEVELS: Final = {
    level.name: level
    for level in (
        Level("goal", "goal_id", german.GOAL, {"status": GOAL_STATUS}),
        Level(
            "measure",
            "measure_id",
            german.MEASURE,
            {"status": MEASURE_STATUS, "schedule": SCHEDULE, "horizon": HORIZON},
        ),
    )
}

# In status and horizon these say that there is no value; in the schedule column they are answers.
MISSING_VALUES: Final = (
    "k. A.",
    "k. A",
    "kA",
    "keine Angabe",
    "keine Angaben",
    "ohne Angabe",
    "n. a.",
    "–",
    "./.",
)

SEVERITIES: Final = {"info": "Hinweis", "warning": "Warnung", "error": "Fehler"}

# Finding code → severity and the German name under which it is summed up for the reader.
# Equal rows under one ID are told as `id-duplicate` of severity info.
FINDING_CODES: Final[dict[str, tuple[str, str]]] = {
    "value-normalised": ("info", "Schreibweise vereinheitlicht"),
    "row-ignored": ("info", "Zeile ohne Daten (Summe, Notiz, Überschrift)"),
    "sheet-ignored": ("info", "Blatt ohne Maßnahmen und Ziele"),
    "formatting-not-read": ("info", "Formatierung in diesem Dateiformat nicht lesbar"),
    "corrected": ("info", "nach dem Korrekturverzeichnis berichtigt"),
    "correction-unused": ("warning", "Korrektur trifft auf nichts mehr zu"),
    "value-unknown": ("error", "Wert nicht verstanden"),
    "value-missing": ("warning", "Wert fehlt"),
    "cell-error": ("error", "Excel-Fehlerwert"),
    "formula-without-value": ("error", "Formel ohne gespeichertes Ergebnis"),
    "reading-uncertain": ("warning", "Spalte oder Blatt nicht eindeutig zu verstehen"),
    "row-unread": ("error", "Zeile nicht verstanden"),
    "id-shifted": ("warning", "Nummern gegenüber dem Vorjahr vertauscht oder verschrieben"),
    "id-missing": ("error", "Zeile ohne Nummer"),
    "id-ambiguous": ("warning", "Nummer nicht eindeutig lesbar"),
    "id-duplicate": ("error", "Nummer doppelt vergeben"),
    "row-hidden": ("warning", "ausgeblendete Zeile"),
    "struck-through": ("warning", "durchgestrichen, aber nicht verworfen"),
    "field-mismatch": ("warning", "Handlungsfeld passt nicht zur Nummer"),
    "goal-missing": ("warning", "operatives Ziel fehlt in der Zielliste"),
    "count-mismatch": ("warning", "Anzahl weicht von der Strategie ab"),
    "ongoing-completed": ("info", "fortlaufend und abgeschlossen"),
    "overdue": ("warning", "Zeithorizont abgelaufen, aber im Zeitplan gemeldet"),
    "vanished": ("warning", "gegenüber dem Vorjahr verschwunden"),
    "appeared": ("info", "gegenüber dem Vorjahr neu"),
    "status-went-back": ("warning", "Status zurückgefallen"),
    "returned": ("warning", "im Vorjahr verworfen, jetzt wieder geführt"),
    "title-changed": ("info", "Titel geändert"),
    "horizon-changed": ("warning", "Zeithorizont geändert"),
    "previous-mismatch": ("warning", "Vorjahresspalte weicht vom Vorjahresexport ab"),
    "layout-changed": ("info", "Aufbau der Tabelle geändert"),
    "method-break": ("info", "Wechsel der Methode"),
    "unit-mixed": ("error", "Wert in einer anderen Einheit"),
    "outlier": ("warning", "Wert weicht stark von seinen Nachbarn ab"),
    "rating-missing": ("warning", "Bewertung fehlt"),
    "criterion-unknown": ("error", "Kriterium in keiner Liste"),
    "project-unknown": ("error", "Projekt in keiner Liste"),
    "group-unknown": ("error", "Gruppe in keiner Liste"),
    "scale-invalid": ("error", "Grenz-, Referenz- und Zielwert passen nicht zusammen"),
    "weight-sum": ("warning", "Gewichte ergeben nicht 100 %"),
    "value-twice": ("error", "zwei Werte für ein Jahr"),
}

# Above each table of a template of ours; by it the intake knows that a new layout is no question to the office.
TEMPLATE_NOTE: Final = "Gelbe Felder bitte ausfüllen; graue sind gesperrt. Neue Zeilen unten anfügen."
UNPUBLISHED_TITLE: Final = "Titel nicht veröffentlicht"
RECONSTRUCTION_MARK: Final = "Zeilen rekonstruiert aus veröffentlichten Summen"
EXAMPLE_MARK: Final = "Beispieldaten, frei erfunden"
# Where the rows come from → what every output says of it.
PROVENANCE: Final = {"reported": "", "reconstruction": RECONSTRUCTION_MARK, "example": EXAMPLE_MARK}
ROUNDING_NOTE: Final = "Abweichungen von 100 % durch Rundung"

YES_NO: Final = Vocabulary(
    "yes_no",
    "Angabe",
    (
        Term("yes", "ja", "", ("j", "x", "✓", "✔", "verbindlich", "wahr")),
        Term("no", "nein", "", ("n", "✗", "✘", "nicht verbindlich", "falsch")),
        _UNKNOWN_TERM,
    ),
)

RATING_ANSWER: Final = Vocabulary(
    "rating_answer",
    "Muss-Kriterium",
    (
        Term(
            "met",
            "erfüllt",
            "",
            (
                "ja",
                "j",
                "✓",
                "✔",
                "☑",
                "✅",
                "x",
                "wahr",
                "eingehalten",
                "voll erfüllt",
                "vollständig erfüllt",
                "vorhanden",
            ),
        ),
        Term(
            "failed",
            "nicht erfüllt",
            "",
            ("nein", "n", "✗", "✘", "❌", "falsch", "nicht eingehalten", "verfehlt", "nicht vorhanden", "unerfüllt"),
        ),
        _UNKNOWN_TERM,
    ),
)

BUILDING_KIND: Final = Vocabulary(
    "building_kind",
    "Art des Projekts",
    (
        Term("new", "Neubau", "", ("Neubauten", "Ersatzneubau", "Erweiterung", "Anbau", "Erweiterungsbau")),
        Term(
            "renovation",
            "Sanierung",
            "",
            ("Modernisierung", "Komplettmodernisierung", "Umbau", "Instandsetzung", "Bestand", "Generalsanierung"),
        ),
        _UNKNOWN_TERM,
    ),
)
OF_PARTS: Final = {
    v.name: v
    for v in (
        *(CRITERION_KIND, OBLIGATION, ADOPTION_STATE, CRITERIA_MET),
        *(YES_NO, RATING_ANSWER, BUILDING_KIND),
    )
}

# Awards of the scoring grid that have a German name; others bear the office's own.
AWARDS: Final = {
    "gold": "Gold",
    "silver": "Silber",
    "bronze": "Bronze",
    "platinum": "Platin",
    "none": "keine Auszeichnung",
}

# The field's own words → their one name in code, files and columns, and what is meant.
GLOSSARY: Final = (
    ("Kommune (Kreis, Stadt, Gemeinde)", "municipality", "wessen Monitoring es ist; Name des Ordners unter data/raw"),
    ("Berichtsjahr", "year", "das Jahr, von dessen 31. Dezember der Stand ist"),
    ("Vorjahr", "year_before", "das letzte frühere Berichtsjahr, das vorliegt"),
    ("Handlungsfeld", "field", "Abschnitt der Strategie, von 1 an gezählt"),
    ("Strategisches Ziel", "strategic_goal", "mehrere operative Ziele eines Handlungsfelds"),
    ("Operatives Ziel", "goal", "was erreicht werden soll"),
    ("Maßnahme", "measure", "was dafür getan wird"),
    ("Zuständigkeit, Federführung", "responsible", "die Stelle, die den Status angibt"),
    ("Termin, Frist", "due", "bis wann eine Maßnahme abgeschlossen sein soll; geht dem Zeithorizont vor"),
    ("überfällig", "overdue", "Frist abgelaufen und weder abgeschlossen noch verworfen"),
    ("Ebene", "level", "Maßnahmen oder operative Ziele"),
    ("Merkmal", "dimension", "wonach gezählt wird: Status, Zeitplan, Zeithorizont"),
    ("Ausprägung", "category", "ein Wert eines Merkmals"),
    ("Grundgesamtheit", "base", "was mitzählt: alle nicht verworfenen, oder davon die nicht fortlaufenden"),
    ("geführt", "living", "nicht verworfen"),
    ("Befund", "finding", "was am Export auffiel, mit Zelle; Ziel einer Rückfrage"),
    ("Rückfrage", "question", "ein Befund als Frage an die Stelle, die die Tabelle führt"),
    ("Korrekturverzeichnis", "corrections", "corrections.toml: bekannte Fehler der Exporte, mit Grund"),
    ("Herkunft der Daten", "provenance", "berichtet, rekonstruiert oder als Beispiel erfunden"),
    ("Ausgabe", "edition", "die Zahlen eines Jahres, festgehalten wie veröffentlicht"),
    ("Änderung einer veröffentlichten Zahl", "revision", "was heute anders gedruckt würde, mit Grund"),
    ("Netzwerk, Mitglied", "network, member", "Kommunen, die zusammenarbeiten, und jede von ihnen"),
    ("Fahrplan", "roadmap", "die Monitoring-Tabelle eines Mitglieds; ihre Schritte sind Maßnahmen"),
    ("Mindestkriterium", "minimum_criterion", "was eine Ausschreibung mindestens verlangt"),
    ("Variante", "variant", "eine Möglichkeit, ein Bauprojekt zu bauen"),
    ("Lauf", "run", "ein Notebook mit seinen Parametern, für eine Kommune und ein Jahr"),
)


def glossary_markdown() -> str:
    """The words of the field and of the closed lists, with the names that they bear in the code."""
    parts = [
        "# Glossar",
        "Erzeugt aus `analysis.vocabulary`; nicht von Hand ändern (`make docs`).",
        _table(("Begriff", "im Programm", "gemeint ist"), ((f"{t}", f"`{name}`", what) for t, name, what in GLOSSARY)),
    ]
    for vocabulary in VOCABULARIES.values():
        rows = ((term.label, f"`{term.code}`", _meaning(term)) for term in vocabulary.terms)
        parts += [f"## {vocabulary.label} (`{vocabulary.name}`)", _table(("Ausprägung", "im Programm", "zählt"), rows)]
    codes = ((label, f"`{code}`", SEVERITIES[severity]) for code, (severity, label) in FINDING_CODES.items())
    parts += ["## Arten von Befunden", _table(("Befund", "im Programm", "Schwere"), codes)]
    return "\n\n".join(parts) + "\n"


def _meaning(term: Term) -> str:
    if term.counts_as_done:
        return "als abgeschlossen"
    return "" if term.living else "als nicht mehr geführt"


def _table(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [headings, ("---",) * len(headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
