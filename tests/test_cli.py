"""The command line: German help, one line per error, exit statuses that scripts can rely on."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import Workbook

from analysis import cli
from analysis.cli import main
from analysis.frames import FINDINGS


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(arguments)
    captured = capsys.readouterr()
    return status, captured.out, captured.err


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["check", "--help"]])
def test_help_is_german_on_every_level(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = said(capsys, *arguments)
    assert (status, err) == (0, "")
    assert out.startswith("Aufruf: monitoring")
    assert "Optionen:" in out
    for english in ("usage", "options", "positional", "show this help", "commands"):
        assert english not in out
    for everywhere in ("--data", "--outputs", "--debug"):
        assert everywhere in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "es fehlt: BEFEHL"),
        (["rn"], "'rn' gibt es nicht; möglich sind: 'run'"),
        (["run", "--yaer", "2025"], "unbekannte Angabe: --yaer"),
        (["run", "--year", "abc"], "--year: 'abc' ist keine ganze Zahl"),
        (["run", "--jobs", "0"], "--jobs: muss mindestens 1 sein"),
        (["run", "--year"], "--year: dahinter fehlt eine Angabe"),
        (["check"], "es fehlt: DATEI"),
        (["check", "a.xlsx", "--format", "xml"], "'xml' gibt es nicht; möglich sind: 'text', 'json'"),
    ],
)
def test_a_usage_error_is_one_german_line_and_status_2(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = said(capsys, *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert message in err


def test_umlauts_come_out_on_a_console_that_has_none() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "analysis", "--help"], capture_output=True, env={"PYTHONIOENCODING": "ascii"}, check=True
    )
    assert "für die Ergebnisse" in done.stdout.decode("utf-8")


def test_where_there_is_no_municipality_one_line_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = said(capsys, "run", "--data", str(tmp_path))
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "keine Kommune gefunden" in err


HEADINGS = ["Nr.", "Maßnahme", "Umsetzungsstatus", "Zeithorizont", "Zeitplan"]


def export(path: Path, *statuses: str) -> Path:
    """An export of 2025 in which the measures have these statuses; row 2 is the first."""
    workbook = Workbook()
    workbook.active.title = "Tabelle"
    workbook.active.append(HEADINGS)
    for number, status in enumerate(statuses, start=1):
        workbook.active.append([f"1.1.1.{number}", f"Radweg {number}", status, "langfristig", "ja"])
    workbook.save(path)
    return path


def test_an_export_without_findings_is_checked_with_status_0(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = export(tmp_path / "Monitoring_2025.xlsx", "Idee", "in Umsetzung")
    assert said(capsys, "check", str(path)) == (0, "Keine Befunde.\n", "")
    assert list(tmp_path.iterdir()) == [path]


def test_findings_are_told_by_sheet_and_cell_from_top_to_bottom(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = export(tmp_path / "Monitoring_2025.xlsx", "in Umsetztung", "Idee", "blau")
    status, out, _ = said(capsys, "check", str(path))
    lines = out.splitlines()
    assert status == 1
    assert lines[:2] == ["Monitoring_2025.xlsx", "  Blatt Tabelle"]
    assert lines[2].startswith("    C2  Hinweis") and lines[2].endswith("[value-normalised]")
    assert lines[3].startswith("    C4  Fehler") and lines[3].endswith("[value-unknown]")
    assert lines[-2:] == ["1 Fehler: 1 × Wert nicht verstanden", "1 Hinweis: 1 × Schreibweise vereinheitlicht"]


def test_findings_as_json_have_the_columns_of_the_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = export(tmp_path / "Monitoring_2025.xlsx", "blau")
    status, out, err = said(capsys, "check", str(path), "--format", "json", "--explain")
    [finding] = json.loads(out)
    assert (status, finding["code"], finding["cell"], finding["severity"]) == (1, "value-unknown", "C2", "error")
    assert list(finding) == list(FINDINGS.columns)
    assert "Umsetzungsstatus" in err


def test_what_is_no_workbook_is_status_2_and_an_empty_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "notes.xlsx"
    path.write_text("kein Excel", encoding="utf-8")
    status, out, err = said(capsys, "check", str(path), "--format", "json")
    assert (status, json.loads(out), err.count("\n")) == (2, [], 1)
    assert "notes.xlsx" in err


def test_a_template_is_rolled_forward_and_never_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = str(Path(__file__).resolve().parents[1] / "data")
    target = tmp_path / "vorlage.xlsx"
    arguments = ["template", "heinsberg", "--year", "2026", "--to", str(target), "--data", data]
    assert said(capsys, *arguments)[0] == 0
    status, _, err = said(capsys, *arguments)
    assert (status, err.count("\n")) == (2, 1)
    assert "gibt es schon" in err


def test_answers_of_a_foreign_workbook_are_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = export(tmp_path / "Monitoring_2025.xlsx", "Idee")
    status, out, err = said(capsys, "answers", str(path), "--municipality", "heinsberg")
    assert (status, out, err.count("\n")) == (2, "", 1)


@pytest.mark.skipif(sys.platform == "win32", reason="closed pipes are told apart from other errors on POSIX only")
def test_who_stops_reading_what_is_said_gets_no_error(repository: Path) -> None:
    export = repository / "data" / "raw" / "heinsberg" / "Monitoring_Nachhaltigkeit_2025.xlsx"
    command = [sys.executable, "-m", "analysis", "check", str(export)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.parametrize("before", [True, False])
def test_folders_count_before_and_behind_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], before: bool
) -> None:
    folders = ["--data", str(tmp_path / "amt"), "--outputs", str(tmp_path / "ziel")]
    assert main([*folders, "run"] if before else ["run", *folders]) == 2
    assert str(tmp_path / "amt" / "raw") in capsys.readouterr().err


def test_a_folder_is_taken_from_where_the_command_is_typed_never_from_one_above(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data" / "raw" / "anderes-amt").mkdir(parents=True)
    here = tmp_path / "notebooks"
    here.mkdir()
    monkeypatch.chdir(here)
    assert main(["run"]) == 2
    assert str(here / "data" / "raw") in capsys.readouterr().err


def test_answers_that_lie_where_the_run_put_them_are_found_by_their_bare_name(tmp_path: Path) -> None:
    for year in (2024, 2025):
        folder = tmp_path / "muster" / str(year) / "internal"
        folder.mkdir(parents=True)
        (folder / "findings.xlsx").touch()
    found = cli._made_before(Path("findings.xlsx"), "muster", str(tmp_path))
    assert found == tmp_path / "muster" / "2025" / "internal" / "findings.xlsx"
