"""Orders that a file tells twice, a row for each of their lines: no piece is owed twice, and no line is lost."""

from collections import Counter

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.exports.containers.layout.frame import HEADER_ABOVE
from orderdeck.data.exports.containers.layout.sheets import SHEET
from orderdeck.data.exports.normalise import Context, Frames
from orderdeck.data.exports.normalise.normaliser import normalise
from orderdeck.data.exports.profile.records import Profile
from tests.normalise.conftest import NOW, recognised

Cells = dict[str, str | None]
Line = tuple[int, str]
HEADERS = {
    "tiktok": ("Order ID", "Order Status", "Seller SKU", "Quantity", "Created Time"),
    "shopify": ("Name", "Financial Status", "Lineitem sku", "Lineitem quantity", "Created at"),
    "mabang": ("订单编号", "订单状态", "SKU", "商品数量", "付款时间"),
}


def _rows(name: str, told: list[Line], first_only: bool) -> list[list[str | None]]:
    """A row a line, orders one after another as they stand in `told`."""
    status = {"tiktok": "To ship", "shopify": "paid", "mabang": "待处理"}[name]
    rows: list[list[str | None]] = []
    before = 0
    for order, sku in told:
        number: str | None = f"#{order}" if name == "shopify" else f"5838{order:010}"
        row = [number, status, sku, "2", "2026-01-10 09:00:00"]
        if first_only and order == before:
            row = [
                number if name == "shopify" else None,
                None,
                sku,
                "2",
                row[4] if name == "shopify" else None,
            ]
        rows.append(row)
        before = order
    return rows


def _load(
    profile: Profile, name: str, blocks: list[tuple[int, int, list[list[str | None]]]], batch: int
) -> Frames:
    """Rows of blocks (sheet, headers above)."""
    found, columns = recognised(profile, HEADERS[name])
    rows = [
        (sheet * SHEET + 2 + at, above, *row) for sheet, above, some in blocks for at, row in enumerate(some)
    ]
    schema = {"__row": pl.Int64, HEADER_ABOVE: pl.Int64} | dict.fromkeys(columns, pl.String)
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    if not any(above for _, above, _ in blocks):
        frame = frame.drop(HEADER_ABOVE)
    return normalise(
        frame.iter_slices(batch), found, Context(zone="UTC", exported_at=NOW, settings=Settings())
    )


def _lines(frames: Frames) -> Counter[tuple[str, str, int]]:
    lines = frames.lines.join(frames.orders.select("order_key", "order_id"), on="order_key")
    return Counter(lines.select("order_id", "sku", "quantity").rows())


