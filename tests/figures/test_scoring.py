"""The scoring grid: points between fixed anchors, groups, totals, awards, ranks, robustness."""

import numpy as np
import pandas as pd
import pytest

from analysis import frames
from analysis.figures import scoring
from analysis.strategy import Award

YEAR = 2025
BNB = {"oekologie": 22.5, "oekonomie": 22.5, "soziokultur": 22.5, "technik": 22.5, "prozess": 10.0}
DGNB = {"silver": Award(50, 35), "gold": Award(65, 50), "platinum": Award(80, 65)}


def groups(weights: dict[str, float], **minimum: float) -> pd.DataFrame:
    rows = [
        {"group_id": name, "title": name, "weight": weight, "minimum": minimum.get(name), "source_row": 2}
        for name, weight in weights.items()
    ]
    return frames.conform(frames.SCORING_GROUPS, rows)


def criterion(number: str, group: str = "A", **other: object) -> dict:
    anchors = {"limit": 0.0, "reference": None, "target": 90.0}  # the value v has 10 + v points
    row = {"criterion_id": number, "group_id": group, "kind": "points", "factor": 1.0, "binding": True}
    return {**row, **anchors, "source_row": 2, **other}


def must(number: str, group: str = "A") -> dict:
    return criterion(number, group, kind="must", limit=None, target=None)


def grid(
    criteria: list[dict],
    variants: dict[str, dict[str, object]],
    weights: dict[str, float] | None = None,
    *,
    costs: dict[str, float] | None = None,
    awards: dict[str, Award] = scoring.DEFAULT_AWARDS,
    **minimum: float,
) -> pd.DataFrame:
    """`projects` of a drawn grid: project → criterion → points wanted (10 to 100), or True/False for a must."""
    table = frames.conform(frames.CRITERIA, criteria)
    projects = [
        {"project_id": name, "title": name, "lifecycle_cost": (costs or {}).get(name), "source_row": 2}
        for name in variants
    ]
    rows = [
        {"project_id": name, "criterion_id": number}
        | ({"met": value} if isinstance(value, bool) else {"value": value - 10})  # type: ignore[operator]
        for name, values in variants.items()
        for number, value in values.items()
    ]
    rated = frames.conform(frames.VARIANTS, projects), frames.conform(frames.RATINGS, rows)
    scores = scoring.scores(table, *rated, municipality="musterstadt", year=YEAR)
    of_groups = groups(weights or {"A": 100}, **minimum)
    return scoring.projects(scores, table, of_groups, rated[0], awards).set_index("project_id")


@pytest.mark.parametrize(
    ("value", "expected"),
    [(80, 0), (79.8, 10), (74.1, 20), (57, 50), (55, 55.847953216374), (39.9, 100), (30.9, 100)],
)
def test_points_are_linear_between_limit_reference_and_target_where_less_is_better(value, expected):
    assert scoring.points(value, limit=79.8, reference=57, target=39.9) == pytest.approx(expected, abs=1e-9)


def test_points_are_linear_between_the_anchors_where_more_is_better():
    found = scoring.points(55, limit=39.9, reference=57, target=79.8)
    assert found == pytest.approx(45.321637426901, abs=1e-9)


def test_without_a_reference_points_run_straight_from_limit_to_target():
    assert scoring.points(5, limit=0, reference=None, target=10) == pytest.approx(55)


def test_a_value_a_rounding_error_beyond_the_limit_meets_it():
    assert scoring.points(0.1 + 0.2, limit=0.3, reference=0.2, target=0.1) == pytest.approx(10)


def test_a_group_is_the_mean_of_its_criteria_weighted_by_their_factors():
    points = {"1": 100, "2": 50, "3": 50, "4": 10, "5": 50}
    table = grid([criterion(n, factor=3.0 if n == "1" else 1.0) for n in points], {"P": points})
    assert table.loc["P", "total"] == pytest.approx(65.714285714286, abs=1e-9)


