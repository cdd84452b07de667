"""Nobody waits for what a command does not need."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import Workbook

import analysis

HEAVY = {"altair", "dask", "fsspec", "nbconvert", "numpy", "openpyxl", "pandas", "papermill", "pyarrow"}
STRATEGY = """
name = "Kreis Muster"
adopted = 2023-01-01
target_date = 2030-12-31

[[fields]]
number = 1
name = "Verwaltung"
"""


def imported(*arguments: str) -> tuple[int, set[str]]:
    """The exit status of a command, and which of the heavy packages it has imported."""
    code = (
        "import sys; from analysis.cli import main; status = main(sys.argv[1:]); "
        f"print(status, *sorted({HEAVY!r} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, encoding="utf-8", check=True
    )
    status, *modules = done.stdout.splitlines()[-1].split()
    return int(status), set(modules)


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(["--help"], 0), (["run", "--help"], 0), (["rn"], 2), (["run", "--jobs", "0"], 2), (["check"], 2)],
)
def test_help_and_usage_errors_import_nothing_heavy(arguments: list[str], status: int) -> None:
    assert imported(*arguments) == (status, set())


@pytest.mark.parametrize(
    ("arguments", "status", "line"),
    [
        ([], 0, "musterstadt: Musterstadt"),
        (["--data", "s3://ablage"], 2, "Für s3:// fehlt das Paket fsspec: „pip install fsspec“"),
        (["--scheduler", "tcp://rechner:8786"], 2, "Für --scheduler fehlt Dask: „pip install dask[distributed]“"),
    ],
)
def test_without_the_optional_parts_all_else_works_and_what_is_missing_is_named(
    tmp_path: Path, arguments: list[str], status: int, line: str
) -> None:
    raw = tmp_path / "data" / "raw" / "musterstadt"
    raw.mkdir(parents=True)
    (raw / "strategy.toml").write_text(STRATEGY.replace("Kreis Muster", "Musterstadt"), encoding="utf-8")
    workbook = Workbook()
    workbook.active.append(["Nr.", "Maßnahme", "Umsetzungsstatus"])
    workbook.active.append(["1.1.1.1", "Radwege", "in Umsetzung"])
    workbook.save(raw / "Monitoring_2025.xlsx")
    code = (
        "import sys; sys.modules.update(dict.fromkeys(('fsspec', 'dask', 'distributed'))); "
        "from analysis.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    listing = [] if "--scheduler" in arguments else ["--list"]
    command = [sys.executable, "-c", code, "run", *listing, "--data", "data", "--outputs", "outputs", *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == status, done.stderr
    assert line in done.stdout + done.stderr


def test_a_run_in_which_nothing_has_changed_draws_and_executes_nothing(tmp_path: Path) -> None:
    raw = tmp_path / "data" / "raw" / "muster"
    raw.mkdir(parents=True)
    (raw / "strategy.toml").write_text(STRATEGY, encoding="utf-8")
    workbook = Workbook()
    workbook.active.append(["Nr.", "Maßnahme", "Umsetzungsstatus", "Zeithorizont", "Zeitplan"])
    workbook.active.append(["1.1.1.1", "Radwege", "in Umsetzung", "langfristig", "ja"])
    workbook.save(raw / "Monitoring_2025.xlsx")
    where = ("--data", str(tmp_path / "data"), "--outputs", str(tmp_path / "outputs"))
    command = [sys.executable, "-m", "analysis", "run", "--only", "01_intake", *where]
    subprocess.run(command, capture_output=True, check=True)
    status, modules = imported("run", "--only", "01_intake", *where)
    assert status == 0
    assert "pandas" in modules
    assert modules <= {"pandas", "numpy", "pyarrow"}


def test_a_municipality_is_loaded_with_nothing_but_the_package(repository: Path, tmp_path: Path) -> None:
    shutil.copytree(repository / "data" / "raw" / "heinsberg", tmp_path / "raw" / "heinsberg")
    dataset = analysis.load("heinsberg", 2024, data=tmp_path)
    assert (dataset.year, len(dataset.measures)) == (2024, 80)
