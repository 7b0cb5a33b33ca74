"""What lies in the folder of exports: found, and told from what is ours, foreign, hidden or by its name unfinished."""

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from orderdeck.data.base.faults import fault_of
from orderdeck.data.base.folder.reach import MAILDIR, base_of, bases, leads_in, root_of
from orderdeck.data.base.folder.unfinished import is_passed_over
from orderdeck.data.base.paths import DeskPaths

_FLAGS: Final = re.compile(r":2,[A-Za-z]*$")
"""What the name of a mail ends with once it was looked at."""
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
    root: Path | None = None  # the real folder that links must not lead out of; None: that of exports
    inside: "Found | None" = None  # the file in the folder that it was unpacked from


def scan(paths: DeskPaths) -> list[Found]:
    """Everything in the folder that could be an export, settled or not, oldest first. Empty where it is not there."""
    found, _ = walk(paths)
    return sorted(found, key=by_time)


def by_time(found: Found) -> tuple[int, str]:
    """The order in which files are taken."""
    return (found.mtime_us, found.name)


def examine(paths: DeskPaths, path: Path, roots: dict[Path, Path | None] | None = None) -> Found | None:
    """What `path` is; None where it is gone, hidden, ours, or bears the name of an unfinished or foreign file. `roots`
    remembers what nothing in a folder may lead out of."""
    base = base_of(paths, path)
    if base is None:
        return None
    name = path.relative_to(base[0])
    try:
        seen = path.lstat()
    except OSError as error:
        return _unseen(paths, path, name, error)
    if any(is_passed_over(part) for part in name.parts) or path.is_relative_to(paths.state):
        return None
    roots = {} if roots is None else roots
    if path.parent not in roots:
        roots[path.parent] = root_of(paths, path.parent, base[0])
    root = roots[path.parent]
    if stat.S_ISDIR(seen.st_mode):
        try:
            os.scandir(path).close()
        except OSError as error:
            return _unseen(paths, path, name, error)
    trouble = "" if root else "outside_folder"
    if stat.S_ISLNK(seen.st_mode) and root:
        try:
            target = path.resolve(strict=True)
            seen = target.stat()
        except (OSError, RuntimeError):
            return None
        trouble = "" if target.is_relative_to(root) else "outside_folder"
        if stat.S_ISDIR(seen.st_mode) and (not trouble or leads_in(paths, path)):
            return None  # what is in there is seen where it is, or by this way
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
        root=root,
    )


def _unseen(paths: DeskPaths, path: Path, name: Path, error: OSError) -> Found | None:
    """A file of which only the name can be told just now, or a folder of which no more can; None where it is gone."""
    fault = fault_of(error)
    passed = any(is_passed_over(part) for part in name.parts)
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
    """What `path`, in a folder that is read, is called in ledger and deck: relative, printable, "/" between. A mail in
    a mailbox keeps its name when somebody reads or marks it."""
    base, label = base_of(paths, path) or (paths.exports, "")
    name = printable(label + path.relative_to(base).as_posix())
    if path.parent.name in MAILDIR and is_maildir(path.parent.parent):
        box, _, mail = name.rpartition("/")
        name = f"{box.removesuffix(path.parent.name)}{MAILDIR[-1]}/{_FLAGS.sub('', mail)}"
    return name


def path_of(paths: DeskPaths, name: str) -> Path:
    """Where the file lies, or would, that is called `name`: the way back, but for escapes and for mails."""
    for folder, label in bases(paths)[1:]:
        if name.startswith(label):
            return folder / name.removeprefix(label)
    return paths.exports / name


def is_maildir(folder: Path) -> bool:
    """Whether `folder` is a mailbox with a file each mail: in `new` what nobody has seen, in `cur` the others, in `tmp`
    what is being written."""
    return all((folder / one).is_dir() for one in ("tmp", *MAILDIR))


def walk(paths: DeskPaths) -> tuple[list[Found], list[str]]:
    """Everything in the folder that could be an export, in no order, and all folders in which such may lie."""
    found: list[Found] = []
    folders: list[str] = []
    roots: dict[Path, Path | None] = {}
    for folder, entries in _folders(paths):
        folders.append(str(folder))
        found.extend(one for entry in entries if (one := examine(paths, Path(entry.path), roots)))
    return found, folders


def _folders(paths: DeskPaths) -> Iterator[tuple[Path, list[os.DirEntry[str]]]]:
    waiting = [folder for folder, _ in bases(paths)]
    seen: set[tuple[int, int]] = set()
    while waiting:
        folder = waiting.pop()
        here = identity(folder)
        if here is None or here in seen:  # links may lead to one folder by several ways
            continue
        seen.add(here)
        try:
            with os.scandir(folder) as listing:
                entries = list(listing)
        except OSError:
            continue
        yield folder, entries
        skipped = "tmp" if is_maildir(folder) else ""
        inner = (Path(e.path) for e in entries if _is_inner(paths, e) and e.name != skipped)
        waiting.extend(path for path in inner if path != paths.state)


def _is_inner(paths: DeskPaths, entry: os.DirEntry[str]) -> bool:
    if is_passed_over(entry.name):
        return False
    return entry.is_dir(follow_symlinks=False) or (entry.is_symlink() and leads_in(paths, Path(entry.path)))


def identity(folder: Path) -> tuple[int, int] | None:
    """Device and inode of `folder`, None where there is no such folder: whether it is still the same."""
    try:
        seen = folder.stat()
    except OSError:
        return None
    return (seen.st_dev, seen.st_ino) if stat.S_ISDIR(seen.st_mode) else None
