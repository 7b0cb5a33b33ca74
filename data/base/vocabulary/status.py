"""Canonical order statuses: the field's terms that every marketplace's own status words are mapped to.

Source of the set: the marketplace's published order status enum (see docs/domain notes in profiles), widened
by what other marketplaces need. Profiles map a file's words to these codes; SQL reads nothing else.
"""

from typing import Final

AWAITING_PAYMENT: Final = "awaiting_payment"
PAYMENT_CHECK: Final = "payment_check"
RISK_CONTROL: Final = "risk_control"
TO_SHIP: Final = "to_ship"
PART_SHIPPED: Final = "part_shipped"
CANCEL_REQUESTED: Final = "cancel_requested"
AWAITING_AMOUNT: Final = "awaiting_amount"
AWAITING_GROUP: Final = "awaiting_group"
PRESALE: Final = "presale"
DISPUTE: Final = "dispute"
FROZEN: Final = "frozen"
SHIPPED: Final = "shipped"
CLOSING: Final = "closing"
FINISHED: Final = "finished"
CANCELLED: Final = "cancelled"
UNRECOGNISED: Final = "unrecognised"

UNPAID: Final = (AWAITING_PAYMENT, PAYMENT_CHECK)
"""Placed, not paid."""
TO_BE_SHIPPED: Final = (TO_SHIP, PART_SHIPPED)
"""Paid, cleared and not fully sent: somebody has to pack it."""
HELD: Final = (RISK_CONTROL, AWAITING_AMOUNT, AWAITING_GROUP, PRESALE, DISPUTE, FROZEN)
"""Not to be shipped now."""
CLOSED: Final = (SHIPPED, CLOSING, FINISHED, CANCELLED)
"""Nothing left for the desk to do."""
OPEN: Final = (*UNPAID, *TO_BE_SHIPPED, CANCEL_REQUESTED, *HELD, UNRECOGNISED)
"""Every open order stands in exactly one queue."""
ALL: Final = (*OPEN, *CLOSED)
