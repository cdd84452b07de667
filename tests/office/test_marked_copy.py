"""The returned export: questions at their cells, everything else as it was delivered."""

import io
import posixpath
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from lxml import etree
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Color as Colour
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from PIL import Image as Pictures

from analysis import intake
from analysis.office import marked_copy
from analysis.office.workbooks import contrast
from analysis.strategy import Strategy

Draw = Callable[..., pd.DataFrame]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def mark(tmp_path: Path, strategy: Strategy, measures: Draw, goals: Draw) -> Callable[..., Path]:
    """Writes the marked copy of an export."""

    def marked(export: Path, findings: pd.DataFrame) -> Path:
        target = tmp_path / "copy" / (marked_copy.name_of_copy(export.name) or "none.xlsx")
        rows = findings, measures(), goals()
        written = marked_copy.write(export, *rows, target, strategy=strategy, year=2025)
        assert written == target
        return target

    return marked


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """An export with all that a spreadsheet library would lose or change on saving."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Maßnahmen"
    sheet.append(["Nr.", "Titel", "Status", "Anzahl"])
    sheet.append(["1.1.1.1", "Sport im Park", "läuft prima", "=COUNTA(A2:A4)"])
    sheet.append(["1.1.1.2", "Jobticket", "in Umsetzung", 2])
    sheet.append(["1.1.1.3", "Fairtrade", None, 3])
    sheet.merge_cells("A6:C7")
    sheet["A6"] = "Notiz"
    sheet.auto_filter.ref = "A1:D4"
    listed = DataValidation(type="list", formula1='"Idee,in Umsetzung"')
    listed.add("C2:C4")
    sheet.add_data_validation(listed)
    sheet.conditional_formatting.add("C2:C4", CellIsRule(operator="equal", formula=['"Idee"'], font=None))
    sheet["B3"].fill = PatternFill("solid", fgColor="00B050")
    sheet["B2"].comment = Comment("Bitte nicht ändern", "Amt 61")
    sheet.column_dimensions["C"].width = 18
    picture = io.BytesIO()
    Pictures.new("RGB", (4, 4), "red").save(picture, "PNG")
    sheet.add_image(Image(picture), "F2")
    workbook.create_sheet("Andere")["A1"] = "ohne Rückfrage"
    workbook.defined_names["Liste"] = DefinedName("Liste", attr_text="Maßnahmen!$A$2:$A$4")
    path = tmp_path / "Monitoring_2025.xlsx"
    workbook.save(path)
    with_result = {
        "xl/worksheets/sheet1.xml": lambda part: part.replace(b"<v/>", b"<v>3</v>").replace(b"<v></v>", b"<v>3</v>")
    }
    return rewritten(
        path, with_result, {"xl/pivotTables/pivotTable1.xml": b"<pivot/>", "xl/vbaProject.bin": b"\x00\xff"}
    )


def rewritten(path: Path, changes: dict[str, Callable[[bytes], bytes]], new: dict[str, bytes]) -> Path:
    """The workbook with some parts changed and others added."""
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    contents = {name: changes.get(name, bytes)(part) for name, part in contents.items()} | new
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in contents.items():
            archive.writestr(zipfile.ZipInfo(name, (2025, 1, 14, 9, 12, 0)), part)
    return path


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def unmarked(sheet: bytes) -> bytes:
    """A worksheet without what marking may change: styles of cells, empty cells, the drawing of notes."""
    root = etree.fromstring(sheet)
    for cell in list(root.iter(f"{MAIN}c")):
        cell.attrib.pop("s", None)
        if not len(cell):
            cell.getparent().remove(cell)
    for row in list(root.iter(f"{MAIN}row")):
        row.attrib.pop("spans", None)
        if not len(row):
            row.getparent().remove(row)
    for drawing in root.findall(f"{MAIN}legacyDrawing"):
        root.remove(drawing)
    return etree.tostring(root, method="c14n")


def test_the_cell_is_marked_in_the_colour_of_its_worst_finding_and_asks_its_questions(
    mark, export: Path, findings: Draw
) -> None:
    asked = findings(
        {"code": "row-hidden", "cell": "C2", "id": "1.1.1.1", "message": "Zeile 2 ist ausgeblendet."},
        {"code": "value-unknown", "cell": "C2", "column": "status", "message": "„läuft prima“ ist nicht zu verstehen."},
        {"code": "value-missing", "cell": "C4", "column": "status", "message": "Status fehlt."},
    )
    sheet = openpyxl.load_workbook(mark(export, asked))["Maßnahmen"]
    assert sheet["C2"].fill.fgColor.rgb == "FFF4B6A6"
    assert sheet["C4"].fill.fgColor.rgb == "FFFBE3A5"
    assert sheet["C3"].fill.patternType is None
    error, warning = sheet["C2"].comment.text.split("\n\n")
    assert re.fullmatch(r"Rückfrage 2025-[0-9A-F]{6} \(Fehler\)\n„läuft prima“ ist nicht zu verstehen\. .*", error)
    assert "Zeile 2 ist ausgeblendet. Soll die Zeile zählen?" in warning
    assert sheet["C2"].value == "läuft prima"
    assert sheet["C4"].value is None


def test_every_other_part_stays_byte_for_byte(mark, export: Path, findings: Draw) -> None:
    before = parts(export)
    after = parts(mark(export, findings({"code": "value-unknown", "cell": "C2", "column": "status"})))
    patched = {
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
        "xl/comments/comment1.xml",
        "xl/drawings/commentsDrawing1.vml",
    }
    assert {name for name in before if after[name] != before[name]} == patched
    assert set(after) == set(before)
    assert unmarked(after["xl/worksheets/sheet1.xml"]) == unmarked(before["xl/worksheets/sheet1.xml"])
    assert b"<v>3</v>" in after["xl/worksheets/sheet1.xml"], "the formula keeps its result"
    assert list(after)[: len(before)] == list(before), "parts stay in their order"


def test_formats_that_were_there_keep_their_numbers(mark, export: Path, findings: Draw) -> None:
    before = etree.fromstring(parts(export)["xl/styles.xml"])
    after = etree.fromstring(
        parts(mark(export, findings({"code": "value-unknown", "cell": "C2", "column": "status"})))["xl/styles.xml"]
    )
    for section in ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"):
        old, new = before.find(f"{MAIN}{section}"), after.find(f"{MAIN}{section}")
        if old is not None:
            kept = [etree.tostring(child, method="c14n") for child in new][: len(old)]
            assert kept == [etree.tostring(child, method="c14n") for child in old]
            assert section == "cellStyles" or new.get("count") == str(len(new))


def test_a_note_that_was_there_stays_and_ours_comes_below_it(mark, export: Path, findings: Draw) -> None:
    asked = findings(
        {"code": "struck-through", "cell": "B2", "id": "1.1.1.1", "message": "Durchgestrichen."},
        {"code": "title-changed", "cell": "B3", "id": "1.1.1.2", "message": "Titel geändert."},
    )
    sheet = openpyxl.load_workbook(mark(export, asked))["Maßnahmen"]
    assert sheet["B2"].comment.text.startswith("Bitte nicht ändern\n\nRückfrage 2025-")
    assert sheet["B2"].comment.author == "Amt 61"
    assert sheet["B3"].comment.text.startswith("Rückfrage 2025-")


def test_an_export_that_came_back_with_our_notes_does_not_ask_twice(mark, export: Path, findings: Draw) -> None:
    asked = findings(
        {"code": "value-unknown", "cell": "C2", "column": "status"}, {"code": "struck-through", "cell": "B2"}
    )
    shutil.copy(mark(export, asked), export)
    sheet = openpyxl.load_workbook(mark(export, asked))["Maßnahmen"]
    assert [sheet[cell].comment.text.count("Rückfrage 2025-") for cell in ("C2", "B2")] == [1, 1]


def test_a_threaded_comment_is_left_alone_and_the_cell_still_marked(mark, export: Path, findings: Draw) -> None:
    rewritten(export, {"xl/comments/comment1.xml": lambda part: part.replace(b"Amt 61", b"tc={3F2A}")}, {})
    target = mark(export, findings({"code": "struck-through", "cell": "B2", "id": "1.1.1.1"}))
    sheet = openpyxl.load_workbook(target)["Maßnahmen"]
    assert sheet["B2"].comment.text == "Bitte nicht ändern"
    assert sheet["B2"].fill.fgColor.rgb == "FFFBE3A5"


def test_a_fill_that_may_tell_the_status_stays_and_the_cell_is_framed(mark, export: Path, findings: Draw) -> None:
    sheet = openpyxl.load_workbook(mark(export, findings({"code": "title-changed", "cell": "B3"})))["Maßnahmen"]
    assert sheet["B3"].fill.fgColor.rgb == "0000B050"
    assert sheet["B3"].border.left.style == sheet["B3"].border.bottom.style == "medium"


@pytest.mark.parametrize(
    ("fill", "ground"),
    [
        (PatternFill("solid", fgColor="FFC0392B"), "#C0392B"),
        (PatternFill("solid", fgColor="FF6E7F91"), "#6E7F91"),
        (PatternFill("solid", fgColor=Colour(theme=1)), "#000000"),
        (PatternFill("solid", fgColor=Colour(theme=5, tint=-0.25)), "#953734"),  # accent 2 of openpyxl's theme
        (PatternFill("solid", fgColor=Colour(indexed=10)), "#FF0000"),
    ],
)
@pytest.mark.parametrize("code", ["value-unknown", "value-missing", "title-changed"])
def test_the_frame_stands_out_from_any_fill(mark, tmp_path, findings: Draw, fill, ground: str, code: str) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.title = "Maßnahmen"
    workbook.active["B3"] = "läuft"
    workbook.active["B3"].fill = fill
    workbook.save(tmp_path / "Monitoring_2025.xlsx")
    copy = mark(tmp_path / "Monitoring_2025.xlsx", findings({"code": code, "cell": "B3"}))
    line = openpyxl.load_workbook(copy)["Maßnahmen"]["B3"].border.left.color.rgb
    assert contrast(f"#{line[2:]}", ground) >= 3


def test_pale_text_becomes_readable_on_the_fill_that_marks_it(mark, tmp_path: Path, findings: Draw) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.title = "Maßnahmen"
    workbook.active["B3"] = "läuft"
    workbook.active["B3"].font = Font(color="FFBFBFBF", bold=True)
    workbook.save(tmp_path / "Monitoring_2025.xlsx")
    copy = mark(tmp_path / "Monitoring_2025.xlsx", findings({"code": "value-missing", "cell": "B3"}))
    font = openpyxl.load_workbook(copy)["Maßnahmen"]["B3"].font
    assert (font.color.rgb, font.bold) == ("FF000000", True)


def test_a_cell_that_the_sheet_does_not_hold_yet_is_made_in_its_place(mark, export: Path, findings: Draw) -> None:
    asked = findings(*({"code": "value-missing", "cell": cell} for cell in ("F3", "E3", "B5", "AA9")))
    target = mark(export, asked)
    rows = etree.fromstring(parts(target)["xl/worksheets/sheet1.xml"]).find(f"{MAIN}sheetData")
    assert [row.get("r") for row in rows] == ["1", "2", "3", "4", "5", "6", "7", "9"]
    assert [cell.get("r") for cell in rows[2]] == ["A3", "B3", "C3", "D3", "E3", "F3"]
    sheet = openpyxl.load_workbook(target)["Maßnahmen"]
    assert all(sheet[cell].comment and sheet[cell].fill.patternType for cell in ("E3", "F3", "B5", "AA9"))


def test_inside_merged_cells_the_first_one_is_marked(mark, export: Path, findings: Draw) -> None:
    sheet = openpyxl.load_workbook(mark(export, findings({"code": "row-ignored", "cell": "B7"})))["Maßnahmen"]
    assert sheet["A6"].comment is not None
    assert sheet["A6"].fill.fgColor.rgb == "FFE3E8EE"


def test_a_sheet_without_notes_gets_comments_and_their_drawing(mark, export: Path, findings: Draw) -> None:
    target = mark(export, findings({"code": "value-missing", "source_sheet": "Andere", "cell": "A1"}))
    contents = parts(target)
    relations = etree.fromstring(contents["xl/worksheets/_rels/sheet2.xml.rels"])
    targets = {posixpath.basename(relation.get("Type")): relation.get("Target") for relation in relations}
    assert all(name.lstrip("/") in contents for name in targets.values())
    assert set(targets) == {"comments", "vmlDrawing"}
    types = contents["[Content_Types].xml"].decode()
    assert f'PartName="{targets["comments"]}"' in types
    assert 'Extension="vml"' in types
    drawing = etree.fromstring(contents["xl/worksheets/sheet2.xml"])[-1]
    assert drawing.tag == f"{MAIN}legacyDrawing", "behind margins and print settings, as the schema wants it"


def test_every_note_has_a_shape_of_its_own(mark, export: Path, findings: Draw) -> None:
    asked = findings(*({"code": "value-missing", "cell": f"C{row}"} for row in (2, 3, 4)))
    vml = parts(mark(export, asked))["xl/drawings/commentsDrawing1.vml"]
    shapes = re.findall(rb'id="(_x0000_s\d+)"', vml)
    assert len(shapes) == len(set(shapes)) == 4
    etree.fromstring(vml)
    places = re.findall(rb"Row>(\d+)</\w+:Row><\w+:Column>(\d+)<", vml)
    assert places == [(b"1", b"1"), (b"1", b"2"), (b"2", b"2"), (b"3", b"2")]


def test_only_findings_of_this_file_this_year_and_with_a_cell_are_marked(mark, export: Path, findings: Draw) -> None:
    asked = findings(
        {"code": "vanished", "cell": "C2", "source_file": "Monitoring_2024.xlsx"},
        {"code": "value-missing", "cell": "C3", "year": 2024},
        {"code": "sheet-ignored", "source_sheet": "Andere"},
        {"code": "value-missing", "cell": "A1", "source_sheet": "Gibt es nicht"},
    )
    assert parts(mark(export, asked)) == parts(export)


def test_two_copies_have_the_same_bytes(mark, export: Path, findings: Draw) -> None:
    asked = findings({"code": "value-unknown", "cell": "C2"})
    first = mark(export, asked).read_bytes()
    assert mark(export, asked).read_bytes() == first


def test_a_workbook_with_macros_keeps_its_suffix_and_its_macros(mark, export: Path, findings: Draw) -> None:
    with_macros = shutil.copy(export, export.with_suffix(".xlsm"))
    asked = findings({"code": "value-unknown", "cell": "C2", "source_file": "Monitoring_2025.xlsm"})
    target = mark(with_macros, asked)
    assert target.name == "Monitoring_2025_rueckfragen.xlsm"
    assert parts(target)["xl/vbaProject.bin"] == b"\x00\xff"


@pytest.mark.parametrize("suffix", [".xls", ".xlsb", ".ods"])
def test_what_cannot_be_patched_gets_no_copy(
    tmp_path: Path, strategy: Strategy, findings: Draw, measures: Draw, goals: Draw, suffix: str
) -> None:
    export, target = tmp_path / f"Stand{suffix}", tmp_path / "copy.xlsx"
    export.write_bytes(b"")
    rows = findings(), measures(), goals()
    assert marked_copy.name_of_copy(export.name) is None
    assert marked_copy.write(export, *rows, target, strategy=strategy, year=2025) is None
    assert not target.exists()


def test_strict_open_xml_gets_no_copy(
    export: Path, tmp_path: Path, strategy: Strategy, findings: Draw, measures: Draw, goals: Draw
) -> None:
    def to_strict(part: bytes) -> bytes:
        return part.replace(
            b"//schemas.openxmlformats.org/officeDocument/2006/", b"//purl.oclc.org/ooxml/officeDocument/"
        )

    rewritten(export, {"_rels/.rels": to_strict, "xl/_rels/workbook.xml.rels": to_strict}, {})
    target = tmp_path / "copy.xlsx"
    rows = findings({"code": "value-unknown", "cell": "C2"}), measures(), goals()
    assert marked_copy.write(export, *rows, target, strategy=strategy, year=2025) is None
    assert not target.exists()


def read_again(folder: Path, dataset: intake.Dataset) -> pd.DataFrame:
    """All that the intake reads out of the marked copies of a municipality's exports."""
    raw = folder / "raw" / dataset.municipality
    raw.mkdir(parents=True)
    shutil.copy(dataset.sources[0].with_name("strategy.toml"), raw)
    rows = dataset.findings, dataset.measures, dataset.goals
    for export in dataset.sources:
        for year in dataset.years:
            if export.name in set(dataset.measures.loc[dataset.measures["year"] == year, "source_file"]):
                marked_copy.write(export, *rows, raw / export.name, strategy=dataset.strategy, year=year)
                assert (raw / export.name).read_bytes() != export.read_bytes()
    return intake.load(dataset.municipality, data=folder)


