"""Who may read what the desk writes: its owner alone, or the group of a setgid, group-writable folder.

Modes are set outright, never left to the umask.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec

from orderdeck.data.base.paths import STATE_FOLDER, DeskPaths


class ReadOnlyError(OSError):
    """Something would have been written to a desk that is only read."""

    code = "read_only"


class Rights(msgspec.Struct, frozen=True):
    """The group that shares a desk, or None where it stays with its owner."""

    group: int | None = None
    owner: int | None = None
    """Whose everything is that root makes on the desk of another; None: of whoever makes it."""
    read_only: bool = False
    """Whether nothing is made at all, since the desk is only read."""

    @classmethod
    def of(cls, paths: DeskPaths) -> "Rights":
        """The rights of the desk at `paths`: those of its state folder where that is shared, else of its exports.

        A folder counts as shared where it is setgid and its group may write: whoever may read and write the
        desk's folder may take part.
        """
        group = owner = None
        for folder in (paths.exports, paths.state):
            try:
                found = folder.stat()
            except OSError:
                continue
            if found.st_mode & stat.S_ISGID and found.st_mode & stat.S_IWGRP:
                group = found.st_gid
            if folder == paths.state and os.geteuid() == 0 and found.st_uid != 0:
                owner = found.st_uid
        return cls(group, owner, paths.read_only)

    @property
    def folder_mode(self) -> int:
        return 0o700 if self.group is None else 0o2770

    @property
    def file_mode(self) -> int:
        return 0o600 if self.group is None else 0o660

    def make_folder(self, folder: Path) -> Path:
        """`folder`, made with these rights where it isn't there; its parents are made as well. Raises OSError."""
        if folder.is_dir():
            if not self.read_only:
                self._tighten(folder)
            return folder
        self._refuse(folder)
        if not folder.parent.is_dir():
            self.make_folder(folder.parent)
        try:
            folder.mkdir(0o700)
        except FileExistsError:
            return folder
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            self._give(handle, self.folder_mode)
        finally:
            os.close(handle)
        return folder

    def make_file(self, file: Path) -> Path:
        """`file`, made empty with these rights where it isn't there. Raises OSError."""
        try:
            os.close(self.open_new(file))
        except FileExistsError:
            pass
        return file

    def open_new(self, file: Path) -> int:
        """A descriptor to write `file` by, made with these rights. Raises FileExistsError and other OSErrors."""
        self._refuse(file)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            self._give(handle, self.file_mode)
        except OSError:
            os.close(handle)
            raise
        return handle

    @contextmanager
    def replacing(self, file: Path, aside: Path, *, synced: bool = False) -> Iterator[BinaryIO]:
        """What is written here within takes `file`'s place once the block ends without an error, whole or not at all;
        `synced`: its content is on disk by then. `aside`, in the same folder, bears it until then. Raises OSError."""
        aside.unlink(missing_ok=True)
        try:
            with os.fdopen(self.open_new(aside), "wb") as out:
                yield out
                if synced:
                    out.flush()
                    os.fsync(out.fileno())
            aside.replace(file)
        finally:
            aside.unlink(missing_ok=True)

    def _refuse(self, place: Path) -> None:
        if self.read_only:
            raise ReadOnlyError(errno.EROFS, "nothing is written to a desk that is only read", str(place))

    def _give(self, handle: int, mode: int) -> None:
        # By its descriptor: what bears the name by now may be a link to something else.
        found = os.fstat(handle)
        group = self.group if self.group not in (None, found.st_gid) else None
        owner = self.owner if self.owner not in (None, found.st_uid) else None
        if group is not None or owner is not None:
            os.fchown(handle, -1 if owner is None else owner, -1 if group is None else group)
        os.fchmod(handle, mode)

    def _tighten(self, folder: Path) -> None:
        # Only our own folder: what somebody names with --desk may be a folder with other things in it.
        if folder.name != STATE_FOLDER:
            return
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            found = os.fstat(handle)
            open_to_others = found.st_mode & 0o007 or (self.group is None and found.st_mode & 0o070)
            if open_to_others and found.st_uid == os.geteuid():
                self._give(handle, self.folder_mode)
        finally:
            os.close(handle)
