"""What the office has confirmed (`[[confirmed]]` in corrections.toml) is not asked again."""

from collections.abc import Iterable

from analysis.intake import values
from analysis.intake.findings import Finding
from analysis.strategy import Confirmation


def without_confirmed(
    findings: Iterable[Finding], confirmed: Iterable[Confirmation]
) -> tuple[list[Finding], list[Confirmation]]:
    """The findings that nobody has confirmed, and the confirmations that match none.

    A confirmation counts for its year, and as long as the cell says the same.
    """
    open_ones: list[Finding] = []
    entries = {_key(c.year, c.id, c.code, c.column, c.found): c for c in confirmed}
    matched: set[tuple] = set()
    for finding in findings:
        key = _key(finding.year, finding.id, finding.code, finding.column, finding.raw)
        if key in entries:
            matched.add(key)
        else:
            open_ones.append(finding)
    return open_ones, [entry for key, entry in entries.items() if key not in matched]


def _key(year: int, number: str, code: str, column: str, text: str) -> tuple:
    return year, number, code, column, values.key(text)
