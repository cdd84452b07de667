"""What the rows of tables say of each indicator → its facts and its values, with a finding for every oddity."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from typing import Final

from analysis import german, numbers
from analysis.intake import quantities, values
from analysis.intake.findings import Findings
from analysis.intake.quantities import Quantity
from analysis.intake.workbook import Cell, Position, address, shown
from analysis.vocabulary import DIRECTION, TARGET_KIND, UNKNOWN

OUTLIER_FACTOR: Final = 8  # so many times larger or smaller than its neighbours
FACTS: Final = {
    "title": "Bezeichnung",
    "field": "Handlungsfeld",
    "unit": "Einheit",
    "direction": "Richtung",
    "target_kind": "Zielart",
    "target": "Zielwert",
    "target_year": "Zieljahr",
    "base_year": "Basisjahr",
    "parties": "Beteiligte",
}
KEPT: Final = ("keep", "least", "most")
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_BOUND: Final = re.compile(
    r"^(?:(?P<least>mindestens|mind\.?|≥|>=|wenigstens)|(?P<most>höchstens|höchst\.|maximal|max\.?|≤|<=))\s*",
    re.IGNORECASE,
)
_SPAN: Final = re.compile(r"^(?P<low>[\d.,]+)\s*(?P<unit>\D*?)\s*(?:–|bis)\s*(?P<high>[\d.,]+.*)$")
_UNTIL: Final = re.compile(
    r"\s*[(,]?\s*(?:bis|im Jahr|in|ab)\s*(?:zum |Ende |Jahr |31\.\s?12\.\s?)*(?P<year>20\d\d)\)?$"
)


@dataclass(frozen=True)
class Place:
    """A cell, and what it holds; `broken` is an Excel error, „" with `unstored` a formula without a result."""

    sheet: str
    at: Position
    cell: Cell = ""
    text: str = ""
    is_percent: bool = False
    error: str = ""
    unstored: bool = False


@dataclass(frozen=True)
class Value:
    """What a cell says of one indicator and year, by one method."""

    year: int
    place: Place
    method: str = ""


@dataclass
class Statement:
    """What one row of a table says of an indicator: facts by name, and values."""

    key: str
    place: Place
    said: dict[str, Place] = field(default_factory=dict)
    values: list[Value] = field(default_factory=list)


@dataclass(frozen=True)
class Observed:
    """One value that counts."""

    year: int
    value: float
    method: str
    place: Place


@dataclass(frozen=True)
class Indicator:
    """One indicator as the tables say it, with its values by year."""

    id: str
    facts: Mapping[str, object]
    place: Place
    observed: tuple[Observed, ...]


def series(
    statements: Iterable[Statement], *, year: int, field_of: Callable[[str], int | None] | None, findings: Findings
) -> list[Indicator]:
    """The indicators in natural order of their keys, with their values up to `year`."""
    by_key: dict[str, list[Statement]] = {}
    for statement in statements:
        by_key.setdefault(values.key(statement.key), []).append(statement)
    read = [_Reader(of, year, field_of, findings).indicator() for of in by_key.values()]
    return sorted(read, key=lambda indicator: numbers.natural(indicator.id))


