"""The allotment that loses least: against brute force on small desks, and never a wrong word about what it saves."""

from collections import defaultdict
from decimal import Decimal
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from orderdeck.data.base.config.settings import Stock
from orderdeck.data.stock.allocation.judge import Asking, Choice, Judge, Line
from orderdeck.data.stock.allocation.least_loss import WORTH, givers, least_loss, moves
from orderdeck.data.stock.plan.allowed import allowed
from orderdeck.data.stock.plan.records import DAY, Order
from orderdeck.data.stock.supply.lead_time import History
from orderdeck.data.stock.supply.supply import Incoming, Offer, SkuSupply
from tests.stock.plan_model import judging

NOW = 1_800_000_000_000_000
SKUS = ("A", "B")
FAST = (History((2.0, 3.0, 3.0, 4.0, 2.0, 3.0)),)
SLOW = (History((6.0, 9.0, 8.0, 12.0, 7.0)),)


def asking(key: str, days: float | None, total: int, currency: str = "USD", **wants: int) -> Asking:
    order = Order(
        order_key=key,
        ship_by=None if days is None else NOW + int(days * DAY),
        currency=currency,
        total=Decimal(total),
        allowed=allowed("buyer_applies", "ship_by", True, None, True),
    )
    return Asking(order=order, wants=wants, savable=days is None or days > 0)


def supply(**more: Any) -> dict[str, SkuSupply]:
    return {"A": SkuSupply(offers=(Offer(FAST),), **more), "B": SkuSupply(offers=(Offer(SLOW),))}


def changed(judge: Judge, by_moves: bool = True) -> tuple[Choice, dict[str, Decimal]]:
    """What is proposed, and what it saves."""
    choice = least_loss(judge, by_moves=by_moves)
    if choice is None:
        return Choice(), {}
    if by_moves:
        choice = givers(choice, moves(judge.line, judge.served, choice))
    effect = judge.effect(choice)
    assert effect is not None
    return choice, {currency: -money for currency, money in effect.lost.items() if money}


def test_an_order_that_can_wait_gives_way_to_one_that_cannot() -> None:
    line = Line((asking("patient", 9, 20, A=2), asking("hurried", 0.25, 22, A=2)), {"A": 2})
    judge = judging(line, supply(), Stock(), NOW)
    choice, saved = changed(judge)
    assert (choice.first, choice.last) == (("hurried",), ("patient",))
    assert Decimal(15) < saved["USD"] < Decimal(22)
    assert [(one.pieces, one.source, one.target) for one in moves(line, judge.served, choice)] == [
        (2, "patient", "hurried")
    ]


def test_nothing_is_proposed_where_nobody_knows_how_long_a_restock_takes() -> None:
    line = Line((asking("patient", 9, 20, A=2), asking("hurried", 0.25, 22, A=2)), {"A": 2})
    assert least_loss(judging(line, {}, Stock(), NOW), by_moves=True) is None
    unproven = {"A": SkuSupply(offers=(Offer((), word=3.0),))}
    assert least_loss(judging(line, unproven, Stock(), NOW), by_moves=True) is None


def test_money_of_two_currencies_is_not_weighed() -> None:
    line = Line((asking("patient", 9, 20, A=2), asking("hurried", 0.25, 9000, "RUB", A=2)), {"A": 2})
    assert least_loss(judging(line, supply(), Stock(), NOW), by_moves=True) is None


def test_what_an_operator_decided_stays() -> None:
    patient, hurried = asking("patient", 9, 20, A=2), asking("hurried", 0.25, 22, A=2)
    decided = Asking(order=patient.order, wants=patient.wants, decided=True)
    line = Line((decided, hurried), {"A": 2})
    assert least_loss(judging(line, supply(), Stock(), NOW), by_moves=True) is None


def test_an_order_that_gives_one_sku_keeps_its_place_for_another() -> None:
    """Nothing comes free by what it gives, so nothing is saved and nothing proposed."""
    both, later = asking("both", 0.2, 1, A=1, B=1), asking("later", 1.5, 1, A=1, B=1)
    line = Line((both, later, asking("single", 0.2, 1, A=1)), {"A": 1, "B": 1})
    assert least_loss(judging(line, supply(), Stock(lowest_chance=0.6), NOW), by_moves=True) is None


def orders(*currencies: str) -> Any:
    one = st.tuples(
        st.sampled_from((0.2, 1.5, 3.0, 5.0, 8.0, 12.0, -1.0, None)),
        st.integers(1, 60),
        st.sampled_from(currencies),
        st.dictionaries(st.sampled_from(SKUS), st.integers(1, 4), min_size=1),
    )
    return st.lists(one, min_size=2, max_size=6)


