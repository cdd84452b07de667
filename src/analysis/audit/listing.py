"""An audit to look at in a notebook: how many statements there are, what is wrong, what was not checked and why."""

from pathlib import Path

import pandas as pd
from IPython.display import Markdown
from pandas.io.formats.style import Styler

from analysis.audit import audit, marked
from analysis.audit.results import KINDS, NOT_CHECKED, RIGHT, WRONG, Audit
from analysis.dataset import Dataset
from analysis.pages.tables import show

_RESULTS = {RIGHT: "richtig", WRONG: "falsch", NOT_CHECKED: "nicht geprüft"}
_NO_REPORT = Markdown("Kein Bericht angegeben: Der Parameter `report` nennt die Datei (.docx, .pdf, .md oder .txt).")


def audited(report: str, dataset: Dataset) -> Audit | None:
    """The report against itself and the data; None where none is named."""
    return audit(Path(report), dataset) if report else None


def tally(read: Audit | None, dataset: Dataset) -> Styler | Markdown:
    """One row per result and reason: how many statements."""
    if read is None:
        return _NO_REPORT
    rows = pd.DataFrame(
        {"Ergebnis": [_RESULTS[s.result] for s in read.statements], "Grund": [s.reason for s in read.statements]}
    )
    counted = rows.groupby(["Ergebnis", "Grund"], sort=False).size().reset_index(name="Aussagen")
    return show(counted.sort_values("Aussagen", ascending=False), dataset.strategy, numbers=["Aussagen"])


def wrong(read: Audit | None, dataset: Dataset) -> Styler | Markdown:
    """One row per wrong statement, in the order of the report."""
    if read is None:
        return _NO_REPORT
    rows = [
        {
            "Stelle": statement.where.said,
            "Was": KINDS[finding.kind],
            "Satz": finding.quote,
            "gedruckt": finding.printed,
            "erwartet": finding.expected,
            "Warum": finding.message,
            "Woher": finding.source,
        }
        for statement in read.wrong
        if (finding := statement.finding)
    ]
    return show(pd.DataFrame(rows), dataset.strategy)


def not_checked(read: Audit | None, dataset: Dataset) -> Styler | Markdown:
    """One row per statement that was not checked, with the reason."""
    if read is None:
        return _NO_REPORT
    rows = [
        {"Stelle": s.where.said, "Zahl": s.where.printed, "Satz": s.where.quote, "Grund": s.reason}
        for s in read.statements
        if s.result == NOT_CHECKED
    ]
    return show(pd.DataFrame(rows), dataset.strategy)


def mark(read: Audit | None, to: str) -> Markdown:
    """Write the marked copy where `to` names a file."""
    if read is None or not to:
        return Markdown("Keine markierte Kopie gewünscht.")
    marked.write(read, Path(to))
    return Markdown(f"Markierte Kopie: `{to}`")
