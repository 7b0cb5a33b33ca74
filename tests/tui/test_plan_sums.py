"""What the plan adds up to at the foot of a SKU's screen: an order of which nobody knows is neither saved nor lost."""

from datetime import timedelta
from decimal import Decimal

import pytest

from orderdeck.data.base.paths import DeskPaths
from orderdeck.tui.present.stock.detail import foot
from orderdeck.tui.service.desk_service import DeskService
from tests.desk.make_desk import NOON, Bench, order, us


@pytest.mark.parametrize(("delivered", "doubtful"), [(0, True), (6, False)])
def test_what_nobody_knows_is_no_nought(paths: DeskPaths, delivered: int, doubtful: bool) -> None:
    bench = Bench(paths)
    try:
        lines = [{"sku": "A", "quantity": 1, "owed": 1}]
        bench.load(order(1, lines=lines, total=Decimal(50), ship_by=NOON + timedelta(days=20)))
        bench.stock(NOON, A=0)
        bench.suppliers(NOON, {"sku": "A", "supplier": "Guangming"})
        bought = NOON - timedelta(days=90)
        rows = [
            {
                "purchase_key": str(n), "supplier": "Guangming", "sku": "A", "quantity": 1, "state": "received",
                "ordered_at": bought, "received_at": bought + timedelta(days=3 + n % 2), "quantity_received": 1,
            }
            for n in range(delivered)
        ]  # fmt: skip
        if rows:
            bench.purchases(NOON, *rows)
        page = DeskService(bench.desk(hooks=None), "li").stock.page("A")
        said = [
            "".join(piece.text for piece in form) for forms in foot(page, [], us(NOON), "B") for form in forms
        ]
        assert any("saved ?" in line and "lost ?" in line for line in said) == doubtful, said
        assert any("50.00 USD" in line or "saved 4" in line for line in said) == (not doubtful), said
    finally:
        bench.close()
