"""The mid-term review's charts: paths, pace, deadlines, scenarios."""

import pandas as pd
import pytest

from analysis.charts.deadlines import deadlines_by_field
from analysis.charts.pace import pace, scenarios
from analysis.charts.paths import paths, projection
from analysis.dataset import Occasion
from analysis.errors import DataError
from analysis.german import NBSP

LINEAR = {2023: 5.30, 2024: 12.27, 2025: 19.22, 2026: 26.17, 2027: 33.12, 2028: 40.10, 2029: 47.05, 2030: 54.0}
PLAN = {2023: 0, 2024: 0, 2025: 17, 2026: 17, 2027: 17, 2028: 43, 2029: 43, 2030: 54}
RANGE = {2026: (17, 20, 23), 2027: (19, 24, 28), 2028: (21, 27, 32), 2029: (23, 30, 36), 2030: (24, 32, 39)}


@pytest.fixture
def midterm():
    """midterm with the observed counts given; the base is terminable (54), the year 2025."""

    def of(observed):
        rows = [
            {
                **{"municipality": "m", "year": 2025, "level": "measure", "base": "terminable", "field": "all"},
                **{"at": at, "observed": observed.get(at), "linear": LINEAR[at], "plan": PLAN[at], "total": 54},
                **dict(zip(("low", "median", "high"), RANGE.get(at, (None, None, None)), strict=True)),
            }
            for at in LINEAR
        ]
        return pd.DataFrame(rows).astype(dict.fromkeys(("observed", "plan", "low", "median", "high"), "Int64"))

    return of


@pytest.fixture
def summary():
    """midterm_summary, one row; what is not told has the published values of 2025."""

    def of(**told):
        row = {
            **{"municipality": "m", "year": 2025, "level": "measure", "base": "terminable", "field": "all"},
            **{"total": 54, "discarded": 7, "completed": 15, "pace_last_year": 5.0, "pace_required": 7.8},
            **{"pace_ratio": 0.64, "years_behind": 0.61, "snapshots": 2, "evidence": "change"},
        }
        return pd.DataFrame([{**row, **told}])

    return of


def test_the_paths_name_their_base_and_compare_with_what_was_due(midterm, summary, strategy, read):
    said = read(paths(midterm({2024: 10, 2025: 15}), summary(), strategy, base="terminable"))

    assert said["title"] == (
        "Von 54 Maßnahmen mit Frist sind 15 abgeschlossen; nach den Zeithorizonten fällig waren 17"
    )
    subtitle = said["subtitle"].replace(NBSP, " ")
    assert "54 Maßnahmen mit Frist (ohne fortlaufende und verworfene)" in subtitle
    assert "Rückstand auf das gleichmäßige Tempo: 0,6 Jahre" in subtitle
    assert "2025: abgeschlossen 15, nach Zeithorizonten fällig 17, bei gleichmäßigem Tempo 19,2" in said["alt"]


def test_who_is_ahead_is_not_called_behind(midterm, summary, strategy, read):
    said = read(paths(midterm({2025: 30}), summary(years_behind=-1.0), strategy, base="terminable"))
    assert f"Vorsprung auf das gleichmäßige Tempo: 1,0{NBSP}Jahr" in said["subtitle"]
    assert "Jahre" not in said["subtitle"].split("Tempo")[1]


def test_what_is_due_rises_in_steps(midterm, summary, strategy, read):
    rows = read(paths(midterm({2024: 10, 2025: 15}), summary(), strategy, base="terminable"))["rows"]
    plan = [(row["at"], row["value"]) for row in rows if row.get("path", "").startswith("nach") and "step" in row]
    assert plan[2:6] == [(2024, 0), (2025, 0), (2025, 17), (2026, 17)]


@pytest.mark.parametrize(
    ("rung", "shown"), [("counts", False), ("change", False), ("backtest", True), ("symbol", True)]
)
def test_the_range_enters_the_main_chart_with_the_third_year(rung, shown, midterm, summary, strategy, read):
    said = read(paths(midterm({2024: 10, 2025: 15}), summary(evidence=rung, snapshots=3), strategy, base="terminable"))
    assert ("Spanne" in said["alt"]) is shown
    assert ("Rechnerische Fortschreibung, keine Prognose" in said["subtitle"]) is shown


