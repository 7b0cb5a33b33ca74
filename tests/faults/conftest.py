"""Desks whose world fails under them."""

import pytest

from orderdeck.tui.i18n import use
from tests.loader.exports_folder import follow, ledger, put, until

__all__ = ["follow", "ledger", "put", "until"]


@pytest.fixture(autouse=True)
def english() -> None:
    use("en")
