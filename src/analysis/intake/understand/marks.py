"""Columns headed by a code each and marked with x: one column a code, taken together as one."""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.intake.understand.evidence import Evidence
from analysis.intake.understand.weigh import Roles

MOST = 0.5
MOST_COLUMNS = 200


@dataclass(frozen=True)
class Marks:
    """The role that the columns give together, and the code of each: column index → code."""

    role: str
    codes: Mapping[int, str]


def marked_columns(line: int, columns: Mapping[int, Evidence], roles: Roles) -> dict[int, Marks]:
    """First column of each group → the group; `line` is the header line that names the codes, 0 for none."""
    found: dict[int, Marks] = {}
    if not line:
        return found
    left = list(columns)[:MOST_COLUMNS]
    while left:
        group = max((_run(line, left, columns, role.name, roles) for role in roles.roles), key=lambda m: len(m.codes))
        if len(group.codes) > 1 and _are_marked(group, columns):
            found[left[0]] = group
            left = left[len(group.codes) :]
        else:
            left = left[1:]
    return found


def _run(line: int, left: list[int], columns: Mapping[int, Evidence], name: str, roles: Roles) -> Marks:
    """The columns from the first on that are headed by different codes of one role, side by side."""
    codes: dict[int, str] = {}
    reads = roles[name].reads
    for index in left:
        code = reads(columns[index].sheet.text(line, index)) if reads and roles[name].timed else ""
        if not code or code in codes.values() or (codes and index != max(codes) + 1):
            break
        codes[index] = code
    return Marks(name, codes)


def _are_marked(group: Marks, columns: Mapping[int, Evidence]) -> bool:
    filled = sum(len(columns[index].cells) for index in group.codes)
    marked = sum(len(columns[index].cells) * columns[index].marks for index in group.codes)
    return marked >= MOST * filled
