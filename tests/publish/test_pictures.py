"""A chart as files: vector, picture, specification and alt text."""

import io
import json
from xml.etree import ElementTree

import altair as alt
import pytest
import vl_convert
from PIL import Image

from analysis.charts.look import theme
from analysis.errors import DataError
from analysis.publish import pictures
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
