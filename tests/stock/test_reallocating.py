"""Stock for who loses most without it, on a desk: what is shown is what is done, and a fresh desk says the same."""

import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from orderdeck.data import actions
from orderdeck.data.base.config.settings import Settings, Stock
from orderdeck.data.stock.acts.facade import StockActs
from orderdeck.data.stock.desk import StockDesk
from orderdeck.data.stock.plan.records import Step
from tests.desk.make_desk import NOON, Bench, order, us
from tests.engine import new_paths
from tests.stock.test_running_is_fresh import DEEDS, ORDERS, stands, steps_of
from tests.stock.test_running_is_fresh import Day as Open

RULES = Stock(ask_time_days=1)


def bought(bench: Bench, sku: str, days: tuple[float, ...]) -> None:
    """Purchases of a SKU that took so many days, all long over."""
    for at, took in enumerate(days):
        key = f"bought-{sku}-{at}"
        since = NOON - timedelta(days=60 + 9 * at)
        data = {"supplier": "Guangming", "quantity": 5}
        bench.act("restock", sku=sku, id=key, at=us(since), data=data)
        came = {"purchase_key": key, "quantity": 5}
        bench.act("receipt", sku=sku, id=f"{key}-came", at=us(since + timedelta(days=took)), data=came)


def wants(number: int, hours: float, total: int = 20, currency: str = "USD", **skus: int) -> dict[str, Any]:
    return order(
        number,
        lines=[{"sku": sku, "quantity": pieces} for sku, pieces in skus.items()],
        ship_by=NOON + timedelta(hours=hours),
        total=Decimal(total),
        currency=currency,
        service="DHL" if number == 0 else "AliExpress Standard Shipping",
    )


class Day:
    """A desk with stock, purchases and orders."""

    def __init__(self, bench: Bench, orders: list[dict[str, Any]], **stock: int) -> None:
        self.bench = bench
        bench.load(*orders, at=NOON - timedelta(hours=3))
        bench.stock(NOON - timedelta(hours=2), **stock)
        bought(bench, "A", (2.0, 3.0, 3.0, 4.0, 2.0, 3.0))
        bought(bench, "B", (8.0, 9.0, 6.0))
        self.desk = self.open()
        self.acts = StockActs(self.desk, self.desk.ledger, "li")

    def open(self) -> Any:
        return self.bench.desk(Settings(stock=RULES), hooks=None, debug=False)

    @property
    def stock(self) -> StockDesk:
        return StockDesk(self.desk)


def test_the_hurried_order_gets_what_the_patient_one_held_and_one_undo_gives_it_back(
    desk_bench: Bench,
) -> None:
    # 0 is express and has nine days; 1 is due in six hours.
    day = Day(desk_bench, [wants(0, 216, A=2), wants(1, 6, total=22, A=2)], A=2)
    before = served(day.desk)
    assert before == {"aliexpress:0"}
    better = day.stock.reallocation("A")
    assert better is not None
    assert [(one.pieces, one.source, one.target) for one in better.moves] == [
        (2, "aliexpress:0", "aliexpress:1")
    ]
    assert better.kept == 1
    assert Decimal(18) < better.saved["USD"] < Decimal(22)
    outcome = day.acts.reallocate(better, {}, day.stock.book())
    assert [act.kind for act in outcome.done] == ["move_stock"]
    assert served(day.desk) == {"aliexpress:1"}
    assert day.stock.reallocation("A") is None
    actions.undo(day.desk, day.desk.ledger, "li")
    assert served(day.desk) == before


def test_what_a_colleague_holds_or_what_changed_meanwhile_stops_it(desk_bench: Bench) -> None:
    day = Day(desk_bench, [wants(0, 216, A=2), wants(1, 6, A=2)], A=2)
    better = day.stock.reallocation("A")
    assert better is not None
    claimed = desk_bench.act("claim", "aliexpress:1", operator="wang")
    held = day.acts.reallocate(better, {}, day.stock.book())
    assert not held.done
    assert [(one.code, one.value) for one in held.conflicts] == [("held_by", "wang")]
    assert claimed.operator == "wang"
    day.acts.word("A", "left", 9)
    gone = day.acts.reallocate(better, {}, day.stock.book())
    assert not gone.done
    assert [one.code for one in gone.refused] == ["plan_changed"]


