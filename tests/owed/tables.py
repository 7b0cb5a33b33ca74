"""Rows of exports whose lines say what became of them."""

AMAZON = {
    "purchase-date": "2026-11-20T10:00:00+00:00",
    "fulfillment-channel": "Merchant",
    "ship-service-level": "Standard",
    "currency": "USD",
    "item-price": "19.99",
    "item-tax": "1.60",
    "ship-country": "US",
}


def amazon(order: str, status: str, sku: str, item_status: str, quantity: str = "1") -> dict[str, str]:
    """A row of Amazon's All Orders report."""
    return AMAZON | {
        "amazon-order-id": order, "order-status": status, "sku": sku, "product-name": f"Tool {sku}",
        "item-status": item_status, "quantity": quantity,
    }  # fmt: skip


def ali(status: str) -> dict[str, str]:
    """A row of AliExpress's own export, of one A and two B."""
    items = "".join(
        f"【{at}】 {sku}\n(商家编码:{sku})\n(产品数量:{pieces} piece)\n"
        for at, sku, pieces in ((1, "A", 1), (2, "B", 2))
    )
    return {
        "订单号": "3031270000000001", "订单状态": status, "下单时间": "2026-11-20 10:00",
        "付款时间": "2026-11-20 10:05", "产品信息": items, "订单金额": "US $12.50",
    }  # fmt: skip
