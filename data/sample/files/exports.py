"""Sample export files: one of given orders, or a folder of repeat exports in which orders have moved on."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from orderdeck.data.sample.files.supply_files import write_supply
from orderdeck.data.sample.files.table import lay_out, layouts
from orderdeck.data.sample.files.writers import write_table
from orderdeck.data.sample.world.cases import MIX, TO_SHIP_ONLY
from orderdeck.data.sample.world.orders import Order, Shop, Snapshot
from orderdeck.data.sample.world.style import CONTAINERS, SUFFIXES, Style
from orderdeck.data.sample.world.supply import make_supply
from orderdeck.data.sample.world.world import World

_NAMED_BY_SELLER: Final = ("G1", "G2", "G3")
MIXABLE: Final = ("G2", "G3", "G5", "en", "ko")
"""Layouts with a column for everything that queues stand on; G1 has no status, G4 no remark. G6 alone says who sends an
order, and ru is another platform's."""
_UNCHANGED_SHARE: Final = 0.1
"""Of the orders that did not change since the last export, as an overlapping date range brings them again."""


def write_export(
    path: Path, orders: Iterable[Snapshot], *, layout: str = "G5", style: Style, at: datetime, seed: int = 0
) -> Path:
    """Writes `orders` as an export in `layout`, made at `at` (the file's time is set to it). Returns `path`.

    Raises KeyError for a layout that does not exist and ValueError where an .xls can't hold so many rows.
    """
    return write_table(path, lay_out(orders, layout, style, at, seed), style, at)


def generate(
    folder: Path,
    *,
    orders: int,
    files: int = 1,
    seed: int = 0,
    layout: str = "G5",
    container: str = "xlsx",
    encoding: str = "utf-8-sig",
    now: datetime,
    days: float = 30,
    open_share: float = 0.06,
    shops: int = 1,
    currency: str = "USD",
    hostile: bool = False,
    supply: bool = False,
    **habits: Any,
) -> list[Path]:
    """Fills `folder` with `files` exports per shop of one world of `orders` orders, the last ones made `now`.

    The first holds all orders known then; each later one what is new or changed since, and some that are not. Every
    order is in at least one file and its newest state in the newest file that has it. `layout` and `container` may
    be "mixed". With `supply` the shops' stock, purchases, products and suppliers are there too, some SKUs short.
    `habits` are further fields of Style. Returns the files, oldest first. Raises KeyError for an
    unknown layout, ValueError for an unknown container.
    """
    to_ship_only = layout == "G1"  # it has no status column
    world = World(
        seed,
        now,
        orders=orders,
        days=days,
        open_share=1 if to_ship_only else open_share,
        mix=TO_SHIP_ONLY if to_ship_only else MIX,
        shop_count=shops,
        currency=currency,
        hostile=hostile,
    )
    folder.mkdir(parents=True, exist_ok=True)
    style = Style(encoding=encoding, **habits)
    random = Random(f"files {seed}")
    written: list[Path] = []
    for at, shop, part in spread(world, files, days, random):
        name, dress = _dress(random, layout, container, style)
        path = _free(folder / file_name(name, dress.container, at, shop.seller_id, len(written)))
        snapshots = [snapshot for order in part if (snapshot := order.at(at))]
        number = seed + len(written)
        written.append(write_export(path, snapshots, layout=name, style=dress, at=at, seed=number))
    if supply:
        written += write_supply(folder, make_supply(world, seed))
    return written


def spread(
    world: World, files: int, days: float, random: Random
) -> Iterator[tuple[datetime, Shop, list[Order]]]:
    """When each export of each shop was made and which orders it holds; the last ones at the world's own time."""
    shops = sorted({order.shop.seller_id: order.shop for order in world.orders}.items())
    gap = timedelta(hours=min(8, days * 12 / files))
    times = [(world.now - gap * back).replace(microsecond=0) for back in reversed(range(files))]
    for seller_id, shop in shops:
        own = [order for order in world.orders if order.shop.seller_id == seller_id]
        for time, part in zip(times, _parts(own, times, random), strict=True):
            yield time, shop, part


def _parts(orders: list[Order], times: list[datetime], random: Random) -> list[list[Order]]:
    """Per export the orders that something happened to since the one before, and a few others."""
    parts: list[set[int]] = [set() for _ in times]
    for index, order in enumerate(orders):
        places = {bisect_left(times, event.at) for event in order.events}
        for place in places:
            if place < len(times):
                parts[place].add(index)
        if len(times) > 1 and 0 in places and random.random() < _UNCHANGED_SHARE:
            parts[random.randrange(1, len(times))].add(index)
    return [[orders[index] for index in sorted(part or {0})] for part in parts]


def _free(path: Path) -> Path:
    """`path`, or with the first number behind it that no file has yet."""
    number, taken = 2, path
    while taken.exists():
        taken, number = path.with_stem(f"{path.stem}({number})"), number + 1
    return taken


def file_name(layout: str, container: str, at: datetime, seller_id: str, number: int) -> str:
    """A name as sellers' folders have them: by seller and number in old layouts, else by the time of the export
    on the platform's clock, from which a reader can tell it."""
    if layout in _NAMED_BY_SELLER:
        return f"{seller_id}_{number + 1}{SUFFIXES[container]}"
    return f"订单导出_{at.astimezone(layouts()[layout].zone):%Y%m%d_%H%M%S}{SUFFIXES[container]}"


def _dress(random: Random, layout: str, container: str, style: Style) -> tuple[str, Style]:
    if container not in (*CONTAINERS, "mixed"):
        raise ValueError(f"no container {container!r}; there are {', '.join(CONTAINERS)}, mixed")
    chosen = random.choice(MIXABLE) if layout == "mixed" else layout
    packed: Any = random.choice(CONTAINERS) if container == "mixed" else container
    return chosen, replace(style, container=packed)
