"""A finished draft → its sheets of cells: header, body, lines between, forms."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from office_tables import lists
from office_tables.draft import Column, Content, Draft, Line, Sheet, lines_of, section_text, text_of
from office_tables.plan import YEAR, Measure


def sheets_of(draft: Draft) -> list[Sheet]:
    """The sheets in their order; notes in the draft which rows have to be told."""
    measures = list(draft.measures)
    if draft.transposed:
        own = [_transposed(draft)]
    elif draft.forms:
        own = [*([_overview(draft)] if draft.form_overview else []), *(_form(draft, measure) for measure in measures)]
    elif draft.place == "offices":
        offices = dict.fromkeys(m.responsible for m in measures)
        own = [_table(draft, [m for m in measures if m.responsible == one], one) for one in offices]
    elif draft.place == "sheets":
        own = [
            _table(draft, [m for m in measures if m.field == one], section_text(draft.section, one), one.number)
            for one in draft.plan.fields
        ]
    elif draft.completed_sheet:
        done = [m for m in measures if m.status == "completed"]
        own = (
            [_table(draft, [m for m in measures if m not in done], draft.sheet_name)]
            if len(done) < len(measures)
            else []
        )
        own += [_table(draft, done, draft.completed_sheet)] if done else []
    else:
        own = [_table(draft, measures, draft.sheet_name)]
    if draft.last_year_sheet:
        own.insert(draft.chance.choice((0, len(own))), _last_year(draft))
    return [*draft.before, *own, *draft.after]


def sheet_name(text: str) -> str:
    return "".join(c for c in text.replace("|", " ") if c not in "[]:*?/\\")[:31].strip()


def _last_year(draft: Draft) -> Sheet:
    """Last year's table, in the same columns."""
    columns = [
        replace(c, contents={m.running: lists.STATUS_LABELS[m.previous] for m in draft.measures})
        if c.role == "status"
        else c
        for c in draft.columns
    ]
    last = replace(draft, columns=columns, line_edits=[], below=[], beside=[], above=[], lost=set(), told_rows=[])
    return _table(last, list(draft.measures), str(YEAR - 1))


def _table(draft: Draft, measures: list[Measure], name: str, field: int = 0) -> Sheet:
    sheet = Sheet(sheet_name(name), [[None] * draft.indent * bool(row) + row for row in draft.above])
    if draft.sheet_title:
        one = next(one for one in draft.plan.fields if one.number == field)
        sheet.rows.append([None] * draft.indent + [section_text(draft.sheet_title, one)])
    top = len(sheet.rows)
    if not draft.own_headers:
        _header(draft, sheet)
    lines = lines_of(draft, measures)
    for edit in draft.line_edits:
        edit(draft, lines)
    places: list[int] = []
    for line in lines:
        places.append(len(sheet.rows))
        _body_line(draft, sheet, line)
        if draft.own_headers and line.kind == "section":
            _header(draft, sheet)
    for index, column in enumerate(draft.columns):
        if column.role in draft.merged_roles:
            _merge_down(sheet, draft.indent + index, [_key(line, column) for line in lines], places)
    if draft.below:
        sheet.rows += [[], *([None] * draft.indent + row for row in draft.below)]
    for offset, row in enumerate(draft.beside):
        while len(sheet.rows) <= top + offset:
            sheet.rows.append([])
        line_above = sheet.rows[top + offset]
        line_above += [None] * (draft.indent + len(draft.columns) + 1 - len(line_above)) + row
    sheet.hidden_columns = {draft.indent + index for index, column in enumerate(draft.columns) if column.hidden}
    return sheet


