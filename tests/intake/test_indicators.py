"""Tables of indicators as offices keep them: wide, long and mixed, and every row and cell accounted for."""

from pathlib import Path

import pytest
from indicator_tables import Drawn, truth
from openpyxl import Workbook

from analysis.errors import DataError
from analysis.intake.indicators import open_indicators

SHAPES = ("wide", "long", "mixed")


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("seed", range(8))
def test_one_truth_in_many_shapes_is_read_the_same(tmp_path, shape, seed):
    indicators = truth(seed)
    path = Drawn(indicators, seed, shape).save(tmp_path / "indicators.xlsx")
    reading = open_indicators(path, None).read(2023)
    told = [f for f in reading.findings if f.code not in ("sheet-ignored", "row-ignored", "method-break")]
    assert told == []
    titles = {row["indicator_id"]: row["title"] for row in reading.tables["indicators"]}
    assert sorted(titles.values()) == sorted(t.title for t in indicators)
    values = {
        (titles[row["indicator_id"]], row["year"]): (row["value"], row["method"])
        for row in reading.tables["observations"]
    }
    assert values == {
        (t.title, year): (value, t.methods.get(year, "")) for t in indicators for year, value in t.values.items()
    }
    by_title = {row["title"]: row for row in reading.tables["indicators"]}
    for t in indicators:
        assert (by_title[t.title]["direction"], by_title[t.title]["unit"]) == (t.direction, t.unit)
        assert by_title[t.title]["target"] in (t.target, None)


