"""The table of runs: one row a notebook. A new notebook is its file and one row here."""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.dataset import MONITORING, Dataset


@dataclass(frozen=True)
class Notebook:
    """A notebook of the batch: what it reads, what it writes, and how often it is made.

    `name` is its file without .ipynb; `reads` are the parts of a municipality that its outputs depend on:
    it is made where one of them is there, and made anew when one of their files or a register has changed.
    `writes` names the files that it, or the delivery for it, leaves in the year's folder beside its charts
    and its own page. `each_field`: one run a field with the parameter `field`, which depends on the rows of
    that field alone; else one run.
    """

    name: str
    writes: tuple[str, ...] = ()
    reads: tuple[str, ...] = (MONITORING,)
    each_field: bool = False


REVISIONS, QUESTIONS = "revisions.csv", "internal/findings.xlsx"
SLIDES, WORKBOOK = "slides.pptx", "figures.xlsx"
NOTEBOOKS = (
    Notebook("01_intake", writes=(QUESTIONS,)),
    Notebook("02_overview", writes=("figures.csv", REVISIONS, SLIDES, WORKBOOK)),
    Notebook("03_field", each_field=True),
    Notebook("04_change", writes=("changes.csv",)),
    Notebook("05_midterm", writes=("midterm.csv", "midterm_summary.csv")),
    Notebook("06_audit", reads=()),  # of a report that somebody names: never made by the batch
)


def runs(dataset: Dataset) -> dict[str, tuple[Notebook, Mapping[str, int]]]:
    """Run → its notebook and the parameters of its own, in order, of all that is made for a municipality."""
    made: dict[str, tuple[Notebook, Mapping[str, int]]] = {}
    for notebook in NOTEBOOKS:
        if not dataset.parts.keys() & {*notebook.reads}:
            continue
        if notebook.each_field:
            fields = dataset.strategy.field_names
            made |= {f"{notebook.name}_{number}": (notebook, {"field": number}) for number in fields}
        else:
            made[notebook.name] = (notebook, {})
    return made


def maker(path: str) -> str:
    """The run that a file of the table belongs to."""
    return next(notebook.name for notebook in NOTEBOOKS if path in notebook.writes)
