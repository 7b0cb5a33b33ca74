"""What the sample world is made of: orders of any marketplace, their lives, and what an export sees of them.

Nothing here knows a file layout. Times are aware datetimes in UTC with whole seconds, money is decimal.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from orderdeck.data.base.vocabulary import status

NEXT: Final[dict[str, tuple[str, ...]]] = {
    status.AWAITING_PAYMENT: (status.RISK_CONTROL, status.TO_SHIP, status.CANCELLED, status.AWAITING_GROUP),
    status.AWAITING_GROUP: (status.TO_SHIP, status.CANCELLED),
    status.RISK_CONTROL: (status.TO_SHIP, status.CANCELLED, status.FROZEN),
    status.TO_SHIP: (
        status.SHIPPED, status.PART_SHIPPED, status.CANCEL_REQUESTED, status.FROZEN, status.CANCELLED,
        status.UNRECOGNISED,
    ),
    status.PART_SHIPPED: (status.SHIPPED,),
    status.CANCEL_REQUESTED: (status.CANCELLED,),
    status.FROZEN: (status.CANCELLED,),
    status.SHIPPED: (status.FINISHED, status.DISPUTE),
    status.DISPUTE: (status.AWAITING_AMOUNT, status.CLOSING),
    status.AWAITING_AMOUNT: (status.CLOSING,),
    status.CLOSING: (status.FINISHED,),
    status.UNRECOGNISED: (status.SHIPPED,),
}  # fmt: skip
"""Status -> statuses that may follow it. No way leads back, so a life only ever moves on."""


@dataclass(frozen=True, slots=True)
class Item:
    """One SKU of a listing (`sku` is None where the listing has no codes)."""

    sku: str | None
    product_id: str
    title: str
    attributes: tuple[tuple[str, str], ...]
    price: Decimal
    unit: str
    bulk: int
    ship_days: int
    shop: int
    supplier: int


@dataclass(frozen=True, slots=True)
class Line:
    """So many pieces of an item at a unit price, in the order's currency."""

    item: Item
    quantity: int
    price: Decimal

    @property
    def total(self) -> Decimal:
        return self.price * self.quantity


@dataclass(frozen=True, slots=True)
class Shop:
    """A seller's shop and who looks after its orders."""

    seller_id: str
    name: str
    managers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """A buyer with the address that the order goes to."""

    login: str
    name: str
    email: str
    country: str  # ISO 3166 alpha-2
    country_label: str
    language: str
    street: str
    city: str
    province: str
    zip: str
    phone: str
    tax: str
    national: str

    @property
    def block(self) -> str:
        """The whole address in one line."""
        return ", ".join((self.street, self.city, self.province, self.country_label, self.zip))


@dataclass(frozen=True, slots=True)
class Service:
    """A shipping service as buyers see it; `kind` is courier, premium, standard or economy."""

    label: str
    kind: str
    carrier: str
    tracking: str
    odds: int
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody wrote on an order, and what it asks for."""

    text: str
    kinds: tuple[str, ...]
    language: str
    harmless: bool = False
    """Whether nobody needs to read it."""


@dataclass(frozen=True, slots=True)
class Event:
    """From `at` on the order has this status."""

    at: datetime
    status: str


@dataclass(slots=True)
class Order:
    """An order with its whole life; only `events` grows."""

    order_id: str
    shop: Shop
    manager: str
    person: Person
    lines: tuple[Line, ...]
    service: Service
    remark: Remark | None
    currency: str
    shipping: Decimal
    discount: Decimal
    vat: Decimal
    ship_days: int
    tracking: str
    events: list[Event] = field(default_factory=list)
    close_reason: str = ""
    strange_word: str = ""  # the status text where the status is one that no table knows

    @property
    def goods(self) -> Decimal:
        return sum((line.total for line in self.lines), Decimal(0))

    @property
    def total(self) -> Decimal:
        """Goods and shipping less discount; tax that the platform collects is not in it."""
        return self.goods + self.shipping - self.discount

    @property
    def pieces(self) -> int:
        return sum(line.quantity for line in self.lines)

    def at(self, time: datetime) -> "Snapshot | None":
        """The order as an export made at `time` would show it; None where it is not placed yet."""
        known = [event for event in self.events if event.at <= time]
        return Snapshot(self, time, known) if known else None


class Snapshot:
    """An order as it stood at one time: status and only those times that had come."""

    __slots__ = ("at", "order", "paid_at", "placed_at", "received_at", "sent_at", "ship_by", "status")

    def __init__(self, order: Order, at: datetime, events: list[Event]) -> None:
        first: dict[str, datetime] = {}
        for event in events:
            first.setdefault(event.status, event.at)
        self.order = order
        self.at = at
        self.status = events[-1].status
        self.placed_at = events[0].at
        self.paid_at = first.get(status.RISK_CONTROL) or first.get(status.TO_SHIP)
        self.sent_at = first.get(status.PART_SHIPPED) or first.get(status.SHIPPED)
        self.received_at = first.get(status.FINISHED) if self.sent_at else None
        cleared = first.get(status.TO_SHIP)
        still_runs = self.status in (
            status.TO_SHIP, status.PART_SHIPPED, status.CANCEL_REQUESTED, status.UNRECOGNISED, status.FROZEN,
        )  # fmt: skip
        self.ship_by = cleared + timedelta(days=order.ship_days) if cleared and still_runs else None
