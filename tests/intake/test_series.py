"""The rows of an indicator → its facts and values: target, direction, units, breaks, outliers, values that disagree."""

import pytest

from analysis.intake.findings import Findings
from analysis.intake.indicators.series import Place, Statement, Value, series
from analysis.intake.workbook import address, shown

FIELDS = {"Energie": 1, "Mobilität": 2}


def place(cell, column=1, row=2, **facts):
    return Place("Blatt", (row, column), cell, shown(cell), **facts)


def row(key="I1", values=None, *, number=2, methods=None, **said):
    """One row: facts in columns B onward, the value of 2020 in column T, of 2021 in U …"""
    methods = methods or {}
    return Statement(
        key,
        place(key, row=number),
        {name: place(cell, column, number) for column, (name, cell) in enumerate(said.items(), start=2)},
        [Value(year, place(cell, year - 2000, number), methods.get(year, "")) for year, cell in (values or {}).items()],
    )


def read(*rows, year=2025):
    findings = Findings("indicators.xlsx")
    indicators = series(rows, year=year, field_of=FIELDS.get, findings=findings)
    return indicators, [(f.code, f.cell) for f in findings.all]


def one(*rows, year=2025):
    (indicator,), told = read(*rows, year=year)
    return indicator, told


def values_of(indicator):
    return {o.year: o.value for o in indicator.observed}


def test_an_indicator_has_its_facts_and_values():
    indicator, told = one(
        row(
            values={2020: 10, 2021: "9,5"},
            title="Heizöl",
            field="Energie",
            unit="t",
            direction="sinkend",
            target=0,
            target_year=2030,
            parties="Stadtwerke",
        )
    )
    assert indicator.facts == {
        "title": "Heizöl",
        "field": 1,
        "unit": "t",
        "direction": "fall",
        "target_kind": "reach",
        "target": 0,
        "target_year": 2030,
        "base_year": None,
        "parties": "Stadtwerke",
    }
    assert values_of(indicator) == {2020: 10, 2021: 9.5}
    assert told == []


def test_several_rows_tell_of_one_indicator_and_keys_sort_naturally():
    indicators, told = read(
        row("I10", {2020: 1}, direction="steigend"),
        row("I9", {2020: 1}, direction="steigend"),
        row("i 10", {2021: 2}, number=4),
    )
    assert [indicator.id for indicator in indicators] == ["I9", "I10"]
    assert values_of(indicators[1]) == {2020: 1, 2021: 2}
    assert told == []


def test_rows_that_disagree_on_a_fact_are_told_and_the_first_one_holds():
    indicator, told = one(
        row(values={2020: 1}, target=0, unit="t"), row(values={2021: 1}, number=3, target=5, unit="t")
    )
    assert indicator.facts["target"] == 0
    assert told == [("id-duplicate", "A3")]


# direction and target


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"direction": "↑"}, ("rise", "direction", None, None)),
        ({"direction": "soll sinken"}, ("fall", "direction", None, None)),
        ({"target": 5, "target_year": 2030}, ("fall", "reach", 5, 2030)),
        ({"target": 15, "target_year": "bis 2030"}, ("rise", "reach", 15, 2030)),
        ({"target": 15, "target_year": "31.12.2030"}, ("rise", "reach", 15, 2030)),
        ({"target": 5}, ("fall", "keep", 5, None)),
        ({"target": 5, "target_kind": "mindestens"}, ("rise", "keep", 5, None)),
        ({"target": 5, "target_kind": "jährlich höchstens", "target_year": 2030}, ("fall", "keep", 5, 2030)),
        ({"target": 12, "target_kind": "halten", "direction": "steigend"}, ("rise", "keep", 12, None)),
        ({"target_kind": "halten", "direction": "steigend"}, ("rise", "direction", None, None)),
    ],
)
def test_direction_and_kind_follow_from_what_is_said(facts, expected):
    indicator, told = one(row(values={2020: 10, 2021: 11}, **facts))
    assert tuple(indicator.facts[name] for name in ("direction", "target_kind", "target", "target_year")) == expected
    assert told == []


def test_a_direction_that_stays_open_is_asked_for():
    for facts in ({}, {"target": 10, "target_year": 2030}):
        indicator, told = one(row(values={2020: 10, 2021: 11}, **facts))
        assert indicator.facts["direction"] == "unknown"
        assert told == [("value-missing", "A2")]


def test_the_direction_is_that_from_the_base_of_the_last_method():
    indicator, told = one(row(values={2020: 100, 2021: 10}, methods={2021: "neu"}, target=50, target_year=2030))
    assert indicator.facts["direction"] == "rise"
    assert told == [("method-break", "U2")]


@pytest.mark.parametrize(
    ("cell", "unit", "target", "target_year", "direction"),
    [
        ("mind. 30 %", "%", 30, 2030, "rise"),
        ("höchstens 5", "t", 5, 2030, "fall"),
        ("≥ 1.200,5", "t", 1200.5, 2030, "rise"),
        ("15 bis 20 %", "%", 15, 2030, "rise"),
        ("2–4", "t", 4, 2030, "fall"),
        ("0 bis Ende 2028", "t", 0, 2028, "fall"),
    ],
)
def test_a_target_in_words_is_read_and_told(cell, unit, target, target_year, direction):
    facts = {} if "2028" in cell else {"target_year": 2030}
    indicator, told = one(row(values={2020: 10, 2021: 9}, unit=unit, target=cell, **facts))
    assert (indicator.facts["target"], indicator.facts["target_year"]) == (target, target_year)
    assert indicator.facts["direction"] == direction
    assert [code for code, _ in told] == ["value-normalised"]


