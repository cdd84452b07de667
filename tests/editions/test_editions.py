"""What was published stays as it was; what would be said differently now is listed with its reason."""

import json
import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook

from analysis import editions, intake
from analysis.cli import main
from analysis.dataset import Dataset
from analysis.editions import NothingToPublish, revisions
from analysis.editions.description import describe
from analysis.errors import DataError
from analysis.figures.breakdown import figures
from analysis.figures.change import changes
from analysis.figures.midterm import midterm, midterm_summary
from analysis.publish import results
from analysis.publish.catalogue import Catalogue
from analysis.runs import documents
from analysis.storage.csv_files import write_csv

STRATEGY = """
name = "Kreis Muster"
adopted = 2023-01-01
target_date = 2030-12-31

[[fields]]
number = 1
name = "Verwaltung"
"""
CORRECTION = """
[[correction]]
year = 2025
id = "1.1.1.2"
column = "status"
found = "verworfen"
use = "completed"
"""


def export(data: Path, *status: str, year: int = 2025) -> None:
    """An export of the year in which the measures have these statuses."""
    workbook = Workbook()
    workbook.active.append(["Nr.", "Maßnahme", "Umsetzungsstatus", "Zeithorizont", "Zeitplan"])
    for number, word in enumerate(status, start=1):
        workbook.active.append([f"1.1.1.{number}", f"Radweg {number}", word, "langfristig", "ja"])
    workbook.save(data / "raw" / "muster" / f"Monitoring_{year}.xlsx")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """One municipality with three measures in 2025."""
    (tmp_path / "data" / "raw" / "muster").mkdir(parents=True)
    (tmp_path / "data" / "raw" / "muster" / "strategy.toml").write_text(STRATEGY, encoding="utf-8")
    export(tmp_path / "data", "abgeschlossen", "verworfen", "Idee")
    return tmp_path / "data"


def load(data: Path, year: int = 2025) -> Dataset:
    return intake.load("muster", year=year, data=data)


def table(dataset: Dataset, year: int = 2025) -> pd.DataFrame:
    return figures(dataset.measures, dataset.goals, dataset.strategy, year=year)


def run(data: Path, year: int = 2025) -> Path:
    """The year's tables in outputs, as a run leaves them."""
    dataset = load(data, year)
    rows = dataset.measures, dataset.goals
    tables = {
        "figures": table(dataset, year),
        "changes": changes(*rows, year=year),
        "midterm": midterm(*rows, dataset.strategy, year=year),
        "midterm_summary": midterm_summary(*rows, dataset.strategy, year=year),
    }
    results.save(dataset, str(data.parent / "outputs"), tables=tables)
    return data.parent / "outputs" / "muster" / str(year)


def freeze(data: Path, year: int = 2025) -> editions.Edition:
    return editions.freeze("muster", year, data=data, outputs=data.parent / "outputs")


def revised(data: Path, dataset: Dataset | None = None) -> list[tuple[str, str, str, str, str]]:
    """(category, value, published, now, why) of every number on field 1's status that would be another now."""
    dataset = dataset or load(data)
    now = write_csv(table(dataset), data.parent / "now.csv")
    edition = editions.latest(data, "muster", 2025)
    found = revisions.revisions(dataset, edition, {"figures": editions.read_text(now)}, describe(dataset))
    assert list(found.columns) == revisions.COLUMNS
    shown = found[(found["field"] == "1") & (found["dimension"] == "status") & (found["level"] == "measure")]
    return list(shown[["category", "value", "published", "now", "why"]].itertuples(index=False, name=None))


def test_an_edition_holds_what_the_run_made_with_number_cutoff_and_hashes(data: Path) -> None:
    made = run(data)
    assert editions.is_draft(load(data))
    freeze(data)
    folder = data / "published" / "muster" / "2025"
    assert (folder / "figures.csv").read_bytes() == (made / "figures.csv").read_bytes()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["edition"], manifest["cutoff"]) == (1, "2025-12-31")
    assert list(manifest["files"]) == ["changes.csv", "figures.csv", "midterm.csv", "midterm_summary.csv"]
    assert not editions.is_draft(load(data))


def test_as_long_as_nothing_changes_there_is_nothing_to_revise(data: Path) -> None:
    run(data)
    freeze(data)
    assert revised(data) == []


