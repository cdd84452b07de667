"""The command line: German help, one line per error, exit statuses that scripts can rely on."""

import subprocess
import sys
from pathlib import Path

import pytest

from analysis.cli import main


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


def test_help_comes_without_the_heavy_packages() -> None:
    code = (
        "import sys; from analysis.cli import main; main(['run', '--help']); "
        "print(sorted({'pandas', 'altair', 'pandera', 'papermill', 'pyarrow'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_umlauts_come_out_on_a_console_that_has_none() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "analysis", "--help"], capture_output=True, env={"PYTHONIOENCODING": "ascii"}, check=True
    )
    assert "für die Ergebnisse" in done.stdout.decode("utf-8")


def test_where_there_is_no_municipality_one_line_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = said(capsys, "run", "--data", str(tmp_path))
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "keine Kommune gefunden" in err
