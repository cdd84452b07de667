"""Which tables a sheet holds, and what each of their columns gives.

Found, not configured: by the headings (`analysis.intake.headings`) and by the content together, with
the reason for each choice kept for `check --explain`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from analysis.intake import ids, values
from analysis.intake.dating import due_date
from analysis.intake.headings import Heading, understand
from analysis.intake.workbook import Cell, Sheet, address
from analysis.vocabulary import GOAL_STATUS, HORIZON, MEASURE_STATUS, SCHEDULE, UNKNOWN, VOCABULARIES, Vocabulary

Words = Mapping[str, Mapping[str, str]]
MAX_HEADER_ROWS = 4
FULL = 0.9  # so much of a column must be of one kind to speak against a heading that says otherwise
MOST = 0.5

# What a column can give → its German name for --explain. `id` holds goals and measures alike.
ROLES = {
    "field": "Handlungsfeld",
    "strategic_goal_id": "Nummer des strategischen Ziels",
    "goal_id": "Nummer des operativen Ziels",
    "goal_title": "Titel des operativen Ziels",
    "goal_status": "Umsetzungsstatus des operativen Ziels",
    "previous_goal_status": "Umsetzungsstatus des operativen Ziels im Vorjahr",
    "measure_id": "Nummer der Maßnahme",
    "title": "Titel der Maßnahme",
    "responsible": "Zuständigkeit",
    "horizon": "Zeithorizont",
    "status": "Umsetzungsstatus der Maßnahme",
    "previous_status": "Umsetzungsstatus der Maßnahme im Vorjahr",
    "schedule": "Zeitplan",
    "due": "Termin",
    "reason": "Begründung",
    "next_step": "nächster Schritt",
    "updated": "Bearbeitungsdatum",
    "note": "Bemerkung",
}
VALUE_ROLES = {"status": MEASURE_STATUS, "goal_status": GOAL_STATUS, "horizon": HORIZON, "schedule": SCHEDULE}
PREVIOUS_ROLES = {"status": "previous_status", "goal_status": "previous_goal_status"}


@dataclass(frozen=True)
class Column:
    """One column of a table: its role ("" where not understood), and the reason.

    `marks` is set where each code has a column of its own: column index → code; `year` where the
    heading of one of several status columns names a year.
    """

    index: int
    heading: Heading
    role: str = ""
    why: str = ""
    year: int | None = None
    marks: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """A table on a sheet: its header rows, the rows below that belong to it, its columns."""

    sheet: Sheet
    header: tuple[int, ...]
    rows: tuple[int, ...]
    columns: tuple[Column, ...]

    def column(self, role: str) -> Column | None:
        return next((column for column in self.columns if column.role == role), None)

    @property
    def has_measures(self) -> bool:
        return self.column("measure_id") is not None

    @property
    def has_goals(self) -> bool:
        return self.column("goal_id") is not None


def tables(sheet: Sheet, words: Words) -> list[Table]:
    """The tables of a sheet that hold measures or goals, from top to bottom and left to right."""
    found = []
    headers = list(_headers(sheet, words))
    for number, header in enumerate(headers):
        end = headers[number + 1][0] if number + 1 < len(headers) else sheet.last_row + 1
        rows = tuple(row for row in sheet.rows if (header[-1] if header else 0) < row < end)
        for block in _blocks(sheet, header, rows):
            columns = _roles(sheet, header, rows, block, words)
            table = Table(sheet, header, rows, columns)
            if (table.has_measures or table.has_goals) and _tells_something(table):
                found.append(table)
    return found


def _tells_something(table: Table) -> bool:
    """A list of numbers with nothing beside them is no table."""
    roles = {column.role for column in table.columns}
    return bool(roles & {"status", "goal_status", "title", "goal_title", "horizon", "schedule"})


def _headers(sheet: Sheet, words: Words) -> Iterator[tuple[int, ...]]:
    """The header rows of each table; a repeat of the header before is none of its own."""
    before: tuple[str, ...] = ()
    any_header = False
    seen_data = False
    row_numbers = list(sheet.rows)
    taken: set[int] = set()
    for row in row_numbers:
        if row in taken:
            continue
        if _is_data(sheet, row):
            seen_data = True
            continue
        if _heading_count(sheet, row) < (3 if seen_data else 2):
            continue
        header = _header_from(sheet, row, words)
        taken.update(header)
        texts = tuple(values.key(sheet.text(row, column)) for column in sheet.rows[row])
        if texts == before:
            continue
        before, any_header = texts, True
        yield header
    if not any_header and seen_data:
        yield ()


def _header_from(sheet: Sheet, row: int, words: Words) -> tuple[int, ...]:
    """The header that begins at `row`: it and the rows directly below that still are headings."""
    header = [row]
    while len(header) < MAX_HEADER_ROWS:
        below = header[-1] + 1
        if below not in sheet.rows or _is_data(sheet, below):
            break
        covered = any(sheet.anchor(below, column)[0] in header for column in range(1, sheet.last_column + 1))
        marks = len(_value_headings(sheet, below, words)) >= 2
        if not (marks or _heading_count(sheet, below) >= (1 if covered else 2)):
            break
        header.append(below)
    return tuple(header)


def _value_headings(sheet: Sheet, row: int, words: Words) -> dict[int, tuple[str, str]]:
    """Column → (vocabulary, code) for headings that are themselves a status, a horizon, an answer."""
    found = {}
    for column in sheet.rows.get(row, []):
        text = sheet.text(row, column)
        for name, vocabulary in VOCABULARIES.items():
            reading = values.read(vocabulary, text, words.get(name))
            if reading.how == "exact":
                found[column] = (name, reading.code)
                break
    return found


def _heading_count(sheet: Sheet, row: int) -> int:
    """How many different headings a row holds; a total or a note has at most one."""
    texts = {sheet.text(row, column) for column in sheet.rows.get(row, [])}
    return len({text for text in texts if not ids.is_dotted(text) and understand([text]).speaks})


def _is_data(sheet: Sheet, row: int) -> bool:
    """True where one of the first cells holds a dotted or lettered number and others stand beside it."""
    columns = sheet.rows.get(row, [])
    numbers = [ids.parse(_cell(sheet, row, column), sheet.decimals.get((row, column))) for column in columns[:5]]
    return len(columns) > 1 and any(
        number and (number.depth >= 2 or (number.depth == 0 and not number.rest)) for number in numbers
    )


def _cell(sheet: Sheet, row: int, column: int) -> Cell:
    return sheet.cells.get(sheet.anchor(row, column), "")


def _blocks(sheet: Sheet, header: Sequence[int], rows: Sequence[int]) -> list[list[int]]:
    """The columns in use, cut at empty ones where each part has numbers of its own (tables side by side)."""
    used = {column for row in (*header, *rows) for column in sheet.rows.get(row, [])}
    used |= {right for _, left, _, r in sheet.merged for right in range(left, r + 1) if _ in header and right in used}
    blocks: list[list[int]] = []
    for column in sorted(used):
        if blocks and column == blocks[-1][-1] + 1:
            blocks[-1].append(column)
        else:
            blocks.append([column])
    with_ids = [block for block in blocks if _id_columns(sheet, rows, block)]
    if len(with_ids) < 2:
        return [sorted(used)]
    joined: list[list[int]] = []
    for block in blocks:
        if joined and block not in with_ids:
            joined[-1].extend(block)
        else:
            joined.append(list(block))
    return joined


def _id_columns(sheet: Sheet, rows: Sequence[int], columns: Sequence[int]) -> list[int]:
    return [c for c in columns if _profile(sheet, rows, c, {}).numbers >= MOST]


@dataclass(frozen=True)
class _Profile:
    """What a column's cells look like: how many there are and which share is of which kind."""

    filled: int
    numbers: float
    depths: Counter[int]
    with_text: float
    shares: dict[str, float]
    own: dict[str, float]
    dates: float
    marks: float
    length: float


