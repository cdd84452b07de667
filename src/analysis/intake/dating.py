"""Dates in a table: the reporting year that a text states, and when something is due."""

import calendar
import datetime as dt
import re
from functools import lru_cache

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
# A year behind one of these is that of a plan, a law, a decision, a programme or a target.
_PLAN_YEAR = re.compile(
    r"(?:\w*(?:plan|konzept|strategie|programm|leitbild|agenda|vision|gesetz|verordnung|richtlinie|beschluss"
    r"|förderaufruf|initiative|pakt|ziele?n?|neutral|neutralität|klimaschutz|charta)s?)\b"
    r"(?:[\s.:–]+(?!stand|status|bericht|monitoring)[^\W\d]\w*|[\s.:–]+\d{1,3}(?:\s?%)?(?![\d.])){0,4}"
    r"[\s.:–(]+(?:bis\s+|von\s+|vom\s+)?20\d\d(?:\s?[–/]\s?(?:20)?\d\d)?"
    r"|(?:beschluss|gesetz|verordnung|richtlinie)\s+(?:vom\s+)?\d{1,2}\.\d{1,2}\.20\d\d"
    r"|\bbis\s+(?:zum\s+jahr\s+|ende\s+)?20\d\d|\b20\d\d\s?–\s?20\d\d"
)
_OF_ANOTHER_TIME = re.compile(r"\b(?:aus|vorjahr\w*|vergleich|gegenüber|seit|ab|strategie)\b|\(")
_BY = re.compile(r"^(?:(?:bis|ende|spätestens|zum|im|voraussichtlich|vsl\.?|vorauss\.?|geplant|ca\.?|jahr)\s+)+")
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
LONGEST_LABEL = 30  # between „Stand" and a date in the cell beside it


