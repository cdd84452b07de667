"""The figures of Kreis Heinsberg meet what was published."""

from pathlib import Path

import pandas as pd
import pytest

from analysis.figures.breakdown import figures
from analysis.figures.change import changes
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
