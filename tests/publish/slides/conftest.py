"""A small office with two years, its decks of both, and an office's hand on them."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pptx import Presentation

from analysis import intake
from analysis.ooxml import charts
from analysis.publish.catalogue import Catalogue
from analysis.publish.slides import deck

STRATEGY = """
name = "Stadt Muster"
adopted = 2023-01-01
target_date = 2030-12-31

[[fields]]
number = 1
name = "Verwaltung"

[[fields]]
number = 2
name = "Klima & Energie"
"""
HEADINGS = ["Nr.", "Maßnahme", "Umsetzungsstatus", "Zeithorizont", "Zeitplan", "Begründung"]
ROWS = {
    2024: [
        ["1.1.1.1", "Jobrad", "in Umsetzung", "kurzfristig", "ja", ""],
        ["1.1.1.2", "Kantine", "Idee", "mittelfristig", "ja", ""],
        ["1.1.1.3", "Papier", "abgeschlossen", "kurzfristig", "ja", ""],
        ["2.1.1.1", "Solardach", "in Planung", "mittelfristig", "nein", "Dach zu alt"],
        ["2.1.1.2", "Wärmenetz", "in Umsetzung", "langfristig", "ja", ""],
        ["2.1.1.3", "Beratung", "verworfen", "fortlaufend", "entfällt", "kein Personal"],
    ],
    2025: [
        ["1.1.1.1", "Jobrad", "abgeschlossen", "kurzfristig", "ja", ""],
        ["1.1.1.2", "Kantine", "in Umsetzung", "mittelfristig", "ja", ""],
        ["1.1.1.3", "Papier", "abgeschlossen", "kurzfristig", "ja", ""],
        ["2.1.1.1", "Solardach", "in Umsetzung", "mittelfristig", "nein", "Dach zu alt"],
        ["2.1.1.2", "Wärmenetz", "", "langfristig", "ja", ""],
        ["2.1.1.3", "Beratung", "verworfen", "fortlaufend", "entfällt", "kein Personal"],
    ],
}


def write_export(data: Path, year: int, rows: list[list[str]]) -> None:
    folder = data / "raw" / "muster"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "strategy.toml").write_text(STRATEGY, encoding="utf-8")
    workbook = openpyxl.Workbook()
    workbook.active.append(HEADINGS)
    for row in rows:
        workbook.active.append(row)
    workbook.save(folder / f"Monitoring_{year}.xlsx")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data folder of the office: one measure more without status in 2025, none an idea any more."""
    for year, rows in ROWS.items():
        write_export(tmp_path / "data", year, rows)
    return tmp_path / "data"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[int, bytes]:
    """The deck of each year."""
    data = tmp_path_factory.mktemp("office") / "data"
    for year, rows in ROWS.items():
        write_export(data, year, rows)
    return {
        year: deck.make(Catalogue(intake.load("muster", year=year, data=data)), data / "raw" / "muster")
        for year in ROWS
    }


@pytest.fixture
def save(tmp_path: Path) -> Callable[[bytes], Path]:
    def to_file(content: bytes, name: str = "deck.pptx") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return to_file


class Deck:
    """A deck in an office's hands, by python-pptx."""

    def __init__(self, content: bytes) -> None:
        self.presentation = Presentation(io.BytesIO(content))

    def object(self, name: str) -> Any:
        return next(shape for slide in self.presentation.slides for shape in slide.shapes if shape.name == name)

    def slide_of(self, name: str) -> Any:
        return next(slide for slide in self.presentation.slides if any(s.name == name for s in slide.shapes))

    def chart(self, name: str) -> Any:
        return self.object(name).chart

    def series(self, name: str, series: str) -> Any:
        return next(ser for ser in self.chart(name).plots[0].series if ser.name == series)

    def workbook(self, name: str) -> openpyxl.Workbook:
        return openpyxl.load_workbook(io.BytesIO(self.chart(name).part.chart_workbook.xlsx_part.blob))

    def put_workbook(self, name: str, workbook: openpyxl.Workbook) -> None:
        buffer = io.BytesIO()
        workbook.save(buffer)
        self.chart(name).part.chart_workbook.xlsx_part._blob = buffer.getvalue()

    def bytes(self) -> bytes:
        buffer = io.BytesIO()
        self.presentation.save(buffer)
        return buffer.getvalue()


def numbers(content: bytes, name: str) -> dict[tuple[str, str], float | None]:
    """What the native chart of this name shows, read from its XML."""
    return charts.read(Deck(content).chart(name)._chartSpace).numbers


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def fill(ser: Any) -> str:
    """The colour of a python-pptx series."""
    return str(ser.format.fill.fore_color.rgb)