_PART_OF_YEAR = re.compile(
    r"(?:(?P<q>[1-4]|i{1,3}|iv)\.?\s?(?:quartal|qu?\.?)|q(?:uartal)?\s?(?P<q2>[1-4]))[\s/.–]*(?P<qy>20\d\d|\d\d(?!\d))"
    r"|(?P<qy2>20\d\d)\s?[/–]?\s?(?:q(?P<q3>[1-4])|(?P<q4>i{1,3}|iv)\b|(?P<q5>[1-4])\.?\s?quartal)"
    r"|(?<!\w)(?P<q6>i{1,3}|iv)\s?/\s?(?P<qy3>20\d\d)"
    r"|(?:(?P<h>[12]|i{1,2})\.?\s?(?:halbjahr|hj\.?|hbj\.?)|h(?:j|albjahr)?\.?\s?(?P<h2>[12]))[\s/.–]*(?P<hy>20\d\d|\d\d(?!\d))"
    r"|(?P<hy2>20\d\d)\s?[/–]?\s?(?:h(?P<h3>[12])|(?P<h4>[12])\.?\s?(?:halbjahr|hj))"
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def part_of_year(said: str) -> tuple[dt.date, tuple[int, int]] | None:
    """The last day of the first quarter or half-year that a casefolded text names, and where it stands."""
    match = _PART_OF_YEAR.search(said)
    if match is None:
        return None
    part = match.groupdict()
    year = int(next(part[name] for name in ("qy", "qy2", "qy3", "hy", "hy2") if part[name]))
    year += 2000 if year < 100 else 0
    number = next(part[name] for name in ("q", "q2", "q3", "q4", "q5", "q6", "h", "h2", "h3", "h4") if part[name])
    months = 6 if part["hy"] or part["hy2"] else 3
    return _last_day(year, months * (_ROMAN.get(number) or int(number))), match.span()


def times_in(said: str) -> tuple[tuple[dt.date, ...], tuple[int, ...], str]:
    """The days whose state a casefolded heading names, the reporting years they belong to, and the other words."""
    days, years = [], []
    while found := part_of_year(said):
        day, (start, end) = found
        said = f"{said[:start]} {said[end:]}"
        days.append(day)
        years.append(day.year)
    for match in list(_DATE.finditer(said))[::-1]:
        if stated := _day(match):
            said = f"{said[: match.start()]} {said[match.end() :]}"
            days.append(stated)
            years.append(status_year(stated))
    return tuple(days), tuple(sorted(set(years))), " ".join(said.split())


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
    said = _PLAN_YEAR.sub(" ", said)
    if is_year := _YEAR_WORD.search(said):
        behind = _OF_ANOTHER_TIME.split(said[is_year.end() :])[0]
        years = {int(year) for year in re.findall(r"(?<!\d)20\d\d(?!\d)", behind)}
        return years or {day.year for day in _cell_dates(beside)}
    if not (is_status := _STATUS_WORD.search(said)):
        return set()
    behind = said[is_status.end() :]
    if (part := part_of_year(behind)) and not _OF_ANOTHER_TIME.search(behind[: part[1][0]]):
        return {part[0].year}
    first = _DATE.search(behind)
    if first is None:
        return {status_year(day) for day in _cell_dates(beside)} if len(behind) < LONGEST_LABEL else set()
    day = None if _OF_ANOTHER_TIME.search(behind[: first.start()]) else _day(first)
    return {status_year(day)} if day else set()


def file_years(name: str) -> set[int]:
    """The years in the name of a file or a sheet; a full date counts only after „Stand" or as the last day of a year.

    The years of a strategy („Strategie 2030") and of a span („2023-2030") are no reporting years.
    """
    said = _PLAN_YEAR.sub(" ", clean(name).casefold().replace("_", " "))
    said = re.sub(r"20\d\d[01]\d[0-3]\d|20\d\d\s?–\s?20\d\d", " ", said)
    said = re.sub(r"31\.\s?12\.\s?(20\d\d)|(20\d\d)–12–31", lambda m: f" {m.group(1) or m.group(2)} ", said)
    without_dates = re.sub(r"\d{1,2}\.\s?\d{1,2}\.\s?20\d\d|20\d\d–\d\d–\d\d", " ", said)
    years = {int(year) for year in re.findall(r"(?<!\d)20\d\d(?!\d)", without_dates)}
    return years or (stated_years(said) if _STATUS_WORD.search(said) else set())


def due_date(value: Cell) -> dt.date | None:
    """The day by which something is due: the last of a month, a quarter, a half-year, a year or a span; else None."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, bool | dt.time):
        return None
    if isinstance(value, int | float):
        return dt.date(int(value), 12, 31) if _FIRST_YEAR <= value <= _LAST_YEAR and value == int(value) else None
    return _due_text(clean(value).casefold())


@lru_cache(maxsize=20_000)
def _due_text(said: str) -> dt.date | None:
    said = _BY.sub("", said).strip(" .")
    if found := part_of_year(said):
        day, (start, end) = found
        before = said[:start].strip(" –")
        return day if not said[end:].strip(" .") and (not before or _due_text(before)) else None
    if span := re.fullmatch(r"(?P<from>.+?)\s?(?:–|\bbis\b(?:\s(?:zum|ende))?)\s?(?P<to>.+)", said):
        first, last = _due_text(span.group("from")), _due_text(span.group("to"))
        if last is None and re.fullmatch(r"\d\d", span.group("to")) and first:
            last = dt.date(first.year // 100 * 100 + int(span.group("to")), 12, 31)
        begins = first or re.fullmatch(r"\d{1,2}\.(\d{1,2}\.)?|\d{1,2}", span.group("from"))
        if last and begins and (first is None or first <= last):
            return last
    if middle := re.fullmatch(r"(?:mitte|sommer)\s(20\d\d)", said):
        return _last_day(int(middle.group(1)), 6)
    if slash := re.fullmatch(r"(20\d\d)\s?/\s?(\d\d|20\d\d)", said):
        year = int(slash.group(2)[-2:]) + 2000
        return dt.date(year, 12, 31) if year == int(slash.group(1)) + 1 else None
    found_date = _DATE.fullmatch(re.sub(r"^(\d{1,2})/(\d\d)$", r"\1/20\2", said))
    if not found_date:
        return None
    if found_date.group("oy"):
        return dt.date(int(found_date.group("oy")), 12, 31)
    day_told = _day(found_date)
    whole = found_date.group("d") or found_date.group("nd") or found_date.group("id")
    return day_told if whole or not day_told else _last_day(day_told.year, day_told.month)


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
