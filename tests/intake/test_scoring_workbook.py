"""Workbooks of the scoring grid, as offices draw them: sheets told by their columns, what is missing told by cell."""

from pathlib import Path

import pytest
from drawing import draw

from analysis.errors import DataError
from analysis.intake.scoring import open_scoring

GROUPS = """
    Gruppe | Bezeichnung | Gewicht | Mindesterfüllung
    A      | Ökologie    | #60     | #50
    B      | Technik     | #40     |
"""
CRITERIA = """
    Nr. | Kriterium     | Gruppe | Art    | Einheit | Grenzwert | Referenzwert | Zielwert | Faktor | Nachweis
    M1  | Barrierefrei  | B      | Muss   |         |           |              |          |        | Plan
    A1  | Treibhausgase | A      | Punkte | kg      | #80       | #57          | #40      | #3     | Bilanz
    B1  | Rückbau       | B      | Punkte | Punkte  | #10       |              | #100     | #1     |
"""
PROJECTS = """
    Projekt | Variante | Titel     | Art       | Kommune | Lebenszykluskosten | Fläche
    Kita    | Holz     | Kita Park | Neubau    | Lünen   | #5000000           | #1400
    Kita    | Stein    | Kita Park | Neubau    | Lünen   | 4.500.000 €        | #1400
    Rathaus |          | Rathaus   | Sanierung | Werne   |                    |
"""
LONG = """
    Projekt | Variante | Kriterium | Wert     | Nachweis | bewertet von
    Kita    | Holz     | M1        | ja       | S. 3     | Bauamt
    Kita    | Holz     | A1        | #45      |          |
    Kita    | Holz     | Rückbau   | #70      |          |
    Kita    | Stein    | M1        | erfüllt  |          |
    Kita    | Stein    | A1        | 60,5     |          |
    Kita    | Stein    | B1        |          |          |
    Rathaus |          | M1        | ✗        |          |
    Rathaus |          | A1        | #90      |          |
    Rathaus |          | B1        | #55      |          |
"""


@pytest.fixture
def read(tmp_path: Path):
    """Tables by name and findings as (code, sheet, cell) of a drawn workbook up to 2025."""

    def of(year: int = 2025, **sheets: str):
        path = draw(tmp_path / "musterstadt" / "scoring.xlsx", **sheets)
        reading = open_scoring(path, None).read(year)
        told = [(f.code, f.source_sheet, f.cell) for f in reading.findings]
        return {name: list(rows) for name, rows in reading.tables.items()}, told

    return of


def values(tables: dict) -> dict[tuple, object]:
    """(project, variant, criterion) → value, or whether a must is met."""
    return {
        (row["project_id"], row["variant"], row["criterion_id"]): row["met"] if row["met"] is not None else row["value"]
        for row in tables["ratings"]
    }


RATED = {
    ("Kita", "Holz", "M1"): True,
    ("Kita", "Holz", "A1"): 45,
    ("Kita", "Holz", "B1"): 70,
    ("Kita", "Stein", "M1"): True,
    ("Kita", "Stein", "A1"): 60.5,
    ("Rathaus", "", "M1"): False,
    ("Rathaus", "", "A1"): 90,
    ("Rathaus", "", "B1"): 55,
}


def test_a_grid_with_a_list_of_ratings_is_read_and_what_is_missing_told_by_its_cell(read):
    tables, told = read(Gruppen=GROUPS, Kriterien=CRITERIA, Projekte=PROJECTS, Bewertungen=LONG)
    assert values(tables) == RATED
    assert [(g["group_id"], g["weight"], g["minimum"]) for g in tables["score_groups"]] == [
        ("A", 60, 50),
        ("B", 40, None),
    ]
    assert [c["reference"] for c in tables["criteria"]] == [None, 57, None]
    assert [v["lifecycle_cost"] for v in tables["variants"]] == [5_000_000, 4_500_000, None]
    assert ("rating-missing", "Bewertungen", "D7") in told
    assert {code for code, _, _ in told} == {"rating-missing", "value-normalised"}


def test_a_matrix_of_ratings_says_the_same(read):
    matrix = """
        Bewertung der Projekte
        Nr. | Kriterium     | Kita | <     | Rathaus
            |               | Holz | Stein |
        M1  | Barrierefrei  | ja   | ja    | nein
        A1  | Treibhausgase | #45  | #60.5 | #90
        B1  | Rückbau       | #70  |       | #55
    """
    tables, told = read(Gruppen=GROUPS, Kriterien=CRITERIA, Projekte=PROJECTS, Bewertungen=matrix)
    assert values(tables) == RATED
    assert ("rating-missing", "Bewertungen", "D6") in told


