"""Which queue an order stands in, in which order, and why."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

import pytest

from orderdeck.data.base.config.settings import Couriers, Queues, Remarks, Settings, Wholesale
from orderdeck.data.base.records import Act, Export
from orderdeck.data.desk import BOARD
from tests.desk.make_desk import NOON, Bench, order


def where(bench: Bench, *orders: dict[str, Any], settings: Settings | None = None) -> dict[str, str]:
    bench.load(*orders)
    desk = bench.desk(settings)
    return {
        row["order_id"]: row["queue"] for row in desk.board([one["order_key"] for one in orders]).to_dicts()
    }


def reasons(bench: Bench, one: dict[str, Any], settings: Settings | None = None) -> list[str]:
    bench.load(one)
    found: list[str] = bench.desk(settings).board([one["order_key"]])["reasons"][0].to_list()
    return found


FIRST: Final[tuple[tuple[dict[str, Any], str], ...]] = (
    ({"status": "cancel_requested", "service": "DHL", "lines": [{"quantity": 99}]}, "cancel_requests"),
    ({"status": "awaiting_payment", "total": Decimal(300)}, "wholesale_unpaid"),
    ({"status": "payment_check", "lines": [{"quantity": 10}]}, "wholesale_unpaid"),
    ({"remark": "please change my address to Rua 9", "lines": [{"quantity": 10}]}, "remarks"),
    ({"remark": "thank you!", "lines": [{"quantity": 10}]}, "wholesale"),
    ({"lines": [{"quantity": 10}], "service": "DHL"}, "wholesale"),
    ({"lines": [{"quantity": 9}], "service": "DHL"}, "express"),
    ({"service": "DHL e-commerce"}, "standard"),
    ({"service": "AliExpress Standard Shipping / UPS Express Saver"}, "express"),
    ({"status": "part_shipped"}, "standard"),
    ({"status": "risk_control", "lines": [{"quantity": 99}]}, "on_hold"),
    ({"status": "frozen"}, "on_hold"),
    ({"status": "dispute"}, "on_hold"),
    ({"status": "awaiting_payment"}, "awaiting_payment"),
    ({"status": "unrecognised", "status_text": "待确认"}, "unrecognised"),
    ({"status": "a_status_of_tomorrow"}, "unrecognised"),
)
"""An order, and the first queue that it fits."""


def test_each_open_order_stands_in_its_first_queue(bench: Bench) -> None:
    found = where(bench, *(order(number, **fields) for number, (fields, _) in enumerate(FIRST)))
    assert found == {str(number): queue for number, (_, queue) in enumerate(FIRST)}


def test_what_is_closed_is_not_on_the_board(bench: Bench) -> None:
    closed = ("shipped", "closing", "finished", "cancelled")
    orders = [order(status, status=status) for status in closed]
    assert where(bench, *orders, order("open")) == {"open": "standard"}


WHOLESALE: Final[tuple[tuple[dict[str, Any], str], ...]] = (
    ({"lines": [{"quantity": 12}, {"quantity": 2}]}, "wholesale_line|12"),
    ({"lines": [{"quantity": 9}] * 4}, "wholesale_order|36"),
    ({"total": Decimal("412.5")}, "wholesale_amount|USD 412.50"),
    ({"total": Decimal(2100), "currency": "CNY"}, "wholesale_amount|CNY 2100.00"),
    ({"buyer": "ＡＣＭＥ Lda"}, "wholesale_buyer|ＡＣＭＥ Lda"),
    ({"is_business": True}, "wholesale_marked|"),
)
"""An order, and the rule by which it is wholesale."""


def test_the_wholesale_rule_that_fired_is_shown(bench: Bench) -> None:
    bench.load(*(order(number, **fields) for number, (fields, _) in enumerate(WHOLESALE)))
    desk = bench.desk(Settings(wholesale=Wholesale(buyers=["Acme LDA"])))
    rows = desk.board([f"aliexpress:{number}" for number in range(len(WHOLESALE))])
    found = {row["order_id"]: row["reasons"][0] for row in rows.to_dicts()}
    assert found == {str(number): reason for number, (_, reason) in enumerate(WHOLESALE)}


JUST_BELOW: Final[tuple[dict[str, Any], ...]] = (
    {"lines": [{"quantity": 9}] * 3},
    {"total": Decimal("299.99")},
    {"total": Decimal(5000), "currency": "XXX"},
    {"total": Decimal(300), "currency": "CNY"},
    {"is_business": False},
)


def test_just_below_is_not_wholesale(bench: Bench) -> None:
    orders = [order(number, **fields) for number, fields in enumerate(JUST_BELOW)]
    assert set(where(bench, *orders).values()) == {"standard"}


def test_several_rules_are_all_told_and_other_badges_too(bench: Bench) -> None:
    one = order(
        1,
        total=Decimal(900),
        lines=[{"quantity": 40}],
        service="UPS Express Saver",
        remark="thank you!",
        ship_by=NOON - timedelta(hours=1),
    )
    bench.load(one)
    row = bench.desk().board([one["order_key"]]).to_dicts()[0]
    assert row["reasons"][:4] == [
        "wholesale_line|40",
        "wholesale_order|40",
        "wholesale_amount|USD 900.00",
        "late|2026-09-07T11:00:00Z",
    ]
    assert "courier|UPS" in row["reasons"]
    assert {"late", "wholesale", "express", "remark"} <= set(row["badges"])


def test_a_list_gets_the_columns_it_asks_for_and_why_an_order_is_where_it_is(bench: Bench) -> None:
    bench.load(
        order(1, lines=[{"quantity": 40}], ship_by=NOON - timedelta(hours=1), service="DHL"),
        order(2, status="awaiting_payment", total=Decimal(900)),
        order(3, remark="thanks"),
    )
    bench.act("done", "aliexpress:3")
    desk = bench.desk()
    full = desk.rows("wholesale")
    some = desk.rows("wholesale", ["order_id", "badges", "reasons", "deadline"])
    assert some.columns == ["order_id", "badges", "reasons", "deadline"]
    assert some["reasons"].to_list() == [["wholesale_line|40", "wholesale_order|40"]]
    assert some["badges"].to_list() == full["badges"].to_list() == [["late", "wholesale", "express"]]
    assert dict(full.schema) == BOARD
    assert desk.rows("wholesale_unpaid", ["reasons"])["reasons"].to_list() == [["message_due|first"]]
    assert desk.rows("done", ["reasons"])["reasons"].to_list() == [["done|li"]]
    assert desk.rows("express", ["order_key", "badges"]).is_empty()
    with pytest.raises(KeyError):
        desk.rows("wholesale", ["order_id; drop table marks"])


def test_thresholds_couriers_and_precedence_are_settings(bench: Bench) -> None:
    settings = Settings(
        queues=Queues(precedence=["express", "wholesale"]),
        wholesale=Wholesale(pieces_in_line=3, amounts={}),
        couriers=Couriers(brands=["ems"]),
    )
    orders = (
        order(1, lines=[{"quantity": 3}], service="EMS"),
        order(2, service="DHL"),
        order(3, lines=[{"quantity": 3}]),
    )
    assert where(bench, *orders, settings=settings) == {"1": "express", "2": "standard", "3": "wholesale"}
    assert [view.key for view in bench.desks[-1].views()][:3] == ["express", "wholesale", "cancel_requests"]


def test_wholesale_first_then_express_then_least_time_left(bench: Bench) -> None:
    change = "please change my address"
    soon, late, none = NOON + timedelta(hours=5), NOON - timedelta(hours=5), None
    bench.load(
        order(1, remark=change, ship_by=soon),
        order(2, remark=change, ship_by=late),
        order(3, remark=change, ship_by=none),
        order(4, remark=change, ship_by=NOON + timedelta(days=9), service="DHL"),
        order(5, remark=change, ship_by=NOON + timedelta(days=99), lines=[{"quantity": 50}]),
    )
    assert bench.desk().rows("remarks")["order_id"].to_list() == ["2", "1", "5", "4", "3"]


def test_of_remarks_the_due_are_read_first_then_by_what_they_ask_for(bench: Bench) -> None:
    far = NOON + timedelta(days=9)
    bench.load(
        order(1, remark="see my last letter, Kevin", ship_by=far, lines=[{"quantity": 50}]),
        order(2, remark="the invoice please", ship_by=far),
        order(3, remark="put both into one parcel", ship_by=far),
        order(4, remark="cancel my order", ship_by=far),
        order(5, remark="please change my address", ship_by=far),
        order(6, remark="asap, the bird is hungry", ship_by=NOON + timedelta(hours=5)),
        order(7, remark="asap please, thank you so much!!", ship_by=far),
    )
    rows = bench.desk().rows("remarks")
    assert rows["order_id"].to_list() == ["6", "4", "5", "2", "3", "1"]
    whys = dict(zip(rows["order_id"].to_list(), rows["reasons"].to_list(), strict=True))
    assert whys["5"][0] == "remark|change_address"
    assert whys["1"][0] == "remark|unread"
    assert whys["6"][:2] == ["remark|urgent", "remark|unread"]


def test_a_setting_keeps_to_remarks_that_change_what_is_shipped(bench: Bench) -> None:
    orders = (order(1, remark="see my last letter"), order(2, remark="please change my address"))
    bench.load(*orders)
    assert bench.desk(Settings(remarks=Remarks(queue="known"))).rows("remarks")["order_id"].to_list() == ["2"]


def test_deadlines_answer_payment_and_ship_by(bench: Bench) -> None:
    bench.load(order(1, status="cancel_requested"), at=NOON - timedelta(hours=10))
    bench.load(order(1, status="cancel_requested"), order(2, status="awaiting_payment"), order(3), at=NOON)
    desk = bench.desk(Settings(queues=Queues(cancel_window_hours=72, unpaid_days=10)))
    rows = {
        row["order_id"]: row["deadline"]
        for row in desk.board([f"aliexpress:{n}" for n in (1, 2, 3)]).to_dicts()
    }
    assert rows["1"] == NOON + timedelta(hours=24), "it may have been asked for as soon as it was paid"
    assert rows["2"] == NOON + timedelta(days=8)
    assert rows["3"] == NOON + timedelta(days=5)


def test_due_and_late_follow_the_clock(bench: Bench) -> None:
    bench.load(order(1, ship_by=NOON + timedelta(hours=25)))
    desk = bench.desk()

    def count() -> tuple[int, int]:
        return next((v.count, v.late) for v in desk.views() if v.key == "due")

    assert count() == (0, 0)
    bench.now = NOON + timedelta(hours=1)
    assert desk.tick().order_keys == {"aliexpress:1"}
    assert count() == (1, 0)
    assert not desk.tick()
    bench.now = NOON + timedelta(hours=25)
    assert desk.tick().order_keys == {"aliexpress:1"}
    assert count() == (1, 1)
    desk.check()
    bench.now = NOON
    assert desk.tick().everything, "a clock that was set back is noticed"
    assert count() == (0, 0)
    desk.check()


def test_a_shortage_makes_a_stock_out(bench: Bench) -> None:
    class Short:
        follows: Collection[str] = ()

        def __init__(self) -> None:
            self.rows: list[tuple[str, str, int, int]] = []

        def take(self, exports: Iterable[Export]) -> bool:
            return False

        def concerned(self, acts: Iterable[Act]) -> bool:
            return True

        def moved(self, touched: Collection[str], now: int) -> bool:
            return False

        def notes(self) -> dict[int, list[str]]:
            return {}

        def refresh(self, touched: Collection[str] | None) -> None:
            desk = bench.desks[-1] if bench.desks else None
            con = desk.con if desk else None
            if con:
                con.execute("delete from shortages")
                for row in self.rows:
                    con.execute("insert into shortages values (?, ?, ?, ?, 1, 0, true)", row)

    hook = Short()
    bench.load(order(1), order(2, status="risk_control"))
    desk = bench.desk(hooks=[hook])
    assert desk.board(["aliexpress:1"])["queue"].to_list() == ["standard"]
    hook.rows = [("aliexpress:1", "SKU-1-1", 1, 1), ("aliexpress:1", "B", 4, 3), ("aliexpress:2", "X", 1, 1)]
    bench.act("note", "aliexpress:2", data={"text": "x"})
    changes = desk.catch_up()
    assert {"aliexpress:1", "aliexpress:2"} == changes.order_keys
    row = desk.board(["aliexpress:1"]).to_dicts()[0]
    assert (row["queue"], row["short"]) == ("stockouts", 4)
    assert row["reasons"][:2] == ["short|B 3", "short|SKU-1-1 1"]
    assert desk.board(["aliexpress:2"])["queue"].to_list() == ["on_hold"]
    hook.rows = []
    bench.act("note", "aliexpress:2", data={"text": "y"})
    desk.catch_up()
    assert desk.board(["aliexpress:1"])["queue"].to_list() == ["standard"]
    desk.check()


def test_a_users_own_services_and_what_is_wrong_with_them(bench: Bench) -> None:
    bench.paths.rules.mkdir(parents=True, exist_ok=True)
    own = "[[pattern]]\nany = ['blue comet']\nbrand = 'DHL'\nclass = 'express'\n"
    (bench.paths.rules / "services.toml").write_text(own, encoding="utf-8")
    assert where(bench, order(1, service="Blue Comet Priority"), order(2)) == {
        "1": "express",
        "2": "standard",
    }
    assert bench.desks[-1].problems == []
    (bench.paths.rules / "services.toml").write_text(own.replace("blue", "(blue"), encoding="utf-8")
    desk = bench.desk()
    assert desk.rows("standard")["order_id"].sort().to_list() == ["1", "2"]
    assert len(desk.problems) == 1
    assert "services.toml" in desk.problems[0]
    assert desk.problems[0].endswith("unclosed group")


def test_a_courier_that_no_service_bears_is_told(bench: Bench) -> None:
    assert where(
        bench, order(1, service="UPS"), settings=Settings(couriers=Couriers(brands=["ups", "DHLL"]))
    ) == {"1": "express"}
    assert bench.desks[-1].problems == [
        "couriers.brands: no service is known of `DHLL` (did you mean `DHL`?)"
    ]
