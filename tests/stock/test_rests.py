"""How much is to be ordered from whom: of each supplier what the orders that count on it lack, and no more."""

from collections import defaultdict
from decimal import Decimal
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.base.settings import Stock
from orderdeck.data.stock.plan.plan import DAY, Order, ShortLine, plan
from orderdeck.data.stock.plan.rests import rests_of
from orderdeck.data.stock.supply.lead_time import History
from orderdeck.data.stock.supply.suppliers import SupplyBook
from orderdeck.data.stock.supply.supply import Incoming, Offer, SkuSupply

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

    def half_within(self, sku: str, supplier: str) -> float | None:
        return None


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
    steps = {one.order_key: one for one in plan(orders, {"A": book.supply("A")}, RULES, NOW)}
    found = rests_of(orders, steps, cast("SupplyBook", book), RULES, NOW)
    wished: dict[str, int] = defaultdict(int)
    for order in orders:
        for rest in found.get(order.order_key, ()):
            wished[rest.supplier] += rest.own
            assert rest.to_order == (wished[rest.supplier] if rest.own else 0)
