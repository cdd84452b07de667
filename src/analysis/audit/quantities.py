"""Numbers in German running text: figures and number words, with unit, precision and „rund“, „knapp“, „mehr als“.

A number that says how many, how much or which share is a `Quantity`. Years, dates, section and file
numbers, ages, spans and footnote marks are none; ordinals are none either.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Final

COUNT, SHARE, PART, POINTS, AMOUNT = "count", "share", "part", "points", "amount"

_UNITS: Final = (
    *("null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"),
    *("dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn"),
)
_TENS: Final = ("zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig")
_ONE: Final = ("ein", "eine", "einer", "eines", "einem", "einen", "eins")
_NONE: Final = ("kein", "keine", "keiner", "keines", "keinem", "keinen")
_DENOMINATORS: Final = {
    "hälfte": 2,
    "drittel": 3,
    "viertel": 4,
    "fünftel": 5,
    "sechstel": 6,
    "siebtel": 7,
    "achtel": 8,
    "neuntel": 9,
    "zehntel": 10,
}
_SCALES: Final = {
    **dict.fromkeys(("tsd.", "tausend", "t€"), 1_000),
    **dict.fromkeys(("mio.", "mio", "million", "millionen"), 1_000_000),
    **dict.fromkeys(("mrd.", "mrd", "milliarde", "milliarden"), 1_000_000_000),
}
_MEASURES: Final = {
    **dict.fromkeys(("€", "euro", "eur", "t€"), "Euro"),
    **dict.fromkeys(("t", "tonnen", "tonne"), "Tonnen"),
    **dict.fromkeys(("kg", "kilogramm"), "kg"),
    **dict.fromkeys(("kwh", "mwh", "gwh", "twh", "kw", "mw", "gw", "kwp", "mwp"), "energy"),
    **dict.fromkeys(("m²", "quadratmeter", "qm"), "m²"),
    **dict.fromkeys(("m³", "kubikmeter"), "m³"),
    **dict.fromkeys(("ha", "hektar"), "ha"),
    **dict.fromkeys(("km", "kilometer", "kilometern"), "km"),
    **dict.fromkeys(("km²", "quadratkilometer"), "km²"),
    **dict.fromkeys(("l", "liter"), "l"),
}
# What is counted in these is a time, an age or a place, not a quantity of the report's subject.
_TIMES: Final = (
    r"(?:Jahr|Monat|Woche|Tag|Stunde|Minute|Sekunde|Quartal|Halbjahr|Jahrzehnt|Uhr|Grad|°|Lebensjahr|Jahresfrist)"
)
_ABOUT: Final = ("rund", "etwa", "circa", "ca.", "zirka", "ungefähr", "annähernd", "rd.", "schätzungsweise", "gerundet")
_UNDER: Final = ("knapp", "fast", "nahezu", "beinahe", "unter", "weniger als", "höchstens", "maximal", "bis zu", "<")
_OVER: Final = (
    *("gut", "über", "mehr als", "mindestens", "wenigstens", "reichlich", "etwas mehr als", "etwas über", ">"),
    "deutlich mehr als",
)
_BOUNDS: Final = {**dict.fromkeys(_ABOUT, "about"), **dict.fromkeys(_UNDER, "under"), **dict.fromkeys(_OVER, "over")}
_SPACE: Final = "[ \u00a0\u202f\u2009]"

_NUMERAL: Final = re.compile(
    rf"(?<![\w.,/:§\-–—+−)\]“”\"’'])(?P<sign>[+\-−–±]{_SPACE}?)?"
    rf"(?P<number>\d{{1,3}}(?:\.\d{{3}})+|\d{{1,3}}(?:{_SPACE}\d{{3}})+(?!\d)|\d+)(?P<places>,\d+)?"
    r"(?P<dash>,-{1,2}|,–)?(?![\w/:–]|\.\d|-\w|,\d)"
)
_AFTER_OPENING: Final = re.compile(r"(?<=[(„\"'])\d")
_WORD: Final = re.compile(r"[A-Za-zÄÖÜäöüß]+(?:-[A-Za-zÄÖÜäöüß]+)*")
_PERCENT: Final = re.compile(rf"{_SPACE}*(?:%(?!-?{_SPACE}?-?[Pp]unkt|ig)|Prozent(?!punkt|\w)|v\. ?H\.)")
_PERCENTAGE_POINTS: Final = re.compile(rf"{_SPACE}*(?:%-?{_SPACE}?-?[Pp]unkte?n?|Prozentpunkte?n?|PP\b)")
_NOT_A_QUANTITY_BEFORE: Final = re.compile(
    r"(?:§§?|\b(?:Art|Artikel|Abs|Absatz|Satz|Nr|Nrn|Nummer|Nummern|Ziff|Ziffer|Tz|Tzn|Textziffer|Rn|Rz|S|Seite|Seiten"
    r"|Tab|Tabelle|Tabellen|Abb|Abbildung|Abbildungen|Grafik|Schaubild|Diagramm|Kap|Kapitel|Abschnitt|Anlage|Anlagen"
    r"|Anhang|Teil|Band|Heft|Stufe|Phase|Klasse|Klassen|Stufen|Gruppe|Typ|Kategorie|Pos|Titel|TOP|Drs|Drucksache"
    r"|Drucksachen|Vorlage|Az|Aktenzeichen|Handlungsfeld|Handlungsfeldes|Handlungsfelder|Handlungsfeldern|Feld|Ziel"
    r"|Maßnahme|Schwerpunkt|Leitlinie|SDG|SDGs|Agenda|Pflegegrad|Lauf|Version|Nrn|Buchst|Buchstabe|Fn|Fußnote|Variante"
    r"|Szenario|Block|Modul|Los|Linie|Zone|Gleis|Platz|Rang|Artikeln|Absatzes|Randnummer|Einzelplan|Epl|Halbjahr"
    r"|Telefon|Tel|Fax|Postfach|ISO|EN|DIN|EG|VO|EU|WP|ISSN|ISBN|Euro|KfW|EH|PM|CO|EW|Bundesstraße|Straße|Kreisstraße"
    r"|Jahrgang|Jahrgangsstufe|Kurs|Raum|Zimmer|Haus|Wahlperiode|Sitzung|Protokoll|Index|Basis|Corona|Covid"
    r"|Unterabschnitt"
    rf")\b\.?){_SPACE}*$"
)
_MONTH: Final = (
    r"(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
    r"|Jan|Feb|Jun|Jul|Aug|Sep|Sept|Okt|Nov|Dez)"
)
_NOT_A_QUANTITY_AFTER: Final = re.compile(
    rf"^{_SPACE}*(?:{_TIMES}(?:e?[ns]?|es)?\b|(?:bis|–|-){_SPACE}*\d|\.{_SPACE}*(?:{_MONTH}\b|\d{{4}}|[a-zäöü]"
    r"|(?:Quartal|Halbjahr|Wahlperiode|Fortschrittsbericht|Bericht|Änderung|Sitzung|Auflage|Fortschreibung|Lebensjahr"
    r"|Nachtrag|Klasse|Jahrgang|Geburtstag|Stufe|Platz|Jahrhundert)\b)"
    rf"|{_MONTH}\b|(?:Abs|Satz|Nr|Absatz|GG|BGB|SGB|LHO|BHO|EStG|VwVfG)\b|-?fach|-?mal\b)"
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d$")


@dataclass(frozen=True)
class Quantity:
    """One number that says something: how many, how much, which share.

    `value` is the number as printed (a share in per cent, a scaled amount in full), `half` half a unit of its
    last printed place: the true value lies within value ± half, and is the value itself where half is 0.
    `bound` is about, under or over („rund“, „knapp“, „mehr als“) or empty. `weak` marks ein, eine, keine and
    the like, which are numbers only where the sentence makes them so.
    """

    start: int
    end: int
    text: str
    kind: str
    value: Fraction
    half: Fraction = Fraction(0)
    bound: str = ""
    sign: int = 0
    unit: str = ""
    weak: bool = False

    @property
    def is_share(self) -> bool:
        return self.kind in (SHARE, PART)

    @property
    def is_count(self) -> bool:
        return self.kind in (COUNT, AMOUNT)

    @property
    def low(self) -> Fraction:
        return self.value - self.half

    @property
    def high(self) -> Fraction:
        return self.value + self.half


@cache
def number_of(word: str) -> int | None:
    """The cardinal number that a German word says, 0 to 999,999; None for any other word, ordinals too.

    Forms of ein, kein and beide are left to the caller, who sees whether they count.
    """
    word = word.lower().replace("dreissig", "dreißig")
    if word in ("zweien", "dreien", "zweier", "dreier"):
        word = word[:4]
    if "tausend" in word:
        before, after = word.split("tausend", 1)
        thousands = _below_thousand(before) if before else 1
        rest = _below_thousand(after) if after else 0
        return None if thousands is None or rest is None else thousands * 1000 + rest
    return _below_thousand(word)


def _below_thousand(word: str) -> int | None:
    hundreds = 0
    if "hundert" in word:
        before, word = word.split("hundert", 1)
        factor = _UNITS.index(before) if before in _UNITS else None
        if before and not factor:
            return None
        hundreds = 100 * (factor or 1)
        if not word:
            return hundreds
        word = word.removeprefix("und")
    if word in _UNITS:
        return hundreds + _UNITS.index(word)
    if word == "eins":
        return hundreds + 1
    unit, _, ten = word.rpartition("und")
    if ten in _TENS and (not unit or unit in _UNITS[1:10]):
        return hundreds + 10 * (_TENS.index(ten) + 2) + (_UNITS.index(unit) if unit else 0)
    return None


def quantities(text: str) -> list[Quantity]:
    """The quantities of a text, in order."""
    found = [*_numerals(text), *_words(text)]
    return sorted(found, key=lambda quantity: quantity.start)


def _numerals(text: str) -> list[Quantity]:
    found = []
    for match in _NUMERAL.finditer(text):
        number, places = match["number"], match["places"] or ""
        start, end = match.start("number"), match.end()
        before, after = text[: match.start()], text[end:]
        if number.startswith("0") and len(number) > 1 and not places:
            continue
        digits = re.sub(r"\D", "", number)
        value = Fraction(f"{digits}.{places[1:]}" if places else digits)
        share = _PERCENT.match(after) or _PERCENTAGE_POINTS.match(after)
        unit, scale, length = _unit(after)
        if not share and not match["sign"] and _NOT_A_QUANTITY_BEFORE.search(before):
            continue
        if not share and not unit and _NOT_A_QUANTITY_AFTER.match(after):
            continue
        if not share and not unit and not places and number.isdigit() and _YEAR.match(number):
            continue
        half = Fraction(1, 2 * 10 ** max(len(places) - 1, 0)) if places or share or unit else _rounded(digits)
        sign = (-1 if match["sign"].strip() in "-−–" else 1) if match["sign"] else 0
        if match["sign"] and match["sign"].strip() in "-–" and not share:
            sign = 0  # a dash
        kind = COUNT
        if share:
            kind = POINTS if _PERCENTAGE_POINTS.match(after) else SHARE
            length, scale = share.end(), 1
        elif unit or scale > 1 or places:
            kind = AMOUNT
            half = max(half, _rounded(digits) if not places else half)
        found.append(
            Quantity(
                start=start,
                end=end + length,
                text=text[start : end + length].strip(),
                kind=kind,
                value=value * scale,
                half=half * scale,
                bound=_bound(before),
                sign=sign,
                unit=unit,
            )
        )
    return found


def _rounded(digits: str) -> Fraction:
    """Half a unit of the place to which a whole number may have been rounded: 12300 may be 12250 to 12350.

    Never more than 0.6 per cent: three places of 84,000 are zeros, but it is rarely 83,500.
    """
    zeros = len(digits) - len(digits.rstrip("0"))
    if len(digits) < 4 or zeros < 2:
        return Fraction(0)
    return min(Fraction(10**zeros, 2), Fraction(int(digits) * 6, 1000))


def _unit(after: str) -> tuple[str, int, int]:
    """Unit, scale and length of what follows a number: („Euro“, 1000000, 10) for „ Mio. Euro“."""
    scale, length, unit = 1, 0, ""
    for _ in range(2):
        word = re.match(rf"{_SPACE}*(Mio\.|Mrd\.|Tsd\.|T€|[^\s,.;:()„“”]+)", after[length:])
        if not word:
            break
        name = word[1].lower()
        if name in _SCALES and scale == 1:
            scale = _SCALES[name]
            unit = _MEASURES.get(name, unit)
        elif name in _MEASURES:
            unit = word[1] if _MEASURES[name] == "energy" else _MEASURES[name]
            length += word.end()
            break
        else:
            break
        length += word.end()
    return unit, scale, length


def _bound(before: str) -> str:
    words = re.sub(r"[^\wäöüß.<>]+", " ", before[-40:]).lower().split()
    if words and words[-1] in ("der", "die", "das", "dem", "ein", "eine", "einem", "einer", "einen"):
        words.pop()
    for length in (3, 2, 1):
        name = " ".join(words[-length:])
        if len(words) >= length and name in _BOUNDS:
            return _BOUNDS[name]
    return ""


# „eine Anlage“ is no count; „eine Maßnahme“, „eine (7 %)“, „eine in Planung“, „ein Land (6 %)“ are.
_ARTICLE: Final = re.compile(
    r"\s+(?:(?!in\b|im\b|wurde|war|ist|nicht|noch|als|der\b|dieser|seiner|ihrer|aller|operative)[a-zäöüß]+\s+){0,3}"
    r"(?!Maßnahmen?\b|Ziele?n?\b)[A-ZÄÖÜ][\w-]*(?!\s*\((?:rund |knapp |fast )?\d)"
    r"|\s*$|\s*[,;:]|\s+[A-Z]"
)


def _is_article(after: str) -> bool:
    match = _ARTICLE.match(after)
    return bool(match) and not re.match(
        r"\s+(?:Maßnahmen?|Ziele?n?)\b|[^,;.]{0,40}\(\s?(?:rund |knapp |fast )?\d", after
    )


def _words(text: str) -> list[Quantity]:
    found: list[Quantity] = []
    taken = -1
    matches = list(_WORD.finditer(text))
    for place, match in enumerate(matches):
        word = match[0].lower()
        if match.start() < taken:
            continue
        before, after = text[: match.start()], text[match.end() :]
        following = matches[place + 1][0].lower() if place + 1 < len(matches) else ""
        adjacent = bool(re.match(rf"{_SPACE}+\w", after))
        numerator = number_of(word)
        if (
            adjacent
            and following in _DENOMINATORS
            and following != "hälfte"
            and (numerator is not None or word in _ONE or word in ("das", "dem", "eines"))
        ):
            end = matches[place + 1].end()
            share = Fraction(100 * (numerator or 1), _DENOMINATORS[following])
            if not re.match(rf"{_SPACE}*(?:jahr|stunde)", text[end:], re.IGNORECASE):
                found.append(Quantity(match.start(), end, text[match.start() : end], PART, share, bound=_bound(before)))
            taken = end
        elif word == "hälfte" or word in ("dreiviertel", "zweidrittel"):
            share = {"hälfte": Fraction(50), "dreiviertel": Fraction(75)}.get(word, Fraction(200, 3))
            found.append(Quantity(match.start(), match.end(), match[0], PART, share, bound=_bound(before)))
        elif numerator is not None and word not in ("ein", "eins", "null"):
            if _NOT_A_QUANTITY_AFTER.match(after) or (
                word == "acht" and re.search(r"\b(?:außer|in|sich in)\s+$", before)
            ):
                continue
            if re.match(r"\s*(?:von hundert)", after):
                continue
            kind, end, value = COUNT, match.end(), Fraction(numerator)
            percent = _PERCENT.match(after) or _PERCENTAGE_POINTS.match(after)
            unit, scale, length = _unit(after)
            half = Fraction(0)
            if percent:
                kind = POINTS if _PERCENTAGE_POINTS.match(after) else SHARE
                end, half, scale = end + percent.end(), Fraction(1, 2), 1
            elif unit or scale > 1:
                kind, end, half = AMOUNT, end + length, Fraction(scale, 2)
            text_of = text[match.start() : end]
            found.append(Quantity(match.start(), end, text_of, kind, value * scale, half, _bound(before), unit=unit))
            taken = end
        elif word in (*_ONE, *_NONE, "beide", "beiden", "beider") and _is_article(after):
            continue
        elif word in ("beide", "beiden", "beider"):
            found.append(Quantity(match.start(), match.end(), match[0], COUNT, Fraction(2), weak=True))
        elif word in _ONE and not re.match(rf"{_SPACE}+{_TIMES}", after):
            scale_unit = _unit(after)
            if scale_unit[1] == 1 and following not in (*_DENOMINATORS, "dutzend", "paar"):
                found.append(
                    Quantity(match.start(), match.end(), match[0], COUNT, Fraction(1), bound=_bound(before), weak=True)
                )
        elif word in _NONE:
            found.append(Quantity(match.start(), match.end(), match[0], COUNT, Fraction(0), weak=True))
    return found
