"""Indicators drawn: titles look ahead only conditionally, breaks are said, symbols and words stand side by side."""

import pandas as pd
import pytest

from analysis import frames
from analysis.charts.indicators import words
from analysis.charts.indicators.multiples import by_theme
from analysis.charts.indicators.overview import overview
from analysis.charts.indicators.path import path
from analysis.charts.indicators.together import goals_and_indicators
from analysis.figures.indicators import earlier_symbols, indicator_paths, indicators
from analysis.german import NBSP


def drawn(*facts, year=2023):
    """Tables of indicators, each told as a dict of facts with `values` {year: value} and `method` {year: name}."""
    rows, observations = [], []
    for number, fact in enumerate(facts, start=1):
        where = {"municipality": "muster", "indicator_id": fact.get("id", f"I{number}")}
        plain = {
            "title": "Heizöl",
            "unit": "t",
            "field": 1,
            "direction": "fall",
            "target_kind": "reach",
            "source_row": 2,
        }
        rows.append(plain | where | {key: fact[key] for key in fact if key not in ("values", "method", "id")})
        observations += [
            where | {"year": at, "value": value, "method": fact.get("method", {}).get(at, ""), "cell": "B2"}
            for at, value in fact["values"].items()
        ]
    read = frames.conform(frames.INDICATORS, rows), frames.conform(frames.OBSERVATIONS, observations)
    table = indicators(*read, year=year)
    return table, indicator_paths(table, read[1]), earlier_symbols(*read, year=year)


def plain(text):
    return text.replace(NBSP, " ")


def finding(values, **facts):
    return plain(words.finding(drawn({"values": values, **facts})[0].to_dict("records")[0]))


@pytest.mark.parametrize(
    ("values", "facts", "title"),
    [
        (
            {2021: 3942},
            {"target": 0, "target_year": 2028, "unit": "Wohnungen"},
            "Nötig wären 563 Wohnungen weniger im Jahr bis 2028; für einen Trend fehlt ein zweiter Wert",
        ),
        (
            {2020: 100, 2023: 85},
            {"target": 0, "target_year": 2030},
            "Bei Fortsetzung der Entwicklung seit 2020 wären es Ende 2030 noch 50 t statt 0",
        ),
        (
            {2020: 10, 2023: 16},
            {"target": 50, "target_year": 2030, "unit": "%", "direction": "rise"},
            "Bei Fortsetzung der Entwicklung seit 2020 wären es Ende 2030 erst 30 % statt 50 %",
        ),
        (
            {2020: 100, 2023: 40},
            {"target": 0, "target_year": 2030},
            "Bei Fortsetzung der Entwicklung seit 2020 wäre das Ziel von 0 t schon 2025 erreicht",
        ),
        (
            {2020: 10, 2023: 13},
            {"target": 0, "target_year": 2030},
            "Bei Fortsetzung der Entwicklung seit 2020 würde das Ziel von 0 t bis 2030 verfehlt: "
            "im Mittel 1 t mehr im Jahr",
        ),
        (
            {2020: 10, 2023: 10},
            {"target": 3, "target_year": 2030},
            "Seit 2020 unverändert bei 10 t; nötig wären 1 t weniger im Jahr bis 2030",
        ),
        ({2023: 2}, {"target": 3, "target_year": 2030}, "Das Ziel von 3 t bis 2030 ist erreicht: 2 t (2023)"),
        (
            {2020: 9, 2023: 4},
            {"target": 3, "target_year": 2022},
            "Das Ziel von 3 t bis 2022 ist nicht erreicht: 4 t (2023)",
        ),
        (
            {2020: 2, 2023: 3},
            {"target": 3, "target_kind": "keep"},
            "Die Vorgabe (höchstens 3 t) ist seit 2020 eingehalten: 3 t (2023)",
        ),
        (
            {2020: 2, 2023: 4},
            {"target": 3, "target_kind": "keep"},
            "Die Vorgabe (höchstens 3 t) ist nicht eingehalten: 4 t (2023)",
        ),
        (
            {2020: 9, 2023: 3},
            {"target_kind": "direction"},
            "Seit 2020 wie gewünscht im Mittel 2 t weniger im Jahr: 3 t (2023)",
        ),
        (
            {2020: 3, 2023: 9},
            {"target_kind": "direction"},
            "Seit 2020 im Mittel 2 t mehr im Jahr, gewünscht ist das Gegenteil: 9 t (2023)",
        ),
        ({}, {"target": 3, "target_year": 2030}, "Noch kein Wert; Ziel: 3 t bis 2030"),
        (
            {2020: 8, 2023: 9},
            {"direction": "unknown", "target_kind": "direction"},
            "9 t (2023); ohne Richtung gibt es keine Bewertung",
        ),
    ],
)
def test_the_title_says_what_the_values_allow(values, facts, title):
    assert finding(values, **facts) == title


