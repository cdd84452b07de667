"""Figures: how many goals and measures are in which state."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.figures.breakdown import figures, percent


def counts(table, **where):
    """{category: count} of the rows that match; horizon is all unless told."""
    for name, value in {"horizon": "all", **where}.items():
        table = table[table[name] == value]
    return dict(zip(table["category"], table["count"], strict=True))


def percents(table, **where):
    for name, value in {"horizon": "all", **where}.items():
        table = table[table[name] == value]
    return {c: None if pd.isna(p) else int(p) for c, p in zip(table["category"], table["percent"], strict=True)}


FIVE_MEASURES = """
    year id       status       horizon schedule
    2025 1.1.1.1  idea         short   delayed
    2025 1.1.1.2  completed    ongoing on_schedule
    2025 1.1.1.3  discarded    long    discarded
    2025 2.1.1.1  in_progress  short   on_schedule
    2025 2.1.1.2  completed    medium  on_schedule
"""


def test_every_category_has_its_row_in_every_field_even_with_count_0(draw_measures, draw_goals, strategy):
    table = figures(draw_measures(FIVE_MEASURES), draw_goals(), strategy, year=2025)

    assert counts(table, level="measure", field="2", dimension="status") == {
        "idea": 0,
        "planned": 0,
        "in_progress": 1,
        "completed": 1,
        "discarded": 0,
    }
    assert counts(table, level="measure", field="1", dimension="schedule", horizon="short") == {
        "on_schedule": 0,
        "delayed": 1,
        "not_assessed": 0,
        "discarded": 0,
    }
    assert len(table) == 3 * 33


def test_rows_stand_in_order_of_level_field_horizon_dimension_and_vocabulary(draw_measures, draw_goals, strategy):
    table = figures(draw_measures(FIVE_MEASURES), draw_goals(), strategy, year=2025)
    of_field = table[(table["level"] == "measure") & (table["field"] == "all")]

    assert list(dict.fromkeys(table["level"])) == ["goal", "measure"]
    assert list(dict.fromkeys(table["field"])) == ["1", "2", "all"]
    assert list(dict.fromkeys(zip(of_field["horizon"], of_field["dimension"], strict=True))) == [
        ("all", "status"),
        ("all", "schedule"),
        ("all", "horizon"),
        ("short", "schedule"),
        ("medium", "schedule"),
        ("long", "schedule"),
        ("ongoing", "schedule"),
    ]
    assert list(of_field["category"])[:5] == ["idea", "planned", "in_progress", "completed", "discarded"]


def test_a_field_without_any_measure_has_counts_of_0_and_an_empty_percent(draw_measures, draw_goals, strategy):
    measures = draw_measures("""
        year id       status
        2025 1.1.1.1  idea
    """)
    table = figures(measures, draw_goals(), strategy, year=2025)
    empty = table[(table["level"] == "measure") & (table["field"] == "2")]

    assert len(empty) == 29
    assert (empty["total"] == 0).all() and (empty["count"] == 0).all() and empty["percent"].isna().all()


def test_an_office_without_operative_goals_has_goal_rows_with_a_total_of_0(draw_measures, draw_goals, strategy):
    table = figures(draw_measures(FIVE_MEASURES), draw_goals(), strategy, year=2025)
    goals = table[table["level"] == "goal"]

    assert len(goals) == 3 * 4
    assert (goals["total"] == 0).all() and goals["percent"].isna().all()


def test_unknown_has_its_rows_in_every_field_once_it_occurs_in_one(draw_measures, draw_goals, strategy):
    measures = draw_measures("""
        year id       status       horizon schedule
        2025 1.1.1.1  unknown      short   on_schedule
        2025 2.1.1.1  idea         unknown on_schedule
    """)
    table = figures(measures, draw_goals(), strategy, year=2025)

    assert counts(table, level="measure", field="2", dimension="status")["unknown"] == 0
    assert counts(table, level="measure", field="1", dimension="status")["unknown"] == 1
    assert counts(table, level="measure", field="1", dimension="horizon")["unknown"] == 0
    assert counts(table, level="measure", field="2", dimension="schedule", horizon="unknown")["on_schedule"] == 1
    assert "unknown" not in counts(table, level="measure", field="1", dimension="schedule")
    assert "unknown" not in counts(table, level="goal", field="1", dimension="status")


def test_a_measure_without_a_known_field_counts_in_all_only(draw_measures, draw_goals, strategy):
    measures = draw_measures("""
        year id       field status
        2025 1.1.1.1  1     idea
        2025 Ü1       ·     idea
    """)
    table = figures(measures, draw_goals(), strategy, year=2025)

    assert counts(table, level="measure", field="1", dimension="status")["idea"] == 1
    assert counts(table, level="measure", field="2", dimension="status")["idea"] == 0
    assert counts(table, level="measure", field="all", dimension="status")["idea"] == 2


def test_discarded_measures_stay_in_the_total(draw_measures, draw_goals, strategy):
    table = figures(draw_measures(FIVE_MEASURES), draw_goals(), strategy, year=2025)

    assert percents(table, level="measure", field="all", dimension="status")["completed"] == 40
    assert percents(table, level="measure", field="all", dimension="status")["discarded"] == 20


def test_discarded_measures_leave_every_total_where_the_strategy_says_so(draw_measures, draw_goals, with_rules):
    rule = with_rules(discarded_in_total=False)
    table = figures(draw_measures(FIVE_MEASURES), draw_goals(), rule, year=2025)
    measures = table[(table["level"] == "measure") & (table["field"] == "all")]

    assert set(measures.loc[measures["horizon"] == "all", "total"]) == {4}
    assert counts(table, level="measure", field="all", dimension="status")["discarded"] == 1
    assert percents(table, level="measure", field="all", dimension="status")["discarded"] is None
    assert percents(table, level="measure", field="all", dimension="status")["completed"] == 50
    assert counts(table, level="measure", field="all", dimension="horizon")["long"] == 0
    assert counts(table, level="measure", field="all", dimension="schedule")["discarded"] == 1
    assert percents(table, level="measure", field="all", dimension="schedule")["on_schedule"] == 75
    assert set(measures.loc[measures["horizon"] == "long", "total"]) == {0}


def test_an_ongoing_measure_that_is_completed_counts_as_in_progress_where_the_strategy_says_so(
    draw_measures, draw_goals, with_rules
):
    rule = with_rules(ongoing_completed="in_progress")
    table = figures(draw_measures(FIVE_MEASURES), draw_goals(), rule, year=2025)

    status = counts(table, level="measure", field="all", dimension="status")
    assert status == {"idea": 1, "planned": 0, "in_progress": 2, "completed": 1, "discarded": 1}


def test_only_the_wanted_year_is_counted(draw_measures, draw_goals, strategy):
    measures = draw_measures("""
        year id       status
        2024 1.1.1.1  idea
        2025 1.1.1.1  planned
    """)
    status = counts(
        figures(measures, draw_goals(), strategy, year=2024), level="measure", field="all", dimension="status"
    )
    assert status["idea"] == 1 and status["planned"] == 0


def test_a_year_without_rows_is_an_error_that_names_the_years_there_are(draw_measures, draw_goals, strategy):
    with pytest.raises(DataError, match=r"2023.*vorhandene Berichtsjahre: 2025"):
        figures(draw_measures(FIVE_MEASURES), draw_goals(), strategy, year=2023)


@pytest.mark.parametrize(
    ("count", "total", "expected"),
    [(9, 40, 23), (1, 8, 13), (5, 7, 71), (3, 15, 20), (1, 201, 0), (400, 401, 100), (0, 5, 0), (5, 5, 100)],
)
def test_percent_is_rounded_half_up(count, total, expected):
    assert percent(count, total) == expected


def test_percent_of_nothing_is_empty():
    assert percent(0, 0) is None


STATUS = st.sampled_from(["idea", "planned", "in_progress", "completed", "discarded", "unknown"])
HORIZON = st.sampled_from(["short", "medium", "long", "ongoing", "unknown"])
SCHEDULE = st.sampled_from(["on_schedule", "delayed", "not_assessed", "unknown"])


@settings(max_examples=20, deadline=None)
@given(
    rows=st.lists(st.tuples(st.sampled_from(["1", "2", "·"]), STATUS, HORIZON, SCHEDULE), min_size=1, max_size=12),
    discarded_in_total=st.booleans(),
    ongoing_completed=st.sampled_from(["completed", "in_progress"]),
    shuffle=st.randoms(use_true_random=False),
)
def test_parts_sum_to_the_whole_and_fields_to_all_whatever_the_table_says(
    draw_measures, draw_goals, with_rules, check_figures, rows, discarded_in_total, ongoing_completed, shuffle
):
    lines = [f"2025 M{number} {' '.join(row)}" for number, row in enumerate(rows)]
    measures = draw_measures("year id field status horizon schedule\n" + "\n".join(lines))
    before = measures.copy()
    rule = with_rules(discarded_in_total=discarded_in_total, ongoing_completed=ongoing_completed)
    table = figures(measures, draw_goals(), rule, year=2025)
    shuffled = measures.iloc[shuffle.sample(range(len(measures)), len(measures))]

    pd.testing.assert_frame_equal(measures, before)
    pd.testing.assert_frame_equal(figures(shuffled, draw_goals(), rule, year=2025), table)
    fieldless = "·" in {row[0] for row in rows}
    check_figures(table, discarded_in_total=discarded_in_total, fields_complete=not fieldless)
