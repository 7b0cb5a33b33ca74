"""One desk on two machines: what arrives and is done on one is seen on the other, and an act outlasts its server."""

import asyncio
import shutil
import signal
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from orderdeck.data.actions import Request, perform
from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.intake.process import load_once
from orderdeck.data.maintenance.sharing import join, share
from orderdeck.data.stock.open_desk import open_desk
from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.service.options import Looks, Start
from tests.ledger.server import binary, own_server
from tests.own_files.documents import orders_csv
from tests.stories.stage import Pace, Stage


def lacks() -> str:
    """What the story can't be played without."""
    return "" if binary("postgres") else "PostgreSQL is not installed"


class TwoMachines(Stage):
    """Li's deck on one machine, with a loader of its own; Mei sits on another. Both on a server of the story's own."""

    def __init__(self, folder: Path, looks: Looks, pace: Pace) -> None:
        super().__init__(folder, looks, pace)
        self._ends = ExitStack()
        server = self._ends.enter_context(own_server())
        assert server, lacks()
        self.server = server
        other = Path(tempfile.mkdtemp(prefix="orderdeck-other-"))
        self._ends.callback(shutil.rmtree, other, ignore_errors=True)
        self.other = DeskPaths.of(other)
        share(self.desk.paths, server.address, "orderdeck", "")
        join(self.other, server.address, "orderdeck")

    def _deck(self, start: Start, looks: Looks) -> Orderdeck:
        return Orderdeck(start, looks)  # as it is started, with all that waits for a server

    def close(self) -> None:
        self._ends.close()

    def act_there(self, kind: str, order_key: str) -> None:
        """Mei acts, on the other machine."""
        desk = open_desk(self.other, Settings(), operator="mei")
        try:
            assert perform(desk, desk.ledger, Request(kind=kind, targets=(order_key,), operator="mei")).done
        finally:
            desk.close()


STAGE: Callable[[Path, Looks, Pace], Stage] = TwoMachines


async def story(stage: Stage) -> None:
    """Files, claims and acts between two machines; the server goes away and comes back."""
    assert isinstance(stage, TwoMachines)
    deck, off_the_loop = stage.app.deck, asyncio.to_thread
    orders = ({"order_id": f"{at}", "country_code": "FR", "service": "DHL"} for at in (91, 92, 93))

    await stage.tell("An export arrives on the other machine: its orders are here within a moment.")
    await off_the_loop(orders_csv, stage.other, *orders)
    await off_the_loop(load_once, stage.other, Settings())
    await stage.press("6")
    await stage.until(
        lambda: deck.queue_of(deck.table.cursor_key or "") == "express" and deck.table.row_count >= 3
    )
    deck.table.move_to(0)
    first, second = (deck.table.source.key(at) for at in range(2))

    await stage.tell("Mei claims the first one there: its row says so here.")
    await off_the_loop(stage.act_there, "claim", first)
    await stage.until(lambda: holder(stage, first) == "mei")

    await stage.tell("The server is gone. Li is done with the second order all the same: x.")
    deck.table.move_to_key(second)
    rows = deck.table.row_count
    await off_the_loop(stage.server.stop, signal.SIGQUIT)
    deck.table.shifted_at -= 10  # the list has been at rest for long
    await stage.press("x")
    await stage.until(lambda: "1 act not written yet" in stage.screen)

    await stage.tell("The server is back: the act goes through, once.")
    assert await off_the_loop(stage.server.start)
    await stage.until(lambda: deck.table.row_count == rows - 1)
    await stage.journal_has("done")
    assert stage.acts().count("done") == 1


def holder(stage: Stage, order_key: str) -> str:
    """Who holds the order, as its row says; "" for nobody."""
    row = stage.app.deck.row(order_key)
    return str(row["claimed_by"] or "") if row else ""
