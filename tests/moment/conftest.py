"""An empty folder with its desk."""

from collections.abc import Iterator

import pytest

from tests.moment.arrivals import Place, folder


@pytest.fixture
def place() -> Iterator[Place]:
    with folder() as made:
        yield made