def test_a_break_is_drawn_and_said_and_nothing_is_compared_across_it(strategy, read):
    method = {2022: "alt", 2023: "neu"}
    facts = {"values": {2022: 247_400, 2023: 180_700}, "method": method, "target": 0, "target_year": 2028}
    table, paths, _ = drawn(facts)
    said = read(path(table, paths, strategy, indicator_id="I1"))
    assert "ab 2023 andere Methode: neu; über den Wechsel wird nicht verglichen" in said["subtitle"].replace("Ab", "ab")
    assert "Methode ab 2023 neu" in said["texts"]
    assert {row["at"] for row in said["rows"] if row.get("text") == "Methode ab 2023 neu"} == {2022.5}
    assert "Fortsetzung" not in said["title"]


def test_the_path_shows_base_value_need_and_target(strategy, read):
    table, paths, _ = drawn({"values": {2020: 100, 2023: 85}, "target": 0, "target_year": 2030})
    said = read(path(table, paths, strategy, indicator_id="I1"))
    texts = {plain(text) for text in said["texts"]}
    assert texts == {"Basis: 100", "85 t", "Ziel 2030: 0 t", "so weiter: 50 t", "nötig: −12,1 t im Jahr"}
    assert "Fortsetzung: rechnerisch, keine Prognose" in said["subtitle"]
    assert "2023: 85 t" in plain(said["alt"])


def test_an_axis_that_does_not_begin_at_0_says_so(strategy, read):
    table, paths, _ = drawn({"values": {2020: 98, 2023: 97}, "target": 95, "target_year": 2030})
    assert "Achse beginnt nicht bei null" in read(path(table, paths, strategy, indicator_id="I1"))["subtitle"]
    table, paths, _ = drawn({"values": {2020: 98, 2023: 97}, "target": 0, "target_year": 2030})
    assert "Achse" not in read(path(table, paths, strategy, indicator_id="I1"))["subtitle"]


def test_the_indicators_of_a_theme_stand_side_by_side_six_on_a_slide(strategy, read):
    facts = [
        {"values": {2020: 100, 2023: 85 - n}, "target": 0, "target_year": 2030, "title": f"T{n}"} for n in range(8)
    ]
    facts.append({"values": {}, "target": 0, "target_year": 2030, "title": "ohne Wert"})
    table, paths, _ = drawn(*facts)
    pages = [read(chart) for chart in by_theme(table, paths, strategy, field=1)]
    assert [sum(text.startswith("T") for text in page["texts"]) for page in pages] == [4, 4]
    assert by_theme(table, paths, strategy, field=2) == []
    assert by_theme(table[:1], paths, strategy, field=1) == []
    assert "1 von 2" in pages[0]["subtitle"]


def test_the_overview_has_a_row_an_indicator_with_words_and_symbols(strategy, read):
    values = {2019: 100, 2020: 90, 2021: 80, 2022: 70, 2023: 60}
    table, _, earlier = drawn(
        {"values": values, "target": 10, "target_year": 2028, "title": "Heizöl"},
        {"values": {}, "target": 30, "target_year": 2030, "unit": "%", "direction": "rise", "title": "Solar"},
    )
    (chart,) = overview(table, earlier, strategy)
    said = read(chart)
    texts = {plain(text) for text in said["texts"]}
    assert {"Heizöl", "60 t", "(2023)", "10 t bis 2028", "100 % des Nötigen", "schnell genug"} <= texts
    assert {"Solar", "–", "30 % bis 2030", "kein Wert"} <= texts
    assert [row["symbol"] for row in said["rows"] if "symbol" in row] == ["sun", "sun"]
    assert (
        plain(said["title"])
        == "Einer von zwei Indikatoren ist am Ziel oder auf gutem Weg; bei einem lässt sich noch nichts sagen"
    )


def test_goals_and_indicators_of_a_field_stand_together(strategy, read, draw_figures):
    table, _, _ = drawn({"values": {2020: 100, 2023: 40}, "target": 0, "target_year": 2030})
    figures = draw_figures("goal 1 all status 3 not_started=1 started=0 advanced=0 completed=2", year=2023)
    said = read(goals_and_indicators(figures, table, strategy))
    assert said["title"] == (
        "Von drei operativen Zielen sind zwei abgeschlossen; von einem Indikator ist einer am Ziel oder auf gutem Weg"
    )
    assert {"Operative Ziele", "Indikatoren", "1", "2"} <= set(said["texts"])


def test_no_chart_changes_its_tables(strategy):
    table, paths, earlier = drawn({"values": {2020: 100, 2023: 85}, "target": 0, "target_year": 2030})
    before = [frame.copy() for frame in (table, paths, earlier)]
    path(table, paths, strategy, indicator_id="I1")
    by_theme(table, paths, strategy, field=1)
    overview(table, earlier, strategy)
    for frame, copy in zip((table, paths, earlier), before, strict=True):
        pd.testing.assert_frame_equal(frame, copy)
