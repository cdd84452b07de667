"""manifest.json: from which inputs, with which parameters and versions a year's outputs were made.

It holds no times, so that the same inputs give the same manifest. Its hashes tell whether an output
was edited by hand since it was made.
"""

import hashlib
import json
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

from analysis import __version__

NAME = "manifest.json"
# The packages whose version can change what an output looks like.
PACKAGES = (
    "altair",
    "nbconvert",
    "openpyxl",
    "pandas",
    "papermill",
    "python-calamine",
    "vl-convert-python",
)


@dataclass(frozen=True)
class Manifest:
    """What is known of the outputs of one municipality and year.

    `inputs` and `outputs` map a path to its SHA-256; inputs are named from the data folder on,
    outputs from the year's folder on. `parameters` and `runs` map a run to its parameters and to
    the outputs that it made.
    """

    municipality: str
    year: int
    provenance: str
    inputs: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, dict[str, Any]] = field(default_factory=dict)
    runs: dict[str, list[str]] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)

    def write(self, folder: Path, name: str = NAME) -> None:
        text = json.dumps(asdict(self), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        part = folder / f"{name}.part"
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(folder / name)


def read(folder: Path, name: str = NAME) -> Manifest | None:
    """The manifest of a year's folder; None where there is none or it cannot be read."""
    try:
        return Manifest(**json.loads((folder / name).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


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
