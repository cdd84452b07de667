"""Where things lie, and which municipalities, exports and years there are.

`data` and `outputs` are given once by whoever starts the program. A relative path is taken from the
folder in which Python runs; a notebook opened in JupyterLab, whose folder is the project's
`notebooks/`, takes it from the project, so that it finds the same places as the batch.
"""

import re
from pathlib import Path

from analysis.errors import DataError

EXPORT_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
# The files of a municipality's other parts: part → the names that they may bear.
PART_NAMES = {
    "indicators": ("indicators", "indikatoren"),
    "scoring": ("scoring", "bewertung"),
    "procurement": ("procurement", "beschaffung"),
}
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


def check_name(municipality: str) -> None:
    """DataError where this cannot be the name of a municipality's folder."""
    if not _SLUG.fullmatch(municipality):
        raise DataError(
            f"{municipality!r} ist kein Name einer Kommune; erlaubt sind Kleinbuchstaben a–z, Ziffern, - und _."
        )


def locate(folder: str | Path) -> Path:
    """The absolute path of a folder."""
    here = Path.cwd()
    in_notebooks = here.name == "notebooks" and (here.parent / "data" / "raw").is_dir()
    return (here.parent if in_notebooks else here) / folder


def raw_folder(data: str | Path, municipality: str) -> Path:
    return locate(data) / "raw" / municipality


def processed_folder(data: str | Path, municipality: str) -> Path:
    return locate(data) / "processed" / municipality


def output_folder(outputs: str | Path, municipality: str, year: int) -> Path:
    return locate(outputs) / municipality / str(year)


def municipalities(data: str | Path) -> list[str]:
    """The folder names under data/raw, sorted; DataError where there are none."""
    raw = locate(data) / "raw"
    return named([path.name for path in raw.iterdir() if path.is_dir()] if raw.is_dir() else [], raw)


def named(folders: list[str], raw: str | Path) -> list[str]:
    """Those of the folders that are a municipality's, sorted; DataError where there are none."""
    names = sorted(name for name in folders if name[0] not in ".~_")
    if not names:
        raise DataError(f"{raw}: keine Kommune gefunden; je Kommune einen Ordner mit Export und strategy.toml anlegen.")
    return names


def part_of(path: Path) -> str:
    """The part that a file holds by its name; "" for an export of the monitoring table or any other file."""
    if path.suffix.lower() not in EXPORT_SUFFIXES:
        return ""
    return next((part for part, names in PART_NAMES.items() if path.stem.lower() in names), "")


def is_export(path: Path) -> bool:
    return (
        path.suffix.lower() in EXPORT_SUFFIXES
        and not path.name.startswith(("~$", "."))
        and not part_of(path)
        and path.is_file()
    )


def exports(data: str | Path, municipality: str) -> list[Path]:
    """The exports of a municipality's monitoring table, sorted by name; DataError where its folder is missing."""
    folder = raw_folder(data, municipality)
    if not folder.is_dir():
        raise DataError(f"{folder}: Ordner fehlt; vorhanden sind: {', '.join(municipalities(data))}.")
    return sorted(path for path in folder.iterdir() if is_export(path))


def part_files(data: str | Path, municipality: str) -> dict[str, list[Path]]:
    """Part → its files, sorted by name; there should be one each."""
    found: dict[str, list[Path]] = {}
    for path in sorted(raw_folder(data, municipality).iterdir()):
        if (part := part_of(path)) and path.is_file():
            found.setdefault(part, []).append(path)
    return {part: found[part] for part in PART_NAMES if part in found}
