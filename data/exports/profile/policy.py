"""What a marketplace allows where an order can't be sent in time: the section `[policy]` of a profile."""

import re
from typing import Annotated, Any, Final, Literal

import msgspec

Remedy = Literal["", "buyer_applies", "seller_cancels"]
"""How an order ends that can't be sent: the buyer applies and the seller agrees, or the seller cancels; "": unknown."""
Given = Annotated[float, msgspec.Meta(gt=0)]
"""A span that a marketplace gives."""


class Clocks(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a marketplace may give differently by country. What isn't said is not known."""

    cancel_answer_hours: Given | None = None
    """Hours within which the seller has to answer a buyer's request to cancel, from the buyer's application on."""
    unpaid_hours: Given | None = None
    """Hours after which an unpaid order closes, from the order on."""
    ship_days_from_payment: Given | None = None
    """Days from payment until which an order has to be sent, where a file has no ship-by time."""
    working_days: bool = False
    """Whether those days leave out Saturdays and Sundays."""
    dispute_days: Given | None = None
    """Days within which the seller has to answer a dispute, from its opening on."""


class Policy(Clocks, frozen=True, kw_only=True):
    """What a marketplace allows where an order can't be sent in time. What isn't said is not known, and nothing is
    claimed of it."""

    remedy: Remedy = ""
    cancel_counts: bool | None = None
    """Whether an order that the seller cancels for want of stock counts against the shop."""
    closes_by_itself: str = ""
    """When an order closes that isn't sent: "never", "ship_by", or a span after it ("ship_by + 72 h", "ship_by + 4 d",
    "ship_by + 7 business days"); "": not known."""
    can_extend: bool | None = None
    """Whether the buyer can put off the ship-by time at the marketplace."""
    can_agree: bool | None = None
    """Whether an order may be sent later where the buyer has agreed to wait until a stated day."""
    refund_days: str = ""
    """Business days until the money is back with the buyer, as letters say it: "3–20"."""
    scan_working_days: Given | None = None
    """Working days from declaring a parcel as sent within which its carrier has to scan it first."""
    countries: dict[str, Clocks] = {}
    """The buyer's country (ISO 3166 alpha-2) -> the clocks that run otherwise there."""


CLOSES: Final = re.compile(r"never|ship_by(?: \+ (?P<span>\d+(?:\.\d+)?) (?P<unit>h|d|business days))?")
"""What `closes_by_itself` may say."""


def policy_of(said: dict[str, Any]) -> Policy:
    """A `[policy]` as it stands in a file; one that is not valid says nothing."""
    try:
        return msgspec.convert(said, Policy)
    except msgspec.ValidationError:
        return Policy()
