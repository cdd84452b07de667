"""The symbol of the Deutsche Nachhaltigkeitsstrategie: mean of the last five changes against what is left."""

import pytest

from analysis.figures.midterm.destatis import symbol


def test_below_four_values_there_is_no_symbol():
    assert symbol([0, 10, 20], 100, 5) is None


@pytest.mark.parametrize(
    ("values", "target", "years_left", "expected"),
    [
        ([0, 10, 20, 30], 80, 5, "sun"),  # leads to exactly 80
        ([0, 10, 20, 30], 50, 5, "sun"),  # leads past it
        ([0, 10, 20, 30], 30, 5, "sun"),  # reached
        ([0, 19, 38, 57], 157, 5, "light_cloud"),  # leads to 152: exactly 5 of 100 are left
        ([0, 8, 16, 24], 74, 5, "light_cloud"),  # leads to 64: exactly 10 of 50, 20 %, are left
        ([0, 7, 14, 21], 71, 5, "cloud"),  # leads to 56: 15 of 50 are left
        ([10, 10, 10, 10], 20, 5, "thunderstorm"),
        ([10, 12, 11, 9], 20, 5, "thunderstorm"),
    ],
)
def test_the_symbol_says_how_much_would_be_left(values, target, years_left, expected):
    assert symbol(values, target, years_left) == expected


def test_only_the_last_five_changes_count():
    assert symbol([0, 90, 90, 90, 90, 90, 90], 100, 5) == "thunderstorm"
