"""Which orders keep others short, packing beyond what there is, and SKUs that only look like others."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderdeck.data.actions import Request, perform, perform_at_once
from orderdeck.data.desk.as_json import intake_json
from orderdeck.data.stock.allocation.allocate import serve
from orderdeck.data.stock.allocation.keeping import covered, keeping
from orderdeck.data.stock.as_json import stockouts_json
from orderdeck.data.stock.stockouts import sku_board
from tests.desk.make_desk import NOON, Bench, order

SKUS = ("A", "B", "C")
PIECES = st.dictionaries(st.sampled_from(SKUS), st.integers(1, 5), min_size=1)


def test_one_big_order_keeps_six_others_short(bench: Any) -> None:
    bench.stock(A=10)
    bench.order("wholesale", priority=0, A=10)
    for number in range(6):
        bench.order(f"small-{number}", days=number + 1, A=1)
    rules = bench.refresh()
    assert [(one.order_key, one.others) for one in keeping(bench.con)] == [("wholesale", 6)]
    hits = {hit.order_key: hit.keeps for hit in sku_board(bench.con, "A", rules, bench.now).hits}
    assert hits["wholesale"] == 6
    assert not any(keeps for key, keeps in hits.items() if key != "wholesale")


def test_what_is_packed_has_nothing_to_give_and_what_lacks_something_else_is_kept_short_by_nobody(
    bench: Any,
) -> None:
    bench.stock(A=4, B=0)
    bench.order("packed", A=2)
    bench.act("packed", order="packed")
    bench.order("holds", priority=0, A=2)
    bench.order("lacks-b", A=1, B=1)
    bench.order("lacks-a", days=9, A=2)
    bench.refresh()
    assert [(one.order_key, one.others) for one in keeping(bench.con, "A")] == [("holds", 1)]


@settings(max_examples=80, deadline=None)
@given(PIECES, st.lists(PIECES, max_size=8), st.dictionaries(st.sampled_from(SKUS), st.integers(0, 4)))
def test_as_many_as_would_be_served_by_it_and_what_is_left(
    held: dict[str, int], lacking: list[dict[str, int]], left: dict[str, int]
) -> None:
    there = {sku: left.get(sku, 0) + held.get(sku, 0) for sku in SKUS}
    lacking = [one for one in lacking if any(pieces > left.get(sku, 0) for sku, pieces in one.items())]
    rows = [
        (place, SKUS.index(sku), pieces, there[sku], True, False)
        for place, one in enumerate(lacking)
        for sku, pieces in sorted(one.items())
    ]
    names = ["order_no", "sku_no", "quantity", "available", "ships", "gave"]
    without = serve(pl.DataFrame(rows, schema=names, orient="row"), partial=False) if rows else None
    served = len(lacking) - (0 if without is None else without["order_no"].n_unique())
    # An order that neither holds anything which it wants changes nothing for isn't kept short by it.
    found = covered({"held": held}, dict(enumerate(lacking)), left)
    assert (found[0].others if found else 0) == served


def desk_of(desk_bench: Bench, *orders: dict[str, Any], **stock: int) -> Any:
    desk_bench.load(*orders, at=NOON - timedelta(hours=3))
    desk_bench.stock(NOON - timedelta(hours=2), **stock)
    return desk_bench.desk(hooks=None)


def wants(number: int, sku: str, pieces: int) -> dict[str, Any]:
    return order(number, lines=[{"sku": sku, "quantity": pieces}])


def test_packing_more_than_there_is_is_done_and_said_at_once_and_stays_short(desk_bench: Bench) -> None:
    desk = desk_of(desk_bench, wants(1, "A", 4), wants(2, "A", 8), A=5)
    request = Request(kind="packed", targets=("aliexpress:1",), operator="li")
    assert not perform(desk, desk.ledger, request).notes
    request = Request(kind="packed", targets=("aliexpress:2",), operator="li")
    outcome = perform(desk, desk.ledger, request)
    assert [act.kind for act in outcome.done if act.kind == "packed"]
    assert [(one.code, one.value) for one in outcome.notes] == [("over_promised", "A 7")]
    (found,) = stockouts_json(desk)["stockouts"]
    assert (found["sku"], found["on_hand"], found["allotted"], found["short"], found["debt"]) == (
        "A",
        5,
        12,
        7,
        7,
    )


@pytest.mark.parametrize("at_once", [False, True])
def test_what_is_done_beyond_what_there_is_is_said_as_what_is_packed(
    desk_bench: Bench, at_once: bool
) -> None:
    """Of what the marketplace sends itself, and of what was packed before, nothing more is promised."""
    sent = order(3, lines=[{"sku": "A", "quantity": 9}], fulfilment="platform")
    desk = desk_of(desk_bench, wants(1, "A", 4), wants(2, "A", 8), sent, A=5)

    def said(kind: str, key: str) -> list[tuple[str, str]]:
        request = Request(
            kind=kind, targets=(key,), operator="li", ids=(f"{kind}{key}",), group=f"{kind}{key}"
        )
        outcome = perform_at_once(desk.aside(), request) if at_once else perform(desk, desk.ledger, request)
        assert outcome
        assert outcome.done
        desk.catch_up()
        return [(one.code, one.value) for one in outcome.notes]

    assert said("done", "aliexpress:1") == []
    assert said("done", "aliexpress:3") == []
    assert said("done", "aliexpress:2") == [("over_promised", "A 7")]
    desk_bench.load(wants(4, "A", 2))
    desk.catch_up()
    assert said("packed", "aliexpress:4") == [("over_promised", "A 9")]
    assert said("done", "aliexpress:4") == []


def test_packing_while_the_desk_is_at_work_says_so_too(desk_bench: Bench) -> None:
    desk = desk_of(desk_bench, wants(1, "A", 4), A=1)
    request = Request(kind="packed", targets=("aliexpress:1",), operator="li", ids=("one",), group="g")
    outcome = perform_at_once(desk.aside(), request)
    assert outcome is not None
    assert [(one.code, one.value) for one in outcome.notes] == [("over_promised", "A 3")]


def test_skus_that_differ_by_case_and_blanks_only_are_told_and_never_taken_for_one(desk_bench: Bench) -> None:
    desk = desk_of(desk_bench, wants(1, "Cup 1", 1), wants(2, "Bowl", 1), CUP1=5, Bowl=5, bowl=1, Tray=9)
    assert desk.board(["aliexpress:1"])["queue"].to_list() == ["standard"], "unknown stock is never short"
    (stock,) = (export for export in desk.intake() if export.kind == "stock")
    assert stock.notes == ["sku_nearly|CUP1 = Cup 1, bowl = Bowl"]
    assert stockouts_json(desk)["nearly"] == [
        {"sku": "CUP1", "like": "Cup 1"},
        {"sku": "bowl", "like": "Bowl"},
    ]
    assert any("sku_nearly" in note for one in intake_json(desk.intake())["files"] for note in one["notes"])


def test_scripts_name_who_keeps_others_short(desk_bench: Bench, tmp_path: Path) -> None:
    desk = desk_of(desk_bench, wants(1, "A", 10), *(wants(number, "A", 1) for number in range(2, 8)), A=10)
    (found,) = stockouts_json(desk)["stockouts"]
    assert found["keeps_short"] == [{"shop": "", "order_id": "1", "holds": 10, "orders": 6}]
