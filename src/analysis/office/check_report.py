"""What `monitoring check` prints: the findings by sheet and cell, for people or for programs."""

import json

import pandas as pd

from analysis.german import integer
from analysis.vocabulary import FINDING_CODES, SEVERITIES

_PLURAL = {"error": "Fehler", "warning": "Warnungen", "info": "Hinweise"}


def as_json(findings: pd.DataFrame) -> str:
    """A list of objects with the columns of `frames.FINDINGS`."""
    rows = findings.astype({"severity": "str", "code": "str"}).to_dict("records")
    return json.dumps(rows, ensure_ascii=False, indent=2)


def as_text(findings: pd.DataFrame) -> str:
    """File by file and sheet by sheet, a line per finding from top to bottom; then how many there are of what."""
    if findings.empty:
        return "Keine Befunde."
    lines = []
    for file, of_file in findings.groupby("source_file", sort=False):
        lines.append(str(file))
        for sheet, of_sheet in of_file.groupby("source_sheet", sort=False):
            lines.append(f"  Blatt {sheet!s}" if sheet else "  ganze Datei")
            rows = sorted(of_sheet.to_dict("records"), key=lambda row: _position(row["cell"]))
            width = max(len(row["cell"]) for row in rows)
            for row in rows:
                about = f"{row['id']}: " if row["id"] and row["id"] not in row["message"] else ""
                severity = SEVERITIES[row["severity"]]
                lines.append(f"    {row['cell']:<{width}}  {severity:<8} {about}{row['message']} [{row['code']}]")
    return "\n".join([*lines, "", *by_severity(findings)])


def by_severity(rows: pd.DataFrame) -> list[str]:
    """One line a severity, the gravest first: „2 Warnungen: 2 × Handlungsfeld passt nicht zur Nummer"."""
    lines = []
    for severity in reversed(SEVERITIES):
        of_severity = rows[rows["severity"] == severity]
        if len(of_severity):
            codes = of_severity["code"].value_counts(sort=False)
            named = ", ".join(f"{integer(int(n))} × {FINDING_CODES[str(code)][1]}" for code, n in codes.items() if n)
            number = len(of_severity)
            lines.append(f"{integer(number)} {severity_word(severity, number)}: {named}")
    return lines


def severity_word(severity: str, number: int) -> str:
    """„Warnung" for one, „Warnungen" for more."""
    return SEVERITIES[severity] if number == 1 else _PLURAL[severity]


def _position(cell: str) -> tuple[int, int, str]:
    """Sorts cells by row, then by column: A9 before B9 before A10; what has no cell comes first."""
    column = cell.rstrip("0123456789")
    return int(cell[len(column) :] or 0), len(column), column
