"""A municipality's own facts: `strategy.toml` → Strategy, `corrections.toml` → Corrections."""

import datetime as dt
import re
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from analysis.errors import DataError, Place
from analysis.vocabulary import FINDING_CODES, PROVENANCE, VOCABULARIES

CORRECTABLE = (
    *("measure_id", "goal_id", "title", "field", "horizon", "status", "schedule"),
    *("responsible", "due", "reason", "next_step", "updated", "note"),
)
# The columns of a monitoring table (contract) → their German names, as `check --explain` prints them.
COLUMN_NAMES = {
    "field": "Handlungsfeld",
    "strategic_goal_id": "Nummer des strategischen Ziels",
    "goal_id": "Nummer des operativen Ziels",
    "goal_title": "Titel des operativen Ziels",
    "goal_status": "Umsetzungsstatus des operativen Ziels",
    "previous_goal_status": "Umsetzungsstatus des operativen Ziels im Vorjahr",
    "measure_id": "Nummer der Maßnahme",
    "title": "Titel der Maßnahme",
    "responsible": "Zuständigkeit",
    "horizon": "Zeithorizont",
    "status": "Umsetzungsstatus der Maßnahme",
    "previous_status": "Umsetzungsstatus der Maßnahme im Vorjahr",
    "schedule": "Zeitplan",
    "due": "Termin",
    "reason": "Begründung",
    "next_step": "nächster Schritt",
    "updated": "Bearbeitet am",
    "note": "Bemerkung",
}
# Shorter names under which an entry of corrections.toml may name a column too.
_SHORT_NAMES = {
    **{"umsetzungsstatus": "status", "status": "status", "titel": "title", "kurztitel": "title", "frist": "due"},
    **{"umsetzungsstatus des operativen ziels": "status", "titel des operativen ziels": "title"},
    **{"maßnahmen-nr.": "measure_id", "ziel-nr.": "goal_id"},
}
EXPECTED_KEYS = ("strategic_goals", "goals", "measures")
AGS = re.compile(r"\d{5}(\d{3})?")
SECTIONS = {
    "name",
    "ags",
    "awards",
    "adopted",
    "target_date",
    "provenance",
    "expected",
    "horizons",
    "counting",
    "published",
    "fields",
    "strategic_goals",
    "words",
    "colours",
    "numbers",
    "columns",
    "sheets",
}
SHEET_USES = {"read": "read", "lesen": "read", "ignore": "ignore", "nicht lesen": "ignore"}


@dataclass(frozen=True)
class Field:
    """A field of action (Handlungsfeld)."""

    number: int
    name: str
    also: tuple[str, ...] = ()
    prefix: str = ""
    guideline: str = ""
    aim: str = ""


@dataclass(frozen=True)
class Award:
    """What an award of the scoring grid asks for: a total, and that much in every group; in per cent."""

    total: float
    group: float = 0.0


