"""Processes in which Jupyter kernels start warm: what a notebook imports is there before it begins.

Where the system can fork, each kernel is a fork of one process that has imported everything and done
nothing else (the fork server of `multiprocessing`): fresh, and there in a moment. Elsewhere (Windows) a
kernel's process stays and serves one notebook after the other, each with a shell of its own. In both it is
ipykernel's own application that runs, with the whole kernel protocol.

`analysis.runs.kernels.engine` offers them to papermill and Jupyter. This module itself imports neither.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, ClassVar

from analysis.runs.kernels import inner, serving
from analysis.runs.kernels.lifetime import end_with_parent, working_folder
from analysis.runs.kernels.serving import MEMORY

__all__ = ["FORK", "MEMORY", "SPAWN", "end_with_parent", "start", "start_method", "warm_up", "working_folder"]

FORK, SPAWN = "forkserver", "spawn"
# Names the way to start where another one than the system's best is wanted, as for a measurement.
START_METHOD = "MONITORING_KERNELS"
_starting = threading.Lock()


def start_method() -> str:
    """How processes start here: forked from a warm one where the system can, else spawned."""
    can_fork = FORK in multiprocessing.get_all_start_methods()
    return os.environ.get(START_METHOD) or (FORK if can_fork else SPAWN)


def warm_up() -> None:
    """Have the process that others are forked from import everything, while the caller goes on."""
    if start_method() == FORK:
        multiprocessing.set_forkserver_preload(["analysis.runs.kernels.preload"])
        inner.run_fork_server()


def start(arguments: Sequence[str], env: Mapping[str, str], cwd: str, folder: str = "") -> "Forked | Hosted":
    """Start a kernel with ipykernel's command-line arguments; the result is handled like a `Popen`.

    It works in `cwd`. The working folder `folder` is removed with it, should the one that started it be gone.
    """
    if start_method() == FORK:
        return Forked(list(arguments), dict(env), cwd, folder)
    return Hosted(list(arguments), dict(env), cwd, folder)


class Forked:
    """A kernel in a process of its own, which leads a process group."""

    stdin = stdout = stderr = None

    def __init__(self, *job: Any) -> None:
        warm_up()
        self._process = _started(FORK, serving.serve_one, job)
        self.pid = self.pgid = self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self) -> int | None:
        self._process.join()
        return self._process.exitcode

    def send_signal(self, signum: int) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self._process.ident or 0, signum)

    def kill(self) -> None:
        self._process.kill()

    def terminate(self) -> None:
        self._process.terminate()


class Hosted:
    """A kernel in a process that has served others, or will."""

    stdin = stdout = stderr = pgid = None
    _free: ClassVar[list[tuple[BaseProcess, Connection]]] = []

    def __init__(self, *job: Any) -> None:
        self._process, self._host = self._free_host() or self._new_host()
        self._host.send(job)
        self._served = False
        self.pid = self._process.pid

    @classmethod
    def _free_host(cls) -> tuple[BaseProcess, Connection] | None:
        with suppress(IndexError):
            while True:
                host = cls._free.pop()
                if host[0].is_alive():
                    return host
        return None

    @staticmethod
    def _new_host() -> tuple[BaseProcess, Connection]:
        ours, theirs = multiprocessing.Pipe()
        process = _started(SPAWN, serving.serve_many, (theirs,))
        theirs.close()
        return process, ours

    def poll(self) -> int | None:
        if not self._served and self._host.poll():
            try:
                self._host.recv()
            except (EOFError, OSError):
                self._process.join()
            else:
                self._served = True
                self._free.append((self._process, self._host))
        return 0 if self._served else self._process.exitcode

    def wait(self) -> int | None:
        while (code := self.poll()) is None:
            self._host.poll(0.1)
        return code

    def send_signal(self, signum: int) -> None:
        if self.poll() is not None:
            return
        if signum != signal.SIGINT:
            self.kill()
        elif os.name == "posix":  # elsewhere a busy kernel is killed when its time is over
            os.kill(self._process.ident or 0, signum)

    def kill(self) -> None:
        if self.poll() is None:
            self._process.kill()

    terminate = kill


def _started(method: str, target: Callable[..., None], args: tuple) -> BaseProcess:
    """A process that has been started; it may be the child of a daemon."""
    with _starting, inner.with_children():  # a worker may have several threads
        process = _process(method, target, args)
        try:
            process.start()
        except OSError:  # the fork server is gone
            inner.forget_fork_server()
            process = _process(method, target, args)
            process.start()
        return process


def _process(method: str, target: Callable[..., None], args: tuple) -> BaseProcess:
    return multiprocessing.get_context(method).Process(target=target, args=args, daemon=True)  # type: ignore[attr-defined]
