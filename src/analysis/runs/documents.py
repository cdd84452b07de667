"""The table of documents: what is made of a whole year once its runs are done, one row a file."""

from collections.abc import Callable, Mapping
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


# Path within the year's folder → how it is made; it belongs to the run whose row names it (`notebooks.maker`).
DOCUMENTS: Final[Mapping[str, Callable[["Catalogue"], bytes]]] = {SLIDES: _slides, WORKBOOK: _workbook}
