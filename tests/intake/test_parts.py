"""The parts of a municipality: each is read by itself, up to the reporting year, and an error stops one only."""

import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from analysis import cli, intake
from analysis.errors import DataError

STRATEGY = """
name = "Stadt Muster"
adopted = 2023-01-01
target_date = 2030-12-31

[[fields]]
number = 1
name = "Klima"
"""
INDICATORS = [
    ["Nr.", "Indikator", "Handlungsfeld", "Einheit", 2022, 2023, 2024, 2025, "Zielwert", "Zieljahr", "Quelle"],
    ["K1", "Heizöl", "Klima", "t", 10, 9, 8, "rund 7", 0, 2030, "Bericht"],
]


def write(path: Path, rows: list[list[object]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    workbook.save(path)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """data/raw/muster with a strategy."""
    folder = tmp_path / "data" / "raw" / "muster"
    folder.mkdir(parents=True)
    (folder / "strategy.toml").write_text(STRATEGY, encoding="utf-8")
    return folder


def export(folder: Path, year: int) -> Path:
    header = ["Maßnahmen-Nr.", "Titel", "Handlungsfeld", "Umsetzungsstatus", "Zeithorizont", "Zeitplan"]
    return write(
        folder / f"Monitoring_{year}.xlsx", [header, ["1.1.1.1", "Radweg", "Klima", "Idee", "kurzfristig", "ja"]]
    )


def load(folder: Path, year: int | None = None) -> intake.Dataset:
    return intake.load(folder.name, year=year, data=folder.parents[1])


def values(dataset: intake.Dataset) -> dict[int, float]:
    observations = dataset.part("indicators")["observations"]
    return dict(zip(observations["year"], observations["value"], strict=True))


def test_indicators_alone_are_a_municipality_of_their_newest_year(folder):
    write(folder / "indicators.xlsx", INDICATORS)
    dataset = load(folder)
    assert (dataset.year, list(dataset.parts), dataset.years) == (2025, ["indicators"], [])
    assert values(dataset) == {2022: 10, 2023: 9, 2024: 8, 2025: 7}
    assert dataset.part("indicators")["indicators"]["field"].tolist() == [1]


def test_indicators_alone_need_no_strategy(folder):
    (folder / "strategy.toml").unlink()
    write(folder / "Indikatoren.xlsx", INDICATORS)
    dataset = load(folder)
    assert (dataset.strategy.name, dataset.year) == ("muster", 2025)
    assert dataset.part("indicators")["indicators"]["field"].isna().all()
    assert dataset.findings["code"].tolist() == ["value-normalised"]


def test_the_newest_export_gives_the_year_and_later_values_are_not_told(folder):
    export(folder, 2024)
    write(folder / "indicators.xlsx", INDICATORS)
    dataset = load(folder)
    assert (dataset.year, sorted(dataset.parts)) == (2024, ["indicators", "monitoring"])
    assert values(dataset) == {2022: 10, 2023: 9, 2024: 8}
    assert dataset.findings[dataset.findings["source_file"] == "indicators.xlsx"].empty


def test_an_earlier_year_is_the_same_whatever_comes_later(folder):
    export(folder, 2023)
    export(folder, 2024)
    write(folder / "indicators.xlsx", INDICATORS)
    for _ in range(2):  # first on a fresh clone, then from what is kept
        dataset = load(folder, 2023)
        assert values(dataset) == {2022: 10, 2023: 9}
        assert set(dataset.extras["value"]) == {"Bericht"}
        assert values(load(folder)) == {2022: 10, 2023: 9, 2024: 8}


def test_what_is_kept_is_read_again_without_the_file_being_opened(folder, monkeypatch):
    write(folder / "indicators.xlsx", INDICATORS)
    first = load(folder)
    monkeypatch.setitem(intake.parts.OPENERS, "indicators", lambda *_: pytest.fail("opened again"))
    again = load(folder)
    assert values(again) == values(first)
    assert again.findings.equals(first.findings)
    assert (folder.parents[1] / "processed" / "muster" / "observations.parquet").is_file()


def test_a_broken_part_stops_that_part_only(folder):
    export(folder, 2024)
    (folder / "indicators.xlsx").write_bytes(b"nichts")
    dataset = load(folder)
    assert (list(dataset.parts), list(dataset.unread)) == (["monitoring"], ["indicators"])
    with pytest.raises(DataError, match=r"indicators\.xlsx"):
        dataset.part("indicators")


def test_a_broken_monitoring_table_leaves_the_other_parts(folder):
    (folder / "Monitoring_2024.xlsx").write_bytes(b"nichts")
    write(folder / "indicators.xlsx", INDICATORS)
    dataset = load(folder)
    assert (dataset.year, list(dataset.parts), list(dataset.unread)) == (2025, ["indicators"], ["monitoring"])


def test_where_nothing_can_be_read_the_first_reason_is_told(folder):
    (folder / "Monitoring_2024.xlsx").write_bytes(b"nichts")
    (folder / "indicators.xlsx").write_bytes(b"nichts")
    with pytest.raises(DataError, match=r"Monitoring_2024\.xlsx"):
        load(folder)


def test_two_files_for_one_part_are_told_by_name(folder):
    export(folder, 2024)
    write(folder / "indicators.xlsx", INDICATORS)
    write(folder / "Indikatoren.xlsx", INDICATORS)
    assert "Indikatoren.xlsx und indicators.xlsx" in str(load(folder).unread["indicators"])


def test_what_the_office_has_confirmed_of_an_indicator_is_not_asked_again(folder):
    write(folder / "indicators.xlsx", INDICATORS)
    (folder / "corrections.toml").write_text(
        '[[confirmed]]\nyear = 2025\nid = "K1"\ncode = "value-normalised"\ncolumn = "value"\nfound = "rund 7"\n',
        encoding="utf-8",
    )
    assert load(folder).findings.empty


def test_check_takes_the_file_of_a_part(folder, capsys):
    path = write(folder / "indicators.xlsx", INDICATORS)
    assert cli.main(["check", str(path), "--format", "json"]) == 0
    assert [(f["code"], f["cell"], f["id"]) for f in json.loads(capsys.readouterr().out)] == [
        ("value-normalised", "H2", "K1")
    ]
    assert cli.main(["check", str(path), str(export(folder, 2024)), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_check_tells_how_a_table_of_indicators_is_understood(folder, capsys):
    assert cli.main(["check", str(write(folder / "indicators.xlsx", INDICATORS)), "--explain"]) == 0
    assert "H  Wert 2025 – Überschrift „2025“" in capsys.readouterr().out
