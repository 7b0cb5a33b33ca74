"""Orders that are gone or go back, once more in plain Python: what the desk has to say whatever came first."""

from dataclasses import dataclass, field
from datetime import datetime

OPEN = {
    "awaiting_payment": "unpaid", "payment_check": "unpaid", "to_ship": "to_ship", "part_shipped": "to_ship",
    "cancel_requested": "cancel", "risk_control": "held", "dispute": "held", "unrecognised": "unrecognised",
}  # fmt: skip
STEP = {
    "awaiting_payment": 0, "payment_check": 0, "to_ship": 1, "risk_control": 1, "part_shipped": 2,
    "shipped": 3, "closing": 3, "finished": 3,
}  # fmt: skip


@dataclass
class Listing:
    """An export: whose orders it has, and what it claims to be. `orders`: number -> (status, placed)."""

    at: datetime
    profile: str
    whole: str
    shop: str
    orders: dict[str, tuple[str, datetime]]
    lists: str = ""
    said: bool = False
    span: tuple[datetime, datetime] | None = None
    rejected: set[str | None] = field(default_factory=set)
    also: tuple[str, ...] = ()
    name: str = ""

    def stages(self) -> set[str]:
        """Steps of work that it would list an order at."""
        every = set(OPEN.values())
        if self.lists:
            return {"to_ship"} if self.lists == "to_ship" else every
        return every if self.is_every() else {OPEN[status] for status, _placed in self.orders.values()}

    def is_every(self) -> bool:
        return self.lists == "all" or (
            not self.lists and any(status not in OPEN for status, _placed in self.orders.values())
        )

    def covers(self, placed: datetime) -> bool:
        """Whether an order placed then would stand in it."""
        times = [placed for _status, placed in self.orders.values()]
        first, last = self.span or ((min(times), max(times)) if self.is_every() else (placed, placed))
        return first <= placed <= last and placed <= self.at


def went_back(was: str, status: str) -> bool:
    if was == "cancelled":
        return True
    if was in ("shipped", "closing", "finished") and status == "cancel_requested":
        return True
    return was in STEP and status in STEP and STEP[status] < STEP[was]


class Model:
    """Over all exports; of one time there is only one."""

    def __init__(self, listings: list[Listing]) -> None:
        self.listings = sorted(listings, key=lambda one: one.at)

    def open_orders(self) -> dict[str, int]:
        """Number -> place of the export that has its newest state."""
        newest = {number: place for place, one in enumerate(self.listings) for number in one.orders}
        return {n: at for n, at in newest.items() if self.listings[at].orders[n][0] in OPEN}

    def since_closed(self, number: str) -> list[int]:
        """The exports that list an order since it was last finished with (all, where it never was)."""
        found: list[int] = []
        for place, one in enumerate(self.listings):
            if number in one.orders:
                found = [*found, place] if one.orders[number][0] in OPEN else []
        return found

    def linked(self, first: int, second: int) -> bool:
        """Whether two exports have an open order in common."""
        return any({first, second} <= set(self.since_closed(number)) for number in self.open_orders())

    def absent(self) -> dict[str, tuple[datetime, bool]]:
        """Number -> (time of the first export that lacks it, whether it is surely gone)."""
        found = {}
        for number, place in self.open_orders().items():
            status, placed = self.listings[place].orders[number]
            shop = self.listings[place].shop
            profiles = {self.listings[at].profile for at in self.since_closed(number)}
            lacking = [
                at
                for at, one in enumerate(self.listings)
                if at > place
                and one.whole != "no"
                and one.shop == shop
                and OPEN[status] in one.stages()
                and one.covers(placed)
                and profiles & {one.profile, *one.also}
                and number not in one.rejected
                and (one.whole == "yes" or self.linked(place, at))
            ]
            if lacking:
                sure = any(self.is_sure(place, at) for at in lacking)
                found[number] = (self.listings[lacking[0]].at, sure)
        return found

    def is_sure(self, last: int, at: int) -> bool:
        one = self.listings[at]
        if one.whole != "yes":
            return False
        return one.said or (None not in one.rejected and (bool(one.shop) or self.linked(last, at)))

    def sent_back(self) -> dict[str, tuple[str, str, str]]:
        """Number -> (status it had, file that had it, file that has it back)."""
        found = {}
        for number, newest in self.open_orders().items():
            now = self.listings[newest].orders[number][0]
            rows = [
                (at, one.orders[number][0]) for at, one in enumerate(self.listings) if number in one.orders
            ]
            closed = max((at for at, status in rows if status not in OPEN), default=-1)
            before = [(at, was) for at, was in rows if closed <= at < newest and went_back(was, now)]
            if before:
                at, was = before[-1]
                back = next(later for later, status in rows if later > at and went_back(was, status))
                found[number] = (was, self.listings[at].name, self.listings[back].name)
        return found
