"""Whether a part's files are there to be read: what can be told without reading them."""

import errno
import os
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from orderdeck.data.base.guards.own_files import NoFileOfOursError, open_own
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.ledger.records import Part

_MARK: Final = b"PAR1"
"""At both ends of a Parquet file, https://parquet.apache.org/docs/file-format/."""
FETCHED: Final = "fetch-"
"""Prefix of a folder in staging that a part of a shared desk is fetched into."""
_GONE: Final = (errno.ENOENT, errno.ENOTDIR)


def is_whole(paths: DeskPaths, part: Part) -> bool:
    """Whether all files of `part` lie in its folder, none of them or the folder a link, with the size that they had and
    both ends of a Parquet file. A byte that has turned within is seen by its checksum alone (`damaged_files`)."""
    try:
        return not is_lost(paths, part)
    except OSError:
        return False


def is_lost(paths: DeskPaths, part: Part) -> bool:
    """The contrary, and for sure: raises OSError where that can't be told just now (a fault that may pass)."""
    if (paths.parts / part.name).is_symlink():
        return True
    try:
        sizes = list(_sizes(paths, part))
    except NoFileOfOursError:
        return True
    except OSError as error:
        if error.errno in _GONE:
            return True
        raise
    return None in sizes or bool(part.size and sum(size or 0 for size in sizes) != part.size)


class LocalParts:
    """Parts that lie in the machine's own folder and nowhere else: see `data.ledger.database.engine.Stored`."""

    def __init__(self, paths: DeskPaths) -> None:
        self._paths = paths

    def bring(self, parts: Iterable[Part]) -> None:
        """They are here, or nowhere."""

    def came(self) -> bool:
        return False

    def again(self, part: Part) -> bool:
        return False

    def keep(self, part: Part) -> None:
        """They are where they belong."""

    def lacks(self, part: Part) -> bool:
        return is_lost(self._paths, part)

    def drop(self, known: Collection[str], gone: Collection[str]) -> None:
        """What is in the folder is swept by itself."""


def _sizes(paths: DeskPaths, part: Part) -> Iterator[int | None]:
    """Bytes of each file; None for one that is no Parquet."""
    for name in part.checksums:
        handle = open_own(paths.parts / part.name / name, os.O_RDONLY)
        try:
            size = os.fstat(handle).st_size
            sound = size >= 12 and os.pread(handle, 4, 0) == os.pread(handle, 4, size - 4) == _MARK
            yield size if sound else None
        finally:
            os.close(handle)