def _profile(sheet: Sheet, rows: Sequence[int], column: int, words: Words) -> _Profile:
    cells = [_cell(sheet, row, column) for row in rows if (row, column) in sheet.cells]
    texts = [sheet.text(row, column) for row in rows if (row, column) in sheet.cells]
    numbers = [ids.parse(cell) for cell in cells]
    fitting = [
        number
        for number, text in zip(numbers, texts, strict=True)
        if number and (number.depth != 1 or len(text) <= 40) and not values.key(text).endswith("%")
    ]
    filled = len(cells) or 1
    distinct = Counter(values.key(text) for text in texts)
    codes = {
        name: {text: values.read(vocabulary, text, words.get(name)).code for text in distinct}
        for name, vocabulary in VOCABULARIES.items()
    }
    understood = {name: {text for text, code in found.items() if code != UNKNOWN} for name, found in codes.items()}
    shares = {name: sum(distinct[text] for text in found) / filled for name, found in understood.items()}
    own = {
        name: sum(
            distinct[text]
            for text in found
            if not any(text in understood[other] for other in understood if other != name)
        )
        / filled
        for name, found in understood.items()
    }
    return _Profile(
        filled=len(cells),
        numbers=len(fitting) / filled,
        depths=Counter(number.depth for number in fitting),
        with_text=sum(bool(number.rest) for number in fitting) / filled,
        shares=shares,
        own=own,
        dates=sum(
            due_date(cell) is not None and not values.key(text).isdigit()
            for cell, text in zip(cells, texts, strict=True)
        )
        / filled,
        marks=sum(values.is_mark(text) for text in texts) / filled,
        length=sum(map(len, texts)) / filled,
    )


