"""Export → frames and findings. The only room that opens Excel; it judges the source and counts nothing."""

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from itertools import pairwise
from pathlib import Path

import pandas as pd

from analysis import __version__, frames, numbers
from analysis import network as networks
from analysis.dataset import MONITORING, NETWORK, Dataset, Members
from analysis.errors import DataError, Place
from analysis.intake import members, parts
from analysis.intake.checks import check_year
from analysis.intake.compare import compare_years
from analysis.intake.confirmed import without_confirmed
from analysis.intake.dating import file_years
from analysis.intake.export import Export, Reading, explain_export, read_export, understand
from analysis.intake.findings import Finding, Findings
from analysis.intake.part import Opened
from analysis.intake.records import Record
from analysis.intake.workbook import content
from analysis.network import Network, load_network
from analysis.storage import places
from analysis.strategy import COLUMN_NAMES, Confirmation, Corrections, Strategy, load_corrections, load_strategy
from analysis.vocabulary import FINDING_CODES, UNKNOWN

READ_BY = ("lxml", "openpyxl", "pandas", "pyarrow", "python-calamine", "rapidfuzz")
_REGISTERS = ("strategy.toml", "corrections.toml", networks.FILE)
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
    told. A part that cannot be read stops that part only (`Dataset.unread`); DataError where none can.
    """
    if year is not None and not isinstance(year, int):
        raise DataError(f"{municipality}: {year!r} ist kein Berichtsjahr; bitte eine Jahreszahl nennen.")
    dataset = _load(municipality, year, data)
    return dataset if field is None else dataset.of_field(field)


def _load(municipality: str, year: int | None, data: str | Path, *, as_member: bool = False) -> Dataset:
    """`as_member`: without the network that lies in its folder, of which it may be a member itself."""
    source = _Source.of(municipality, data, as_member=as_member)
    read = source.read(year)
    measures, goals, extras, findings = (
        read.tables[name][read.tables[name]["year"] <= read.year].reset_index(drop=True)
        for name in ("measures", "goals", "extras", "findings")
    )
    used = {*measures["source_file"], *goals["source_file"]}
    own = tuple(path for path in source.exports if path.name in used)
    files = {part: tuple(source.parts[part]) for part in read.parts}
    joint = source.members(read.year)
    if joint:
        roadmaps = [path for member in joint.datasets.values() for path in member.sources]
        files[NETWORK] = (source.folder / networks.FILE, *roadmaps)
    return Dataset(
        municipality=municipality,
        year=read.year,
        strategy=source.strategy,
        corrections=source.corrections,
        measures=measures,
        goals=goals,
        extras=extras,
        findings=findings,
        parts={**({MONITORING: own} if own else {}), **files},
        tables=read.parts,
        unread=read.unread,
        members=joint,
    )


@dataclass(frozen=True)
class _Read:
    """What was read: the tables of `frames.PROCESSED` of all years, the other parts' frames up to `year`."""

    year: int
    tables: Mapping[str, pd.DataFrame]
    parts: Mapping[str, parts.Tables]
    unread: Mapping[str, DataError]


