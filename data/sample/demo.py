"""The live demo: a folder with a shop's exports in which the shop goes on while you watch.

python -m orderdeck.data.sample.demo FOLDER [--seed N] [--every SECONDS] [--until-eof]
"""

import argparse
import os
import shutil
import signal
import sys
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from orderdeck.data.sample.files.exports import file_name, spread, write_export
from orderdeck.data.sample.files.supply_files import write_1688, write_stock, write_supply
from orderdeck.data.sample.files.table import now_utc
from orderdeck.data.sample.world.orders import Order, Shop
from orderdeck.data.sample.world.style import Container, Style
from orderdeck.data.sample.world.supply import Supply, make_supply
from orderdeck.data.sample.world.world import World

ORDERS: Final = 400
OPEN_SHARE: Final = 0.3
SHOPS: Final = 3
_LEAST_OPEN: Final = 105
"""With fewer open orders the shop's people slow down."""
EVERY: Final = 6.0
"""Seconds between two drops at speed 1."""
_LEAST_STEP: Final = 3.0
"""Seconds that the shop's own clock goes on per drop at least: times in files are whole seconds."""
_STOCK_EVERY, _PURCHASES_EVERY = 7, 11
REMOVALS: Final = 20
REMOVAL_SECONDS: Final = 0.25
"""How often, and how long apart, it is tried to remove a folder that others may still write to."""
_RESTOCK_AFTER: Final = timedelta(minutes=3)

_DRESSES: Final[tuple[tuple[tuple[str, Container, str], ...], ...]] = (
    (("G5", "xlsx", "utf-8"), ("G5", "csv", "utf-8-sig"), ("en", "xlsx", "utf-8")),
    (("G2", "xls", "utf-8"), ("G3", "html", "utf-8"), ("G2", "csv", "gb18030"), ("G3", "xml", "utf-8")),
    (
        ("G5", "utf16", "utf-16"),
        ("G5", "semicolon", "utf-8-sig"),
        ("ko", "tsv", "utf-8"),
        ("G3", "xls", "utf-8"),
    ),
)
"""Per shop: layouts, containers and encodings that its people happen to use."""


def feed(
    folder: Path,
    *,
    seed: int = 0,
    speed: float = 1,
    stop: threading.Event,
    every: float = EVERY,
    now: datetime | None = None,
    drops: int | None = None,
) -> None:
    """Fills `folder` with a first set, then drops an export every `every` / `speed` seconds until `stop` is set.

    The first set is there when the first wait begins. Each file is written aside and renamed. With `now` (aware) the
    shop's clock starts there and what is written depends on nothing but the arguments; without, it is today's. After
    `drops` drops the feed ends by itself.
    """
    pace = every / speed
    demo = Demo(folder, seed, now or now_utc())
    demo.first_set()
    step = timedelta(seconds=max(pace, _LEAST_STEP))
    while drops is None or demo.dropped < drops:
        if stop.wait(pace):
            return
        at = demo.world.now + step
        if now is None:
            at = max(at, now_utc() - step)  # the machine slept
        demo.drop(at)


