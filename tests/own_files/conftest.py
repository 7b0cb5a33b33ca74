"""Desks for the examples of documents."""

from collections.abc import Callable, Iterator

import pytest

from orderdeck.data.base.config.settings import load
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.desk import Desk
from orderdeck.data.stock.open_desk import open_desk


@pytest.fixture
def opened() -> Iterator[Callable[[DeskPaths], Desk]]:
    desks: list[Desk] = []

    def opened(paths: DeskPaths) -> Desk:
        desks.append(open_desk(paths, load(paths)))
        return desks[-1]

    yield opened
    for desk in desks:
        desk.close()
