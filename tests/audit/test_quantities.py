"""Which numbers a German text says, and which of its digits are none."""

from fractions import Fraction

import pytest
from num2words import num2words

from analysis.audit.quantities import number_of, quantities


def found(text: str) -> list[tuple[str, str, float]]:
    """Text, kind and value of each quantity."""
    return [(q.text, q.kind, float(q.value)) for q in quantities(text)]


def test_every_number_word_below_ten_thousand_is_read() -> None:
    for number in (*range(13, 1_300), *range(1_300, 10_000, 97)):
        assert number_of(num2words(number, lang="de")) == number


@pytest.mark.parametrize(
    "word", ["erste", "zweiten", "dritte", "zweimal", "Zweifel", "Achtung", "elfte", "hundertste", "und"]
)
def test_other_words_are_no_numbers(word: str) -> None:
    assert number_of(word) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("63 der 79 Kommunen (79,75 %)", [("63", "count", 63), ("79", "count", 79), ("79,75 %", "share", 79.75)]),
        ("67 416 Haushalte in 1.074 Orten", [("67 416", "count", 67416), ("1.074", "count", 1074)]),
        ("139.000,- € und 1,5 Mio. Euro", [("139.000,- €", "amount", 139000), ("1,5 Mio. Euro", "amount", 1500000)]),
        ("um 5,2 Prozentpunkte auf 7 Prozent", [("5,2 Prozentpunkte", "points", 5.2), ("7 Prozent", "share", 7)]),
        ("drei Viertel oder die Hälfte", [("drei Viertel", "part", 75), ("Hälfte", "part", 50)]),
        ("zwölf Ziele, einundzwanzig Maßnahmen", [("zwölf", "count", 12), ("einundzwanzig", "count", 21)]),
        (
            "eine Maßnahme, keine der drei, beide Ziele",
            [("eine", "count", 1), ("keine", "count", 0), ("drei", "count", 3), ("beide", "count", 2)],
        ),
        (
            "Das waren 25. Die 3.000 m² kosten 5 Mrd. €.",
            [("25", "count", 25), ("3.000 m²", "amount", 3000), ("5 Mrd. €", "amount", 5e9)],
        ),
    ],
)
def test_numbers_in_all_their_forms(text: str, expected: list[tuple[str, str, float]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Am 31. Dezember 2025 und am 31.12.2024, im Jahr 2023, 2022/2023, 2024–2026",
        "Nach § 5 Abs. 2 Nr. 7 (Drucksache 19/4711, Tz. 12, S. 7) und Tabelle 3",
        "Die Maßnahme 4.2.1.3 und das Ziel 1.1 im Handlungsfeld 3",
        "Kommunen5 wurden gefragt, 24-Stunden-Betrieb, 6-jährig, das 3. Quartal, der 2. Fortschrittsbericht",
        "seit drei Jahren, zwölf Monate, um 10 Uhr, mit 65 Jahren",
        "Eine Anlage wurde gebaut, ein Konzept fehlt, keine Veränderung, beide Landesämter",
    ],
)
def test_dates_numbers_of_sections_ages_and_articles_say_nothing(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("rund 40 %", "about"),
        ("knapp ein Drittel", "under"),
        ("mehr als die Hälfte", "over"),
        ("40 %", ""),
        ("< 1 %", "under"),
    ],
)
def test_rund_and_knapp_are_part_of_the_number(text: str, bound: str) -> None:
    assert [q.bound for q in quantities(text)] == [bound]


def test_a_number_stands_for_what_its_last_place_leaves_open() -> None:
    share, amount, rounded, exact = quantities("79,75 % von 1,5 Mio. Euro, 12 300 und 437")
    assert share.half == Fraction(1, 200)
    assert amount.half == 50_000
    assert rounded.half == 50
    assert exact.half == 0
