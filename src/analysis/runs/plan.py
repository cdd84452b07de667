"""One municipality's year before anything is run: what has to be made anew, and why."""

from dataclasses import dataclass, replace
from pathlib import Path

from analysis import editions, intake
from analysis.dataset import Dataset
from analysis.editions.description import describe
from analysis.errors import DataError
from analysis.runs import keys, notebooks
from analysis.runs.tasks import Task, check_parameters
from analysis.storage import manifest as manifests
from analysis.storage import places, workplace
from analysis.storage.manifest import Manifest


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
    outputs still hold. `described` bears the parameters and keys of the tasks. `unread` says why a part
    that lies there cannot be read.
    """

    request: Request
    described: Manifest
    tasks: list[Task]
    why: dict[str, str]
    unchanged: list[str]
    unread: tuple[DataError, ...] = ()

    @property
    def year(self) -> int:
        return self.described.year


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
        read = {task.run: _read_by(task, dataset, described) for task in tasks}
        digests = {task.run: _key(task, dataset, read[task.run]) for task in tasks}
        with workplace.outputs_of(request.outputs, request.municipality, str(dataset.year)) as outputs:
            folder = places.output_folder(outputs, request.municipality, dataset.year)
            old = manifests.read(folder)
            reasons = {run: keys.why_anew(run, key, read[run], old, folder) for run, key in digests.items()}
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
        tuple(dataset.unread.values()) if request.only is None else (),
    )


def _wanted(request: Request, dataset: Dataset) -> list[Task]:
    every, only = notebooks.runs(dataset), request.only
    wanted = {run: row for run, row in every.items() if only is None or run == only or run.startswith(f"{only}_")}
    if not wanted and dataset.unread:
        raise next(iter(dataset.unread.values()))
    if not wanted:
        several = [notebook.name for notebook in notebooks.NOTEBOOKS if notebook.each_field]
        raise DataError(f"Lauf {only!r} gibt es nicht; bekannt sind: {', '.join([*several, *every])}.")
    draft = " – Entwurf" if editions.is_draft(dataset) else ""
    return [
        Task(
            run=run,
            notebook=notebooks_folder() / f"{notebook.name}.ipynb",
            municipality=request.municipality,
            year=dataset.year,
            own_parameters=dict(own),
            data=request.data,
            heading=f"{dataset.strategy.name}, Berichtsjahr {dataset.year}: {run}{draft}",
            engine=request.engine,
        )
        for run, (notebook, own) in wanted.items()
    ]


def _read_by(task: Task, dataset: Dataset, described: Manifest) -> Manifest:
    """What the year is made from, as far as this run reads it."""
    return replace(described, inputs=dataset.inputs_of(notebooks.read_by(task.run, dataset), described.inputs))


def _key(task: Task, dataset: Dataset, read: Manifest) -> dict[str, str]:
    own = dataset.of_field(task.own_parameters["field"]) if "field" in task.own_parameters else dataset
    return keys.key(task.notebook, {**task.shown_parameters, "title": task.heading}, own, read)
