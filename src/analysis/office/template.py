"""The export workbook of the coming year, rolled forward from the year before or empty."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Color, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from analysis import german, intake
from analysis.errors import DataError
from analysis.figures.basis import in_year, year_before
from analysis.numbers import natural
from analysis.office import workbooks
from analysis.storage import places
from analysis.strategy import Strategy, load_strategy
from analysis.vocabulary import (
    GOAL_STATUS,
    HORIZON,
    MEASURE_STATUS,
    SCHEDULE,
    TEMPLATE_NOTE,
    UNKNOWN,
    VOCABULARIES,
    Vocabulary,
)

HEADER_ROW: Final = 6
SPARE_ROWS: Final = 25
_LONGEST_LIST: Final = 255  # characters of a drop-down list that Excel accepts
_TO_FILL_IN: Final = PatternFill("solid", fgColor="FFFDE7")
_LOCKED: Final = PatternFill("solid", fgColor="EFEFEF")


@dataclass(frozen=True)
class Column:
    """One column of the template: heading, width, where its cells come from, and who may change them.

    `kept` is the frames' column that is rolled forward ("" for none), `vocabulary` names the
    drop-down list; `asked` cells are to be filled in each year, `fixed` ones are locked where the
    row is rolled forward.
    """

    heading: str
    width: int
    kept: str = ""
    vocabulary: str = ""
    asked: bool = False
    fixed: bool = False
    hint: str = ""


def roll_forward(municipality: str, year: int, target: Path, *, data: str | Path = "data") -> Path:
    """Write the template of `year` from the municipality's exports; without an earlier one an empty template.

    DataError where the municipality or its `strategy.toml` is missing, an export cannot be read, or
    `target` exists already.
    """
    folder = places.raw_folder(data, municipality)
    if not folder.is_dir():
        places.exports(data, municipality)  # says which municipalities there are
    strategy = load_strategy(folder / "strategy.toml")
    if not any(places.is_export(path) for path in folder.iterdir()):
        return write(strategy, None, None, target, year=year)
    dataset = intake.load(municipality, data=data)
    return write(strategy, dataset.measures, dataset.goals, target, year=year)


def write(
    strategy: Strategy, measures: pd.DataFrame | None, goals: pd.DataFrame | None, target: Path, *, year: int
) -> Path:
    """Write the export workbook of `year`: sheets „Maßnahmen" and „Operative Ziele".

    Rows come from the last year before `year` in the frames: numbers, titles, responsibility,
    horizon, due date and note as they were, last year's status beside an empty one; a reason only
    where the measure was discarded. Without frames, or without an earlier year, the rows are empty.
    Equal content gives equal bytes. DataError where `target` exists already or is no .xlsx.
    """
    if target.suffix.lower() != ".xlsx":
        raise DataError("die Vorlage ist eine Excel-Datei; bitte einen Namen angeben, der auf .xlsx endet.", target)
    if target.exists():
        raise DataError("gibt es schon und wird nicht überschrieben; bitte einen anderen Namen angeben.", target)
    before = None if measures is None or goals is None else year_before(year, measures, goals)
    measure_rows = _rows(measures, before, "measure_id")
    goal_rows = _rows(goals, before, "goal_id")
    workbook = Workbook()
    del workbook["Sheet"]
    previous = "Vorjahr" if before in (None, year - 1) else f"Vorjahr ({before})"
    _write_sheet(
        workbook.create_sheet("Maßnahmen"), _measure_columns(strategy, year, previous), measure_rows, strategy, year
    )
    if goal_rows or not measure_rows:  # an office may have no operative goals
        goal_columns = _goal_columns(year, previous)
        _write_sheet(workbook.create_sheet("Operative Ziele"), goal_columns, goal_rows, strategy, year)
    return workbooks.save(workbook, target)


def _measure_columns(strategy: Strategy, year: int, previous: str) -> list[Column]:
    end = f"zum 31.12.{year}"
    return [
        Column("Handlungsfeld", 26, "field", fixed=True),
        Column("Ziel-Nr.", 9, "goal_id", fixed=True),
        Column("Maßn.-Nr.", 10, "measure_id", fixed=True),
        Column("Kurztitel", 44, "title"),
        Column("Zuständigkeit", 24, "responsible"),
        Column("Zeithorizont", 14, "horizon", HORIZON.name, hint=_horizon_hint(strategy)),
        Column(f"Status {previous}", 16, "status", MEASURE_STATUS.name, fixed=True),
        Column(f"Status 12/{year}", 16, "", MEASURE_STATUS.name, asked=True, hint=f"Umsetzungsstatus {end}"),
        Column(
            "Im Zeitplan",
            20,
            "",
            SCHEDULE.name,
            asked=True,
            hint=f"Liegt die Maßnahme {end} im Zeitplan? Bei verworfenen Maßnahmen leer lassen.",
        ),
        Column("Termin", 12, "due"),
        Column("Begründung", 34, "reason", hint="Warum verworfen oder nicht im Zeitplan? Steht im Bericht."),
        Column("Nächster Schritt", 30, hint="Was wird als Nächstes getan, bis wann?"),
        Column("Bearbeitet am", 13),
        Column("Bemerkung", 34, "note", hint="Nur für das Amt; steht nicht im Bericht."),
    ]


def _goal_columns(year: int, previous: str) -> list[Column]:
    return [
        Column("HF", 6, "field", fixed=True),
        Column("Strategisches Ziel", 15, "strategic_goal_id", fixed=True),
        Column("Ziel-Nr.", 10, "goal_id", fixed=True),
        Column("Operatives Ziel", 70, "title"),
        Column(previous, 20, "status", GOAL_STATUS.name, fixed=True),
        Column("Umsetzungsstatus", 20, "", GOAL_STATUS.name, asked=True, hint=f"Umsetzungsstatus zum 31.12.{year}"),
        Column("Termin", 12, "due"),
    ]


def _rows(frame: pd.DataFrame | None, year: int | None, number: str) -> list[dict[Any, Any]]:
    if frame is None or year is None:
        return []
    rows: list[dict[Any, Any]] = in_year(frame, year).to_dict("records")
    return sorted(rows, key=lambda row: (pd.isna(row["field"]), row["field"], natural(row[number])))


def _write_sheet(
    sheet: Worksheet, columns: list[Column], rows: list[dict[Any, Any]], strategy: Strategy, year: int
) -> None:
    _write_top(sheet, columns, strategy, year)
    last = HEADER_ROW + len(rows) + (SPARE_ROWS if rows else max(SPARE_ROWS, *strategy.expected.values(), 100))
    for row in range(HEADER_ROW + 1, last + 1):
        at = row - HEADER_ROW - 1
        _write_row(sheet, row, columns, rows[at] if at < len(rows) else None, strategy)
    for number, column in enumerate(columns, start=1):
        cells = f"{get_column_letter(number)}{HEADER_ROW + 1}:{get_column_letter(number)}{last}"
        _guide(sheet, cells, column, strategy)
        if column.vocabulary:
            _colour(sheet, cells, VOCABULARIES[column.vocabulary])
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{get_column_letter(len(columns))}{last}"
    sheet.freeze_panes = f"E{HEADER_ROW + 1}"
    _protect(sheet)
    workbooks.set_up_print(
        sheet, paper=sheet.PAPERSIZE_A3, heading_row=HEADER_ROW, note=f"{strategy.name}, Stand: 31.12.{year}"
    )
    sheet.print_area = f"A1:{get_column_letter(len(columns))}{HEADER_ROW + max(len(rows), SPARE_ROWS)}"


def _write_top(sheet: Worksheet, columns: list[Column], strategy: Strategy, year: int) -> None:
    mark = f" – {strategy.mark}" if strategy.mark else ""
    workbooks.put_text(sheet["A1"], f"{strategy.name} – Nachhaltigkeitsmonitoring{mark}").font = workbooks.TITLE
    workbooks.put_text(sheet["A2"], f"Berichtsjahr {year} · Stand: 31.12.{year}").font = workbooks.PLAIN
    used = [VOCABULARIES[name] for name in dict.fromkeys(c.vocabulary for c in columns if c.vocabulary)]
    coloured = [vocabulary for vocabulary in used if vocabulary is not HORIZON]
    sheet["A3"].value = _legend(coloured)
    note = f"Zeithorizonte ab Beschluss: {_horizon_hint(strategy)}" if HORIZON in used else ""
    workbooks.put_text(sheet["A4"], note).font = workbooks.QUIET
    workbooks.put_text(sheet["A5"], TEMPLATE_NOTE).font = workbooks.QUIET
    for number, column in enumerate(columns, start=1):
        cell = workbooks.put_text(sheet.cell(HEADER_ROW, number), column.heading)
        cell.font, cell.fill, cell.border = workbooks.HEADING, workbooks.HEADING_FILL, workbooks.BORDER
        cell.alignment = workbooks.WRAPPED
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    workbooks.fit_height(sheet, HEADER_ROW, len(columns))


def _legend(vocabularies: list[Vocabulary]) -> CellRichText:
    """„Legende – Zeitplan: ■ im Zeitplan ■ …", each square in its colour."""
    plain = InlineFont(rFont=workbooks.FONT, sz=11)
    blocks = [TextBlock(InlineFont(rFont=workbooks.FONT, sz=11, b=True), "Legende")]
    for vocabulary in vocabularies:
        blocks.append(TextBlock(plain, f"   {vocabulary.label}:"))
        for term in vocabulary.terms:
            if term.code != UNKNOWN:
                square = InlineFont(rFont=workbooks.FONT, sz=11, color=Color(term.colour.lstrip("#")))
                blocks += [TextBlock(square, "  ■ "), TextBlock(plain, term.label)]
    return CellRichText(blocks)


