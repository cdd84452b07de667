"""figures.xlsx: German, readable in Excel as it is, with the very numbers of figures.csv."""

import io
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator

import analysis
from analysis import intake
from analysis.publish import figures_workbook
from analysis.publish.catalogue import Catalogue


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Catalogue:
    data = tmp_path_factory.mktemp("data")
    shutil.copytree(repository / "data" / "raw" / "heinsberg", data / "raw" / "heinsberg")
    return Catalogue(intake.load("heinsberg", year=2025, data=data))


@pytest.fixture(scope="module")
def content(catalogue: Catalogue) -> bytes:
    return figures_workbook.make(catalogue)


@pytest.fixture(scope="module")
def workbook(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def rows(workbook: openpyxl.Workbook, sheet: str) -> list[dict]:
    head = figures_workbook.HEADER_ROW + 1
    values = [[cell.value for cell in row] for row in workbook[sheet].iter_rows(min_row=head)]
    return [dict(zip(values[0], row, strict=True)) for row in values[1:]]


def test_there_is_a_sheet_for_each_table_an_overview_and_notes(workbook) -> None:
    assert workbook.sheetnames == [
        "Übersicht",
        "Kennzahlen",
        "Veränderungen",
        "Halbzeitbilanz – Pfade",
        "Halbzeitbilanz – Tempo",
        "Hinweise",
    ]


def test_the_counts_are_those_of_the_figures_in_german(workbook, catalogue: Catalogue) -> None:
    shown = rows(workbook, "Kennzahlen")
    assert [row["Anzahl"] for row in shown] == list(catalogue.breakdown["count"])
    completed = [row for row in shown if row["Ausprägung"] == "abgeschlossen" and row["Ebene"] == "Maßnahme"]
    assert [row["Anzahl"] for row in completed] == [5, 5, 5, 4, 1, 2, 22]
    assert completed[-1]["Handlungsfeld"] == "Alle Handlungsfelder"
    assert completed[0] == {
        "Kommune": "heinsberg",
        "Berichtsjahr": 2025,
        "Ebene": "Maßnahme",
        "Handlungsfeld": "1 Nachhaltige Verwaltung",
        "Zeithorizont": "alle",
        "Angabe": "Umsetzungsstatus",
        "Ausprägung": "abgeschlossen",
        "Anzahl": 5,
        "von insgesamt": 15,
        "Anteil in %": 33,
    }


def test_every_sheet_says_what_it_is_and_where_its_rows_come_from(workbook) -> None:
    for sheet in workbook:
        assert sheet["A2"].value == "Entwurf · Zeilen rekonstruiert aus veröffentlichten Summen"
        assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.fitToHeight == 0


def test_the_overview_bears_a_native_chart_with_alt_text_for_each_table(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        charts = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
        chart = archive.read(charts[0]).decode()
    assert len(charts) == 2 and drawing.count('descr="') == 2
    assert chart.count("<c:ser>") == 5 and "in Umsetzung" in chart


def test_text_is_never_a_formula(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = figures_workbook.public_changes
    monkeypatch.setattr(
        figures_workbook,
        "public_changes",
        lambda *args: changed(*args).assign(title='=HYPERLINK("http://x")\x07'),
    )
    read = openpyxl.load_workbook(io.BytesIO(figures_workbook.make(catalogue)))
    cell = read["Veränderungen"].cell(figures_workbook.HEADER_ROW + 2, 6)
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("http://x")')


def test_two_workbooks_of_the_same_year_have_the_same_bytes(catalogue: Catalogue, content: bytes) -> None:
    assert figures_workbook.make(catalogue) == content


def test_the_file_is_valid(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "figures.xlsx").write_bytes(content)
    assert OpenXmlValidator().validate(tmp_path / "figures.xlsx").errors == []


def test_the_other_parts_have_their_sheets_too_with_and_without_a_monitoring_table(
    repository: Path, tmp_path: Path
) -> None:
    shutil.copytree(repository / "data" / "raw", tmp_path / "raw")
    sheets = {}
    for municipality in ("heerlen", "knn"):
        path = tmp_path / f"{municipality}.xlsx"
        path.write_bytes(figures_workbook.make(Catalogue(analysis.load(municipality, data=tmp_path))))
        assert OpenXmlValidator().validate(path).errors == []
        sheets[municipality] = openpyxl.load_workbook(path)
    assert {"Übersicht", "Kennzahlen der Indikatoren"} <= set(sheets["heerlen"].sheetnames)
    assert sheets["knn"].sheetnames[-1] == "Hinweise" and "Übersicht" not in sheets["knn"].sheetnames
    (first, *_) = rows(sheets["heerlen"], "Kennzahlen der Indikatoren")
    assert (first["Neuester Wert"], first["Zielwert"], first["Bewertung"]) == (3942, 0, "noch kein Trend")
