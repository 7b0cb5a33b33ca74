"""TikTok's column *Cancelation/Return Type* beside an order that is to be sent, and how many pieces of it go back."""

from itertools import product
from typing import Any

import pytest

from tests.owed.conftest import Exports

TYPES = ("", "Cancel", "Return/Refund")
PIECES = 2
ROWS = [(kind, back) for kind in TYPES for back in ("", "0", "1", "2")]
"""Type and pieces that go back of a row of two pieces."""


def row(order: str, at: int, kind: str, back: str) -> dict[str, str]:
    return {
        "Order ID": order, "Order Status": "To ship", "Order Substatus": "Awaiting shipment",
        "Cancelation/Return Type": kind, "SKU ID": f"1729{at}", "Seller SKU": f"S{at}", "Product Name": "Tee",
        "Quantity": str(PIECES), "Sku Quantity of return": back, "Order Amount": "$30.00",
        "Created Time": "11/20/2026 10:05:43 AM", "Paid Time": "11/20/2026 10:06:00 AM",
        "Fulfillment Type": "Fulfillment by seller",
    }  # fmt: skip


def test_what_goes_back_is_not_owed_and_the_rest_is(exports: Exports, owed: Any, queues: Any) -> None:
    orders = {f"5838709000000{number:05}": rows for number, rows in enumerate(product(ROWS, repeat=2))}
    exports.write(
        "orders.csv",
        [row(order, at, *one) for order, rows in orders.items() for at, one in enumerate(rows)],
    )
    desk = exports.desk()
    stands, pieces = queues(desk), owed(desk)
    for order, rows in orders.items():
        left = [PIECES - int(back or 0) for _kind, back in rows]
        asked = any(kind == "Cancel" for kind, _back in rows)
        # Which pieces are meant isn't told: none is sent before somebody has looked.
        claimed = any(kind == "Return/Refund" and not int(back or 0) for kind, back in rows)
        queue = "cancel_requests" if asked else "on_hold" if claimed or not sum(left) else "standard"
        assert stands[order] == queue, rows
        assert [pieces[order, f"S{at}"] for at in range(2)] == left, rows


@pytest.mark.parametrize(
    "kind", ["Return and refund", "Refund only", "Pengembalian Barang/Dana", "Trả hàng/Hoàn tiền", "คืนสินค้า/คืนเงิน",
             "Devolución/Reembolso", "Devolução/Reembolso", "Retour/Remboursement", "Rückgabe/Erstattung",
             "Reso/Rimborso", "退货退款", "返品/返金"],
)  # fmt: skip
def test_a_wish_to_give_back_is_read_in_each_language(exports: Exports, queues: Any, kind: str) -> None:
    exports.write(
        "orders.csv", [row("583870900000000011", 0, kind, ""), row("583870900000000012", 0, kind, "1")]
    )
    assert queues(exports.desk()) == {"583870900000000011": "on_hold", "583870900000000012": "standard"}
