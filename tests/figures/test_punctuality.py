"""Who is called on schedule although the deadline is past, beside what the schedule says."""

import dataclasses

from analysis.figures.bounds import deadline_bounds
from analysis.figures.breakdown import figures
from analysis.figures.punctuality import told_apart, with_overdue

ROWS = """
    year id      status      schedule     horizon
    2025 1.1.1.1 in_progress on_schedule  short
    2025 1.1.1.2 in_progress on_schedule  long
    2025 1.1.1.3 completed   on_schedule  short
    2025 1.1.1.4 in_progress delayed      short
    2025 2.1.1.1 idea        on_schedule  short
"""


def table_of(measures, goals, strategy):
    breakdown = figures(measures, goals, strategy, year=2025)
    bounds = deadline_bounds(measures, goals, strategy, year=2025)
    rows = with_overdue(breakdown, measures, strategy, bounds, year=2025)
    return rows[rows["dimension"] == "schedule"]


def test_only_open_ones_past_their_deadline_and_on_schedule_count(draw_measures, draw_goals, strategy):
    table = table_of(draw_measures(ROWS), draw_goals(), strategy)
    late = table[table["overdue"] > 0].set_index(["field", "horizon", "category"])["overdue"]

    assert late.to_dict() == {
        ("1", "short", "on_schedule"): 1,
        ("1", "all", "on_schedule"): 1,
        ("2", "short", "on_schedule"): 1,
        ("2", "all", "on_schedule"): 1,
        ("all", "short", "on_schedule"): 2,
        ("all", "all", "on_schedule"): 2,
    }
    assert (table["overdue_low"] == table["overdue"]).all()
    assert (table["overdue_high"] == table["overdue"]).all()


def test_told_apart_they_add_up_to_those_on_schedule(draw_measures, draw_goals, strategy):
    table = table_of(draw_measures(ROWS), draw_goals(), strategy)
    overall = told_apart(table[(table["field"] == "all") & (table["horizon"] == "all")])

    counts = dict(zip(overall["category"], overall["count"], strict=True))
    assert (counts["on_schedule"], counts["on_schedule_overdue"], counts["delayed"]) == (2, 2, 1)
    assert list(overall.loc[overall["category"] == "on_schedule_overdue", "percent"]) == [40]


def test_where_none_is_overdue_nothing_is_told_apart(draw_measures, draw_goals, strategy):
    table = table_of(draw_measures(ROWS.replace("short", "long")), draw_goals(), strategy)
    assert "on_schedule_overdue" not in set(told_apart(table)["category"])


def test_of_a_reconstruction_the_published_sums_bound_them(draw_measures, draw_goals, strategy):
    marked = dataclasses.replace(strategy, provenance="reconstruction")
    row = table_of(draw_measures(ROWS), draw_goals(), marked).set_index(["field", "horizon", "category"])
    number = row.loc[("1", "all", "on_schedule")]

    # Field 1: three of four are open, three have a horizon that is over: two at least are both; three are on schedule.
    assert (number["overdue"], number["overdue_low"], number["overdue_high"]) == (1, 1, 3)
