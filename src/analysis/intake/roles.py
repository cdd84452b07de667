"""What each column of a table gives: told by heading and content together, with the reason kept."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from analysis.intake.columns import FULL, MOST, PREVIOUS_ROLES, ROLES, VALUE_ROLES, Column, Profile, Words, profile_of
from analysis.intake.headings import Heading, understand
from analysis.intake.marks import marked_columns
from analysis.intake.workbook import Sheet

TITLE_LENGTH = 8  # characters on average
TEXTS = ("note", "reason", "next_step", "updated", "due", "title")


def columns_of(
    sheet: Sheet, header: Sequence[int], rows: Sequence[int], block: Sequence[int], words: Words
) -> tuple[Column, ...]:
    """Every column of the table with its role and the reason for it."""
    headings = {
        column: understand([sheet.text(row, column) for row in header if sheet.text(row, column)]) for column in block
    }
    data = [row for row in rows if len(sheet.rows[row]) > 1]
    profiles = {column: profile_of(sheet, data, column, words) for column in block}
    matrix = marked_columns(sheet, header, block, profiles, words)
    columns = {
        c: Column(c, headings[c])
        for c in block
        if not any(c in m.marks for m in matrix) or c in {m.index for m in matrix}
    }
    columns |= {column.index: replace(column, heading=headings[column.index]) for column in matrix}
    open_columns = [c for c in columns.values() if not c.marks]
    numbered = _number_roles(open_columns, profiles)
    columns |= {column.index: column for column in numbered}
    has_measures = any(column.role == "measure_id" for column in columns.values())
    untold = [column for column in columns.values() if not column.role and not column.marks]
    claimed = {_by_heading(c.heading, profiles[c.index], has_measures=has_measures) for c in untold}
    for column in untold:
        columns[column.index] = _role(column, profiles[column.index], claimed, has_measures=has_measures)
    columns |= {column.index: column for column in _goals_own_status(list(columns.values()))}
    settled = _one_column_a_role(sorted(columns.values(), key=lambda c: c.index), profiles)
    return tuple(_with_title(settled, profiles, has_measures=has_measures))


def _goals_own_status(columns: Sequence[Column]) -> list[Column]:
    """Of two status columns that do not say of what, the one before the measures' number is the goals'."""
    measure = next((c.index for c in columns if c.role == "measure_id"), None)
    goal = next((c.index for c in columns if c.role == "goal_id"), None)
    untold = [c for c in columns if c.role == "status" and not c.heading.level and c.year is None]
    if measure is None or goal is None or len(untold) < 2:
        return []
    return [
        replace(c, role="goal_status", why=f"{c.why}, zwischen Ziel und Maßnahme")
        for c in untold
        if goal < c.index < measure
    ]


def _with_title(columns: list[Column], profiles: Mapping[int, Profile], *, has_measures: bool) -> list[Column]:
    """Where no heading names the title, the longest texts that no heading explains are it."""
    role = "title" if has_measures else "goal_title"
    if any(column.role == role for column in columns):
        return columns
    untold = [
        column
        for column in columns
        if not (column.role or column.heading.speaks or column.marks) and profiles[column.index].length >= TITLE_LENGTH
    ]
    longest = max(untold, key=lambda c: profiles[c.index].length, default=None)
    return [replace(c, role=role, why="längste Texte neben den Nummern") if c is longest else c for c in columns]


def _number_roles(columns: Sequence[Column], profiles: Mapping[int, Profile]) -> list[Column]:
    """The columns that number fields, goals and measures."""
    numbered: list[Column] = []
    candidates = [
        column
        for column in columns
        if profiles[column.index].numbers >= MOST
        and column.heading.attribute in ("", "id", "title")
        and not (column.heading.running or column.heading.previous or column.heading.wished)
    ]
    # A title such as „Maßnahme 1.2.3.4" holds a number too; the column of bare numbers goes before it.
    for column in sorted(candidates, key=lambda c: (c.heading.attribute != "id", profiles[c.index].with_text >= MOST)):
        profile, heading = profiles[column.index], column.heading
        depth = profile.depths.most_common(1)[0][0]
        if heading.level == "field" or (depth == 1 and heading.level != "measure" and heading.attribute != "id"):
            continue
        if heading.level in ("measure", "goal", "strategic_goal"):
            role = "strategic_goal_id" if heading.level == "strategic_goal" else f"{heading.level}_id"
            why = f"Überschrift „{heading.text}“"
            if role == "goal_id" and depth >= 4:
                role, why = "measure_id", "vierstellige Nummern"
        else:
            role = {4: "measure_id", 3: "goal_id", 2: "strategic_goal_id"}.get(depth, "measure_id")
            why = f"Nummern wie im Inhalt ({profile.depths.total()} von {profile.filled})"
            if profile.depths[4] and profile.depths[4] * 4 >= profile.depths[depth]:
                role = "measure_id"
        if all(other.role != role for other in numbered):
            numbered.append(replace(column, role=role, why=why))
    return _settled(numbered, columns, profiles)


def _settled(numbered: list[Column], columns: Sequence[Column], profiles: Mapping[int, Profile]) -> list[Column]:
    """Without a measure column, the deepest numbers are measures if measure words stand beside them."""
    roles = {column.role for column in numbered}
    headed = [c for c in columns if c.heading.running or c.heading.attribute == "id"]
    empty = all(not profile.filled for profile in profiles.values())
    if not numbered and headed and (empty or profiles[headed[0].index].filled):
        column = headed[-1] if empty else headed[0]
        level = "goal" if column.heading.level == "goal" else "measure"
        return [replace(column, role=f"{level}_id", why=f"Überschrift „{column.heading.text}“")]
    if "measure_id" in roles or not numbered:
        return numbered
    speaks_of_measures = any(
        profiles[c.index].own["measure_status"] >= 0.2
        or profiles[c.index].shares["schedule"] >= MOST
        or profiles[c.index].shares["horizon"] >= MOST
        or c.heading.level == "measure"
        for c in columns
    )
    explicit = any(column.heading.level in ("goal", "strategic_goal") for column in numbered)
    if not speaks_of_measures or explicit:
        return numbered
    deepest = max(numbered, key=lambda c: (profiles[c.index].depths.most_common(1)[0][0], -c.index))
    return [
        replace(c, role="measure_id", why=f"{c.why}, daneben Angaben zu Maßnahmen") if c is deepest else c
        for c in numbered
    ]


def _role(column: Column, profile: Profile, claimed: Set[str], *, has_measures: bool) -> Column:
    """The role of a column that gives no numbers; what other headings claim, content does not take."""
    heading = column.heading
    by_heading = f"Überschrift „{heading.text}“"
    content = _by_content(profile, heading, has_measures=has_measures)
    headed = _by_heading(heading, profile, has_measures=has_measures)
    if headed in VALUE_ROLES:
        agrees = profile.shares[VALUE_ROLES[headed].name] > 0.2 or not profile.filled
        if not agrees and content:
            headed, by_heading = content, _because_of(content, profile)
        elif not agrees and headed == "status" and profile.dates >= FULL:
            headed, by_heading = "updated", "Inhalt (Datumsangaben)"
    elif (
        content
        and content not in claimed
        and (not headed or (headed in TEXTS and profile.shares[VALUE_ROLES[content].name] >= FULL))
    ):
        headed, by_heading = content, _because_of(content, profile)
    if heading.wished:
        headed = ""
    if headed in PREVIOUS_ROLES and (heading.previous):
        headed = PREVIOUS_ROLES[headed]
    elif heading.previous:
        headed = ""
    year = heading.years[-1] if headed in VALUE_ROLES and heading.years else None
    return replace(column, role=headed, why=by_heading if headed else "", year=year)


def _because_of(role: str, profile: Profile) -> str:
    return f"Inhalt ({round(100 * profile.shares[VALUE_ROLES[role].name])} % {ROLES[role]})"


def _by_heading(heading: Heading, profile: Profile, *, has_measures: bool) -> str:
    match heading.attribute:
        case "status":
            return _status_role(heading, profile, has_measures=has_measures)
        case "horizon" | "schedule" | "responsible" | "due" | "reason" | "next_step" | "updated" | "note" as role:
            return role
        case "title":
            return "goal_title" if heading.level == "goal" or not (has_measures or heading.level) else _title(heading)
        case "":
            if heading.level == "field":
                return "field"
            if heading.level in ("goal", "measure") and not heading.previous:
                return "goal_title" if heading.level == "goal" else "title"
            if heading.previous and max(profile.shares.values()) >= MOST:
                return _status_role(heading, profile, has_measures=has_measures)
    return ""


def _title(heading: Heading) -> str:
    return "" if heading.level in ("field", "strategic_goal") else "title"


def _status_role(heading: Heading, profile: Profile, *, has_measures: bool) -> str:
    if heading.level == "goal":
        return "goal_status"
    if heading.level == "measure":
        return "status"
    if profile.own["goal_status"] != profile.own["measure_status"]:
        return "goal_status" if profile.own["goal_status"] > profile.own["measure_status"] else "status"
    return "status" if has_measures else "goal_status"


def _by_content(profile: Profile, heading: Heading, *, has_measures: bool) -> str:
    """The vocabulary that most of the cells are written in, whatever the heading says.

    Words that are used of anything (ja, mittel, laufend) are no proof.
    """
    if profile.filled < 2:
        return ""
    name, share = max(profile.shares.items(), key=lambda item: (item[1], profile.proofs[item[0]]))
    if share < 0.7 or profile.proofs[name] < MOST / 2:
        return ""
    if name in ("measure_status", "goal_status"):
        return _status_role(heading, profile, has_measures=has_measures)
    return "horizon" if name == "horizon" else "schedule"


def _one_column_a_role(columns: Sequence[Column], profiles: Mapping[int, Profile]) -> list[Column]:
    """Of several columns with one role the one whose heading says so stays; a value may have one a year.

    Headings that say the same are rivals: what the other says is compared (`Column.rivals`).
    """
    of_role: dict[str, list[Column]] = {}
    for column in columns:
        of_role.setdefault(column.role, []).append(column)
    staying = {column.index: column for column in of_role.pop("", [])}
    for role, candidates in of_role.items():
        of_year = {c.year: c for c in candidates if c.year is not None} if role in VALUE_ROLES else {}
        rest = [c for c in candidates if c.year is None or role not in VALUE_ROLES]
        staying |= {c.index: c for c in of_year.values()}
        if rest:
            best = max(rest, key=lambda c: (_fits(c, profiles[c.index]), -c.index))
            rivals = tuple(
                c.index for c in rest if c is not best and role in VALUE_ROLES and _headed(c) and not c.marks
            )
            staying[best.index] = replace(best, rivals=rivals if _headed(best) else ())
    return [staying.get(c.index) or replace(c, role="", why="", year=None) for c in columns]


def _headed(column: Column) -> bool:
    return column.why.startswith("Überschrift")


def _fits(column: Column, profile: Profile) -> tuple[bool, bool, float]:
    """How well a column fits its role: named by its heading, filled, share of understood cells."""
    vocabulary = VALUE_ROLES.get(column.role)
    share = profile.shares[vocabulary.name] if vocabulary else profile.numbers if column.role.endswith("_id") else 0.0
    return (_headed(column) or bool(column.marks), profile.filled > 0, round(share, 1))
