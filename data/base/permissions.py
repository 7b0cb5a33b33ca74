"""Who may read what the desk writes: its owner alone, or the group of a setgid, group-writable folder.

Modes are set outright, never left to the umask.
"""

import os
import stat
from pathlib import Path

import msgspec

from orderdeck.data.base.paths import STATE_FOLDER, DeskPaths


class Rights(msgspec.Struct, frozen=True):
    """The group that shares a desk, or None where it stays with its owner."""

    group: int | None = None

    @classmethod
    def of(cls, paths: DeskPaths) -> "Rights":
        """The rights of the desk at `paths`: those of its state folder where that is shared, else of its exports.

        A folder counts as shared where it is setgid and its group may write: whoever may read and write the
        desk's folder may take part.
        """
        for folder in (paths.state, paths.exports):
            try:
                found = folder.stat()
            except OSError:
                continue
            if found.st_mode & stat.S_ISGID and found.st_mode & stat.S_IWGRP:
                return cls(found.st_gid)
        return cls(None)

    @property
    def folder_mode(self) -> int:
        return 0o700 if self.group is None else 0o2770

    @property
    def file_mode(self) -> int:
        return 0o600 if self.group is None else 0o660

    def make_folder(self, folder: Path) -> Path:
        """`folder`, made with these rights where it isn't there; its parents are made as well. Raises OSError."""
        if folder.is_dir():
            self._tighten(folder)
            return folder
        if not folder.parent.is_dir():
            self.make_folder(folder.parent)
        try:
            folder.mkdir(0o700)
        except FileExistsError:
            return folder
        self._give(folder, self.folder_mode)
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
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            self._give(file, self.file_mode)
        except OSError:
            os.close(handle)
            raise
        return handle

    def _give(self, path: Path, mode: int) -> None:
        if self.group is not None and path.stat().st_gid != self.group:
            os.chown(path, -1, self.group)
        path.chmod(mode)

    def _tighten(self, folder: Path) -> None:
        # Only our own folder: what somebody names with --desk may be a folder with other things in it.
        found = folder.stat()
        open_to_others = found.st_mode & 0o007 or (self.group is None and found.st_mode & 0o070)
        if folder.name == STATE_FOLDER and open_to_others and found.st_uid == os.geteuid():
            self._give(folder, self.folder_mode)