def test_a_late_entry_is_listed_with_every_number_that_it_changes(data: Path) -> None:
    run(data)
    freeze(data)
    export(data, "abgeschlossen", "verworfen", "abgeschlossen")
    assert revised(data) == [
        ("idea", "count", "1", "0", "late_entry"),
        ("idea", "percent", "33", "0", "late_entry"),
        ("completed", "count", "1", "2", "late_entry"),
        ("completed", "percent", "33", "67", "late_entry"),
    ]


def test_a_correction_is_told_as_such(data: Path) -> None:
    run(data)
    freeze(data)
    (data / "raw" / "muster" / "corrections.toml").write_text(CORRECTION, encoding="utf-8")
    assert ("discarded", "count", "1", "0", "correction") in revised(data)
    assert {why for *_, why in revised(data)} == {"correction"}


def test_a_counting_rule_is_told_apart_from_a_late_entry(data: Path) -> None:
    run(data)
    freeze(data)
    export(data, "abgeschlossen", "verworfen", "in Umsetzung")
    dataset = load(data)
    dataset = replace(dataset, strategy=replace(dataset.strategy, discarded_in_total=False))
    found = revised(data, dataset)
    assert ("completed", "total", "3", "2", "rule") in found
    assert ("idea", "count", "1", "0", "late_entry") in found


def test_other_code_is_the_reason_where_nothing_else_changed(data: Path) -> None:
    run(data)
    freeze(data)
    path = data / "published" / "muster" / "2025" / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    figures_csv = path.with_name("figures.csv")
    text = figures_csv.read_text(encoding="utf-8").replace("1,all,status,idea,1,3,33", "1,all,status,idea,2,3,67")
    figures_csv.write_text(text, encoding="utf-8")
    manifest["files"]["figures.csv"] = editions.sha256(figures_csv)
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert revised(data) == [("idea", "count", "2", "1", "code"), ("idea", "percent", "67", "33", "code")]


def test_a_further_edition_leaves_the_earlier_one_as_it_was(data: Path) -> None:
    run(data)
    freeze(data)
    folder = data / "published" / "muster" / "2025"
    first = (folder / "figures.csv").read_bytes()
    export(data, "abgeschlossen", "abgeschlossen", "Idee")
    run(data)
    assert freeze(data).edition == 2
    assert (folder / "edition-1" / "figures.csv").read_bytes() == first
    assert (folder / "figures.csv").read_bytes() != first
    assert revised(data) == []


def test_what_is_no_finished_run_is_not_published(data: Path) -> None:
    with pytest.raises(NothingToPublish, match="zuerst „monitoring run muster --year 2025“"):
        freeze(data)
    made = run(data)
    text = (made / "figures.csv").read_text(encoding="utf-8")
    (made / "figures.csv").write_text(text + "x", encoding="utf-8")
    with pytest.raises(NothingToPublish, match="von Hand geändert"):
        freeze(data)
    (made / "figures.csv").write_text(text, encoding="utf-8")
    export(data, "Idee")
    with pytest.raises(NothingToPublish, match=r"Monitoring_2025.xlsx: seit dem letzten Lauf geändert"):
        freeze(data)


def test_half_a_year_is_not_published(data: Path) -> None:
    dataset = load(data)
    results.save(dataset, str(data.parent / "outputs"), tables={"figures": table(dataset)})
    with pytest.raises(NothingToPublish, match=r"ohne changes.csv, midterm.csv und midterm_summary.csv"):
        freeze(data)


def test_the_same_figures_are_not_published_twice(data: Path) -> None:
    run(data)
    freeze(data)
    with pytest.raises(NothingToPublish, match="unverändert gegenüber Ausgabe 1"):
        freeze(data)


def test_an_edition_that_was_changed_afterwards_stops_the_run(data: Path) -> None:
    run(data)
    freeze(data)
    (data / "published" / "muster" / "2025" / "figures.csv").write_text("", encoding="utf-8")
    with pytest.raises(DataError, match="seit der Veröffentlichung geändert"):
        editions.is_draft(load(data))


def test_a_report_printed_before_the_suite_becomes_an_edition(data: Path, tmp_path: Path) -> None:
    printed = tmp_path / "bericht.csv"
    printed.write_text("level,field,dimension,category,count,total\nmeasure,1,status,idea,2,3\n", encoding="utf-8")
    edition = editions.bring_in("muster", 2025, printed, data=data)
    assert (edition.edition, edition.origin) == (1, "printed")
    assert revised(data) == [("idea", "count", "2", "1", "unknown"), ("idea", "percent", "67", "33", "unknown")]


