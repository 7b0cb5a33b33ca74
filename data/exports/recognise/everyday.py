"""Headers that anybody writes above a list of their own, and that tell nothing of where it is from."""

from typing import Final

from orderdeck.data.exports.containers.layout.header import fold
from orderdeck.data.exports.recognise.quantity_names import QUANTITY_NAMES

_NAMES: Final = (
    "order", "order id", "order number", "order no", "order no.", "order #", "sku", "seller sku", "item",
    "item name", "product", "product name", "title", "description", "variation", "size", "color", "colour",
    "price", "unit price", "total", "amount", "order total", "order amount", "currency", "status",
    "order status", "state", "date", "order date", "sale date", "created", "created at", "created time",
    "paid time", "time", "customer", "customer name", "name", "buyer", "full name", "recipient", "address",
    "street", "city", "country", "province", "zip", "zip code", "zipcode", "postcode", "phone", "phone number",
    "mobile", "email", "e-mail", "shop", "store", "note", "notes", "remark", "remarks", "comment", "tracking",
    "tracking number", "tracking no.", "carrier", "订单", "订单号", "订单编号", "订单id", "编号", "商品",
    "商品名称", "产品", "产品名称", "商品编码", "产品编码", "编码", "货号", "规格", "颜色", "尺码", "单价",
    "价格", "金额", "总金额", "总价", "合计", "订单金额", "币种", "状态", "订单状态", "日期", "时间",
    "下单时间", "下单日期", "付款时间", "客户", "客户姓名", "客户名称", "姓名", "买家", "收件人", "收货人",
    "收件人姓名", "地址", "收货地址", "收件地址", "详细地址", "国家", "省", "省份", "城市", "邮编", "电话",
    "手机", "手机号", "联系电话", "邮箱", "店铺", "店铺名称", "备注", "订单备注", "快递", "快递单号",
    "物流单号", "运单号", "跟踪号",
)  # fmt: skip
EVERYDAY: Final = frozenset(fold(name) for name in _NAMES) | QUANTITY_NAMES
"""Folded, as headers are compared."""
