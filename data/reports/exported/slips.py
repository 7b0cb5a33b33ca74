"""Picking and packing lists as records, for what puts them into words."""

from datetime import datetime
from itertools import groupby
from typing import Any

import msgspec
import polars as pl


class Pick(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be taken off the shelf of one SKU, and which orders it is for."""

    sku: str | None
    title: str | None
    quantity: int
    orders: tuple[tuple[str, int], ...]
    """Order number and pieces."""
    warehouse: str | None
    shelf: str | None


class SlipLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line that goes into a parcel."""

    sku: str | None
    title: str | None
    variant: str | None
    quantity: int
    warehouse: str | None
    shelf: str | None


class Slip(msgspec.Struct, frozen=True, kw_only=True):
    """What goes into the parcel of one order, and whom it goes to. Times are aware, UTC."""

    order_id: str
    shop: str
    ship_by: datetime | None
    recipient: str | None
    address_block: str | None
    service: str | None
    remark: str | None
    custom_info: str | None
    lines: tuple[SlipLine, ...]

    @property
    def pieces(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def goes_nowhere(self) -> bool:
        """Whether the file has no address, but a name at most."""
        return (self.address_block or "") in ("", self.recipient)


def picks(rows: pl.DataFrame) -> list[Pick]:
    """The rows of `Sent.picking`."""
    return [
        msgspec.convert(row | {"orders": [(one["order_id"], one["quantity"]) for one in row["orders"]]}, Pick)
        for row in rows.iter_rows(named=True)
    ]


def slips(rows: pl.DataFrame) -> list[Slip]:
    """The rows of `Sent.packing`, an order each."""
    return [
        _slip(list(lines))
        for _key, lines in groupby(rows.iter_rows(named=True), lambda row: row["order_key"])
    ]


def _slip(rows: list[dict[str, Any]]) -> Slip:
    lines = tuple(SlipLine(**{name: row[name] for name in SlipLine.__struct_fields__}) for row in rows)
    of_order = {name: rows[0][name] for name in Slip.__struct_fields__ if name != "lines"}
    return Slip(**of_order, lines=lines)
