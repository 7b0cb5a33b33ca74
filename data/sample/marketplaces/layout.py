"""What the export of a marketplace is like: its columns, its row shape, its words, its clock and its furniture."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from orderdeck.data.base.vocabulary import status
from orderdeck.data.sample.world.orders import Line, Order, Snapshot

Shape = Literal["order", "item", "first_row", "unit", "summary"]
"""order: a row an order. item: a row a line, order columns repeated. first_row: a row a line, order columns on the
first only. unit: a row a piece. summary: a row of the order's money, then its lines, where there are several."""


class View(NamedTuple):
    """What one row is made of."""

    layout: "Layout"
    snapshot: Snapshot
    line: Line | None
    """None in a row that is a summary or a whole order."""
    place: int
    """Which of the order's rows it is, from 0."""
    number: int
    """The order's number within its shop, from 1."""

    @property
    def order(self) -> Order:
        return self.snapshot.order

    @property
    def shown(self) -> "Shown":
        """How the layout shows the order's status."""
        return self.layout.show(self.snapshot)


Maker = Callable[[View], str]
Counter = Callable[[View], int]


@dataclass(frozen=True, slots=True)
class Shown:
    """A status as a file shows it: the words of its columns, and what they can be read as."""

    becomes: str
    words: Mapping[str, str] = field(default_factory=dict)
    """Field (status, substatus, …) -> word; "" where nothing is said."""


@dataclass(frozen=True, slots=True)
class Clock:
    """How a column writes times: by strftime, or, where a locale is named, by a Babel pattern in its language."""

    pattern: str = "%Y-%m-%d %H:%M:%S"
    locale: str = ""
    days: bool = False
    """Whether only the day is written."""

    def write(self, moment: datetime | None, zone: ZoneInfo) -> str:
        """`moment` on the clock of `zone`; "" for None."""
        if moment is None:
            return ""
        local = moment.astimezone(zone)
        if not self.locale:
            return local.strftime(self.pattern)
        from babel.dates import format_date

        return format_date(local.date(), self.pattern, locale=self.locale)

    def read(self, moment: datetime | None, zone: ZoneInfo, *, end: bool = False) -> datetime | None:
        """What is left of `moment` once written: itself, its minute, or the beginning (or last second) of its day."""
        if moment is None:
            return None
        if not self.days:
            return moment if "%S" in self.pattern else moment.replace(second=0)
        day = moment.astimezone(zone).replace(hour=0, minute=0, second=0)
        return day + timedelta(hours=23, minutes=59, seconds=59) if end else day


def plain_money(amount: Decimal) -> str:
    """1234.50"""
    return f"{amount:.2f}"


def by_dates(snapshot: Snapshot) -> Shown:
    """For files without a status: sent, else paid, else not."""
    if snapshot.sent_at:
        return Shown(status.SHIPPED)
    return Shown(status.TO_SHIP if snapshot.paid_at else status.AWAITING_PAYMENT)


def same_number(view: View) -> str:
    """The world's own 16 digits."""
    return view.order.order_id


@dataclass(frozen=True, kw_only=True)
class Layout:
    """One marketplace's export."""

    name: str
    profile: str = ""
    """Of the profile that reads it, where that has another name."""
    marketplace: str
    header: Sequence[str]
    fields: Mapping[str, str]
    """Header -> maker (a key of cells.MAKERS, or of `own`); columns that are not here stay empty."""
    shape: Shape
    own: Mapping[str, Maker] = field(default_factory=dict)
    order_id: Maker = same_number
    show: Callable[[Snapshot], Shown]
    takes: Callable[[Snapshot], bool] = lambda snapshot: True
    """Which orders such an export holds."""
    zone: str = "UTC"
    clock: Clock = Clock()
    clocks: Mapping[str, Clock] = field(default_factory=dict)
    """Field -> clock, where it differs."""
    money: Callable[[Decimal], str] = plain_money
    currency: str = "USD"
    services: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Kind of the world's service -> labels; empty: the world's own labels."""
    total: Callable[[Order], Decimal | None] = lambda order: order.total
    """What the file's amounts come to."""
    goods: Callable[[Order], Decimal | None] = lambda order: order.goods
    tells_currency: bool = True
    """Whether the file says what its amounts are in."""
    sender: Callable[[Snapshot], str | None] = lambda snapshot: None
    """Who sends an order, where the file has a column for it: seller or platform."""
    lines: bool = True
    """Whether the file tells every line."""
    left: Counter | None = None
    """Pieces of a row's line that are still to send while its order is open, where columns tell; None: all."""
    refund: Callable[[View], Mapping[str, str]] | None = None
    """order: what differs (field -> cell) in a row of its own for what was given back of an order; {}: nothing was."""
    couriers: bool = True
    """Whether the labels of couriers name one that counts as express by default."""
    repeated: frozenset[str] = frozenset()
    """first_row: fields of later rows, beside those of the line."""
    above: Sequence[Sequence[str]] = ()
    below: Callable[[int, str], Sequence[Sequence[str]]] = lambda rows, shop: ()
    """Rows under the data, from their number and the shop."""
    under_header: Sequence[Sequence[str]] = ()
    separator: str = ","
    quoting: Literal["minimal", "all", "none"] = "minimal"
    eol: str = "\n"
    encoding: str = "utf-8"
    container: str = "csv"
    ending: str = ""
    """What every filled cell ends in."""
    stem: Callable[[datetime, int], str] = lambda at, number: f"orders_{number}"
    """Name of the file made at that time, the how-manieth of its shop."""

    def time(self, name: str, moment: datetime | None) -> str:
        """`moment` as field `name` writes it."""
        return self.clocks.get(name, self.clock).write(moment, ZoneInfo(self.zone))

    def service(self, order: Order) -> str:
        """The label of the order's service."""
        labels = self.services.get(order.service.kind) or self.services.get("standard")
        return labels[int(order.order_id) // 10_000 % len(labels)] if labels else order.service.label

    @property
    def holds(self) -> frozenset[str]:
        """The fields that have a column."""
        return frozenset(self.fields.values())


SENT: Final = (status.SHIPPED, status.DISPUTE, status.AWAITING_AMOUNT, status.CLOSING, status.FINISHED)
UNPAID: Final = (status.AWAITING_PAYMENT, status.AWAITING_GROUP)


def shows(table: Mapping[str, Shown]) -> Callable[[Snapshot], Shown]:
    """Shows a status by `table`: by its own entry, else as sent, unpaid or to be shipped; the world's strange words as
    they are."""

    def show(snapshot: Snapshot) -> Shown:
        now = snapshot.status
        if now == status.UNRECOGNISED:
            return Shown(status.UNRECOGNISED, {"status": snapshot.order.strange_word})
        if now not in table:
            now = (
                status.SHIPPED
                if now in SENT
                else status.AWAITING_PAYMENT
                if now in UNPAID
                else status.TO_SHIP
            )
        return table[now]

    return show


def said(becomes: str, word: str, **others: str) -> Shown:
    """A status shown by one word, and what else its columns say."""
    return Shown(becomes, {"status": word, **others})
