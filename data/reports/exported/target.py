"""Where the file of a list may lie, and writing it there: whole or not at all, for its owner alone.

Nothing that orderdeck writes may lie where it would be read as an export of orders: neither in the folder of this desk
or of another, nor anywhere below it, by whatever way the path goes there. The desk's outbox is the exception: no loader
looks into it.
"""

import os
import secrets
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from orderdeck.data.base.guards.own_files import sync_folder
from orderdeck.data.base.guards.permissions import Rights
from orderdeck.data.base.paths import STATE_FOLDER, DeskPaths

LEDGER: Final = "ledger.sqlite"
"""By which a folder of exports is known: it lies in the state folder beside them."""


class TargetError(Exception):
    """Nothing may be written there; `code` says why: watched, state, exists, no_file, no_folder."""

    def __init__(self, code: str, path: Path) -> None:
        super().__init__(f"{code}: {path}")
        self.code, self.path = code, path


def check(paths: DeskPaths, target: Path, *, replace: bool = False) -> Path:
    """`target` with its folder as it really is. Raises TargetError, OSError."""
    try:
        folder = target.expanduser().absolute().parent.resolve(strict=True)
    except FileNotFoundError:
        raise TargetError("no_folder", target.parent) from None
    file = folder / target.name
    if not folder.is_dir() or target.name in ("", ".", ".."):
        raise TargetError("no_folder", target.parent)
    above = [folder, *folder.parents]
    if paths.read_only and _among(paths.state, above):
        raise TargetError("state", target)
    if not _among(paths.outbox, above):
        if _among(paths.state, above):
            raise TargetError("state", target)
        if _among(paths.exports, above) or any((one / STATE_FOLDER / LEDGER).exists() for one in above):
            raise TargetError("watched", target)
    try:
        there = file.lstat()
    except FileNotFoundError:
        return file
    if not stat.S_ISREG(there.st_mode):
        raise TargetError("no_file", target)
    if not replace:
        raise TargetError("exists", target)
    return file


def write(paths: DeskPaths, target: Path, content: bytes, *, replace: bool = False) -> Path:
    """Writes `content` to `target`, as `made` does. Raises TargetError, OSError."""

    def fill(draft: Path) -> None:
        with draft.open("wb") as out:
            out.write(content)

    return made(paths, target, fill, replace=replace)


def made(paths: DeskPaths, target: Path, fill: Callable[[Path], None], *, replace: bool = False) -> Path:
    """Has `fill` make the file for `target` beside it, and gives where it is. A file that is there is replaced whole,
    where that is wanted; a link never is followed, nor replaced. Mode 0600; in the outbox as the desk's other files.
    Raises TargetError, OSError, and what `fill` raises."""
    file = check(paths, target, replace=replace)
    rights = Rights.of(paths) if _among(paths.outbox, [file.parent]) else Rights()
    draft = file.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        os.close(rights.open_new(draft))
        fill(draft)
        with draft.open("rb") as filled:
            os.fsync(filled.fileno())
        if replace:
            check(paths, target, replace=True)
            draft.replace(file)
        else:
            _publish(draft, file, target)
    finally:
        draft.unlink(missing_ok=True)
    with suppress(OSError):  # some file systems can't sync a folder; the file itself is on disk
        sync_folder(file.parent)
    return file


def _publish(draft: Path, file: Path, target: Path) -> None:
    try:
        file.hardlink_to(draft)  # unlike a rename, never over what came there meanwhile
    except FileExistsError:
        raise TargetError("exists", target) from None
    except OSError:  # a file system without hard links
        if os.path.lexists(file):
            raise TargetError("exists", target) from None
        draft.replace(file)


def _among(folder: Path, above: list[Path]) -> bool:
    """Whether `folder` is one of those, by whatever name: mounts and names in other case too."""
    try:
        known = folder.stat()
    except OSError:
        return False
    for one in above:
        try:
            if os.path.samestat(one.stat(), known):
                return True
        except OSError:
            continue
    return False