def _roles(
    sheet: Sheet, header: Sequence[int], rows: Sequence[int], block: Sequence[int], words: Words
) -> tuple[Column, ...]:
    """Every column of the table with its role and the reason for it."""
    headings = {
        column: understand([sheet.text(row, column) for row in header if sheet.text(row, column)]) for column in block
    }
    data = [row for row in rows if len(sheet.rows[row]) > 1]
    profiles = {column: _profile(sheet, data, column, words) for column in block}
    matrix = _matrix(sheet, header, block, profiles, words)
    columns = {c: Column(c, headings[c]) for c in block if not any(c in m.marks for m in matrix) or c in _first(matrix)}
    columns |= {column.index: replace(column, heading=headings[column.index]) for column in matrix}
    open_columns = [c for c in columns.values() if not c.marks]
    numbered = _number_roles(open_columns, profiles)
    columns |= {column.index: column for column in numbered}
    has_measures = any(column.role == "measure_id" for column in columns.values())
    for column in list(columns.values()):
        if not column.role and not column.marks:
            columns[column.index] = _role(column, profiles[column.index], has_measures=has_measures)
    return tuple(_one_column_a_role(sorted(columns.values(), key=lambda c: c.index), profiles))


def _first(matrix: Sequence[Column]) -> set[int]:
    return {column.index for column in matrix}


def _matrix(
    sheet: Sheet, header: Sequence[int], block: Sequence[int], profiles: Mapping[int, _Profile], words: Words
) -> list[Column]:
    """Columns headed by a status each and marked with x, taken together as one column."""
    if not header:
        return []
    candidates = {
        column: [
            (name, reading.code)
            for name, vocabulary in VOCABULARIES.items()
            if (reading := values.read(vocabulary, sheet.text(header[-1], column), words.get(name))).how == "exact"
        ]
        for column in block
        if profiles[column].marks >= FULL or not profiles[column].filled
    }
    found = []
    run: dict[int, list[tuple[str, str]]] = {}
    for column in [*block, None]:
        if column is not None and candidates.get(column):
            run[column] = candidates[column]
            continue
        found += _marks_of(run)
        run = {}
    return found


def _marks_of(run: Mapping[int, Sequence[tuple[str, str]]]) -> list[Column]:
    """Cut a run of value headings into the vocabularies that explain the most of it, left to right."""
    columns = sorted(run)
    if len(columns) < 2:
        return []
    best: dict[int, str] = {}
    for name in VOCABULARIES:
        marks: dict[int, str] = {}
        for column in columns:
            code = dict(run[column]).get(name)
            if code is None or code in marks.values():
                break
            marks[column] = code
        if len(marks) > len(best):
            best, best_name = marks, name
    if len(best) < 2:
        return _marks_of({column: run[column] for column in columns[1:]})
    role = next(role for role, vocabulary in VALUE_ROLES.items() if vocabulary.name == best_name)
    rest = {column: run[column] for column in columns if column not in best}
    why = f"je Ausprägung eine Spalte mit Kreuzen ({len(best)} Spalten)"
    return [Column(columns[0], Heading(), role, why, marks=best), *_marks_of(rest)]


