"""Fields, looks, row shapes and doubts of teaching in words."""

from typing import TYPE_CHECKING, Final

from orderdeck.tui.i18n import N_, _, phrases, reasons

if TYPE_CHECKING:
    from orderdeck.data.exports.teach.model import Doubt, Proposal

FIELDS: Final[dict[str, str]] = {
    "order_id": N_("order number"),
    "order_id_alt": N_("other order number"),
    "key_id": N_("unique id of the order"),
    "shop": N_("shop"),
    "seller": N_("in charge"),
    "platform": N_("marketplace"),
    "status": N_("status"),
    "substatus": N_("second status"),
    "placed_at": N_("time of order"),
    "paid_at": N_("time of payment"),
    "ship_by": N_("ship by"),
    "sent_at": N_("time sent"),
    "received_at": N_("time received"),
    "cancelled_at": N_("time of cancellation"),
    "cancel_request": N_("request to cancel"),
    "payment_method": N_("way of payment"),
    "payment_status": N_("state of the payment"),
    "risk_status": N_("state of the payment's check"),
    "fulfilled_by": N_("who ships"),
    "fulfilled_by_extra": N_("who ships, second column"),
    "buyer": N_("buyer"),
    "email": N_("e-mail"),
    "recipient": N_("recipient"),
    "recipient_first": N_("recipient's first name"),
    "recipient_last": N_("recipient's last name"),
    "country": N_("country"),
    "country_code": N_("country code"),
    "province": N_("state or province"),
    "city": N_("city"),
    "address": N_("street"),
    "address_2": N_("street, line 2"),
    "address_3": N_("street, line 3"),
    "address_4": N_("street, line 4"),
    "address_5": N_("street, line 5"),
    "full_address": N_("whole address"),
    "full_address_local": N_("whole address, other language"),
    "national_address": N_("national address"),
    "city_true": N_("the city itself"),
    "zip": N_("postal code"),
    "phone": N_("telephone"),
    "mobile": N_("mobile telephone"),
    "tax_number": N_("tax number"),
    "currency": N_("currency"),
    "goods_total": N_("goods total"),
    "shipping_fee": N_("shipping fee"),
    "discount": N_("discount"),
    "tax": N_("tax"),
    "total": N_("order total"),
    "paid_total": N_("paid by the buyer"),
    "duties": N_("customs duty"),
    "subsidy": N_("marketplace's subsidy"),
    "managed_discount": N_("discount, managed order"),
    "supply_price": N_("supply price"),
    "tax_collected": N_("tax collected by the marketplace"),
    "refunded": N_("money given back"),
    "service": N_("shipping service"),
    "tracking": N_("tracking number"),
    "remark": N_("buyer's remark"),
    "remark_extra": N_("more of the remark"),
    "custom_info": N_("customisation"),
    "is_business": N_("business buyer"),
    "products": N_("all items in one cell"),
    "codes": N_("codes of all items"),
    "line_id": N_("id of the order line"),
    "item_title": N_("item title"),
    "sku": N_("SKU"),
    "product_id": N_("product id"),
    "ean": N_("bar code"),
    "attributes": N_("variation"),
    "quantity": N_("quantity"),
    "quantity_open": N_("quantity still to send"),
    "quantity_sent": N_("quantity already sent"),
    "quantity_cancelled": N_("quantity cancelled"),
    "quantity_returned": N_("quantity returned"),
    "line_status": N_("status of the line"),
    "needs_parcel": N_("has to be sent"),
    "unit": N_("unit"),
    "unit_price": N_("unit price"),
    "line_total": N_("line amount"),
    "line_tax": N_("tax of the line"),
    "line_discount": N_("discount on the line"),
    "shipping_tax": N_("tax on shipping"),
    "stock_on_hand": N_("the ERP's stock"),
    "stock_on_order": N_("the ERP's purchases under way"),
    "title": N_("item title"),
    "on_hand": N_("stock on hand"),
    "available": N_("stock free to promise"),
    "reserved": N_("stock promised"),
    "on_order": N_("bought, under way"),
    "warehouse": N_("warehouse"),
    "shelf": N_("shelf"),
    "supplier": N_("supplier"),
    "cost": N_("purchase price"),
    "counted_at": N_("time counted"),
    "purchase_id": N_("purchase number"),
    "supplier_login": N_("supplier's login"),
    "ordered_at": N_("time of order"),
    "expected_at": N_("time expected"),
    "supplier_sku": N_("supplier's code"),
    "offer_id": N_("offer id"),
    "quantity_received": N_("pieces arrived"),
    "min_quantity": N_("least quantity"),
    "carrier": N_("carrier"),
    "sales_order_id": N_("bought for order"),
    "link": N_("link"),
    "state": N_("state of sale"),
    "bulk_order": N_("pieces for wholesale"),
    "bulk_discount": N_("wholesale discount"),
    "lot_pieces": N_("pieces in a lot"),
    "price": N_("price"),
    "handling_days": N_("days to ship"),
    "lead_days": N_("days until dispatch"),
    "contact": N_("contact"),
    "language": N_("language"),
}
"""Field of a profile -> word."""