def test_the_total_is_the_mean_of_the_groups_weighted_by_their_weights():
    points = dict(zip(BNB, (70, 55, 80, 60, 90), strict=True))
    table = grid([criterion(name, name) for name in BNB], {"P": points}, BNB)
    assert table.loc["P", "total"] == pytest.approx(68.625, abs=1e-9)
    assert table.loc["P", "award"] == "silver"


def test_weights_that_do_not_add_up_are_scaled():
    table = grid([criterion("1", "A"), criterion("2", "B")], {"P": {"1": 100, "2": 40}}, {"A": 2, "B": 1})
    assert table.loc["P", "total"] == pytest.approx(80)


@pytest.mark.parametrize(
    ("total", "award"), [(80, "gold"), (79.9, "silver"), (65, "silver"), (50, "bronze"), (49, "none")]
)
def test_a_bound_that_is_just_met_is_met(total, award):
    assert grid([criterion("1")], {"P": {"1": total}}).loc["P", "award"] == award


@pytest.mark.parametrize(
    ("of_groups", "award"),
    [((98, 64), "gold"), ((97, 65), "platinum"), ((80.1, 49.9), "silver"), ((80, 50), "gold"), ((100, 34.9), "none")],
)
def test_an_award_may_ask_for_a_minimum_in_every_group(of_groups, award):
    points = dict(zip(("1", "2"), of_groups, strict=True))
    table = grid([criterion("1", "A"), criterion("2", "B")], {"P": points}, {"A": 50, "B": 50}, awards=DGNB)
    assert table.loc["P", "award"] == award


def test_below_the_minimum_of_a_group_there_is_no_award_and_just_at_it_there_is():
    criteria = [criterion("1", "A"), criterion("2", "B")]
    variants = {"below": {"1": 100, "2": 59.9}, "at": {"1": 100, "2": 60}}
    table = grid(criteria, variants, {"A": 50, "B": 50}, B=60)
    assert list(table.loc[["below", "at"], "award"]) == ["none", "gold"]


def test_a_failed_must_excludes_whatever_the_points():
    table = grid([must("M1"), criterion("1")], {"P": {"M1": False, "1": 100}, "Q": {"M1": True, "1": 20}})
    assert table.loc["P", "excluded_by"] == "M1"
    assert table.loc["P", "award"] == "none"
    assert pd.isna(table.loc["P", "rank"])
    assert table.loc["Q", "rank"] == 1


def test_a_value_worse_than_a_binding_limit_excludes_and_one_just_at_it_does_not():
    criteria = [criterion("1"), criterion("2", binding=False)]
    variants = {"worse": {"1": 9.9, "2": 100}, "at": {"1": 10, "2": 100}, "open": {"1": 100, "2": 5}}
    table = grid(criteria, variants)
    assert list(table.loc[["worse", "at", "open"], "excluded_by"]) == ["1", "", ""]
    assert table.loc["open", "total"] == 50  # 0 points, and nothing more


def test_what_is_not_rated_is_a_range_and_has_no_rank():
    table = grid([criterion("1"), criterion("2", factor=3.0)], {"P": {"1": 60}, "Q": {"1": 60, "2": 60}})
    row = table.loc["P"]
    assert pd.isna(row["total"]) and pd.isna(row["rank"]) and row["award"] == ""
    assert (row["total_low"], row["total_high"], row["missing"]) == (15, 90, 1)
    assert (table.loc["Q", "total_low"], table.loc["Q", "total_high"]) == (60, 60)


def test_a_must_that_is_not_answered_leaves_the_variant_incomplete():
    table = grid([must("M1"), criterion("1")], {"P": {"1": 60}})
    assert table.loc["P", "missing"] == 1 and pd.isna(table.loc["P", "total"]) and pd.isna(table.loc["P", "rank"])


