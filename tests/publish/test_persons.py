"""Persons never leave the office: names seeded wherever a table has room are in no public file."""

import os
import zipfile
from pathlib import Path

import pytest
from cells import run_cells
from openpyxl import Workbook
from PIL import Image

from analysis.cli import main
from analysis.runs import tasks
from analysis.runs.tasks import Outcome, Task

PERSONS = ("Müller", "Schmidt-Lang", "beate.jansen", "13-6101", "13 55 66", "Oellers")
STRATEGY = """
name = "Kreis Muster (Herr Dr. Müller)"
adopted = 2023-01-01
target_date = 2030-12-31

[[fields]]
number = 1
name = "Verwaltung mit Frau Schmidt-Lang"
aim = "Ansprechpartnerin: Frau Schmidt-Lang, beate.jansen@kreis-muster.de"
guideline = "Tel. 02452/13-6101"

[[strategic_goals]]
id = "1.1"
title = "Herr Dr. Müller sorgt für Vorbilder"
"""
CORRECTIONS = """
[[correction]]
year = 2025
id = "1.1.1.2"
column = "schedule"
found = "ja"
use = "delayed"
reason = "laut Frau Schmidt-Lang, +49 2452 13 55 66"
reported_to = "Herr Dr. Müller"
date = 2026-02-01
"""
HEADINGS = ["Nr.", "Maßnahme", "Status", "Zeithorizont", "Im Zeitplan", "Zuständigkeit", "Begründung", "Bemerkung"]


def export(path: Path, year: int, rows: list[list[str]]) -> None:
    workbook = Workbook()
    del workbook["Sheet"]
    sheet = workbook.create_sheet("Frau Schmidt-Lang")
    sheet.append(["Gepflegt von Herrn Dr. Müller, Tel. 02452/13-6101"])
    sheet.append([f"Berichtsjahr {year}"])
    for row in [HEADINGS, *rows]:
        sheet.append([*row, "Rückfragen: beate.jansen@kreis-muster.de"])
    workbook.save(path)


def text_of(path: Path) -> str:
    """All that a file says, hidden places of a picture included."""
    if path.suffix in (".xlsx", ".pptx"):
        with zipfile.ZipFile(path) as package:
            parts = [package.read(name) for name in package.namelist() if name.endswith((".xml", ".rels"))]
        return "\n".join(part.decode("utf-8") for part in parts)
    return str(Image.open(path).info) if path.suffix == ".png" else path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Path → text of what may go to the council, of two years full of persons, the second published and revised."""
    folder = tmp_path_factory.mktemp("persons")
    raw = folder / "data" / "raw" / "muster"
    raw.mkdir(parents=True)
    (raw / "strategy.toml").write_text(STRATEGY, encoding="utf-8")
    who, why, note = "Herr Dr. Müller", "Frau Schmidt-Lang rät ab (+49 2452 13 55 66)", "Frau Oellers fragen"
    discarded = ["1.1.1.3", "Ökostrom", "verworfen", "fortlaufend", "", who, why, note]
    before = [
        ["1.1.1.1", "Radwege nach Herrn Müller", "Idee", "langfristig", "ja", who, why, note],
        ["1.1.1.2", "Beratung bei Frau Schmidt-Lang", "in Planung", "langfristig", "ja", who, why, note],
        [*discarded[:2], "in Umsetzung", "fortlaufend", "ja", *discarded[5:]],
    ]
    now = [
        ["1.1.1.1", "Radwege, Auskunft beate.jansen@kreis-muster.de", "in Umsetzung", *before[0][3:]],
        ["1.1.1.2", "Beratung, Tel. 02452/13-6101", "in Umsetzung", *before[1][3:]],
        discarded,
    ]
    export(raw / "Monitoring_2024.xlsx", 2024, before)
    export(raw / "Monitoring_2025.xlsx", 2025, now)

    def without_kernel(task: Task) -> Outcome:
        made = folder / "made" / task.run
        run_cells(task.notebook, **task.parameters(task.data, made))
        left = made / task.municipality / str(task.year)
        paths = [path for path in left.rglob("*") if path.is_file()]
        return Outcome(files={path.relative_to(left).as_posix(): path.read_bytes() for path in paths})

    where = ["--data", str(folder / "data"), "--outputs", str(folder / "outputs")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tasks, "execute", without_kernel)
        assert main(["run", "--jobs", "1", *where]) == 0
        assert main(["publish", "muster", "--year", "2025", *where]) == 0
        (raw / "corrections.toml").write_text(CORRECTIONS, encoding="utf-8")
        assert main(["run", "--jobs", "1", *where]) == 0
    year = folder / "outputs" / "muster" / "2025"
    paths = [path for path in year.rglob("*") if path.is_file() and "internal" not in path.relative_to(year).parts]
    paths += [path for path in (folder / "data" / "published").rglob("*.*") if path.suffix]
    return {os.path.relpath(path, folder): text_of(path) for path in paths}


def test_no_person_is_in_a_public_file(public: dict[str, str]) -> None:
    assert {Path(path).suffix for path in public} == {
        *(".csv", ".json", ".svg", ".png", ".txt"),
        *(".html", ".xlsx", ".pptx"),
    }
    assert {path: person for path, text in public.items() for person in PERSONS if person in text} == {}


def test_what_a_person_stood_beside_is_still_said(public: dict[str, str]) -> None:
    changes = next(text for path, text in public.items() if path.endswith("2025/changes.csv") and "outputs" in path)
    assert "Radwege nach [Name]" in changes
    assert "Beratung, Tel. [Telefon]" in changes
    assert any("Verwaltung mit [Name]" in text for path, text in public.items() if path.endswith(".svg"))
    assert any(path.endswith("revisions.csv") and "correction" in text for path, text in public.items())


def test_notes_and_offices_stay_in_the_office(public: dict[str, str]) -> None:
    said = "".join(public.values())  # the reason of what was discarded may be said
    assert not [word for word in ("[Name] fragen", "Rückfragen: ", "Gepflegt", "Ansprechpartnerin") if word in said]