def _horizon_hint(strategy: Strategy) -> str:
    parts = []
    for term in HORIZON.terms:
        if term.code != UNKNOWN:
            end = strategy.horizon_end(term.code)
            parts.append(f"{term.label} bis {german.short_date(end)}" if end else f"{term.label} ohne Ende")
    return ", ".join(parts)


def _write_row(
    sheet: Worksheet, row: int, columns: list[Column], kept: dict[Any, Any] | None, strategy: Strategy
) -> None:
    for number, column in enumerate(columns, start=1):
        cell = sheet.cell(row, number)
        is_date = column.kept == "due"
        if kept is not None and is_date and not pd.isna(kept["due"]):
            cell.value = kept["due"].to_pydatetime().date()
        elif kept is not None and not is_date:
            workbooks.put_text(cell, _kept_text(column, kept, strategy))
        cell.number_format = "DD.MM.YYYY" if is_date else "@"
        cell.font, cell.alignment, cell.border = workbooks.PLAIN, workbooks.WRAPPED, workbooks.BORDER
        locked = column.fixed and kept is not None
        cell.protection = Protection(locked=locked)
        if locked or column.asked:
            cell.fill = _LOCKED if locked else _TO_FILL_IN
    workbooks.fit_height(sheet, row, len(columns))


def _kept_text(column: Column, kept: dict[Any, Any], strategy: Strategy) -> str:
    """What is rolled forward into a cell; the office's own answers of the year stay empty."""
    value = kept.get(column.kept, "")
    if column.kept == "field":
        if pd.isna(value):
            return ""
        name = strategy.field_names.get(int(value), "")
        return str(int(value)) if column.heading == "HF" or not name else f"{int(value)} – {name}"
    if column.kept == "reason" and kept["status"] != "discarded":
        return ""
    if column.vocabulary:
        return (
            "" if value in ("", UNKNOWN) and not column.fixed else VOCABULARIES[column.vocabulary].labels.get(value, "")
        )
    return str(value)


