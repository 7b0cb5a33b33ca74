"""When pieces that are ordered now are expected: `r` proposes the date that a list handed over takes."""

from datetime import timedelta
from typing import Any

import pytest

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.stock.acts.facade import StockActs
from orderdeck.data.stock.desk import StockDesk
from tests.desk.make_desk import NOON, Bench, order, us

DAY = 86_400_000_000


def purchase(number: int, ordered: int, took: int) -> dict[str, Any]:
    at = NOON - timedelta(days=ordered)
    return {
        "purchase_key": f"P{number}", "purchase_id": f"P{number}", "supplier": "Sup", "sku": "A", "quantity": 9,
        "ordered_at": at, "received_at": at + timedelta(days=took), "state": "received",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "closed", "expected"),
    [
        (None, 0, 5),
        (None, 3, 8),  # closed from tomorrow on for three days
        (9, 0, 9),
        (9, 3, 9),  # its own date is a date
        (-1, 0, 5),  # a date that is over says nothing
    ],
)
def test_the_date_proposed_is_the_date_that_a_list_handed_over_takes(
    desk_bench: Bench, said: int | None, closed: int, expected: int
) -> None:
    bench = desk_bench
    bench.load(order(1, lines=[{"sku": "A", "quantity": 3}], ship_by=NOON + timedelta(days=25)))
    bench.stock(NOON - timedelta(hours=1), A=0)
    bench.purchases(NOON - timedelta(hours=1), *(purchase(number, 60 + number, 5) for number in range(8)))
    desk = bench.desk(Settings(), hooks=None)
    acts = StockActs(desk, desk.ledger, "li")
    if closed:
        span = (NOON + timedelta(days=1), NOON + timedelta(days=1 + closed))
        desk.con.execute("insert into closed_days values ('Sup', ?, ?)", span)
    if said is not None:
        bench.now += timedelta(days=min(0, said - 1))
        assert acts.answer("A", "Sup", expected_at=us(NOON + timedelta(days=said))).done
        bench.now = NOON
    desk.catch_up()
    stock = StockDesk(desk)
    proposed = stock.restock("A").arrivals["Sup"]
    assert proposed == us(NOON) + expected * DAY
    acts.apply(stock.board("A"), {})
    (pending,) = stock.waiting()
    assert acts.sent("purchases", "Sup", pending.upto).done
    (coming,) = StockDesk(desk).purchases("A")
    assert coming.expected_at == proposed


def test_of_a_supplier_that_nobody_knows_no_date_is_known(desk_bench: Bench) -> None:
    desk_bench.load(order(1, lines=[{"sku": "A", "quantity": 3}]))
    desk_bench.stock(NOON - timedelta(hours=1), A=0)
    desk = desk_bench.desk(Settings(), hooks=None)
    assert StockDesk(desk).book().arrives_at("A", "Nobody", us(NOON)) is None
