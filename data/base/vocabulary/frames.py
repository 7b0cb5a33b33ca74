"""The frames that reading gives and Parquet keeps: column names, types, units and zones.

`ORDERS` has one row an order, `LINES` one row an order line, `REJECTS` one row for each input row that was not
loaded. Times are UTC with microseconds; money is decimal in the row's own `currency`; ids are text.
"""

from typing import Final

import polars as pl

UTC: Final = pl.Datetime("us", "UTC")
MONEY: Final = pl.Decimal(18, 4)
FILE: Final = "file"
"""Int64 column that frames of several files have until they are stamped: which file a row is from, 0-based."""

ORDERS: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    # see data.exports.normalise.assembly.orders.keyed: marketplace:id, or marketplace:shop:id where ids repeat
    "order_key": pl.String,
    "marketplace": pl.String,  # the profile's marketplace: "aliexpress", "shopify", …
    "shop": pl.String,  # "" where neither file, folder nor profile names one
    "order_id": pl.String,
    "status": pl.String,  # a code of data.base.vocabulary.status
    "status_text": pl.String,  # the file's own word
    "placed_at": UTC,
    "paid_at": UTC,
    "ship_by": UTC,
    "sent_at": UTC,
    "received_at": UTC,
    "buyer": pl.String,
    "email": pl.String,
    "recipient": pl.String,
    "country": pl.String,  # as the file has it
    "country_code": pl.String,  # ISO 3166 alpha-2, or null where it is not known
    "province": pl.String,
    "city": pl.String,
    "address": pl.String,  # street lines, as one text
    "full_address": pl.String,  # the whole block where the file gives one
    "full_address_local": pl.String,  # the same in another language, where the file has both
    "national_address": pl.String,  # Saudi Arabia's
    "zip": pl.String,
    "phone": pl.String,
    "tax_number": pl.String,
    "currency": pl.String,  # ISO 4217
    "goods_total": MONEY,
    "shipping_fee": MONEY,
    "discount": MONEY,
    "total": MONEY,
    "refunded": MONEY,  # money given back; for which pieces the file may not tell
    "paid_total": MONEY,  # what the buyer paid in the end
    "duties": MONEY,  # customs duty paid with the order
    "subsidy": MONEY,  # what the marketplace adds
    "managed_discount": MONEY,  # the seller's discount on an order that the marketplace manages
    "supply_price": pl.String,  # what the marketplace pays the seller, as the file has it
    "tax_collected": pl.Boolean,  # the marketplace collects the tax and pays it; null where the file says nothing
    "cash_on_delivery": pl.Boolean,  # the buyer pays at the door; null where the file says nothing
    "fulfilment": pl.String,  # who sends: seller, jit (the seller, just in time), platform; null is unknown
    "fulfilment_text": pl.String,  # the file's own word for it
    "service": pl.String,  # what the buyer chose; several distinct values joined by " / "
    "tracking": pl.String,
    "remark": pl.String,  # the buyer's words, line breaks kept
    "custom_info": pl.String,
    "seller": pl.String,  # who is in charge of it, as the file says
    "is_business": pl.Boolean,  # the marketplace's own wholesale hint, or null
    "pieces": pl.Int64,  # ordered; what is owed of them its lines say
    "line_count": pl.Int64,
    "source_row": pl.Int64,  # 1-based row of the file (of its first row where the order has several)
    # "code|what the cell says", U+001F between: what of it could not be read (data.exports.normalise)
    "doubts": pl.String,
}
"""Columns of the orders frame."""

LINES: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "order_key": pl.String,
    "line_no": pl.Int64,  # 1-based within the order
    "sku": pl.String,  # null where the listing has none
    "product_id": pl.String,
    "title": pl.String,
    "attributes": pl.String,  # "Color:Red、Size:XL" as the file has it, cleaned
    "quantity": pl.Int64,  # pieces ordered
    "owed": pl.Int64,  # pieces still to send, 0 ≤ owed ≤ quantity; parts made before it was kept have none: quantity
    "sent": pl.Int64,  # pieces that need not be sent any more, and why; null where there are none
    "cancelled": pl.Int64,
    "returned": pl.Int64,
    "needs_parcel": pl.Boolean,  # false: digital goods, gift cards; null where the file doesn't tell
    "unit": pl.String,  # piece, lot, …
    "unit_price": MONEY,
    "line_total": MONEY,
    "stock_on_hand": pl.Int64,  # where an order export carries the ERP's own stock picture
    "stock_on_order": pl.Int64,
    "ean": pl.String,  # bar code
}
"""Columns of the order lines frame."""

