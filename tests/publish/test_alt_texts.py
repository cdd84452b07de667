"""What the alt texts of Heinsberg's charts say is read back, number by number, and held against the figures."""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from num2words import num2words

from analysis import intake
from analysis.publish import pictures
from analysis.publish.catalogue import Catalogue
from analysis.vocabulary import GOAL_STATUS, HORIZON, MEASURE_STATUS, SCHEDULE

WORDS = {num2words(n, lang="de"): n for n in range(2, 13)} | {"ein": 1, "eine": 1, "eines": 1, "keine": 0, "keines": 0}
NUMBER = rf"(\d+|{'|'.join(sorted(WORDS, key=len, reverse=True))})"
LABELS = {
    "measure_status": MEASURE_STATUS.labels,
    "goal_status": GOAL_STATUS.labels,
    "schedule": SCHEDULE.labels,
}


@pytest.fixture(scope="module")
def catalogue(repository: Path) -> Catalogue:
    """As if the rows were reported: of a reconstruction the charts say bounds, not every count."""
    dataset = intake.load("heinsberg", year=2025, data=repository / "data")
    return Catalogue(replace(dataset, strategy=replace(dataset.strategy, provenance="reported", published=None)))


def said(catalogue: Catalogue, name: str) -> tuple[str, str]:
    """The alt text without no-break spaces, and its part with all values."""
    text = catalogue.drawn(name).description.replace("\u00a0", " ")
    return text, text.split("Werte: ")[1].rstrip(".")


def counts(text: str, labels: dict[str, str]) -> dict[str, tuple[int, int | None]]:
    """Category → count and percent; „Idee 3 (4 %), in Planung 0"."""
    read = {}
    for code, label in labels.items():
        if found := re.search(rf"(?:^|, |: ){label}:? (\d+)(?: \((\d+) %\))?", text):
            read[code] = (int(found[1]), int(found[2]) if found[2] else None)
    return read


def expected(rows: pd.DataFrame) -> dict[str, tuple[int, int | None]]:
    return {
        row.category: (row.count, row.percent if row.count else None)
        for row in rows.itertuples(index=False, name="Row")
    }


def number(text: str) -> int:
    return int(text) if text.isdigit() else WORDS[text]


def test_every_bar_of_the_overview_says_the_counts_and_shares_of_its_field(catalogue):
    rows, (_, values) = catalogue["status_by_field"].figures(), said(catalogue, "status_by_field")
    names = {"all": "Alle Handlungsfelder"} | {
        str(n): f"{n} {name}" for n, name in catalogue.dataset.strategy.field_names.items()
    }
    for field, name in names.items():
        segment = re.search(rf"{re.escape(name)} \(n = (\d+)\): ([^;]*)", values)
        of_field = rows[rows["field"] == field]
        assert int(segment[1]) == of_field["total"].iloc[0]
        assert counts(segment[2], MEASURE_STATUS.labels) == expected(of_field)


@pytest.mark.parametrize("number_of_field", range(1, 7))
@pytest.mark.parametrize(
    "name, labels", [("goal_status", GOAL_STATUS.labels), ("measure_status", MEASURE_STATUS.labels)]
)
def test_every_chart_of_a_field_says_its_counts_and_shares(catalogue, number_of_field, name, labels):
    chart = f"field_{number_of_field}_{name}"
    assert counts(said(catalogue, chart)[1], labels) == expected(catalogue[chart].figures())


@pytest.mark.parametrize("number_of_field", range(1, 7))
def test_the_schedule_of_a_field_says_each_horizon(catalogue, number_of_field):
    chart = f"field_{number_of_field}_schedule_by_horizon"
    rows, (_, values) = catalogue[chart].figures(), said(catalogue, chart)
    sums = dict.fromkeys(SCHEDULE.codes, 0)
    for segment in values.split("; "):
        name, total = re.match(r"(\S+) \(n = (\d+)\)", segment).groups()
        of_horizon = rows[(rows["horizon"] == {label: code for code, label in HORIZON.labels.items()}[name])]
        read = counts(segment, SCHEDULE.labels)
        assert int(total) == sum(count for count, _ in read.values())
        assert read == (expected(of_horizon) if int(total) else {})
        for code, (count, _) in read.items():
            sums[code] += count
    overall = rows[rows["horizon"] == "all"]
    assert {code: sums[code] for code in overall["category"]} == dict(
        zip(overall["category"], overall["count"], strict=True)
    )


