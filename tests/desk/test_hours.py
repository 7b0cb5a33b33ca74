"""The hours of the dashboard against counting orders one by one."""

from datetime import timedelta

from orderdeck.data.reports.hours import AHEAD, hours
from tests.desk.make_desk import NOON, Bench, order, us

MORNING = NOON - timedelta(hours=12)
LEFT = (-30, -1, 0.5, 0.9, 1.5, 20, 47.9, 48.1, 300, None)
"""Hours until the orders' deadlines."""
EARLY = 4
"""So many of them were here before the day began."""


def test_what_is_due_came_and_was_done_hour_by_hour(bench: Bench) -> None:
    orders = [
        order(at, ship_by=None if left is None else NOON + timedelta(hours=left))
        for at, left in enumerate(LEFT, 1)
    ]
    before, third = MORNING - timedelta(hours=4), MORNING + timedelta(hours=3)
    bench.load(*orders[:EARLY], at=before, loaded=before)
    bench.load(*orders, at=third, loaded=third + timedelta(minutes=10))
    for hour, number in ((7, 3), (7, 5), (9, 6)):
        bench.now = MORNING + timedelta(hours=hour, minutes=5)
        act = bench.act("done", order_key=f"aliexpress:{number}")
    bench.act("undo", undoes=act.id, order_key="aliexpress:6")
    bench.now = NOON
    desk = bench.desk()
    found = hours(desk, us(MORNING))

    board = desk.board([one["order_key"] for one in orders]).to_dicts()
    todo = [row for row in board if not row["done"]]
    assert len(todo) == len(LEFT) - 2
    ahead = [(row["deadline"] - NOON) / timedelta(hours=1) for row in todo if row["deadline"] is not None]
    assert found.late == sum(row["late"] for row in todo) == 2
    assert list(found.due) == [sum(hour <= left < hour + 1 for left in ahead) for hour in range(AHEAD)], (
        "by the hour"
    )
    assert sum(found.due) == 3
    assert found.arrived == (0, 0, 0, len(LEFT) - EARLY, *[0] * 9)
    assert found.completed == (*[0] * 7, 2, *[0] * 5)
    assert found.waiting == (*[EARLY] * 3, *[len(LEFT)] * 4, *[len(LEFT) - 2] * 6)
