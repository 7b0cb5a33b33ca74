"""Desks whose world fails under them."""

import sys
from pathlib import Path

import pytest

sys.path.extend([str(Path(__file__).parents[1] / name) for name in ("faults", "bench", "keep", "loader")])

from exports_folder import follow, ledger, put, until

from orderdeck.tui.i18n import use

__all__ = ["follow", "ledger", "put", "until"]


@pytest.fixture(autouse=True)
def english() -> None:
    use("en")
