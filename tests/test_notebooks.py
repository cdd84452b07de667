"""Every notebook runs by itself: on a fresh clone, for any office, and lets no person out."""

import ast
import subprocess
import sys
from pathlib import Path
from shutil import copytree
from typing import Any

import nbformat
import pytest
from cells import run_cells
from openpyxl import Workbook
from PIL import Image

from analysis.errors import DataError
from analysis.intake import load
from analysis.runs import notebooks

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
STRATEGY = """
name = "Stadt Muster"
adopted = 2023-01-01
target_date = 2030-12-31

[[fields]]
number = 1
name = "Verwaltung"
prefix = "VW"
"""


def export(data: Path, year: int, *rows: list[str]) -> None:
    """An export of an office that has no operative goals and numbers its measures its own way."""
    folder = data / "raw" / "muster"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "strategy.toml").write_text(STRATEGY, encoding="utf-8")
    workbook = Workbook()
    workbook.active.append(
        ["Nr.", "Maßnahme", "Zuständig", "Umsetzungsstatus", "Zeithorizont", "Zeitplan", "Begründung"]
    )
    for row in rows:
        workbook.active.append(row)
    workbook.save(folder / f"Monitoring_{year}.xlsx")


def tables(path: Path, *sheets: list[list[object]]) -> None:
    workbook = Workbook()
    for rows in sheets:
        sheet = workbook.create_sheet()
        for row in rows:
            sheet.append(row)
    workbook.save(path)


def grid(person: str) -> list[list[list[object]]]:
    """A scoring grid of one project and one criterion."""
    return [
        [["Gruppe", "Bezeichnung", "Gewicht"], ["A", "Ökologie", 100]],
        [["Nr.", "Kriterium", "Gruppe", "Art", "Grenzwert", "Zielwert"], ["A1", "Klima", "A", "Punkte", 0, 90]],
        [["Projekt", "Titel", "Art", "Lebenszykluskosten"], ["Kita", f"Kita Park ({person})", "Neubau", 5_000_000]],
        [["Projekt", "Kriterium", "Wert", "bewertet von"], ["Kita", "A1", 40, person]],
    ]


def procurement(person: str) -> list[list[list[object]]]:
    """One minimum criterion, who has adopted it, one tender."""
    return [
        [["Produktgruppe", "Nr.", "Mindestkriterium", "Art"], ["Papier", "P1", "Recyclingpapier", "muss"]],
        [["Kommune", "Kriterium", "Stand", "Abteilung"], ["Muster", "P1", "übernommen", person]],
        [
            ["Vergabe", "Kommune", "Produktgruppe", "Jahr", "Auftragswert", "erfüllt"],
            [f"Los 1 ({person})", "Muster", "Papier", 2024, 9_000, "ja"],
        ],
    ]


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """Two years of a small office with every part, in whose tables persons stand everywhere."""
    person = "Frau Seltsam, Tel. 02452/13-6101, seltsam@muster.de"
    export(
        tmp_path / "data",
        2024,
        ["VW-1", f"Jobrad ({person})", person, "in Planung", "kurzfristig", "ja", ""],
        ["VW-2", "Kantine, Ansprechpartner Herr Dr. Seltsam", person, "Idee", "fortlaufend", "nein", ""],
    )
    export(
        tmp_path / "data",
        2025,
        ["VW-1", f"Jobrad ({person})", person, "abgeschlossen", "kurzfristig", "ja", ""],
        ["VW-2", "Kantine bei Herrn Seltsam", person, "verworfen", "fortlaufend", "", f"so entschieden: {person}"],
    )
    indicators = Workbook()
    indicators.active.append(
        ["Indikator", "Einheit", "2023", "2024", "2025", "Zielwert", "Zieljahr", "Partner", "Methode"]
    )
    indicators.active.append([f"Heizöl ({person})", "t", 9, 8, 7, 0, 2030, person, f"Zählung, {person}"])
    indicators.save(tmp_path / "data" / "raw" / "muster" / "indicators.xlsx")
    tables(tmp_path / "data" / "raw" / "muster" / "scoring.xlsx", *grid(person))
    tables(tmp_path / "data" / "raw" / "muster" / "procurement.xlsx", *procurement(person))
    return tmp_path / "data"


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.parametrize("year", [2024, 2025])
def test_a_notebook_runs_for_another_office_with_and_without_a_year_before(
    notebook: Path, year: int, office: Path
) -> None:
    run_cells(notebook, municipality="muster", year=year, data=str(office))
    assert not (office.parent / "outputs").exists()