def test_scripts_are_told_of_it_and_do_the_same_once(desk_bench: Bench, run: Any) -> None:
    desk_bench.now = datetime.now(UTC)
    late = timedelta(days=1)
    orders = [
        wants(0, 0, A=2) | {"ship_by": desk_bench.now + 9 * late},
        wants(1, 0, total=22, A=2) | {"ship_by": desk_bench.now + late / 4},
    ]
    desk_bench.load(*orders, at=desk_bench.now - late / 8)
    desk_bench.stock(desk_bench.now - late / 12, A=2)
    bought(desk_bench, "A", (2.0, 3.0, 3.0, 4.0, 2.0, 3.0))
    folder = desk_bench.paths.exports
    (told,) = json.loads(run("stockouts", folder, "--json", "--least-loss")[1])["stockouts"]
    assert [
        (one["pieces"], one["from"]["order_id"], one["to"]["order_id"])
        for one in told["reallocation"]["moves"]
    ] == [(2, "0", "1")]
    assert "2 pieces of A from 0 to 1" in run("stockouts", folder, "--least-loss")[1]
    assert run("act", folder, "reallocate", "A", "--as", "li", "--json")[0] == 0
    assert json.loads(run("stockouts", folder, "--json")[1])["stockouts"][0]["plan"][0]["order_id"] == "0"
    again = json.loads(run("act", folder, "reallocate", "A", "--as", "li", "--json")[1])
    assert [one["code"] for one in again["refused"]] == ["nothing_to_move"]


ROWS = st.lists(
    st.tuples(
        st.sampled_from((-5, 6, 30, 90, 150, 260)),
        st.integers(1, 60),
        st.sampled_from(("USD", "USD", "EUR")),
        st.dictionaries(st.sampled_from(("A", "B", "C")), st.integers(1, 4), min_size=1),
    ),
    min_size=2,
    max_size=6,
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
@given(
    ROWS,
    st.integers(0, 8),
    st.integers(0, 6),
    st.sampled_from(("A", "B")),
    st.lists(st.tuples(st.sampled_from((1, 3)), st.integers(1, 4)), max_size=2),
)
@example(  # who waits counts on what was ordered last: the older purchase is the less likely
    [(150, 30, "USD", {"A": 2}), (90, 10, "USD", {"A": 1}), (6, 40, "USD", {"A": 2})],
    2,
    0,
    "A",
    [(3, 3), (1, 2)],
)
@example(  # who gives B keeps its place for A, of which a piece is left over
    [
        (150, 1, "USD", {"A": 1, "B": 1}),
        (6, 1, "USD", {"A": 3}),
        (150, 1, "USD", {"A": 3}),
        (-5, 1, "USD", {"A": 3, "C": 1}),
        (90, 26, "USD", {"A": 1, "B": 3}),
    ],
    5,
    3,
    "A",
    [],
)
def test_what_is_shown_is_what_comes_of_it_and_a_fresh_desk_says_the_same(
    rows: list[Any], a: int, b: int, sku: str, coming: list[tuple[int, int]]
) -> None:
    orders = [
        wants(at, hours, total, currency, **skus) for at, (hours, total, currency, skus) in enumerate(rows)
    ]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "exports").mkdir()
        bench = Bench(new_paths(Path(folder) / "exports"))
        try:
            for at, (ago, pieces) in enumerate(coming):
                data = {"supplier": "Guangming", "quantity": pieces}
                since = us(NOON - timedelta(days=ago))
                bench.act("restock", sku="A", id=f"coming-{at}", at=since, data=data)
            day = Day(bench, orders, A=a, B=b, C=9)
            better = day.stock.reallocation(sku)
            if better is None:
                return
            fresh = StockDesk(day.open()).reallocation(sku)
            assert fresh is not None
            assert (fresh.moves, fresh.kept) == (better.moves, better.kept)
            shown = {key: said(step) for key, step in better.steps.items() if step.action != "ship_now"}
            covered = {key for key, step in better.steps.items() if step.action == "ship_now"}
            held = served(day.desk)
            before = lost(day.stock.plans())
            assert day.acts.reallocate(better, {}, day.stock.book()).done
            steps = day.stock.plans()
            assert {key: said(steps[key]) for key in shown} == shown
            if all(hours > 0 for hours, *_rest in rows) and not {"ask_time", "ask_wait"} & {
                step.action for step in (*steps.values(), *better.steps.values())
            }:
                after = lost(steps)
                less = {money: before[money] - after[money] for money in before.keys() | after.keys()}
                assert {money: one for money, one in less.items() if one} == better.saved
            assert covered <= served(day.desk)
            assert not covered & steps.keys()
            assert held - {one.source for one in better.moves} <= served(day.desk)
            there = {"A": a, "B": b, "C": 9}
            given_out = day.desk.con.execute(
                "select sku, sum(quantity)::bigint from allotments group by sku"
            ).fetchall()
            assert all(pieces <= there[one] for one, pieces in given_out)
        finally:
            bench.close()


