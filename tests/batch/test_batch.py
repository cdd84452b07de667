"""The whole batch on the real exports: the published figures, and nothing else, reach the council."""

import csv
import io
import json
import re
import shutil
import zipfile
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from cells import run_cells
from PIL import Image

from analysis.cli import main
from analysis.runs import notebooks
from analysis.storage.manifest import sha256

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


@pytest.fixture(scope="module")
def batch(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Done:
    """The newest year, produced where both exports lie."""
    folder = tmp_path_factory.mktemp("both")
    return command(raw_data(repository, folder, 2024, 2025), folder / "outputs")


@pytest.fixture(scope="module")
def notebooks_of_2024(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What the notebooks save of 2024, without and with the export of 2025 beside it."""
    made = {}
    for name, years in {"alone": [2024], "beside 2025": [2024, 2025]}.items():
        folder = tmp_path_factory.mktemp("2024")
        data = raw_data(repository, folder, *years)
        for notebook in ("02_overview", "03_field", "04_change", "05_midterm"):
            path = repository / "notebooks" / f"{notebook}.ipynb"
            run_cells(path, municipality="heinsberg", year=2024, data=str(data), outputs=str(folder / "outputs"))
        made[name] = folder / "outputs" / "heinsberg" / "2024"
    return made


def test_everything_is_produced_and_said(batch: Done) -> None:
    assert batch.status == 0, batch.err
    assert "Kreis Heinsberg, Berichtsjahr 2025" in batch.out
    assert "Zeilen rekonstruiert aus veröffentlichten Summen" in batch.out
    assert "2025: 80 Maßnahmen und 58 operative Ziele aus Monitoring_Nachhaltigkeit_2025.xlsx" in batch.out
    assert "7 von 21 Veränderungen, ohne veröffentlichten Titel" in batch.out
    assert "Entwurf, noch nicht veröffentlicht" in batch.out
    assert "10 × Zeithorizont abgelaufen, aber im Zeitplan gemeldet" in batch.out
    for run in RUNS:
        assert run in batch.err


@pytest.mark.parametrize("year", [2024, 2025])
def test_the_figures_are_the_published_ones(
    batch: Done, notebooks_of_2024: dict[str, Path], repository: Path, year: int
) -> None:
    folder = {2024: notebooks_of_2024["beside 2025"], 2025: batch.year(2025)}[year]
    keys = ["level", "field", "horizon", "dimension", "category"]
    reference = pd.read_csv(repository / "tests" / "reference" / "heinsberg_figures.csv", dtype=str)
    keys = [key for key in keys if key in reference]
    expected = reference[reference["year"] == str(year)].set_index(keys)["count"]
    made = pd.read_csv(folder / "figures.csv", dtype=str)
    assert len(made) == 231
    assert made[made["horizon"] == "all"].set_index(keys)["count"].to_dict() == expected.to_dict()


def test_the_folder_holds_what_the_contract_names(batch: Done) -> None:
    files = set(content(batch.year(2025)))
    assert {"figures.csv", "changes.csv", "midterm.csv", "midterm_summary.csv", "slides.pptx", "manifest.json"} <= files
    assert {"internal/findings.xlsx", "internal/Monitoring_Nachhaltigkeit_2025_rueckfragen.xlsx"} <= files
    for run in RUNS:
        assert {f"internal/notebooks/{run}.ipynb", f"internal/notebooks/{run}.html"} <= files
    charts = {path for path in files if path.startswith("charts/")}
    names = {path.removesuffix(".vl.json") for path in charts if path.endswith(".vl.json")}
    endings = (".svg", ".png", "_half.svg", "_half.png", "_plain.svg", "_plain.png", ".vl.json", ".txt")
    assert len(names) >= 20
    assert charts == {f"{name}{ending}" for name in names for ending in endings}


def test_the_manifest_names_inputs_and_outputs_with_their_hashes(batch: Done) -> None:
    folder = batch.year(2025)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    outputs = {path: sha256(folder / path) for path in content(folder) if path != "manifest.json"}
    assert manifest["outputs"] == outputs
    inputs = {path.relative_to(batch.data).as_posix() for path in (batch.data / "raw").rglob("*.*")}
    assert set(manifest["inputs"]) == inputs
    assert manifest["parameters"]["03_field_4"] == {"field": 4}
    assert manifest["provenance"] == "reconstruction"


def test_each_notebook_writes_the_tables_that_its_row_names(batch: Done) -> None:
    left = json.loads((batch.year(2025) / "manifest.json").read_text(encoding="utf-8"))["runs"]
    for notebook in notebooks.NOTEBOOKS:
        paths = {path for run, paths in left.items() if run.startswith(notebook.name) for path in paths}
        own = ("charts/", "internal/notebooks/", "internal/Monitoring_", "internal/reading")  # beside its tables
        tables = {path for path in paths if not path.startswith(own)}
        assert not paths or tables == {*notebook.writes} - {notebooks.REVISIONS}  # nothing is published yet


def test_no_person_no_finding_and_no_note_reaches_the_council(batch: Done) -> None:
    exports = pd.read_parquet(batch.data / "processed" / "heinsberg" / "measures.parquet")
    reasons = exports["status"] == "discarded"  # they may be told
    notes = {note for note in exports.loc[~reasons, "note"] if len(note) > 10} - {*exports.loc[reasons, "note"]}
    units = set(exports["responsible"]) - {""}
    for path in sorted(batch.year(2025).rglob("*.*")):
        if "internal" not in path.parts:
            text = _text(path)
            secrets = ("Titel nicht veröffentlicht)", "abgelaufen, aber", *notes, *units)
            assert not [secret for secret in secrets if secret in text], path


def _text(path: Path) -> str:
    """All that a file says, also within an Office package."""
    if path.suffix == ".png":
        return str(Image.open(path).info)
    if path.suffix in (".pptx", ".xlsx"):
        with zipfile.ZipFile(path) as package:
            parts = [package.read(name) for name in package.namelist() if name.endswith(".xml")]
        return "\n".join(part.decode("utf-8") for part in parts)
    return path.read_text(encoding="utf-8")


def test_only_changes_with_a_published_title_reach_the_council(batch: Done) -> None:
    with (batch.year(2025) / "changes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    assert all(row["title"] and not re.search(r"nicht veröffentlicht|^Operatives Ziel", row["title"]) for row in rows)


def test_the_first_year_has_no_changes(notebooks_of_2024: dict[str, Path]) -> None:
    text = (notebooks_of_2024["alone"] / "changes.csv").read_text(encoding="utf-8")
    assert text == "municipality,year,level,id,field,title,dimension,before,after\n"


def test_no_output_names_a_folder_of_this_machine(batch: Done) -> None:
    machine = (str(batch.data.parent).encode(), str(Path.home()).encode() + b"/", b"/tmp/")
    for path, text in content(batch.outputs).items():
        assert not any(place in text for place in machine), path


def test_the_pages_are_german_hide_the_code_and_load_nothing(batch: Done) -> None:
    for page in sorted((batch.year(2025) / "internal" / "notebooks").glob("*.html")):
        text = page.read_text(encoding="utf-8")
        assert '<html lang="de">' in text
        assert "from analysis" not in text
        assert not re.search(r'<script|<link|(?:src|href)="(?!#)|@import|url\((?!#)', text), page.name
        if page.stem != "01_intake":
            assert "<svg" in text


def test_a_second_run_gives_the_same_bytes(batch: Done) -> None:
    before = content(batch.year(2025))
    again = command(batch.data, batch.outputs, "--only", "02_overview")
    assert again.status == 0
    assert content(batch.year(2025)) == before


def test_2024_knows_nothing_of_2025(notebooks_of_2024: dict[str, Path]) -> None:
    alone = content(notebooks_of_2024["alone"])
    assert {"figures.csv", "changes.csv", "midterm.csv", "manifest.json"} < set(alone)
    assert content(notebooks_of_2024["beside 2025"]) == alone


def test_an_earlier_year_is_read_from_its_own_export(batch: Done) -> None:
    done = command(batch.data, batch.outputs, "--year", "2024", "--only", "01_intake")
    assert done.status == 0
    assert "2025" not in done.out
    for path, text in content(done.year(2024)).items():
        assert path.endswith(".xlsx") or b"2025.xlsx" not in text, path


def test_a_year_that_is_not_there_is_told_with_those_that_are(batch: Done) -> None:
    done = command(batch.data, batch.outputs, "--year", "2031")
    assert (done.status, done.out.count("\n"), done.err.count("\n")) == (2, 1, 1)
    assert "fehler/index.html" in done.out
    assert "2024" in done.err and "2025" in done.err


def test_an_unknown_run_is_told_with_those_that_are_known(batch: Done) -> None:
    done = command(batch.data, batch.outputs, "--only", "09_weather")
    assert (done.status, done.out.count("\n"), done.err.count("\n")) == (2, 1, 1)
    assert "fehler/index.html" in done.out
    assert all(run in done.err for run in RUNS)


def test_the_paces_are_those_that_were_calculated_by_hand(batch: Done) -> None:
    summary = pd.read_csv(batch.year(2025) / "midterm_summary.csv").set_index(["level", "base", "field"])
    terminable = summary.loc[("measure", "terminable", "all")]
    assert (terminable["total"], terminable["completed"]) == (54, 15)
    assert (terminable["pace_last_year"], terminable["pace_required"], terminable["pace_ratio"]) == (5, 7.8, 0.641)
    assert round(terminable["years_behind"], 2) == 0.61


def test_the_first_year_tells_no_trend(notebooks_of_2024: dict[str, Path]) -> None:
    folder = notebooks_of_2024["alone"]
    summary = pd.read_csv(folder / "midterm_summary.csv")
    assert set(summary["evidence"]) == {"counts"}
    assert summary["pace_last_year"].isna().all()
    charts = {path.stem for path in (folder / "charts").glob("*.svg")}
    assert "paths" in charts
    assert not {"projection", "scenarios", "flow", "bridge", "measure_status_change"} & charts
