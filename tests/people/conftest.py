"""What tests of several operators share: the bench of tests/desk, and decks in pseudo-terminals."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.people.decks import Deck


@pytest.fixture
def start() -> Iterator[Callable[..., Deck]]:
    """Starts decks; they end with the test."""
    made: list[Deck] = []

    def begin(folder: Path, operator: str, **rest: Any) -> Deck:
        made.append(Deck(folder, operator, **rest))
        return made[-1]

    yield begin
    for deck in made:
        deck.close()
