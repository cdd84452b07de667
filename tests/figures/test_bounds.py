"""What published sums allow: no more is said of a reconstruction."""

from itertools import product

import pytest

from analysis.figures.bounds import bounded, deadline_bounds
from analysis.figures.breakdown import figures
from analysis.intake import load

ROWS = """
    year id      status      horizon schedule
    2025 1.1.1.1 completed   short   on_schedule
    2025 1.1.1.2 in_progress short   on_schedule
    2025 1.1.1.3 in_progress ongoing delayed
    2025 1.1.1.4 completed   ongoing on_schedule
    2025 1.1.1.5 discarded   long    discarded
"""


@pytest.fixture(scope="module")
def heinsberg():
    return load("heinsberg")


def of_all(table):
    whole = table[table["field"] == "all"].set_index("figure")
    return {figure: tuple(whole.loc[figure, ["value", "low", "high"]]) for figure in whole.index}


def test_the_county_s_sums_allow_six_to_twenty_two_completed_with_a_deadline(heinsberg):
    told = of_all(deadline_bounds(heinsberg.measures, heinsberg.goals, heinsberg.strategy, year=2025))

    assert told["completed"] == (15, 6, 22)
    assert told["total"] == (54, 54, 59)
    assert told["overdue"] == (10, 4, 18)
    value, low, high = told["open"]
    assert [value / 5, low / 5, high / 5] == [7.8, 6.8, 9.8]


def test_the_bounds_are_those_of_all_tables_with_the_same_sums(draw_measures, draw_goals, with_rules):
    """Every way to give the five statuses and horizons to five rows, tried one by one."""
    strategy = with_rules(provenance="reconstruction")
    measures = draw_measures(ROWS)
    statuses, horizons = list(measures["status"]), list(measures["horizon"])
    found = {"completed": set(), "total": set(), "open": set(), "overdue": set()}
    for order in product(range(5), repeat=5):
        if len(set(order)) == 5:
            rows = list(zip(statuses, (horizons[place] for place in order), strict=True))
            ending = [(status, horizon) for status, horizon in rows if horizon != "ongoing"]
            found["completed"].add(sum(status == "completed" for status, _ in ending))
            found["total"].add(sum(status != "discarded" for status, _ in ending))
            found["open"].add(sum(status == "in_progress" for status, _ in ending))
            found["overdue"].add(sum(row == ("in_progress", "short") for row in rows))
    told = of_all(deadline_bounds(measures, draw_goals(), strategy, year=2025))

    assert {name: told[name][1:] for name in found} == {name: (min(s), max(s)) for name, s in found.items()}


def test_what_was_published_has_no_bounds_and_what_was_not_has(heinsberg):
    rows = heinsberg.measures, heinsberg.goals, heinsberg.strategy
    now, before = (bounded(figures(*rows, year=year), heinsberg.strategy) for year in (2025, 2024))
    sums = now[now["horizon"] == "all"]
    assert (sums["low"] == sums["count"]).all() and (sums["high"] == sums["count"]).all()

    of_2024 = before[(before["field"] == "all") & (before["horizon"] == "all") & (before["level"] == "measure")]
    told = of_2024.set_index(["dimension", "category"])[["count", "low", "high"]]
    assert list(told.loc[("status", "completed")]) == [15, 15, 15]
    assert list(told.loc[("status", "in_progress")]) == [54, 0, 58]
    assert list(told.loc[("status", "idea")]) == [4, 3, 51]  # published for field 4 alone
    assert list(told.loc[("schedule", "discarded")]) == [4, 4, 4]


def test_how_horizon_and_schedule_combine_was_never_published(heinsberg):
    rows = heinsberg.measures, heinsberg.goals, heinsberg.strategy
    table = bounded(figures(*rows, year=2025), heinsberg.strategy)
    of_field = table[(table["field"] == "4") & (table["horizon"] == "short") & (table["dimension"] == "schedule")]
    told = of_field.set_index("category")[["low", "high"]]

    assert list(told.loc["on_schedule"]) == [0, 4]  # 4 short, 11 of 15 on schedule
    assert list(told.loc["discarded"]) == [0, 0]


def test_a_real_table_needs_no_bounds(draw_measures, draw_goals, strategy):
    measures = draw_measures(ROWS)
    assert deadline_bounds(measures, draw_goals(), strategy, year=2025).empty
    table = bounded(figures(measures, draw_goals(), strategy, year=2025), strategy)
    assert (table["low"] == table["count"]).all()


def test_a_sum_is_published_by_its_name_or_by_a_wider_one(with_rules):
    known = with_rules(published={2025: ("measure.status", "measure.schedule.on_schedule.1")})

    assert known.publishes(2025, "measure", "status", "idea", "2")
    assert known.publishes(2025, "measure", "status", "idea", "all")
    assert known.publishes(2025, "measure", "schedule", "on_schedule", "1")
    assert not known.publishes(2025, "measure", "schedule", "on_schedule", "2")
    assert not known.publishes(2025, "measure", "schedule", "on_schedule", "all")
    assert not known.publishes(2024, "measure", "status", "idea", "2")
    assert with_rules().publishes(2024, "goal", "status", "started", "all")