KINDS: Final[dict[str, str]] = {
    "orders": N_("orders"),
    "stock": N_("stock"),
    "purchases": N_("purchases"),
    "products": N_("products"),
    "suppliers": N_("suppliers"),
}
"""Kind of file -> word."""

SHAPES: Final[dict[str, str]] = {
    "order": N_("one row an order"),
    "item": N_("one row an item, order columns repeated"),
    "item_fill_down": N_("one row an item, order columns on the first"),
    "unit": N_("one row a piece"),
    "summary_then_items": N_("a row for the order, then its items"),
}
"""How rows make orders -> words, in the order in which the key goes round."""

DATE_ORDERS: Final[dict[str, str]] = {
    "": N_("day or month first? not known"),
    "auto": N_("as each file shows"),
    "ymd": N_("year first"),
    "dmy": N_("day first"),
    "mdy": N_("month first"),
}
"""Order of day and month -> words."""

LOOKS: Final[dict[str, str]] = {
    "empty": N_("empty"),
    "id": N_("numbers or ids"),
    "code": N_("codes"),
    "integer": N_("whole numbers"),
    "money": N_("amounts"),
    "date": N_("times"),
    "time": N_("times of day"),
    "span": N_("time remaining"),
    "country": N_("countries"),
    "country_code": N_("country codes"),
    "currency": N_("currencies"),
    "email": N_("e-mails"),
    "phone": N_("telephones"),
    "url": N_("links"),
    "boolean": N_("yes or no"),
    "words": N_("a few words"),
    "name": N_("names"),
    "text": N_("text"),
    "cell": N_("all items of an order"),
    "list": N_("lists"),
}
"""What a column's values look like -> words."""

PURCHASE_STATES: Final[dict[str, str]] = {
    "ordered": N_("ordered"),
    "paid": N_("paid"),
    "sent": N_("sent"),
    "received": N_("received"),
    "cancelled": N_("cancelled"),
    "unrecognised": N_("status not known"),
}
"""Status of a purchase -> word."""

ENCODINGS: Final[dict[str, str]] = {
    "utf-8": N_("all languages"),
    "utf-16-le": N_("all languages"),
    "utf-16-be": N_("all languages"),
    "gb18030": N_("Chinese, simplified (GBK)"),
    "cp950": N_("Chinese, traditional (Big5)"),
    "big5hkscs": N_("Chinese, Hong Kong"),
    "cp932": N_("Japanese (Shift JIS)"),
    "euc_jp": N_("Japanese (EUC)"),
    "iso2022_jp": N_("Japanese (JIS)"),
    "cp949": N_("Korean (EUC-KR)"),
    "cp1252": N_("Western European (Windows)"),
    "mac_roman": N_("Western European (Mac)"),
    "cp1250": N_("Central European"),
    "cp1251": N_("Cyrillic (Windows)"),
    "koi8_r": N_("Cyrillic (KOI8-R)"),
    "cp866": N_("Cyrillic (DOS)"),
    "cp1253": N_("Greek"),
    "cp1254": N_("Turkish"),
    "cp1255": N_("Hebrew"),
    "cp1256": N_("Arabic"),
    "cp1257": N_("Baltic"),
    "cp1258": N_("Vietnamese"),
    "cp874": N_("Thai"),
}
"""Encoding by Python's name -> what is written in it."""

