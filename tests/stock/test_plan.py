"""The plan's rules, each worked by hand."""

from decimal import Decimal
from typing import Any

import msgspec
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from data.settings import Stock
from data.stock.chances import Chances
from data.stock.lead_time import History
from data.stock.plan import DAY, Order, ShortLine, Step, plan
from data.stock.plan_all import plan_all
from data.stock.supply import Incoming, SkuSupply

NOW = 1_790_000_000_000_000
RULES = Stock(lowest_chance=0.8, handling_days=1, ask_time_days=5, shrinkage_k=0)
QUICK = History([2, 2, 3, 3, 3, 4, 4, 4, 4])  # nine purchases: all within 4 days is 9 / 10


def order(days: float | None, *short: ShortLine, total: str = "100") -> Order:
    ship_by = None if days is None else NOW + int(days * DAY)
    return Order(order_key="o", ship_by=ship_by, currency="USD", total=Decimal(total), short=short)


def step(one: Order, supply: dict[str, SkuSupply], rules: Stock = RULES) -> Step:
    return plan([one], supply, rules, NOW)[0]


LACKS = ShortLine("A", 2, 0)
FROM_QUICK = {"A": SkuSupply(levels=((QUICK,),))}


def test_what_stock_covers_ships_now() -> None:
    assert step(order(3), {}).action == "ship_now"


def test_a_restock_that_arrives_in_time_is_waited_for() -> None:
    found = step(order(5.5, LACKS), FROM_QUICK)
    assert (found.action, found.reason, found.chance) == ("wait_restock", "chance", pytest.approx(0.9))
    assert found.saved == Decimal("90.0")


def test_handling_takes_its_day() -> None:
    # 4.5 days less a day of handling leaves 3.5: five of nine within, 5 / 10; with five more days 9 / 10
    found = step(order(4.5, LACKS), FROM_QUICK)
    assert (found.action, found.chance) == ("ask_time", pytest.approx(0.9))


def test_too_few_purchases_can_not_promise_enough_and_say_so() -> None:
    three = {"A": SkuSupply(levels=((History([1, 1, 9]),),))}
    waits = step(order(30, LACKS), three)
    assert (waits.action, waits.reason, waits.chance) == ("wait_restock", "few_data", pytest.approx(0.75))
    # within the setting's 7 days, but one of the three took 9
    asks = step(order(9, LACKS), three)
    assert (asks.action, asks.reason) == ("ask_time", "few_data")
    assert step(order(2, LACKS), three).action == "ask_cancel"


@pytest.mark.parametrize(("days", "action"), [(9, "wait_restock"), (4, "ask_time"), (2, "ask_cancel")])
def test_with_no_purchase_at_all_the_setting_decides_and_no_chance_is_claimed(
    days: float, action: str
) -> None:
    found = step(order(days, LACKS), {})
    assert (found.action, found.reason, found.chance) == (action, "setting", None)


def test_a_chance_too_low_asks_to_cancel() -> None:
    slow = {"A": SkuSupply(levels=((History([12] * 9),),))}
    found = step(order(4, LACKS), slow)
    assert (found.action, found.reason, found.chance) == ("ask_cancel", "too_late", 0.0)


def test_an_overdue_order_is_not_kept_waiting() -> None:
    assert (step(order(-1, LACKS), FROM_QUICK).action, step(order(-1, LACKS), FROM_QUICK).reason) == (
        "ask_cancel",
        "overdue",
    )


@pytest.mark.parametrize(("days", "action"), [(4, "wait_restock"), (2, "ask_time"), (0.5, "ask_time")])
def test_the_operators_date_decides(days: float, action: str) -> None:
    supply = {"A": SkuSupply(expected_at=NOW + 3 * DAY)}
    assert step(order(days, LACKS), supply).action == action


def test_the_operators_date_too_far_off() -> None:
    supply = {"A": SkuSupply(expected_at=NOW + 20 * DAY)}
    found = step(order(4, LACKS), supply)
    assert (found.action, found.reason) == ("ask_cancel", "operator_date")


