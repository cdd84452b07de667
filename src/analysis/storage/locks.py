"""One command at a time writes into a folder; the others wait, and say for whom."""

import json
import os
import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from analysis.storage.writing import clear_errors

LOCK = ".lock"
# A locked file cannot be read on Windows, so what is known of the holder lies beside it.
HOLDER = ".lock.json"


@contextmanager
def lock(folder: Path, *, say: Callable[[str], None] = print, wait: bool = True) -> Iterator[bool]:
    """Within the block no other process that asks for the same folder is in its own; yields True.

    While another one is, this waits, after it has told `say` in one German line who that is; with
    `wait` False it goes on at once, without the lock, and yields False. The same process may ask again
    within its block, and is told False too: what lies there then is its own. The lock of a process that
    has died is free. DataError where the folder cannot be written to.
    """
    from filelock import FileLock, Timeout  # takes a while, and most commands need no lock

    folder = folder.resolve()
    with clear_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        file = FileLock(folder / LOCK, is_singleton=True, thread_local=False)
        is_ours, held = file.is_locked, None
        try:
            held = file.acquire(timeout=0)
        except Timeout:
            if wait:
                say(f"{folder}: Hier arbeitet gerade {_holder(folder)}; es geht weiter, sobald der fertig ist.")
                held = file.acquire()
    if held is None:
        yield False
        return
    with held:
        if is_ours:
            yield False
            return
        _sign(folder)
        try:
            yield True
        finally:
            with suppress(OSError):
                (folder / HOLDER).unlink()


def _sign(folder: Path) -> None:
    """Leave word of who holds the lock; on a full disk it works without."""
    holder = {"process": os.getpid(), "computer": platform.node(), "since": f"{datetime.now():%d.%m.%Y, %H:%M} Uhr"}
    with suppress(OSError):
        (folder / HOLDER).write_text(json.dumps(holder), encoding="utf-8")


def _holder(folder: Path) -> str:
    try:
        holder = json.loads((folder / HOLDER).read_text(encoding="utf-8"))
        return f"ein anderer Lauf (Prozess {holder['process']} auf {holder['computer']}, seit {holder['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "ein anderer Lauf"
