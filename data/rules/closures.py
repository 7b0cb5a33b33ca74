"""Days on which suppliers are closed: they stop the clock of every lead time, past and to come.

`closures.toml` in the desk's rules has them, for all suppliers or for some; without it nobody closes:

    zone = "Asia/Shanghai"      # of the dates; this where it isn't said

    [[closed]]
    from = 2027-02-01
    until = 2027-02-17          # the last closed day
    suppliers = ["义乌光明"]      # all where it isn't said
"""

import tomllib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from orderdeck.data.base.guards.own_files import read_text

USER_FILE: Final = "closures.toml"
_LONGEST: Final = 366


class Closure(msgspec.Struct, frozen=True):
    """A stretch of time in which a supplier doesn't work."""

    supplier: str | None
    """None: every supplier."""
    since: datetime
    until: datetime
    """Exclusive."""


class _Closed(msgspec.Struct, forbid_unknown_fields=True):
    since: date = msgspec.field(name="from")
    until: date
    suppliers: list[str] = []
    name: str = ""

    def __post_init__(self) -> None:
        if not 0 <= (self.until - self.since).days < _LONGEST:
            raise ValueError(f"from {self.since} until {self.until} is no stretch of days up to a year")


class _File(msgspec.Struct, forbid_unknown_fields=True):
    closed: list[_Closed] = []
    zone: str = "Asia/Shanghai"

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.zone)
        except (KeyError, ValueError) as error:
            raise ValueError(f"there is no time zone `{self.zone}`") from error


def load_closures(folder: Path) -> tuple[tuple[Closure, ...], str]:
    """What `closures.toml` of `folder` says, stretches that touch or overlap joined, and what was wrong with it: then
    nothing of it counts. Without the file there is nothing, and nothing wrong."""
    file = folder / USER_FILE
    try:
        told = msgspec.convert(tomllib.loads(read_text(file)), _File)
    except FileNotFoundError:
        return (), ""
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        return (), f"{file}: {error}"
    zone = ZoneInfo(told.zone)
    everybody = [_stretch(one, zone) for one in told.closed if not one.suppliers]
    named = sorted({name for one in told.closed for name in one.suppliers})
    found = [Closure(None, since, until) for since, until in _joined(everybody)]
    for name in named:
        own = [_stretch(one, zone) for one in told.closed if name in one.suppliers]
        found += [Closure(name, since, until) for since, until in _without(_joined(own), _joined(everybody))]
    return tuple(found), ""


def open_days(days: float, closed: Sequence[tuple[float, float]]) -> float:
    """How many of the next `days` days aren't `closed`: (from, until) in days from now, none overlapping another."""
    left = days
    for since, until in closed:
        left -= max(0.0, min(days, until) - since)
    return left


def calendar_days(days: float, closed: Sequence[tuple[float, float]]) -> float:
    """In how many days from now `days` days have passed that aren't `closed`: what `open_days` takes back."""
    left = days
    for since, until in closed:
        if since >= left:
            break
        left += until - since
    return left


def _stretch(one: _Closed, zone: ZoneInfo) -> tuple[datetime, datetime]:
    return (
        datetime.combine(one.since, time(), zone),
        datetime.combine(one.until + timedelta(days=1), time(), zone),
    )


def _joined(spans: Sequence[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    found: list[tuple[datetime, datetime]] = []
    for since, until in sorted(spans):
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found


def _without(
    spans: Sequence[tuple[datetime, datetime]], taken: Sequence[tuple[datetime, datetime]]
) -> list[tuple[datetime, datetime]]:
    """`spans` less what lies in `taken` already, so that no day counts twice."""
    left = list(spans)
    for start, end in taken:
        left = [
            piece
            for since, until in left
            for piece in ((since, min(until, start)), (max(since, end), until))
            if piece[0] < piece[1]
        ]
    return left
