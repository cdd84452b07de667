"""The charts of a year's indicators by name, each with the figures behind it."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import altair as alt
import pandas as pd

from analysis.charts.indicators import multiples, overview, path
from analysis.charts.indicators.together import goals_and_indicators
from analysis.dataset import MONITORING, Dataset, Occasion
from analysis.figures.breakdown import figures
from analysis.figures.indicators import earlier_symbols, indicator_paths, indicators
from analysis.publish.privacy import mask_persons, persons_in

PART: Final = "indicators"
_ASCII: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})

Made = tuple[Callable[[], pd.DataFrame], Callable[[], alt.LayerChart]]  # the figures behind a chart, and the chart


def tables(dataset: Dataset) -> dict[str, pd.DataFrame]:
    """The contract's tables of the year, indicators and indicator_paths, persons masked.

    DataError where there are no indicators.
    """
    read = dataset.part(PART)
    table = indicators(read["indicators"], read["observations"], year=dataset.year)
    paths = indicator_paths(table, read["observations"])
    return {"indicators": _masked(table, dataset), "indicator_paths": _masked(paths, dataset)}


def charts(dataset: Dataset, made: Mapping[str, pd.DataFrame], occasion: Callable[[], Occasion]) -> dict[str, Made]:
    """Name → the figures behind a chart, and the chart; `made` are the year's `tables`.

    indicators_overview, field_<n>_indicators, indicator_<id>, each also with _2 … where it takes several
    slides or two names are alike; goals_and_indicators where the year has operative goals.
    """
    read, strategy = dataset.part(PART), dataset.strategy
    table, paths = made["indicators"], made["indicator_paths"]
    earlier = _masked(earlier_symbols(read["indicators"], read["observations"], year=dataset.year), dataset)
    both = pd.concat([table, earlier], ignore_index=True)
    found: dict[str, Made] = {}

    def add(name: str, behind: pd.DataFrame, draw: Callable[[], alt.LayerChart]) -> None:
        number = 2
        own = name
        while own in found:
            own, number = f"{name}_{number}", number + 1
        found[own] = (lambda: behind), draw

    def nth(drawn: Callable[[], list[alt.LayerChart]], number: int) -> alt.LayerChart:
        return drawn()[number]

    for number in range(overview.slides(table)):
        drawn = partial(_overview, table, earlier, dataset, occasion)
        add("indicators_overview", both, partial(nth, drawn, number))
    goals = dataset.goals[dataset.goals["year"] == dataset.year]
    if MONITORING in dataset.parts and len(goals) and table["field"].notna().any():
        counted = figures(dataset.measures, dataset.goals, strategy, year=dataset.year)
        behind = pd.concat([counted[counted["level"] == "goal"], table.astype({"field": "str"})], ignore_index=True)
        add(
            "goals_and_indicators",
            behind,
            lambda: goals_and_indicators(counted, table, strategy, occasion=occasion()),
        )
    for field in [*strategy.field_names, None]:
        name = "indicators_without_field" if field is None else f"field_{field}_indicators"
        mine = table[table["field"].isna() if field is None else table["field"] == field]
        behind = paths[paths["indicator_id"].isin(mine["indicator_id"])]
        for number in range(multiples.slides(table, field)):
            drawn = partial(_by_theme, table, paths, dataset, occasion, field)
            add(name, behind, partial(nth, drawn, number))
    for key in table.loc[table["value"].notna(), "indicator_id"]:
        behind = paths[paths["indicator_id"] == key]
        add(f"indicator_{slug(key)}", behind, partial(_path, table, paths, dataset, occasion, key))
    return found


def _masked(table: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    mask = partial(mask_persons, names=persons_in(dataset))
    texts = [name for name in ("indicator_id", "title", "method") if name in table]
    return table.assign(**{name: table[name].map(mask).astype("str") for name in texts})


def slug(key: str) -> str:
    """„EFG-1" → efg_1: a name for files."""
    return re.sub(r"[^a-z0-9]+", "_", key.casefold().translate(_ASCII)).strip("_") or "x"


def _overview(
    table: pd.DataFrame, earlier: pd.DataFrame, dataset: Dataset, occasion: Callable[[], Occasion]
) -> list[alt.LayerChart]:
    return overview.overview(table, earlier, dataset.strategy, occasion=occasion())


def _by_theme(
    table: pd.DataFrame, paths: pd.DataFrame, dataset: Dataset, occasion: Callable[[], Occasion], field: int | None
) -> list[alt.LayerChart]:
    return multiples.by_theme(table, paths, dataset.strategy, field=field, occasion=occasion())


def _path(
    table: pd.DataFrame, paths: pd.DataFrame, dataset: Dataset, occasion: Callable[[], Occasion], key: str
) -> alt.LayerChart:
    return path.path(table, paths, dataset.strategy, indicator_id=key, occasion=occasion())
