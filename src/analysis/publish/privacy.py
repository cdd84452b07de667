"""Persons never leave the office: names, e-mail addresses and telephone numbers are masked.

Masked is what a table of measures shows of persons: „Herr/Frau X", „Dr. X", an e-mail address, a
telephone number. In doubt a word too many is masked; years, dates, numbers of measures, amounts,
postal codes and official keys stay.
"""

import re

NAME = "[Name]"
EMAIL = "[E-Mail]"
PHONE = "[Telefon]"

_AT = r"(?:@|\s*[(\[{]\s*(?:at|ät|@)\s*[)\]}]\s*)"
_DOT = r"(?:\.|\s*[(\[{]\s*(?:dot|punkt)\s*[)\]}]\s*)"
_EMAIL = re.compile(rf"(?<![\w.+%-])[\w.+%-]+{_AT}[\w-]+(?:{_DOT}[\w-]+)+", re.IGNORECASE)

_GAP = r"[ \u00a0\u202f/().–-]{0,3}"
_UNIT = r"(?![\d.,]|\s?(?:%|€|Euro|EUR|T€|TEUR|Mio|Mrd|kWh|MWh|GWh|kW|MW|kg|t\b|m²|m2|m³|km|ha\b|Tonnen|Personen))"
# A label makes a number of three digits a telephone number; without one it needs an area code.
_LABELLED = re.compile(
    r"\b((?:Tel(?:efon)?|Telefax|Fax|Durchwahl|Rufnummer)(?:[ -]?(?:Nr|Nummer))?[.:]*\s*|"
    r"(?:Mobil|Handy|Fon|Apparat|App|DW)\s*[.:]\s*)"
    rf"(\+?\(?-?\d(?:{_GAP}\d){{2,16}})(?!\d)"
)
_INTERNATIONAL = re.compile(rf"(?<![\w.])(?:\+|00)(?:49|31|32|33|352|41|43)(?:[ \u00a0/()–-]{{0,3}}\d){{6,13}}{_UNIT}")
_NATIONAL = re.compile(
    r"(?<![\w.,/+-])(?:"
    r"\(0(?: ?\d){2,4}\)|"  # (02452) 13-6101, (0 24 52) 13-0
    r"0(?: ?\d){2,4}(?=[ \u00a0/–-])"  # 02452/13-6101
    r")[ \u00a0]?[/–-]?[ \u00a0]?[1-9](?:[ \u00a0–-]?\d){2,9}" + _UNIT
)
_MOBILE = re.compile(rf"(?<![\w.,/+-])01[567]\d(?:[ \u00a0/–-]?\d){{7,9}}{_UNIT}")

_OFFICE = r"(?!(?:Amt|Kreis|Stadt|Gemeinde|Stabsstelle|Abteilung|Dezernat|Referat|Fachbereich|Sachgebiet)\b)"
_WORD = rf"{_OFFICE}[A-ZÄÖÜÉ][\w'’-]*\w"
_PARTICLE = r"(?:von|van|vom|de|del|della|di|da|la|le|ten|ter|el|al)(?:\s+(?:und\s+zu|der|den|dem))?\s+"
_FULL_NAME = rf"(?:[A-ZÄÖÜ]\.\s*){{0,2}}(?:{_PARTICLE})?{_WORD}(?:\s+(?:{_PARTICLE})?{_WORD}){{0,2}}"
_DEGREE = r"(?:Prof\.|Dr\.)\s*(?:(?:Prof|Dr|-?Ing|med|jur|phil|rer|nat|h|c)\.\s*)*"
_SALUTED = re.compile(
    rf"\b(?:Herrn?|HERRN?|Frau|FRAU(?!\s+UND\b)|Hrn?\.|Fr\.)\s+(?:{_DEGREE}|Dipl\.-\w+\.\s*)?{_FULL_NAME}"
)
_NAMED_AFTER = r"(?i:stra(?:ß|ss)e|str\.|weg|platz|allee|ring|schule|gymnasium|haus|stiftung|preis|park|halle)"
_DOCTOR = re.compile(rf"\b{_DEGREE}(?!\S*-{_NAMED_AFTER}){_FULL_NAME}")


def mask_persons(text: str) -> str:
    """The text with [Name], [E-Mail] and [Telefon] where it shows a person."""
    text = _EMAIL.sub(EMAIL, text)
    text = _LABELLED.sub(rf"\g<1>{PHONE}", text)
    for pattern in (_INTERNATIONAL, _NATIONAL, _MOBILE):
        text = pattern.sub(PHONE, text)
    for pattern in (_SALUTED, _DOCTOR):
        text = pattern.sub(NAME, text)
    return text
