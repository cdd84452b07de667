"""The overview: measures by status and on schedule, over all fields."""

import dataclasses

import pytest

from analysis.charts.overview import on_schedule_by_field, status_by_field
from analysis.german import NBSP
from analysis.vocabulary import MEASURE_STATUS, RECONSTRUCTION_MARK, ROUNDING_NOTE

STATUS = """
    measure 1   all status 10 idea=1 planned=0 in_progress=5 completed=3 discarded=1
    measure 2   all status  8 idea=0 planned=0 in_progress=8 completed=0 discarded=0
    measure all all status 18 idea=1 planned=0 in_progress=13 completed=3 discarded=1
"""
SCHEDULE = """
    measure 1   all schedule 10 on_schedule=7 delayed=1 not_assessed=1 discarded=1
    measure 2   all schedule  8 on_schedule=8 delayed=0 not_assessed=0 discarded=0
    measure all all schedule 18 on_schedule=15 delayed=1 not_assessed=1 discarded=1
"""


def test_the_title_is_the_finding_of_the_published_figures(heinsberg, strategy, read):
    strategy = dataclasses.replace(strategy, fields=strategy.fields * 3)
    title = read(status_by_field(heinsberg(2025), strategy))["title"]
    assert title == "Von 80 Maßnahmen sind 22 abgeschlossen, 46 in Umsetzung und sieben verworfen"


def test_every_bar_names_its_base_and_every_segment_its_count(draw_figures, strategy, read):
    said = read(status_by_field(draw_figures(STATUS), strategy))

    texts = {field: [row["text"] for row in said["rows"] if row["field"] == field] for field in ("1", "2", "all")}
    assert {field: [text.replace(NBSP, " ") for text in of_field] for field, of_field in texts.items()} == {
        "1": ["1 (10 %)", "5 (50 %)", "3 (30 %)", "1 (10 %)"],
        "2": ["8 (100 %)"],
        "all": ["1", "13 (72 %)", "3 (17 %)", "1"],
    }
    assert {row["row"].replace("\n", " ") for row in said["rows"]} == {
        f"Alle Handlungsfelder (n{NBSP}={NBSP}18)",
        f"1{NBSP}Wohnen (n{NBSP}={NBSP}10)",
        f"2{NBSP}Verkehr (n{NBSP}={NBSP}8)",
    }


def test_segments_follow_the_vocabulary_and_fill_the_bar(draw_figures, strategy, read):
    rows = [row for row in read(status_by_field(draw_figures(STATUS), strategy))["rows"] if row["field"] == "1"]

    assert [row["category"] for row in rows] == ["idea", "in_progress", "completed", "discarded"]
    assert [(row["start"], row["end"]) for row in rows] == [(0, 0.1), (0.1, 0.6), (0.6, 0.9), (0.9, 1.0)]


def test_the_legend_has_the_colours_and_the_order_of_the_vocabulary(draw_figures, strategy, read):
    legend = read(status_by_field(draw_figures(STATUS), strategy))["legend"]

    assert list(legend) == ["Idee", "in Planung", "in Umsetzung", "abgeschlossen", "verworfen"]
    assert legend["abgeschlossen"] == MEASURE_STATUS.colours["completed"]


def test_the_subtitle_says_place_date_and_base(draw_figures, strategy, read):
    subtitle = read(status_by_field(draw_figures(STATUS), strategy))["subtitle"]
    assert subtitle.replace(NBSP, " ").startswith(
        "Entwurf · Stadt Musterstadt · Stand: 31. Dezember 2025 · "
        "Anzahl und Anteil der 18 Maßnahmen, verworfene eingeschlossen"
    )


def test_the_rounding_note_stands_only_where_a_bar_does_not_add_up(draw_figures, strategy, read):
    # 1 of 18 is 6 %, 13 of 18 72 %, 3 of 18 17 %: 6 + 72 + 17 + 6 = 101
    assert ROUNDING_NOTE in read(status_by_field(draw_figures(STATUS), strategy))["subtitle"]
    even = STATUS.replace(
        "18 idea=1 planned=0 in_progress=13 completed=3", "20 idea=2 planned=0 in_progress=14 completed=3"
    )
    assert ROUNDING_NOTE not in read(status_by_field(draw_figures(even), strategy))["subtitle"]


