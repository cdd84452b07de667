"""Shared by the tests of the way back to the keeper: a strategy, frames and findings drawn by hand."""

import datetime as dt
from collections.abc import Callable

import pandas as pd
import pytest

from analysis import frames
from analysis.strategy import Field, Strategy
from analysis.vocabulary import FINDING_CODES

EXPORT = "Monitoring_2025.xlsx"


@pytest.fixture
def strategy() -> Strategy:
    return Strategy(
        name="Musterkreis",
        adopted=dt.date(2023, 3, 28),
        target_date=dt.date(2030, 12, 31),
        fields=(Field(1, "Nachhaltige Verwaltung"), Field(2, "Klima & Energie")),
    )


@pytest.fixture
def measures() -> Callable[..., pd.DataFrame]:
    """Draws measures: one dict a row, only what the test is about."""

    def draw(*rows: dict) -> pd.DataFrame:
        usual = {
            "municipality": "muster",
            "year": 2025,
            "field": 1,
            "horizon": "medium",
            "status": "in_progress",
            "schedule": "on_schedule",
            "source_file": EXPORT,
            "source_sheet": "Maßnahmen",
            "source_row": 2,
        }
        return frames.conform(frames.MEASURES, [usual | row for row in rows])

    return draw


@pytest.fixture
def goals() -> Callable[..., pd.DataFrame]:
    """Draws goals: one dict a row, only what the test is about."""

    def draw(*rows: dict) -> pd.DataFrame:
        usual = {
            "municipality": "muster",
            "year": 2025,
            "field": 1,
            "status": "started",
            "source_file": EXPORT,
            "source_sheet": "Ziele",
            "source_row": 2,
        }
        return frames.conform(frames.GOALS, [usual | row for row in rows])

    return draw


@pytest.fixture
def findings() -> Callable[..., pd.DataFrame]:
    """Draws findings: one dict a row; the severity follows from the code unless it is given."""

    def draw(*rows: dict) -> pd.DataFrame:
        usual = {"municipality": "muster", "year": 2025, "source_file": EXPORT, "source_sheet": "Maßnahmen"}
        return frames.conform(
            frames.FINDINGS, [usual | {"severity": FINDING_CODES[row["code"]][0]} | row for row in rows]
        )

    return draw
