"""Export → frames and findings. The only room that opens Excel; it judges the source and counts nothing."""

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from itertools import pairwise
from pathlib import Path

import pandas as pd

from analysis import __version__, frames, numbers
from analysis.dataset import Dataset
from analysis.errors import DataError, Place
from analysis.intake.checks import check_year
from analysis.intake.compare import compare_years
from analysis.intake.confirmed import without_confirmed
from analysis.intake.dating import file_years
from analysis.intake.export import Export, explain_export, read_export
from analysis.intake.findings import Finding, Findings
from analysis.intake.records import Record
from analysis.intake.workbook import content
from analysis.storage import places
from analysis.strategy import COLUMN_NAMES, Confirmation, Corrections, Strategy, load_corrections, load_strategy
from analysis.vocabulary import FINDING_CODES, UNKNOWN

READ_BY = ("lxml", "openpyxl", "pandas", "pyarrow", "python-calamine", "rapidfuzz")
HOW_TO_BEGIN = (
    "Eine strategy.toml mit name, adopted, target_date und [[fields]] anlegen; "
    "ein Beispiel liegt in data/raw/heinsberg/strategy.toml."
)


@dataclass(frozen=True)
class Checked:
    """What `check` found: a frame of the schema FINDINGS, and how the files were understood."""

    findings: pd.DataFrame
    explanation: str


def load(municipality: str, *, year: int | None = None, data: str | Path = "data", field: int | None = None) -> Dataset:
    """The frames of a municipality up to `year` (default: its newest), with all that is known of it.

    With `field`, the number of a field of action, only the rows of that field.

    Does the intake where data/processed is missing or stale. Years after `year` are neither read nor
    told. DataError where something that is needed cannot be read.
    """
    folder = places.raw_folder(data, municipality)
    strategy_file = folder / "strategy.toml"
    if folder.is_dir() and not strategy_file.is_file():
        raise DataError(f"{strategy_file} fehlt. {HOW_TO_BEGIN}", places=[Place(strategy_file.name)])
    paths = places.exports(data, municipality)
    strategy = load_strategy(strategy_file)
    corrections = load_corrections(folder / "corrections.toml")
    stamp = _stamp([*paths, strategy_file, folder / "corrections.toml"])
    processed = places.processed_folder(data, municipality)
    tables = frames.read(processed, stamp=stamp)
    if tables is None:
        exports, unread = _read_all(paths, strategy, corrections, until=year)
        tables = _tables(municipality, exports, strategy, corrections)
        if not unread:
            frames.write(processed, tables, stamp=stamp)
    years = sorted({*tables["measures"]["year"], *tables["goals"]["year"]})
    if not years:
        raise DataError(f"{folder}: die Exporte enthalten noch keine Maßnahmen und keine Ziele.")
    wanted = years[-1] if year is None else year
    if wanted not in years:
        raise DataError(f"{folder}: kein Export für {wanted}; vorhanden sind {', '.join(map(str, years))}.")
    measures, goals, extras, findings = (
        tables[name][tables[name]["year"] <= wanted].reset_index(drop=True)
        for name in ("measures", "goals", "extras", "findings")
    )
    used = {*measures["source_file"], *goals["source_file"]}
    dataset = Dataset(
        municipality=municipality,
        year=wanted,
        strategy=strategy,
        corrections=corrections,
        measures=measures,
        goals=goals,
        extras=extras,
        findings=findings,
        sources=tuple(path for path in paths if path.name in used),
    )
    return dataset if field is None else dataset.of_field(field)


def check(paths: Sequence[Path], strategy_file: Path | None = None, *, explain: bool = False) -> Checked:
    """Read exports without writing anything: their findings, compared where they are of several years.

    The strategy is `strategy_file`, else the strategy.toml beside the first file, else none.
    """
    named = {os.path.realpath(path): path for path in reversed(paths)}  # a file that is named twice is read once
    paths = list(reversed(named.values()))
    beside = paths[0].parent / "strategy.toml"
    strategy_file = strategy_file or (beside if beside.is_file() else None)
    strategy = load_strategy(strategy_file) if strategy_file else None
    corrections = load_corrections(paths[0].parent / "corrections.toml")
    exports, _ = _read_all(paths, strategy, corrections)
    years = {export.year for export in exports}
    register = replace(
        corrections,
        corrections=tuple(c for c in corrections.corrections if c.year in years),
        confirmed=tuple(c for c in corrections.confirmed if c.year in years),
    )
    municipality = paths[0].resolve().parent.name
    explanation = "\n".join(line for path in paths for line in explain_export(path, strategy)) if explain else ""
    return Checked(_tables(municipality, exports, strategy, register)["findings"], explanation)


def _stamp(paths: Iterable[Path]) -> str:
    """Changes with every byte of the inputs and of the code that reads them, and with the libraries it reads by."""
    versions = [f"{name} {metadata.version(name)}" for name in READ_BY]
    digest = hashlib.sha256(" ".join([__version__, *versions]).encode())
    package = Path(__file__).parent.parent
    code = [
        *Path(__file__).parent.rglob("*.py"),
        *(
            package / f"{name}.py"
            for name in ("frames", "german", "numbers", "storage/places", "strategy", "vocabulary")
        ),
    ]
    for path in [*sorted(code), *paths]:
        digest.update(path.name.encode())
        if path.is_file():
            digest.update(hashlib.sha256(content(path)).digest())
    return digest.hexdigest()


