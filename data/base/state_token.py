"""State tokens: what an act keeps of the state of the order that it was decided on.

`1f2e3d4c5b6a7980@1764547199/days`: 16 hex digits over what a decision rests on (open_orders.sql), then the ship-by time
of a file, in seconds since the epoch, and how it was told. The time isn't part of the digest: the same truth is told
otherwise by each file that says how much is left. A token without it is of an order whose ship-by time no file tells,
or of an act that was done before tokens had it; then the digests alone are compared.

The macros in queries/desk/ship_by.sql are the same rules in SQL; `told_as` there sees how a time was told.
"""

from typing import Final

import msgspec

OWN: Final = {
    "days": 87_000,
    "tenths": 9_240,
    "hours": 4_200,
    "minutes": 600,
    "date": 60,
    "time": 60,
    "over": 600,
}
"""How a ship-by time can be told -> seconds by which one truth can differ between two files that tell it so: the unit
of the time left, and ten minutes by which the times of files are out. A day or a moment stays the same."""
SPAN: Final = OWN | {"date": 90_000, "over": 87_000}
"""The same for two files that tell it otherwise, to be added up: a date is the end of a day, of up to 25 hours."""
TELLINGS: Final = tuple(OWN)


class StateToken(msgspec.Struct, frozen=True):
    """A token in its parts."""

    digest: str
    ship_by: int | None = None
    """Seconds since the epoch."""
    told: str = ""
    """One of TELLINGS."""


def parsed(text: str) -> StateToken:
    """`text` in its parts; what stands behind the digest and can't be read is left out."""
    digest, _, rest = text.partition("@")
    at, _, told = rest.partition("/")
    if told not in OWN or not at.removeprefix("-").isdecimal():
        return StateToken(digest)
    return StateToken(digest, int(at), told)


def moved(was: int, was_told: str, now: int, now_told: str) -> int:
    """-1 where a ship-by time (seconds) is sooner than it was, 1 where it is later, 0 where it may be the same.

    Of one that is over no file tells more than that it is: it may be any time before.
    """
    grain = OWN[was_told] if was_told == now_told else SPAN[was_told] + SPAN[now_told]
    if was - now >= grain and was_told != "over":
        return -1
    return 1 if now - was >= grain and now_told != "over" else 0


def same(was: str, now: str) -> bool:
    """Whether nothing that a decision rests on is other than it was. An empty token stands for any state."""
    return not was or (digest(was) == digest(now) and not _moved(was, now))


def holds(was: str, now: str) -> bool:
    """Whether what was done in the state `was` still holds: a ship-by time that is later than it was takes nothing off
    it, since what was done in time, or put away until a time, is so all the more."""
    return not was or (digest(was) == digest(now) and _moved(was, now) >= 0)


def digest(text: str) -> str:
    """A token without the ship-by time: what its digest is over."""
    return text.partition("@")[0]


def _moved(was: str, now: str) -> int:
    one, other = parsed(was), parsed(now)
    if one.ship_by is None or other.ship_by is None:
        return 0
    return moved(one.ship_by, one.told, other.ship_by, other.told)
