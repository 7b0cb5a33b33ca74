"""What left of an order that is still to be shipped is off the stock until a newer picture of it."""

import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from orderdeck.data.base.paths import DeskPaths
from tests.desk.make_desk import NOON, Bench, order

HOUR = timedelta(hours=1)
START = NOON - 6 * HOUR
THERE = 20
PIECES = 5
SENT = st.lists(st.integers(0, PIECES), min_size=3, max_size=3).map(sorted)
HISTORIES = st.lists(
    st.tuples(SENT, st.sampled_from(["to_ship", "part_shipped", "on_hold"]), st.booleans()),
    min_size=1,
    max_size=6,
)


def seen(number: int, sent: int, status: str, placed: datetime) -> dict[str, Any]:
    """An order of a SKU of its own, of which so many pieces were sent."""
    line = {"sku": f"A{number}", "quantity": PIECES, "sent": sent or None, "owed": PIECES - sent}
    return order(number, lines=[line], status="shipped" if sent == PIECES else status, placed_at=placed)


@settings(max_examples=6, deadline=None)
@given(HISTORIES, st.sampled_from([0.5, 1.5, 2.5, 3.5]))
@example([([0, 2, 2], "to_ship", False), ([1, 1, 4], "to_ship", True), ([0, 3, 5], "to_ship", False)], 0.5)
def test_stock_is_its_picture_less_what_left_after_it(histories: list[Any], counted: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "exports").mkdir()
        bench = Bench(DeskPaths.of(Path(folder) / "exports"))
        try:
            play(bench, histories, START + counted * HOUR)
        finally:
            bench.close()


def play(bench: Bench, histories: list[Any], picture: datetime) -> None:
    """Three exports an hour apart, to a desk that follows from the first on and to one that is opened at the end."""
    bench.stock(picture, **{f"A{number}": THERE for number in range(len(histories))})
    left = [0] * len(histories)
    for at in range(3):
        when = START + (at + 1) * HOUR
        orders = []
        for number, (sent, status, fresh) in enumerate(histories):
            # placed long before, or just before the first export that has it
            placed = START + 0.9 * HOUR if fresh else NOON - timedelta(days=2)
            orders.append(seen(number, sent[at], status, placed))
            if (when if at else placed) > picture:
                left[number] += sent[at] - (sent[at - 1] if at else 0)
        bench.load(*orders, at=when)
        if not at:
            running = bench.desk(hooks=None, debug=False)
    running.catch_up()
    for desk in (running, bench.desk(hooks=None, debug=False)):
        found = dict(desk.con.execute("select sku, on_hand from stock_position").fetchall())
        assert found == {f"A{number}": THERE - pieces for number, pieces in enumerate(left)}
