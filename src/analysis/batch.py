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
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path

import pandas as pd
from tqdm import tqdm  # type: ignore[import-untyped]

from analysis import execution, intake, places
from analysis.errors import DataError
from analysis.execution import Task
from analysis.figures.basis import in_year
from analysis.intake import Dataset
from analysis.publish import editions, findings_workbook, marked_copy, placing, results, revisions, summary
from analysis.publish import manifest as manifests
from analysis.publish.editions import Edition
from analysis.publish.files import write_csv
from analysis.publish.manifest import Manifest
from analysis.strategy import Strategy

DONE, INCOMPLETE, NOTHING = 0, 1, 2
NOTEBOOKS = ("01_intake", "02_overview", "03_field", "04_change", "05_midterm")
INTAKE, OVERVIEW, FIELD = "01_intake", "02_overview", "03_field"
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
    raw = places.raw_folder(data, municipality)
    if raw.is_dir() and not (raw / "strategy.toml").is_file():
        raise DataError(
            f"{raw / 'strategy.toml'} fehlt: Name, Zeitraum und Handlungsfelder der Strategie; zum Anfangen die Datei "
            "einer anderen Kommune kopieren und anpassen."
        )
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
    made = year.staging / "made"
    runs_made = {task.run: _gather(task.folder, made) for task in finished}
    if INTAKE in {task.run for task in year.tasks}:
        runs_made[INTAKE] = [*runs_made.get(INTAKE, []), *_for_the_office(year.dataset, made)]
    described = results.describe(year.dataset)
    edition = editions.latest(editions.data_of(year.dataset), year.dataset.municipality, year.dataset.year)
    revised = _revisions(year, edition, described, made) if edition and OVERVIEW in runs_made else None
    if revised is not None:
        runs_made[OVERVIEW].append(write_csv(revised, made / "revisions.csv").name)
    described = replace(described, runs=runs_made, parameters={task.run: task.own_parameters for task in finished})
    old = manifests.read(year.folder)
    placed = placing.put(made, year.folder, described, obsolete=_obsolete(old, described, failed_runs, year.is_whole))
    for path in placed.held:
        failures.tell(
            f"{year.folder / path} ist in einem anderen Programm geöffnet und bleibt auf dem alten Stand; "
            "schließen und neu starten."
        )
    print(summary.text(year.dataset, placed, year.folder, edition=edition, revised=revised))
    return True


def _revisions(year: Year, edition: Edition, described: Manifest, made: Path) -> pd.DataFrame:
    """What the tables just made, or else those that lie there, would say differently from the edition."""
    paths = {name: [made / f"{name}.csv", year.folder / f"{name}.csv"] for name in editions.TABLES}
    there = {name: [path for path in both if path.is_file()] for name, both in paths.items()}
    now = {name: editions.read_text(found[0]) for name, found in there.items() if found}
    return revisions.revisions(year.dataset, edition, now, described)


def _gather(source: Path, target: Path) -> list[str]:
    """Move a run's files together with those of the others; returns their paths within the year's folder."""
    paths = []
    for file in sorted(path for path in source.rglob("*") if path.is_file() and path.name != manifests.NAME):
        path = file.relative_to(source)
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        file.replace(target / path)
        paths.append(path.as_posix())
    return paths


def _for_the_office(dataset: Dataset, made: Path) -> list[str]:
    """The questions to the keepers of the table: as a list, and in a copy of the year's own export."""
    folder = made / "internal"
    folder.mkdir(parents=True, exist_ok=True)
    rows = dataset.findings, dataset.measures, dataset.goals
    own = set(in_year(dataset.measures, dataset.year)["source_file"])
    copies = []
    for export in (path for path in dataset.sources if path.name in own):
        name = marked_copy.name_of_copy(export.name)
        written = name and marked_copy.write(export, *rows, folder / name, strategy=dataset.strategy, year=dataset.year)
        if written:
            copies.append(export.name)
    findings_workbook.write(
        *rows,
        folder / "findings.xlsx",
        strategy=dataset.strategy,
        year=dataset.year,
        export_names=copies,
    )
    return [path.relative_to(made).as_posix() for path in sorted(folder.glob("*.xls*"))]


def _obsolete(old: Manifest | None, new: Manifest, failed_runs: set[str], is_whole: bool) -> set[str]:
    """The earlier outputs that are wrong beside the new ones: of a whole run all, else those of its runs.

    What a failed run left earlier is still right as long as the inputs are the same.
    """
    if old is None:
        return set()

    def of(runs: Iterable[str]) -> set[str]:
        return {path for run in runs for path in old.runs.get(run, ())}

    earlier = set(old.outputs) if is_whole else of([*new.runs, *failed_runs])
    still_right = of(failed_runs) if old.inputs == new.inputs else set()
    return earlier - still_right - {path for paths in new.runs.values() for path in paths}
