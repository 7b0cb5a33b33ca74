"""eBay's orders report in the dress of five sites, and the old sales history: furniture, summary rows, days only."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from orderdeck.data.sample.marketplaces.columns import columns
from orderdeck.data.sample.marketplaces.layout import Clock, Layout, View, by_dates


def _record(view: View) -> str:
    return str(int(view.order.order_id) // 10_000 % 10**9)


def _numbered(view: View) -> str:
    """The order number, which some rows leave blank."""
    digits = view.order.order_id
    return "" if _blank(view) else f"{digits[4:6]}-{digits[6:11]}-{digits[11:]}"


def _blank(view: View) -> bool:
    return int(view.order.order_id) // 10_000 % 7 == 0


def _prefixed(sign: str) -> Callable[[Decimal], str]:
    return lambda amount: f"{sign}{amount:,.2f}"


def _continental(thousands: str) -> Callable[[Decimal], str]:
    def write(amount: Decimal) -> str:
        text = f"{amount:,.2f}".replace(",", "\x00").replace(".", ",").replace("\x00", thousands)
        return f"{text} €"

    return write


def _site(name: str, money: Callable[[Decimal], str], day: Clock, **more: Any) -> Layout:
    header, fields = columns(name)
    old = "order_number" not in fields.values()
    padding = [[""] * len(header)]
    return Layout(
        name=name,
        marketplace="ebay",
        header=header,
        fields=fields,
        own={"record": _record, "order_number": _numbered, "nobody": lambda view: "--"},
        order_id=_record if old else lambda view: _numbered(view) or _record(view),
        shape="summary",
        show=by_dates,
        clock=day,
        money=money,
        above=padding,
        under_header=padding,
        below=lambda rows, shop: ([""], [str(rows), "record(s) downloaded", ""], [f"Seller ID : {shop}"]),
        quoting="minimal" if old else "all",
        services={
            "courier": ("UPS Worldwide Express Saver", "FedEx International Priority", "DHL Express"),
            "standard": ("eBay SpeedPAK Standard", "Economy Shipping from outside US"),
        },
        stem=lambda at, number: f"eBay-OrdersReport-{at:%b-%d-%Y-%H%M%S}-{number}",
        **more,
    )


_BRITISH: Final = Clock("%d-%b-%y", days=True)
_AMERICAN: Final = Clock("%b-%d-%y", days=True)
_GERMAN: Final = Clock("d-MMM-yy", "de", days=True)
_FRENCH: Final = Clock("dd-MMM-yy", "fr", days=True)
_PACIFIC: Final = "America/Los_Angeles"
_EUROS: Final[dict[str, Any]] = {"currency": "EUR", "separator": ";"}
LAYOUTS: Final = (
    _site("ebay", _prefixed("$"), _AMERICAN, zone=_PACIFIC),
    _site("ebay_uk", _prefixed("£"), _BRITISH, zone="Europe/London", currency="GBP"),
    _site("ebay_au", _prefixed("AU $"), _BRITISH, zone="Australia/Sydney", currency="AUD"),
    _site("ebay_de", _continental("."), _GERMAN, zone="Europe/Berlin", **_EUROS),
    _site("ebay_fr", _continental("\u202f"), _FRENCH, zone="Europe/Paris", **_EUROS),
    _site("ebay_sales_history", _prefixed("$"), _AMERICAN, zone=_PACIFIC, eol="\r\n"),
)
