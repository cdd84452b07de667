"""Processes in which Jupyter kernels start warm: what a notebook imports is there before it begins.

Where the system can fork, each kernel is a fork of one process that has imported everything and done
nothing else (the fork server of `multiprocessing`): fresh, and there in a moment. Elsewhere (Windows) a
kernel's process stays and serves one notebook after the other, each with a shell of its own. In both it is
ipykernel's own application that runs, with the whole kernel protocol.

`analysis.kernels.engine` offers them to papermill and Jupyter. This module itself imports neither.
"""

import asyncio
import atexit
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, ClassVar

FORK, SPAWN = "forkserver", "spawn"
# Names the way to start where another one than the system's best is wanted, as for a measurement.
START_METHOD = "MONITORING_KERNELS"
MEMORY = 4 * 2**30  # bytes of data that one kernel may hold, where the system can limit it


def start_method() -> str:
    """How processes start here: forked from a warm one where the system can, else spawned."""
    can_fork = FORK in multiprocessing.get_all_start_methods()
    return os.environ.get(START_METHOD) or (FORK if can_fork else SPAWN)


def warm_up() -> None:
    """Have the process that others are forked from import everything, while the caller goes on."""
    if start_method() == FORK:
        multiprocessing.set_forkserver_preload(["analysis.kernels.preload"])
        forkserver.ensure_running()


def start(arguments: Sequence[str], env: Mapping[str, str], cwd: str) -> "Forked | Hosted":
    """Start a kernel with ipykernel's command-line arguments; the result is handled like a `Popen`."""
    if start_method() == FORK:
        return Forked(arguments, env, cwd)
    return Hosted(arguments, env, cwd)


class Forked:
    """A kernel in a process of its own."""

    stdin = stdout = stderr = None

    def __init__(self, *job: Any) -> None:
        warm_up()
        self._process = _started(FORK, _serve_one, job)
        self.pid = self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self) -> int | None:
        self._process.join()
        return self._process.exitcode

    def send_signal(self, signum: int) -> None:
        if self.poll() is None:
            os.kill(self._process.ident or 0, signum)

    def kill(self) -> None:
        self._process.kill()

    def terminate(self) -> None:
        self._process.terminate()


class Hosted:
    """A kernel in a process that has served others, or will."""

    stdin = stdout = stderr = None
    _free: ClassVar[list[tuple[BaseProcess, Connection]]] = []

    def __init__(self, *job: Any) -> None:
        self._process, self._host = self._free.pop() if self._free else self._new_host()
        self._host.send(job)
        self._served = False
        self.pid = self._process.pid

    @staticmethod
    def _new_host() -> tuple[BaseProcess, Connection]:
        ours, theirs = multiprocessing.Pipe()
        process = _started(SPAWN, _serve_many, (theirs,))
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
        if signum != signal.SIGINT:  # an idle kernel ignores it, a busy one is killed when its time is over
            self.kill()

    def kill(self) -> None:
        if self.poll() is None:
            self._process.kill()

    terminate = kill


def _started(method: str, target: Callable[..., None], args: tuple) -> BaseProcess:
    process = multiprocessing.get_context(method).Process(target=target, args=args, daemon=True)  # type: ignore[attr-defined]
    # A Dask worker is a daemon itself and may have no children, says multiprocessing, for they could outlive it:
    # ours do not, see _end_with_parent.
    own = multiprocessing.current_process()._config  # type: ignore[attr-defined]
    daemon = own.pop("daemon", False)
    try:
        process.start()
    finally:
        own["daemon"] = daemon
    return process


def _serve_one(arguments: Sequence[str], env: Mapping[str, str], cwd: str) -> None:
    """The life of a forked kernel."""
    from ipykernel.kernelapp import IPKernelApp

    end_with_parent()
    _move_in(env, cwd)
    IPKernelApp.launch_instance(argv=list(arguments))


def _serve_many(requests: Connection) -> None:
    """The life of a host: one kernel after the other, until nobody asks any more."""
    from ipykernel.kernelapp import IPKernelApp

    import analysis.kernels.preload  # noqa: F401

    end_with_parent()
    with suppress(EOFError, OSError):
        while True:
            arguments, env, cwd = requests.recv()
            _move_in(env, cwd)
            asyncio.set_event_loop(asyncio.new_event_loop())
            app: Any = IPKernelApp.instance()
            app.initialize(list(arguments))
            app.start()
            shell, kernel = app.shell, app.kernel
            app.close()
            atexit.unregister(app.close)
            for one in (shell, kernel, app):
                type(one).clear_instance()
            requests.send("free")


def end_with_parent() -> None:
    """From now on this process ends at once when the one that asked for it is gone, even if that was killed."""
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _move_in(env: Mapping[str, str], cwd: str) -> None:
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    with suppress(ImportError, ValueError, OSError):  # not on Windows; a stricter limit may be set already
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
