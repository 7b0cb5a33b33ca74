"""The plan's rules, each worked by hand."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from orderdeck.data.base.config.settings import Stock
from orderdeck.data.stock.plan.allowed import Allowed, allowed
from orderdeck.data.stock.plan.records import DAY, Order, ShortLine, Step
from orderdeck.data.stock.plan.rules import enough, overruled
from orderdeck.data.stock.supply.lead_time import History
from orderdeck.data.stock.supply.supply import Incoming, Offer, SkuSupply
from tests.stock.plan_model import chance_of, one_by_one, planned

APPLIES = allowed("buyer_applies", "ship_by", True, None, True)
NOW = 1_790_000_000_000_000
RULES = Stock(lowest_chance=0.8, handling_days=1, ask_time_days=5, shrinkage_k=0)
QUICK = History([2, 2, 3, 3, 3, 4, 4, 4, 4])  # nine purchases: all within 4 days is 9.5 / 10


def order(days: float | None, *short: ShortLine, total: str = "100") -> Order:
    ship_by = None if days is None else NOW + int(days * DAY)
    return Order(
        order_key="o", ship_by=ship_by, currency="USD", total=Decimal(total), short=short, allowed=APPLIES
    )


def step(one: Order, supply: dict[str, SkuSupply], rules: Stock = RULES) -> Step:
    return planned([one], supply, rules, NOW)[0]


LACKS = ShortLine("A", 2, 0)
TWO = (LACKS, ShortLine("B", 1, 0))
FROM_QUICK = {"A": SkuSupply(offers=(Offer((QUICK,)),))}


def test_what_stock_covers_ships_now() -> None:
    assert step(order(3), {}).action == "ship_now"


def test_a_restock_that_arrives_in_time_is_waited_for() -> None:
    found = step(order(5.5, LACKS), FROM_QUICK)
    assert (found.action, found.reason) == ("wait_restock", "chance")
    assert found.chance == pytest.approx(0.95)
    assert found.saved == Decimal("95.0")


def test_handling_takes_its_day() -> None:
    # 4.5 days less a day of handling leaves 3.5: five of nine within, 5.5 / 10; with five more days 9.5 / 10
    found = step(order(4.5, LACKS), FROM_QUICK)
    assert found.action == "ask_time"
    assert found.chance == pytest.approx(0.95)


def test_too_few_purchases_can_not_promise_enough_and_say_so() -> None:
    three = {"A": SkuSupply(offers=(Offer((History([1, 1, 9]),)),))}
    sure = msgspec.structs.replace(RULES, lowest_chance=0.9)  # three can say 3.5 / 4 at most
    waits = step(order(30, LACKS), three, sure)
    assert (waits.action, waits.reason) == ("wait_restock", "few_data")
    assert waits.chance == pytest.approx(0.875)
    # within the setting's 7 days, but one of the three took 9
    asks = step(order(9, LACKS), three, sure)
    assert (asks.action, asks.reason) == ("ask_time", "few_data")
    assert step(order(2, LACKS), three, sure).action == "ask_cancel"


def test_goods_that_nothing_speaks_for_are_not_waited_for_below_the_lowest_chance() -> None:
    never_so_long = {"A": SkuSupply(incoming=(Incoming(5, 20.0, (History([5] * 10),)),))}
    found = step(order(30, LACKS), never_so_long)
    assert (found.action, found.reason, found.chance) == ("ask_cancel", "few_data", 0.5)
    once = {"A": SkuSupply(incoming=(Incoming(5, 20.0, (History([5] * 10 + [22]),)),))}
    assert step(order(30, LACKS), once).action == "wait_restock"


@pytest.mark.parametrize(("days", "action"), [(9, "wait_restock"), (4, "ask_time"), (2, "ask_cancel")])
def test_with_no_purchase_at_all_the_setting_decides_and_no_chance_is_claimed(
    days: float, action: str
) -> None:
    nothing = {"A": SkuSupply(offers=(Offer((History(),)),))}
    found = step(order(days, LACKS), nothing)
    assert (found.action, found.reason, found.chance) == (action, "setting", None)


def test_where_nobody_is_known_to_sell_it_that_is_said_and_no_chance() -> None:
    for supply in ({}, {"A": SkuSupply()}):
        found = step(order(12, LACKS), supply)
        assert (found.action, found.reason, found.chance) == ("wait_restock", "no_supplier", None)
        assert found.saved == found.lost == 0
    # the other SKU's good history says nothing of this one
    both = step(order(12, LACKS, ShortLine("B", 1, 0)), {"B": SkuSupply(offers=(Offer((QUICK,)),))})
    assert (both.reason, both.chance) == ("no_supplier", None)


def test_the_suppliers_own_days_decide_where_nothing_was_bought() -> None:
    def said(days: float, word: float) -> tuple[str, str]:
        found = step(order(days, LACKS), {"A": SkuSupply(offers=(Offer((History(),), word),))})
        return found.action, found.reason

    assert said(5, 2) == ("wait_restock", "supplier_word")
    assert said(5, 8) == ("ask_time", "supplier_word")
    assert said(9, 30) == ("ask_cancel", "supplier_word")


def test_the_date_a_purchase_was_expected_on_decides_where_nothing_came_before() -> None:
    def said(days: float, age: float, word: float) -> tuple[str, str]:
        supply = {"A": SkuSupply(incoming=(Incoming(20, age, (History([], [age]),), word),))}
        found = step(order(days, LACKS), supply)
        return found.action, found.reason

    assert said(5, 1, 3) == ("wait_restock", "supplier_word")
    assert said(9, 1, 26) == ("ask_cancel", "supplier_word")
    # a date that is over says nothing
    assert said(9, 12, 3)[1] == "setting"


def test_a_date_of_the_operators_that_is_over_promises_nothing() -> None:
    over = {"A": SkuSupply(expected_at=NOW - 10 * DAY, offers=(Offer((QUICK,)),))}
    found = step(order(5.5, LACKS), over)
    assert found.reason == "chance"
    assert found.chance == pytest.approx(0.95)


def test_closed_days_stop_the_clock() -> None:
    # 5.5 - 1 of handling, of which two are closed: 2.5 left, two of nine within
    closed = {"A": SkuSupply(offers=(Offer((QUICK,), None, ((1.0, 3.0),)),))}
    found = step(order(5.5, LACKS), closed, msgspec.structs.replace(RULES, ask_time_days=0.1))
    assert found.action == "ask_cancel"
    assert found.chance == pytest.approx(2.5 / 10)


def test_costs_say_how_likely_is_enough() -> None:
    costs = msgspec.structs.replace(RULES, late_cost=Decimal(12), cancel_cost=Decimal(4), margin=0.3)
    assert enough(Decimal(100), costs) == pytest.approx(8 / 42)
    assert enough(Decimal(0), costs) == pytest.approx(8 / 12)
    assert enough(Decimal(100), RULES) == 0.8
    slow = {"A": SkuSupply(offers=(Offer((History([2] * 3 + [12] * 6),)),))}
    assert step(order(4, LACKS), slow, costs).action == "wait_restock"
    assert (
        step(order(4, LACKS, total="0"), slow, msgspec.structs.replace(costs, ask_time_days=0.1)).action
        == "ask_cancel"
    )


def test_a_chance_too_low_asks_to_cancel() -> None:
    slow = {"A": SkuSupply(offers=(Offer((History([12] * 9),)),))}
    found = step(order(4, LACKS), slow)
    assert (found.action, found.reason) == ("ask_cancel", "too_late")
    assert found.chance == pytest.approx(0.05)


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
    # of nine, seven took longer than 2.5 days and all of those came within 2.5 + 3: 7.5 / 8
    first = step(order(4, ShortLine("A", 4, 6)), supply)
    assert first.action == "wait_restock"
    assert first.chance == pytest.approx(7.5 / 8)
    # the eleventh piece is on nobody's way
    assert step(order(4, ShortLine("A", 4, 7)), supply).chance is None


def test_two_short_skus_are_both_needed() -> None:
    supply = {"A": SkuSupply(offers=(Offer((QUICK,)),)), "B": SkuSupply(offers=(Offer((QUICK,)),))}
    found = step(order(9, LACKS, ShortLine("B", 1, 0)), supply)
    assert found.chance == pytest.approx(0.95 * 0.95)


def test_no_ship_by_time_is_said_and_not_guessed() -> None:
    assert step(order(None, LACKS), FROM_QUICK).reason == "no_deadline"


def test_a_non_fulfilment_costs_what_the_setting_says() -> None:
    dear = Stock(
        lowest_chance=0.8, handling_days=1, ask_time_days=5, shrinkage_k=0, non_fulfilment_cost=Decimal(50)
    )
    assert step(order(5.5, LACKS), FROM_QUICK, dear).lost == Decimal("7.5")


DAYS = st.floats(0, 40).map(lambda days: round(days, 1))
HISTORIES = st.builds(History, st.lists(DAYS, max_size=5), st.lists(DAYS, max_size=3))
LEVELS = st.lists(HISTORIES, min_size=1, max_size=3).map(tuple)
WORDS = st.sampled_from([None, None, 0.5, 4.0, 20.0])
CLOSED = st.sampled_from([(), (), ((0.0, 2.0),), ((1.5, 3.0), (10.0, 17.25))])
OFFERS = st.builds(Offer, LEVELS, WORDS, CLOSED, st.sampled_from([None, None, 0, 2, 5]))
INCOMING = st.builds(Incoming, st.integers(1, 6), DAYS, LEVELS, WORDS, CLOSED)
SUPPLY = st.builds(
    SkuSupply,
    offers=st.lists(OFFERS, max_size=3).map(tuple),
    incoming=st.lists(INCOMING, max_size=3).map(tuple),
    expected_at=st.sampled_from([None, None, NOW + 3 * DAY, NOW - 3 * DAY]),
)
POLICIES = (
    ("buyer_applies", "ship_by", True, None, True),
    ("seller_cancels", "later", None, None, True),
    ("seller_cancels", "", None, True, True),
    ("seller_cancels", "never", None, None, None),
    ("", "", None, None, None),
)


def _allowed(number: int | None, part_shipped: bool) -> Allowed:
    return allowed(*POLICIES[number or 0], part_shipped=part_shipped)


SHORT = st.lists(
    st.builds(ShortLine, st.sampled_from("ABC"), st.integers(1, 4), st.integers(0, 6)),
    max_size=3,
    unique_by=lambda line: line.sku,
)


def in_line(wanting: list[Any]) -> list[list[ShortLine]]:
    """What each order lacks, with at least what all before it lack as the pieces ahead."""
    before: dict[str, int] = {}
    found = []
    for _days, short in wanting:
        found.append([ShortLine(one.sku, one.short, one.ahead + before.get(one.sku, 0)) for one in short])
        before |= {one.sku: one.ahead + one.short for one in found[-1]}
    return found


@settings(max_examples=60)
@given(
    st.dictionaries(st.sampled_from("AB"), SUPPLY),
    st.lists(st.tuples(st.none() | st.floats(-1, 40).map(lambda days: round(days, 1)), SHORT), max_size=12),
    st.sampled_from([0, 4]),
    st.lists(st.integers(0, 2 * len(POLICIES) - 1), min_size=12, max_size=12),
)
# Every half day from too late to plenty of time: each step of the plan comes up.
@example(FROM_QUICK, [(half / 2, [LACKS]) for half in range(-1, 30)], 0, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] * 4)
def test_many_orders_at_once_are_planned_as_one_by_one(
    supply: dict[str, SkuSupply], wanting: list[Any], shrinkage: float, ways: list[int]
) -> None:
    rules = Stock(lowest_chance=0.5, shrinkage_k=shrinkage)
    orders = [
        msgspec.structs.replace(
            order(days, *lacking),
            order_key=f"o{number}",
            allowed=_allowed(ways[number] % len(POLICIES), ways[number] >= len(POLICIES)),
        )
        for number, ((days, short), lacking) in enumerate(zip(wanting, in_line(wanting), strict=True))
        if short
    ]
    found = planned(orders, supply, rules, NOW)
    assert found == one_by_one(orders, supply, rules, NOW)
    for one in found:  # the law: nothing is proposed that the marketplace doesn't allow, or that isn't known
        remedy, closes, extends, agrees, _ = POLICIES[ways[int(one.order_key[1:])] % len(POLICIES)]
        part = ways[int(one.order_key[1:])] >= len(POLICIES)
        assert one.action != "ask_cancel" or (remedy == "buyer_applies" and not part)
        assert one.action != "cancel" or (remedy == "seller_cancels" and not part)
        assert one.action != "ask_time" or extends
        assert one.action != "ask_wait" or agrees or closes == "never"


WORST = ("wait_restock", "ask_time", "ask_cancel")


@settings(max_examples=150)
@given(
    st.dictionaries(st.sampled_from("AB"), SUPPLY),
    st.none() | st.floats(-1, 40).map(lambda days: round(days, 1)),
    SHORT.filter(lambda lines: len(lines) > 1),
    st.sampled_from([0, 4]),
    st.sampled_from([0.5, 0.7, 0.9]),
)
@example(
    {"A": SkuSupply(offers=(Offer((History([20.0] * 10),)),))},
    12.0,
    [ShortLine("A", 1, 0), ShortLine("C", 1, 0)],
    4,
    0.7,
)
@example({"A": SkuSupply(expected_at=NOW + 3 * DAY), "B": SkuSupply(expected_at=NOW - DAY)}, 6.0, TWO, 4, 0.7)
def test_an_order_never_fares_better_for_lacking_more(
    supply: dict[str, SkuSupply], days: float | None, short: list[ShortLine], shrinkage: float, lowest: float
) -> None:
    rules = Stock(lowest_chance=lowest, shrinkage_k=shrinkage)
    together = step(order(days, *short), supply, rules)
    alone = [step(order(days, line), supply, rules) for line in short]
    assert WORST.index(together.action) >= max(WORST.index(one.action) for one in alone)


def test_a_goods_own_date_counts_beside_the_chance_of_what_has_none() -> None:
    both = FROM_QUICK | {"B": SkuSupply(expected_at=NOW + 20 * DAY, offers=(Offer((QUICK,)),))}
    found = step(order(9, *TWO), both)
    assert (found.action, found.reason) == ("ask_cancel", "operator_date")
    soon = FROM_QUICK | {"B": SkuSupply(expected_at=NOW + 2 * DAY)}  # nobody is known to sell it
    found = step(order(9, *TWO), soon)
    assert (found.action, found.reason) == ("wait_restock", "chance")
    assert found.chance == pytest.approx(0.95)


def test_a_date_that_is_over_is_no_part_of_a_later_one() -> None:
    dates = {"A": SkuSupply(expected_at=NOW + 3 * DAY), "B": SkuSupply(expected_at=NOW - DAY)}
    assert step(order(6, *TWO), dates).reason == "no_supplier"


@pytest.mark.parametrize("word", ["ask_cancel", "cancel", "ask_time", "ask_wait"])
@pytest.mark.parametrize("way", range(5))
def test_the_operators_word_is_carried_out_as_the_marketplace_allows(word: str, way: int) -> None:
    one = msgspec.structs.replace(order(0.5, LACKS), allowed=_allowed(way, False))
    said = overruled(step(one, {}), word, one.total).action
    if word in ("ask_cancel", "cancel"):
        assert said == one.allowed.give_up
    else:
        assert said == (one.allowed.more_time or "ask_wait")


def test_an_order_that_stays_open_may_be_sent_late_where_its_buyer_agrees() -> None:
    open_one = msgspec.structs.replace(order(-0.5, LACKS), allowed=_allowed(3, False))
    assert step(open_one, FROM_QUICK).action == "ask_wait"
    assert (step(open_one, {}).action, step(open_one, {}).reason) == ("cancel", "no_supplier")
    assert step(order(-0.5, LACKS), FROM_QUICK).reason == "overdue"


def test_a_supplier_promises_no_more_than_it_has_left() -> None:
    few = SkuSupply(offers=(Offer((QUICK,), left=2),))
    plenty = SkuSupply(offers=(Offer((QUICK,)),))
    assert chance_of(few, 2, 8, 4) == chance_of(plenty, 2, 8, 4) > 0
    assert chance_of(few, 3, 8, 4) == 0
    assert step(order(12, ShortLine("A", 2, 0)), {"A": few}).reason == "chance"
    third = step(order(12, ShortLine("A", 1, 2)), {"A": few})
    assert (third.action, third.reason, third.chance) == ("ask_cancel", "sold_out", None)


def test_what_is_left_and_what_is_on_its_way_have_both_to_come() -> None:
    coming = Incoming(3, 1.0, (QUICK,), None)
    both = SkuSupply(offers=(Offer((QUICK,), left=2),), incoming=(coming,))
    alone = SkuSupply(incoming=(coming,))
    assert chance_of(both, 5, 8, 4) == min(
        chance_of(alone, 3, 8, 4), chance_of(SkuSupply(offers=(Offer((QUICK,)),)), 5, 8, 4)
    )
    assert chance_of(both, 6, 8, 4) == 0
    assert both.too_few(6)
    assert not both.too_few(5)


def test_a_known_cost_of_the_goods_is_the_margin() -> None:
    rules = msgspec.structs.replace(RULES, late_cost=Decimal(6), cancel_cost=Decimal(0), margin=0.3)
    assert enough(Decimal(20), rules) == pytest.approx(6 / 12)
    assert enough(Decimal(20), rules, Decimal(2)) == pytest.approx(6 / 24)
    assert enough(Decimal(20), rules, Decimal(26)) == 1.0
    assert enough(Decimal(20), RULES, Decimal(2)) == RULES.lowest_chance