def test_no_person_is_in_any_file_that_may_go_to_the_council(office: Path) -> None:
    outputs = office.parent / "outputs"
    for notebook in NOTEBOOKS:
        run_cells(notebook, municipality="muster", year=2025, data=str(office), outputs=str(outputs))
    files = [path for path in (outputs / "muster" / "2025").rglob("*") if path.is_file()]
    assert {"figures.csv", "changes.csv", "midterm.csv", "projects.csv", "status_by_field.png"} <= {
        path.name for path in files
    }
    for path in files:
        text = str(Image.open(path).info) if path.suffix == ".png" else path.read_text(encoding="utf-8")
        for secret in ("Seltsam", "13-6101", "muster.de"):
            assert secret not in text, path
    changes = (outputs / "muster" / "2025" / "changes.csv").read_text(encoding="utf-8")
    assert "Jobrad ([Name], Tel. [Telefon], [E-Mail])" in changes


@pytest.mark.parametrize(
    ("notebook", "wrong", "message"),
    [
        ("02_overview", {"year": "abc"}, "abc"),
        ("02_overview", {"year": 2031}, "2031: keine Maßnahmen und keine Ziele; vorhandene Berichtsjahre: 2024, 2025"),
        ("03_field", {"field": 99}, "Handlungsfeld 99 gibt es nicht; die Strategie kennt 1"),
        ("03_field", {"field": "vier"}, "Handlungsfeld 'vier' gibt es nicht"),
        ("01_intake", {"municipality": "../muster"}, ""),
        ("01_intake", {"municipality": "nirgends"}, "vorhanden sind: muster"),
    ],
)
def test_a_wrong_parameter_is_told_in_one_line(
    notebook: str, wrong: dict[str, Any], message: str, office: Path
) -> None:
    with pytest.raises(DataError) as told:
        run_cells(ROOT / "notebooks" / f"{notebook}.ipynb", **{"municipality": "muster", "data": str(office)} | wrong)
    assert message in str(told.value)
    assert "\n" not in str(told.value)


def test_the_table_of_runs_names_every_notebook_of_the_batch() -> None:
    assert [notebook.name for notebook in notebooks.NOTEBOOKS] == [
        path.stem for path in NOTEBOOKS if path.stem[0].isdigit()
    ]


def test_every_parameter_of_a_run_is_declared_in_its_notebook(office: Path) -> None:
    for notebook, own in notebooks.runs(load("muster", data=office)).values():
        cells = nbformat.read(ROOT / "notebooks" / f"{notebook.name}.ipynb", as_version=4).cells
        [declared] = [cell.source for cell in cells if "parameters" in cell.metadata.get("tags", [])]
        names = {node.target.id for node in ast.parse(declared).body}
        assert names == {"municipality", "year", "data", "outputs", *own}


def test_plain_papermill_runs_a_notebook_on_a_fresh_clone(tmp_path: Path) -> None:
    for folder in ("notebooks", "data/raw"):
        copytree(ROOT / folder, tmp_path / folder, ignore=lambda *_: [".ipynb_checkpoints"])
    parameters = ["-p", "municipality", "heinsberg", "-p", "year", "2025", "-p", "field", "4"]
    subprocess.run(
        [sys.executable, "-m", "papermill", "notebooks/03_field.ipynb", "out.ipynb", *parameters],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    executed = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    pictures = [output.data for cell in executed.cells for output in cell.get("outputs", ()) if "data" in output]
    assert sum("image/svg+xml" in data for data in pictures) == 3
    assert {path.name for path in tmp_path.iterdir()} == {"notebooks", "data", "out.ipynb"}
