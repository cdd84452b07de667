"""Workbooks of procurement, as offices draw them: minimum criteria, who has adopted them, tenders."""

from pathlib import Path

import pytest
from drawing import draw

from analysis.errors import DataError
from analysis.intake.procurement import open_procurement

CRITERIA = """
    Produktgruppe | Nr. | Mindestkriterium       | Art  | Nachweis/Gütezeichen
    Papier        | P1  | 95 % Recyclingpapier   | muss | Blauer Engel
    Papier        | P2  | aus der Region         | soll |
    Möbel         | M1  | kein Tropenholz        | muss | FSC
"""
ADOPTION = """
    Kommune              | Kriterium       | Stand            | seit     | Abteilung
    Stadt Herten         | P1              | übernommen       | #2023    | Vergabestelle
    Recklinghausen       | P1              | geplant          |          |
    Kreis Recklinghausen | kein Tropenholz | nicht übernommen |          |
    05562020             | M1              | übernommen       | seit 2024 |
"""
TENDERS = """
    Vergabe | Kommune              | Produktgruppe | Jahr       | Auftragswert (Tsd. €) | erfüllt
    V1      | Herten               | Papier        | #2024      | #12.5                 | ja
    V2      | Stadt Recklinghausen | papier        | @2025-03-01 | 8,0                  | teilweise
    V3      | Kreis Recklinghausen | Möbel         | #2025      |                       | nein
    V4      | Herten               | Möbel         | #2025      | #3                    | vielleicht
    V5      | Herten               | Reinigung     | #2026      | #3                    | ja
"""
NETWORK = 'name = "Netz"\nmembers = ["herten", "recklinghausen", "kreis-recklinghausen"]\n'
STRATEGY = (
    """name = "{}"\nags = "{}"\nadopted = 2023-01-01\ntarget_date = 2030-12-31\n[[fields]]\nnumber = 1\nname = "A"\n"""
)
NAMES = {
    "herten": ("Stadt Herten", "05562020"),
    "recklinghausen": ("Stadt Recklinghausen", "05562032"),
    "kreis-recklinghausen": ("Kreis Recklinghausen", "05562"),
}


@pytest.fixture
def read(tmp_path: Path):
    """Tables by name and findings as (code, sheet, cell) of a workbook in the folder of a network."""
    (tmp_path / "netz").mkdir()
    (tmp_path / "netz" / "network.toml").write_text(NETWORK, encoding="utf-8")
    for member, names in NAMES.items():
        (tmp_path / member).mkdir()
        (tmp_path / member / "strategy.toml").write_text(STRATEGY.format(*names), encoding="utf-8")

    def of(year: int = 2025, **sheets: str):
        path = draw(tmp_path / "netz" / "beschaffung.xlsx", **sheets)
        reading = open_procurement(path, None).read(year)
        told = [(f.code, f.source_sheet, f.cell) for f in reading.findings]
        return {name: list(rows) for name, rows in reading.tables.items()}, told

    return of


def adopted(tables: dict) -> set[tuple]:
    return {(row["member"], row["criterion_id"], row["state"], row["since"]) for row in tables["adoption"]}


ADOPTED = {
    ("herten", "P1", "adopted", 2023),
    ("recklinghausen", "P1", "planned", None),
    ("kreis-recklinghausen", "M1", "not_adopted", None),
    ("herten", "M1", "adopted", 2024),
}


def test_criteria_adoption_and_tenders_are_read_whoever_is_named_how(read):
    tables, told = read(Kriterien=CRITERIA, Übernahme=ADOPTION, Vergaben=TENDERS)
    assert [(c["criterion_id"], c["kind"]) for c in tables["minimum_criteria"]] == [
        ("P1", "must"),
        ("P2", "should"),
        ("M1", "must"),
    ]
    assert adopted(tables) == ADOPTED
    assert [(t["member"], t["product_group"], t["year"], t["value_eur"], t["met"]) for t in tables["tenders"]] == [
        ("herten", "Papier", 2024, 12_500, "yes"),
        ("recklinghausen", "Papier", 2025, 8_000, "partly"),
        ("kreis-recklinghausen", "Möbel", 2025, None, "no"),
        ("herten", "Möbel", 2025, 3_000, "unknown"),
    ]
    assert ("value-missing", "Vergaben", "E4") in told
    assert ("value-unknown", "Vergaben", "F5") in told


def test_a_matrix_of_adoption_says_the_same(read):
    matrix = """
        Stand der Übernahme
        Nr. | Mindestkriterium | Stadt Herten    | Stadt Recklinghausen | Kreis Recklinghausen
        P1  | Recyclingpapier  | übernommen 2023 | geplant              |
        M1  | kein Tropenholz  | ja (seit 2024)  |                      | nein
    """
    tables, _ = read(Kriterien=CRITERIA, Matrix=matrix)
    assert adopted(tables) == ADOPTED


def test_who_is_no_member_and_what_is_in_no_list_is_told_and_set_aside(read):
    strange = ("Stadt Marl | P1 | geplant | |", "Stadt Herten | Z9 | geplant | |")
    tables, told = read(Kriterien=CRITERIA, Übernahme="\n".join([ADOPTION.rstrip(), *strange]))
    assert adopted(tables) == ADOPTED
    assert {("value-unknown", "Übernahme", "A6"), ("criterion-unknown", "Übernahme", "B7")} <= set(told)


def test_two_states_of_one_criterion_count_neither(read):
    tables, told = read(Kriterien=CRITERIA, Übernahme=f"{ADOPTION.rstrip()}\n Stadt Herten | P1 | geplant | |")
    assert ("herten", "P1", "unknown", None) in adopted(tables)
    assert "value-twice" in {code for code, _, _ in told}


def test_without_a_network_every_name_is_its_own_member(tmp_path):
    path = draw(tmp_path / "musterstadt" / "procurement.xlsx", Vergaben=TENDERS)
    tenders = open_procurement(path, None).read(2026).tables["tenders"]
    assert [tender["member"] for tender in tenders] == [
        "herten",
        "stadt-recklinghausen",
        "kreis-recklinghausen",
        "herten",
        "herten",
    ]


def test_a_town_without_a_column_for_members_is_the_member_itself(tmp_path):
    tenders = "Vergabe | Produktgruppe | Jahr | Auftragswert | erfüllt\nV1 | Papier | #2025 | #100 | ja"
    path = draw(tmp_path / "musterstadt" / "procurement.xlsx", Vergaben=tenders)
    assert [t["member"] for t in open_procurement(path, None).read(2025).tables["tenders"]] == ["musterstadt"]


def test_the_years_are_those_of_the_tenders(tmp_path):
    path = draw(tmp_path / "musterstadt" / "procurement.xlsx", Kriterien=CRITERIA, Vergaben=TENDERS)
    assert open_procurement(path, None).years == {2024, 2025, 2026}


def test_a_workbook_without_anything_of_procurement_is_refused_in_one_line(tmp_path):
    path = draw(tmp_path / "procurement.xlsx", Tabelle="Name | Ort\nA | B")
    with pytest.raises(DataError, match="weder Mindestkriterien noch Vergaben"):
        open_procurement(path, None)
