"""Tables drawn as text, the strategy that they belong to, and what holds for every table of figures."""

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from analysis import frames
from analysis.strategy import Field, Strategy

STRATEGY = Strategy(
    name="Musterkreis",
    adopted=dt.date(2023, 3, 28),
    target_date=dt.date(2030, 12, 31),
    fields=(Field(1, "Verwaltung"), Field(2, "Mobilität")),
)


@pytest.fixture(scope="session")
def strategy():
    return STRATEGY


@pytest.fixture(scope="session")
def with_rules():
    """The strategy with other rules or dates: with_rules(discarded_in_total=False)."""
    return lambda **rules: replace(STRATEGY, **rules)


@pytest.fixture(scope="session")
def draw_measures():
    """Measures from a table drawn as text; `·` is an empty cell, columns left out have a plain value."""
    return lambda text: _draw("measures", text)


@pytest.fixture(scope="session")
def draw_goals():
    """Goals from a table drawn as text, like measures; an empty text is an empty goals table."""
    return lambda text="": _draw("goals", text)


def _draw(table, text):
    id_column = {"measures": "measure_id", "goals": "goal_id"}[table]
    lines = [line.split() for line in text.strip().splitlines()]
    rows = []
    for number, cells in enumerate(lines[1:], start=1):
        row = {name: None if cell == "·" else cell for name, cell in zip(lines[0], cells, strict=True)}
        plain = {
            "municipality": "muster",
            "field": row["id"].split(".")[0] if "." in row["id"] else None,
            "title": f"Titel {row['id']}",
            "horizon": "medium",
            "schedule": "discarded" if row["status"] == "discarded" else "on_schedule",
        }
        row = {**plain, **row, id_column: row["id"], "source_row": number}
        if row["status"] == "discarded":
            row["schedule"] = "discarded"
        row |= {name: int(row[name]) for name in ("year", "field") if row[name] is not None}
        rows.append(row)
    return frames.conform(frames.PROCESSED[table], rows)


@pytest.fixture(scope="session")
def check_figures():
    return _check_figures


def _check_figures(table: pd.DataFrame, *, discarded_in_total: bool = True, fields_complete: bool = True) -> None:
    """Parts sum to the whole, horizons to all horizons, fields to all, shares to their counts."""
    question = ["level", "field", "horizon", "dimension"]
    counted = table if discarded_in_total else table[table["category"] != "discarded"]
    parts = counted.groupby(question, observed=True).agg(parts=("count", "sum"), total=("total", "first"))
    assert (parts["parts"] == parts["total"]).all(), parts[parts["parts"] != parts["total"]]
    assert (table.groupby(question, observed=True)["total"].agg(["min", "max"]).diff(axis=1)["max"] == 0).all()

    schedule = table[table["dimension"] == "schedule"]
    by_horizon = schedule[schedule["horizon"] != "all"].groupby(["field", "category"], observed=True)["count"].sum()
    in_all = schedule[schedule["horizon"] == "all"].set_index(["field", "category"])["count"]
    assert by_horizon.sort_index().equals(in_all.sort_index())

    if fields_complete:
        key = ["level", "horizon", "dimension", "category"]
        fields = table[table["field"] != "all"].groupby(key, observed=True)[["count", "total"]].sum()
        whole = table[table["field"] == "all"].set_index(key)[["count", "total"]]
        assert fields.sort_index().equals(whole.sort_index())

    empty = table["total"] == 0
    assert table.loc[empty, "percent"].isna().all()
    shares = table[table["percent"].notna()]
    exact = 100 * shares["count"] / shares["total"]
    assert ((shares["percent"] - exact).abs() <= 0.5).all()