def test_a_reconstruction_is_marked_in_the_picture_and_its_alt_text(draw_figures, strategy, read):
    assert RECONSTRUCTION_MARK not in read(status_by_field(draw_figures(STATUS), strategy))["subtitle"]
    marked = dataclasses.replace(strategy, provenance="reconstruction")
    for chart in (status_by_field(draw_figures(STATUS), marked), on_schedule_by_field(draw_figures(SCHEDULE), marked)):
        assert RECONSTRUCTION_MARK in read(chart)["subtitle"]
        assert RECONSTRUCTION_MARK in read(chart)["alt"]


def test_discarded_measures_outside_the_total_are_named_but_not_drawn(draw_figures, strategy, read):
    figures = draw_figures(
        """
        measure 1   all status  9 idea=1 planned=0 in_progress=5 completed=3 discarded=1
        measure 2   all status  8 idea=0 planned=0 in_progress=8 completed=0 discarded=0
        measure all all status 17 idea=1 planned=0 in_progress=13 completed=3 discarded=1
        """,
        without_share="discarded",
    )
    said = read(status_by_field(figures, dataclasses.replace(strategy, discarded_in_total=False)))

    assert said["title"] == "Von 17 Maßnahmen sind drei abgeschlossen und 13 in Umsetzung"
    assert "der 17 Maßnahmen, ohne die eine verworfene" in said["subtitle"]
    assert "discarded" not in {row["category"] for row in said["rows"]}
    assert f"1{NBSP}Wohnen (n = 9, dazu 1 verworfen)" in said["alt"].replace(f"n{NBSP}={NBSP}", "n = ")


def test_a_field_without_measures_is_shown_as_such(draw_figures, strategy, read):
    figures = draw_figures(
        """
        measure 1   all status 0 idea=0 planned=0 in_progress=0 completed=0 discarded=0
        measure 2   all status 8 idea=0 planned=0 in_progress=8 completed=0 discarded=0
        measure all all status 8 idea=0 planned=0 in_progress=8 completed=0 discarded=0
        """
    )
    said = read(status_by_field(figures, strategy))

    assert said["title"] == "Alle acht Maßnahmen sind in Umsetzung"
    assert "keine Maßnahmen" in said["texts"]


def test_no_measures_at_all_give_a_chart_that_says_so(draw_figures, strategy, read):
    nothing = draw_figures(
        "\n".join(
            f"measure {field} all status 0 idea=0 in_progress=0 completed=0 discarded=0" for field in ("1", "2", "all")
        )
    )
    said = read(status_by_field(nothing, strategy))
    assert said["title"] == "Es gibt keine Maßnahmen"
    assert said["texts"] == ["keine Maßnahmen"] * 3


def test_measures_without_a_field_are_told(draw_figures, strategy, read):
    figures = draw_figures(STATUS.replace("all status 18 idea=1", "all status 19 idea=2"))
    assert (
        "Eine Maßnahme ohne Handlungsfeld steht nur in der Zeile"
        in read(status_by_field(figures, strategy))["subtitle"]
    )


def test_the_counts_of_narrow_segments_stand_beside_the_bar(draw_figures, strategy, read):
    figures = draw_figures(
        """
        measure 1   all status 500 idea=1 planned=1 in_progress=496 completed=1 discarded=1
        measure 2   all status   0 idea=0 planned=0 in_progress=0 completed=0 discarded=0
        measure all all status 500 idea=1 planned=1 in_progress=496 completed=1 discarded=1
        """
    )
    rows = [row for row in read(status_by_field(figures, strategy))["rows"] if row.get("field") == "all"]
    assert [(row["text"], row["place"]) for row in rows] == [
        ("1", "above"),
        ("1", "below"),
        (f"496 (99{NBSP}%)", "inside"),
        ("1", "above"),
        ("1", "below"),
    ]


