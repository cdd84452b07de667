"""The columns of a monitoring table: by which headings and signs each is known, and what each sign is worth.

One table, readable as it stands: a line of `POINTS` says how many points a sign adds at full strength. They were
fitted on generated tables (bench/tables.py), never on a real export; docs/decisions/40-weighing.md tells how.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from analysis.intake import fields, values
from analysis.intake.understand.evidence import Evidence, Reads
from analysis.intake.understand.headings import INSIDE, phrases
from analysis.intake.understand.weigh import Role, Roles, Sign
from analysis.strategy import COLUMN_NAMES, Strategy
from analysis.vocabulary import GOAL_STATUS, HORIZON, MEASURE_STATUS, SCHEDULE, UNKNOWN, Vocabulary

# What a column can give → its German name for --explain.
ROLES: Final = COLUMN_NAMES | {"start": "Beginn", "person": "Person"}
UNREAD: Final = frozenset({"start", "person"})  # known, so that no other role takes them; kept in extras
VALUE_ROLES: Final = {
    "status": MEASURE_STATUS,
    "goal_status": GOAL_STATUS,
    "horizon": HORIZON,
    "schedule": SCHEDULE,
}
PREVIOUS_ROLES: Final = {"status": "previous_status", "goal_status": "previous_goal_status"}
LEVEL_OF: Final = {
    **dict.fromkeys(("measure_id", "title", "status", "previous_status"), "measure"),
    **dict.fromkeys(("goal_id", "goal_title", "goal_status", "previous_goal_status"), "goal"),
    "strategic_goal_id": "strategic_goal",
    "field": "field",
}

_STATUS = phrases(
    sure="status|umsetzungsstatus|umsetzungsstand|bearbeitungsstand|bearbeitungsstatus|stand der umsetzung|stand"
    "|realisierungsstand|stand der bearbeitung|projektstand|erledigungsstand|stand der massnahme",
    likely="ampel|umsetzungsphase|phase|umsetzung|realisierung|fortschritt|umsetzungsgrad|sachstand|zustand|ergebnis",
)
_NUMBER = "nr|nummer|id|kennung|kennziffer|kenn nr|kennnummer|ziffer|code|kürzel|identifier|laufnummer"
HEADINGS: Final = {
    "field": phrases(
        sure="@field", likely="sektor|handlungsfeldname|cluster|säule", perhaps="bereich|nr|nummer|titel|thema"
    ),
    "strategic_goal_id": phrases(sure="@strategic_goal", likely=_NUMBER),
    "goal_id": phrases(sure=_NUMBER, likely="@goal"),
    "goal_title": phrases(
        sure="@goal|titel|bezeichnung|zielbeschreibung|zielformulierung|name", perhaps="beschreibung|kurztitel|inhalt"
    ),
    "goal_status": _STATUS,
    "previous_goal_status": _STATUS | phrases(sure="vorjahr|vorjahresstand|vorjahresstatus"),
    "measure_id": phrases(sure=_NUMBER, likely="lfd nr|laufende nr|laufende nummer|lfd nummer|@measure"),
    "title": phrases(
        sure="@measure|titel|bezeichnung|kurztitel|name|kurzbezeichnung",
        likely="was|kurztext|massnahmenname|handlungsempfehlung|maßnahmentext",
        perhaps="beschreibung|kurzbeschreibung|inhalt|thema|gegenstand|text|langtext",
    ),
    "responsible": phrases(
        sure="zuständig|zuständigkeit|zuständigkeiten|federführung|federführend|federführende stelle|verantwortlich"
        "|verantwortlichkeit|verantwortliche|verantwortung|verantwortlicher|fachamt|amt|fachbereich|dezernat"
        "|organisationseinheit|dienststelle|abteilung|zuständige stelle|verantwortliche stelle|zugewiesen an"
        "|zugewiesen zu|oe|fachdienst|sachgebiet|zuständiges amt|umsetzung durch|projektleitung",
        likely="stelle|träger|akteur|akteure|wer|leitung|organisation|ressort",
        perhaps="beteiligte|bearbeitung|verwaltungseinheit|einheit",
    ),
    "horizon": phrases(
        sure="zeithorizont|horizont|fristigkeit|umsetzungshorizont|zeitliche einordnung"
        "|zeitliche perspektive|zeitperspektive",
        likely="laufzeit|frist|zeitschiene|zeitrahmen|zeitraum|umsetzungszeitraum|umsetzungszeit|zeitplanung|dauer"
        "|zeit|zeitliche umsetzung|zeitliche planung",
        perhaps="wann",
    ),
    "status": _STATUS,
    "previous_status": _STATUS | phrases(sure="vorjahr|vorjahresstand|vorjahresstatus"),
    "schedule": phrases(
        sure="zeitplan|im zeitplan|liegt im zeitplan|liegt zeitplan|im plan|zeitplan eingehalten|termintreue"
        "|planmässig|planmässigkeit|termingerecht|fristgerecht|termintreu|zeitstatus|terminstatus|terminlage"
        "|terminsituation|zeitplanstatus|einhaltung zeitplan|einhaltung des zeitplans|liegt plan"
    ),
    "due": phrases(
        sure="termin|fälligkeit|fällig|fällig am|frist|fristende|ende|enddatum|endtermin|zieldatum|zieltermin|bis wann"
        "|umsetzung bis|laufzeit bis|bis|fertigstellung|abschluss|fälligkeitsdatum|deadline|frist bis|abschluss bis"
        "|zieljahr|abschlussjahr|umsetzungsjahr|fertigstellung bis|umsetzungsfrist",
        likely="laufzeit|zeitraum|umsetzungszeitraum|ausführungszeitraum|realisierungszeitraum|zeitrahmen|zeitschiene"
        "|durchführungszeitraum|projektlaufzeit"
        "|zeithorizont|umsetzungszeit|zeitplanung",
    ),
    "start": phrases(
        sure="beginn|start|startdatum|anfang|umsetzungsbeginn|laufzeit von|von|ab|ab wann|startjahr|startzeitpunkt"
        "|anfangsdatum|starttermin|erstellt|erstellt am|erstelldatum"
    ),
    "reason": phrases(
        sure="begründung|grund|gründe|ursache|hemmnis|hemmnisse|begründung bei abweichung|grund der verzögerung"
    ),
    "next_step": phrases(
        sure="nächster schritt|nächste schritte|weiteres vorgehen|weitere schritte|ausblick|nächste arbeitsschritte"
    ),
    "updated": phrases(
        sure="aktualisiert|aktualisiert am|letzte aktualisierung|letzte änderung|bearbeitungsdatum|bearbeitet am"
        "|geändert am|geändert|stand vom|letzte bearbeitung|datum der aktualisierung|aktualisierung",
        likely="datum|änderungsdatum",
        perhaps="stand",
    ),
    "note": phrases(
        sure="bemerkung|bemerkungen|anmerkung|anmerkungen|hinweis|hinweise|kommentar|kommentare|erläuterung"
        "|erläuterungen|notiz|notizen|sonstiges|information",
        likely="sachstand|sachstandsbericht|umsetzungsbericht|kurzbericht|erläuterung zum stand|was wurde gemacht",
    ),
    "person": phrases(
        sure="person|ansprechpartner|ansprechpartnerin|ansprechperson|kontakt|kontaktperson|telefon|e mail|email|mail"
        "|bearbeiter|bearbeiterin|sachbearbeiter|sachbearbeitung|ansprechpartner in|geändert von|erstellt von"
    ),
}

# Sign → points at full strength, for each role.
_VALUE: Final[dict[str, float]] = {
    "confirmed": 60,
    "heading": 8,
    "otherwise": -9,
    "level": 3,
    "understood": 6,
    "variety": 1.5,
    "proof": 4,
    "proper": 4,
    "mute": -7,
    "unproven": -8,
    "filled": 3,
    "hidden": -5,
    "previous": -14,
    "wished": -14,
    "actual": 1.5,
    "real_dates": -8,
    "amounts": -6,
}
_STATE: Final[dict[str, float]] = {**_VALUE, "otherwise": -15}  # words like geplant, abgeschlossen are said of anything
_EARLIER: Final[dict[str, float]] = {**_STATE, "previous": 8, "present": -16, "wished": -14, "actual": 0}
_NUMBERED: Final[dict[str, float]] = {
    "confirmed": 60,
    "heading": 7,
    "otherwise": -6,
    "level": 3,
    "numbers": 6,
    "long": -4,
    "real_dates": -8,
    "odd_amounts": -8,
    "previous": -8,
    "wished": -4,
    "hidden": -3,
    "running": -3,
    "dated": -5,
}
_TEXT: Final[dict[str, float]] = {
    "confirmed": 60,
    "heading": 8,
    "otherwise": -9,
    "words": 1,
    "hidden": -3,
    "previous": -8,
    "amounts": -3,
}
_TITLE: Final[dict[str, float]] = {
    "confirmed": 60,
    "heading": 8,
    "otherwise": -4,
    "level": 4,
    "words": 3,
    "distinct": 2,
    "repeats": -6,
    "long": 2,
    "very_long": -4,
    "titled_beside": -14,
    "any_value": -5,
    "bare_numbers": -7,
    "with_text": -4,
    "real_dates": -8,
    "amounts": -5,
    "previous": -8,
    "hidden": -3,
}
POINTS: Final[dict[str, dict[str, float]]] = {
    "field": {
        **{
            "confirmed": 60,
            "heading": 8,
            "otherwise": -5,
            "level": 3,
            "fields": 6,
            "part_field": -6,
            "no_level": -3,
            "repeats": 2,
        },
        **{"amounts": -6, "dotted": -8, "long": -2, "real_dates": -8, "lettered": -3},
    },
    "strategic_goal_id": _NUMBERED
    | {"level": 4, "two_deep": 2, "extended": 3, "deep": -6, "lettered": -3, "shallow": -4, "no_level": -7},
    "goal_id": _NUMBERED
    | {"level": 4, "goal_deep": 3, "extended": 5, "deep": -5, "real_dates": -3, "shallow": -4, "no_level": -7}
    | {"among_goals": 7},
    "measure_id": _NUMBERED
    | {"deep": 3, "distinct": 2, "repeats": -6, "extends": 3, "extended": -5, "with_text": -2, "left": 1}
    | {"among_goals": -6, "bare_count": -9, "running_heading": -6, "titled": 14}
    | {"counted_beside": -16},
    "goal_title": _TITLE | {"repeats": 0, "distinct": 0},
    "title": _TITLE,
    "goal_status": _STATE,
    "status": _STATE,
    "previous_goal_status": _EARLIER,
    "previous_status": _EARLIER,
    "horizon": _VALUE | {"dates": -8, "level": 0},
    "schedule": _VALUE | {"level": 0, "wished": -6},
    "due": {
        **{"confirmed": 60, "heading": 8, "otherwise": -9, "dates": 8, "horizon_words": -8, "mute_dates": -5},
        **{"actual": -8, "previous": -10, "dated": -6, "hidden": -4, "filled": 1},
    },
    "start": {"heading": 8, "otherwise": -9, "dates": 3},
    "reason": _TEXT,
    "next_step": _TEXT,
    "updated": {
        "confirmed": 60,
        "heading": 8,
        "otherwise": -9,
        "real_dates": 6,
        "dates": 2,
        "any_value": -6,
        "words": -2,
    },
    "note": _TEXT | {"words": 2},
    "responsible": _TEXT,
    "person": {"heading": 8, "otherwise": -9, "words": 1},
}
# Sign → its German name for --explain.
SIGN_LABELS: Final = {
    "confirmed": "bestätigt",
    "heading": "Überschrift",
    "otherwise": "Überschrift sagt anderes",
    "level": "Ebene",
    "territory": "Lage",
    "understood": "verstandene Wörter",
    "variety": "mehrere Ausprägungen",
    "proof": "eindeutige Wörter",
    "proper": "Wörter nur dieser Spalte",
    "mute": "kein Wort verstanden",
    "unproven": "nur vieldeutige Wörter",
    "filled": "gefüllt",
    "hidden": "ausgeblendet",
    "previous": "Vorjahr",
    "present": "nicht Vorjahr",
    "wished": "Soll",
    "actual": "Ist",
    "numbers": "Nummern",
    "deep": "Tiefe der Nummern",
    "goal_deep": "Tiefe der Nummern",
    "two_deep": "Tiefe der Nummern",
    "dotted": "gegliederte Nummern",
    "lettered": "Nummern mit Buchstaben",
    "bare_numbers": "bloße Nummern",
    "with_text": "Text hinter den Nummern",
    "distinct": "jede anders",
    "repeats": "Wiederholungen",
    "running": "fortlaufend gezählt",
    "extends": "setzt andere Nummern fort",
    "extended": "wird von anderen fortgesetzt",
    "bare_count": "bloße Zahlen",
    "dated": "eines Jahres",
    "titled": "Nummer und Titel",
    "running_heading": "laufende Nummer",
    "very_long": "Länge",
    "left": "Lage",
    "among_goals": "daneben nur Ziele",
    "long": "Länge",
    "words": "Text",
    "real_dates": "Datumswerte",
    "dates": "Zeitangaben",
    "mute_dates": "keine Zeitangabe",
    "amounts": "Beträge",
    "odd_amounts": "Beträge",
    "titled_beside": "Titel steht bei der Nummer",
    "counted_beside": "daneben gegliederte Nummern",
    "any_value": "Statuswörter",
    "horizon_words": "Fristwörter",
    "fields": "Handlungsfelder",
    "part_field": "kein Handlungsfeld",
    "no_level": "keine Ebene genannt",
    "shallow": "Nummern ohne Gliederung",
}
# What stands for a table of measures or goals where the heading of a column names no level.
TERRITORY: Final = 3.0

# Words of the vocabularies that are used of anything, and so prove nothing about a column.
_COMMON = "ja|j|nein|n|x|✓|✔|☑|✅|✗|✘|❌|wahr|falsch|–|entfällt|k. A.|kA|kurz|mittel|lang|laufend|läuft|offen|1|0"
COMMON_WORDS: Final = frozenset(values.key(word) for word in _COMMON.split("|"))
# Words that can be of nothing else: kurzfristig, im Zeitplan.
_PROPER: Final = {"horizon": re.compile(r"fristig"), "schedule": re.compile(r"zeitplan|termingerecht")}
_LONG_TEXT = 25
SURELY = 0.8  # so many cells of a column make it one of a kind


@dataclass(frozen=True)
class Facts:
    """What the office's strategy.toml says of the table: words, fields, depths of numbers, confirmed columns."""

    strategy: Strategy | None = None

    @property
    def words(self) -> Mapping[str, Mapping[str, str]]:
        return self.strategy.words if self.strategy else {}

    @property
    def columns(self) -> Mapping[str, str]:
        return self.strategy.columns if self.strategy else {}

    @property
    def depths(self) -> Mapping[str, int]:
        return self.strategy.numbers if self.strategy else {}


