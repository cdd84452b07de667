"""The table of documents: what is made of a whole year once its runs are done, one row a file."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from analysis.runs.notebooks import GALLERY, GALLERY_INTERNAL, QUESTIONS, SLIDES, WORKBOOK, runs

if TYPE_CHECKING:
    from analysis.publish.catalogue import Catalogue


_PAGES: Final = {
    "01_intake": "Was eingelesen wurde",
    "02_overview": "Überblick",
    "03_field": "Handlungsfeld",
    "04_change": "Veränderungen",
    "05_midterm": "Halbzeitbilanz",
}


def _slides(catalogue: "Catalogue") -> bytes:
    from analysis.publish.slides import deck  # python-pptx takes a while

    return deck.make(catalogue, catalogue.dataset.sources[0].parent)


def _workbook(catalogue: "Catalogue") -> bytes:
    from analysis.publish import figures_workbook

    return figures_workbook.make(catalogue)


def as_published(municipality: str, year: int, data: Path, folder: Path) -> None:
    """Draw the year's charts and slides into a folder as they are once it is published: no draft any more."""
    from analysis.intake import load
    from analysis.publish import pictures
    from analysis.publish.catalogue import Catalogue
    from analysis.publish.privacy import persons_in

    dataset = load(municipality, year=year, data=data)
    catalogue = Catalogue(dataset)
    catalogue.occasion = replace(catalogue.occasion, draft=False, revised=None)
    for name in catalogue:
        chart, source = catalogue.drawn(name), catalogue.source(name)
        pictures.save(chart, folder / "charts", name, source=source, persons=persons_in(dataset))
    (folder / SLIDES).write_bytes(_slides(catalogue))


def _gallery(catalogue: "Catalogue") -> bytes:
    from analysis.publish.gallery import page

    return page.make(catalogue)


def _named(notebook: str, parameters: Mapping[str, int]) -> str:
    """What a notebook's page is called in the year's list of pages."""
    name = _PAGES.get(notebook, notebook)
    return " ".join([name, *map(str, parameters.values())])


def _gallery_internal(catalogue: "Catalogue") -> bytes:
    from analysis.publish.gallery import page

    folder = GALLERY_INTERNAL.rpartition("/")[0]
    made = runs(catalogue.dataset).items()
    contents = {f"notebooks/{run}.html": _named(notebook.name, parameters) for run, (notebook, parameters) in made}
    return page.make_internal(catalogue, {QUESTIONS.removeprefix(f"{folder}/"): "Rückfragen (Excel)"} | contents)


# Path within the year's folder → how it is made; it belongs to the run whose row names it (`notebooks.maker`).
DOCUMENTS: Final[Mapping[str, Callable[["Catalogue"], bytes]]] = {
    SLIDES: _slides,
    WORKBOOK: _workbook,
    GALLERY: _gallery,
    GALLERY_INTERNAL: _gallery_internal,
}
