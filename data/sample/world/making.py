"""Puts orders together: who buys what, for how much, sent how, with which words."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Final

from orderdeck.data.base.vocabulary import status
from orderdeck.data.sample.world.cases import Traits
from orderdeck.data.sample.world.catalogue import items
from orderdeck.data.sample.world.hostile import spoil
from orderdeck.data.sample.world.orders import Item, Line, Order, Person, Remark, Shop
from orderdeck.data.sample.world.people import Buyers, digits, pick_service
from orderdeck.data.sample.world.written import write_remark

RATES: Final = {
    "USD": Decimal(1), "CNY": Decimal("7.1"), "EUR": Decimal("0.92"), "GBP": Decimal("0.78"), "AUD": Decimal("1.5"),
    "SGD": Decimal("1.35"), "THB": Decimal(36), "IDR": Decimal(16000), "BDT": Decimal(118),
}  # fmt: skip
"""Rough rates that list prices in dollars are turned by; any will do."""

TAXED: Final = frozenset(("GB", "FR", "DE", "ES", "IT", "PL", "NL", "PT", "SE", "AU"))
"""Countries where the platform collects VAT or GST at check-out."""

STRANGE_WORDS: Final = ("平台介入处理", "待补充清关资料", "海外仓调拨")
"""Status texts that no table knows."""

_CENT: Final = Decimal("0.01")
_RETAIL_LIMIT: Final = Decimal(220)
_POSTAGE: Final = {"courier": (14, 42), "premium": (8, 22), "standard": (0, 4), "economy": (0, 1)}


class OrderMaker:
    """Makes orders without a life; `number` gives them their ids once it is known in which order they came."""

    def __init__(self, random: Random, shops: Sequence[Shop], currency: str, hostile: bool) -> None:
        self._random = random
        self._shops = shops
        self._currency = currency
        self._hostile = hostile
        self._buyers = Buyers(random)
        self._stock = [[item for item in items() if item.shop == index] for index in range(len(shops))]
        self._last_id = 8_170_000_000_000_000 + random.randrange(10**14)

    def make(self, traits: Traits, now: datetime) -> Order:
        """An order with these traits and no events yet."""
        shop_index = self._random.randrange(len(self._shops))
        person = self._buyers.draw()
        lines = self._lines(shop_index, traits.wholesale)
        service = pick_service(self._random, person, courier=traits.courier)
        remark = self._remark(person, now, traits)
        if self._hostile and self._random.random() < 0.3:
            person, lines, remark = spoil(self._random, person, lines, remark)
        goods = sum((line.total for line in lines), Decimal(0))
        shop = self._shops[shop_index]
        return Order(
            order_id="",
            shop=shop,
            manager=self._random.choice(shop.managers),
            person=person,
            lines=lines,
            service=service,
            remark=remark,
            currency=self._currency,
            shipping=self._postage(service.kind, traits.wholesale),
            discount=self._discount(goods),
            vat=(goods * Decimal("0.2")).quantize(_CENT) if person.country in TAXED else Decimal("0.00"),
            ship_days=min(line.item.ship_days for line in lines),
            tracking=digits(self._random, service.tracking),
            strange_word=self._random.choice(STRANGE_WORDS) if traits.status == status.UNRECOGNISED else "",
        )

    def number(self, orders: Sequence[Order]) -> None:
        """Gives `orders` ids that rise with time and end in digits of the buyer's own, as on AliExpress."""
        for order in orders:
            self._last_id += self._random.randint(1, 400) * 10_000
            tail = int.from_bytes(order.person.email.encode()[:6], "big") % 10_000
            order.order_id = str(self._last_id // 10_000 * 10_000 + tail)

    def _lines(self, shop: int, wholesale: bool) -> tuple[Line, ...]:
        if wholesale:
            return self._bulk_lines(shop)
        [count] = self._random.choices((1, 2, 3, 4), (78, 15, 5, 2))
        lines: list[Line] = []
        for item in self._random.sample(self._stock[shop], count):
            [quantity] = self._random.choices((1, 2, 3, 5), (82, 12, 4, 2))
            line = Line(item, quantity, self._price(item))
            so_far = sum((one.total for one in lines), line.total)
            if not lines or so_far < _RETAIL_LIMIT * RATES[self._currency]:
                lines.append(line)
        return tuple(lines)

    def _bulk_lines(self, shop: int) -> tuple[Line, ...]:
        """One big line, or several of a handful each that together are a wholesale order."""
        if self._random.random() < 0.75:
            item = self._random.choice(self._stock[shop])
            quantity = max(10, round(item.bulk * self._random.uniform(0.6, 2.5) / 5) * 5)
            return (Line(item, quantity, self._price(item, "0.88")),)
        chosen = self._random.sample(self._stock[shop], self._random.randint(5, 8))
        return tuple(Line(item, self._random.randint(6, 9), self._price(item, "0.93")) for item in chosen)

    def _price(self, item: Item, factor: str = "1") -> Decimal:
        wobble = Decimal(self._random.randint(95, 106)) / 100
        return (item.price * RATES[self._currency] * Decimal(factor) * wobble).quantize(_CENT)

    def _postage(self, kind: str, wholesale: bool) -> Decimal:
        low, high = _POSTAGE[kind]
        if kind in ("standard", "economy") and self._random.random() < 0.5:
            return Decimal("0.00")
        postage = Decimal(f"{self._random.uniform(low, high):.2f}") * RATES[self._currency]
        return (postage * (3 if wholesale else 1)).quantize(_CENT)

    def _discount(self, goods: Decimal) -> Decimal:
        if self._random.random() < 0.7:
            return Decimal("0.00")
        return (goods * self._random.randint(2, 12) / 100).quantize(_CENT)

    def _remark(self, person: Person, now: datetime, traits: Traits) -> Remark | None:
        if not traits.remark:
            return None
        return write_remark(self._random, person, now, blocking=traits.remark == "blocking")
