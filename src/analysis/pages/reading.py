"""`internal/reading.html`: each sheet of the export as it was understood, to be checked at a glance."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Final

from IPython.display import HTML

from analysis import intake
from analysis.dataset import Dataset
from analysis.intake.export import Export, Reading
from analysis.intake.kinds import KINDS
from analysis.intake.understand.tables import Column, Table
from analysis.intake.workbook import Sheet, address
from analysis.strategy import COLUMN_NAMES

MOST_ROWS: Final = 300
MOST_COLUMNS: Final = 60
LONGEST: Final = 90
# Columns by what they give: background of each group, light enough for black text.
GROUPS: Final = {
    "Nummern": ("#DCE9F7", ("measure_id", "goal_id", "strategic_goal_id")),
    "Titel und Handlungsfeld": ("#E4F1E4", ("title", "goal_title", "field")),
    "Status": ("#FBE8C8", ("status", "goal_status", "previous_status", "previous_goal_status")),
    "Zeit": ("#EFE3F5", ("horizon", "schedule", "due", "updated")),
    "Texte": ("#EEF0F2", ("responsible", "reason", "next_step", "note")),
}
_COLOURS: Final = {role: colour for colour, roles in GROUPS.values() for role in roles}
_STYLE: Final = """
.reading{font-family:system-ui,sans-serif;font-size:14px;color:#1b1b1b;max-width:100%}
.reading h2{margin:1.5em 0 .3em}.reading .scroll{overflow:auto;max-height:30em;border:1px solid #b5b5b5}
.reading table{border-collapse:collapse;font-size:12px}.reading td,.reading th{border:1px solid #cfcfcf;
padding:2px 6px;text-align:left;vertical-align:top;max-width:22em}
.reading thead th{position:sticky;top:0;background:#fff}h1{font-family:system-ui,sans-serif}
.reading .doubt{outline:3px solid #B34700;outline-offset:-3px}.reading tr.header td{font-weight:700}
.reading tr.measure th::before{content:"● ";color:#2467AE}.reading tr.goal th::before{content:"◆ ";color:#0A4534}
.reading tr.unread td,.reading tr.unnumbered td{background:#F9D6D2}.reading tr.section td{font-style:italic}
.reading tr.total td,.reading tr.note td,.reading tr.repeat td,.reading tr.outside td{color:#6a6a6a}
.reading .none{color:#6a6a6a}.reading ul{margin:.4em 0}
"""


def shown(dataset: Dataset) -> HTML:
    """The sheets of the year's own exports as they were understood, for a notebook."""
    return HTML(f"<style>{_STYLE}</style>{_body(dataset)}")


def page(dataset: Dataset) -> str:
    """The same as a page of its own."""
    title = f"Wie der Export verstanden wurde: {dataset.strategy.name}, {dataset.year}"
    return (
        f'<!doctype html>\n<html lang="de"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head>\n<body><h1>{escape(title)}</h1>\n{_body(dataset)}</body></html>\n"
    )


def _body(dataset: Dataset) -> str:
    legend = " ".join(
        f'<span style="background:{colour};padding:2px 8px">{escape(name)}</span>'
        for name, (colour, _) in GROUPS.items()
    )
    parts = [f"<p>{legend} <span>weiß: nicht gelesen, bleibt in den Daten erhalten</span></p>"]
    for reading, export in intake.understood(dataset):
        parts.append(f"<h2>{escape(reading.workbook.path.name)}</h2>")
        parts += [_sheet(sheet, reading, export) for sheet in reading.workbook.sheets]
    return f'<div class="reading">{"".join(parts)}</div>'


def _sheet(sheet: Sheet, reading: Reading, export: Export) -> str:
    tables = reading.read(sheet)
    name = f"<h3>Blatt „{escape(sheet.name)}“</h3>"
    if not tables:
        why = reading.aside.get(sheet.name, "es enthält keine Maßnahmen und keine Ziele")
        return f'{name}<p class="none">Wird nicht gelesen: {escape(why)}.</p>'
    doubts = [doubt for table in tables for doubt in table.doubts]
    notes = "".join(f"<li>Zu prüfen: {escape(doubt.message)}</li>" for doubt in doubts)
    account = next(a for a in export.accounts if a.sheet == sheet.name)
    closing = "".join(f"<li>{escape(line)}</li>" for line in account.lines())
    turned = tables[0].sheet.turned
    grid = _form(tables[0]) if turned else _grid(sheet, tables, export.kinds.get(sheet.name, {}))
    return f"{name}{f'<ul>{notes}</ul>' if notes else ''}{grid}<ul>{closing}</ul>"


def _form(table: Table) -> str:
    """A form: what each label was taken for."""
    rows = "".join(
        f'<tr><td>{escape(column.heading.text)}</td><td style="background:{_COLOURS.get(column.role, "#fff")}">'
        f"{escape(_said(column))}</td></tr>"
        for column in table.columns
    )
    return f"<table><thead><tr><th>Beschriftung</th><th>gelesen als</th></tr></thead>{rows}</table>"


def _grid(sheet: Sheet, tables: Iterable[Table], kinds: Mapping[int, str]) -> str:
    """The sheet's cells, coloured by what their columns give, each row with its kind."""
    columns: dict[int, Column] = {}
    headers: set[int] = set()
    uncertain: set[int] = set()
    for table in tables:
        headers |= set(table.header)
        uncertain |= {doubt.index for doubt in table.doubts}
        for column in table.columns:
            columns |= dict.fromkeys((column.index, *column.marks), column)
    width = min(sheet.last_column, MOST_COLUMNS)
    head = "".join(_head(index, columns.get(index), doubt=index in uncertain) for index in range(1, width + 1))
    lines = []
    for row in list(sheet.rows)[:MOST_ROWS]:
        kind = "header" if row in headers else kinds.get(row, "outside")
        label = "Überschrift" if kind == "header" else KINDS.get(kind, "außerhalb")
        coloured = kind in ("header", "measure", "goal", "continuation")
        cells = "".join(
            f"<td{_fill(columns.get(index)) if coloured else ''}>{escape(_short(sheet, row, index))}</td>"
            for index in range(1, width + 1)
        )
        lines.append(f'<tr class="{kind}"><th scope="row">{row}: {label}</th>{cells}</tr>')
    more = (
        f"<p>Gezeigt sind die ersten {MOST_ROWS} von {len(sheet.rows)} Zeilen.</p>"
        if len(sheet.rows) > MOST_ROWS
        else ""
    )
    return f'<div class="scroll"><table><thead><tr><th></th>{head}</tr></thead>{"".join(lines)}</table></div>{more}'


def _head(index: int, column: Column | None, *, doubt: bool) -> str:
    letter = address((1, index))[:-1]
    said = _said(column) if column else ""
    mark = ' class="doubt"' if doubt else ""
    why = f' title="{escape(column.why)}"' if column and column.why else ""
    return f"<th{mark}{why}{_fill(column)}>{letter}{' ?' if doubt else ''}<br>{escape(said)}</th>"


def _said(column: Column) -> str:
    name = COLUMN_NAMES.get(column.role, "nicht gelesen")
    return f"{name} {column.year}" if column.year else name


def _fill(column: Column | None) -> str:
    return f' style="background:{_COLOURS.get(column.role, "#fff")}"' if column and column.role else ""


def _short(sheet: Sheet, row: int, column: int) -> str:
    text = sheet.errors.get((row, column)) or (sheet.text(row, column) if (row, column) in sheet.cells else "")
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
