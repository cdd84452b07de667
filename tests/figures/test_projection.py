"""The projection: a range, deterministic, and never more certain than its data."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.figures.midterm import project


def history(draw_measures, *years, first=2024):
    """Measures from one {status: count} a year; measures keep their order, so that moves are read off."""
    lines = [
        f"{first + step} {1 + number % 2}.1.1.{number} {status}"
        for step, states in enumerate(years)
        for number, status in enumerate(s for s, count in states.items() for _ in range(count))
    ]
    return draw_measures("year id status\n" + "\n".join(lines))


@pytest.fixture(scope="module")
def two_years(draw_measures):
    return history(
        draw_measures,
        {"completed": 10, "in_progress": 30, "planned": 10},
        {"completed": 14, "in_progress": 28, "planned": 8},
    )


def test_there_is_one_row_for_each_year_after_the_last(two_years):
    table = project(two_years, until=2030, paths=200)

    assert list(table.columns) == ["at", "low", "median", "high"]
    assert list(table["at"]) == [2026, 2027, 2028, 2029, 2030]
    assert (table["low"] <= table["median"]).all() and (table["median"] <= table["high"]).all()
    assert (table["high"] <= 50).all()


def test_nothing_is_left_to_foretell_in_the_target_year(two_years):
    assert project(two_years, until=2025, paths=200).empty


def test_the_same_seed_gives_the_same_range_whatever_the_order_of_rows(two_years):
    table = project(two_years, until=2030, seed=7, paths=2000)

    pd.testing.assert_frame_equal(project(two_years, until=2030, seed=7, paths=2000), table)
    pd.testing.assert_frame_equal(
        project(two_years.sample(frac=1, random_state=1), until=2030, seed=7, paths=2000), table
    )


def test_the_range_at_the_target_year_does_not_depend_on_the_seed(two_years):
    ends = {tuple(project(two_years, until=2030, seed=seed).iloc[-1]) for seed in range(5)}
    assert len(ends) == 1


def test_the_range_is_that_of_a_plain_simulation(draw_measures):
    """Each year a tenth of those in progress is completed: a year on, the range lies around a tenth more."""
    years = [{"completed": 300 - round(300 * 0.9**n), "in_progress": round(300 * 0.9**n)} for n in range(6)]
    table = project(history(draw_measures, *years), until=2030, paths=2000).iloc[-1]

    assert table["at"] == 2030
    left = years[-1]["in_progress"]
    assert abs(table["median"] - (300 - left * 0.9)) <= 2
    rng = np.random.default_rng(0)
    drawn = np.quantile(300 - left + rng.binomial(left, 0.1, 20000), [0.1, 0.9])
    assert table["low"] <= drawn[0] and table["high"] >= drawn[1]  # wider: rates and years are not known


def clustered(draw_measures, *, moved):
    """Two fields of 20 measures each, due in 2025 or in 2029; `moved` are completed in 2025: (due ones, others)."""
    lines = []
    for year in (2024, 2025):
        for due, completed in zip((2025, 2029), moved, strict=True):
            for number in range(20):
                status = "completed" if year == 2025 and number < completed else "in_progress"
                lines.append(f"{year} 1.1.{due}.{number} {status} {due}-06-30")
    return draw_measures("year id status due\n" + "\n".join(lines))


def test_completions_that_cluster_at_deadlines_are_expected_at_the_next_ones(draw_measures):
    clustering, even = (clustered(draw_measures, moved=moved) for moved in ((10, 0), (5, 5)))
    of_clustering, of_even = (project(rows, until=2030, paths=2000).set_index("at") for rows in (clustering, even))
    steps = [of_clustering["median"].diff()[2029], of_even["median"].diff()[2029]]

    assert steps[0] > steps[1]
    assert of_clustering.loc[2028, "median"] < of_even.loc[2028, "median"]


def test_without_deadlines_the_range_is_the_same_as_with_one_that_never_comes(draw_measures):
    rows = clustered(draw_measures, moved=(5, 5))
    never = rows.assign(due=pd.Timestamp("2060-12-31"))
    pd.testing.assert_frame_equal(
        project(never, until=2030, paths=2000), project(rows.drop(columns="due"), until=2030, paths=2000)
    )


def test_a_wider_interval_holds_the_narrower_one(two_years):
    narrow = project(two_years, until=2030, interval=0.5, paths=2000)
    wide = project(two_years, until=2030, interval=0.9, paths=2000)

    assert (wide["low"] <= narrow["low"]).all() and (wide["high"] >= narrow["high"]).all()
    assert wide["high"].iloc[-1] - wide["low"].iloc[-1] > narrow["high"].iloc[-1] - narrow["low"].iloc[-1]


def test_the_argument_is_not_changed(two_years):
    before = two_years.copy()
    project(two_years, until=2027, paths=200)
    pd.testing.assert_frame_equal(two_years, before)


def test_one_year_shows_no_transition(draw_measures):
    with pytest.raises(DataError, match="zwei aufeinanderfolgende Berichtsjahre"):
        project(history(draw_measures, {"idea": 3}), until=2030)


def test_a_gap_between_the_years_is_an_error_that_names_it(two_years):
    with pytest.raises(DataError, match="2024 fehlt"):
        project(two_years.replace({"year": {2024: 2023}}), until=2030)


def test_codes_as_plain_text_give_the_same_and_an_unknown_word_is_an_error(two_years):
    plain = two_years.assign(status=two_years["status"].astype("str"), year=two_years["year"].astype("float64"))
    pd.testing.assert_frame_equal(project(plain, until=2030), project(two_years, until=2030))
    with pytest.raises(DataError, match="'läuft' ist kein Umsetzungsstatus"):
        project(plain.assign(status="läuft"), until=2030)


def test_where_all_is_completed_or_discarded_nothing_more_comes(draw_measures):
    states = {"completed": 40, "discarded": 10}
    table = project(history(draw_measures, states, states), until=2030, paths=2000)

    assert (table["high"] == 40).all() and (table["median"] >= 39).all()


def test_steps_back_that_were_seen_are_expected_again(draw_measures):
    before = {"completed": 40, "in_progress": 10}
    steady = project(history(draw_measures, before, before), until=2027, paths=2000)
    sliding = project(history(draw_measures, before, {"completed": 28, "in_progress": 22}), until=2027, paths=2000)

    assert sliding["high"].iloc[-1] < steady["low"].iloc[-1]


def test_a_move_nobody_thought_of_is_learned_from_the_data(draw_measures):
    before = {"discarded": 30, "completed": 10}
    returned = project(history(draw_measures, before, {"completed": 40}, {"completed": 40}), until=2027, paths=500)
    never = project(history(draw_measures, before, before, before), until=2027, paths=500)

    assert (never["high"] == 10).all()
    assert (returned["low"] > 30).all()


def test_a_status_that_cannot_be_read_counts_with_the_last_one_known(draw_measures):
    measures = draw_measures("""
        year id       status
        2024 1.1.1.1  completed
        2024 1.1.1.2  completed
        2024 1.1.1.3  unknown
        2025 1.1.1.1  completed
        2025 1.1.1.2  unknown
        2025 1.1.1.3  unknown
    """)
    table = project(measures, until=2026, paths=2000)
    assert list(table.iloc[0]) == [2026, 2, 2, 2]


def test_new_measures_count_from_the_year_they_appear_and_vanished_ones_no_more(draw_measures):
    measures = draw_measures("""
        year id       status
        2024 1.1.1.1  completed
        2024 1.1.1.2  completed
        2025 1.1.1.2  completed
        2025 1.1.1.3  completed
        2025 1.1.1.4  completed
    """)
    assert project(measures, until=2026, paths=2000)["median"].iloc[0] == 3


def test_fields_that_stand_still_are_not_carried_along_by_the_others(draw_measures):
    """Field 1 completed 12 of 24, field 2 none of 24: left is mostly what stands still."""

    def years(fast_and_slow):
        lines = [
            f"{year} {field}.1.1.{number} {'completed' if year == 2025 and number < count else 'in_progress'}"
            for year in (2024, 2025)
            for field, count in fast_and_slow.items()
            for number in range(24)
        ]
        return draw_measures("year id status\n" + "\n".join(lines))

    even = project(years({1: 6, 2: 6}), until=2030, paths=4000)["median"].iloc[-1]
    uneven = project(years({1: 12, 2: 0}), until=2030, paths=4000)["median"].iloc[-1]
    assert uneven < even


def test_years_that_differed_widen_the_range(draw_measures):
    def after(*completed):
        return history(draw_measures, *({"completed": c, "in_progress": 80 - c} for c in completed))

    steady = project(after(10, 20, 30, 40), until=2030, paths=4000)
    unsteady = project(after(10, 11, 39, 40), until=2030, paths=4000)
    width = [int(table["high"].iloc[-1] - table["low"].iloc[-1]) for table in (steady, unsteady)]
    assert width[1] > width[0]


def test_the_central_range_of_constant_rates_holds_about_four_in_five_results():
    """60 made-up histories: one tenth completed, one in fifty discarded each year; slow check in bench/."""
    rng = np.random.default_rng(1)
    rates = {"in_progress": [0.88, 0.10, 0.02], "completed": [0.0, 1.0, 0.0], "discarded": [0.0, 0.0, 1.0]}
    states = list(rates)
    inside = 0
    for _ in range(60):
        years = [["completed"] * 12 + ["in_progress"] * 68]
        for _ in range(4):
            years.append([str(rng.choice(states, p=rates[state])) for state in years[-1]])
        measures = pd.DataFrame(
            {
                "municipality": "muster",
                "year": np.repeat([2024, 2025], 80),
                "measure_id": [f"M{number}" for number in range(80)] * 2,
                "field": [1 + number % 4 for number in range(80)] * 2,
                "status": years[0] + years[1],
            }
        )
        foretold = project(measures, until=2028, paths=1000).iloc[-1]
        inside += foretold["low"] <= years[4].count("completed") <= foretold["high"]
    assert 42 <= inside <= 59
