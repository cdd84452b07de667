"""On what a run depends, and why it has to be made anew."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import analysis
from analysis.dataset import Dataset
from analysis.german import join
from analysis.storage import manifest as manifests
from analysis.storage import placing
from analysis.storage.manifest import Manifest

NEVER, FORCED = "noch nicht gerechnet", "mit --force verlangt"
FAILED = "nicht gelungen"
_CHANGED = {
    "parameters": "Parameter geändert",
    "inputs": "Eingabe geändert",
    "notebook": "Notebook geändert",
    "code": "Programm geändert",
    "versions": "Bibliotheken geändert",
}


def key(notebook: Path, parameters: Mapping[str, Any], dataset: Dataset, described: Manifest) -> dict[str, str]:
    """The digests of all that a run depends on; equal keys mean equal outputs.

    `dataset` is what the run reads, `described` what is known of the whole year. A run that reads only
    one field depends on the rows of that field, not on the whole export.
    """
    return {
        "parameters": manifests.digest_of(parameters),
        "inputs": _digest_of_inputs(dataset, described.inputs),
        "notebook": manifests.sha256(notebook),
        "code": code(),
        "versions": manifests.digest_of(described.versions),
    }


def why_anew(run: str, new: Mapping[str, str], described: Manifest, old: Manifest | None, folder: Path) -> str:
    """Why the run has to be made anew, in German; "" where its outputs of before still hold."""
    if old is None:
        return NEVER
    if run not in old.keys:
        return "zuletzt nicht fertig geworden" if run in old.runs else NEVER
    changed = [name for name in new if new[name] != old.keys[run].get(name)]
    if "inputs" in changed and (files := _differing(described.inputs, old.inputs)):
        return f"Eingabe geändert: {join(files)}"
    if changed:
        return join([_CHANGED[name] for name in changed])
    return _touched(old, run, folder)


def _touched(old: Manifest, run: str, folder: Path) -> str:
    for path in old.runs[run]:
        # What lies under another name gave way to a file edited by hand: once that is gone, its place is free.
        for needed in (path, placing.own_name(path)):
            if not (folder / needed).is_file():
                return f"Ausgabe fehlt: {needed}"
        if manifests.sha256(folder / path) != old.outputs.get(path):
            return f"Ausgabe von Hand geändert: {path}"
    return ""


def _differing(new: Mapping[str, str], old: Mapping[str, str]) -> list[str]:
    """The names of the files that were changed, added or removed, as the user knows them."""
    paths = [Path(path) for path in sorted({*new, *old}) if new.get(path) != old.get(path)]
    return [f"veröffentlichte Ausgabe {p.parent.name}" if p.name == manifests.NAME else p.name for p in paths]


def _digest_of_inputs(dataset: Dataset, inputs: Mapping[str, str]) -> str:
    if dataset.field is None:
        return manifests.digest_of(inputs)
    exports = {path.name for path in dataset.sources}
    others = {path: digest for path, digest in inputs.items() if Path(path).name not in exports}
    tables = dataset.measures, dataset.goals, dataset.extras, dataset.findings
    return manifests.digest([manifests.digest_of(others), *(table.to_csv(index=False) for table in tables)])


@cache
def code() -> str:
    """Changes with every byte of this package: modules, templates, fonts."""
    package = Path(analysis.__file__).parent
    # Other processes write into __pycache__ at the same time.
    files = {path.relative_to(package).as_posix(): path for path in package.rglob("*") if path.is_file()}
    return manifests.digest_of(
        {name: manifests.sha256(path) for name, path in files.items() if "__pycache__" not in path.parts}
    )
