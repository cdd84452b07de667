"""The two exports of Kreis Heinsberg: what a right intake says about them."""

from collections import Counter
from pathlib import Path

import pytest

from analysis import intake
from analysis.intake.export import explain_export


@pytest.fixture(scope="module")
def dataset(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> intake.Dataset:
    data = tmp_path_factory.mktemp("heinsberg") / "data"
    raw = data / "raw" / "heinsberg"
    raw.mkdir(parents=True)
    for path in (repository / "data" / "raw" / "heinsberg").iterdir():
        (raw / path.name).write_bytes(path.read_bytes())
    return intake.load("heinsberg", data=data)


def codes(dataset: intake.Dataset, year: int) -> dict[str, int]:
    return dict(Counter(dataset.findings[dataset.findings["year"] == year]["code"]))


def test_both_years_hold_80_measures_and_58_goals(dataset: intake.Dataset) -> None:
    assert dataset.measures.groupby("year").size().to_dict() == {2024: 80, 2025: 80}
    assert dataset.goals.groupby("year").size().to_dict() == {2024: 58, 2025: 58}
    assert dataset.measures["strategic_goal_id"].nunique() == 24


def test_nothing_is_unknown_and_nothing_is_left_over(dataset: intake.Dataset) -> None:
    for column in ("status", "horizon", "schedule"):
        assert not (dataset.measures[column] == "unknown").any()
    assert not (dataset.goals["status"] == "unknown").any()
    assert dataset.measures["field"].notna().all()
    assert len(dataset.extras) == 0


def test_findings_of_2024(dataset: intake.Dataset) -> None:
    assert codes(dataset, 2024) == {
        "sheet-ignored": 1,
        "row-ignored": 12,
        "value-normalised": 2,
        "ongoing-completed": 5,
    }
    normalised = dataset.findings.query("year == 2024 and code == 'value-normalised'")
    assert list(zip(normalised["source_sheet"], normalised["cell"], normalised["raw"], strict=True)) == [
        ("HF 4", "F10", "in Umsetztung"),
        ("HF 5", "G13", "mittelfristig (bis 2028)"),
    ]


def test_findings_of_2025(dataset: intake.Dataset) -> None:
    found = codes(dataset, 2025)
    assert found.pop("layout-changed") > 0
    assert found == {"sheet-ignored": 2, "field-mismatch": 1, "ongoing-completed": 7, "overdue": 10}
    mismatch = dataset.findings.query("code == 'field-mismatch'").iloc[0]
    assert (mismatch["cell"], mismatch["id"], mismatch["raw"]) == ("A13", "1.2.2.1", "1 – Nachhaltige Verantwortung")


def test_explaining_says_how_each_column_was_understood(repository: Path) -> None:
    lines = explain_export(repository / "data" / "raw" / "heinsberg" / "Monitoring_Nachhaltigkeit_2025.xlsx", None)
    text = "\n".join(lines)
    assert "G  Umsetzungsstatus der Maßnahme 2025 – Überschrift „Status 12/2025“" in text
    assert "Blatt „Auswertung“: keine Maßnahmen und keine Ziele" in text
