"""A bench to make desks on, the one of tests/desk."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "desk"))

from make_desk import Bench

from orderdeck.data.base.paths import DeskPaths


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    (tmp_path / "exports").mkdir()
    bench = Bench(DeskPaths.of(tmp_path / "exports"))
    yield bench
    bench.close()