@dataclass(frozen=True)
class Strategy:
    """What `strategy.toml` says of one municipality's strategy.

    `words` and `colours` map a vocabulary's name to {text or #RRGGBB: code}; `expected` maps
    strategic_goals, goals, measures to a count; `strategic_goals` maps an ID to its title. `ags` is the
    official key (Amtlicher Gemeindeschlüssel), `awards` those of the scoring grid; both may be empty. The confirmed
    reading of the table: `numbers` maps measure and goal to how many levels their numbers have, `columns` a
    heading to a column ("" for not read), `sheets` a sheet's name (with *) to read or ignore.
    """

    name: str
    adopted: dt.date
    target_date: dt.date
    fields: tuple[Field, ...]
    provenance: str = "reported"
    expected: dict[str, int] = field(default_factory=dict)
    short_years: int = 2
    medium_years: int = 5
    discarded_in_total: bool = True
    ongoing_completed: str = "completed"
    published: dict[int, tuple[str, ...]] | None = None
    strategic_goals: dict[str, str] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    colours: dict[str, dict[str, str]] = field(default_factory=dict)
    ags: str = ""
    awards: dict[str, Award] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    sheets: dict[str, str] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """What every output says of where the rows come from; "" where they are as reported."""
        return PROVENANCE[self.provenance]

    def publishes(self, year: int, level: str, dimension: str, category: str, field: str) -> bool:
        """Whether the sum of a category in a field (number as text, or all) was published for a year.

        Where nothing is said of that in `[published]`, every sum was. The sum over all fields is known
        where each field's is.
        """
        if self.published is None:
            return True
        if field == "all" and all(
            self.publishes(year, level, dimension, category, str(number)) for number in self.field_names
        ):
            return True
        return any(
            f"{level}.{dimension}.{category}.{field}.".startswith(f"{entry}.") for entry in self.published.get(year, ())
        )

    @classmethod
    def unwritten(cls, name: str) -> "Strategy":
        """The strategy of an office that has written none: no fields, and no time that it holds for."""
        return cls(name=name, adopted=dt.date.min, target_date=dt.date.max, fields=())

    @property
    def is_reconstruction(self) -> bool:
        return self.provenance == "reconstruction"

    @property
    def field_names(self) -> dict[int, str]:
        return {f.number: f.name for f in self.fields}

    def field(self, number: int) -> Field:
        """The field of this number; DataError where there is none."""
        for known in self.fields:
            if known.number == number:
                return known
        numbers = ", ".join(map(str, self.field_names))
        raise DataError(f"Handlungsfeld {number!r} gibt es nicht; die Strategie kennt {numbers}.")

    def horizon_end(self, horizon: str) -> dt.date | None:
        """The day on which a horizon ends; None for ongoing and unknown, which never end."""
        match horizon:
            case "short":
                return _years_after(self.adopted, self.short_years)
            case "medium":
                return _years_after(self.adopted, self.medium_years)
            case "long":
                return self.target_date
        return None


@dataclass(frozen=True)
class Correction:
    """One known source error: in `year`, `column` of `id` says `found` where `use` is right."""

    year: int
    id: str
    column: str
    found: str
    use: str
    reason: str = ""
    reported_to: str = ""
    date: str = ""


@dataclass(frozen=True)
class Renumbering:
    """From `year` on, what was numbered `old` the year before bears the number `new`."""

    year: int
    old: str
    new: str


@dataclass(frozen=True)
class Confirmation:
    """The office has said that it is so: the finding `code` of `year` is not raised while the cell says `found`."""

    year: int
    id: str
    code: str
    column: str = ""
    found: str = ""


@dataclass(frozen=True)
class Corrections:
    """The register of known source errors; empty where there is no `corrections.toml`."""

    corrections: tuple[Correction, ...] = ()
    renumbered: tuple[Renumbering, ...] = ()
    confirmed: tuple[Confirmation, ...] = ()
    source_file: str = "corrections.toml"