@dataclass
class _Reader:
    """Reads what the rows say of one indicator; `findings` fill on the way."""

    statements: Sequence[Statement]
    year: int
    field_of: Callable[[str], int | None] | None
    findings: Findings

    @property
    def id(self) -> str:
        return values.tidy(self.statements[0].key)

    def indicator(self) -> Indicator:
        said = self._said()
        unit = values.tidy(said["unit"].text) if "unit" in said else self._own_unit()
        base_year = self._year_of(said, "base_year")
        observed = self._observed(unit or (said["title"].text if "title" in said else ""), unit)
        direction, kind, target, target_year = self._aim(said, unit, observed, base_year)
        facts: dict[str, object] = {
            "title": values.tidy(said["title"].text) if "title" in said else self.id,
            "field": self._field(said),
            "unit": unit,
            "direction": direction,
            "target_kind": kind,
            "target": target,
            "target_year": target_year,
            "base_year": base_year,
            "parties": values.tidy(said["parties"].text) if "parties" in said else "",
        }
        self._tell_breaks(observed)
        for method in dict.fromkeys(o.method for o in observed):
            self._tell_outliers([o for o in observed if o.method == method])
        return Indicator(self.id, facts, self.statements[0].place, tuple(observed))

    # what is told

    def tell(
        self, code: str, message: str, place: Place, column: str, *, cleaned: str = "", severity: str = ""
    ) -> None:
        self.findings.add(
            code,
            message,
            sheet=place.sheet,
            at=place.at,
            column=column,
            id=self.id,
            raw=place.error or place.text,
            cleaned=cleaned,
            year=self.year,
            severity=severity,
        )

    # facts

    def _said(self) -> dict[str, Place]:
        """Fact → the first cell that says it; rows that say otherwise are told."""
        said: dict[str, Place] = {}
        for statement in self.statements:
            differing = []
            for name, place in statement.said.items():
                if self._is_broken(place, name) or values.key(place.text) in quantities.MISSING:
                    continue
                first = said.setdefault(name, place)
                if name in FACTS and not _says_the_same(name, first, place):
                    differing.append(FACTS[name])
            if differing:
                where = f"{self.statements[0].place.sheet}!{address(self.statements[0].place.at)}"
                self.tell(
                    "id-duplicate",
                    f"{self.id} steht schon in {where} mit anderen Angaben ({', '.join(differing)}); es gelten die "
                    "zuerst genannten. Bitte die Angaben klären.",
                    statement.place,
                    "indicator_id",
                )
        return said

    def _field(self, said: Mapping[str, Place]) -> int | None:
        if "field" not in said or self.field_of is None:
            return None
        number = self.field_of(said["field"].text)
        if number is None:
            self.tell(
                "value-unknown",
                f"Handlungsfeld: „{values.tidy(said['field'].text)}“ ist keines der Strategie.",
                said["field"],
                "field",
                cleaned=UNKNOWN,
            )
        return number

    def _year_of(self, said: Mapping[str, Place], name: str) -> int | None:
        if name not in said:
            return None
        years = {int(found) for found in _YEAR.findall(said[name].text)}
        if len(years) == 1:
            return years.pop()
        self.tell(
            "value-unknown",
            f"{FACTS[name]}: „{said[name].text}“ ist nicht zu verstehen; gesucht ist ein Jahr.",
            said[name],
            name,
        )
        return None

    def _word(self, said: Mapping[str, Place], name: str) -> str:
        """The code of a direction or a kind of target; "" where none is said."""
        if name not in said:
            return ""
        vocabulary = {"direction": DIRECTION, "target_kind": TARGET_KIND}[name]
        reading = values.read(vocabulary, said[name].text)
        if reading.how == "missing":
            return ""
        labels = vocabulary.labels
        if reading.how == "unknown":
            known = german.join((label for code, label in labels.items() if code != UNKNOWN), "oder")
            message = f"{vocabulary.label}: „{said[name].text}“ ist nicht zu verstehen; möglich sind: {known}."
            self.tell("value-unknown", message, said[name], name)
            return ""
        if reading.how == "normalised":
            message = f"{vocabulary.label}: „{said[name].text}“ wird als „{labels[reading.code]}“ gelesen."
            self.tell("value-normalised", message, said[name], name, cleaned=reading.code)
        return reading.code

    def _aim(
        self, said: Mapping[str, Place], unit: str, observed: Sequence[Observed], base_year: int | None
    ) -> tuple[str, str, float | None, int | None]:
        """Direction, kind of target, target, target year."""
        direction, wanted = self._word(said, "direction"), self._word(said, "target_kind")
        target_year = self._year_of(said, "target_year")
        aim = Aim()
        if "target" in said:
            aim = read_target(said["target"], unit)
            if aim.how == "unit_mixed":
                self.tell("unit-mixed", _mixed("Zielwert", said["target"], unit), said["target"], "target")
            elif aim.how == "unknown":
                message = f"Zielwert: „{said['target'].text}“ ist nicht zu verstehen; gesucht ist eine Zahl."
                self.tell("value-unknown", message, said["target"], "target")
        target_year = target_year or aim.year
        direction = direction or {"least": "rise", "most": "fall"}.get(wanted, "") or aim.direction
        kind = "direction" if aim.low is None else "keep" if wanted in KEPT or target_year is None else "reach"
        base = _base_value(observed, base_year)
        direction = direction or _towards(base, aim.low, aim.high)
        if not direction:
            self.tell(
                "value-missing",
                "Richtung fehlt und folgt nicht aus Ziel und Basiswert; ohne sie gibt es keine Bewertung.",
                said.get("direction", self.statements[0].place),
                "direction",
                cleaned=UNKNOWN,
            )
        target = aim.low if direction == "rise" else aim.high
        if aim.how == "normalised" and target is not None:
            number = german.exact(target)
            message = f"Zielwert: „{said['target'].text}“ wird als {number} gelesen."
            self.tell("value-normalised", message, said["target"], "target", cleaned=number)
        return direction or UNKNOWN, kind, target, target_year

    # values

    def _own_unit(self) -> str:
        """The unit that all the values bear themselves, where no column says one."""
        cells = [v.place.cell for s in self.statements for v in s.values if values.key(v.place.text)]
        read = [cell for cell in cells if values.key(shown(cell)) not in quantities.MISSING]
        units = {quantities.unit_of(cell) for cell in read}
        return units.pop() if len(units) == 1 else ""

    def _observed(self, measured_in: str, unit: str) -> list[Observed]:
        """The values that count, by year; `measured_in` is the title where there is no unit."""
        read: list[Observed] = []
        for value in (v for s in self.statements for v in s.values if v.year <= self.year):
            number = self._number(value.place, unit or (measured_in if quantities.is_share(measured_in) else ""), unit)
            if number is not None:
                read.append(Observed(value.year, number, value.method, value.place))
        read.sort(key=lambda o: (o.year, values.key(o.method)))
        counted: list[Observed] = []
        for _, same in groupby(read, key=lambda o: (o.year, values.key(o.method))):
            counted += self._one(list(same))
        spelling: dict[str, str] = {}
        for o in counted:
            spelling.setdefault(values.key(o.method), o.method)
        return _in_order([replace(o, method=spelling[values.key(o.method)]) for o in counted])

    def _number(self, place: Place, measured_in: str, unit: str) -> float | None:
        if self._is_broken(place, "value"):
            return None
        read: Quantity = quantities.read(place.cell, measured_in, is_percent=place.is_percent)
        if read.how == "unknown":
            message = f"Wert: „{place.text}“ ist nicht zu verstehen; gesucht ist eine Zahl."
            self.tell("value-unknown", message, place, "value")
        elif read.how == "unit_mixed":
            self.tell("unit-mixed", _mixed("Wert", place, unit), place, "value")
        elif read.how == "normalised" and read.value is not None:
            number = german.exact(read.value)
            self.tell(
                "value-normalised", f"Wert: „{place.text}“ wird als {number} gelesen.", place, "value", cleaned=number
            )
        return read.value

    def _is_broken(self, place: Place, column: str) -> bool:
        if place.error:
            message = f"Excel-Fehlerwert {place.error}; bitte die Formel oder den Wert berichtigen."
            self.tell("cell-error", message, place, column)
        elif place.unstored:
            message = (
                "Formel ohne gespeichertes Ergebnis; bitte die Datei in Excel öffnen, neu berechnen und speichern."
            )
            self.tell("formula-without-value", message, place, column)
        return bool(place.error or place.unstored)

    def _one(self, same: list[Observed]) -> list[Observed]:
        """Of the values of one year and method the one that counts; none where they differ."""
        first, *further = same
        alike = {o.value for o in same} == {first.value}
        for o in further:
            where = f"{first.place.sheet}!{address(first.place.at)}"
            when = f"{o.year} ({o.method})" if o.method else str(o.year)
            if alike:
                message = f"Für {when} steht derselbe Wert schon in {where}; er zählt einmal."
            else:
                message = f"Für {when} steht in {where} ein anderer Wert ({german.exact(first.value)}); keiner zählt."
            self.tell("value-twice", message, o.place, "value", severity="info" if alike else "")
        return [first] if alike else []

    def _tell_breaks(self, observed: Sequence[Observed]) -> None:
        for before, after in pairwise(observed):
            if after.method != before.method:
                was, now = (f"„{o.method}“" if o.method else "ohne Angabe" for o in (before, after))
                message = (
                    f"Die Methode wechselt {after.year} von {was} zu {now}; über den Wechsel wird nichts verglichen."
                )
                self.tell("method-break", message, after.place, "value", cleaned=after.method)

    def _tell_outliers(self, own: Sequence[Observed]) -> None:
        """Tell values of one method that are far from both neighbours, or from the one at an end."""
        for place, o in enumerate(own):
            beside = [*own[max(place - 1, 0) : place], *own[place + 1 : place + 2]]
            if not (beside and o.value and all(n.value for n in beside)):
                continue
            times = [abs(o.value / n.value) for n in beside]
            larger, smaller = min(times) >= OUTLIER_FACTOR, max(times) <= 1 / OUTLIER_FACTOR
            if larger or smaller:
                self.tell(
                    "outlier",
                    f"Der Wert ist mindestens achtmal so {'groß' if larger else 'klein'} wie der von "
                    f"{german.join(str(n.year) for n in beside)}; bitte Komma und Einheit prüfen.",
                    o.place,
                    "value",
                )


