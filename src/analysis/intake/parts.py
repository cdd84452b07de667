"""The parts of a municipality beside its monitoring table: opened once, read up to a year, an error stops one only."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pandas as pd

from analysis import frames
from analysis.errors import DataError
from analysis.intake.findings import Finding
from analysis.intake.indicators import open_indicators
from analysis.intake.part import Opened
from analysis.intake.procurement import open_procurement
from analysis.intake.scoring import open_scoring
from analysis.strategy import Strategy

# Part → what opens its file: takes path and strategy, DataError where it cannot be read.
OPENERS: Final[dict[str, Callable[[Path, Strategy | None], Opened]]] = {
    "indicators": open_indicators,
    "scoring": open_scoring,
    "procurement": open_procurement,
}

Tables = dict[str, pd.DataFrame]


def open_parts(
    files: Mapping[str, Sequence[Path]], strategy: Strategy | None
) -> tuple[dict[str, Opened], dict[str, DataError]]:
    """Part → its opened file, and part → why it cannot be opened."""
    opened: dict[str, Opened] = {}
    unread: dict[str, DataError] = {}
    for part, paths in files.items():
        try:
            if len(paths) > 1:
                names = " und ".join(path.name for path in paths)
                raise DataError(f"{paths[0].parent}: {names} sind zwei Dateien für dasselbe; bitte eine entfernen.")
            opened[part] = OPENERS[part](paths[0], strategy)
        except DataError as error:
            unread[part] = error
    return opened, unread


@dataclass(frozen=True)
class Parts:
    """What the parts say up to a year: frames by part and name, findings, cells kept whole; why one says nothing."""

    tables: dict[str, Tables] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    extras: list[dict[str, object]] = field(default_factory=list)
    unread: dict[str, DataError] = field(default_factory=dict)


def read_parts(opened: Mapping[str, Opened], municipality: str, year: int) -> Parts:
    """What each opened part says up to a year."""
    read = Parts()
    for part, file in opened.items():
        try:
            reading = file.read(year)
        except DataError as error:
            read.unread[part] = error
            continue
        read.findings.extend(reading.findings)
        read.extras.extend(reading.extras)
        read.tables[part] = {
            name: frames.conform(schema, [{"municipality": municipality, **row} for row in reading.tables[name]])
            for name, schema in frames.OF_PARTS[part].items()
        }
    return read
