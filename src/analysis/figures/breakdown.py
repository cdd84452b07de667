"""How many goals and measures are in which state, per field and in all."""

from dataclasses import dataclass

import pandas as pd

from analysis import frames
from analysis.figures.basis import ALL, counted, living, municipality_of, rows_of_year
from analysis.german import percent
from analysis.strategy import Strategy
from analysis.vocabulary import GOAL_STATUS, HORIZON, MEASURE_STATUS, SCHEDULE, UNKNOWN, Vocabulary


@dataclass(frozen=True)
class _Question:
    """One distribution: `rows` are counted by `dimension`, `base` are those that make up the total."""

    level: str
    horizon: str
    dimension: str
    categories: list[str]
    rows: pd.DataFrame
    base: pd.DataFrame


def figures(measures: pd.DataFrame, goals: pd.DataFrame, strategy: Strategy, *, year: int) -> pd.DataFrame:
    """One row per level, field, horizon, dimension and category: count, total, percent.

    Columns of `frames.FIGURES`; the rows of one municipality in one year. `field` is a number of the
    strategy as text, or all, which holds the rows without a known field too. Every category has its
    row; `unknown` has its rows in every field once it occurs anywhere in that level and dimension.
    The counting rules of the strategy are applied. DataError where the year has no rows.
    """
    municipality = municipality_of(measures, goals)
    measures, goals = rows_of_year(measures, goals, year)
    measures = counted(measures, strategy)[["field", "status", "schedule", "horizon"]]
    goals = goals[["field", "status"]]
    base = measures if strategy.discarded_in_total else living(measures)
    empty_percent = set() if strategy.discarded_in_total else {"discarded"}

    rows = []
    for level_questions in ([_goal_status(goals)], _measure_questions(measures, base)):
        for field in [*map(str, strategy.field_names), ALL]:
            for question in level_questions:
                counts = _of_field(question.rows, field)[question.dimension].value_counts()
                total = len(_of_field(question.base, field))
                for category in question.categories:
                    count = int(counts.get(category, 0))
                    rows.append(
                        {
                            "municipality": municipality,
                            "year": year,
                            "level": question.level,
                            "field": field,
                            "horizon": question.horizon,
                            "dimension": question.dimension,
                            "category": category,
                            "count": count,
                            "total": total,
                            "percent": None if category in empty_percent else percent(count, total),
                        }
                    )
    return frames.conform(frames.FIGURES, rows)


def _goal_status(goals: pd.DataFrame) -> _Question:
    return _Question("goal", ALL, "status", _categories(goals["status"], GOAL_STATUS), goals, goals)


def _measure_questions(measures: pd.DataFrame, base: pd.DataFrame) -> list[_Question]:
    """Status, schedule, horizon, and schedule by each horizon.

    Discarded measures that are not in the base have left the horizons too; in the schedule they
    stand in the row `discarded` only.
    """
    horizons = _categories(measures["horizon"], HORIZON)
    schedules = _categories(measures["schedule"], SCHEDULE)
    statuses = _categories(measures["status"], MEASURE_STATUS)
    return [
        _Question("measure", ALL, "status", statuses, measures, base),
        _Question("measure", ALL, "schedule", schedules, measures, base),
        _Question("measure", ALL, "horizon", horizons, base, base),
        *(
            _Question(
                "measure",
                horizon,
                "schedule",
                schedules,
                measures[measures["horizon"] == horizon],
                base[base["horizon"] == horizon],
            )
            for horizon in horizons
        ),
    ]


def _categories(values: pd.Series, vocabulary: Vocabulary) -> list[str]:
    return [code for code in vocabulary.codes if code != UNKNOWN or (values == UNKNOWN).any()]


def _of_field(rows: pd.DataFrame, field: str) -> pd.DataFrame:
    return rows if field == ALL else rows[rows["field"] == int(field)]
