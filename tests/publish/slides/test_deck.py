"""`slides.pptx` of a year: what stands on it, that all its forms say the same, and that every program opens it."""

import csv
import re
import subprocess

import openpyxl
import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator
from pptx import Presentation

from analysis import intake
from analysis.errors import DataError
from analysis.publish.catalogue import Catalogue
from analysis.publish.slides import deck, native, story
from analysis.publish.slides.picture import as_picture
from analysis.storage.csv_files import write_csv
from analysis.vocabulary import MEASURE_STATUS
from publish.slides.conftest import ROWS, STRATEGY, Deck, numbers, parts, write_export

STATUS = "status_by_field muster 2025"
A, C, P = (
    f"{{http://schemas.openxmlformats.org/{name}/2006/main}}".replace("chart/2006/main", "2006/chart")
    for name in ("drawingml", "drawingml/chart", "presentationml")
)


def titles(content: bytes) -> list[str]:
    return [slide.shapes.title.text for slide in Deck(content).presentation.slides]


def said(content: bytes) -> str:
    """All words of all slides and notes."""
    names = re.compile(r"ppt/(slides|notesSlides)/[^/]+\.xml")
    roots = [etree.fromstring(part) for name, part in parts(content).items() if names.fullmatch(name)]
    return "\n".join(text.text or "" for root in roots for text in root.iter(f"{A}t"))


def test_the_slides_come_in_the_order_in_which_a_council_asks_and_their_titles_are_findings(made):
    found = titles(made[2025])
    assert found[:2] == [
        "Umsetzungsstand der Nachhaltigkeitsstrategie 2025",
        "Was heute zur Kenntnis zu nehmen und zu beraten ist",
    ]
    assert found[2].startswith("Von sechs Maßnahmen sind zwei abgeschlossen")
    moved = next(n for n, title in enumerate(found) if "den Status gewechselt" in title)
    fields = [n for n, title in enumerate(found) if re.match(r"\d\s", title)]
    discarded = found.index("Eine Maßnahme ist verworfen")
    assert 2 < moved < fields[0] < fields[-1] < discarded < len(found) - 2
    assert found[fields[0]].startswith("2")  # the field with the late measure comes first
    assert found[-2:] == ["Anhang: wie gezählt wird und was angenommen ist", "Anhang: woraus die Zahlen stammen"]


def test_table_native_chart_its_workbook_and_the_picture_show_the_same_numbers(made, data, tmp_path):
    catalogue = Catalogue(intake.load("muster", year=2025, data=data))
    write_csv(catalogue["status_by_field"].figures(), tmp_path / "figures.csv")
    with (tmp_path / "figures.csv").open(encoding="utf-8") as file:
        of_all = {row["category"]: int(row["count"]) for row in csv.DictReader(file) if row["field"] == "all"}
    shown = numbers(made[2025], STATUS)
    in_chart = {code: shown[label, "Alle Handlungsfelder"] for code, label in MEASURE_STATUS.labels.items()}
    sheet = Deck(made[2025]).workbook(STATUS)["Zahlen"]
    in_workbook = dict(zip((c.value for c in sheet[1][1:]), (c.value for c in sheet[2][1:]), strict=True))
    svg = etree.fromstring(as_picture(catalogue, "status_by_field").svg)
    texts = ["".join(text.itertext()) for text in svg.iter("{http://www.w3.org/2000/svg}text")]

    assert of_all == {"idea": 0, "planned": 0, "in_progress": 2, "completed": 2, "discarded": 1, "unknown": 1}
    assert in_chart == of_all
    assert {label: in_workbook[label] for label in MEASURE_STATUS.labels.values()} == {
        MEASURE_STATUS.labels[code]: count for code, count in of_all.items()
    }
    assert sorted(t for t in texts if re.fullmatch(r"\d+ \(.*\)", t))[:4] == [
        "1 (17\u00a0%)", "1 (17\u00a0%)", "1 (33\u00a0%)", "1 (33\u00a0%)",
    ]  # fmt: skip
    assert texts.count("2 (33\u00a0%)") == 2


