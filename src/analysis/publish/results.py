"""What a notebook saves: tables as CSV, charts as pictures, in the year's folder."""

from collections.abc import Iterable, Mapping
from functools import partial
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
    files = partial(_write, dataset, tables or {}, charts or {}, figures or {})
    if (Path(outputs) / placing.COLLECTED).exists():
        files(folder)
        return _sentence(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()))
    with placing.locked(folder.parents[1]), clear_errors(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=placing.SAVING, dir=folder.parent, ignore_cleanup_errors=True) as staging:
            files(Path(staging))
            placed = placing.put(Path(staging), folder, describe(dataset))
    return _sentence(placed.written, placing.in_words(placed))


def _write(
    dataset: Dataset,
    tables: Mapping[str, pd.DataFrame],
    charts: Mapping[str, alt.TopLevelMixin],
    figures: Mapping[str, pd.DataFrame],
    folder: Path,
) -> None:
    for name, table in tables.items():
        write_csv(table, folder / f"{name}.csv")
    catalogue = Catalogue(dataset, tables)
    names = persons_in(dataset)
    for name, chart in charts.items():
        entry = catalogue.get(name)
        behind = entry.figures() if entry else figures[name]
        source = sources.of_figures(behind, chart=name, municipality=dataset.municipality, year=dataset.year)
        draw = entry.draw if entry else None
        pictures.save(chart, folder / "charts", name, source=source, draw=draw, persons=names)


def _sentence(written: Iterable[str], more: str = "") -> Sentence:
    stored = dict.fromkeys(f"{pictures.chart_of(path)} (Grafik)" if "/" in path else path for path in written)
    return Sentence(f"Gespeichert: {', '.join(stored)}.{more}")
