"""The table of documents: what is made of a whole year once its runs are done, one row a file."""

from collections.abc import Callable, Mapping
from typing import Final

from analysis.dataset import Dataset
from analysis.runs.notebooks import SLIDES


def _slides(dataset: Dataset) -> bytes:
    from analysis.publish.catalogue import Catalogue
    from analysis.publish.slides import deck  # python-pptx takes a while

    return deck.make(Catalogue(dataset), dataset.sources[0].parent)


# Path within the year's folder → how it is made; it belongs to the run whose row names it (`notebooks.maker`).
DOCUMENTS: Final[Mapping[str, Callable[[Dataset], bytes]]] = {SLIDES: _slides}
