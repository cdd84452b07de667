"""Bewegungsrechnung: last year + in − out = this year, by cause and by row."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.figures.breakdown import figures
from analysis.figures.bridge import bridge, cause, movements, transitions
from analysis.strategy import Renumbering
from analysis.vocabulary import GOAL_STATUS, MEASURE_STATUS, SCHEDULE


def terms(table, category, *, level="measure", dimension="status", field="all"):
    """{(term, cause): (count, ids)} of one category."""
    of = table[(table["level"] == level) & (table["dimension"] == dimension)]
    of = of[(of["field"] == field) & (of["category"] == category)]
    return {(t, c): (n, ids) for t, c, n, ids in of[["term", "cause", "count", "ids"]].itertuples(index=False)}


TWO_YEARS = """
    year id       status       schedule
    2024 1.1.1.1  idea         on_schedule
    2024 1.1.1.2  in_progress  delayed
    2024 1.1.1.3  completed    on_schedule
    2024 1.1.1.4  planned      on_schedule
    2024 1.1.1.5  planned      on_schedule
    2025 1.1.1.1  planned      not_assessed
    2025 1.1.1.2  completed    on_schedule
    2025 1.1.1.3  in_progress  delayed
    2025 1.1.1.4  discarded    discarded
    2025 2.1.1.1  idea         on_schedule
