"""Scenarios: what would come if, by name."""

from analysis.figures.midterm.scenarios import scenarios

TWO_YEARS = """
    year id       status       horizon
    2026 1.1.1.1  in_progress  short
    2026 1.1.1.2  in_progress  short
    2026 1.1.1.3  in_progress  short
    2026 1.1.1.4  in_progress  long
    2026 1.1.1.5  in_progress  long
    2026 1.1.1.6  in_progress  ongoing
    2027 1.1.1.1  completed    short
    2027 1.1.1.2  in_progress  short
    2027 1.1.1.3  in_progress  short
    2027 1.1.1.4  in_progress  long
    2027 1.1.1.5  in_progress  long
    2027 1.1.1.6  completed    ongoing
"""


def path(table, scenario):
    return list(table.loc[table["scenario"] == scenario, "completed"])


def test_each_scenario_has_its_path_to_the_target_year(draw_measures, draw_goals, strategy):
    """1 of 5 is completed at the end of 2027, one a year; two are overdue; three years are left."""
    table = scenarios(draw_measures(TWO_YEARS), draw_goals(), strategy, year=2027)

    assert list(table.loc[table["scenario"] == "half_pace", "at"]) == [2027, 2028, 2029, 2030]
    assert path(table, "half_pace") == [1, 1.5, 2, 2.5]
    assert path(table, "present_pace") == [1, 2, 3, 4]
    assert [round(value, 2) for value in path(table, "required_pace")] == [1, 2.33, 3.67, 5]
    assert path(table, "overdue_next_year") == [1, 3, 4, 5]
    assert path(table, "final_rush") == [1, 2, 4, 5]
    assert path(table, "best_pace") == []


def test_the_base_can_be_all(draw_measures, draw_goals, strategy):
    table = scenarios(draw_measures(TWO_YEARS), draw_goals(), strategy, year=2027, base="all")
    assert path(table, "present_pace") == [2, 4, 6, 6]


def test_the_slowest_and_the_best_year_are_told_from_three_snapshots_on(draw_measures, draw_goals, strategy):
    measures = draw_measures("""
        year id       status
        2025 1.1.1.1  in_progress
        2025 1.1.1.2  in_progress
        2025 1.1.1.3  in_progress
        2025 1.1.1.4  in_progress
        2026 1.1.1.1  in_progress
        2026 1.1.1.2  in_progress
        2026 1.1.1.3  in_progress
        2026 1.1.1.4  in_progress
        2027 1.1.1.1  completed
        2027 1.1.1.2  in_progress
        2027 1.1.1.3  in_progress
        2027 1.1.1.4  in_progress
    """)
    table = scenarios(measures, draw_goals(), strategy, year=2027)

    assert path(table, "slowest_pace") == [1, 1, 1, 1]
    assert path(table, "present_pace") == [1, 1.5, 2, 2.5]  # the mean, not the one year in which much was caught up
    assert path(table, "best_pace") == [1, 2, 3, 4]


def test_without_an_earlier_year_there_is_no_scenario(draw_measures, draw_goals, strategy):
    assert scenarios(draw_measures(TWO_YEARS), draw_goals(), strategy, year=2026).empty


def test_a_path_never_leaves_the_range_from_0_to_the_total(draw_measures, draw_goals, strategy):
    measures = draw_measures("""
        year id       status
        2026 1.1.1.1  completed
        2026 1.1.1.2  in_progress
        2027 1.1.1.1  in_progress
        2027 1.1.1.2  in_progress
    """)
    table = scenarios(measures, draw_goals(), strategy, year=2027)
    assert path(table, "present_pace") == [0, 0, 0, 0]
    assert path(table, "half_pace") == [] and path(table, "final_rush") == []  # half of going back says nothing
