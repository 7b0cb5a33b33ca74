"""What an export does not say: the columns that its file lacks, which its orders keep from older exports.

Sellers choose the columns of an export. One without the remark column would else wipe out every remark, since the
newest state of an order is the one that counts. So of each column the newest export counts that has it; what a file has
a column for is its own word, blank cells included, and a file without a status column never changes the status of a
known order. Parts hold what each file itself says, and the ledger what it lacks: `data.desk.pictures.filling` puts
the two together, so that it makes no difference which file came first, and none is left of an export that was
withdrawn.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

import polars as pl

from orderdeck.data.exports.normalise.assembly.parcels import MERGED
from orderdeck.data.exports.profile.records import Profile

_STREET: Final = (
    "address",
    "address_2",
    "address_3",
    "address_4",
    "address_5",
    "full_address",
    "full_address_local",
)
_NAMES: Final = ("recipient", "recipient_first", "recipient_last")

TOLD_BY: Final[dict[str, tuple[str, ...]]] = {
    "status": ("status", "substatus"),
    "placed_at": ("placed_at",),
    "paid_at": ("paid_at",),
    "ship_by": ("ship_by",),
    "buyer": ("buyer",),
    "recipient": _NAMES,
    "country": ("country", "country_code"),
    # One block: a town of one address beside the street of another would lead astray.
    "address": _STREET,
    "full_address": _STREET,
    "full_address_local": _STREET,
    "national_address": (*_STREET, "national_address"),
    "province": (*_STREET, "province"),
    "city": (*_STREET, "city", "city_true"),
    "zip": (*_STREET, "zip"),
    "phone": ("phone", "mobile"),
    "tax_number": ("tax_number",),
    "total": ("total",),
    "service": ("service",),
    "remark": ("remark", "remark_extra", "remark_notes"),
    "custom_info": ("custom_info",),
    "tax_collected": ("tax_collected",),
    "cash_on_delivery": ("payment_method",),
    "fulfilment": ("fulfilled_by", "fulfilled_by_extra"),
}
"""Column of the orders frame -> fields of a profile of which any one tells it."""

OWED: Final = "owed"
"""What stands, among the columns that a file lacks, for what of the lines is still to be sent."""
_OWED_BY: Final = ("quantity_open", "quantity_sent", "quantity_cancelled", "quantity_returned", "line_status")
SKU: Final = "sku"
"""The same for the codes of the lines: none of them has one."""
LINES: Final = "lines"
"""The same for whose lines are whose: some are those of merged parcels (data.exports.normalise.assembly.parcels)."""

WITH: Final = {"status": "status_text", "country": "country_code", "fulfilment": "fulfilment_text"}
"""Columns that go along with others."""

NAMES: Final = (*TOLD_BY, OWED, SKU, LINES)
BIT: Final = {name: 1 << place for place, name in enumerate(NAMES)}
"""Name of what can lack -> its bit, within one process; in the ledger stand the names. The status is the lowest."""


def lacking(profile: Profile, mapping: Collection[str]) -> frozenset[str]:
    """The columns of the orders frame that a file can't tell which has columns for the fields in `mapping`.

    Without a column for it the status can still be told by others, where the profile has rules for those and knows
    no status column at all.
    """
    lacked = {column for column, fields in TOLD_BY.items() if not any(field in mapping for field in fields)}
    if profile.money.total_of and any(name.removeprefix("-") in mapping for name in profile.money.total_of):
        lacked.discard("total")
    if not _tells_owed(profile, mapping):
        lacked.add(OWED)
    told_by_rules = any(field in mapping for rule in profile.status.rules for field in rule.when)
    if "status" not in profile.headers() and told_by_rules:
        lacked.discard("status")
    return frozenset(lacked)


def _tells_owed(profile: Profile, mapping: Collection[str]) -> bool:
    """Whether a file can say of single lines what was sent of them."""
    own = profile.items.row_shape != "order" and any(
        name in mapping for name in ("status", "substatus", "sent_at")
    )
    return own or any(field in mapping for field in _OWED_BY)


def mask(lacks: Iterable[str]) -> int:
    """The bits of what an export lacks; a name that this orderdeck doesn't know counts for nothing."""
    return sum(BIT.get(name, 0) for name in set(lacks))


def told(lacks: int) -> int:
    """The bits of what an export tells that lacks those. Beside merged parcels there may be others: it tells lines."""
    return (sum(BIT.values()) & ~lacks) | BIT[LINES]


class RowsSeen:
    """What of the lines an export lacks shows only in its rows: whether any has a code, and merged parcels."""

    def __init__(self) -> None:
        self._coded: set[str] = set()
        self._merged: set[str] = set()

    def note(self, frames: Mapping[str, pl.DataFrame]) -> None:
        """Takes in a batch of rows, with export_id."""
        orders, lines = frames.get("orders"), frames.get("lines")
        if lines is not None:
            self._coded |= set(lines.filter(pl.col("sku").is_not_null())["export_id"].unique())
        if (
            orders is not None
            and "doubts" in orders.columns
            and orders["doubts"].null_count() < orders.height
        ):
            merged = pl.col("doubts").str.contains(f"{MERGED}|", literal=True)
            self._merged |= set(orders.filter(merged)["export_id"].unique())

    def lacks(self, export_id: str) -> list[str]:
        """What one of the exports lacks by its rows."""
        found = [] if export_id in self._coded else [SKU]
        return [*found, LINES] if export_id in self._merged else found
