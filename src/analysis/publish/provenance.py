"""What a year's outputs are made from, and why a run has to be made anew."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import analysis
from analysis.german import join
from analysis.intake import Dataset
from analysis.publish import editions
from analysis.publish import manifest as manifests
from analysis.publish.manifest import Manifest

NEVER, FORCED = "noch nicht gerechnet", "mit --force verlangt"
_CHANGED = {
    "parameters": "Parameter geändert",
    "inputs": "Eingabe geändert",
    "notebook": "Notebook geändert",
    "code": "Programm geändert",
    "versions": "Bibliotheken geändert",
}


def describe(dataset: Dataset) -> Manifest:
    """The manifest of a dataset's year, still without outputs."""
    data, raw = editions.data_of(dataset), dataset.sources[0].parent
    registers = [raw / "strategy.toml", raw / "corrections.toml"]
    published = [
        editions.folder_of(data, dataset.municipality, year) / manifests.NAME
        for year in (dataset.previous_year, dataset.year)
        if year is not None
    ]
    return Manifest(
        municipality=dataset.municipality,
        year=dataset.year,
        provenance=dataset.strategy.provenance,
        inputs=manifests.hashes({*dataset.sources, *registers, *published}, data),
        versions=manifests.versions(),
    )


def key(notebook: Path, parameters: Mapping[str, Any], dataset: Dataset, described: Manifest) -> dict[str, str]:
    """The digests of all that a run depends on; equal keys mean equal outputs.

    `dataset` is what the run reads, `described` what is known of the whole year. A run that reads only
    one field depends on the rows of that field, not on the whole export.
    """
    return {
        "parameters": _digest([_json(parameters)]),
        "inputs": _digest(_content(dataset, described.inputs)),
        "notebook": manifests.sha256(notebook),
        "code": code(),
        "versions": _digest([_json(described.versions)]),
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
        if not (folder / path).is_file():
            return f"Ausgabe fehlt: {path}"
        if manifests.sha256(folder / path) != old.outputs.get(path):
            return f"Ausgabe von Hand geändert: {path}"
    return ""


def _differing(new: Mapping[str, str], old: Mapping[str, str]) -> list[str]:
    """The names of the files that were changed, added or removed, as the user knows them."""
    paths = [Path(path) for path in sorted({*new, *old}) if new.get(path) != old.get(path)]
    return [f"veröffentlichte Ausgabe {p.parent.name}" if p.name == manifests.NAME else p.name for p in paths]


def _content(dataset: Dataset, inputs: Mapping[str, str]) -> Iterable[str]:
    if dataset.field is None:
        return [_json(inputs)]
    exports = {path.name for path in dataset.sources}
    others = {path: digest for path, digest in inputs.items() if Path(path).name not in exports}
    tables = dataset.measures, dataset.goals, dataset.extras, dataset.findings
    return [_json(others), *(table.to_csv(index=False) for table in tables)]


@cache
def code() -> str:
    """Changes with every byte of this package: modules, templates, fonts."""
    package = Path(analysis.__file__).parent
    files = [path for path in sorted(package.rglob("*")) if path.is_file() and path.suffix != ".pyc"]
    return _digest(f"{path.relative_to(package).as_posix()} {manifests.sha256(path)}" for path in files)


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _digest(parts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part.encode()).digest())
    return digest.hexdigest()
