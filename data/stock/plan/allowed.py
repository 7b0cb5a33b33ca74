"""What a marketplace lets be done about an order that stock doesn't cover, as the plan needs it."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Final, Literal

import msgspec

if TYPE_CHECKING:
    from orderdeck.data.desk.connection import Fetch

Action = Literal["ship_now", "wait_restock", "ask_time", "ask_wait", "ask_choice", "ask_cancel", "cancel"]
ACTIONS: Final[tuple[Action, ...]] = (
    "ship_now",
    "wait_restock",
    "ask_time",
    "ask_wait",
    "ask_choice",
    "ask_cancel",
    "cancel",
)
"""What a plan can say of an order, the most hopeful first. ask_time: the buyer can put off its ship-by time. ask_wait:
the buyer is asked to agree to wait until a stated day. ask_choice: what is allowed isn't known, or part of it was sent,
so the buyer says how it is to end. ask_cancel: the buyer has to apply. cancel: the seller does it, and no buyer is
asked to."""

GIVEN_UP: Final[tuple[Action, ...]] = ("ask_choice", "ask_cancel", "cancel")
"""Actions that don't reckon with sending the order any more."""
LATER: Final[tuple[Action, ...]] = ("ask_time", "ask_wait")
"""Actions that ask for more time."""


class Allowed(msgspec.Struct, frozen=True, gc=False):
    """What may be proposed about one order."""

    give_up: Action = "ask_choice"
    """How it ends that can't be sent."""
    more_time: Action | None = None
    """How more time is asked for; None: nothing is known that would help."""
    counts: bool | None = None
    """Whether it counts against the shop that it isn't sent; None: not known."""


UNKNOWN: Final = Allowed()


def allowed(
    remedy: str,
    closes: str,
    can_extend: bool | None,
    can_agree: bool | None,
    counts: bool | None,
    *,
    part_shipped: bool = False,
) -> Allowed:
    """What [policy] comes to. An order of which part was sent is never cancelled whole: its buyer says how the rest
    ends.

    Where the buyer can't put off the ship-by time, an agreement to wait is worth asking for where it is known to count,
    or where an order stays open however late it is.
    """
    give_up: Action = "ask_choice"
    if not part_shipped and remedy == "buyer_applies":
        give_up = "ask_cancel"
    elif not part_shipped and remedy == "seller_cancels":
        give_up = "cancel"
    more_time: Action | None = "ask_wait" if can_agree or closes == "never" else None
    return Allowed(give_up, "ask_time" if can_extend else more_time, counts)


def by_number(fetch: "Fetch") -> Callable[[int | None, bool], Allowed]:
    """Gives, of the number of its policy that an order bears and whether part of it was sent, what is allowed."""
    rows = fetch("select no, remedy, closes, can_extend, can_agree, cancel_counts from policies", ())
    known = {number: values for number, *values in rows}

    @cache
    def of(number: int | None, part_shipped: bool) -> Allowed:
        values = known.get(number, ("", "", None, None, None))
        return allowed(*values, part_shipped=part_shipped)

    return of


def of_order(fetch: "Fetch", order_key: str) -> Allowed:
    """What is allowed of one open order; nothing is known of one that isn't there."""
    rows = fetch(
        "select policy, is_part_sent(order_key, status) from open_orders where order_key = ?", [order_key]
    )
    return by_number(fetch)(*rows[0]) if rows else UNKNOWN
