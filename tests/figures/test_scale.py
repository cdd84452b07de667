"""Many municipalities at once: each has the figures and changes that it has alone."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.figures.breakdown import figures
from analysis.figures.change import changes
from analysis.strategy import Renumbering

MUNICIPALITIES = ["übach", "aachen", "wegberg"]
MEASURES = """
    municipality year id      field status       horizon schedule
    wegberg      2023 1.1.1.1 1     idea         short   on_schedule
    wegberg      2025 1.1.1.1 1     discarded    unknown discarded
    aachen       2024 1.1.1.9 1     in_progress  short   delayed
    aachen       2024 M-10    ·     idea         long    delayed
    aachen       2025 1.1.1.9 2     completed    ongoing delayed
    aachen       2025 1.1.2.1 1     unknown      medium  unknown
    übach        2024 2.1.1.1 2     idea         short   on_schedule
"""
GOALS = """
    municipality year id    status
    aachen       2024 1.1.1 started
    aachen       2025 1.1.1 advanced
    dremmen      2025 2.1.1 unknown
"""


def alone(table, municipality):
    return table[table["municipality"] == municipality]


def one_by_one(compute, measures, goals):
    """The tables of each municipality that has rows in 2025, one after the other."""
    names = sorted({*measures["municipality"], *goals["municipality"]})
    tables = [compute(alone(measures, name), alone(goals, name)) for name in names if has_2025(name, measures, goals)]
    return pd.concat(tables, ignore_index=True)


def has_2025(municipality, *tables):
    return any((alone(table, municipality)["year"] == 2025).any() for table in tables)


def computations(strategy):
    return (
        lambda measures, goals: figures(measures, goals, strategy, year=2025),
        lambda measures, goals: changes(measures, goals, year=2025),
    )


def test_unknown_the_year_before_and_missing_levels_are_each_municipalitys_own(draw_measures, draw_goals, strategy):
    measures, goals = draw_measures(MEASURES), draw_goals(GOALS)
    table = figures(measures, goals, strategy, year=2025)
    of_unknown = table[table["category"] == "unknown"].groupby(["municipality", "level", "dimension"], observed=True)

    assert list(dict.fromkeys(table["municipality"])) == ["aachen", "dremmen", "wegberg"]
    assert sorted(of_unknown.groups) == [
        ("aachen", "measure", "schedule"),
        ("aachen", "measure", "status"),
        ("dremmen", "goal", "status"),
        ("wegberg", "measure", "horizon"),
    ]
    changed = changes(measures, goals, year=2025)
    assert list(zip(changed["municipality"], changed["id"], changed["dimension"], strict=True)) == [
        ("aachen", "1.1.1", "status"),
        ("aachen", "1.1.2.1", "existence"),
        ("aachen", "1.1.1.9", "status"),
        ("aachen", "1.1.1.9", "horizon"),
        ("aachen", "M-10", "existence"),
        ("wegberg", "1.1.1.1", "status"),
        ("wegberg", "1.1.1.1", "schedule"),
        ("wegberg", "1.1.1.1", "horizon"),
    ]


def test_municipalities_may_be_categories(draw_measures, draw_goals, strategy):
    measures, goals = draw_measures(MEASURES), draw_goals(GOALS)
    as_categories = [rows.assign(municipality=rows["municipality"].astype("category")) for rows in (measures, goals)]
    for compute in computations(strategy):
        pd.testing.assert_frame_equal(compute(*as_categories), compute(measures, goals))


CELLS = st.tuples(
    st.sampled_from(MUNICIPALITIES),
    st.sampled_from([2022, 2024, 2025]),
    st.sampled_from(["1.1.1.1", "1.1.1.10", "VW-8", "VW-9"]),
    st.sampled_from(["1", "2", "·"]),
    st.sampled_from(["idea", "completed", "discarded", "unknown"]),
    st.sampled_from(["short", "ongoing", "unknown"]),
    st.sampled_from(["on_schedule", "delayed", "unknown"]),
    st.sampled_from(["Radweg", "Sporthalle"]),
)


@settings(max_examples=10, deadline=None)
@given(
    rows=st.lists(CELLS, min_size=1, max_size=20, unique_by=lambda row: row[:3]),
    discarded_in_total=st.booleans(),
    ongoing_completed=st.sampled_from(["completed", "in_progress"]),
)
def test_all_together_are_as_each_alone_whatever_the_tables_say(
    draw_measures, draw_goals, with_rules, rows, discarded_in_total, ongoing_completed
):
    lines = ["aachen 2025 3.1.1.1 1 idea short delayed Radweg", *(" ".join(map(str, row)) for row in rows)]
    measures = draw_measures("municipality year id field status horizon schedule title\n" + "\n".join(lines))
    goals = draw_goals(GOALS)
    rule = with_rules(discarded_in_total=discarded_in_total, ongoing_completed=ongoing_completed)

    for compute in computations(rule):
        pd.testing.assert_frame_equal(compute(measures, goals), one_by_one(compute, measures, goals))


def test_numbers_that_changed_are_one_municipalitys_own(draw_measures, draw_goals):
    with pytest.raises(DataError, match="aachen, wegberg"):
        changes(
            draw_measures(MEASURES.replace("übach", "aachen")),
            draw_goals(),
            year=2025,
            renumbered=[Renumbering(2025, "1.1.1.9", "1.1.1.8")],
        )
