"""Editions: a year's figures as they were published, frozen; what a later run would say differently.

A published number may be quoted for years. So it is never rewritten: a new edition stands beside the
earlier ones, and a run lists every number that it would now print differently (docs/decisions/).
"""

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import frames, german
from analysis.dataset import Dataset
from analysis.errors import DataError
from analysis.figures.breakdown import percent
from analysis.storage import manifest as manifests
from analysis.storage import places, placing
from analysis.storage.csv_files import write_csv
from analysis.storage.exchange import draft_of
from analysis.storage.manifest import sha256
from analysis.strategy import Strategy, load_strategy

MONITORING_TABLES = ("figures", "changes", "midterm", "midterm_summary")
TABLES = (*MONITORING_TABLES, "indicators", "indicator_paths")
PRINTED = "printed"
_NEEDED = ["level", "field", "dimension", "category", "count", "total"]


class NothingToPublish(DataError):  # noqa: N818 - no failure, a state of things
    """There is no finished, unchanged year to freeze, or it is frozen already."""


@dataclass(frozen=True)
class Edition:
    """One published state of a year.

    `cutoff` is the day whose status it tells (ISO); `origin` is `run`, or `printed` for a report that
    is older than the suite; `files` and `inputs` map a path to its SHA-256; `counting` holds the
    counting rules that applied.
    """

    municipality: str
    year: int
    edition: int
    cutoff: str
    origin: str
    files: dict[str, str]
    inputs: dict[str, str] = field(default_factory=dict)
    counting: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)

    def table(self, folder: Path, name: str) -> pd.DataFrame | None:
        """A published table as text, as it stands in the CSV; None where the edition has none."""
        return read_text(folder / f"{name}.csv") if f"{name}.csv" in self.files else None


def folder_of(data: Path, municipality: str, year: int) -> Path:
    return data / "published" / municipality / str(year)


