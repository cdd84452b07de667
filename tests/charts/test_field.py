"""The three charts of one field of action."""

import dataclasses

from analysis.charts.field import goal_status, measure_status, schedule_by_horizon
from analysis.german import NBSP
from analysis.vocabulary import GOAL_STATUS, MEASURE_STATUS

GOALS = "goal 1 all status 7 not_started=2 started=4 advanced=0 completed=1"
MEASURES = "measure 1 all status 20 idea=0 planned=0 in_progress=17 completed=1 discarded=2"
SCHEDULE = """
    measure 1 all     schedule 20 on_schedule=15 delayed=2 not_assessed=1 discarded=2
    measure 1 short   schedule  7 on_schedule=7 delayed=0 not_assessed=0 discarded=0
    measure 1 medium  schedule 12 on_schedule=7 delayed=2 not_assessed=1 discarded=2
    measure 1 long    schedule  1 on_schedule=1 delayed=0 not_assessed=0 discarded=0
    measure 1 ongoing schedule  0 on_schedule=0 delayed=0 not_assessed=0 discarded=0
"""


def texts(said):
    return [(row["bar"], row["text"].replace(NBSP, " ")) for row in said["rows"]]


def test_goal_status_shows_every_status_with_count_and_share(draw_figures, strategy, read):
    said = read(goal_status(draw_figures(GOALS), strategy, field=1))

    assert (
        said["title"]
        == "Wohnen: Von sieben operativen Zielen ist eines abgeschlossen und zwei sind noch nicht begonnen"
    )
    assert texts(said) == [
        ("noch nicht begonnen", "2 (29 %)"),
        ("begonnen", "4 (57 %)"),
        ("fortgeschritten", "0 (0 %)"),
        ("abgeschlossen", "1 (14 %)"),
    ]
    assert [row["colour"] for row in said["rows"]] == [GOAL_STATUS.colours[c] for c in GOAL_STATUS.codes[:4]]


def test_measure_status_names_its_field_and_its_base(draw_figures, strategy, read):
    said = read(measure_status(draw_figures(MEASURES), strategy, field=1))

    assert said["title"] == "Wohnen: Von 20 Maßnahmen ist eine abgeschlossen, 17 sind in Umsetzung und zwei verworfen"
    assert said["subtitle"].replace(NBSP, " ").startswith("Entwurf · Handlungsfeld 1 Wohnen · Stand: 31. Dezember 2025")
    assert "Anzahl und Anteil der 20 Maßnahmen, verworfene eingeschlossen" in said["subtitle"]
    assert [row["length"] for row in said["rows"]] == [0, 0, 17, 1, 2]


def test_a_status_without_information_is_shown_and_told(draw_figures, strategy, read):
    figures = draw_figures(MEASURES.replace("in_progress=17", "in_progress=16") + " unknown=1")
    said = read(measure_status(figures, strategy, field=1))

    assert said["title"].endswith("zwei verworfen und eine ist ohne Angabe")
    assert texts(said)[-1] == ("ohne Angabe", "1 (5 %)")
    assert said["rows"][-1]["colour"] == MEASURE_STATUS.colours["unknown"]


def test_discarded_measures_outside_the_total_keep_their_bar_without_a_share(draw_figures, strategy, read):
    figures = draw_figures(MEASURES.replace("status 20", "status 18"), without_share="discarded")
    said = read(measure_status(figures, dataclasses.replace(strategy, discarded_in_total=False), field=1))

    assert texts(said)[-1] == ("verworfen", "2 (nicht in der Gesamtzahl)")
    assert said["title"] == "Wohnen: Von 18 Maßnahmen ist eine abgeschlossen und 17 sind in Umsetzung"
    assert "ohne die zwei verworfenen" in said["subtitle"]


def test_the_counting_rule_is_named_where_it_changes_a_status(draw_figures, strategy, read):
    rule = "Fortlaufende abgeschlossene Maßnahmen zählen als in Umsetzung"
    assert rule not in read(measure_status(draw_figures(MEASURES), strategy, field=1))["subtitle"]
    strategy = dataclasses.replace(strategy, ongoing_completed="in_progress")
    assert rule in read(measure_status(draw_figures(MEASURES), strategy, field=1))["subtitle"]


def test_a_field_without_goals_says_so(draw_figures, strategy, read):
    figures = draw_figures("goal 1 all status 0 not_started=0 started=0 advanced=0 completed=0")
    said = read(goal_status(figures, strategy, field=1))
    assert said["title"] == "Wohnen: Es gibt keine operativen Ziele"
    assert {text for _, text in texts(said)} == {"0"}


def test_schedule_stands_by_horizon_with_the_base_of_each(draw_figures, strategy, read):
    said = read(schedule_by_horizon(draw_figures(SCHEDULE), strategy, field=1))

    assert said["title"] == (
        "Wohnen: Von 20 Maßnahmen liegen 15 im Zeitplan, zwei nicht im Zeitplan und zwei sind verworfen; "
        "für eine ist keine Aussage möglich"
    )
    assert list(dict.fromkeys(row["row"].replace(NBSP, " ") for row in said["rows"])) == [
        "kurzfristig (n = 7)",
        "mittelfristig (n = 12)",
        "langfristig (n = 1)",
        "fortlaufend (n = 0)",
    ]
    medium = [(row["category"], row["start"], row["end"]) for row in said["rows"] if row.get("horizon") == "medium"]
    assert medium == [("on_schedule", 0, 7), ("delayed", 7, 9), ("not_assessed", 9, 10), ("discarded", 10, 12)]


def test_nothing_on_schedule_is_said_without_saying_it_twice(draw_figures, strategy, read):
    figures = draw_figures(
        """
        measure 1 all   schedule 3 on_schedule=0 delayed=3 not_assessed=0 discarded=0
        measure 1 short schedule 3 on_schedule=0 delayed=3 not_assessed=0 discarded=0
        """
    )
    assert (
        read(schedule_by_horizon(figures, strategy, field=1))["title"]
        == "Wohnen: Von drei Maßnahmen liegt keine im Zeitplan"
    )


def test_no_function_changes_its_figures(draw_figures, strategy):
    figures = draw_figures(GOALS + "\n" + MEASURES + SCHEDULE)
    before = figures.copy(deep=True)
    for chart in (goal_status, measure_status, schedule_by_horizon):
        chart(figures, strategy, field=1)
    assert figures.equals(before)


def test_the_field_charts_keep_their_form(draw_figures, strategy, assert_golden):
    assert_golden(measure_status(draw_figures(MEASURES), strategy, field=1), "measure_status")
    assert_golden(schedule_by_horizon(draw_figures(SCHEDULE), strategy, field=1), "schedule_by_horizon")
