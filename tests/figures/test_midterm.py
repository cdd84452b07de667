"""The mid-term review: paths, paces and how much the number of snapshots lets us say."""

import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.figures.midterm import backtest, midterm, midterm_summary, project
from analysis.figures.midterm.evidence import evidence, may_say
from analysis.strategy import Renumbering

THREE_YEARS = """
    year id       status       horizon
    2023 1.1.1.1  in_progress  short
    2023 1.1.1.2  completed    ongoing
    2023 2.1.1.1  planned      medium
    2023 2.1.1.2  idea         long
    2024 1.1.1.1  completed    short
    2024 1.1.1.2  completed    ongoing
    2024 2.1.1.1  in_progress  medium
    2024 2.1.1.2  discarded    long
    2025 1.1.1.1  completed    short
    2025 1.1.1.2  completed    ongoing
    2025 2.1.1.1  completed    medium
    2025 2.1.1.2  discarded    long
"""


def column(table, name, *, level="measure", base="terminable", field="all"):
    of = table[(table["level"] == level) & (table["base"] == base) & (table["field"] == field)]
    return [None if pd.isna(value) else value for value in of[name]]


def row(table, **where):
    for name, value in where.items():
        table = table[table[name] == value]
    assert len(table) == 1
    return table.iloc[0]


def test_paths_run_from_the_year_of_adoption_to_the_target_year(draw_measures, draw_goals, strategy):
    table = midterm(draw_measures(THREE_YEARS), draw_goals(), strategy, year=2025)

    assert column(table, "at") == list(range(2023, 2031))
    assert column(table, "observed") == [0, 1, 2, None, None, None, None, None]
    assert column(table, "plan") == [0, 0, 1, 1, 1, 2, 2, 2]
    assert column(table, "total") == [2] * 8


def test_the_base_all_holds_the_ongoing_measures_and_has_no_plan(draw_measures, draw_goals, strategy):
    table = midterm(draw_measures(THREE_YEARS), draw_goals(), strategy, year=2025)

    assert column(table, "observed", base="all")[:3] == [1, 2, 3]
    assert column(table, "plan", base="all") == [None] * 8
    assert column(table, "total", base="all") == [3] * 8


def test_the_range_stands_after_the_year_in_all_fields_on_the_bases_own_measures(draw_measures, draw_goals, strategy):
    measures = draw_measures(THREE_YEARS)
    table = midterm(measures, draw_goals(), strategy, year=2025)
    foretold = project(measures[measures["horizon"] != "ongoing"], until=2030)

    assert column(table, "low")[:3] == [None] * 3
    for name in ("low", "median", "high"):
        assert column(table, name)[3:] == list(foretold[name])
    assert column(table, "median", base="all")[3:] == list(project(measures, until=2030)["median"])
    assert column(table, "median", field="1") == [None] * 8


def test_a_year_is_told_without_any_later_year(draw_measures, draw_goals, strategy):
    measures = draw_measures(THREE_YEARS)
    known = measures[measures["year"] <= 2024]

    for question in (midterm, midterm_summary):
        told = question(measures, draw_goals(), strategy, year=2024)
        pd.testing.assert_frame_equal(told, question(known, draw_goals(), strategy, year=2024))


def test_without_two_consecutive_years_that_end_in_the_year_there_is_no_range(draw_measures, draw_goals, strategy):
    measures = draw_measures(THREE_YEARS)
    for years in ([2025], [2023, 2025]):
        table = midterm(measures[measures["year"].isin(years)], draw_goals(), strategy, year=2025)
        assert table["median"].isna().all()


def test_the_range_rests_on_the_years_that_lead_up_without_a_gap(draw_measures, draw_goals, strategy):
    measures = draw_measures(THREE_YEARS)
    earlier = measures[measures["year"] == 2023].assign(year=2021)
    table = midterm(pd.concat([earlier, measures]), draw_goals(), strategy, year=2025)

    assert column(table, "median", base="all")[3:] == list(project(measures, until=2030)["median"])


def test_the_rung_of_evidence_goes_by_the_years_without_a_gap(draw_measures, draw_goals, strategy):
    measures = draw_measures(THREE_YEARS)
    earlier = measures[measures["year"] == 2023].assign(year=2021)
    summary = midterm_summary(pd.concat([earlier, measures]), draw_goals(), strategy, year=2025)

    of_measures = summary[summary["level"] == "measure"]
    assert set(of_measures["snapshots"]) == {4}
    assert set(of_measures["evidence"]) == {"backtest"}  # three follow one another; four would allow a symbol


def test_a_renumbered_measure_keeps_its_history_in_the_range(draw_measures, draw_goals, strategy):
    measures = draw_measures(THREE_YEARS)
    renamed = measures.replace({"measure_id": {"2.1.1.1": "2.1.1.9"}})
    mixed = pd.concat([measures[measures["year"] < 2025], renamed[renamed["year"] == 2025]])
    renumbered = [Renumbering(2025, "2.1.1.1", "2.1.1.9")]

    pd.testing.assert_frame_equal(
        midterm(mixed, draw_goals(), strategy, year=2025, renumbered=renumbered),
        midterm(measures, draw_goals(), strategy, year=2025),
    )


