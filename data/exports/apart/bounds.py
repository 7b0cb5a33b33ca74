"""How much memory and processor time reading a file may take, by how much the file holds."""

import os
import zipfile
from pathlib import Path
from typing import Final

import msgspec

from orderdeck.data.exports.containers.files import open_file
from orderdeck.data.exports.containers.records import MB, RefusalError

_SAID: Final = 64 * MB
_RATIO: Final = 250
"""An archive that says it unpacks to more than the first, and to more than the second times what it is, is a bomb: what
it says doesn't count."""


_DENSE: Final = 3
"""So many times their size old .xls hold: they are not packed, but have numbers and texts in few bytes."""


class Bounds(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader may take: so much, and so much more for each byte or MB that its files hold.

    Good files take at most four fifths of it: text up to 440 MB whatever its size, workbooks 100 MB and some three
    times what they unpack to; and 0.03 (CSV) to 0.15 (XML) seconds of processor time a MB (tests/bench/reading.py).
    """

    base_bytes: int = 300 * MB
    times: int = 4
    base_seconds: int = 30
    seconds_a_mb: int = 10
    stalled_seconds: int = 120
    """How long it may do nothing at all while it is waited for: a disk that doesn't answer takes no processor time."""
    data_bytes: int = 0
    """Most that may be allocated (RLIMIT_DATA), whatever the file holds; 0: twice its memory and a GB, so that what
    asks for absurdly much at once fails at once."""

    def of(self, held: int) -> "Allowance":
        """For files that hold so many bytes (`held_by`)."""
        wanted = self.base_bytes + self.times * held
        memory = min(wanted, max(_machine() // 2, self.base_bytes))
        return Allowance(
            memory=memory,
            seconds=self.base_seconds + self.seconds_a_mb * -(-held // MB),
            data=self.data_bytes or 2 * memory + 1024 * MB,
        )


class Allowance(msgspec.Struct, frozen=True):
    """What a reader may take for what it has in hand."""

    memory: int
    """Bytes in memory (resident)."""
    seconds: int
    """Of processor time, from now on."""
    data: int
    """Bytes allocated, whether used or not."""


def size_of(path: Path) -> int:
    """Bytes of the file at `path`, as far as is seen without opening it; 0 where it isn't there."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def held_by(path: Path) -> int:
    """How many bytes the file at `path` holds: its size, or what it says to unpack to where it is an archive and that
    is more, three times its size where it is an old .xls; 0 where it can't be read."""
    try:
        with open_file(path) as file:
            size = os.fstat(file.fileno()).st_size
            match file.read(2):
                case b"PK":
                    pass
                case b"\xd0\xcf":
                    return _DENSE * size
                case _:
                    return size
            with zipfile.ZipFile(file) as archive:
                members = archive.infolist()
    except RefusalError:
        return 0
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError):
        return size
    said = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    return size if said > _SAID and said > packed * _RATIO else max(size, said)


def _machine() -> int:
    """Bytes of memory of this machine."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
