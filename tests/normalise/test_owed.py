"""What is still to send: never more than was ordered, never less than none, whichever way a file tells it."""

from collections import Counter
from collections.abc import Callable
from typing import Any, Literal

import msgspec
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.exports.normalise import Frames
from orderdeck.data.exports.profile.records import (
    ItemPacking,
    MoneyFormat,
    OwedRules,
    Profile,
    RowShape,
    StatusTable,
)

Load = Callable[..., Frames]

FIELDS = (
    "order_id", "status", "placed_at", "shop", "sku", "quantity", "quantity_open", "quantity_sent",
    "quantity_cancelled", "quantity_returned", "line_status", "needs_parcel", "total", "unit_price", "codes",
)  # fmt: skip


def profile(
    shape: RowShape, *, kind: Literal["code_list", "none"] = "none", lacks: tuple[str, ...] = (), **more: Any
) -> Profile:
    return Profile(
        name="test",
        title={"en": "test"},
        marketplace="test",
        aliases={field: [field] for field in FIELDS if field not in lacks} | {"item_title": ["title"]},
        status=StatusTable(
            labels={"open": "to_ship", "gone": "cancelled", "sent": "shipped"}, otherwise="to_ship"
        ),
        owed=OwedRules(sent="sent", cancelled="cancelled", returned="returned"),
        items=ItemPacking(
            kind=kind, row_shape=shape, pattern=r"^(?P<quantity>-?\d+)× (?P<title>.*)$", separator=", "
        ),
        money=MoneyFormat(currency="EUR", total_of=["line_total"]),
        **more,
    )


def model(row: dict[str, str | None], row_status: str) -> int:
    """Pieces owed of one line."""

    def number(name: str) -> int:
        return int(row.get(name) or 0)

    if row.get("quantity") is not None:
        ordered = number("quantity")
    else:
        ordered = number("quantity_open") if row.get("quantity_open") is not None else 1
    if row_status in ("sent", "gone") or row.get("line_status") in ("sent", "cancelled", "returned"):
        return 0
    if row.get("needs_parcel") == "no":
        return 0
    left = ordered - min(number("quantity_cancelled"), ordered)
    sent = min(number("quantity_sent"), left)
    before = max(0, min(number("quantity_returned"), ordered) - sent)  # what was sent comes back first
    owed = max(0, left - sent - before)
    return min(owed, number("quantity_open")) if row.get("quantity_open") is not None else owed


COUNT = st.none() | st.integers(0, 5).map(str)
LINES = st.fixed_dictionaries(
    {
        "order_id": st.sampled_from(["1", "2", "3"]),
        "status": st.sampled_from(["open", "sent", "gone"]),
        "sku": st.sampled_from(["A", "B", "C"]),
        "quantity": st.none() | st.integers(0, 4).map(str),
        "quantity_open": COUNT,
        "quantity_sent": COUNT,
        "quantity_cancelled": COUNT,
        "quantity_returned": COUNT,
        "line_status": st.none() | st.sampled_from(["sent", "cancelled", "returned", "pending"]),
        "needs_parcel": st.none() | st.sampled_from(["yes", "no"]),
    }
)


@given(rows=st.lists(LINES, min_size=1, max_size=8), data=st.data())
def test_owed_is_what_the_rule_says_in_any_order_of_rows(
    load: Load, rows: list[dict[str, str | None]], data: st.DataObject
) -> None:
    wanted = Counter((row["order_id"], row["sku"], model(row, row["status"] or "")) for row in rows)
    for order in (rows, data.draw(st.permutations(rows))):
        frames = load(order, profile=profile("item"), batch=data.draw(st.integers(1, 9)))
        found = Counter(
            (key.split(":")[1], sku, owed)
            for key, sku, owed in frames.lines.select("order_key", "sku", "owed").iter_rows()
        )
        assert found == wanted
        lines = frames.lines.fill_null(0)
        assert ((lines["owed"] >= 0) & (lines["owed"] <= lines["quantity"])).all()
        assert (lines["sent"] + lines["cancelled"] <= lines["quantity"]).all()
        assert (lines["returned"] <= lines["quantity"]).all()
        assert frames.lines.height + frames.rejects.height == len(rows)


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        *(
            (name, "three")
            for name in ("quantity_open", "quantity_sent", "quantity_cancelled", "quantity_returned")
        ),
        ("quantity_open", "-1"),
        ("quantity_sent", "-1"),
    ],
)
def test_a_number_that_cannot_be_read_costs_its_cell(load: Load, name: str, cell: str) -> None:
    frames = load([{"order_id": "1", "sku": "A", "quantity": "3", name: cell}], profile=profile("item"))
    assert frames.lines["owed"].to_list() == [3]
    assert frames.rejects.is_empty()
    assert frames.notes[f"quantity_unreadable|{name}"] == 1


