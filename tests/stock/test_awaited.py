"""Waiting means ordering: what an applied plan rests on is left to do until it is ordered, and no more than that."""

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data import actions
from orderdeck.data.base.config.settings import Settings
from orderdeck.data.stock.acts.facade import StockActs
from orderdeck.data.stock.desk import StockDesk
from orderdeck.data.stock.plan.proposal import proposal
from orderdeck.data.stock.stockouts import sku_board
from orderdeck.data.stock.supply.awaited import Wish, left_of, left_of_each, of_each_supplier
from tests.desk.make_desk import NOON, Bench, order
from tests.engine import new_paths


@given(st.lists(st.tuples(st.sampled_from(["wish", "buy"]), st.integers(0, 9)), max_size=12))
def test_what_is_left_to_order_is_what_pieces_bought_later_do_not_fulfil(
    events: list[tuple[str, int]],
) -> None:
    """A plain model: each piece bought goes to the oldest wish there is, and none to a wish that comes after."""
    open_wishes: list[int] = []
    for kind, pieces in events:
        if kind == "wish":
            open_wishes.append(pieces)
            continue
        for at, wanted in enumerate(open_wishes):
            used = min(wanted, pieces)
            open_wishes[at], pieces = wanted - used, pieces - used
    wished = [
        (pieces, sum(n for kind, n in events[at:] if kind == "buy"))
        for at, (kind, pieces) in enumerate(events)
        if kind == "wish"
    ]
    assert left_of(wished) == sum(open_wishes)
    assert left_of_each(wished) == open_wishes


@given(*[st.integers(0, 9)] * 7)
def test_a_proposal_buys_for_all_and_says_for_whom(
    lack: int, lack_unpaid: int, out: int, out_unpaid: int, debt: int, free: int, coming: int
) -> None:
    found = proposal(lack, lack_unpaid, out, out_unpaid, debt, free, coming)
    given = proposal(lack, lack_unpaid, out, out_unpaid, debt, free, coming, 3)
    less = min(3, lack + lack_unpaid)
    assert given == proposal(
        max(0, lack - less), lack_unpaid - max(0, less - lack), out, out_unpaid, debt, free, coming
    )
    beside = max(0, out + out_unpaid - free)
    assert found.pieces == max(0, lack + lack_unpaid + debt + beside - coming)
    nobody_unpaid = proposal(lack, 0, out, 0, debt, free, coming)
    assert found.for_paid == nobody_unpaid.pieces, "unpaid orders take nothing from paid ones"


@given(
    st.lists(st.tuples(st.booleans(), st.sampled_from(["Quick", "Slow", ""]), st.integers(0, 9)), max_size=12)
)
def test_what_is_left_stays_with_the_suppliers_that_the_plans_name(
    events: list[tuple[bool, str, int]],
) -> None:
    """(whether it is a wish, supplier, pieces). What a supplier's own pieces fulfil is not ordered from it again."""
    uttered = []
    for at, (is_wish, supplier, pieces) in enumerate(events):
        if is_wish:
            later = [(who, n) for wish, who, n in events[at:] if not wish]
            bought, here = sum(n for _, n in later), sum(n for who, n in later if who == supplier)
            uttered.append(Wish(f"o{at}", "A", at, at, "li", supplier, pieces, 99, bought, here))
    found = of_each_supplier(uttered)
    assert sum(found.values()) == left_of([(one.pieces, one.bought) for one in uttered])
    for supplier, pieces in found.items():
        own = [(one.pieces, one.bought_there) for one in uttered if one.supplier == supplier]
        assert 0 < pieces <= left_of(own)


