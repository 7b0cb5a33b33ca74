"""Opening what lies in a desk's state folder: files alone, never through a link, and never waiting for a pipe.

A folder of exports may have come out of an archive with a state folder in it: a `loader.lock` there that is a link to
a file of the operator's would have that file emptied.
"""

import errno
import os
import stat
from pathlib import Path
from typing import Final

MOST: Final = 16 * 2**20
"""Bytes of a file of the user's own (settings, rules, profiles, templates) that are read at most."""


class NoFileOfOursError(PermissionError):
    """What lies there is a link, pipe, device or folder where a file is wanted; nothing of it was read or changed."""

    def __str__(self) -> str:
        return str(self.strerror)


def open_own(file: Path, flags: int, *, links: bool = False) -> int:
    """A descriptor of the file that lies at `file`, opened with `flags` (os.O_RDONLY, …); it is not created.

    Raises NoFileOfOursError where something else lies there, and where it is a link, unless `links` are allowed (in the
    user's own folder of settings they are the user's affair); other OSErrors as `os.open`.
    """
    # O_NONBLOCK: a pipe without a reader or writer is refused, not waited for. Of files it says nothing.
    flags |= os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY | (0 if links else os.O_NOFOLLOW)
    try:
        handle = os.open(file, flags & ~os.O_TRUNC)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EMLINK) and not links:
            raise _refused(file, "is a link; the file itself has to lie there") from None
        if error.errno in (errno.ENXIO, errno.EISDIR):
            raise _refused(file, "is not a file") from None
        raise
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise _refused(file, "is not a file")
    return handle


def read_own(file: Path, *, most: int = MOST, links: bool = False) -> bytes:
    """All bytes of the file at `file`, opened as by `open_own`. Raises OSError, also where it has more than `most`."""
    with os.fdopen(open_own(file, os.O_RDONLY, links=links), "rb") as opened:
        content = opened.read(most + 1)
    if len(content) > most:
        raise OSError(errno.EFBIG, f"is larger than {most // 1024} kB", str(file))
    return content


def read_text(file: Path, *, most: int = MOST, links: bool = False) -> str:
    """The same as text: UTF-8, with a mark at its beginning or none, any line ends. Raises UnicodeDecodeError."""
    text = read_own(file, most=most, links=links).decode("utf-8-sig")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def lies_there(file: Path) -> bool:
    """Whether anything bears that name: a link to nowhere and a pipe too, so that reading it says what is wrong."""
    return os.path.lexists(file)


def _refused(file: Path, why: str) -> NoFileOfOursError:
    return NoFileOfOursError(errno.EPERM, why, str(file))


def sync_folder(folder: Path) -> None:
    """Sees to it that the names in `folder` are on disk. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
