"""The whole batch on the real exports: the published figures, and nothing else, reach the council."""

import csv
import io
import json
import re
import shutil
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from analysis.cli import main
from analysis.publish.manifest import sha256

RUNS = ["01_intake", "02_overview", *(f"03_field_{number}" for number in range(1, 7)), "04_change", "05_midterm"]


@dataclass(frozen=True)
class Done:
    """A finished command: its exit status, what it said, and where its outputs lie."""

    status: int
    out: str
    err: str
    data: Path
    outputs: Path

    def year(self, year: int) -> Path:
        return self.outputs / "heinsberg" / str(year)


def raw_data(repository: Path, folder: Path, *years: int) -> Path:
    """The county's raw data with the exports of these years only."""
    raw = folder / "data" / "raw" / "heinsberg"
    raw.mkdir(parents=True)
    shutil.copy(repository / "data" / "raw" / "heinsberg" / "strategy.toml", raw)
    for year in years:
        shutil.copy(repository / "data" / "raw" / "heinsberg" / f"Monitoring_Nachhaltigkeit_{year}.xlsx", raw)
    return folder / "data"


def command(data: Path, outputs: Path, *arguments: str) -> Done:
    """`monitoring run` with these arguments, and all that it says."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = main(["run", *arguments, "--data", str(data), "--outputs", str(outputs)])
    return Done(status, out.getvalue(), err.getvalue(), data, outputs)


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="session")
def both_years(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Done:
    """2025 and then 2024, produced where both exports lie."""
    folder = tmp_path_factory.mktemp("both")
    data = raw_data(repository, folder, 2024, 2025)
    command(data, folder / "outputs", "heinsberg", "--year", "2024")
    return command(data, folder / "outputs")


def test_everything_is_produced_and_said(both_years: Done) -> None:
    assert both_years.status == 0, both_years.err
    assert "Kreis Heinsberg, Berichtsjahr 2025" in both_years.out
    assert "Zeilen rekonstruiert aus veröffentlichten Summen" in both_years.out
    assert "2025: 80 Maßnahmen und 58 operative Ziele aus Monitoring_Nachhaltigkeit_2025.xlsx" in both_years.out
    assert "7 von 21 Veränderungen, ohne veröffentlichten Titel" in both_years.out
    assert "Entwurf, noch nicht veröffentlicht" in both_years.out
    assert "10 × Zeithorizont abgelaufen, aber im Zeitplan gemeldet" in both_years.out
    for run in RUNS:
        assert run in both_years.err


@pytest.mark.parametrize("year", [2024, 2025])
def test_the_figures_are_the_published_ones(both_years: Done, repository: Path, year: int) -> None:
    keys = ["year", "level", "field", "horizon", "dimension", "category"]
    reference = pd.read_csv(repository / "tests" / "reference" / "heinsberg_figures.csv", dtype=str)
    expected = reference[reference["year"] == str(year)].set_index([key for key in keys if key in reference])["count"]
    made = pd.read_csv(both_years.year(year) / "figures.csv", dtype=str)
    assert len(made) == 231
    made = made[made["horizon"] == "all"].set_index([key for key in keys if key in reference])["count"]
    assert made.to_dict() == expected.to_dict()


@pytest.mark.parametrize("year", [2024, 2025])
def test_the_folder_holds_what_the_contract_names(both_years: Done, year: int) -> None:
    folder = both_years.year(year)
    files = set(content(folder))
    assert {"figures.csv", "changes.csv", "midterm.csv", "midterm_summary.csv", "manifest.json"} <= files
    assert "internal/findings.xlsx" in files
    assert f"internal/Monitoring_Nachhaltigkeit_{year}_rueckfragen.xlsx" in files
    for run in RUNS:
        assert {f"internal/notebooks/{run}.ipynb", f"internal/notebooks/{run}.html"} <= files
    charts = {path for path in files if path.startswith("charts/")}
    names = {path.removesuffix(".svg") for path in charts if path.endswith(".svg")}
    assert len(names) >= 20
    assert charts == {f"{name}{suffix}" for name in names for suffix in (".svg", ".png", ".vl.json", ".txt")}


def test_the_manifest_names_inputs_and_outputs_with_their_hashes(both_years: Done) -> None:
    folder = both_years.year(2025)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    outputs = {path: sha256(folder / path) for path in content(folder) if path != "manifest.json"}
    assert manifest["outputs"] == outputs
    inputs = {path.relative_to(both_years.data).as_posix() for path in (both_years.data / "raw").rglob("*.*")}
    assert set(manifest["inputs"]) == inputs
    assert manifest["parameters"]["03_field_4"] == {"field": 4}
    assert manifest["provenance"] == "reconstruction"


def test_no_person_no_finding_and_no_note_reaches_the_council(both_years: Done) -> None:
    exports = pd.read_parquet(both_years.data / "processed" / "heinsberg" / "measures.parquet")
    notes = {note for note in exports["note"] if len(note) > 10}
    units = set(exports["responsible"]) - {""}
    for path, text in content(both_years.year(2025)).items():
        if path.startswith("internal/"):
            continue
        for secret in ("nicht veröffentlicht", "Zeithorizont abgelaufen", *notes, *units):
            assert secret.encode() not in text, path


def test_only_changes_with_a_published_title_reach_the_council(both_years: Done) -> None:
    with (both_years.year(2025) / "changes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    assert all(row["title"] and not re.search(r"nicht veröffentlicht|^Operatives Ziel", row["title"]) for row in rows)


def test_the_first_year_has_no_changes(both_years: Done) -> None:
    text = (both_years.year(2024) / "changes.csv").read_text(encoding="utf-8")
    assert text == "municipality,year,level,id,field,title,dimension,before,after\n"


def test_no_output_names_a_folder_of_this_machine(both_years: Done) -> None:
    machine = (str(both_years.data.parent).encode(), str(Path.home()).encode() + b"/", b"/tmp/")
    for path, text in content(both_years.outputs).items():
        assert not any(place in text for place in machine), path


def test_the_pages_are_german_hide_the_code_and_load_nothing(both_years: Done) -> None:
    for page in sorted((both_years.year(2025) / "internal" / "notebooks").glob("*.html")):
        text = page.read_text(encoding="utf-8")
        assert '<html lang="de">' in text
        assert "from analysis" not in text
        assert not re.search(r'<script|<link|(?:src|href)="(?!#)|@import|url\((?!#)', text), page.name
        if page.stem != "01_intake":
            assert "<svg" in text


def test_a_second_run_gives_the_same_bytes(both_years: Done) -> None:
    before = content(both_years.year(2025))
    again = command(both_years.data, both_years.outputs, "--only", "02_overview")
    assert again.status == 0
    assert content(both_years.year(2025)) == before


def test_2024_knows_nothing_of_2025(both_years: Done, repository: Path, tmp_path: Path) -> None:
    data = raw_data(repository, tmp_path, 2024)
    alone = command(data, tmp_path / "outputs")
    assert alone.status == 0
    assert content(alone.year(2024)) == content(both_years.year(2024))


def test_a_year_that_is_not_there_is_told_with_those_that_are(both_years: Done) -> None:
    done = command(both_years.data, both_years.outputs, "--year", "2031")
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert "2024" in done.err and "2025" in done.err


def test_an_unknown_run_is_told_with_those_that_are_known(both_years: Done) -> None:
    done = command(both_years.data, both_years.outputs, "--only", "09_weather")
    assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert all(run in done.err for run in RUNS)


def test_the_paces_are_those_that_were_calculated_by_hand(both_years: Done) -> None:
    summary = pd.read_csv(both_years.year(2025) / "midterm_summary.csv").set_index(["level", "base", "field"])
    terminable = summary.loc[("measure", "terminable", "all")]
    assert (terminable["total"], terminable["completed"]) == (54, 15)
    assert (terminable["pace_last_year"], terminable["pace_required"], terminable["pace_ratio"]) == (5, 7.8, 0.641)
    assert round(terminable["years_behind"], 2) == 0.61


def test_the_first_year_tells_no_trend(both_years: Done) -> None:
    summary = pd.read_csv(both_years.year(2024) / "midterm_summary.csv")
    assert set(summary["evidence"]) == {"counts"}
    assert summary["pace_last_year"].isna().all()
    charts = {path.stem for path in (both_years.year(2024) / "charts").glob("*.svg")}
    assert "paths" in charts
    assert not {"projection", "scenarios", "flow", "bridge", "measure_status_change"} & charts
