"""Acts about stock on a real desk: what they change, what they refuse, and that undo puts it all back."""

from datetime import timedelta
from typing import Any

import pytest

from orderdeck.data import actions
from orderdeck.data.stock.acts.facade import Message, StockActs
from orderdeck.data.stock.cases import Case, cases
from orderdeck.data.stock.desk import StockDesk
from orderdeck.data.stock.stockouts import sku_board
from tests.desk.make_desk import NOON, Bench, order

KEY = "aliexpress:{}"


@pytest.fixture
def world(desk_bench: Bench) -> "World":
    return World(desk_bench)


class World:
    """A desk with orders for SKU A, and the stock acts of two operators."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench

    def open(self, **rules: Any) -> "World":
        from orderdeck.data.base.config.settings import Settings, Stock

        settings = Settings(stock=Stock(**rules))
        bench = self.bench
        self.desk = bench.desk(settings, hooks=None)
        self.li, self.wang = (StockActs(self.desk, self.desk.ledger, name) for name in ("li", "wang"))
        self.rules = settings.stock
        return self

    def board(self, sku: str = "A") -> Any:
        return sku_board(self.desk.con, sku, self.rules, self.desk.now())

    def allotted(self) -> dict[tuple[str, str], tuple[int, bool]]:
        rows = self.desk.con.execute("select order_key, sku, quantity, applied from allotments").fetchall()
        return {(key.rpartition(":")[2], sku): (quantity, applied) for key, sku, quantity, applied in rows}

    def queue(self, number: int) -> str:
        return str(self.desk.board([KEY.format(number)])["queue"][0])

    def case(self, number: int) -> Case:
        (found,) = cases(self.desk.con, order_keys=[KEY.format(number)])
        return found


def wants(number: int, *, days: float = 5, **skus: int) -> dict[str, Any]:
    lines = [{"sku": sku, "quantity": quantity, "product_id": f"P{sku}"} for sku, quantity in skus.items()]
    return order(number, ship_by=NOON + timedelta(days=days), lines=lines)


def test_a_word_decides_what_there_is_until_it_is_undone(world: Any) -> None:
    world.bench.load(wants(1, days=2, A=1), wants(2, days=3, A=2))
    world.open()
    assert world.li.word("A", "left", 1).done
    assert world.allotted() == {("1", "A"): (1, False)}
    assert world.queue(2) == "stockouts"
    actions.undo(world.desk, world.desk.ledger, "li")
    assert world.queue(2) == "standard", "nothing is known of A any more"


def test_an_export_that_repeats_orders_tells_of_its_own_time_what_there_is(world: Any) -> None:
    told = order(1, lines=[{"sku": "A", "quantity": 1, "stock_on_hand": 5}])
    world.bench.load(told, at=NOON - timedelta(hours=2))
    world.open()
    assert world.li.word("A", "out").done
    assert world.queue(1) == "stockouts"
    world.bench.load(told, at=NOON + timedelta(hours=1))
    world.desk.catch_up()
    assert world.board().sku.overruled == "out"
    assert world.board().sku.source_at == int((NOON + timedelta(hours=1)).timestamp() * 1_000_000)
    assert world.queue(1) == "standard"


def test_words_want_what_they_speak_of(world: Any) -> None:
    world.bench.load(wants(1, A=1))
    world.open()
    assert [one.value for one in world.li.word("A", "left").refused] == ["quantity"]
    assert [one.value for one in world.li.word("A", "expected").refused] == ["expected_at"]
    assert not world.desk.ledger.acts()


def test_an_applied_plan_stands_against_newcomers_and_is_undone_as_one(world: Any) -> None:
    world.bench.load(wants(1, days=2, A=1), wants(2, days=3, A=1), wants(3, days=-1, A=1))
    world.open()
    world.li.word("A", "left", 1)
    done = world.li.apply(world.board(), {}).done
    assert [act.kind for act in done] == ["plan_applied", "allot", "case_opened", "case_opened"] or len(
        done
    ) >= 3
    assert len({act.group for act in done}) == 1
    holder = next(key for (key, _sku), (_n, applied) in world.allotted().items() if applied)
    world.bench.load(wants(9, days=0.2, A=1), at=NOON + timedelta(minutes=1))
    world.desk.catch_up()
    assert world.allotted() == {(holder, "A"): (1, True)}, "a more urgent order took away what was promised"
    actions.undo(world.desk, world.desk.ledger, "li")
    assert ("9", "A") in world.allotted() or holder in {key for key, _ in world.allotted()}
    assert all(not applied for _n, applied in world.allotted().values())
    assert not cases(world.desk.con)


def test_applying_leaves_out_what_a_colleague_holds_and_says_so(world: Any) -> None:
    world.bench.load(wants(1, days=-1, A=1), wants(2, days=-1, A=1))
    world.open()
    world.li.word("A", "out")
    world.bench.act("claim", KEY.format(2), "wang")
    outcome = world.li.apply(world.board(), {})
    assert [(one.target, one.code, one.value) for one in outcome.conflicts] == [
        (KEY.format(2), "held_by", "wang")
    ]
    assert [act.order_key for act in outcome.done if act.kind == "case_opened"] == [KEY.format(1)]


def test_moving_stock_and_undoing_it_puts_stock_and_status_back(world: Any) -> None:
    world.bench.load(wants(1, days=2, A=1), wants(2, days=3, A=1), wants(3, days=4, A=1))
    world.open()
    world.li.word("A", "left", 2)
    before = world.allotted(), world.queue(1), world.queue(3)
    outcome = world.li.move("A", KEY.format(3), KEY.format(1))
    assert [act.kind for act in outcome.done] == ["move_stock"]
    assert outcome.done[0].data == {"quantity": 1, "source": KEY.format(1)}
    assert world.allotted() == {("2", "A"): (1, False), ("3", "A"): (1, True)}
    assert (world.queue(1), world.queue(3)) == ("stockouts", "standard")
    actions.undo(world.desk, world.desk.ledger, "li")
    assert (world.allotted(), world.queue(1), world.queue(3)) == before


def test_stock_moves_from_an_applied_order_too_and_leaves_nothing_half_allotted(world: Any) -> None:
    world.bench.load(wants(1, days=2, A=1, B=1), wants(2, days=3, A=1))
    world.open()
    world.li.word("A", "left", 1)
    world.li.word("B", "left", 5)
    world.li.apply(world.board(), {})
    assert world.allotted() == {("1", "A"): (1, True), ("1", "B"): (1, True)}
    world.li.move("A", KEY.format(2), KEY.format(1))
    assert world.allotted() == {("2", "A"): (1, True)}
    actions.undo(world.desk, world.desk.ledger, "li")
    assert world.allotted() == {("1", "A"): (1, True), ("1", "B"): (1, True)}


def test_a_move_that_would_leave_an_order_half_allotted_is_refused(world: Any) -> None:
    world.bench.load(wants(1, days=2, A=1), wants(2, days=3, A=1, B=1))
    world.open()
    world.li.word("A", "left", 1)
    world.li.word("B", "out")
    refused = world.li.move("A", KEY.format(2), KEY.format(1)).refused
    assert [(one.code, one.value) for one in refused] == [("half_allotted", "B")]


def test_two_operators_never_promise_the_same_piece(world: Any) -> None:
    world.bench.load(wants(1, days=2, A=1), wants(2, days=3, A=1))
    world.open()
    world.li.word("A", "left", 1)
    seen_by_wang = world.board()
    world.li.move("A", KEY.format(2), KEY.format(1))
    world.wang.apply(seen_by_wang, {})
    assert sum(quantity for quantity, _ in world.allotted().values()) == 1


def test_a_case_is_followed_from_the_plan_to_the_cancelled_order(world: Any) -> None:
    world.bench.load(wants(1, days=-1, A=1))
    world.open()
    world.li.word("A", "out")
    world.li.apply(world.board(), {})
    assert world.case(1).stage == "to_ask"
    world.li.asked([Message(KEY.format(1), "cancel", "A", "ask_cancel", "en", "Dear …")])
    case = world.case(1)
    assert (case.stage, case.what, case.silent) == ("asked", "cancel", False)
    assert case.clock_ends == world.desk.now() + 48 * 3_600_000_000
    row = world.desk.board([KEY.format(1)])
    assert "asked" in row["badges"][0]
    assert row["asleep"][0], "waiting for the buyer"
    applied = wants(1, days=-1, A=1) | {"status": "cancel_requested"}
    world.bench.load(applied, at=NOON + timedelta(hours=1))
    world.desk.catch_up()
    assert world.case(1).stage == "applied"
    world.bench.act(
        "cancel_answered", KEY.format(1), data={"answer": "agreed"}, at=world.desk.now() + 7_200_000_000
    )
    world.desk.catch_up()
    assert world.case(1).stage == "agreed"
    world.bench.load(wants(1, A=1) | {"status": "cancelled"}, at=NOON + timedelta(hours=3))
    world.desk.catch_up()
    assert (world.case(1).stage, world.case(1).outcome) == ("closed", "cancelled")


def test_a_buyer_who_does_nothing_falls_silent_and_comes_back(world: Any) -> None:
    world.bench.load(wants(1, days=5, A=1))
    world.open(silence_hours=10)
    world.li.word("A", "out")
    world.li.asked([Message(KEY.format(1), "choice", "A", "stockout_choice", "en", "Dear …")])
    assert world.desk.board([KEY.format(1)])["asleep"][0]
    world.bench.now = NOON + timedelta(hours=11)
    assert KEY.format(1) in world.desk.tick().order_keys
    row = world.desk.board([KEY.format(1)])
    assert not row["asleep"][0]
    assert "silent" in row["badges"][0]
    assert any(told.startswith("silent|") for told in row["reasons"][0])
    assert world.case(1).silent


def test_undoing_what_was_sent_says_that_it_has_left(world: Any) -> None:
    world.bench.load(wants(1, days=5, A=1))
    world.open()
    world.li.word("A", "out")
    world.li.restock("A", "Yiwu Bright", 20, unit_price="3.5", currency="CNY")
    (pending,) = StockDesk(world.desk).waiting()
    world.li.sent(pending.list, pending.supplier, pending.upto)
    assert not StockDesk(world.desk).waiting()
    outcome = actions.undo(world.desk, world.desk.ledger, "li", act_id="a")
    assert [(one.code, one.value) for one in outcome.notes] == [("already_left", "list_sent")]
    actions.redo(world.desk, world.desk.ledger, "li")
    world.li.restock("A", "Yiwu Bright", 5)
    (pending,) = StockDesk(world.desk).waiting()
    assert [item.quantity for item in pending.items] == [5], "what was handed over doesn't come again"


def test_a_receipt_makes_stock_of_a_purchase_and_undo_takes_it_back(world: Any) -> None:
    world.bench.load(wants(1, days=5, A=3))
    world.open()
    world.li.word("A", "out")
    purchase = world.li.restock("A", "Yiwu Bright", 20).done[0].id
    assert [one.still_due for one in StockDesk(world.desk).purchases("A")] == [20]
    assert world.li.receive("A", "no such purchase", 1).refused[0].code == "unknown_purchase"
    world.bench.now = NOON + timedelta(hours=1)
    world.li.receive("A", purchase, 20)
    assert world.allotted() == {("1", "A"): (3, False)}
    assert not StockDesk(world.desk).purchases("A")
    actions.undo(world.desk, world.desk.ledger, "li")
    assert world.queue(1) == "stockouts"


def test_an_order_placed_after_delisting_raises_an_alert(world: Any) -> None:
    world.bench.load(wants(1, A=1))
    world.open()
    world.li.word("A", "out")
    world.li.delist("A")
    assert not StockDesk(world.desk).alerts(), "orders from before are no surprise"
    assert world.li.delist("A").refused[0].code == "already_delisted"
    later = wants(2, A=1) | {"placed_at": NOON + timedelta(hours=1)}
    world.bench.now = NOON + timedelta(hours=2)
    world.bench.load(later, at=NOON + timedelta(hours=2))
    world.desk.catch_up()
    assert StockDesk(world.desk).alerts() == [(KEY.format(2), "A")]
    row = world.desk.board([KEY.format(2)])
    assert "sold_after_delist" in row["badges"][0]
    assert "sold_after_delist|A" in row["reasons"][0]
    world.li.relist("A")
    assert not StockDesk(world.desk).alerts()
    assert world.li.relist("A").refused[0].code == "not_delisted"


def test_stock_that_is_back_offers_to_list_again(world: Any) -> None:
    world.bench.load(wants(1, A=1))
    world.open()
    world.li.word("A", "out")
    world.li.delist("A")
    assert not StockDesk(world.desk).back()
    world.bench.now = NOON + timedelta(hours=1)
    world.li.word("A", "left", 5)
    (back,) = StockDesk(world.desk).back()
    assert (back.sku, back.free) == ("A", 4)


def test_the_operator_can_overrule_the_plan_and_take_that_back(world: Any) -> None:
    world.bench.load(wants(1, days=-1, A=1))
    world.open()
    world.li.word("A", "out")
    assert world.board().hits[0].step.action == "ask_cancel"
    world.li.overrule([KEY.format(1)], "wait_restock")
    step = world.board().hits[0].step
    assert (step.action, step.reason) == ("wait_restock", "operator")
    actions.undo(world.desk, world.desk.ledger, "li")
    assert world.board().hits[0].step.reason == "overdue"
