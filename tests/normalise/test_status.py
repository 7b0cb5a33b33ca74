"""Statuses: every wording of the tables, rules by other columns, and nothing unknown is passed over."""

import polars as pl
import pytest

from orderdeck.data.exports.normalise.values.statuses.status import StatusReader, combined
from orderdeck.data.exports.profile.records import Profile, StatusRule, StatusTable


@pytest.mark.parametrize(
    ("label", "wanted"),
    [
        ("等待买家付款", "awaiting_payment"), ("买家申请取消", "cancel_requested"), ("取消订单中", "cancel_requested"),
        ("风控24小时中", "risk_control"), ("处于风控中", "risk_control"), ("风控２４小时", "risk_control"),
        ("等待您发货", "to_ship"), ("等待发货", "to_ship"), ("等待卖家发货", "to_ship"), ("等待仓库发货", "to_ship"),
        ("部分发货", "part_shipped"), ("等待部分发货", "part_shipped"), ("等待买家收货", "shipped"),
        ("买卖家达成一致，资金处理中", "closing"), ("买卖家达成一致,资金处理中", "closing"), ("等待退放款", "closing"),
        ("待卖家验款", "awaiting_amount"), ("含纠纷", "dispute"), ("冻结中", "frozen"), ("等待成团", "awaiting_group"),
        ("订单结束", "finished"), ("交易成功", "finished"), ("已取消", "cancelled"), ("已结束 ", "finished"),
        ("资金未到账", "risk_control"), ("wait_seller_send_goods", "to_ship"), ("全新状态", "unrecognised"),
    ],
)  # fmt: skip
def test_chinese_labels(profiles: dict[str, Profile], label: str, wanted: str) -> None:
    assert StatusReader(profiles["aliexpress"].status).code(label) == wanted


@pytest.mark.parametrize(
    ("columns", "wanted"),
    [
        ({"status": "已付款"}, "to_ship"),
        ({"status": "已付款", "sent_at": "2026-01-01"}, "shipped"),
        ({"sent_at": None, "paid_at": "2026-01-01"}, "to_ship"),
        ({"sent_at": "2026-01-02", "paid_at": "2026-01-01"}, "shipped"),
        ({"paid_at": None}, "awaiting_payment"),
        ({"status": None}, "unrecognised"),
        ({"buyer": "x"}, "to_ship"),
    ],
)
def test_files_that_tell_it_by_other_columns(
    profiles: dict[str, Profile], columns: dict[str, str | None], wanted: str
) -> None:
    cells = {field: pl.Series([value], dtype=pl.String) for field, value in columns.items()}
    assert StatusReader(profiles["aliexpress"].status).read(cells.get, 1).to_list() == [wanted]


def test_the_first_rule_that_holds_wins() -> None:
    table = StatusTable(
        rules=[
            StatusRule(when={"cancelled_at": "filled"}, status="cancelled"),
            StatusRule(when={"substatus": "ful.*"}, status="shipped"),
        ],
        labels={"paid": "to_ship"},
    )
    cells = {
        "status": pl.Series(["paid", "Paid", "odd"]),
        "substatus": pl.Series(["FULFILLED", "unfulfilled", "fulfilled"]),
        "cancelled_at": pl.Series([None, None, "x"]),
    }
    assert StatusReader(table).read(cells.get, 3).to_list() == ["shipped", "to_ship", "cancelled"]


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ({"to_ship"}, "to_ship"), ({"to_ship", "cancelled"}, "to_ship"), ({"cancelled"}, "cancelled"),
        ({"to_ship", "shipped"}, "part_shipped"), ({"shipped", "finished"}, "shipped"),
        ({"to_ship", "cancel_requested"}, "cancel_requested"), ({"unrecognised", "shipped"}, "unrecognised"),
    ],
)  # fmt: skip
def test_an_order_of_several_statuses(lines: set[str], wanted: str) -> None:
    assert combined(lines) == wanted