@dataclass(frozen=True)
class Aim:
    """What a target says: a number or a span, which side of it is meant, by when; and how it was understood."""

    low: float | None = None
    high: float | None = None
    direction: str = ""
    year: int | None = None
    how: quantities.How = "missing"


def read_target(place: Place, unit: str) -> Aim:
    """A target as its cell says it: „0", „mind. 30 %", „80–85", „unter 5 bis 2030" is not understood."""
    if not isinstance(place.cell, str):
        read = quantities.read(place.cell, unit, is_percent=place.is_percent)
        return Aim(read.value, read.value, how=read.how)
    text = values.clean(place.text)
    until, bound = _UNTIL.search(text), _BOUND.match(text)
    if until and _BOUND.sub("", text[: until.start()]):
        text = text[: until.start()]
    year = int(until["year"]) if until else None
    direction = "" if bound is None else "rise" if bound["least"] else "fall"
    bare = _BOUND.sub("", text)
    span = _SPAN.match(bare)
    parts = [span["low"] + (f" {span['unit']}" if span["unit"] else ""), span["high"]] if span else [bare]
    numbers = [quantities.read(part, unit) for part in parts]
    if bad := next((n for n in numbers if n.value is None), None):
        return Aim(how=bad.how)
    low, high = (bound_of(n.value for n in numbers if n.value is not None) for bound_of in (min, max))
    plain = bare == values.clean(place.text) and not span and numbers[0].how == "exact"
    return Aim(low, high, direction, year, "exact" if plain else "normalised")


