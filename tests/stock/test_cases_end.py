"""A case that nobody has written about ends with its reason: no entry of the outbox asks for what is over."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data.actions import Outcome, Request
from orderdeck.data.base.config.settings import Settings
from orderdeck.data.stock.acts.scripted import act
from orderdeck.data.stock.cases import cases
from tests.desk.make_desk import NOON, Bench, order
from tests.stock.test_running_is_fresh import DEEDS, ORDERS, day


class Shop:
    """Two orders of three A on two marketplaces, none there, and a supplier that takes nine days."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        wants: dict[str, Any] = {"lines": [{"sku": "A", "quantity": 3}], "ship_by": NOON + timedelta(days=2)}
        self.first = order(1, order_key="shopee:1", marketplace="shopee", **wants)
        self.other = order(2, **wants)
        bench.load(self.first, self.other, at=NOON - timedelta(hours=2))
        bench.stock(NOON - timedelta(hours=1), A=0)
        past = [NOON - timedelta(days=30 * number) for number in range(1, 10)]
        bench.purchases(
            NOON - timedelta(hours=1),
            *(
                {"purchase_key": f"P{n}", "purchase_id": f"P{n}", "supplier": "S", "sku": "A", "quantity": 1,
                 "ordered_at": at, "received_at": at + timedelta(days=9), "state": "received"}
                for n, at in enumerate(past)
            ),
        )  # fmt: skip
        self.desk = bench.desk(Settings(), hooks=None, debug=False)

    def do(self, kind: str, target: str, **data: Any) -> Outcome:
        self.bench.now += timedelta(minutes=1)
        return act(self.desk, Request(kind=kind, targets=(target,), operator="li", data=data))

    def open(self) -> dict[str, tuple[str, str]]:
        self.desk.catch_up()
        return {one.order_key: (one.what, one.stage) for one in cases(self.desk.con) if one.stage != "closed"}


@pytest.fixture
def shop(desk_bench: Bench) -> Shop:
    made = Shop(desk_bench)
    made.do("apply_plan", "A")
    return made


BOTH = {"shopee:1": ("we_cancel", "to_cancel"), "aliexpress:2": ("cancel", "to_ask")}


def test_a_case_ends_when_the_order_lacks_nothing_any_more(shop: Shop) -> None:
    assert shop.open() == BOTH
    shop.bench.stock(shop.bench.now, A=9)
    assert shop.open() == {}


def test_who_was_written_to_is_followed_to_the_end(shop: Shop) -> None:
    shop.do("asked", "aliexpress:2", what="cancel")
    shop.bench.stock(shop.bench.now, A=9)
    assert shop.open() == {"aliexpress:2": ("cancel", "asked")}


def test_a_plan_applied_again_replaces_what_nobody_has_written_yet(shop: Shop) -> None:
    later = {"ship_by": NOON + timedelta(days=40)}
    shop.bench.load(shop.first | later, shop.other | later, at=NOON)
    assert shop.open() == BOTH
    assert shop.do("apply_plan", "A").done
    assert shop.open() == {}
    assert not shop.do("apply_plan", "A").done


def test_nothing_that_was_sent_in_part_is_to_be_cancelled_whole(shop: Shop) -> None:
    lines = [{"sku": "A", "quantity": 3, "sent": 1, "owed": 2, "line_no": 1}]
    part = {"status": "part_shipped", "lines": lines}
    shop.bench.load(shop.first | part, shop.other | part, at=NOON)
    assert shop.open() == {}
    assert shop.do("apply_plan", "A").done
    assert {what for what, _stage in shop.open().values()} == {"choice"}


def test_no_case_is_opened_for_an_order_that_lacks_nothing(shop: Shop) -> None:
    shop.bench.stock(shop.bench.now, A=9)
    told = shop.do("case_opened", "aliexpress:2", what="cancel")
    assert [one.code for one in told.refused] == ["not_short"]


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ORDERS, st.lists(DEEDS, max_size=6))
def test_the_outbox_asks_for_nothing_whose_reason_is_gone(orders: list[Any], deeds: list[Any]) -> None:
    with day(orders) as today:
        for deed in [("script apply_plan", "A"), *deeds]:
            today.do(deed)
            lacking = set(today.column("select distinct order_key from short_lines"))
            part = set(today.column("select order_key from open_orders where status = 'part_shipped'"))
            for one in cases(today.desk.con):
                if one.stage in ("to_ask", "to_cancel") and not one.asked:
                    ships = today.column(
                        "select status from open_orders where status in ('to_ship', 'part_shipped') "
                        f"and order_key = '{one.order_key}'"
                    )
                    assert not ships or one.order_key in lacking
                    assert one.what not in ("cancel", "we_cancel") or one.order_key not in part


def test_a_file_that_tells_the_same_end_to_the_second_gives_no_more_time(shop: Shop) -> None:
    shop.do("closed", "aliexpress:2")
    shop.do("asked", "aliexpress:2", what="time")
    for more, stage in ((timedelta(seconds=30), "asked"), (timedelta(days=3, minutes=5), "agreed")):
        shop.bench.now += timedelta(minutes=5)
        shop.bench.load(shop.other | {"ship_by": shop.other["ship_by"] + more}, at=shop.bench.now)
        assert shop.open()["aliexpress:2"] == ("time", stage)
