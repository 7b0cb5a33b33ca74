"""Folders of hostile exports, and a deck on them in a real pseudo-terminal."""

import pytest

from orderdeck.tui.i18n import use


@pytest.fixture(autouse=True)
def english() -> None:
    use("en")
