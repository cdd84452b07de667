"""A deck of last year, edited by hand, with the figures of this year: what is ours is exchanged, all else stays."""

import copy
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator
from PIL import Image, ImageDraw, PngImagePlugin
from pptx.dml.color import RGBColor
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.util import Emu, Inches

from analysis import intake
from analysis.cli import main
from analysis.errors import DataError
from analysis.ooxml import charts
from analysis.publish.catalogue import Catalogue
from analysis.publish.pictures import Picture
from analysis.publish.slides import renewal, states
from analysis.publish.slides.picture import as_picture
from analysis.publish.slides.renewal import Report
from publish.slides.conftest import ROWS, STRATEGY, Deck, fill, numbers, parts, write_export

STATUS, SCHEDULE, DEADLINES = (f"{name} muster {{}}" for name in (
    "status_by_field", "on_schedule_by_field", "deadlines_by_field"
))  # fmt: skip
HORIZONS = "field_2_schedule_by_horizon muster {}"
A, C, R = (
    f"{{http://schemas.openxmlformats.org/{name}}}"
    for name in ("drawingml/2006/main", "drawingml/2006/chart", "officeDocument/2006/relationships")
)
TIMING = (
    '<p:timing xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:tnLst><p:par>'
    '<p:cTn id="1" dur="indefinite" restart="never" nodeType="tmRoot"/></p:par></p:tnLst></p:timing>'
)


@pytest.fixture
def renewed(data: Path, save: Callable[..., Path], tmp_path: Path) -> Callable[..., tuple[bytes, Report]]:
    """Renews a deck to 2025 and hands back the new deck's bytes and the report."""

    def of(content: bytes, **wanted) -> tuple[bytes, Report]:
        target = tmp_path / "neu.pptx"
        report = renewal.renew(save(content), target, data=data, **wanted)
        return target.read_bytes(), report

    return of


@dataclass
class Office:
    """A deck of 2024 that an office has worked on, the same renewed, and what was said of it."""

    before: bytes
    after: bytes
    report: Report
    pictures: dict[int, Picture]

    @property
    def deck(self) -> Deck:
        return Deck(self.after)

    def said_of(self, text: str) -> str:
        return "\n".join(line for line in self.report.lines if text in line)


