"""The change against the year before: counts of both years and the net, no trend."""

import dataclasses

import pytest

from analysis.charts.change import goal_status_change, measure_status_change, schedule_change
from analysis.dataset import Occasion
from analysis.german import NBSP

BEFORE = "measure all all status 80 idea=4 planned=3 in_progress=54 completed=15 discarded=4"
NOW = "measure all all status 80 idea=3 planned=2 in_progress=46 completed=22 discarded=7"


def test_both_years_stand_beside_each_other_with_the_net(draw_figures, strategy, read):
    said = read(measure_status_change(draw_figures(NOW), draw_figures(BEFORE, year=2024), strategy))

    assert said["title"].replace(NBSP, " ") == (
        "Abgeschlossen sind 22 Maßnahmen, sieben mehr als Ende 2024; verworfen sind sieben, drei mehr"
    )
    assert [(row["label"], row["now_text"], row["then_text"]) for row in said["rows"]] == [
        ("Idee", "2025: 3 (−1)", "2024: 4"),
        ("in Planung", "2025: 2 (−1)", "2024: 3"),
        ("in Umsetzung", "2025: 46 (−8)", "2024: 54"),
        ("abgeschlossen", "2025: 22 (+7)", "2024: 15"),
        ("verworfen", "2025: 7 (+3)", "2024: 4"),
    ]
    assert "(2024: 80, 2025: 80)" in said["subtitle"]


@pytest.mark.parametrize(
    ("before", "now", "title"),
    [
        (0, 0, "Abgeschlossen ist wie Ende 2024 keine Maßnahme"),
        (0, 1, "Abgeschlossen ist eine Maßnahme, eine mehr als Ende 2024"),
        (2, 0, "Abgeschlossen ist keine Maßnahme, zwei weniger als Ende 2024"),
        (5, 5, "Abgeschlossen sind fünf Maßnahmen, ebenso viele wie Ende 2024"),
    ],
)
def test_the_finding_agrees_with_the_numbers(before, now, title, draw_figures, strategy, read):
    line = "measure all all status 20 in_progress={} completed={} discarded=0"
    figures = draw_figures(line.format(20 - now, now))
    earlier = draw_figures(line.format(20 - before, before), year=2024)
    assert read(measure_status_change(figures, earlier, strategy))["title"].replace(NBSP, " ") == title


def test_a_status_that_only_one_year_has_is_shown(draw_figures, strategy, read):
    earlier = draw_figures(BEFORE.replace("idea=4", "idea=3") + " unknown=1", year=2024)
    said = read(measure_status_change(draw_figures(NOW), earlier, strategy))
    assert [(row["now_text"], row["then_text"]) for row in said["rows"]][-1] == ("2025: 0 (−1)", "2024: 1")


def test_goals_and_schedule_are_compared_alike(heinsberg, strategy, read):
    now, before = heinsberg(2025), heinsberg(2024)
    assert read(goal_status_change(now, before, strategy))["title"].replace(NBSP, " ") == (
        "Abgeschlossen sind 15 operative Ziele, zwei mehr als Ende 2024"
    )
    assert read(schedule_change(now, before, strategy))["title"].replace(NBSP, " ") == (
        "Im Zeitplan liegen 69 Maßnahmen, eine mehr als Ende 2024; nicht im Zeitplan liegen drei, drei weniger; "
        "verworfen sind sieben, drei mehr"
    )


def test_a_total_without_the_discarded_is_said(draw_figures, strategy, read):
    tables = [
        draw_figures(line.replace("status 80", f"status {total}"), year=year, without_share="discarded")
        for line, total, year in ((NOW, 73, 2025), (BEFORE, 76, 2024))
    ]
    said = read(measure_status_change(*tables, dataclasses.replace(strategy, discarded_in_total=False)))
    assert "Anzahl der Maßnahmen, ohne verworfene (2024: 76, 2025: 73)" in said["subtitle"]


def test_which_figures_of_the_year_before_are_compared_is_said(draw_figures, strategy, read):
    tables = draw_figures(NOW), draw_figures(BEFORE, year=2024)
    said = read(measure_status_change(*tables, strategy, occasion=Occasion(before_is="veröffentlichter Stand")))
    assert "Vergleich mit dem 31. Dezember 2024 (veröffentlichter Stand)" in said["subtitle"].replace(NBSP, " ")


def test_the_change_chart_keeps_its_form(draw_figures, strategy, assert_golden):
    chart = measure_status_change(draw_figures(NOW), draw_figures(BEFORE, year=2024), strategy)
    assert_golden(chart, "measure_status_change")
