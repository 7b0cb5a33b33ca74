"""What can go wrong with a ledger, in words that say what to do. Nothing here is the fault of an export."""
# ruff: noqa: N818 (each name says what is the matter; "Error" would add nothing)

import errno
import os
import resource
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from orderdeck.data.base.faults import NotTheFileError
from orderdeck.data.base.guards.own_files import NoFileOfOursError
from orderdeck.data.base.guards.permissions import ReadOnlyError
from orderdeck.data.base.guards.trust import UntrustedError


class LedgerError(NotTheFileError):
    """The ledger can't be used just now or at all; `code` is for scripts and the deck's words."""

    code = "ledger_failed"


class LedgerBusy(LedgerError):
    """Another process has been writing for longer than the busy timeout: try again."""

    code = "ledger_busy"


class LedgerAway(LedgerBusy):
    """The server of a desk on several machines is not to be reached just now: what was to be written can be tried again
    as it is."""

    code = "ledger_away"


class LedgerFull(LedgerError):
    """The disk, the quota or the file size limit is used up: nothing was written; goes on when there is space."""

    code = "disk_full"


class LedgerDamaged(LedgerError):
    """The database file is not (or no longer) a ledger."""

    code = "ledger_damaged"


class LedgerForeign(LedgerDamaged):
    """The file is a sound database of something else; nothing touches it."""


class LedgerMended(LedgerError):
    """No error any more: the database was damaged and has been made anew."""

    code = "ledger_mended"


class LedgerTooNew(LedgerError):
    """Made by a newer orderdeck; left untouched."""

    code = "ledger_too_new"


class LedgerDenied(LedgerError):
    """The state folder can't be read or written with this account's rights, or is on a read-only file system."""

    code = "ledger_denied"


class LedgerReadOnly(LedgerDenied):
    """Only read here, because that was asked for or can't be otherwise: nothing was written."""

    code = "read_only"


class LedgerAbsent(LedgerError):
    """There is no ledger, and who only reads makes none."""

    code = "no_desk"


class LedgerUnsafe(LedgerError):
    """The state folder is on a file system where SQLite's locks and shared memory can't be trusted."""

    code = "network_file_system"


class LedgerFaulty(LedgerFull):
    """The disk, its cable or its host gives errors: reading or writing failed though there is room and right. Dealt
    with as a full one: what was to be written is kept and tried again, and it is said what is the matter."""

    code = "disk_fault"


class LedgerUntrusted(LedgerError):
    """Others may have written what lies in the state folder, or a link lies in the place of a file: nothing of it is
    read or changed."""

    code = "desk_untrusted"


_WRITES = ("SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_TRUNCATE", "SQLITE_IOERR_FSYNC")
_FAILING = "the disk fails, not the room on it: see the system's log (dmesg), and make a backup"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}
_FAULTY = {errno.EIO, errno.EUCLEAN, errno.EBADMSG, errno.ENODATA, errno.EREMOTEIO, errno.ENODEV, errno.ENXIO}


def is_full(error: OSError) -> bool:
    """Whether `error` means that there is no space left to write to (disk, quota, or file size limit)."""
    return error.errno in _FULL


def of_os_error(error: OSError, what: str) -> LedgerError:
    """`error` met while writing `what`, as a LedgerError."""
    if isinstance(error, ReadOnlyError):
        return LedgerReadOnly(str(error.strerror))
    if isinstance(error, UntrustedError):
        return LedgerUntrusted(str(error))
    if isinstance(error, NoFileOfOursError):
        return LedgerUntrusted(f"{error.filename} {error.strerror}")
    if is_full(error):
        return LedgerFull(f"{what}: {error.strerror}; {_room_for(what)}, nothing is lost meanwhile")
    if error.errno in _FAULTY:
        return LedgerFaulty(f"{what}: {error.strerror}; {_FAILING}")
    if error.errno in _DENIED:
        return LedgerDenied(f"{what}: {error.strerror}; may this account write there?")
    return LedgerError(f"{what}: {error.strerror or error}")


def _room_for(what: str) -> str:
    """What to free: a file system may have bytes left and no place for one more file (inode)."""
    try:
        room = os.statvfs(_folder_of(what))
    except OSError:
        return "free some space"
    if room.f_files and not room.f_favail and room.f_bavail:
        return "no more files fit on this disk (inodes): remove some"
    return "free some space"


def _folder_of(what: str) -> Path:
    place = Path(what)
    return place if place.is_dir() else place.parent


def _tried(what: str) -> OSError | None:
    """What the operating system says where a file is made and written beside `what`: SQLite tells of a failed write
    or opening, and keeps to itself why."""
    file = _folder_of(what) / f".tried-{uuid.uuid4().hex}"
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        return error
    try:
        os.write(handle, bytes(65536))
        os.fsync(handle)
    except OSError as error:
        return error
    finally:
        os.close(handle)
        with suppress(OSError):
            file.unlink()
    return None


def _at_its_limit() -> bool:
    """Whether a file can't grow since this process may not write larger ones."""
    most = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
    return most != resource.RLIM_INFINITY


def of_sqlite_error(error: sqlite3.Error, what: str) -> LedgerError:
    """`error` as the LedgerError that says what it means for the desk."""
    name = getattr(error, "sqlite_errorname", "") or ""
    detail = f"{what}: {error}"
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return LedgerBusy(f"{detail}; another process is writing, try again")
    if name == "SQLITE_FULL":
        return LedgerFull(f"{detail}; {_room_for(what)}, nothing is lost meanwhile")
    # A quota, a file size limit and a failing disk come as a failed write, no room for one more file as one that can't
    # be opened.
    if name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN")):
        found = _tried(what)
        if found is not None and (is_full(found) or found.errno in _FAULTY):
            return of_os_error(found, what)
        if found is None and name in _WRITES and _at_its_limit():
            limit = "the limit on the size of files is reached: raise it, or free some space under it"
            return LedgerFull(f"{detail}; {limit}; nothing is lost meanwhile")
        if name.startswith("SQLITE_IOERR"):
            return LedgerFaulty(f"{detail}; {_FAILING}")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return LedgerDamaged(f"{detail}; `orderdeck doctor` can restore it")
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return LedgerDenied(f"{detail}; may this account read and write there?")
    return LedgerError(detail)


@contextmanager
def plain_errors(what: str) -> Iterator[None]:
    """Turns SQLite's and the operating system's errors within into LedgerErrors that name `what`."""
    try:
        yield
    except sqlite3.Error as error:
        raise of_sqlite_error(error, what) from error
    except OSError as error:
        raise of_os_error(error, what) from error
