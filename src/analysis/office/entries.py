"""Entries of `corrections.toml`: as text, and added to a register without touching what stands in it."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from analysis.office import workbooks
from analysis.office.questions import COLUMN_LABELS
from analysis.strategy import Confirmation, Correction, Renumbering, load_corrections
from analysis.vocabulary import FINDING_CODES

Entry = Correction | Renumbering | Confirmation


@dataclass(frozen=True)
class Answers:
    """What the filled answers of a `findings.xlsx` say.

    `entries` are for `corrections.toml`; `problems` are answers that are not understood, one German
    line each with its cell; `notes` are lines on answers that no entry can express, and on those
    that the register holds already.
    """

    entries: tuple[Entry, ...] = ()
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def confirmed(self) -> int:
        """How many answers leave everything as it was read."""
        return sum(isinstance(entry, Confirmation) for entry in self.entries)

    @property
    def toml(self) -> str:
        """The entries as text of `corrections.toml`."""
        return "\n".join(_toml(entry) for entry in self.entries)

    def noted(self, *, problem: str = "", note: str = "") -> "Answers":
        """The answers with one more line to the reader."""
        problems, notes = (problem,) if problem else (), (note,) if note else ()
        return replace(self, problems=self.problems + problems, notes=self.notes + notes)

    def with_entry(self, entry: Entry, there: Iterable[Entry] | None = None, where: str = "") -> "Answers":
        """The answers with the entry, unless the same or another one stands `there` (default: among them)."""
        other = _about_the_same(entry, self.entries if there is None else there)
        if other is None:
            return replace(self, entries=(*self.entries, entry))
        if _value(other) != _value(entry):
            where = where or "eine andere Antwort"
            return self.noted(
                problem=f"{_name(entry)}: „{_value(entry)}“ widerspricht „{_value(other)}“ ({where}); bitte klären."
            )
        return self.noted(note=f"{_name(entry)}: steht schon in {where}.") if where else self


def add(register: Path, answers: Answers) -> Answers:
    """Append the entries to a `corrections.toml`, made where there is none; what stands in it stays.

    Returns the answers with the entries that were added. An entry that the register holds already is
    noted and not repeated; one that contradicts it becomes a problem. DataError where the register
    is no valid corrections.toml or cannot be written.
    """
    known = load_corrections(register)
    there: list[Entry] = [*known.corrections, *known.renumbered, *known.confirmed]
    added = replace(answers, entries=())
    for entry in answers.entries:
        added = added.with_entry(entry, there, register.name)
    if added.entries:
        text = register.read_bytes() if register.exists() else b""
        gap = b"" if not text else b"\n" if text.endswith(b"\n") else b"\n\n"
        workbooks.write_bytes(register, text + gap + added.toml.encode())
    return added


def _about_the_same(entry: Entry, there: Iterable[Entry]) -> Entry | None:
    return next((other for other in there if _subject(other) == _subject(entry)), None)


def _subject(entry: Entry) -> tuple:
    if isinstance(entry, Confirmation):
        return entry.year, entry.id, entry.code, entry.column
    return (entry.year, entry.id, entry.column) if isinstance(entry, Correction) else (entry.year, entry.old)


def _value(entry: Entry) -> str:
    match entry:
        case Correction():
            return entry.use
        case Renumbering():
            return entry.new
        case Confirmation():
            return entry.found


def _name(entry: Entry) -> str:
    if isinstance(entry, Renumbering):
        return f"Umnummerierung {entry.year} von {entry.old}"
    if isinstance(entry, Confirmation):
        return f"Bestätigung {entry.year}, {entry.id}, {FINDING_CODES[entry.code][1]}"
    return f"Korrektur {entry.year}, {entry.id}, {COLUMN_LABELS.get(entry.column, entry.column)}"


def _toml(entry: Entry) -> str:
    if isinstance(entry, Renumbering):
        lines = [f"year = {entry.year}", f"from = {_quoted(entry.old)}", f"to = {_quoted(entry.new)}"]
        return "\n".join(["[[renumbered]]", *lines, ""])
    if isinstance(entry, Confirmation):
        lines = [f"{name} = {_quoted(getattr(entry, name))}" for name in ("id", "code", "column", "found")]
        return "\n".join(["[[confirmed]]", f"year = {entry.year}", *lines, ""])
    texts = ("id", "column", "found", "use", "reason", "reported_to")
    lines = [
        f"year = {entry.year}",
        *(f"{name} = {_quoted(getattr(entry, name))}" for name in texts),
        f"date = {_date(entry.date)}",
    ]
    return "\n".join(["[[correction]]", *lines, ""])


def _date(text: str) -> str:
    """A TOML date where the text is one, else the text itself."""
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        return _quoted(text)


def _quoted(text: str) -> str:
    """A TOML string: JSON's escapes are TOML's, once the characters that neither may hold are gone."""
    return json.dumps(workbooks.clean(text), ensure_ascii=False)
