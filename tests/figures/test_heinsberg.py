"""The figures of Kreis Heinsberg meet what was published."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import frames
from analysis.figures.breakdown import figures
from analysis.figures.bridge import bridge
from analysis.figures.change import changes
from analysis.figures.headlines import headlines
from analysis.figures.midterm import backtest, midterm, midterm_summary, project
from analysis.figures.midterm.growth import growth_rates
from analysis.figures.midterm.paths import overdue
from analysis.figures.midterm.scenarios import scenarios
from analysis.intake import load

REFERENCE = Path(__file__).parent.parent / "reference" / "heinsberg_figures.csv"
KEY = ["year", "level", "field", "dimension", "category"]


@pytest.fixture(scope="module")
def heinsberg():
    return load("heinsberg")


@pytest.mark.parametrize("year", [2024, 2025])
def test_figures_meet_the_reference_in_every_row(heinsberg, check_figures, year):
    table = figures(heinsberg.measures, heinsberg.goals, heinsberg.strategy, year=year)
    reference = pd.read_csv(REFERENCE, dtype={"field": str}).query("year == @year")
    in_all = table[table["horizon"] == "all"].astype({name: str for name in KEY if name != "year"})
    expected = reference.set_index(KEY)[["count", "total"]].sort_index()

    assert len(table) == 231
    pd.testing.assert_frame_equal(in_all.set_index(KEY)[["count", "total"]].sort_index(), expected)
    check_figures(table)


def test_what_changed_from_2024_to_2025(heinsberg):
    table = changes(heinsberg.measures, heinsberg.goals, year=2025)
    status = table[table["dimension"] == "status"].groupby(["level", "after"], observed=True).size()

    assert status.to_dict() == {
        ("goal", "advanced"): 2,
        ("goal", "completed"): 2,
        ("measure", "completed"): 7,
        ("measure", "discarded"): 3,
    }
    assert set(table["dimension"]) == {"status", "schedule"}


def test_every_bridge_from_2024_to_2025_closes(heinsberg):
    table = bridge(heinsberg.measures, heinsberg.goals, heinsberg.strategy, year=2025)
    of_all = table[(table["level"] == "measure") & (table["dimension"] == "status") & (table["field"] == "all")]
    in_progress = of_all[of_all["category"] == "in_progress"]

    assert list(in_progress[["term", "cause", "count"]].itertuples(index=False, name=None)) == [
        ("before", "", 54),
        ("out", "completed", -7),
        ("out", "discarded", -1),
        ("after", "", 46),
    ]


def test_69_of_80_are_69_of_73_and_ten_of_them_are_past_their_horizon(heinsberg):
    table = headlines(heinsberg.measures, heinsberg.goals, heinsberg.strategy, year=2025)
    told = table.set_index(["headline", "base"])[["count", "total", "percent"]]

    assert list(told.loc[("on_schedule", "with_discarded")]) == [69, 80, 86]
    assert list(told.loc[("on_schedule", "all")]) == [69, 73, 95]
    assert list(told.loc[("on_schedule_past_horizon", "on_schedule")]) == [10, 69, 14]


@pytest.mark.parametrize(("year", "count"), [(2024, 0), (2025, 10)])
def test_overdue_and_yet_on_schedule(heinsberg, year, count):
    late = overdue(heinsberg.measures, heinsberg.strategy, year=year)

    assert (late["schedule"] == "on_schedule").sum() == count
    assert set(late["due_date"].dt.strftime("%Y-%m-%d")) == ({"2025-03-28"} if count else set())


def test_the_check_figures_of_paths_and_paces(heinsberg):
    table = midterm(heinsberg.measures, heinsberg.goals, heinsberg.strategy, year=2025)
    paths = table[(table["level"] == "measure") & (table["field"] == "all")].set_index("base")
    summary = midterm_summary(heinsberg.measures, heinsberg.goals, heinsberg.strategy, year=2025)
    paces = summary[(summary["level"] == "measure") & (summary["field"] == "all")].set_index("base")
    columns = ["total", "discarded", "completed", "pace_last_year", "pace_required", "pace_ratio", "years_behind"]

    assert list(paths.loc["all", "linear"].round(2)) == [7.16, 16.58, 25.98, 35.38, 44.78, 54.20, 63.60, 73]
    assert list(paths.loc["terminable", "linear"].round(2)) == [5.30, 12.27, 19.22, 26.17, 33.12, 40.10, 47.05, 54]
    assert list(paths.loc["terminable", "plan"]) == [0, 0, 17, 17, 17, 43, 43, 54]
    assert list(paths.loc["all", "observed"].dropna()) == [15, 22]
    assert list(paces.loc["all", columns].astype(float).round(2)) == [73, 7, 22, 7, 10.2, 0.69, 0.42]
    assert list(paces.loc["terminable", columns].astype(float).round(2)) == [54, 7, 15, 5, 7.8, 0.64, 0.61]
    assert set(summary["evidence"]) == {"change"} and set(summary["snapshots"]) == {2}


def test_growth_rates_call_15_to_22_of_80_far_too_fast_and_say_nothing_from_0(heinsberg):
    table = growth_rates(heinsberg.measures, heinsberg.goals, heinsberg.strategy, year=2025).set_index("field")
    whole = table.loc["all"]

    assert round(100 * whole["growth"], 1) == 46.7
    assert round(100 * whole["ratio"]) == 155
    assert round(100 * whole["extrapolated"] / whole["total_with_discarded"]) == 187
    assert table.loc["5", "completed_before"] == 0 and pd.isna(table.loc["5", "growth"])


def test_the_range_of_2030_lies_around_45_of_80(heinsberg):
    """Orientation without shocks: median 45, 37 to 54; years and fields that differ make it wider."""
    last = project(heinsberg.measures, until=2030).iloc[-1]

    assert 44 <= last["median"] <= 46
    assert 31 <= last["low"] <= 37 and 54 <= last["high"] <= 59


def test_a_made_up_third_year_moves_the_evidence_to_the_back_test(heinsberg):
    """Drawn from the transitions seen from 2024 to 2025; never shipped as data."""
    rng = np.random.default_rng(2026)
    next_year = heinsberg.measures[heinsberg.measures["year"] == 2025].assign(year=2026)
    moves = rng.random(len(next_year)) < 7 / 54
    status = next_year["status"].mask((next_year["status"] == "in_progress") & moves, "completed")
    measures = frames.conform(frames.MEASURES, pd.concat([heinsberg.measures, next_year.assign(status=status)]))

    summary = midterm_summary(measures, heinsberg.goals, heinsberg.strategy, year=2026)
    assert set(summary.loc[summary["level"] == "measure", "evidence"]) == {"backtest"}
    foretold = backtest(measures, heinsberg.goals, heinsberg.strategy, year=2026)
    assert list(foretold["at"]) == [2026, 2026]
    named = scenarios(measures, heinsberg.goals, heinsberg.strategy, year=2026)
    assert {"slowest_pace", "best_pace"} <= set(named["scenario"])
