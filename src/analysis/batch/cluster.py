"""The batch on a Dask cluster: its tasks are municipalities × years × runs, and Dask does the rest.

Dask hands the tasks to its workers, repeats those of a worker that has died, and keeps what the runs
have left on the workers until the year is put in place. Each worker reads and writes the folders or
stores that it is told; a run is a process of its own there too, so workers may have several threads.
"""

import asyncio
import logging
import platform
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from tqdm import tqdm  # type: ignore[import-untyped]

from analysis.errors import DataError, Kind
from analysis.runs import delivery, keys, plan, tasks
from analysis.runs.delivery import Delivered
from analysis.runs.plan import Plan, Request
from analysis.runs.tasks import Outcome, Task
from analysis.storage import manifest, placing
from analysis.storage.locks import lock
from analysis.storage.stores import TransferError

RETRIES: Final = 2
CONNECT_SECONDS: Final = 10
SAME_EVERYWHERE: Final = "überall dieselbe Umgebung einrichten, dann Scheduler und Worker neu starten."

_putting_in_place = threading.Lock()


@dataclass(frozen=True)
class Needs:
    """What every computer of the cluster must have: this very program, its libraries, and the folders."""

    code: str
    versions: dict[str, str]
    folders: list[Path]

    @classmethod
    def of(cls, request: Request) -> "Needs":
        folders = [folder for folder in (request.data, request.outputs) if isinstance(folder, Path)]
        return cls(keys.code(), manifest.versions(), folders)

    def check(self) -> None:
        """DataError where this computer would make other outputs, or put them where nobody looks."""
        self.check_program()
        for folder in self.folders:
            if not folder.is_dir():
                raise DataError(
                    f"{folder}: Diesen Ordner gibt es auf {platform.node()} nicht; für --data und --outputs Ordner "
                    "angeben, die alle Rechner unter demselben Pfad sehen, oder die Adresse einer Ablage."
                )

    def check_program(self) -> None:
        here = manifest.versions()
        other = [f"{name} {here[name]} statt {own}" for name, own in self.versions.items() if here[name] != own]
        if other or keys.code() != self.code:
            raise DataError(
                f"Auf {platform.node()} ist das Programm in anderer Fassung installiert "
                f"({', '.join(other) or 'anderer Stand der Dateien'}); {SAME_EVERYWHERE}"
            )


def produce(
    requests: Sequence[Request], scheduler: str, add: Callable[[str, Any], None], *, debug: bool = False
) -> None:
    """Make the years on the cluster at this address; what Dask itself reports is shown with `debug` only.

    For each request `add` is called with its municipality and a `Delivered`, or the exception that
    prevented it. DataError where Dask is not installed, the scheduler does not answer or is lost, or a
    computer of the cluster lacks what it needs.
    """
    distributed = _distributed()
    bar = tqdm(unit="Kommune", total=len(requests), file=sys.stderr, disable=None)
    with nullcontext() if debug else _silence(), _client(distributed, scheduler) as client, bar:
        _let_others_finish(requests[0].outputs)
        needs = Needs.of(requests[0])
        _check(client, needs)
        # What is begun comes before what is not, so that no more waits on the workers than has to.
        begin, go_on, finish = (partial(client.submit, pure=False, retries=RETRIES, priority=n) for n in range(3))
        preparing = {begin(_prepare, request, needs): request.municipality for request in requests}
        delivering: dict[Any, str] = {}
        steps = distributed.as_completed(preparing)
        for step in steps:
            if step.cancelled():
                raise DataError(
                    f"{scheduler}: Die Verbindung zum Scheduler ist abgerissen. Was bis hierher fertig wurde, gilt; "
                    "den Befehl wiederholen."
                )
            municipality = preparing.pop(step, "") or delivering.pop(step)
            result = _result(distributed, step, municipality)
            if isinstance(result, Plan):
                runs = [go_on(_execute, task, needs) for task in reversed(result.tasks)]
                # The plan itself: one made anew, after its worker has died, could find the year half made.
                delivered = finish(_deliver, result, runs[::-1], needs)
                delivering[delivered] = municipality
                steps.add(delivered)
            else:
                add(municipality, result)
                bar.update()


