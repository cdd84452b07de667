"""The mid-term review's charts: paths, pace, deadlines, scenarios."""

import pandas as pd
import pytest

from analysis.charts import way
from analysis.charts.deadlines import deadlines_by_field
from analysis.charts.pace import pace, scenarios
from analysis.charts.paths import paths, projection
from analysis.dataset import Occasion
from analysis.errors import DataError
from analysis.german import NBSP

LINEAR = {2023: 5.30, 2024: 12.27, 2025: 19.22, 2026: 26.17, 2027: 33.12, 2028: 40.10, 2029: 47.05, 2030: 54.0}
PLAN = {2023: 0, 2024: 0, 2025: 17, 2026: 17, 2027: 17, 2028: 43, 2029: 43, 2030: 54}
BOUNDED = ("total", "completed", "open", "due", "due_completed", "due_open", "early", "overdue")
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


@pytest.fixture
def outlook():
    """figures.midterm.outlook, one row; what is not told has the published values of 2025."""

    def of(**told):
        row = {
            **{"municipality": "m", "year": 2025, "level": "measure", "base": "terminable", "field": "all"},
            **{"total": 54, "completed": 15, "due": 17, "due_completed": 7, "due_open": 10, "early": 8},
            **{"undated": 0, "overdue": 10, "overdue_on_schedule": 10, "year_before": 2024},
            **{"newly_completed": 5, "gone_back": 0, "recoded": 0, "other": 0, "pace": 5.0, "pace_since": 2024},
            **{"pace_required": 7.8, "arrives": 2033.8, "constant_number": 40.0, "low": 24, "median": 32, "high": 39},
            **{"transitions_from": 2024, "years_behind": 0.61, "total_ever": 61, "required_ever": 9.2},
            **{"years_behind_ever": 0.85},
            **{f"{name}_{end}": None for name in BOUNDED for end in ("low", "high")},
            **told,
        }
        return pd.DataFrame([{"open": row["total"] - row["completed"], **row}])

    return of


def test_the_paths_name_their_base_and_compare_with_what_was_due(midterm, summary, outlook, strategy, read):
    said = read(paths(midterm({2024: 10, 2025: 15}), summary(), outlook(), strategy, base="terminable"))

    assert said["title"] == (
        "Von 54 Maßnahmen mit Frist sind 15 abgeschlossen; von 17 fälligen sind sieben abgeschlossen und zehn offen"
    )
    subtitle = said["subtitle"].replace(NBSP, " ")
    assert "54 Maßnahmen mit Frist (ohne fortlaufende und verworfene)" in subtitle
    assert (
        "0,6 Jahre hinter dem gleichmäßigen Pfad, gemessen an allen 61 je gemeldeten 0,9 Jahre hinter ihm" in subtitle
    )
    assert "Vor ihrer Frist abgeschlossen: acht" in said["alt"]
    assert "2025: abgeschlossen 15, nach Fristen fällig 17, gleichmäßiger Pfad 19,2" in said["alt"]


def test_who_is_ahead_is_not_called_behind(midterm, summary, outlook, strategy, read):
    told = outlook(years_behind=-1.0, total_ever=54)
    said = read(paths(midterm({2025: 30}), summary(), told, strategy, base="terminable"))
    assert f"1,0{NBSP}Jahr vor dem gleichmäßigen Pfad" in said["subtitle"]


