"""A folder of exports, and ways to put files in it."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from data.ledger import Ledger
from data.paths import DeskPaths
from data.settings import Folder, Settings


@pytest.fixture
def settings() -> Settings:
    return Settings(folder=Folder(settle_seconds=0.15, poll_seconds=0.1))


@pytest.fixture
def ledger(paths: DeskPaths) -> Iterator[Ledger]:
    with Ledger.open(paths) as ledger:
        yield ledger


@pytest.fixture
def put(paths: DeskPaths) -> Callable[..., Path]:
    """put(name, ids, age=…): an export of orders to ship, written `age` seconds ago."""

    def write(
        name: str, ids: list[str], age: float = 60, status: str = "to_ship", header: str = "order_id"
    ) -> Path:
        file = paths.exports / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join([f"{header},status", *(f"{one},{status}" for one in ids)]))
        when = time.time() - age
        os.utime(file, (when, when))
        return file

    return write


@pytest.fixture
def until() -> Callable[[Callable[[], object]], None]:
    """Waits for something to become true; fails after 20 seconds."""

    def wait(condition: Callable[[], object], seconds: float = 20) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "waited in vain"
            time.sleep(0.02)

    return wait
