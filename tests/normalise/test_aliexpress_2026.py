"""AliExpress's 44 columns of today: each is read, by its name, and what it says stands in the order."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.exports.normalise import Frames
from orderdeck.data.exports.normalise.values.statuses.fulfilment import SenderReader
from orderdeck.data.exports.profile.records import Profile
from orderdeck.data.exports.recognise.fit import Matcher

Load = Callable[..., Frames]

HEADER = """
订单号,订单状态,负责人（业务员）,买家名称,下单时间,付款时间,支付方式,供货价,产品总金额,物流费用,预计增值税,
平台是否代征代缴,订单金额,买家实付金额,DDP关税,店铺优惠,托管商家折扣,平台补贴,商品ID,商品信息,EANcode,
商品编码,订单备注,完整收货地址,完整收货地址（常用语言）,收件人名称,联系电话,手机,联系邮件,详细地址,邮编,
扩展城市（德/意/波/墨为真实的城市）,城市,州/省,收货国家,National address（仅沙特使用）,税号,买家选择物流,
发货期限,实际发货单号,发货时间,确认收货时间,订单业务模式,定制信息
""".replace("\n", "").split(",")

ORDER: dict[str, str | None] = {
    "订单号": "8200000000000001",
    "订单状态": "等待发货",
    "下单时间": "2026-01-10 10:00:00",
    "付款时间": "2026-01-10 10:05:00",
    "支付方式": "信用卡",
    "供货价": "CNY 80.00",
    "产品总金额": "US $20.00",
    "物流费用": "US $1.00",
    "预计增值税": "US $2.00",
    "平台是否代征代缴": "是",
    "订单金额": "US $21.00",
    "买家实付金额": "US $23.00",
    "DDP关税": "US $0.50",
    "店铺优惠": "US $1.00",
    "托管商家折扣": "US $0.25",
    "平台补贴": "US $0.10",
    "商品ID": "1005001;1005002",
    "商品信息": "【1】Lamp\n(属性:Color:Red)\n(数量:2 件)\n【2】Bulb\n(属性:W:5)\n(数量:1 件)",
    "EANcode": "4006381333931;4006381333948",
    "商品编码": "L-1 * 2;B-1 * 1",
    "完整收货地址": "Riyadh, 12345",
    "完整收货地址（常用语言）": "الرياض 12345",
    "收件人名称": "Ali",
    "邮编": "12345",
    "城市": "Riyadh",
    "收货国家": "Saudi Arabia",
    "National address（仅沙特使用）": "RRRD2929",
    "税号": "300000000000003",
    "发货期限": "2026-01-20 10:00:00",
    "订单业务模式": "半托管JIT订单",
    "定制信息": "engrave: A",
}


def one(load: Load, **changes: str | None) -> dict[str, Any]:
    frames = load([[(ORDER | changes).get(name) for name in HEADER]], HEADER)
    assert frames.rejects.is_empty()
    (order,) = frames.orders.to_dicts()
    return order | {"lines": frames.lines.to_dicts(), "notes": frames.notes}


def test_every_column_is_known(profiles: dict[str, Profile]) -> None:
    fit = Matcher(profiles.values()).find([HEADER])
    assert fit is not None
    assert (fit.profile.name, fit.known, len(fit.mapping)) == ("aliexpress", 44, 44)


def test_what_they_say(load: Load) -> None:
    order = one(load)
    assert (order["status"], order["fulfilment"], order["fulfilment_text"]) == (
        "to_ship",
        "jit",
        "半托管JIT订单",
    )
    assert order["tax_collected"] is True
    assert (order["national_address"], order["tax_number"]) == ("RRRD2929", "300000000000003")
    assert (order["full_address"], order["full_address_local"]) == ("Riyadh, 12345", "الرياض 12345")
    money = {
        name: str(order[name].normalize()) for name in ("paid_total", "duties", "managed_discount", "subsidy")
    }
    assert money == {"paid_total": "23", "duties": "0.5", "managed_discount": "0.25", "subsidy": "0.1"}
    assert (order["currency"], order["total"], order["supply_price"]) == ("USD", Decimal(21), "CNY 80.00")
    assert order["custom_info"] == "engrave: A"
    assert [(line["sku"], line["quantity"], line["product_id"], line["ean"]) for line in order["lines"]] == [
        ("L-1", 2, "1005001", "4006381333931"),
        ("B-1", 1, "1005002", "4006381333948"),
    ]
    assert order["ship_by"] == datetime(2026, 1, 20, 18, tzinfo=UTC)


def test_the_address_in_another_language_stands_in_where_it_is_the_only_one(load: Load) -> None:
    order = one(load, 完整收货地址=None)
    assert (order["full_address"], order["full_address_local"]) == ("الرياض 12345", None)
    order = one(load, **{"完整收货地址（常用语言）": "Riyadh, 12345"})
    assert order["full_address_local"] is None


@pytest.mark.parametrize(
    ("country", "city"),
    [("Germany", "Köln"), ("Italy", "Köln"), ("Poland", "Köln"), ("Mexico", "Köln"), ("France", "NRW")],
)
def test_the_true_city_counts_where_the_header_says_so(load: Load, country: str, city: str) -> None:
    order = one(load, 收货国家=country, 城市="NRW", **{"扩展城市（德/意/波/墨为真实的城市）": "Köln"})
    assert order["city"] == city


@pytest.mark.parametrize("header", ["商品 ID", "商品 Id", "商品 id", "商品ID"])
def test_the_product_id_however_it_is_spelled(load: Load, header: str) -> None:
    names = [header if name == "商品ID" else name for name in HEADER]
    frames = load([[ORDER.get(name) for name in HEADER]], names)
    assert frames.lines["product_id"].to_list() == ["1005001", "1005002"]


def test_a_bar_code_list_that_does_not_fit_is_nobodys(load: Load) -> None:
    order = one(load, EANcode="4006381333931")
    assert [line["ean"] for line in order["lines"]] == [None, None]
    assert [line["ean"] for line in one(load, EANcode="4.00638E+12;x")["lines"]] == [None, "x"]


@pytest.mark.parametrize(("cell", "wanted"), [("是", True), ("否", False), (None, None), ("也许", None)])
def test_whether_the_platform_collects_the_tax(load: Load, cell: str | None, wanted: bool | None) -> None:
    assert one(load, 平台是否代征代缴=cell)["tax_collected"] is wanted


SENDERS: dict[str, dict[str, str | None]] = {
    "aliexpress": {
        "非半托管订单": "seller",
        "POP": "seller",
        "半托管JIT订单": "jit",
        "半托管 JIT 订单": "jit",
        "半托管仓发订单": "platform",
        "全托管订单": "platform",
        "海外托管": "platform",
        "半托管订单": None,
        "新模式": None,
        "海外仓发货": None,
    },
    "amazon_all_orders": {"Amazon": "platform", "AFN": "platform", "Merchant": "seller", "MFN": "seller"},
    "walmart": {
        "WFSFulfilled": "platform",
        "WFS Fulfilled": "platform",
        "SellerFulfilled": "seller",
        "3PLFulfilled": "seller",
    },
    "tiktok": {
        "Fulfillment by TikTok": "platform",
        "Fulfilled by TikTok": "platform",
        "FBT": "platform",
        "Fulfillment by seller": "seller",
        "TikTok Shipping": None,
    },
    "lazada": {
        "FBL": "platform",
        "Fulfilled by Lazada": "platform",
        "Own Warehouse": "platform",
        "Dropshipping": "seller",
    },
    "temu": {"Fulfillment by seller": "seller", "Fulfilled by Temu": "platform"},
    "ebay": {"Yes": "platform", "No": "seller"},
    "shopee": {"Fulfilled by Shopee": "platform", "Fulfilled by Seller": "seller"},
    "aliexpress_ru": {"DBS": "seller", "FBS": "seller", "FBO": "platform"},
    "dianxiaomi": {"全托管": "platform", "FBA订单": "platform", "半托管": None, "自发货": "seller"},
}


@pytest.mark.parametrize(
    ("profile", "said", "code"),
    [(profile, said, code) for profile, words in SENDERS.items() for said, code in words.items()],
)
def test_who_sends(profiles: dict[str, Profile], profile: str, said: str, code: str | None) -> None:
    assert SenderReader(profiles[profile].fulfilment).codes([said]) == [code]


@given(st.text(st.sampled_from("半托管仓发海外全非订单模式jitJIT "), max_size=8))
def test_no_text_is_the_platforms_without_a_word_for_it(load: Load, said: str) -> None:
    order = one(load, 订单业务模式=said or None)
    told = "".join(said.split())
    assert order["fulfilment"] in (None, "seller", "jit", "platform")
    if order["fulfilment"] == "platform":
        assert "仓发" in told or "全托管" in told or "海外托管" in told
    assert (order["fulfilment_text"] is None) == (not told)


RU = {
    "Номер заказа": "7000000000000001",
    "Статус заказа": "Оплачен",
    "Время заказа": "15.01.2026 10:00",
    "Время оплаты": "15.01.2026 10:05",
    "Сумма заказа": "1500",
    "Срок отправки": "20.01.2026 23:00",
    "Информация о товаре": "【1】Лампа\n(Характеристики:Цвет:Красный)\n(Артикул:L-1)\n(Количество:2 шт.)",
    "Страна": "Россия",
}
API: dict[str, str | None] = {
    "id": "7000000000000001",
    "order_display_status": "WaitSendGoods",
    "created_at": "2026-01-15T07:00:00+00:00",
    "paid_at": "2026-01-15T07:05:00+00:00",
    "total_amount": "1500",
    "shipping_deadline": "2026-01-20 23:00:00",
    "cut_off_date": "2026-01-18 23:00:00",
    "buyer_country_code": "Россия",
    "buyer_name": "Галина",
    "name": "Лампа",
    "sku_code": "L-1",
    "quantity": "2",
    "logistics_type": "FBS",
}


@pytest.mark.parametrize("row", [RU, API], ids=["words", "api"])
@pytest.mark.parametrize("total", ["1500", "1500 ₽", "1 500,00 ₽", "1\u00a0500 руб.", "₽1500.00"])
def test_aliexpress_russia(load: Load, row: dict[str, str | None], total: str) -> None:
    name = "Сумма заказа" if "Сумма заказа" in row else "total_amount"
    frames = load([row | {name: total}], profile="aliexpress_ru")
    (order,) = frames.orders.to_dicts()
    assert (order["order_key"], order["status"]) == ("aliexpress_ru:7000000000000001", "to_ship")
    assert (order["currency"], order["total"], order["country_code"]) == ("RUB", Decimal(1500), "RU")
    assert order["placed_at"] == datetime(2026, 1, 15, 7, tzinfo=UTC)  # Moscow's clock, all the year +3
    assert order["ship_by"] == datetime(2026, 1, 20, 20, tzinfo=UTC)
    assert frames.lines.select("sku", "title", "quantity").rows() == [("L-1", "Лампа", 2)]


@pytest.mark.parametrize(
    ("columns", "wanted"),
    [
        ({"order_status": "Created"}, "awaiting_payment"),
        ({"order_status": "Created", "paid_at": "2026-01-15T07:05:00+00:00"}, "to_ship"),
        ({"order_status": "Created", "payment_status": "Hold"}, "to_ship"),
        ({"order_status": "Created", "payment_status": "NotPaid"}, "awaiting_payment"),
        ({"order_status": "Created", "payment_status": "Hold", "antifraud_status": "InReview"}, "risk_control"),
        ({"order_status": "InProgress"}, "unrecognised"),
        ({"order_status": "InProgress", "paid_at": "2026-01-15T07:05:00+00:00"}, "to_ship"),
        ({"order_status": "InProgress", "payment_status": "Paid", "delivery_status": "Shipped"}, "shipped"),
        ({"order_status": "InProgress", "payment_status": "Paid", "delivery_status": "PartialShipped"}, "part_shipped"),
        ({"order_display_status": "PlaceOrderSuccess"}, "awaiting_payment"),
        ({"order_display_status": "WaitSendGoods"}, "to_ship"),
        ({"order_display_status": "WaitSendGoods", "antifraud_status": "InReview"}, "risk_control"),
        ({"order_display_status": "PartialSendGoods"}, "part_shipped"),
        ({"order_display_status": "InCancel"}, "cancel_requested"),
        ({"order_display_status": "WaitExamineMoney"}, "awaiting_amount"),
        ({"order_display_status": "InFrozen"}, "frozen"),
        ({"order_display_status": "InIssue"}, "dispute"),
        ({"order_display_status": "WaitAcceptGoods"}, "shipped"),
        ({"Статус заказа": "Проверка платежа"}, "risk_control"),
        ({"Статус заказа": "Отмена заказа"}, "cancel_requested"),
        ({"Статус заказа": "Сборка"}, "to_ship"),
        ({"Статус заказа": "Готов к отгрузке"}, "to_ship"),
        ({"Статус заказа": "Доставлен"}, "shipped"),
        ({"Статус заказа": "Оплачен", "Время отправки": "16.01.2026 10:00"}, "shipped"),
        ({"Статус заказа": "Непонятно"}, "unrecognised"),
    ],
)  # fmt: skip
def test_words_of_aliexpress_russia(load: Load, columns: dict[str, str], wanted: str) -> None:
    frames = load([{"order_id": "7000000000000001"} | columns], profile="aliexpress_ru")
    assert frames.orders["status"].to_list() == [wanted]
