"""Counts, shares and bases, parts and rest, changes, lists: what is wrong is found, with what was to be expected."""

import pytest

from .conftest import Judged, expectations

WRONG = [
    ("63 der 79 Kommunen (78,75 %) haben ein Konzept.", "78,75 %", "79,75 % (63 von 79)"),
    ("Fünf der sieben Ziele (70 %) sind erreicht.", "70 %", "71 % (fünf von sieben)"),
    ("Von den 15 Maßnahmen sind drei (19 %) verworfen.", "19 %", "20 % (drei von 15)"),
    ("Drei Viertel (17 von 24) der Kommunen fehlten.", "Drei Viertel", "71 % (17 von 24)"),
    ("63 (81 %) der 79 Kommunen haben geantwortet.", "81 %", "80 % (63 von 79)"),
    ("62 % (18 von 30) der Anträge wurden bewilligt.", "62 %", "60 % (18 von 30)"),
    ("18 der 24 Projekte, also 70 %, laufen.", "70 %", "75 % (18 von 24)"),
    ("18 der 24 Projekte laufen. Das entspricht 70 %.", "70 %", "75 % (18 von 24)"),
    ("Es gibt 40 Schulen, davon haben 30 (70 %) ein Dach.", "70 %", "75 % (30 von 40)"),
    ("Die Stadt hat 40 Schulen. Davon haben 30 (70 %) ein Dach.", "70 %", "75 % (30 von 40)"),
    (
        "Befragt wurden 200 Haushalte. 90 Haushalte (45 %) haben Gas, 70 Haushalte (30 %) Öl.",
        "30 %",
        "35 % (70 von 200)",
    ),
    (
        "Es sind acht (50 %) im Bau, sechs (30 %) geplant, zwei (10 %) fertig, zwei (10 %) offen.",
        "50 %",
        "40 % (acht von 20)",
    ),
    ("Abgerufen wurden 4,5 Mio. € von 18 Mio. € (30 %).", "30 %", "24 bis 26 % (4.500.000 von 18.000.000)"),
    ("25 der 24 Kommunen haben geantwortet.", "25", "höchstens 24"),
    ("Von den 24 Projekten laufen 18, die restlichen fünf ruhen.", "fünf", "sechs (24 − 18)"),
    ("60 % nutzen das Auto, 25 % das Rad, die übrigen 10 % den Bus.", "10 %", "15 %"),
    ("Von 75 Anträgen kamen 50, davon 30 aus A, zwölf aus B und sieben aus C.", "50", "49 (30 + zwölf + sieben)"),
    ("Das Bündnis hat 18 Mitglieder: neun Firmen, fünf Verbände und drei Ämter.", "18", "17 (neun + fünf + drei)"),
    ("Zwölf liegen in A, acht in B und fünf in C, zusammen 24.", "24", "25 (zwölf + acht + fünf)"),
    ("Die Mittel verteilen sich wie folgt: 50 % Bund, 30 % Land und 15 % Kreis.", "50 %", "zusammen 100 %"),
    ("Die Zahl stieg von 640 auf 800 und damit um 20 %.", "20 %", "25 %"),
    ("Die Zahl stieg von 800 auf 640.", "640", "ein Rückgang"),
    ("Der Anteil sank von 31 % auf 38 %.", "38 %", "ein Anstieg"),
    ("Die Quote stieg um 5,2 Prozentpunkte von 20,1 % auf 25,9 %.", "5,2 Prozentpunkte", "5,80"),
    ("22 Stellen sind besetzt, sechs mehr als im Vorjahr (15).", "sechs", "sieben mehr"),
    ("Vier Ämter (Bauamt, Schulamt und Kämmerei) wirken mit.", "Vier", "drei"),
    ("Drei Vorhaben wurden beendet:\n\n- Radweg\n- Brücke\n- Schule\n- Kita", "Drei", "vier"),
]


@pytest.mark.parametrize(("text", "printed", "expected"), WRONG, ids=[text[:50] for text, *_ in WRONG])
def test_a_contradiction_is_found_with_what_was_to_be_expected(
    text: str, printed: str, expected: str, judged: Judged
) -> None:
    assert expectations(judged(text)) == [(printed, expected)]


@pytest.mark.parametrize(
    ("count", "share", "right"),
    [(63, "79,75 %", True), (63, "80 %", True), (63, "79,8 %", False), (9, "11 %", True), (9, "12 %", False)],
)
def test_a_share_is_as_precise_as_it_is_printed(count: int, share: str, right: bool, judged: Judged) -> None:
    assert bool(judged(f"{count} der 79 Kommunen ({share}) fehlten.").wrong) is not right


def test_shares_are_rounded_half_up(judged: Judged) -> None:
    assert not judged("Neun der 40 Projekte (23 %) ruhen.").wrong
    assert expectations(judged("Neun der 40 Projekte (22 %) ruhen.")) == [("22 %", "23 % (neun von 40)")]


def test_the_total_of_a_table_is_added_up(judged: Judged) -> None:
    table = (
        "| Amt | 2023 | 2024 |\n|---|---|---|\n| A | 10 | 12 |\n| B | 20 | 22 |\n| C | 5 | 4 |\n| Summe | 35 | {} |\n"
    )
    assert not judged(table.format(38)).wrong
    assert expectations(judged(table.format(39))) == [("39", "38")]


def test_a_share_in_a_table_is_that_of_its_count(judged: Judged) -> None:
    table = (
        "| Alter | Zahl | Anteil |\n|---|---|---|\n| alt | 30 | 30 % |\n| mittel | 45 | 45 % |\n"
        "| neu | 25 | {} % |\n| Summe | 100 | 100 % |\n"
    )
    assert not judged(table.format(25)).wrong
    assert expectations(judged(table.format(35))) == [("35 %", "25 %")]


def test_found_is_right_wrong_and_not_checked_together(judged: Judged) -> None:
    audited = judged("Fünf der sieben Ziele (70 %) sind erreicht. 63 der 79 Kommunen (80 %) auch. Es kamen 40 Gäste.")
    assert [(s.where.printed, s.result) for s in audited.statements] == [
        ("Fünf", "not_checked"),
        ("sieben", "not_checked"),
        ("70 %", "wrong"),
        ("63", "right"),
        ("79", "right"),
        ("80 %", "right"),
        ("40", "not_checked"),
    ]
    assert all(s.reason for s in audited.statements if s.result == "not_checked")
