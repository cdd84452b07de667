"""A network drawn: roadmaps side by side, minimum criteria in force, tenders."""

import pandas as pd
import pytest

from analysis import frames
from analysis.charts.network.adoption import adoption_matrix
from analysis.charts.network.roadmaps import roadmap_by_member, roadmap_by_theme
from analysis.charts.network.tenders import tenders_by_group
from analysis.figures import network as figures
from analysis.german import NBSP
from analysis.network import Network, Theme

YEAR = 2025
NETWORK = Network("netz", "Netz", ("stadt", "dorf", "kreis"), (Theme(1, "Beschaffung"), Theme(2, "Bauen")))
NAMES = {"stadt": "Stadt A", "dorf": "Dorf B", "kreis": "Kreis C"}
KEYS = {"kreis": "05562", "stadt": "05562032", "dorf": "05974048"}


@pytest.fixture
def roadmaps(draw_figures):
    lines = """
        measure 1   all status 4 idea=1 planned=0 in_progress=1 completed=2 discarded=0
        measure 2   all status 2 idea=0 planned=2 in_progress=0 completed=0 discarded=0
        measure all all status 6 idea=1 planned=2 in_progress=1 completed=2 discarded=0
    """
    of_member = {"stadt": draw_figures(lines, year=2023), "kreis": draw_figures(lines, year=YEAR)}
    return figures.roadmaps(of_member, KEYS, NETWORK, year=YEAR)


def test_members_stand_side_by_side_with_base_and_year_and_without_data_there_is_no_bar(roadmaps, strategy, read):
    said = read(roadmap_by_member(roadmaps, "1", NETWORK, NAMES, strategy, left_out=["kreis"]))
    bars = {row["row"].replace("\n", " ").replace(NBSP, " ") for row in said["rows"]}
    assert bars == {
        "Alle mit Daten (n = 4, Stand 2023)",
        "Stadt A (n = 4, Stand 2023)",
        "Dorf B (keine Daten)",
        "Kreis C (n = 4)",
    }
    assert "keine Daten" in said["texts"]
    assert "„Alle“ zählt ein von drei Mitgliedern, ohne Kreis C (Mitglieder liegen in ihm)" in said["subtitle"]
    assert (
        said["title"].replace(NBSP, " ")
        == "1 Beschaffung: von vier Maßnahmen sind zwei abgeschlossen und eine ist in Umsetzung"
    )


def test_a_members_profile_has_a_bar_a_theme_and_says_of_which_year_it_is(roadmaps, strategy, read):
    said = read(roadmap_by_theme(roadmaps, "stadt", NETWORK, NAMES, strategy))
    assert {row["bar"].replace(NBSP, " ") for row in said["rows"] if "bar" in row} == {"1 Beschaffung", "2 Bauen"}
    assert "Keine Tabelle für 2025; gezeigt ist der Stand Ende 2023" in said["subtitle"].replace(NBSP, " ")


def test_a_member_without_data_is_told_so(roadmaps, strategy, read):
    assert read(roadmap_by_theme(roadmaps, "dorf", NETWORK, NAMES, strategy))["title"] == "Dorf B: keine Daten"


def adopted(criteria: pd.DataFrame, *rows: tuple[str, str, str]) -> pd.DataFrame:
    stated = frames.conform(
        frames.ADOPTION, [dict(zip(("criterion_id", "member", "state"), row, strict=True)) for row in rows]
    )
    return figures.adoption(criteria, stated, NETWORK, year=YEAR)


def minimum_criteria(number: int = 2) -> pd.DataFrame:
    return frames.conform(
        frames.MINIMUM_CRITERIA,
        [
            {"criterion_id": f"P{n}", "product_group": "Papier", "title": f"Regel {n}", "kind": "must", "source_row": n}
            for n in range(1, number + 1)
        ],
    )


NO_TENDERS = frames.conform(frames.TENDERS, [])


def test_the_matrix_says_each_state_and_how_many_of_the_buyers_have_it_in_force(strategy, read):
    criteria = minimum_criteria()
    states = adopted(criteria, ("P1", "stadt", "adopted"), ("P1", "dorf", "adopted"), ("P2", "dorf", "planned"))
    said = read(adoption_matrix(states, criteria, figures.buyers(states, NO_TENDERS), NAMES, strategy))
    assert said["title"] == (
        "Eines von zwei Mindestkriterien gilt bei allen, die die Produktgruppe beschaffen; eines noch bei keinem"
    )
    assert "Papier: Regel 2 (0 von 2): Stadt A ohne Angabe, Dorf B geplant, Kreis C ohne Angabe" in said["alt"]
    assert {"2 von 2", "0 von 2"} <= set(said["texts"])


def test_a_matrix_with_many_criteria_counts_by_product_group(strategy, read):
    criteria = minimum_criteria(20)
    states = adopted(criteria, ("P1", "stadt", "adopted"), ("P2", "stadt", "not_adopted"))
    said = read(adoption_matrix(states, criteria, figures.buyers(states, NO_TENDERS), NAMES, strategy))
    assert {"1 von 20", "–"} <= set(said["texts"])


def test_tenders_are_told_by_number_and_by_value(strategy, read):
    rows = [("stadt", 100_000.0, "yes"), ("dorf", 300_000.0, "no"), ("dorf", 100_000.0, "partly")]
    tenders = frames.conform(
        frames.TENDERS,
        [
            {"member": member, "product_group": "Papier", "year": YEAR, "value_eur": value, "met": met, "source_row": 2}
            for member, value, met in rows
        ],
    )
    sums = figures.tenders(tenders, KEYS, NETWORK, year=YEAR)
    said = read(tenders_by_group(sums, strategy, left_out=["Kreis C"], untold=2))
    assert said["title"].replace(NBSP, " ") == (
        "Von drei Vergaben 2025 erfüllt eine alle Mindestkriterien; nach Auftragswert sind es 20 %"
    )
    assert {"1 von 3 (33 %)", "100.000 € von 500.000 € (20 %)"} <= {text.replace(NBSP, " ") for text in said["texts"]}
    assert "Zwei Vergaben ohne lesbare Angabe, nicht gezählt" in said["subtitle"]