def test_the_intake_reads_heinsbergs_marked_copies_as_it_reads_the_exports(repository: Path, tmp_path: Path) -> None:
    shutil.copytree(repository / "data" / "raw" / "heinsberg", tmp_path / "first" / "raw" / "heinsberg")
    delivered = intake.load("heinsberg", data=tmp_path / "first")
    returned = read_again(tmp_path / "second", delivered)
    for name in ("measures", "goals", "findings", "extras"):
        pd.testing.assert_frame_equal(getattr(returned, name), getattr(delivered, name))


def test_a_status_told_by_colour_is_read_from_the_marked_copy_too(tmp_path: Path) -> None:
    raw = tmp_path / "first" / "raw" / "ampel"
    raw.mkdir(parents=True)
    (raw / "strategy.toml").write_text(
        'name = "Ampelstadt"\nadopted = 2023-01-01\ntarget_date = 2030-12-31\n'
        '[[fields]]\nnumber = 1\nname = "Klima"\n[colours.measure_status]\n"#00B050" = "completed"\n',
        encoding="utf-8",
    )
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["Stand: 31.12.2025"])
    sheet.append(["Nr.", "Maßnahme", "Zeithorizont", "Status", "Im Zeitplan"])
    for number in (1, 2, 3):
        sheet.append([f"1.1.1.{number}", f"Vorhaben {number}", "fortlaufend", "", "ja"])
        sheet.cell(2 + number, 4).fill = PatternFill("solid", fgColor="FF00B050")
    workbook.save(raw / "Monitoring_2025.xlsx")
    delivered = intake.load("ampel", data=tmp_path / "first")
    assert set(delivered.measures["status"]) == {"completed"}
    assert "D3" in set(delivered.findings["cell"]), "fortlaufend und abgeschlossen is told at the coloured cell"
    returned = read_again(tmp_path / "second", delivered)
    pd.testing.assert_frame_equal(returned.measures, delivered.measures)
