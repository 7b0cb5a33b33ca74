"""What lies in the folder of exports: found, and told from what is ours, foreign, hidden or by its name unfinished."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from orderdeck.data.base.faults import fault_of
from orderdeck.data.base.folder.unfinished import is_passed_over
from orderdeck.data.base.paths import DeskPaths

_TABLES: Final = (".csv", ".tsv", ".txt", ".xls", ".xlsx", ".html", ".xml")


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Something in the folder that could be an export."""

    path: Path
    name: str  # relative to the folder, "/" between, unprintable characters as escapes
    size: int
    mtime_us: int  # µs since the epoch, UTC
    stamp: str  # differs once the file was written to, replaced or touched
    ctime_us: int = 0  # when it was last written to, renamed or touched, by the clock of its file system
    settled: bool = (
        True  # whether waiting for the rest of it is over: what may be cut off then counts as it is
    )
    awaited: bool = False  # whether it is still waited for, and not refused, where it is cut off for sure
    fault: str = ""  # what kept it from being looked at, and may pass: a code of `data.base.faults`
    trouble: str = ""  # a reason to refuse it unread: "outside_folder", "not_a_file"


def scan(paths: DeskPaths) -> list[Found]:
    """Everything in the folder that could be an export, settled or not, oldest first. Empty where it is not there."""
    found, _ = walk(paths)
    return sorted(found, key=by_time)


def by_time(found: Found) -> tuple[int, str]:
    """The order in which files are taken."""
    return (found.mtime_us, found.name)


def examine(paths: DeskPaths, path: Path) -> Found | None:
    """What `path` is; None where it is gone, hidden, ours, or bears the name of an unfinished or foreign file."""
    try:
        name = path.relative_to(paths.exports)
        seen = path.lstat()
    except ValueError:
        return None
    except OSError as error:
        return _unseen(paths, path, error)
    if any(is_passed_over(part) for part in name.parts) or path.is_relative_to(paths.state):
        return None
    if stat.S_ISDIR(seen.st_mode):
        try:
            os.scandir(path).close()
        except OSError as error:
            return _unseen(paths, path, error)
    trouble = ""
    if stat.S_ISLNK(seen.st_mode):
        try:
            target = path.resolve(strict=True)
            seen = target.stat()
        except (OSError, RuntimeError):
            return None
        trouble = "" if target.is_relative_to(paths.exports.resolve()) else "outside_folder"
        if stat.S_ISDIR(seen.st_mode) and not trouble:
            return None  # what is in there is seen where it is
    if not trouble and not stat.S_ISREG(seen.st_mode):
        if stat.S_ISDIR(seen.st_mode) and path.suffix.lower() not in _TABLES:
            return None
        trouble = "not_a_file"
    # Of what is not read, only that it is there matters: a folder's times change with each file in it.
    return Found(
        path=path,
        name=name_of(paths, path),
        size=0 if trouble else seen.st_size,
        mtime_us=seen.st_mtime_ns // 1000,
        ctime_us=seen.st_ctime_ns // 1000,
        stamp=trouble or stamp_of(seen),
        trouble=trouble,
    )


def _unseen(paths: DeskPaths, path: Path, error: OSError) -> Found | None:
    """A file of which only the name can be told just now, or a folder of which no more can; None where it is gone."""
    fault = fault_of(error)
    passed = any(is_passed_over(part) for part in path.relative_to(paths.exports).parts)
    if not fault or passed or path.is_relative_to(paths.state):
        return None
    return Found(path=path, name=name_of(paths, path), size=1, mtime_us=0, stamp=fault, fault=fault)


def stamp_of(seen: os.stat_result) -> str:
    """Text that differs once a file was written to, replaced or touched."""
    return f"{seen.st_size}:{seen.st_mtime_ns}:{seen.st_ctime_ns}"


def printable(name: str) -> str:
    """A file name as text that a terminal and SQLite can bear; other characters and broken bytes become escapes."""
    if name.isprintable():
        return name
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)


def name_of(paths: DeskPaths, path: Path) -> str:
    """What `path`, in the folder of exports, is called in ledger and deck: relative, printable, "/" between."""
    return printable(path.relative_to(paths.exports).as_posix())


def walk(paths: DeskPaths) -> tuple[list[Found], list[str]]:
    """Everything in the folder that could be an export, in no order, and all folders in which such may lie."""
    found: list[Found] = []
    folders: list[str] = []
    for folder, entries in _folders(paths):
        folders.append(str(folder))
        found.extend(one for entry in entries if (one := examine(paths, Path(entry.path))))
    return found, folders


def _folders(paths: DeskPaths) -> Iterator[tuple[Path, list[os.DirEntry[str]]]]:
    waiting = [paths.exports]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as listing:
                entries = list(listing)
        except OSError:
            continue
        yield folder, entries
        inner = (
            Path(e.path) for e in entries if e.is_dir(follow_symlinks=False) and not is_passed_over(e.name)
        )
        waiting.extend(path for path in inner if path != paths.state)


def identity(folder: Path) -> tuple[int, int] | None:
    """Device and inode of `folder`, None where there is no such folder: whether it is still the same."""
    try:
        seen = folder.stat()
    except OSError:
        return None
    return (seen.st_dev, seen.st_ino) if stat.S_ISDIR(seen.st_mode) else None
