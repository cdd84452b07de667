"""The mark that every picture bears: what it was made from, and whether it is still as we made it."""

import io

import pandas as pd
import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from analysis.charts.look import theme
from analysis.publish import sources
from analysis.publish.sources import Source

SOURCE = Source("status_by_field", "muster", 2025, "ab" * 32)
MARK = f"status_by_field muster 2025 {'ab' * 32}"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="4" height="4"/></svg>'


def png(size=(8, 8)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "white").save(buffer, "PNG")
    return buffer.getvalue()


def test_a_png_bears_the_mark_as_its_source():
    marked = sources.mark_png(png(), SOURCE, "full")
    with Image.open(io.BytesIO(marked)) as picture:
        assert picture.text["Source"] == MARK
        picture.load()
    assert sources.read(marked) == sources.Marked(SOURCE, "full", is_sealed=True)


def test_an_svg_bears_the_mark_as_its_metadata():
    marked = sources.mark_svg(SVG, SOURCE, "half")
    assert f">{MARK}</metadata>" in marked
    assert sources.read(marked.encode()) == sources.Marked(SOURCE, "half", is_sealed=True)


def test_a_picture_that_was_painted_over_is_told_from_one_that_was_not():
    with Image.open(io.BytesIO(sources.mark_png(png(), SOURCE, "full"))) as picture:
        texts = PngImagePlugin.PngInfo()
        for keyword, text in picture.text.items():
            texts.add_itxt(keyword, text)
        ImageDraw.Draw(picture).line((0, 0, 8, 8), fill="red")
        buffer = io.BytesIO()
        picture.save(buffer, "PNG", pnginfo=texts)
    painted = sources.read(buffer.getvalue())
    assert painted is not None
    assert painted.source == SOURCE
    assert not painted.is_sealed

    drawn = sources.read(sources.mark_svg(SVG, SOURCE, "half").replace('width="4"', 'width="5"').encode())
    assert drawn is not None
    assert not drawn.is_sealed


@pytest.mark.parametrize("picture", [png(), SVG.encode(), b"", b"\x89PNG\r\n\x1a\nabc", b"GIF89a"])
def test_a_picture_of_others_bears_no_mark(picture):
    assert sources.read(picture) is None


def test_equal_figures_give_one_mark_and_other_figures_another():
    figures = pd.DataFrame({"category": ["idea"], "count": [3]})
    whose = {"chart": "status", "municipality": "muster", "year": 2025}
    first = sources.of_figures(figures, **whose)
    assert first == sources.of_figures(figures.copy(), **whose)
    assert first.sha256 != sources.of_figures(figures.assign(count=4), **whose).sha256
    assert len(first.sha256) == 64


def test_what_an_object_is_named_says_which_chart_it_is():
    assert sources.parse_name("field_4_measure_status kreis-muster 2025") == Source(
        "field_4_measure_status", "kreis-muster", 2025
    )
    assert sources.parse_name("Grafik 7") is None
    assert sources.parse_name("Umsatz Musterstadt 2025") is None
    assert sources.parse(MARK) == SOURCE


def test_every_saved_picture_bears_the_mark_in_all_its_forms(tmp_path):
    import altair as alt

    from analysis.publish import pictures

    bars = alt.Chart(alt.InlineData(values=[{"n": 3}])).mark_bar().encode(x=alt.X("n", type="quantitative"))
    chart = theme.slide([bars], theme.Heading("Drei", ("Stand",), "Balken: 3."), left=100)
    svg, picture, *_ = pictures.save(chart, tmp_path, "status", source=SOURCE)
    assert sources.read(svg.read_bytes()) == sources.read(picture.read_bytes()) == sources.Marked(SOURCE, "full", True)
