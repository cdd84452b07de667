"""The workbooks of the scoring grid and of procurement: an example catalogue, filled in, read back, rolled forward."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from analysis.errors import DataError
from analysis.intake.procurement import open_procurement
from analysis.intake.scoring import open_scoring
from analysis.office import part_template

HEADER = part_template.HEADER_ROW
NETWORK = 'name = "Netz"\nprovenance = "example"\nmembers = ["stadt"]\n'
STRATEGY = """
name = "Musterstadt"
adopted = 2023-01-01
target_date = 2030-12-31
[[fields]]
number = 1
name = "Beschaffung"
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A network of one town, both without any table."""
    for folder, file, text in (("netz", "network.toml", NETWORK), ("stadt", "strategy.toml", STRATEGY)):
        (tmp_path / "raw" / folder).mkdir(parents=True)
        (tmp_path / "raw" / folder / file).write_text(text, encoding="utf-8")
    return tmp_path


def fill(path: Path, **sheets: list[dict[str, object]]) -> Path:
    """Write rows (heading → value) below the filled ones of each sheet, as an office does."""
    book = openpyxl.load_workbook(path)
    for name, rows in sheets.items():
        sheet = book[name]
        columns = {cell.value: cell.column for cell in sheet[HEADER]}
        first = next(row for row in range(HEADER + 1, HEADER + 500) if sheet.cell(row, 1).value is None)
        for row, values in enumerate(rows, start=first):
            for heading, value in values.items():
                sheet.cell(row, columns[heading], value)
    book.save(path)
    return path


def lists(sheet: Worksheet) -> set[str]:
    return {rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"}


def test_the_example_grid_has_drop_downs_and_checks_and_invents_no_limit(data):
    path = part_template.roll_forward("scoring", "stadt", 2026, data / "raster.xlsx", data=data)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Gruppen", "Kriterien", "Projekte", "Bewertungen"]
    assert "BNB und QNG" in book["Kriterien"]["A3"].value
    assert {'"Muss,Punkte"', '"ja,nein"', "Gruppen!$A$7:$A$2000"} <= lists(book["Kriterien"])
    rows = [
        [cell.value for cell in row] for row in book["Kriterien"].iter_rows(min_row=HEADER + 1, max_row=HEADER + 18)
    ]
    anchors = {tuple(row[5:8]) for row in rows if row[3] == "Punkte"}
    assert anchors == {(None, None, None), (10, 50, 100)}  # to be filled in, or the points of the BNB themselves
    assert all(row[11].startswith("=IF(") for row in rows)


def test_a_grid_that_was_filled_in_is_read_as_it_was_meant(data):
    path = part_template.roll_forward("scoring", "stadt", 2026, data / "raw" / "stadt" / "scoring.xlsx", data=data)
    fill(
        path,
        Projekte=[{"Projekt": "Kita", "Titel": "Kita Park", "Art": "Neubau", "Lebenszykluskosten": 5_000_000}],
        Bewertungen=[
            {"Projekt": "Kita", "Kriterium": "M3", "Wert": "ja"},
            {"Projekt": "Kita", "Kriterium": "2.2.1", "Wert": 75},
        ],
    )
    opened = open_scoring(path, None)
    reading = opened.read(2026)
    codes = {finding.code for finding in reading.findings}
    assert opened.years == {2026}
    assert codes == {"scale-invalid", "rating-missing"}  # the two limits that the office sets, and all not yet rated
    assert [(r["criterion_id"], r["value"], r["met"]) for r in reading.tables["ratings"]] == [
        ("M3", None, True),
        ("2.2.1", 75, None),
    ]
    assert [group["weight"] for group in reading.tables["score_groups"]] == [22.5, 22.5, 22.5, 22.5, 10]


def test_a_grid_is_rolled_forward_with_a_row_for_each_rating(data):
    path = part_template.roll_forward("scoring", "stadt", 2026, data / "raw" / "stadt" / "scoring.xlsx", data=data)
    fill(path, Projekte=[{"Projekt": "Kita", "Variante": "A", "Titel": "Kita", "Art": "Sanierung"}])
    book = openpyxl.load_workbook(part_template.roll_forward("scoring", "stadt", 2027, data / "neu.xlsx", data=data))
    project = [cell.value for cell in book["Projekte"][HEADER + 1]][:4]
    ratings = [
        row[:4] for row in book["Bewertungen"].iter_rows(min_row=HEADER + 1, max_row=HEADER + 2, values_only=True)
    ]
    assert project == ["Kita", "A", "Kita", "Sanierung"]
    assert ratings == [("Kita", "A", "M1", None), ("Kita", "A", "M2", None)]


def test_procurement_is_rolled_forward_with_what_each_member_said(data):
    path = part_template.roll_forward(
        "procurement", "netz", 2026, data / "raw" / "netz" / "procurement.xlsx", data=data
    )
    fill(
        path,
        Übernahme=[
            {"Kommune": "Musterstadt", "Kriterium": "P1", "Stand": "übernommen", "seit": 2024, "Abteilung": "Vergabe"}
        ],
        Vergaben=[
            {
                "Vergabe": "V1",
                "Kommune": "Musterstadt",
                "Produktgruppe": "Möbel",
                "Jahr": 2026,
                "Auftragswert": 9,
                "erfüllt": "ja",
            }
        ],
    )
    reading = open_procurement(path, None).read(2026)
    assert [(r["member"], r["state"], r["since"]) for r in reading.tables["adoption"]] == [("stadt", "adopted", 2024)]
    assert [(r["product_group"], r["value_eur"], r["met"]) for r in reading.tables["tenders"]] == [("Möbel", 9, "yes")]

    book = openpyxl.load_workbook(part_template.roll_forward("procurement", "netz", 2027, data / "neu.xlsx", data=data))
    rows = list(book["Übernahme"].iter_rows(min_row=HEADER + 1, max_row=HEADER + 2, max_col=5, values_only=True))
    assert rows[0] == ("Musterstadt", "P1", "übernommen", 2024, "Vergabe")
    assert rows[1][:3] == ("Musterstadt", "M1", None)
    assert "Beispieldaten, frei erfunden" in book["Übernahme"]["A1"].value


@pytest.mark.parametrize(("name", "told"), [("da.xlsx", "gibt es schon"), ("neu.csv", "auf .xlsx endet")])
def test_a_template_is_never_written_over_anything(data, name, told):
    (data / "da.xlsx").write_bytes(b"alt")
    with pytest.raises(DataError, match=told):
        part_template.roll_forward("scoring", "stadt", 2026, data / name, data=data)
    assert (data / "da.xlsx").read_bytes() == b"alt"


def test_equal_content_gives_equal_bytes(data):
    paths = [part_template.roll_forward("scoring", "stadt", 2026, data / f"{n}.xlsx", data=data) for n in (1, 2)]
    assert paths[0].read_bytes() == paths[1].read_bytes()
