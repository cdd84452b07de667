"""Persons never leave the office: names, e-mail addresses and telephone numbers are masked.

Masked is what a table of measures shows of persons: „Herr/Frau X", „Dr. X", „Ansprechpartnerin X",
„zuständig: X", a name that stands in the table's own column of responsible persons, an e-mail
address, a telephone number. In doubt a word too many is masked; offices, years, dates, numbers of
measures, amounts, postal codes and official keys stay.
"""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

import pandas as pd

from analysis.dataset import Dataset

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

# What names an office: a word of its own, or the last part of one (Gesundheitsamt, Kreiswerke).
_OFFICE_ENDING = (
    r"(?:amt|ämter|stelle|abteilung|bereich|dezernat|referat|gebiet|gruppe|werke?|betriebe?|hof|büro|zentrum|zentrale|"
    r"verband|verein|agentur|gesellschaft|genossenschaft|dienste?|management|leitung|rat|team|haus|schule|"
    r"verwaltung|förderung|planung|wesen|kasse|bank|sparkasse|kammer|stiftung|initiative|netzwerk|börse|bauhof|"
    r"kämmerei|bücherei|feuerwehr|polizei|unternehmen|universität|institut|ministerium|regierung|region|ung|heit|keit|"
    r"schaft|tion|tät|tur|ismus|kunde|lehre|park|wald|klima|umwelt|energie|verkehr|mobilität)"
)
_OFFICE = r"(?!(?:Amt|Kreis|Stadt|Gemeinde|Stabsstelle|Abteilung|Dezernat|Referat|Fachbereich|Sachgebiet)\b)"
_NO_NAME = (
    r"(?!(?:Land|Bund|Büro|Team|Eigenbetrieb|Kommunale[rs]?|Untere[rsn]?|Obere[rsn]?|"
    r"Alle|Die|Der|Das|Und|Für|Nicht|Noch|Siehe|Im|In|Ab|Bis)\b)"
)
_WORD = rf"{_OFFICE}[A-ZÄÖÜÉ][\w'’-]*\w"
_PARTICLE = r"(?:von|van|vom|de|del|della|di|da|la|le|ten|ter|el|al)(?:\s+(?:und\s+zu|der|den|dem))?\s+"
_FULL_NAME = rf"(?:[A-ZÄÖÜ]\.\s*){{0,2}}(?:{_PARTICLE})?{_WORD}(?:\s+(?:{_PARTICLE})?{_WORD}){{0,2}}"
_DEGREE = r"(?:Prof\.|Dr\.)\s*(?:(?:Prof|Dr|-?Ing|med|jur|phil|rer|nat|h|c)\.\s*)*"
_SALUTED = re.compile(
    rf"\b(?:Herrn?|HERRN?|Frau|FRAU(?!\s+UND\b)|Hrn?\.|Fr\.)\s+(?:{_DEGREE}|Dipl\.-\w+\.\s*)?{_FULL_NAME}"
)
_NAMED_AFTER = r"(?i:stra(?:ß|ss)e|str\.|weg|platz|allee|ring|schule|gymnasium|haus|stiftung|preis|park|halle)"
_DOCTOR = re.compile(rf"\b{_DEGREE}(?!\S*-{_NAMED_AFTER}){_FULL_NAME}")

