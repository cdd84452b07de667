"""The table of runs: one row a notebook. A new notebook is its file and one row here."""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.dataset import MONITORING, NETWORK, Dataset


@dataclass(frozen=True)
class Notebook:
    """A notebook of the batch: what it reads, what it writes, and how often it is made.

    `name` is its file without .ipynb; `of` are the parts of a municipality whose notebook it is: it is made
    where one of them is there, and made anew when one of their files, one of a part that it `reads` too, or a
    register has changed. `writes` names the files that it, or the delivery for it, leaves in the year's folder
    beside its charts and its own page. `each_field`: one run a field with the parameter `field`, which depends
    on the rows of that field alone; else one run.
    """

    name: str
    writes: tuple[str, ...] = ()
    of: tuple[str, ...] = (MONITORING,)
    reads: tuple[str, ...] = ()
    each_field: bool = False


REVISIONS, QUESTIONS = "revisions.csv", "internal/findings.xlsx"
SLIDES, WORKBOOK = "slides.pptx", "figures.xlsx"
GALLERY, GALLERY_INTERNAL = "index.html", "internal/index.html"
_OF_ALL_PARTS = (QUESTIONS, REVISIONS, SLIDES, WORKBOOK, GALLERY, GALLERY_INTERNAL)
NOTEBOOKS = (
    Notebook("01_intake", writes=(QUESTIONS,)),
    Notebook("02_overview", writes=("figures.csv", REVISIONS, SLIDES, WORKBOOK, GALLERY, GALLERY_INTERNAL)),
    Notebook("03_field", each_field=True),
    Notebook("04_change", writes=("changes.csv",)),
    Notebook("05_midterm", writes=("midterm.csv", "midterm_summary.csv")),
    Notebook("06_audit", of=()),  # of a report that somebody names: never made by the batch
    Notebook(
        "07_indicators", writes=("indicators.csv", "indicator_paths.csv"), of=("indicators",), reads=(MONITORING,)
    ),
    Notebook("08_scoring", writes=("scores.csv", "group_scores.csv", "projects.csv"), of=("scoring",)),
    Notebook("09_network", writes=("network.csv", "adoption.csv", "tenders.csv"), of=(NETWORK, "procurement")),
)


def runs(dataset: Dataset) -> dict[str, tuple[Notebook, Mapping[str, int]]]:
    """Run → its notebook and the parameters of its own, in order, of all that is made for a municipality."""
    made: dict[str, tuple[Notebook, Mapping[str, int]]] = {}
    for notebook in NOTEBOOKS:
        if not dataset.parts.keys() & {*notebook.of}:
            continue
        if notebook.each_field:
            fields = dataset.strategy.field_names
            made |= {f"{notebook.name}_{number}": (notebook, {"field": number}) for number in fields}
        else:
            made[notebook.name] = (notebook, {})
    return made


def maker(path: str, dataset: Dataset) -> str:
    """The run that a file of the table belongs to; "" where a municipality has no such run.

    Questions, revisions, slides and workbook are of all parts: where the run that writes them is missing, they go with
    the first run there is.
    """
    made = runs(dataset)
    named = next(notebook.name for notebook in NOTEBOOKS if path in notebook.writes)
    if named in made:
        return named
    return next(iter(made)) if path in _OF_ALL_PARTS else ""


def read_by(run: str, dataset: Dataset) -> tuple[str, ...]:
    """The parts that a run's outputs depend on; what is of all parts depends on all of them."""
    notebook, _ = runs(dataset)[run]
    of_all = {maker(path, dataset) for path in _OF_ALL_PARTS}
    return tuple(dataset.parts) if run in of_all else (*notebook.of, *notebook.reads)
