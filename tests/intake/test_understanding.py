"""How a sheet is understood: by all signs at once, with what is close told and every row accounted for."""

import subprocess
import sys
from pathlib import Path

import pytest

from analysis import intake
from analysis.intake import proposal, values
from analysis.intake.export import read_export
from analysis.intake.understand.headings import heading, phrases
from analysis.intake.understand.weigh import best
from analysis.pages import reading
from analysis.strategy import Corrections, load_strategy

YEAR = "Berichtsjahr | #2025\n"


def test_the_best_sum_gives_a_column_up_where_another_needs_it_more() -> None:
    total, taken = best([[9.0, 8.0], [8.0, 1.0]], least=3.0)
    assert (total, taken) == (10.0, [1, 0])


def test_what_no_row_deserves_stays_empty() -> None:
    assert best([[2.9, 1.0]], least=3.0) == (0, [-1])


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("Status", 1.0),
        ("Status der Maßnahme", 1.0),
        ("aktueller Status", 0.9),
        ("Umsetzungs-\nstatus", 0.9),
        ("Maßnahmen[Status]", 1.0),
        ("Status¹", 1.0),
        ("Förderstatus", 0.5),
        ("Bestand", 0.0),
        ("Art der Maßnahme", 0.0),
    ],
)
def test_a_phrase_says_most_where_it_is_the_whole_heading(text: str, strength: float) -> None:
    assert heading([text]).strength(phrases(sure="status|stand")) == strength


def test_a_column_that_says_something_else_is_not_read_and_told(office, rows) -> None:
    office.export(
        Tabelle=YEAR
        + "Nr. | Maßnahme | Förderantrag\n1.1 | A | geplant\n1.2 | B | in Bearbeitung\n2.1 | C | abgeschlossen"
    )
    assert set(rows(office.load().measures, "status")) == {("unknown",)}
    assert ("reading-uncertain", "C2", "") in office.told()


def test_a_confirmed_reading_beats_recognition(office, rows) -> None:
    office.say(
        (office.folder / "strategy.toml").read_text(encoding="utf-8") + '\n[columns]\n"Förderantrag" = "status"\n'
    )
    office.export(Tabelle=YEAR + "Nr. | Maßnahme | Förderantrag\n1.1 | A | geplant\n1.2 | B | abgeschlossen")
    assert rows(office.load().measures, "status") == [("planned",), ("completed",)]
    assert office.told("reading-uncertain") == []


def test_a_confirmed_heading_that_is_gone_is_an_error_with_the_nearest(office, rows) -> None:
    office.say((office.folder / "strategy.toml").read_text(encoding="utf-8") + '\n[columns]\n"Sachstandd" = "note"\n')
    office.export(Tabelle=YEAR + "Nr. | Maßnahme | Status | Sachstand\n1.1 | A | Idee | läuft an")
    uncertain = office.load().findings.query("code == 'reading-uncertain'")
    assert rows(uncertain, "severity", "raw", "cleaned") == [("error", "Sachstandd", "Sachstand")]


def test_forms_are_read_together_and_each_measure_has_its_own_row(office, rows) -> None:
    form = "Maßnahmensteckbrief | Stand 31.12.2025\n\nMaßnahmen-Nr. | {}\nTitel | {}\nStatus | {}\nKosten | #1000"
    office.export(
        M_1=form.format("M-01", "Solardächer", "in Umsetzung"),
        M_2=form.format("M-02", "Radweg", "50 %"),
    )
    assert rows(office.load().measures, "measure_id", "title", "status", "source_row") == [
        ("M-01", "Solardächer", "in_progress", 3),
        ("M-02", "Radweg", "unknown", 3),
    ]
    assert ("value-unknown", "B5", "M-02") in office.told()


def test_an_archive_is_set_aside_and_what_stands_only_there_is_told(office, rows) -> None:
    table = "Nr. | Maßnahme | Status\n1.1.1.1 | A | {}\n"
    office.export(Tabelle=YEAR + table.format("Idee"), Archiv_2023=table.format("verworfen") + "1.1.1.9 | Z | Idee")
    assert rows(office.load().measures, "measure_id", "status") == [("1.1.1.1", "idea")]
    told = office.load().findings.query("source_sheet == 'Archiv 2023'")
    assert rows(told, "code", "raw") == [("sheet-ignored", ""), ("reading-uncertain", "1.1.1.9")]


def test_numbers_that_start_anew_in_each_field_bear_it_in_findings_too(office, rows) -> None:
    office.export(
        Tabelle=YEAR
        + "Nr. | Maßnahme | Status\nHandlungsfeld 1: Nachhaltige Verwaltung\nM1 | A | Idee\nM2 | B | vielleicht\n"
        + "Handlungsfeld 2: Mobilität\nM1 | C | Idee"
    )
    assert rows(office.load().measures, "measure_id", "field") == [("1/M1", 1), ("1/M2", 1), ("2/M1", 2)]
    assert ("value-unknown", "C5", "1/M2") in office.told()


