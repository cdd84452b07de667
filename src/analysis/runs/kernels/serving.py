"""What happens in a kernel's process: ipykernel's own application runs in it, once or one after the other."""

import asyncio
import atexit
import os
import random
import sys
import threading
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from analysis.runs.kernels import lifetime

MEMORY = 4 * 2**30  # bytes of data that one kernel may hold, where the system can limit it
# All but those that load a drawing library once they are touched.
_PANDAS_OPTIONS = r"^(?!plotting)"


def serve_one(arguments: Sequence[str], env: Mapping[str, str], cwd: str, folder: str) -> None:
    """The life of a forked kernel."""
    import numpy as np
    from ipykernel.kernelapp import IPKernelApp

    _live_alone()
    np.random.seed()  # else every fork would draw the same numbers
    _move_in(env, cwd, folder)
    IPKernelApp.launch_instance(argv=list(arguments))


def serve_many(requests: Connection) -> None:
    """The life of a host: one kernel after the other, until nobody asks any more.

    Each has a shell of its own, and finds what `_remembered` names as it was. What else a notebook changes
    stays for the next: modules that it imports or patches, logging, the locale. Where a thread of it goes
    on, the host ends.
    """
    from ipykernel.kernelapp import IPKernelApp

    import analysis.runs.kernels.preload  # noqa: F401

    _live_alone()
    restored = _remembered()
    with suppress(EOFError, OSError):
        while True:
            arguments, *where = requests.recv()
            threads = {*threading.enumerate()}
            restored()
            _move_in(*where)
            asyncio.set_event_loop(asyncio.new_event_loop())
            app: Any = IPKernelApp.instance()
            app.initialize(arguments)
            app.start()
            _take_down(app)
            if {*threading.enumerate()} - threads:
                break
            requests.send("free")


def _take_down(app: Any) -> None:
    """Undo what ipykernel keeps until its process ends: threads, open files, the one shell there can be."""
    from ipykernel.iostream import OutStream

    shell, kernel, streams = app.shell, app.kernel, (sys.stdout, sys.stderr)
    app.close()
    for stream in streams:
        if isinstance(stream, OutStream):
            stream.close()
    shell.atexit_operations()
    for registered in (app.close, shell.atexit_operations):
        atexit.unregister(registered)
    for one in (shell, kernel, app):
        type(one).clear_instance()


def _live_alone() -> None:
    """Ctrl+C is not for kernels, and what a notebook starts ends with it."""
    if hasattr(os, "setsid"):
        os.setsid()
    lifetime.end_with_parent()


def _move_in(env: Mapping[str, str], cwd: str, folder: str) -> None:
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    if folder:
        lifetime.share(folder)
    with suppress(ImportError, ValueError, OSError):  # not on Windows; a stricter limit may be set already
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


def _remembered() -> Callable[[], None]:
    """A function that puts back what notebooks commonly set, so that each finds it as it is now.

    These are the paths of modules, filters of warnings, options of altair and pandas; random numbers begin anew.
    """
    import altair as alt
    import numpy as np
    import pandas as pd

    paths, filters = sys.path[:], warnings.filters[:]
    choices: list[Any] = [alt.theme, alt.renderers, alt.data_transformers]
    chosen = [(choice, choice.active, dict(choice.options)) for choice in choices]

    def restore() -> None:
        sys.path[:] = paths
        for choice, name, options in chosen:
            choice.enable(name, **options)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # some options are deprecated
            pd.reset_option(_PANDAS_OPTIONS)
        warnings.resetwarnings()  # and what was warned of once is warned of again
        warnings.filters[:] = filters  # type: ignore[index]
        random.seed()
        np.random.seed()

    return restore