def test_sheets_and_columns_may_bear_other_names_and_stand_in_another_order(read):
    groups = """
        Bewertungsraster
        Stand: 31.12.2025

        Gewichtung in % | Kriteriengruppe | Mindestwert
        60              | Ökologie        | 50
        40              | Technik         |
        #100            |                 |
    """
    criteria = """
        Kriteriengruppe | Kriterium     | Kennung | Typ            | Zielwert | Referenz | Grenzwert | Bedeutungsfaktor
        Ökologie        | Treibhausgase | A1      | Punkte         | 40       | 57       | 80        | 3
        Technik         | Rückbau       | B1      | Punkte         | 100      |          | 10        | 1
        Technik         | Barrierefrei  | M1      | Muss-Kriterium |          |          |           |
    """
    tables, told = read(Eins=groups, Zwei=criteria, Drei=PROJECTS, Vier=LONG)
    assert values(tables) == RATED
    assert [(g["group_id"], g["weight"]) for g in tables["score_groups"]] == [("Ökologie", 60), ("Technik", 40)]
    assert [(c["criterion_id"], c["limit"], c["target"]) for c in tables["criteria"]][:2] == [
        ("A1", 80, 40),
        ("B1", 10, 100),
    ]
    assert ("row-ignored", "Eins", "A7") in told


def test_weights_as_shares_are_per_cent_and_others_that_do_not_add_up_are_told(read):
    shares = GROUPS.replace("#60", "#0.6").replace("#40", "#0.4").replace("#50", "#0.5")
    tables, told = read(G=shares, K=CRITERIA, P=PROJECTS, B=LONG)
    assert [(g["weight"], g["minimum"]) for g in tables["score_groups"]] == [(60, 50), (40, None)]
    assert "weight-sum" not in {code for code, _, _ in told}
    _, told = read(G=GROUPS.replace("#40", "#30"), K=CRITERIA, P=PROJECTS, B=LONG)
    assert ("weight-sum", "G", "C2") in told


@pytest.mark.parametrize(
    ("limit", "reference", "target"),
    [("#80", "#30", "#40"), ("#80", "#90", "#40"), ("#80", "", "#80"), ("#80", "#57", ""), ("", "#57", "#40")],
)
def test_a_criterion_without_one_order_does_not_count(read, limit, reference, target):
    wrong = CRITERIA.replace("#80 ", limit).replace("#57 ", reference).replace("#40 ", target)
    tables, told = read(G=GROUPS, K=wrong, P=PROJECTS, B=LONG)
    assert [c["criterion_id"] for c in tables["criteria"]] == ["M1", "B1"]
    assert [code for code, sheet, _ in told if sheet == "K"] == ["scale-invalid"]
    assert all(criterion != "A1" for _, _, criterion in values(tables))


def test_what_is_in_no_list_is_told_and_set_aside(read):
    strange = ("Schule |  | A1 | #50 |  |", "Kita | Holz | Z9 | #50 |  |", "Kita | Glas | A1 | #50 |  |")
    ratings = "\n".join([LONG.rstrip(), *strange])
    criteria = f"{CRITERIA.rstrip()}\n    C1 | Wasser | C | Punkte | l | #9 | | #1 | #1 |"
    tables, told = read(G=GROUPS, K=criteria, P=PROJECTS, B=ratings)
    assert values(tables) == RATED
    assert ("project-unknown", "B", "A11") in told
    assert ("criterion-unknown", "B", "C12") in told
    assert ("project-unknown", "B", "A13") in told
    assert ("group-unknown", "K", "C5") in told


def test_two_different_values_for_one_criterion_count_neither(read):
    tables, told = read(G=GROUPS, K=CRITERIA, P=PROJECTS, B=f"{LONG.rstrip()}\n Kita | Holz | A1 | #46 | |")
    assert ("Kita", "Holz", "A1") not in values(tables)
    assert ("value-twice", "B", "D11") in told


def test_what_is_no_value_is_told_with_its_cell(read):
    ratings = LONG.replace("#45", "gut").replace("#90", "!#REF!").replace("| ja ", "| teils ")
    tables, told = read(G=GROUPS, K=CRITERIA, P=PROJECTS, B=ratings)
    assert {("value-unknown", "B", "D3"), ("cell-error", "B", "D9"), ("value-unknown", "B", "D2")} <= set(told)
    assert ("rating-missing", "B", "D3") not in told
    assert len(values(tables)) == 5


def test_a_limit_that_does_not_bind_is_read(read):
    words = ("Grenzwert verbindlich", "", "nein", "")
    lines = [f"{line} | {word}" for line, word in zip(CRITERIA.strip().split("\n"), words, strict=True)]
    tables, _ = read(G=GROUPS, K="\n".join(lines), P=PROJECTS, B=LONG)
    assert [c["binding"] for c in tables["criteria"]] == [True, False, True]


def test_ratings_of_later_years_are_not_read_and_the_newest_of_earlier_ones_is_there(read):
    dated = LONG.replace("bewertet von", "Jahr").replace("S. 3     | Bauamt", "S. 3     | #2026")
    tables, told = read(G=GROUPS, K=CRITERIA, P=PROJECTS, B=dated)
    assert ("Kita", "Holz", "M1") not in values(tables)
    assert ("rating-missing", "P", "A2") in told


def test_tables_below_one_another_on_one_sheet_are_told_apart(read):
    sheet = "\n\n".join(table.strip("\n") for table in (GROUPS, CRITERIA, PROJECTS, LONG))
    tables, _ = read(Raster=sheet)
    assert values(tables) == RATED
    assert len(tables["score_groups"]) == 2


def test_a_workbook_without_criteria_or_projects_is_refused_in_one_line(tmp_path):
    path = draw(tmp_path / "scoring.xlsx", Tabelle="Name | Ort\nA | B")
    with pytest.raises(DataError, match="keine Tabelle mit Kriterien gefunden"):
        open_scoring(path, None)
