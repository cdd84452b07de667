"""Indicators: the last segment, pace, assessment, growth ratio, and the paths to the target."""

import pandas as pd
import pytest

from analysis import frames
from analysis.figures.indicators import growth_rating, indicator_paths, indicators, segments


def drawn(values, *, target=None, target_year=None, direction="fall", kind="reach", base_year=None, method=None):
    """The frames of one indicator: {year: value}, methods {year: name} where they differ."""
    method = method or {}
    where = {"municipality": "muster", "indicator_id": "I1", "source_file": "indicators.xlsx", "source_sheet": "T"}
    row = {**where, "title": "Heizöl", "unit": "l", "direction": direction, "target_kind": kind, "source_row": 2}
    row |= {"target": target, "target_year": target_year, "base_year": base_year}
    observations = [
        {**where, "year": year, "value": value, "method": method.get(year, ""), "cell": f"B{year}"}
        for year, value in values.items()
    ]
    return frames.conform(frames.INDICATORS, [row]), frames.conform(frames.OBSERVATIONS, observations)


def figures(values, *, year=2030, **facts):
    return indicators(*drawn(values, **facts), year=year).iloc[0]


# check figures: base year 2015, current 2020, target year 2030


def test_a_growth_rate_on_its_way_has_the_ratio_1():
    halved = figures({2015: 100, 2020: 100 * 0.5 ** (1 / 3)}, target=50, target_year=2030, year=2020)
    assert halved["growth_ratio"] == pytest.approx(1, abs=1e-9)
    assert growth_rating(halved["growth_ratio"]) == "on_track"


def test_an_exactly_linear_path_is_on_pace_and_only_moderate_by_growth():
    linear = figures({2015: 100, 2020: 250 / 3}, target=50, target_year=2030, year=2020)
    assert linear["pace_ratio"] == pytest.approx(1, abs=1e-9)
    assert linear["assessment"] == "on_pace"
    assert linear["growth_ratio"] == pytest.approx(0.7929, abs=5e-5)
    assert growth_rating(linear["growth_ratio"]) == "moderate"


def test_a_target_of_0_has_a_pace_and_no_growth_ratio():
    row = figures({2015: 100, 2020: 80}, target=0, target_year=2030, year=2020)
    assert (row["pace_observed"], row["pace_required"], row["pace_ratio"]) == (-4, -8, 0.5)
    assert row["assessment"] == "too_slow"
    assert pd.isna(row["growth_ratio"])


def test_a_base_of_0_has_a_pace_and_no_growth_ratio():
    row = figures({2015: 0, 2020: 10}, target=30, target_year=2030, direction="rise", year=2020)
    assert (row["pace_observed"], row["pace_required"], row["pace_ratio"]) == (2, 2, 1)
    assert row["assessment"] == "on_pace"
    assert pd.isna(row["growth_ratio"])


def test_the_wrong_way_is_a_deterioration_and_the_right_way_on_track():
    worse = figures({2015: 10, 2016: 30}, target=1, target_year=2030, year=2016)
    assert (worse["assessment"], growth_rating(worse["growth_ratio"])) == ("away", "deterioration")
    better = figures({2015: 5, 2016: 6}, target=9, target_year=2030, direction="rise", year=2016)
    assert (better["assessment"], growth_rating(better["growth_ratio"])) == ("on_pace", "on_track")


@pytest.mark.parametrize(
    ("ratio", "rating"),
    [
        (0.95, "on_track"),
        (0.95 - 1e-12, "on_track"),
        (0.6, "moderate"),
        (0.3 - 0.1 * 3, "slight"),
        (0, "slight"),
        (-0.01, "deterioration"),
    ],
)
def test_an_edge_of_the_growth_rating_that_is_just_met_is_met(ratio, rating):
    assert growth_rating(ratio) == rating


# the break of the Dutch labels, told three ways


def test_dutch_labels_without_the_break_would_seem_far_ahead():
    naive = figures({2022: 247_400, 2023: 180_700}, target=0, target_year=2028, year=2023)
    assert naive["pace_required"] == -36_140
    assert naive["pace_ratio"] == pytest.approx(1.85, abs=0.005)
    assert naive["assessment"] == "on_pace"


