"""What the plan is asked about, and what it says of each order."""

from decimal import Decimal
from typing import Final

import msgspec

from orderdeck.data.stock.plan.allowed import LATER, UNKNOWN, Action, Allowed

DAY: Final = 86_400_000_000
"""Microseconds in a day."""


class Likely(msgspec.Struct, frozen=True, gc=False):
    """How likely it is that what an order lacks comes."""

    in_time: float = 0.0
    """Within its slack."""
    later: float = 0.0
    """Within the time that can be asked for as well."""
    most: float = 0.0
    """What `in_time` would be had no delivery known taken longer; 0 where none is known."""
    most_later: float = 0.0
    """The same of `later`."""
    unknown: bool = False
    """Whether there is a SKU among it that nobody is known to sell."""
    too_few: bool = False
    """Whether there is one of which suppliers say that they have too few."""
    spoken_for: bool = True
    """Whether what is known speaks for each of them: it is likelier than not to come within its slack."""
    spoken_for_later: bool = True
    """The same within the time that can be asked for as well."""


class ShortLine(msgspec.Struct, frozen=True, gc=False):
    """What an order lacks of one SKU."""

    sku: str
    short: int
    ahead: int
    """Pieces that orders before it in the line lack of the same SKU, and would get first."""
    spare: int = 0
    """Pieces that it would get of what was left over, were it sent."""


class Order(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An order the stock-out hits, as far as the plan needs it."""

    order_key: str
    ship_by: int | None
    currency: str
    """"" where that, or the total, isn't known: its money then adds up with no other order's."""
    total: Decimal
    short: tuple[ShortLine, ...] = ()
    """Empty where stock covers it."""
    cost: Decimal | None = None
    """What its goods cost, in its currency; None where that isn't known of all of them."""
    allowed: Allowed = UNKNOWN
    estimated: bool = False
    """Whether its ship-by time is an estimate."""


UNPROVEN: Final = ("setting", "supplier_word", "no_supplier", "no_deadline")
"""Reasons that rest on no purchase, where no chance is known."""


class Step(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What the plan says of one order, why, and what that saves and risks in the order's currency."""

    order_key: str
    action: Action
    reason: str
    """A code: covered, overdue, operator_date, chance, chance_with_time, few_data, supplier_word, setting, no_supplier,
    sold_out, no_margin, too_late, no_deadline, operator."""
    chance: float | None = None
    """None where nothing tells it, and where no time at all is left for goods to come."""
    slack_days: float | None = None
    room_days: float | None = None
    """Days left with those that can be asked for, counted from now on where the ship-by time is over."""
    here_by: int | None = None
    """When its goods have to be here so that it can be sent by its ship-by time (µs, UTC): `slack_days` from the moment
    that it was planned at; None where none is known, or it lacks nothing."""
    currency: str = ""
    saved: Decimal = Decimal(0)
    lost: Decimal = Decimal(0)
    allowed: Allowed = UNKNOWN
    estimated: bool = False

    @property
    def unproven(self) -> bool:
        """Whether it rests on no purchase, so that no chance is stated: it counts as neither saved nor lost."""
        return self.chance is None and self.reason in UNPROVEN

    @property
    def saved_in_time(self) -> Decimal:
        """What is saved without asking anybody for more time: this alone counts as saved, wherever that is told."""
        return Decimal(0) if self.action in LATER else self.saved

    @property
    def saved_with_time(self) -> Decimal:
        """What is kept only if the buyer, or the marketplace, gives more time."""
        return self.saved if self.action in LATER else Decimal(0)