"""


def test_each_term_of_a_bridge_knows_its_cause_and_its_rows(draw_measures, draw_goals, strategy):
    table = bridge(draw_measures(TWO_YEARS), draw_goals(), strategy, year=2025)

    assert terms(table, "planned") == {
        ("before", ""): (2, "1.1.1.4, 1.1.1.5"),
        ("in", "moved_on"): (1, "1.1.1.1"),
        ("out", "vanished"): (-1, "1.1.1.5"),
        ("out", "discarded"): (-1, "1.1.1.4"),
        ("after", ""): (1, "1.1.1.1"),
    }
    assert terms(table, "completed") == {
        ("before", ""): (1, "1.1.1.3"),
        ("in", "completed"): (1, "1.1.1.2"),
        ("out", "moved_back"): (-1, "1.1.1.3"),
        ("after", ""): (1, "1.1.1.2"),
    }
    assert terms(table, "idea", field="2") == {
        ("before", ""): (0, ""),
        ("in", "appeared"): (1, "2.1.1.1"),
        ("after", ""): (1, "2.1.1.1"),
    }


def test_the_schedule_has_causes_of_its_own(draw_measures, draw_goals, strategy):
    table = bridge(draw_measures(TWO_YEARS), draw_goals(), strategy, year=2025)

    assert terms(table, "on_schedule", dimension="schedule") == {
        ("before", ""): (4, "1.1.1.1, 1.1.1.3, 1.1.1.4, 1.1.1.5"),
        ("in", "appeared"): (1, "2.1.1.1"),
        ("in", "newly_on_schedule"): (1, "1.1.1.2"),
        ("out", "vanished"): (-1, "1.1.1.5"),
        ("out", "fallen_behind"): (-1, "1.1.1.3"),
        ("out", "no_longer_assessed"): (-1, "1.1.1.1"),
        ("out", "discarded"): (-1, "1.1.1.4"),
        ("after", ""): (2, "1.1.1.2, 2.1.1.1"),
    }


@pytest.mark.parametrize(
    ("before", "after", "vocabulary", "expected"),
    [
        ("idea", "idea", MEASURE_STATUS, "stayed"),
        ("idea", "completed", MEASURE_STATUS, "completed"),
        ("in_progress", "planned", MEASURE_STATUS, "moved_back"),
        ("completed", "discarded", MEASURE_STATUS, "discarded"),
        ("discarded", "completed", MEASURE_STATUS, "returned"),
        ("unknown", "completed", MEASURE_STATUS, "became_readable"),
        ("completed", "unknown", MEASURE_STATUS, "became_unreadable"),
        ("not_started", "advanced", GOAL_STATUS, "moved_on"),
        ("completed", "started", GOAL_STATUS, "moved_back"),
        ("not_assessed", "on_schedule", SCHEDULE, "newly_assessed"),
        ("delayed", "not_assessed", SCHEDULE, "no_longer_assessed"),
        ("absent", "delayed", SCHEDULE, "appeared"),
    ],
)
def test_every_move_has_one_cause(before, after, vocabulary, expected):
    assert cause(before, after, vocabulary) == expected


def test_a_measure_that_changes_its_field_leaves_one_and_enters_the_other(draw_measures, draw_goals, strategy):
    measures = draw_measures("""
        year id  field status
        2024 M1  1     planned
        2025 M1  2     in_progress
    """)
    table = bridge(measures, draw_goals(), strategy, year=2025)

    assert terms(table, "planned", field="1") == {
        ("before", ""): (1, "M1"),
        ("out", "field_moved"): (-1, "M1"),
        ("after", ""): (0, ""),
    }
    assert terms(table, "planned", field="2") == {
        ("before", ""): (0, ""),
        ("in", "field_moved"): (1, "M1"),
        ("out", "moved_on"): (-1, "M1"),
        ("after", ""): (0, ""),
    }
    assert terms(table, "planned") == {
        ("before", ""): (1, "M1"),
        ("out", "moved_on"): (-1, "M1"),
        ("after", ""): (0, ""),
    }


def test_a_renumbered_measure_leaves_under_its_old_number_and_enters_under_its_new_one(
    draw_measures, draw_goals, strategy
):
    measures = draw_measures("""
        year id       status
        2024 1.1.1.1  planned
        2025 1.1.1.9  planned
    """)
    renumbered = [Renumbering(2025, "1.1.1.1", "1.1.1.9")]
    table = bridge(measures, draw_goals(), strategy, year=2025, renumbered=renumbered)

    assert terms(table, "planned") == {
        ("before", ""): (1, "1.1.1.1"),
        ("in", "renumbered"): (1, "1.1.1.9"),
        ("out", "renumbered"): (-1, "1.1.1.1"),
        ("after", ""): (1, "1.1.1.9"),
    }


def test_the_bridge_counts_as_the_figures_do(draw_measures, draw_goals, with_rules):
    measures = draw_measures("""
        year id       status       horizon
        2024 1.1.1.1  in_progress  ongoing
        2025 1.1.1.1  completed    ongoing
    """)
    table = bridge(measures, draw_goals(), with_rules(ongoing_completed="in_progress"), year=2025)

    assert terms(table, "in_progress") == {("before", ""): (1, "1.1.1.1"), ("after", ""): (1, "1.1.1.1")}
    assert terms(table, "completed") == {("before", ""): (0, ""), ("after", ""): (0, "")}


def test_a_bridge_that_does_not_close_is_an_error_that_names_the_rows(draw_measures, draw_goals, strategy):
    measures = draw_measures("""
        year id       status
        2024 1.1.1.1  planned
        2025 1.1.1.1  completed
    """)
    with pytest.raises(DataError, match=r"1\.1\.1\.1 passen nicht"):
        bridge(pd.concat([measures, measures.tail(1)]), draw_goals(), strategy, year=2025)


def test_without_a_year_before_there_is_nothing_to_bridge(draw_measures, draw_goals, strategy):
    measures = draw_measures("""
        year id       status
        2025 1.1.1.1  planned
    """)
    for question in (movements, transitions, bridge):
        assert question(measures, draw_goals(), strategy, year=2025).empty


def test_the_transition_matrix_counts_every_row_once_and_names_it(draw_measures, draw_goals, strategy):
    table = transitions(draw_measures(TWO_YEARS), draw_goals(), strategy, year=2025)
    status = table[table["dimension"] == "status"]

    assert list(status[["before", "after", "count", "ids"]].itertuples(index=False, name=None)) == [
        ("idea", "planned", 1, "1.1.1.1"),
        ("planned", "discarded", 1, "1.1.1.4"),
        ("planned", "absent", 1, "1.1.1.5"),
        ("in_progress", "completed", 1, "1.1.1.2"),
        ("completed", "in_progress", 1, "1.1.1.3"),
        ("absent", "idea", 1, "2.1.1.1"),
    ]


def test_movers_bear_their_title_and_both_states(draw_measures, draw_goals, strategy):
    moved = movements(draw_measures(TWO_YEARS), draw_goals(), strategy, year=2025)
    movers = moved[(moved["dimension"] == "status") & (moved["cause"] != "stayed")]

    assert list(movers.iloc[0][["id", "title", "before", "after", "cause"]]) == [
        "1.1.1.1",
        "Titel 1.1.1.1",
        "idea",
        "planned",
        "moved_on",
    ]
    assert len(movers) == 6


CELL = st.tuples(
    st.sampled_from(["1", "2", "·"]),
    st.sampled_from(MEASURE_STATUS.codes),
    st.sampled_from([code for code in SCHEDULE.codes if code != "discarded"]),
)


STEADY = ("1", "idea", "delayed")  # so that both years are there


@settings(max_examples=12, deadline=None)
@given(histories=st.lists(st.tuples(st.none() | CELL, st.none() | CELL), min_size=1, max_size=8))
def test_every_bridge_closes_and_meets_the_figures_of_both_years(draw_measures, draw_goals, strategy, histories):
    rows = [
        f"{year} M{number} {' '.join(cell)}"
        for number, history in enumerate([(STEADY, STEADY), *histories])
        for year, cell in zip((2024, 2025), history, strict=True)
        if cell
    ]
    measures = draw_measures("year id field status schedule\n" + "\n".join(rows))
    table = bridge(measures, draw_goals(), strategy, year=2025)

    key = ["dimension", "field", "category"]
    signed = table.assign(count=table["count"].where(table["term"] != "after", -table["count"]))
    assert (signed.groupby(["level", *key])["count"].sum() == 0).all()
    for term, year in (("before", 2024), ("after", 2025)):
        counted = figures(measures, draw_goals(), strategy, year=year).query("level == 'measure' and horizon == 'all'")
        expected = counted.astype(dict.fromkeys(key, str)).set_index(key)["count"]
        bridged = table[(table["term"] == term) & (table["level"] == "measure")].set_index(key)["count"]
        pd.testing.assert_series_equal(
            bridged[bridged > 0].sort_index(),
            expected[(expected > 0) & (expected.index.get_level_values("dimension") != "horizon")].sort_index(),
        )