def test_dutch_labels_by_works_are_just_too_slow():
    by_works = figures({2022: 180_700 + 33_000, 2023: 180_700}, target=0, target_year=2028, year=2023)
    assert by_works["pace_ratio"] == pytest.approx(0.91, abs=0.005)
    assert by_works["assessment"] == "too_slow"


def test_dutch_labels_by_the_new_method_alone_have_no_trend():
    row = figures(
        {2022: 247_400, 2023: 180_700},
        method={2022: "NTA 8800", 2023: "NTA 8800:2023"},
        target=0,
        target_year=2028,
        year=2023,
    )
    assert (row["points"], row["segment_start"], row["base_year"], row["method"]) == (1, 2023, 2023, "NTA 8800:2023")
    assert pd.isna(row["pace_observed"])
    assert pd.isna(row["pace_ratio"])
    assert row["pace_required"] == -36_140
    assert row["assessment"] == "no_trend"


# Heerlen: one value


def test_one_value_has_a_distance_and_a_need_but_no_trend():
    row = figures({2021: 3_942}, target=0, target_year=2028, year=2025)
    assert row["pace_required"] == pytest.approx(-3942 / 7)
    assert (row["assessment"], row["points"]) == ("no_trend", 1)
    assert pd.isna(row["destatis"])


# segment and base


def test_only_the_values_since_the_last_change_of_method_count():
    row = figures(
        {2018: 500, 2019: 90, 2020: 80, 2021: 70},
        method=dict.fromkeys((2019, 2020, 2021), "neu"),
        target=0,
        target_year=2028,
        year=2021,
    )
    assert (row["segment_start"], row["base_year"], row["base_value"], row["points"]) == (2019, 2019, 90, 3)
    assert row["pace_observed"] == -10


def test_a_method_that_comes_back_does_not_bridge_the_break():
    method = {2019: "a", 2020: "b", 2021: "a", 2022: "a"}
    row = figures({2019: 9, 2020: 50, 2021: 8, 2022: 7}, method=method, target=0, target_year=2030, year=2022)
    assert (row["segment_start"], row["points"]) == (2021, 2)


def test_where_both_methods_have_a_value_the_older_belongs_to_what_came_before():
    _, one = drawn({2020: 100, 2021: 90}, method={2020: "alt", 2021: "alt"})
    _, other = drawn({2021: 70, 2022: 65}, method={2021: "neu", 2022: "neu"})
    for rows in ([one, other], [other, one]):
        segment = segments(pd.concat(rows), year=2022)
        assert segment[["year", "value"]].to_numpy().tolist() == [[2021, 70], [2022, 65]]


def test_a_named_base_year_counts_where_its_value_is_of_the_same_method():
    values = {2018: 120, 2019: 90, 2020: 80, 2021: 70}
    assert figures(values, base_year=2019, target=0, target_year=2028)["base_value"] == 90
    since = dict.fromkeys((2019, 2020, 2021), "neu")
    broken = figures(values, method=since, base_year=2018, target=0, target_year=2028)
    assert (broken["base_year"], broken["base_value"]) == (2019, 90)


def test_later_values_are_not_read():
    row = figures({2020: 10, 2021: 9, 2022: 100}, target=0, target_year=2030, year=2021)
    assert (row["value_year"], row["value"], row["pace_observed"]) == (2021, 9, -1)
    table, observations = drawn({2020: 10, 2021: 9, 2022: 100}, target=0, target_year=2030)
    assert not (indicator_paths(indicators(table, observations, year=2021), observations)["observed"] == 100).any()


# assessment