def test_pieces_on_their_way_go_to_the_head_of_the_line() -> None:
    on_the_way = Incoming(10, 2.5, (QUICK,))
    supply = {"A": SkuSupply(incoming=(on_the_way,))}
    # of nine, seven took longer than 2.5 days and all of those came within 2.5 + 3: 7 / 8
    first = step(order(4, ShortLine("A", 4, 6)), supply)
    assert (first.action, first.chance) == ("wait_restock", pytest.approx(7 / 8))
    # the eleventh piece is on nobody's way
    assert step(order(4, ShortLine("A", 4, 7)), supply).chance is None


def test_two_short_skus_are_both_needed() -> None:
    supply = {"A": SkuSupply(levels=((QUICK,),)), "B": SkuSupply(levels=((QUICK,),))}
    found = step(order(9, LACKS, ShortLine("B", 1, 0)), supply)
    assert found.chance == pytest.approx(0.8)


def test_no_ship_by_time_is_said_and_not_guessed() -> None:
    assert step(order(None, LACKS), FROM_QUICK).reason == "no_deadline"


def test_a_non_fulfilment_costs_what_the_setting_says() -> None:
    dear = Stock(
        lowest_chance=0.8, handling_days=1, ask_time_days=5, shrinkage_k=0, non_fulfilment_cost=Decimal(50)
    )
    assert step(order(5.5, LACKS), FROM_QUICK, dear).lost == Decimal("15.0")


DAYS = st.floats(0, 40).map(lambda days: round(days, 1))
HISTORIES = st.builds(History, st.lists(DAYS, max_size=5), st.lists(DAYS, max_size=3))
LEVELS = st.lists(HISTORIES, min_size=1, max_size=3).map(tuple)
SUPPLY = st.builds(
    SkuSupply,
    levels=st.lists(LEVELS, max_size=3).map(tuple),
    incoming=st.lists(st.builds(Incoming, st.integers(1, 6), DAYS, LEVELS), max_size=3).map(tuple),
    expected_at=st.sampled_from([None, None, NOW + 3 * DAY]),
)
LINES = {
    "order_key": pl.String,
    "ship_by": pl.Int64,
    "currency": pl.String,
    "total": pl.String,
    "sku": pl.String,
    "short": pl.Int64,
    "ahead": pl.Int64,
}
SHORT = st.lists(
    st.builds(ShortLine, st.sampled_from("ABC"), st.integers(1, 4), st.integers(0, 6)),
    max_size=3,
    unique_by=lambda line: line.sku,
)


@settings(max_examples=60)
@given(
    st.dictionaries(st.sampled_from("AB"), SUPPLY),
    st.lists(st.tuples(st.none() | st.floats(-1, 40).map(lambda days: round(days, 1)), SHORT), max_size=12),
    st.sampled_from([0, 4]),
)
# Every half day from too late to plenty of time: each step of the plan comes up.
@example(FROM_QUICK, [(half / 2, [LACKS]) for half in range(-1, 30)], 0)
def test_many_orders_at_once_are_planned_as_each_by_itself(
    supply: dict[str, SkuSupply], wanting: list[Any], shrinkage: float
) -> None:
    rules = Stock(lowest_chance=0.5, shrinkage_k=shrinkage)
    orders = [
        msgspec.structs.replace(order(days, *short), order_key=f"o{number}")
        for number, (days, short) in enumerate(wanting)
        if short
    ]
    lines = pl.DataFrame(
        [
            (one.order_key, one.ship_by, one.currency, str(one.total), line.sku, line.short, line.ahead)
            for one in orders
            for line in one.short
        ],
        schema=LINES,
        orient="row",
    )
    alone = [step(one, supply, rules) for one in orders]
    assert plan_all(lines, supply, rules, NOW, Chances(supply, shrinkage)) == alone
