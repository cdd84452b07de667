"""The scoring grid drawn and told: groups, cost, one page a variant, how firm the first place is."""

import pandas as pd
import pytest

from analysis import frames
from analysis.charts.scoring import words
from analysis.charts.scoring.points_by_cost import points_by_cost
from analysis.charts.scoring.points_by_group import points_by_group
from analysis.charts.scoring.project_page import project_page
from analysis.figures import scoring
from analysis.german import NBSP

YEAR = 2025


@pytest.fixture
def grid():
    """groups, criteria, variants, scores, group_scores, projects, first of a drawn grid.

    Holz leads with 65 against 60; Stahl fails the must; Lehm lacks a rating; prices in Mio. €.
    """
    groups = frames.conform(
        frames.SCORING_GROUPS,
        [
            {"group_id": "A", "title": "Ökologie", "weight": 50, "minimum": 40, "source_row": 2},
            {"group_id": "B", "title": "Technik", "weight": 50, "source_row": 3},
        ],
    )
    anchors = {"kind": "points", "limit": 0, "target": 90, "factor": 1, "binding": True, "source_row": 2}
    criteria = frames.conform(
        frames.CRITERIA,
        [
            {**anchors, "criterion_id": "A1", "title": "Treibhausgase", "group_id": "A"},
            {**anchors, "criterion_id": "B1", "title": "Rückbau", "group_id": "B"},
            {**anchors, "criterion_id": "M1", "title": "Barrierefreiheit", "group_id": "B", "kind": "must"},
        ],
    )
    points = {"Holz": (80, 50, 5.0), "Massiv": (50, 70, 4.0), "Stahl": (90, 90, 3.0), "Lehm": (90, None, 6.0)}
    variants = frames.conform(
        frames.VARIANTS,
        [
            {"project_id": "Kita", "variant": name, "title": "Kita Park", "lifecycle_cost": cost * 1e6, "source_row": 2}
            for name, (_, _, cost) in points.items()
        ],
    )
    rated = [
        {"project_id": "Kita", "variant": name, "criterion_id": number, "value": value - 10}
        for name, (a, b, _) in points.items()
        for number, value in (("A1", a), ("B1", b))
        if value is not None
    ]
    musts = [{"project_id": "Kita", "variant": name, "criterion_id": "M1", "met": name != "Stahl"} for name in points]
    ratings = frames.conform(frames.RATINGS, [*rated, *musts])
    scores = scoring.scores(criteria, variants, ratings, municipality="muster", year=YEAR)
    return {
        "groups": groups,
        "criteria": criteria,
        "variants": variants,
        "scores": scores,
        "group_scores": scoring.group_scores(scores, criteria, groups),
        "projects": scoring.projects(scores, criteria, groups, variants),
        "first": scoring.first_place(scores, criteria, groups, variants),
    }


def test_how_firm_the_first_place_is_stands_in_one_sentence(grid):
    sentence = words.robustness(grid["projects"], grid["first"]).replace(NBSP, " ")
    assert sentence.startswith("Rang 1 (Kita Park, Holz) bleibt in ")
    assert sentence.endswith(
        " % der Gewichtungen; erst wenn das Gewicht von „Ökologie“ von 50 auf 40 % sinkt, liegt Kita Park, Massiv vorn"
    )


def test_variants_stand_by_rank_then_what_is_open_then_what_is_excluded(grid):
    assert list(words.in_order(grid["projects"])["variant"]) == ["Holz", "Massiv", "Lehm", "Stahl"]


def test_the_groups_chart_says_every_points_and_why_a_variant_has_no_rank(grid, strategy, read):
    said = read(points_by_group(grid["group_scores"], grid["projects"], grid["groups"], grid["first"], strategy))
    texts = [text.replace(NBSP, " ") for text in said["texts"]]
    assert {"80,0", "50,0", "offen", "65,0 %", "Rang 1, Silber", "Rang 2, Bronze"} <= set(texts)
    assert {"ausgeschlossen: M1", "eine Bewertung fehlt", "45,0 bis 95,0 %"} <= set(texts)
    assert "Kita Park, Lehm (eine Bewertung fehlt" in said["alt"]


