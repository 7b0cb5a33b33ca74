"""What a desk has worked out and keeps for the next that is opened: files that may be removed at any time.

A file bears in its name what it rests on beside the ledger (the key) and a digest of its bytes: one that is torn, or of
another set of rules, is none. They hold buyers' data, as parts do.
"""

import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from orderdeck.data.base.guards.own_files import lies_there, open_own
from orderdeck.data.base.guards.permissions import Rights
from orderdeck.data.base.guards.temporary import private
from orderdeck.data.base.paths import DeskPaths

MOST: Final = 4
"""Keys of which a file is kept: operators may have settings of their own, or another version."""
_NAME: Final = re.compile(r"orders-([0-9a-f]{16})-([0-9a-f]{32})\.duckdb")
_BESIDE: Final = ".wal"
"""The end of a file that DuckDB would read along with a database."""


def kept(paths: DeskPaths, key: str) -> Path | None:
    """The newest file that was kept for `key` and is whole; None where there is none, or none can be read."""
    for file in _by_age(paths):
        found = _NAME.fullmatch(file.name)
        if found and found[1] == key and _is_whole(file, found[2]):
            return file
    return None


def is_any_kept(paths: DeskPaths) -> bool:
    """Whether there may be a file for some key: what the key is takes a moment to find out."""
    return bool(_by_age(paths))


def keep(paths: DeskPaths, key: str, write: Callable[[Path], None]) -> None:
    """Keeps for `key` the database that `write` makes at the path it is given, in place of what was kept for it, and
    of what was kept longest ago. Raises OSError, and what `write` raises."""
    rights = Rights.of(paths)
    rights.make_folder(paths.staging)
    with private(paths, "kept") as folder:
        made = folder / "orders.duckdb"
        write(made)
        file = paths.kept / f"orders-{key}-{_digest(made)}.duckdb"
        rights.make_folder(paths.kept)
        with (
            made.open("rb") as source,
            rights.replacing(file, paths.staging / f"kept-{os.getpid()}") as out,
        ):
            while lot := source.read(2**20):
                out.write(lot)
    keys = {key}
    for other in _by_age(paths):
        found = _NAME.fullmatch(other.name)
        if found and found[1] not in keys and len(keys) < MOST:
            keys.add(found[1])
        elif other != file:
            other.unlink(missing_ok=True)


def forget(paths: DeskPaths) -> None:
    """Takes away all that was kept. Raises OSError."""
    for file in _by_age(paths):
        file.unlink(missing_ok=True)


def broken(paths: DeskPaths) -> list[Path]:
    """What lies among the kept files and isn't one, or isn't whole."""
    return [
        file
        for file in _by_age(paths)
        if not ((found := _NAME.fullmatch(file.name)) and _is_whole(file, found[2]))
    ]


def _by_age(paths: DeskPaths) -> list[Path]:
    """What lies there, the newest first."""
    found: list[tuple[int, Path]] = []
    try:
        with os.scandir(paths.kept) as listing:
            for entry in listing:
                if not entry.is_dir(follow_symlinks=False):
                    found.append((entry.stat(follow_symlinks=False).st_mtime_ns, Path(entry.path)))
    except OSError:
        return []  # not there, or just being taken away
    return [file for _age, file in sorted(found, reverse=True)]


def _is_whole(file: Path, digest: str) -> bool:
    try:
        return _digest(file) == digest and not lies_there(file.with_name(file.name + _BESIDE))
    except OSError:
        return False


def _digest(file: Path) -> str:
    with os.fdopen(open_own(file, os.O_RDONLY), "rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()[:32]
