"""TikTok Shop, Shopee and Lazada."""

from decimal import Decimal
from typing import Any, Final

from orderdeck.data.base.vocabulary import status
from orderdeck.data.sample.marketplaces import left
from orderdeck.data.sample.marketplaces.columns import columns
from orderdeck.data.sample.marketplaces.layout import Clock, Layout, Shown, View, said, shows


def _tiktok_states(words: tuple[str, str, str, str, str]) -> dict[str, Shown]:
    unpaid, to_ship, shipped, finished, cancelled = words
    return {
        status.AWAITING_PAYMENT: said(status.AWAITING_PAYMENT, unpaid),
        status.RISK_CONTROL: said(status.RISK_CONTROL, "On hold"),
        status.TO_SHIP: said(status.TO_SHIP, to_ship),
        status.CANCEL_REQUESTED: said(status.CANCEL_REQUESTED, "To ship", cancel_request="Cancel"),
        status.SHIPPED: said(status.SHIPPED, shipped),
        status.FINISHED: said(status.FINISHED, finished),
        status.CANCELLED: said(status.CANCELLED, cancelled),
    }


def _tiktok_number(view: View) -> str:
    return f"57{view.order.order_id}"


def _tiktok(name: str, words: tuple[str, str, str, str, str], clock: Clock, **more: Any) -> Layout:
    header, fields = columns("tiktok")
    return Layout(
        name=name,
        profile="tiktok",
        marketplace="tiktok",
        header=header,
        fields=fields,
        own={
            "order_id": _tiktok_number,
            "cancel_request": lambda view: view.shown.words.get("cancel_request", ""),
            "by_seller": lambda view: "Fulfillment by seller",
            "returned": left.returned,
        },
        order_id=_tiktok_number,
        shape="item",
        show=shows(_tiktok_states(words)),
        sender=lambda snapshot: "seller",
        left=left.kept,
        clock=clock,
        zone="America/Los_Angeles",
        under_header=[["Platform unique order ID.", "Order status"]],
        encoding="utf-8-sig",
        services={"courier": ("DHL Express", "UPS Next Day Air"), "standard": ("Standard shipping",)},
        stem=lambda at, number: f"All order-{at:%Y-%m-%d-%H_%M}-{number}",
        **more,
    )


_ENGLISH: Final = ("Unpaid", "To ship", "Shipped", "Completed", "Canceled")
_THAI: Final = ("ยังไม่ชำระเงิน", "ที่จะจัดส่ง", "จัดส่งแล้ว", "เสร็จสมบูรณ์", "ยกเลิกแล้ว")


def _shopee_number(view: View) -> str:
    """The day, and letters and digits."""
    number, text = int(view.order.order_id), ""
    while number:
        number, digit = divmod(number, 36)
        text = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[digit] + text
    return f"{view.snapshot.placed_at:%y%m%d}{text}"


def _shopee(name: str, words: tuple[str, str, str, str, str], **more: Any) -> Layout:
    unpaid, to_ship, shipping, completed, cancelled = words
    states = {
        status.AWAITING_PAYMENT: said(status.AWAITING_PAYMENT, unpaid),
        status.TO_SHIP: said(status.TO_SHIP, to_ship),
        status.SHIPPED: said(status.SHIPPED, shipping),
        status.FINISHED: said(status.FINISHED, completed),
        status.CANCELLED: said(status.CANCELLED, cancelled),
    }
    header, fields = columns(name)
    totalled = "total" in fields.values()
    return Layout(
        name=name,
        marketplace="shopee",
        header=header,
        fields=fields,
        own={"order_id": _shopee_number, "returned": left.returned},
        order_id=_shopee_number,
        shape="item",
        show=shows(states),
        left=left.kept if "returned" in fields.values() else None,
        clock=Clock("%Y-%m-%d %H:%M"),
        tells_currency=name != "shopee",
        total=lambda order: order.total if totalled else order.goods,
        container="xlsx",
        services={"courier": ("DHL Express",), "standard": ("J&T Express", "Standard Delivery")},
        stem=lambda at, number: f"Order.all.{at:%Y%m%d}_{at:%Y%m%d}({number})",
        **more,
    )


def _rupiah(amount: Decimal) -> str:
    """Rp 12.345, with the cents behind a comma where there are any."""
    text = f"{amount:,.2f}".replace(",", "\x00").replace(".", ",").replace("\x00", ".")
    return f"Rp {text.removesuffix(',00')}"


_LAZADA_STATES: Final = {
    status.AWAITING_PAYMENT: said(status.AWAITING_PAYMENT, "unpaid"),
    status.TO_SHIP: said(status.TO_SHIP, "ready_to_ship"),
    status.RISK_CONTROL: said(status.TO_SHIP, "pending"),
    status.SHIPPED: said(status.SHIPPED, "shipped"),
    status.FINISHED: said(status.FINISHED, "delivered"),
    status.CANCELLED: said(status.CANCELLED, "canceled"),
}


def _lazada_number(view: View) -> str:
    return view.order.order_id[1:]


def _lazada(name: str) -> Layout:
    header, fields = columns(name)
    return Layout(
        name=name,
        marketplace="lazada",
        header=header,
        fields=fields,
        order_id=_lazada_number,
        shape="unit",
        show=shows(_LAZADA_STATES),
        zone="Asia/Singapore",
        clock=Clock("%d %b %Y %H:%M"),
        currency="SGD",
        tells_currency=False,
        total=lambda order: order.goods + order.shipping,
        services={"courier": ("express",), "standard": ("standard", "economy")},
        couriers=False,
        separator=";",
        encoding="utf-8-sig",
        stem=lambda at, number: f"lazada_{at:%Y%m%d%H%M%S}_{number}",
    )


_AMERICAN: Final = Clock("%m/%d/%Y %I:%M:%S %p")
_ASIAN: Final = Clock("%d/%m/%Y %H:%M:%S")
_TITLE: Final = [["Shopee - All Orders"]]
_ID_WORDS: Final = ("Belum Bayar", "Perlu Dikirim", "Sedang Dikirim", "Selesai", "Batal")
_EN_WORDS: Final = ("Unpaid", "To ship", "Shipping", "Completed", "Cancelled")
_TH_WORDS: Final = ("ยังไม่ชำระ", "ที่ต้องจัดส่ง", "การจัดส่ง", "สำเร็จแล้ว", "ยกเลิกแล้ว")
LAYOUTS: Final = (
    _tiktok("tiktok", _ENGLISH, _AMERICAN, money=lambda amount: f"${amount:,.2f}"),
    _tiktok("tiktok_sea", _THAI, _ASIAN, currency="THB", ending="\t", tells_currency=False),
    _shopee("shopee", _EN_WORDS, zone="Asia/Singapore", currency="SGD", above=_TITLE),
    _shopee("shopee_th", _TH_WORDS, zone="Asia/Bangkok", currency="THB"),
    _shopee("shopee_id", _ID_WORDS, zone="Asia/Jakarta", currency="IDR", money=_rupiah),
    _lazada("lazada"),
    _lazada("lazada_old"),
)