def test_on_schedule_says_count_total_and_share_of_every_field(draw_figures, strategy, read):
    said = read(on_schedule_by_field(draw_figures(SCHEDULE), strategy))

    assert said["title"] == (
        "Von 18 Maßnahmen liegen 15 im Zeitplan, eine liegt nicht im Zeitplan und eine ist verworfen; "
        "für eine ist keine Aussage möglich"
    )
    texts = {field: [row["text"] for row in said["rows"] if row["field"] == field] for field in ("1", "2", "all")}
    assert {field: [text.replace(NBSP, " ") for text in of_field] for field, of_field in texts.items()} == {
        "1": ["7 (70 %)", "1 (10 %)", "1 (10 %)", "1 (10 %)"],
        "2": ["8 (100 %)"],
        "all": ["15 (83 %)", "1", "1", "1"],
    }
    rows = {row["row"].replace("\n", " ").replace(NBSP, " ") for row in said["rows"]}
    assert rows == {
        "Alle Handlungsfelder (15 von 18 im Zeitplan)",
        "1 Wohnen (7 von 10 im Zeitplan)",
        "2 Verkehr (8 von 8 im Zeitplan)",
    }
    assert list(said["legend"]) == ["im Zeitplan", "nicht im Zeitplan", "keine Aussage möglich", "verworfen"]


@pytest.mark.parametrize("chart", [status_by_field, on_schedule_by_field])
def test_the_alt_text_says_kind_finding_and_every_number(chart, draw_figures, strategy, read):
    said = read(chart(draw_figures(STATUS + SCHEDULE), strategy))
    alt_text = said["alt"].replace(NBSP, " ")

    assert "alkendiagramm" in alt_text
    assert said["title"] in said["alt"]
    assert "2 Verkehr" in alt_text
    assert "8" in alt_text.split("2 Verkehr")[1]


def test_names_with_markup_and_control_characters_stay_text(draw_figures, strategy, read):
    name = '=1+1 <b>&"\x07Öffentlicher\nRaum"'
    fields = (dataclasses.replace(strategy.fields[0], name=name), strategy.fields[1])
    said = read(status_by_field(draw_figures(STATUS), dataclasses.replace(strategy, fields=fields)))
    labels = {row["row"].replace("\n", " ") for row in said["rows"]}
    assert f'1{NBSP}=1+1 <b>&" Öffentlicher Raum" (n{NBSP}={NBSP}10)' in labels


def test_long_names_are_wrapped_and_never_cut(draw_figures, strategy, read):
    name = "Klimafolgenanpassung, Ressourcenschutz und Kreislaufwirtschaft im ländlichen Raum mit Wald und Wasser"
    fields = (dataclasses.replace(strategy.fields[0], name=name), strategy.fields[1])
    said = read(status_by_field(draw_figures(STATUS), dataclasses.replace(strategy, fields=fields)))
    label = next(row["row"] for row in said["rows"] if row["field"] == "1")
    assert label.count("\n") >= 2
    assert label.replace("\n", " ") == f"1{NBSP}{name} (n{NBSP}={NBSP}10)"


def test_the_overview_charts_keep_their_form(draw_figures, strategy, assert_golden):
    assert_golden(status_by_field(draw_figures(STATUS), strategy), "status_by_field")
    assert_golden(on_schedule_by_field(draw_figures(SCHEDULE), strategy), "on_schedule_by_field")


def test_those_on_schedule_past_their_deadline_have_a_segment_of_their_own(draw_figures, strategy, read):
    figures = draw_figures(SCHEDULE)
    late = figures["field"].map({"1": 2, "2": 1, "all": 3}).where(figures["category"] == "on_schedule", 0)
    figures = figures.assign(overdue=late, overdue_low=late, overdue_high=late + (late > 2))
    said = read(on_schedule_by_field(figures, strategy))

    shown = {(row["field"], row["label"]): row["count"] for row in said["rows"] if row["field"] != "all"}
    assert shown == {
        ("1", "im Zeitplan, nicht überfällig"): 5,
        ("1", "im Zeitplan, aber überfällig"): 2,
        ("1", "nicht im Zeitplan"): 1,
        ("1", "keine Aussage möglich"): 1,
        ("1", "verworfen"): 1,
        ("2", "im Zeitplan, nicht überfällig"): 7,
        ("2", "im Zeitplan, aber überfällig"): 1,
    }
    assert said["title"].startswith("Von 18 Maßnahmen liegen 15 im Zeitplan")
    assert "Im Zeitplan gemeldet trotz abgelaufener Frist: drei (angenommen, 3 bis 4)" in said["subtitle"]
    alt_text = said["alt"].replace(NBSP, " ")
    assert "2 Verkehr (n = 8): im Zeitplan 8 (100 %), davon über die Frist 1, nicht im Zeitplan 0" in alt_text
    assert "abgelaufen" not in read(on_schedule_by_field(draw_figures(SCHEDULE), strategy))["subtitle"]
