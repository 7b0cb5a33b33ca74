"""What the plan of a SKU says to order is what its orders need, what is owed beyond all there is included: at once, and
once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from orderdeck.data.actions import Request, perform
from orderdeck.data.base.config.settings import Settings
from orderdeck.data.stock.acts.applying import effects
from orderdeck.data.stock.acts.facade import StockActs
from orderdeck.data.stock.as_json import stockouts_json
from orderdeck.data.stock.desk import StockDesk
from orderdeck.data.stock.plan.counted.counting import WAITING
from orderdeck.data.stock.stockouts import sku_board
from tests.desk.make_desk import NOON, Bench, order
from tests.engine import new_paths

SKUS = ("A", "B")
LONG = (12, 20, 30)
"""Days in which deliveries that took five come in time."""
WANTS = st.dictionaries(st.sampled_from(SKUS), st.integers(1, 6), min_size=1)


def orders_due(days: tuple[float, ...]) -> st.SearchStrategy[Any]:
    return st.lists(st.tuples(WANTS, st.sampled_from(days), st.booleans()), min_size=1, max_size=5)


class Shop:
    """Orders (what they want, days until their ship-by time, packed); so many of each SKU there and coming."""

    def __init__(
        self, bench: Bench, orders: list[Any], there: dict[str, int], coming: dict[str, int]
    ) -> None:
        self.bench = bench
        bench.load(
            *(
                order(
                    number,
                    lines=[{"sku": sku, "quantity": pieces} for sku, pieces in wants.items()],
                    ship_by=NOON + timedelta(days=days),
                )
                for number, (wants, days, _packed) in enumerate(orders)
            )
        )
        bench.purchases(
            NOON - timedelta(hours=1),
            *(purchase(f"{sku}{n}", sku, 5, 60 - n, 55 - n) for sku in SKUS for n in range(9)),
            *(purchase(f"coming{sku}", sku, pieces, 4) for sku, pieces in coming.items() if pieces),
        )
        bench.stock(NOON - timedelta(hours=1), **there)
        self.desk = bench.desk(Settings(), hooks=None, debug=False)
        self.acts = StockActs(self.desk, self.desk.ledger, "li")
        for number, (_wants, _days, packed) in enumerate(orders):
            if packed:
                self.do("packed", f"aliexpress:{number}")

    def do(self, kind: str, key: str) -> None:
        perform(self.desk, self.desk.ledger, Request(kind=kind, targets=(key,), operator="li", data={}))

    def board(self, sku: str) -> Any:
        return sku_board(self.desk.con, sku, self.desk.settings.stock, self.desk.now())

    def apply(self, sku: str) -> list[str]:
        self.bench.now += timedelta(minutes=1)
        return [act.kind for act in self.acts.apply(self.board(sku), {}).done]

    def to_order(self) -> dict[str, int]:
        found = dict.fromkeys(SKUS, 0)
        for one in StockDesk(self.desk).waiting():
            for item in one.items:
                found[item.sku] += (item.quantity or 0) if item.to_order else 0
        return found

    def coming(self, sku: str) -> int:
        return sum(one.still_due for one in StockDesk(self.desk).purchases(sku))

    def needed(self, sku: str) -> int:
        """By those who wait, with what is owed before any of them gets a piece; nothing where nobody waits."""
        board = self.board(sku)
        waiting = [hit.short for hit in board.hits if hit.step.action in WAITING]
        return sum(waiting) + board.sku.debt if waiting else 0


def purchase(
    key: str, sku: str, pieces: int, ordered: float, received: float | None = None
) -> dict[str, Any]:
    """`ordered` and `received` in days ago."""
    return {
        "purchase_key": key, "purchase_id": key, "supplier": "S", "sku": sku, "quantity": pieces,
        "ordered_at": NOON - timedelta(days=ordered), "state": "sent" if received is None else "received",
        "received_at": None if received is None else NOON - timedelta(days=received),
    }  # fmt: skip


@contextmanager
def shop(*told: Any) -> Iterator[Shop]:
    with TemporaryDirectory() as folder:
        (Path(folder) / "exports").mkdir()
        bench = Bench(new_paths(Path(folder) / "exports"))
        try:
            yield Shop(bench, *told)
        finally:
            bench.close()


THERE = st.fixed_dictionaries({sku: st.integers(-4, 4) for sku in SKUS})
COMING = st.fixed_dictionaries({sku: st.integers(0, 7) for sku in SKUS})
OWED = ([({"A": 2}, 12, False), ({"A": 1}, 20, False)], {"A": -2, "B": 0}, {"A": 0, "B": 0})


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(orders_due((0.5, 4, *LONG)), THERE, COMING, st.sampled_from(SKUS))
@example(*OWED, "A")
def test_applying_a_plan_puts_into_the_outbox_all_that_its_orders_need(
    orders: list[Any], there: dict[str, int], coming: dict[str, int], sku: str
) -> None:
    with shop(orders, there, coming) as made:
        needed = made.needed(sku)
        made.apply(sku)
        once = made.to_order()
        assert once[sku] <= needed
        assert once[sku] + made.coming(sku) >= needed
        assert "await_restock" not in made.apply(sku), "ordered once"
        assert made.to_order() == once
        for one in SKUS:
            made.apply(one)
        both = made.to_order()
        assert both[sku] == once[sku], "another SKU's plan orders no more of this one"
        for one in SKUS:
            assert both[one] + made.coming(one) >= made.needed(one)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(orders_due(LONG), THERE, COMING)
@example(*OWED)
def test_what_was_ordered_and_has_come_serves_all_who_waited(
    orders: list[Any], there: dict[str, int], coming: dict[str, int]
) -> None:
    with shop(orders, there, coming) as made:
        for sku in SKUS:
            needed = made.needed(sku)
            made.apply(sku)
            assert made.to_order()[sku] == max(0, needed - made.coming(sku)), (
                "all can wait for what is coming"
            )
        waited = {hit.order_key for sku in SKUS for hit in made.board(sku).hits if hit.short}
        for pending in StockDesk(made.desk).waiting():
            made.bench.now += timedelta(minutes=1)
            made.acts.sent("purchases", pending.supplier, pending.upto)
        assert made.to_order() == dict.fromkeys(SKUS, 0)
        for sku in SKUS:
            for one in StockDesk(made.desk).purchases(sku):
                made.bench.now += timedelta(minutes=1)
                made.acts.receive(sku, one.purchase_key, one.still_due)
        for sku in SKUS:
            board = made.board(sku)
            assert not [hit.order_key for hit in board.hits if hit.short and hit.order_key in waited]
            assert not (waited and board.sku.debt and made.needed(sku))


def test_what_is_owed_no_more_has_not_to_be_ordered() -> None:
    with shop(*OWED) as made:
        made.apply("A")
        assert made.to_order()["A"] == 5
        made.bench.stock(made.bench.now, A=-1, B=0)
        made.desk.catch_up()
        assert made.to_order()["A"] == 4
        made.bench.now += timedelta(minutes=1)
        made.bench.load(
            order(9, lines=[{"sku": "A", "quantity": 1}], ship_by=NOON + timedelta(days=10)),
            at=made.bench.now,
        )
        made.desk.catch_up()
        made.apply("A")
        assert made.to_order()["A"] == 5, "the order that is the first now pays it, and no other as well"


DUE = orders_due((0.5, 4, *LONG))


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DUE, THERE, COMING, st.sets(st.integers(0, 4), max_size=2))
@example([({"A": 3}, 0.5, False), ({"A": 2}, 20, False)], {"A": 0, "B": 0}, {"A": 0, "B": 0}, set())
@example([({"A": 3}, 20, False), ({"A": 2}, 20, False)], {"A": 0, "B": 0}, {"A": 0, "B": 0}, {0})
def test_to_buy_is_what_the_plan_orders_wherever_it_is_told(
    orders: list[Any], there: dict[str, int], coming: dict[str, int], ended: set[int]
) -> None:
    """Orders that are too late, or that the operator gives up, want nothing any more."""
    with shop(orders, there, coming) as made:
        for number in ended:
            if number < len(orders):
                made.acts.overrule([f"aliexpress:{number}"], "ask_cancel")
        scripted = {one["sku"]: one["restock"] for one in stockouts_json(made.desk)["stockouts"]}
        for sku in SKUS:
            waits = any(hit.step.action in WAITING for hit in made.board(sku).hits)
            preview = sum(
                pieces for (one, _), pieces in effects(made.board(sku).hits).to_order().items() if one == sku
            )
            bought = StockDesk(made.desk).restock(sku).proposal
            made.apply(sku)
            assert made.to_order()[sku] == preview
            owed = made.board(sku).sku.debt
            wanted = preview if waits else max(0, owed - made.coming(sku))
            assert bought.pieces == bought.for_paid == wanted
            if sku in scripted:
                assert scripted[sku] == {"pieces": wanted, "for_paid": wanted, "for_unpaid": 0}


def test_what_is_given_up_for_lack_of_knowledge_is_still_to_buy() -> None:
    with shop([({"C": 3}, 0.5, False)], {"C": 0}, {}) as made:
        (hit,) = made.board("C").hits
        assert (hit.step.action, hit.step.reason) == ("ask_cancel", "no_supplier")
        assert StockDesk(made.desk).restock("C").proposal.pieces == 3


def test_whoever_buys_for_orders_that_are_given_up_is_proposed_what_these_lack() -> None:
    with shop([({"C": 3}, 5, False), ({"C": 4}, 6, False)], {"C": 0}, {}) as made:
        made.acts.overrule(["aliexpress:0", "aliexpress:1"], "ask_cancel")
        found = StockDesk(made.desk).restock("C")
        assert (found.proposal.pieces, found.pieces[""]) == (0, 7)