def test_pace_last_year_stands_beside_the_pace_required(draw_measures, draw_goals, strategy):
    measures = draw_measures("""
        year id       status
        2025 1.1.1.1  completed
        2025 1.1.1.2  in_progress
        2025 1.1.1.3  in_progress
        2025 1.1.1.4  discarded
        2027 1.1.1.1  completed
        2027 1.1.1.2  completed
        2027 1.1.1.3  in_progress
        2027 1.1.1.4  discarded
    """)
    summary = midterm_summary(measures, draw_goals(), strategy, year=2027)
    whole = row(summary, base="terminable", field="all")
    of_field = row(summary, base="terminable", field="1")

    assert (whole["total"], whole["discarded"], whole["completed"]) == (3, 1, 2)
    assert whole["pace_last_year"] == 0.5
    assert whole["pace_required"] == pytest.approx(1 / 3)
    assert whole["pace_ratio"] == pytest.approx(1.5)
    assert of_field["pace_last_year"] == 0.5
    assert pd.isna(of_field["pace_ratio"]) and pd.isna(of_field["years_behind"])


def test_there_is_no_ratio_where_nothing_is_required_or_no_pace_is_known(draw_measures, draw_goals, strategy):
    measures = draw_measures("""
        year id       status
        2025 1.1.1.1  completed
        2026 1.1.1.1  completed
    """)
    alone = row(midterm_summary(measures, draw_goals(), strategy, year=2025), base="all", field="all")
    done = row(midterm_summary(measures, draw_goals(), strategy, year=2026), base="all", field="all")

    assert pd.isna(alone["pace_last_year"]) and pd.isna(alone["pace_ratio"])
    assert done["pace_required"] == 0 and pd.isna(done["pace_ratio"])


def test_goals_have_paths_on_their_own_total(draw_measures, draw_goals, strategy):
    goals = draw_goals("""
        year id     status
        2024 1.1.1  started
        2024 2.1.1  completed
        2025 1.1.1  completed
        2025 2.1.1  completed
        2025 2.1.2  not_started
    """)
    table = midterm(draw_measures(THREE_YEARS), goals, strategy, year=2025)

    assert column(table, "observed", level="goal", base="all") == [None, 1, 2, None, None, None, None, None]
    assert column(table, "total", level="goal", base="all") == [3] * 8
    assert column(table, "plan", level="goal", base="all") == [None] * 8
    assert table.loc[table["level"] == "goal", "median"].isna().all()
    assert set(table.loc[table["level"] == "goal", "base"]) == {"all"}


def test_rows_stand_in_order_of_level_field_base_and_year(draw_measures, draw_goals, strategy):
    measures = draw_measures("id year status\n1.1.1.1 2025 idea")
    goals = draw_goals("id year status\n1.1.1 2025 started")
    table = midterm_summary(measures, goals, strategy, year=2025)
    assert table[["level", "field", "base"]].agg(" ".join, axis=1).tolist() == [
        *(f"goal {field} all" for field in ("1", "2", "all")),
        *(f"measure {field} {base}" for field in ("1", "2", "all") for base in ("all", "terminable")),
    ]
    path = midterm(measures, goals, strategy, year=2025)
    assert path["at"].tolist() == list(range(2023, 2031)) * 9


def test_an_office_without_operative_goals_has_no_path_for_them(draw_measures, draw_goals, strategy):
    table = midterm_summary(draw_measures(THREE_YEARS), draw_goals(), strategy, year=2025)
    assert set(table["level"]) == {"measure"}


def test_ongoing_measures_that_are_completed_count_as_the_strategy_says(draw_measures, draw_goals, with_rules):
    strategy = with_rules(ongoing_completed="in_progress")
    summary = midterm_summary(draw_measures(THREE_YEARS), draw_goals(), strategy, year=2025)

    assert row(summary, base="all", field="all")["completed"] == 2


def test_a_year_without_rows_is_an_error(draw_measures, draw_goals, strategy):
    for question in (midterm, midterm_summary, backtest):
        with pytest.raises(DataError, match="2019"):
            question(draw_measures(THREE_YEARS), draw_goals(), strategy, year=2019)


@pytest.mark.parametrize(
    ("snapshots", "rung"),
    [(1, "counts"), (2, "change"), (3, "backtest"), (4, "symbol_few"), (5, "symbol_few"), (6, "symbol"), (9, "symbol")],
)
def test_the_evidence_follows_the_number_of_snapshots(snapshots, rung):
    assert evidence(snapshots) == rung


def test_what_may_be_said_grows_with_the_rungs():
    assert "pace" not in may_say("counts")
    assert {"pace", "projection_in_annex"} <= may_say("change")
    assert "projection_in_main_chart" in may_say("backtest") and "projection_in_annex" not in may_say("backtest")
    assert "symbol" not in may_say("symbol_few")
    assert {"counts", "backtest", "symbol"} <= may_say("symbol")


def test_with_three_years_the_last_is_foretold_from_those_before(draw_measures, draw_goals, strategy):
    measures = draw_measures(THREE_YEARS)
    table = backtest(measures, draw_goals(), strategy, year=2025)
    foretold = project(measures[measures["year"] < 2025], until=2025).iloc[0]

    assert list(table["base"]) == ["all", "terminable"]
    assert list(table["at"]) == [2025, 2025]
    assert list(table["observed"]) == [3, 2]
    assert list(table.loc[0, ["low", "median", "high"]]) == list(foretold[["low", "median", "high"]])
    assert table.loc[0, "inside"] == (foretold["low"] <= 3 <= foretold["high"])
    assert backtest(measures, draw_goals(), strategy, year=2024).empty


def test_the_argument_is_not_changed_and_the_order_of_rows_does_not_matter(draw_measures, draw_goals, strategy):
    measures = draw_measures(THREE_YEARS)
    before = measures.copy()
    for question in (midterm, midterm_summary):
        told = question(measures, draw_goals(), strategy, year=2025)
        pd.testing.assert_frame_equal(measures, before)
        pd.testing.assert_frame_equal(question(measures[::-1], draw_goals(), strategy, year=2025), told)