def lost(steps: Mapping[str, Step]) -> dict[str, Decimal]:
    """Currency -> what the plan says is lost."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for step in steps.values():
        found[step.currency] += step.lost
    return found


LEAST = Stock(allot="least_loss", ask_time_days=1)


@contextmanager
def least_loss_day(orders: list[Any]) -> Iterator[Open]:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "exports").mkdir()
        bench = Bench(new_paths(Path(folder) / "exports"))
        bought(bench, "A", (0.5, 0.6, 1.0, 0.7, 2.0, 0.4))
        bought(bench, "B", (2.0, 3.0, 3.0))
        try:
            yield Open(bench, orders, LEAST)
        finally:
            bench.close()


def test_by_setting_the_hurried_order_has_it_at_once_and_no_hour_brings_it_back(desk_bench: Bench) -> None:
    desk_bench.load(wants(0, 216, A=2), wants(1, 6, total=22, A=2), at=NOON - timedelta(hours=3))
    desk_bench.stock(NOON - timedelta(hours=2), A=2)
    bought(desk_bench, "A", (2.0, 3.0, 3.0, 4.0, 2.0, 3.0))
    desk = desk_bench.desk(Settings(stock=LEAST), hooks=None, debug=False)
    assert served(desk) == {"aliexpress:1"}
    assert StockDesk(desk).reallocation("A") is None
    # Once it is past its ship-by time stock can't save it any more.
    desk_bench.now += timedelta(hours=7)
    desk.tick()
    assert served(desk) == {"aliexpress:0"}


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ORDERS, st.lists(DEEDS, min_size=1, max_size=6), st.sampled_from(("A", "B")))
def test_by_setting_too_a_running_desk_is_a_fresh_one_and_the_plan_shown_is_the_plan_applied(
    orders: list[Any], deeds: list[Any], sku: str
) -> None:
    with least_loss_day(orders) as today:
        for request in deeds:
            today.do(request)
            fresh = today.open()
            assert stands(today.desk, LEAST) == stands(fresh, LEAST), request
            fresh.close()
            today.bench.desks.remove(fresh)
        shown = steps_of(today.board(sku))
        today.acts.apply(today.board(sku), {})
        assert steps_of(today.board(sku)) == shown


def said(step: Step) -> tuple[Any, ...]:
    return step.action, step.reason, None if step.chance is None else round(step.chance, 3)


def served(desk: Any) -> set[str]:
    rows = desk.con.execute(
        "select distinct order_key from allotments where order_key not in (select order_key from short_lines)"
    ).fetchall()
    return {key for (key,) in rows}