@dataclass(frozen=True)
class _Source:
    """What lies in a municipality's folder, and where what is read of it is kept."""

    municipality: str
    folder: Path
    processed: Path
    exports: Sequence[Path]
    parts: Mapping[str, Sequence[Path]]
    strategy: Strategy
    corrections: Corrections
    data: str | Path
    network: Network | None = None
    network_error: DataError | None = None

    @classmethod
    def of(cls, municipality: str, data: str | Path, *, as_member: bool = False) -> "_Source":
        """DataError where the folder is missing or holds nothing to read, or what it says of the office is wrong."""
        folder = places.raw_folder(data, municipality)
        exports, part_files = places.exports(data, municipality), places.part_files(data, municipality)
        strategy_file = folder / "strategy.toml"
        network, network_error = (None, None) if as_member else _network(folder)
        alone = network is None and network_error is None
        if not exports and not part_files and alone:
            suffixes = ", ".join(places.EXPORT_SUFFIXES)
            raise DataError(f"{folder}: kein Export gefunden; eine Datei {suffixes} hineinlegen.")
        if exports and not part_files and alone and not strategy_file.is_file():
            raise DataError(f"{strategy_file} fehlt. {HOW_TO_BEGIN}", places=[Place(strategy_file.name)])
        unwritten = network.as_strategy if network else Strategy.unwritten(municipality)
        strategy = load_strategy(strategy_file) if strategy_file.is_file() else unwritten
        corrections = load_corrections(folder / "corrections.toml")
        processed = places.processed_folder(data, municipality)
        read = (exports, part_files, strategy, corrections)
        return cls(municipality, folder, processed, *read, data, network, network_error)

    def read(self, year: int | None) -> _Read:
        """What there is up to a year. What is kept holds for the newest; the parts are read anew for another."""
        stamp = _stamp([*self.exports, *self.part_files, *self._registers])
        kept = self._kept(stamp)
        if kept and kept.year and year in (None, kept.year):
            return kept
        monitoring, is_whole = (self._without_parts(kept), True) if kept else self._monitoring(until=year)
        opened, closed = parts.open_parts(self.parts, self._written)
        unread = {**monitoring.unread, **closed, **({NETWORK: self.network_error} if self.network_error else {})}
        usual = monitoring.year or max((of for file in opened.values() for of in file.years), default=0)
        usual = usual or self._newest_of_members()
        if not usual:
            raise next(iter(unread.values()), DataError(f"{self.folder}: kein Jahr mit einem Wert gefunden."))
        newest = self._with_parts(replace(monitoring, year=usual, unread=unread), opened)
        if not kept and is_whole and not newest.unread:
            of_parts = {name: table for tables in newest.parts.values() for name, table in tables.items()}
            frames.write(self.processed, {**newest.tables, **of_parts}, stamp=stamp)
        if year in (None, usual):
            return newest
        return self._with_parts(replace(monitoring, year=year, unread=unread), opened)

    def members(self, year: int) -> Members | None:
        """The members of the network with their tables up to a year; None where there is no network."""
        return None if self.network is None else members.load_members(self.network, year, self.data, _load)

    def _newest_of_members(self) -> int:
        joint = self.members(members.LATEST)
        return max((dataset.year for dataset in joint.datasets.values()), default=0) if joint else 0

    @property
    def _registers(self) -> list[Path]:
        """What is said of the office and of whom it works with."""
        strategies = [self.folder.parent / m / "strategy.toml" for m in (self.network.members if self.network else ())]
        return [*(self.folder / name for name in _REGISTERS), *strategies]

    @property
    def part_files(self) -> list[Path]:
        return [path for paths in self.parts.values() for path in paths]

    @property
    def _written(self) -> Strategy | None:
        """The strategy where the office has written one."""
        return self.strategy if self.strategy.fields else None

    def _kept(self, stamp: str) -> _Read | None:
        of_part = {part: frames.OF_PARTS[part] for part in self.parts}
        schemas = {name: schema for part in of_part.values() for name, schema in part.items()}
        stored = frames.read(self.processed, frames.PROCESSED | schemas, stamp=stamp)
        if stored is None:
            return None
        year = _newest(stored["measures"], stored["goals"]) or _newest(
            *(stored[name] for name in of_part.get("indicators", ()))
        )
        kept = {part: {name: stored[name] for name in tables} for part, tables in of_part.items()}
        return _Read(year, {name: stored[name] for name in frames.PROCESSED}, kept, {})

    def _monitoring(self, *, until: int | None) -> tuple[_Read, bool]:
        """The monitoring table of all years, its year 0 where there is none; whether that is all that lies there."""
        unread: dict[str, DataError] = {}
        exports: list[Export] = []
        later: list[Path] = []
        try:
            if self.exports and self._written is None:
                raise DataError(f"{self.folder / 'strategy.toml'} fehlt. {HOW_TO_BEGIN}")
            exports, later = _read_all(self.exports, self.strategy, self.corrections, until=until)
            tables = _tables(self.municipality, exports, self.strategy, self.corrections)
            newest = _newest(tables["measures"], tables["goals"])
            if exports and not newest:
                raise DataError(f"{self.folder}: die Exporte enthalten noch keine Maßnahmen und keine Ziele.")
        except DataError as error:
            unread[MONITORING] = error
            newest, tables = 0, _tables(self.municipality, [], self.strategy, Corrections())
        return _Read(newest, tables, {}, unread), not later

    def _without_parts(self, read: _Read) -> _Read:
        names = {path.name for path in self.part_files}
        own = {
            name: table[~table["source_file"].isin(names)].reset_index(drop=True)
            for name, table in read.tables.items()
            if name in ("findings", "extras")
        }
        newest = _newest(read.tables["measures"], read.tables["goals"])
        return _Read(newest, {**read.tables, **own}, {}, {})

    def _with_parts(self, monitoring: _Read, opened: Mapping[str, Opened]) -> _Read:
        """The monitoring table with what the other parts say up to its year."""
        read = parts.read_parts(opened, self.municipality, monitoring.year)
        years = {int(of) for name in ("measures", "goals") for of in monitoring.tables[name]["year"].unique()}
        unread = {**monitoring.unread, **read.unread}
        if years and monitoring.year not in years:
            there = ", ".join(map(str, sorted(years)))
            unread[MONITORING] = DataError(f"{self.folder}: kein Export für {monitoring.year}; vorhanden sind {there}.")
        if not read.tables and self.network is None and (MONITORING in unread or not years):
            raise next(iter(unread.values()))
        told, unused = without_confirmed(read.findings, self.corrections.confirmed)
        tables = {**monitoring.tables, "findings": self._findings(monitoring.tables["findings"], told, unused)}
        kept = frames.conform(frames.EXTRAS, [{"municipality": self.municipality, **extra} for extra in read.extras])
        tables["extras"] = frames.conform(frames.EXTRAS, pd.concat([tables["extras"], kept], ignore_index=True))
        return _Read(monitoring.year, tables, read.tables, unread)

    def _findings(
        self, of_exports: pd.DataFrame, of_parts: Sequence[Finding], unused: Sequence[Confirmation]
    ) -> pd.DataFrame:
        """The findings of exports and parts; a confirmation that a part has used is not called unused."""
        used = {(c.year, c.id, c.column) for c in self.corrections.confirmed if c not in unused}
        about = zip(of_exports["year"], of_exports["id"], of_exports["column"], strict=True)
        is_used = pd.Series([entry in used for entry in about], index=of_exports.index, dtype="bool")
        wrong = (of_exports["code"] == "correction-unused") & is_used
        rows = frames.conform(frames.FINDINGS, [finding.as_row(self.municipality) for finding in of_parts])
        return frames.conform(frames.FINDINGS, pd.concat([of_exports[~wrong], rows], ignore_index=True))