def small(rows: list[Any], a: int, b: int, coming: int, rules: Stock) -> Judge:
    askings = tuple(
        asking(f"order-{at}", days, total, currency, **wants)
        for at, (days, total, currency, wants) in enumerate(rows)
    )
    skus = {sku for one in askings for sku in one.wants}
    on_the_way = (Incoming(coming, 1.0, FAST),) if coming else ()
    available = {sku: pieces for sku, pieces in (("A", a), ("B", b)) if sku in skus}
    return judging(Line(askings, available), supply(incoming=on_the_way), rules, NOW)


def by_brute_force(judge: Judge, by_moves: bool) -> Decimal:
    """The most that any choice of who stands first and who gives saves in USD, of those by which an order is covered
    that can be saved: stock goes to whole orders, never to one that lacks something all the same. By moves whoever
    gives a SKU stands last for that alone."""
    keys = [one.order.order_key for one in judge.line.askings]
    gains = [
        one.order.order_key
        for one in judge.line.askings
        if one.savable and one.order.currency == "USD" and one.order.ship_by is not None
    ]
    best = Decimal(0)
    for first in (pick for size in range(len(gains) + 1) for pick in combinations(gains, size)):
        gives = [
            one.order.order_key
            for one in judge.line.askings
            if one.order.order_key in judge.served
            and one.order.order_key not in first
            and one.order.currency == "USD"
        ]
        for last in (pick for size in range(len(gives) + 1) for pick in combinations(gives, size)):
            choice = Choice(tuple(k for k in keys if k in first), last)
            if by_moves:
                choice = givers(choice, moves(judge.line, judge.served, choice))
            effect = judge.effect(choice)
            if (
                effect
                and (effect.served - judge.served) & set(gains)
                and not any(money > 0 for money in effect.lost.values())
            ):
                best = max(best, -effect.lost.get("USD", Decimal(0)))
    return best


@settings(max_examples=150, deadline=None)
@given(
    orders("USD"),
    st.integers(-1, 8),
    st.integers(0, 6),
    st.sampled_from((0, 2, 5)),
    st.booleans(),
    st.booleans(),
)
def test_no_choice_loses_less(
    rows: list[Any], a: int, b: int, coming: int, late_saves: bool, by_moves: bool
) -> None:
    judge = small(rows, a, b, coming, Stock(late_still_saves=late_saves, lowest_chance=0.6))
    _choice, saved = changed(judge, by_moves)
    worth = sum((one.order.total for one in judge.line.askings), Decimal(0)) * WORTH
    assert saved.get("USD", Decimal(0)) + worth >= by_brute_force(judge, by_moves)


@settings(max_examples=150, deadline=None)
@given(orders("USD", "EUR"), st.integers(-1, 8), st.integers(0, 6), st.sampled_from((0, 2, 5)))
def test_what_it_saves_is_what_is_lost_before_less_what_is_lost_after_and_no_currency_loses(
    rows: list[Any], a: int, b: int, coming: int
) -> None:
    judge = small(rows, a, b, coming, Stock(lowest_chance=0.6))
    choice, saved = changed(judge)
    assert all(money > 0 for money in saved.values())
    if not choice.first:
        return
    effect = judge.effect(choice)
    assert effect is not None
    lost = {"ship_now": 0.0, "ask_cancel": 1.0}
    less: dict[str, float] = defaultdict(float)
    unsure: dict[str, float] = defaultdict(float)
    for one in judge.line.askings:
        before = judge.now(one.order.order_key)
        after = effect.steps.get(one.order.order_key, before)
        for step, sign in (before, 1), (after, -1):
            # who waits loses by the chance to be late; who needs more time may lose all
            share = lost.get(step.action, 1.0 - (step.chance or 1.0) if step.reason == "chance" else 0.0)
            less[one.order.currency] += sign * float(one.order.total) * share
            if step.action == "ask_time" or not one.savable:
                unsure[one.order.currency] += float(one.order.total)
    for currency in less:
        assert abs(less[currency] - float(saved.get(currency, 0))) <= unsure[currency] + 0.05
    pieces: dict[tuple[str, str], int] = defaultdict(int)
    wants = {one.order.order_key: one.wants for one in judge.line.askings}
    for move in moves(judge.line, judge.served, choice):
        pieces[move.target, move.sku] += move.pieces
    assert dict(pieces) == {(key, sku): want for key in choice.first for sku, want in wants[key].items()}
