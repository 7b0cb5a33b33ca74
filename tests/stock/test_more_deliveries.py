"""What comes in time is good news: it makes no order worse off. What can't come any more is said as that."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from orderdeck.data.base.config.settings import Stock
from orderdeck.data.stock import stockouts
from orderdeck.data.stock.plan.allowed import allowed
from orderdeck.data.stock.plan.choices import choices
from orderdeck.data.stock.plan.records import DAY, Order, ShortLine, Step
from orderdeck.data.stock.supply.lead_time import History
from orderdeck.data.stock.supply.supply import Incoming, Offer, SkuSupply
from orderdeck.tui.i18n.words import stock as stock_words
from tests.stock.conftest import Bench
from tests.stock.plan_model import planned

NOW = 1_800_000_000_000_000
DAYS = st.floats(0.1, 30).map(lambda days: round(days, 1))
SEEN = st.lists(st.tuples(st.integers(0, 2), DAYS), max_size=12)
"""Deliveries: of this SKU from this supplier (0), of others of its (1), or from others (2), and their days."""
POLICIES = (
    allowed("buyer_applies", "ship_by", True, None, True),
    allowed("seller_cancels", "later", None, None, True),
)


def levels(seen: list[tuple[int, float]], waiting: list[float]) -> tuple[History, ...]:
    return tuple(History([days for of, days in seen if of <= level], waiting) for level in range(3))


def said(
    found: tuple[History, ...], slack: float, age: float | None, word: float | None, **rules: Any
) -> Step:
    """Of one order, where pieces are on their way for `age` days, or else can be ordered now."""
    one = SkuSupply(offers=(Offer(found, word),))
    if age is not None:
        one = SkuSupply(incoming=(Incoming(9, age, found, word),))
    settings = Stock(handling_days=0, **rules)
    order = Order(
        order_key="o", ship_by=NOW + round(slack * DAY), currency="USD", total=Decimal(20),
        allowed=POLICIES[0], short=(ShortLine("A", 1, 0),),
    )  # fmt: skip
    (step,) = planned([order], {"A": one}, settings, NOW)
    return step


@given(
    SEEN,
    st.lists(DAYS, max_size=2),
    st.tuples(st.integers(0, 2), st.floats(0.01, 1)),
    DAYS,
    st.none() | DAYS,
    st.none() | DAYS,
    st.sampled_from([0.5, 0.7, 0.9]),
)
@example([], [], (2, 0.5), 12.0, None, 11.0, 0.7)  # the word alone decided; beside one delivery it says 66 %
@example([(2, 5.0)] * 6, [], (2, 0.5), 12.0, None, 11.0, 0.9)
@example([(0, 2.0)], [], (0, 1.0), 1.0, None, None, 0.5)  # more time had to be asked for: now it needn't
def test_a_delivery_in_time_never_makes_an_order_worse_off(
    seen: list[Any], waiting: list[float], came: tuple[int, float], slack: float, age: float | None,
    word: float | None, least: float,
) -> None:  # fmt: skip
    """In time for these goods: it took longer than they have been on their way, and no longer than what is left.
    Where no delivery as near as that took longer than these goods have been on their way, what is open for longer than
    that is not reckoned with until one does."""
    level, part = came
    known = any(of <= level and days > (age or 0.0) for of, days in seen)
    assume(known or all(days < (age or 0.0) + slack * part for days in waiting))
    more = [*seen, (level, (age or 0.0) + slack * part)]
    before, after = (
        said(levels(some, waiting), slack, age, word, lowest_chance=least) for some in (seen, more)
    )
    if before.action == "wait_restock":
        assert after.action == "wait_restock"
    if before.action == "ask_time":
        assert after.action in ("wait_restock", "ask_time")
    if before.chance is not None:
        assert after.chance is not None
    # The chance to come in time and that to come with more of it are two things.
    if before.chance is not None and after.chance is not None and after.action == before.action:
        assert after.chance >= before.chance - 1e-12


def few(bench: Bench, days: float) -> Stock:
    """A supplier that says ten days, and one delivery of another: too few to promise what is asked for."""
    bench.stock(A=0)
    bench.order("o", days=days, A=1)
    bench.purchase("Q", "T", "B", 30, 25)
    bench.con.execute("insert into supplier_rows by name select 'S' as supplier, 'A' as sku, 10 as lead_days")
    return bench.refresh(handling_days=0, lowest_chance=0.9)


def test_where_the_suppliers_own_days_decide_the_sums_are_those_of_the_chance_stated(bench: Bench) -> None:
    rules = few(bench, 12)
    (hit,) = stockouts.sku_board(bench.con, "A", rules, bench.now).hits
    assert (hit.step.action, hit.step.reason) == ("wait_restock", "supplier_word")
    assert hit.step.chance
    saved = Decimal(20) * Decimal(str(round(hit.step.chance, 4)))
    assert (hit.step.saved, hit.step.lost) == (saved, 20 - saved)
    book = stockouts.book_of(bench.con, rules)
    _nothing, choice = choices(bench.con, book, "A", rules, bench.now, {"S": 1})
    assert (choice.saved, choice.chance) == ({"USD": saved}, (hit.step.chance, hit.step.chance))


@pytest.mark.parametrize("days", [0.5, 1.0])
def test_where_no_time_is_left_for_goods_to_come_no_chance_is_stated(bench: Bench, days: float) -> None:
    bench.stock(A=0)
    bench.order("o", days=days, A=1)
    for number in range(9):
        bench.purchase(f"P{number}", "S", "A", 30 + number, 27 + number)
    rules = bench.refresh(handling_days=1, ask_time_days=0.1)
    board = stockouts.sku_board(bench.con, "A", rules, bench.now)
    (hit,) = board.hits
    assert (hit.step.action, hit.step.reason, hit.step.chance) == ("ask_cancel", "too_late", None)
    assert stock_words.why(hit.step) == "goods would come too late"
    book = stockouts.book_of(bench.con, rules)
    assert [one.chance for one in choices(bench.con, book, "A", rules, bench.now, {"S": 1})] == [None, None]


def test_a_chance_is_never_none_at_all() -> None:
    assert [stock_words.percent(one) for one in (0.0, 0.004, 0.5, 0.9999)] == ["<1 %", "<1 %", "50 %", "99 %"]


@pytest.mark.parametrize(
    ("over", "rests"),
    [
        (0.5, "counting on PO9 · 10.0 d to go, its date over for 0.5 d"),
        (14, "counting on PO9 · 10.0 d to go, its date over for 14.0 d"),
        (20, "if 3 are ordered from S today · 10.0 d to go"),
    ],
)
def test_a_promise_broken_long_ago_is_another_than_one_broken_today(
    bench: Bench, over: float, rests: str
) -> None:
    """Five days were promised, and no delivery is known: after four times as many nobody counts on it."""
    bench.stock(A=0)
    bench.order("o", days=11, A=3)
    bench.purchase("PO9", "S", "A", 5 + over, None, quantity=50, expected=over)
    rules = bench.refresh()
    (hit,) = stockouts.sku_board(bench.con, "A", rules, bench.now).hits
    assert stock_words.why(hit.step, hit.rests, "A") == f"no delivery known · {rests}"


def test_what_needs_more_time_is_told_the_days_that_its_chance_is_of(bench: Bench) -> None:
    bench.stock(A=0)
    bench.order("o", days=5, A=3)
    for number in range(9):
        bench.purchase(f"P{number}", "S", "A", 40 + number, 34 + number)
    rules = bench.refresh(handling_days=1, ask_time_days=5)
    (hit,) = stockouts.sku_board(bench.con, "A", rules, bench.now).hits
    assert hit.step.action == "ask_time"
    said = "if 3 are ordered from S today · 4.0 d to go, 9.0 d with the time asked for, ordered today: half in 6.0 d"
    assert stock_words.why(hit.step, hit.rests, "A") == f"99 % with more time · {said}"


def test_what_an_operator_gives_up_is_lost_though_nothing_told_how_likely_it_was(bench: Bench) -> None:
    bench.stock(A=0)
    bench.order("o", days=30, A=1)
    rules = bench.refresh()
    (hit,) = stockouts.sku_board(bench.con, "A", rules, bench.now).hits
    assert (hit.step.action, hit.step.saved, hit.step.lost) == ("wait_restock", Decimal(0), Decimal(0))
    bench.act("plan_override", order="o", action="cancel")
    (hit,) = stockouts.sku_board(bench.con, "A", rules, bench.now).hits
    assert (hit.step.action, hit.step.saved, hit.step.lost) == ("ask_cancel", Decimal(0), Decimal(20))
