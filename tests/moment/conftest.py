"""An empty folder with its desk."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from arrivals import Place, folder


@pytest.fixture
def place() -> Iterator[Place]:
    with folder() as made:
        yield made
