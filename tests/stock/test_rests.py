"""How much is to be ordered from whom: of each supplier what the orders that count on it lack, and no more."""

from collections import defaultdict
from decimal import Decimal
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.base.config.settings import Stock
from orderdeck.data.stock.plan.allowed import Allowed
from orderdeck.data.stock.plan.counted.counting import WAITING, WORTH_ORDERING
from orderdeck.data.stock.plan.counted.rests import rests_of
from orderdeck.data.stock.plan.records import DAY, Order, ShortLine
from orderdeck.data.stock.supply.lead_time import History
from orderdeck.data.stock.supply.suppliers import SupplyBook
from orderdeck.data.stock.supply.supply import Incoming, Offer, SkuSupply
from tests.stock.plan_model import settled

NOW = 1_789_732_800_000_000
RULES = Stock()


class Book:
    """A SKU that two suppliers sell, the better of which changes with the time that is left; some of it on its way."""

    def __init__(self, coming: int) -> None:
        steady = (History([9.0] * 40),)
        quick = (History([3.0] * 32 + [60.0] * 8),)
        offers = (Offer(steady, supplier="Steady"), Offer(quick, supplier="Quick"))
        incoming = (Incoming(coming, 1.0, steady, key="P", supplier="Steady"),) if coming else ()
        self._supply = SkuSupply(offers=offers, incoming=incoming)

    def supply(self, sku: str) -> SkuSupply:
        return self._supply

    def days_until(self, sku: str, supplier: str, purchase: str = "") -> tuple[float | None, float | None]:
        return None, None


class Shelf(Book):
    """A SKU of which this is coming, and of which this can be ordered."""

    def __init__(self, supply: SkuSupply) -> None:
        self._supply = supply


STEADY, SLOW = (History([5.0] * 40),), (History([14.0] * 40),)
COMING = st.lists(st.tuples(st.integers(1, 6), st.sampled_from([STEADY, SLOW])), max_size=3)
WANTS = st.lists(
    st.tuples(
        st.integers(1, 5), st.sampled_from([1, 7, 20]), st.sampled_from([None, None, "ask_cancel", "wait_restock"])
    ),
    min_size=1,
    max_size=6,
)  # fmt: skip


def in_line(wants: list[Any], debt: int) -> list[Order]:
    """Orders as allocation has them: behind what is owed, and behind all before them."""
    orders, ahead = [], debt
    for number, (pieces, days, _word) in enumerate(wants):
        short = (ShortLine("A", pieces, ahead),)
        orders.append(
            Order(
                order_key=str(number),
                ship_by=NOW + days * DAY,
                currency="USD",
                total=Decimal(9),
                short=short,
                allowed=Allowed("ask_cancel"),
            )
        )
        ahead += pieces
    return orders


def told(wants: list[Any], supply: SkuSupply, debt: int) -> tuple[list[Order], dict[str, Any]]:
    """The orders that wait, in line, and what they rest on."""
    orders = in_line(wants, debt)
    words = {str(number): word for number, (_pieces, _days, word) in enumerate(wants) if word}
    said, counted = settled(orders, {"A": supply}, RULES, NOW, words, {"A": debt})
    steps = {one.order_key: one for one in said}
    book: Any = Shelf(supply)
    found = rests_of(orders, steps, cast("SupplyBook", book), RULES, NOW, counted, {"A": debt})
    return [one for one in orders if steps[one.order_key].action in WAITING], found


@given(WANTS, COMING, st.integers(0, 5))
def test_who_stands_first_but_gave_of_the_goods_takes_what_others_leave(
    wants: list[Any], coming: list[Any], debt: int
) -> None:
    incoming = tuple(
        Incoming(pieces, 1.0, levels, key=f"P{at}", supplier="S") for at, (pieces, levels) in enumerate(coming)
    )  # fmt: skip
    supply = SkuSupply(offers=(Offer(STEADY, supplier="S"),), incoming=incoming)
    last = in_line(wants, debt)
    first = [last[-1], *last[:-1]]
    words = {one.order_key: "wait_restock" for one in last}
    book: Any = Shelf(supply)
    found = []
    for orders in (last, first):
        said, counted = settled(orders, {"A": supply}, RULES, NOW, words, {"A": debt})
        steps = {one.order_key: one for one in said}
        found.append(rests_of(orders, steps, cast("SupplyBook", book), RULES, NOW, counted, {"A": debt}))
    assert found[0] == found[1]


