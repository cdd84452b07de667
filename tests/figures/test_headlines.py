"""Headlines under other rules and bases: discarding never passes for progress."""

import pandas as pd
import pytest

from analysis.figures.headlines import headlines, pace_by_base

TWO_YEARS = """
    year id       status       horizon schedule
    2024 1.1.1.1  completed    short   on_schedule
    2024 1.1.1.2  in_progress  short   on_schedule
    2024 1.1.1.3  idea         long    on_schedule
    2024 1.1.1.4  idea         long    delayed
    2024 1.1.1.5  in_progress  ongoing on_schedule
    2025 1.1.1.1  completed    short   on_schedule
    2025 1.1.1.2  in_progress  short   on_schedule
    2025 1.1.1.3  idea         long    on_schedule
    2025 1.1.1.4  discarded    long    discarded
    2025 1.1.1.5  completed    ongoing on_schedule
"""


def row(table, **where):
    for name, value in where.items():
        table = table[table[name] == value]
    assert len(table) == 1
    return table.iloc[0]


def share(table, **where):
    found = row(table, **where)
    return found["count"], found["total"]


def test_a_headline_stands_beside_itself_on_every_base(draw_measures, draw_goals, strategy):
    table = headlines(draw_measures(TWO_YEARS), draw_goals(), strategy, year=2025)

    assert share(table, headline="on_schedule", base="with_discarded") == (4, 5)
    assert share(table, headline="on_schedule", base="all") == (4, 4)
    assert share(table, headline="on_schedule", base="terminable") == (3, 3)
    assert share(table, headline="on_schedule_past_horizon", base="on_schedule") == (1, 4)


def test_completed_stands_under_both_rules_for_ongoing_measures(draw_measures, draw_goals, strategy):
    table = headlines(draw_measures(TWO_YEARS), draw_goals(), strategy, year=2025)
    completed = {"headline": "completed", "base": "all"}

    assert share(table, **completed, ongoing_completed="completed") == (2, 4)
    assert share(table, **completed, ongoing_completed="in_progress") == (1, 4)
    assert share(table, headline="completed", base="terminable") == (1, 3)


def test_what_a_share_gains_from_a_smaller_base_is_told(draw_measures, draw_goals, strategy):
    """1 of 4 → 1 of 3 that can end: nothing was completed, one was discarded."""
    table = headlines(draw_measures(TWO_YEARS), draw_goals(), strategy, year=2025)
    found = row(table, headline="completed", base="terminable")

    assert (found["count_before"], found["total_before"]) == (1, 4)
    assert found["points"] == pytest.approx(100 / 3 - 25)
    assert found["points_from_smaller_base"] == pytest.approx(100 / 3 - 25)
    assert row(table, headline="on_schedule", base="with_discarded")["points_from_smaller_base"] == 0


def test_the_first_year_has_nothing_to_compare_with(draw_measures, draw_goals, strategy):
    table = headlines(draw_measures(TWO_YEARS), draw_goals(), strategy, year=2024)

    assert table["count_before"].isna().all() and table["points"].isna().all()


def test_an_office_without_goals_has_an_empty_share_of_them(draw_measures, draw_goals, strategy):
    table = headlines(draw_measures(TWO_YEARS), draw_goals(), strategy, year=2025)
    found = row(table, headline="goals_completed")

    assert found["total"] == 0 and pd.isna(found["percent"])


def test_the_base_at_adoption_does_not_shrink_by_discarding(draw_measures, draw_goals, strategy):
    measures = draw_measures(TWO_YEARS)
    vanished = draw_measures("""
        year id       status  horizon
        2024 2.1.1.1  planned medium
    """)
    table = pace_by_base(pd.concat([measures, vanished]), draw_goals(), strategy, year=2025)

    assert row(table, base="all", against="living")["total"] == 4
    assert row(table, base="all", against="ever_reported")["total"] == 6
    assert row(table, base="terminable", against="living")["total"] == 3
    ever = row(table, base="terminable", against="ever_reported")
    assert ever["total"] == 5
    assert ever["pace_required"] == pytest.approx(4 / 5)
    assert ever["pace_ratio"] == 0
