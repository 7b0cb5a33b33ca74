"""Who sends an order and whose move it is: where it stands, why, by which clock; nothing hidden, nothing claimed."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data.base.config.settings import Clocks, Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.vocabulary import status
from tests.desk.make_desk import NOON, Bench, order

Run = Callable[..., tuple[int, str, str]]


def row(bench: Bench, one: dict[str, Any], chosen: Settings | None = None) -> dict[str, Any]:
    bench.load(one)
    found: dict[str, Any] = bench.desk(chosen).board([one["order_key"]]).to_dicts()[0]
    return found


@pytest.mark.parametrize("now", ["to_ship", "part_shipped"])
def test_what_the_marketplace_sends_is_held_with_the_reason(bench: Bench, now: str) -> None:
    late = {
        "ship_by": NOON - timedelta(days=1),
        "service": "DHL",
        "remark": "change my address",
        "total": 900,
    }
    found = row(bench, order(1, status=now, fulfilment="platform", fulfilment_text="半托管仓发订单", **late))
    assert (found["queue"], found["reasons"][0]) == ("on_hold", "platform_sends|半托管仓发订单")
    assert "platform_sends" in found["badges"]
    assert "hold" not in found["badges"]  # one word for it is enough
    assert (found["deadline"], found["late"], found["due"]) == (
        None,
        False,
        False,
    )  # no clock of the seller's runs


@pytest.mark.parametrize("sender", [None, "seller", "jit"])
def test_everybody_else_s_is_the_seller_s_to_send(bench: Bench, sender: str | None) -> None:
    assert row(bench, order(1, fulfilment=sender))["queue"] == "standard"


def test_a_cancel_request_is_answered_whoever_sends(bench: Bench) -> None:
    found = row(bench, order(1, status="cancel_requested", fulfilment="platform"))
    assert found["queue"] == "cancel_requests"
    assert "platform_sends" in found["badges"]


def test_an_unknown_mode_is_said_and_nothing_more(bench: Bench) -> None:
    found = row(bench, order(1, fulfilment_text="新模式"))
    assert found["queue"] == "standard"
    assert "mode_unknown" in found["badges"]
    assert "mode_unknown|新模式" in found["reasons"]


@pytest.mark.parametrize(
    ("hours", "wanted"),
    [(0, NOON + timedelta(days=5)), (48, NOON), (1000, NOON + timedelta(days=5))],
)
def test_just_in_time_has_a_clock_of_its_own_where_the_contract_is_known(
    bench: Bench, hours: float, wanted: Any
) -> None:
    found = row(
        bench, order(1, fulfilment="jit", fulfilment_text="JIT"), Settings(clocks=Clocks(jit_hours=hours))
    )
    assert found["deadline"] == wanted
    assert "jit" in found["badges"]
    assert "jit|JIT" in found["reasons"]


def test_without_a_ship_by_and_a_contract_no_deadline_is_claimed(bench: Bench) -> None:
    assert row(bench, order(1, fulfilment="jit", ship_by=None))["deadline"] is None


def test_the_amount_is_the_sellers_to_confirm(bench: Bench) -> None:
    one = order(1, status="awaiting_amount")
    found = row(bench, one)
    assert (found["queue"], found["reasons"][0]) == ("on_hold", "amount_yours|")
    assert "your_move" in found["badges"]
    desk = bench.desk()
    assert desk.rows("due", ["order_id"])["order_id"].to_list() == ["1"]
    assert desk.pulse().due == 1


def test_tax_that_the_marketplace_collects_is_marked(bench: Bench) -> None:
    found = row(bench, order(1, tax_collected=True))
    assert (found["tax_collected"], "tax_collected" in found["badges"]) == (True, True)
    assert not set(row(bench, order(2, tax_collected=False))["badges"]) & {"tax_collected"}


PLACES = st.lists(
    st.tuples(st.sampled_from(status.OPEN), st.sampled_from(["platform", "jit", "seller", None])),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(states=PLACES)
def test_no_open_order_is_hidden_and_none_of_the_marketplaces_is_to_be_packed(
    tmp_path_factory: pytest.TempPathFactory, states: list[tuple[str, str | None]]
) -> None:
    bench = Bench(DeskPaths.of(tmp_path_factory.mktemp("desk")))
    bench.load(
        *(
            order(number, status=now, fulfilment=sender, lines=[{"sku": "A", "quantity": 2}])
            for number, (now, sender) in enumerate(states)
        )
    )
    desk = bench.desk()
    board = desk.board([f"aliexpress:{number}" for number in range(len(states))])
    assert board.height == len(states)
    for number, (now, sender) in enumerate(states):
        found = board.filter(order_id=str(number)).to_dicts()[0]
        to_pack = found["queue"] in ("standard", "express", "wholesale", "remarks", "stockouts")
        assert to_pack == (now in status.TO_BE_SHIPPED and sender != "platform")
    bench.close()


ROWS = (
    "订单号,订单状态,下单时间,付款时间,订单金额,商品信息,商品编码,发货期限,订单业务模式\n"
    '8200000000000001,等待发货,2026-11-20 10:00:00,2026-11-20 10:05:00,$20,"【1】Lamp\n(属性:C:R)\n(数量:2 件)",A * 2,'
    "2026-12-20 10:00:00,半托管仓发订单\n"
    '8200000000000002,等待发货,2026-11-20 10:00:00,2026-11-20 10:05:00,$20,"【1】Lamp\n(属性:C:R)\n(数量:2 件)",A * 2,'
    "2026-12-20 10:00:00,非半托管订单\n"
)


def test_two_orders_of_two_pieces_and_two_in_stock(run: Run, tmp_path: Path) -> None:
    """The marketplace's own takes none of them."""
    import json

    (tmp_path / "订单.csv").write_text(ROWS, encoding="utf-8-sig")
    (tmp_path / "stock.csv").write_text("SKU,on_hand\nA,2\n", encoding="utf-8")
    assert run("load", tmp_path)[0] == 0
    told = json.loads(run("queues", tmp_path, "--json")[1])["queues"]
    found = {one["order_id"]: queue["key"] for queue in told for one in queue["orders"]}
    assert found == {"8200000000000001": "on_hold", "8200000000000002": "standard"}
