"""The whole year in one go, of one municipality or of many: who makes the runs, and what is said.

On this computer the runs are mapped over a pool of processes, on a cluster over Dask
(`analysis.batch.cluster`); what is done is in `analysis.runs`: plan, execution, delivery.
"""

import sys
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from os import cpu_count
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm  # type: ignore[import-untyped]

from analysis.batch import pool
from analysis.errors import DataError, kind_of
from analysis.runs import kernels
from analysis.runs.kernels import inner
from analysis.storage import places, workplace
from analysis.storage.placing import locked

if TYPE_CHECKING:
    from analysis.runs.delivery import Delivered
    from analysis.runs.failures import Failure
    from analysis.runs.plan import Plan, Request
    from analysis.runs.tasks import Outcome, Task

DONE, INCOMPLETE, NOTHING = 0, 1, 2
MOST_IN_FULL = 4  # municipalities with a whole summary each
YEARS_AHEAD = 2  # so many years are prepared while the runs of another are under way


@dataclass
class Report:
    """Says at once what was made and what failed, each failure in one line on standard error, and counts."""

    debug: bool
    brief: bool  # one line a municipality
    produced: int = 0
    failures: list["Failure"] = field(default_factory=list)

    def add(self, municipality: str, result: "Delivered | BaseException") -> None:
        """What became of a municipality's year, or the error that prevented it."""
        from analysis.runs.failures import Failure

        if isinstance(result, BaseException):
            if self.debug and not isinstance(result, DataError):
                traceback.print_exception(result)
            if isinstance(result, DataError):
                self._failed(Failure(municipality, str(result), result.kind, result.places))
            else:
                text = f"{type(result).__name__}: {' '.join(str(result).split())} (Einzelheiten mit --debug)"
                self._failed(Failure(municipality, f"{municipality}: {text}", kind_of(result)))
            return
        for failure in result.failures:
            self._failed(failure)
        if result.text:
            self.produced += 1
            print(result.line if self.brief else result.text)

    @contextmanager
    def guarding(self, municipality: str) -> Iterator[None]:
        """What goes wrong within stops this municipality only."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - the other municipalities go on
            self.add(municipality, error)

    def _failed(self, failure: "Failure") -> None:
        self.failures.append(failure)
        tqdm.write(f"Fehler: {failure.line}", file=sys.stderr)

    @property
    def status(self) -> int:
        if not self.produced:
            return NOTHING
        return INCOMPLETE if self.failures else DONE


def run(
    municipalities: Sequence[str] = (),
    *,
    year: int | None = None,
    data: str | Path = "data",
    outputs: str | Path = "outputs",
    jobs: int | None = None,
    scheduler: str = "",
    only: str | None = None,
    force: bool = False,
    plain: bool = False,
    debug: bool = False,
) -> int:
    """Produce the year of each municipality (default: all, each with its newest year).

    Makes anew only what has changed, with `force` everything; `plain` executes with papermill's own
    engine. With `scheduler`, a Dask cluster does the work, else `jobs` processes of this computer.
    Prints a summary to standard output and one line per failure to standard error, and writes the
    failure page where there was one. Returns 0 if all was produced, 1 if something was not, 2 if
    nothing was; DataError where there is no municipality or the outputs cannot be written to.
    """
    source, target = workplace.address(data), workplace.address(outputs)
    names = list(dict.fromkeys(municipalities)) or workplace.municipalities(source)
    report = Report(debug, brief=len(names) > MOST_IN_FULL)
    if not plain and (changed := inner.changed()):
        print(
            f"Hinweis: Kernel starten hier nicht vorgewärmt, es dauert länger (anders in diesem Python: {changed[0]}).",
            file=sys.stderr,
        )
        plain = True
    with _alone_in(target, scheduler):
        if not (plain or scheduler) and (force or not _looks_finished(names, source, target)):
            kernels.warm_up()
        from analysis.runs import plan, tasks

        engine = tasks.PLAIN if plain else tasks.WARM
        requests = [plan.Request(name, year, source, target, only, force, engine) for name in names]
        if scheduler:
            from analysis.batch import cluster

            cluster.produce(requests, scheduler, report.add, debug=debug)
        else:
            _produce_here(requests, jobs or _usual_jobs(), report)
        with report.guarding(str(outputs)):
            is_complete = only is None and year is None and {*names} >= {*workplace.municipalities(source)}
            _write_page(report, target, is_complete=is_complete)
    return report.status


def _usual_jobs() -> int:
    """As many as cores; where kernels are forked two more, for a kernel that starts or ends mostly waits."""
    return (cpu_count() or 1) + (2 if kernels.start_method() == kernels.FORK else 0)


def _alone_in(outputs: str | Path, scheduler: str) -> AbstractContextManager:
    """No other run in the same folder at one time; a store, and a cluster's workers, see to that themselves."""
    if scheduler or not isinstance(outputs, Path):
        return nullcontext()
    return locked(outputs, say=partial(print, file=sys.stderr))


