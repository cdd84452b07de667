"""What of a table may go to the council: no persons, and of a reconstruction only what was published."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from analysis import frames
from analysis.dataset import Dataset
from analysis.publish.council import public_changes
from analysis.strategy import Corrections, Strategy


@pytest.fixture
def dataset(strategy: Strategy, measures: Callable[..., pd.DataFrame]) -> Dataset:
    nothing = {name: frames.conform(schema, []) for name, schema in frames.PROCESSED.items() if name != "measures"}
    rows = measures({"measure_id": "1.1.1.1", "title": "Beratung", "responsible": "Erika Mustermann (Amt 61)"})
    return Dataset("muster", 2025, strategy, Corrections(), rows, parts={}, **nothing)


def changes(*titles: str) -> pd.DataFrame:
    rows = [
        {
            "municipality": "muster",
            "year": 2025,
            "level": "measure",
            "id": f"1.1.1.{number}",
            "field": 1,
            "title": title,
            "dimension": "status",
            "before": "planned",
            "after": "completed",
        }
        for number, title in enumerate(titles, start=1)
    ]
    return frames.conform(frames.CHANGES, rows)


def test_of_a_reconstruction_only_rows_with_a_published_title_go_to_the_council(dataset: Dataset) -> None:
    both = changes("Sport im Park", "Maßnahme 1.1.1.2 (Titel nicht veröffentlicht)")
    assert len(public_changes(both, dataset)) == 2
    rebuilt = replace(dataset, strategy=replace(dataset.strategy, provenance="reconstruction"))
    assert list(public_changes(both, rebuilt)["title"]) == ["Sport im Park"]


def test_persons_in_titles_are_masked_and_the_argument_stays(dataset: Dataset) -> None:
    named = changes("Beratung durch Frau Müller", "Beratung durch Erika Mustermann", "Frau Mustermann hilft")
    assert list(public_changes(named, dataset)["title"]) == [
        "Beratung durch [Name]",
        "Beratung durch [Name]",
        "[Name] hilft",
    ]
    assert named["title"].iloc[0] == "Beratung durch Frau Müller"
