"""Profiles stay apart: every layout's own profile fits it best, with any of its columns missing, and ERP files that are
no orders are taken for none."""

from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.recognise import Limits, Refusal, recognise
from orderdeck.data.sample import Style, World, write_export
from orderdeck.data.sample.files.table import layouts
from orderdeck.data.sample.marketplaces import LAYOUTS

PROFILES = load_profiles()
ALIEXPRESS = {"ko": "aliexpress_ko", "en": "aliexpress_intl", "ru": "aliexpress_ru"}

OZON = (
    "Номер заказа,Номер отправления,Принят в обработку,Дата отгрузки,Статус,Сумма отправления,Код валюты отправления,"
    "Название товара,OZON id,Артикул,Ваша цена,Количество,Стоимость доставки,Скидка %,Склад отгрузки,Метод доставки,"
    "Регион доставки,Имя получателя,Адрес доставки"
)
COUPANG = (
    "번호,묶음배송번호,주문번호,택배사,운송장번호,주문시 출고예정일,주문일,등록상품명,등록옵션명,업체상품코드,"
    "구매수(수량),결제액,배송비,구매자,수취인이름,수취인전화번호,우편번호,수취인 주소,배송메세지"
)


def chosen(path: Path, header: list[str], row: list[str] | None = None) -> str:
    path.write_text(
        ",".join(f'"{name}"' for name in header) + "\n" + ",".join(row or ["1"] * len(header)) + "\n"
    )
    found = recognise(path, PROFILES, Limits())
    return found.reason if isinstance(found, Refusal) else found.profile.name


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_header_that_lacks_columns(tmp_path: Path, name: str) -> None:
    """Sellers choose columns, and marketplaces add some: most of them are enough."""
    layout = LAYOUTS[name]
    wanted = layout.profile or layout.name
    profile = next(one for one in PROFILES if one.name == wanted)
    needed = {column for field in profile.required for column in profile.headers()[field]}
    random = Random(name)
    kept = [
        column for column in layout.header if column.strip() in needed or column.strip().casefold() in
        {one.casefold() for one in needed} or random.random() < 0.75
    ]  # fmt: skip
    assert chosen(tmp_path / "x", [column.strip() for column in kept] + ["Something new", "新列"]) == wanted


@pytest.mark.parametrize("layout", layouts())
def test_aliexpress_is_never_taken_for_another(tmp_path: Path, now: datetime, layout: str) -> None:
    orders = World(2, now, orders=10, open_share=0.5).orders_at(now)
    path = write_export(tmp_path / "x", orders, layout=layout, style=Style(container="csv"), at=now)
    found = recognise(path, PROFILES, Limits())
    assert not isinstance(found, Refusal)
    assert found.profile.name == ALIEXPRESS.get(layout, "aliexpress")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("SKU编码,商品名称,仓库,可用库存,采购在途", "stock"),
        ("商品SKU,商品名称,库存量,采购在途量", "stock"),
        ("采购单号,供应商,商品SKU,采购数量,采购单价,下单时间", "purchases"),
        ("产品ID,SKU编码,产品名称", "products"),
        ("供应商,SKU编码,供应商货号,采购价,起订量", "suppliers"),
        ("订单编号,卖家公司名,货品标题,数量,单价(元),订单状态,订单创建时间", "1688"),
        (
            "包裹号,订单号,交易号,订单状态,平台渠道,店铺账号,商品SKU,商品编码,商品名称,库存量,发货仓库,货架位",
            "dianxiaomi",
        ),
        ("订单编号,订单状态,店铺名,平台,SKU,商品数量,商品库存,商品中文名称,最后发货期限", "mabang"),
        ("平台订单号,平台状态,平台,卖家账号,本地商品sku,数量,商品标题", "littleboss"),
        ("订单号,订单状态,买家名称,下单时间,订单金额,产品信息,订单备注,买家选择物流,发货期限", "aliexpress"),
        ("订单号,买家邮箱,产品总金额,物流费用,订单金额,产品信息,订单备注,收货国家", "aliexpress"),
        ("*小老板订单号（必填）,*跟踪号（必填）,*运输服务（必填）,追踪网址,平台订单号", "no_profile"),
        ("递送公司,快递单日期,快递单号,订单号,递送费用(CNY)", "tracking_forwarder"),
        ("产品SKU,出库/入库数量/实际盘点数,货架位置", "no_profile"),
        ("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country", "no_profile"),
        ("Date,Description,Amount,Balance", "no_profile"),
        # other marketplaces that share everyday headers with a profile whose names are guesses
        (OZON, "no_profile"),
        (COUPANG, "no_profile"),
        ("id,status,created_at,updated_at,total_amount,buyer_name,quantity,sku", "no_profile"),
        # AliExpress Russia: by its own back office's words, or the names of its API
        (
            "Номер заказа,Статус заказа,Время заказа,Сумма заказа,Информация о товаре,Срок отправки",
            "aliexpress_ru",
        ),
        ("Номер заказа,Статус,Срок отправки,Получатель,Адрес доставки,Артикул,Количество", "aliexpress_ru"),
        # everyday words of any shop, also of one that writes Russian
        ("Номер заказа,Статус,Дата оплаты,Получатель,Адрес доставки,Артикул,Количество", "no_profile"),
        (
            "Номер заказа,Дата заказа,Статус,Статус оплаты,Покупатель,Телефон,Город,Артикул,Товар,Кол-во",
            "no_profile",
        ),
        (
            "Order Number,Order Status,Product Name,Seller SKU,SKU,Collection Deadline,Product Status",
            "no_profile",
        ),
        (
            "Order Number,Order Date,Order Status,Article Name,Merchant SKU,SKU,Item Status,Quantity",
            "no_profile",
        ),
        ("Order Number,Order Status,Order Date,Product Name,SKU,Quantity", "no_profile"),
        # a row a piece, unless a column says how many
        ("Order Number,Status,Seller SKU,Item Name,Tracking Code", "lazada_old"),
        ("Order Number,Status,Seller SKU,Item Name,Tracking Code,Quantity", "no_profile"),
        ("Order Number,Status,Seller SKU,Item Name,Tracking Code,Qty", "no_profile"),
        ("Order Number,Status,Seller SKU,Item Name,Tracking Code,จำนวน", "no_profile"),
        (
            "id,order_display_status,created_at,paid_at,shipping_deadline,total_amount,buyer_name",
            "aliexpress_ru",
        ),
        (
            "order_id,status,created_at,cut_off_date,total_amount,payment_status,delivery_status",
            "aliexpress_ru",
        ),
        # subsets of AliExpress's own
        ("订单号,订单状态,商品信息,商品编码,订单业务模式", "aliexpress"),
        ("订单号,National address（仅沙特使用）,税号,平台是否代征代缴", "aliexpress"),
        ("주문 ID,구매자 이름,제품 정보,제품 코드,시/도,주소,우편번호,모바일,세금 번호", "aliexpress_ko"),
        ("Order ID,Order status,Product information,Buyer Name,Country,Shipping deadline", "aliexpress_intl"),
    ],
)
def test_what_erps_export_besides(tmp_path: Path, header: str, expected: str) -> None:
    assert chosen(tmp_path / "x.csv", header.split(",")) == expected
