"""What the time line of a SKU shows is what the plan says."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data.base.records import Fields
from orderdeck.data.stock import stockouts
from orderdeck.data.stock.acts.delisting import Listing
from orderdeck.tui.present.stock.pages import StockPage
from orderdeck.tui.present.stock.time_line import span


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(3, 60), st.sampled_from([0.0, 1.0, 2.5]))
def test_a_mark_is_over_a_full_bar_where_the_plan_is_as_sure(
    bench: Any, quarters: int, handling: float
) -> None:
    made = type(bench)()
    try:
        days = quarters / 4 + 0.1
        made.stock(A=1)
        made.order("first", priority=1, days=99, A=1)
        made.order("o", days=days, A=1)
        for number in range(20):
            made.purchase(f"p{number}", "S", "A", 60, 60 - 2 - number % 6)
        rules = made.refresh(handling_days=handling, cautious_quantile=0.8, lowest_chance=0.01)
        board = stockouts.sku_board(made.con, "A", rules, made.now)
        (hit,) = [hit for hit in board.hits if hit.short]
        ship_by = datetime.fromtimestamp(made.now / 1e6, UTC) + timedelta(days=days)
        row = {"late": False, "due": False}
        rows: dict[str, Fields] = {"first": row | {"deadline": None}, "o": row | {"deadline": ship_by}}
        options: Any = SimpleNamespace(now=made.now, zone=ZoneInfo("UTC"))
        found = span(StockPage(board, rows, [], [], {}, Listing("sku", None, 0, 0)), options)
        if days <= handling:
            assert found is None, "too late for whatever comes"
            return
        assert found is not None
        (mark,), (bar,) = found.marks, found.bars
        assert abs(mark.at - made.now - (days - handling) * 86_400_000_000) < 1000
        sure = hit.step.action == "wait_restock" and (hit.step.chance or 0) >= 0.8
        assert bar.cautious is not None
        assert (mark.at >= bar.cautious) == sure
    finally:
        made.con.close()
