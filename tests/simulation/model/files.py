"""Exports as the model sees them: what they say, when they were taken, and which of them count."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from itertools import groupby
from typing import Final, NamedTuple

DAY: Final = 24 * 3600
START: Final = 1_709_640_000
"""When every run begins: 2024-03-05 12:00 UTC, in seconds. Long past, so that no real clock stands before it."""
PLACED: Final = {"N1": START - 5 * DAY, "N2": START - 4 * DAY, "N3": START - 3 * DAY, "N4": START - 2 * DAY}
"""Every order there is, and when it was placed: the line for stock goes by it."""
SKUS: Final = ("A", "B")
CLOSED: Final = ("shipped", "finished")


class Row(NamedTuple):
    """What a file says of an order. Two states of an order are one where nothing of this differs."""

    status: str
    remark: str
    lines: tuple[tuple[str, int], ...]
    """SKU and pieces of each line."""


class Content(NamedTuple):
    """What stands in a file."""

    orders: tuple[tuple[str, Row], ...] = ()
    stock: tuple[tuple[str, int], ...] = ()
    """SKU and pieces; of a stock list, which has no orders."""

    @property
    def is_stock(self) -> bool:
        return not self.orders

    @property
    def text(self) -> str:
        if self.is_stock:
            return "\n".join(["sku,on_hand", *(f"{sku},{pieces}" for sku, pieces in self.stock), ""])
        rows = [
            f"S,{one},{row.status},{row.remark},{_iso(PLACED[one])},{sku},{pieces}"
            for one, row in self.orders
            for sku, pieces in row.lines
        ]
        return "\n".join(["shop,order_id,status,remark,placed_at,sku,quantity", *rows, ""])

    @property
    def latest(self) -> int:
        """The latest thing that it tells of, in seconds; 0: nothing."""
        return max((PLACED[one] for one, _row in self.orders), default=0)

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


class Picture(NamedTuple):
    """A content as of a moment; one, however many files bear it."""

    content: Content
    at: int

    @property
    def place(self) -> tuple[int, int, str]:
        return (self.at, self.content.latest, self.content.digest)


def taken_at(claimed: int, came: int, content: Content) -> int:
    """When a file was taken that claims `claimed` by its name or its time, and came at `came`: not before what it tells
    of (by more than zones differ), nor after it came."""
    if content.latest > claimed + 26 * 3600:
        claimed = max(content.latest, min(claimed, came))
    return min(claimed, came)


def runs(pictures: Iterable[Picture], out: Collection[Picture] = ()) -> list[list[Picture]]:
    """The pictures that are not `out`, oldest first; the same content with nothing in between together."""
    left = sorted((one for one in set(pictures) if one not in out), key=lambda one: one.place)
    return [list(run) for _content, run in groupby(left, key=lambda one: one.content)]


def orders_of(pictures: Iterable[Picture]) -> dict[str, Row]:
    """Each order by its newest word."""
    found: dict[str, Row] = {}
    for one in sorted(pictures, key=lambda one: one.place):
        found |= dict(one.content.orders)
    return found


def _iso(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()
