"""What the intake's tests share: a strategy of three fields, and reading a drawn table in one call."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from drawing import draw

from analysis import intake

STRATEGY = """
name = "Kreis Beispiel"
adopted = 2023-03-28
target_date = 2030-12-31

[[fields]]
number = 1
name = "Nachhaltige Verwaltung"
prefix = "VW"

[[fields]]
number = 2
name = "Mobilität"
prefix = "MO"

[[fields]]
number = 3
name = "Klimaschutz & Energie"
also = ["Klima"]
"""


class Office:
    """An office's folder under data/raw, whose exports are drawn; frames and findings of its years."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.folder = data / "raw" / "beispiel"
        self.folder.mkdir(parents=True)
        self.say(STRATEGY)

    def say(self, strategy: str) -> None:
        (self.folder / "strategy.toml").write_text(strategy, encoding="utf-8")

    def correct(self, corrections: str) -> None:
        (self.folder / "corrections.toml").write_text(corrections, encoding="utf-8")

    def export(self, file: str = "Monitoring_2025.xlsx", **sheets: str) -> Path:
        return draw(self.folder / file, **sheets)

    def load(self, year: int | None = None) -> intake.Dataset:
        return intake.load("beispiel", year=year, data=self.data)

    def told(self, *codes: str, year: int | None = None) -> list[tuple[str, str, str]]:
        """(code, cell, id) of the findings, in order; only of these codes, where some are named."""
        findings = self.load(year).findings
        newest = findings[findings["year"] == findings["year"].max()]
        return [
            (code, cell, id_)
            for code, cell, id_ in zip(newest["code"], newest["cell"], newest["id"], strict=True)
            if not codes or code in codes
        ]


def shown(frame: pd.DataFrame, *columns: str) -> list[tuple]:
    """The rows of a frame as tuples of plain values."""
    return [tuple(None if pd.isna(v) else v for v in row) for row in frame[list(columns)].itertuples(index=False)]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "data")


@pytest.fixture
def rows() -> Callable[..., list[tuple]]:
    return shown