def _produce_here(requests: Iterable["Request"], jobs: int, report: Report) -> None:
    from analysis.runs import delivery

    with pool.workers(jobs) as submit:
        for plan, outcomes in _executed(_prepared(requests, report), submit):
            with report.guarding(plan.request.municipality):
                report.add(plan.request.municipality, delivery.deliver(plan, outcomes))


def listing(municipalities: Sequence[str] = (), *, data: str | Path = "data", outputs: str | Path = "outputs") -> str:
    """The municipalities with their years, how far each is, and their runs; DataError where there is none."""
    from analysis import intake
    from analysis.runs import notebooks

    lines = []
    source, target = workplace.address(data), workplace.address(outputs)
    for municipality in municipalities or workplace.municipalities(source):
        try:
            places.check_name(municipality)
            with workplace.data_of(municipality, source) as folder:
                dataset = intake.load(municipality, data=folder)
            years = dataset.years or [dataset.year]
            states = [f"  {year}: {_state(municipality, year, source, target)}" for year in years]
        except DataError as error:
            lines.append(f"{municipality}: {error}")
            continue
        lines += [
            f"{municipality}: {dataset.strategy.name}",
            f"  Berichtsjahre: {', '.join(map(str, years))}",
            *states,
            f"  Läufe: {', '.join(notebooks.runs(dataset))}",
            *(f"  nicht lesbar: {error}" for error in dataset.unread.values()),
        ]
    return "\n".join(lines)


def _state(municipality: str, year: int, data: str | Path, outputs: str | Path) -> str:
    """„Entwurf, aktuell gerechnet", „Ausgabe 1, veraltet: Eingabe geändert: Monitoring_2025.xlsx"."""
    from analysis import editions
    from analysis.runs import keys, plan

    with workplace.data_of(municipality, data) as folder:
        edition = editions.latest(folder, municipality, year)
    published = f"Ausgabe {edition.edition}" if edition else "Entwurf"
    reasons = dict.fromkeys(plan.prepare(plan.Request(municipality, year, data, outputs)).why.values())
    if not reasons:
        return f"{published}, aktuell gerechnet"
    if set(reasons) == {keys.NEVER}:
        return f"{published}, {keys.NEVER}"
    return f"{published}, veraltet: {'; '.join(reasons)}"


def _looks_finished(names: Iterable[str], data: str | Path, outputs: str | Path) -> bool:
    """Whether all outputs seem to be younger than what they are made from; a guess that only saves a warm-up."""
    if not (isinstance(data, Path) and isinstance(outputs, Path)):
        return False
    package = Path(__file__).parents[1]
    sources = [*package.rglob("*.py"), *(package.parents[1] / "notebooks").glob("*.ipynb"), *(data / "raw").rglob("*")]
    newest = max(path.stat().st_mtime for path in sources if path.exists())
    made = [max((f.stat().st_mtime for f in (outputs / name).glob("*/manifest.json")), default=0) for name in names]
    return all(moment > newest for moment in made)


def _prepared(requests: Iterable["Request"], report: Report) -> Iterator["Plan"]:
    from analysis.runs import plan

    for request in requests:
        with report.guarding(request.municipality):
            yield plan.prepare(request)


def _executed(
    plans: Iterable["Plan"], submit: Callable[["Task"], Callable[[], "Outcome"]]
) -> Iterator[tuple["Plan", list["Outcome"]]]:
    """Each plan with the outcomes of its tasks, once they are there."""
    under_way: deque[tuple[Plan, list[Callable[[], Outcome]]]] = deque()
    for plan in plans:
        # The last notebook of the year takes longest, so it comes first.
        waits = [submit(task) for task in reversed(plan.tasks)]
        under_way.append((plan, waits[::-1]))
        if len(under_way) > YEARS_AHEAD:
            yield _awaited(*under_way.popleft())
    while under_way:
        yield _awaited(*under_way.popleft())


def _awaited(plan: "Plan", waits: Iterable[Callable[[], "Outcome"]]) -> tuple["Plan", list["Outcome"]]:
    return plan, [wait() for wait in waits]


def _write_page(report: Report, outputs: str | Path, *, is_complete: bool) -> None:
    """The failure page for all that went wrong; a complete batch in which nothing did takes an earlier one away."""
    from analysis.runs import failures

    with workplace.outputs_of(outputs, failures.FOLDER) as folder:
        if report.failures:
            page = failures.write(report.failures, folder)
            print(f"Was nicht gelang und was zu tun ist: {workplace.shown(outputs, *page.relative_to(folder).parts)}")
        elif is_complete:
            failures.clear(folder)
