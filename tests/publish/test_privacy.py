"""Persons are masked in what may go to the council; what only looks like one stays."""

import pytest

from analysis.publish.privacy import mask_persons, persons_of


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Abstimmung mit Frau Müller", "Abstimmung mit [Name]"),
        ("Abstimmung mit Herrn Dr. Schmitz läuft", "Abstimmung mit [Name] läuft"),
        ("Frau Anna Maria Müller-Lüdenscheidt ist zuständig", "[Name] ist zuständig"),
        ("Frau Prof. Dr. von der Heide prüft", "[Name] prüft"),
        ("Herr van den Berg, Frau Öztürk und Herr O’Neill", "[Name], [Name] und [Name]"),
        ("Hr. K. Meier", "[Name]"),
        ("an Hrn. Meier", "an [Name]"),
        ("FRAU MÜLLER PRÜFT", "[Name]"),
        ("Frau\u00a0Müller", "[Name]"),
        ("+49 (0) 2452 13-6101", "[Telefon]"),
        ("Telefon (0 24 52) 13-0", "Telefon [Telefon]"),
        ("laut Dr. Schmitz", "laut [Name]"),
        ("Herr Müller Amt für Umwelt", "[Name] Amt für Umwelt"),
        ("siehe a.mueller@kreis-heinsberg.de", "siehe [E-Mail]"),
        ("a.mueller(at)kreis-heinsberg.de", "[E-Mail]"),
        ("a.mueller [at] kreis-heinsberg [punkt] de", "[E-Mail]"),
        ("Tel. 02452/13-6101", "Tel. [Telefon]"),
        ("Tel.: 6101", "Tel.: [Telefon]"),
        ("Durchwahl -6101 anrufen", "Durchwahl [Telefon] anrufen"),
        ("Rückfragen 02452 13-6101", "Rückfragen [Telefon]"),
        ("(02452) 13 61 01", "[Telefon]"),
        ("(0 24 52) 13-61 01", "[Telefon]"),
        ("+49 2452 13-6101", "[Telefon]"),
        ("0049 2452 136101", "[Telefon]"),
        ("mobil 0171 1234567", "mobil [Telefon]"),
        ("01711234567", "[Telefon]"),
        ("Handy: 0171/1234567", "Handy: [Telefon]"),
        ("Ansprechpartnerin Erika Mustermann", "Ansprechpartnerin [Name]"),
        ("Ansprechpartner: E. Mustermann (Amt 61)", "Ansprechpartner: [Name] (Amt 61)"),
        ("zuständig: Mustermann", "zuständig: [Name]"),
        ("Kontakt: Anna-Lena van den Berg, Kreishaus", "Kontakt: [Name], Kreishaus"),
        ("bearbeitet von Max Mustermann", "bearbeitet von [Name]"),
    ],
)
def test_persons_are_masked(text: str, masked: str) -> None:
    assert mask_persons(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "Frau und Beruf",
        "zuständig: Gesundheitsamt",
        "Zuständigkeit: Kreis Heinsberg",
        "Federführung Stabsstelle Nachhaltigkeit",
        "zuständig: Wirtschaftsförderung",
        "Ansprechpartner: Untere Naturschutzbehörde",
        "Leiter des Amtes",
        "Kontakt zu Schulen",
        "verantwortlich: Kreiswerke Heinsberg GmbH",
        "FRAU UND BERUF",
        "Netzwerk Frau in Führung",
        "Frauenförderung im Kreishaus",
        "Sanierung Herrenhaus Gut Leye",
        "Frauen Gesundheit",
        "Maßnahme 4.2.1.3",
        "4.2.1.3 und 4.2.1.10",
        "Haushalt 2024/2025",
        "01/2024-12/2024",
        "Stand: 31.12.2025",
        "05.06.2025 bis 07.08.2026",
        "2025-03-28",
        "1.200.000 Euro",
        "+31.000.000 Euro",
        "1 200 000 €",
        "plus 50 % bis 2026",
        "+49 500 000 kWh",
        "AGS 05370004",
        "ARS 053700004004",
        "52525 Heinsberg und 01067 Dresden",
        "DIN EN ISO 50001:2018",
        "Konzept Mobil 2030",
        "Dr.-Schmitz-Straße",
        "Dr. Schmitz-Schule",
        "Kosten 0,5 Mio. Euro",
        "2030–2050",
        "EU-Richtlinie 2018/2001",
        "Sport @ Park",
        "Wasserstoffbusse im ÖPNV (Projekt H2BusHS)",
        "Anerkannte Bewegungskindergärten: plus 50 % bis 2026",
    ],
)
def test_what_only_looks_like_a_person_stays(text: str) -> None:
    assert mask_persons(text) == text


def test_masking_twice_changes_nothing_more() -> None:
    once = mask_persons("Frau Müller, Tel. 02452/13-6101, m@x.de")
    assert mask_persons(once) == once


def test_names_of_the_column_of_responsible_persons_are_masked_wherever_they_are_repeated() -> None:
    column = ["Mustermann, Erika (61)", "E. Beispiel", "Frau Schmitz / Amt 50", "Gesundheitsamt", "Klima", "Jansen"]
    names = persons_of(column, titles=["Klima und Schule"])
    assert mask_persons("Schmitz und Beispiel sind krank, Jansen vertritt", names) == (
        "[Name] und [Name] sind krank, [Name] vertritt"
    )
    assert mask_persons("Gesundheitsamt, Klima und Schule", names) == "Gesundheitsamt, Klima und Schule"


def test_surname_and_first_name_split_by_a_comma_are_both_masked() -> None:
    names = persons_of(["Mustermann, Erika"])
    assert mask_persons("Erika Mustermann geht", names) == "[Name] geht"