def latest(data: Path, municipality: str, year: int) -> Edition | None:
    """The newest edition of a year; DataError where it was damaged."""
    folder = folder_of(data, municipality, year)
    path = folder / manifests.NAME
    if not path.is_file():
        return None
    try:
        edition = Edition(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise DataError("kein Verzeichnis einer Ausgabe; bitte aus der Sicherung zurückholen.", path) from error
    for name, expected in edition.files.items():
        if not (folder / name).is_file() or sha256(folder / name) != expected:
            raise DataError(
                f"{folder / name}: fehlt oder wurde seit der Veröffentlichung geändert; bitte aus der Sicherung "
                "zurückholen."
            )
    return edition


def is_draft(dataset: Dataset) -> bool:
    """Whether the year has not been published yet."""
    return latest(data_of(dataset), dataset.municipality, dataset.year) is None


def data_of(dataset: Dataset) -> Path:
    """The data folder that a dataset was read from."""
    return dataset.sources[0].parents[2]


def freeze(
    municipality: str,
    year: int,
    *,
    data: str | Path,
    outputs: str | Path,
    draw: Callable[[Path], None] | None = None,
) -> Edition:
    """Freeze the outputs of a year as its next edition; NothingToPublish where that cannot be.

    `draw` puts the year's charts and slides into a folder as they are once published, without „Entwurf".
    Waits while a run writes into `outputs`. DataError where the edition cannot be written.
    """
    with placing.locked(places.locate(outputs)):
        folder = places.output_folder(outputs, municipality, year)
        return _freeze(places.locate(data), folder, municipality, year, draw)


def _freeze(root: Path, made: Path, municipality: str, year: int, draw: Callable[[Path], None] | None) -> Edition:
    manifest = manifests.read(made)
    names = [f"{table}.csv" for table in TABLES if manifest and f"{table}.csv" in manifest.outputs]
    if manifest is None or not names:
        raise NothingToPublish(
            f"{made}: keine Ergebnisse für {year}; zuerst „monitoring run {municipality} --year {year}“ ausführen."
        )
    needed = MONITORING_TABLES if places.exports(root, municipality) else ()
    if missing := [f"{table}.csv" for table in needed if f"{table}.csv" not in names]:
        raise NothingToPublish(
            f"{made}: ohne {german.join(missing)}; zuerst „monitoring run {municipality} --year {year}“ ausführen."
        )
    for name in names:
        if not (made / name).is_file() or sha256(made / name) != manifest.outputs[name]:
            raise NothingToPublish(f"{made / name}: fehlt oder wurde von Hand geändert; zuerst den Lauf wiederholen.")
    if outdated := [name for name in names if not manifest.is_current(name)]:
        raise NothingToPublish(
            f"{made}: {german.join(outdated)} nicht auf dem Stand der übrigen Ergebnisse; zuerst „monitoring run "
            f"{municipality} --year {year}“ ausführen."
        )
    for path, known in manifest.inputs.items():
        if path.startswith("raw/") and (not (root / path).is_file() or sha256(root / path) != known):
            raise NothingToPublish(f"{root / path}: seit dem letzten Lauf geändert; zuerst den Lauf wiederholen.")
    strategy_file = places.raw_folder(root, municipality) / "strategy.toml"
    with tempfile.TemporaryDirectory() as staging:
        for name in names:
            shutil.copy(made / name, staging)
        if draw is not None and not _is_frozen(root, Path(staging), municipality, year):
            draw(Path(staging))
        return _next_edition(
            root,
            Path(staging),
            municipality,
            year,
            origin="run",
            inputs={path: value for path, value in manifest.inputs.items() if path.startswith("raw/")},
            counting=counting(load_strategy(strategy_file)) if strategy_file.is_file() else {},
            versions=manifest.versions | code_of(manifest),
        )


def code_of(manifest: manifests.Manifest) -> dict[str, str]:
    """{"code": its digest}, as far as a run has noted with which program it was made."""
    codes = {key["code"] for key in manifest.keys.values() if "code" in key}
    return {"code": codes.pop()} if len(codes) == 1 else {}


def _is_frozen(root: Path, staging: Path, municipality: str, year: int) -> bool:
    """Whether the newest edition holds these very tables."""
    before = latest(root, municipality, year)
    return before is not None and _tables_of(before.files) == manifests.hashes(staging.glob("*.csv"), staging)


def _tables_of(files: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in files.items() if name.endswith(".csv")}


def bring_in(municipality: str, year: int, path: Path, *, data: str | Path) -> Edition:
    """Make an edition of a report that was printed before the suite existed, from its figures as CSV.

    Needs the columns level, field, dimension, category, count, total; horizon (default all) and
    percent (default calculated) as in `frames.FIGURES`. DataError where they are not there.
    """
    try:
        rows = read_text(path)
        missing = [column for column in _NEEDED if column not in rows]
        if missing:
            raise DataError(f"Spalten fehlen: {', '.join(missing)}.", path)
        if "year" in rows:
            rows = rows[rows["year"] == str(year)]
        if rows.empty:
            raise DataError(f"keine Zeilen für {year}.", path)
        table = _as_figures(rows, municipality, year)
    except (OSError, ValueError, KeyError, pd.errors.ParserError) as error:
        raise DataError(f"nicht als figures.csv lesbar ({' '.join(str(error).split())[:120]}).", path) from error
    with tempfile.TemporaryDirectory() as staging:
        write_csv(table, Path(staging) / "figures.csv")
        return _next_edition(places.locate(data), Path(staging), municipality, year, origin=PRINTED)


def _as_figures(rows: pd.DataFrame, municipality: str, year: int) -> pd.DataFrame:
    counted = rows.assign(municipality=municipality, year=year, count=rows["count"].astype("int64"))
    counted["total"] = rows["total"].astype("int64")
    if "horizon" not in rows:
        counted["horizon"] = "all"
    if "percent" not in rows:
        counted["percent"] = [percent(n, of) for n, of in zip(counted["count"], counted["total"], strict=True)]
    else:
        counted["percent"] = pd.to_numeric(rows["percent"]).astype("Int64")
    return frames.conform(frames.FIGURES, counted)


def _next_edition(root: Path, staging: Path, municipality: str, year: int, **known: Any) -> Edition:
    """Put the files of `staging` in the place of the newest edition, which moves into a folder of its own."""
    with draft_of(folder_of(root, municipality, year)) as draft:
        before = latest(root, municipality, year)
        files = manifests.hashes((path for path in staging.rglob("*") if path.is_file()), staging)
        if before and _tables_of(before.files) == _tables_of(files):
            raise NothingToPublish(f"{municipality} {year}: unverändert gegenüber Ausgabe {before.edition}.")
        edition = Edition(
            municipality=municipality,
            year=year,
            edition=before.edition + 1 if before else 1,
            cutoff=date(year, 12, 31).isoformat(),
            files=files,
            **known,
        )
        if before:
            earlier = draft / f"edition-{before.edition}"
            earlier.mkdir()
            for name in (*before.files, manifests.NAME):
                (earlier / name).parent.mkdir(parents=True, exist_ok=True)
                (draft / name).replace(earlier / name)
        for name in files:
            (draft / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(staging / name, draft / name)
        text = json.dumps(asdict(edition), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        (draft / manifests.NAME).write_text(text, encoding="utf-8", newline="\n")
    return edition


def counting(strategy: Strategy) -> dict[str, Any]:
    return {
        "discarded_in_total": strategy.discarded_in_total,
        "ongoing_completed": strategy.ongoing_completed,
        "short_years": strategy.short_years,
        "medium_years": strategy.medium_years,
    }


def read_text(path: Path) -> pd.DataFrame:
    """A CSV with every cell as the text that stands there."""
    return pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
