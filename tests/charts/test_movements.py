"""Bridge and flow: where measures and goals moved since the year before."""

import itertools

import pandas as pd
import pytest

from analysis.charts.bridges import CAUSES, bridge
from analysis.charts.flows import flow
from analysis.dataset import Occasion
from analysis.figures import bridge as figures
from analysis.german import NBSP

OCCASION = Occasion(year_before=2024)


def bridges(*terms, level="measure", dimension="status", category="completed"):
    rows = [{"term": term, "cause": cause, "count": count} for term, cause, count in terms]
    return pd.DataFrame(rows).assign(year=2025, level=level, dimension=dimension, category=category, field="all")


def transitions(*rows, level="measure", dimension="status"):
    table = pd.DataFrame(rows, columns=["before", "after", "cause", "count"])
    return table.assign(year=2025, level=level, dimension=dimension)


def test_a_bridge_leads_from_last_year_to_this_year(strategy, read):
    table = bridges(("before", "", 15), ("in", "completed", 8), ("out", "moved_back", -1), ("after", "", 22))
    said = read(bridge(table, strategy, category="completed", occasion=OCCASION))

    assert said["title"].replace(NBSP, " ") == (
        "Ende 2024 waren 15 Maßnahmen abgeschlossen; acht kamen hinzu, "
        "eine fiel weg (zurückgefallen): Ende 2025 sind es 22"
    )
    assert [(row["name"].replace(NBSP, " "), row["text"], row["low"], row["high"]) for row in said["rows"]] == [
        ("Ende 2024", "15", 0, 15),
        ("Zugang: abgeschlossen", "+8", 15, 23),
        ("Abgang: zurückgefallen", "−1", 22, 23),
        ("Ende 2025", "22", 0, 22),
    ]


@pytest.mark.parametrize(
    ("terms", "title"),
    [
        (
            [("before", "", 0), ("after", "", 0)],
            "Ende 2024 war keine Maßnahme abgeschlossen; daran hat sich bis Ende 2025 nichts geändert",
        ),
        (
            [("before", "", 0), ("in", "completed", 1), ("after", "", 1)],
            "Ende 2024 war keine Maßnahme abgeschlossen; eine kam hinzu: Ende 2025 ist es eine",
        ),
        (
            [("before", "", 2), ("out", "vanished", -2), ("after", "", 0)],
            "Ende 2024 waren zwei Maßnahmen abgeschlossen; "
            "zwei fielen weg (nicht mehr in der Tabelle): Ende 2025 ist es keine",
        ),
    ],
)
def test_the_bridge_says_its_numbers_in_correct_german(terms, title, strategy, read):
    said = read(bridge(bridges(*terms), strategy, category="completed", occasion=OCCASION))
    assert said["title"].replace(NBSP, " ") == title


def test_every_cause_of_the_bridge_has_a_german_name():
    assert set(CAUSES) == set(figures.CAUSES)


def test_the_flow_shows_every_pair_of_states_as_wide_as_its_count(strategy, read):
    table = transitions(
        ("in_progress", "in_progress", "stayed", 46),
        ("in_progress", "completed", "completed", 7),
        ("in_progress", "discarded", "discarded", 1),
        ("completed", "completed", "stayed", 15),
    )
    said = read(flow(table, strategy, occasion=OCCASION))

    assert (
        said["title"]
        == "Bei acht von 69 Maßnahmen hat sich der Umsetzungsstatus geändert: sieben abgeschlossen und eine verworfen"
    )
    width = {row["band"]: row["lower"] - row["upper"] for row in said["rows"] if "band" in row}
    assert [round(w / width[2]) for w in width.values()] == [46, 7, 1, 15]
    assert {"in Umsetzung 54", "abgeschlossen 15", "abgeschlossen 22", "verworfen 1"} <= set(said["texts"])
    assert {"46 unverändert", "7 abgeschlossen", "1 verworfen"} <= set(said["texts"])
    assert "von in Umsetzung zu abgeschlossen 7" in said["alt"]


def test_what_left_a_block_ends_in_its_new_block_without_overlap(strategy, read):
    table = transitions(
        ("idea", "planned", "moved_on", 2),
        ("planned", "planned", "stayed", 3),
        ("planned", "idea", "moved_back", 1),
    )
    rows = [row for row in read(flow(table, strategy, occasion=OCCASION))["rows"] if "band" in row]
    ends = sorted((row["upper"], row["lower"]) for row in rows if row["x"] == max(r["x"] for r in rows))
    assert all(lower <= upper + 0.02 for (_, lower), (upper, _) in itertools.pairwise(ends))


def test_rows_that_came_or_went_have_a_block_of_their_own_and_did_not_change_a_status(strategy, read):
    table = transitions(
        ("absent", "planned", "appeared", 1), ("idea", "absent", "vanished", 2), ("idea", "idea", "stayed", 9)
    )
    said = read(flow(table, strategy, occasion=OCCASION))
    assert {"noch nicht geführt 1", "nicht mehr geführt 2"} <= set(said["texts"])
    assert said["title"] == "Bei keiner von neun Maßnahmen hat sich der Umsetzungsstatus geändert"


def test_the_flow_of_goals_speaks_of_goals(strategy, read):
    table = transitions(("started", "advanced", "moved_on", 1), ("started", "started", "stayed", 3), level="goal")
    said = read(flow(table, strategy, occasion=OCCASION, level="goal"))
    assert (
        said["title"]
        == "Bei einem von vier operativen Zielen hat sich der Umsetzungsstatus geändert: eines vorangekommen"
    )


def test_labels_of_narrow_bands_do_not_lie_on_each_other(strategy, read):
    states = ("planned", "in_progress", "completed", "discarded")
    table = transitions(*(("idea", state, "moved_on", 1) for state in states), ("completed", "completed", "stayed", 90))
    rows = read(flow(table, strategy, occasion=OCCASION))["rows"]
    places = sorted(row["place"] for row in rows if "place" in row)
    assert len(places) == 4
    assert all(below - above >= 20 for above, below in itertools.pairwise(places))


def test_the_movement_charts_keep_their_form(strategy, assert_golden):
    table = bridges(("before", "", 15), ("in", "completed", 8), ("out", "moved_back", -1), ("after", "", 22))
    assert_golden(bridge(table, strategy, category="completed", occasion=OCCASION), "bridge")
    moved = transitions(("in_progress", "in_progress", "stayed", 46), ("in_progress", "completed", "completed", 7))
    assert_golden(flow(moved, strategy, occasion=OCCASION), "flow")
