"""The register of known source errors (corrections.toml), applied to the cells of one year."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.intake import values
from analysis.intake.findings import Findings
from analysis.intake.workbook import Position
from analysis.strategy import Correction
from analysis.vocabulary import GOAL_STATUS, HORIZON, MEASURE_STATUS, SCHEDULE

_LABELS: Mapping[str, Mapping[str, str]] = {
    "status": GOAL_STATUS.labels | MEASURE_STATUS.labels,
    "horizon": HORIZON.labels,
    "schedule": SCHEDULE.labels,
}


@dataclass
class Register:
    """The entries of one year by ID and column; `used` collects those that were applied."""

    entries: Mapping[tuple[str, str], Correction]
    findings: Findings
    year: int
    used: set[Correction] = field(default_factory=set)

    def apply(self, number: str, column: str, raw: str, value: str, *, sheet: str, at: Position) -> str:
        """The entry's value where there is one for what the cell says, and told; else `value`."""
        entry = self.entries.get((number, column))
        if entry is None or values.key(entry.found) != values.key(raw):
            return value
        self.used.add(entry)
        use = _LABELS.get(column, {}).get(entry.use, entry.use)
        reason = f": {entry.reason}" if entry.reason else ""
        self.findings.add(
            "corrected",
            f"„{raw or 'leer'}“ nach dem Korrekturverzeichnis als „{use}“ geführt{reason}.",
            sheet=sheet,
            at=at,
            column=column,
            id=number,
            raw=raw,
            cleaned=entry.use,
            year=self.year,
        )
        return entry.use
