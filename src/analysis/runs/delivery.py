"""The end of a municipality's year: its runs' files put in place, and what is said of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis import intake
from analysis.errors import Kind
from analysis.runs import gathering, keys, summary
from analysis.runs.failures import Failure
from analysis.runs.plan import Plan
from analysis.runs.tasks import Outcome
from analysis.storage import places, placing, workplace


@dataclass(frozen=True)
class Delivered:
    """What is said of a municipality's year when all is done: in some lines, in one, and what failed.

    `text` and `line` are "" where nothing was made.
    """

    text: str
    line: str
    failures: list[Failure]


def deliver(plan: Plan, outcomes: Sequence[Outcome]) -> Delivered:
    """Put in place what the plan's tasks have left, one outcome each, and say what was read and made.

    The caller sees to it that no other command is at work in the same outputs (`placing.locked`).
    DataError where the year's folder cannot be written to.
    """
    left = {task.run: outcome.files for task, outcome in zip(plan.tasks, outcomes, strict=True) if not outcome.failure}
    whose, year = plan.request.municipality, plan.year
    failures = [Failure(whose, str(error), error.kind, error.places, year) for error in plan.unread]
    failures += [outcome.failure for outcome in outcomes if outcome.failure]
    if plan.tasks and not left and not plan.unchanged:
        return Delivered("", "", failures)
    request, failed = plan.request, {failure.run for failure in failures}
    with (
        workplace.data_of(request.municipality, request.data) as data,
        workplace.outputs_of(request.outputs, request.municipality, str(plan.year)) as outputs,
    ):
        dataset = intake.load(request.municipality, year=plan.year, data=data)
        folder = places.output_folder(outputs, request.municipality, plan.year)
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=placing.RUN, dir=folder.parent, ignore_cleanup_errors=True) as made:
            gathered = gathering.gather(dataset, plan, left, failed, folder, Path(made))
    for error in gathered.unmade.values():
        failures.append(Failure(request.municipality, str(error), error.kind, error.places, year=plan.year))
    for path in gathered.placed.held:
        held = workplace.shown(request.outputs, request.municipality, str(plan.year), path)
        text = (
            f"{held} ist in einem anderen Programm geöffnet und bleibt auf dem alten Stand; schließen und neu starten."
        )
        failures.append(Failure(request.municipality, text, Kind.HELD, year=plan.year))
    why = {run: keys.FAILED if run in failed else reason for run, reason in plan.why.items()}
    line = summary.line(dataset, gathered, request.outputs, why)
    return Delivered(summary.text(dataset, gathered, request.outputs, why, plan.unchanged), line, failures)