@pytest.mark.parametrize(
    ("values", "facts", "expected"),
    [
        ({2020: 10, 2021: 5}, {"target": 5, "target_year": 2025}, "reached"),
        ({2020: 10, 2021: 4}, {"target": 5, "target_year": 2025}, "reached"),
        ({2020: 0.1, 2021: 0.1 + 0.2}, {"target": 0.3, "target_year": 2025}, "reached"),
        ({2020: 10, 2021: 6}, {"target": 5, "target_year": 2021}, "missed"),
        ({2020: 10, 2021: 6}, {"target": 5, "target_year": 2022}, "on_pace"),
        ({2020: 10}, {"target": 5, "target_year": 2022}, "no_trend"),
        ({2020: 10, 2021: 10}, {"target": 5, "target_year": 2022}, "standstill"),
        ({2020: 10, 2021: 11}, {"target": 5, "target_year": 2022}, "away"),
        ({2020: 4, 2021: 5}, {"target": 5, "kind": "keep"}, "kept"),
        ({2020: 6, 2021: 5}, {"target": 5, "kind": "keep"}, "regained"),
        ({2020: 4, 2021: 6}, {"target": 5, "kind": "keep"}, "not_kept"),
        ({2020: 4, 2021: 5}, {"target": 5, "kind": "keep", "direction": "rise"}, "regained"),
        ({2021: 4}, {"target": 5, "kind": "keep"}, "kept"),
        ({2020: 4, 2021: 3}, {"kind": "direction"}, "right_way"),
        ({2020: 4, 2021: 4}, {"kind": "direction"}, "standstill"),
        ({2020: 4, 2021: 5}, {"kind": "direction"}, "wrong_way"),
        ({2020: 4}, {"kind": "direction"}, "no_trend"),
        ({}, {"kind": "direction"}, "no_value"),
        ({}, {"target": 5, "target_year": 2025}, "no_value"),
        ({}, {"target": 5, "kind": "keep"}, "no_value"),
    ],
)
def test_the_assessment_is_one_word(values, facts, expected):
    assert figures(values, year=2021, **facts)["assessment"] == expected


def test_a_target_year_that_is_over_is_missed_though_the_newest_value_is_older():
    assert figures({2020: 10, 2021: 6}, target=5, target_year=2022, year=2023)["assessment"] == "missed"


def test_without_a_direction_nothing_is_said_of_the_way():
    row = figures({2020: 5, 2021: 4}, target=5, target_year=2030, direction="unknown", year=2021)
    assert pd.isna(row["assessment"])
    assert pd.isna(row["destatis"])


def test_a_value_to_keep_is_not_judged_without_a_direction():
    assert pd.isna(figures({2021: 4}, target=5, kind="keep", direction="unknown", year=2021)["assessment"])


def test_nothing_is_required_once_it_is_reached_or_the_year_is_there():
    for facts in ({"target": 6, "target_year": 2030}, {"target": 1, "target_year": 2021}, {"target": 1}):
        assert pd.isna(figures({2020: 10, 2021: 6}, **facts)["pace_required"])


def test_a_symbol_needs_four_values_of_one_method():
    fall = {2018: 100, 2019: 90, 2020: 80, 2021: 70}
    facts = {"target": 0, "target_year": 2028, "year": 2021}
    assert figures(fall, **facts)["destatis"] == "sun"
    assert pd.isna(figures(fall, method={2018: "alt"}, **facts)["destatis"])


# the table


def test_many_municipalities_keep_their_own_values():
    one, other = drawn({2020: 10, 2021: 9}, target=0, target_year=2030), drawn({2021: 3}, target=0, target_year=2030)
    tables = [pd.concat([a, b.assign(municipality="anders")]) for a, b in zip(one, other, strict=True)]
    untouched = [table.copy() for table in tables]
    rows = indicators(*tables, year=2021).set_index("municipality")
    assert rows["value"].to_dict() == {"muster": 9, "anders": 3}
    assert rows["points"].to_dict() == {"muster": 2, "anders": 1}
    for table, before in zip(tables, untouched, strict=True):
        pd.testing.assert_frame_equal(table, before)


def test_paths_run_from_the_first_value_to_the_target_year():
    table, observations = drawn({2020: 10, 2022: 8}, target=0, target_year=2026)
    paths = indicator_paths(indicators(table, observations, year=2023), observations)
    assert paths["at"].tolist() == [2020, 2021, 2022, 2023, 2024, 2025, 2026]
    assert paths["observed"].dropna().tolist() == [10, 8]
    assert paths["required"].tolist()[2:] == [8, 6, 4, 2, 0]
    assert paths["required"].isna().tolist()[:2] == [True, True]


def test_paths_of_what_was_missed_end_with_the_newest_value_and_require_nothing():
    table, observations = drawn({2020: 10, 2022: 8}, target=0, target_year=2021)
    paths = indicator_paths(indicators(table, observations, year=2023), observations)
    assert paths["at"].tolist() == [2020, 2021, 2022]
    assert paths["required"].isna().all()


def test_without_values_there_are_figures_and_no_path():
    table, observations = drawn({}, target=0, target_year=2021)
    rows = indicators(table, observations, year=2023)
    assert rows["points"].tolist() == [0]
    assert indicator_paths(rows, observations).empty
