"""Due dates, overdue measures, and the arithmetic of paces and paths."""

import datetime as dt

import pandas as pd
import pytest

from analysis.figures.midterm import paths


def test_a_horizon_ends_so_many_years_after_adoption(draw_measures, strategy):
    measures = draw_measures("""
        year id  status  horizon due
        2025 M1  planned short   ·
        2025 M2  planned medium  ·
        2025 M3  planned long    ·
        2025 M4  planned ongoing ·
        2025 M5  planned unknown ·
    """)
    due = paths.due_dates(measures, strategy)

    assert [None if pd.isna(day) else str(day.date()) for day in due] == [
        "2025-03-28",
        "2028-03-28",
        "2030-12-31",
        None,
        None,
    ]


def test_a_due_date_in_the_row_beats_the_horizon(draw_measures, strategy):
    measures = draw_measures("""
        year id  status  horizon due
        2025 M1  planned short   2026-06-30
        2025 M2  planned ongoing 2024-06-30
    """)
    assert list(paths.due_dates(measures, strategy).dt.year) == [2026, 2024]
    assert list(paths.overdue(measures, strategy, year=2025)["measure_id"]) == ["M2"]


def test_a_strategy_adopted_on_29_february_ends_its_horizons_on_the_28th(draw_measures, with_rules):
    measures = draw_measures("""
        year id  status  horizon
        2025 M1  planned short
    """)
    due = paths.due_dates(measures, with_rules(adopted=dt.date(2024, 2, 29)))
    assert str(due[0].date()) == "2026-02-28"


def test_past_means_before_31_december(draw_measures, strategy):
    measures = draw_measures("""
        year id  status      schedule     horizon due
        2025 M1  in_progress on_schedule  long    2025-12-30
        2025 M2  in_progress on_schedule  long    2025-12-31
        2025 M3  completed   on_schedule  short   ·
        2025 M4  discarded   discarded    short   ·
        2025 M5  unknown     delayed      short   ·
    """)
    late = paths.overdue(measures, strategy, year=2025)

    assert list(late["measure_id"]) == ["M1", "M5"]
    assert list(late["schedule"]) == ["on_schedule", "delayed"]


def test_the_plan_counts_what_has_ended_by_31_december_itself(draw_measures, strategy):
    measures = draw_measures("""
        year id  status      horizon
        2025 M1  in_progress short
        2025 M2  completed   medium
        2025 M3  in_progress long
        2025 M4  in_progress ongoing
    """)
    due = paths.due_dates(measures, strategy)
    assert [paths.planned(due, at) for at in (2024, 2025, 2028, 2030)] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        (73, [7.16, 16.58, 25.98, 35.38, 44.78, 54.20, 63.60, 73]),
        (54, [5.30, 12.27, 19.22, 26.17, 33.12, 40.10, 47.05, 54]),
    ],
)
def test_the_linear_path_of_heinsberg(strategy, total, expected):
    assert [round(paths.linear(total, at, strategy), 2) for at in range(2023, 2031)] == expected


def test_the_linear_path_ends_at_the_total(with_rules):
    strategy = with_rules(target_date=dt.date(2030, 6, 30))
    assert paths.linear(10, 2030, strategy) == 10


def test_years_behind_is_negative_when_ahead_and_empty_where_nothing_counts(strategy):
    assert round(paths.years_behind(22, 73, 2025, strategy), 2) == 0.42
    assert round(paths.years_behind(15, 54, 2025, strategy), 2) == 0.61
    assert paths.years_behind(40, 54, 2025, strategy) < 0
    assert paths.years_behind(0, 0, 2025, strategy) is None


def test_who_has_completed_all_is_not_behind_after_the_target_date(strategy):
    assert paths.years_behind(54, 54, 2032, strategy) == 0
    assert paths.years_behind(53, 54, 2032, strategy) > 1