def test_lines_that_go_on_with_a_measure_belong_to_it(office, rows) -> None:
    office.export(Tabelle=YEAR + "Nr. | Maßnahme | Status | Zuständig\n1.1 | A | Idee | Amt 65\n | | | Stadtwerke")
    assert rows(office.load().measures, "responsible") == [("Amt 65; Stadtwerke",)]


def test_every_filled_cell_of_a_sheet_has_one_fate(office) -> None:
    path = office.export(
        Tabelle=YEAR
        + "Nr. | Maßnahme | Status | SDG\n1.1 | A | Idee | 7\n | B | Idee\nSumme | #1\n* Hinweis: vorläufig"
    )
    (export,) = read_export(path, load_strategy(office.folder / "strategy.toml"), Corrections())
    account = export.accounts[0]
    assert account.rows == {"measure": 1, "unnumbered": 1, "total": 1, "note": 1}
    assert account.filled == 15
    assert account.cells["Wert"] == 3
    assert account.cells["Weiteres"] == 1


def test_a_horizon_in_years_goes_by_the_strategy(office, rows) -> None:
    office.export(
        Tabelle=YEAR + "Nr. | Maßnahme | Status | Horizont\n1.1 | A | Idee | bis 2 Jahre\n1.2 | B | Idee | 2–5 Jahre\n"
        "1.3 | C | Idee | mehr als 5 Jahre\n1.4 | D | Idee | mehr als 2 Jahre"
    )
    assert rows(office.load().measures, "horizon") == [("short",), ("medium",), ("long",), ("unknown",)]


def test_fortlaufend_among_dates_is_the_horizon(office, rows) -> None:
    office.export(
        Tabelle=YEAR + "Nr. | Maßnahme | Status | Ende\n1.1 | A | Idee | 2024–2026\n1.2 | B | Idee | fortlaufend"
    )
    measures = office.load().measures
    assert rows(measures, "horizon") == [("unknown",), ("ongoing",)]
    assert str(measures["due"][0].date()) == "2026-12-31"


@pytest.mark.parametrize(("text", "ahead"), [("abgeschlossen 2026", True), ("abgeschlossen 2024", False)])
def test_a_completion_to_come_is_none(text: str, *, ahead: bool) -> None:
    assert values.lies_ahead("completed", text, 2025) is ahead


def test_the_page_shows_columns_rows_and_sums_and_escapes_what_it_shows(office) -> None:
    office.export(Tabelle=YEAR + "Nr. | Maßnahme | Status\n1.1 | <b>A</b> | Idee")
    page = reading.page(office.load())
    assert "&lt;b&gt;A&lt;/b&gt;" in page
    assert "<b>A</b>" not in page
    assert "Umsetzungsstatus der Maßnahme" in page
    assert "Zeilen der Tabelle: 1 (Maßnahme 1)" in page


def test_a_draft_holds_fields_prefixes_columns_and_can_be_completed(office, tmp_path: Path) -> None:
    path = office.export(
        Tabelle=YEAR
        + "Nr. | Maßnahme | Status\nHandlungsfeld 1: Energie\nEN-1 | A | Idee\n"
        + "Handlungsfeld 2: Verkehr\nVK-1 | B | bald"
    )
    text = proposal.draft("kreis-beispiel", [path])
    assert '# "bald" = ""   # AUSFÜLLEN' in text
    file = tmp_path / "strategy.toml"
    file.write_text(text.replace("# adopted", "adopted").replace("# target_date", "target_date"), encoding="utf-8")
    strategy = load_strategy(file)
    assert [(f.number, f.name, f.prefix) for f in strategy.fields] == [(1, "Energie", "EN"), (2, "Verkehr", "VK")]
    assert strategy.columns == {"Nr.": "measure_id", "Maßnahme": "title", "Status": "status"}


def test_a_draft_never_overwrites(office) -> None:
    path = office.export(Tabelle=YEAR + "Nr. | Maßnahme | Status\n1.1 | A | Idee")
    before = (office.folder / "strategy.toml").read_text(encoding="utf-8")
    command = [sys.executable, "-m", "analysis", "new", "beispiel", "--from", str(path), "--data", str(office.data)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert "wird nicht überschrieben" in done.stderr
    assert (office.folder / "strategy.toml").read_text(encoding="utf-8") == before


def test_a_filled_table_of_which_nothing_is_read_is_an_error(office) -> None:
    path = office.export(Tabelle=YEAR + "Nr. | Maßnahme | Status\n | A | Idee\n | B | Idee")
    findings = intake.check([path]).findings
    assert "row-unread" in set(findings["code"])