def _years_after(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def load_strategy(path: Path) -> Strategy:
    """Read a `strategy.toml`; DataError names file and key of what is wrong."""
    data = read_toml(path)
    reader = TomlReader(path)
    reader.no_other_keys(data, SECTIONS)
    horizons = reader.table(data, "horizons", {"short": int, "medium": int})
    counting = reader.table(data, "counting", {"discarded_in_total": bool, "ongoing_completed": str})
    ongoing_completed = reader.choice(
        counting.get("ongoing_completed", "completed"), "counting.ongoing_completed", ("completed", "in_progress")
    )
    adopted = reader.date(data, "adopted")
    target_date = reader.date(data, "target_date")
    if target_date <= adopted:
        raise reader.error("target_date", "liegt nicht nach „adopted“")
    return Strategy(
        name=reader.text(data, "name", required=True),
        adopted=adopted,
        target_date=target_date,
        fields=reader.fields(data),
        provenance=reader.provenance(data),
        ags=reader.ags(data),
        awards=reader.awards(data),
        expected=reader.table(data, "expected", dict.fromkeys(EXPECTED_KEYS, int)),
        short_years=horizons.get("short", 2),
        medium_years=horizons.get("medium", 5),
        discarded_in_total=counting.get("discarded_in_total", True),
        ongoing_completed=ongoing_completed,
        published=reader.published(data),
        strategic_goals={
            reader.text(goal, "id", required=True): reader.text(goal, "title")
            for goal in reader.tables(data, "strategic_goals")
        },
        words=reader.codes(data, "words"),
        colours={
            name: {colour.upper(): code for colour, code in codes.items()}
            for name, codes in reader.codes(data, "colours").items()
        },
        numbers=reader.table(data, "numbers", {"measure": int, "goal": int}),
        columns=reader.columns(data),
        sheets={
            name: SHEET_USES[reader.choice(use, f"sheets.{name}", tuple(SHEET_USES))]
            for name, use in reader.section(data, "sheets").items()
        },
    )


def _column(name: str) -> str:
    """The column that an entry names by its code or by a German label."""
    labels = {label.casefold(): code for code, label in COLUMN_NAMES.items()} | _SHORT_NAMES
    return labels.get(name.casefold(), name)


def load_corrections(path: Path) -> Corrections:
    """Read a `corrections.toml`; a file that does not exist is an empty register."""
    if not path.exists():
        return Corrections()
    data = read_toml(path)
    reader = TomlReader(path)
    reader.no_other_keys(data, {"correction", "renumbered", "confirmed"})
    return Corrections(
        corrections=tuple(reader.correction(entry) for entry in reader.tables(data, "correction")),
        renumbered=tuple(
            Renumbering(
                reader.integer(entry, "year"),
                reader.text(entry, "from", required=True),
                reader.text(entry, "to", required=True),
            )
            for entry in reader.tables(data, "renumbered")
        ),
        confirmed=tuple(reader.confirmation(entry) for entry in reader.tables(data, "confirmed")),
        source_file=path.name,
    )


def read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise DataError(f"{path} fehlt.", places=[Place(path.name)]) from error
    except UnicodeDecodeError as error:
        raise DataError("nicht als UTF-8 gespeichert; bitte mit Kodierung UTF-8 neu speichern.", path) from error
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"keine gültige TOML-Datei ({error}).", path) from error