class World:
    """Orders of A, none there; a supplier whose deliveries took five days, by purchases keyed and received here."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench

    def open(self, *wants: tuple[int, float], received: int = 9, besides: str = "") -> "World":
        lines = [
            order(
                n,
                lines=[{"sku": "A", "quantity": pieces}, *({"sku": one, "quantity": 1} for one in besides)],
                ship_by=NOON + timedelta(days=days),
            )
            for n, (pieces, days) in enumerate(wants, 1)
        ]
        self.bench.load(*lines)
        start = NOON - timedelta(days=60)
        for n in range(received):
            at = start + timedelta(days=n)
            bought = self.bench.act(
                "restock", sku="A", at=round(at.timestamp() * 1e6), data={"supplier": "Sup", "quantity": 5}
            )
            came = round((at + timedelta(days=5)).timestamp() * 1e6)
            self.bench.act("receipt", sku="A", at=came, data={"purchase_key": bought.id, "quantity": 5})
        if received:
            self.bench.act("list_sent", data={"list": "purchases", "supplier": "Sup", "upto": 99})
        self.bench.stock(NOON - timedelta(hours=1), A=0, **dict.fromkeys(besides, 0))
        return self.fresh()

    def fresh(self) -> "World":
        self.desk = self.bench.desk(Settings(), hooks=None)
        self.li = StockActs(self.desk, self.desk.ledger, "li")
        return self

    def board(self) -> Any:
        return sku_board(self.desk.con, "A", self.desk.settings.stock, self.desk.now())

    def to_order(self) -> list[tuple[str, str, int | None, int]]:
        return [
            (one.supplier, item.sku, item.quantity, item.orders)
            for one in StockDesk(self.desk).waiting()
            for item in one.items
            if item.to_order
        ]

    def apply(self) -> list[str]:
        self.bench.now += timedelta(minutes=1)
        return [act.kind for act in self.li.apply(self.board(), {}).done]


@pytest.fixture
def world(desk_bench: Bench) -> World:
    return World(desk_bench)


def test_the_reason_says_how_many_have_to_be_ordered_from_whom(world: World) -> None:
    world.open((3, 12), (4, 14))
    first, second = (hit.rests[0] for hit in world.board().hits)
    assert (first.own, first.to_order, first.supplier, first.purchases) == (3, 3, "Sup", ())
    assert (second.own, second.to_order) == (4, 7), "those before it wait as well"
    assert first.lead_days == pytest.approx(5)
    world.apply()
    assert world.to_order() == [("Sup", "A", 7, 2)], "what the last reason says"


def test_the_setting_is_not_told_as_what_a_supplier_takes(world: World) -> None:
    world.open((3, 12), received=0)
    world.li.restock("A", "New", 3)
    (rest,) = world.board().hits[0].rests
    assert (rest.supplier, rest.lead_days) == ("New", None)


def test_it_is_left_to_do_until_it_is_ordered_and_undone_with_the_plan(world: World) -> None:
    world.open((3, 12))
    assert world.apply() == ["plan_applied", "await_restock"]
    assert world.to_order() == [("Sup", "A", 3, 1)]
    assert world.apply() == [], "applied twice it is wished for once"
    actions.undo(world.desk, world.desk.ledger, "li")
    assert world.to_order() == []
    actions.redo(world.desk, world.desk.ledger, "li")
    world.li.restock("A", "Other", 2)
    assert world.to_order() == [("Sup", "A", 1, 1)], "two are ordered, from whomever"
    world.li.restock("A", "Other", 2)
    assert world.to_order() == []


def test_what_is_coming_already_has_not_to_be_ordered_again(world: World) -> None:
    world.open((3, 12))
    key = world.li.restock("A", "Sup", 30).done[0].id
    (rest,) = world.board().hits[0].rests
    assert (rest.own, rest.purchases, rest.supplier) == (0, (key,), "Sup")
    assert world.apply() == []
    assert world.to_order() == []


def test_what_the_operator_knows_to_come_has_not_to_be_ordered_beside_what_has(world: World) -> None:
    world.open((3, 12), besides="B")
    world.li.word("B", "expected", expected_at=round((NOON + timedelta(days=2)).timestamp() * 1e6))
    (rest,) = world.board().hits[0].rests
    assert (rest.sku, rest.own) == ("A", 3)


def test_an_order_that_lacks_nothing_any_more_wants_nothing_ordered(world: World) -> None:
    world.open((3, 12), (4, 14))
    world.apply()
    world.bench.stock(world.bench.now, A=3)
    world.desk.catch_up()
    assert world.to_order() == [("Sup", "A", 4, 1)]
    world.li.overrule(["aliexpress:2"], "ask_cancel")
    assert world.to_order() == [], "its buyer is to be asked to cancel"


def test_each_order_waits_for_the_supplier_that_its_plan_counts_on(world: World) -> None:
    world.open((3, 6.5), (4, 30))
    world.bench.act(
        "await_restock", "aliexpress:1", sku="A", data={"sku": "A", "quantity": 3, "supplier": "Quick"}
    )
    world.bench.act(
        "await_restock", "aliexpress:2", sku="A", data={"sku": "A", "quantity": 4, "supplier": "Sup"}
    )
    world.fresh()
    assert sorted(world.to_order()) == [("Quick", "A", 3, 1), ("Sup", "A", 4, 1)]
    world.li.restock("A", "Sup", 4)
    assert world.to_order() == [("Quick", "A", 3, 1)], "the quick one's pieces are still to be ordered"
    world.li.restock("A", "Other", 2)
    assert world.to_order() == [("Quick", "A", 1, 1)], "whoever has them"


def test_where_nobody_is_known_the_plan_still_has_to_be_ordered(world: World) -> None:
    world.open((3, 40), received=0)
    assert world.board().hits[0].step.reason == "no_supplier"
    world.apply()
    assert world.to_order() == [("", "A", 3, 1)]
    (pending,) = StockDesk(world.desk).waiting()
    refused = world.li.sent("purchases", "", pending.upto).refused
    assert [one.code for one in refused] == ["no_supplier"], "a list to nobody can't be handed over"


def test_handing_the_list_over_orders_it(world: World) -> None:
    world.open((3, 12))
    world.apply()
    (pending,) = StockDesk(world.desk).waiting()
    world.bench.now += timedelta(minutes=1)
    done = world.li.sent("purchases", "Sup", pending.upto).done
    assert [act.kind for act in done] == ["restock", "list_sent"]
    assert StockDesk(world.desk).waiting() == []
    (coming,) = StockDesk(world.desk).purchases("A")
    assert (coming.still_due, coming.supplier) == (3, "Sup")
    assert coming.expected_at == world.desk.now() + 5 * 86_400_000_000
    undone = actions.undo(world.desk, world.desk.ledger, "li")
    assert {note.code for note in undone.notes} == {"already_left"}
    assert world.to_order() == [("Sup", "A", 3, 1)]


def test_applied_again_it_is_what_is_needed_by_now(world: World) -> None:
    """Five are on their way and first for order 1. Once that is given up they are there for order 2."""
    world.open((5, 12), (5, 14))
    world.li.restock("A", "Sup", 5)
    world.apply()
    assert world.to_order() == [("Sup", "A", 5, 1)]
    world.li.overrule(["aliexpress:1"], "ask_cancel")
    assert [rest.own for hit in world.board().hits for rest in hit.rests] == [0]
    assert "await_restock" in world.apply()
    assert world.to_order() == []
    assert world.apply() == [], "nothing is left to do"


NEEDS = st.lists(
    st.tuples(
        st.sampled_from(["apply", "apply", "buy", "give up", "keep", "undo"]),
        st.integers(1, 3),
        st.integers(1, 4),
    ),
    min_size=2,
    max_size=7,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 4), min_size=1, max_size=3), NEEDS)
def test_a_plan_applied_leaves_to_order_what_its_orders_need_beyond_what_was_ordered(
    wants: list[int], deeds: list[tuple[str, int, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "exports").mkdir()
        bench = Bench(new_paths(Path(folder) / "exports"))
        world = World(bench).open(*((pieces, 12 + at) for at, pieces in enumerate(wants)))
        for request, number, pieces in [*deeds, ("apply", 1, 1)]:
            key = f"aliexpress:{1 + number % len(wants)}"
            if request == "buy":
                world.li.restock("A", "Sup", pieces)
            elif request in ("give up", "keep"):
                world.li.overrule([key], "ask_cancel" if request == "give up" else "none")
            elif request == "undo":
                actions.undo(world.desk, world.desk.ledger, "li")
            else:
                world.apply()
                needed = sum(rest.own for hit in world.board().hits for rest in hit.rests)
                assert sum(pieces or 0 for _who, _sku, pieces, _orders in world.to_order()) == needed
                assert world.apply() == []
        bench.close()
