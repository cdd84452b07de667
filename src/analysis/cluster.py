"""The batch on a Dask cluster: its tasks are municipalities × years × runs, and Dask does the rest.

Dask hands the tasks to its workers, repeats those of a worker that has died, and keeps what the runs
have left on the workers until the year is put in place. Each worker reads and writes the folders or
stores that it is told; a run is a process of its own there too, so workers may have several threads.
"""

from collections.abc import Callable, Sequence
from typing import Any

from analysis import production
from analysis.errors import DataError
from analysis.production import Request

RETRIES = 2


def produce(requests: Sequence[Request], scheduler: str, tell: Callable[[str, Any], None]) -> None:
    """Make the years on the cluster at this address.

    For each request `tell` is called with its municipality and a `Published`, or the exception that
    prevented it. DataError where Dask is not installed or the scheduler does not answer.
    """
    distributed = _distributed()
    try:
        client = distributed.Client(scheduler, timeout=20)
    except (OSError, ValueError) as error:
        raise DataError(f"{scheduler}: kein Dask-Scheduler erreichbar ({' '.join(str(error).split())}).") from None
    with client:
        preparing = {
            client.submit(production.prepare, request, pure=False, retries=RETRIES): request.municipality
            for request in requests
        }
        publishing: dict[Any, str] = {}
        steps = distributed.as_completed(preparing)
        for step in steps:
            municipality = preparing.pop(step, None)
            if municipality is None:
                tell(publishing.pop(step), step.exception() or step.result())
            elif step.status == "error":
                tell(municipality, step.exception())
            else:
                runs = client.map(production.execute, step.result().tasks[::-1], pure=False, retries=RETRIES)
                published = client.submit(production.publish, step, runs[::-1], pure=False, retries=RETRIES)
                publishing[published] = municipality
                steps.add(published)


def _distributed() -> Any:
    try:
        from dask import distributed
    except ImportError:
        raise DataError(
            "Für --scheduler fehlt Dask: „pip install dask[distributed]“ oder „conda install dask distributed“."
        ) from None
    return distributed
