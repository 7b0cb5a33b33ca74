"""A reader of tables with one small profile."""

from pathlib import Path

import pytest

from tests.read.reader import Reader


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return Reader(tmp_path)
