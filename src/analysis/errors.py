"""What stops the program. What a keeper of the table can mend is a finding, not an error."""

import errno
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, NamedTuple

FACTS: Final = "application/vnd.monitoring.error+json"
FULL: Final = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


class Kind(StrEnum):
    """What sort of thing went wrong, which decides what is to be done (`analysis.runs.advice`)."""

    DATA = "data"  # a table, a register, a folder or a command has to be put right
    HELD = "held"  # a file is open elsewhere, or access to it is not allowed
    DISK_FULL = "disk_full"
    STORE = "store"  # a store in the network cannot be reached or refuses
    KILLED = "killed"  # ended by the system, mostly for want of memory
    SLOW = "slow"
    PARAMETERS = "parameters"  # a notebook does not declare what is passed to it
    PROGRAM = "program"


class Place(NamedTuple):
    """What an error is about: a file by its name, and in it a sheet and the A1 address of a cell, or ""."""

    file: str
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        """„Monitoring_2025.xlsx, Blatt „HF 4“, Zelle D17"."""
        sheet, cell = self.sheet and f"Blatt „{self.sheet}“", self.cell and f"Zelle {self.cell}"
        return ", ".join(filter(None, (self.file, sheet, cell)))


class DataError(Exception):
    """One German line for the user: what is wrong, in which file and cell, what to do; with its facts.

    `file` stands before the text; `places` are what else the error is about.
    """

    def __init__(
        self,
        text: str,
        file: Path | None = None,
        *,
        sheet: str = "",
        cell: str = "",
        places: Iterable[Place] = (),
        kind: Kind = Kind.DATA,
    ) -> None:
        super().__init__(f"{file}: {text}" if file else text)
        self.kind = kind
        self.places = (*([Place(file.name, sheet, cell)] if file else []), *places)

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows in place of a traceback; the facts go with it, for whoever executes the notebook."""
        from IPython.display import display

        facts = {"text": str(self), "kind": self.kind, "places": self.places}
        display({FACTS: facts}, raw=True)
        return [f"Fehler: {self}"]


def with_facts(facts: dict[str, Any]) -> DataError:
    """The error whose facts a notebook has left."""
    places = [Place(*place) for place in facts["places"]]
    return DataError(facts["text"], places=places, kind=Kind(facts["kind"]))


def kind_of(error: BaseException) -> Kind:
    """What sort of thing went wrong where an error of any class was raised."""
    if isinstance(error, DataError):
        return error.kind
    if isinstance(error, MemoryError):
        return Kind.KILLED
    if isinstance(error, OSError) and error.errno in FULL:
        return Kind.DISK_FULL
    return Kind.HELD if isinstance(error, PermissionError) else Kind.PROGRAM
