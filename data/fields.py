"""The vocabulary of profiles: what a column of a marketplace's file can mean, per kind of file."""

from typing import Final

ORDER_FIELDS: Final[dict[str, str]] = {
    # who and where it belongs
    "order_id": "the order number that operators know",
    "order_id_alt": "taken as order number where order_id is blank",
    "key_id": "an id that is unique where order numbers repeat between shops; becomes part of the order key",
    "shop": "shop or store name",
    "seller": "who is in charge of the order",
    "platform": "marketplace that the order is from, in exports of software that serves several",
    # state and times
    "status": "the order's status",
    "substatus": "a second status column, for rules and shown beside the first",
    "placed_at": "time of order",
    "paid_at": "time of payment",
    "ship_by": "ship-by time, or the time remaining until it",
    "sent_at": "time of dispatch",
    "received_at": "time the buyer had it",
    "cancelled_at": "time of cancellation; for status rules",
    "cancel_request": "whether, or why, the buyer asks to cancel; for status rules",
    "payment_method": "how the buyer pays; for status rules",
    "fulfilled_by": "who ships: the seller or the marketplace's own warehouse; for status rules",
    # buyer and address
    "buyer": "buyer's name or login",
    "email": "buyer's e-mail",
    "recipient": "name on the parcel",
    "recipient_first": "first name on the parcel",
    "recipient_last": "last name on the parcel",
    "country": "country as a name or code",
    "country_code": "ISO 3166 alpha-2 code, where it has a column of its own",
    "province": "state or province",
    "city": "city",
    "address": "street, first line",
    "address_2": "street, second line",
    "address_3": "street, third line",
    "address_4": "street, fourth line",
    "address_5": "street, fifth line",
    "full_address": "the whole address in one cell",
    "zip": "postal code",
    "phone": "telephone",
    "mobile": "mobile telephone",
    "tax_number": "buyer's tax or customs number",
    # money of the order
    "currency": "currency code or name",
    "goods_total": "sum of the goods",
    "shipping_fee": "what the buyer pays for shipping",
    "discount": "the seller's discount on the order",
    "tax": "tax on the order",
    "total": "order total",
    # shipping, words
    "service": "shipping service that the buyer chose",
    "tracking": "tracking number, with its carrier where the cell has both",
    "remark": "the buyer's words",
    "remark_extra": "more of the buyer's words, appended to remark",
    "custom_info": "customisation text",
    "is_business": "the marketplace's own mark of a business buyer",
    # items
    "products": "cell with all items of the order",
    "codes": "cell with the codes of all items: CODE * 2;CODE2 * 1",
    "line_id": "id of the order line, unique in the file",
    "item_title": "title of the item",
    "sku": "the seller's code of the item",
    "product_id": "the marketplace's id of the listing; several in one cell are parted by ; or line break",
    "attributes": "variation of the item",
    "quantity": "pieces",
    "quantity_open": "pieces still to be sent, where the file tells; taken as quantity",
    "unit": "piece, lot, …",
    "unit_price": "price of one",
    "line_total": "amount of the line",
    "line_tax": "tax of the line",
    "line_discount": "discount on the line",
    "shipping_tax": "tax on shipping",
    "stock_on_hand": "an ERP's own stock of the item",
    "stock_on_order": "an ERP's own purchases under way of the item",
}
"""Fields of order files, with what each means."""

MONEY_FIELDS: Final = (
    "goods_total",
    "shipping_fee",
    "discount",
    "tax",
    "total",
    "unit_price",
    "line_total",
    "line_tax",
    "line_discount",
    "shipping_tax",
)
"""Order fields that are amounts."""

DATE_FIELDS: Final = ("placed_at", "paid_at", "ship_by", "sent_at", "received_at")
"""Order fields that are times and are kept."""

STOCK_FIELDS: Final[dict[str, str]] = {
    "sku": "the seller's code",
    "product_id": "the marketplace's id of the listing",
    "title": "what it is",
    "attributes": "variation",
    "on_hand": "pieces on the shelf",
    "available": "pieces free to be promised",
    "reserved": "pieces already promised",
    "on_order": "pieces bought and under way",
    "warehouse": "warehouse",
    "shelf": "place in the warehouse",
    "supplier": "who it is bought from",
    "cost": "purchase price of one",
    "currency": "currency of the price",
    "counted_at": "time of the figure",
    "shop": "shop",
}
"""Fields of stock files."""

PURCHASE_FIELDS: Final[dict[str, str]] = {
    "purchase_id": "purchase order number",
    "supplier": "who sells",
    "supplier_login": "the supplier's login",
    "status": "status of the purchase",
    "ordered_at": "time of order",
    "paid_at": "time of payment",
    "sent_at": "time the supplier sent it",
    "expected_at": "time it is expected",
    "received_at": "time it arrived",
    "sku": "the seller's own code",
    "supplier_sku": "the supplier's code",
    "offer_id": "id of the supplier's offer",
    "title": "what it is",
    "attributes": "variation",
    "quantity": "pieces",
    "quantity_received": "pieces that arrived",
    "unit": "unit",
    "min_quantity": "least quantity sold",
    "unit_price": "price of one",
    "shipping_fee": "freight",
    "discount": "discount or surcharge",
    "goods_total": "sum of the goods",
    "total": "sum paid",
    "currency": "currency",
    "carrier": "carrier",
    "tracking": "tracking number",
    "warehouse": "where it goes",
    "buyer": "who bought",
    "sales_order_id": "order it was bought for",
    "remark": "note to the supplier",
    "link": "page of the offer",
}
"""Fields of purchase files."""

PRODUCT_FIELDS: Final[dict[str, str]] = {
    "product_id": "the marketplace's id of the listing",
    "sku": "the seller's code",
    "title": "title",
    "attributes": "variation",
    "state": "on sale, offline, …",
    "bulk_order": "pieces from which the wholesale price applies",
    "bulk_discount": "wholesale discount, percent off",
    "lot_pieces": "pieces in a lot",
    "price": "price of one",
    "currency": "currency",
    "on_hand": "stock shown on the marketplace",
    "handling_days": "days to ship",
    "supplier": "who it is bought from",
    "supplier_sku": "the supplier's code",
    "link": "page of the listing",
    "shop": "shop",
}
"""Fields of product files."""

SUPPLIER_FIELDS: Final[dict[str, str]] = {
    "supplier": "name",
    "supplier_login": "login",
    "sku": "the seller's code of what they supply",
    "supplier_sku": "their code",
    "title": "what they supply",
    "unit_price": "price of one",
    "currency": "currency",
    "min_quantity": "least quantity sold",
    "lead_days": "days until dispatch",
    "contact": "name of a person",
    "phone": "telephone",
    "email": "e-mail",
    "link": "page",
    "language": "language of messages",
    "remark": "note",
}
"""Fields of supplier files."""

FIELDS: Final = {
    "orders": ORDER_FIELDS,
    "stock": STOCK_FIELDS,
    "purchases": PURCHASE_FIELDS,
    "products": PRODUCT_FIELDS,
    "suppliers": SUPPLIER_FIELDS,
}
"""Kind of file -> its fields."""
