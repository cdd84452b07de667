"""A progress report in its fixed form, against itself and against the data."""

from pathlib import Path

import pytest

from analysis.audit import Audit, audit
from analysis.dataset import Dataset
from analysis.intake import load

from .conftest import expectations

FORM = Path(__file__).parent / "texts" / "fortschritt.md"

# What goes wrong where reports are added up by hand: the place, what is put there, what is then printed and expected.
SLIPS = {
    "total against fields": (
        "38 der 48 Maßnahmen (79 %)",
        "39 der 48 Maßnahmen (81 %)",
        "39",
        "38 (neun + zwölf + sieben + zehn)",
    ),
    "overview against chapter": (
        "zehn von zwölf Maßnahmen (83 %)",
        "neun von zwölf Maßnahmen (75 %)",
        "Zehn",
        "neun (Zeile 14)",
    ),
    "two paragraphs": (
        "eine Maßnahme (10 %) wurde verworfen. Drei",
        "zwei Maßnahmen (20 %) wurden verworfen. Drei",
        "zwei",
        "Eine (Zeile 28)",
    ),
    "share of a count": (
        "drei (19 %) abgeschlossen, acht",
        "drei (20 %) abgeschlossen, acht",
        "20 %",
        "19 % (drei von 16)",
    ),
    "count of a share": (
        "Sechs der zwölf Maßnahmen (50 %)",
        "Fünf der zwölf Maßnahmen (50 %)",
        "50 %",
        "42 % (fünf von zwölf)",
    ),
    "base left out": ("Zwei Ziele (22 %)", "Zwei Ziele (25 %)", "25 %", "22 % (zwei von neun)"),
    "rest": ("die restlichen drei (30 %)", "die restlichen zwei (20 %)", "zwei", "drei (zehn − sieben)"),
    "list": ("folgende vier Maßnahmen", "folgende fünf Maßnahmen", "fünf", "vier"),
    "field's name": (
        "Das Handlungsfeld Natur & Ressourcen umfasst",
        "Das Handlungsfeld Natur & Landwirtschaft umfasst",
        "Natur & Landwirtschaft",
        "Natur & Ressourcen",
    ),
}


@pytest.mark.parametrize(("old", "new", "printed", "expected"), SLIPS.values(), ids=SLIPS)
def test_a_slip_in_a_report_is_found_without_data(
    old: str, new: str, printed: str, expected: str, tmp_path: Path
) -> None:
    text = FORM.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path = tmp_path / "bericht.md"
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert (printed, expected) in expectations(audit(path))


@pytest.fixture(scope="module")
def heinsberg(repository: Path) -> Dataset:
    return load("heinsberg", year=2025, data=repository / "data")


def against(text: str, dataset: Dataset, folder: Path) -> Audit:
    path = folder / "bericht.md"
    path.write_text(text, encoding="utf-8")
    return audit(path, dataset)


RIGHT = """
Die Strategie umfasst 24 strategische Ziele, 58 operative Ziele und 80 Maßnahmen.

Insgesamt liegen 69 der 80 Maßnahmen (86 %) im Zeitplan. Das sind 14 Maßnahmen im Handlungsfeld Nachhaltige Verwaltung,
18 im Handlungsfeld Nachhaltige Mobilität und elf im Handlungsfeld Klimaschutz & Energie.

95 % der Maßnahmen, die nicht verworfen wurden, liegen im Zeitplan. 86 % aller Maßnahmen liegen im Zeitplan.

Gegenüber dem Vorjahr sind sieben Maßnahmen mehr abgeschlossen (2024: 15).

# Klimaschutz & Energie

Von den sieben operativen Zielen sind vier fortgeschritten (57 %), zwei begonnen und eines noch nicht begonnen. Keines
ist abgeschlossen. Vier der 15 Maßnahmen (27 %) sind abgeschlossen, drei (20 %) liegen als Idee vor. Drei Maßnahmen
liegen nicht im Zeitplan. Im Jahr 2025 wurden zwei Maßnahmen abgeschlossen. Das Klimaschutzkonzept enthält 32 Maßnahmen.
In zwei Schulen wurde die Maßnahme umgesetzt. Zwei weitere Maßnahmen werden bis 2027 abgeschlossen.
"""


def test_a_right_report_agrees_with_the_data(heinsberg: Dataset, tmp_path: Path) -> None:
    audited = against(RIGHT, heinsberg, tmp_path)
    assert expectations(audited) == []
    assert sum(statement.result == "right" for statement in audited.statements) >= 25