@pytest.fixture(scope="module")
def office(made: dict[int, bytes], tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Moved, formatted, labelled, grouped, duplicated, animated, pasted: all that offices do to one deck."""
    data = tmp_path_factory.mktemp("hand") / "data"
    for year, rows in ROWS.items():
        write_export(data, year, rows)
    pictures = {
        year: as_picture(Catalogue(intake.load("muster", year=year, data=data)), "status_by_field", "full")
        for year in (2024, 2025)
    }
    deck = Deck(made[2024])
    _format(deck)
    _work_on_slides(deck)
    _paste(deck, pictures[2024])
    before = deck.bytes()
    path, target = data.parent / "amt.pptx", data.parent / "neu.pptx"
    path.write_bytes(before)
    report = renewal.renew(path, target, data=data)
    return Office(before, target.read_bytes(), report, pictures)


def _format(deck: Deck) -> None:
    discarded = deck.series(STATUS.format(2024), "verworfen")
    discarded.format.fill.solid()
    discarded.format.fill.fore_color.rgb = RGBColor(0xAA, 0x00, 0x33)
    label = deck.series(STATUS.format(2024), "in Umsetzung").points[2].data_label  # 2 Klima & Energie
    label.has_text_frame = True
    label.text_frame.text = "Wärmenetz"
    workbook = deck.workbook(STATUS.format(2024))
    own = workbook.create_sheet("Notizen")
    own["A1"], own["A2"] = "nicht anfassen", "=Zahlen!B2*2"
    workbook["Zahlen"]["J3"] = "Anmerkung"
    deck.put_workbook(STATUS.format(2024), workbook)
    space = deck.chart(HORIZONS.format(2024))._chartSpace  # the last series first
    series = space.findall(f".//{C}ser")
    series[0].addprevious(series[-1])
    for place, ser in enumerate(space.findall(f".//{C}ser")):
        ser.find(f"{C}order").set("val", str(place))
    deck.chart(SCHEDULE.format(2024))._chartSpace.find(f".//{C}val//{C}pt/{C}v").text = "6"


def _work_on_slides(deck: Deck) -> None:
    slide, shape = deck.slide_of(STATUS.format(2024)), deck.object(STATUS.format(2024))
    shape.left, shape.top, shape.width, shape.height = Emu(111111), Emu(2222222), Emu(5000000), Emu(3000000)
    slide.shapes.title.text_frame.text = "Wir kommen voran"
    shape._element.nvGraphicFramePr.cNvPr.set("descr", "Unser Balkenbild")
    slide.shapes.add_textbox(Inches(1), Inches(6), Inches(3), Inches(0.4)).text_frame.text = "unsere Anmerkung"
    slide._element.append(etree.fromstring(TIMING))
    group = deck.slide_of(DEADLINES.format(2024)).shapes.add_group_shape([deck.object(DEADLINES.format(2024))])
    group.name = "Gruppe"
    _duplicate(deck, deck.slide_of("paths muster 2024"))
    deck.presentation.core_properties.title = "Ausschuss im März"


def _duplicate(deck: Deck, original) -> None:
    copied = deck.presentation.slides.add_slide(original.slide_layout)
    for shape in [*copied.shapes]:
        shape._element.getparent().remove(shape._element)
    ids = {
        relation.rId: copied.part.relate_to(relation._target, relation.reltype)
        for relation in original.part.rels.values()
        if relation.reltype.rpartition("/")[2] in ("chart", "tags")
    }
    for shape in original.shapes:
        element = copy.deepcopy(shape._element)
        for holder in element.iter():
            for name, value in holder.attrib.items():
                if name.startswith(R):
                    holder.set(name, ids[value])
        copied.shapes._spTree.append(element)


def _paste(deck: Deck, ours: Picture) -> None:
    slide = deck.presentation.slides.add_slide(deck.presentation.slide_layouts[1])
    slide.shapes.title.text = "Eigene Folie"
    slide.shapes.add_picture(io.BytesIO(ours.png), Inches(1), Inches(2), width=Inches(4)).name = "Grafik 7"
    slide.shapes.add_picture(io.BytesIO(_drawn("blue")), Inches(6), Inches(2)).name = "Fremdes Bild"
    slide.shapes.add_picture(io.BytesIO(painted_over(ours.png)), Inches(1), Inches(5)).name = "Bemalt"
    vector = slide.shapes.add_picture(io.BytesIO(_drawn("white")), Inches(6), Inches(4), width=Inches(3))
    vector.name = "Vektor"  # as PowerPoint pastes one: a picture of its own for old programs, and the drawing
    part = Part(
        slide.part.package.next_partname("/ppt/media/pasted%d.svg"), "image/svg+xml", slide.part.package, ours.svg
    )
    relation = slide.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    vector._element.blipFill.blip.append(
        etree.fromstring(
            f'<a:extLst xmlns:a="{A[1:-1]}"><a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}"><asvg:svgBlip '
            'xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" '
            f'xmlns:r="{R[1:-1]}" r:embed="{relation}"/></a:ext></a:extLst>'
        )
    )


def _drawn(colour: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (20, 20), colour).save(buffer, "PNG")
    return buffer.getvalue()


def painted_over(png: bytes) -> bytes:
    """The picture with a ring drawn on it and all its texts kept."""
    with Image.open(io.BytesIO(png)) as picture:
        texts = PngImagePlugin.PngInfo()
        for keyword, text in picture.text.items():
            texts.add_itxt(keyword, text)
        ImageDraw.Draw(picture).ellipse((10, 10, 300, 300), outline="red", width=9)
        buffer = io.BytesIO()
        picture.save(buffer, "PNG", pnginfo=texts)
    return buffer.getvalue()


def test_every_chart_of_an_untouched_deck_shows_what_a_new_deck_shows(made, renewed, save, data):
    new, report = renewed(made[2024])
    names = [shape.name for slide in Deck(new).presentation.slides for shape in slide.shapes if shape.has_chart]
    assert report.kept == 0
    assert report.renewed == len(names) > 6
    assert {name.split()[-1] for name in names} == {"2025"}
    assert {name: numbers(new, name) for name in names} == {name: numbers(made[2025], name) for name in names}
    _titles_and_texts_are_those_of(Deck(made[2025]), Deck(new))
    assert {row.state for row in states.check(save(new), data)} == {"current"}
    assert OpenXmlValidator().validate(str(save(new))).errors == []


def _titles_and_texts_are_those_of(expected: Deck, deck: Deck) -> None:
    for name in (STATUS.format(2025), "paths muster 2025"):
        assert deck.slide_of(name).shapes.title.text == expected.slide_of(name).shapes.title.text
        properties = [d.object(name)._element.nvGraphicFramePr.cNvPr for d in (deck, expected)]
        assert properties[0].get("descr") == properties[1].get("descr")
    opening = [shape.text_frame.text for shape in deck.presentation.slides[0].shapes]
    assert "Umsetzungsstand der Nachhaltigkeitsstrategie 2025" in opening
    assert any("31.\u00a0Dezember\u00a02025" in text for text in opening)
    notes = deck.slide_of(STATUS.format(2025)).notes_slide.notes_text_frame.text
    assert notes.endswith("Quelle: Monitoring_2025.xlsx, Blatt „Sheet“, Zeilen 2–7")


def test_a_fill_goes_with_its_series_and_not_with_its_place(office):
    assert fill(office.deck.series(STATUS.format(2025), "verworfen")) == "AA0033"
    assert fill(office.deck.series(STATUS.format(2025), "in Umsetzung")) == "5297D2"
    assert fill(office.deck.series(STATUS.format(2025), "ohne Angabe")) == "949494"  # a class more, in our own colour
    names = [ser.name for ser in office.deck.chart(STATUS.format(2025)).plots[0].series]
    assert names == ["Idee", "in Planung", "in Umsetzung", "abgeschlossen", "verworfen", "ohne Angabe"]
    assert numbers(office.after, STATUS.format(2025))[("ohne Angabe", "Alle Handlungsfelder")] == 1


def test_a_hand_written_label_goes_with_its_category_and_is_told(office):
    labels = office.deck.series(STATUS.format(2025), "in Umsetzung")._element.findall(f"{C}dLbls/{C}dLbl")
    assert [(label.find(f"{C}idx").get("val"), label.findtext(f".//{A}t")) for label in labels] == [("2", "Wärmenetz")]
    assert "von Hand geschriebene Beschriftung" in office.said_of(STATUS.format(2024))


def test_series_that_were_moved_stay_where_they_were_put(office):
    names = [ser.name for ser in office.deck.chart(HORIZONS.format(2025)).plots[0].series]
    assert names[0] == "verworfen"
    sheet = office.deck.workbook(HORIZONS.format(2025))["Zahlen"]
    assert [cell.value for cell in sheet[1]][1:] == names


def test_the_workbook_gets_our_numbers_and_keeps_an_offices_own_cells_and_sheets(office):
    before, after = (
        parts(Deck(content).chart(STATUS.format(year)).part.chart_workbook.xlsx_part.blob)
        for content, year in ((office.before, 2024), (office.after, 2025))
    )
    sheet = office.deck.workbook(STATUS.format(2025))["Zahlen"]
    names = ["Idee", "in Planung", "in Umsetzung", "abgeschlossen", "verworfen", "ohne Angabe"]
    assert [cell.value for cell in sheet[1]][1:7] == names
    assert [cell.value for cell in sheet[2]][:7] == ["Alle Handlungsfelder", 0, 0, 2, 2, 1, 1]
    assert sheet["J3"].value == "Anmerkung"
    assert after["xl/worksheets/sheet2.xml"] == before["xl/worksheets/sheet2.xml"]
    assert b'fullCalcOnLoad="1"' in after["xl/workbook.xml"]


def test_edited_numbers_stay_with_the_title_that_is_about_them_alone(office, made):
    title = Deck(made[2024]).slide_of(SCHEDULE.format(2024)).shapes.title.text
    assert office.deck.slide_of(SCHEDULE.format(2024)).shapes.title.text == title
    assert numbers(office.after, SCHEDULE.format(2024))[("im Zeitplan", "Alle Handlungsfelder")] == 6
    assert "bleibt, wie es ist" in office.said_of(SCHEDULE.format(2024))


def test_a_title_and_an_alt_text_of_somebodys_own_stay(office):
    assert office.deck.slide_of(STATUS.format(2025)).shapes.title.text == "Wir kommen voran"
    properties = office.deck.object(STATUS.format(2025))._element.nvGraphicFramePr.cNvPr
    assert properties.get("descr") == "Unser Balkenbild"
    assert "von Hand geändert und bleibt" in office.said_of("Alternativtext")
    assert office.report.kept == 2  # the edited numbers and the picture that was painted over


def test_place_size_order_and_animation_stay(office):
    shape, slide = office.deck.object(STATUS.format(2025)), office.deck.slide_of(STATUS.format(2025))
    assert (shape.left, shape.top, shape.width, shape.height) == (111111, 2222222, 5000000, 3000000)
    timing = etree.tostring(slide._element[-1], method="c14n", exclusive=True)
    assert timing == etree.tostring(etree.fromstring(TIMING), method="c14n", exclusive=True)
    assert [s.text_frame.text for s in slide.shapes if s.has_text_frame][-1] == "unsere Anmerkung"


def test_a_chart_in_a_group_is_renewed(office, made):
    (shape,) = office.deck.object("Gruppe").shapes
    assert shape.name == DEADLINES.format(2025)
    assert charts.read(shape.chart._chartSpace).numbers == numbers(made[2025], DEADLINES.format(2025))


def test_a_slide_that_was_duplicated_is_renewed_both_times(office, made):
    slides = [s for s in office.deck.presentation.slides if any(o.name == "paths muster 2025" for o in s.shapes)]
    assert len(slides) == 2
    assert len({slide.shapes.title.text for slide in slides}) == 1
    assert numbers(office.after, "paths muster 2025") == numbers(made[2025], "paths muster 2025")


def test_pasted_pictures_of_ours_are_exchanged_and_those_painted_over_stay(office):
    new = [*parts(office.after).values()]
    assert office.pictures[2025].png in new
    assert office.pictures[2025].svg in new
    assert office.pictures[2024].png not in new
    assert office.pictures[2024].svg not in new
    assert painted_over(office.pictures[2024].png) in new
    assert "2024 → 2025" in office.said_of("Grafik 7")
    assert "Das Bild wurde bearbeitet" in office.said_of("Bemalt")
    pasted = office.deck.object("Grafik 7")
    assert (pasted.left, pasted.top, pasted.width) == (Inches(1), Inches(2), Inches(4))


def test_every_part_that_is_not_ours_stays_byte_for_byte(office, save):
    before, after = parts(office.before), parts(office.after)
    assert [*before] == [*after]
    changed = {name for name in before if before[name] != after[name]}
    folders = {name.rpartition("/")[0] for name in changed}
    assert folders == {f"ppt/{name}" for name in ("charts", "embeddings", "media", "slides", "notesSlides", "tags")}
    own = Deck(office.before).slide_of("Grafik 7").part.partname.lstrip("/")
    assert own not in changed
    assert before["docProps/core.xml"] == after["docProps/core.xml"]
    assert OpenXmlValidator().validate(str(save(office.after))).errors == []


def test_a_renamed_field_takes_its_hand_made_label_away_with_it_and_that_is_told(made, renewed, data):
    deck = Deck(made[2024])
    for category in (1, 2):
        deck.series(STATUS.format(2024), "in Umsetzung").points[category].data_label.font.bold = True
    renamed = STRATEGY.replace('"Klima & Energie"', '"Klimaschutz"')
    (data / "raw" / "muster" / "strategy.toml").write_text(renamed, encoding="utf-8")
    new, report = renewed(deck.bytes())

    labels = Deck(new).series(STATUS.format(2025), "in Umsetzung")._element.findall(f"{C}dLbls/{C}dLbl")
    assert [label.find(f"{C}idx").get("val") for label in labels] == ["1"]
    assert ("in Umsetzung", "2 Klimaschutz") in numbers(new, STATUS.format(2025))
    (line,) = [line for line in report.lines if STATUS.format(2024) in line]
    assert "neue Zeile „2 Klimaschutz“" in line
    assert "Zeile „2 Klima & Energie“ entfällt" in line
    assert "eigene Beschriftung von „in Umsetzung“ bei „2 Klima & Energie“ entfällt" in line


def test_charts_whose_workbook_is_missing_foreign_elsewhere_or_full_are_renewed_or_stay(made, renewed):
    deck = Deck(made[2024])
    part = deck.chart(STATUS.format(2024)).part
    part.drop_rel(part._element.find(f"{C}externalData").rId)
    part._element.remove(part._element.find(f"{C}externalData"))
    deck.chart(SCHEDULE.format(2024)).part.chart_workbook.xlsx_part._blob = b"PK nichts"
    linked = deck.chart(DEADLINES.format(2024)).part
    relation = linked.relate_to("file:///K:/Zahlen.xlsx", RELATIONSHIP_TYPE.OLE_OBJECT, is_external=True)
    linked._element.find(f"{C}externalData").set(f"{R}id", relation)
    full = "field_2_measure_status muster 2024"
    workbook = deck.workbook(full)
    workbook["Zahlen"]["A7"] = "Summe"  # where the class more would stand
    deck.put_workbook(full, workbook)
    new, report = renewed(deck.bytes())

    said = "\n".join(report.lines)
    assert Deck(new).workbook(STATUS.format(2025))["Zahlen"]["G1"].value == "ohne Angabe"
    assert f"{STATUS.format(2024)}: 2024 → 2025; die fehlende Arbeitsmappe des Diagramms ist neu angelegt" in said
    assert "Arbeitsmappe des Diagramms ist nicht unsere" in said
    assert "außerhalb der Datei verknüpft" in said
    assert "kein Platz: A7" in said
    assert report.kept == 3
    for name in (SCHEDULE, DEADLINES, full):
        assert numbers(new, name.format(2024)) == numbers(made[2024], name.format(2024))


def test_a_chart_that_the_year_does_not_have_stays_and_is_told(made, renewed):
    new, report = renewed(made[2025], year=2024)
    assert numbers(new, STATUS.format(2024)) == numbers(made[2024], STATUS.format(2024))
    said = "\n".join(report.lines)
    assert "Ein Diagramm „measure_status_change“ gibt es für muster 2024 nicht" in said


@pytest.fixture
def neighbour(data: Path) -> str:
    """Another municipality with the same tables."""
    (data / "raw" / "andere").mkdir()
    for path in (data / "raw" / "muster").iterdir():
        (data / "raw" / "andere" / path.name).write_bytes(path.read_bytes())
    return "andere"


def test_only_the_charts_of_the_municipality_that_is_named_are_renewed(made, renewed, neighbour):
    deck = Deck(made[2024])
    deck.object(SCHEDULE.format(2024)).name = "on_schedule_by_field andere 2024"
    new, _ = renewed(deck.bytes(), municipality=neighbour)
    assert numbers(new, "on_schedule_by_field andere 2025") == numbers(made[2025], SCHEDULE.format(2025))
    assert numbers(new, STATUS.format(2024)) == numbers(made[2024], STATUS.format(2024))


def test_a_deck_of_another_municipality_can_be_made_its_own(made, renewed, neighbour):
    new, report = renewed(made[2024], municipality=neighbour)
    assert numbers(new, "status_by_field andere 2025") == numbers(made[2025], STATUS.format(2025))
    assert report.kept == 0


def test_the_list_of_discarded_measures_grows_with_the_year(made, renewed, data):
    rows = [[*row] for row in ROWS[2025]]
    rows[0][2:] = ["verworfen", "kurzfristig", "entfällt", "zu teuer"]
    write_export(data, 2025, rows)
    new, _ = renewed(made[2024])
    table = Deck(new).object("Tabelle discarded").table
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Nr.", "Maßnahme", "Begründung"],
        ["1.1.1.1", "Jobrad", "zu teuer"],
        ["2.1.1.3", "Beratung", "kein Personal"],
    ]


def test_the_file_is_never_written_and_an_existing_one_is_refused(made, save, data, tmp_path, capsys):
    path, existing = save(made[2024]), tmp_path / "da.pptx"
    existing.write_bytes(b"x")
    for target in (path, existing):
        assert main(["slides", "renew", str(path), "--to", str(target), "--data", str(data)]) == 2
        assert "gibt es schon" in capsys.readouterr().err
    assert path.read_bytes() == made[2024]
    assert existing.read_bytes() == b"x"


def test_a_year_that_is_not_there_writes_nothing(made, save, data, tmp_path):
    with pytest.raises(DataError, match="kein Export für 2099"):
        renewal.renew(save(made[2024]), tmp_path / "neu.pptx", data=data, year=2099)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["deck.pptx"]


def test_the_command_says_what_stayed_and_ends_with_1(made, save, data, tmp_path, capsys):
    deck = Deck(made[2024])
    deck.chart(SCHEDULE.format(2024))._chartSpace.find(f".//{C}val//{C}pt/{C}v").text = "6"
    command = ["slides", "renew", str(save(deck.bytes())), "--to", str(tmp_path / "a.pptx"), "--data", str(data)]
    assert main(command) == 1
    assert "was bleibt: 1" in capsys.readouterr().out
    with zipfile.ZipFile(tmp_path / "a.pptx") as archive:
        assert archive.testzip() is None