@pytest.mark.parametrize(
    ("told", "title"),
    [
        (
            {"due": 0, "due_completed": 0, "due_open": 0},
            "Von 54 Maßnahmen mit Frist sind 15 abgeschlossen; fällig war noch keine",
        ),
        (
            {"due_completed": 17, "due_open": 0},
            "Von 54 Maßnahmen mit Frist sind 15 abgeschlossen; alle 17 fälligen sind abgeschlossen",
        ),
        (
            {"due_completed": 0, "due_open": 17},
            "Von 54 Maßnahmen mit Frist sind 15 abgeschlossen; alle 17 fälligen sind offen",
        ),
        (
            {"due": 1, "due_completed": 0, "due_open": 1},
            "Von 54 Maßnahmen mit Frist sind 15 abgeschlossen; die einzige fällige ist offen",
        ),
        (
            {"due": 3, "due_completed": 1, "due_open": 2},
            "Von 54 Maßnahmen mit Frist sind 15 abgeschlossen; "
            "von drei fälligen ist eine abgeschlossen und zwei sind offen",
        ),
        ({"completed": 54}, "Alle 54 Maßnahmen mit Frist sind abgeschlossen"),
        (
            {"total": 1, "completed": 0, "due": 1, "due_completed": 0},
            "Die einzige Maßnahme mit Frist ist nicht abgeschlossen; sie war fällig",
        ),
        ({"total": 1, "completed": 1}, "Die einzige Maßnahme mit Frist ist abgeschlossen"),
        (
            {"year": 2030, "completed": 40},
            "Das Zieljahr 2030 ist erreicht: Von 54 Maßnahmen mit Frist sind 40 abgeschlossen und 14 offen",
        ),
        (
            {"year": 2031, "completed": 54},
            "Das Zieljahr 2030 ist vorbei: Alle 54 Maßnahmen mit Frist sind abgeschlossen",
        ),
        (
            {"year": 2031, "completed": 0},
            "Das Zieljahr 2030 ist vorbei: Von 54 Maßnahmen mit Frist ist keine abgeschlossen",
        ),
    ],
)
def test_where_the_strategy_stands_is_said_correctly_in_every_corner(told, title, outlook, strategy):
    assert way.standing(outlook(**told).iloc[0], strategy).replace(NBSP, " ") == title


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, ["bei gleicher Zahl im Jahr wären alle erst 2033 abgeschlossen"]),
        ({"arrives": 2031.0}, ["bei gleicher Zahl im Jahr wären alle 2030 abgeschlossen"]),
        ({"pace": 0.0, "arrives": None}, ["bei diesem Tempo würden nie alle abgeschlossen"]),
        ({"pace": -1.0, "arrives": None}, ["bei diesem Tempo würden nie alle abgeschlossen"]),
        ({"pace": None, "arrives": None}, []),
        ({"completed": 54, "open": 0}, []),
    ],
)
def test_when_the_present_pace_would_arrive_is_said_or_that_it_never_does(told, said, outlook, strategy):
    assert way.arrival(outlook(**told).iloc[0], strategy) == said


def test_what_is_assumed_says_so_with_its_bounds(midterm, summary, outlook, strategy, read):
    told = outlook(completed_low=6, completed_high=22, due_open_low=4, due_open_high=18, total_low=54, total_high=54)
    said = read(paths(midterm({2025: 15}), summary(), told, strategy, base="terminable"))
    assert "Angenommen; möglich: abgeschlossen 6 bis 22, fällig und offen 4 bis 18" in said["subtitle"]
    assert "mit Frist 54 bis" not in said["subtitle"]
    assert "Angenommen; möglich: abgeschlossen 6 bis 22" in said["alt"]


def test_a_corrected_number_stands_beside_the_published_one(midterm, summary, outlook, strategy, read):
    place = {"table": "midterm_summary", "level": "measure", "base": "terminable", "field": "all"}
    revised = pd.DataFrame([{**place, "value": "completed", "published": "14", "now": "15"}])
    occasion = Occasion(draft=False, revised=revised)
    tables = midterm({2025: 15}), summary(), outlook()
    said = read(paths(*tables, strategy, base="terminable", occasion=occasion))
    assert "Berichtigt; veröffentlicht: abgeschlossen 14" in said["subtitle"]
    assert "erichtigt" not in read(paths(*tables, strategy, base="terminable", occasion=Occasion(draft=False)))["alt"]


def test_a_part_of_the_rows_says_so_first(midterm, summary, outlook, strategy, read):
    occasion = Occasion(caveats=("nur ein Teil der Zeilen: Zuständigkeit Amt 61",))
    said = read(paths(midterm({2025: 15}), summary(), outlook(), strategy, base="terminable", occasion=occasion))
    assert said["subtitle"].startswith("Nur ein Teil der Zeilen: Zuständigkeit Amt 61")


