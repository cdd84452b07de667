"""What the runs of a year have left → the year's folder, with what is made of them all."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from analysis import editions
from analysis.dataset import MONITORING, NETWORK, Dataset
from analysis.editions import Edition, revisions
from analysis.errors import DataError
from analysis.figures.basis import in_year
from analysis.publish.council import public_revisions
from analysis.runs.documents import DOCUMENTS
from analysis.runs.notebooks import QUESTIONS, REVISIONS, maker
from analysis.runs.plan import Plan
from analysis.storage import manifest as manifests
from analysis.storage import placing
from analysis.storage.csv_files import write_csv
from analysis.storage.manifest import Manifest
from analysis.storage.placing import Placed

_TABLES = [f"{name}.csv" for name in editions.TABLES]


@dataclass(frozen=True)
class Gathered:
    """What became of the files; the newest edition of the year, and what it would now say differently.

    `unmade` says, by path, why a document that is made of the whole year could not be made.
    """

    placed: Placed
    edition: Edition | None
    revised: pd.DataFrame | None
    unmade: Mapping[str, DataError] = field(default_factory=dict)


def gather(
    dataset: Dataset, plan: Plan, left: Mapping[str, Mapping[str, bytes]], failed: set[str], folder: Path, made: Path
) -> Gathered:
    """Gather the files that each finished run of the plan has left, add what is made of them all, put them in place.

    `left` maps each run that finished to its files, path within the year's folder → content; `failed`
    names those that did not finish. `folder` is the year's own, `made` an empty one on its volume. Where
    all runs failed, the year stays as it is.
    """
    old = manifests.read(folder)
    runs = {run: _write(files, made) for run, files in left.items()}
    if left and (intake := maker(QUESTIONS, dataset)) in {*left, *failed}:
        runs[intake] = [*runs.get(intake, []), *_for_the_office(dataset, made)]
    documents, unmade = _documents(dataset, left, made)
    for path in documents:
        runs[maker(path, dataset)].append(path)
    described = plan.described
    obsolete = _obsolete(old, plan, runs, failed)
    described = replace(
        described,
        runs=runs,
        parameters={run: described.parameters[run] for run in left},
        keys={run: described.keys[run] for run in left if run not in {maker(path, dataset) for path in unmade}},
    )
    edition, revised = _edition(dataset), None
    if edition and maker(REVISIONS, dataset) not in failed and any((made / name).is_file() for name in _TABLES):
        found = revisions.revisions(dataset, edition, _tables(made, folder, obsolete), described)
        revised = public_revisions(found, dataset)
        write_csv(revised, made / REVISIONS)
        described = _with(described, old, REVISIONS, maker(REVISIONS, dataset))
        obsolete -= {REVISIONS}
    elif edition and (folder / REVISIONS).is_file() and REVISIONS not in obsolete:
        revised = editions.read_text(folder / REVISIONS)
    placed = placing.put(made, folder, described, obsolete=obsolete) if left or obsolete else Placed()
    return Gathered(placed, edition, revised, unmade)


def _edition(dataset: Dataset) -> Edition | None:
    return editions.latest(editions.data_of(dataset), dataset.municipality, dataset.year)


def _write(files: Mapping[str, bytes], made: Path) -> list[str]:
    """Write a run's files beside those of the others; returns their paths within the year's folder."""
    paths = sorted(files)
    for path in paths:
        (made / path).parent.mkdir(parents=True, exist_ok=True)
        (made / path).write_bytes(files[path])
    return paths


def _for_the_office(dataset: Dataset, made: Path) -> list[str]:
    """The questions to the keepers of the table, as a list and in a copy of the year's own export; how it was read."""
    from analysis.office import findings_workbook, marked_copy  # openpyxl takes a while
    from analysis.pages import reading

    folder = made / "internal"
    folder.mkdir(parents=True, exist_ok=True)
    rows = dataset.findings, dataset.measures, dataset.goals
    own = set(in_year(dataset.measures, dataset.year)["source_file"])
    others = [path for part, paths in dataset.parts.items() if part not in (MONITORING, NETWORK) for path in paths]
    copies = []
    for export in [*(path for path in dataset.parts.get(MONITORING, ()) if path.name in own), *others]:
        name = marked_copy.name_of_copy(export.name)
        if name and marked_copy.write(export, *rows, folder / name, strategy=dataset.strategy, year=dataset.year):
            copies.append(export.name)
    findings_workbook.write(
        *rows, folder / "findings.xlsx", strategy=dataset.strategy, year=dataset.year, export_names=copies
    )
    (folder / "reading.html").write_text(reading.page(dataset), encoding="utf-8", newline="\n")
    return [path.relative_to(made).as_posix() for path in sorted(folder.glob("*"))]


def _documents(
    dataset: Dataset, left: Mapping[str, Mapping[str, bytes]], made: Path
) -> tuple[list[str], dict[str, DataError]]:
    """Write what is made of the whole year, where the run that it belongs to has finished; paths, and why not."""
    wanted = {path: make for path, make in DOCUMENTS.items() if maker(path, dataset) in left}
    written: list[str] = []
    unmade: dict[str, DataError] = {}
    if wanted:
        from analysis.publish.catalogue import Catalogue  # what draws takes a while

        catalogue = Catalogue(dataset)
        for path, make in wanted.items():
            (made / path).parent.mkdir(parents=True, exist_ok=True)
            try:
                (made / path).write_bytes(make(catalogue))
                written.append(path)
            except DataError as error:
                unmade[path] = error
    return written, unmade


def _tables(made: Path, folder: Path, obsolete: set[str]) -> dict[str, pd.DataFrame]:
    """The year's tables as they stand in the CSV: those just made, else those that lie there and stay."""
    paths = {name: [made / name, *([] if name in obsolete else [folder / name])] for name in _TABLES}
    there = {Path(name).stem: [path for path in both if path.is_file()] for name, both in paths.items()}
    return {name: editions.read_text(found[0]) for name, found in there.items() if found}


def _with(described: Manifest, old: Manifest | None, name: str, run: str) -> Manifest:
    """The manifest with one more file of a run, which may have been taken from before."""
    if run in described.runs or old is None or run not in old.runs:
        return replace(described, runs=described.runs | {run: [*described.runs.get(run, []), name]})
    before = {run: old.keys[run]} if run in old.keys else {}
    return replace(described, runs=described.runs | {run: [*old.runs[run], name]}, keys=described.keys | before)


def _obsolete(old: Manifest | None, plan: Plan, runs: Mapping[str, list[str]], failed: set[str]) -> set[str]:
    """The earlier outputs that are wrong beside the new ones: of a whole year all, else those of its runs.

    What a failed run left earlier is still right as long as its inputs are the same.
    """
    if old is None or (failed and not runs):
        return set()

    def of(some: set[str]) -> set[str]:
        return {path for run in some for path in old.runs.get(run, [])}

    keys = plan.described.keys
    right = {run for run in failed if run in old.keys and old.keys[run]["inputs"] == keys[run]["inputs"]}
    earlier = set(old.outputs) if plan.request.only is None else of({*runs} | failed)
    return earlier - of({*plan.unchanged} | right) - {path for paths in runs.values() for path in paths}
