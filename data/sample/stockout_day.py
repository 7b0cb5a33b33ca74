"""A scripted stock-out day: one SKU runs out under many orders, and the day goes on as its operator decides.

Each step writes what the seller would export then and moves the day's clock on; the order ids and figures that it
gives back are what a desk must show.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from orderdeck.data.base.vocabulary import status
from orderdeck.data.sample.files.exports import file_name, write_export
from orderdeck.data.sample.files.supply_files import write_purchases, write_stock, write_supply
from orderdeck.data.sample.world.catalogue import items
from orderdeck.data.sample.world.orders import Event, Item, Line, Order
from orderdeck.data.sample.world.style import Style
from orderdeck.data.sample.world.supply import Supply, make_supply
from orderdeck.data.sample.world.world import World

DEAD_SKU: Final = "GAN65_EU_White"
"""The SKU that runs out; it is bought outside 1688, so that purchases carry received dates."""
_BETWEEN: Final = timedelta(minutes=30)


class StockoutDay:
    """The day: `sku` is out, `hit` are the orders to ship that want it, each one piece and nothing else."""

    def __init__(self, folder: Path, now: datetime, *, seed: int = 0, hit: int = 40) -> None:
        self.folder = folder
        self.sku = DEAD_SKU
        self.world = World(seed, now, orders=hit * 3, open_share=0.7)
        self._random = Random(f"stock-out day {seed}")
        self._files = 0
        item = next(one for one in items() if one.sku == DEAD_SKU)
        self.product_id = item.product_id
        for order in self.world.orders:  # nobody else wants it
            order.lines = tuple(line for line in order.lines if line.item.sku != DEAD_SKU) or order.lines
            if any(line.item.sku == DEAD_SKU for line in order.lines):
                order.lines = (Line(_other(item), 1, item.price),)
        self.hit = self._strike(item, hit)
        self.supply: Supply = make_supply(self.world, seed, short=0)
        self.supply.on_hand[DEAD_SKU] = 0
        self.supply.short.append(DEAD_SKU)

    def morning(self) -> list[Path]:
        """Orders, stock, purchases, products and suppliers as the day begins; the SKU's stock is nought."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return [*write_supply(self.folder, self.supply), self._export(self.world.orders)]

    def arrivals(self, count: int = 3) -> list[str]:
        """New orders come in on the SKU all the same; their ids."""
        before = len(self.world.orders)
        self.world.step(self.world.now + _BETWEEN, arrivals=count)
        fresh = self.world.orders[before:]
        for order in fresh:
            self._want(order, order.events[-1].at)
        self._export(fresh)
        return [order.order_id for order in fresh]

    def buyers_apply(self, order_ids: list[str]) -> Path:
        """These buyers, asked to, apply to cancel."""
        return self._all_become(order_ids, status.CANCEL_REQUESTED)

    def seller_agrees(self, order_ids: list[str]) -> Path:
        """The seller has agreed to these requests in the back office; the orders are closed."""
        return self._all_become(order_ids, status.CANCELLED)

    def receipt(self, pieces: int) -> list[Path]:
        """A purchase of the SKU arrives: the purchase file says received, the stock file has the pieces."""
        self.world.step(self.world.now + _BETWEEN)
        self.supply.now = self.world.now
        self.supply.on_hand[self.sku] += pieces
        for purchase in self.supply.purchases:
            if any(item.sku == self.sku for item, _, _ in purchase.lines):
                purchase.sent_at = min(purchase.sent_at, self.world.now)
                purchase.arrives_at = min(purchase.arrives_at, self.world.now)
        return [write_purchases(self.folder, self.supply), write_stock(self.folder, self.supply)]

    def ship(self, order_ids: list[str]) -> Path:
        """These orders have been sent."""
        return self._all_become(order_ids, status.SHIPPED)

    def _strike(self, item: Item, count: int) -> list[str]:
        candidates = [one for one in self.world.open_orders() if one.events[-1].status == status.TO_SHIP]
        if len(candidates) < count:
            raise ValueError(f"only {len(candidates)} orders are to be shipped, {count} were to be hit")
        chosen = candidates[:count]
        for number, order in enumerate(chosen):
            # from almost late to a week ahead, so that the plan has every answer to give
            left = timedelta(hours=6 + number * 160 / count)
            self._want(order, self.world.now + left - timedelta(days=item.ship_days))
        return [order.order_id for order in chosen]

    def _want(self, order: Order, cleared: datetime) -> None:
        item = next(one for one in items() if one.sku == self.sku)
        order.lines = (Line(item, 1, item.price),)
        order.ship_days = item.ship_days
        order.remark = None
        placed = min(order.events[0].at, cleared - timedelta(minutes=1)).replace(microsecond=0)
        order.events = [
            Event(placed, status.AWAITING_PAYMENT),
            Event(cleared.replace(microsecond=0), status.TO_SHIP),
        ]

    def _all_become(self, order_ids: list[str], following: str) -> Path:
        self.world.step(self.world.now + _BETWEEN)
        wanted = set(order_ids)
        orders = [order for order in self.world.orders if order.order_id in wanted]
        for order in orders:
            order.events.append(Event(self.world.now - timedelta(minutes=1), following))
        return self._export(orders)

    def _export(self, orders: list[Order]) -> Path:
        at = self.world.now
        name = file_name("G5", "xlsx", at, orders[0].shop.seller_id, self._files)
        self._files += 1
        snapshots = [snapshot for order in orders if (snapshot := order.at(at))]
        return write_export(self.folder / name, snapshots, layout="G5", style=Style(container="xlsx"), at=at)


def _other(item: Item) -> Item:
    """Another variant of the same listing."""
    return replace(item, sku=None)