def test_every_object_has_its_name_alt_text_and_language(made):
    for slide in Deck(made[2025]).presentation.slides:
        for shape in slide.shapes:
            properties = shape._element.find(f"*/{P}cNvPr")
            if shape.has_chart or shape.has_table or shape.shape_type == 13:
                assert 0 < len(properties.get("descr")) <= 250
            if shape.has_chart:
                assert re.fullmatch(r"[a-z0-9_]+ muster 2025", shape.name)
        runs = [*slide._element.iter(f"{A}rPr")]
        assert {run.get("lang") for run in runs} == {"de-DE"}
    assert {shape.name for shape in Deck(made[2025]).presentation.slides[2].shapes} == {
        "Titel", "Untertitel", STATUS, "Fußzeile", "Foliennummer",
    }  # fmt: skip


def test_native_charts_have_german_names_their_own_colours_and_numbers_that_powerpoint_takes(made):
    chart = Deck(made[2025]).chart(STATUS)
    space = chart._chartSpace
    fills = {ser.name: str(ser.format.fill.fore_color.rgb) for ser in chart.plots[0].series}
    assert fills == {term.label: term.colour[1:] for term in MEASURE_STATUS.terms}
    ids = [int(axis.get("val")) for name in ("axId", "crossAx") for axis in space.iter(f"{C}{name}")]
    assert ids
    assert min(ids) > 0
    assert space.find(f"{C}lang").get("val") == "de-DE"
    sizes = {int(run.get("sz")) for run in space.iter(f"{A}defRPr") if run.get("sz")}
    assert min(sizes) >= 1200
    change = Deck(made[2025]).chart("measure_status_change muster 2025")
    assert [ser.name for ser in change.plots[0].series] == ["2025", "2024"]


def test_what_has_no_native_form_is_a_picture_with_its_vector(made):
    pictures = [s for slide in Deck(made[2025]).presentation.slides for s in slide.shapes if s.shape_type == 13]
    assert [picture.name for picture in pictures] == ["bridge muster 2025", "flow muster 2025"]
    names = [*parts(made[2025])]
    assert sum(name.endswith(".svg") for name in names) == 2


def test_the_same_year_gives_the_same_bytes_and_a_valid_file(made, data, save):
    catalogue = Catalogue(intake.load("muster", year=2025, data=data))
    assert deck.make(catalogue, data / "raw" / "muster") == made[2025]
    for content in made.values():
        assert OpenXmlValidator().validate(str(save(content))).errors == []


def test_libreoffice_opens_every_slide(made, save, program, tmp_path):
    office, info = program("soffice", "libreoffice"), program("pdfinfo")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(save(made[2025]))],
        check=True,
        capture_output=True,
        timeout=120,
    )
    pages = subprocess.run([info, str(tmp_path / "deck.pdf")], check=True, capture_output=True, text=True).stdout
    assert int(re.search(r"Pages:\s+(\d+)", pages)[1]) == len(titles(made[2025]))


def test_no_person_stands_on_a_slide_or_in_its_notes(data):
    rows = [[*row] for row in ROWS[2025]]
    rows[0][1] = "Jobrad, Ansprechpartnerin Frau Seltsam, seltsam@muster.de"
    rows[5][5] = "Herr Dr. Seltsam ist im Ruhestand"
    write_export(data, 2025, rows)
    words = said(deck.make(Catalogue(intake.load("muster", year=2025, data=data)), data / "raw" / "muster"))
    assert "Seltsam" not in words
    assert "seltsam" not in words
    assert "[Name]" in words


