"""What there is of a SKU: files, the operator's word, receipts, and who overrules whom."""

from datetime import timedelta
from typing import Any

import pytest

from tests.desk.make_desk import NOON, order


def test_several_rows_of_one_sku_are_summed_and_a_blank_is_unknown(bench: Any) -> None:
    bench.stock(A=3, B=None)
    bench.stock(A=4)
    bench.order("o1", A=7, B=99)
    bench.refresh()
    assert bench.on_hand("A") == (7, "file")
    assert bench.on_hand("B") == (None, "file")
    assert bench.short() == {}, "an unknown stock is not said to be short"


def test_a_newer_file_replaces_the_older_picture_whole(bench: Any) -> None:
    bench.stock(hours_ago=9, A=5, B=5)
    bench.stock(hours_ago=2, A=1)
    bench.refresh()
    assert bench.on_hand("A") == (1, "file")
    assert bench.on_hand("B") == (None, None)


def test_each_warehouse_has_a_picture_of_its_own(bench: Any) -> None:
    bench.stock(hours_ago=9, house="Yiwu", A=5, B=5)
    bench.stock(hours_ago=5, house="Shenzhen", A=1, C=2)
    bench.refresh()
    assert [bench.on_hand(sku)[0] for sku in "ABC"] == [6, 5, 2]
    bench.stock(hours_ago=2, house=" yiwu", A=4)
    bench.refresh()
    assert [bench.on_hand(sku)[0] for sku in "ABC"] == [5, None, 2]


def test_a_file_that_names_no_warehouse_speaks_for_all_of_them(bench: Any) -> None:
    bench.stock(hours_ago=9, house="Yiwu", A=5)
    bench.stock(hours_ago=5, house=None, A=4)
    bench.refresh()
    assert bench.on_hand("A")[0] == 4, "the same pieces would be counted twice"
    bench.stock(hours_ago=2, house="Yiwu", A=3)
    bench.refresh()
    assert bench.on_hand("A")[0] == 3


def test_a_word_overrules_older_warehouses_for_good_and_newer_ones_overrule_it(bench: Any) -> None:
    bench.stock(hours_ago=9, house="Yiwu", A=5)
    bench.act("stock_word", sku="A", hours_ago=5, word="out")
    bench.stock(hours_ago=2, house="Shenzhen", A=1)
    bench.refresh()
    assert bench.on_hand("A") == (1, "file"), "five in Yiwu were said to be none since"


def test_what_left_since_the_picture_is_off_and_owes_nothing(bench: Any) -> None:
    bench.stock(hours_ago=5, A=5, B=2)
    for key, sku, pieces, hours in (("o1", "A", 2, 3), ("o2", "A", 1, 7), ("o3", "B", 9, 1)):
        bench.departed(key, sku, pieces, hours_ago=hours)
    bench.departed("o4", "A", 1, hours_ago=1, shelf=6)
    bench.refresh()
    assert bench.on_hand("A")[0] == 3
    assert bench.on_hand("B")[0] == 0


def test_two_sources_stand_side_by_side_and_the_newest_speaks_for_each_sku(bench: Any) -> None:
    bench.stock(hours_ago=9, profile="erp", A=5, B=5)
    bench.stock(hours_ago=2, profile="template", A=1)
    bench.refresh()
    assert (bench.on_hand("A")[0], bench.on_hand("B")[0]) == (1, 5)


def test_the_operators_word_stands_until_a_newer_stock_file(bench: Any) -> None:
    bench.stock(hours_ago=5, A=10)
    bench.act("stock_word", sku="A", hours_ago=3, word="out")
    bench.refresh()
    assert bench.on_hand("A") == (0, "li")
    bench.stock(hours_ago=1, A=8)
    bench.refresh()
    assert bench.on_hand("A") == (8, "file")
    assert bench.con.execute("select overruled from stock_position where sku = 'A'").fetchall() == [("out",)]


def test_n_left_and_back_in_stock(bench: Any) -> None:
    bench.act("stock_word", sku="A", word="left", quantity=3)
    bench.order("o1", A=4)
    bench.refresh()
    assert bench.short() == {("o1", "A"): 1}
    bench.act("stock_word", sku="A", hours_ago=0.5, word="back")
    bench.refresh()
    assert bench.short() == {}


def test_a_receipt_adds_to_the_picture_it_came_after(bench: Any) -> None:
    bench.stock(hours_ago=5, A=1)
    bench.act("receipt", sku="A", hours_ago=2, quantity=6, purchase_key="p")
    bench.act("receipt", sku="A", hours_ago=8, quantity=100, purchase_key="q")
    bench.refresh()
    assert bench.on_hand("A")[0] == 7


def test_0042_is_not_42(bench: Any) -> None:
    bench.stock(**{"0042": 5})
    bench.order("o1", **{"42": 1})
    bench.refresh()
    assert bench.on_hand("42") == (None, None)
    assert bench.on_hand("0042") == (5, "file")


def test_a_figure_that_its_file_ends_within_says_so_until_a_newer_file(bench: Any) -> None:
    bench.stock(2, A=3, B=5)
    bench.con.execute("update stock_rows set may_be_cut = true where sku = 'B'")
    bench.refresh()
    assert (bench.on_hand("A"), bench.on_hand("B")) == ((3, "file"), (5, "file_cut"))
    bench.stock(1, A=3, B=34)
    bench.refresh()
    assert bench.on_hand("B") == (34, "file")


@pytest.mark.parametrize("kind", ["packed", "done"])
def test_what_was_packed_or_done_here_stays_off_where_the_file_that_showed_it_open_is_withdrawn(
    desk_bench: Any, kind: str
) -> None:
    """The file that brings the order back shows it as sent, and nothing before it."""
    bought = order(1, lines=[{"sku": "A", "quantity": 2}])
    other = order(2, lines=[{"sku": "A", "quantity": 2}])
    first = desk_bench.load(bought, at=NOON - timedelta(hours=5))
    desk_bench.load(other, at=NOON - timedelta(hours=5))
    desk_bench.stock(NOON - timedelta(hours=4), A=3)
    running = desk_bench.desk(hooks=None, debug=False)
    act = desk_bench.act(kind, bought["order_key"])
    running.catch_up()
    desk_bench.now += timedelta(hours=1)
    desk_bench.act("withdraw", data={"export": first.export_id})
    running.catch_up()
    desk_bench.load(bought | {"status": "shipped"}, at=desk_bench.now)
    running.catch_up()
    for undone, there in (
        (False, 1),
        (True, 3),
    ):  # taken back: it was sent before the picture, for all that is known
        if undone:
            desk_bench.act("undo", bought["order_key"], undoes=act.id, data={"kind": kind})
            running.catch_up()
        for desk in (running, desk_bench.desk(hooks=None, debug=False)):
            assert desk.con.execute("select on_hand from stock_position").fetchall() == [(there,)]
