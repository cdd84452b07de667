"""Gross and net: what was done is told apart from what came into the base or left it."""

import pytest

from analysis.figures.midterm.completions import AFTER, BEFORE, FLOWS, IN, OUT, completions

TWO_YEARS = """
    year id      status      horizon
    2024 1.1.1.1 completed   short
    2024 1.1.1.2 in_progress short
    2024 1.1.1.3 completed   short
    2024 1.1.1.4 completed   medium
    2024 1.1.1.5 completed   ongoing
    2024 1.1.1.6 completed   medium
    2024 1.1.1.7 unknown     medium
    2024 1.1.1.8 completed   long
    2024 1.1.2.1 completed   long
    2025 1.1.1.1 completed   short
    2025 1.1.1.2 completed   short
    2025 1.1.1.3 in_progress short
    2025 1.1.1.4 completed   ongoing
    2025 1.1.1.5 completed   short
    2025 1.1.1.6 discarded   medium
    2025 1.1.1.7 completed   medium
    2025 1.1.1.9 completed   long
    2025 1.1.2.1 unknown     long
"""


def flows_of(table, base):
    of_base = table[(table["level"] == "measure") & (table["base"] == base)].set_index("flow")
    return of_base["count"].to_dict(), of_base["ids"].to_dict()


def test_every_way_in_and_out_has_its_own_name(draw_measures, draw_goals, strategy):
    table = completions(draw_measures(TWO_YEARS), draw_goals(), strategy, year=2025)
    counts, ids = flows_of(table, "terminable")

    assert ids[BEFORE] == "1.1.1.1, 1.1.1.3, 1.1.1.4, 1.1.1.6, 1.1.1.8, 1.1.2.1"
    assert {flow: ids[flow] for flow in [*IN, *OUT]} == {
        "newly_completed": "1.1.1.2",
        "appeared": "1.1.1.9",
        "recoded_in": "1.1.1.5",
        "became_readable": "1.1.1.7",
        "gone_back": "1.1.1.3",
        "discarded": "1.1.1.6",
        "recoded_out": "1.1.1.4",
        "vanished": "1.1.1.8",
        "became_unreadable": "1.1.2.1",
    }
    assert counts["newly_completed"] == 1 and counts["gone_back"] == -1


@pytest.mark.parametrize("rule", ["completed", "in_progress"])
def test_before_and_all_flows_add_up_to_after(rule, draw_measures, draw_goals, with_rules):
    table = completions(draw_measures(TWO_YEARS), draw_goals(), with_rules(ongoing_completed=rule), year=2025)

    for base in ("all", "terminable"):
        counts, _ = flows_of(table, base)
        assert list(counts) == FLOWS
        assert sum(counts[flow] for flow in FLOWS if flow != AFTER) == counts[AFTER]


def test_who_only_changed_the_horizon_has_completed_nothing(draw_measures, draw_goals, strategy):
    measures = draw_measures("""
        year id      status    horizon
        2024 1.1.1.1 completed ongoing
        2025 1.1.1.1 completed short
    """)
    counts, _ = flows_of(completions(measures, draw_goals(), strategy, year=2025), "terminable")
    assert (counts["newly_completed"], counts["recoded_in"], counts[AFTER]) == (0, 1, 1)


def test_without_a_year_before_there_are_no_flows(draw_measures, draw_goals, strategy):
    measures = draw_measures("year id status\n2025 1.1.1.1 completed")
    assert completions(measures, draw_goals(), strategy, year=2025).empty
