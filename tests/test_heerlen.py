"""Heerlen as far as it is public: agreements without a state, published figures, and no trend where there is none."""

from pathlib import Path
from shutil import copytree

import pandas as pd
import pytest

from analysis.dataset import Dataset
from analysis.figures.indicators import indicators
from analysis.intake import load


@pytest.fixture(scope="module")
def heerlen(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    data = tmp_path_factory.mktemp("heerlen") / "data"
    copytree(repository / "data" / "raw" / "heerlen", data / "raw" / "heerlen")
    return load("heerlen", data=data)


@pytest.fixture(scope="module")
def figures(heerlen: Dataset) -> pd.DataFrame:
    read = heerlen.part("indicators")
    return indicators(read["indicators"], read["observations"], year=heerlen.year).set_index("indicator_id")


def test_the_agreements_have_no_state_that_nobody_has_published(heerlen):
    assert heerlen.year == 2025
    assert set(heerlen.measures["status"]) == {"unknown"}
    assert sorted(set(heerlen.measures["field"])) == [1, 2, 3, 4, 5]
    assert not (heerlen.findings["severity"] == "error").any()


def test_the_one_value_of_heerlen_has_a_need_and_no_trend(figures):
    row = figures.loc["EFG-1"]
    assert (row["value"], row["target"], row["target_year"], row["assessment"]) == (3942, 0, 2028, "no_trend")
    assert round(row["pace_required"]) == -563


def test_the_correction_of_the_method_is_a_break(heerlen, figures):
    row = figures.loc["EFG-3"]
    assert (row["points"], row["method"], row["assessment"]) == (1, "NTA 8800:2023", "no_trend")
    assert row["pace_required"] == -36_140
    assert heerlen.findings.loc[heerlen.findings["code"] == "method-break", "cell"].tolist() == ["J6"]


def test_what_was_not_published_is_no_value(figures):
    assert figures.loc["SOL-1", "assessment"] == "no_value"


def test_every_figure_has_its_source(heerlen):
    sources = heerlen.extras[heerlen.extras["column"] == "Quelle"]
    assert set(heerlen.part("indicators")["indicators"]["indicator_id"]) <= set(sources["id"])
