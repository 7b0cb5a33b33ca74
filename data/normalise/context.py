"""What normalising needs to know beyond the file's cells, and what it gives."""

from collections import Counter
from fnmatch import fnmatchcase
from typing import NamedTuple, Protocol

import msgspec
import polars as pl

from data.export_time import exported_at_of
from data.frames import LINES, ORDERS, REJECTS, empty
from data.profile import Profile
from data.settings import Settings


class Recognised(Protocol):
    """What of a recognised file is used here (see `data.recognise`)."""

    @property
    def profile(self) -> Profile: ...
    @property
    def mapping(self) -> dict[str, str]:
        """Field -> name of its column in the batches."""
        ...


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """Zone of the file's times (IANA), shop ("" where unknown), time of the file (microseconds, UTC)."""

    zone: str
    exported_at: int
    shop: str = ""
    settings: Settings = msgspec.field(default_factory=Settings)

    @classmethod
    def of(cls, profile: Profile, settings: Settings, name: str, mtime: int) -> "Context":
        """The context of a file called `name` (relative to the desk's folder) that was changed at `mtime` (µs)."""
        zone = settings.folder.zones.get(profile.name) or profile.zone
        shop = next((shop for glob, shop in settings.folder.shops.items() if fnmatchcase(name, glob)), "")
        return cls(zone=zone, exported_at=exported_at_of(name, mtime, zone), shop=shop, settings=settings)


class Frames(NamedTuple):
    """Orders, lines and rejects as in `data.frames`, and doubts: code ("money_unreadable|total") -> how often."""

    orders: pl.DataFrame
    lines: pl.DataFrame
    rejects: pl.DataFrame
    notes: Counter[str]


def no_frames() -> Frames:
    """Frames with nothing in them."""
    return Frames(empty(ORDERS), empty(LINES), empty(REJECTS), Counter())


class DatesAmbiguousError(Exception):
    """A file's dates can be read with the day or the month first and nothing in it tells: refuse it.

    `samples` are some of the values.
    """

    def __init__(self, samples: list[str]) -> None:
        super().__init__(", ".join(samples))
        self.samples = samples
