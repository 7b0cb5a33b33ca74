"""Rows of packages: a shop writes a row for the parcel, then a row for each order that goes into it.

The row of the parcel is no order: what is in it, how many and for how much, the rows below it say, each an order with a
number of its own. What they leave blank of buyer, address, times and status, the parcel's row says for them.
"""

import re
from typing import Final

import polars as pl

from orderdeck.data.base.vocabulary.fields import MONEY_FIELDS
from orderdeck.data.exports.profile.records import Profile

SHARED: Final = "shared_parcel"
"""The doubt of an order whose lines are its own, though it goes into one parcel with others."""
PARCEL: Final = "__parcel"
"""Column of a batch: order numbers of the rows that go into one parcel, joined by ", "; null where alone."""
OWN: Final = frozenset(
    {
        "order_id", "order_id_alt", "key_id", "line_id", "products", "codes", "product_id", "ean", "item_title", "sku",
        "attributes", "quantity", "quantity_open", "quantity_sent", "quantity_cancelled", "quantity_returned",
        "line_status", "needs_parcel", "unit", "unit_price", "line_total", "refunded", *MONEY_FIELDS,
    }
)  # fmt: skip
"""Fields that no parcel's row says for its orders."""


def without_packages(
    table: pl.DataFrame, mapping: dict[str, str], profile: Profile
) -> tuple[pl.DataFrame, int]:
    """`table`, the text of a whole file, without the rows of parcels, whose cells fill those of their orders; and how
    many they were."""
    name = mapping.get("status", "")
    if not profile.items.package or name not in table.columns:
        return table, 0
    pattern = re.compile(profile.items.package, re.IGNORECASE)
    texts = [(text or "").strip() for text in table[name]]
    parcels = [pattern.fullmatch(text) if text else None for text in texts]
    if not any(parcels):
        return table, 0
    buyers = (
        table[mapping["buyer"]].to_list() if mapping.get("buyer") in table.columns else [None] * len(texts)
    )
    into = _into(parcels, texts, buyers)
    at = pl.Series("into", into, pl.Int64)
    order = mapping.get("order_id", "")
    filled = [
        cells
        for field, cells in mapping.items()
        if cells in table.columns and field not in OWN and not cells.startswith("__")
    ]
    above = table.select(pl.col(filled).gather(at.fill_null(0)).name.suffix("#above"))
    numbers = (
        table[order]
        if order in table.columns
        else pl.Series([None], dtype=pl.String).new_from_index(0, len(texts))
    )
    shared = pl.DataFrame({"into": at, "number": numbers}).select(
        pl.when(pl.col("into").is_not_null() & (pl.len().over("into") > 1)).then(
            pl.col("number").str.strip_chars().str.join(", ").over("into")
        )
    )
    blank = [pl.col(cells).str.strip_chars().fill_null("") == "" for cells in filled]
    table = pl.concat([table, above], how="horizontal").with_columns(
        pl.when(empty & at.is_not_null()).then(pl.col(f"{cells}#above")).otherwise(pl.col(cells)).alias(cells)
        for cells, empty in zip(filled, blank, strict=True)
    )
    table = table.drop(above.columns).with_columns(shared.to_series().alias(PARCEL))
    stays = pl.Series([parcel is None for parcel in parcels])
    return table.filter(stays), len(texts) - int(stays.sum())


def _into(
    parcels: list[re.Match[str] | None], texts: list[str], buyers: list[str | None]
) -> list[int | None]:
    """Of each row the row of its parcel: as many rows below it as its text says (group `count`), else all without a
    status; none of another buyer."""
    into: list[int | None] = []
    last, left, counted = -1, 0, False
    for row, parcel in enumerate(parcels):
        if parcel:
            count = parcel.groupdict().get("count")
            last, left, counted = row, int(count) if count else len(parcels), bool(count)
            into.append(None)
            continue
        buyer = buyers[row] or ""
        # A status of its own has an order of no parcel, or one that fares otherwise than those it goes with.
        known = bool(buyer) and buyer == buyers[last]
        if left and (known if texts[row] else known or not buyer) and (counted or not texts[row]):
            into.append(last)
            left -= 1
        else:
            into.append(None)
            left = left - 1 if left and counted else 0
    return into