def test_pieces_of_a_row_of_several_items_belong_to_none_of_them(load: Load) -> None:
    rows = [{"order_id": "1", "codes": "2× Mug, 1× Cup", "quantity_returned": "1"}]
    frames = load(rows, profile=profile("order", kind="code_list"))
    assert frames.lines["owed"].to_list() == [2, 1]


@pytest.mark.parametrize("shape", ["item", "item_fill_down"])
def test_what_is_cancelled_is_not_paid_for(load: Load, shape: RowShape) -> None:
    rows = [
        {
            "order_id": "1",
            "status": "open",
            "sku": "A",
            "quantity": "2",
            "unit_price": "10",
            "line_status": None,
        },
        {
            "order_id": "1",
            "status": "open",
            "sku": "B",
            "quantity": "1",
            "unit_price": "7",
            "line_status": "cancelled",
        },
        {
            "order_id": "1",
            "status": "open",
            "sku": "C",
            "quantity": "3",
            "unit_price": "1",
            "quantity_cancelled": "2",
        },
        {
            "order_id": "2",
            "status": "gone",
            "sku": "A",
            "quantity": "2",
            "unit_price": "10",
            "line_status": "cancelled",
        },
    ]
    frames = load(rows, profile=profile(shape))
    assert frames.orders["total"].cast(pl.Int64).to_list() == [21, 20], "a cancelled order keeps its own"


# Refunds

ORDERS = st.dictionaries(
    st.integers(1, 4).map(str),
    st.dictionaries(st.sampled_from("ABC"), st.integers(1, 5), min_size=1),
    min_size=1,
)
REFUNDS = st.lists(
    st.tuples(
        st.integers(1, 5).map(str), st.dictionaries(st.sampled_from("ABC"), st.integers(1, 3), min_size=1)
    ),
    max_size=4,
)
PRICE = 10


def packed(number: str, items: dict[str, int], sign: int = 1) -> dict[str, str | None]:
    words = ", ".join(f"{sign * pieces}× {item}" for item, pieces in items.items())
    return {
        "order_id": number,
        "status": "open",
        "codes": words,
        "total": str(sign * PRICE * sum(items.values())),
    }


def rows_of(number: str, items: dict[str, int], sign: int = 1) -> list[dict[str, str | None]]:
    return [
        {
            "order_id": number,
            "status": "open",
            "title": item,
            "quantity": str(sign * pieces),
            "unit_price": str(PRICE),
        }
        for item, pieces in items.items()
    ]


@given(orders=ORDERS, refunds=REFUNDS, data=st.data())
@pytest.mark.parametrize("shape", ["order", "item", "item_fill_down"])
def test_refunds_come_off_their_orders_wherever_they_stand(
    load: Load,
    shape: RowShape,
    orders: dict[str, dict[str, int]],
    refunds: list[tuple[str, dict[str, int]]],
    data: Any,
) -> None:
    if shape == "order":
        blocks = [[packed(*one)] for one in orders.items()] + [[packed(*one, -1)] for one in refunds]
        taught = profile("order", kind="code_list")
    else:
        blocks = [rows_of(*one) for one in orders.items()] + [rows_of(*one, -1) for one in refunds]
        taught = profile(shape, lacks=("total", "codes"))
    rows = [row for block in data.draw(st.permutations(blocks)) for row in block]
    frames = load(rows, profile=taught, batch=data.draw(st.integers(1, 20)))
    owed = {number: dict(items) for number, items in orders.items()}
    totals = {number: PRICE * sum(items.values()) for number, items in orders.items()}
    for number, items in refunds:
        for item, pieces in items.items():
            if number in orders:
                totals[number] -= PRICE * pieces
                owed[number][item] = max(0, owed[number].get(item, 0) - pieces) if item in owed[number] else 0
    found: dict[str, dict[str, int]] = {}
    for key, title, pieces, ordered in frames.lines.select(
        "order_key", "title", "owed", "quantity"
    ).iter_rows():
        number = key.split(":")[1]
        found.setdefault(number, {})[title] = pieces
        assert 0 <= pieces <= ordered == orders[number][title]
    assert found == {number: {item: owed[number][item] for item in items} for number, items in orders.items()}
    assert {row["order_id"]: int(row["total"]) for row in frames.orders.to_dicts()} == totals
    alone = [row for row in rows if row["order_id"] not in orders]
    assert sorted(frames.rejects["reason"]) == ["refund_alone"] * len(alone)
    of_orders = [row for row in rows if row["order_id"] in orders]
    folded = frames.notes["refund_rows"]
    assert (frames.orders.height if shape == "order" else frames.lines.height) + folded == len(of_orders)


