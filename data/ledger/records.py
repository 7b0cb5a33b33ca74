"""Records that only the ledger's own callers need. Cheap to import."""

from typing import Final

import msgspec

from orderdeck.data.base.records import Act

BY_KNOWN: Final = "dates_by_known|"
"""The note of files that were read by what others tell."""
UNSURE: Final = ("dates_assumed|", "dates_set|")
"""Notes of files whose order of day and month somebody said, and no cell showed: they are no witnesses."""


class LoaderThere(msgspec.Struct, frozen=True):
    """A loader at work on another machine that takes part in the desk."""

    operator: str
    machine: str
    exports: str
    """The folder, as that machine calls it."""
    since: int
    """µs since the epoch, UTC, by the server's clock."""


class Bid(msgspec.Struct, frozen=True):
    """An act on an order, and the claim that has to hold before it; each may be missing."""

    act: Act | None = None
    claim: Act | None = None
    names: tuple[str, ...] = ()
    """Other keys that stand for the same order: what was done under them counts."""


class Settled(msgspec.Struct, frozen=True):
    """What became of a bid; nothing of it was written where somebody holds the order or has acted on it."""

    done: Act | None = None
    claimed: Act | None = None  # the act by which the operator holds the order now
    held: "Held | None" = None  # who held it; with `claimed` it was taken over
    acted_by: str = ""  # who has acted on the order meanwhile
    overtaken: bool = False  # the operator has, by another session: look at the order again


class Basis(msgspec.Struct, frozen=True):
    """What a decision rests on: it holds while nobody has written what could change it."""

    seq: int  # the newest act that was known
    export: int  # the newest line of the exports ledger that was known
    kinds: tuple[str, ...]  # kinds of acts that could change it


class Held(msgspec.Struct, frozen=True):
    """Somebody else holds the order: a claim was not made."""

    operator: str
    since: int  # µs since the epoch, UTC


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A folder of Parquet files that is visible now."""

    name: str  # of the folder, within `paths.parts`
    kind: str  # orders, stock, purchases, products, suppliers
    export_ids: list[str]  # what it holds; a merged part holds several
    rows: int = 0
    size: int = 0  # bytes
    checksums: dict[str, str] = {}  # file name -> sha-256
    at: int = 0  # when it became visible
    seq: int = 0

    def files(self, stem: str) -> list[str]:
        """Names of the files of this part for `stem` ("orders", "lines", …), in the order they were written."""
        return sorted(name for name in self.checksums if name.removesuffix(".parquet").split("-")[0] == stem)


class Sighting(msgspec.Struct, frozen=True, kw_only=True):
    """What the loader knows of a file in the folder, so that it need not read it again to know it."""

    name: str  # relative to the exports folder, "/" between
    stamp: str  # size and times of the file when it was taken: `data.intake.folder.watch.stamp_of`
    sha256: str = ""
    state: str = ""  # of its Export; "" where a loader began with it and came to no verdict
    profiles: str = ""  # fingerprint of the profiles and the code it was tried with
    attempts: int = 0  # how often a loader began with it and died
