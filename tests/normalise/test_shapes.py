"""Every way in which rows make up orders, split anywhere between batches."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from orderdeck.data.exports.normalise import Frames
from orderdeck.data.exports.profile.check import check_profile
from orderdeck.data.exports.profile.records import Profile

Load = Callable[..., Frames]

FIELDS = [
    "order_id",
    "key_id",
    "line_id",
    "order_id_alt",
    "shop",
    "status",
    "cancelled_at",
    "sent_at",
    "buyer",
    "total",
    "shipping_fee",
    "currency",
    "item_title",
    "sku",
    "quantity",
    "quantity_open",
    "unit_price",
    "line_total",
    "placed_at",
]


def profile(shape: str, **more: Any) -> Profile:
    """A profile whose headers are the field names."""
    raw: dict[str, Any] = {
        "name": "test",
        "title": {},
        "marketplace": "test",
        "aliases": {field: [field] for field in FIELDS},
        "status": {
            "labels": {"open": "to_ship", "sent": "shipped", "gone": "cancelled"},
            "rules": [{"when": {"cancelled_at": "filled"}, "status": "cancelled"}],
        },
        "money": {"currency": "USD"},
    }
    return check_profile({**raw, **more, "items": {"row_shape": shape, **more.get("items", {})}})


def lines(frames: Frames) -> list[tuple[Any, ...]]:
    return frames.lines.select("order_key", "line_no", "sku", "quantity").rows()


@pytest.mark.parametrize("batch", [1, 2, 3, 100])
def test_a_row_an_item_order_columns_repeated(load: Load, batch: int) -> None:
    rows = [
        {
            "order_id": "1",
            "status": "open",
            "sku": "A",
            "quantity": "2",
            "line_total": "10",
            "shipping_fee": "1",
        },
        {
            "order_id": "2",
            "status": "sent",
            "sku": "B",
            "quantity": "1",
            "line_total": "7",
            "shipping_fee": "0",
        },
        {
            "order_id": "1",
            "status": "sent",
            "sku": "C",
            "quantity": "1",
            "line_total": "5",
            "shipping_fee": "2",
        },
        {
            "order_id": "1",
            "status": "gone",
            "sku": "D",
            "quantity": "9",
            "line_total": None,
            "shipping_fee": None,
        },
    ]
    money = {
        "currency": "USD",
        "per_row": ["line_total", "shipping_fee"],
        "total_of": ["line_total", "shipping_fee"],
    }
    frames = load(rows, profile=profile("item", money=money), batch=batch)
    assert frames.orders.select(
        "order_id", "status", "total", "goods_total", "pieces", "source_row"
    ).rows() == [
        ("1", "part_shipped", Decimal(18), Decimal(15), 12, 2),
        ("2", "shipped", Decimal(7), Decimal(7), 1, 3),
    ]
    assert sorted(lines(frames)) == [
        ("test:1", 1, "A", 2),
        ("test:1", 2, "C", 1),
        ("test:1", 3, "D", 9),
        ("test:2", 1, "B", 1),
    ]
    owed = frames.lines.sort("order_key", "line_no")["owed"].to_list()
    assert owed == [2, 0, 0, 0], "what was sent or cancelled need not be packed"


@pytest.mark.parametrize("batch", [1, 2, 3, 100])
@pytest.mark.parametrize("repeated", [True, False])
def test_order_columns_on_the_first_row_only(load: Load, batch: int, repeated: bool) -> None:
    again = "#1" if repeated else None
    rows = [
        {"order_id": "#1", "status": "open", "buyer": "Ana", "total": "30", "sku": "A", "cancelled_at": None},
        {"order_id": again, "status": None, "buyer": None, "total": None, "sku": "B", "cancelled_at": None},
        {"order_id": again, "status": None, "buyer": None, "total": None, "sku": "C", "cancelled_at": None},
        {
            "order_id": "#2",
            "status": "open",
            "buyer": "Bo",
            "total": "5",
            "sku": "A",
            "cancelled_at": "2026-01-01",
        },
    ]
    frames = load(rows, profile=profile("item_fill_down"), batch=batch)
    assert frames.orders.select("order_id", "status", "buyer", "total", "line_count").rows() == [
        ("#1", "to_ship", "Ana", Decimal(30), 3),
        ("#2", "cancelled", "Bo", Decimal(5), 1),
    ]
    assert frames.rejects.is_empty()


@pytest.mark.parametrize("batch", [1, 3, 100])
def test_order_numbers_that_repeat_between_shops(load: Load, batch: int) -> None:
    rows = [
        {"order_id": "#1", "key_id": "700", "status": "open", "sku": "A"},
        {"order_id": "#1", "key_id": None, "status": None, "sku": "B"},
        {"order_id": "#1", "key_id": "800", "status": "open", "sku": "C"},
    ]
    frames = load(rows, profile=profile("item_fill_down"), batch=batch)
    assert frames.orders["order_key"].to_list() == ["test:700", "test:800"]
    assert [line[:3] for line in lines(frames)] == [
        ("test:700", 1, "A"),
        ("test:700", 2, "B"),
        ("test:800", 1, "C"),
    ]
    shop = profile("order", unique_ids="shop")
    keys = load(
        [{"order_id": "1", "shop": None}, {"order_id": "1", "shop": "X"}], profile=shop, shop="Mine"
    ).orders
    assert keys["order_key"].to_list() == ["test:Mine:1", "test:X:1"]


def test_a_row_a_piece(load: Load) -> None:
    rows = [
        {"order_id": "1", "status": "open", "sku": "A", "item_title": "a", "unit_price": "2.50"},
        {"order_id": "1", "status": "open", "sku": "B", "item_title": "b", "unit_price": "1"},
        {"order_id": "1", "status": "open", "sku": "A", "item_title": "a", "unit_price": "2.50"},
    ]
    money = {"currency": "USD", "total_of": ["line_total"]}
    frames = load(rows, profile=profile("unit", money=money))
    assert lines(frames) == [("test:1", 1, "A", 2), ("test:1", 2, "B", 1)]
    assert frames.lines["line_total"].to_list() == [Decimal(5), Decimal(1)]
    assert frames.orders.select("total", "pieces").rows() == [(Decimal(6), 3)]


def test_a_summary_row_and_its_items(load: Load) -> None:
    rows = [
        {
            "order_id": "1",
            "order_id_alt": "9",
            "item_title": None,
            "quantity": "2",
            "total": "$29.55",
            "line_total": "$28",
        },
        {
            "order_id": "1",
            "order_id_alt": "9",
            "item_title": "A",
            "quantity": "1",
            "total": None,
            "line_total": "$13",
        },
        {
            "order_id": "1",
            "order_id_alt": "9",
            "item_title": "B",
            "quantity": "1",
            "total": None,
            "line_total": "$15",
        },
        {
            "order_id": None,
            "order_id_alt": "8",
            "item_title": "C",
            "quantity": "1",
            "total": "$5",
            "line_total": "$5",
        },
        {
            "order_id": "7",
            "order_id_alt": "7",
            "item_title": None,
            "quantity": "4",
            "total": "$5",
            "line_total": "$5",
        },
    ]
    frames = load(rows, profile=profile("summary_then_items"))
    assert frames.orders.select("order_id", "total", "pieces", "line_count").rows() == [
        ("1", Decimal("29.55"), 2, 2),
        ("8", Decimal(5), 1, 1),
        ("7", Decimal(5), 4, 1),
    ]


@pytest.mark.parametrize("batch", [1, 100])
def test_an_order_with_a_spoilt_row_is_rejected_whole(load: Load, batch: int) -> None:
    rows = [
        {"order_id": "1", "status": "open", "sku": "A", "quantity": "1"},
        {"order_id": "1", "status": "open", "sku": "B", "quantity": "abc"},
        {"order_id": "2", "status": "open", "sku": "C", "quantity": "1"},
    ]
    frames = load(rows, profile=profile("item"), batch=batch)
    assert frames.orders["order_id"].to_list() == ["2"]
    assert frames.rejects.sort("row").select("row", "order_id", "reason", "detail").rows() == [
        (2, "1", "order_incomplete", "3"),
        (3, "1", "quantity_unreadable", "quantity: abc"),
    ]


def test_the_same_order_line_twice(load: Load) -> None:
    row = {"order_id": "1", "line_id": "51", "sku": "A", "quantity": "1"}
    frames = load([row, row, {**row, "line_id": "52"}], profile=profile("item"))
    assert [line[2:] for line in lines(frames)] == [("A", 1), ("A", 1)]
    assert frames.rejects.select("row", "reason").rows() == [(3, "duplicate_line")]


def test_what_is_still_to_be_sent_counts(load: Load) -> None:
    rows = [{"order_id": "1", "sku": "A", "quantity": "3", "quantity_open": "1"}]
    frames = load(rows, profile=profile("item"))
    assert lines(frames) == [("test:1", 1, "A", 3)]
    assert frames.lines["owed"].to_list() == [1]


def test_furniture_is_passed_over(load: Load) -> None:
    rows = [
        {"order_id": "Platform unique order ID.", "sku": None},
        {"order_id": "1", "sku": "A"},
        {"order_id": "45", "sku": "record(s) downloaded"},
    ]
    shaped = profile("item", furniture=["^platform unique", r"record\(s\) downloaded"])
    frames = load(rows, profile=shaped)
    assert frames.orders["order_id"].to_list() == ["1"]
    assert frames.rejects.is_empty()


def test_a_list_of_names_in_a_cell(load: Load) -> None:
    shaped = profile(
        "order",
        aliases={"order_id": ["order_id"], "codes": ["Product(s)"]},
        items={
            "kind": "code_list",
            "separator": r",\s+",
            "pattern": r"^(?:(?P<quantity>\d+)[×x]\s*)?(?P<title>.*)$",
        },
    )
    frames = load([{"order_id": "1", "Product(s)": "2× Red mug, 1× Tea"}], profile=shaped)
    assert frames.lines.select("title", "quantity").rows() == [("Red mug", 2), ("Tea", 1)]