def test_an_amount_alone_that_was_given_back_takes_no_piece(load: Load) -> None:
    rows = [packed("1", {"Mug": 3}), {"order_id": "1", "status": "open", "codes": None, "total": "-4"}]
    frames = load(rows, profile=profile("order", kind="code_list"))
    assert frames.lines["owed"].to_list() == [3]
    assert frames.orders["total"].cast(pl.Int64).to_list() == [26]


def test_a_discount_beside_an_item_is_no_refund(load: Load) -> None:
    rows = [*rows_of("1", {"Mug": 3}), {"order_id": "1", "status": "open", "title": "Voucher", "quantity": "1",
            "unit_price": "-5"}]  # fmt: skip
    frames = load(rows, profile=profile("item", lacks=("total", "codes")))
    assert frames.lines["owed"].to_list() == [3, 1]
    assert frames.orders["total"].cast(pl.Int64).to_list() == [25]


def test_a_refund_that_could_be_of_two_orders_is_left_to_a_person(load: Load) -> None:
    rows = [
        {
            "order_id": "7",
            "status": "open",
            "placed_at": f"2026-01-0{day} 10:00",
            "title": "Mug",
            "quantity": pieces,
        }
        for day, pieces in ((1, "2"), (2, "3"), (4, "-1"))
    ]
    frames = load(rows, profile=profile("item", lacks=("total", "codes"), unique_ids="shop"))
    assert frames.lines["owed"].to_list() == [2, 3]
    assert frames.rejects.select("row", "reason").rows() == [(4, "refund_alone")]


WOO = ["order_number", "status", "order_date", "order_total", "line_item_1", "line_item_2", "line_item_3"]


def _item(sku: str, pieces: object) -> str:
    return f"name:Mug {sku}|product_id:7|sku:{sku}|quantity:{pieces}|total:10.00|sub_total:10.00"


@pytest.mark.parametrize("packed", [False, True])
def test_a_line_of_refund_among_an_orders_items_is_returned(load: Load, packed: bool) -> None:
    """WooCommerce puts what was given back beside what was bought, with pieces below nought."""
    items = [_item("A", 3), _item("B", 1), _item("A", -2)]
    row = ["1", "processing", "2026-01-10 10:00:00", "40"]
    headers = [*WOO[:4], "line_items"] if packed else WOO
    frames = load([[*row, ";".join(items)] if packed else [*row, *items]], headers, profile="woocommerce")
    lines = frames.lines.select("sku", "quantity", "returned", "owed").rows()
    assert lines == [("A", 3, 2, 1), ("B", 1, None, 1)]
    assert frames.orders.select("order_id", "pieces", "total").rows() == [("1", 4, 40)]
    assert frames.notes["refund_lines"] == 1


def test_a_refunded_item_that_the_order_lacks_is_told(load: Load) -> None:
    row = ["1", "processing", "2026-01-10 10:00:00", "40", _item("A", 1), _item("C", -2), _item("A", -3)]
    frames = load([row], WOO, profile="woocommerce")
    assert frames.lines.select("sku", "quantity", "returned", "owed").rows() == [("A", 1, 1, 0)]
    assert frames.notes["refund_unplaced"] == 4


def test_two_shops_orders_of_one_number_keep_their_own_refunds(load: Load) -> None:
    rows = [
        ["1", "processing", f"2026-01-1{day} 10:00:00", "40", _item("A", 3), _item("A", -day), None]
        for day in (1, 2)
    ]
    frames = load(rows, WOO, profile="woocommerce")
    lines = frames.lines.join(frames.orders.select("order_key", "placed_at"), on="order_key").sort(
        "placed_at"
    )
    assert lines.select("quantity", "returned", "owed").rows() == [(3, 1, 2), (3, 2, 1)]