def _prepare(request: Request, needs: Needs) -> Plan | DataError:
    """As in `runs.plan`, but a DataError is a result like others where to try again would not mend it."""
    needs.check()
    try:
        return plan.prepare(request)
    except TransferError:
        raise
    except DataError as error:
        return error


def _execute(task: Task, needs: Needs) -> Outcome:
    """As in `runs.tasks`, with the notebook of this computer."""
    needs.check()
    return tasks.execute(replace(task, notebook=plan.notebooks_folder() / task.notebook.name))


def _deliver(made: Plan, outcomes: Sequence[Outcome], needs: Needs) -> Delivered | DataError:
    """As in `runs.delivery`, and no other command takes what is in the making in a folder for left behind."""
    needs.check()
    outputs = made.request.outputs
    try:
        with _putting_in_place, lock(outputs, say=_nobody) if isinstance(outputs, Path) else nullcontext():
            return delivery.deliver(made, outcomes)
    except TransferError:
        raise
    except DataError as error:
        return error


def _result(distributed: Any, step: Any, municipality: str) -> Any:
    """What a finished task gave, or the exception that it ended with."""
    error = step.exception()
    if isinstance(error, distributed.KilledWorker):
        text = "der Arbeitsprozess brach auf mehreren Workern ab (Absturz, oder der Speicher reichte nicht)."
        return DataError(f"{municipality}: {text}", kind=Kind.KILLED)
    return error or step.result()


def _distributed() -> Any:
    try:
        from dask import distributed
    except ImportError:
        raise DataError(
            "Für --scheduler fehlt Dask: „pip install dask[distributed]“ oder „conda install dask distributed“."
        ) from None
    return distributed


def _client(distributed: Any, scheduler: str) -> Any:
    async def answers() -> bool:
        secured = distributed.Security().get_connection_args("client")
        async with distributed.rpc(scheduler, timeout=CONNECT_SECONDS, connection_args=secured) as asked:
            return (await asked.identity())["type"] == "Scheduler"

    try:
        # The client itself waits for ever for another program that listens there and says nothing.
        if not asyncio.run(asyncio.wait_for(answers(), CONNECT_SECONDS)):
            raise ValueError("dort läuft ein Worker")
        return distributed.Client(scheduler, timeout=CONNECT_SECONDS)
    except Exception as error:  # noqa: BLE001 - by what is wrong with the address: OSError, ValueError, TypeError …
        raise DataError(
            f"{scheduler}: Dort antwortet kein Dask-Scheduler; Adresse und Netz prüfen, etwa tcp://rechner:8786 "
            f"({_in_words(error)})."
        ) from None


def _check(client: Any, needs: Needs) -> None:
    """DataError where the scheduler or one of the workers of now lacks what it needs."""
    try:
        client.run_on_scheduler(needs.check_program)
        client.run(needs.check)
    except DataError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a computer without the program says to it
        raise DataError(
            f"Auf dem Scheduler oder einem Worker läuft das Programm nicht ({_in_words(error)}); {SAME_EVERYWHERE}"
        ) from None
    if not client.nthreads():
        print("Noch hat der Scheduler keine Worker; sobald sich einer meldet, geht es los.", file=sys.stderr)


def _in_words(error: Exception) -> str:
    return ": ".join(filter(None, (type(error).__name__, " ".join(str(error).split()))))


def _nobody(_: str) -> None:
    """Workers wait for each other all the time; that is no news."""


def _let_others_finish(outputs: str | Path) -> None:
    """Wait while another command is at work in the folder, and bring to its end what was interrupted there."""
    if isinstance(outputs, Path):
        with placing.locked(outputs, say=partial(print, file=sys.stderr)):
            return


@contextmanager
def _silence() -> Iterator[None]:
    """Without what Dask and its libraries report of themselves."""
    logging.disable()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        finally:
            logging.disable(logging.NOTSET)
