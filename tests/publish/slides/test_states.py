"""`monitoring slides check`: which charts of a deck are current, and which decks are refused."""

import io
import json
import struct
import zipfile

import pytest
from PIL import Image, PngImagePlugin
from pptx.dml.color import RGBColor
from pptx.util import Inches

from analysis.cli import main
from analysis.errors import DataError
from analysis.publish.slides import states
from publish.slides.conftest import ROWS, Deck, parts, write_export

STATUS, SCHEDULE = "status_by_field muster 2024", "on_schedule_by_field muster 2024"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@pytest.fixture
def states_of(data, save):
    """Object → state, of a deck."""

    def of(content: bytes) -> dict[str, str]:
        return {row.object: row.state for row in states.check(save(content), data)}

    return of


def test_the_charts_of_a_new_deck_are_current_and_a_newer_year_changes_nothing(made, states_of):
    found = states_of(made[2024])
    assert {*found.values()} == {"current"}
    assert {STATUS, SCHEDULE, "paths muster 2024"} <= found.keys()


def test_a_chart_is_outdated_once_the_figures_of_its_own_year_are_others(made, states_of, data):
    rows = [[*row] for row in ROWS[2024]]
    rows[0][4] = "nein"
    write_export(data, 2024, rows)
    found = states_of(made[2024])
    assert found[SCHEDULE] == "outdated"
    assert found[STATUS] == "current"


def test_fills_labels_order_title_and_alt_text_are_no_edit(made, states_of):
    deck = Deck(made[2024])
    series = deck.series(STATUS, "verworfen")
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = RGBColor(1, 2, 3)
    series.points[1].data_label.font.bold = True
    space = deck.chart(STATUS)._chartSpace
    all_series = space.findall(f".//{C}ser")
    all_series[0].addprevious(all_series[2])
    deck.slide_of(STATUS).shapes.title.text_frame.text = "Ein anderer Titel"
    deck.object(STATUS)._element.nvGraphicFramePr.cNvPr.set("descr", "anders")
    deck.object(STATUS).left = 0
    assert states_of(deck.bytes())[STATUS] == "current"


def test_numbers_and_names_that_were_changed_by_hand_are_edits_wherever_they_were_changed(made, states_of):
    deck = Deck(made[2024])
    deck.chart(STATUS)._chartSpace.find(f".//{C}val//{C}v").text = "99"
    deck.chart(SCHEDULE)._chartSpace.find(f".//{C}cat//{C}v").text = "Alle zusammen"
    workbook = deck.workbook("deadlines_by_field muster 2024")
    workbook["Zahlen"]["B2"] = 77
    deck.put_workbook("deadlines_by_field muster 2024", workbook)
    found = states_of(deck.bytes())
    assert {found[name] for name in (STATUS, SCHEDULE, "deadlines_by_field muster 2024")} == {"edited"}


def test_what_bears_our_name_and_is_no_chart_of_ours_is_unknown_and_foreign_objects_are_passed_by(made, states_of):
    deck = Deck(made[2024])
    deck.object(STATUS).name = "status_by_field muster 1999"
    deck.object(SCHEDULE).name = "gibt_es_nicht muster 2024"
    deck.object("deadlines_by_field muster 2024").name = "deadlines_by_field nirgends 2024"
    slide = deck.presentation.slides.add_slide(deck.presentation.slide_layouts[1])
    slide.shapes.add_textbox(0, 0, 100, 100).name = "Text des Amts"
    found = states_of(deck.bytes())
    assert {name for name, state in found.items() if state == "unknown"} == {
        "status_by_field muster 1999",
        "gibt_es_nicht muster 2024",
        "deadlines_by_field nirgends 2024",
    }
    assert "Text des Amts" not in found


def test_a_chart_that_was_renamed_by_the_office_is_found_by_its_tag(made, states_of):
    deck = Deck(made[2024])
    deck.object(STATUS).name = "Unser Überblick"
    assert states_of(deck.bytes())["Unser Überblick"] == "current"


def test_a_chart_that_lost_its_tag_is_found_by_its_name_and_judged_by_its_numbers(made, states_of):
    deck = Deck(made[2024])
    for name in (STATUS, SCHEDULE):
        element = deck.object(name)._element
        listed = element.find(".//{*}custDataLst")
        listed.getparent().remove(listed)
    deck.chart(SCHEDULE)._chartSpace.find(f".//{C}val//{C}v").text = "99"
    found = states_of(deck.bytes())
    assert (found[STATUS], found[SCHEDULE]) == ("current", "edited")


