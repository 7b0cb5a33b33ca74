"""The board of short SKUs, suppliers with honest lead times, and the plan for each order."""

from decimal import Decimal
from typing import Any

import pytest

from orderdeck.data.stock import stockouts
from orderdeck.data.stock.plan.choices import choices


def test_a_short_sku_says_what_is_at_risk(bench: Any) -> None:
    bench.stock(A=1)
    bench.order("o1", days=2, A=1)
    bench.order("o2", days=4, A=3)
    bench.order("o3", days=6, A=1)
    bench.refresh()
    (found,) = stockouts.short_skus(bench.con)
    assert (found.sku, found.title, found.on_hand, found.allotted, found.short, found.orders) == (
        "A", "title of A", 1, 1, 4, 2,
    )  # fmt: skip
    assert found.at_risk == {"USD": Decimal(40)}
    assert found.soonest == bench.now + 4 * 86_400_000_000


def test_suppliers_say_lead_time_level_and_n(bench: Any) -> None:
    bench.stock(A=0)
    bench.order("o1", A=1)
    for number, days in enumerate((3, 4, 8)):
        bench.purchase(f"p{number}", "Yiwu Bright", "A", 30 + days, 30, quantity=20)
    bench.purchase("p9", "Slow Co", "Z", 40, 10)
    bench.purchase("p8", "Slow Co", "A", 2, None, quantity=50)
    rules = bench.refresh(shrinkage_k=0)
    board = stockouts.sku_board(bench.con, "A", rules, bench.now)
    assert board is not None
    quick, slow = board.suppliers
    assert (quick.name, quick.lead_time.level, quick.lead_time.n) == ("Yiwu Bright", "sku_supplier", 3)
    assert quick.lead_time.median == pytest.approx(4)
    assert quick.lead_time.cautious is None, "three purchases can't support 80 %"
    assert (slow.lead_time.level, slow.lead_time.n, slow.on_the_way) == ("supplier", 1, 50)
    assert (quick.last_price, quick.currency) == (Decimal("3.5"), "CNY")


def test_a_file_that_turns_to_received_dates_the_arrival(bench: Any) -> None:
    bench.purchase("p1", "S", "A", 10, None, exported=8, state="sent")
    bench.purchase("p1", "S", "A", 10, None, exported=4, state="received")
    bench.purchase("p2", "S", "A", 10, None, exported=4, state="received")
    bench.refresh()
    rows = bench.con.execute("select purchase_key, lead_days from purchases order by 1").fetchall()
    assert rows == [("p1", pytest.approx(6)), ("p2", None)]


def test_a_restock_keyed_here_is_an_open_purchase_until_its_receipt(bench: Any) -> None:
    key = bench.act("restock", sku="A", hours_ago=72, supplier="S", quantity=10)
    bench.refresh()
    assert bench.con.execute(
        "select open, still_due, epoch((select now from clock) - ordered_at) / 86400 from purchases"
    ).fetchall() == [(True, 10, 3.0)]
    bench.act("receipt", sku="A", hours_ago=0, quantity=10, purchase_key=key)
    bench.refresh()
    assert bench.con.execute("select open, lead_days from purchases").fetchall() == [(False, 3.0)]


def test_the_plan_of_a_sku_names_every_order_once_served_ones_first(bench: Any) -> None:
    bench.stock(A=2)
    bench.order("served", days=3, A=2)
    bench.order("waits", days=9, A=1)
    bench.order("late", days=-1, priority=2, A=1)
    for number in range(9):
        bench.purchase(f"p{number}", "S", "A", 33, 30)
    rules = bench.refresh()
    board = stockouts.sku_board(bench.con, "A", rules, bench.now)
    assert board is not None
    assert [(hit.order_key, hit.step.action, hit.short) for hit in board.hits] == [
        ("served", "ship_now", 0),
        ("waits", "wait_restock", 1),
        ("late", "ask_cancel", 1),
    ]
    assert board.totals()["USD"] == (Decimal("39.906"), Decimal(0), Decimal("20.094"))


def test_what_is_kept_only_with_more_time_is_not_called_saved(bench: Any) -> None:
    bench.stock(A=0)
    bench.order("waits", days=9, A=1)
    bench.order("asks", days=3, A=1)
    for number in range(9):
        bench.purchase(f"p{number}", "S", "A", 33, 30)
    rules = bench.refresh()
    board = stockouts.sku_board(bench.con, "A", rules, bench.now)
    by_key = {hit.order_key: hit.step for hit in board.hits}
    assert [by_key[key].action for key in ("waits", "asks")] == ["wait_restock", "ask_time"]
    sums = board.totals()["USD"]
    assert (sums.saved, sums.with_time) == (by_key["waits"].saved, by_key["asks"].saved)
    assert sums.saved + sums.with_time + sums.lost == 40
    _nothing, supplier = choices(
        bench.con, stockouts.book_of(bench.con, rules), "A", rules, bench.now, {"S": 2}
    )
    assert supplier.saved == {"USD": sums.saved}, "the suppliers beside each other say the same"