@pytest.mark.parametrize("name", ["measure_status_change", "schedule_change", "goal_status_change"])
def test_a_comparison_says_both_years_and_their_difference(catalogue, name):
    rows, (text, values) = catalogue[name].figures(), said(catalogue, name)
    now, then = (
        {row.category: row.n for row in rows[rows["year"] == year].rename(columns={"count": "n"}).itertuples()}
        for year in (2025, 2024)
    )
    labels = LABELS[name.removesuffix("_change")]
    for code in now:
        found = re.search(rf"(?:^|; ){labels[code]} 2025: (\d+) \(([+−±])(\d+)\), 2024: (\d+)", values)
        difference = int(found[3]) * {"+": 1, "−": -1, "±": 0}[found[2]]
        assert (int(found[1]), int(found[4]), difference) == (now[code], then[code], now[code] - then[code])
    title = text.split(". ")[1]
    compared = re.findall(rf"{NUMBER}(?: [\w ]+?)?, {NUMBER} (mehr|weniger)", title)
    assert compared
    for count, moved, way in compared:
        difference = number(moved) * (1 if way == "mehr" else -1)
        assert (number(count), difference) in {(now[code], now[code] - then[code]) for code in now}


def test_the_flow_says_every_transition(catalogue):
    rows, (_, values) = catalogue["flow"].figures(), said(catalogue, "flow")
    rows = rows[(rows["level"] == "measure") & (rows["dimension"] == "status")]
    codes = {label: code for code, label in MEASURE_STATUS.labels.items()}
    read = {(codes[a], codes[b]): int(n) for a, b, n in re.findall(r"von (.+?) zu (.+?) (\d+)(?:;|$)", values)}
    assert read == {(row["before"], row["after"]): row["count"] for row in rows.to_dict("records")}


def test_the_bridge_says_every_term_and_they_add_up(catalogue):
    rows, (text, values) = catalogue["bridge"].figures(), said(catalogue, "bridge")
    rows = rows[(rows["level"] == "measure") & (rows["dimension"] == "status") & (rows["category"] == "completed")]
    rows = rows[rows["field"] == "all"]
    read = [int(term.replace("−", "-")) for term in re.findall(r" ([+−]?\d+)(?:;|$)", values)]
    assert read == rows["count"].tolist()
    assert read[0] + sum(read[1:-1]) == read[-1]
    found = re.search(rf"Ende 2024 waren {NUMBER} .*?; {NUMBER} kamen hinzu: Ende 2025 sind es {NUMBER}", text)
    assert [number(word) for word in found.groups()] == read


def test_the_paths_say_every_year(catalogue):
    rows, (_, values) = catalogue["paths"].figures(), said(catalogue, "paths")
    for segment in values.split("; "):
        year, rest = segment.split(": ", 1)
        row = rows[rows["at"] == int(year)].iloc[0]
        read = [float(value.replace(",", ".")) for value in re.findall(r" (\d+(?:,\d)?)(?:, |$)", rest)]
        known = [row[column] for column in ("observed", "plan", "linear") if pd.notna(row[column])]
        assert read == pytest.approx([float(value) for value in known], abs=0.05001)


def test_the_finding_of_every_status_chart_says_counts_of_its_own_figures(catalogue):
    fields = [f"field_{number}_{name}" for number in range(1, 7) for name in ("goal_status", "measure_status")]
    for chart in ["status_by_field", *fields]:
        rows, (text, _) = catalogue[chart].figures(), said(catalogue, chart)
        rows = rows[rows["field"] == ("all" if chart == "status_by_field" else chart.split("_")[1])]
        labels = GOAL_STATUS.labels if chart.endswith("goal_status") else MEASURE_STATUS.labels
        title = text.split(". ")[1]
        assert number(re.search(rf"Von {NUMBER} ", title)[1]) == rows["total"].iloc[0]
        count = dict(zip(rows["category"], rows["count"], strict=True))
        told = {
            code: found[1]
            for code, label in labels.items()
            if (found := re.search(rf"\b{NUMBER}(?: (?:ist|sind))? {label}", title))
        }
        assert told
        assert {code: number(word) for code, word in told.items()} == {code: count[code] for code in told}


def test_the_short_text_says_the_finding_in_the_words_of_the_long_one(catalogue):
    for name in catalogue:
        chart = catalogue.drawn(name)
        short = pictures.alt_text(chart.description)
        assert len(short) <= 250
        kind, rest = short.split(". ", 1)
        assert chart.description.startswith(kind)
        assert rest in chart.description
        assert " ".join(chart.title.text) in short