@given(WANTS, COMING, st.integers(0, 5))
def test_each_piece_that_is_lacked_or_owed_is_ordered_once(
    wants: list[Any], coming: list[Any], debt: int
) -> None:
    """A model piece by piece: what is owed, then each order's pieces, takes the first piece on its way that the order
    counts on and nobody before it took; what finds none is ordered."""
    incoming = tuple(
        Incoming(pieces, 1.0, levels, key=f"P{at}", supplier="S") for at, (pieces, levels) in enumerate(coming)
    )  # fmt: skip
    supply = SkuSupply(offers=(Offer(STEADY, supplier="S"),), incoming=incoming)
    orders, found = told(wants, supply, debt)
    pieces = [purchase for purchase in incoming for _ in range(purchase.quantity)]
    owed = debt
    for order in orders:
        slack = ((order.ship_by or 0) - NOW) / DAY - RULES.handling_days
        anew = supply.ordered_today(99, slack, RULES.shrinkage_k)[0]
        least = min(anew, max(RULES.lowest_chance, anew - WORTH_ORDERING))
        good = [one for one in incoming if one.chance(slack, RULES.shrinkage_k) >= least]
        to_order = 0
        for _ in range(owed + order.short[0].short):
            mine = next((one for one in pieces if one in good), None)
            if mine is None:
                to_order += 1
            else:
                pieces.remove(mine)
        owed = 0
        (rest,) = found[order.order_key]
        assert rest.own == to_order
        assert rest.debt <= min(rest.own, debt)


@given(WANTS, st.lists(st.integers(1, 6), max_size=3), st.integers(0, 5))
def test_all_that_is_ordered_is_what_is_lacked_and_owed_less_what_is_coming(
    wants: list[Any], coming: list[int], debt: int
) -> None:
    """Where all who wait count on what is coming."""
    incoming = tuple(Incoming(pieces, 1.0, STEADY, key=f"P{at}") for at, pieces in enumerate(coming))
    supply = SkuSupply(offers=(Offer(SLOW, supplier="S"),), incoming=incoming)
    orders, found = told(wants, supply, debt)
    to_order = sum(rest.own for rests in found.values() for rest in rests)
    if orders:
        assert to_order == max(0, sum(one.short[0].short for one in orders) + debt - sum(coming))
    else:
        assert not to_order


@given(WANTS, COMING, st.integers(0, 5), st.integers(1, 9))
def test_a_supplier_is_not_asked_for_more_than_it_has(
    wants: list[Any], coming: list[Any], debt: int, left: int
) -> None:
    wants = [(pieces, days, None) for pieces, days, _word in wants]
    incoming = tuple(
        Incoming(pieces, 1.0, levels, key=f"P{at}") for at, (pieces, levels) in enumerate(coming)
    )
    supply = SkuSupply(offers=(Offer(STEADY, supplier="S", left=left),), incoming=incoming)
    orders, found = told(wants, supply, debt)
    to_order = sum(rest.own for rests in found.values() for rest in rests)
    assert to_order <= left
    if orders:
        lacked = sum(one.short[0].short for one in orders) + debt
        assert to_order + sum(one.quantity for one in incoming) >= lacked


@given(
    st.lists(st.tuples(st.integers(1, 5), st.sampled_from([2, 5, 6, 8, 12, 15])), min_size=1, max_size=8),
    st.integers(0, 6),
)
def test_what_is_told_to_order_from_a_supplier_is_what_is_wished_of_it(
    wants: list[tuple[int, int]], coming: int
) -> None:
    book: Any = Book(coming)
    orders, ahead = [], 0
    for number, (pieces, days) in enumerate(wants):
        short = (ShortLine("A", pieces, ahead),)
        ship_by = NOW + days * DAY
        orders.append(
            Order(order_key=str(number), ship_by=ship_by, currency="USD", total=Decimal(9), short=short)
        )
        ahead += pieces
    said, counted = settled(orders, {"A": book.supply("A")}, RULES, NOW)
    steps = {one.order_key: one for one in said}
    found = rests_of(orders, steps, cast("SupplyBook", book), RULES, NOW, counted)
    wished: dict[str, int] = defaultdict(int)
    for order in orders:
        for rest in found.get(order.order_key, ()):
            wished[rest.supplier] += rest.own
            assert rest.to_order == (wished[rest.supplier] if rest.own else 0)
