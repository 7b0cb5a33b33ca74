"""What an amount of an unknown file is about: a piece, a line, or the order."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data.exports.teach.model import Proposal
from orderdeck.data.exports.teach.preview import preview

Proposed = Callable[..., Proposal]
HEADER = ["Order Number", "Order Status", "Order Date", "SKU", "Quantity"]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["Item Price", "Line Total", "Valor do produto", "商品价格"]),
    st.booleans(),
    st.lists(
        st.lists(st.tuples(st.integers(2, 9), st.integers(1, 9999)), min_size=1, max_size=3),
        min_size=1,
        max_size=4,
    ),
)
def test_sums_tell_a_price_from_the_amount_of_a_line(
    proposed: Proposed, header: str, by_piece: bool, orders: list[list[tuple[int, int]]]
) -> None:
    rows = []
    for number, lines in enumerate(orders, 1001):
        goods = sum(pieces * cents for pieces, cents in lines)
        for place, (pieces, cents) in enumerate(lines):
            price = cents if by_piece else pieces * cents
            order = [str(number), "Processing", "2026-11-28", f"A-{place}", str(pieces)]
            rows.append([*order, f"{price / 100:.2f}", f"{goods / 100:.2f}", "USD"])
    found = proposed([*HEADER, header, "Subtotal", "Currency"], rows)
    column = next(column for column in found.columns if column.header == header)
    assert column.field == ("unit_price" if by_piece else "line_total")


def test_what_differs_within_an_order_is_not_the_orders(proposed: Proposed) -> None:
    rows = [
        ["1001", "Processing", "2026-11-28", "A-1", "2", "20.00", "USD"],
        ["1001", "Processing", "2026-11-28", "A-2", "1", "30.00", "USD"],
    ]
    found = proposed([*HEADER, "商品金额", "Currency"], rows)
    assert preview(found).main["total"].to_list() == [Decimal(50)]


@pytest.mark.parametrize(
    ("order", "parcel", "ready"),
    [
        ("Status do Pedido", "Status do Envio", "Não está embalado"),
        ("Estado de la orden", "Estado del envío", "Listo para enviar"),
    ],
)
def test_the_state_of_the_parcel_says_what_is_to_be_sent(
    proposed: Proposed, order: str, parcel: str, ready: str
) -> None:
    rows = [
        [str(number), "Aberto", state, "2026-11-28", "A-1", "1"]
        for number, state in ((1001, ready), (1002, "Enviado"), (1003, ready))
    ]
    found = proposed(["Order Number", order, parcel, "Order Date", "SKU", "Quantity"], rows)
    assert preview(found).main.sort("order_id")["status"].to_list() == ["to_ship", "shipped", "to_ship"]


def test_by_when_a_parcel_must_have_come_is_not_when_it_came(proposed: Proposed) -> None:
    rows = [[str(1001 + n), "待发货", "2026-11-28", "A-1", "1", "2026-12-10 10:00:00"] for n in range(3)]
    found = proposed(["订单号", "订单状态", "下单时间", "商家编码", "商品数量", "要求签收时间"], rows)
    assert found.column_of("received_at") is None
