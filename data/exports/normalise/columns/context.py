"""What normalising needs to know beyond the file's cells, and what it gives."""

import time
from collections import Counter
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Final, Literal, NamedTuple, Protocol

import msgspec
import polars as pl

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.folder.reach import folder_of
from orderdeck.data.base.text.linear_regex import Pattern
from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.base.vocabulary.frames import LINES, ORDERS, REJECTS, empty
from orderdeck.data.exports.dating.export_time import exported_at_of, settled
from orderdeck.data.exports.profile.by_name import matching, zone_of
from orderdeck.data.exports.profile.records import Profile


class Recognised(Protocol):
    """What of a recognised file is used here (see `data.exports.recognise`)."""

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
    claimed_at: int = 0
    """What name or time of the file claim, where that lies ahead of its arrival; else 0."""
    latest: int | None = None
    """Nothing in the file happened later (µs, UTC): the later of its name's moment and its time, since a name may give
    the first day that a file covers. 0: not known, for what it claims lies ahead. None: `exported_at`."""
    dates: Literal["", "dmy", "mdy", "ymd"] = ""
    """Order of day and month by the settings, for dates that don't show it: "dmy", "mdy", "ymd" (a short year first) or
    ""."""

    @classmethod
    def of(
        cls, profile: Profile, settings: Settings, name: str, mtime: int, arrived: int | None = None
    ) -> "Context":
        """The context of a file called `name` (relative to the desk's folder) that was changed at `mtime` and arrived
        at `arrived` (µs; now, where it isn't told)."""
        zone = zone_of(profile, settings, name)
        arrived = time.time_ns() // 1000 if arrived is None else arrived
        claimed = exported_at_of(name, mtime, zone)
        moment = settled(claimed, mtime, arrived)
        latest = max(claimed, mtime)
        return cls(
            zone=zone,
            exported_at=moment.at,
            shop=_shop(profile, settings, name),
            settings=settings,
            claimed_at=moment.claimed_later,
            latest=latest if latest <= arrived else 0,
            dates=_order_of_dates(profile, settings, name),
        )

    @property
    def until(self) -> int:
        """See `latest`: never None."""
        return self.exported_at if self.latest is None else self.latest


def _order_of_dates(profile: Profile, settings: Settings, name: str) -> Literal["", "dmy", "mdy", "ymd"]:
    own = settings.folder.dates
    for glob, order in own.items():
        if fnmatchcase(name, glob):
            return order
    return own.get(profile.name, "")


def _shop(profile: Profile, settings: Settings, name: str) -> str:
    """The shop of the file called `name`: by a pattern of the settings, where `{folder}` stands for the name of the
    folder it lies in; by the profile's own pattern for file names; else by the profile."""
    path = PurePosixPath(name)
    shop = matching(settings.folder.shops, name).replace("{folder}", folder_of(name))
    if not shop and profile.shop_in_name and (told := Pattern(profile.shop_in_name).group(path.name, "shop")):
        shop = told
    return clean_text(shop or profile.shop)


class Frames(NamedTuple):
    """Orders, lines and rejects as in `data.base.vocabulary.frames`, and doubts: code ("money_unreadable|total") -> how
    often."""

    orders: pl.DataFrame
    lines: pl.DataFrame
    rejects: pl.DataFrame
    notes: Counter[str]


# Made once: they take 6 ms, and each batch wants some.
_EMPTY: Final = (empty(ORDERS), empty(LINES), empty(REJECTS))


def no_frames() -> Frames:
    """Frames with nothing in them."""
    return Frames(*_EMPTY, Counter())


class DatesAmbiguousError(Exception):
    """A file's dates can be read with the day or the month first and nothing in it tells: refuse it.

    `samples` are some of the values.
    """

    def __init__(self, samples: list[str]) -> None:
        super().__init__(", ".join(samples))
        self.samples = samples
