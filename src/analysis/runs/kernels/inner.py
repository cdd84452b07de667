"""The inner parts of `multiprocessing` that warm kernels rest on. Python may change them: all of that stands here."""

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import forkserver
from typing import Any

_PARTS = ("_forkserver_pid", "_forkserver_address", "ensure_running")


def changed() -> list[str]:
    """The names of those parts that this Python does not have as they are needed; none: kernels can start warm."""
    found = []
    server = getattr(forkserver, "_forkserver", None)
    found += [f"multiprocessing.forkserver._forkserver.{name}" for name in _PARTS if not hasattr(server, name)]
    if not callable(getattr(forkserver, "get_inherited_fds", None)):
        found.append("multiprocessing.forkserver.get_inherited_fds")
    if not isinstance(getattr(multiprocessing.current_process(), "_config", None), dict):
        found.append("multiprocessing.process.BaseProcess._config")
    return found


def run_fork_server() -> None:
    """Have the process that others are forked from run; this process may be a fork of it."""
    server: Any = forkserver._forkserver
    if _is_forked_by(server):  # multiprocessing would start another one here, which imports everything once more
        server.ensure_running = lambda: None
    server.ensure_running()


def forget_fork_server() -> None:
    """The fork server that this process was forked from is gone: the next one is its own."""
    vars(forkserver._forkserver).pop("ensure_running", None)


@contextmanager
def with_children() -> Iterator[None]:
    """Let this process start others, though it may be a daemon, as a Dask worker is one.

    multiprocessing lets daemons have no children, for they could outlive it: ours do not (`lifetime`).
    """
    own = multiprocessing.current_process()._config  # type: ignore[attr-defined]
    daemon = own.pop("daemon", False)
    try:
        yield
    finally:
        own["daemon"] = daemon


def _is_forked_by(server: Any) -> bool:
    """Whether this process is a fork of that fork server, and can have it fork others."""
    is_ours = forkserver.get_inherited_fds() is not None and server._forkserver_pid is None
    return is_ours and bool(server._forkserver_address) and getattr(server, "_forkserver_authkey", b"none") is not None
