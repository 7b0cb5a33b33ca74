"""The files by which marketplaces are told that orders are sent, each in the columns that its profile says."""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
import polars as pl

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.desk import Desk
from orderdeck.data.desk.connection import frame
from orderdeck.data.exports.normalise.values.text import fold
from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.profile.records import ShipmentFormat
from orderdeck.queries.statements import statements

COLUMNS: Final = ("order_id", "marketplace", "shop", "carrier", "tracking_number", "sent_at")
"""Columns for a marketplace of which no upload file is known: those of our own template."""


class SeveralError(Exception):
    """The orders are of several shops, each of which takes a file of its own; `shops`: marketplace and shop of each."""

    def __init__(self, shops: Sequence[tuple[str, str]]) -> None:
        super().__init__(", ".join(" ".join(one).strip() for one in shops))
        self.shops = tuple(shops)


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """The file for one shop."""

    marketplace: str
    """"" where there is no parcel to tell of."""
    shop: str
    rows: pl.DataFrame
    """In the marketplace's columns, all text; COLUMNS where it has none."""
    format: str
    sheet: str
    sure: bool
    """Whether its columns are known to be those that it takes."""


def uploads(
    desk: Desk, order_keys: Sequence[str], *, marketplace: str = "", shop: str | None = None
) -> list[Upload]:
    """What there is to tell of these orders, a file a shop, in the order of the orders; of `marketplace` and `shop`
    alone where they are named."""
    places = {key: at for at, key in enumerate(order_keys)}
    every = frame(desk.con, statements("exported/shipments")["parcels"])
    rows = every.filter(pl.col("order_key").is_in(list(places)))
    if marketplace:
        rows = rows.filter(pl.col("marketplace") == marketplace)
    if shop is not None:
        rows = rows.filter(pl.col("shop") == shop)
    if rows.is_empty():
        return []
    place = rows["order_key"].replace_strict(places, return_dtype=pl.Int64)
    rows = rows.with_columns(place.alias("place")).sort("place", maintain_order=True)
    layouts = _layouts(desk.paths)
    return [
        _upload(str(one), str(two), part, layouts.get(str(one)))
        for (one, two), part in rows.group_by(["marketplace", "shop"], maintain_order=True)
    ]


def upload(
    desk: Desk, order_keys: Sequence[str], *, marketplace: str = "", shop: str | None = None
) -> Upload:
    """The one file of these orders, without a row where there is nothing to tell. Raises SeveralError."""
    found = uploads(desk, order_keys, marketplace=marketplace, shop=shop)
    if len(found) > 1:
        raise SeveralError([(one.marketplace, one.shop) for one in found])
    if found:
        return found[0]
    none = pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))
    return Upload(marketplace="", shop="", rows=none, format="csv", sheet="shipments", sure=True)


def _layouts(paths: DeskPaths) -> dict[str, ShipmentFormat]:
    """Marketplace -> its upload file; of several profiles the last: a user's own goes before a packaged one."""
    return {one.marketplace: one.shipments for one in load_profiles(paths) if one.shipments.columns}


def _upload(marketplace: str, shop: str, rows: pl.DataFrame, layout: ShipmentFormat | None) -> Upload:
    told = rows.with_columns(
        pl.col("sent_at").dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
        pl.col("sent_at").dt.strftime("%Y-%m-%d").alias("sent_on"),
    )
    if layout is None:
        made, layout = told.select(COLUMNS), ShipmentFormat(sure=True)
    else:
        coded = told.with_columns(
            pl.Series(name, cells, pl.String)
            for name, cells in zip(
                ("carrier_code", "carrier_name"),
                zip(*_carriers(told["carrier"], layout), strict=True),
                strict=True,
            )
        )
        made = coded.select(
            (pl.lit(wanted[1:]) if wanted.startswith("=") else pl.col(wanted)).alias(header)
            for header, wanted in layout.columns.items()
            if wanted
        )
    return Upload(
        marketplace=marketplace,
        shop=shop,
        rows=made,
        format=layout.format,
        sheet=layout.sheet,
        sure=layout.sure,
    )


def _carriers(words: pl.Series, layout: ShipmentFormat) -> Iterator[tuple[str | None, str | None]]:
    """Code and name of each carrier: the marketplace's code alone where it has one."""
    codes = {_key(name): code for name, code in layout.carriers.items()}
    for word in words:
        code = codes.get(_key(word or ""))
        yield (code, None) if code else (layout.other or word, word)


def _key(words: str) -> str:
    return fold(words).replace(" ", "")
