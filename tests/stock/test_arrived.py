"""What came after the newest picture of stock is added to it, whoever tells of it; what may have come before it is not,
and that is said."""

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.stock.desk import StockDesk
from tests.desk.make_desk import NOON, Bench

HOURS = st.integers(1, 40).map(lambda number: number + 0.3)
PARTS = st.lists(
    st.tuples(HOURS, st.integers(1, 5), st.booleans()), min_size=1, max_size=3, unique_by=lambda one: one[0]
)
"""Hours ago, pieces, whether it was keyed here as it came."""


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    PARTS,
    st.integers(0, 5),
    st.lists(st.integers(1, 40), min_size=1, max_size=3, unique=True),
    st.lists(st.integers(1, 40).map(lambda number: number + 0.6), min_size=1, max_size=5, unique=True),
    st.sampled_from(("nothing", "moment", "day")),
)
def test_the_figure_is_what_is_there_as_far_as_anybody_told(
    bench: Any, parts: list[Any], first: int, stock: list[int], files: list[float], says: str
) -> None:
    """A shelf with so many pieces at `first` and a purchase that comes in parts; stock files count the shelf, purchase
    files what has come, with the moment or the day at which all came."""
    if says != "nothing":
        parts = parts[:1]
    made = type(bench)()
    try:
        whole = sum(pieces for _hours, pieces, _keyed in parts) + (2 if says == "nothing" else 0) or 1
        for counted_at in stock:
            before = sum(pieces for ago, pieces, _ in parts if ago >= counted_at)
            made.stock(hours_ago=counted_at, A=first + before)
        for hours in files:
            came = sum(pieces for ago, pieces, _ in parts if ago >= hours)
            day = max((ago for ago, _, _ in parts if ago >= hours), default=None)
            filed(made, hours, whole, came, None if says == "nothing" else day, whole_day=says == "day")
        for ago, pieces, keyed in sorted(parts, reverse=True):
            if keyed:
                made.act("receipt", sku="A", hours_ago=ago, purchase_key="P", quantity=pieces)
        made.refresh()
        newest = min(stock)
        counted = first + sum(pieces for ago, pieces, _ in parts if ago >= newest)
        told = counted + came_since(parts, files, newest)
        on_hand = made.on_hand("A")[0]
        unsure = sum(row[0] for row in made.con.execute("select pieces from stock_unsure").fetchall())
        assert counted <= on_hand <= first + sum(pieces for _, pieces, _ in parts)
        assert on_hand <= told <= on_hand + unsure
        if says == "moment" and not any(keyed for *_, keyed in parts):
            assert not unsure, "the moment is known"
        known = [ago for ago, *_ in parts if any(hours < ago for hours in files)]
        if all(keyed for *_, keyed in parts) or not known:
            assert not unsure
    finally:
        made.con.close()


def came_since(parts: list[Any], files: list[float], newest: int) -> int:
    """Pieces that came after the picture and that anybody told of: a file, or a key."""
    return sum(
        pieces
        for ago, pieces, keyed in parts
        if ago < newest and (keyed or any(hours < ago for hours in files))
    )


def filed(bench: Any, hours: float, whole: int, came: int, day: float | None, *, whole_day: bool) -> None:
    bench.con.execute(
        "insert into purchase_rows by name select 'P' as purchase_key, 'P' as purchase_id, 'S' as supplier, "
        "'A' as sku, ? as quantity, ? as quantity_received, now - to_hours(200) as ordered_at, "
        "case when ? then date_trunc('day', now - to_seconds(?)) else now - to_seconds(?) end as received_at, "
        "? as state, now - to_seconds(?) as exported_at, 1 as rank from clock",
        [whole, came, whole_day, *[None if day is None else day * 3600] * 2,
         "received" if came == whole else "sent", hours * 3600],
    )  # fmt: skip


def test_what_turned_to_received_between_two_files_after_the_picture_is_there(desk_bench: Bench) -> None:
    """However many files say the same before it: the last of them counts."""
    bought = {
        "purchase_key": "P",
        "supplier": "S",
        "sku": "A",
        "quantity": 5,
        "ordered_at": NOON - timedelta(days=9),
    }
    for hours in (9, 7, 3):
        desk_bench.purchases(NOON - timedelta(hours=hours), bought | {"state": "sent"})
    desk_bench.stock(NOON - timedelta(hours=5), A=1)
    desk = desk_bench.desk(Settings(), hooks=None, debug=False)
    on_hand = "select on_hand from stock_position where sku = 'A'"
    assert desk.con.execute(on_hand).fetchall() == [(1,)]
    desk_bench.purchases(NOON - timedelta(hours=1), bought | {"state": "received"})
    desk.catch_up()
    assert desk.con.execute(on_hand).fetchall() == [(6,)]
    assert StockDesk(desk).unsure("A") == []
    desk_bench.stock(NOON - timedelta(hours=2), A=1)
    desk.catch_up()
    assert desk.con.execute(on_hand).fetchall() == [(1,)], "it may have been counted"
    (one,) = StockDesk(desk).unsure("A")
    assert (one.purchase_key, one.supplier, one.pieces) == ("P", "S", 5)
    assert (desk.now() - one.since, desk.now() - one.until) == (3 * 3_600_000_000, 3_600_000_000)


def test_what_the_first_file_has_as_received_is_old_news_unless_it_names_the_day(bench: Any) -> None:
    bench.stock(hours_ago=50, A=1, B=1, C=1)
    bench.purchase("old", "S", "A", 20, None, state="received")
    bench.purchase("dated", "S", "B", 20, 1.02)
    bench.purchase("new", "S", "C", 1.5, None, state="received")
    bench.refresh()
    assert [bench.on_hand(sku)[0] for sku in "ABC"] == [1, 11, 11]


def test_what_was_keyed_as_a_restock_had_not_come_by_then(bench: Any) -> None:
    bench.stock(hours_ago=5, A=1)
    bench.act("restock", sku="A", hours_ago=4, supplier="S", quantity=10)
    bench.purchase("P", "S", "A", 6 / 24, None, state="received")
    bench.refresh()
    assert bench.on_hand("A")[0] == 11
