"""Rows of one number, of one table or of several, become one record; numbers that start anew are told apart."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from analysis.intake import values
from analysis.intake.findings import Findings
from analysis.intake.records import TEXT_ROLES, Record
from analysis.intake.understand.monitoring import VALUE_ROLES
from analysis.intake.workbook import address, position
from analysis.numbers import is_dotted
from analysis.vocabulary import UNKNOWN

_COMPARED = ("title", "goal_id", "horizon", "status", "schedule", *TEXT_ROLES)


def one_row_a_number(records: Sequence[Record], findings: Findings, year: int) -> list[Record]:
    """Rows that bear one ID counted once, and told; rows of tables that complete each other are joined."""
    result: dict[str, Record] = {}
    for record in records:
        first = result.setdefault(record.id, record)
        if first is record:
            continue
        differing = _join(first, record)
        if differing is None or ((record.beside or first.beside) and not differing):
            continue
        where = f"{first.sheet}!{address(first.at)}"
        if differing:
            message = f"Nummer {record.id} steht schon in {where} mit anderen Angaben ({', '.join(differing)}); "
            message += "gezählt wird sie einmal. Bitte die Nummern klären."
        else:
            message = f"Nummer {record.id} steht mit gleichen Angaben schon in {where}; gezählt wird sie einmal."
        findings.add(
            "id-duplicate",
            message,
            sheet=record.sheet,
            at=record.at,
            column="measure_id" if record.level == "measure" else "goal_id",
            id=record.id,
            raw=record.id,
            year=year,
            severity="" if differing else "info",
        )
    return list(result.values())


def _join(first: Record, further: Record) -> list[str] | None:
    """German names of what differs; None where the rows come from tables that complete each other.

    What only one of them has is taken over; status, horizon and schedule that differ become unknown.
    """
    names = {"title": "Titel", "due": "Termin", "field": "Handlungsfeld", "goal_id": "operatives Ziel"}
    names |= {role: vocabulary.label for role, vocabulary in VALUE_ROLES.items()}
    if first.level == "goal":
        names["status"] = names["goal_status"]
    other_table = (first.sheet, first.table) != (further.sheet, further.table)
    shared = [n for n in _COMPARED if first.said.get(n) is not None and further.said.get(n) is not None]
    differing = [n for n in shared if values.key(first.said[n] or "") != values.key(further.said[n] or "")]
    differing += ["due"] if first.due and further.due and first.due != further.due else []
    differing += ["field"] if len({first.field_number, further.field_number} - {None}) > 1 else []
    completes = other_table and not differing and not any(n in shared for n in ("horizon", "status", "schedule"))
    for name, value in further.said.items():
        if first.said.get(name) is None and value is not None:
            first.said[name] = value
            if name in further.cells:
                first.cells[name], first.raw[name] = further.cells[name], further.raw.get(name, "")
    for name in ("horizon", "status", "schedule"):
        if name in differing:
            first.said[name] = UNKNOWN
    first.due = first.due or further.due
    if completes:
        return None
    return [names.get(name, "weitere Angaben") for name in differing]


def number_by_field(records: Sequence[Record], findings: Findings, extras: Sequence[dict[str, object]]) -> None:
    """Numbers that start anew in each field bear it: M1 of field 2 becomes 2/M1, in findings and extras too.

    They do where the fields' own rows begin with one and the same number, and no field has a number twice.
    """
    by_field: dict[int, list[str]] = {}
    for record in records:
        if record.field_number is not None and not (is_dotted(record.id) and "." in record.id):
            by_field.setdefault(record.field_number, []).append(record.id)
    shared = Counter(number for numbers in by_field.values() for number in dict.fromkeys(numbers))
    starts = Counter(numbers[0] for numbers in by_field.values())
    if not any(count > 1 and shared[number] > 1 for number, count in starts.items()):
        return
    if any(len(set(numbers)) * 2 <= len(numbers) for numbers in by_field.values()):
        return
    renamed: dict[tuple[str, int, str], str] = {}
    for record in records:
        if record.field_number is not None and not (is_dotted(record.id) and "." in record.id):
            new = f"{record.field_number}/{record.id}"
            renamed[record.sheet, record.source_row, record.id] = new
            record.id = new
    for number, finding in enumerate(findings.all):
        if finding.cell:
            row = position(finding.cell)[0]
            id_ = renamed.get((finding.source_sheet, row, finding.id), finding.id)
            findings.all[number] = replace(finding, id=id_)
    for extra in extras:
        row = position(str(extra["cell"]))[0]
        extra["id"] = renamed.get((str(extra["source_sheet"]), row, str(extra["id"])), extra["id"])
