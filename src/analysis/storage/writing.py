"""Writing so that it reaches the disk, and what can go wrong with it in one German line."""

import errno
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from analysis.errors import FULL, DataError, Kind, kind_of

LONGEST_WINDOWS_PATH = 259
FLUSHED_AT_ONCE = 16


@contextmanager
def clear_errors(folder: Path, consequence: str = "") -> Iterator[None]:
    """What the system says about a full disk, a folder without write access and the like as DataError.

    `consequence` is a German sentence: what became of what lay there.
    """
    try:
        yield
    except OSError as error:
        text = " ".join(filter(None, [_line(folder, error), consequence]))
        kind = Kind.HELD if error.errno == errno.EROFS else kind_of(error)
        raise DataError(text, kind=Kind.DATA if kind == Kind.PROGRAM else kind) from error


def _line(folder: Path, error: OSError) -> str:
    where = error.filename2 or error.filename or folder
    if error.errno in FULL:
        return f"{folder}: Der Datenträger ist voll; Platz schaffen und den Befehl wiederholen."
    if error.errno == errno.EROFS:
        return f"{folder}: Der Datenträger ist schreibgeschützt; einen anderen Ordner angeben (--outputs, --data)."
    if isinstance(error, PermissionError):
        return (
            f"{where}: kein Schreibrecht, oder in einem anderen Programm geöffnet; "
            "Datei schließen oder Rechte des Ordners prüfen und den Befehl wiederholen."
        )
    if len(str(where)) > LONGEST_WINDOWS_PATH:
        return (
            f"{where}: Der Pfad ist mit {len(str(where))} Zeichen zu lang; "
            "das Projekt in einen Ordner mit kürzerem Namen legen, etwa C:\\monitoring."
        )
    return f"{where}: lässt sich nicht schreiben ({error.strerror or error})."


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all: after a power cut it has the old content or the new.

    PermissionError where the earlier one is held open by another program; nothing is left then.
    """
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content.encode() if isinstance(content, str) else content)
    _flush(part)
    try:
        part.replace(path)
    except PermissionError:
        part.unlink(missing_ok=True)
        raise
    _flush_entries(path.parent)


def flush(paths: Iterable[Path]) -> None:
    """Return when the content of the files is on the disk; several at once, which a disk does in one go."""
    with ThreadPoolExecutor(FLUSHED_AT_ONCE) as threads:
        list(threads.map(_flush, paths))


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_entries(folder: Path) -> None:
    """Return when the names in the folder are on the disk; Windows writes them in order by itself."""
    if os.name == "posix":
        entries = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(entries)
        finally:
            os.close(entries)
