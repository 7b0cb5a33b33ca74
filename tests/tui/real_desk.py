"""The deck over a real desk, without a loader process: what tests of stock-outs share."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Changes
from orderdeck.data.intake.process import load_once
from orderdeck.data.stock.open_desk import open_desk
from orderdeck.tui.service.desk_service import DeskService
from orderdeck.tui.service.threads.desk import merge


class RealDesk:
    """The real desk behind the deck, without a loader process: the test loads what it writes."""

    def __init__(self, folder: Path) -> None:
        self.paths = DeskPaths.of(folder)
        self.service: DeskService | None = None

    def load(self) -> None:
        load_once(self.paths, Settings(), deadline=60)

    def open(self) -> DeskService:
        self.service = DeskService(open_desk(self.paths, Settings(), operator="li"), "li")
        return self.service

    def follow(self) -> Changes | None:
        assert self.service is not None
        desk = self.service.desk
        changed = desk.catch_up() if desk.ledger.changed() else None
        if changed:
            self.service.forget()
        return merge(self.service.acted(), changed)

    def loader(self) -> None:
        return None

    def close(self) -> None:
        if self.service is not None:
            self.service.desk.close()


async def settled(condition: Callable[[], object], seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        await asyncio.sleep(0.02)


async def back(app: Any, pilot: Pilot[Any], panel: str) -> None:
    """`esc` until `panel` is there: a flash goes first."""
    for _ in range(3):
        if app.state.panel == panel:
            return
        await pilot.press("escape")
    assert app.state.panel == panel


def journal(real: RealDesk) -> list[str]:
    """Kinds of acts in the journal, read by another connection than the deck's."""
    from orderdeck.data.ledger import Ledger

    with Ledger.open(real.paths) as ledger:
        return [act.kind for act in ledger.acts()]


def page(panel: Any) -> str:
    return "\n".join("".join(piece.text for piece in line.pieces) for line in panel._lines)
