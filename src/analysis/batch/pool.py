"""Runs side by side on this computer: a pool of processes that survives the death of one."""

import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing import active_children, get_context
from typing import TYPE_CHECKING

from tqdm import tqdm  # type: ignore[import-untyped]

from analysis.errors import Kind, kind_of
from analysis.runs import kernels

if TYPE_CHECKING:
    from analysis.runs.tasks import Outcome, Task


@contextmanager
def workers(jobs: int) -> Iterator[Callable[["Task"], Callable[[], "Outcome"]]]:
    """A function that has a task executed side by side with others; what it returns waits for the outcome.

    With one job the tasks are executed one after the other in this process.
    """
    from analysis.runs import tasks

    if jobs == 1:
        yield lambda task: partial(tasks.execute, task)
        return
    with tqdm(unit="Lauf", total=0, file=sys.stderr, disable=None) as bar:
        pool = _processes(jobs)

        def submit(task: "Task") -> Callable[[], "Outcome"]:
            nonlocal pool
            bar.total += 1
            if task.engine:
                kernels.warm_up()
            try:
                future = pool.submit(tasks.execute, task)
            except (BrokenProcessPool, OSError):  # OSError: the process that others are forked from is gone
                pool = _processes(jobs)
                return partial(_alone, task)
            future.add_done_callback(partial(_tick, bar, task))
            return partial(_outcome, task, future)

        try:
            yield submit
        except BaseException:  # Ctrl+C: nobody waits for what is under way
            for worker in active_children():
                worker.terminate()
            raise
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _tick(bar: tqdm, task: "Task", done: "Future[Outcome]") -> None:
    if done.cancelled() or done.exception():
        return
    name = f"{task.municipality} {task.run}"
    bar.set_description(name, refresh=False)
    bar.update()
    if bar.disable:
        print(name, file=sys.stderr)


def _processes(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, mp_context=get_context(kernels.start_method()), initializer=_serve)


def _serve() -> None:
    """Ctrl+C is for the main process, which ends the workers in good order; without it they end at once."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    kernels.end_with_parent()


def _outcome(task: "Task", future: "Future[Outcome]") -> "Outcome":
    try:
        return future.result()
    except BrokenProcessPool:
        return _alone(task)
    except Exception as error:  # noqa: BLE001 - whatever the pool cannot hand over, the other runs go on
        return _given_up(task, f"{type(error).__name__}: {' '.join(str(error).split())}", kind_of(error))


def _alone(task: "Task") -> "Outcome":
    """Execute the task in a process of its own: where one dies, the pool gives up all that it was to do."""
    from analysis.runs import tasks

    with _processes(1) as pool:
        try:
            try:
                future = pool.submit(tasks.execute, task)
            except OSError:  # the process that others are forked from is dying, which takes a moment to be seen
                time.sleep(1)
                future = pool.submit(tasks.execute, task)
            return future.result()
        except BrokenProcessPool:
            text = "der Arbeitsprozess brach zweimal ab (Absturz, oder der Speicher reichte nicht)"
            return _given_up(task, text, Kind.KILLED)


def _given_up(task: "Task", text: str, kind: Kind) -> "Outcome":
    from analysis.runs.failures import Failure
    from analysis.runs.tasks import Outcome

    failure = Failure(task.municipality, text, kind, year=task.year, run=task.run, notebook=task.notebook.name)
    return Outcome(failure=failure)
