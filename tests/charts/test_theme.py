"""Colours, type and numbers: readable on a slide, in grey and for colour-blind eyes."""

import itertools

import altair as alt
import pytest
from PIL import ImageFont

from analysis.charts.look import theme, typesetting
from analysis.vocabulary import VOCABULARIES

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB
SIGHT = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
TO_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
WHITE = (0.9505, 1.0, 1.089)


def linear(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]


def times(matrix, vector):
    return [sum(m * v for m, v in zip(row, vector, strict=True)) for row in matrix]


def lab(colour, sight="normal"):
    seen = [min(max(c, 0), 1) for c in times(SIGHT[sight], linear(colour))]
    x, y, z = (
        (v / w) ** (1 / 3) if v / w > 0.008856 else 7.787 * v / w + 16 / 116
        for v, w in zip(times(TO_XYZ, seen), WHITE, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def contrast(one, other):
    low, high = sorted(times(TO_XYZ, linear(colour))[1] + 0.05 for colour in (one, other))
    return high / low


def distance(one, other, sight):
    return sum((a - b) ** 2 for a, b in zip(lab(one, sight), lab(other, sight), strict=True)) ** 0.5


@pytest.mark.parametrize("vocabulary", VOCABULARIES.values(), ids=list(VOCABULARIES))
def test_every_colour_stands_out_from_the_ground_and_bears_a_label(vocabulary):
    for term in vocabulary.terms:
        assert contrast(term.colour, theme.GROUND) >= 3, term.code
        assert contrast(term.colour, theme.ink_on(term.colour)) >= 4.5, term.code


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("vocabulary", VOCABULARIES.values(), ids=list(VOCABULARIES))
def test_the_colours_of_a_vocabulary_are_told_apart_by_every_eye(vocabulary, sight):
    for one, other in itertools.combinations(vocabulary.terms, 2):
        assert distance(one.colour, other.colour, sight) >= 15, (one.code, other.code)


@pytest.mark.parametrize("vocabulary", VOCABULARIES.values(), ids=list(VOCABULARIES))
def test_neighbours_are_told_apart_in_grey(vocabulary):
    for one, other in itertools.pairwise(vocabulary.terms):
        assert abs(lab(one.colour)[0] - lab(other.colour)[0]) >= 9, (one.code, other.code)


def test_numbers_and_dates_are_german_in_the_specification_itself():
    with alt.theme.enable(theme.NAME):
        locale = alt.Chart(alt.InlineData(values=[])).mark_bar().to_dict()["config"]["locale"]

    assert (locale["number"]["decimal"], locale["number"]["thousands"]) == (",", ".")
    assert locale["time"]["months"][2] == "März"


def test_the_pinned_font_is_shipped_with_its_licence():
    assert {path.name for path in typesetting.FONT_FOLDER.iterdir()} == {
        "LICENSE.txt",
        "MonitoringSans-Bold.ttf",
        "MonitoringSans-Regular.ttf",
    }
    assert "SIL OPEN FONT LICENSE" in (typesetting.FONT_FOLDER / "LICENSE.txt").read_text(encoding="utf-8")


def test_no_computer_has_a_font_of_the_pinned_name_so_pictures_are_the_same_everywhere():
    """An installed font wins over a registered one of its family; the reserved names may not be used anyway."""
    for path in typesetting.FONT_FOLDER.glob("*.ttf"):
        family, _ = ImageFont.truetype(path, 10).getname()
        assert family == theme.FONT.split(", ")[0] == "Monitoring Sans"


def test_every_chart_fills_a_slide():
    heading = theme.Heading("Befund", ("Stand",), "Beschreibung")
    chart = theme.slide([alt.Chart(alt.InlineData(values=[])).mark_bar()], heading, left=200, axis=30).to_dict()

    padding = chart["padding"]
    assert chart["width"] + padding["left"] + padding["right"] == 1280
    assert chart["height"] + padding["top"] + padding["bottom"] == 720


def test_long_titles_are_wrapped_between_words_preferably_after_a_comma():
    heading = theme.Heading("Von 80 Maßnahmen sind 22 abgeschlossen, 46 in Umsetzung und sieben verworfen", (), "")
    title, _ = theme.heading_lines(heading)
    assert title == ["Von 80 Maßnahmen sind 22 abgeschlossen,", "46 in Umsetzung und sieben verworfen"]


def test_a_number_stays_on_a_line_with_what_it_counts():
    for width in range(100, 400, 10):
        assert not any(line.endswith(" 22") for line in typesetting.wrap("Davon sind 22 Maßnahmen fertig", width, 20))


def test_a_word_that_is_too_long_is_broken_and_not_cut():
    word = "Klimafolgenanpassungsstrategieentwicklung"
    lines = typesetting.wrap(word, 150, 20)
    assert len(lines) > 1
    assert all(typesetting.text_width(line, 20) <= 150 for line in lines)
    assert "".join(line.removesuffix("-") for line in lines) == word


def test_control_characters_never_reach_a_picture():
    assert typesetting.clean("Öffent\x00lich\n\tRaum  ") == "Öffent lich Raum"
