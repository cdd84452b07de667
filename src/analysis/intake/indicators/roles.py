"""What a column of a table of indicators can give, and by which signs it is known."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from analysis.intake import quantities, values
from analysis.intake.understand.evidence import Evidence, Reads
from analysis.intake.understand.headings import Phrases, phrases
from analysis.intake.understand.weigh import Role, Roles, Sign
from analysis.vocabulary import DIRECTION, TARGET_KIND, UNKNOWN

YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# Role → its German name for --explain.
ROLES: Final = {
    "indicator_id": "Kennung",
    "title": "Indikator",
    "field": "Handlungsfeld",
    "unit": "Einheit",
    "direction": "Richtung",
    "target_kind": "Zielart",
    "target": "Zielwert",
    "target_year": "Zieljahr",
    "base_value": "Basiswert",
    "base_year": "Basisjahr",
    "year": "Jahr",
    "value": "Wert",
    "method": "Methode",
    "parties": "Beteiligte",
    "source": "Quelle",
    "note": "Bemerkung",
}
HEADINGS: Final[dict[str, Phrases]] = {
    "indicator_id": phrases(
        sure="nr|nummer|id|kennung|kennziffer|kürzel|code|ziffer|indikator nr|indikatornr|indikatornummer|indikator id"
        "|kennzahl nr|kennzahlnummer|kennnummer|lfd nr|laufende nummer|laufende nr"
    ),
    "title": phrases(
        sure="indikator|indikatoren|kennzahl|kennzahlen|bezeichnung|titel|name|indikatorname|messgrösse|kenngrösse"
        "|indikatorbezeichnung|kennzahlenbezeichnung|indikatortitel",
        likely="beschreibung|kurztitel|kurzbezeichnung|gegenstand|merkmal|grösse",
    ),
    "field": phrases(
        sure="@field|thema|themen|themengebiet", likely="bereich|kategorie|sektor|säule|cluster|gruppe|dimension"
    ),
    "unit": phrases(sure="einheit|masseinheit|messeinheit|einheiten|in", likely="mass|dimension"),
    "direction": phrases(
        sure="richtung|zielrichtung|gewünschte richtung|entwicklungsrichtung|gewünschte entwicklung|sollrichtung",
        likely="trend|tendenz|entwicklung|angestrebte entwicklung",
    ),
    "target_kind": phrases(sure="zielart|art|zieltyp|zielkategorie|art der zielsetzung|typ"),
    "target": phrases(
        sure="zielwert|sollwert|zielgrösse|zielvorgabe|zielzahl|@goal|ziel|soll|zielsetzung|zielmarke|zielniveau"
    ),
    "target_year": phrases(
        sure="zieljahr|zielhorizont|zieldatum|zieltermin|zeitpunkt der zielerreichung|jahr der zielerreichung",
        likely="bis|bis wann|frist|termin|zeithorizont|horizont",
    ),
    "base_value": phrases(
        sure="basiswert|ausgangswert|startwert|bezugswert|wert im basisjahr|wert basisjahr|basis|nullwert",
        likely="referenzwert|referenz|ausgangslage",
    ),
    "base_year": phrases(sure="basisjahr|ausgangsjahr|bezugsjahr|referenzjahr|startjahr|vergleichsjahr"),
    "year": phrases(
        sure="jahr|berichtsjahr|kalenderjahr|erhebungsjahr|datenjahr|datenstand|stichtag|zeitpunkt|datum|bezugszeitraum",
        likely="stand|zeitraum|erhebungszeitpunkt|periode",
    ),
    "value": phrases(
        sure="wert|ist|istwert|messwert|ergebnis|ist wert|zahlenwert|jahreswert|indikatorwert|aktueller wert|werte",
        likely="ausprägung|bestand|anzahl|menge|höhe|stand|aktuell",
    ),
    "method": phrases(
        sure="methode|methodik|erhebungsmethode|berechnungsmethode|messmethode|erfassungsmethode|verfahren"
        "|berechnungsweise|erhebungsart|messverfahren|berechnungsgrundlage",
        likely="erhebung|berechnung|definition",
    ),
    "parties": phrases(
        sure="beteiligte|vertragspartner|partner|akteure|beteiligte akteure|vereinbarungspartner|vertragsparteien"
        "|parteien|partei|mitwirkende",
        likely="akteur|träger|beteiligt",
    ),
    "source": phrases(sure="quelle|quellen|datenquelle|datengrundlage|datenherkunft|herkunft|fundstelle"),
    "note": phrases(sure="bemerkung|bemerkungen|anmerkung|anmerkungen|hinweis|hinweise|kommentar|erläuterung|notiz"),
}
_WORD: Final = {"heading": 8, "otherwise": -9, "words": 1}
_NUMBER: Final = {"heading": 8, "otherwise": -9, "numbers": 3, "no_numbers": -3, "years": -2}
_TIME: Final = {"heading": 8, "otherwise": -9, "years": 4, "no_years": -6}
_CODES: Final = {"heading": 8, "otherwise": -9, "understood": 7, "mute": -5}
POINTS: Final[dict[str, Mapping[str, float]]] = {
    "indicator_id": {"heading": 8, "otherwise": -9, "short": 2, "distinct": 1, "numbers": 0, "long": -5},
    "title": {"heading": 8, "otherwise": -6, "words": 4, "distinct": 2, "understood_any": -6, "numbers": -6},
    "field": _WORD | {"repeats": 1, "fields": 3},
    "unit": _WORD | {"short": 2, "words": 0, "numbers": -4},
    "direction": _CODES,
    "target_kind": _CODES,
    "target": _NUMBER,
    "target_year": _TIME | {"dates": 2},
    "base_value": _NUMBER,
    "base_year": _TIME,
    "year": _TIME | {"dates": 2},
    "value": _NUMBER,
    "method": _WORD,
    "parties": _WORD,
    "source": _WORD,
    "note": _WORD,
}
_SHORT: Final = 12
_LONG: Final = 40


def roles(field_names: Sequence[str]) -> Roles:
    """The roles of a table of indicators; `field_names` are those of the office's fields of action."""
    table = tuple(Role(name, label, HEADINGS[name], POINTS[name], reads=_reads(name)) for name, label in ROLES.items())
    return Roles(table, _signs({values.key(name) for name in field_names}), least=4.0)


