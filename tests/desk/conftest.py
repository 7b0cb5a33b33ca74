"""A bench to make desks on."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from make_desk import Bench

from orderdeck.data.base.paths import DeskPaths


@pytest.fixture
def bench(paths: DeskPaths) -> Iterator[Bench]:
    bench = Bench(paths)
    yield bench
    bench.close()
