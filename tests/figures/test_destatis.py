"""The symbol of the Deutsche Nachhaltigkeitsstrategie, rule by rule and against the published ratings."""

import csv

import pytest

from analysis.figures.destatis import destatis

IN_GERMAN = {"sun": "Sonne", "light_cloud": "Leicht bewölkt", "cloud": "Wolke", "thunderstorm": "Blitz"}
KINDS = {"K": "reach", "J": "keep", "R": "direction"}


def series(*values, until=2020):
    return {until - len(values) + 1 + n: value for n, value in enumerate(values)}


def rising(*values, target=None, target_year=None, kind="reach"):
    return destatis(series(*values), target=target, target_year=target_year, direction="rise", kind=kind)


def test_below_four_values_there_is_no_symbol():
    assert rising(0, 10, 20, target=100, target_year=2025) is None


@pytest.mark.parametrize(
    ("values", "target", "expected"),
    [
        ([0, 10, 20, 30], 80, "sun"),  # leads to exactly 80
        ([0, 10, 20, 30], 50, "sun"),  # leads past it
        ([0, 10, 20, 30], 30, "sun"),  # reached
        ([0, 19, 38, 57], 157, "light_cloud"),  # leads to 152: exactly 5 of 100 are left
        ([0, 8, 16, 24], 74, "light_cloud"),  # leads to 64: exactly 10 of 50, 20 %, are left
        ([0, 7, 14, 21], 71, "cloud"),  # leads to 56: 15 of 50 are left
        ([10, 10, 10, 10], 20, "thunderstorm"),
        ([10, 12, 11, 9], 20, "thunderstorm"),
    ],
)
def test_the_symbol_says_how_much_would_be_left(values, target, expected):
    assert rising(*values, target=target, target_year=2025) == expected
    falling = destatis(
        series(*(-value for value in values)), target=-target, target_year=2025, direction="fall", kind="reach"
    )
    assert falling == expected


def test_only_the_last_five_changes_count():
    assert rising(0, 90, 90, 90, 90, 90, 90, target=100, target_year=2025) == "thunderstorm"


def test_years_without_a_value_count_in_the_mean():
    with_gaps = {2012: 0, 2014: 8, 2016: 16, 2018: 24, 2020: 32}  # 4 a year: leads to 52
    assert destatis(with_gaps, target=52, target_year=2025, direction="rise", kind="reach") == "sun"
    assert destatis(with_gaps, target=72, target_year=2025, direction="rise", kind="reach") == "cloud"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([6, 6, 7, 8], "sun"),
        ([8, 8, 8, 8], "sun"),
        ([9, 8, 8, 7], "light_cloud"),
        ([1, 2, 3, 4], "cloud"),
        ([4, 3, 2, 1], "thunderstorm"),
        ([4, 4, 4, 4], "thunderstorm"),
    ],
)
def test_what_is_to_be_kept_looks_at_the_last_value_and_the_mean(values, expected):
    assert rising(*values, target=6, kind="keep") == expected
    assert rising(*values, target=6, target_year=2030, kind="keep") == expected


def test_a_target_that_is_reached_early_is_one_to_keep():
    assert rising(12, 11, 11, 10.5, target=10, target_year=2030) == "light_cloud"


def test_a_target_whose_year_is_there_is_one_to_keep():
    assert rising(1, 2, 3, 4, target=10, target_year=2020) == "cloud"
    assert rising(1, 2, 3, 4, target=10, target_year=2015) == "cloud"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2, 3, 4], "sun"),
        ([1, 3, 5, 4], "light_cloud"),
        ([4, 2, 1, 2], "cloud"),
        ([4, 3, 2, 1], "thunderstorm"),
        ([4, 4, 4, 4], "thunderstorm"),
    ],
)
def test_a_direction_looks_at_the_mean_and_the_last_change(values, expected):
    assert rising(*values, kind="direction") == expected


def test_without_a_direction_there_is_no_symbol():
    assert destatis(series(1, 2, 3, 4), target=5, target_year=2030, direction="unknown", kind="reach") is None


def test_of_the_published_ratings_362_of_385_are_met(repository):
    """The others rest on values that were revised since, or on a judgement (tests/reference/README.md)."""
    path = repository / "tests" / "reference" / "destatis_symbols.csv"
    with path.open(encoding="utf-8", newline="") as file:
        ratings = list(csv.DictReader(file))
    met = [
        IN_GERMAN.get(
            destatis(
                {int(year): float(value) for year, value in (pair.split(":") for pair in row["history"].split())},
                target=float(row["target"]) if row["target"] else None,
                target_year=int(row["target_year"]) if row["target_year"] else None,
                direction="rise" if row["direction"] == "1" else "fall",
                kind=KINDS[row["kind"]],
            )
            or ""
        )
        == row["published"]
        for row in ratings
    ]
    assert (len(met), sum(met)) == (385, 362)