@dataclass(frozen=True)
class TomlReader:
    """Reads typed values out of one TOML file and names file and key of what is wrong."""

    path: Path

    def error(self, key: str, message: str) -> DataError:
        return DataError(f"„{key}“ {message}.", self.path)

    def no_other_keys(self, data: dict[str, Any], known: set[str]) -> None:
        for key in data:
            if key not in known:
                raise self.error(key, f"ist kein bekannter Eintrag; bekannt sind: {', '.join(sorted(known))}")

    def text(self, data: dict[str, Any], key: str, *, required: bool = False) -> str:
        value = data.get(key, "")
        if isinstance(value, dt.date | int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            raise self.error(key, "muss Text in Anführungszeichen sein")
        if required and not value.strip():
            raise self.error(key, "fehlt")
        return value.strip()

    def integer(self, data: dict[str, Any], key: str) -> int:
        value = data.get(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.error(key, "muss eine ganze Zahl sein")
        return value

    def date(self, data: dict[str, Any], key: str) -> dt.date:
        value = data.get(key)
        if isinstance(value, dt.datetime):
            return value.date()
        if not isinstance(value, dt.date):
            raise self.error(key, "muss ein Datum ohne Anführungszeichen sein, zum Beispiel 2030-12-31")
        return value

    def choice(self, value: object, key: str, allowed: tuple[str, ...]) -> str:
        if value not in allowed:
            raise self.error(key, f"muss eines von {', '.join(allowed)} sein")
        return str(value)

    def table(self, data: dict[str, Any], key: str, types: dict[str, type]) -> dict[str, Any]:
        values = data.get(key, {})
        if not isinstance(values, dict):
            raise self.error(key, "muss ein Abschnitt sein, zum Beispiel [" + key + "]")
        self.no_other_keys(values, set(types))
        for name, value in values.items():
            if type(value) is not types[name]:
                expected = {int: "eine ganze Zahl", bool: "true oder false", str: "Text"}[types[name]]
                raise self.error(f"{key}.{name}", f"muss {expected} sein")
            if isinstance(value, int) and not isinstance(value, bool) and value < 0:
                raise self.error(f"{key}.{name}", "darf nicht negativ sein")
        return values

    def tables(self, data: dict[str, Any], key: str) -> list[dict[str, Any]]:
        values = data.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise self.error(key, f"muss als [[{key}]] geschrieben sein")
        return values

    def provenance(self, data: dict[str, Any]) -> str:
        return self.choice(data.get("provenance", "reported"), "provenance", tuple(PROVENANCE))

    def ags(self, data: dict[str, Any]) -> str:
        key = data.get("ags", "")
        if not isinstance(key, str) or (key and not AGS.fullmatch(key)):
            raise self.error("ags", "muss Text aus acht Ziffern sein (Kreise auch fünf), zum Beispiel „05562020“")
        return key

    def awards(self, data: dict[str, Any]) -> dict[str, Award]:
        """[awards]: name = lower bound, or name = { total = …, group = … }."""
        section = data.get("awards", {})
        if not isinstance(section, dict):
            raise self.error("awards", "muss ein Abschnitt sein, zum Beispiel [awards]")
        found = {}
        for name, bound in section.items():
            bounds = bound if isinstance(bound, dict) else {"total": bound}
            self.no_other_keys(bounds, {"total", "group"})
            numbers = [bounds.get("total"), bounds.get("group", 0)]
            if not all(isinstance(n, int | float) and not isinstance(n, bool) and 0 <= n <= 100 for n in numbers):
                raise self.error(f"awards.{name}", "muss eine Zahl von 0 bis 100 sein oder { total = …, group = … }")
            found[name] = Award(*map(float, numbers))
        return found

    def fields(self, data: dict[str, Any]) -> tuple[Field, ...]:
        fields = []
        for entry in self.tables(data, "fields"):
            also = entry.get("also", [])
            if not isinstance(also, list) or not all(isinstance(name, str) for name in also):
                raise self.error("fields.also", "muss eine Liste von Namen sein")
            fields.append(
                Field(
                    number=self.integer(entry, "number"),
                    name=self.text(entry, "name", required=True),
                    also=tuple(also),
                    **{key: self.text(entry, key) for key in ("prefix", "guideline", "aim")},
                )
            )
        numbers = [f.number for f in fields]
        if not fields:
            raise self.error("fields", "fehlt: mindestens ein Handlungsfeld mit number und name")
        if len(set(numbers)) < len(numbers):
            raise self.error("fields.number", "ist doppelt vergeben")
        return tuple(sorted(fields, key=lambda f: f.number))

    def correction(self, entry: dict[str, Any]) -> Correction:
        correction = Correction(
            year=self.integer(entry, "year"),
            **{key: self.text(entry, key, required=True) for key in ("id", "column", "use")},
            **{key: self.text(entry, key) for key in ("found", "reason", "reported_to", "date")},
        )
        correction = replace(correction, column=_column(correction.column))
        place = f"[[correction]] für {correction.id}"
        if correction.column not in CORRECTABLE:
            raise self.error(f"{place}: column", f"muss eines von {', '.join(CORRECTABLE)} sein")
        vocabularies = [vocab for name, vocab in VOCABULARIES.items() if name.endswith(correction.column)]
        codes = {code: code for vocab in vocabularies for code in vocab.codes}
        codes |= {label: code for vocab in vocabularies for code, label in vocab.labels.items()}
        if codes and correction.use not in codes:
            raise self.error(f"{place}: use", f"muss eines von {', '.join(codes)} sein")
        return replace(correction, use=codes.get(correction.use, correction.use))

    def confirmation(self, entry: dict[str, Any]) -> Confirmation:
        confirmation = Confirmation(
            year=self.integer(entry, "year"),
            code=self.text(entry, "code", required=True),
            **{key: self.text(entry, key) for key in ("id", "column", "found")},
        )
        self.choice(confirmation.code, f"[[confirmed]] für {confirmation.id}: code", tuple(FINDING_CODES))
        return replace(confirmation, column=_column(confirmation.column))

    def published(self, data: dict[str, Any]) -> dict[int, tuple[str, ...]] | None:
        """[published]: year → sums, each as level.dimension, closer .category, closer still .field."""
        if "published" not in data:
            return None
        section = data["published"]
        if not isinstance(section, dict):
            raise self.error("published", "muss als [published] geschrieben sein, mit einer Zeile je Jahr")
        result = {}
        for year, sums in section.items():
            if not year.isdigit():
                raise self.error(f"published.{year}", "muss ein Jahr sein, zum Beispiel 2025")
            if not isinstance(sums, list) or not all(isinstance(entry, str) for entry in sums):
                raise self.error(f"published.{year}", 'muss eine Liste sein, zum Beispiel ["measure.status"]')
            for entry in sums:
                self._known_sum(entry, f"published.{year}")
            result[int(year)] = tuple(sums)
        return result

    def _known_sum(self, entry: str, key: str) -> None:
        level, _, rest = entry.partition(".")
        dimension, _, rest = rest.partition(".")
        category = rest.partition(".")[0]
        name = f"{level}_{dimension}" if dimension == "status" else dimension
        levels = {"goal": ("status",), "measure": ("status", "horizon", "schedule")}
        known = dimension in levels.get(level, ())
        if not known or (category and category not in VOCABULARIES[name].codes):
            raise self.error(
                key,
                f"nennt „{entry}“; möglich sind goal.status, measure.status, measure.horizon und measure.schedule, "
                "genauer mit Ausprägung und Handlungsfeld, zum Beispiel measure.status.completed.4",
            )

    def section(self, data: dict[str, Any], key: str) -> dict[str, Any]:
        values = data.get(key, {})
        if not isinstance(values, dict):
            raise self.error(key, f"muss ein Abschnitt sein, zum Beispiel [{key}]")
        return values

    def columns(self, data: dict[str, Any]) -> dict[str, str]:
        """[columns]: heading → column of the contract, by its name or its German label; "" for not read."""
        names = {name: name for name in COLUMN_NAMES} | {label: name for name, label in COLUMN_NAMES.items()}
        columns = {}
        for heading, name in self.section(data, "columns").items():
            if name != "" and name not in names:
                raise self.error(f"columns.{heading}", f'muss "" oder eines von {", ".join(COLUMN_NAMES)} sein')
            columns[heading] = names.get(name, "")
        return columns

    def codes(self, data: dict[str, Any], key: str) -> dict[str, dict[str, str]]:
        """[words.*] and [colours.*]: text or colour → code of the vocabulary named, by the code or its German label."""
        result: dict[str, dict[str, str]] = {}
        for name, codes in self.section(data, key).items():
            if name not in VOCABULARIES:
                raise self.error(f"{key}.{name}", f"ist unbekannt; bekannt sind: {', '.join(sorted(VOCABULARIES))}")
            if not isinstance(codes, dict):
                raise self.error(f"{key}.{name}", "muss ein Abschnitt sein")
            known = {code: code for code in VOCABULARIES[name].codes}
            known |= {label: code for code, label in VOCABULARIES[name].labels.items()}
            result[name] = {
                text: known[self.choice(said, f"{key}.{name}.{text}", tuple(known))] for text, said in codes.items()
            }
        return result