def _guide(sheet: Worksheet, cells: str, column: Column, strategy: Strategy) -> None:
    """The drop-down list of a column and the hint that Excel shows at its cells."""
    rule = None
    if choices := _choices(column, strategy):
        rule = DataValidation(type="list", formula1=f'"{",".join(choices)}"', errorStyle="stop")
        rule.errorTitle, rule.error = column.heading, "Bitte einen Eintrag der Liste wählen."
        rule.showErrorMessage = True
    elif column.kept == "due":
        rule = DataValidation(type="date", operator="greaterThan", formula1="36526", errorStyle="stop")
        rule.errorTitle, rule.error = column.heading, "Bitte ein Datum eingeben, zum Beispiel 31.12.2027."
        rule.showErrorMessage = True
    elif column.hint:
        rule = DataValidation()
    if rule is None:
        return
    rule.allow_blank = True
    if column.hint:
        rule.showInputMessage, rule.promptTitle, rule.prompt = True, column.heading, column.hint[:255]
    rule.add(cells)
    sheet.add_data_validation(rule)


def _choices(column: Column, strategy: Strategy) -> list[str]:
    if column.vocabulary:
        return [label for code, label in VOCABULARIES[column.vocabulary].labels.items() if code != UNKNOWN]
    if column.heading != "Handlungsfeld":
        return []
    fields = [f"{number} – {name}" for number, name in strategy.field_names.items()]
    fits = len(",".join(fields)) <= _LONGEST_LIST and not any(sign in name for name in fields for sign in ',"')
    return fields if fits else []


def _colour(sheet: Worksheet, cells: str, vocabulary: Vocabulary) -> None:
    first = cells.partition(":")[0]
    for term in vocabulary.terms:
        if term.code != UNKNOWN and vocabulary is not HORIZON:
            fill = PatternFill("solid", bgColor=term.colour.lstrip("#"))
            font = Font(color=workbooks.readable_on(term.colour))
            sheet.conditional_formatting.add(cells, FormulaRule([f'{first}="{term.label}"'], font=font, fill=fill))


def _protect(sheet: Worksheet) -> None:
    """Lock headings and numbers, without a password; what does not change them stays allowed."""
    sheet.protection.sheet = True
    for allowed in ("formatCells", "formatColumns", "formatRows", "insertRows", "sort", "autoFilter"):
        setattr(sheet.protection, allowed, False)
