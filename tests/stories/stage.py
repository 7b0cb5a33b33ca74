"""Where a story is played: a deck over a desk of its own, steered by its keys. Fast in a test, slow in a terminal."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from textual.pilot import Pilot
from textual.widgets import Static

from orderdeck.data.actions import Request, perform
from orderdeck.data.base.config.settings import Settings
from orderdeck.data.sample.stockout_day import StockoutDay
from orderdeck.data.stock.open_desk import open_desk
from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.service.options import Looks, Start
from tests.tui.real_desk import RealDesk, journal, settled


class Pace(NamedTuple):
    """Seconds that somebody who watches gets: to read a line that is told, and to see what a key did."""

    told: float = 0
    key: float = 0


class Stage:
    """A deck of operator li over the exports in `folder`, on a stock-out day of `hit` orders."""

    def __init__(self, folder: Path, looks: Looks, pace: Pace, hit: int = 6) -> None:
        self.day = StockoutDay(folder, datetime.now(UTC), hit=hit)
        self.day.morning()
        self.desk = RealDesk(folder)
        self.desk.load()
        start = Start(folder, operator="li", view="stockouts")
        self.app = self._deck(start, looks)
        self._pace = pace
        self._pilot: Pilot[None] | None = None
        self._line: Static | None = None
        self.keys = 0
        """How many have been pressed."""

    def _deck(self, start: Start, looks: Looks) -> Orderdeck:
        return Orderdeck(start, looks, follower=self.desk)

    def close(self) -> None:
        """What the story stands on goes, once its deck is closed."""

    async def begin(self, pilot: Pilot[None]) -> None:
        """The deck is open; who watches gets a line at the top for what is told."""
        self._pilot = pilot
        await self.until(lambda: self.app.state.ready and self.app.state.view)
        if self._pace.told:
            self._line = Static(id="told", markup=False)
            self._line.styles.text_style = "bold reverse"
            self._line.styles.height = 1
            await self.app.deck.mount(self._line, before=0)

    async def tell(self, text: str) -> None:
        """Say what happens next."""
        if self._line is not None:
            self._line.update(f" {text}")
            await asyncio.sleep(self._pace.told)

    async def press(self, *keys: str) -> None:
        """Press keys, one after another."""
        assert self._pilot is not None, "the story hasn't begun"
        for key in keys:
            self.keys += 1
            await self._pilot.press(key)
            await asyncio.sleep(self._pace.key)

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until this is so; fails after a long time."""
        await settled(condition)

    async def asks(self) -> str:
        """Wait for the status line to ask something; the question."""
        await self.until(lambda: self.app.deck.status_line.busy)
        return self.app.deck.status_line.shown

    async def panel(self, name: str) -> None:
        """Wait until this panel is open; "" for none."""
        await self.until(lambda: self.app.state.panel == name)

    async def back_to(self, name: str) -> None:
        """`escape` until this panel is open: a message on the status line goes first."""
        for _ in range(4):
            if self.app.state.panel == name:
                return
            await self.press("escape")
        await self.panel(name)

    async def arrive(self, write: Callable[[], object]) -> None:
        """Files are written into the folder, and loaded."""
        await asyncio.to_thread(write)
        await asyncio.to_thread(self.desk.load)

    async def colleague(self, operator: str, kind: str, *order_keys: str, **data: str) -> None:
        """Somebody else acts on these orders, from a deck of their own; whoever holds one is passed over."""
        await asyncio.to_thread(self._act, Request(
            kind=kind, targets=order_keys, operator=operator, data=data, force=True,
        ))  # fmt: skip

    def _act(self, request: Request) -> None:
        desk = open_desk(self.desk.paths, Settings(), operator=request.operator)
        try:
            assert perform(desk, desk.ledger, request).done, request
        finally:
            desk.close()

    @property
    def screen(self) -> str:
        """What is on screen now."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(part.text for part in strip) for strip in strips)

    async def journal_has(self, kind: str, times: int = 1) -> None:
        """Wait until this kind of act stands in the journal on disk at least so often."""
        await self.until(lambda: self.acts().count(kind) >= times)

    def acts(self) -> Sequence[str]:
        """Kinds of acts in the journal on disk, oldest first."""
        return journal(self.desk)


Story = Callable[[Stage], Awaitable[None]]