def _header(draft: Draft, sheet: Sheet) -> None:
    """One to three lines: headings; above them what neighbours have in common; above that the table's halves."""
    top, left, width = len(sheet.rows), draft.indent, len(draft.columns)
    groups = [column.group for column in draft.columns]
    grouped, halved = any(groups), draft.header == 3 and width > 3
    lines: list[list[Content]] = [[None] * (left + width) for _ in range(1 + grouped + halved)]
    bottom = len(lines) - 1

    def write(line: int, first: int, last: int, text: str, down_to: int | None = None) -> None:
        lines[line][left + first] = _typed(text, len(draft.measures) % 2 == 0)
        if last > first or (down_to or line) > line:
            sheet.merged.append((top + line, left + first, top + (down_to or line), left + last))

    for index, column in enumerate(draft.columns):
        on_top = grouped and draft.headings_on_top and not column.group
        write(bottom - on_top, index, index + column.wide, column.heading, bottom)
    for first, last in _runs(groups):
        write(bottom - 1, first, last, groups[first])
    if halved:
        half = next(
            i for i in range(width // 2, width) if i == width - 1 or groups[i] != groups[i - 1] or not groups[i]
        )
        write(0, 0, half - 1, draft.halves[0])
        write(0, half, width - 1, draft.halves[1])
    sheet.rows += lines
    for extra in draft.header_extras:
        sheet.rows.append([None] * left + extra(draft))


def _typed(text: str, as_excel_does: bool) -> Content:
    """A heading; Excel makes numbers and dates of what looks so, unless somebody prevents it."""
    if as_excel_does and text.isdecimal():
        return int(text)
    if as_excel_does and re.fullmatch(r"\d\d\.\d\d\.\d{4}", text):
        return dt.datetime.strptime(text, "%d.%m.%Y").date()
    return text or None


def _runs(groups: Sequence[str]) -> list[tuple[int, int]]:
    """First and last index of each run of one and the same group, "" left out."""
    runs: list[tuple[int, int]] = []
    for index, group in enumerate(groups):
        if group and index and groups[index - 1] == group:
            runs[-1] = (runs[-1][0], index)
        elif group:
            runs.append((index, index))
    return runs


def _body_line(draft: Draft, sheet: Sheet, line: Line) -> None:
    row: list[Content] = [None] * (draft.indent + len(draft.columns))
    at = len(sheet.rows)
    for index, column in enumerate(draft.columns):
        content: Content = None
        if line.measure:
            content = column.contents.get(line.measure.running)
        elif line.goal:
            content = column.goals.get(line.goal.id)
        row[draft.indent + index] = line.cells.get(index, content)
        if column.wide and line.kind in ("measure", "goal"):
            sheet.merged.append((at, draft.indent + index, at, draft.indent + index + 1))
    if line.across and len(row) - draft.indent > 1:
        sheet.merged.append((at, draft.indent, at, len(row) - 1))
    if line.hidden:
        sheet.hidden_rows.add(at)
    if line.without_number:
        draft.told_rows.append((sheet.name, at + 1))
    sheet.rows.append(row)


def _key(line: Line, column: Column) -> object:
    """What cells that are merged down have in common; None where they cannot be."""
    if line.measure is None:
        return None
    match column.role:
        case "field":
            return line.measure.field
        case "strategic":
            return line.measure.goal.field, line.measure.goal.strategic
        case "goal_id" | "goal_title" | "goal_status":
            return line.measure.goal
    return column.contents.get(line.measure.running)


def _merge_down(sheet: Sheet, column: int, keys: Sequence[object], places: Sequence[int]) -> None:
    """Merge the cells of rows below each other that have the same key."""
    start = 0
    for number in range(1, len(keys) + 1):
        goes_on = number < len(keys) and keys[number] == keys[start] and places[number] == places[number - 1] + 1
        if goes_on and keys[start] is not None:
            sheet.rows[places[number]][column] = None
            continue
        if number - start > 1:
            sheet.merged.append((places[start], column, places[number - 1], column))
        start = number


def _form(draft: Draft, measure: Measure) -> Sheet:
    """A sheet of one measure: labels on the left, what they say on the right; perhaps milestones below."""
    sheet = Sheet(sheet_name(draft.form_name(measure)), [["Maßnahmensteckbrief", None, "Stand 31.12.2025"], []])
    pairs: list[list[Content]] = []
    for column in [*draft.columns, Column("note", "Kurzbeschreibung", {measure.running: f"Text zu {measure.title}."})]:
        content = column.contents.get(measure.running)
        if content is not None:
            label = f"{column.group} – {column.heading}" if column.group else column.heading
            pairs.append([label.rstrip(":") + draft.form_colon, *[None] * (draft.form_gap - 1), content])
    if draft.form_pairs:
        for first, second in zip(pairs[::2], [*pairs[1::2], []], strict=False):
            sheet.rows.append([*first, None, *second])
    else:
        sheet.rows += pairs
    if draft.form_milestones:
        sheet.rows += [[], ["Meilenstein", "Termin", "Status"]]
        sheet.rows += [
            ["Beschluss", "03/2024", "erledigt"],
            ["Vergabe", "09/2025", "offen"],
            ["Abnahme", "2027", "geplant"],
        ]
    return sheet


def _overview(draft: Draft) -> Sheet:
    """The forms' numbers and titles once more as a list."""
    columns = [column for column in draft.columns if column.role in ("id", "title", "status")]
    rows: list[list[Content]] = [[column.heading for column in columns]]
    rows += [[column.contents.get(m.running) for column in columns] for m in draft.measures]
    return Sheet("Übersicht", rows)


def _transposed(draft: Draft) -> Sheet:
    """A row for each heading, a column for each measure."""
    rows: list[list[Content]] = [["Maßnahmenübersicht"], ["Stand: 31.12.2025"], []]
    rows += [[column.heading, *(column.contents.get(m.running) for m in draft.measures)] for column in draft.columns]
    return Sheet(draft.sheet_name, rows)


def dump(sheets: Sequence[Sheet]) -> str:
    """The sheets as text, a line a row, for people who want to look."""
    lines: list[str] = []
    for sheet in sheets:
        hidden = f" hidden columns {sorted(sheet.hidden_columns)}" if sheet.hidden_columns else ""
        lines.append(f"--- {sheet.name}{' (hidden)' if sheet.hidden else ''}{hidden}")
        across = [(top, left, bottom, right) for top, left, bottom, right in sheet.merged if right > left]
        down = {(row, left) for top, left, bottom, _ in sheet.merged for row in range(top + 1, bottom + 1)}
        for number, row in enumerate(sheet.rows):
            shown = [
                text_of(content).replace("\n", "⏎") or "^" * ((number, i) in down) for i, content in enumerate(row)
            ]
            for top, left, bottom, right in across:
                if top <= number <= bottom:
                    shown[left + 1 : right + 1] = ["<"] * (right - left)
            lines.append(f"{number + 1:3} {'(hidden) ' if number in sheet.hidden_rows else ''}" + " | ".join(shown))
    return "\n".join(lines)
