"""manifest.json: from which inputs, with which parameters and versions a year's outputs were made.

It holds no times, so that the same inputs give the same manifest. Its hashes tell whether an output
was edited by hand since it was made.
"""

import hashlib
import json
import platform
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from importlib import metadata
from pathlib import Path
from typing import Any

from analysis import __version__

NAME = "manifest.json"
# The packages whose version can change what an output looks like.
PACKAGES = (
    "altair",
    "jinja2",
    "lxml",
    "nbconvert",
    "numpy",
    "openpyxl",
    "pandas",
    "papermill",
    "pillow",
    "python-calamine",
    "python-pptx",
    "rapidfuzz",
    "vl-convert-python",
    "xlsxwriter",
)


@dataclass(frozen=True)
class Manifest:
    """What is known of the outputs of one municipality and year.

    `inputs` and `outputs` map a path to its SHA-256; inputs are named from the data folder on,
    outputs from the year's folder on. `parameters`, `runs` and `keys` map a run to its parameters, to
    the outputs that it made, and to the digests of all that they depend on.
    """

    municipality: str
    year: int
    provenance: str
    inputs: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, dict[str, Any]] = field(default_factory=dict)
    runs: dict[str, list[str]] = field(default_factory=dict)
    keys: dict[str, dict[str, str]] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)

    def is_current(self, path: str) -> bool:
        """Whether an output was made from these inputs, as far as a run made it: others may be newer than it."""
        made_by = [run for run, paths in self.runs.items() if path in paths]
        return all(self.keys.get(run, {}).get("inputs") == digest_of(self.inputs) for run in made_by)

    def text(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def read(folder: Path) -> Manifest | None:
    """The manifest of a year's folder; None where there is none or it is damaged."""
    try:
        return Manifest(**json.loads((folder / NAME).read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError, ValueError, TypeError):
        return None


def carried_on(
    new: Manifest,
    old: Manifest | None,
    outputs: Mapping[str, str],
    names: Mapping[str, str] | None = None,
    stuck: Collection[str] = (),
) -> Manifest:
    """The manifest of the year once the runs of `new` are in place beside those that `old` knows.

    `outputs` is what lies there now; `names` maps a path to another one under which it was put; `stuck`
    are the paths that stayed old. A run keeps its key only where all its files are those it made; one of
    which nothing is left is forgotten.
    """
    old = old or replace(new, outputs={}, parameters={}, runs={}, keys={})
    made = {run: [(names or {}).get(path, path) for path in paths] for run, paths in new.runs.items()}
    there = {run: sorted({*paths} & outputs.keys()) for run, paths in (old.runs | made).items()}
    runs = {run: paths for run, paths in there.items() if paths or run in made}
    touched = {run for run, paths in old.runs.items() if any(outputs.get(p) != old.outputs.get(p) for p in paths)}
    unfinished = {run for each in (old.runs, new.runs) for run, paths in each.items() if {*stuck} & {*paths}}
    keys = {run: key for run, key in old.keys.items() if run not in touched | made.keys()} | new.keys
    return replace(
        new,
        outputs=dict(outputs),
        parameters={run: own for run, own in old.parameters.items() if run in runs} | new.parameters,
        runs=runs,
        keys={run: key for run, key in keys.items() if run not in unfinished},
    )


def digest(parts: Iterable[str]) -> str:
    total = hashlib.sha256()
    for part in parts:
        total.update(hashlib.sha256(part.encode()).digest())
    return total.hexdigest()


def digest_of(values: Mapping[str, Any]) -> str:
    return digest([json.dumps(values, ensure_ascii=False, sort_keys=True)])


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hashes(paths: Iterable[Path], root: Path) -> dict[str, str]:
    """SHA-256 by path, named from `root` on, of those that exist."""
    return {path.relative_to(root).as_posix(): sha256(path) for path in sorted(paths) if path.is_file()}


def versions() -> dict[str, str]:
    major, minor, _ = platform.python_version_tuple()
    packages = {package: metadata.version(package) for package in PACKAGES}
    return {"analysis": __version__, "python": f"{major}.{minor}", **packages}
