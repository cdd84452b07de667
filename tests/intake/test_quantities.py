"""A value of an indicator: German numbers, text that looks like one, units, and what is no value."""

import datetime as dt

import pytest

from analysis.intake.quantities import Quantity, is_share, read, unit_of


@pytest.mark.parametrize(
    ("cell", "unit", "expected"),
    [
        (1234.5, "t", 1234.5),
        (0, "t", 0),
        ("1.234,5", "t", 1234.5),
        ("1 234,5", "t", 1234.5),
        ("1\u00a0234,5", "t", 1234.5),
        ("1\u202f234", "t", 1234),
        ("1234", "t", 1234),
        ("12,5", "t", 12.5),
        ("-3,2", "%", -3.2),
        ("−3,2", "%", -3.2),
        ("12,5 %", "%", 12.5),
        ("12,5%", "Anteil in Prozent", 12.5),
        ("12,5 Prozent", "%", 12.5),
        ("300 t", "t", 300),
        ("12,5 kg je Einwohner", "kg je Einwohner", 12.5),
        ("247.400,0", "Wohnungen", 247400),
        ("80 kWh/(m²a)", "kWh/(m²a)", 80),
        ("5 t CO2/a", "t CO2/a", 5),
    ],
)
def test_a_german_number_is_read_without_a_word(cell, unit, expected):
    assert read(cell, unit) == Quantity(expected, "exact")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1.234", 1234),
        ("247.400", 247400),
        ("1.234.567", 1234567),
        ("rund 300", 300),
        ("ca. 300", 300),
        ("ca.300", 300),
        ("Rund 1.200,5", 1200.5),
        ("300*", 300),
        ("300 (vorläufig)", 300),
        ("300 ¹", 300),
    ],
)
def test_what_differs_from_a_number_and_is_understood_is_told(cell, expected):
    assert read(cell, "t") == Quantity(expected, "normalised")


@pytest.mark.parametrize("cell", ["", " ", "k. A.", "k.A.", "keine Angabe", "–", "-", "—", "./.", "\u200b"])
def test_no_value_is_no_finding(cell):
    assert read(cell, "t") == Quantity(None, "missing")


@pytest.mark.parametrize(
    "cell",
    [
        *("folgt", "300–350", "300 bis 350", "< 5", "12 von 30", "3 oder 4", "1.2.3", "12.5", "1.23", "1,234.5"),
        *("?", "300?", "300 (2019: 310)", "1,2,3", "1 23", "3/4"),
        *(True, dt.date(2021, 1, 1), dt.time(12, 0)),
    ],
)
def test_what_has_no_certain_reading_is_unknown(cell):
    assert read(cell, "t") == Quantity(None, "unknown")


@pytest.mark.parametrize(
    ("cell", "unit"),
    [
        ("12,5 %", "t"),
        ("300 kg", "t"),
        ("1,2 Mio. €", "€"),
        ("12 t", ""),
        ("5 %", "Prozentpunkte"),
        ("5 kg CO2/a", "t CO2/a"),
        ("3 €", "%"),
    ],
)
def test_a_value_in_another_unit_is_no_value(cell, unit):
    assert read(cell, unit) == Quantity(None, "unit_mixed")


def test_a_number_that_excel_shows_as_per_cent_is_one_only_of_a_share():
    assert read(0.125, "%", is_percent=True) == Quantity(12.5, "exact")
    assert read(0.125, "t", is_percent=True) == Quantity(None, "unit_mixed")


def test_a_share_is_known_by_its_unit():
    assert [is_share(unit) for unit in ("%", "Prozent", "v. H.", "Anteil", "Sanierungsquote")] == [True] * 5
    assert [is_share(unit) for unit in ("t", "", "Prozentpunkte", "%-Punkte", "Wohnungen")] == [False] * 5


def test_a_value_may_bear_its_unit():
    assert [unit_of(cell) for cell in ("300 t", "rund 12 % ", 300, "12", "folgt")] == ["t", "%", "", "", ""]
