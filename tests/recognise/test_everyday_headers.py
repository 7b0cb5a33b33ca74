"""A list of somebody's own, under headers that anybody would write, is no marketplace's export."""

import random
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.recognise.fit import Matcher

ENGLISH: Final = (
    "Order ID", "Order Number", "SKU", "Seller SKU", "Quantity", "Qty", "Status", "Order Status", "Date",
    "Order Date", "Customer", "Name", "Buyer", "Address", "Country", "City", "Phone", "Email", "Product Name",
    "Item", "Price", "Total", "Note", "Remark", "Tracking Number", "Zip", "Shop", "Currency", "Variation",
    "Created Time",
)  # fmt: skip
CHINESE: Final = (
    "订单号", "订单编号", "SKU", "数量", "状态", "订单状态", "日期", "下单时间", "客户", "姓名", "买家",
    "收件人", "地址", "国家", "城市", "电话", "商品名称", "单价", "金额", "备注", "快递单号", "店铺", "币种",
    "商品编码", "规格", "付款时间", "收货地址", "手机",
)  # fmt: skip
MATCHER: Final = Matcher(load_profiles())


def lists(words: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(words), min_size=3, max_size=9, unique=True)


@given(st.one_of(lists(ENGLISH), lists(CHINESE)))
def test_everyday_headers_are_no_marketplaces(headers: list[str]) -> None:
    fit = MATCHER.find([headers])
    assert fit is None or not fit.fits or fit.profile.kind != "orders", headers


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        (["Order ID", "Order Status", "Quantity", "SKU ID"], "tiktok"),
        (["Order ID", "Order Status", "Quantity", "SKU Reference No."], "shopee"),
        (["订单号", "订单状态", "产品信息"], "aliexpress"),
    ],
)
def test_one_telling_header_is_enough(headers: list[str], name: str) -> None:
    turned = random.Random(name).sample(headers, len(headers))
    fit = MATCHER.find([turned])
    assert fit is not None
    assert (fit.fits, fit.profile.name) == (True, name)
