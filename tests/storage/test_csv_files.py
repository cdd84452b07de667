"""CSV files mean the same in every program that opens them, and let nothing out."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from analysis import frames
from analysis.publish.council import public_changes
from analysis.storage.csv_files import safe_text, write_csv
from analysis.strategy import Field, Strategy


def strategy(provenance: str = "reported") -> Strategy:
    return Strategy(
        name="Kreis Muster",
        adopted=dt.date(2023, 3, 28),
        target_date=dt.date(2030, 12, 31),
        fields=(Field(1, "Verwaltung"),),
        provenance=provenance,
    )


def changes(*titles: str) -> pd.DataFrame:
    rows = [
        {
            "municipality": "muster",
            "year": 2025,
            "level": "measure",
            "id": f"1.1.1.{number}",
            "field": 1,
            "title": title,
            "dimension": "status",
            "before": "planned",
            "after": "completed",
        }
        for number, title in enumerate(titles, start=1)
    ]
    return frames.conform(frames.CHANGES, rows)


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


def test_of_a_reconstruction_only_rows_with_a_published_title_go_to_the_council() -> None:
    both = changes("Sport im Park", "Maßnahme 1.1.1.2 (Titel nicht veröffentlicht)")
    assert list(public_changes(both, strategy("reconstruction"))["title"]) == ["Sport im Park"]
    assert len(public_changes(both, strategy("reported"))) == 2


def test_persons_in_titles_are_masked_and_the_argument_stays() -> None:
    named = changes("Beratung durch Frau Müller")
    assert list(public_changes(named, strategy())["title"]) == ["Beratung durch [Name]"]
    assert list(named["title"]) == ["Beratung durch Frau Müller"]
