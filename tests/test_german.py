"""German wording of numbers, shares, dates and lists."""

import datetime as dt
from fractions import Fraction

import pytest

from analysis import german
from analysis.german import GOAL, MEASURE, NBSP, Part


@pytest.mark.parametrize(
    ("number", "word"), [(0, "null"), (1, "eine"), (2, "zwei"), (12, "zwölf"), (13, "13"), (1234, "1.234")]
)
def test_numbers_are_words_up_to_zwoelf_and_figures_from_13(number, word):
    assert german.number_word(number) == word


@pytest.mark.parametrize(
    ("count", "total", "text"),
    [
        (9, 40, "23 %"),  # 22,5: kaufmännisch auf, wo Python auf 22 rundet
        (1, 8, "13 %"),  # 12,5
        (5, 7, "71 %"),
        (3, 15, "20 %"),
        (0, 80, "0 %"),
        (80, 80, "100 %"),
        (1, 300, "< 1 %"),
        (1, 200, "1 %"),  # 0,5
        (299, 300, "> 99 %"),
        (199, 200, "> 99 %"),  # 99,5 wäre gerundet 100
    ],
)
def test_a_share_is_rounded_half_up_and_never_says_nothing_or_everything_wrongly(count, total, text):
    assert german.share(count, total) == text.replace(" ", NBSP)


def test_nothing_has_no_share():
    assert german.share(0, 0) == "–"


def test_differences_of_shares_come_from_the_unrounded_shares():
    assert german.percentage_points(22, 80, 15, 80) == f"+8,8{NBSP}Prozentpunkte"
    assert german.percentage_points(1, 3, 2, 3) == f"−33,3{NBSP}Prozentpunkte"
    assert german.percentage_points(1, 2, 2, 4) == f"±0,0{NBSP}Prozentpunkte"


@pytest.mark.parametrize(
    ("number", "places", "text"),
    [
        (7.8, 1, "7,8"),
        (0.685, 2, "0,69"),
        (2.25, 1, "2,3"),
        (Fraction(9, 4), 1, "2,3"),
        (-0.04, 1, "0,0"),
        (-1.5, 1, "−1,5"),
        (1234.5, 1, "1.234,5"),
    ],
)
def test_decimals_have_a_comma_and_are_rounded_half_up(number, places, text):
    assert german.decimal(number, places) == text


def test_changes_bear_their_sign():
    assert [german.signed(7), german.signed(-3), german.signed(0)] == ["+7", "−3", "±0"]


def test_dates_are_written_out_or_short():
    assert german.date(dt.date(2025, 12, 31)) == f"31.{NBSP}Dezember{NBSP}2025"
    assert german.short_date(dt.date(2023, 3, 8)) == "08.03.2023"


def test_an_enumeration_ends_with_und():
    assert german.join(["Wohnen"]) == "Wohnen"
    assert german.join(["Wohnen", "Verkehr", "Energie"]) == "Wohnen, Verkehr und Energie"


def test_counted_nouns_agree_with_their_number():
    assert [german.counted(n, MEASURE) for n in (0, 1, 2, 13)] == [
        "keine Maßnahme",
        "eine Maßnahme",
        "zwei Maßnahmen",
        "13 Maßnahmen",
    ]
    assert [german.counted(n, GOAL) for n in (0, 1, 12)] == [
        "kein operatives Ziel",
        "ein operatives Ziel",
        "zwölf operative Ziele",
    ]


@pytest.mark.parametrize(
    ("total", "parts", "sentence"),
    [
        (80, [22, 46, 7], "Von 80 Maßnahmen sind 22 abgeschlossen, 46 in Umsetzung und sieben verworfen"),
        (15, [4, 8, 0], "Von 15 Maßnahmen sind vier abgeschlossen und acht in Umsetzung"),
        (20, [1, 17, 2], "Von 20 Maßnahmen ist eine abgeschlossen, 17 sind in Umsetzung und zwei verworfen"),
        (15, [0, 14, 1], "Von 15 Maßnahmen ist keine abgeschlossen, 14 sind in Umsetzung und eine ist verworfen"),
        (7, [7, 0, 0], "Alle sieben Maßnahmen sind abgeschlossen"),
        (7, [0, 7, 0], "Alle sieben Maßnahmen sind in Umsetzung"),
        (2, [2, 0, 0], "Beide Maßnahmen sind abgeschlossen"),
        (2, [1, 1, 0], "Von zwei Maßnahmen ist eine abgeschlossen und eine in Umsetzung"),
        (1, [1, 0, 0], "Die einzige Maßnahme ist abgeschlossen"),
        (1, [0, 0, 0], "Die einzige Maßnahme ist nicht abgeschlossen"),
        (0, [0, 0, 0], "Es gibt keine Maßnahmen"),
    ],
)
def test_a_finding_is_a_correct_sentence_whatever_the_counts(total, parts, sentence):
    words = ("abgeschlossen", "in Umsetzung", "verworfen")
    assert german.finding(total, MEASURE, [Part(n, word) for n, word in zip(parts, words, strict=True)]) == sentence


def test_a_finding_about_goals_speaks_of_eines_and_keines():
    assert german.finding(7, GOAL, [Part(0, "abgeschlossen"), Part(1, "fortgeschritten")]) == (
        "Von sieben operativen Zielen ist keines abgeschlossen und eines fortgeschritten"
    )
    assert german.finding(12, GOAL, [Part(12, "abgeschlossen")]) == "Alle zwölf operativen Ziele sind abgeschlossen"
    assert german.finding(0, GOAL, []) == "Es gibt keine operativen Ziele"


def test_a_finding_may_mix_lying_and_being():
    parts = [Part(11, "im Zeitplan", "liegen"), Part(3, "nicht", "liegen"), Part(1, "verworfen")]
    assert german.finding(15, MEASURE, parts) == (
        "Von 15 Maßnahmen liegen elf im Zeitplan, drei nicht und eine ist verworfen"
    )
