"""Cases: buyers who are to be, or were, asked about a stock-out, followed until their orders end."""

from typing import TYPE_CHECKING, Final, Literal

import msgspec

from orderdeck.data.stock.plan.allowed import Allowed

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb

Stage = Literal["to_ask", "to_cancel", "asked", "applied", "agreed", "closed"]
STAGES: Final[tuple[Stage, ...]] = ("to_ask", "to_cancel", "asked", "applied", "agreed", "closed")
"""The steps of a case, in their order."""

ASK_OF: Final = {
    "ask_cancel": "cancel",
    "ask_time": "time",
    "ask_wait": "wait",
    "ask_choice": "choice",
    "cancel": "we_cancel",
}
"""Action of a plan -> what the buyer is asked for; we_cancel: nothing, the seller cancels, and the buyer is told."""

_ANYWHERE: Final = frozenset({"choice", "alternative"})
"""Questions that leave it to the buyer: no marketplace has anything against them."""


def may_ask(allowed: Allowed, what: str) -> bool:
    """Whether a buyer may be asked for `what` on an order of which so much is allowed: as it ends there, for more time
    as it is got there, and what leaves it to the buyer."""
    return what in _ANYWHERE or what in (ASK_OF[allowed.give_up], ASK_OF[allowed.more_time or "ask_wait"])


SITUATION_OF: Final = {
    "cancel": "ask_cancel",
    "we_cancel": "ask_cancel",
    "time": "ask_more_time",
    "wait": "ask_more_time",
    "choice": "stockout_choice",
    "alternative": "alternative_offer",
}
"""What the buyer is asked for -> the message's template; each knows what the marketplace allows."""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One buyer's case. Times are µs since the epoch, UTC."""

    order_key: str
    what: str
    sku: str | None
    stage: Stage
    operator: str
    opened_at: int
    asked_at: int | None
    asked: int
    """How often."""
    applied_at: int | None
    agreed_at: int | None
    ended_at: int | None
    outcome: str | None
    """The status that the order ended with; None where it is open or the operator closed the case."""
    clock_ends: int | None
    """Until when the buyer may answer, or we have to answer the request to cancel."""
    silent: bool

    @property
    def unwritten(self) -> bool:
        """Whether nobody has written to the buyer about it yet."""
        return self.stage in ("to_ask", "to_cancel") and not self.asked


def open_cases(found: "Iterable[Case]") -> dict[str, str]:
    """Order -> what its buyer is still to be asked for, "" where they were written to already; of cases not closed."""
    return {one.order_key: one.what if one.unwritten else "" for one in found if one.stage != "closed"}


_SQL: Final = """
select order_key, coalesce(what, 'choice'), sku, stage, operator, epoch_us(opened_at), epoch_us(asked_at), asked,
    epoch_us(applied_at), epoch_us(agreed_at), epoch_us(ended_at), outcome, epoch_us(clock_ends), silent
from cases
"""


def cases(
    con: "duckdb.DuckDBPyConnection", *, sku: str | None = None, order_keys: list[str] | None = None
) -> list[Case]:
    """Cases that are still open, soonest clock first, then the closed ones; of one SKU or some orders where asked."""
    conditions = ["true"]
    values: list[object] = []
    if sku is not None:
        conditions.append("sku = ?")
        values.append(sku)
    if order_keys is not None:
        conditions.append("order_key in (select unnest(?::varchar[]))")
        values.append(order_keys)
    rows = con.execute(
        f"{_SQL} where {' and '.join(conditions)} order by stage = 'closed', clock_ends nulls last, order_key",
        values,
    ).fetchall()
    names = Case.__struct_fields__
    return [Case(**dict(zip(names, row, strict=True))) for row in rows]
