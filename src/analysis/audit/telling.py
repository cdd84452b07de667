"""An audit as the command prints it: lines of German text, or JSON."""

import json
from collections import Counter
from dataclasses import asdict

from analysis.audit.results import KINDS, NOT_CHECKED, RIGHT, WRONG, Audit, counts
from analysis.german import NBSP, quote


def as_json(audit: Audit) -> str:
    """A list of objects line, quote, kind, printed, expected, message, source, sure; one a wrong statement."""
    findings = [asdict(statement.finding) for statement in audit.wrong if statement.finding]
    return json.dumps(findings, ensure_ascii=False, indent=2)


def as_text(audit: Audit) -> str:
    """What is wrong, then how many statements were checked and why the others were not."""
    lines: list[str] = []
    for statement in audit.wrong:
        finding = statement.finding
        assert finding is not None
        certainty = "" if finding.sure else " (eine der beiden Stellen)"
        lines += [
            f"{statement.where.said}, {KINDS[finding.kind]}{certainty}: {quote(finding.quote)}",
            f"    gedruckt {quote(finding.printed)}, erwartet {finding.expected}. {finding.message}",
            f"    Woher: {finding.source}",
        ]
    return "\n".join([*lines, *([""] if lines else []), summary(audit)])


def summary(audit: Audit) -> str:
    """How many statements were found, right, wrong and not checked, with the reasons for not checking."""
    of = counts(list(audit.statements))
    reasons = Counter(s.reason for s in audit.statements if s.result == NOT_CHECKED)
    lines = [
        f"{audit.document.path.name}: {len(audit.statements)} Aussagen mit Zahlen gefunden: {of[RIGHT]} richtig, "
        f"{of[WRONG]} falsch, {of[NOT_CHECKED]} nicht geprüft."
    ]
    lines += [f"    nicht geprüft, {number}{NBSP}×: {reason}" for reason, number in reasons.most_common()]
    return "\n".join(lines)
