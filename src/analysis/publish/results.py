"""What a notebook saves: tables as CSV, charts as pictures, in the year's folder."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import altair as alt
import pandas as pd

from analysis.dataset import Dataset
from analysis.editions.description import describe
from analysis.publish import pictures, sources
from analysis.publish.catalogue import Catalogue
from analysis.publish.privacy import persons_in
from analysis.storage import places, placing
from analysis.storage.csv_files import write_csv
from analysis.storage.writing import clear_errors


class Sentence(str):
    """A text that a notebook shows as a sentence, not as Python writes a string."""

    __slots__ = ()

    def _repr_markdown_(self) -> str:
        return str(self)


def save(
    dataset: Dataset,
    outputs: str,
    *,
    tables: Mapping[str, pd.DataFrame] | None = None,
    charts: Mapping[str, alt.TopLevelMixin] | None = None,
    figures: Mapping[str, pd.DataFrame] | None = None,
) -> str:
    """Write tables (<name>.csv) and charts (charts/<name>.…) to <outputs>/<municipality>/<year>/.

    `figures` holds the table behind each chart that the year's catalogue does not know. With `outputs`
    empty nothing is written. Returns one German sentence that says what was done, and shows as text.
    """
    if not outputs:
        return Sentence("Nichts gespeichert: Der Parameter outputs ist leer.")
    folder = places.output_folder(outputs, dataset.municipality, dataset.year)
    with placing.locked(folder.parents[1]), clear_errors(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=placing.SAVING, dir=folder.parent, ignore_cleanup_errors=True) as staging:
            for name, table in (tables or {}).items():
                write_csv(table, Path(staging) / f"{name}.csv")
            catalogue = Catalogue(dataset, tables)
            names = persons_in(dataset)
            for name, chart in (charts or {}).items():
                behind = catalogue[name].figures() if name in catalogue else (figures or {})[name]
                source = sources.of_figures(behind, chart=name, municipality=dataset.municipality, year=dataset.year)
                pictures.save(chart, Path(staging) / "charts", name, source=source, persons=names)
            placed = placing.put(Path(staging), folder, describe(dataset))
    stored = dict.fromkeys(
        f"{Path(path).name.split('.')[0]} (Grafik)" if "/" in path else path for path in placed.written
    )
    return Sentence(f"Gespeichert: {', '.join(stored)}.{placing.in_words(placed)}")