def test_the_cost_chart_fills_what_is_efficient_and_sets_the_excluded_apart(grid, strategy, read):
    chart = points_by_cost(grid["projects"], strategy)
    said = read(chart)
    assert said["title"].replace(NBSP, " ") == (
        "Zwei von zwei gewerteten Varianten sind effizient; zwischen der günstigsten und der besten davon "
        "liegen 5,0 Prozentpunkte und 1,0 Mio. €"
    )
    assert "ausgeschlossen" in said["texts"] and "×" in said["texts"]
    assert "Kita Park, Stahl: 90,0 %, 3,0 Mio. €, ausgeschlossen: M1" in said["alt"].replace(NBSP, " ")


def test_what_has_no_cost_is_named_and_not_drawn(grid, strategy, read):
    cost = grid["projects"]["lifecycle_cost"].mask(grid["projects"]["variant"] == "Massiv")
    said = read(points_by_cost(grid["projects"].assign(lifecycle_cost=cost), strategy))
    assert "Ohne Lebenszykluskosten: Kita Park, Massiv" in said["subtitle"]
    assert "Kita Park, Massiv" not in said["texts"]


@pytest.mark.parametrize(
    ("variant", "title"),
    [
        ("Holz", "Kita Park, Holz erreicht 65,0 %: Rang 1, Silber"),
        ("Stahl", "Kita Park, Stahl ist ausgeschlossen; nicht erfüllt: M1 Barrierefreiheit"),
        ("Lehm", "Kita Park, Lehm: eine Bewertung fehlt; möglich sind 45,0 bis 95,0 %"),
    ],
)
def test_a_variants_page_says_what_came_of_it_and_where_its_points_come_from(grid, strategy, read, variant, title):
    row = grid["projects"].set_index("variant", drop=False).loc[variant]
    said = read(project_page(grid["scores"], row, grid["criteria"], grid["groups"], strategy))
    assert said["title"].replace(NBSP, " ") == title
    if variant == "Holz":
        assert [text for text in said["texts"] if "von" in text] == [
            "40,0 von 50,0 (80 Punkte)",
            "25,0 von 50,0 (50 Punkte)",
        ]
    if variant == "Lehm":
        assert "Nicht bewertet: B1 Rückbau" in said["subtitle"].replace(NBSP, " ")


def test_a_page_with_more_criteria_than_a_slide_bears_shows_the_groups(strategy, read):
    groups = frames.conform(
        frames.SCORING_GROUPS, [{"group_id": "A", "title": "Ökologie", "weight": 100, "source_row": 2}]
    )
    numbers = [f"A{n}" for n in range(1, 31)]
    criteria = frames.conform(
        frames.CRITERIA,
        [
            {
                "criterion_id": n,
                "group_id": "A",
                "kind": "points",
                "limit": 0,
                "target": 90,
                "factor": 1,
                "binding": True,
            }
            | {"source_row": 2}
            for n in numbers
        ],
    )
    variants = frames.conform(frames.VARIANTS, [{"project_id": "P", "title": "P", "source_row": 2}])
    ratings = frames.conform(frames.RATINGS, [{"project_id": "P", "criterion_id": n, "value": 40.0} for n in numbers])
    scores = scoring.scores(criteria, variants, ratings, municipality="m", year=YEAR)
    projects = scoring.projects(scores, criteria, groups, variants)
    said = read(project_page(scores, projects.iloc[0], criteria, groups, strategy))
    assert [text for text in said["texts"] if "von" in text] == ["50,0 von 100,0 (50 Punkte)"]


def test_nothing_to_rank_is_said_with_its_reason():
    projects = frames.conform(
        frames.PROJECTS,
        [
            {"year": YEAR, "project_id": "P", "excluded_by": "M1", "missing": 0},
            {"year": YEAR, "project_id": "Q", "excluded_by": "", "missing": 2},
        ],
    )
    assert words.robustness(projects, pd.DataFrame()) == (
        "Keine Variante lässt sich schon werten: eine ist ausgeschlossen und bei einer fehlen Bewertungen"
    )
