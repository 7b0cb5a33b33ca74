"""What the sample shop has on its shelves and has bought: stock with some SKUs short, purchases with lead times."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Final

from orderdeck.data.base.vocabulary import status
from orderdeck.data.sample.world.catalogue import Supplier, items, suppliers
from orderdeck.data.sample.world.orders import Item, Order
from orderdeck.data.sample.world.world import World

COST_SHARE: Final = Decimal("0.38")
"""What the seller pays of the selling price."""
CNY_PER_USD: Final = Decimal("7.1")
HISTORY_DAYS: Final = 200
_DEMANDING: Final = (status.TO_SHIP, status.PART_SHIPPED, status.RISK_CONTROL)


@dataclass(slots=True)
class Purchase:
    """An order with a supplier; `arrives_at` is when it did, or will, arrive."""

    purchase_id: str
    supplier: Supplier
    ordered_at: datetime
    paid_at: datetime
    sent_at: datetime
    arrives_at: datetime
    expected_at: datetime
    lines: list[tuple[Item, int, Decimal]]  # item, pieces, unit price in CNY
    tracking: str


@dataclass(slots=True)
class Supply:
    """Stock and purchases of a world at a time; `short` names the SKUs that stock is to fall short of."""

    on_hand: dict[str, int]
    purchases: list[Purchase]
    short: list[str]
    now: datetime
    shipped: set[str] = field(default_factory=set)

    def hasten(self, arrival: datetime) -> str | None:
        """Lets one purchase of a short SKU that is under way arrive at `arrival`; the SKU, or None where none is."""
        for purchase in self.purchases:
            for item, _, _ in purchase.lines:
                if purchase.arrives_at > self.now and item.sku in self.short:
                    purchase.sent_at, purchase.arrives_at = min(purchase.sent_at, self.now), arrival
                    return item.sku
        return None

    def missing(self) -> set[str]:
        """Short SKUs of which nothing is left."""
        return {sku for sku in self.short if self.on_hand[sku] == 0}

    def step(self, to: datetime, touched: Iterable[Order]) -> None:
        """Let the shelves follow the world until `to`: what was sent leaves, what was bought arrives."""
        for order in touched:
            if order.events[-1].status == status.SHIPPED and order.order_id not in self.shipped:
                self.shipped.add(order.order_id)
                for line in order.lines:
                    if line.item.sku in self.on_hand:
                        self.on_hand[line.item.sku] = max(0, self.on_hand[line.item.sku] - line.quantity)
        for purchase in self.purchases:
            if self.now < purchase.arrives_at <= to:
                for item, pieces, _ in purchase.lines:
                    self.on_hand[item.sku or ""] = self.on_hand.get(item.sku or "", 0) + pieces
        self.now = to


def make_supply(world: World, seed: int, short: int = 6) -> Supply:
    """Shelves that cover every open order of `world` but for `short` SKUs, and the purchases before them."""
    random = Random(f"supply {seed}")
    demand = open_demand(world)
    wanted = [sku for sku, _ in sorted(demand.items(), key=lambda one: (-one[1][0], one[0]))]
    most = min(short, math.ceil(len(wanted) / 2)) // 2
    rest = wanted[most:]
    scarce = wanted[:most] + random.sample(rest, min(short - most, math.ceil(len(rest) / 2)))
    on_hand = {}
    for item in items():
        if item.sku is None:
            continue
        pieces = demand.get(item.sku, (0, 0))[1]
        on_hand[item.sku] = (
            _too_few(random, pieces)
            if item.sku in scarce
            else pieces + random.randint(item.bulk, item.bulk * 4)
        )
    return Supply(on_hand, _purchases(random, world.now, set(scarce)), scarce, world.now)


def open_demand(world: World) -> dict[str, tuple[int, int]]:
    """SKU -> (open orders that want it, pieces they want)."""
    orders: Counter[str] = Counter()
    pieces: Counter[str] = Counter()
    for order in world.open_orders():
        if order.events[-1].status in _DEMANDING:
            for line in order.lines:
                if line.item.sku:
                    orders[line.item.sku] += 1
                    pieces[line.item.sku] += line.quantity
    return {sku: (orders[sku], pieces[sku]) for sku in orders}


def _too_few(random: Random, wanted: int) -> int:
    return 0 if wanted < 2 or random.random() < 0.5 else random.randint(1, wanted - 1)


def _purchases(random: Random, now: datetime, scarce: set[str]) -> list[Purchase]:
    """Every supplier was ordered from about every two weeks; what is scarce is in most of the late orders."""
    found = []
    for index, supplier in enumerate(suppliers()):
        range_ = [item for item in items() if item.supplier == index and item.sku]
        lacking = [item for item in range_ if item.sku in scarce]
        time = now - timedelta(days=HISTORY_DAYS - random.uniform(0, 12))
        while time < now:
            late_days = (now - time).days < supplier.lead_days * 1.3
            bought = random.sample(range_, min(len(range_), random.randint(2, 5)))
            wanted = [item for item in lacking if item not in bought and random.random() < 0.6]
            found.append(
                _purchase(random, supplier, time, (wanted if late_days else bought + wanted) or bought)
            )
            time += timedelta(days=random.uniform(6, 22))
    return sorted(found, key=lambda purchase: purchase.ordered_at)


def _purchase(random: Random, supplier: Supplier, time: datetime, bought: list[Item]) -> Purchase:
    lead = random.lognormvariate(math.log(supplier.lead_days), supplier.lead_sigma)
    ordered = time.replace(microsecond=0)
    sent = ordered + timedelta(days=lead * 0.6)
    lines = [
        (
            item,
            supplier.minimum * random.randint(1, 4),
            (item.price * COST_SHARE * CNY_PER_USD * random.randint(94, 108) / 100).quantize(Decimal("0.01")),
        )
        for item in bought
    ]
    return Purchase(
        purchase_id=f"{random.randint(10**18, 4 * 10**18)}",
        supplier=supplier,
        ordered_at=ordered,
        paid_at=ordered + timedelta(minutes=random.randint(1, 240)),
        sent_at=sent.replace(microsecond=0),
        arrives_at=(ordered + timedelta(days=lead)).replace(microsecond=0),
        expected_at=(ordered + timedelta(days=round(supplier.lead_days))).replace(microsecond=0),
        lines=lines,
        tracking=f"YT{random.randint(10**12, 10**13 - 1)}",
    )