class Demo:
    """A shop on its way through the day, and the folder that its exports go into."""

    def __init__(self, folder: Path, seed: int, now: datetime) -> None:
        self.folder = folder
        self.world = World(seed, now, orders=ORDERS, open_share=OPEN_SHARE, shop_count=SHOPS)
        self.supply: Supply = make_supply(self.world, seed)
        self.dropped = 0
        self._random = Random(f"demo {seed}")
        self._pending: dict[str, dict[str, Order]] = {}
        self._shops = sorted({one.shop.seller_id: one.shop for one in self.world.orders}.items())
        self._files = 0

    def first_set(self) -> list[Path]:
        """The last day's exports of every shop, stock, purchases, products and suppliers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        written = write_supply(self.folder, self.supply)
        exports = sorted(spread(self.world, 3, 2, self._random), key=lambda one: one[0])
        written += [self._export(shop, part, at) for at, shop, part in exports]
        self.supply.hasten(self.world.now + _RESTOCK_AFTER)
        return written

    def drop(self, at: datetime) -> list[Path]:
        """Lets the shop go on until `at` and writes what somebody would export then."""
        self.dropped += 1
        # Work that is done as fast as it comes would leave nothing to look at in a quarter of an hour.
        behind = len(self.world.open_orders()) >= _LEAST_OPEN
        touched = self.world.step(
            at,
            arrivals=self._random.randint(2, 5),
            moves=self._random.randint(4, 7) if behind else self._random.randint(1, 3),
            missing=self.supply.missing(),
        )
        self.supply.step(at, touched)
        for order in touched:
            self._pending.setdefault(order.shop.seller_id, {})[order.order_id] = order
        written = [self._export(*self._next_export(), at)]
        if self.dropped % _STOCK_EVERY == 0:
            written.append(write_stock(self.folder, self.supply))
        if self.dropped % _PURCHASES_EVERY == 0:
            written.append(write_1688(self.folder, self.supply))
        return written

    def _next_export(self) -> tuple[Shop, list[Order]]:
        """The shop with most to tell, with what changed there and a few orders that did not."""
        seller_id = max(sorted(self._pending), key=lambda one: len(self._pending[one]))
        changed = self._pending.pop(seller_id)
        shop = dict(self._shops)[seller_id]
        others = [one for one in self.world.open_orders() if one.shop is shop and one.order_id not in changed]
        same = self._random.sample(others, min(3, len(others)))
        return shop, sorted([*changed.values(), *same], key=lambda order: order.order_id, reverse=True)

    def _export(self, shop: Shop, orders: list[Order], at: datetime) -> Path:
        place = [seller_id for seller_id, _ in self._shops].index(shop.seller_id)
        layout, container, encoding = self._random.choice(_DRESSES[place])
        style = Style(
            container=container,
            encoding=encoding,
            title_row=self._random.random() < 0.15,
            shuffle=self._random.random() < 0.2,
            width=self._random.choice(("as_is", "as_is", "half", "full")),
            guard=self._random.choice(("", "", "", "\t", "'")),
            deadline=self._random.choice(("datetime", "datetime", "remaining")),
            vocabulary=place,
        )
        self._files += 1
        path = self.folder / _distinct(
            file_name(layout, container, at, shop.seller_id, self._files - 1), shop
        )
        snapshots = [snapshot for order in orders if (snapshot := order.at(at))]
        return write_export(path, snapshots, layout=layout, style=style, at=at, seed=self._files)


def main(arguments: list[str] | None = None) -> int:
    """Runs the feed until a signal, or with --until-eof until standard input closes."""
    parser = argparse.ArgumentParser(prog="python -m orderdeck.data.sample.demo", description=feed.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--every", type=float, default=EVERY, help="seconds between two exports, at least 3")
    parser.add_argument("--until-eof", action="store_true", help="end when standard input closes")
    parser.add_argument(
        "--remove",
        action="store_true",
        help="remove the folder at the end, whoever else ended without doing so",
    )
    chosen = parser.parse_args(arguments)
    if chosen.every < _LEAST_STEP:
        parser.error(f"--every: at least {_LEAST_STEP:g} seconds")
    stop = threading.Event()
    ends = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    for number in ends:
        signal.signal(number, lambda *_: stop.set())
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ends)  # whoever starts it may have held them back
    if chosen.until_eof:
        threading.Thread(target=_wait_for_end, args=(stop,), daemon=True).start()
    feed(chosen.folder, seed=chosen.seed, every=chosen.every, stop=stop)
    if chosen.remove:
        _remove(chosen.folder)
    return 0


def _remove(folder: Path) -> None:
    """The deck's loader may still write for a moment."""
    for _ in range(REMOVALS):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(REMOVAL_SECONDS)


def _wait_for_end(stop: threading.Event) -> None:
    # os.read and not sys.stdin, whose lock a daemon thread would still hold when the interpreter goes
    while os.read(sys.stdin.fileno(), 4096):
        pass
    stop.set()


def _distinct(name: str, shop: Shop) -> str:
    """`name` with the shop in it where it has only a time: three shops may export in one second."""
    return name if name.startswith(shop.seller_id) else name.replace("订单导出", f"订单导出_{shop.seller_id}")


if __name__ == "__main__":
    sys.exit(main())