def test_the_pace_is_divided_by_the_years_between_exports():
    completed = {2022: 4, 2023: 6, 2026: 12}

    assert paths.pace(completed, 2026) == 2
    assert paths.pace(completed, 2022) is None
    assert paths.paces(completed, 2026) == {2023: 2, 2026: 2}


def test_from_three_years_on_the_mean_pace_counts_not_one_year_of_catching_up():
    assert paths.present_pace({2025: 5}, 2025) is None
    assert paths.present_pace({2024: 5, 2025: 9}, 2025) == 4
    assert paths.present_pace({2023: 4, 2024: 5, 2025: 9}, 2025) == 2.5
    assert paths.present_pace({2021: 0, 2025: 9, 2026: 10}, 2026) == 2


def test_an_unchanging_number_a_year_arrives_or_never_does():
    assert paths.arrives(15, 54, 5, 2025) == pytest.approx(2033.8)  # 39 left, 7.8 years from the end of 2025
    assert paths.arrives(15, 54, 0, 2025) is None
    assert paths.arrives(15, 54, -1, 2025) is None
    assert paths.arrives(54, 54, 5, 2025) is None
    assert paths.arrives(15, 54, None, 2025) is None


def test_only_years_without_a_gap_follow_one_another():
    assert paths.consecutive_years([2021, 2023, 2024, 2025], 2025) == [2023, 2024, 2025]
    assert paths.consecutive_years([2021, 2025], 2025) == [2025]
    assert paths.consecutive_years([2024], 2025) == []


def test_nothing_is_required_from_the_target_year_on(strategy):
    assert paths.pace_required(15, 54, 2025, strategy) == 7.8
    assert paths.pace_required(15, 54, 2030, strategy) is None


def test_counts_of_a_field_say_what_is_overdue_and_called_on_schedule(draw_measures, draw_goals, strategy):
    measures = draw_measures("""
        year id       status      schedule     horizon
        2025 1.1.1.1  in_progress on_schedule  short
        2025 1.1.1.2  in_progress delayed      short
        2025 1.1.1.3  completed   on_schedule  short
        2025 1.1.1.4  completed   on_schedule  ongoing
        2025 1.1.1.5  discarded   discarded    short
    """)
    table = paths.counts_by_field(measures, draw_goals(), strategy, year=2025).set_index("field")
    numbers = ["total", "completed", "discarded", "overdue", "overdue_on_schedule"]

    assert list(table.loc["1", numbers]) == [3, 1, 1, 2, 1]
    assert list(table.loc["2", numbers]) == [0, 0, 0, 0, 0]
    assert list(table.loc["all", numbers]) == [3, 1, 1, 2, 1]


def test_what_was_due_is_done_or_open_and_some_is_done_early(draw_measures, draw_goals, strategy):
    measures = draw_measures("""
        year id      status      schedule     horizon due
        2025 1.1.1.1 completed   on_schedule  short   ·
        2025 1.1.1.2 in_progress on_schedule  short   ·
        2025 1.1.1.3 in_progress not_assessed short   ·
        2025 1.1.1.4 in_progress delayed      medium  2025-12-31
        2025 1.1.1.5 completed   on_schedule  medium  ·
        2025 1.1.1.6 completed   on_schedule  unknown ·
        2025 1.1.1.7 discarded   discarded    short   ·
        2025 1.1.1.8 idea        unknown      short   ·
    """)
    counts = paths.counts_by_field(measures, draw_goals(), strategy, year=2025).set_index("field").loc["all"]

    assert counts["due"] == counts["due_completed"] + counts["due_open"] == 1 + 4
    assert counts["completed"] == counts["due_completed"] + counts["early"] + counts["undated"] == 1 + 1 + 1
    answers = ["overdue_on_schedule", "overdue_delayed", "overdue_not_assessed", "overdue_unknown"]
    assert list(counts[answers]) == [1, 0, 1, 1]
    assert counts["overdue"] == 3  # the one due on 31 December is not past its deadline
