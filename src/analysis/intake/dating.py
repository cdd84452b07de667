"""Dates in a table: the reporting year that a text states, and when something is due."""

import calendar
import datetime as dt
import re

from analysis.intake.values import clean
from analysis.intake.words import EXPORT_DATE
from analysis.intake.workbook import Cell

_MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "januar,jan",
            "februar,feb",
            "märz,maerz,mär,mrz",
            "april,apr",
            "mai",
            "juni,jun",
            "juli,jul",
            "august,aug",
            "september,sept,sep",
            "oktober,okt",
            "november,nov",
            "dezember,dez",
        ],
        start=1,
    )
    for name in names.split(",")
}
_MONTH_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"(?<![\d.])(?P<d>\d{{1,2}})\.\s?(?P<m>\d{{1,2}})\.\s?(?P<y>(?:20)?\d\d)(?!\d|\.\d)"
    rf"|(?P<iy>20\d\d)–(?P<im>\d\d)–(?P<id>\d\d)"
    rf"|(?P<nd>\d{{1,2}})\.\s?(?P<nm>{_MONTH_NAME})\.?\s(?P<ny>20\d\d)"
    rf"|(?P<wm>{_MONTH_NAME})\.?\s(?P<wy>20\d\d)"
    rf"|(?<![\d.])(?P<sm>\d{{1,2}})\s?[/.]\s?(?P<sy>20\d\d)(?!\d)"
    rf"|(?<![\d.–/])(?P<oy>20\d\d)(?![\d]|–\d)"
)
_YEAR_WORD = re.compile(r"\b(?:berichtsjahr|berichtszeitraum|datenjahr)\b|^jahr\b(?=\W*(?:20\d\d)?$)")
_STATUS_WORD = re.compile(
    r"\b(?:\w*(?:umsetzungs|bearbeitungs|berichts|daten|sach|projekt)|)(?:stand|status|stichtag)\b"
)
_OF_ANOTHER_TIME = re.compile(r"\b(?:aus|vorjahr\w*|vergleich|gegenüber|seit|ab|strategie)\b|\(")
_END = re.compile(
    r"^(?:bis|ende|bis ende|spätestens|bis spätestens|bis zum|zum|voraussichtlich|vsl\.?)?\s*"
    r"(?:(?P<quarter>q[1-4]|[1-4]\. ?quartal|[iv]+\. ?quartal|i{1,3}(?=/)|iv(?=/))\s?[/ ]?\s?"
    r"|(?P<half>[12])\. ?(?:hj|halbjahr)\.?\s?[/ ]?\s?|(?P<middle>mitte)\s)?(?P<date>.+)$"
)
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
LONGEST_LABEL = 30  # between „Stand" and a date in the cell beside it


def status_year(day: dt.date) -> int:
    """The year whose status a date states: one from January to March means the year before."""
    return day.year - 1 if day.month <= 3 else day.year


def years_in(text: str) -> set[int]:
    """The reporting years that a heading such as „Status 12/2025" states."""
    return {status_year(day) for day in _dates(clean(text).casefold())}


def stated_years(text: str, beside: Cell | None = None) -> set[int]:
    """The reporting years that a text outside the table states, with the cell to its right.

    „Berichtsjahr 2025" and „Stand: 31.12.2025" count; when a file was exported or printed never does.
    """
    said = clean(text).casefold()
    if re.search(EXPORT_DATE, said):
        return set()
    if is_year := _YEAR_WORD.search(said):
        behind = _OF_ANOTHER_TIME.split(said[is_year.end() :])[0]
        years = {int(year) for year in re.findall(r"(?<!\d)20\d\d(?!\d)", behind)}
        return years or {day.year for day in _cell_dates(beside)}
    if not (is_status := _STATUS_WORD.search(said)):
        return set()
    behind = said[is_status.end() :]
    first = _DATE.search(behind)
    if first is None:
        return {status_year(day) for day in _cell_dates(beside)} if len(behind) < LONGEST_LABEL else set()
    day = None if _OF_ANOTHER_TIME.search(behind[: first.start()]) else _day(first)
    return {status_year(day)} if day else set()


def file_years(name: str) -> set[int]:
    """The years in a file's name; a full date counts only after „Stand" or as the last day of a year.

    The years of a strategy („Strategie 2030") and of a span („2023-2030") are no reporting years.
    """
    said = clean(name).casefold().replace("_", " ")
    said = re.sub(r"20\d\d[01]\d[0-3]\d|20\d\d\s?–\s?20\d\d|(strategie|agenda|ziele?)\s?20\d\d", " ", said)
    said = re.sub(r"31\.\s?12\.\s?(20\d\d)|(20\d\d)–12–31", lambda m: f" {m.group(1) or m.group(2)} ", said)
    without_dates = re.sub(r"\d{1,2}\.\s?\d{1,2}\.\s?20\d\d|20\d\d–\d\d–\d\d", " ", said)
    years = {int(year) for year in re.findall(r"(?<!\d)20\d\d(?!\d)", without_dates)}
    return years or (stated_years(said) if _STATUS_WORD.search(said) else set())


def due_date(value: Cell) -> dt.date | None:
    """The day by which something is due: of a month, a quarter or a year its last day; else None."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, bool | dt.time):
        return None
    if isinstance(value, int | float):
        return dt.date(int(value), 12, 31) if _FIRST_YEAR <= value <= _LAST_YEAR and value == int(value) else None
    match = _END.match(clean(value).casefold())
    if not match:
        return None
    text = match.group("date").strip(" .")
    if match.group("quarter"):
        number = {"i": 1, "ii": 2, "iii": 3, "iv": 4}.get(match.group("quarter").split(".")[0]) or int(
            re.sub(r"\D", "", match.group("quarter"))
        )
        year = re.fullmatch(r"20\d\d", text)
        return _last_day(int(text), 3 * number) if year else None
    if half := match.group("half") or (match.group("middle") and "1"):
        return _last_day(int(text), 6 * int(half)) if re.fullmatch(r"20\d\d", text) else None
    found = _DATE.fullmatch(re.sub(r"^(\d{1,2})/(\d\d)$", r"\1/20\2", text))
    if not found:
        return None
    if found.group("oy"):
        return dt.date(int(found.group("oy")), 12, 31)
    day = _day(found)
    return (
        _last_day(day.year, day.month)
        if day and not (found.group("d") or found.group("nd") or found.group("id"))
        else day
    )


def _last_day(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _cell_dates(value: Cell | None) -> list[dt.date]:
    match value:
        case None | bool() | dt.time():
            return []
        case dt.datetime():
            return [value.date()]
        case dt.date():
            return [value]
        case int() | float():
            return [dt.date(int(value), 12, 31)] if _FIRST_YEAR <= value <= _LAST_YEAR else []
    return _dates(clean(value).casefold())


def _dates(said: str) -> list[dt.date]:
    return [day for match in _DATE.finditer(said) if (day := _day(match))]


def _day(match: re.Match[str]) -> dt.date | None:
    part = match.groupdict()
    year = int(next(part[name] for name in ("y", "iy", "ny", "wy", "sy", "oy") if part[name]))
    year += 2000 if year < 100 else 0
    if part["oy"]:
        return dt.date(year, 12, 31)
    name = part["nm"] or part["wm"]
    month = _MONTHS[name] if name else int(part["m"] or part["im"] or part["sm"])
    day = int(part["d"] or part["id"] or part["nd"] or 28)
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
