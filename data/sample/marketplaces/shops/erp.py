"""What ERPs export of AliExpress orders: Dianxiaomi, Mabang, Littleboss and, as far as it is known, Tongtool."""

from collections.abc import Mapping
from typing import Any, Final

from orderdeck.data.base.vocabulary import status
from orderdeck.data.sample.marketplaces.columns import columns
from orderdeck.data.sample.marketplaces.layout import Clock, Layout, Maker, Shown, View, said, shows


def _states(unpaid: str, risk: str, to_ship: str, sent: str, finished: str, gone: str) -> Mapping[str, Shown]:
    return {
        status.AWAITING_PAYMENT: said(status.AWAITING_PAYMENT, unpaid),
        status.RISK_CONTROL: said(status.RISK_CONTROL, risk),
        status.TO_SHIP: said(status.TO_SHIP, to_ship),
        status.SHIPPED: said(status.SHIPPED, sent),
        status.FINISHED: said(status.FINISHED, finished),
        status.CANCELLED: said(status.CANCELLED, gone),
    }


_CODES: Final = {
    status.AWAITING_PAYMENT: said(status.AWAITING_PAYMENT, "PLACE_ORDER_SUCCESS"),
    status.RISK_CONTROL: said(status.RISK_CONTROL, "RISK_CONTROL"),
    status.TO_SHIP: said(status.TO_SHIP, "WAIT_SELLER_SEND_GOODS"),
    status.PART_SHIPPED: said(status.PART_SHIPPED, "SELLER_PART_SEND_GOODS"),
    status.CANCEL_REQUESTED: said(status.CANCEL_REQUESTED, "IN_CANCEL"),
    status.DISPUTE: said(status.DISPUTE, "IN_ISSUE"),
    status.FROZEN: said(status.FROZEN, "IN_FROZEN"),
    status.SHIPPED: said(status.SHIPPED, "WAIT_BUYER_ACCEPT_GOODS"),
    status.CLOSING: said(status.CLOSING, "FUND_PROCESSING"),
    status.FINISHED: said(status.FINISHED, "FINISH"),
    status.CANCELLED: said(status.CANCELLED, "已取消"),
}
_OWN: Final[Mapping[str, Maker]] = {
    "platform": lambda view: "速卖通",
    "parcel": lambda view: f"XM{int(view.order.order_id) // 10_000}",
    "stock": lambda view: str(view.number % 40),
    "on_order": lambda view: str(view.number % 3 * 50),
}


def _guarded(view: View) -> str:
    """Long numbers bear a trailing blank."""
    return f"{view.order.order_id} "


def _erp(name: str, states: Mapping[str, Shown], **more: Any) -> Layout:
    header, fields = columns(name)
    return Layout(
        name=name,
        header=header,
        fields=fields,
        show=shows(states),
        zone="Asia/Shanghai",
        stem=lambda at, number: f"{name}_{at:%Y%m%d%H%M%S}_{number}",
        **{"marketplace": "aliexpress", "own": _OWN, "shape": "first_row", "container": "xlsx", **more},
    )


def _prefixed(view: View) -> str:
    """The account's prefix and the marketplace's number."""
    return f"SMT-{view.order.order_id}"


LAYOUTS: Final = (
    _erp(
        "dianxiaomi",
        _states("未付款", "风控中", "待处理", "已发货", "已完成", "已退款"),
        shape="item",
    ),
    _erp(
        "mabang",
        _states("未付款", "风控中", "配货中", "已发货", "已完成", "已作废"),
        tells_currency=False,
        repeated=frozenset(("stock", "on_order")),
        clock=Clock("%Y/%m/%d %H:%M"),
    ),
    _erp("littleboss", _CODES, own={**_OWN, "order_id": _guarded}, container="xls"),
    _erp(
        "tongtool",
        _states("待付款", "风控中", "等待配货", "已发货", "已完成", "已取消"),
        marketplace="tongtool",
        order_id=_prefixed,
        container="xls",
    ),
)
