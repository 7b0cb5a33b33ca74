"""Claiming and acting on many orders in one step, each by itself; finding acts without reading the whole journal."""

import sqlite3
from collections.abc import Callable
from typing import Any

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.ledger import Bid, Held, Ledger, Settled

Make = Callable[..., Act]
HOUR = 3_600_000_000


def bid(act: Make, key: str, operator: str, *, at: int = 10 * HOUR) -> Bid:
    made = {"order_key": key, "operator": operator, "at": at}
    return Bid(act("done", **made), act("claim", **made))


def settled(ledger: Ledger, bids: list[Bid], lapse_before: int, **more: Any) -> list[Settled]:
    """What became of each bid, where nothing that they rest on can have changed."""
    found = ledger.settle(bids, lapse_before, **more)
    assert found is not None
    return found


def test_each_order_is_claimed_and_acted_on_or_left_alone(ledger: Ledger, act: Make) -> None:
    ledger.append([act("claim", order_key="b", operator="wang", at=9 * HOUR)])
    seen = ledger.acts()[-1].seq
    ledger.append([act("note", order_key="c", operator="wang", at=9 * HOUR)])
    bids = [bid(act, key, "li") for key in "abcd"]
    free, held, overtaken, last = settled(ledger, bids, 8 * HOUR, after=seen)
    assert free.done
    assert free.claimed
    assert (free.done.kind, free.claimed.kind) == ("done", "claim")
    assert held.held == Held("wang", 9 * HOUR)
    assert held.done is None
    assert held.claimed is None
    assert overtaken.acted_by == "wang"
    assert overtaken.done is None
    assert overtaken.claimed is None
    assert last.done
    assert [(a.order_key, a.kind) for a in ledger.acts(after=seen) if a.operator == "li"] == [
        ("a", "claim"), ("a", "done"), ("d", "claim"), ("d", "done"),
    ]  # fmt: skip


def test_insisting_takes_over_and_a_lapsed_claim_needs_no_insisting(ledger: Ledger, act: Make) -> None:
    ledger.append([act("claim", order_key=key, operator="wang", at=HOUR) for key in "ab"])
    [taken] = settled(ledger, [bid(act, "a", "li")], 0, force=True)
    assert taken.claimed
    assert taken.claimed.kind == "take_over"
    assert taken.claimed.data == {"from": "wang"}
    assert taken.held == Held("wang", HOUR)
    assert taken.done
    [lapsed] = settled(ledger, [bid(act, "b", "li")], 2 * HOUR)
    assert lapsed.claimed
    assert lapsed.claimed.kind == "claim"
    assert lapsed.held is None


def test_the_same_bids_sent_twice_count_once(ledger: Ledger, act: Make) -> None:
    bids = [bid(act, key, "li") for key in "ab"]
    first = ledger.settle(bids, 0, after=0)
    assert ledger.settle(bids, 0, after=0) == first
    assert len(ledger.acts()) == 4


def test_acts_are_found_by_order_and_by_filters(ledger: Ledger, act: Make) -> None:
    ledger.append(
        act("note", order_key=f"o{n % 3}", operator=("li", "wang")[n % 2], at=n * HOUR, sku=None)
        for n in range(12)
    )
    ledger.append([act("restock", sku="A", operator="li", at=HOUR)])
    assert [a.at // HOUR for a in ledger.acts(order_key="o1")] == [1, 4, 7, 10]
    assert [a.at // HOUR for a in ledger.acts(5, order_key="o1")] == [7, 10]
    assert ledger.acts(order_key="") == []
    assert [a.at // HOUR for a in ledger.search(operator="li", order_key="o1")] == [10, 4]
    assert [a.at // HOUR for a in ledger.search(kind="note", since=3 * HOUR, until=6 * HOUR)] == [5, 4, 3]
    assert [a.sku for a in ledger.search(sku="A")] == ["A"]
    assert len(ledger.search(limit=2)) == 2
    assert ledger.search()[0].kind == "restock"


def test_one_orders_acts_are_looked_up_not_searched_for(paths: DeskPaths) -> None:
    with Ledger.open(paths), sqlite3.connect(paths.ledger) as db:
        plan = db.execute(
            "explain query plan select * from journal where order_key = ? and seq > ? order by seq", ("a", 0)
        ).fetchall()
    assert "journal_by_order" in str(plan)
