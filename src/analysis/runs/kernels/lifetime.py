"""Processes that end with the one that asked for them, however that ended, and leave nothing behind."""

import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_working_folders: set[str] = set()


@contextmanager
def working_folder() -> Iterator[str]:
    """A folder for a kernel's files and sockets.

    Socket paths must be short, so it does not lie where the system's own temporary files do.
    """
    where = "/tmp" if os.name == "posix" else None
    with tempfile.TemporaryDirectory(prefix="nb", dir=where, ignore_cleanup_errors=True) as folder:
        share(folder)
        try:
            yield folder
        finally:
            _working_folders.discard(folder)


def share(folder: str) -> None:
    """Have this process, too, remove the working folder should it be ended."""
    _working_folders.add(folder)


def end_with_parent() -> None:
    """From now on this process ends at once when it is told to (SIGTERM), or when the one that asked for it is gone."""
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            _end()

    signal.signal(signal.SIGTERM, lambda *_: _end())
    threading.Thread(target=wait, daemon=True).start()


def _end() -> None:
    for child in multiprocessing.active_children():
        child.kill()
    for folder in tuple(_working_folders):
        shutil.rmtree(folder, ignore_errors=True)
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        with suppress(OSError):
            os.killpg(0, signal.SIGKILL)  # with what a notebook has started
    os._exit(1)