def roles(facts: Facts) -> Roles:
    """The monitoring table's roles for one office."""

    def reads(name: str) -> Reads | None:
        vocabulary = next((v for role, v in VALUE_ROLES.items() if role == name.removeprefix("previous_")), None)
        return _reader(vocabulary, facts.words.get(vocabulary.name)) if vocabulary else None

    table = tuple(
        Role(name, label, HEADINGS[name], POINTS[name], LEVEL_OF.get(name, ""), reads(name), name in VALUE_ROLES)
        for name, label in ROLES.items()
    )
    return Roles(table, _signs(facts, {role.name: role for role in table}))


def _reader(vocabulary: Vocabulary, words: Mapping[str, str] | None) -> Reads:
    def read(text: str) -> str:
        code = values.read(vocabulary, text, words).code
        if code == UNKNOWN and vocabulary is HORIZON:
            return values.horizon_of_years(text, 2, 5)
        return "" if code == UNKNOWN else code

    return read


def _signs(facts: Facts, by_name: Mapping[str, Role]) -> dict[str, Sign]:
    vocabularies = [by_name[name].reads for name in VALUE_ROLES]
    states = [by_name[name].reads for name in PREVIOUS_ROLES]
    depth_of = {"measure": facts.depths.get("measure", 4), "goal": facts.depths.get("goal", 3)}

    def any_value(column: Evidence) -> float:
        return max((column.understood(reads) for reads in vocabularies if reads), default=0.0)

    def field_names(column: Evidence) -> float:
        return column.matching(lambda text: fields.understood(text, facts.strategy) is not None and len(text) < 90)

    def understood(column: Evidence, role: Role, _: Sequence[Evidence]) -> float:
        return column.understood(role.reads) if role.reads else 0.0

    def variety(column: Evidence, role: Role, _: Sequence[Evidence]) -> float:
        return float(bool(role.reads) and len(column.codes(role.reads)) > 1) if role.reads else 0.0

    def proof(column: Evidence, role: Role, _: Sequence[Evidence]) -> float:
        return column.matching(
            lambda text: bool(role.reads and values.key(text) not in COMMON_WORDS and role.reads(text))
        )

    def proper(column: Evidence, role: Role, _: Sequence[Evidence]) -> float:
        pattern = _PROPER.get(role.name)
        return column.matching(lambda text: bool(pattern and pattern.search(text.casefold())))

    def confirmed(column: Evidence, role: Role, _: Sequence[Evidence]) -> float:
        told = confirmed_role(column.heading.text, facts.columns)
        return 0.0 if told is None else 1.0 if told == role.name else -2.0

    def level(column: Evidence, role: Role, _: Sequence[Evidence]) -> float:
        said = column.heading.level
        return 0.0 if not said or not role.level else 1.0 if said == role.level else -1.5

    def numbered(column: Evidence, columns: Sequence[Evidence]) -> list[Evidence]:
        return [c for c in columns if c is not column and c.number_share > 0] if column.number_share else []

    def extends(column: Evidence, _: Role, columns: Sequence[Evidence]) -> float:
        return max((column.extends(other) for other in numbered(column, columns)), default=0.0)

    def extended(column: Evidence, _: Role, columns: Sequence[Evidence]) -> float:
        return max((other.extends(column) for other in numbered(column, columns)), default=0.0)

    def among_goals(column: Evidence, _: Role, columns: Sequence[Evidence]) -> float:
        named = {other.heading.level for other in columns if other is not column}
        return float(not column.heading.level and "goal" in named and "measure" not in named)

    def counted_beside(column: Evidence, _: Role, columns: Sequence[Evidence]) -> float:
        """Bare whole numbers, and beside them a column of numbers that are made of parts, each another."""
        if column.depth != 1 or column.whole < SURELY:
            return 0.0
        return max((_made_of_parts(other) for other in columns if other is not column), default=0.0)

    def odd_amounts(column: Evidence, _role: Role, _columns: Sequence[Evidence]) -> float:
        """Amounts under a heading that does not call them numbers: 1.1 kept as a number looks like one."""
        return column.amounts if column.heading.strength(HEADINGS["measure_id"]) < SURELY else 0.0

    def titled_beside(column: Evidence, role: Role, columns: Sequence[Evidence]) -> float:
        """Another column has the number and the text that its heading, more surely than this one, calls a title."""
        own = column.heading.strength(role.headings)
        others = (other for other in columns if other is not column and other.heading.level in ("", role.level))
        return max((o.with_text for o in others if o.heading.strength(role.headings) > own), default=0.0)

    def mute(column: Evidence, role: Role, _: Sequence[Evidence]) -> float:
        """No word understood; one that only goals have („offen“) does not tell that a status is none of measures."""
        readers = states if role.level and role.reads else [role.reads]
        return float(not column.is_empty and not any(reads and column.understood(reads) for reads in readers))

    def unproven(column: Evidence, role: Role, columns: Sequence[Evidence]) -> float:
        told = column.heading.strength(role.headings) >= INSIDE or not understood(column, role, columns)
        return 0.0 if told else float(not proof(column, role, columns))

    def left(column: Evidence, _: Role, columns: Sequence[Evidence]) -> float:
        return 1 - columns.index(column) / len(columns)

    of_column: dict[str, Callable[[Evidence], float]] = {
        "numbers": lambda c: c.number_share,
        "deep": lambda c: float(c.depth >= depth_of["measure"]),
        "goal_deep": lambda c: float(c.depth == depth_of["goal"]),
        "two_deep": lambda c: float(c.depth == depth_of["goal"] - 1),
        "dated": lambda c: float(c.heading.time is not None),
        "titled": lambda c: c.with_text * c.heading.strength(HEADINGS["title"]),
        "running_heading": lambda c: float(c.heading.running),
        "part_field": lambda c: float(bool(facts.strategy) and not c.is_empty) * (1 - field_names(c)),
        "bare_count": lambda c: float(c.depth == 1 and c.heading.strength(HEADINGS["measure_id"]) < INSIDE),
        "dotted": lambda c: float(c.depth > 1) * c.number_share,
        "lettered": lambda c: float(c.depth == 0) * c.number_share,
        "bare_numbers": lambda c: c.number_share - c.with_text,
        "with_text": lambda c: c.with_text,
        "distinct": lambda c: c.distinct if not c.is_empty else 0.0,
        "repeats": lambda c: 1 - c.distinct if len(c.cells) > 2 else 0.0,
        "running": lambda c: float(c.running),
        "real_dates": lambda c: c.real_dates,
        "dates": lambda c: c.dates,
        "mute_dates": lambda c: float(not c.is_empty and c.dates == 0),
        "amounts": lambda c: c.amounts,
        "long": lambda c: min(c.length / _LONG_TEXT, 1.0),
        "very_long": lambda c: min(max(c.length - 60, 0) / 40, 1.0),
        "words": lambda c: c.words,
        "filled": lambda c: c.filled,
        "hidden": lambda c: float(c.hidden),
        "previous": lambda c: float(c.heading.previous),
        "present": lambda c: float(not c.heading.previous),
        "wished": lambda c: float(c.heading.wished),
        "actual": lambda c: float(c.heading.actual),
        "any_value": lambda c: any_value(c),
        "no_level": lambda c: float(not c.heading.level),
        "shallow": lambda c: float(c.depth < 2) * c.number_share,
        "fields": lambda c: field_names(c),
        "horizon_words": lambda c: understood(c, by_name["horizon"], ()),
    }
    of_role: dict[str, Sign] = {
        "confirmed": confirmed,
        "level": level,
        "extends": extends,
        "extended": extended,
        "left": left,
        "among_goals": among_goals,
        "counted_beside": counted_beside,
        "odd_amounts": odd_amounts,
        "titled_beside": titled_beside,
        "understood": understood,
        "variety": variety,
        "proof": proof,
        "proper": proper,
        "mute": mute,
        "unproven": unproven,
    }
    return of_role | {name: _sign(measured) for name, measured in of_column.items()}


def _made_of_parts(column: Evidence) -> float:
    """How surely a column's heading names numbers of measures, its cells being such as 1.1.2, 3a or EN-01."""
    parts = column.number_share >= SURELY and column.depth != 1 and column.distinct >= SURELY
    said = column.heading.level in ("", "measure") and not column.heading.previous and column.heading.time is None
    strength = column.heading.strength(HEADINGS["measure_id"]) if parts and said else 0.0
    return strength if strength >= INSIDE else 0.0


def _sign(measured: Callable[[Evidence], float]) -> Sign:
    """A sign that looks at the column alone."""
    return lambda column, _role, _columns: measured(column)


def confirmed_role(text: str, columns: Mapping[str, str]) -> str | None:
    """What [columns] says of a heading: a role, "" for not read, None where it says nothing.

    The year in it is another each time: „Status 12/2026“ is last year's „Status 12/2025“.
    """
    wanted = _timeless(text)
    return next((role for said, role in columns.items() if _timeless(said) == wanted), None)


def _timeless(text: str) -> str:
    return re.sub(r"(?:\d{1,2}[./])*20\d\d", "", values.key(text))
