"""A `findings.xlsx` with filled answers → entries for `corrections.toml`."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from analysis import intake
from analysis.errors import DataError
from analysis.intake import ids, values
from analysis.intake.export import read_export
from analysis.intake.workbook import Sheet, address, read_workbook, shown
from analysis.office import questions, workbooks
from analysis.office.entries import Answers, Entry
from analysis.strategy import Confirmation, Correction, Corrections, Renumbering, Strategy
from analysis.vocabulary import LEVELS, UNKNOWN

HEADINGS: Final = ("Rückfrage", "Antwort", "Begründung", "beantwortet von", "Datum")
_KEY: Final = re.compile(r"(\d{4})-[0-9A-F]{6}")
_CONFIRMING: Final = frozenset(
    map(values.key, (questions.CONFIRMED, "stimmt", "richtig", "korrekt", "bestätigt", "ok"))
)
# Here „ja" says that what was read is right; elsewhere it says nothing certain.
_YES_CONFIRMS: Final = frozenset(
    ("value-normalised", "id-ambiguous", "status-went-back", "returned", "horizon-changed", "ongoing-completed")
)
_NUMBER_COLUMNS: Final = tuple(level.id_column for level in LEVELS.values())


@dataclass(frozen=True)
class _Filled:
    """One answered row: where it stands, and what was filled in."""

    key: str
    place: str
    answer: str
    reason: str
    answered_by: str
    date: str


@dataclass(frozen=True)
class _Asked:
    """One question with the row that it is about: as it was read, and what its cells say (column → text)."""

    finding: dict[Any, Any]
    about: dict[Any, Any]
    raw: Mapping[str, str]
    numbers_now: frozenset[str]
    numbers_before: frozenset[str]
    strategy: Strategy


class _NotUnderstoodError(Exception):
    """The text says what is wrong with the answer and what can be said instead."""


class _OnlyNotedError(Exception):
    """The answer is clear, and no entry of the register can express it."""


def read(path: Path, *, municipality: str, data: str | Path = "data") -> Answers:
    """Read the answers of a `findings.xlsx` (all its sheets) and hold them against the exports.

    German labels, codes, the office's own words and understood synonyms are accepted. DataError
    where the file is unreadable or no findings.xlsx, or an export is unreadable.
    """
    filled = _filled_rows(path)
    asked: dict[str, _Asked] = {}
    registered: list[Entry] = []
    for year in sorted({int(row.key[:4]) for rows in filled.values() for row in rows}):
        dataset = intake.load(municipality, year=year, data=data)
        asked |= _asked(dataset, year)
        registered += [
            *dataset.corrections.corrections,
            *dataset.renumbered,
            *dataset.corrections.confirmed,
        ]
    answers = Answers()
    for key, rows in filled.items():
        answers = _with_answer(answers, key, rows, asked.get(key), registered)
    if not filled:
        answers = replace(answers, notes=(f"{path.name}: keine Antwort eingetragen.",))
    return answers


def _filled_rows(path: Path) -> dict[str, list[_Filled]]:
    """Key of the question → the rows that answer it; the same question may stand on several sheets."""
    filled: dict[str, list[_Filled]] = {}
    found_any = False
    for sheet in read_workbook(path).sheets:
        header = _header(sheet)
        if header is None:
            continue
        found_any = True
        for row in _rows_of(sheet, *header, path.name):
            filled.setdefault(row.key, []).append(row)
    if not found_any:
        raise DataError(
            "kein Blatt mit den Spalten „Rückfrage“ und „Antwort“; bitte die ausgefüllte findings.xlsx nennen.", path
        )
    return filled


def _header(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    for row, columns in sheet.rows.items():
        places = {sheet.text(row, column).strip(): column for column in columns}
        if set(HEADINGS[:2]) <= places.keys():
            return row, places
    return None


def _rows_of(sheet: Sheet, header: int, places: dict[str, int], file: str) -> Iterator[_Filled]:
    for row in sheet.rows:
        texts = {name: sheet.text(row, places[name]).strip() if name in places else "" for name in HEADINGS}
        at = (row, places["Antwort"])
        answer = sheet.errors.get(at, texts["Antwort"])
        if row > header and answer and _KEY.fullmatch(texts["Rückfrage"]):
            day = sheet.cells.get((row, places["Datum"]), "") if "Datum" in places else ""
            yield _Filled(
                key=texts["Rückfrage"],
                place=f"{file}, Blatt „{sheet.name}“, Zelle {address(at)}",
                answer=answer,
                reason=texts["Begründung"],
                answered_by=texts["beantwortet von"],
                date=_iso_date(day if isinstance(day, dt.date) else shown(day)),
            )


def _iso_date(value: dt.date | str) -> str:
    """2026-02-03 where it is a date, else the text as it stands."""
    if isinstance(value, dt.date):
        return value.strftime("%Y-%m-%d")
    for form in ("%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"):
        try:
            return dt.datetime.strptime(value.strip(), form).strftime("%Y-%m-%d")
        except ValueError:
            continue
    return value.strip()


def _asked(dataset: intake.Dataset, year: int) -> dict[str, _Asked]:
    """Key → question, of one year."""
    asked = {}
    raw = _raw_values(dataset, year)
    all_rows = questions.of_year(dataset.findings, *dataset.rows, year=year)
    for finding in all_rows.to_dict("records"):
        level = LEVELS[finding["level"] or "measure"]
        frame, number = dataset.rows_of(level.name), level.id_column
        now, before = frame[frame["year"] == year], frame[frame["year"] == dataset.previous_year]
        about = now[now[number] == finding["id"]].to_dict("records")
        asked[finding["key"]] = _Asked(
            finding=finding,
            about=about[0] if about else {},
            raw=raw.get((finding["level"], finding["id"]), {}),
            numbers_now=frozenset(now[number]),
            numbers_before=frozenset(before[number]),
            strategy=dataset.strategy,
        )
    return asked


def _raw_values(dataset: intake.Dataset, year: int) -> dict[tuple[str, str], Mapping[str, str]]:
    """Level and ID → column → what the export itself says there, by which the register finds the cell again."""
    own = {*dataset.measures.loc[dataset.measures["year"] == year, "source_file"]}
    own |= {*dataset.goals.loc[dataset.goals["year"] == year, "source_file"]}
    return {
        (record.level, record.id): record.raw
        for path in dataset.sources
        if path.name in own
        for export in read_export(path, dataset.strategy, Corrections())
        if export.year == year
        for record in (*export.measures, *export.goals)
    }


def _with_answer(
    answers: Answers, key: str, rows: list[_Filled], asked: _Asked | None, registered: Iterable[Entry]
) -> Answers:
    """The answers and what the rows of one question add to them."""
    first = rows[0]
    if other := next((row for row in rows if values.key(row.answer) != values.key(first.answer)), None):
        problem = f"{other.place}: „{other.answer}“ widerspricht der Antwort „{first.answer}“ in {first.place}"
        return answers.noted(problem=f"{problem}; bitte nur eine stehen lassen.")
    if any(isinstance(entry, Correction) and key in entry.reason for entry in registered):
        return answers.noted(note=f"{first.place}: steht schon im Korrekturverzeichnis.")
    if asked is None and values.key(first.answer) in _CONFIRMING:
        return answers.noted(note=f"{first.place}: schon bestätigt oder erledigt, die Frage stellt sich nicht mehr.")
    if asked is None:
        return answers.noted(
            problem=f"{first.place}: Die Rückfrage {key} gibt es zu diesem Export nicht (mehr); "
            "bitte die Antwort in der Tabelle selbst eintragen.",
        )
    try:
        entry = _entry(asked, first)
    except _NotUnderstoodError as error:
        return answers.noted(problem=f"{first.place}: „{first.answer}“ {error}.")
    except _OnlyNotedError:
        number = f" zu {asked.finding['id']}" if asked.finding["id"] else ""
        note = (
            f"„{first.answer}“{number} ist keine Korrektur eines Wertes; bitte in der Tabelle selbst berücksichtigen."
        )
        return answers.noted(note=f"{first.place}: {note}")
    return answers.with_entry(entry)


def _entry(asked: _Asked, filled: _Filled) -> Entry:
    """The entry that an answer makes: a confirmation where it leaves things as they were read."""
    finding = asked.finding
    if finding["code"] == "id-shifted":
        return _shift(asked, filled)
    if _confirms(finding, filled.answer):
        return _confirmation(finding)
    if finding["code"] in ("vanished", "appeared"):
        return _renumbering(asked, filled.answer)
    if not finding["answered_in"]:
        raise _OnlyNotedError
    column, use = _value(asked, filled.answer)
    now = str(asked.about.get(column, ""))
    if use == now and finding["code"] not in questions.NOTHING_READ:
        return _confirmation(finding)
    return _correction(asked, filled, column, use)


def _confirmation(finding: dict[Any, Any]) -> Confirmation:
    return Confirmation(int(finding["year"]), *(finding[name] for name in ("id", "code", "column", "raw")))


def _confirms(finding: dict[Any, Any], answer: str) -> bool:
    key = values.key(answer)
    if key in _CONFIRMING:
        if finding["code"] in questions.NOTHING_READ:
            raise _NotUnderstoodError(
                "beantwortet die Frage nicht, denn es wurde nichts gelesen; bitte die Angabe eintragen"
            )
        return True
    if key not in ("ja", "j") or finding["code"] not in _YES_CONFIRMS:
        return False
    if finding["column"] == "schedule" and finding["cleaned"] != "on_schedule":
        raise _NotUnderstoodError(
            f"ist hier nicht eindeutig; bitte „{questions.CONFIRMED}“ oder den richtigen Wert eintragen"
        )
    return True


def _correction(asked: _Asked, filled: _Filled, column: str, use: str) -> Correction:
    finding = asked.finding
    return Correction(
        year=int(finding["year"]),
        id=finding["id"],
        column=column,
        found=asked.raw.get(column, finding["raw"]),
        use=use,
        reason=f"{filled.reason} (Rückfrage {filled.key})" if filled.reason else f"Antwort auf Rückfrage {filled.key}",
        reported_to=filled.answered_by or finding["responsible"].replace(questions.NO_OFFICE, ""),
        date=filled.date,
    )


def _shift(asked: _Asked, filled: _Filled) -> Entry:
    """Yes: the measure of last year under a new number; no: another one; a number: the right one."""
    finding, answer = asked.finding, values.key(filled.answer)
    if answer in ("ja", "j") or answer in _CONFIRMING:
        return Renumbering(int(finding["year"]), finding["cleaned"], finding["id"])
    if answer in ("nein", "n"):
        return _confirmation(finding)
    number = ids.parse(filled.answer)
    if number is None or number.rest:
        raise _NotUnderstoodError("ist hier nicht eindeutig; möglich sind: ja, nein oder die richtige Nummer")
    column = "goal_id" if finding["level"] == "goal" else "measure_id"
    return _correction(asked, filled, column, number.text)


def _renumbering(asked: _Asked, answer: str) -> Renumbering:
    number = ids.parse(answer)
    finding = asked.finding
    if number is None or number.rest:
        raise _OnlyNotedError
    gone = finding["code"] == "vanished"
    if number.text not in (asked.numbers_now if gone else asked.numbers_before):
        where = "dieses Jahres" if gone else "des Vorjahres"
        raise _NotUnderstoodError(f"ist keine Nummer der Tabelle {where}; bitte die Nummer prüfen")
    old, new = (finding["id"], number.text) if gone else (number.text, finding["id"])
    return Renumbering(int(finding["year"]), old, new)


def _value(asked: _Asked, answer: str) -> tuple[str, str]:
    """The column that an answer corrects, and the value to use there."""
    finding = asked.finding
    if values.key(answer) in ("ja", "j", "nein", "n") and finding["answered_in"] != ("schedule",):
        raise _NotUnderstoodError(f"ist hier nicht eindeutig; {_possible(finding)}")
    for column in finding["answered_in"]:
        vocabulary = questions.vocabulary_of(column, finding["level"])
        if column in _NUMBER_COLUMNS:
            number = ids.parse(answer)
            if number is None or number.rest:
                raise _NotUnderstoodError("ist keine Nummer; bitte nur die Nummer eintragen")
            return column, number.text
        if vocabulary is None:
            return column, workbooks.clean(answer)
        code = answer.strip()
        if code not in vocabulary.codes:
            code = values.read(vocabulary, answer, asked.strategy.words.get(vocabulary.name)).code
        if code != UNKNOWN:
            # A measure is discarded by its status; the schedule follows from it.
            return ("status", code) if code == "discarded" else (column, code)
    raise _NotUnderstoodError(f"ist nicht zu verstehen; {_possible(finding)}")


def _possible(finding: dict[Any, Any]) -> str:
    return (
        f"möglich sind: {', '.join(finding['options'])}" if finding["options"] else "bitte den richtigen Wert eintragen"
    )