def test_a_comparison_says_whether_the_year_before_is_as_published(data: Path) -> None:
    shutil.move(data / "raw" / "muster" / "Monitoring_2025.xlsx", data / "raw" / "muster" / "Monitoring_2024.xlsx")
    run(data, 2024)
    export(data, "abgeschlossen", "verworfen", "in Umsetzung")
    assert revisions.occasion(load(data)).before_is == ""
    freeze(data, 2024)
    assert revisions.occasion(load(data)).before_is == "veröffentlichter Stand"
    export(data, "abgeschlossen", "Idee", "Idee", year=2024)
    assert revisions.occasion(load(data)).before_is == "berichtigter Stand"


def test_the_command_says_what_was_frozen_or_why_not(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--data", str(data), "--outputs", str(data.parent / "outputs")]
    assert main(["publish", "muster", "--year", "2025", *where]) == 1
    assert capsys.readouterr().err.startswith("Nichts veröffentlicht: ")
    run(data)
    assert main(["publish", "muster", "--year", "2025", *where]) == 0
    assert "Ausgabe 1, Stichtag 31.12.2025" in capsys.readouterr().out


def test_the_summary_says_how_many_published_numbers_would_be_others(data: Path) -> None:
    assert revisions.in_words(None, None, "muster", 2025)[0].startswith("Entwurf, noch nicht veröffentlicht")
    run(data)
    edition = freeze(data)
    assert revisions.in_words(edition, None, "muster", 2025) == ["Ausgabe 1, Stichtag 31.12.2025"]
    table = pd.DataFrame({"why": ["correction, late_entry", "correction, late_entry"]})
    said = "Zwei veröffentlichte Zahlen wären heute anders (Korrektur und Nachmeldung): revisions.csv"
    assert revisions.in_words(edition, table, "muster", 2025)[1] == said


def test_the_reason_and_the_reporter_of_a_correction_stand_beside_the_number_it_changed(data: Path) -> None:
    run(data)
    freeze(data)
    text = CORRECTION + 'reason = "Abnahme war im Dezember"\nreported_to = "Amt 61"\n'
    (data / "raw" / "muster" / "corrections.toml").write_text(text, encoding="utf-8")
    dataset = load(data)
    now = {"figures": editions.read_text(write_csv(table(dataset), data.parent / "now.csv"))}
    found = revisions.revisions(dataset, editions.latest(data, "muster", 2025), now, describe(dataset))

    status = found[(found["dimension"] == "status") & (found["level"] == "measure")]
    assert set(status["why"]) == {"correction"}
    assert set(status["reason"]) == {"Abnahme war im Dezember"} and set(status["reported_to"]) == {"Amt 61"}


def test_a_changed_program_is_a_reason_of_its_own(data: Path) -> None:
    run(data)
    edition = replace(freeze(data), versions={**describe(load(data)).versions, "code": "as it was"})
    manifest = replace(describe(load(data)), keys={"02_overview": {"code": "as it is"}})
    assert revisions._reasons(edition, load(data), manifest) == ["code"]
    export(data, "abgeschlossen", "verworfen", "abgeschlossen")
    manifest = replace(describe(load(data)), keys={"02_overview": {"code": "as it is"}})
    assert revisions._reasons(edition, load(data), manifest) == ["late_entry", "code"]


def test_an_edition_keeps_its_charts_as_published_and_a_corrected_year_says_so_on_its_own(data: Path) -> None:
    run(data)
    draw = partial(documents.as_published, "muster", 2025, data)
    edition = editions.freeze("muster", 2025, data=data, outputs=data.parent / "outputs", draw=draw)
    folder = editions.folder_of(data, "muster", 2025)
    assert {"charts/status_by_field.svg", "charts/paths.txt", "slides.pptx", "figures.csv"} <= {*edition.files}
    assert "Entwurf" not in (folder / "charts" / "status_by_field.txt").read_text(encoding="utf-8")
    with pytest.raises(NothingToPublish):
        editions.freeze("muster", 2025, data=data, outputs=data.parent / "outputs", draw=draw)

    as_published = Catalogue(load(data))["status_by_field"].draw().description
    assert "erichtigt" not in as_published
    (data / "raw" / "muster" / "corrections.toml").write_text(CORRECTION, encoding="utf-8")
    catalogue = Catalogue(load(data))
    assert "Berichtigt; veröffentlicht: abgeschlossen 1, verworfen 1" in catalogue["status_by_field"].draw().description
    assert "Berichtigt; veröffentlicht:" in catalogue["field_1_measure_status"].draw().description
    assert "Berichtigt; veröffentlicht:" in catalogue["paths"].draw().description
