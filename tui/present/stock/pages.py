"""What the screens of stock-outs show: records that the desk's thread fills and the deck only reads."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orderdeck.data.base.records import Fields

if TYPE_CHECKING:  # DuckDB and Polars come with these; nothing here needs them to run
    from orderdeck.data.stock.acts.facade import Listing
    from orderdeck.data.stock.allocation.reallocate import Reallocation
    from orderdeck.data.stock.cases import Case
    from orderdeck.data.stock.desk import Back, Incoming, Unsure
    from orderdeck.data.stock.outbox_lists import Doubt, Overdue, Waiting
    from orderdeck.data.stock.stockouts import ShortSku, SkuBoard
    from orderdeck.data.stock.supply.awaited import ToOrder, Wished


@dataclass(frozen=True)
class StockPage:
    """One SKU as its screen shows it; `rows` are the board's rows of its orders, by key."""

    board: "SkuBoard"
    rows: dict[str, Fields]
    incoming: "list[Incoming]"
    doubted: "list[Incoming]"  # that have come, and may be a restock keyed here
    cases: "dict[str, Case]"
    listing: "Listing"
    delisted_at: "int | None" = None
    reallocation: "Reallocation | None" = None  # stock that had better go to other orders
    free: int = 0  # pieces beyond what orders want, where it is off sale
    unsure: "tuple[Unsure, ...]" = ()  # that came before the stock figure was taken, or after
    to_order: "tuple[ToOrder, ...]" = ()  # what its waiting orders rest on
    wished: "dict[tuple[str, str], Wished]" = field(
        default_factory=dict
    )  # order and SKU -> what of that is for it


@dataclass(frozen=True)
class ShortPage:
    """The board of short SKUs."""

    skus: "list[ShortSku]"
    delisted: frozenset[str]
    ordered: dict[str, int]  # SKU -> pieces on their way
    cases: dict[str, int]  # SKU -> cases still open
    alerts: list[tuple[str, str]] = field(default_factory=list)  # (order number, SKU)
    to_order: dict[str, int] = field(default_factory=dict)  # SKU -> pieces that waiting orders rest on


@dataclass(frozen=True)
class OutboxPage:
    """What waits to be carried out."""

    lists: "list[Waiting]"
    overdue: "list[Overdue]"
    cases: "list[Case]"
    back: "list[Back]"
    doubts: "list[Doubt]" = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)  # key -> number of the orders of `cases`
