"""What the intake tells the keepers of the table: collected while reading, in German."""

from dataclasses import dataclass, field, replace

from analysis.intake.records import Record
from analysis.intake.workbook import Position, address
from analysis.vocabulary import FINDING_CODES


@dataclass(frozen=True)
class Finding:
    """One finding; year 0 until the year of the export is known."""

    code: str
    severity: str
    message: str
    source_file: str = ""
    source_sheet: str = ""
    cell: str = ""
    column: str = ""
    id: str = ""
    raw: str = ""
    cleaned: str = ""
    year: int = 0

    def as_row(self, municipality: str) -> dict[str, object]:
        return {"municipality": municipality, **vars(self)}


@dataclass
class Findings:
    """The findings of one file, in the order in which they were made."""

    source_file: str
    all: list[Finding] = field(default_factory=list)
    turned: frozenset[str] = frozenset()  # sheets that are read turned round

    def add(
        self,
        code: str,
        message: str,
        *,
        sheet: str = "",
        at: Position | None = None,
        column: str = "",
        id: str = "",
        raw: str = "",
        cleaned: str = "",
        year: int = 0,
        severity: str = "",
        source_file: str = "",
    ) -> None:
        self.all.append(
            Finding(
                code=code,
                severity=severity or FINDING_CODES[code][0],
                message=message,
                source_file=source_file or self.source_file,
                source_sheet=sheet,
                cell=address(at[::-1] if sheet in self.turned else at) if at else "",
                column=column,
                id=id,
                raw=raw,
                cleaned=cleaned,
                year=year,
            )
        )

    def about(
        self, record: Record, code: str, message: str, column: str, *, raw: str = "", cleaned: str = "", year: int = 0
    ) -> None:
        """A finding on one column of a record: its cell, what stands there, what it was read as."""
        self.add(
            code,
            message,
            sheet=record.sheet,
            at=record.cells.get(column, record.at),
            column=column,
            id=record.id,
            raw=raw or record.raw.get(column, ""),
            cleaned=cleaned or record.said.get(column) or "",
            year=year,
        )

    def dated(self, year: int) -> list[Finding]:
        """The findings with the year put in where none was known."""
        return [finding if finding.year else replace(finding, year=year) for finding in self.all]