def _reads(name: str) -> Reads | None:
    vocabulary = {"direction": DIRECTION, "target_kind": TARGET_KIND}.get(name)
    if vocabulary is None:
        return None

    def read(text: str) -> str:
        code = values.read(vocabulary, text).code
        return "" if code == UNKNOWN else code

    return read


def _signs(fields: set[str]) -> dict[str, Sign]:
    vocabularies = [read for name in ("direction", "target_kind") if (read := _reads(name))]

    def numbers(column: Evidence) -> float:
        """The share of numbers among the cells that do not say that there is no value."""
        told = [
            isinstance(cell, int | float) or quantities.is_number(text)
            for cell, text in zip(column.cells, column.texts, strict=True)
            if values.key(text) not in quantities.MISSING
        ]
        return sum(told) / len(told) if told else 1.0

    def years(column: Evidence) -> float:
        return column.matching(lambda text: len(text) <= _SHORT and YEAR.search(text) is not None)

    return {
        "words": lambda c, _r, _t: c.words,
        "distinct": lambda c, _r, _t: c.distinct if not c.is_empty else 0.0,
        "repeats": lambda c, _r, _t: 1 - c.distinct if len(c.cells) > 2 else 0.0,
        "short": lambda c, _r, _t: float(0 < c.length <= _SHORT),
        "long": lambda c, _r, _t: float(c.length > _LONG),
        "numbers": lambda c, _r, _t: numbers(c),
        "no_numbers": lambda c, _r, _t: float(not c.is_empty) * (1 - numbers(c)),
        "years": lambda c, _r, _t: years(c),
        "no_years": lambda c, _r, _t: float(not c.is_empty) * (1 - max(years(c), c.dates)),
        "dates": lambda c, _r, _t: c.real_dates,
        "understood": lambda c, r, _t: c.understood(r.reads) if r.reads else 0.0,
        "mute": lambda c, r, _t: float(not c.is_empty and bool(r.reads) and not c.understood(r.reads or str)),
        "understood_any": lambda c, _r, _t: max(c.understood(reads) for reads in vocabularies),
        "fields": lambda c, _r, _t: c.matching(lambda text: values.key(text) in fields),
    }
