"""What a column map makes of some orders: its files row by row, and all that isn't in them, by name or by count."""

from collections import Counter
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import msgspec

from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.desk import Desk
from orderdeck.data.messages.outbox import Value
from orderdeck.data.reports.exported.maps.cells import cell, matches, rows_of
from orderdeck.data.reports.exported.maps.goods import Parcel, parcels
from orderdeck.data.reports.exported.maps.records import WORTH, Map
from orderdeck.data.reports.exported.picking import sent

Row = tuple[Value, ...]


class MapFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file."""

    part: str | None = None
    """The value of `split` that its orders have, "" where they have none; None where the map doesn't split."""
    orders: tuple[str, ...]
    """Their numbers, in the order of the rows."""
    rows: tuple[Row, ...]
    """As wide as the map's columns."""


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """An order that isn't in any file, since it lacks what has to be there."""

    order_id: str
    headers: tuple[str, ...]


class Filed(msgspec.Struct, frozen=True, kw_only=True):
    """The files of a map, and what is to be said of them."""

    map: Map
    files: tuple[MapFile, ...]
    kept_back: dict[str, int]
    """Orders that are not to be sent now: code (data.reports.exported.picking) -> how many."""
    others: int
    """Orders that are to be sent and that the map isn't for (`only`)."""
    left_out: tuple[LeftOut, ...]
    empty: dict[str, int]
    """Header -> cells without a value."""
    cut: dict[str, int]
    """Header -> cells of which the end was cut off."""
    undiscounted: tuple[str, ...] = ()
    """Numbers of the orders whose values are before a discount, or may be."""
    valueless: tuple[str, ...] = ()
    """Those with a cell for a value and none known: no file prices their lines, or says the currency."""

    @property
    def orders(self) -> int:
        return sum(len(one.orders) for one in self.files)


def filed(desk: Desk, made: Map, order_keys: Sequence[str], *, named: bool = False) -> Filed:
    """The files of those of these orders that are to be sent; `named`: see `sent`. Raises LedgerError."""
    chosen = sent(desk, order_keys, named=named)
    every = parcels(desk, chosen)
    meant = [one for one in every if _is_meant(made, one)]
    zone = ZoneInfo(made.zone)
    files: dict[str | None, tuple[list[str], list[Row]]] = {}
    left_out: list[LeftOut] = []
    empty: Counter[str] = Counter()
    cut: Counter[str] = Counter()
    valued = [place for place, column in enumerate(made.columns) if column.source in WORTH]
    undiscounted: list[str] = []
    valueless: list[str] = []
    for parcel in meant:
        rows = [[cell(column, look, zone) for column in made.columns] for look in rows_of(made, parcel)]
        number = clean_text(str(parcel.order["order_id"]))
        lacking = [
            column.header
            for place, column in enumerate(made.columns)
            if column.required and any(row[place][0] is None for row in rows)
        ]
        if lacking:
            left_out.append(LeftOut(order_id=number, headers=tuple(lacking)))
            continue
        if any(row[place][0] is None for row in rows for place in valued):
            valueless.append(number)
        elif valued and parcel.undiscounted:
            undiscounted.append(number)
        for row in rows:
            for column, (value, shortened) in zip(made.columns, row, strict=True):
                empty[column.header] += value is None and column.constant is None
                cut[column.header] += shortened
        part = clean_text(str(parcel.order[made.split] or "")) if made.split else None
        orders, filled = files.setdefault(part, ([], []))
        orders.append(number)
        filled.extend(tuple(value for value, _shortened in row) for row in rows)
    if not made.split:
        files.setdefault(None, ([], []))
    return Filed(
        map=made,
        files=tuple(
            MapFile(part=part, orders=tuple(orders), rows=tuple(rows))
            for part, (orders, rows) in files.items()
        ),
        kept_back=chosen.kept_back,
        others=len(every) - len(meant),
        left_out=tuple(left_out),
        empty={header: count for header, count in empty.items() if count},
        cut={header: count for header, count in cut.items() if count},
        undiscounted=tuple(undiscounted),
        valueless=tuple(valueless),
    )


def _is_meant(made: Map, parcel: Parcel) -> bool:
    return all(
        any(matches(clean_text(str(parcel.order[field] or "")), pattern) for pattern in patterns)
        for field, patterns in made.only.items()
    )
