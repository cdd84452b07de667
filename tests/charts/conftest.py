"""Figures drawn as a table, and what a chart says and shows."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import altair as alt
import pandas as pd
import pytest

from analysis import frames
from analysis.strategy import Field, Strategy

NOT_THE_FORM = {"$schema", "config", "datasets", "description", "title", "width", "height", "padding"}


@pytest.fixture
def strategy() -> Strategy:
    return Strategy(
        "Stadt Musterstadt",
        adopted=dt.date(2023, 3, 28),
        target_date=dt.date(2030, 12, 31),
        fields=(Field(1, "Wohnen"), Field(2, "Verkehr")),
    )


@pytest.fixture
def draw_figures() -> Callable[..., pd.DataFrame]:
    """Figures from lines „level field horizon dimension total category=count …"; `without_share` has no percent."""

    def draw(text: str, *, year: int = 2025, without_share: str = "") -> pd.DataFrame:
        rows = []
        for line in text.split("\n"):
            if not line.strip():
                continue
            level, field, horizon, dimension, total, *counts = line.split()
            for entry in counts:
                category, count = entry.split("=")
                share = (200 * int(count) + int(total)) // (2 * int(total)) if int(total) else None
                rows.append(
                    {
                        "municipality": "musterstadt",
                        "year": year,
                        "level": level,
                        "field": field,
                        "horizon": horizon,
                        "dimension": dimension,
                        "category": category,
                        "count": int(count),
                        "total": int(total),
                        "percent": None if category == without_share else share,
                    }
                )
        return frames.conform(frames.FIGURES, rows)

    return draw


@pytest.fixture
def heinsberg(repository: Path) -> Callable[[int], pd.DataFrame]:
    """The published figures of Kreis Heinsberg (without the schedule by horizon)."""
    table = pd.read_csv(repository / "tests/reference/heinsberg_figures.csv", dtype={"field": str})

    def of_year(year: int) -> pd.DataFrame:
        rows = table[table["year"] == year].assign(municipality="heinsberg", horizon="all")
        percent = (200 * rows["count"] + rows["total"]) // (2 * rows["total"])
        return frames.conform(frames.FIGURES, rows.assign(percent=percent))

    return of_year


@pytest.fixture
def read() -> Callable[[alt.LayerChart], dict]:
    """What a chart says: title, subtitle, alt, the texts on it, the rows of all its data, its legend."""

    def of(chart: alt.LayerChart) -> dict:
        spec = chart.to_dict()
        rows = [row for data in spec.get("datasets", {}).values() for row in data]
        colours = [layer["encoding"]["color"] for layer in spec["layer"] if "color" in layer.get("encoding", {})]
        scales = [colour["scale"] for colour in colours if colour.get("scale")]
        return {
            "title": " ".join(spec["title"]["text"]),
            "subtitle": " ".join(spec["title"].get("subtitle", [])),
            "alt": spec["description"],
            "rows": rows,
            "texts": [row["text"] for row in rows if "text" in row],
            "legend": dict(zip(scales[0]["domain"], scales[0]["range"], strict=True)) if scales else {},
        }

    return of


@pytest.fixture
def assert_golden(repository: Path) -> Callable[[alt.LayerChart, str], None]:
    """The specification without data is the stored one. `<name>.json.new` is written where it is not."""

    def check(chart: alt.LayerChart, name: str) -> None:
        found = _without_data({key: part for key, part in chart.to_dict().items() if key not in NOT_THE_FORM})
        path = repository / "tests/charts/golden" / f"{name}.json"
        expected = json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
        if found != expected:
            new = path.with_suffix(".json.new")
            text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True)
            new.write_text(text + "\n", encoding="utf-8", newline="\n")
            pytest.fail(f"{path.name} fehlt oder weicht ab; {new.name} ansehen und, wenn richtig, umbenennen")

    return check


def _without_data(part: object) -> object:
    if isinstance(part, dict):
        return {key: _without_data(value) for key, value in part.items() if key != "data"}
    return [_without_data(value) for value in part] if isinstance(part, list) else part
