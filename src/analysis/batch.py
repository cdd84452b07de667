"""The whole year in one go: intake, notebooks × parameters through papermill, files put in place."""

import re
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path

from tqdm import tqdm  # type: ignore[import-untyped]

from analysis import execution, intake, places
from analysis.errors import DataError
from analysis.execution import Task
from analysis.intake import Dataset
from analysis.publish import delivery, editions, summary
from analysis.strategy import Strategy

DONE, INCOMPLETE, NOTHING = 0, 1, 2
NOTEBOOKS = ("01_intake", "02_overview", "03_field", "04_change", "05_midterm")
FIELD = "03_field"
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


@dataclass(frozen=True)
class Year:
    """One municipality's year in the making; each run leaves its files below a folder of its own in `staging`."""

    dataset: Dataset
    tasks: list[Task]
    staging: Path
    folder: Path
    is_whole: bool


@dataclass
class Failures:
    """Says every failure at once in one line on standard error, and remembers that there was one."""

    debug: bool
    lines: list[str] = field(default_factory=list)

    def tell(self, line: str) -> None:
        self.lines.append(line)
        tqdm.write(f"Fehler: {line}", file=sys.stderr)

    @contextmanager
    def told(self, municipality: str) -> Iterator[None]:
        """What goes wrong within stops this municipality only."""
        try:
            yield
        except DataError as error:
            self.tell(str(error))
        except PermissionError as error:
            self.tell(
                f"{municipality}: {error.filename} ist geöffnet oder schreibgeschützt; schließen und neu starten."
            )
        except Exception as error:  # noqa: BLE001 - the other municipalities go on
            if self.debug:
                traceback.print_exc()
            said = " ".join(str(error).split())
            self.tell(f"{municipality}: {type(error).__name__}: {said} (Einzelheiten mit --debug)")


def run(
    municipalities: Sequence[str] = (),
    *,
    year: int | None = None,
    data: str | Path = "data",
    outputs: str | Path = "outputs",
    jobs: int | None = None,
    only: str | None = None,
    debug: bool = False,
) -> int:
    """Produce the year of each municipality (default: all, each with its newest year).

    Prints a summary to standard output and one line per failure to standard error. Returns 0 if all
    was produced, 1 if something was not, 2 if nothing was; DataError where there is no municipality.
    """
    failures = Failures(debug)
    years, produced = [], 0
    try:
        for municipality in dict.fromkeys(municipalities or places.municipalities(data)):
            with failures.told(municipality):
                years.append(_prepared(municipality, year, places.locate(data), places.locate(outputs), only))
        errors = _execute([task for prepared in years for task in prepared.tasks], jobs, failures)
        for prepared in years:
            with failures.told(prepared.dataset.municipality):
                produced += _publish(prepared, [task for task in prepared.tasks if task in errors], failures)
    finally:
        for prepared in years:
            shutil.rmtree(prepared.staging, ignore_errors=True)
    if not produced:
        return NOTHING
    return INCOMPLETE if failures.lines else DONE


def listing(municipalities: Sequence[str] = (), *, data: str | Path = "data") -> str:
    """The municipalities with their years and runs, in words; DataError where there is none."""
    lines = []
    for municipality in municipalities or places.municipalities(data):
        try:
            dataset = _load(municipality, None, data)
        except DataError as error:
            lines.append(f"{municipality}: {error}")
            continue
        lines += [
            f"{municipality}: {dataset.strategy.name}",
            f"  Berichtsjahre: {', '.join(map(str, dataset.years))}",
            f"  Läufe: {', '.join(runs(dataset.strategy))}",
        ]
    return "\n".join(lines)


def runs(strategy: Strategy) -> dict[str, tuple[str, dict[str, int]]]:
    """Run → its notebook and the parameters of its own, in order: one run a notebook, 03_field one a field."""
    every: dict[str, tuple[str, dict[str, int]]] = {}
    for notebook in NOTEBOOKS:
        if notebook == FIELD:
            every |= {f"{FIELD}_{number}": (FIELD, {"field": number}) for number in strategy.field_names}
        else:
            every[notebook] = (notebook, {})
    return every


