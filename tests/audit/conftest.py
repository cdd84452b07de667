"""Reports drawn in the test: a text in, its statements out."""

from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.audit import Audit, audit
from analysis.audit.results import NOT_CHECKED, RIGHT, WRONG

Judged = Callable[[str], Audit]


@pytest.fixture
def judged(tmp_path: Path) -> Judged:
    """Audits a text written as Markdown."""

    def judge(text: str) -> Audit:
        path = tmp_path / "bericht.md"
        path.write_text(text, encoding="utf-8")
        return audit(path)

    return judge


def result_of(audited: Audit, printed: str) -> str:
    """What became of the first statement that prints this."""
    return next(statement.result for statement in audited.statements if statement.where.printed == printed)


def expectations(audited: Audit) -> list[tuple[str, str]]:
    """What is printed and what is expected, of each wrong statement."""
    return [(s.finding.printed, s.finding.expected.replace("\u00a0", " ")) for s in audited.wrong if s.finding]


__all__ = ["NOT_CHECKED", "RIGHT", "WRONG", "Judged", "expectations", "result_of"]
