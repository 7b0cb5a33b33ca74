"""A folder of exports, ways to put files in it, and loaders over it."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from orderdeck.data.base.config.settings import Folder, Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Export, Progress, Waiting
from orderdeck.data.exports.reading import Reader
from orderdeck.data.intake import loop as loading
from orderdeck.data.intake.process import load_once, run
from orderdeck.data.ledger import Ledger
from tests.loader.fake_reader import FakeReader


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


@pytest.fixture
def follow(
    paths: DeskPaths, until: Callable[..., None], ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., list[Progress]]]:
    """follow(reader, **folder): a loader at work; what it tells."""
    monkeypatch.setattr(loading, "IDLE_SECONDS", 0.1)
    stops: list[tuple[threading.Event, threading.Thread]] = []

    def begin(reader: FakeReader | None = None, **folder: Any) -> list[Progress]:
        told: list[Progress] = []
        stop = threading.Event()
        settings = Settings(folder=Folder(settle_seconds=0.15, **folder))
        thread = threading.Thread(
            target=run,
            args=(paths, settings),
            kwargs={"stop": stop, "reader": reader or FakeReader(), "on_progress": told.append},
        )
        thread.start()
        stops.append((stop, thread))
        until(lambda: told and told[-1].state == "idle")
        return told

    yield begin
    for stop, thread in stops:
        stop.set()
        thread.join(20)
        assert not thread.is_alive()


def once(paths: DeskPaths, reader: Reader | None = None, **folder: Any) -> tuple[list[Export], list[Waiting]]:
    """What a loader that is run once loads, and what it waits for."""
    left: list[Waiting] = []
    settings = Settings(folder=Folder(**{"settle_seconds": 0.1, **folder}))
    return load_once(paths, settings, reader=reader, on_waiting=left.extend), left


def states(exports: list[Export]) -> list[tuple[str, str, int]]:
    """Name, state and orders of each."""
    return [(export.name, export.state, export.orders) for export in exports]