ORDERS = st.lists(st.lists(st.sampled_from("ABC"), min_size=1, max_size=3), min_size=1, max_size=4)
"""The SKUs of each order; one may stand in two lines of it."""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(data=st.data(), orders=ORDERS, name=st.sampled_from(sorted(HEADERS)), batch=st.integers(1, 9))
def test_what_is_told_again_is_owed_once(
    profiles: dict[str, Profile], data: st.DataObject, orders: list[list[str]], name: str, batch: int
) -> None:
    """On another sheet or below another header some of the orders again, and others that go on there: the desk has what
    one telling of each says."""
    first_only = name != "tiktok"
    told = [(order, sku) for order, skus in enumerate(orders, 1) for sku in skus]
    again = data.draw(st.lists(st.integers(1, len(orders)), unique=True))
    new = [(100, "A"), (100, "B")] if data.draw(st.booleans()) else []
    second = [(order, sku) for order in again for sku in orders[order - 1]] + new
    place = data.draw(st.sampled_from([(1, 0), (0, 1)]))
    blocks = [(0, 0, _rows(name, told, first_only)), (*place, _rows(name, second, first_only))]
    frames = _load(profiles[name], name, blocks, batch)
    once = _load(profiles[name], name, [(0, 0, _rows(name, told + new, first_only))], 100)
    assert _lines(frames) == _lines(once)
    assert frames.rejects.height == len(second) - len(new)
    assert set(frames.rejects["reason"]) <= {"duplicate_row"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
@given(data=st.data(), orders=ORDERS, batch=st.integers(1, 9))
def test_rows_in_any_order_lose_no_line(
    profiles: dict[str, Profile], data: st.DataObject, orders: list[list[str]], batch: int
) -> None:
    """A file sorted by something else than its orders, each of which has an item once."""
    told = [(order, sku) for order, skus in enumerate(orders, 1) for sku in sorted(set(skus))]
    mixed = data.draw(st.permutations(told))
    frames = _load(profiles["tiktok"], "tiktok", [(0, 0, _rows("tiktok", list(mixed), False))], batch)
    assert frames.rejects.is_empty()
    assert sum(_lines(frames).values()) == len(told)


def test_an_order_that_goes_on_where_a_sheet_is_full_is_one(profiles: dict[str, Profile]) -> None:
    blocks = [(0, 0, _rows("tiktok", [(1, "A")], False)), (1, 0, _rows("tiktok", [(1, "B")], False))]
    frames = _load(profiles["tiktok"], "tiktok", blocks, 10)
    assert frames.rejects.is_empty()
    assert sorted(frames.lines["sku"]) == ["A", "B"]


def test_a_sheet_a_day_that_tells_another_state_says_so(profiles: dict[str, Profile]) -> None:
    later = [[*_rows("tiktok", [(1, "A")], False)[0]]]
    later[0][1] = "Shipped"
    frames = _load(
        profiles["tiktok"], "tiktok", [(0, 0, _rows("tiktok", [(1, "A")], False)), (1, 0, later)], 10
    )
    assert frames.lines["quantity"].to_list() == [2]
    assert frames.rejects.select("reason", "detail").rows() == [("duplicate_id", "2")]


def test_exports_pasted_one_below_the_other_are_told_once(profiles: dict[str, Profile]) -> None:
    """Without a header between; the whole of it twice."""
    rows = _rows("tiktok", [(1, "A"), (1, "B"), (2, "A")], False)
    frames = _load(profiles["tiktok"], "tiktok", [(0, 0, [*rows, *rows])], 4)
    assert sum(_lines(frames).values()) == 3
    assert frames.rejects["reason"].to_list() == ["duplicate_row"] * 3


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
@given(
    skus=st.lists(st.sampled_from("ABC"), min_size=1, max_size=3),
    times=st.integers(2, 3),
    name=st.sampled_from(sorted(HEADERS)),
    first_only=st.booleans(),
    beside=st.booleans(),
    batch=st.integers(1, 9),
)
def test_an_order_that_is_told_twice_right_after_itself(
    profiles: dict[str, Profile],
    skus: list[str],
    times: int,
    name: str,
    first_only: bool,
    beside: bool,
    batch: int,
) -> None:
    """Known where two rows or more, not all the same, come again one by one. Equal rows alone may be lines."""
    first_only = first_only and name != "tiktok"  # whose rows all bear their order
    block = _rows(name, [(1, sku) for sku in skus], first_only)
    others = _rows(name, [(2, "A")], first_only) if beside else []
    known = len({tuple(row) for row in block}) > 1
    frames = _load(profiles[name], name, [(0, 0, [*block * times, *others])], batch)
    once = _load(profiles[name], name, [(0, 0, [*(block if known else block * times), *others])], 100)
    assert _lines(frames) == _lines(once)
    again = frames.rejects.select("reason", "detail").rows()
    assert again == [("duplicate_row", str(2 + at)) for at in range(len(block))] * (times - 1 if known else 0)


def test_rows_that_only_begin_again_are_lines(profiles: dict[str, Profile]) -> None:
    rows = _rows("tiktok", [(1, "A"), (1, "B"), (1, "A")], False)
    frames = _load(profiles["tiktok"], "tiktok", [(0, 0, rows)], 10)
    assert frames.rejects.is_empty()
    assert frames.lines.height == 3


def test_rows_of_single_pieces_come_as_often_as_there_are_pieces(profiles: dict[str, Profile]) -> None:
    found, columns = recognised(profiles["lazada_old"], ["Order Number", "Seller SKU", "Item Name", "Status"])
    rows = [(2 + at, "4001", sku, sku, "ready_to_ship") for at, sku in enumerate("ABAB")]
    frame = pl.DataFrame(rows, schema={"__row": pl.Int64} | dict.fromkeys(columns, pl.String), orient="row")
    frames = normalise([frame], found, Context(zone="UTC", exported_at=NOW, settings=Settings()))
    assert frames.rejects.is_empty()
    assert frames.lines["quantity"].sum() == 4