def _number_roles(columns: Sequence[Column], profiles: Mapping[int, _Profile]) -> list[Column]:
    """The columns that number fields, goals and measures."""
    numbered = []
    candidates = [
        column
        for column in columns
        if profiles[column.index].numbers >= MOST
        and column.heading.attribute in ("", "id", "title")
        and not column.heading.running
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


def _settled(numbered: list[Column], columns: Sequence[Column], profiles: Mapping[int, _Profile]) -> list[Column]:
    """Without a measure column, the deepest numbers are measures if measure words stand beside them."""
    roles = {column.role for column in numbered}
    headed_running = [c for c in columns if c.heading.running or c.heading.attribute == "id"]
    if not numbered and headed_running:
        column = headed_running[0]
        level = "goal" if column.heading.level == "goal" else "measure"
        if profiles[column.index].filled:
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


def _role(column: Column, profile: _Profile, *, has_measures: bool) -> Column:
    """The role of a column that gives no numbers."""
    heading = column.heading
    by_heading = f"Überschrift „{heading.text}“"
    content = _by_content(profile, heading, has_measures=has_measures)
    headed = _by_heading(heading, profile, has_measures=has_measures)
    headed_vocabulary = VALUE_ROLES.get(headed)
    if headed_vocabulary is not None:
        agrees = profile.shares[headed_vocabulary.name] > 0.2 or not profile.filled
        if not agrees and content:
            headed = content
            by_heading = f"Inhalt ({round(100 * profile.shares[VALUE_ROLES[content].name])} % {ROLES[content]})"
        elif not agrees and headed == "status" and profile.dates >= FULL:
            headed, by_heading = "updated", "Inhalt (Datumsangaben)"
    elif content and (not headed or headed in ("note", "reason", "next_step", "updated", "due", "title")):
        share = profile.shares[VALUE_ROLES[content].name]
        if not headed or share >= FULL:
            headed, by_heading = content, f"Inhalt ({round(100 * share)} % {ROLES[content]})"
    if headed in PREVIOUS_ROLES and (heading.previous):
        headed = PREVIOUS_ROLES[headed]
    elif heading.previous:
        headed = ""
    year = heading.years[-1] if headed in ("status", "goal_status") and heading.years else None
    return replace(column, role=headed, why=by_heading if headed else "", year=year)


def _by_heading(heading: Heading, profile: _Profile, *, has_measures: bool) -> str:
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


def _status_role(heading: Heading, profile: _Profile, *, has_measures: bool) -> str:
    if heading.level == "goal":
        return "goal_status"
    if heading.level == "measure":
        return "status"
    if profile.own["goal_status"] != profile.own["measure_status"]:
        return "goal_status" if profile.own["goal_status"] > profile.own["measure_status"] else "status"
    return "status" if has_measures else "goal_status"


def _by_content(profile: _Profile, heading: Heading, *, has_measures: bool) -> str:
    """The vocabulary that most of the cells are written in, whatever the heading says."""
    if profile.filled < 2:
        return ""
    name, share = max(profile.shares.items(), key=lambda item: item[1])
    if share < 0.7:
        return ""
    if name in ("measure_status", "goal_status"):
        return _status_role(heading, profile, has_measures=has_measures)
    return "horizon" if name == "horizon" else "schedule"


def _one_column_a_role(columns: Sequence[Column], profiles: Mapping[int, _Profile]) -> list[Column]:
    """Of several columns with one role the one whose heading says so stays; status may have one a year."""
    result: list[Column] = []
    for column in columns:
        rivals = [c for c in columns if c.role == column.role and c.role and c is not column]
        if not rivals:
            result.append(column)
            continue
        years = {c.year for c in (column, *rivals)}
        if column.role in ("status", "goal_status") and None not in years and len(years) == len(rivals) + 1:
            result.append(column)
            continue
        best = max((column, *rivals), key=lambda c: (_fits(c, profiles[c.index]), -c.index))
        result.append(column if best is column else replace(column, role="", why=""))
    return result


def _fits(column: Column, profile: _Profile) -> tuple[bool, float, bool]:
    """How well a column fits its role: filled, share of understood cells, named by its heading."""
    vocabulary: Vocabulary | None = VALUE_ROLES.get(column.role)
    share = profile.shares[vocabulary.name] if vocabulary else profile.numbers if column.role.endswith("_id") else 0.0
    return (profile.filled > 0, round(share, 1), column.why.startswith("Überschrift"))


def explain(table: Table) -> list[str]:
    """German lines: where the table lies, and how each column was understood."""
    what = " und ".join(
        name for name, there in (("Maßnahmen", table.has_measures), ("operative Ziele", table.has_goals)) if there
    )
    header = f"Überschriften in Zeile {', '.join(map(str, table.header))}" if table.header else "keine Überschriften"
    lines = [f"Blatt „{table.sheet.name}“: {what}; {header}; {len(table.rows)} Zeilen darunter"]
    for column in table.columns:
        letter = address((1, column.index))[:-1]
        if column.role:
            year = f" {column.year}" if column.year else ""
            lines.append(f"  {letter}  {ROLES[column.role]}{year} – {column.why}")
        elif column.heading.text or profile_filled(table, column):
            lines.append(f"  {letter}  nicht verstanden, bleibt erhalten – „{column.heading.text}“")
    return lines


def profile_filled(table: Table, column: Column) -> bool:
    return any((row, column.index) in table.sheet.cells for row in table.rows)
