"""Findings on one year's records as a whole: what contradicts itself or the strategy."""

import datetime as dt

from analysis.german import GOAL, MEASURE, STRATEGIC_GOAL, Noun, counted
from analysis.intake.export import Export
from analysis.intake.findings import Finding, Findings
from analysis.intake.records import Record
from analysis.strategy import Strategy
from analysis.vocabulary import HORIZON


def check_year(export: Export, strategy: Strategy | None) -> list[Finding]:
    """goal-missing, ongoing-completed and, with a strategy, count-mismatch and overdue."""
    findings = Findings(export.path.name)
    _goals_missing(export, findings)
    for record in export.measures:
        if record.said.get("horizon") == "ongoing" and record.said.get("status") == "completed":
            findings.about(
                record,
                "ongoing-completed",
                "Maßnahme ist fortlaufend und zugleich abgeschlossen; sie wird als abgeschlossen gezählt, "
                "wenn die Strategie nichts anderes bestimmt.",
                "status",
            )
    if strategy:
        for record in export.measures:
            _overdue(record, export.year, strategy, findings)
        rows = (*export.goals, *export.measures)
        strategic = {number for record in rows if (number := record.said.get("strategic_goal_id"))}
        _count(len(strategic), strategy.expected.get("strategic_goals"), STRATEGIC_GOAL, findings)
        _count(len(export.goals), strategy.expected.get("goals"), GOAL, findings)
        _count(len(export.measures), strategy.expected.get("measures"), MEASURE, findings)
    return findings.dated(export.year)


def _goals_missing(export: Export, findings: Findings) -> None:
    goals = {record.id for record in export.goals}
    if not goals:
        return
    for record in export.measures:
        goal = record.said.get("goal_id") or ""
        if goal and goal not in goals:
            message = f"Operatives Ziel {goal} der Maßnahme {record.id} steht in keiner Liste der operativen Ziele."
            findings.about(record, "goal-missing", message, "goal_id", raw=goal)


def _overdue(record: Record, year: int, strategy: Strategy, findings: Findings) -> None:
    if record.said.get("schedule") != "on_schedule" or record.said.get("status") in ("completed", "discarded"):
        return
    horizon = record.said.get("horizon") or ""
    end = record.due or strategy.horizon_end(horizon)
    if end is None or end >= dt.date(year, 12, 31):
        return
    ended = "Termin" if record.due else f"Zeithorizont „{HORIZON.labels[horizon]}“"
    findings.about(
        record,
        "overdue",
        f"{ended} endete am {end:%d.%m.%Y}, die Maßnahme ist nicht abgeschlossen und trotzdem im Zeitplan gemeldet; "
        "bitte Zeitplan oder Zeithorizont prüfen.",
        "schedule",
    )


def _count(number: int, expected: int | None, noun: Noun, findings: Findings) -> None:
    if expected is not None and number != expected:
        findings.add(
            "count-mismatch",
            f"Der Export enthält {counted(number, noun)}, die Strategie nennt {expected}.",
            raw=str(number),
            cleaned=str(expected),
        )
