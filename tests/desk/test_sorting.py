"""How rows of a queue are sorted: what is due before what has time, whatever its kind, also as the clock goes on."""

import random
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.desk.make_desk import NOON, Bench, order
from tests.desk.oracle import is_wholesale

DUE = timedelta(hours=24)
"""The setting `due_hours`."""


def some(luck: random.Random, number: int) -> dict[str, Any]:
    """An order to ship: wholesale, express or neither, with days left, overdue, or without a ship-by time."""
    hours = luck.choice([None, *range(-30, 150, 7)])
    return order(
        number,
        ship_by=None if hours is None else NOON + timedelta(hours=hours, minutes=number),
        lines=[{"quantity": luck.choice([1, 1, 40])}],
        service=luck.choice(["DHL", "AliExpress Standard Shipping"]),
    )


def place(one: dict[str, Any], now: datetime) -> tuple[bool, int, bool, datetime, str]:
    """Where an order stands among others: due, then wholesale, express, the rest, then least time left."""
    ship_by = one["ship_by"]
    kind = 0 if is_wholesale(one) else 1 if one["service"] == "DHL" else 2
    due = ship_by is not None and ship_by <= now + DUE
    return not due, kind, ship_by is None, ship_by or NOON, one["order_key"]


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_due_comes_first_then_wholesale_express_and_the_rest(bench: Bench, seed: int) -> None:
    luck = random.Random(seed)
    orders = {one["order_key"]: one for one in (some(luck, number) for number in range(40))}
    bench.load(*orders.values())
    for key in orders:
        bench.act("claim", key)
    desk = bench.desk()
    assert len(desk.keys("mine", operator="li")) == len(orders)
    for hours in (0, 3, 31, 90):
        bench.now = NOON + timedelta(hours=hours)
        desk.tick()
        for view in ("wholesale", "express", "standard", "mine"):
            found = desk.keys(view, operator="li")
            assert found == sorted(found, key=lambda key: place(orders[key], bench.now)), (view, hours)
