"""Shared by the tests: where the repository lies, and what happens where a program is missing."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


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
