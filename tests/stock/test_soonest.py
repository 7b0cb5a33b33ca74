"""Without a deadline a restock is ordered from whoever is there the soonest, cautiously; then from the cheapest."""

from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from orderdeck.data.stock import stockouts
from orderdeck.data.stock.supply.suppliers import Supplier

TOOK = st.lists(st.sampled_from([2, 3, 5, 5, 9, 20]), min_size=1, max_size=9)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(TOOK, st.integers(1, 3)), min_size=2, max_size=3))
@example([([3] * 9, 2), ([20] * 30, 1)])
@example([([5] * 9, 2), ([5] * 9, 1)])
def test_it_is_the_soonest_by_the_cautious_day_then_the_cheapest(
    bench: Any, sold: list[tuple[list[int], int]]
) -> None:
    made = type(bench)()
    made.stock(A=0)
    made.order("o1", A=2)
    made.con.execute("update open_orders set ship_by = null")
    for at, (took, price) in enumerate(sold):
        for number, days in enumerate(took):
            made.purchase(f"{at}-{number}", f"S{at}", "A", 40 + 3 * number + days, 40 + 3 * number)
        made.con.execute("update purchase_rows set unit_price = ? where supplier = ?", [price, f"S{at}"])
    board = stockouts.sku_board(made.con, "A", made.refresh(), made.now)
    made.con.close()
    (hit,) = board.hits
    assert hit.step.reason == "no_deadline"

    def worth(one: Supplier) -> tuple[bool, float, float, float]:
        lead = one.lead_time
        price = float(one.last_price or 0)
        return lead.cautious is None, lead.cautious or 0, lead.median or 0, price

    best = min(map(worth, board.suppliers))
    assert hit.rests[0].supplier in {one.name for one in board.suppliers if worth(one) == best}
