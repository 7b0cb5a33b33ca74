"""Small profiles of our own, so that these tests stand on no packaged one."""

import pytest

from orderdeck.data.exports.profile.records import CsvFormat, Profile


@pytest.fixture(scope="session")
def profiles() -> list[Profile]:
    return small_profiles()


def small_profiles() -> list[Profile]:
    """Three marketplaces: one in Chinese, one in English, one that never quotes."""
    return [
        Profile(
            name="ali",
            title={},
            marketplace="ali",
            aliases={
                "order_id": ["订单号"],
                "status": ["订单状态"],
                "seller": ["负责人(业务员)"],
                "items": ["产品信息", "商品信息"],
                "product_id": ["商品ID"],
                "recipient": ["收货人名称", "收件人名称"],
                "country": ["收货国家"],
                "remark": ["订单备注"],
            },
            required=["order_id"],
        ),
        Profile(
            name="shop",
            title={},
            marketplace="shop",
            aliases={
                "order_id": ["Order ID"],
                "status": ["Order Status"],
                "sku": ["Seller SKU"],
                "quantity": ["Quantity"],
                "title": ["Product Name"],
                "buyer": ["Buyer Username"],
            },
            required=["order_id", "quantity"],
        ),
        Profile(
            name="river",
            title={},
            marketplace="river",
            aliases={
                "order_id": ["order-id"],
                "sku": ["sku"],
                "quantity": ["quantity-purchased"],
                "title": ["product-name"],
                "recipient": ["recipient-name"],
            },
            required=["order_id"],
            csv=CsvFormat(quoting="none"),
        ),
        Profile(
            name="jp",
            title={},
            marketplace="jp",
            aliases={"order_id": ["注文番号"], "title": ["商品名"], "quantity": ["個数"]},
            required=["order_id"],
        ),
        Profile(
            name="ru",
            title={},
            marketplace="ru",
            aliases={"order_id": ["Номер заказа"], "title": ["Товар"], "quantity": ["Количество"]},
            required=["order_id"],
        ),
        Profile(
            name="ko",
            title={},
            marketplace="ko",
            aliases={"order_id": ["주문 ID"], "title": ["제품 정보"], "buyer": ["구매자 이름"]},
            required=["order_id"],
        ),
        Profile(
            name="cafe",
            title={},
            marketplace="cafe",
            aliases={"order_id": ["Numéro"], "title": ["Désignation"], "quantity": ["Quantité"]},
            required=["order_id"],
        ),
    ]
