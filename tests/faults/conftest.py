"""Desks whose world fails under them."""

import sys
from pathlib import Path

import pytest

from tui.words import use

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "faults"), str(TESTS / "bench"), str(TESTS / "keep")]


@pytest.fixture(autouse=True)
def english() -> None:
    use("en")