def _read_all(
    paths: Sequence[Path], strategy: Strategy | None, corrections: Corrections, *, until: int | None = None
) -> tuple[list[Export], list[Path]]:
    """The exports, oldest first, one a year; and the files of years after `until` that cannot be used."""
    exports: list[Export] = []
    unread: list[Path] = []
    for path in paths:
        try:
            exports += read_export(path, strategy, corrections)
        except DataError:
            if until is None or not (years := file_years(path.name)) or min(years) <= until:
                raise
            unread.append(path)
    kept = _without_last_years_columns(exports)
    for year in sorted({export.year for export in kept}):
        files = sorted({export.path for export in kept if export.year == year})
        if len(files) < 2:
            continue
        if until is None or year <= until:
            raise DataError(
                f"{files[0].parent}: {' und '.join(file.name for file in files)} enthalten beide das Berichtsjahr "
                f"{year}; bitte eine der Dateien entfernen.",
                places=[Place(file.name) for file in files],
            )
        unread += files
    usable = [export for export in kept if export.path not in unread or (until is not None and export.year <= until)]
    return sorted(usable, key=lambda export: export.year), unread


def _without_last_years_columns(exports: Sequence[Export]) -> list[Export]:
    """The exports without those that another file gives.

    The older of just two status columns is last year's status where last year has a file of its own.
    """
    newest = {path: max(e.year for e in exports if e.path == path) for path in {e.path for e in exports}}
    columns = {path: sum(e.path == path for e in exports) for path in newest}
    return [
        e
        for e in exports
        if e.year == newest[e.path] or columns[e.path] > 2 or e.year not in {newest[p] for p in newest if p != e.path}
    ]


def _tables(
    municipality: str, exports: Sequence[Export], strategy: Strategy | None, corrections: Corrections
) -> dict[str, pd.DataFrame]:
    findings: list[Finding] = []
    for number, export in enumerate(exports):
        findings += compare_years(export, exports[:number], corrections)
        findings += [*export.findings, *check_year(export, strategy)]
    findings, unmatched = without_confirmed(findings, corrections.confirmed)
    findings += _unused(exports, corrections, unmatched)
    return {
        "measures": frames.conform(
            frames.MEASURES, [_measure_row(municipality, e, r) for e in exports for r in _in_order(e.measures)]
        ),
        "goals": frames.conform(
            frames.GOALS, [_goal_row(municipality, e, r) for e in exports for r in _in_order(e.goals)]
        ),
        "extras": frames.conform(
            frames.EXTRAS, [{"municipality": municipality, **extra} for e in exports for extra in e.extras]
        ),
        "findings": frames.conform(
            frames.FINDINGS, [f.as_row(municipality) for f in sorted(findings, key=lambda f: f.year)]
        ),
    }


def _unused(exports: Sequence[Export], corrections: Corrections, unmatched: Iterable[Confirmation]) -> list[Finding]:
    used = {correction for export in exports for correction in export.used_corrections}
    findings = Findings(corrections.source_file)
    for c in corrections.corrections:
        if c not in used:
            findings.add(
                "correction-unused",
                f"Korrektur für {c.id} ({COLUMN_NAMES.get(c.column, c.column)}, {c.year}) trifft auf nichts mehr zu: "
                f"„{c.found or 'leer'}“ steht dort nicht; "
                "der Eintrag kann entfallen.",
                column=c.column,
                id=c.id,
                raw=c.found,
                cleaned=c.use,
                year=c.year,
            )
    for entry in unmatched:
        findings.add(
            "correction-unused",
            f"Bestätigung für {entry.id or 'die Tabelle'} ({FINDING_CODES[entry.code][1]}, {entry.year}) trifft auf "
            f"nichts mehr zu: „{entry.found or 'leer'}“ steht dort nicht; der Eintrag kann entfallen.",
            column=entry.column,
            id=entry.id,
            raw=entry.found,
            year=entry.year,
        )
    for before, export in pairwise(exports):
        for r in corrections.renumbered:
            known = {record.id for record in (*before.measures, *before.goals)}
            if before.year < r.year <= export.year and r.old not in known and r.year - before.year == 1:
                findings.add(
                    "correction-unused",
                    f"Umnummerierung {r.old} → {r.new} ({r.year}) trifft auf nichts zu: {r.old} gibt es {before.year} "
                    "nicht; der Eintrag kann entfallen.",
                    id=r.new,
                    raw=r.old,
                    year=r.year,
                )
    return findings.all


def _in_order(records: Iterable[Record]) -> list[Record]:
    return sorted(records, key=lambda record: numbers.natural(record.id))


def _common_row(municipality: str, export: Export, record: Record) -> dict[str, object]:
    return {
        "municipality": municipality,
        "year": export.year,
        "title": record.said.get("title") or "",
        "field": record.field_number,
        "strategic_goal_id": record.said.get("strategic_goal_id") or "",
        "status": record.said.get("status") or UNKNOWN,
        "due": pd.Timestamp(record.due) if record.due else pd.NaT,
        "source_file": export.path.name,
        "source_sheet": record.sheet,
        "source_row": record.source_row,
    }


def _measure_row(municipality: str, export: Export, record: Record) -> dict[str, object]:
    return {
        **_common_row(municipality, export, record),
        "measure_id": record.id,
        "goal_id": record.said.get("goal_id") or "",
        "horizon": record.said.get("horizon") or UNKNOWN,
        "schedule": record.said.get("schedule") or UNKNOWN,
        **{name: record.said.get(name) or "" for name in ("responsible", "reason", "next_step", "updated", "note")},
    }


def _goal_row(municipality: str, export: Export, record: Record) -> dict[str, object]:
    return {**_common_row(municipality, export, record), "goal_id": record.id}
