"""Shared by the tests: the repository, a server for files, frames drawn by hand, and what a missing program means."""

import datetime as dt
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from analysis import frames
from analysis.strategy import Field, Strategy
from analysis.vocabulary import FINDING_CODES

EXPORT = "Monitoring_2025.xlsx"


@pytest.fixture(scope="session")
def repository() -> Path:
    """The repository's root."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def program() -> Callable[..., str]:
    """Finds the first of the programs named; where none is installed the test is skipped, in CI it fails."""

    def find(*names: str) -> str:
        for name in names:
            if path := shutil.which(name):
                return path
        message = f"{' oder '.join(names)} ist nicht installiert"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)

    return find


@pytest.fixture(scope="session")
def ftp_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an FTP server with one user, on loopback."""
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.handlers import FTPHandler
    from pyftpdlib.servers import FTPServer

    users = DummyAuthorizer()
    users.add_user("amt", "geheim", str(tmp_path_factory.mktemp("ftp")), perm="elradfmwMT")
    handler = type("Handler", (FTPHandler,), {"authorizer": users})
    server = FTPServer(("127.0.0.1", 0), handler)
    stop = threading.Event()

    def serve() -> None:
        while not stop.is_set():
            server.serve_forever(timeout=0.05, blocking=False)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"ftp://amt:geheim@127.0.0.1:{server.address[1]}"
    stop.set()
    thread.join()
    server.close_all()


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