def test_with_two_years_the_range_stands_in_the_annex_and_says_what_it_is(midterm, summary, strategy, read):
    said = read(projection(midterm({2024: 10, 2025: 15}), summary(), strategy, base="terminable"))

    assert said["title"] == "Spanne bei gleichbleibenden Übergängen"
    assert "Rechnerische Fortschreibung, keine Prognose" in said["subtitle"]
    assert "bei gleichbleibenden Übergängen Ende 2030: 24 bis 39, in der Mitte 32" in said["subtitle"]
    assert "aus einem Übergangsjahr" in said["subtitle"]
    assert {"39", "Mitte 32", "24"} <= set(said["texts"])


def test_without_a_projection_there_is_no_chart_of_one(midterm, summary, strategy):
    rows = midterm({2025: 15}).assign(median=None)
    with pytest.raises(DataError, match="zwei aufeinanderfolgende"):
        projection(rows, summary(), strategy, base="terminable")


def test_one_year_only_in_the_target_year_leaves_the_count(midterm, summary, strategy, read):
    told = {"pace_last_year": None, "pace_required": None, "evidence": "counts", "snapshots": 1}
    said = read(pace(midterm({2025: 15}), summary(**told), strategy, base="terminable"))
    assert said["title"] == "Von 54 Maßnahmen mit Frist sind 15 abgeschlossen"
    assert said["texts"] == ["15 von 54"]


def test_pace_stands_against_need(midterm, summary, strategy, read):
    said = read(pace(midterm({2024: 10, 2025: 15}), summary(), strategy, base="terminable"))

    assert said["title"] == "Zuletzt wurden fünf Maßnahmen mit Frist im Jahr abgeschlossen, nötig sind 7,8 im Jahr"
    assert [(row["bar"], row["text"]) for row in said["rows"]] == [
        ("halbes Tempo", "2,5 im Jahr"),
        ("zuletzt (2025)", "5 im Jahr"),
        ("nötig bis 2030", "7,8 im Jahr"),
    ]


def test_what_would_be_needed_with_the_discarded_stands_beside(midterm, summary, strategy, read):
    rows = midterm({2024: 10, 2025: 15})
    said = read(pace(rows, summary(), strategy, base="terminable"))
    assert "mit den sieben verworfenen wären 9,2 im Jahr nötig" in said["subtitle"]
    assert "verworfenen w" not in read(pace(rows, summary(discarded=0), strategy, base="terminable"))["subtitle"]


def test_the_slowest_and_the_fastest_year_need_three_years(midterm, summary, strategy, read):
    rows = midterm({2023: 8, 2024: 10, 2025: 15})
    said = read(pace(rows, summary(evidence="backtest", snapshots=3), strategy, base="terminable"))
    assert [(row["bar"], row["text"]) for row in said["rows"]][:2] == [
        ("langsamstes Jahr (2024)", "2 im Jahr"),
        ("schnellstes Jahr (2025)", "5 im Jahr"),
    ]


@pytest.mark.parametrize(
    ("told", "title"),
    [
        (
            {"pace_last_year": None, "evidence": "counts", "snapshots": 1},
            "Um bis 2030 alle Maßnahmen mit Frist abzuschließen, sind 7,8 im Jahr nötig",
        ),
        (
            {"pace_last_year": 1.0, "pace_required": 1.0},
            "Zuletzt wurde eine Maßnahme mit Frist im Jahr abgeschlossen, nötig ist eine im Jahr",
        ),
        (
            {"pace_last_year": 0.0},
            "Zuletzt wurde keine Maßnahme mit Frist im Jahr abgeschlossen, nötig sind 7,8 im Jahr",
        ),
        (
            {"pace_required": None},
            "Zuletzt wurden fünf Maßnahmen mit Frist im Jahr abgeschlossen; das Zieljahr 2030 ist erreicht",
        ),
        ({"completed": 54, "pace_required": 0.0}, "Alle 54 Maßnahmen mit Frist sind abgeschlossen"),
    ],
)
def test_the_pace_is_said_correctly_whatever_it_is(told, title, midterm, summary, strategy, read):
    assert read(pace(midterm({2025: 15}), summary(**told), strategy, base="terminable"))["title"] == title