# „Ansprechpartnerin Erika Mustermann", „zuständig: Mustermann": two words, or one behind a colon.
_ROLE = (
    r"(?:Ansprechpartner(?:in)?|Ansprechperson|Kontakt(?:person)?|(?:[Zz]uständige?|[Vv]erantwortliche?)"
    r"(?:r?\s+(?:Person|Mitarbeiter(?:in)?))?[rn]?|Zuständigkeit|"
    r"(?:Sach)?[Bb]earbeiter(?:in)?|[Bb]earbeitet (?:von|durch)|"
    r"(?:Projekt|Amts|Abteilungs|Team)?[Ll]eiter(?:in)?|Projektleitung|Federführung|gez\.|i\.\s?A\.)"
)
_NOT_OFFICE = rf"(?!\S*{_OFFICE_ENDING}\b)"
_PERSON_WORD = rf"{_OFFICE}{_NO_NAME}{_NOT_OFFICE}[A-ZÄÖÜÉ][a-zäöüßé’']+(?:-[A-ZÄÖÜÉ][a-zäöüßé’']+)?"
_FIRST = rf"(?:[A-ZÄÖÜ]\.(?:\s?-?[A-ZÄÖÜ]\.)*|{_PERSON_WORD})"
_FIRST_AND_LAST = rf"{_FIRST}\s+(?:{_PARTICLE})?{_PERSON_WORD}(?:\s+{_PERSON_WORD})?"
_IN_ROLE = re.compile(rf"\b({_ROLE})(:\s*(?:{_FIRST_AND_LAST}|{_PERSON_WORD})|\s+{_FIRST_AND_LAST})(?![\w-])")

# In the column of responsible persons: „Mustermann, Erika (61)", „E. Mustermann", „Frau Mustermann / Amt 61".
_PARTS = re.compile(r"[/;,()\[\]\n]|\bund\b|\bu\.")
_WHOLE_NAME = re.compile(rf"(?:{_DEGREE})?({_FIRST})\s+((?:{_PARTICLE})?{_PERSON_WORD})")
_SURNAME = re.compile(_PERSON_WORD)
_TITLED = re.compile(rf"^(?:Herrn?|Frau|Hrn?\.|Fr\.)\s+(?:{_DEGREE})?((?:{_PARTICLE})?{_WORD}(?:\s+{_WORD})?)$")


def persons_of(responsible: Iterable[str], titles: Iterable[str] = ()) -> frozenset[str]:
    """The names of persons in a table's column of responsible persons, as they may be repeated elsewhere.

    Whole names and surnames. A single word counts as a surname where a first name or a salutation stands
    by it somewhere in the column, or where it ends like no office and no title uses it.
    """
    names: set[str] = set()
    single: set[str] = set()
    for cell in {text for text in responsible if text}:
        parts = [part.strip() for part in _PARTS.split(cell) if part.strip()]
        for part in parts:
            if titled := _TITLED.match(part):
                names |= {titled[1], titled[1].split()[-1]}
            elif whole := _WHOLE_NAME.fullmatch(part):
                names |= {whole[0], whole[2]}
            elif _SURNAME.fullmatch(part):
                single.add(part)
    used = " ".join(titles).casefold()
    return frozenset(names | {word for word in single if word.casefold() not in used})


@lru_cache(maxsize=64)
def _any_of(names: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    one = f"(?:{'|'.join(map(re.escape, longest_first))})"
    return re.compile(rf"(?<![\w-]){one}(?:\s+{one})*(?![\w-])")


def persons_in(dataset: Dataset) -> frozenset[str]:
    """The names of persons in a dataset's columns of responsible persons and of parties, of every year."""
    indicators = dataset.tables.get("indicators", {}).get("indicators")
    tables = [dataset.measures.rename(columns={"responsible": "who"}), *([] if indicators is None else [indicators])]
    named = pd.concat([table.rename(columns={"parties": "who"})[["who", "title"]] for table in tables])
    return persons_of(named["who"].unique(), named["title"].unique())


def mask_persons(text: str, names: Collection[str] = ()) -> str:
    """The text with [Name], [E-Mail] and [Telefon] where it shows a person; `names` as from `persons_of`."""
    text = _EMAIL.sub(EMAIL, text)
    text = _LABELLED.sub(rf"\g<1>{PHONE}", text)
    for pattern in (_INTERNATIONAL, _NATIONAL, _MOBILE):
        text = pattern.sub(PHONE, text)
    for pattern in (_SALUTED, _DOCTOR):
        text = pattern.sub(NAME, text)
    text = _IN_ROLE.sub(lambda match: f"{match[1]}{': ' if match[2].startswith(':') else ' '}{NAME}", text)
    return _any_of(frozenset(names)).sub(NAME, text) if names else text
