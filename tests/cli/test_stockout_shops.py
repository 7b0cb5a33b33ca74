"""A longer scripted day, by commands alone: three marketplaces, two suppliers, goods that come in parts, a buyer who
thinks better of it, an order done and never declared. Each command opens the desk anew."""

import csv
import json
import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from orderdeck.tui.terminal import exit_codes as exits

Run = Callable[..., tuple[int, str, str]]
ALIEXPRESS = (
    "订单号|订单状态|买家名称|下单时间|付款时间|订单金额|产品信息|"
    "订单备注|收货人名称|收货国家|地址|买家选择物流|发货期限"
)
SHOPEE = (
    "Order ID|Order Status|Shipping Option|Estimated Ship Out Date|Order Creation Date|Order Paid Time|Product Name|"
    "SKU Reference No.|Deal Price|Quantity|Product Subtotal|Username (Buyer)|Receiver Name|Delivery Address|Country"
)
TIKTOK = (
    "Order ID|Order Status|Order Substatus|Seller SKU|Product Name|Variation|Quantity|SKU Subtotal After Discount|"
    "Order Amount|Created Time|Paid Time|Buyer Username|Recipient|Country|Delivery Option"
)
STOCK = "sku|warehouse|on_hand"
PURCHASES = "purchase_id|supplier|sku|quantity|unit_price|currency|ordered_at|expected_at|received_at|state"
QUICK, CHEAP = "义乌快发", "汕头实惠"


class Shops:
    """A folder that exports arrive in, and what the commands say of it."""

    def __init__(self, folder: Path, run: Run) -> None:
        self.folder, self._run, self.now = folder, run, datetime.now(UTC).replace(microsecond=0)
        self._files = 0
        folder.mkdir()

    def at(self, days: float, zone: str, form: str = "%Y-%m-%d %H:%M:%S") -> str:
        return (self.now + timedelta(days=days)).astimezone(ZoneInfo(zone)).strftime(form)

    def write(self, stem: str, head: str, rows: Iterable[list[Any]], ago: float | None) -> None:
        """A file taken `ago` days before the day began; None: taken in this moment."""
        self._files += 1
        path = self.folder / f"{stem}-{self._files}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([head.split("|"), *rows])
        if ago is not None:
            taken = (self.now - timedelta(days=ago)).timestamp()
            os.utime(path, (taken, taken))

    def aliexpress(self, *orders: tuple[int, int, float, str], ago: float | None = None) -> None:
        """Number, pieces of LAMP, days until ship-by, status."""
        zone = "America/Los_Angeles"
        rows = [
            [f"30310000000000{number:02}", status, "Juan", self.at(-3, zone), self.at(-3, zone), "$20.00",
             f"【1】Lamp\n(产品属性: Color:Red)\n(商家编码:LAMP)\n(产品数量:{pieces} piece)", "", "Juan Garcia",
             "Spain", f"Street {number}", "ePacket", self.at(days, zone)]
            for number, pieces, days, status in orders
        ]  # fmt: skip
        self.write("aliexpress", ALIEXPRESS, rows, ago)

    def shopee(self, ago: float) -> None:
        zone, form = "Asia/Singapore", "%Y-%m-%d %H:%M"
        row = ["2611SHOPEE01", "To ship", "Standard", self.at(0.4, zone, form), self.at(-3, zone, form),
               self.at(-3, zone, form), "Lamp", "LAMP", "9.00", 2, "18.00", "mei", "Mei Lim",
               "Road 1", "SG"]  # fmt: skip
        self.write("Order.all", SHOPEE, [row], ago)

    def tiktok(self, ago: float) -> None:
        zone, form = "America/Los_Angeles", "%m/%d/%Y %I:%M:%S %p"
        row = ["576461413038785752", "To ship", "Awaiting shipment", "LAMP", "Lamp", "Red", 1, "15.00", "15.00",
               self.at(-2, zone, form), self.at(-2, zone, form), "tom", "Tom Ray", "US", "Standard"]  # fmt: skip
        self.write("tiktok", TIKTOK, [row], ago)

    def stock(self, pieces: int, ago: float) -> None:
        self.write("stock", STOCK, [["LAMP", "Yiwu", pieces]], ago)

    def purchases(self, *rows: tuple[str, str, int, str, float, float | None, str], ago: float) -> None:
        """Id, supplier, pieces, price, days ordered before now, days it came before now, state."""
        zone = "Asia/Shanghai"
        cells = [
            [key, supplier, "LAMP", pieces, price, "CNY", self.at(-ordered, zone), "",
             "" if came is None else self.at(-came, zone), state]
            for key, supplier, pieces, price, ordered, came, state in rows
        ]  # fmt: skip
        self.write("purchases", PURCHASES, cells, ago)

    def act(self, *words: object) -> dict[str, Any]:
        code, out, err = self._run("act", self.folder, *words, "--as", "li", "--json")
        assert code == exits.OK, (words, out, err)
        return dict(json.loads(out))

    def told(self, what: str) -> dict[str, Any]:
        return dict(json.loads(self._run(what, self.folder, "--json")[1]))

    def lamp(self) -> dict[str, Any]:
        found = self.told("stockouts")["stockouts"]
        return dict(next(one for one in found if one["sku"] == "LAMP"))

    def plan(self) -> dict[str, str]:
        return {step["order_id"][-2:]: step["action"] for step in self.lamp()["plan"]}

    def queues(self) -> dict[str, str]:
        return {
            order["order_id"][-2:]: queue["key"]
            for queue in self.told("queues")["queues"]
            for order in queue["orders"]
        }

    def due(self) -> int:
        lenses = {one["key"]: one["count"] for one in self.told("queues")["lenses"]}
        return int(lenses["due"])