REJECTS: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "row": pl.Int64,  # 1-based row of the file as a person would count it in a spreadsheet
    "order_id": pl.String,  # as far as it could be read
    "reason": pl.String,  # a code, put into words by the deck: "id_ruined", "id_missing", "date_unreadable", …
    "detail": pl.String,  # the offending value, cleaned and cut to 200 characters
}
"""Columns of the rejected rows frame."""

PARTS: Final = {"orders": ORDERS, "lines": LINES, "rejects": REJECTS}
"""File stem in a part folder -> its schema. Each Parquet file also has `export_id` and `exported_at`."""


def empty(schema: dict[str, pl.DataType | type[pl.DataType]]) -> pl.DataFrame:
    """An empty frame of `schema`."""
    return pl.DataFrame(schema=schema)


def conform(frame: pl.DataFrame, schema: dict[str, pl.DataType | type[pl.DataType]]) -> pl.DataFrame:
    """`frame` with exactly the columns of `schema`, in its order; what is missing becomes null, and so does a sum of
    absurd amounts that has too many digits."""
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None))
        .cast(dtype, strict=dtype != MONEY)
        .alias(name)
        for name, dtype in schema.items()
    )


STOCK: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "sku": pl.String,
    "warehouse": pl.String,
    "shelf": pl.String,  # where it lies in there, as the file has it; parts made before it was kept have none
    "product_id": pl.String,
    "title": pl.String,
    "on_hand": pl.Int64,  # what is free to promise; null is unknown, never unlimited
    "on_order": pl.Int64,
    "source_row": pl.Int64,
}
"""Columns of a stock picture, one row a SKU and warehouse."""

PURCHASES: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "purchase_key": pl.String,  # purchase_id and line, so that a later export of the same purchase is the same row
    "purchase_id": pl.String,
    "supplier": pl.String,
    "sku": pl.String,  # the seller's own SKU, as far as the file says it
    "supplier_sku": pl.String,  # the supplier's code
    "title": pl.String,
    "quantity": pl.Int64,
    "quantity_received": pl.Int64,  # of these have come; null where the file doesn't count them
    "unit_price": MONEY,
    "currency": pl.String,
    "ordered_at": UTC,
    "paid_at": UTC,
    "expected_at": UTC,
    "received_at": UTC,
    "state": pl.String,  # ordered, paid, sent, received, cancelled, unrecognised
    "status_text": pl.String,
    "tracking": pl.String,
    "source_row": pl.Int64,
}
"""Columns of purchase lines: what was bought from whom, when, and when it came."""

PRODUCTS: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "product_id": pl.String,
    "sku": pl.String,
    "title": pl.String,
    "shop": pl.String,
    "handling_days": pl.Float64,  # from payment until it leaves, as the listing promises
    "customs_name": pl.String,  # what customs are told that it is, in English
    "customs_name_zh": pl.String,  # the same in Chinese
    "hs_code": pl.String,  # text: a code of chapter 1 to 9 begins with 0
    "weight_g": MONEY,  # of a piece, in grams; exact, as amounts are
    "origin": pl.String,  # country where it was made
    "source_row": pl.Int64,
}
"""Columns of a product list: which SKUs a product has, so that one dead SKU differs from a dead product."""

SUPPLIERS: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "supplier": pl.String,
    "sku": pl.String,
    "supplier_sku": pl.String,
    "unit_price": MONEY,
    "currency": pl.String,
    "min_quantity": pl.Int64,
    "lead_days": pl.Float64,  # as the supplier promises; history counts more
    "contact": pl.String,
    "source_row": pl.Int64,
}
"""Columns of a supplier list: who sells which SKU, at what price and least quantity."""

TRACKING: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "order_id": pl.String,
    "marketplace": pl.String,  # as our files name it; null where the file doesn't say
    "shop": pl.String,
    "carrier": pl.String,  # in the file's own words
    "tracking_number": pl.String,
    "sent_at": UTC,
    "source_row": pl.Int64,
}
"""Columns of a tracking file: one row a parcel. It stands for the whole order, whatever is in it."""

BY_KIND: Final = {
    "stock": STOCK,
    "purchases": PURCHASES,
    "products": PRODUCTS,
    "suppliers": SUPPLIERS,
    "tracking": TRACKING,
}
"""Profile kind other than orders -> the schema of its rows; the part file is `<kind>.parquet`."""