def test_a_draft_says_so_and_an_edition_does_not(midterm, summary, strategy, read):
    tables = midterm({2024: 10, 2025: 15}), summary()
    assert read(paths(*tables, strategy, base="terminable"))["subtitle"].startswith("Entwurf · ")
    assert "Entwurf" not in read(paths(*tables, strategy, base="terminable", occasion=Occasion(draft=False)))["alt"]


def counts_by_field(*rows):
    columns = ["field", "total", "completed", "overdue", "overdue_on_schedule"]
    return pd.DataFrame([dict(zip(columns, row, strict=True)) for row in rows]).assign(year=2025)


def test_deadlines_are_counted_by_field_without_any_trend(strategy, read):
    counts = counts_by_field(("1", 10, 4, 2, 2), ("2", 4, 0, 1, 0), ("all", 14, 4, 3, 2))
    said = read(deadlines_by_field(counts, strategy))

    assert said["title"] == (
        "Von 14 Maßnahmen mit Frist sind vier abgeschlossen; bei drei offenen ist die Frist abgelaufen, "
        "zwei davon gelten als im Zeitplan"
    )
    of_wohnen = [(row["category"], row["count"]) for row in said["rows"] if "Wohnen" in row["bar"]]
    assert of_wohnen == [("completed", 4), ("overdue", 2), ("open", 4)]
    assert "Tempo" not in said["alt"]


@pytest.mark.parametrize(
    ("late", "on_schedule", "ending"),
    [
        (0, 0, "sind vier abgeschlossen"),
        (1, 1, "bei einer offenen ist die Frist abgelaufen, sie gilt als im Zeitplan"),
        (3, 3, "bei drei offenen ist die Frist abgelaufen, alle gelten als im Zeitplan"),
        (3, 1, "bei drei offenen ist die Frist abgelaufen, eine davon gilt als im Zeitplan"),
        (3, 0, "bei drei offenen ist die Frist abgelaufen"),
    ],
)
def test_measures_past_their_deadline_that_are_called_on_schedule_are_told(late, on_schedule, ending, strategy, read):
    counts = counts_by_field(*((field, 14, 4, late, on_schedule) for field in ("1", "2", "all")))
    assert read(deadlines_by_field(counts, strategy))["title"].endswith(ending)


def test_scenarios_stand_by_name_and_are_no_forecast(strategy, read):
    table = pd.DataFrame(
        [
            {"year": 2025, "base": "terminable", "scenario": name, "at": at, "completed": completed, "total": 54}
            for name, end in (("half_pace", 27.5), ("last_pace", 40.0), ("required_pace", 53.9999999999))
            for at, completed in ((2025, 15.0), (2030, end))
        ]
    )
    said = read(scenarios(table, strategy))

    assert said["title"].replace(NBSP, " ") == (
        "So schnell wie zuletzt wären 40 von 54 Maßnahmen mit Frist bis Ende 2030 abgeschlossen"
    )
    assert [(row["bar"], row["text"]) for row in said["rows"]] == [
        ("halb so schnell wie zuletzt", "27,5 von 54"),
        ("so schnell wie zuletzt", "40 von 54"),
        ("so schnell wie nötig", "54 von 54"),
    ]
    assert "keine Prognose" in said["subtitle"]


def test_the_paths_keep_their_form(midterm, summary, strategy, assert_golden):
    tables = midterm({2024: 10, 2025: 15}), summary(evidence="backtest", snapshots=3)
    assert_golden(paths(*tables, strategy, base="terminable"), "paths")
