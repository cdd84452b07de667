"""A folder that is replaced as a whole: readers see the old one or the new one, never a mixture."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.errors import DataError
from analysis.storage.locks import lock
from analysis.storage.writing import clear_errors, flush

NEW, OLD = ".neu-", ".alt-"


@contextmanager
def draft_of(folder: Path) -> Iterator[Path]:
    """A copy of <root>/<municipality>/<year> to write into; once the block has ended well, it takes its place.

    Else everything stays as it was. One process at a time in a root. DataError where the disk is full,
    the folder cannot be written to, or a file in it is open elsewhere.
    """
    new = _beside(folder, NEW)
    with lock(folder.parents[1]):
        _settle(folder)
        try:
            with clear_errors(folder, "Der bisherige Stand bleibt."):
                if folder.exists():
                    shutil.copytree(folder, new)
                else:
                    new.mkdir(parents=True)
                yield new
                flush(path for path in new.rglob("*") if path.is_file())
                _exchange(new, folder)
        except BaseException:
            _settle(folder)
            raise


def finish_interrupted(root: Path) -> list[str]:
    """Finish what an interrupted command has left in <root>/<municipality>, or clear it away.

    Returns one German line for each folder that was finished, or could not be. Does nothing while a
    command is at work there.
    """
    if not _left_behind(root):
        return []
    try:
        with lock(root, wait=False) as is_free:
            return [line for folder in _left_behind(root) if (line := _settle(folder))] if is_free else []
    except DataError as error:
        return [str(error)]


def _left_behind(root: Path) -> list[Path]:
    """The folders whose exchange was interrupted."""
    left = {path.with_name(path.name.removeprefix(mark)) for mark in (NEW, OLD) for path in root.glob(f"*/{mark}*")}
    return sorted(left)


def _exchange(new: Path, folder: Path) -> None:
    if not folder.exists():
        new.rename(folder)
        return
    old = _beside(folder, OLD)
    folder.rename(old)  # from here on the new one counts: it is complete
    try:
        new.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _settle(folder: Path) -> str:
    """Where the old folder has left its place, the new one takes it; what is left over is removed."""
    new, old = _beside(folder, NEW), _beside(folder, OLD)
    line = ""
    with clear_errors(folder, "Der nächste Befehl versucht es wieder."):
        if old.exists() and new.exists() and not folder.exists():
            new.rename(folder)
            line = f"{folder}: unterbrochene Veröffentlichung zu Ende geführt."
    for left in (new, old):
        shutil.rmtree(left, ignore_errors=True)
    return line


def _beside(folder: Path, mark: str) -> Path:
    return folder.with_name(f"{mark}{folder.name}")
