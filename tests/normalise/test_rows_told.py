"""Every row of a table is a row of an order or is rejected, and sums between the rows of an order don't tear it."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.exports.normalise import Frames
from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.profile.records import Profile

Load = Callable[..., Frames]

PROFILES = {one.name: one for one in load_profiles() if one.kind == "orders" and "sku" in one.headers()}
FILLED = [name for name, one in PROFILES.items() if one.items.row_shape == "item_fill_down"]
ROW_AN_ITEM = [
    name for name, one in PROFILES.items() if one.items.row_shape == "item" and "quantity" in one.headers()
]
FIRST = {"platform": "Shopee", "shop": "A", "status": "x", "buyer": "Ann", "placed_at": "2026-11-20 10:00:00"}
KINDS = ("order", "item", "titled", "summed", "word", "pieces", "money", "blank")


def _cells(kind: str, number: int) -> dict[str, str]:
    """The fields that a row of `kind` fills."""
    item = {"sku": f"S-{number}", "quantity": "1", "line_total": "5.00"}
    return {
        "order": FIRST | item | {"order_id": f"80{number:06}"},
        "item": item,
        "titled": {"item_title": f"Lamp {number}", "quantity": "2", "unit_price": "5.00"},
        "summed": {"sku": "小计", "quantity": "7", "line_total": "70.00"},
        "word": {"shop": "合计", "total": "70.00"},
        "pieces": {"quantity": "5", "line_total": "25.00"},
        "money": {"line_total": "25.00"},
        "blank": {},
    }[kind]  # fmt: skip


def _table(profile: Profile, kinds: list[str]) -> list[dict[str, str | None]]:
    headers = {field: names[0] for field, names in profile.headers().items()}
    fields = dict.fromkeys(field for kind in KINDS for field in _cells(kind, 0))
    names = {headers[field]: None for field in fields if field in headers}
    return [
        names | {headers[field]: cell for field, cell in _cells(kind, number).items() if field in headers}
        for number, kind in enumerate(kinds)
    ]


def _model(profile: Profile, kinds: list[str]) -> tuple[dict[str, list[str]], int]:
    """(order number -> its items, rejected rows) of a filled-down table."""
    orders: dict[str, list[str]] = {}
    last, rejected = "", 0
    for number, kind in enumerate(kinds):
        if kind == "order":
            last = f"80{number:06}"
            orders[last] = [f"S-{number}"]
        elif kind in ("item", "titled") and last:
            orders[last].append(f"S-{number}" if kind == "item" else f"Lamp {number}")
        elif any(field in profile.headers() for field in _cells(kind, number)):
            rejected += 1
    return orders, rejected


@pytest.mark.parametrize("name", FILLED)
@given(kinds=st.lists(st.sampled_from(KINDS), max_size=8), batch=st.integers(1, 12))
def test_rows_in_are_rows_of_orders_and_rejected_rows(
    load: Load, name: str, kinds: list[str], batch: int
) -> None:
    profile = PROFILES[name]
    kinds = ["order", *kinds]
    frames = load(_table(profile, kinds), profile=profile, batch=batch)
    orders, rejected = _model(profile, kinds)
    lines = frames.lines.join(frames.orders.select("order_key", "order_id"), on="order_key")
    found: dict[str, list[str]] = {}
    for order, sku, title in lines.select("order_id", "sku", "title").rows():
        found.setdefault(order, []).append(sku or title)
    assert found == orders
    assert frames.orders.height == len(orders)
    assert frames.rejects.height == rejected


@pytest.mark.parametrize("name", FILLED)
def test_an_order_with_a_sum_between_its_items_keeps_all_that_its_first_row_says(
    load: Load, name: str
) -> None:
    profile = PROFILES[name]
    table = _table(profile, ["order", "summed", "item", "word", "item", "order"])
    for batch in (1, 2, 3, 10):
        frames = load(table, profile=profile, batch=batch)
        assert frames.orders["line_count"].to_list() == [3, 1]
        if "platform" in profile.headers():
            assert frames.orders["marketplace"].to_list() == ["shopee", "shopee"]


@pytest.mark.parametrize("name", FILLED)
def test_a_row_of_pieces_that_names_no_item_is_told(load: Load, name: str) -> None:
    """A sum without a word, or an item that lost its name: rejected, and its order says so."""
    table = _table(PROFILES[name], ["order", "item", "pieces", "order"])
    plain = load([table[0], table[1], table[3]], profile=name)
    for batch in (1, 10):
        frames = load(table, profile=name, batch=batch)
        assert frames.orders["doubts"].to_list() == ["line_unclear|5", None]
        assert frames.rejects.select("row", "reason").rows() == [(4, "line_unnamed")]
        assert frames.orders["total"].to_list() == plain.orders["total"].to_list()
        assert frames.orders["goods_total"].to_list() == plain.orders["goods_total"].to_list()


@pytest.mark.parametrize("name", ROW_AN_ITEM)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_so_is_one_that_bears_its_orders_number(load: Load, name: str, place: int) -> None:
    profile = PROFILES[name]
    headers = {field: names[0] for field, names in profile.headers().items()}
    first, more, bare = (
        {**_cells("order", 1), **_cells(kind, 1), "order_id": "80112345"}
        for kind in ("order", "item", "pieces")
    )
    del bare["sku"]
    more |= {"sku": "S-2"}
    rows = [first, more]
    rows.insert(place, bare)
    for number, row in enumerate(rows):
        row["line_id"] = f"900{number}"
    table = [{headers[field]: cell for field, cell in row.items() if field in headers} for row in rows]
    frames = load(table, profile=profile)
    assert frames.orders.height == 1
    assert sorted(frames.lines["sku"]) == ["S-1", "S-2"]
    assert frames.rejects.select("row", "reason").rows() == [(2 + place, "line_unnamed")]
    assert frames.orders["doubts"].to_list() == ["line_unclear|5"]