def test_what_is_due_rises_in_steps(midterm, summary, outlook, strategy, read):
    rows = read(paths(midterm({2024: 10, 2025: 15}), summary(), outlook(), strategy, base="terminable"))["rows"]
    plan = [(row["at"], row["value"]) for row in rows if row.get("path", "").startswith("nach") and "step" in row]
    assert plan[2:6] == [(2024, 0), (2025, 0), (2025, 17), (2026, 17)]


@pytest.mark.parametrize(
    ("rung", "shown"), [("counts", False), ("change", False), ("backtest", True), ("symbol", True)]
)
def test_the_range_enters_the_main_chart_with_the_third_year(rung, shown, midterm, summary, outlook, strategy, read):
    tables = midterm({2024: 10, 2025: 15}), summary(evidence=rung, snapshots=3), outlook()
    said = read(paths(*tables, strategy, base="terminable"))
    assert ("Spanne" in said["alt"]) is shown
    assert ("Rechnerische Fortschreibung, keine Prognose" in said["subtitle"]) is shown
    both = f"Ende{NBSP}2030 abgeschlossen: bei gleichem Anteil der offenen 24 bis 39, bei gleicher Zahl im Jahr 40"
    assert (both in said["subtitle"]) is shown  # neither without the other


def test_with_two_years_the_range_stands_in_the_annex_and_says_what_it_is(midterm, outlook, strategy, read):
    said = read(projection(midterm({2024: 10, 2025: 15}), outlook(), strategy, base="terminable"))

    assert said["title"].replace(NBSP, " ") == (
        "Rechnerisch wären bei gleichem Anteil der offenen Ende 2030 24 bis 39 von 54 Maßnahmen mit Frist abgeschlossen"
    )
    assert "Rechnerische Fortschreibung, keine Prognose" in said["subtitle"]
    assert "bei gleicher Zahl im Jahr 40" in said["subtitle"]
    assert "Bei gleichbleibenden Übergängen Ende 2030: 24 bis 39, in der Mitte 32" in said["alt"]
    assert "aus einem Übergangsjahr (2024–2025)" in said["alt"]
    assert {"39", "Mitte 32", "24"} <= set(said["texts"])


def test_without_a_projection_there_is_no_chart_of_one(midterm, outlook, strategy):
    rows = midterm({2025: 15}).assign(median=None)
    with pytest.raises(DataError, match="zwei aufeinanderfolgende"):
        projection(rows, outlook(), strategy, base="terminable")


def test_pace_stands_against_need(midterm, summary, outlook, strategy, read):
    said = read(pace(midterm({2024: 10, 2025: 15}), summary(), outlook(), strategy, base="terminable"))

    assert said["title"] == "Zuletzt wurden fünf Maßnahmen mit Frist im Jahr abgeschlossen, nötig sind 7,8 im Jahr"
    assert [(row["bar"], row["text"]) for row in said["rows"]] == [
        ("halb so viele", "2,5 im Jahr"),
        ("zuletzt (2025)", "5 im Jahr"),
        ("nötig bis 2030", "7,8 im Jahr"),
    ]
    assert "Bei gleicher Zahl im Jahr wären alle erst 2033 abgeschlossen" in said["subtitle"]


def test_what_would_be_needed_with_all_that_was_ever_reported_stands_beside(midterm, summary, outlook, strategy, read):
    rows = midterm({2024: 10, 2025: 15})
    said = read(pace(rows, summary(), outlook(), strategy, base="terminable"))
    assert "Gemessen an allen 61 je gemeldeten nötig: 9,2 im Jahr" in said["alt"]
    unchanged = read(pace(rows, summary(), outlook(total_ever=54), strategy, base="terminable"))
    assert "je gemeldeten" not in unchanged["alt"]


def test_the_goals_stand_beside_the_measures(midterm, summary, outlook, strategy, read):
    goals = outlook(level="goal", base="all", total=58, completed=15, pace=2.0, pace_required=8.6)
    tables = midterm({2024: 10, 2025: 15}), summary(), pd.concat([outlook(), goals])
    assert "Operative Ziele: zuletzt 2 im Jahr, nötig 8,6" in read(pace(*tables, strategy, base="terminable"))["alt"]


