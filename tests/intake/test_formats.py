"""One table in five formats: the same frames; what rests on formatting only where the format shows it."""

import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from mutants import assert_read_or_refused, mutant, repacked
from packages import ROWS, pack, parts, xlsb_parts

from analysis import intake

FRAMES = ("measures", "goals", "extras", "findings")


@pytest.fixture(scope="module")
def resaved(program: Callable[..., str], repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The given exports saved again by LibreOffice as .xls and .ods, each format in a folder of its own."""
    folder = tmp_path_factory.mktemp("resaved")
    exports = sorted((repository / "data" / "raw" / "heinsberg").glob("*.xlsx"))
    for suffix in ("xls", "ods"):
        subprocess.run(
            [
                *(program("soffice"), "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"),
                *("--convert-to", suffix, "--outdir", str(folder / suffix), *map(str, exports)),
            ],
            capture_output=True,
            check=True,
            timeout=180,
        )
    return folder


def loaded(folder: Path, exports: list[Path], raw: Path) -> intake.Dataset:
    place = folder / "raw" / "heinsberg"
    place.mkdir(parents=True)
    for file in (raw / "strategy.toml", *exports):
        shutil.copy(file, place)
    return intake.load("heinsberg", data=folder)


def without_file(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame without the file's name, and without the finding that only speaks of the format."""
    if "code" in frame:
        frame = frame[frame["code"] != "formatting-not-read"].reset_index(drop=True)
    return frame.drop(columns="source_file")


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_the_given_exports_saved_in_another_format_give_the_same_frames(resaved, repository, tmp_path, suffix) -> None:
    raw = repository / "data" / "raw" / "heinsberg"
    as_delivered = loaded(tmp_path / "xlsx", sorted(raw.glob("*.xlsx")), raw)
    saved_again = loaded(tmp_path / suffix, sorted((resaved / suffix).iterdir()), raw)
    assert len(saved_again.measures) == 160
    for name in FRAMES:
        pd.testing.assert_frame_equal(
            without_file(getattr(saved_again, name)), without_file(getattr(as_delivered, name))
        )
    of_the_format = saved_again.findings[saved_again.findings["code"] == "formatting-not-read"]
    assert list(of_the_format["source_file"]) == [
        f"Monitoring_Nachhaltigkeit_2024.{suffix}",
        f"Monitoring_Nachhaltigkeit_2025.{suffix}",
    ]


def frames_of(folder: Path, suffix: str, contents: dict) -> intake.Dataset:
    place = folder / suffix / "raw" / "beispiel"
    place.mkdir(parents=True)
    (place / "strategy.toml").write_text(
        'name = "Beispiel"\nadopted = 2023-03-28\ntarget_date = 2030-12-31\n[[fields]]\nnumber = 1\nname = "Amt"',
        encoding="utf-8",
    )
    pack(place / f"Monitoring_2025.{suffix}", contents)
    return intake.load("beispiel", data=folder / suffix)


def test_a_binary_workbook_and_one_with_macros_give_the_frames_of_a_plain_one(tmp_path) -> None:
    plain = frames_of(tmp_path, "xlsx", parts(names=["Blatt"]))
    macros = frames_of(tmp_path, "xlsm", parts(names=["Blatt"]) | {"xl/vbaProject.bin": "Sub Auto_Open()"})
    binary = frames_of(tmp_path, "xlsb", xlsb_parts())
    assert list(plain.measures["status"]) == ["in_progress", "completed"]
    for other in (macros, binary):
        pd.testing.assert_frame_equal(without_file(other.measures), without_file(plain.measures))
    assert list(macros.findings["code"]) == list(plain.findings["code"])
    assert list(binary.findings["code"]) == ["formatting-not-read", *plain.findings["code"]]


def test_an_error_in_a_binary_workbook_is_told_with_its_cell(tmp_path) -> None:
    path = pack(tmp_path / "Monitoring_2025.xlsb", xlsb_parts([*ROWS, ["1.1.1.3", "Park", None, "kurzfristig", "ja"]]))
    findings = intake.check([path]).findings
    assert list(zip(findings["code"], findings["cell"], strict=True)) == [
        ("formatting-not-read", ""),
        ("cell-error", "C5"),
    ]


@pytest.mark.parametrize("suffix", ["xls", "ods"])
@pytest.mark.parametrize("seed", range(6))
def test_a_mutant_of_an_export_saved_by_libreoffice_is_read_or_refused(resaved, tmp_path, suffix, seed) -> None:
    chance = random.Random(seed)
    export = sorted((resaved / suffix).iterdir())[seed % 2]
    path = tmp_path / export.name
    whole = suffix == "xls" or seed % 3 == 0
    path.write_bytes(mutant(export.read_bytes(), chance) if whole else repacked(export, chance))
    assert_read_or_refused(path)
