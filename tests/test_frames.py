"""Frames: what a table may hold, and the way to parquet and back."""

import pandas as pd
import pytest

from analysis import frames

MEASURE = {
    "municipality": "muster",
    "year": 2025,
    "measure_id": "1.1.1.1",
    "title": "Radweg an der Wurm",
    "field": 1,
    "horizon": "short",
    "status": "in_progress",
    "schedule": "delayed",
    "source_row": 4,
}


def tables(*measures):
    """All processed tables, those that are not given without rows."""
    return {name: frames.conform(frames.PROCESSED[name], []) for name in frames.PROCESSED} | {
        "measures": frames.conform(frames.MEASURES, list(measures))
    }


@pytest.mark.parametrize("measures", [(), (MEASURE,), (MEASURE, {**MEASURE, "measure_id": "Ü1", "field": None})])
def test_what_is_written_comes_back_the_same_with_all_categories(tmp_path, measures):
    written = tables(*measures)
    frames.write(tmp_path, written, stamp="heute")
    read = frames.read(tmp_path, frames.PROCESSED, stamp="heute")

    assert read is not None and list(read) == list(written)
    for name, table in written.items():
        pd.testing.assert_frame_equal(read[name], table)


def test_tables_of_another_stamp_missing_and_damaged_ones_are_not_read(tmp_path):
    frames.write(tmp_path, tables(MEASURE), stamp="heute")
    assert frames.read(tmp_path, frames.PROCESSED, stamp="gestern") is None

    file = tmp_path / "goals.parquet"
    file.write_bytes(file.read_bytes()[:-20])
    assert frames.read(tmp_path, frames.PROCESSED, stamp="heute") is None

    file.unlink()
    assert frames.read(tmp_path, frames.PROCESSED, stamp="heute") is None


def test_missing_text_is_the_empty_string():
    table = frames.conform(frames.MEASURES, [{**MEASURE, "note": None}, {**MEASURE, "measure_id": "7", "note": "neu"}])

    assert list(table["note"]) == ["", "neu"]
    assert list(table["responsible"]) == ["", ""]


@pytest.mark.parametrize(
    ("wrong", "column"),
    [({"status": "fast fertig"}, "status"), ({"source_row": 0}, "source_row"), ({"horizon": None}, "horizon")],
)
@pytest.mark.filterwarnings("ignore:Constructing a Categorical")
def test_a_value_that_the_schema_does_not_allow_is_an_error_that_names_the_column(wrong, column):
    with pytest.raises(ValueError, match=column):
        frames.conform(frames.MEASURES, [MEASURE | wrong])


def test_two_rows_of_one_year_cannot_bear_one_number():
    frames.conform(frames.MEASURES, [MEASURE, {**MEASURE, "year": 2024}])
    with pytest.raises(ValueError, match="measure_id"):
        frames.conform(frames.MEASURES, [MEASURE, MEASURE])


def test_a_share_lies_between_0_and_100_percent():
    share = {"municipality": "muster", "year": 2025, "level": "goal", "field": "all", "horizon": "all"}
    share |= {"dimension": "status", "category": "completed", "count": 1, "total": 1}
    frames.conform(frames.FIGURES, [{**share, "percent": 100}])
    with pytest.raises(ValueError, match="percent"):
        frames.conform(frames.FIGURES, [{**share, "percent": 101}])