def test_equal_totals_share_a_rank_and_the_next_rank_is_left_out():
    table = grid([criterion("1")], {"P": {"1": 60}, "Q": {"1": 70}, "R": {"1": 70}, "S": {"1": 50}})
    assert list(table["rank"]) == [3, 1, 1, 4]


def test_efficient_is_what_no_other_beats_in_points_and_cost():
    points = {"cheap": 50, "good": 90, "dear": 90, "worse": 40, "unpriced": 95}
    table = grid(
        [criterion("1")],
        {name: {"1": total} for name, total in points.items()},
        costs={"cheap": 100, "good": 200, "dear": 210, "worse": 100},
    )
    assert list(table.loc[["cheap", "good", "dear", "worse"], "efficient"]) == [True, True, False, False]
    assert pd.isna(table.loc["unpriced", "efficient"])


def test_an_excluded_variant_makes_no_other_inefficient():
    variants = {"P": {"M": True, "1": 50}, "Q": {"M": False, "1": 90}}
    table = grid([must("M"), criterion("1")], variants, costs={"P": 100, "Q": 50})
    assert table.loc["P", "efficient"] and pd.isna(table.loc["Q", "efficient"])


@pytest.mark.parametrize("change", ["add", "remove", "rename"])
def test_another_project_changes_no_score(change):
    criteria = [criterion(name, name) for name in BNB]
    points = {
        name: dict(zip(BNB, rng, strict=True))
        for name, rng in (("P", (70, 55, 80, 60, 90)), ("Q", (50, 90, 60, 80, 30)))
    }
    before = grid(criteria, points, BNB)
    others = {
        "add": points | {"R": dict.fromkeys(BNB, 100)},
        "remove": {"P": points["P"]},
        "rename": {"P": points["P"], "Z": points["Q"]},
    }
    after = grid(criteria, others[change], BNB)
    assert list(after.loc["P", ["total", "total_low", "total_high", "award"]]) == list(
        before.loc["P", ["total", "total_low", "total_high", "award"]]
    )


def test_a_rating_of_a_later_year_is_not_read_and_of_earlier_ones_the_newest_counts():
    criteria = frames.conform(frames.CRITERIA, [criterion("1"), criterion("2")])
    variants = frames.conform(frames.VARIANTS, [{"project_id": "P", "source_row": 2}])
    dated = [("1", 2023, 10), ("1", 2025, 30), ("1", 2026, 90), ("2", 2026, 90)]
    rows = [{"project_id": "P", "criterion_id": number, "year": year, "value": value} for number, year, value in dated]
    ratings = frames.conform(frames.RATINGS, rows)
    table = scoring.scores(criteria, variants, ratings, municipality="m", year=YEAR)
    assert list(table["outcome"]) == ["rated", "missing"]
    assert table["points"].iloc[0] == 40


def test_group_scores_say_whether_the_minimum_is_fulfilled():
    criteria = frames.conform(frames.CRITERIA, [criterion("1", "A"), criterion("2", "B"), criterion("3", "C")])
    variants = frames.conform(frames.VARIANTS, [{"project_id": "P", "source_row": 2}])
    rows = [{"project_id": "P", "criterion_id": n, "value": 40.0} for n in ("1", "2")]
    scores = scoring.scores(criteria, variants, frames.conform(frames.RATINGS, rows), municipality="m", year=YEAR)
    table = scoring.group_scores(scores, criteria, groups({"C": 20, "B": 40, "A": 40}, A=50, B=50.1, C=10))
    assert list(table["group_id"]) == ["C", "B", "A"]  # the order of the grid
    assert list(table["points"].fillna(-1)) == [-1, 50, 50]
    assert [None if pd.isna(f) else bool(f) for f in table["fulfilled"]] == [None, False, True]


