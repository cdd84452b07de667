"""Which sheets of a workbook are read: older states, copies and drafts of what stands elsewhere are set aside."""

import re
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from analysis.german import MEASURE, counted
from analysis.intake import ids, values
from analysis.intake.dating import file_years
from analysis.intake.understand.tables import Table
from analysis.intake.words import ASIDE_SHEET
from analysis.intake.workbook import Sheet, Workbook
from analysis.strategy import Strategy

MOST = 0.5


def aside(workbook: Workbook, found: Mapping[str, Sequence[Table]], strategy: Strategy | None) -> dict[str, str]:
    """Sheet with tables that is not read → why not, as a German clause.

    What `[sheets]` says goes before everything. Else a sheet is set aside for its name (archive, copy, draft,
    another year) or for being hidden, if others remain; for another year or being hidden only where they hold
    most of its numbers too.
    """
    told = {sheet.name: _told(sheet.name, strategy) for sheet in workbook.sheets}
    result = {name: "so steht es in strategy.toml" for name, use in told.items() if use == "ignore" and found[name]}
    open_sheets = [s for s in workbook.sheets if found[s.name] and s.name not in result]
    years = {sheet.name: file_years(sheet.name) for sheet in open_sheets}
    newest = _newest(years, file_years(workbook.path.name))
    numbers = {sheet.name: numbers_of(found[sheet.name]) for sheet in open_sheets}
    for sheet in open_sheets:
        others = [s.name for s in open_sheets if s is not sheet and s.name not in result]
        if told[sheet.name] == "read" or not others:
            continue
        plain = [name for name in others if not _is_aside(name)]
        elsewhere = set().union(*(numbers[name] for name in others))
        shared = len(numbers[sheet.name] & elsewhere) >= MOST * max(len(numbers[sheet.name]), 1)
        of_year = years[sheet.name]
        if _is_aside(sheet.name) and plain:
            result[sheet.name] = "nach seinem Namen gibt es nicht den Stand wieder"
        elif of_year and newest and newest not in of_year and any(newest in years[name] for name in others):
            result[sheet.name] = f"nach seinem Namen gibt es den Stand eines anderen Jahres wieder als {newest}"
        elif of_year and shared and not any(years[name] for name in others) and not _states(of_year, workbook):
            result[sheet.name] = "nach seinem Namen gibt es den Stand eines anderen Jahres wieder"
        elif sheet.hidden and shared and any(not s.hidden for s in workbook.sheets if s.name in others):
            result[sheet.name] = "es ist ausgeblendet, und seine Nummern stehen auch auf sichtbaren Blättern"
    return result


def _told(name: str, strategy: Strategy | None) -> str:
    patterns = strategy.sheets if strategy else {}
    return next((use for pattern, use in patterns.items() if fnmatchcase(name.casefold(), pattern.casefold())), "")


def _is_aside(name: str) -> bool:
    return re.search(ASIDE_SHEET, values.clean(name).casefold()) is not None


def _newest(years: Mapping[str, set[int]], of_file: set[int]) -> int | None:
    """The year of the sheets to be read where their names tell several: the file's, else the newest."""
    named = {year for found in years.values() for year in found}
    return max(named & of_file or named, default=None)


def _states(years: set[int], workbook: Workbook) -> bool:
    return bool(years & file_years(workbook.path.name))


def numbers_of(tables: Sequence[Table]) -> set[str]:
    """The numbers of measures, or of goals where a table has no others, as the cells show them."""
    found = set()
    for table in tables:
        column = table.column("measure_id") or table.column("goal_id")
        for row in table.rows if column else ():
            number = ids.parse(table.sheet.shown(row, column.index))  # type: ignore[union-attr]
            found |= {number.text} if number else set()
    return found


def looks_like_measures(sheet: Sheet, words: Sequence[str]) -> list[str]:
    """The numbers of rows that hold one and, beside it, one of these words: what a sheet without a table may hide."""
    known = {values.key(word) for word in words}
    found = []
    for row, columns in sheet.rows.items():
        texts = [sheet.text(row, column) for column in columns]
        number = next((n for column in columns[:5] if (n := ids.parse(sheet.shown(row, column)))), None)
        if number and number.depth != 1 and any(values.key(text) in known for text in texts):
            found.append(number.text)
    return found


def counted_measures(numbers: Sequence[str]) -> str:
    return counted(len(numbers), MEASURE)
