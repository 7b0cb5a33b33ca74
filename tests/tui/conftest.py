"""A deck over a desk in memory."""

import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.service.options import Looks, Start
from tests.tui.fake_desk import QUEUES, FakeDesk, FakeFollower, Until


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def follower(desk: FakeDesk) -> FakeFollower:
    return FakeFollower(desk)


@pytest.fixture
def app(follower: FakeFollower, tmp_path: Path) -> Orderdeck:
    """A deck over the fake desk."""
    return Orderdeck(Start(tmp_path, operator="me"), Looks(zone="UTC"), follower=follower)


@pytest.fixture
def until() -> Until:
    """Wait until a condition holds, or fail after so many seconds; a slow machine is not wrong."""
    import asyncio

    async def wait(condition: Callable[[], object], seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, "waited in vain"
            await asyncio.sleep(0.01)

    return wait


@pytest.fixture
def seen(app: Orderdeck) -> Callable[[], str]:
    """What is on screen now, line by line."""

    def read() -> str:
        strips = app.screen._compositor.render_strips()
        return "\n".join("".join(part.text for part in strip) for strip in strips)

    return read


@pytest.fixture
async def opened(app: Orderdeck, until: Until) -> AsyncIterator[Pilot[None]]:
    """The deck at 80×24 with the queue of standard orders open."""
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.deck.table.row_count)
        await pilot.press("7")
        await until(lambda: app.deck.table.row_count == QUEUES["standard"])
        yield pilot
