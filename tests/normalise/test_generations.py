"""AliExpress exports in every header generation: the same order comes out of each."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orderdeck.data.exports.normalise import Frames

Load = Callable[..., Frames]


def named(header: str) -> list[str]:
    return header.split(",")


PRODUCTS = "产品信息\n（双击单元格展开所有产品信息！）"
G1 = (
    f"订单号,买家邮箱,产品总金额,物流费用,订单金额,{PRODUCTS},订单备注,收货地址,收货人名称,收货国家,州/省,城市,地址,邮编,"
    "联系电话,手机,买家选择物流"
).split(",")
G2 = (
    "订单号,订单状态,负责人(业务员),买家名称,买家邮箱,下单时间,付款时间,产品总金额,物流费用,订单金额,满立减,"
    f"{PRODUCTS},订单备注,收货地址,收货人名称,收货国家,州/省,城市,地址,邮编,联系电话,手机,买家选择物流,发货期限,"
    "实际发货物流:运单号,发货时间,确认收货时间"
).split(",")
G3 = [name for name in G2 if name != "买家邮箱"]
G4 = named(
    "订单号,订单状态,买家名称,下单时间,付款时间,产品数量,产品总金额,物流费用,预计增值税,平台是否代征代缴,订单金额,店铺优惠,"
    "商品信息,商品编码,收货地址,收件人名称,收货国家,州/省,城市,地址,邮编,买家选择物流,发货期限,实际发货单号,发货时间,"
    "确认收货时间"
)
G5 = named(
    "订单号,订单状态,负责人（业务员）,买家名称,下单时间,付款时间,支付方式,供货价,产品总金额,物流费用,预计增值税,"
    "平台是否代征代缴,订单金额,买家实付金额,DDP关税,店铺优惠,托管商家折扣,平台补贴,商品 ID,商品信息,EANcode,商品编码,"
    "订单备注,完整收货地址,完整收货地址（常用语言）,收件人名称,联系电话,手机,联系邮件,详细地址,邮编,"
    "扩展城市（德/意/波/墨为真实的城市）,城市,州/省,收货国家,National address（仅沙特使用）,税号,买家选择物流,发货期限,"
    "实际发货单号,发货时间,确认收货时间,订单业务模式,定制信息"
)
KOREAN = named("주문 ID,구매자 이름,주문 상태,제품 정보,제품 코드,시/도,주소,우편번호,모바일,세금 번호")

WITH_CODES = (
    "【1】Dress 【2026】 (new)\n(产品属性: Color:Red、Size:XL)\n(商家编码:J21101_1__L)\n(产品数量:2 piece)\n"
    "【2】Mug\n(产品数量:1 lot)\n(物流等级&买家选择物流:AliExpress无忧物流-标准)"
)
WITHOUT_CODES = "\n".join(line for line in WITH_CODES.split("\n") if "商家编码" not in line)

CELLS: dict[str, str] = {
    "订单号": "3031265788145237\t", "订单状态": "等待您发货", "买家名称": "Ana <b>", "下单时间": "2026-01-10 09:30",
    "付款时间": "2026-01-10 09:35:10", "产品总金额": "$1,012.30", "物流费用": "$0.00", "订单金额": "$1,007.30",
    "满立减": "$5.00", "店铺优惠": "5.00", "产品数量": "3", PRODUCTS: WITH_CODES, "商品信息": WITHOUT_CODES,
    "商品编码": "J21101_1__L * 2;", "订单备注": "please\nred", "收货人名称": "Ana Silva", "收件人名称": "Ana Silva",
    "收货国家": "Brazil", "邮编": "'01310", "手机": "+55 11 1", "联系电话": "+55 11 1", "发货期限": "3天12小时",
    "买家选择物流": "DHL\nDHL", "商品 ID": "1005001;1005002", "税号": "CPF 1", "主": "x",
    "주문 ID": "3031265788145237", "구매자 이름": "Ana <b>", "제품 코드": "J21101_1__L * 2; * 1",
    "주문 상태": "발송 대기",
    "제품 정보": "【1】Dress 【2026】 (new)\n(속성: Color:Red、Size:XL)\n(수량:2개)\n【2】Mug\n(수량:1개)",
}  # fmt: skip


def row(headers: list[str]) -> list[str | None]:
    return [CELLS.get(name) for name in headers]


def only(frames: Frames) -> dict[str, Any]:
    assert frames.rejects.is_empty()
    (order,) = frames.orders.to_dicts()
    return order


@pytest.mark.parametrize("headers", [G1, G2, G3, G4, G5], ids=["G1", "G2", "G3", "G4", "G5"])
def test_one_order_in_every_generation(load: Load, headers: list[str]) -> None:
    frames = load([row(headers)], headers)
    order = only(frames)
    assert order["order_key"] == "aliexpress:3031265788145237"
    assert order["total"] == Decimal("1007.30")
    assert (order["currency"], order["country_code"], order["recipient"]) == ("USD", "BR", "Ana Silva")
    assert order["zip"] == "01310"
    assert order["service"] == "DHL"
    assert (order["pieces"], order["line_count"], order["source_row"]) == (3, 2, 2)
    if "订单状态" in headers:
        assert order["status"] == "to_ship"
        assert order["placed_at"] == datetime(2026, 1, 10, 17, 30, tzinfo=UTC)
        assert order["paid_at"] == datetime(2026, 1, 10, 17, 35, 10, tzinfo=UTC)
        assert order["ship_by"] == datetime(2026, 1, 19, tzinfo=UTC)
        assert order["discount"] == Decimal(5)
    first, second = frames.lines.to_dicts()
    assert (first["title"], first["attributes"], first["quantity"]) == (
        "Dress 【2026】 (new)",
        "Color:Red、Size:XL",
        2,
    )
    assert (second["title"], second["sku"], second["quantity"], second["unit"]) == ("Mug", None, 1, "lot")
    assert first["sku"] == "J21101_1__L"  # of a column "CODE * 2;" the blank end is the second block's
    if "商品 ID" in headers:
        assert [line["product_id"] for line in (first, second)] == ["1005001", "1005002"]


def test_korean(load: Load) -> None:
    frames = load([row(KOREAN)], KOREAN, profile="aliexpress_ko")
    order = only(frames)
    assert (order["order_key"], order["status"]) == ("aliexpress:3031265788145237", "to_ship")
    assert frames.lines.select("sku", "title", "attributes", "quantity", "unit").rows() == [
        ("J21101_1__L", "Dress 【2026】 (new)", "Color:Red、Size:XL", 2, "piece"),
        (None, "Mug", None, 1, "piece"),
    ]


def test_the_service_told_beside_the_items_where_there_is_no_column(load: Load) -> None:
    order = only(load([{"订单号": "1", PRODUCTS: WITH_CODES}]))
    assert order["service"] == "AliExpress无忧物流-标准"


def test_codes_in_their_own_column(load: Load) -> None:
    cell = "【1】A\n(产品数量:2 piece)\n【2】B\n(产品数量:1 piece)"
    frames = load(
        [
            {"订单号": "1", "商品信息": cell, "商品编码": "X * 2;Y*1"},
            {"订单号": "2", "商品信息": "【1】C\n(产品数量:1 piece)", "商品编码": "Z"},
            {"订单号": "3", "商品信息": "Just a title", "商品编码": "P * 4;Q * 1"},
            {"订单号": "4", "商品信息": cell, "商品编码": "X * 1;Y * 1;W * 1"},
            {"订单号": "5", "商品信息": cell, "商品编码": None},
            {"订单号": "6", "商品信息": cell, "商品编码": "X * 2"},  # whose it is, nobody knows
            {"订单号": "7", "商品信息": cell, "商品编码": "X * 2;"},
            {"订单号": "8", "商品信息": cell, "商品编码": "X * 2;Y * 1;"},
        ]
    )
    assert frames.lines.select("order_key", "line_no", "sku", "title", "quantity").rows() == [
        ("aliexpress:1", 1, "X", "A", 2),
        ("aliexpress:1", 2, "Y", "B", 1),
        ("aliexpress:2", 1, "Z", "C", 1),
        ("aliexpress:3", 1, "P", "Just a title", 4),
        ("aliexpress:3", 2, "Q", "Just a title", 1),
        ("aliexpress:4", 1, "X", None, 1),
        ("aliexpress:4", 2, "Y", None, 1),
        ("aliexpress:4", 3, "W", None, 1),
        ("aliexpress:5", 1, None, "A", 2),
        ("aliexpress:5", 2, None, "B", 1),
        ("aliexpress:6", 1, None, "A", 2),
        ("aliexpress:6", 2, None, "B", 1),
        ("aliexpress:7", 1, "X", "A", 2),
        ("aliexpress:7", 2, None, "B", 1),
        ("aliexpress:8", 1, "X", "A", 2),
        ("aliexpress:8", 2, "Y", "B", 1),
    ]
    assert frames.orders["pieces"].to_list() == [3, 1, 5, 3, 3, 3, 3, 3]
    assert frames.notes["codes_mismatch"] == 2


def test_the_48_field_template(load: Load, real_exports: Path) -> None:
    from orderdeck.data.exports.containers.records import Limits, Recognised
    from orderdeck.data.exports.profile.files import load_profiles
    from orderdeck.data.exports.read import batches
    from orderdeck.data.exports.recognise import recognise

    (path,) = (real_exports / "aliexpress-48field-template").glob("*.xlsx")
    found = recognise(path, load_profiles(), Limits())
    assert isinstance(found, Recognised)
    assert found.profile.name == "aliexpress"
    rows = [
        [batch[name][at] for name in found.columns] for batch in batches(found) for at in range(batch.height)
    ]
    frames = load(rows, list(found.headers))
    assert frames.rejects.is_empty()
    assert frames.orders["status"].to_list() == ["finished", "to_ship"]
    assert frames.orders["shop"].to_list() == ["AliExpress旗舰店", "eBay精品店"]
    assert frames.orders["country_code"].to_list() == ["PL", "CO"]
    assert frames.lines.select("sku", "product_id", "quantity").rows() == [
        ("CODE-LAB-01", "PROD-0001", 1),
        ("CODE-FIL-02", "PROD-0002", 1),
    ]