def book(tmp_path, *sheets, name="indicators.xlsx"):
    """A workbook from sheets, each a title and its rows."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for title, rows in sheets:
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    workbook.save(tmp_path / name)
    return tmp_path / name


def read(path: Path, year=2023):
    reading = open_indicators(path, None).read(year)
    values = {(row["indicator_id"], row["year"]): row["value"] for row in reading.tables["observations"]}
    facts = {row["indicator_id"]: row for row in reading.tables["indicators"]}
    return values, facts, [(f.code, f.cell) for f in reading.findings]


def test_a_target_may_stand_in_the_heading_of_its_year(tmp_path):
    path = book(tmp_path, ("T", [["Indikator", "2021", "2022", "Ziel 2030"], ["Heizöl", 9, 8, 0]]))
    values, facts, told = read(path)
    assert (facts["Heizöl"]["target"], facts["Heizöl"]["target_year"]) == (0, 2030)
    assert values == {("Heizöl", 2021): 9, ("Heizöl", 2022): 8}
    assert told == []


def test_a_base_in_the_heading_is_a_value_and_the_base_year(tmp_path):
    path = book(
        tmp_path, ("T", [["Indikator", "Basis 1990", "2021", "Zielwert", "Zieljahr"], ["CO2", 90, 60, 30, 2030]])
    )
    values, facts, told = read(path)
    assert values == {("CO2", 1990): 90, ("CO2", 2021): 60}
    assert (facts["CO2"]["base_year"], facts["CO2"]["direction"]) == (1990, "fall")
    assert told == []


def test_base_and_newest_value_may_have_columns_of_their_own(tmp_path):
    header = ["Kennzahl", "Einheit", "Basisjahr", "Basiswert", "Jahr", "Ist-Wert", "Zieljahr", "Zielwert"]
    values, facts, told = read(book(tmp_path, ("T", [header, ["Heizöl", "t", 2015, 10, 2021, 6, 2030, 0]])))
    assert values == {("Heizöl", 2015): 10, ("Heizöl", 2021): 6}
    assert facts["Heizöl"]["base_year"] == 2015
    assert told == []


def test_groups_of_headings_in_two_lines(tmp_path):
    rows = [
        ["Nr.", "Indikator", "Ziel", None, "Basis", None, "Ist", None],
        [None, None, "Wert", "Jahr", "Wert", "Jahr", 2021, 2022],
        ["1", "Heizöl", 0, 2030, 10, 2015, 8, 7],
    ]
    values, facts, told = read(book(tmp_path, ("T", rows)))
    assert values == {("1", 2015): 10, ("1", 2021): 8, ("1", 2022): 7}
    assert (facts["1"]["target"], facts["1"]["target_year"], facts["1"]["base_year"]) == (0, 2030, 2015)
    assert told == []


def test_plans_and_changes_are_not_values(tmp_path):
    header = ["Indikator", "Ist 2021", "Plan 2022", "Veränderung 2021", "Prognose 2023", "Richtung"]
    values, _, told = read(book(tmp_path, ("T", [header, ["Heizöl", 9, 8, -1, 7, "fallend"]])))
    assert values == {("Heizöl", 2021): 9}
    assert told == []


def test_what_is_not_understood_is_kept_whole(tmp_path):
    header = ["Indikator", "2021", "Richtung", "Quelle", "Zuständig ist"]
    path = book(tmp_path, ("T", [header, ["Heizöl", 9, "fallend", "Bericht", "Amt 65"]]))
    extras = open_indicators(path, None).read(2023).extras
    assert [(e["id"], e["column"], e["value"], e["cell"]) for e in extras] == [
        ("Heizöl", "Quelle", "Bericht", "D2"),
        ("Heizöl", "Zuständig ist", "Amt 65", "E2"),
    ]


def test_facts_and_values_may_stand_on_two_sheets(tmp_path):
    path = book(
        tmp_path,
        ("Ziele", [["Nr.", "Indikator", "Einheit", "Zielwert", "Zieljahr"], ["K1", "Heizöl", "t", 0, 2030]]),
        ("Werte", [["Indikator", "Jahr", "Wert"], ["Heizöl", 2021, 9], ["Heizöl", 2022, 8]]),
    )
    values, facts, told = read(path)
    assert values == {("K1", 2021): 9, ("K1", 2022): 8}
    assert facts["K1"]["target"] == 0
    assert told == []


def test_a_sheet_may_be_of_one_year(tmp_path):
    header = ["Indikator", "Wert", "Richtung"]
    path = book(tmp_path, ("2021", [header, ["Heizöl", 9, "fallend"]]), ("2022", [header, ["Heizöl", 8, "fallend"]]))
    assert read(path)[0] == {("Heizöl", 2021): 9, ("Heizöl", 2022): 8}


def test_headings_between_the_rows_are_themes(tmp_path):
    rows = [["Indikator", "2021", "Richtung"], ["Klima"], ["Heizöl", 9, "fallend"], ["Verkehr"], ["Rad", 3, "steigend"]]
    values, _, told = read(book(tmp_path, ("T", rows)))
    assert set(values) == {("Heizöl", 2021), ("Rad", 2021)}
    assert told == []


def test_totals_notes_and_repeated_headings_are_told_and_not_read(tmp_path):
    header = ["Indikator", "2021", "Richtung"]
    rows = [header, ["Heizöl", 9, "fallend"], ["Summe", 9], header, ["Rad", 3, "steigend"], ["Quelle: Bericht"]]
    values, _, told = read(book(tmp_path, ("T", rows)))
    assert set(values) == {("Heizöl", 2021), ("Rad", 2021)}
    assert told == [("row-ignored", "A3"), ("row-ignored", "A4"), ("row-ignored", "A6")]


def test_a_total_below_the_numbers_is_no_indicator(tmp_path):
    rows = [["Nr.", "Indikator", "2021", "Richtung"], ["1", "Heizöl", 9, "fallend"], ["Summe", None, 9]]
    values, _, told = read(book(tmp_path, ("T", rows)))
    assert values == {("1", 2021): 9}
    assert told == [("row-ignored", "A3")]


def test_values_without_an_indicator_are_told(tmp_path):
    rows = [["Indikator", "Einheit", "2021", "2022", "Richtung"], ["Heizöl", "t", 9, 8, "fallend"], [None, "t", 3, 4]]
    assert read(book(tmp_path, ("T", rows)))[2] == [("id-missing", "B3")]


def test_below_an_indicator_further_years_need_no_name(tmp_path):
    rows = [["Indikator", "Jahr", "Wert", "Richtung"], ["Heizöl", 2021, 9, "fallend"], [None, 2022, 8]]
    values, _, told = read(book(tmp_path, ("T", rows)))
    assert values == {("Heizöl", 2021): 9, ("Heizöl", 2022): 8}
    assert told == []


def test_a_row_that_is_not_understood_is_told_with_its_cells(tmp_path):
    rows = [["Indikator", "2021", "Richtung", "Quelle"], ["Heizöl", 9, "fallend"], [None, None, None, "x", "y"]]
    assert read(book(tmp_path, ("T", rows)))[2] == [("row-unread", "D3")]


@pytest.mark.parametrize(
    "rows",
    [
        [["Methode", "alt", "neu"], ["Heizöl", 9, 8, "fallend"], ["Rad", 3, 4, "steigend"]],
        [["Heizöl", 9, 8, "fallend"], ["Rad", 3, 4, "steigend"], ["Methode", "alt", "neu"]],
    ],
)
def test_one_row_of_methods_holds_for_all(tmp_path, rows):
    path = book(tmp_path, ("T", [["Indikator", "2021", "2022", "Richtung"], *rows]))
    observations = open_indicators(path, None).read(2023).tables["observations"]
    assert {row["method"] for row in observations if row["year"] == 2021} == {"alt"}
    assert {row["method"] for row in observations if row["year"] == 2022} == {"neu"}


def test_rows_of_methods_below_each_indicator_are_its_own(tmp_path):
    header = ["Indikator", "2021", "2022", "Richtung"]
    heating = [["Heizöl", 9, 8, "fallend"], ["Methode", "alt", "neu"]]
    cycling = [["Rad", 3, 4, "steigend"], ["Methode", "Zählung", "Zählung"]]
    reading = open_indicators(book(tmp_path, ("T", [header, *heating, *cycling])), None).read(2023)
    methods = {(row["indicator_id"], row["year"]): row["method"] for row in reading.tables["observations"]}
    assert methods == {
        ("Heizöl", 2021): "alt",
        ("Heizöl", 2022): "neu",
        ("Rad", 2021): "Zählung",
        ("Rad", 2022): "Zählung",
    }


def test_a_method_may_stand_beside_each_year(tmp_path):
    header = ["Indikator", "Wert 2021", "Methode 2021", "Wert 2022", "Methode 2022", "Richtung"]
    path = book(tmp_path, ("T", [header, ["Heizöl", 9, "alt", 8, "neu", "fallend"]]))
    methods = {r["year"]: r["method"] for r in open_indicators(path, None).read(2023).tables["observations"]}
    assert methods == {2021: "alt", 2022: "neu"}


def test_a_number_shown_as_per_cent_is_one(tmp_path):
    workbook = Workbook()
    sheet = workbook.active
    for row in [["Indikator", "Einheit", "2021", "Richtung"], ["Ökostrom", "%", 0.125, "steigend"]]:
        sheet.append(row)
    sheet["C2"].number_format = "0.0%"
    workbook.save(tmp_path / "indicators.xlsx")
    values, _, told = read(tmp_path / "indicators.xlsx")
    assert values == {("Ökostrom", 2021): 12.5}
    assert told == []


def test_years_before_2000_are_years(tmp_path):
    path = book(tmp_path, ("T", [["Indikator", 1990, 1995, 2021, "Richtung"], ["CO2", 90, 85, 60, "fallend"]]))
    assert read(path)[0] == {("CO2", 1990): 90, ("CO2", 1995): 85, ("CO2", 2021): 60}


def test_words_beside_the_year_that_all_share_are_those_of_values(tmp_path):
    header = ["Indikator", "Emissionen 2021", "Emissionen 2022", "Richtung"]
    assert read(book(tmp_path, ("T", [header, ["CO2", 60, 55, "fallend"]])))[0] == {
        ("CO2", 2021): 60,
        ("CO2", 2022): 55,
    }


def test_a_workbook_without_indicators_is_told_in_one_line(tmp_path):
    with pytest.raises(DataError, match="keine Tabelle mit Indikatoren"):
        open_indicators(book(tmp_path, ("T", [["Hallo", "Welt"], ["a", "b"]])), None)


def test_a_year_before_all_values_is_told_in_one_line(tmp_path):
    path = book(tmp_path, ("T", [["Indikator", "2021", "Richtung"], ["Heizöl", 9, "fallend"]]))
    with pytest.raises(DataError, match=r"kein Wert bis 2019; der erste ist von 2021"):
        open_indicators(path, None).read(2019)