def test_the_first_stays_first_in_every_weighting_where_it_leads_everywhere():
    criteria = [criterion("1", "A"), criterion("2", "B")]
    table = grid(criteria, {"P": {"1": 80, "2": 80}, "Q": {"1": 70, "2": 80}}, {"A": 50, "B": 50})
    assert table.loc["P", "rank_stability"] == 1
    assert table.loc["P", "swap_group"] == "" and pd.isna(table.loc["P", "swap_weight"])
    assert pd.isna(table.loc["Q", "rank_stability"])


def test_the_swap_weight_is_the_nearest_share_from_which_another_is_first():
    criteria = [criterion("1", "A"), criterion("2", "B"), criterion("3", "C")]
    variants = {"P": {"1": 60, "2": 80, "3": 70}, "Q": {"1": 80, "2": 50, "3": 70}}
    table = grid(criteria, variants, {"A": 40, "B": 40, "C": 20})
    # P leads by 4: −20·0,4 + 30·0,4. With the share s of A: −20 s + (1 − s)·20, 0 at one half; with that of B
    # 30 s − (1 − s)·13,33, 0 at 30,77 %; with C the lead shrinks to 0 and never below.
    assert table.loc["P", "swap_group"] == "B"
    assert table.loc["P", "swap_weight"] == pytest.approx(400 / 13)


def test_the_first_place_says_from_which_weight_on_who_is_first():
    criteria = frames.conform(frames.CRITERIA, [criterion("1", "A"), criterion("2", "B")])
    variants = frames.conform(
        frames.VARIANTS, [{"project_id": name, "title": f"Haus {name}", "source_row": 2} for name in "PQ"]
    )
    points = {"P": (80, 50), "Q": (50, 70)}
    rows = [
        {"project_id": name, "criterion_id": number, "value": value - 10.0}
        for name, values in points.items()
        for number, value in zip("12", values, strict=True)
    ]
    scores = scoring.scores(criteria, variants, frames.conform(frames.RATINGS, rows), municipality="m", year=YEAR)
    first = scoring.first_place(scores, criteria, groups({"A": 50, "B": 50}), variants).iloc[0]
    assert (first["title"], first["swap_title"], first["rival_title"]) == ("Haus P", "A", "Haus Q")
    assert (first["weight"], first["swap_weight"]) == pytest.approx((50, 40))


def test_rank_stability_is_the_share_of_dirichlet_weightings_in_which_the_first_stays_first():
    criteria = [criterion("1", "A"), criterion("2", "B")]
    table = grid(criteria, {"P": {"1": 80, "2": 50}, "Q": {"1": 50, "2": 70}}, {"A": 50, "B": 50})
    # P leads while A weighs more than 40 %
    drawn = np.random.default_rng(0).dirichlet([25, 25], 10_000)
    assert table.loc["P", "rank_stability"] == pytest.approx((drawn[:, 0] >= 0.4).mean(), abs=1e-12)
    assert table.loc["P", "swap_weight"] == pytest.approx(40)


def test_one_group_and_one_variant_have_nothing_to_swap():
    table = grid([criterion("1")], {"P": {"1": 60}})
    assert table.loc["P", "rank_stability"] == 1 and pd.isna(table.loc["P", "swap_weight"])


def test_a_grid_without_variants_has_empty_tables():
    assert grid([criterion("1")], {}).empty


def test_the_tables_leave_their_arguments_as_they_are():
    criteria = frames.conform(frames.CRITERIA, [criterion("1")])
    variants = frames.conform(frames.VARIANTS, [{"project_id": "P", "source_row": 2}])
    ratings = frames.conform(frames.RATINGS, [{"project_id": "P", "criterion_id": "1", "value": 5.0}])
    before = [frame.copy() for frame in (criteria, variants, ratings)]
    scores = scoring.scores(criteria, variants, ratings, municipality="m", year=YEAR)
    scoring.projects(scores, criteria, groups({"A": 100}), variants)
    for frame, copy in zip((criteria, variants, ratings), before, strict=True):
        pd.testing.assert_frame_equal(frame, copy)