def test_what_came_without_work_is_no_pace(midterm, summary, outlook, strategy, read):
    told = outlook(newly_completed=1, gone_back=-1, recoded=3, other=2)
    said = read(pace(midterm({2024: 10, 2025: 15}), summary(), told, strategy, base="terminable"))
    assert said["title"].startswith("Zuletzt wurden unter dem Strich fünf Maßnahmen mit Frist")
    assert (
        f"Seit Ende{NBSP}2024: neu abgeschlossen 1, zurückgefallen 1, durch anderen Zeithorizont +3, "
        "neu, entfallen oder verworfen +2"
    ) in said["subtitle"]


def test_from_three_years_on_the_mean_leads_and_slowest_and_fastest_stand_beside(
    midterm, summary, outlook, strategy, read
):
    tables = midterm({2023: 8, 2024: 10, 2025: 15}), summary(evidence="backtest", snapshots=3)
    said = read(pace(*tables, outlook(pace=3.5, pace_since=2023), strategy, base="terminable"))
    assert [(row["bar"], row["text"]) for row in said["rows"]] == [
        ("langsamstes Jahr (2024)", "2 im Jahr"),
        ("schnellstes Jahr (2025)", "5 im Jahr"),
        ("zuletzt (2025)", "5 im Jahr"),
        ("im Mittel (2024–2025)", "3,5 im Jahr"),
        ("nötig bis 2030", "7,8 im Jahr"),
    ]
    assert said["title"].replace(NBSP, " ") == (
        "Seit Ende 2023 wurden im Mittel 3,5 Maßnahmen mit Frist im Jahr abgeschlossen, nötig sind 7,8 im Jahr"
    )


@pytest.mark.parametrize(
    ("told", "title"),
    [
        (
            {"pace": None, "pace_since": None, "year_before": None},
            "Um bis 2030 alle Maßnahmen mit Frist abzuschließen, sind 7,8 im Jahr nötig",
        ),
        (
            {"pace": 1.0, "pace_required": 1.0},
            "Zuletzt wurde eine Maßnahme mit Frist im Jahr abgeschlossen, nötig ist eine im Jahr",
        ),
        (
            {"pace": 0.0},
            "Zuletzt wurde keine Maßnahme mit Frist im Jahr abgeschlossen, nötig sind 7,8 im Jahr",
        ),
        (
            {"pace": -2.0},
            "Zuletzt ging die Zahl der abgeschlossenen Maßnahmen mit Frist um zwei im Jahr zurück, "
            "nötig sind 7,8 im Jahr",
        ),
        (
            {"year": 2030, "pace_required": None},
            "Zuletzt wurden fünf Maßnahmen mit Frist im Jahr abgeschlossen; das Zieljahr 2030 ist erreicht",
        ),
        (
            {"year": 2031, "pace_required": None},
            "Zuletzt wurden fünf Maßnahmen mit Frist im Jahr abgeschlossen; das Zieljahr 2030 ist vorbei",
        ),
    ],
)
def test_the_pace_is_said_correctly_whatever_it_is(told, title, midterm, summary, outlook, strategy, read):
    last = told.get("pace", 5.0)
    tables = midterm({2024: 10, 2025: 15}), summary(pace_last_year=last), outlook(**told)
    assert read(pace(*tables, strategy, base="terminable"))["title"] == title


def test_a_draft_says_so_and_an_edition_does_not(midterm, summary, outlook, strategy, read):
    tables = midterm({2024: 10, 2025: 15}), summary(), outlook()
    assert read(paths(*tables, strategy, base="terminable"))["subtitle"].startswith("Entwurf · ")
    assert "Entwurf" not in read(paths(*tables, strategy, base="terminable", occasion=Occasion(draft=False)))["alt"]


NO_BOUNDS = pd.DataFrame(columns=["field", "figure", "value", "low", "high"])


