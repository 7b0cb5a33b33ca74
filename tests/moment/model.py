"""Which file is newer, once more in plain Python: what a desk must say of a set of files, whatever order they came
in."""

import hashlib
from typing import Any, NamedTuple

Orders = dict[str, dict[str, str]]
"""Order id -> column -> what the file says; the columns that it has, and no others."""


class File(NamedTuple):
    """An export as it lies in the folder."""

    name: str
    at: int
    """When it was taken, seconds since the epoch: its modification time."""
    text: str
    says: Any
    """Orders, or SKU -> how many."""
    latest: int = 0
    """The latest thing that it tells of, seconds since the epoch."""
    came: int = 0
    """When it came into the folder, seconds since the epoch; 0: after all that the others claim."""

    @property
    def place(self) -> tuple[int, int, str]:
        return (
            min(self.at, self.came or self.at),
            self.latest,
            hashlib.sha256(self.text.encode()).hexdigest(),
        )


DEFAULTS = {"status": "to_ship"}
"""What an order has of which no file said it."""


def orders_of(files: list[File]) -> dict[str, dict[str, str]]:
    """Each order by its newest word on each column; a column that a file has is its word, blank cells too."""
    known: dict[str, dict[str, str]] = {}
    for file in sorted(files, key=lambda one: one.place):
        for order_id, said in file.says.items():
            known[order_id] = DEFAULTS | known.get(order_id, {}) | said
    return known


def stock_of(files: list[File], acts: list[tuple[int, str, str, int]]) -> dict[str, tuple[int, int]]:
    """SKU -> how many there are, and as of when: the newest count, by a file or by word ("left"), and what was received
    since. `acts`: (second, kind, SKU, pieces)."""
    found: dict[str, tuple[int, int]] = {}
    if files:
        newest = max(files, key=lambda one: one.place)
        found = {sku: (pieces, newest.at) for sku, pieces in newest.says.items()}
    for at, kind, sku, pieces in sorted(acts):
        if kind == "left" and at > found.get(sku, (0, 0))[1]:
            found[sku] = (pieces, at)
    for at, kind, sku, pieces in acts:
        if kind == "receipt" and sku in found and at > found[sku][1]:
            found[sku] = (found[sku][0] + pieces, found[sku][1])
    return found
