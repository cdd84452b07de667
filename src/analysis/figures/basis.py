"""What a figure stands on: the rows of a year, the year before, the counting rules."""

from collections import Counter
from collections.abc import Iterable

import pandas as pd

from analysis.errors import DataError
from analysis.strategy import Renumbering, Strategy
from analysis.vocabulary import GOAL_STATUS, MEASURE_STATUS

ALL = "all"


def in_year(rows: pd.DataFrame, year: int) -> pd.DataFrame:
    return rows[rows["year"] == year]


def years_of(*frames: pd.DataFrame) -> list[int]:
    """The years that occur in any of the frames, ascending."""
    return sorted({int(year) for frame in frames for year in frame["year"].unique()})


def year_before(year: int, *frames: pd.DataFrame) -> int | None:
    """The last earlier year there is in any of the frames."""
    return max((earlier for earlier in years_of(*frames) if earlier < year), default=None)


def years_before(year: int, *frames: pd.DataFrame) -> dict[str, int]:
    """Municipality → the last earlier year it has; those without rows in `year` or before it are left out."""
    by_year = [frame.groupby("year")["municipality"].unique() for frame in frames]
    there = {(str(name), int(of)) for those in by_year for of in those.index for name in those[of]}
    last = {name: of for name, of in sorted(there) if of < year}
    return {name: before for name, before in last.items() if (name, year) in there}


def rows_of_year(measures: pd.DataFrame, goals: pd.DataFrame, year: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The year's measures and goals; DataError where there are neither."""
    of_year = in_year(measures, year), in_year(goals, year)
    if all(rows.empty for rows in of_year):
        there = ", ".join(map(str, years_of(measures, goals))) or "keines"
        raise DataError(f"Berichtsjahr {year}: keine Maßnahmen und keine Ziele; vorhandene Berichtsjahre: {there}.")
    return of_year


def municipalities_of(*frames: pd.DataFrame) -> list[str]:
    """The municipalities that occur in any of the frames, sorted."""
    return sorted({str(name) for frame in frames for name in frame["municipality"].unique()})


def municipality_of(*frames: pd.DataFrame) -> str:
    """The one municipality whose rows these are; DataError where there are several."""
    names = municipalities_of(*frames)
    if len(names) > 1:
        raise DataError(f"Auswertung je Kommune: die Zeilen gehören zu mehreren ({', '.join(names)}).")
    return names[0] if names else ""


def counted(measures: pd.DataFrame, strategy: Strategy) -> pd.DataFrame:
    """The measures with the status under which they count.

    With `ongoing_completed = "in_progress"` an ongoing measure that is completed counts as in
    progress (docs/decisions/21-ongoing-and-discarded.md).
    """
    if strategy.ongoing_completed in MEASURE_STATUS.done:
        return measures
    ongoing_completed = (measures["horizon"] == "ongoing") & is_done(measures)
    return measures.assign(status=measures["status"].mask(ongoing_completed, strategy.ongoing_completed))


def living(measures: pd.DataFrame) -> pd.DataFrame:
    """The measures that are not discarded."""
    return measures[is_living(measures)]


def is_living(measures: pd.DataFrame) -> pd.Series:
    """Which of the measures are still pursued, completed ones included: true or false by row."""
    return ~measures["status"].isin(MEASURE_STATUS.dropped)


def is_done(rows: pd.DataFrame) -> pd.Series:
    """Which of the measures or goals are completed: true or false by row."""
    return rows["status"].isin({*MEASURE_STATUS.done, *GOAL_STATUS.done})


def numbers_now(
    before: Iterable[str], now: Iterable[str], renumbered: Iterable[Renumbering], *, year_before: int, year: int
) -> dict[str, str]:
    """The IDs of the year before → the IDs that the same rows bear in `year`.

    Renumberings of several years between follow one another; those of one year are done at once, so
    that two numbers can be swapped. An entry that this year's table contradicts (the old number is
    still there, the new one is not) is left out. DataError where two rows would bear one number.
    """
    entries = [entry for entry in renumbered if year_before < entry.year <= year]
    known = set(now)
    numbers = {old: old for old in before}
    for entry_year in sorted({entry.year for entry in entries}):
        new_of = {entry.old: entry.new for entry in entries if entry.year == entry_year}
        numbers = {old: new_of.get(number, number) for old, number in numbers.items()}
    numbers = {old: old if old in known and new not in known else new for old, new in numbers.items()}
    for new, times in Counter(numbers.values()).items():
        if times > 1:
            olds = ", ".join(old for old in numbers if numbers[old] == new)
            raise DataError(
                f"corrections.toml, [[renumbered]]: {olds} aus {year_before} bekämen {year} dieselbe Nummer {new}; "
                "bitte jede Nummer nur einmal vergeben."
            )
    return numbers