@pytest.fixture
def shops(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Shops:
    monkeypatch.setenv("ORDERDECK_LANGUAGE", "en")
    made = Shops(tmp_path / "exports", run)
    past = [(f"Q{n}", QUICK, 20, "12.00", 60 + n, 57 + n, "received") for n in range(9)]
    past += [(f"C{n}", CHEAP, 20, "8.00", 60 + n, 46 + n, "received") for n in range(9)]
    (made.folder / ".orderdeck").mkdir()
    (made.folder / ".orderdeck" / "orderdeck.toml").write_text(
        "[stock]\nask_time_days = 1\n", encoding="utf-8"
    )
    made.purchases(*past, ago=1)
    made.aliexpress((1, 2, 9, "等待您发货"), (2, 2, 1.2, "等待您发货"), (3, 1, 20, "等待您发货"), ago=1)
    made.shopee(ago=1)
    made.tiktok(ago=1)
    made.stock(0, ago=0.9)
    return made


def test_each_order_ends_as_its_marketplace_has_it(shops: Shops) -> None:
    plan = {step["order_id"]: step["action"] for step in shops.lamp()["plan"]}
    assert plan["3031000000000001"] == plan["3031000000000003"] == "wait_restock"
    assert plan["3031000000000002"] == "ask_cancel", "AliExpress: the buyer has to apply"
    assert plan["2611SHOPEE01"] == "cancel", "Shopee: the seller cancels, and no buyer is asked to"
    assert plan["576461413038785752"] in ("wait_restock", "cancel"), "nor is TikTok's"
    shops.act("apply-plan", "LAMP")
    cases = {one["order_id"]: (one["what"], one["stage"]) for one in shops.told("outbox")["cases"]}
    assert cases["3031000000000002"] == ("cancel", "to_ask")
    assert cases["2611SHOPEE01"] == ("we_cancel", "to_cancel")


def test_goods_come_in_parts_of_one_purchase_that_was_keyed_and_then_filed(shops: Shops) -> None:
    shops.act("restock", "LAMP", "-d", f"supplier={QUICK}", "-d", "quantity=10")
    assert [one["still_due"] for one in shops.lamp()["incoming"]] == [10]
    shops.purchases(("N1", QUICK, 10, "12.00", 0, None, "sent"), ago=-0.001)
    (coming,) = shops.lamp()["incoming"]
    assert (coming["supplier"], coming["still_due"], coming["source"]) == (QUICK, 10, "file")
    shops.act("receipt", "LAMP", "-d", f"purchase_key={coming['purchase_key']}", "-d", "quantity=4")
    (coming,) = shops.lamp()["incoming"]
    assert coming["still_due"] == 6
    leads = {one["name"]: one["lead_time"]["n"] for one in shops.lamp()["suppliers"]}
    assert leads == {QUICK: 9, CHEAP: 9}, "a purchase that has come in part teaches nothing yet"
    before = shops.lamp()
    shops.act("undo")
    assert shops.lamp()["incoming"][0]["still_due"] == 10
    assert shops.lamp()["short"] == before["short"] + 4


def test_a_buyer_who_applies_to_cancel_and_thinks_better_of_it_waits_on(shops: Shops) -> None:
    shops.aliexpress(
        (1, 2, 9, "等待您发货"), (2, 2, 1.2, "等待您发货"), (3, 1, 20, "买家申请取消订单"), ago=0.5
    )
    assert shops.queues()["03"] == "cancel_requests"
    shops.aliexpress((1, 2, 9, "等待您发货"), (2, 2, 1.2, "等待您发货"), (3, 1, 20, "等待您发货"), ago=0.2)
    assert shops.queues()["03"] == "stockouts"
    assert shops.plan()["03"] == "wait_restock"


@pytest.mark.parametrize("other", [True, False], ids=["beside a new order", "by the same bytes again"])
def test_more_time_given_closes_the_question_and_what_is_done_but_not_declared_comes_back(
    shops: Shops, other: bool
) -> None:
    shops.act("asked", "3031000000000002", "-d", "what=time")
    assert [one["what"] for one in shops.told("outbox")["cases"]] == ["time"]
    shops.aliexpress((1, 2, 9, "等待您发货"), (2, 2, 8, "等待您发货"), (3, 1, 20, "等待您发货"))
    assert all(one["stage"] == "agreed" for one in shops.told("outbox")["cases"])
    due = shops.due()
    shops.aliexpress((4, 1, 0.1, "等待您发货"))
    assert shops.due() == due + 1
    shops.act("done", "3031000000000004")
    assert shops.due() == due
    still = (4, 1, 0.1, "等待您发货")
    more = ((5, 1, 30, "等待您发货"),) if other else ()
    shops.aliexpress(still, *more)
    assert shops.due() == due + 1, "done here, and a newer export still has it to be sent"
