"""The mid-term review says what the years allow: for one, with a gap, at the end, and where nothing is left."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from analysis import intake
from analysis.figures.midterm import midterm, midterm_summary
from analysis.pages import review

STRATEGY = """
name = "Stadt Muster"
adopted = 2022-01-01
target_date = 2030-12-31
[[fields]]
number = 1
name = "Verwaltung"
[[fields]]
number = 2
name = "Mobilität"
"""
STATUS = {"a": "abgeschlossen", "i": "Idee", "u": "in Umsetzung", "v": "verworfen"}
HORIZON = {"k": "kurzfristig", "l": "langfristig", "f": "fortlaufend"}


def reviewed(folder: Path, years: dict[int, str], horizons: str, *, rules: str = "") -> tuple[Any, ...]:
    """Dataset, midterm and midterm_summary of the newest year; a letter a measure, all in field 1."""
    raw = folder / "data" / "raw" / "muster"
    raw.mkdir(parents=True)
    (raw / "strategy.toml").write_text(STRATEGY.replace("[[fields]]", f"{rules}\n[[fields]]", 1), encoding="utf-8")
    for year, letters in years.items():
        workbook = Workbook()
        workbook.active.append(["Nr.", "Maßnahme", "Umsetzungsstatus", "Zeithorizont", "Zeitplan"])
        for number, (status, horizon) in enumerate(zip(letters, horizons, strict=True), start=1):
            on_schedule = "" if status == "v" else "ja"
            workbook.active.append(
                [f"1.1.1.{number}", f"Radweg {number}", STATUS[status], HORIZON[horizon], on_schedule]
            )
        workbook.save(raw / f"Monitoring_{year}.xlsx")
    dataset = intake.load("muster", data=folder / "data")
    rows = (dataset.measures, dataset.goals, dataset.strategy)
    return dataset, midterm(*rows, year=dataset.year), midterm_summary(*rows, year=dataset.year)


BEFORE = {"paths", "pace", "deadlines_by_field"}
CHANGE = {*BEFORE, "bridge", "flow"}


@pytest.mark.parametrize(
    ("years", "horizons", "charts"),
    [
        ({2024: "auui"}, "kklf", BEFORE),
        ({2024: "auui", 2025: "aaui"}, "kklf", {*CHANGE, "scenarios", "projection"}),
        ({2023: "auui", 2025: "aaui"}, "kklf", {*CHANGE, "scenarios"}),  # a gap: no transition was seen
        ({2023: "auui", 2024: "auui", 2025: "aaui"}, "kklf", {*CHANGE, "scenarios"}),
        ({2029: "auui", 2030: "aaui"}, "kklf", CHANGE),  # nothing lies ahead
        ({2031: "auui", 2032: "aaui"}, "kklf", CHANGE),
        ({2024: "auui", 2025: "vvvv"}, "kklf", {"bridge", "flow"}),  # nothing is left
        ({2024: "auui", 2025: "aaui"}, "ffff", {"bridge", "flow"}),  # nothing has an end
    ],
)
def test_the_charts_are_those_that_the_years_allow(
    years: dict[int, str], horizons: str, charts: set[str], tmp_path: Path
) -> None:
    assert set(review.review_charts(*reviewed(tmp_path, years, horizons))) == charts


def test_a_pace_over_several_years_names_them(tmp_path: Path) -> None:
    charts = review.review_charts(*reviewed(tmp_path, {2023: "uuui", 2025: "aaui"}, "kklf"))
    assert "zuletzt (2024–2025) 1 im Jahr" in charts["pace"].description


def test_the_scenarios_say_all_and_none(tmp_path: Path) -> None:
    charts = review.review_charts(*reviewed(tmp_path / "all", {2024: "auui", 2025: "aaui"}, "kklf"))
    assert (
        "Bei gleicher Zahl im Jahr wären Ende 2030 drei von drei Maßnahmen mit Frist" in charts["scenarios"].description
    )
    charts = review.review_charts(*reviewed(tmp_path / "none", {2024: "uuui", 2025: "uuui"}, "kklf"))
    assert "wäre Ende 2030 keine von drei Maßnahmen mit Frist" in charts["scenarios"].description


def test_the_counting_rule_is_named_where_it_changes_a_number(tmp_path: Path) -> None:
    rule = "fortlaufende abgeschlossene Maßnahmen zählen als in Umsetzung"
    years = {2024: "auuu", 2025: "aaua"}
    dataset, paths, summary = reviewed(tmp_path, years, "kklf", rules='[counting]\nongoing_completed = "in_progress"')
    charts = review.review_charts(dataset, paths, summary)
    named = {
        name for name, chart in charts.items() if rule in chart.description.replace("Fortlaufende", "fortlaufende")
    }
    assert named == {"bridge", "flow"}  # the others stand on measures with an end
    assert rule in review.paces(dataset).to_html()
    assert rule in review.movers(dataset).to_html()


@pytest.mark.parametrize(
    ("years", "said"),
    [
        ({2025: "au"}, "Ein Berichtsjahr zeigt den Stand"),
        ({2024: "uu", 2025: "au"}, "Zwei Berichtsjahre zeigen Veränderungen, noch keinen Trend"),
        ({2022: "uu", 2023: "uu", 2025: "au"}, "braucht drei aufeinanderfolgende Berichtsjahre"),
    ],
)
def test_before_a_backtest_is_possible_the_page_says_what_the_years_show(
    years: dict[int, str], said: str, tmp_path: Path
) -> None:
    dataset, _, _ = reviewed(tmp_path, years, "kl")
    assert said in review.backtest(dataset).data


@pytest.mark.parametrize(
    ("first", "said"),
    [
        (2024, "fehlen die Berichtsjahre"),
        (2023, "„Sonne“; es beruht auf wenigen Werten"),
        (2022, "„Sonne“; es beruht auf wenigen Werten"),
    ],
)
def test_the_symbol_enters_with_the_fourth_year(first: int, said: str, tmp_path: Path) -> None:
    of_year = {2022: "uuuu", 2023: "auuu", 2024: "aauu", 2025: "aaau", 2026: "aaaa"}
    years = {year: letters for year, letters in of_year.items() if year >= first}
    assert said in review.other_methods(*reviewed(tmp_path, years, "kklk")).data


def test_the_paces_have_the_mean_beside_last_year(tmp_path: Path) -> None:
    dataset, _, _ = reviewed(tmp_path, {2023: "uuuu", 2024: "auuu", 2025: "aaau"}, "kkkl")
    table = review.paces(dataset).data
    row = table[table["Grundgesamtheit"] == "ohne verworfene und fortlaufende"].iloc[0]
    assert (row["zuletzt im Jahr"], row["im Mittel im Jahr"]) == ("2,0", "1,5")  # 1 → 3; 0 → 3 in two years


def test_a_field_s_row_says_what_was_completed_and_what_went_back(tmp_path: Path) -> None:
    dataset, _, _ = reviewed(tmp_path, {2024: "auuu", 2025: "uaau"}, "kkkl")
    table = review.deadlines_by_field(dataset).data
    overall = table[table["Handlungsfeld"] == "Alle Handlungsfelder"].iloc[0]
    assert overall["seit Ende 2024"] == "2 neu abgeschlossen, 1 zurückgefallen"


def test_the_county_s_tables_say_what_is_assumed_and_between_which_numbers() -> None:
    county = intake.load("heinsberg", year=2025)
    paces = review.paces(county).data
    [row] = paces[
        (paces["Grundgesamtheit"] == "ohne verworfene und fortlaufende")
        & (paces["gemessen an"] == "die heute geführten")
    ].to_dict("records")
    assert row["abgeschlossen"] == "15 (angenommen, 6 bis 22)"
    assert row["nötig im Jahr"] == "7,8 (angenommen, 6,8 bis 9,8)"
    goals = paces[paces["Grundgesamtheit"] == "operative Ziele"].iloc[0]
    assert (goals["zuletzt im Jahr"], goals["nötig im Jahr"]) == ("2,0", "8,6")
    assert paces.iloc[0]["abgeschlossen"] == "22"  # published: no bounds
    overall = review.deadlines_by_field(county).data.iloc[-1]
    assert overall["Frist abgelaufen"] == "10 (angenommen, 4 bis 18)"
