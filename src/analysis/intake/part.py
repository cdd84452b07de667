"""What the intake of a part of a municipality (indicators, scoring, procurement) gives back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from analysis.intake.findings import Finding


@dataclass(frozen=True)
class Reading:
    """What a part's file says up to a year: rows by the name of their frame, findings, cells kept whole (extras)."""

    tables: Mapping[str, list[dict[str, object]]]
    findings: list[Finding]
    extras: list[dict[str, object]] = field(default_factory=list)


@dataclass(frozen=True)
class Opened:
    """A part's file: the years that it has something of, what it says up to a year, how it was understood.

    `read` takes the reporting year; DataError where there is nothing up to it.
    """

    path: Path
    years: frozenset[int]
    read: Callable[[int], Reading]
    explanation: tuple[str, ...]
