"""A finished draft → its sheets of cells: header, body, lines between, forms."""

from collections.abc import Sequence

from office_tables.draft import Content, Draft, Line, Sheet, lines_of, text_of
from office_tables.plan import Field, Goal, Measure


def sheets_of(draft: Draft) -> list[Sheet]:
    """The sheets in their order; notes in the draft which rows have to be told."""
    if draft.forms:
        own = [_form(draft, measure) for measure in draft.measures]
    elif draft.place == "sheets":
        own = [
            _table(draft, [m for m in draft.measures if m.field == one], _sheet_name(draft, one))
            for one in draft.plan.fields
        ]
    else:
        own = [_table(draft, list(draft.measures), draft.sheet_name)]
    return [*draft.before, *own, *draft.after]


def _sheet_name(draft: Draft, one: Field) -> str:
    name = draft.section.format(number=one.number, name=one.name, letter=chr(64 + one.number), prefix=one.prefix)
    return "".join(c for c in name.replace("|", " ") if c not in "[]:*?/\\")[:31].strip()


def _table(draft: Draft, measures: list[Measure], name: str) -> Sheet:
    sheet = Sheet(name, [list(row) for row in draft.above])
    for row in sheet.rows:
        if row and draft.indent:
            row[:0] = [None] * draft.indent
    top = len(sheet.rows)
    _header(draft, sheet)
    lines = lines_of(draft, measures)
    for edit in draft.line_edits:
        edit(draft, lines)
    for line in lines:
        _body_line(draft, sheet, line)
    if draft.merged_columns:
        _merge_down(draft, sheet, lines, len(sheet.rows) - len(lines))
    if draft.below:
        sheet.rows += [[], *([None] * draft.indent + row for row in draft.below)]
    for offset, row in enumerate(draft.beside):
        while len(sheet.rows) <= top + offset:
            sheet.rows.append([])
        line = sheet.rows[top + offset]
        line += [None] * (draft.indent + len(draft.columns) + 1 - len(line)) + row
    sheet.hidden_columns = {draft.indent + index for index, c in enumerate(draft.columns) if c.hidden}
    return sheet


def _header(draft: Draft, sheet: Sheet) -> None:
    """One to three lines: headings; above them what neighbours have in common; above that the table's halves."""
    top, left, width = len(sheet.rows), draft.indent, len(draft.columns)
    groups = [column.group for column in draft.columns]
    grouped, halved = any(groups), draft.header == 3 and width > 3
    lines: list[list[Content]] = [[None] * (left + width) for _ in range(1 + grouped + halved)]
    bottom = len(lines) - 1

    def write(line: int, first: int, last: int, text: str, *, down_to: int | None = None) -> None:
        lines[line][left + first] = text
        if last > first or (down_to or line) > line:
            sheet.merged.append((top + line, left + first, top + (down_to or line), left + last))

    for index, column in enumerate(draft.columns):
        on_top = grouped and draft.headings_on_top and not column.group
        write(bottom - on_top, index, index, column.heading, down_to=bottom)
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
    for index, column in enumerate(draft.columns):
        content: Content = None
        if line.kind == "measure":
            content = column.contents.get(line.measure.running) if line.measure else None
        elif line.kind == "goal" and line.goal:
            content = column.goals.get(line.goal.id)
        if line.without_number and column.role == "id":
            content = None
        row[draft.indent + index] = line.cells.get(index, content)
    at = len(sheet.rows)
    if line.across and len(row) - draft.indent > 1:
        sheet.merged.append((at, draft.indent, at, len(row) - 1))
    if line.hidden:
        sheet.hidden_rows.add(at)
    if line.without_number:
        draft.told_rows.append((sheet.name, at + 1))
    sheet.rows.append(row)


def _merge_down(draft: Draft, sheet: Sheet, lines: Sequence[Line], top: int) -> None:
    """Merge field and goal cells below each other, as far as the same field or goal goes on."""
    for index, column in enumerate(draft.columns):
        if column.role not in ("field", "goal_id", "goal_title", "goal_status"):
            continue
        at = draft.indent + index
        start = 0
        for number in range(1, len(lines) + 1):
            if number < len(lines) and _of(lines[number], column.role) == _of(lines[start], column.role) is not None:
                continue
            if number - start > 1 and _of(lines[start], column.role) is not None:
                for row in range(top + start + 1, top + number):
                    sheet.rows[row][at] = None
                sheet.merged.append((top + start, at, top + number - 1, at))
            start = number


def _of(line: Line, role: str) -> Field | Goal | None:
    if line.measure is None:
        return None
    return line.measure.field if role == "field" else line.measure.goal


def _form(draft: Draft, measure: Measure) -> Sheet:
    """A sheet of one measure: labels on the left, what they say on the right."""
    name = "".join(c for c in draft.form_name(measure) if c not in "[]:*?/\\")[:31].strip()
    sheet = Sheet(name, [["Maßnahmensteckbrief", None, "Stand 31.12.2025"], []])
    for column in draft.columns:
        if content := column.contents.get(measure.running):
            label = f"{column.group} – {column.heading}" if column.group else column.heading
            sheet.rows.append([label + draft.form_colon, *[None] * (draft.form_gap - 1), content])
    sheet.rows += [["Beschreibung" + draft.form_colon, *[None] * (draft.form_gap - 1), f"Text zu {measure.title}."]]
    return sheet


def dump(sheets: Sequence[Sheet]) -> str:
    """The sheets as text, a line a row, for people who want to look."""
    lines: list[str] = []
    for sheet in sheets:
        lines.append(f"--- {sheet.name}{' (ausgeblendet)' if sheet.hidden else ''} merged {sheet.merged}")
        for number, row in enumerate(sheet.rows, start=1):
            hidden = "(hidden) " if number - 1 in sheet.hidden_rows else ""
            lines.append(f"{number:3} {hidden}" + " | ".join(text_of(c).replace("\n", "⏎") for c in row))
    return "\n".join(lines)
