"""Stock, purchase and supplier files as they come."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.base.text.sanitize import INEXACT
from orderdeck.data.exports.containers.layout.header import fold
from orderdeck.data.exports.normalise.columns.context import Context
from orderdeck.data.exports.normalise.columns.tables import TableReader
from orderdeck.data.exports.profile.files import load_profiles
from tests.kinds import Run

PROFILES = {profile.name: profile for profile in load_profiles()}


def reader(name: str, headers: list[str]) -> TableReader:
    profile = PROFILES[name]
    folded = {fold(header) for header in headers}
    mapping = {
        field: next(fold(alias) for alias in aliases if fold(alias) in folded)
        for field, aliases in profile.aliases.items()
        if any(fold(alias) in folded for alias in aliases)
    }
    recognised = SimpleNamespace(profile=profile, mapping=mapping)
    return TableReader(recognised, Context(zone=profile.zone, exported_at=0))


def batch(headers: list[str], *rows: tuple[str | None, ...], start: int = 2) -> pl.DataFrame:
    columns = {fold(header): [row[at] for row in rows] for at, header in enumerate(headers)}
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return frame.with_columns(pl.Series("__row", range(start, start + len(rows)), pl.Int64))


def test_a_stock_file_keeps_skus_as_text_and_a_blank_as_unknown() -> None:
    headers = ["商品SKU", "仓库", "可用库存", "商品名称"]
    found = reader("stock", headers).feed(
        batch(
            headers,
            ("0042", "义乌", "12", "灯"),
            ("A-1", "义乌", None, "杯"),
            (None, "义乌", "3", "?"),
            ("B", "", "many", ""),
        )
    )
    assert found["stock"].select("sku", "on_hand").rows() == [("0042", 12), ("A-1", None)]
    assert sorted(found["rejects"].select("row", "reason").rows()) == [
        (4, "sku_missing"),
        (5, "quantity_unreadable"),
    ]


def test_later_items_of_a_1688_order_belong_to_it_across_batches() -> None:
    headers = [
        "订单编号", "卖家公司名", "订单状态", "订单创建时间", "货品标题", "单价(元)", "数量", "货号", "单品货号",
    ]  # fmt: skip
    table = reader("1688", headers)
    first = table.feed(
        batch(
            headers,
            (
                "2718281828459045235",
                "义乌亮亮饰品厂",
                "等待买家确认收货",
                "2026-11-02 09:30:00",
                "灯串",
                "3.50",
                "100",
                "L-1",
                "LAMP-R",
            ),
            (None, None, None, None, "灯串 蓝", "3.60", "50", "L-2", "LAMP-B"),
        )
    )["purchases"]
    second = table.feed(batch(headers, (None, None, None, None, "灯罩", "1.2", "10", "L-3", None), start=4))[
        "purchases"
    ]
    assert first["purchase_id"].to_list() == ["2718281828459045235"] * 2
    assert first["sku"].to_list() == ["LAMP-R", "LAMP-B"]
    assert first["unit_price"].to_list() == [Decimal("3.5000"), Decimal("3.6000")]
    assert first["currency"].to_list() == ["CNY", "CNY"]
    assert first["state"].to_list() == ["sent", "sent"]
    assert first["ordered_at"][0] == datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
    assert second.select("purchase_id", "supplier", "supplier_sku", "state").rows() == [
        ("2718281828459045235", "义乌亮亮饰品厂", "L-3", "sent")
    ]


def test_the_same_purchase_line_has_the_same_key_in_a_later_file() -> None:
    headers = ["purchase_id", "supplier", "sku", "quantity", "received"]
    one = reader("purchases", headers).feed(
        batch(headers, ("P1", "S", "A", "5", None), ("P1", "S", "A", "7", None))
    )
    two = reader("purchases", headers).feed(
        batch(headers, ("P1", "S", "A", "5", "2026-11-20"), ("P1", "S", "A", "7", None))
    )
    assert one["purchases"]["purchase_key"].to_list() == two["purchases"]["purchase_key"].to_list()
    assert one["purchases"]["purchase_key"].n_unique() == 2
    assert two["purchases"]["state"].to_list() == ["received", "ordered"]
    assert one["purchases"]["state"].to_list() == ["ordered", "ordered"]


def test_a_row_that_sums_up_is_no_sku() -> None:
    headers = ["sku", "title", "仓库", "库存"]
    rows = [("A-1", "Lamp", "x", "1"), ("合计", None, None, "3"), (None, "Total", "x", "3"),
            ("TOTAL", "Cereal", "x", "2"), ("Sum:", None, "Total", "3")]  # fmt: skip
    found = reader("stock", headers).feed(batch(headers, *rows))
    assert found["stock"]["sku"].to_list() == ["A-1", "TOTAL"]
    assert found["rejects"].select("row", "reason").rows() == [(row, "sku_missing") for row in (3, 4, 6)]


def test_a_sum_of_purchases_is_no_purchase() -> None:
    headers = ["supplier", "sku", "quantity"]
    rows = [("Li", "A", "1"), ("合计", None, "1"), ("Total", "B", "2")]
    found = reader("purchases", headers).feed(batch(headers, *rows))
    assert found["purchases"].select("supplier", "sku").rows() == [("Li", "A"), ("Total", "B")]


def test_skus_are_read_as_orders_have_them_and_ruined_ones_are_none() -> None:
    headers = ["sku", "库存"]
    rows = [
        ("90.0", "1"),
        ("1,234", "2"),
        ("0042", "3"),
        ("2-Jan", "4"),
        ("#N/A", "5"),
        ("4.2E+11", "6"),
        ("MAR-10", "7"),
    ]
    found = reader("stock", headers).feed(batch(headers, *rows))
    assert found["stock"]["sku"].to_list() == ["90.0", "1,234", "0042", "MAR-10"]
    assert found["rejects"].select("row", "reason", "detail").rows() == [
        (5, "sku_ruined", "2-Jan"), (6, "sku_ruined", "#N/A"), (7, "sku_ruined", "4.2E+11"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "status", "reason"),
    [
        ("YT2433021266000123", "已交运", None),
        ("LX123456789CN", "", None),
        ("9400111899223100000000", "", None),
        ("00340434161094022115", "", None),
        *(
            (none, "", "tracking_number_missing")
            for none in ("待分配", "-", "--", "N/A", "0", "00", "0.0", "暂无", "pending")
        ),
        *((none, "", "tracking_number_missing") for none in ("TRUE", "1234.5", "", " ")),
        (f"{INEXACT}9400111899223099703296", "", "tracking_number_ruined"),
        ("9.40011E+21", "", "tracking_number_ruined"),
        *(
            ("YT1", void, "parcel_void")
            for void in ("已取消", "已作废", "草稿", "Cancelled", "VOID", "draft")
        ),
    ],
)
def test_a_row_is_a_parcel_only_where_it_has_its_number(number: str, status: str, reason: str | None) -> None:
    headers = ["客户订单号", "跟踪号", "物流商", "状态"]
    found = reader("tracking_forwarder", headers).feed(batch(headers, ("#501", number, "云途", status)))
    assert found["rejects"]["reason"].to_list() == ([reason] if reason else [])
    assert found["tracking"]["tracking_number"].to_list() == ([] if reason else [number])


@pytest.mark.parametrize(
    ("headers", "cells", "number"),
    [
        (["跟踪号", "运单号"], ("LX1CN", "YT1"), "LX1CN"),
        (["运单号", "跟踪号"], ("YT1", "LX1CN"), "LX1CN"),
        (["跟踪号", "运单号"], (None, "YT1"), "YT1"),
        (["跟踪号", "运单号"], ("  ", "YT1"), "YT1"),
        (["运单号", "跟踪号"], ("YT1", "-"), "YT1"),
        (["跟踪号", "转单号", "运单号"], ("", "", "YT1"), "YT1"),
        (["转单号", "跟踪号", "运单号"], ("ZD1", "", "YT1"), "YT1"),
        (["转单号", "跟踪号", "运单号"], ("ZD1", "", ""), "ZD1"),
        (["跟踪号", "运单号"], ("待分配", "YT1"), None),
        (["跟踪号", "运单号"], ("", "待分配"), None),
        (["跟踪号", "运单号"], ("", ""), None),
        (["跟踪号", "备注"], ("", "YT1"), None),
        (["Tracking Number", "Waybill No"], ("", "YT1"), "YT1"),
    ],
)
def test_where_the_number_is_blank_the_next_column_of_numbers_has_it(
    headers: list[str], cells: tuple[str | None, ...], number: str | None
) -> None:
    found = reader("tracking_forwarder", ["客户订单号", *headers]).feed(
        batch(["客户订单号", *headers], ("#501", *cells))
    )
    assert found["tracking"]["tracking_number"].to_list() == ([number] if number else [])
    assert found["rejects"]["reason"].to_list() == ([] if number else ["tracking_number_missing"])


@pytest.mark.parametrize(
    ("number", "end", "loaded"),
    [("LX1CN", "", 2), ("", "", 1), ("", "\n", 2), ("LX1CN", "\n", 2)],
)
def test_a_number_that_stands_in_may_be_cut_off_as_any_other(
    run: Run, tmp_path: Path, number: str, end: str, loaded: int
) -> None:
    file = tmp_path / "tracking.csv"
    file.write_text(f"客户订单号,跟踪号,运单号\n501,LX2CN,YT2\n502,{number},YT1{end}", encoding="utf-8")
    told = json.loads(run("check", file, "--json")[1])["files"][0]
    assert (told["lines"], told["rejected"]) == (loaded, 2 - loaded), told


NUMBERS = st.from_regex(r"[A-Z]{2}[0-9]{6,10}|[1-9][0-9]{11}|1Z/[0-9]{3}-[0-9]{4}", fullmatch=True)
BETWEEN = st.sampled_from((",", ", ", "，", ";", " ; ", "；", "、", " / ", "\n", "\r\n", " ,\n", ";;"))


@given(
    numbers=st.lists(NUMBERS, min_size=1, max_size=4),
    between=BETWEEN,
    edge=st.sampled_from(("", ";", "\n", " ")),
)
def test_several_numbers_in_a_cell_are_a_parcel_each_in_their_order(
    numbers: list[str], between: str, edge: str
) -> None:
    headers = ["客户订单号", "跟踪号", "物流商"]
    rows = [("#501", between.join(numbers) + edge, "云途"), ("#502", "YT1", "云途")]
    found = reader("tracking_forwarder", headers).feed(batch(headers, *rows))
    assert found["tracking"].select("order_id", "tracking_number", "carrier", "source_row").rows() == [
        *(("#501", one, "云途", 2) for one in numbers), ("#502", "YT1", "云途", 3)
    ]  # fmt: skip
    assert not found["rejects"].height


@pytest.mark.parametrize(
    ("cell", "numbers", "reasons"),
    [
        ("YT1, 待分配", ["YT1"], ["tracking_number_missing"]),
        ("9.40011E+21; YT1", ["YT1"], ["tracking_number_ruined"]),
        ("1234,5", [], ["tracking_number_missing"]),
        (";", [], ["tracking_number_missing"]),
        ("YT1/2", ["YT1/2"], []),
        ("JJD00 / LX1CN", ["JJD00", "LX1CN"], []),
    ],
)
def test_each_number_of_a_cell_is_judged_by_itself(cell: str, numbers: list[str], reasons: list[str]) -> None:
    headers = ["客户订单号", "跟踪号"]
    found = reader("tracking_forwarder", headers).feed(batch(headers, ("#501", cell)))
    assert found["tracking"]["tracking_number"].to_list() == numbers
    assert found["rejects"].select("row", "reason").rows() == [(2, one) for one in reasons]


def test_a_product_needs_its_sku_alone() -> None:
    headers = ["product_id", "sku", "hs_code"]
    found = reader("products", headers).feed(
        batch(headers, (None, "A-1", "851712"), ("1005", None, "851712"))
    )
    assert found["products"].select("product_id", "sku", "hs_code").rows() == [(None, "A-1", "851712")]
    assert found["rejects"].select("row", "reason").rows() == [(3, "sku_missing")]
