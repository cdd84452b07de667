"""Whatever a year's charts and tables say of one question, they say the same; in every corner it is German.

Every number that titles, subtitles and alt texts say is gathered by the question that it answers.
"""

import re
from collections import defaultdict
from pathlib import Path

import pytest
from openpyxl import Workbook

from analysis.dataset import Dataset
from analysis.german import NBSP
from analysis.intake import load
from analysis.pages import review
from analysis.publish.catalogue import Catalogue

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
STATUS = {"a": "abgeschlossen", "i": "Idee", "p": "in Planung", "u": "in Umsetzung", "v": "verworfen", "?": "unklar"}
HORIZON = {"k": "kurzfristig", "m": "mittelfristig", "l": "langfristig", "f": "fortlaufend"}

# Made-up municipalities: year → statuses, a letter a measure, with the horizons of every year.
MUNICIPALITIES = {
    "one year": ({2024: "auuui"}, "kkmlf"),
    "two years": ({2024: "auuuuippi", 2025: "aauuuappi"}, "kkkmmlffl"),
    "three years": ({2023: "uuuuuuipi", 2024: "auuuuuipi", 2025: "aauauuapi"}, "kkkmmlffl"),
    "a gap": ({2022: "uuuuipi", 2023: "uuuuipi", 2025: "aauuapi"}, "kkmmlfl"),
    "the target year": ({2029: "auuuu", 2030: "aaauu"}, "kkmll"),
    "after the target year": ({2030: "auuuu", 2031: "aaauu"}, "kkmll"),
    "all is done": ({2024: "auaa", 2025: "aaaa"}, "kkml"),
    "all is discarded": ({2024: "auuu", 2025: "vvvv"}, "kkml"),
    "one measure": ({2024: "u", 2025: "u"}, "k"),
    "no measure with an end": ({2024: "auu", 2025: "aau"}, "fff"),
    "standstill": ({2024: "auuu", 2025: "auuu"}, "kkml"),
    "steps back": ({2024: "aauuu", 2025: "auuuu"}, "kkmml"),
    "nothing is due": ({2023: "auuuu", 2024: "aauuu"}, "mmlll"),
    "unreadable": ({2024: "auuuu", 2025: "aa?uu"}, "kkmll"),
    "recoded": ({2024: "auuuu", 2025: "aauuu"}, {2024: "fkkml", 2025: "kkkml"}),
}

