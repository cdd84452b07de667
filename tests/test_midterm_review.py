"""The Halbzeitbilanz on 2026: a third year that was drawn from the model, filled into the suite's own template.

The year is invented. It is drawn here, in a temporary folder, under the name of no real county.
"""

import re
import shutil
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from analysis import intake
from analysis.cli import main
from analysis.figures.bridge import transitions
from analysis.figures.midterm.projection import PRIOR, STATES
from analysis.office import template
from analysis.vocabulary import MEASURE_STATUS, SCHEDULE

INVENTED = "Musterkreis (2026 gezogen, nicht erhoben)"
SEED = 2026


def draw_2026(raw: Path) -> None:
    """The export of 2026: the year's template, its statuses drawn from rates that prior and past moves allow."""
    dataset = intake.load(raw.name, data=raw.parents[1])
    moves = transitions(dataset.measures, dataset.goals, dataset.strategy, year=2025)
    moves = moves[(moves["level"] == "measure") & (moves["dimension"] == "status")]
    weights = PRIOR.copy()
    for before, after, count in zip(moves["before"], moves["after"], moves["count"], strict=True):
        weights[STATES.index(before), STATES.index(after)] += count
    rng = np.random.default_rng(SEED)
    rates = rng.standard_gamma(weights)
    rates /= rates.sum(axis=1, keepdims=True)

    path = template.roll_forward(raw.name, 2026, raw / "Monitoring_2026.xlsx", data=raw.parents[1])
    workbook = openpyxl.load_workbook(path, rich_text=True)
    status_2025 = {label: code for code, label in MEASURE_STATUS.labels.items()}
    for row in workbook["Maßnahmen"].iter_rows(min_row=template.HEADER_ROW + 1):
        if row[2].value:
            drawn = STATES[rng.choice(len(STATES), p=rates[STATES.index(status_2025[row[6].value])])]
            row[7].value = MEASURE_STATUS.labels[drawn]
            row[8].value = "" if drawn == "discarded" else SCHEDULE.labels["on_schedule"]
    for row in workbook["Operative Ziele"].iter_rows(min_row=template.HEADER_ROW + 1):
        if row[2].value:
            row[5].value = row[4].value
    workbook.save(path)


@pytest.fixture(scope="module")
def review(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of 2026, as `monitoring run --only 05_midterm` leaves it."""
    folder = tmp_path_factory.mktemp("review")
    raw = folder / "data" / "raw" / "musterkreis"
    raw.mkdir(parents=True)
    county = repository / "data" / "raw" / "heinsberg"
    for export in county.glob("*.xlsx"):
        shutil.copy(export, raw)
    strategy = (county / "strategy.toml").read_text(encoding="utf-8").replace("Kreis Heinsberg", INVENTED)
    (raw / "strategy.toml").write_text(strategy, encoding="utf-8")
    draw_2026(raw)
    where = ["--data", str(folder / "data"), "--outputs", str(folder / "outputs")]
    assert main(["run", "musterkreis", "--only", "05_midterm", *where]) == 0
    return folder / "outputs" / "musterkreis" / "2026"


def alt_text(review: Path, chart: str) -> str:
    return (review / "charts" / f"{chart}.txt").read_text(encoding="utf-8")


def test_three_snapshots_move_the_ladder_in_the_data(review: Path) -> None:
    summary = pd.read_csv(review / "midterm_summary.csv")
    assert set(summary["snapshots"]) == {3}
    assert set(summary["evidence"]) == {"backtest"}
    midterm = pd.read_csv(review / "midterm.csv")
    of_all = midterm[(midterm["level"] == "measure") & (midterm["field"] == "all")]
    assert set(of_all.loc[of_all["observed"].notna(), "at"]) == {2024, 2025, 2026}
    assert set(of_all.loc[of_all["median"].notna(), "at"]) == {2027, 2028, 2029, 2030}
    assert (midterm["median"].notna().sum()) == 2 * 4


def test_the_projection_moves_from_the_annex_into_the_main_chart(review: Path) -> None:
    assert not (review / "charts" / "projection.svg").exists()
    said = alt_text(review, "paths")
    for words in (
        "Rechnerische Fortschreibung, keine Prognose",
        "aus zwei Übergangsjahren",
        "Bei gleichbleibenden Übergängen",
        "Einschätzung der zuständigen Stelle",
        "Maßnahmen sind unterschiedlich gewichtig",
        "Fristen können beschleunigen",
    ):
        assert words in said, words


def test_the_slowest_and_the_fastest_year_are_named(review: Path) -> None:
    assert re.search(r"langsamstes Jahr \(202[56]\) .* im Jahr; schnellstes Jahr \(202[56]\)", alt_text(review, "pace"))
    assert "wie im schnellsten Jahr" in alt_text(review, "scenarios")


def test_the_backtest_stands_beside_the_projection(review: Path) -> None:
    page = (review / "internal" / "notebooks" / "05_midterm.html").read_text(encoding="utf-8")
    assert (
        page.index("Wo die Strategie steht")
        < page.index("aus den Jahren davor vorausgerechnet")
        < page.index("Tempo</h2>")
    )
    assert page.index(INVENTED) < page.index("Halbzeitbilanz</h1>")


def test_there_is_no_symbol_no_probability_and_no_traffic_light(review: Path) -> None:
    page = (review / "internal" / "notebooks" / "05_midterm.html").read_text(encoding="utf-8")
    assert "Für ein Symbol der Deutschen Nachhaltigkeitsstrategie fehlen die Berichtsjahre" in page
    for chart in (review / "charts").glob("*.txt"):
        assert not re.search(r"[Ww]ahrscheinlich|Ampel|Sonne|Wolke|Gewitter", chart.read_text(encoding="utf-8")), chart