_DOUBTS: Final[dict[str, str]] = {
    "encoding_guessed": N_(
        "encoding guessed: {value}; where letters are wrong, choose another with {encoding_key}"
    ),
    "encoding_unfit": N_(
        "by its bytes the file is in another encoding than you chose: {value} ({encoding_key})"
    ),
    "zone_unknown": N_("time zone not known: choose it with {zone_key}"),
    "dates_ambiguous": N_("day or month first? choose with {dates_key}: {value}"),
    "currency_unknown": N_("currency not known: choose it with {currency_key}"),
    "currency_guessed": N_("currency guessed by its sign: {value}"),
    "status_unknown": N_("status not known: {value} ({statuses_key})"),
    "no_quantity": N_("no column for the pieces: each row counts as one ({shape_key})"),
    "no_item": N_("no column for what is sold, neither code nor title ({shape_key})"),
    "not_valid": N_("no valid profile: {value}"),
}
"""Doubt -> msgid."""

_SAVING: Final[dict[str, str]] = {
    "name_invalid": N_("“{value}” can't be a profile's name: letters, digits, - and _ only"),
    "name_taken": N_("there is a profile {value} already: choose another name with {name_key}"),
    "file_exists": N_("{value} is there already: choose another name with {name_key}"),
    "not_valid": N_("no valid profile: {value}"),
    "not_writable": N_("{value}"),
}
"""Why a profile was not written -> msgid."""


def field(name: str) -> str:
    """A field in words."""
    return phrases.phrase(FIELDS, name)


def encoding(name: str) -> str:
    """An encoding in words."""
    return f"{name}, {phrases.phrase(ENCODINGS, name)}" if name in ENCODINGS else name


def status(code: str, kind: str) -> str:
    """A status in words, for orders or purchases."""
    return phrases.phrase(PURCHASE_STATES, code) if kind == "purchases" else phrases.status(code)


def reason(told: str) -> str:
    """Why a column is taken for a field ("code|value") in words."""
    code, _bar, value = told.partition("|")
    if code == "header_same":
        return _("its header is known: {value}", value=value)
    if code == "header_alike":
        return _("its header is like {value}", value=value)
    if code == "values":
        return _("by its values: {value}", value=phrases.phrase(LOOKS, value))
    return _("chosen by you") if code == "chosen" else ""


def doubt(told: "Doubt", proposal: "Proposal", keys: dict[str, str]) -> str:
    """A doubt about `proposal` in words; `keys`: name in a msgid -> key."""
    column = proposal.header_of(told.column)
    if told.code == "field_missing":
        return _("no column for: {field}", field=field(told.value))
    if told.code == "column_doubtful":
        return _("{column} taken for {field}: is it?", column=column, field=field(told.value))
    if told.code == "no_status":
        return _(
            "no status column: all are “{status}” ({statuses_key})", status=phrases.status(told.value), **keys
        )
    if told.code == "rejected":
        count, _blank, why = told.value.partition(" ")
        return _("rows rejected: {count}, {why}", count=count, why=reasons.reject(why))
    msgid = _DOUBTS.get(told.code)
    if msgid is not None:
        return _(msgid, value=told.value, **keys)
    said = reasons.note(f"{told.code}|{told.value}")
    return f"{column}: {said}" if column else said


def not_saved(code: str, value: str, keys: dict[str, str]) -> str:
    """Why a profile was not written, in words."""
    msgid = _SAVING.get(code)
    return _(msgid, value=value, **keys) if msgid is not None else f"{code.replace('_', ' ')} {value}"