@pytest.mark.parametrize(("cell", "code"), [("–40 %", "unit-mixed"), ("Klimaneutralität", "value-unknown")])
def test_a_target_that_is_no_number_is_none(cell, code):
    indicator, told = one(row(values={2020: 10, 2021: 9}, unit="t", target=cell, direction="fallend"))
    assert (indicator.facts["target"], indicator.facts["target_kind"]) == (None, "direction")
    assert [found for found, _ in told] == [code]


def test_words_that_are_not_understood_are_asked_for():
    _, told = one(
        row(values={2020: 1}, direction="blau", target_kind="grün", target=0, target_year="bald", field="Luft")
    )
    assert sorted(code for code, _ in told) == ["value-unknown"] * 4


# values


def test_values_are_told_by_their_cell():
    indicator, told = one(
        row(
            values={2020: "rund 300", 2021: "folgt", 2022: "k. A.", 2023: "1.234", 2024: "12 %", 2025: 280},
            unit="t",
            direction="fallend",
        )
    )
    assert values_of(indicator) == {2020: 300, 2023: 1234, 2025: 280}
    assert told == [
        ("value-normalised", "T2"),
        ("value-unknown", "U2"),
        ("value-normalised", "W2"),
        ("unit-mixed", "X2"),
    ]


def test_what_comes_after_the_reporting_year_is_a_plan_and_not_told():
    indicator, told = one(row(values={2024: 5, 2025: 4, 2026: "folgt", 2027: 400}, direction="fallend"))
    assert values_of(indicator) == {2024: 5, 2025: 4}
    assert told == []


def test_broken_cells_are_no_values():
    broken = row(values={2020: 1}, direction="fallend")
    broken.values += [Value(2021, place("", 21, error="#DIV/0!")), Value(2022, place("", 22, unstored=True))]
    indicator, told = one(broken)
    assert values_of(indicator) == {2020: 1}
    assert told == [("cell-error", "U2"), ("formula-without-value", "V2")]


def test_a_unit_that_all_values_bear_is_the_indicators():
    indicator, told = one(row(values={2020: "12,5 %", 2021: "13 %", 2022: "k. A."}, direction="steigend"))
    assert indicator.facts["unit"] == "%"
    assert values_of(indicator) == {2020: 12.5, 2021: 13}
    assert told == []


def test_without_a_unit_a_share_is_known_by_its_title():
    indicator, told = one(row(values={2020: "12,5 %", 2021: 13}, title="Anteil Ökostrom", direction="steigend"))
    assert values_of(indicator) == {2020: 12.5, 2021: 13}
    assert told == []


def test_two_different_values_for_one_year_and_method_do_not_count():
    indicator, told = one(row(values={2020: 5, 2021: 4}, direction="fallend"), row(values={2021: 3}, number=3))
    assert values_of(indicator) == {2020: 5}
    assert told == [("value-twice", "U3")]


def test_the_same_value_twice_counts_once():
    findings = Findings("indicators.xlsx")
    rows = [row(values={2020: 5, 2021: 4}, direction="fallend"), row(values={2021: "4,0"}, number=3)]
    (indicator,) = series(rows, year=2025, field_of=FIELDS.get, findings=findings)
    assert values_of(indicator) == {2020: 5, 2021: 4}
    assert [(f.code, f.severity, f.cell) for f in findings.all] == [("value-twice", "info", "U3")]


def test_two_methods_may_have_a_value_in_one_year():
    indicator, told = one(
        row(values={2020: 100, 2021: 90}, methods={2020: "alt", 2021: "alt"}, direction="fallend"),
        row(values={2021: 70, 2022: 65}, methods={2021: "neu", 2022: "Neu"}, number=3),
    )
    assert [(o.year, o.method) for o in indicator.observed] == [
        (2020, "alt"),
        (2021, "alt"),
        (2021, "neu"),
        (2022, "neu"),
    ]
    assert told == [("method-break", "U3")]


# outliers


@pytest.mark.parametrize(
    ("series_of_values", "cells"),
    [
        ([10, 11, 110, 12, 13], ["V2"]),
        ([100, 90, 9, 85, 80], ["V2"]),
        ([10, 11, 12, 96], ["W2"]),
        ([10, 11, 12, 95], []),
        ([80, 10, 11, 12], ["T2"]),
        ([10, 11, 0, 12, 13], []),
        ([10, 100, 1000, 10000], ["T2", "W2"]),
        ([10], []),
    ],
)
def test_a_value_far_from_its_neighbours_is_told(series_of_values, cells):
    values = dict(enumerate(series_of_values, start=2020))
    _, told = one(row(values=values, direction="steigend"))
    assert told == [("outlier", cell) for cell in cells]


def test_neighbours_are_of_the_same_method():
    methods = {2022: "neu", 2023: "neu"}
    _, told = one(row(values={2020: 10, 2021: 11, 2022: 110, 2023: 120}, methods=methods, direction="steigend"))
    assert told == [("method-break", address((2, 22)))]
