"""Records that only the ledger's own callers need. Cheap to import."""

import msgspec


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
    stamp: str  # size and times of the file when it was taken: `data.watch.stamp_of`
    sha256: str = ""
    state: str = ""  # of its Export; "" where a loader began with it and came to no verdict
    profiles: str = ""  # fingerprint of the profiles it was tried with
    attempts: int = 0  # how often a loader began with it and died