def _in_order(observed: Sequence[Observed]) -> list[Observed]:
    """By year; of two methods in one year the one that came first first."""
    years: dict[str, list[int]] = {}
    for o in observed:
        years.setdefault(o.method, []).append(o.year)
    return sorted(observed, key=lambda o: (o.year, min(years[o.method]), max(years[o.method])))


def _says_the_same(name: str, first: Place, second: Place) -> bool:
    """Whether two cells say the same of a fact, in like words or, of a direction, in words of like meaning."""
    if values.key(first.text) == values.key(second.text):
        return True
    vocabulary = {"direction": DIRECTION, "target_kind": TARGET_KIND}.get(name)
    if vocabulary is None:
        return False
    read = [values.read(vocabulary, place.text) for place in (first, second)]
    return read[0].code == read[1].code != UNKNOWN


def _base_value(observed: Sequence[Observed], base_year: int | None) -> float | None:
    """The value that the last segment starts from: the named year's, else its first."""
    segment: list[Observed] = []
    for o in reversed(observed):
        if o.method != observed[-1].method:
            break
        segment.insert(0, o)
    named = (o.value for o in segment if o.year == base_year)
    return next(named, segment[0].value if segment else None)


def _towards(base: float | None, low: float | None, high: float | None) -> str:
    """The direction from the base to a target or span; "" where that leaves it open."""
    if base is None or low is None or high is None or low <= base <= high:
        return ""
    return "rise" if base < low else "fall"


def _mixed(what: str, place: Place, unit: str) -> str:
    said = f"der Indikator ist in {unit} angegeben" if unit else "der Indikator hat keine Einheit"
    return f"{what}: „{place.text}“ trägt eine andere Einheit, {said}; er zählt nicht."
