"""One municipality's year: what has to be made anew, and what becomes of it once it is made.

Three steps, each of which may happen in another process or on another computer: `prepare` reads the
exports and says which runs are to be made, `execute` makes one of them, `publish` puts all in place.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis import editions, intake
from analysis.dataset import Dataset
from analysis.editions.description import describe
from analysis.errors import DataError
from analysis.runs import delivery, keys, summary
from analysis.runs.failures import Failure
from analysis.runs.tasks import Outcome, Task, check_parameters
from analysis.storage import manifest as manifests
from analysis.storage import places, placing, workplace
from analysis.storage.manifest import Manifest
from analysis.strategy import Strategy

NOTEBOOKS = ("01_intake", "02_overview", "03_field", "04_change", "05_midterm")
FIELD = "03_field"


@dataclass(frozen=True)
class Request:
    """Whose year is wanted (`year` None: the newest there is), from where and to where, and what of it.

    `data` and `outputs` are absolute paths, or addresses in a store.
    """

    municipality: str
    year: int | None
    data: str | Path
    outputs: str | Path
    only: str | None = None
    force: bool = False
    engine: str | None = None


@dataclass(frozen=True)
class Plan:
    """One municipality's year before anything is run.

    `tasks` are to be made anew, `why` says for what reason, by run; `unchanged` are the runs whose
    outputs still hold. `described` bears the parameters and keys of the tasks.
    """

    request: Request
    described: Manifest
    tasks: list[Task]
    why: dict[str, str]
    unchanged: list[str]

    @property
    def year(self) -> int:
        return self.described.year


@dataclass(frozen=True)
class Published:
    """What is said of a municipality's year when all is done: in some lines, in one, and what failed.

    `text` and `line` are "" where nothing was made.
    """

    text: str
    line: str
    failures: list[Failure]


def runs(strategy: Strategy) -> dict[str, tuple[str, dict[str, int]]]:
    """Run → its notebook and the parameters of its own, in order: one run a notebook, 03_field one a field."""
    every: dict[str, tuple[str, dict[str, int]]] = {}
    for notebook in NOTEBOOKS:
        if notebook == FIELD:
            every |= {f"{FIELD}_{number}": (FIELD, {"field": number}) for number in strategy.field_names}
        else:
            every[notebook] = (notebook, {})
    return every


def notebooks_folder() -> Path:
    """The notebooks of this project, wherever the program is started."""
    own = Path(__file__).resolve().parents[3] / "notebooks"
    return own if own.is_dir() else places.locate("notebooks")


def prepare(request: Request) -> Plan:
    """Read the exports and find out which runs are to be made; DataError where that cannot be done."""
    places.check_name(request.municipality)
    with workplace.data_of(request.municipality, request.data) as data:
        dataset = intake.load(request.municipality, year=request.year, data=data)
        tasks, described = _wanted(request, dataset), describe(dataset)
        digests = {task.run: _key(task, dataset, described) for task in tasks}
        with workplace.outputs_of(request.outputs, request.municipality, str(dataset.year)) as outputs:
            folder = places.output_folder(outputs, request.municipality, dataset.year)
            old = manifests.read(folder)
            reasons = {run: keys.why_anew(run, key, described, old, folder) for run, key in digests.items()}
    if request.force:
        reasons = {run: reason or keys.FORCED for run, reason in reasons.items()}
    anew = [task for task in tasks if reasons[task.run]]
    for task in anew:
        check_parameters(task)
    return Plan(
        request,
        replace(
            described,
            parameters={task.run: task.own_parameters for task in anew},
            keys={task.run: digests[task.run] for task in anew},
        ),
        anew,
        {task.run: reasons[task.run] for task in anew},
        [task.run for task in tasks if not reasons[task.run]],
    )


def execute(task: Task) -> Outcome:
    """Make one run; never raises (see `analysis.runs.execution`, whose imports only those pay who execute)."""
    from analysis.runs import execution

    return execution.execute(task)


def publish(plan: Plan, outcomes: Sequence[Outcome]) -> Published:
    """Put in place what the plan's tasks have left, one outcome each, and say what was read and made.

    The caller sees to it that no other command is at work in the same outputs (`placing.locked`).
    DataError where the year's folder cannot be written to.
    """
    left = {task.run: outcome.files for task, outcome in zip(plan.tasks, outcomes, strict=True) if not outcome.failure}
    failures = [outcome.failure for outcome in outcomes if outcome.failure]
    if plan.tasks and not left and not plan.unchanged:
        return Published("", "", failures)
    request, failed = plan.request, {failure.run for failure in failures}
    with (
        workplace.data_of(request.municipality, request.data) as data,
        workplace.outputs_of(request.outputs, request.municipality, str(plan.year)) as outputs,
    ):
        dataset = intake.load(request.municipality, year=plan.year, data=data)
        folder = places.output_folder(outputs, request.municipality, plan.year)
        delivered = _deliver(plan, dataset, left, failed, folder)
    for path in delivered.placed.held:
        held = workplace.shown(request.outputs, request.municipality, str(plan.year), path)
        said = f"{held} ist in einem anderen Programm geöffnet und bleibt auf dem alten Stand; "
        failures.append(Failure(request.municipality, f"{said}schließen und neu starten.", year=plan.year))
    why = {run: keys.FAILED if run in failed else reason for run, reason in plan.why.items()}
    line = summary.line(dataset, delivered, request.outputs, why)
    return Published(summary.text(dataset, delivered, request.outputs, why, plan.unchanged), line, failures)


def _deliver(
    plan: Plan, dataset: Dataset, left: dict[str, dict[str, bytes]], failed: set[str], folder: Path
) -> delivery.Delivered:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=placing.RUN, dir=folder.parent, ignore_cleanup_errors=True) as made:
        return delivery.deliver(
            dataset,
            plan.described,
            left,
            failed,
            set(plan.unchanged),
            made=Path(made),
            folder=folder,
            is_whole=plan.request.only is None,
        )


def _wanted(request: Request, dataset: Dataset) -> list[Task]:
    every, only = runs(dataset.strategy), request.only
    wanted = [name for name in every if only is None or name == only or name.startswith(f"{only}_")]
    if not wanted:
        raise DataError(f"Lauf {only!r} gibt es nicht; bekannt sind: {FIELD}, {', '.join(every)}.")
    draft = " – Entwurf" if editions.is_draft(dataset) else ""
    return [
        Task(
            run=name,
            notebook=notebooks_folder() / f"{every[name][0]}.ipynb",
            municipality=request.municipality,
            year=dataset.year,
            own_parameters=every[name][1],
            data=request.data,
            heading=f"{dataset.strategy.name}, Berichtsjahr {dataset.year}: {name}{draft}",
            engine=request.engine,
        )
        for name in wanted
    ]


def _key(task: Task, dataset: Dataset, described: Manifest) -> dict[str, str]:
    own = dataset.of_field(task.own_parameters["field"]) if "field" in task.own_parameters else dataset
    return keys.key(task.notebook, {**task.shown_parameters, "title": task.heading}, own, described)
