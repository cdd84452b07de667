"""What the runs of a year have left → the year's folder, with what belongs beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from analysis.figures.basis import in_year
from analysis.intake import Dataset
from analysis.publish import editions, placing, revisions
from analysis.publish import manifest as manifests
from analysis.publish.editions import Edition
from analysis.publish.files import write_csv
from analysis.publish.manifest import Manifest
from analysis.publish.placing import Placed

INTAKE, OVERVIEW = "01_intake", "02_overview"


@dataclass(frozen=True)
class Delivered:
    """What became of the files; the newest edition of the year, and what it would now say differently."""

    placed: Placed
    edition: Edition | None
    revised: pd.DataFrame | None


def deliver(
    dataset: Dataset,
    described: Manifest,
    left: Mapping[str, Mapping[str, bytes]],
    failed: set[str],
    unchanged: set[str],
    *,
    made: Path,
    folder: Path,
    is_whole: bool,
) -> Delivered:
    """Gather the files that each finished run has left, add what is made of them all, put them in place.

    `left` maps each run that finished to its files, path within the year's folder → content; `failed`
    names those that did not finish, `unchanged` those whose earlier outputs hold. `described` bears the
    parameters and keys of the runs. `made` is an empty folder on the volume of `folder`, the year's own.
    `is_whole` says that no run of the year was left out.
    """
    runs = {run: _write(files, made) for run, files in left.items()}
    if INTAKE in {*left, *failed}:
        runs[INTAKE] = [*runs.get(INTAKE, []), *_for_the_office(dataset, made)]
    edition, revised = _edition(dataset), None
    if edition and OVERVIEW in left:
        revised = revisions.revisions(dataset, edition, _tables(made, folder), described)
        runs[OVERVIEW].append(write_csv(revised, made / "revisions.csv").name)
    described = replace(
        described,
        runs=runs,
        parameters={run: described.parameters[run] for run in left},
        keys={run: described.keys[run] for run in left},
    )
    obsolete = _obsolete(manifests.read(folder), described, failed, unchanged, is_whole)
    return Delivered(placing.put(made, folder, described, obsolete=obsolete), edition, revised)


def nothing_new(dataset: Dataset, folder: Path) -> Delivered:
    """What is to be said where all earlier outputs hold."""
    edition, revised = _edition(dataset), folder / "revisions.csv"
    return Delivered(Placed(), edition, editions.read_text(revised) if edition and revised.is_file() else None)


def _edition(dataset: Dataset) -> Edition | None:
    return editions.latest(editions.data_of(dataset), dataset.municipality, dataset.year)


def _write(files: Mapping[str, bytes], made: Path) -> list[str]:
    """Write a run's files beside those of the others; returns their paths within the year's folder."""
    paths = sorted(path for path in files if path != manifests.NAME)
    for path in paths:
        (made / path).parent.mkdir(parents=True, exist_ok=True)
        (made / path).write_bytes(files[path])
    return paths


def _for_the_office(dataset: Dataset, made: Path) -> list[str]:
    """The questions to the keepers of the table: as a list, and in a copy of the year's own export."""
    from analysis.publish import findings_workbook, marked_copy  # openpyxl takes a while

    folder = made / "internal"
    folder.mkdir(parents=True, exist_ok=True)
    rows = dataset.findings, dataset.measures, dataset.goals
    own = set(in_year(dataset.measures, dataset.year)["source_file"])
    copies = []
    for export in (path for path in dataset.sources if path.name in own):
        name = marked_copy.name_of_copy(export.name)
        if name and marked_copy.write(export, *rows, folder / name, strategy=dataset.strategy, year=dataset.year):
            copies.append(export.name)
    findings_workbook.write(
        *rows, folder / "findings.xlsx", strategy=dataset.strategy, year=dataset.year, export_names=copies
    )
    return [path.relative_to(made).as_posix() for path in sorted(folder.glob("*.xls*"))]


def _tables(made: Path, folder: Path) -> dict[str, pd.DataFrame]:
    """The year's tables as they stand in the CSV: those just made, else those that lie there."""
    paths = {name: [made / f"{name}.csv", folder / f"{name}.csv"] for name in editions.TABLES}
    there = {name: [path for path in both if path.is_file()] for name, both in paths.items()}
    return {name: editions.read_text(found[0]) for name, found in there.items() if found}


def _obsolete(old: Manifest | None, new: Manifest, failed: set[str], unchanged: set[str], is_whole: bool) -> set[str]:
    """The earlier outputs that are wrong beside the new ones: of a whole year all, else those of its runs.

    What a failed run left earlier is still right as long as the inputs are the same.
    """
    if old is None:
        return set()
    of_run = {run: set(paths) for run, paths in old.runs.items()}
    of_failed = set().union(*(of_run.get(run, set()) for run in failed))
    of_new = set().union(*(of_run.get(run, set()) for run in new.runs))
    earlier = set(old.outputs) if is_whole else of_new | of_failed
    still_right = set().union(*(of_run.get(run, set()) for run in unchanged))
    if old.inputs == new.inputs:
        still_right |= of_failed
    return earlier - still_right - {path for paths in new.runs.values() for path in paths}