def counts_by_field(*rows):
    columns = ["field", "total", "completed", "overdue", "overdue_on_schedule"]
    return pd.DataFrame([dict(zip(columns, row, strict=True)) for row in rows]).assign(year=2025)


def test_deadlines_are_counted_by_field_without_any_trend(strategy, read):
    counts = counts_by_field(("1", 10, 4, 2, 2), ("2", 4, 0, 1, 0), ("all", 14, 4, 3, 2))
    said = read(deadlines_by_field(counts, NO_BOUNDS, strategy))

    assert said["title"] == (
        "Von 14 Maßnahmen mit Frist sind vier abgeschlossen; bei drei offenen ist die Frist abgelaufen, "
        "zwei davon sind im Zeitplan gemeldet; die meisten in Handlungsfeld 1 (zwei)"
    )
    of_wohnen = [(row["category"], row["count"]) for row in said["rows"] if "Wohnen" in row["bar"]]
    assert of_wohnen == [("completed", 4), ("overdue", 2), ("open", 4)]
    assert "Tempo" not in said["alt"]


@pytest.mark.parametrize(
    ("late", "on_schedule", "ending"),
    [
        (0, 0, "sind vier abgeschlossen"),
        (1, 1, "bei einer offenen ist die Frist abgelaufen, sie ist im Zeitplan gemeldet"),
        (3, 3, "bei drei offenen ist die Frist abgelaufen, alle sind im Zeitplan gemeldet"),
        (3, 1, "bei drei offenen ist die Frist abgelaufen, eine davon ist im Zeitplan gemeldet"),
        (3, 0, "bei drei offenen ist die Frist abgelaufen"),
    ],
)
def test_measures_past_their_deadline_that_are_called_on_schedule_are_told(late, on_schedule, ending, strategy, read):
    counts = counts_by_field(*((field, 14, 4, late, on_schedule) for field in ("1", "2", "all")))
    assert read(deadlines_by_field(counts, NO_BOUNDS, strategy))["title"].endswith(ending)


def test_bounds_stand_in_the_deadlines_alt_text_and_subtitle(strategy, read):
    counts = counts_by_field(("1", 10, 4, 2, 2), ("2", 4, 0, 1, 0), ("all", 14, 4, 3, 2))
    bounds = pd.DataFrame(
        [{"field": field, "figure": "completed", "value": 4, "low": 1, "high": 6} for field in ("1", "all")]
    )
    said = read(deadlines_by_field(counts, bounds, strategy))
    assert "abgeschlossen: 4 (angenommen, 1 bis 6)" in said["alt"]
    assert "Angenommen; möglich: abgeschlossen 1 bis 6" in said["subtitle"]
    assert "die meisten" not in said["title"]  # which field is worst rests on invented rows


def test_scenarios_stand_by_name_and_beside_the_other_answer(outlook, strategy, read):
    table = pd.DataFrame(
        [
            {"year": 2025, "base": "terminable", "scenario": name, "at": at, "completed": completed, "total": 54}
            for name, end in (("half_pace", 27.5), ("present_pace", 40.0), ("required_pace", 53.9999999999))
            for at, completed in ((2025, 15.0), (2030, end))
        ]
    )
    said = read(scenarios(table, outlook(), strategy))

    assert said["title"].replace(NBSP, " ") == (
        "Bei gleicher Zahl im Jahr wären Ende 2030 40 von 54 Maßnahmen mit Frist abgeschlossen, "
        "bei gleichem Anteil der offenen 24 bis 39"
    )
    assert [(row["bar"], row["text"]) for row in said["rows"]] == [
        ("halb so viele im Jahr", "rund 28 von 54"),
        ("gleich viele im Jahr", "40 von 54"),
        ("so viele im Jahr wie nötig", "54 von 54"),
    ]
    assert "keine Prognose" in said["subtitle"]


def test_the_paths_keep_their_form(midterm, summary, outlook, strategy, assert_golden):
    tables = midterm({2024: 10, 2025: 15}), summary(evidence="backtest", snapshots=3), outlook()
    assert_golden(paths(*tables, strategy, base="terminable"), "paths")
