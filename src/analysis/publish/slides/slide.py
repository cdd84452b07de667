"""One slide in words, and the small phrases that slides share."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis import german, vocabulary
from analysis.charts import headings
from analysis.dataset import Dataset
from analysis.german import MEASURE
from analysis.publish.catalogue import Catalogue


@dataclass(frozen=True)
class Slide:
    """One slide: `key` is its own for good; `table` has its headings first; `notes` are the speaker's."""

    key: str
    title: str
    subtitle: str = ""
    charts: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    notes: str = ""


def provenance(catalogue: Catalogue) -> list[str]:
    """What every slide has to say of where its numbers come from."""
    mark = vocabulary.PROVENANCE[catalogue.dataset.strategy.provenance]
    return [*([headings.DRAFT] if catalogue.occasion.draft else []), *([mark] if mark else [])]


def date(dataset: Dataset) -> str:
    return f"Stand: {german.date(dt.date(dataset.year, 12, 31))}"


def counted(number: int) -> str:
    return german.counted(number, MEASURE)


def counted_late(number: int, dataset: Dataset) -> str:
    """The same for what rests on deadlines, which the published sums of a reconstruction do not say."""
    return f"{counted(number)}{' (angenommen)' if dataset.strategy.is_reconstruction else ''}"


def are(number: int) -> str:
    return german.verb("sein", number)


def places(rows: pd.DataFrame) -> str:
    """Files, sheets and rows in which the rows stand: „Monitoring.xlsx, Blatt „HF 1“, Zeilen 5–12 und 15"."""
    said = []
    for (file, sheet), of_sheet in rows.groupby(["source_file", "source_sheet"], sort=False):
        lines = sorted({int(number) for number in of_sheet["source_row"]})
        word = "Zeile" if len(lines) == 1 else "Zeilen"
        said.append(f"{file}, Blatt „{sheet}“, {word} {german.join(_runs(lines))}")
    return "; ".join(said) or "keine Zeilen"


def _runs(numbers: Sequence[int]) -> list[str]:
    """4, 5, 6, 9 → „4–6", „9"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return [str(first) if first == last else f"{first}–{last}" for first, last in runs]
