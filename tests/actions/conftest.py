"""A bench to make desks on, the one of tests/desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from orderdeck.data.base.paths import DeskPaths
from tests.desk.make_desk import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    (tmp_path / "exports").mkdir()
    bench = Bench(DeskPaths.of(tmp_path / "exports"))
    yield bench
    bench.close()
