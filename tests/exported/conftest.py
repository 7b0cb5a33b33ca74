"""A bench to make desks on, and one desk with every kind of order on it."""

from collections.abc import Iterator

import pytest

from orderdeck.data.base.paths import DeskPaths
from tests.desk.make_desk import Bench


@pytest.fixture
def bench(paths: DeskPaths) -> Iterator[Bench]:
    bench = Bench(paths)
    yield bench
    bench.close()