def test_refund_items_in_other_shapes_of_cells(load: Load) -> None:
    analytics = load(
        [{"Order #": "1", "Date": "2026-01-10 10:00:00", "Status": "processing", "Customer": "Ann",
          "Product(s)": "3× Mug, 1× Cup, -1× Mug", "N. Revenue (formatted)": "$30.00"}],
        profile="woocommerce_analytics",
    )  # fmt: skip
    assert analytics.lines.select("title", "quantity", "returned", "owed").rows() == [
        ("Mug", 3, 1, 2), ("Cup", 1, None, 1),
    ]  # fmt: skip
    cell = "【1】Mug\n(商家编码:M1)\n(产品数量:3 piece)\n【2】Mug\n(商家编码:M1)\n(产品数量:-1 piece)\n"
    packed = load([{"订单号": "3031270000000001", "订单状态": "等待您发货", "产品信息": cell}])
    assert packed.lines.select("sku", "quantity", "returned", "owed").rows() == [("M1", 3, 1, 2)]


@pytest.mark.parametrize(
    ("said", "pieces"), [("1.0", 1), ("2.00", 2), ("", 1), ("0", 0), ("1.5", None), ("two", None)]
)
def test_pieces_that_cant_be_read_cost_their_row_and_not_an_item(
    load: Load, said: str, pieces: int | None
) -> None:
    row = ["1", "processing", "2026-01-10 10:00:00", "40", _item("A", 3), _item("B", said), None]
    frames = load([row], WOO, profile="woocommerce")
    if pieces is None:
        assert frames.rejects["reason"].to_list() == ["quantity_unreadable"]
        assert frames.orders.is_empty()
    else:
        assert frames.lines.select("sku", "quantity").rows() == [("A", 3), ("B", pieces)]
        assert frames.notes["quantity_assumed"] == (said == "")


BELOW = ("-1", "−1", "-1.0", "(1)", " - 1", "-1 pcs")
"""How books write a piece that was given back."""


@pytest.mark.parametrize("name", ["quantity_cancelled", "quantity_returned"])
@pytest.mark.parametrize("cell", BELOW)
def test_what_is_taken_off_may_be_written_below_nought(load: Load, name: str, cell: str) -> None:
    frames = load([{"order_id": "1", "sku": "A", "quantity": "3", name: cell}], profile=profile("item"))
    told = frames.lines.select("owed", name.removeprefix("quantity_")).rows()
    assert told == [(2, 1)]
    assert not any(note.startswith("quantity_unreadable") for note in frames.notes)


@pytest.mark.parametrize("cell", BELOW)
def test_so_it_is_in_every_profile(load: Load, profiles: dict[str, Profile], cell: str) -> None:
    tried = 0
    for name, one in profiles.items():
        headers = {field: names[0] for field, names in one.headers().items()}
        for field in ("quantity_cancelled", "quantity_returned"):
            if one.kind == "orders" and field in headers:
                row = {headers["order_id"]: "80112345", headers["status"]: "x", headers["quantity"]: "3",
                       headers["sku"]: "A", headers[field]: cell}  # fmt: skip
                assert load([row], profile=name).lines["owed"].to_list() == [2], (name, field)
                tried += 1
    assert tried > 5


@pytest.mark.parametrize("cell", ["-4.00", "4.00", "(4.00)"])
def test_money_given_back_may_be_written_below_nought(
    load: Load, profiles: dict[str, Profile], cell: str
) -> None:
    for name, one in profiles.items():
        headers = {field: names[0] for field, names in one.headers().items()}
        if one.kind == "orders" and "refunded" in headers and "sku" in headers:
            row = {headers["order_id"]: "80112345", headers["status"]: "x", headers["sku"]: "A",
                   headers["refunded"]: cell, headers.get("currency", "currency"): "USD"}  # fmt: skip
            frames = load([row], profile=name)
            assert [str(amount) for amount in frames.orders["refunded"]] == ["4.0000"], name


def test_pieces_returned_of_an_item_in_a_cell_may_be_written_below_nought(load: Load) -> None:
    packed = msgspec.structs.replace(
        profile("order", kind="code_list"),
        items=ItemPacking(kind="code_list", pattern=r"^(?P<quantity>\d+)× (?P<title>.*?)(?: back (?P<returned>\S+))?$",
                          separator=", "),
    )  # fmt: skip
    frames = load([{"order_id": "1", "codes": "3× Mug back -1, 2× Cup back 1"}], profile=packed)
    assert frames.lines["owed"].to_list() == [2, 1]
