"""CSV files mean the same in every program that opens them, and let nothing out."""

from pathlib import Path

import pandas as pd
import pytest

from analysis import frames
from analysis.storage.csv_files import safe_text, write_csv


def test_a_csv_is_utf8_without_bom_with_commas_and_line_feeds(tmp_path: Path) -> None:
    table = pd.DataFrame({"title": ["Maßnahme, „kurz“", 'sagt "ja"'], "count": [1, 2]})
    path = write_csv(table, tmp_path / "new" / "table.csv")
    expected = 'title,count\n"Maßnahme, „kurz“",1\n"sagt ""ja""",2\n'
    assert path.read_bytes() == expected.encode("utf-8")


def test_null_is_empty_and_floats_have_at_most_four_places(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "percent": pd.array([33, None, 0], dtype="Int64"),
            "pace": [10.2, None, 7.65432198],
            "ahead": [-0.00001, -1.5, 3.0],
        }
    )
    path = write_csv(table, tmp_path / "table.csv")
    assert path.read_text(encoding="utf-8") == "percent,pace,ahead\n33,10.2,0\n,,-1.5\n0,7.6543,3\n"


def test_a_table_without_rows_is_its_header(tmp_path: Path) -> None:
    path = write_csv(frames.conform(frames.CHANGES, []), tmp_path / "changes.csv")
    assert path.read_text(encoding="utf-8") == "municipality,year,level,id,field,title,dimension,before,after\n"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r\n@", " \u200b=", "\ufeff-", "＝"])
def test_text_is_never_a_formula(start: str) -> None:
    assert safe_text(f"{start}HYPERLINK(1)").startswith("'")


def test_line_breaks_become_spaces_and_control_characters_go() -> None:
    assert safe_text("Rad\r\nund\tBus\x07 – gut") == "Rad und Bus – gut"


def test_negative_numbers_stay_numbers(tmp_path: Path) -> None:
    path = write_csv(pd.DataFrame({"years_behind": [-0.25]}), tmp_path / "table.csv")
    assert path.read_text(encoding="utf-8") == "years_behind\n-0.25\n"