@pytest.mark.parametrize(
    ("old", "new", "printed", "expected"),
    [
        ("58 operative", "56 operative", "56", "58"),
        ("69 der 80 Maßnahmen (86 %)", "71 der 80 Maßnahmen (89 %)", "71", "69"),
        ("18 im Handlungsfeld", "17 im Handlungsfeld", "17", "18"),
        ("86 % aller", "90 % aller", "90 %", "86 % (69 von 80)"),
        ("sieben Maßnahmen mehr", "sechs Maßnahmen mehr", "sechs", "sieben mehr"),
        ("(2024: 15)", "(2024: 16)", "16", "15"),
        ("sind vier fortgeschritten (57 %)", "sind drei fortgeschritten (43 %)", "drei", "vier"),
        ("Keines\nist", "Eines\nist", "Eines", "null"),
        ("Vier der 15", "Fünf der 15", "Fünf", "vier"),
        ("Drei Maßnahmen\nliegen", "Vier Maßnahmen\nliegen", "Vier", "drei"),
        (
            "Handlungsfeld Klimaschutz & Energie.",
            "Handlungsfeld Klimaschutz & Mobilität.",
            "Klimaschutz & Mobilität",
            "Klimaschutz & Energie oder Nachhaltige Mobilität",
        ),
    ],
)
def test_what_the_data_do_not_say_is_wrong(
    old: str, new: str, printed: str, expected: str, heinsberg: Dataset, tmp_path: Path
) -> None:
    assert RIGHT.count(old) == 1
    assert (printed, expected) in expectations(against(RIGHT.replace(old, new), heinsberg, tmp_path))


def test_of_reconstructed_rows_nothing_crossed_is_said(heinsberg: Dataset, tmp_path: Path) -> None:
    audited = against("Von den 22 abgeschlossenen Maßnahmen sind neun fortlaufend.", heinsberg, tmp_path)
    assert expectations(audited) == []


ANOTHER_THING = [
    "Zwei der sieben verworfenen Maßnahmen wurden durch andere ersetzt.",
    "Von den 46 Maßnahmen in Umsetzung sind 17 dem Handlungsfeld Nachhaltige Mobilität zugeordnet.",
    "Die Zahl der abgeschlossenen Maßnahmen stieg von 15 auf 22.",
    "Sieben Maßnahmen wurden verworfen, drei davon im Handlungsfeld Globale Verantwortung & Eine Welt.",
    "In fünf der sechs Handlungsfelder liegen mindestens 70 % der Maßnahmen im Zeitplan.",
    "Neben den 80 Maßnahmen wurden 14 Maßnahmen des Klimaschutzkonzepts umgesetzt.",
    "Der Kreistag hatte 87 Maßnahmen beschlossen.",
    "Ohne die sieben verworfenen beträgt der Anteil der abgeschlossenen Maßnahmen 30 % (22 von 73).",
    "Damit befinden sich 51 von 58 Zielen (88 %) in Bearbeitung oder sind erreicht.",
    "Die Kommunen haben 45 Maßnahmen gemeldet, zwölf davon sind abgeschlossen.",
    "# Nachhaltige Verwaltung\n\nStrategisches Ziel 1.1: Alle drei Maßnahmen sind abgeschlossen.",
    "# Nachhaltige Verwaltung\n\nNeu ist eine Maßnahme. Eine Maßnahme wurde abgeschlossen.",
    "# Nachhaltige Verwaltung\n\nAcht Maßnahmen sind in Umsetzung, darunter drei, die 2025 begonnen wurden.",
    "# Nachhaltige Verwaltung\n\nFünf Ämter haben mindestens eine Maßnahme abgeschlossen.",
    "# Klimaschutz & Energie\n\nElf der 15 Maßnahmen liegen im Zeitplan; von den vier übrigen sind drei verzögert.",
    "# Klimaschutz & Energie\n\nZwei Maßnahmen sind von der Idee in die Umsetzung gewechselt.",
    "# Nachhaltige Mobilität\n\nKurzfristig sind sieben Maßnahmen, mittelfristig zwölf und langfristig eine.",
    "# Nachhaltige Mobilität\n\nVon den sieben kurzfristigen Maßnahmen sind sechs im Zeitplan, eine wurde verworfen.",
    "# Globale Verantwortung & Eine Welt\n\nVier Maßnahmen sind fortlaufend, von denen zwei abgeschlossen sind.",
    "# Ressourcenschutz & Klimafolgenanpassung\n\nEs wurden vier Ziele formuliert, zwei davon sind erreicht.",
]


@pytest.mark.parametrize("text", ANOTHER_THING)
def test_what_may_speak_of_another_thing_is_not_reported(text: str, heinsberg: Dataset, tmp_path: Path) -> None:
    assert expectations(against(text, heinsberg, tmp_path)) == []
