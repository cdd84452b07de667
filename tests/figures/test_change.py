"""Changes against the year before."""

import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.figures.change import changes
from analysis.strategy import Renumbering


def told(table):
    """The changes as tuples (level, id, dimension, before, after)."""
    return list(table[["level", "id", "dimension", "before", "after"]].itertuples(index=False, name=None))


def test_each_change_of_status_schedule_and_horizon_has_its_row_in_this_order(draw_measures, draw_goals):
    measures = draw_measures("""
        year id       status       horizon schedule
        2024 1.1.1.1  idea         short   delayed
        2024 1.1.1.2  in_progress  long    on_schedule
        2025 1.1.1.1  planned      medium  on_schedule
        2025 1.1.1.2  in_progress  long    on_schedule
    """)
    goals = draw_goals("""
        year id     status
        2024 1.1.1  started
        2025 1.1.1  completed
    """)
    assert told(changes(measures, goals, year=2025)) == [
        ("goal", "1.1.1", "status", "started", "completed"),
        ("measure", "1.1.1.1", "status", "idea", "planned"),
        ("measure", "1.1.1.1", "schedule", "delayed", "on_schedule"),
        ("measure", "1.1.1.1", "horizon", "short", "medium"),
    ]


def test_a_new_or_vanished_id_has_its_existence_told_and_nothing_else(draw_measures, draw_goals):
    measures = draw_measures("""
        year id       status       title
        2024 1.1.1.1  idea         alt
        2025 1.1.1.2  completed    neu
    """)
    table = changes(measures, draw_goals(), year=2025)

    assert told(table) == [
        ("measure", "1.1.1.1", "existence", "present", "absent"),
        ("measure", "1.1.1.2", "existence", "absent", "present"),
    ]
    assert list(table["title"]) == ["alt", "neu"]
    assert list(table["field"]) == [1, 1]


def test_ids_stand_in_natural_order_within_their_field(draw_measures, draw_goals):
    measures = draw_measures("""
        year id     field status
        2024 VW-10  2     idea
        2024 VW-9   2     idea
        2024 1.10   1     idea
        2024 1.9    1     idea
        2024 Ü1     ·     idea
        2025 Ü1     ·     planned
        2025 VW-10  2     planned
        2025 VW-9   2     planned
        2025 1.10   1     planned
        2025 1.9    1     planned
    """)
    assert list(changes(measures, draw_goals(), year=2025)["id"]) == ["1.9", "1.10", "VW-9", "VW-10", "Ü1"]


def test_a_title_has_changed_only_if_more_than_white_space_differs(draw_measures, draw_goals):
    measures = draw_measures("""
        year id       status title
        2024 1.1.1.1  idea   Sport_im_Park
        2024 1.1.1.2  idea   Sport_im_Park
        2025 1.1.1.1  idea   Sport_im__Park
        2025 1.1.1.2  idea   Sport_im_Wald
    """)
    measures["title"] = measures["title"].str.replace("_", " ")

    assert told(changes(measures, draw_goals(), year=2025)) == [
        ("measure", "1.1.1.2", "title", "Sport im Park", "Sport im Wald")
    ]


def test_a_renumbered_measure_keeps_its_history_under_its_new_number(draw_measures, draw_goals):
    measures = draw_measures("""
        year id       status   title
        2024 1.1.1.1  idea     Radwege
        2025 1.1.1.7  planned  Radwege
    """)
    table = changes(measures, draw_goals(), year=2025, renumbered=[Renumbering(2025, "1.1.1.1", "1.1.1.7")])

    assert told(table) == [
        ("measure", "1.1.1.7", "status", "idea", "planned"),
        ("measure", "1.1.1.7", "id", "1.1.1.1", "1.1.1.7"),
    ]


def test_two_numbers_can_be_swapped_and_years_without_an_export_are_bridged(draw_measures, draw_goals):
    measures = draw_measures("""
        year id       status
        2023 1.1.1.1  idea
        2023 1.1.1.2  completed
        2025 1.1.1.1  completed
        2025 1.1.1.3  idea
    """)
    measures["title"] = "gleich"
    renumbered = (
        Renumbering(2024, "1.1.1.1", "1.1.1.2"),
        Renumbering(2024, "1.1.1.2", "1.1.1.1"),
        Renumbering(2025, "1.1.1.2", "1.1.1.3"),
        Renumbering(2026, "1.1.1.3", "1.1.1.9"),
    )
    assert told(changes(measures, draw_goals(), year=2025, renumbered=renumbered)) == [
        ("measure", "1.1.1.1", "id", "1.1.1.2", "1.1.1.1"),
        ("measure", "1.1.1.3", "id", "1.1.1.1", "1.1.1.3"),
    ]


def test_a_renumbering_that_the_table_contradicts_is_left_out(draw_measures, draw_goals):
    measures = draw_measures("""
        year id       status
        2024 1.1.1.1  idea
        2025 1.1.1.1  planned
    """)
    table = changes(measures, draw_goals(), year=2025, renumbered=[Renumbering(2025, "1.1.1.1", "1.1.1.7")])

    assert told(table) == [("measure", "1.1.1.1", "status", "idea", "planned")]


def test_one_number_for_two_measures_is_an_error_that_names_them(draw_measures, draw_goals):
    measures = draw_measures("""
        year id       status
        2024 1.1.1.1  idea
        2024 1.1.1.2  idea
        2025 1.1.1.2  planned
    """)
    with pytest.raises(DataError, match=r"1\.1\.1\.1, 1\.1\.1\.2 aus 2024 .* 1\.1\.1\.2"):
        changes(measures, draw_goals(), year=2025, renumbered=[Renumbering(2025, "1.1.1.1", "1.1.1.2")])


def test_the_year_before_is_the_last_earlier_year_there_is(draw_measures, draw_goals):
    measures = draw_measures("""
        year id       status
        2022 1.1.1.1  idea
        2023 1.1.1.1  planned
        2025 1.1.1.1  completed
        2026 1.1.1.1  discarded
    """)
    assert told(changes(measures, draw_goals(), year=2025)) == [
        ("measure", "1.1.1.1", "status", "planned", "completed")
    ]


def test_without_a_year_before_there_is_a_header_and_no_row(draw_measures, draw_goals):
    measures = draw_measures("""
        year id       status
        2025 1.1.1.1  completed
    """)
    table = changes(measures, draw_goals(), year=2025)

    assert table.empty and list(table.columns)[:3] == ["municipality", "year", "level"]


def test_changes_do_not_touch_their_argument_and_do_not_depend_on_the_order_of_rows(draw_measures, draw_goals):
    measures = draw_measures("""
        year id       status
        2024 1.1.1.1  idea
        2024 1.1.1.2  planned
        2025 1.1.1.1  planned
        2025 1.1.1.2  in_progress
    """)
    before = measures.copy()
    table = changes(measures, draw_goals(), year=2025)

    pd.testing.assert_frame_equal(measures, before)
    pd.testing.assert_frame_equal(changes(measures[::-1], draw_goals(), year=2025), table)