def _network(folder: Path) -> tuple[Network | None, DataError | None]:
    """What `network.toml` says; an error in it stops the network only."""
    if not (folder / networks.FILE).is_file():
        return None, None
    try:
        return load_network(folder / networks.FILE), None
    except DataError as error:
        return None, error


def _newest(*tables: pd.DataFrame) -> int:
    """The newest year of the tables that have one; 0 where there is none."""
    return max((int(table["year"].max()) for table in tables if "year" in table and len(table)), default=0)


def check(paths: Sequence[Path], strategy_file: Path | None = None, *, explain: bool = False) -> Checked:
    """Read files without writing anything: their findings, exports compared where they are of several years.

    The files are exports and those of other parts (indicators.xlsx …), which are read up to the newest
    year of the exports, else their own. The strategy is `strategy_file`, else the strategy.toml beside
    the first file, else none.
    """
    named = {os.path.realpath(path): path for path in reversed(paths)}  # a file that is named twice is read once
    paths = list(reversed(named.values()))
    beside = paths[0].parent / "strategy.toml"
    strategy_file = strategy_file or (beside if beside.is_file() else None)
    strategy = load_strategy(strategy_file) if strategy_file else None
    corrections = load_corrections(paths[0].parent / "corrections.toml")
    files = {path: places.part_of(path) for path in paths}
    exports, _ = _read_all([path for path, part in files.items() if not part], strategy, corrections)
    years = {export.year for export in exports}
    register = replace(
        corrections,
        corrections=tuple(c for c in corrections.corrections if c.year in years),
        confirmed=tuple(c for c in corrections.confirmed if c.year in years),
    )
    municipality = paths[0].resolve().parent.name
    tables = [_tables(municipality, exports, strategy, register)["findings"]]
    lines: list[str] = []
    for path, part in files.items():
        if not part:
            lines += explain_export(path, strategy) if explain else []
            continue
        opened = parts.OPENERS[part](path, strategy)
        lines += opened.explanation
        told = opened.read(max(years or opened.years, default=0)).findings
        tables.append(frames.conform(frames.FINDINGS, [finding.as_row(municipality) for finding in told]))
    findings = frames.conform(frames.FINDINGS, pd.concat(tables, ignore_index=True))
    return Checked(findings, "\n".join(lines) if explain else "")


def understood(dataset: Dataset) -> list[tuple[Reading, Export]]:
    """The exports that the reporting year of a dataset comes from: how each was understood, and what it says."""
    own = {*dataset.measures.query("year == @dataset.year")["source_file"]}
    own |= {*dataset.goals.query("year == @dataset.year")["source_file"]}
    return [
        (understand(path, dataset.strategy), export)
        for path in dataset.sources
        if path.name in own
        for export in read_export(path, dataset.strategy, dataset.corrections)
        if export.year == dataset.year
    ]


def _stamp(paths: Iterable[Path]) -> str:
    """Changes with every byte of the inputs and of the code that reads them, and with the libraries it reads by."""
    versions = [f"{name} {metadata.version(name)}" for name in READ_BY]
    digest = hashlib.sha256(" ".join([__version__, *versions]).encode())
    package = Path(__file__).parent.parent
    code = [
        *Path(__file__).parent.rglob("*.py"),
        *(package / "frames").glob("*.py"),
        *(package / f"{name}.py" for name in ("german", "numbers", "storage/places", "strategy", "vocabulary")),
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