def test_a_pasted_picture_bears_its_own_name_and_is_judged_by_its_mark(made, data, save):
    texts = PngImagePlugin.PngInfo()
    texts.add_itxt("Source", f"status_by_field muster 2024 {'0' * 64}")
    picture = io.BytesIO()
    Image.new("RGB", (30, 20), "white").save(picture, "PNG", pnginfo=texts)
    deck = Deck(made[2024])
    slide = deck.presentation.slides.add_slide(deck.presentation.slide_layouts[1])
    slide.shapes.add_picture(io.BytesIO(picture.getvalue()), Inches(1), Inches(1)).name = "Grafik 4"
    (row,) = [row for row in states.check(save(deck.bytes()), data) if row.object == "Grafik 4"]
    assert (row.slide, row.chart, row.municipality, row.year) == (
        len(deck.presentation.slides), "status_by_field", "muster", 2024,
    )  # fmt: skip
    assert row.state == "outdated"


def test_the_command_prints_one_object_a_chart_and_ends_with_0_1_or_2(made, save, data, capsys):
    deck = Deck(made[2024])
    deck.chart(STATUS)._chartSpace.find(f".//{C}val//{C}v").text = "99"
    edited, good, bad = save(deck.bytes(), "a.pptx"), save(made[2024], "b.pptx"), save(b"nichts", "c.pptx")
    command = ["slides", "check", "--data", str(data)]

    assert main([*command, str(good), "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [*rows[0]] == ["slide", "object", "chart", "municipality", "year", "state", "message"]
    assert rows[0]["object"] == STATUS
    assert main([*command, str(edited)]) == 1
    assert "1 von Hand geändert" in capsys.readouterr().out
    assert main([*command, str(bad), "--format", "json"]) == 2
    said = capsys.readouterr()
    assert json.loads(said.out) == []
    assert said.err.count("\n") == 1


def zipped(content: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def bomb(made: dict[int, bytes]) -> bytes:
    slide = b"<p:sld xmlns:p='x'>" + b" " * 80_000_000 + b"</p:sld>"
    return zipped({**parts(made[2024]), "ppt/slides/slide3.xml": slide})


def locked(made: dict[int, bytes]) -> bytes:
    del made
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 3


def too_many_parts(made: dict[int, bytes]) -> bytes:
    end = made[2024].rfind(b"PK\x05\x06")
    return made[2024][: end + 12] + struct.pack("<I", 2**30) + made[2024][end + 16 :]


def doubled(made: dict[int, bytes]) -> bytes:
    content = io.BytesIO(made[2024])
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(content, "a") as archive:
        archive.writestr("ppt/presentation.xml", b"<x/>")
    return content.getvalue()


REFUSED = {
    "truncated": (lambda made: made[2024][:-3000], "beschädigt oder unvollständig"),
    "with a password": (locked, "mit einem Kennwort geschützt"),
    "empty": (lambda _: b"", "keine Office-Datei"),
    "a workbook": (lambda _: zipped({"xl/workbook.xml": b"<x/>"}), "keine PowerPoint-Präsentation"),
    "a slide that unpacks to 80 MB": (bomb, "ist entpackt größer als"),
    "a directory of a gigabyte": (too_many_parts, "zu viele Teile"),
    "a part that is there twice": (doubled, "einen Teil doppelt"),
    "a slide that is no XML": (
        lambda made: zipped({**parts(made[2024]), "ppt/slides/slide3.xml": b"<p:sld"}),
        "beschädigt",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_deck_that_cannot_be_read_is_refused_in_one_line(name, made, save, data):
    build, expected = REFUSED[name]
    with pytest.raises(DataError, match=expected) as refused:
        states.check(save(build(made)), data)
    assert "\n" not in str(refused.value)


def test_a_foreign_film_of_any_size_is_copied_as_it_lies(made, data, tmp_path):
    from analysis.publish.slides import renewal

    content = io.BytesIO(made[2024])
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ppt/media/film.bin", bytes(90_000_000))
    (tmp_path / "mit Film.pptx").write_bytes(content.getvalue())
    renewal.renew(tmp_path / "mit Film.pptx", tmp_path / "neu.pptx", data=data)
    with zipfile.ZipFile(tmp_path / "neu.pptx") as archive:
        assert archive.getinfo("ppt/media/film.bin").file_size == 90_000_000


def test_a_relation_that_is_there_twice_leads_nowhere_and_the_chart_stays(made, save, data, tmp_path):
    from analysis.publish.slides import renewal

    content = parts(made[2024])
    name = next(n for n in content if n.startswith("ppt/slides/_rels/") and b"/chart1.xml" in content[n])
    start = content[name].index(b"<Relationship ", content[name].index(b"/chart1.xml") - 200)
    relation = content[name][start : content[name].index(b"/>", start) + 2]
    content[name] = content[name].replace(b"</Relationships>", relation + b"</Relationships>")
    report = renewal.renew(save(zipped(content)), tmp_path / "neu.pptx", data=data)
    assert report.kept == 1
    assert report.renewed > 3
