"""How many goals and measures are in which state, per field and in all."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis import frames
from analysis.figures.basis import ALL, counted, in_year, municipalities_of, rows_of_year
from analysis.german import percent
from analysis.strategy import Strategy
from analysis.vocabulary import GOAL_STATUS, HORIZON, MEASURE_STATUS, SCHEDULE, UNKNOWN, Vocabulary


@dataclass(frozen=True)
class _Question:
    """One distribution of each municipality.

    `count` by municipality, field and category, `total` by municipality and field, `shown` by
    municipality and category: whether that category has its rows.
    """

    horizon: str
    dimension: str
    categories: list[str]
    count: np.ndarray
    total: np.ndarray
    shown: np.ndarray


def figures(
    measures: pd.DataFrame, goals: pd.DataFrame, strategy: Strategy, *, year: int, municipality: str | None = None
) -> pd.DataFrame:
    """One row per level, field, horizon, dimension and category: count, total, percent.

    Columns of `frames.FIGURES`; the rows of one municipality in one year, or of many that share the
    strategy's fields and counting rules: each as if it were alone, in order of their names. `field`
    is a number of the strategy as text, or all, which holds the rows without a known field too.
    Every category has its row; `unknown` has its rows in every field once it occurs anywhere in that
    level and dimension of the municipality. The counting rules of the strategy are applied.
    DataError where the year has no rows, unless it is said whose (`municipality`): then all counts are 0.
    """
    counted_by = ["municipality", "year", "field", "status"]
    measures, goals = measures[[*counted_by, "horizon", "schedule"]], goals[counted_by]
    if municipality is None:
        rows_of_year(measures, goals, year)
    measures, goals = in_year(measures, year), in_year(goals, year)
    municipalities = municipalities_of(measures, goals) if municipality is None else [municipality]
    fields = list(strategy.field_names)
    axes: dict[str, list] = {"municipality": municipalities, "field": fields}
    goal_counts = _counts(goals, **axes, status=GOAL_STATUS.codes)
    measure_counts = _counts(
        counted(measures, strategy),
        **axes,
        status=MEASURE_STATUS.codes,
        horizon=HORIZON.codes,
        schedule=SCHEDULE.codes,
    )
    questions = {
        "goal": [_goal_status(goal_counts)],
        "measure": _measure_questions(measure_counts, discarded_in_total=strategy.discarded_in_total),
    }
    names = [*map(str, fields), ALL]
    tables = [_table(level, of_level, municipalities, names) for level, of_level in questions.items()]
    table = pd.concat(tables).sort_values("municipality", kind="stable", ignore_index=True)
    shares = [percent(count, total) for count, total in zip(table["count"], table["total"], strict=True)]
    table = table.assign(year=year, percent=pd.array(shares, dtype="Int64"))
    if not strategy.discarded_in_total:
        table["percent"] = table["percent"].mask(table["category"].isin({*MEASURE_STATUS.dropped, *SCHEDULE.dropped}))
    return frames.conform(frames.FIGURES, table)


def _counts(rows: pd.DataFrame, **axes: list) -> np.ndarray:
    """How many rows there are, by the values of each axis; after the last field there is one place more: all."""
    places = tuple(pd.Index(values).get_indexer(rows[name]) for name, values in axes.items())
    counts = np.zeros([len(values) + (name == "field") for name, values in axes.items()], dtype="int64")
    np.add.at(counts, places, 1)  # an unknown field is not found: -1, the place of all
    counts[:, -1] = counts.sum(axis=1)
    return counts


def _goal_status(counts: np.ndarray) -> _Question:
    return _Question(ALL, "status", GOAL_STATUS.codes, counts, counts.sum(axis=2), _shown(counts[:, -1], GOAL_STATUS))


def _measure_questions(counts: np.ndarray, *, discarded_in_total: bool) -> list[_Question]:
    """Status, schedule, horizon, and schedule by each horizon.

    Discarded measures that are not in the total have left the horizons too; in the schedule they
    stand in the row `discarded` only.
    """
    base = counts.copy()  # axes: municipality, field, status, horizon, time schedule
    if not discarded_in_total:
        base[:, :, [MEASURE_STATUS.codes.index(code) for code in MEASURE_STATUS.dropped]] = 0
    whole = np.einsum("mfsht->mf", base)
    statuses = _shown(np.einsum("msht->ms", counts[:, -1]), MEASURE_STATUS)
    horizons = _shown(np.einsum("msht->mh", counts[:, -1]), HORIZON)
    schedules = _shown(np.einsum("msht->mt", counts[:, -1]), SCHEDULE)
    return [
        _Question(ALL, "status", MEASURE_STATUS.codes, np.einsum("mfsht->mfs", counts), whole, statuses),
        _Question(ALL, "schedule", SCHEDULE.codes, np.einsum("mfsht->mft", counts), whole, schedules),
        _Question(ALL, "horizon", HORIZON.codes, np.einsum("mfsht->mfh", base), whole, horizons),
        *(
            _Question(
                horizon,
                "schedule",
                SCHEDULE.codes,
                np.einsum("mfst->mft", counts[:, :, :, n]),
                np.einsum("mfst->mf", base[:, :, :, n]),
                schedules & horizons[:, [n]],
            )
            for n, horizon in enumerate(HORIZON.codes)
        ),
    ]


def _shown(counts: np.ndarray, vocabulary: Vocabulary) -> np.ndarray:
    """By municipality and code: true but for `unknown` where there is none of it."""
    return (counts > 0) | (np.array(vocabulary.codes) != UNKNOWN)


def _table(level: str, questions: list[_Question], municipalities: list[str], fields: list[str]) -> pd.DataFrame:
    """The questions' rows, in order of municipality, field, question and category."""
    codes = {name: frames.FIGURES.columns[name].dtype for name in ("level", "horizon", "dimension", "category")}
    labels = [(level, q.horizon, q.dimension, category) for q in questions for category in q.categories]
    count = np.concatenate([q.count for q in questions], axis=2)
    total = np.concatenate([np.repeat(q.total[:, :, None], len(q.categories), axis=2) for q in questions], axis=2)
    shown = np.concatenate([q.shown for q in questions], axis=1)[:, None, :] & np.ones_like(count, dtype=bool)
    municipality, field, label = np.nonzero(shown)
    table = pd.DataFrame(labels, columns=list(codes)).astype(codes).take(label)
    return table.assign(
        municipality=pd.Categorical.from_codes(municipality, dtype=pd.CategoricalDtype(municipalities)),
        field=pd.Categorical.from_codes(field, dtype=pd.CategoricalDtype(fields)),
        count=count[shown],
        total=total[shown],
    )
