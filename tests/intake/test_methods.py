"""Which method a year's value was found by, as offices write it."""

import pytest

from analysis.intake.indicators.methods import method_of, methods_in


@pytest.mark.parametrize(
    ("text", "by_year"),
    [
        ("", {2020: "", 2023: ""}),
        ("NTA 8800", {2020: "NTA 8800", 2023: "NTA 8800"}),
        ("ab 2022: NTA 8800", {2021: "", 2022: "NTA 8800", 2023: "NTA 8800"}),
        ("ab 2022 NTA 8800", {2021: "", 2022: "NTA 8800"}),
        ("seit 2022: NTA 8800:2023", {2021: "", 2022: "NTA 8800:2023"}),
        ("bis 2021: Schätzung; ab 2022: Messung", {2021: "Schätzung", 2022: "Messung"}),
        ("Schätzung, ab 2022: Messung", {2021: "Schätzung", 2022: "Messung"}),
        ("bis 2021: Schätzung\nab 2022: Messung", {2021: "Schätzung", 2022: "Messung"}),
        ("2018–2020: A; 2021: B; ab 2022: C", {2017: "", 2018: "A", 2020: "A", 2021: "B", 2025: "C"}),
        ("Endenergie (BISKO), BHKW bis 40 kW", {2020: "Endenergie (BISKO), BHKW bis 40 kW"}),
        ("Schätzung (bis 2021); Messung (ab 2022)", {2021: "Schätzung", 2022: "Messung"}),
        ("NTA 8800 ab 2022", {2021: "", 2022: "NTA 8800"}),
        ("DIN EN ISO 14001:2015", {2014: "DIN EN ISO 14001:2015", 2016: "DIN EN ISO 14001:2015"}),
    ],
)
def test_a_method_may_be_named_with_its_years(text, by_year):
    methods = methods_in(text)
    assert {year: method_of(methods, year) for year in by_year} == by_year
