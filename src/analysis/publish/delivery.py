"""What the runs of a year have left → the year's folder, with what belongs beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from analysis.figures.basis import in_year
from analysis.intake import Dataset
from analysis.publish import editions, findings_workbook, marked_copy, placing, results, revisions
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
    left: Mapping[str, Path],
    parameters: Mapping[str, dict[str, int]],
    failed: set[str],
    *,
    made: Path,
    folder: Path,
    is_whole: bool,
) -> Delivered:
    """Gather the files that each finished run has left, add what is made of them all, put them in place.

    `left` and `parameters` go by run, `failed` names the runs that did not finish; `made` is a folder
    on the volume of `folder`, the year's own. `is_whole` says that no run of the year was left out.
    """
    runs = {run: _gather(source, made) for run, source in left.items()}
    if INTAKE in {*left, *failed}:
        runs[INTAKE] = [*runs.get(INTAKE, []), *_for_the_office(dataset, made)]
    described = results.describe(dataset)
    edition = editions.latest(editions.data_of(dataset), dataset.municipality, dataset.year)
    revised = None
    if edition and OVERVIEW in left:
        revised = revisions.revisions(dataset, edition, _tables(made, folder), described)
        runs[OVERVIEW].append(write_csv(revised, made / "revisions.csv").name)
    described = replace(described, runs=runs, parameters=dict(parameters))
    obsolete = _obsolete(manifests.read(folder), described, failed, is_whole)
    return Delivered(placing.put(made, folder, described, obsolete=obsolete), edition, revised)


def _gather(source: Path, target: Path) -> list[str]:
    """Move a run's files together with those of the others; returns their paths within the year's folder."""
    paths = []
    for file in sorted(path for path in source.rglob("*") if path.is_file() and path.name != manifests.NAME):
        path = file.relative_to(source)
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        file.replace(target / path)
        paths.append(path.as_posix())
    return paths


def _for_the_office(dataset: Dataset, made: Path) -> list[str]:
    """The questions to the keepers of the table: as a list, and in a copy of the year's own export."""
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


def _obsolete(old: Manifest | None, new: Manifest, failed: set[str], is_whole: bool) -> set[str]:
    """The earlier outputs that are wrong beside the new ones: of a whole year all, else those of its runs.

    What a failed run left earlier is still right as long as the inputs are the same.
    """
    if old is None:
        return set()
    of_run = {run: set(paths) for run, paths in old.runs.items()}
    of_failed = set().union(*(of_run.get(run, set()) for run in failed))
    of_new = set().union(*(of_run.get(run, set()) for run in new.runs))
    earlier = set(old.outputs) if is_whole else of_new | of_failed
    still_right = of_failed if old.inputs == new.inputs else set()
    return earlier - still_right - {path for paths in new.runs.values() for path in paths}
