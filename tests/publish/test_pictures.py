"""A chart as files: vector, picture in three forms, specification and alt text."""

import io
import json
from xml.etree import ElementTree

import altair as alt
import pytest
import vl_convert
from PIL import Image

from analysis.charts.look import theme
from analysis.errors import DataError
from analysis.publish import pictures, sources
from analysis.publish.sources import Source

SVG = "{http://www.w3.org/2000/svg}"
SOURCE = Source("status", "muster", 2025, "0" * 64)


def chart(description="Balkendiagramm: Wohnen 3, Straße & „Weg“ <4>."):
    bars = alt.Chart(alt.InlineData(values=[{"n": 3}])).mark_bar(clip=True).encode(x=alt.X("n", type="quantitative"))
    return theme.slide([bars], theme.Heading("Drei < vier", ("Stand",), description), left=100)


def test_four_files_bear_the_charts_name(tmp_path):
    paths = pictures.save(chart(), tmp_path / "charts", "status", source=SOURCE)
    assert [path.name for path in paths] == ["status.svg", "status.png", "status.vl.json", "status.txt"]
    assert all(path.stat().st_size for path in paths)


def test_the_alt_text_stands_in_the_vector_the_picture_and_alone(tmp_path):
    svg, png, _, txt = pictures.save(chart(), tmp_path, "status", source=SOURCE)
    root = ElementTree.parse(svg).getroot()

    assert txt.read_bytes() == "Balkendiagramm: Wohnen 3, Straße & „Weg“ <4>.\n".encode()
    assert root.findtext(f"{SVG}title") == "Drei < vier"
    assert root.findtext(f"{SVG}desc") == "Balkendiagramm: Wohnen 3, Straße & „Weg“ <4>."
    assert root.get("role") == "img"
    with Image.open(png) as picture:
        assert picture.text["Description"] == "Balkendiagramm: Wohnen 3, Straße & „Weg“ <4>."
        assert picture.text["Title"] == "Drei < vier"


def test_the_picture_has_the_pixels_of_a_sharp_slide(tmp_path):
    with Image.open(pictures.save(chart(), tmp_path, "status", source=SOURCE)[1]) as picture:
        assert picture.size == (2560, 1440)
        assert picture.getpixel((5, 5)) == (255, 255, 255)


def test_the_picture_shows_what_the_vector_shows_dot_by_dot(tmp_path):
    svg, png, *_ = pictures.save(chart(), tmp_path, "status", source=SOURCE)
    drawn = vl_convert.svg_to_png(svg.read_text(encoding="utf-8"), scale=2)
    with Image.open(png) as picture, Image.open(io.BytesIO(drawn)) as expected:
        assert picture.info["dpi"] == pytest.approx((192, 192), abs=0.1)
        assert picture.tobytes() == expected.convert("RGB").tobytes()
        assert len(picture.getcolors(100_000)) > 20


def test_the_same_chart_gives_the_same_bytes_whatever_was_drawn_before(tmp_path):
    first = [path.read_bytes() for path in pictures.save(chart(), tmp_path / "a", "status", source=SOURCE)]
    pictures.save(chart("eine andere"), tmp_path / "b", "other", source=SOURCE)
    again = [path.read_bytes() for path in pictures.save(chart(), tmp_path / "c", "status", source=SOURCE)]
    assert first == again


def test_the_specification_is_complete_sorted_and_independent_of_the_theme_switched_on(tmp_path):
    path = pictures.save(chart(), tmp_path, "status", source=SOURCE)[2]
    with alt.theme.enable("dark"):
        other = pictures.save(chart(), tmp_path / "dark", "status", source=SOURCE)[2]

    text = path.read_text(encoding="utf-8")
    specification = json.loads(text)
    assert text == other.read_text(encoding="utf-8")
    assert list(specification) == sorted(specification)
    assert specification["config"]["locale"]["number"]["decimal"] == ","
    assert str(tmp_path) not in text
    assert "\r" not in text


def test_a_chart_without_alt_text_is_not_saved(tmp_path):
    with pytest.raises(DataError, match="Alternativtext fehlt"):
        pictures.save(chart(description=""), tmp_path, "status", source=SOURCE)
    assert not list(tmp_path.iterdir())


def test_each_form_is_drawn_by_the_same_function_and_bears_the_same_mark(tmp_path):
    paths = pictures.save(chart(), tmp_path, "status", source=SOURCE, draw=chart)
    marks = {path.name: sources.read(path.read_bytes()) for path in paths if path.suffix in (".svg", ".png")}

    assert {name: mark.form for name, mark in marks.items()} == {
        "status.svg": "full",
        "status.png": "full",
        "status_half.svg": "half",
        "status_half.png": "half",
        "status_plain.svg": "plain",
        "status_plain.png": "plain",
    }
    assert {mark.source for mark in marks.values()} == {SOURCE}
    assert all(mark.is_sealed for mark in marks.values())


def test_the_half_form_is_square_and_the_plain_one_says_all_but_the_title(tmp_path):
    pictures.save(chart(), tmp_path, "status", source=SOURCE, draw=chart)
    with Image.open(tmp_path / "status_half.png") as half, Image.open(tmp_path / "status_plain.png") as plain:
        assert half.width == half.height == 1280
        assert plain.size == (2560, 1200)
        assert plain.text["Title"] == "Drei < vier"

    drawn = {form: _texts(tmp_path / f"status{form}.svg") for form in ("", "_half", "_plain")}
    words = {form: [text for text in texts if text[:1].isalpha()] for form, texts in drawn.items()}
    assert words == {
        "": ["n", "Drei < vier", "Stand"],
        "_half": ["n", "Drei < vier", "Stand"],
        "_plain": ["n", "Stand"],
    }


def test_what_is_drawn_after_a_form_is_a_whole_slide_again(tmp_path):
    before = pictures.save(chart(), tmp_path / "a", "status", source=SOURCE)[0].read_bytes()
    with pytest.raises(ZeroDivisionError):
        pictures.specify_form(lambda: 1 / 0, pictures.HALF)
    assert pictures.save(chart(), tmp_path / "b", "status", source=SOURCE)[0].read_bytes() == before


def test_pictures_bear_a_short_alt_text_and_all_values_beside_it(tmp_path):
    long = "Balkendiagramm. Von 80 sind 22 fertig. " + "Werte: " + ", ".join(f"Feld {n} 7" for n in range(1, 60)) + "."
    svg, png, _, txt = pictures.save(chart(long), tmp_path, "status", source=SOURCE)
    root = ElementTree.parse(svg).getroot()
    short, values = (desc.text for desc in root.findall(f"{SVG}desc"))

    assert short == "Balkendiagramm. Von 80 sind 22 fertig."
    assert values == long == txt.read_text(encoding="utf-8").strip()
    assert root.get("aria-describedby") == root.findall(f"{SVG}desc")[1].get("id")
    with Image.open(png) as picture:
        assert (picture.text["Description"], picture.text["Comment"]) == (short, long)


@pytest.mark.parametrize(
    "text, short",
    [
        ("Kurz.", "Kurz."),
        ("a " * 125, ("a " * 125).strip()),
        ("Satz eins. " + "b" * 300, "Satz eins."),
        ("wort " * 60, "wort " * 48 + "wort\u00a0…"),
    ],
)
def test_the_short_alt_text_ends_with_a_sentence_else_with_a_word(text, short):
    assert pictures.alt_text(text) == short
    assert len(pictures.alt_text(text)) <= 250


def _texts(svg):
    return ["".join(text.itertext()) for text in ElementTree.parse(svg).iter(f"{SVG}text")]
