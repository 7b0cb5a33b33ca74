"""Which orders a shop has open: one case per queue, and how many of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from orderdeck.data.base.vocabulary import status

MIX: Final[dict[str, float]] = {
    "cancel_requests": 0.06,
    "wholesale_unpaid": 0.04,
    "remarks": 0.11,
    "wholesale": 0.07,
    "express": 0.09,
    "standard": 0.41,
    "on_hold": 0.10,
    "awaiting_payment": 0.10,
    "unrecognised": 0.02,
}
"""Share of each queue among open orders while nothing is out of stock."""

TO_SHIP_ONLY: Final[dict[str, float]] = {
    key: share for key, share in MIX.items() if key in ("remarks", "wholesale", "express", "standard")
}
"""For exports without a status column: sellers make them from the list of orders to ship."""

_STATUSES: Final[dict[str, dict[str, float]]] = {
    "cancel_requests": {status.CANCEL_REQUESTED: 1},
    "wholesale_unpaid": {status.AWAITING_PAYMENT: 1},
    "awaiting_payment": {status.AWAITING_PAYMENT: 1},
    "on_hold": {
        status.RISK_CONTROL: 55, status.DISPUTE: 25, status.FROZEN: 10, status.AWAITING_AMOUNT: 6,
        status.AWAITING_GROUP: 4,
    },
    "unrecognised": {status.UNRECOGNISED: 1},
}  # fmt: skip
_TO_SHIP: Final = {status.TO_SHIP: 95.0, status.PART_SHIPPED: 5.0}


@dataclass(frozen=True, slots=True)
class Traits:
    """What an order is to be: its status now, whether wholesale, by courier, and with which sort of remark."""

    status: str
    wholesale: bool
    courier: bool
    remark: str = ""  # "", "blocking" or "harmless"


def quotas(count: int, mix: Mapping[str, float]) -> list[str]:
    """`count` case names in the shares of `mix`, each at least once where `count` allows."""
    whole = sum(mix.values())
    exact = {case: count * share / whole for case, share in mix.items()}
    counts = {case: max(int(amount), 1 if count >= len(mix) else 0) for case, amount in exact.items()}
    while sum(counts.values()) > count:  # only where every case has at least one
        several = [case for case in counts if counts[case] > 1]
        counts[max(several, key=lambda case: counts[case] - exact[case])] -= 1
    while sum(counts.values()) < count:
        counts[max(counts, key=lambda case: exact[case] - counts[case])] += 1
    return [case for case, number in counts.items() for _ in range(number)]


def draw_open(random: Random, case: str) -> Traits:
    """Traits of an open order that belongs to the queue `case`."""
    [now] = random.choices(*_weighted(_STATUSES.get(case, _TO_SHIP)))
    match case:
        case "remarks":
            return Traits(now, random.random() < 0.08, random.random() < 0.15, "blocking")
        case "wholesale":
            return Traits(now, True, random.random() < 0.35, _harmless(random, 0.15))
        case "express":
            return Traits(now, False, True, _harmless(random, 0.1))
        case "standard":
            return Traits(now, False, False, _harmless(random, 0.08))
        case "wholesale_unpaid":
            return Traits(now, True, random.random() < 0.3, _harmless(random, 0.3))
        case "awaiting_payment":
            return Traits(now, False, random.random() < 0.08, _harmless(random, 0.1))
        case _:
            remark = "blocking" if random.random() < 0.12 else _harmless(random, 0.1)
            return Traits(now, random.random() < 0.1, random.random() < 0.12, remark)


def draw_any(random: Random) -> Traits:
    """Traits of an order taken at random, its status left open: a closed one, or one placed just now."""
    remark = "blocking" if random.random() < 0.05 else _harmless(random, 0.05)
    return Traits("", random.random() < 0.05, random.random() < 0.08, remark)


def _harmless(random: Random, share: float) -> str:
    return "harmless" if random.random() < share else ""


def _weighted(odds: Mapping[str, float]) -> tuple[list[str], list[float]]:
    return list(odds), list(odds.values())