N = r"(keine?r?s?|eine?r?s?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|\d+)"
WORDS = ["kein", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"]
END = r"Ende \d{4}"
QUESTIONS = {
    "with a deadline": [
        rf"Von {N} Maßnahmen mit Frist",
        rf"\b{N} Maßnahmen mit Frist \(ohne",
        r"Alle Handlungsfelder \(n = (\d+)\S* ?.*?offen",
    ],
    "completed with a deadline": [rf"Maßnahmen mit Frist (?:ist|sind) {N} abgeschlossen"],
    "completed": [
        rf"Von {N} Maßnahmen (?:ist|sind) {N} abgeschlossen",
        rf"Abgeschlossen (?:ist|sind) {N} Maßnahmen?",
        rf"{END} (?:ist|sind) es {N}\b",
    ],
    "at a constant number": [
        rf"[Bb]ei gleicher Zahl im Jahr (?:wäre|wären) {END} (?:rund )?{N} von",
        r"bei gleicher Zahl im Jahr (?:rund )?(\d+)",
        r"(?<![,a-z] )gleich viele im Jahr (?:rund )?(\d+) von",
    ],
    "at a constant share": [
        rf"bei gleichem Anteil der offenen (?:{END} )?(\d+ bis \d+)",
        rf"Übergängen {END}: (\d+ bis \d+)",
    ],
    "needed a year": [rf"nötig (?:ist|sind) ({N[1:-1]}|\d+,\d) im Jahr", r"nötig bis \d{4} (\d+(?:,\d)?) im Jahr"],
    "done when": [r"wären alle (?:erst )?(\d{4}) abgeschlossen"],
    "past the deadline": [
        rf"bei {N} offenen ist die Frist abgelaufen",
        r"Alle Handlungsfelder .*?Frist abgelaufen: (\d+)",
    ],
    "on schedule": [
        rf"Von {N} Maßnahmen (?:liegt|liegen) {N} im Zeitplan",
        rf"Im Zeitplan (?:liegt|liegen) {N} Maßnahmen?",
    ],
}
NONSENSE = [
    r"\d,\d von \d",  # a part of a measure
    r"\b(\d+) bis \1\b",
    r"−\d+ ?%",
    r"\bvon einer Maßnahmen",
    r"halb\w* \w* ?−",
    r"\bNone\b|\bnan\b|<NA>",
    r"· ·|\.\.|: ;|, ,|\(\)",
    r"Von (?:null|keiner) ",
]


def number_of(text: str) -> str:
    """„fünf" and „5" are one answer; the last number of a match is the answer."""
    for value in range(len(WORDS) - 1, -1, -1):
        if text.startswith(WORDS[value]):
            return str(value)
    return text


def what_is_said(dataset: Dataset) -> dict[str, str]:
    """Chart → all that it says, with plain spaces."""
    catalogue = Catalogue(dataset)
    said = {}
    for name in catalogue:
        chart = catalogue.drawn(name)
        assert len(chart.title.subtitle) <= 2, name
        texts = [" ".join(chart.title.text), " · ".join(chart.title.subtitle), chart.description]
        said[name] = " ".join(texts).replace(NBSP, " ")
    return said


def answers(said: dict[str, str]) -> dict[str, dict[str, set[str]]]:
    """Question → answer → the charts that give it; what a field's chart says is asked of that field."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for chart, text in said.items():
        field = re.match(r"field_(\d+)_", chart)
        of = f" in field {field[1]}" if field else ""
        for question, patterns in QUESTIONS.items():
            for pattern in patterns:
                for match in re.finditer(pattern, text):
                    found[question + of][number_of(match.groups()[-1])].add(chart)
    for field, number in re.findall(
        r"; (\d+) [^;]*? \(n = \d+\): im Zeitplan (\d+)", said.get("on_schedule_by_field", "")
    ):
        found[f"on schedule in field {field}"][number].add("on_schedule_by_field")
    for field, number in re.findall(
        r"; (\d+) [^;]*? \(n = \d+\): [^;]*?abgeschlossen (\d+)", said.get("status_by_field", "")
    ):
        found[f"completed in field {field}"][number].add("status_by_field")
    return found


def made_up(folder: Path, years: dict[int, str], horizons: str | dict[int, str]) -> Dataset:
    raw = folder / "data" / "raw" / "muster"
    raw.mkdir(parents=True)
    (raw / "strategy.toml").write_text(STRATEGY, encoding="utf-8")
    for year, letters in years.items():
        of_year = horizons if isinstance(horizons, str) else horizons[year]
        workbook = Workbook()
        workbook.active.append(["Nr.", "Maßnahme", "Umsetzungsstatus", "Zeithorizont", "Zeitplan"])
        for number, (status, horizon) in enumerate(zip(letters, of_year, strict=True), start=1):
            answer = "" if status == "v" else "nein" if number == 3 else "ja"
            row = [f"{1 + number % 2}.1.1.{number}", f"Radweg {number}", STATUS[status], HORIZON[horizon], answer]
            workbook.active.append(row)
        workbook.save(raw / f"Monitoring_{year}.xlsx")
    return load("muster", data=folder / "data")


def check(dataset: Dataset) -> dict[str, dict[str, set[str]]]:
    said = what_is_said(dataset)
    found = answers(said)
    assert {question: dict(given) for question, given in found.items() if len(given) > 1} == {}
    for chart, text in said.items():
        assert [match[0] for pattern in NONSENSE if (match := re.search(pattern, text))] == [], (chart, text)
    return found


def test_the_county_s_charts_give_one_answer_to_each_question() -> None:
    found = check(load("heinsberg", year=2025))

    expected = {"with a deadline": "54", "completed with a deadline": "15", "completed": "22", "needed a year": "7,8"}
    expected |= {"at a constant number": "40", "done when": "2033", "past the deadline": "10", "on schedule": "69"}
    assert {question: next(iter(found[question])) for question in expected} == expected
    assert len(found["at a constant share"]) == 1
    several = {question for question, given in found.items() if max(map(len, given.values())) > 1}
    assert {"with a deadline", "at a constant number", "at a constant share", "on schedule"} <= several


@pytest.mark.parametrize("case", MUNICIPALITIES)
def test_every_corner_gives_one_answer_to_each_question_in_plain_german(case: str, tmp_path: Path) -> None:
    check(made_up(tmp_path, *MUNICIPALITIES[case]))


def test_a_page_s_table_says_what_the_chart_says(tmp_path: Path) -> None:
    dataset = made_up(tmp_path, *MUNICIPALITIES["two years"])
    found = answers(what_is_said(dataset))
    table = review.paces(dataset).data
    [row] = table[
        (table["Grundgesamtheit"] == "ohne verworfene und fortlaufende") & (table.iloc[:, 1] == "die heute geführten")
    ].to_dict("records")
    assert {row["Gesamt"]} == set(found["with a deadline"])
    assert {row["abgeschlossen"]} == set(found["completed with a deadline"])
    assert {row["nötig im Jahr"].removesuffix(",0")} == set(found["needed a year"])