@pytest.mark.parametrize(
    ("provenance", "mark"),
    [
        ("example", "Beispieldaten, frei erfunden"),
        ("reconstruction", "Zeilen rekonstruiert aus veröffentlichten Summen"),
    ],
)
def test_where_the_numbers_come_from_stands_on_every_slide(data, provenance, mark):
    strategy = STRATEGY.replace('name = "Stadt Muster"', f'name = "Stadt Muster"\nprovenance = "{provenance}"')
    (data / "raw" / "muster" / "strategy.toml").write_text(strategy, encoding="utf-8")
    content = deck.make(Catalogue(intake.load("muster", year=2025, data=data)), data / "raw" / "muster")
    for slide in Deck(content).presentation.slides:
        assert any(mark in shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def test_an_offices_template_gives_masters_and_layouts(data, tmp_path):
    folder = data / "raw" / "muster"
    office = Presentation()  # 4:3, with layouts in English and no place of ours
    office.slide_master.name = "Hausmuster"
    office.slides.add_slide(office.slide_layouts[0]).shapes.title.text = "Musterfolie"
    office.save(folder / "template.pptx")
    content = deck.make(Catalogue(intake.load("muster", year=2025, data=data)), folder)
    presentation = Deck(content).presentation

    assert "Musterfolie" not in titles(content)
    assert {slide.slide_layout.name for slide in presentation.slides} == {
        "Title Slide", "Title and Content", "Two Content",
    }  # fmt: skip
    assert presentation.slide_width * 9 == presentation.slide_height * 16
    assert "Entwurf" in said(content)
    for slide in presentation.slides:
        for shape in slide.shapes:
            assert shape.left + shape.width <= presentation.slide_width
            assert shape.top + shape.height <= presentation.slide_height
    (tmp_path / "a.pptx").write_bytes(content)
    assert OpenXmlValidator().validate(str(tmp_path / "a.pptx")).errors == []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nichts", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_a_template_that_cannot_be_used_is_told_in_one_line(data, content):
    (data / "raw" / "muster" / "template.pptx").write_bytes(content)
    with pytest.raises(DataError, match=r"template\.pptx") as refused:
        deck.make(Catalogue(intake.load("muster", year=2025, data=data)), data / "raw" / "muster")
    assert "\n" not in str(refused.value)


def test_every_native_form_that_is_written_is_read_back(data):
    from analysis.ooxml import charts, sheets

    catalogue = Catalogue(intake.load("muster", year=2025, data=data))
    for name in catalogue:
        chart = native.of(catalogue, name)
        if chart is None:
            assert name in ("bridge", "flow", "scenarios")
            continue
        root = etree.fromstring(charts.write(chart, size=14, language="de-DE"))
        assert charts.read(root).numbers == chart.numbers
        assert sheets.make(chart) == sheets.make(chart)


def test_an_office_without_goals_whose_only_measure_is_discarded_has_its_slides(tmp_path):
    folder = tmp_path / "data" / "raw" / "klein"
    folder.mkdir(parents=True)
    strategy = 'name = "Gemeinde Klein"\nadopted = 2023-01-01\ntarget_date = 2030-12-31\n'
    field = '[[fields]]\nnumber = 1\nname = "Alles"\nprefix = "M"\n'
    (folder / "strategy.toml").write_text(strategy + field, encoding="utf-8")
    workbook = openpyxl.Workbook()
    workbook.active.append(["Nr.", "Maßnahme", "Umsetzungsstatus", "Zeithorizont", "Zeitplan"])
    workbook.active.append(["M-1", "Einzige", "verworfen", "fortlaufend", "entfällt"])
    workbook.save(folder / "Monitoring_2025.xlsx")
    content = deck.make(Catalogue(intake.load("klein", data=tmp_path / "data")), folder)
    assert "Eine Maßnahme ist verworfen" in titles(content)


def test_the_charts_of_other_parts_have_their_slides_before_the_annex(repository):
    catalogue = Catalogue(intake.load("heerlen", data=repository / "data"))
    slides = story.tell(catalogue).slides
    keys = [slide.key for slide in slides]
    assert catalogue.of_other_parts
    assert [key for key in keys if key in catalogue.of_other_parts] == [*catalogue.of_other_parts]
    assert keys.index("paths") < keys.index(catalogue.of_other_parts[0]) < keys.index("rules")
