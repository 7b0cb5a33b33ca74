"""The made-up desk whose screens are kept: the same orders, stock, files and acts at the same moment each time."""

import csv
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Final
from unittest import mock

from orderdeck.data.actions import Request, perform
from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.intake.process import load_once
from orderdeck.data.sample.stockout_day import StockoutDay
from orderdeck.data.stock.acts.facade import StockActs
from orderdeck.data.stock.open_desk import open_desk
from orderdeck.tui.teach.session import Session

NOW: Final = datetime(2025, 11, 5, 9, 30, tzinfo=UTC)
"""What every clock shows that is asked on this desk."""
OPERATOR: Final = "li"


@contextmanager
def same_everywhere() -> Iterator[None]:
    """Within it, all that asks for the time of day in microseconds gets NOW, a taught profile is said to be saved in a
    folder of one name on every machine, and whoever acts has the account of their name."""
    saved = property(lambda session: PurePosixPath("/shop/.orderdeck/profiles/lamps.toml"))
    with (
        mock.patch("time.time_ns", return_value=int(NOW.timestamp()) * 1_000_000_000),
        mock.patch.object(Session, "target", saved),
        mock.patch("orderdeck.data.stock.open_desk.beside", return_value=""),
    ):
        yield


def make_desk(folder: Path) -> None:
    """Fill `folder` with a stock-out day and a file that nobody knows; load it, and act on some of it."""
    day = StockoutDay(folder, NOW - timedelta(hours=1), hit=12)
    day.morning()
    _unknown_export(folder / "lamps 2025-11-05.csv")
    paths = DeskPaths.of(folder)
    with same_everywhere():
        load_once(paths, Settings(), deadline=60)
        desk = open_desk(paths, Settings(), operator=OPERATOR)
        try:
            first, second, third = (f"aliexpress:{order_id}" for order_id in day.hit[:3])
            requests = (
                Request(kind="claim", targets=(first,), operator=OPERATOR),
                Request(
                    kind="note", targets=(first,), operator=OPERATOR, data={"text": "asked the supplier"}
                ),
                Request(kind="claim", targets=(second,), operator="wang"),
                Request(kind="done", targets=(third,), operator=OPERATOR),
            )
            for request in requests:
                assert perform(desk, desk.ledger, request).done, request.kind
            acts = StockActs(desk, desk.ledger, OPERATOR)
            acts.restock(day.sku, "Lamp works", 20, unit_price="8.5", currency="CNY")
            acts.delist(day.sku)
        finally:
            desk.close()


def _unknown_export(path: Path) -> None:
    """An export of a shop that no profile knows, for the wizard."""
    states = ("verschickt", "bezahlt", "Wartet auf Lampe")
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(
            ["Zorblax", "Verkauft am", "Artikelnummer", "Menge", "Einzelpreis", "Lieferland", "Zustand"]
        )
        for row in range(12):
            day = f"{13 + row % 15}/10/2025"
            writer.writerow(
                [f"ZX{700100 + row}", day, f"LAMP-{row % 5}", "2", f"{row},50 €", "Germany", states[row % 3]]
            )
    os.utime(path, (NOW.timestamp(), NOW.timestamp()))
