"""A year with other parts than the monitoring table: what is made of each, and what an error in one leaves."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook
from pptx import Presentation

from analysis.cli import main
from analysis.intake import load
from analysis.runs import notebooks

STRATEGY = (
    'name = "Stadt Muster"\nadopted = 2023-01-01\ntarget_date = 2030-12-31\n\n[[fields]]\nnumber = 1\nname = "Klima"\n'
)
INDICATORS = [
    ["Nr.", "Indikator", "Handlungsfeld", "Einheit", 2022, 2023, 2024, "Zielwert", "Zieljahr"],
    ["K1", "Heizöl", "Klima", "t", 10, 9, "rund 8", 0, 2030],
]
EXPORT = [
    ["Maßnahmen-Nr.", "Titel", "Handlungsfeld", "Umsetzungsstatus", "Zeithorizont", "Zeitplan"],
    ["1.1.1.1", "Radweg", "Klima", "Idee", "kurzfristig", "ja"],
]


def write(path: Path, rows: list[list[object]]) -> None:
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    workbook.save(path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "raw" / "muster"
    folder.mkdir(parents=True)
    (folder / "strategy.toml").write_text(STRATEGY, encoding="utf-8")
    write(folder / "indicators.xlsx", INDICATORS)
    return folder


def command(folder: Path, *arguments: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    where = ["--data", str(folder.parents[1]), "--outputs", str(folder.parents[2] / "outputs")]
    with redirect_stdout(out), redirect_stderr(err):
        status = main([*arguments, *where])
    return status, out.getvalue(), err.getvalue()


def test_indicators_beside_a_broken_export_are_made_and_the_export_is_told(folder):
    (folder / "Monitoring_2024.xlsx").write_bytes(b"nichts")
    status, out, err = command(folder, "run", "muster", "--jobs", "1")
    assert status == 1
    assert "bis 2024: Indikatoren 1, Werte der Indikatoren 3 aus indicators.xlsx" in out
    assert "Monitoring_2024.xlsx" in err
    outputs = folder.parents[2] / "outputs"
    made = outputs / "muster" / "2024"
    assert pd.read_csv(made / "indicators.csv")["assessment"].tolist() == ["too_slow"]
    assert pd.read_csv(made / "indicator_paths.csv")["at"].tolist() == list(range(2022, 2031))
    assert {path.name for path in (made / "charts").glob("*.svg")} == {
        f"{chart}{form}.svg" for chart in ("indicators_overview", "indicator_k1") for form in ("", "_half", "_plain")
    }
    assert (made / "internal" / "findings.xlsx").is_file()
    slides = Presentation(str(made / "slides.pptx")).slides
    assert [slide.shapes.title.text_frame.text.replace("\xa0", " ") for slide in slides][1] == (
        "Bei Fortsetzung der Entwicklung seit 2022 wären es Ende 2030 noch 2 t statt 0"
    )
    assert "Monitoring_2024.xlsx" in (outputs / "fehler" / "index.html").read_text(encoding="utf-8")
    keys = json.loads((made / "manifest.json").read_text(encoding="utf-8"))["keys"]
    assert list(keys) == ["07_indicators"]
    (folder / "Monitoring_2024.xlsx").unlink()
    assert command(folder, "run", "muster", "--jobs", "1")[0] == 0
    status, out, _ = command(folder, "publish", "muster", "--year", "2024")
    assert status == 0
    assert "indicators.csv" in out


def test_the_runs_are_those_of_the_parts_that_are_there(folder):
    data = folder.parents[1]
    assert list(notebooks.runs(load("muster", data=data))) == ["07_indicators"]
    write(folder / "Monitoring_2024.xlsx", EXPORT)
    both = load("muster", data=data)
    assert list(notebooks.runs(both)) == [
        *("01_intake", "02_overview", "03_field_1", "04_change", "05_midterm", "07_indicators")
    ]
    assert notebooks.read_by("03_field_1", both) == ("monitoring",)
    assert set(notebooks.read_by("01_intake", both)) == {"monitoring", "indicators"}


def test_the_list_shows_the_runs_of_the_parts_and_what_cannot_be_read(folder):
    (folder / "Monitoring_2024.xlsx").write_bytes(b"nichts")
    status, out, _ = command(folder, "run", "muster", "--list")
    assert status == 0
    assert "Berichtsjahre: 2024" in out
    assert "Läufe: 07_indicators" in out
    assert "nicht lesbar: " in out
