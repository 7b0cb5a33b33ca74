"""Folders of hostile exports, and a deck on them in a real pseudo-terminal."""

import sys
from pathlib import Path

import pytest

from orderdeck.tui.i18n import use

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "bench")]


@pytest.fixture(autouse=True)
def english() -> None:
    use("en")