def check_name(municipality: str) -> None:
    """DataError where this cannot be the name of a municipality's folder."""
    if not _SLUG.fullmatch(municipality):
        raise DataError(
            f"{municipality!r} ist kein Name einer Kommune; erlaubt sind Kleinbuchstaben a–z, Ziffern, - und _."
        )


def _load(municipality: str, year: int | None, data: str | Path) -> Dataset:
    check_name(municipality)
    return intake.load(municipality, year=year, data=data)


def _prepared(municipality: str, year: int | None, data: Path, outputs: Path, only: str | None) -> Year:
    dataset = _load(municipality, year, data)
    every = runs(dataset.strategy)
    wanted = [name for name in every if only is None or name == only or name.startswith(f"{only}_")]
    if not wanted:
        raise DataError(f"Lauf {only!r} gibt es nicht; bekannt sind: {FIELD}, {', '.join(every)}.")
    folder = places.output_folder(outputs, municipality, dataset.year)
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".run-", dir=folder.parent))
    draft = " – Entwurf" if editions.is_draft(dataset) else ""
    tasks = [
        Task(
            run=name,
            notebook=notebooks_folder() / f"{every[name][0]}.ipynb",
            municipality=municipality,
            year=dataset.year,
            own_parameters=every[name][1],
            data=data,
            outputs=staging / name,
            heading=f"{dataset.strategy.name}, Berichtsjahr {dataset.year}: {name}{draft}",
        )
        for name in wanted
    ]
    return Year(dataset, tasks, staging, folder, is_whole=only is None)


def notebooks_folder() -> Path:
    """The notebooks of this project, wherever the program is started."""
    own = Path(__file__).resolve().parents[2] / "notebooks"
    return own if own.is_dir() else places.locate("notebooks")


def _execute(tasks: list[Task], jobs: int | None, failures: Failures) -> set[Task]:
    """Execute the tasks, several at once; returns those that failed."""
    failed: set[Task] = set()
    several = len({task.municipality for task in tasks}) > 1
    with tqdm(total=len(tasks), unit="Lauf", file=sys.stderr, disable=None) as bar:
        for number, (task, error) in enumerate(_outcomes(tasks, jobs or cpu_count() or 1), start=1):
            name = f"{task.municipality} {task.run}" if several else task.run
            bar.set_description(name)
            bar.update()
            if error:
                failed.add(task)
                failures.tell(f"{task.municipality} {task.year}, {task.run}: {error}")
            elif bar.disable:
                print(f"[{number}/{len(tasks)}] {name}", file=sys.stderr)
    return failed


def _outcomes(tasks: list[Task], jobs: int) -> Iterator[tuple[Task, str]]:
    """Each task as it is done, with its error or ""; one after the other, or by several processes."""
    workers = min(jobs, len(tasks))
    if workers <= 1:
        yield from ((task, execution.execute(task)) for task in tasks)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_leave_interrupts) as pool:
        waiting = {pool.submit(execution.execute, task): task for task in tasks}
        try:
            for done in as_completed(waiting):
                crash = done.exception()
                yield waiting[done], f"Der Arbeitsprozess brach ab: {crash}" if crash else done.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _leave_interrupts() -> None:
    """Ctrl+C is for the main process, which ends the workers in good order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _publish(year: Year, failed: Iterable[Task], failures: Failures) -> bool:
    """Put in place what the year's runs have left, and say what was read and made; whether anything was."""
    failed_runs = {task.run for task in failed}
    finished = [task for task in year.tasks if task.run not in failed_runs]
    if not finished:
        return False
    delivered = delivery.deliver(
        year.dataset,
        {task.run: task.folder for task in finished},
        {task.run: task.own_parameters for task in finished},
        failed_runs,
        made=year.staging / "made",
        folder=year.folder,
        is_whole=year.is_whole,
    )
    for path in delivered.placed.held:
        failures.tell(
            f"{year.folder / path} ist in einem anderen Programm geöffnet und bleibt auf dem alten Stand; "
            "schließen und neu starten."
        )
    print(summary.text(year.dataset, delivered, year.folder))
    return True
