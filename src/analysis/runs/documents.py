"""The table of documents: what is made of a whole year once its runs are done, one row a file."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from analysis.runs.notebooks import SLIDES, WORKBOOK

if TYPE_CHECKING:
    from analysis.publish.catalogue import Catalogue


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


# Path within the year's folder → how it is made; it belongs to the run whose row names it (`notebooks.maker`).
DOCUMENTS: Final[Mapping[str, Callable[["Catalogue"], bytes]]] = {SLIDES: _slides, WORKBOOK: _workbook}
