"""What is known of one file that is there and has not been taken: how it grew, why it waits, when to look again.

Pure: times are given, in seconds of a clock that only goes forward. `data.intake.folder.watch` has the files and the
clock.
"""

from typing import Final

import msgspec

from orderdeck.data.base.config.settings import Folder

GREW_PATIENCE: Final = 5.0
"""How many times as long a file is waited for that was seen growing: it has shown that it comes in pieces."""
GREW_SETTLE: Final = 4.0
"""The same of how long it must stand still where nobody can say whether its writer has closed it."""
GAPS: Final = 3.0
"""Nor is it taken before it has stood still this many times as long as it once did and then grew on,"""
GAPS_AT_MOST: Final = 60.0
"""up to so many seconds."""
DOUBT_SETTLE: Final = 10.0
"""How many times `settle_seconds` a file must stand still before an end that may be a cut counts as its end, where
nobody can say whether its writer has closed it."""
QUIET: Final = 0.02
"""Seconds after the last change before a closed file is taken: tools that unpack and copy set its times just then."""
TORN_PAUSES: Final = (1.0, 60.0)
LATER_PAUSES: Final = (1.0, 300.0)
"""First pause, in seconds, before a file is tried again that looked torn, or could not be read, and the longest; each
is twice the one before."""
COST_SHARE: Final = 10.0
"""A pause is at least this many times as long as the try before it took: a big file mustn't keep the others waiting."""
HELD_PAUSES: Final = (0.03, 0.2, 1.0)
"""Seconds between looks at a file that its writer holds open: at first, then, and after an hour."""
HOPE: Final = 2.0
"""Seconds of standing still after which a script doesn't wait for a file that its writer holds open."""
LOOKED_AT: Final = ("open", "download")
"""What ends without a change to the file."""

LATER: Final = "later"
ARRIVING: Final = "arriving"


class Arrival(msgspec.Struct, kw_only=True):
    """One file that was seen and not taken yet."""

    stamp: str
    size: int
    first: float
    """When it was first seen."""
    since: float
    """When it was last seen to change."""
    first_us: int = 0
    """`first` by the wall clock: µs since the epoch."""
    old: bool = False
    """Was written a while before it was first seen: it came by a rename, or while nobody watched."""
    before: bool = False
    """Was there when watching began: how long it has been still, its time alone tells."""
    closes: bool = True
    """Whether it can be told that its writer has closed it."""
    grew: bool = False
    gap: float = 0.0
    """The longest it stood still and then changed after all."""
    wary: bool = False
    """It has been given out and went on changing: that its writer has closed it says little."""
    state: str = ""
    """"arriving" or "later" once it is known to wait for something, and `why`."""
    why: str = ""
    detail: str = ""
    again: float = 0.0
    """Not to be tried before."""
    looked: float = 0.0
    """When it was last seen to be open or downloading; 0 after a change."""
    may_try: float = 0.0
    """Nor, though it has changed, before: one that somebody goes on adding to mustn't be read again and again."""
    tries: int = 0
    doubtful: bool = False
    """Was last tried before an end that may be a cut could count as its end."""

    def changed(self, stamp: str, size: int, now: float) -> None:
        """It was written to, replaced or touched."""
        self.gap = max(self.gap, now - self.since)
        self.grew = self.grew or size > self.size
        self.stamp, self.size, self.since, self.old = stamp, size, now, False
        if self.state == LATER:
            self.tries = 0
        self.again = min(self.again, self.may_try)
        self.looked = 0.0

    def still(self, folder: Folder) -> float:
        """Seconds that it must stand still where nothing says that its writer is done."""
        if not self.grew:
            return folder.settle_seconds
        return max(folder.settle_seconds * GREW_SETTLE, min(self.gap * GAPS, GAPS_AT_MOST))

    def has_settled(self, now: float, folder: Folder) -> bool:
        """Whether it, which nobody is known to write, is to be tried now."""
        return now >= self.again and (self.old or now - self.since >= self._pause(folder))

    def ends(self, folder: Folder) -> float:
        """Seconds without a change after which an end that may be a cut counts as its end."""
        if self._is_closed:
            return min(folder.settle_seconds, folder.patience_seconds)
        return min(max(folder.settle_seconds * DOUBT_SETTLE, self.still(folder) * 2), self.patience(folder))

    def patience(self, folder: Folder) -> float:
        """Seconds without a change after which it is refused where it looks torn."""
        return folder.patience_seconds * (GREW_PATIENCE if self.grew else 1.0)

    def put_off(self, state: str, why: str, detail: str, now: float, took: float = 0.0) -> None:
        """It was tried, which took so many seconds, and can't be taken yet; it is tried again after a pause."""
        self.state, self.why, self.detail = state, why, detail
        first, most = LATER_PAUSES if state == LATER else TORN_PAUSES
        self.may_try = now + max(first / 2, took * COST_SHARE)
        self.again = max(self.may_try, now + min(most, first * 2.0 ** min(self.tries, 30)))
        self.tries += 1

    def waits(self, why: str, now: float) -> None:
        """It is not to be tried, since `why`."""
        self.state, self.why, self.detail, self.looked = ARRIVING, why, "", now

    def next_look(self, folder: Folder) -> float:
        """When to look at it again; where nothing but looking tells, soon."""
        if self.why in LOOKED_AT:
            if not self.looked:
                return 0.0
            first, then, late = HELD_PAUSES
            waited = self.looked - self.since
            return self.looked + (late if waited > 3600 else min(then, max(first, waited / 50)))
        return max(self.again, 0.0 if self.old else self.since + self._pause(folder))

    def is_hopeful(self, now: float) -> bool:
        """Whether it may well be whole within seconds: not one that was put off, or stands still half-written."""
        if self.state == LATER or self.why == "download":
            return False
        return self.doubtful or self.why not in ("open", "torn", "empty") or now - self.since < HOPE

    @property
    def _is_closed(self) -> bool:
        """Whether no writer being known means that it is whole."""
        return self.closes and not self.wary

    def _pause(self, folder: Folder) -> float:
        return min(QUIET, folder.settle_seconds) if self._is_closed else self.still(folder)
