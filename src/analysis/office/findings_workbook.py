"""`internal/findings.xlsx`: the questions to those who keep the table, with room for their answers."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Font, NamedStyle, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from analysis.office import marked_copy, questions, workbooks
from analysis.strategy import Strategy
from analysis.vocabulary import FINDING_CODES, SEVERITIES

ALL: Final = "Alle Rückfragen"
HEADER_ROW: Final = 4
# Heading → width. `analysis.office.answers` finds the columns by these headings.
COLUMNS: Final = {
    "Rückfrage": 13,
    "Schwere": 10,
    "Blatt": 14,
    "Zelle": 8,
    "Nr.": 10,
    "Titel": 28,
    "Spalte": 18,
    "steht in der Zelle": 20,
    "so gelesen": 17,
    "Frage": 52,
    "Vorschlag": 18,
    "Antwort": 22,
    "Begründung": 26,
    "beantwortet von": 17,
    "Datum": 12,
    "Zuständigkeit": 24,
    "Art": 24,
    "Datei": 28,
}
TO_FILL_IN: Final = ("Antwort", "Begründung", "beantwortet von", "Datum")

_TO_FILL_IN_FILL: Final = PatternFill("solid", fgColor="FFFDE7")
_ASKED, _HINT, _LINKED, _ANSWER, _DAY = "Rückfrage", "nur Hinweis", "Zur Zelle", "Antwort", "Tag der Antwort"
_LONGEST_LIST: Final = 255  # characters of a drop-down list that Excel accepts


def write(
    findings: pd.DataFrame,
    measures: pd.DataFrame,
    goals: pd.DataFrame,
    path: Path,
    *,
    strategy: Strategy,
    year: int,
    export_names: Collection[str],
) -> Path:
    """Write the findings of `year` as questions: one sheet for all, one for each responsible unit.

    One row is one question, errors first, then warnings, then what is only told (hints of one kind on one
    sheet together). `export_names` are
    the names of the exports of which a marked copy lies in the same folder
    (`analysis.office.marked_copy`): their cells are linked. Equal content gives equal bytes.
    DataError where the file is locked.
    """
    asked = questions.hints_together(questions.of_year(findings, measures, goals, strategy, year=year))
    copies = {name: copy for name in export_names if (copy := marked_copy.name_of_copy(name))}
    workbook = Workbook()
    del workbook["Sheet"]
    for style in _styles():
        workbook.add_named_style(style)
    heading = f"Rückfragen zum Monitoring {year} – {strategy.name}"
    if strategy.mark:
        heading += f" ({strategy.mark})"
    _write_sheet(workbook.create_sheet(ALL), asked, heading, copies)
    for office, sheet_name in _sheet_names(asked["responsible"]).items():
        own = asked[asked["responsible"].str.casefold() == office]
        _write_sheet(workbook.create_sheet(sheet_name), own, f"{heading} – {own['responsible'].iloc[0]}", copies)
    return workbooks.save(workbook, path)


def _styles() -> Iterator[NamedStyle]:
    """The looks of the cells, by name: openpyxl dresses a cell in a named style many times faster."""
    link = Font(workbooks.FONT, 11, color="0B57A4", underline="single")
    for name, font in ((_ASKED, workbooks.PLAIN), (_HINT, workbooks.QUIET), (_LINKED, link)):
        yield NamedStyle(name, font, border=workbooks.BORDER, alignment=workbooks.WRAPPED)
    for name, number_format in ((_ANSWER, "@"), (_DAY, "DD.MM.YYYY")):
        style = NamedStyle(name, workbooks.PLAIN, _TO_FILL_IN_FILL, workbooks.BORDER, workbooks.WRAPPED)
        style.number_format = number_format
        yield style
    for severity, label in SEVERITIES.items():
        fill = PatternFill("solid", fgColor=workbooks.SEVERITY_FILLS[severity])
        yield NamedStyle(label, workbooks.PLAIN, fill, workbooks.BORDER, workbooks.WRAPPED)


def _sheet_names(responsible: pd.Series) -> dict[str, str]:
    """Unit (case-folded) → the name of its sheet, in alphabetical order, the unit `NO_OFFICE` last."""
    offices = {name.casefold(): name for name in reversed(list(responsible))}
    last = questions.NO_OFFICE.casefold()
    names: dict[str, str] = {}
    taken = {ALL.casefold(), "history", "verlauf"}  # Excel keeps the last two for itself
    for office in sorted(offices, key=lambda office: (office == last, office)):
        base = re.sub(r"[\[\]:*?/\\]", " ", workbooks.clean(offices[office]))
        base = " ".join(base.split()).strip("' ")[:31].strip("' ") or "Zuständigkeit"
        name, number = base, 1
        while name.casefold() in taken:
            number += 1
            name = f"{base[: 31 - len(f' ({number})')]} ({number})"
        taken.add(name.casefold())
        names[office] = name
    return names


def _write_sheet(sheet: Worksheet, asked: pd.DataFrame, heading: str, copies: dict[str, str]) -> None:
    workbooks.put_text(sheet["A1"], heading).font = workbooks.TITLE
    workbooks.put_text(sheet["A2"], _summary(asked)).font = workbooks.QUIET
    for column, (name, width) in enumerate(COLUMNS.items(), start=1):
        cell = workbooks.put_text(sheet.cell(HEADER_ROW, column), name)
        cell.font, cell.fill, cell.border = workbooks.HEADING, workbooks.HEADING_FILL, workbooks.BORDER
        cell.alignment = workbooks.WRAPPED
        sheet.column_dimensions[get_column_letter(column)].width = width
    answered_from: dict[tuple[str, ...], list[int]] = {}
    for row, asked_row in enumerate(asked.to_dict("records"), start=HEADER_ROW + 1):
        _write_row(sheet, row, asked_row, copies)
        if asked_row["options"]:
            answered_from.setdefault(asked_row["options"], []).append(row)
    for options, rows in answered_from.items():
        sheet.add_data_validation(_drop_down(options, rows))
    workbooks.fit_height(sheet, HEADER_ROW, len(COLUMNS))
    last_row = HEADER_ROW + max(len(asked), 1)
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{get_column_letter(len(COLUMNS))}{last_row}"
    sheet.freeze_panes = f"C{HEADER_ROW + 1}"
    workbooks.set_up_print(sheet, paper=sheet.PAPERSIZE_A3, heading_row=HEADER_ROW, note="Nur für den Dienstgebrauch")


def _summary(asked: pd.DataFrame) -> str:
    if asked.empty:
        return "Keine Rückfragen."
    words = {"error": ("Fehler", "Fehler"), "warning": ("Warnung", "Warnungen"), "info": ("Hinweis", "Hinweise")}
    counts = {severity: int((asked["severity"] == severity).sum()) for severity in words}
    parts = [f"{count} {words[severity][count > 1]}" for severity, count in counts.items() if count]
    return (
        f"{', '.join(parts)}. Bitte die gelben Spalten ausfüllen: zuerst Fehler, dann Warnungen; "
        f"Hinweise nur, wo etwas nicht stimmt. „{questions.CONFIRMED}“ bestätigt, was gelesen wurde."
    )


def _write_row(sheet: Worksheet, row: int, asked: dict, copies: dict[str, str]) -> None:
    texts = {
        "Rückfrage": asked["key"],
        "Schwere": SEVERITIES[asked["severity"]],
        "Blatt": asked["source_sheet"],
        "Zelle": asked["cell"],
        "Nr.": asked["id"],
        "Titel": asked["title"],
        "Spalte": questions.COLUMN_LABELS.get(asked["column"], ""),
        "steht in der Zelle": asked["raw"],
        "so gelesen": asked["shown"],
        "Frage": asked["question"],
        "Vorschlag": asked["proposal"],
        "Zuständigkeit": asked["responsible"],
        "Art": FINDING_CODES[asked["code"]][1],
        "Datei": asked["source_file"],
    }
    linked = asked["source_file"] in copies and asked["cell"] and asked["source_sheet"]
    usual = _HINT if asked["severity"] == "info" else _ASKED
    styles = {"Datum": _DAY, "Schwere": SEVERITIES[asked["severity"]], **dict.fromkeys(TO_FILL_IN[:3], _ANSWER)}
    if linked:
        styles["Zelle"] = _LINKED
    for column, name in enumerate(COLUMNS, start=1):
        cell = sheet.cell(row, column)
        cell.style = styles.get(name, usual)
        workbooks.put_text(cell, texts.get(name, ""))
    if linked:
        _link(sheet.cell(row, _column("Zelle")), copies[asked["source_file"]], asked["source_sheet"], asked["cell"])
    workbooks.fit_height(sheet, row, len(COLUMNS))


def _link(cell: Cell | MergedCell, file: str, sheet_name: str, address: str) -> None:
    cell.hyperlink = Hyperlink(
        ref=cell.coordinate,
        target=quote(file),
        location=f"{quote_sheetname(sheet_name)}!{address}",
        tooltip=f"Öffnet die markierte Zelle in {file}",
    )


def _drop_down(options: tuple[str, ...], rows: list[int]) -> DataValidation:
    letter = get_column_letter(_column("Antwort"))
    listed = f'"{",".join(options)}"'
    assert len(listed) <= _LONGEST_LIST, "the vocabularies' labels fit into one list"
    return DataValidation(
        type="list",
        sqref=" ".join(f"{letter}{first}:{letter}{last}" for first, last in _runs(rows)),
        formula1=listed,
        allow_blank=True,
        showErrorMessage=True,
        errorStyle="warning",
        errorTitle="Andere Antwort",
        error="Diese Antwort steht nicht in der Liste. Trotzdem eintragen?",
    )


def _runs(rows: list[int]) -> list[tuple[int, int]]:
    """First and last of each run of neighbouring rows."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        joins = runs and runs[-1][1] == row - 1
        runs[-1:] = [(runs[-1][0], row)] if joins else [*runs[-1:], (row, row)]
    return runs


def _column(name: str) -> int:
    return list(COLUMNS).index(name) + 1
