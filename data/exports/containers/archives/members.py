"""Names of what lies in an archive, and which of it may be tables."""

import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from orderdeck.data.base.folder.beside import is_no_table
from orderdeck.data.base.folder.found import printable
from orderdeck.data.base.folder.unfinished import is_passed_over

MOST_MEMBERS: Final = 1000
"""Files of one archive that are looked at: of a shop's exports there are a few."""
_LONGEST: Final = 200
"""Bytes of a member's own name, and characters of its path: a file system bears 255 of the former."""
_FOREIGN: Final = frozenset(("__macosx",))
"""Folders that systems put into archives beside what was packed."""


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was unpacked."""

    name: str
    """Its path in the archive, "/" between, cleaned: relative, printable, of no other member of it."""
    path: str
    """Where it lies, relative to the folder that it was unpacked into."""


class Names:
    """Gives the members of one archive their names; none twice."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def of(self, told: str) -> str:
        """The name of a member that its archive calls `told`."""
        parts = [_clean(part) for part in told.replace("\\", "/").split("/")]
        whole = "/".join(part for part in parts if part)[-_LONGEST:].lstrip("/") or "file"
        name, n = whole, 1
        while name in self._given:
            n += 1
            stem, dot, suffix = whole.rpartition(".")
            name = f"{stem} ({n}).{suffix}" if dot and stem else f"{whole} ({n})"
        self._given.add(name)
        return name


class Writer:
    """Writes the members of one archive to an empty folder, and remembers what it has written."""

    def __init__(self, into: Path) -> None:
        self._into = into
        self.members: list[Member] = []

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        """Writes the member called `name`. Raises OSError, and what `chunks` raise."""
        place = _place(len(self.members), name)
        (self._into / place).parent.mkdir(mode=0o700)
        with (self._into / place).open("xb") as out:
            out.writelines(chunks)
        self.members.append(Member(name=name, path=place))


def decoded(raw: bytes) -> str | None:
    """A name as text: few programs say which encoding they write, and Windows in China writes GBK. None where it is
    neither that nor UTF-8."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def is_wanted(name: str) -> bool:
    """Whether a member of that name may be a table, or hold one: not what is hidden, unfinished or a system's own."""
    parts = name.split("/")
    return not any(is_passed_over(part) or part.lower() in _FOREIGN for part in parts) and not is_no_table(
        name
    )


def _clean(part: str) -> str:
    part = unicodedata.normalize("NFC", part).strip()
    return "" if part in (".", "..") else printable(part)


def _place(n: int, name: str) -> str:
    """Where the `n`-th member that is unpacked lies: profiles may go by what a file is called."""
    own = name.rpartition("/")[2].encode()[-_LONGEST:].decode("utf-8", "ignore")
    return f"{n}/{own.lstrip('.') or 'file'}"
