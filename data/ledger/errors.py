"""What can go wrong with a ledger, in words that say what to do. Nothing here is the fault of an export."""
# ruff: noqa: N818 (each name says what is the matter; "Error" would add nothing)

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from orderdeck.data.base.faults import NotTheFileError


class LedgerError(NotTheFileError):
    """The ledger can't be used just now or at all; `code` is for scripts and the deck's words."""

    code = "ledger_failed"


class LedgerBusy(LedgerError):
    """Another process has been writing for longer than the busy timeout: try again."""

    code = "ledger_busy"


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


class LedgerUnsafe(LedgerError):
    """The state folder is on a file system where SQLite's locks and shared memory can't be trusted."""

    code = "network_file_system"


_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}


def is_full(error: OSError) -> bool:
    """Whether `error` means that there is no space left to write to (disk, quota, or file size limit)."""
    return error.errno in _FULL


def of_os_error(error: OSError, what: str) -> LedgerError:
    """`error` met while writing `what`, as a LedgerError."""
    if is_full(error):
        return LedgerFull(f"{what}: {error.strerror}; free some space, nothing is lost meanwhile")
    if error.errno in _DENIED:
        return LedgerDenied(f"{what}: {error.strerror}; may this account write there?")
    return LedgerError(f"{what}: {error.strerror or error}")


def of_sqlite_error(error: sqlite3.Error, what: str) -> LedgerError:
    """`error` as the LedgerError that says what it means for the desk."""
    name = getattr(error, "sqlite_errorname", "") or ""
    detail = f"{what}: {error}"
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return LedgerBusy(f"{detail}; another process is writing, try again")
    # A quota or a file size limit comes as a failed write, not as SQLITE_FULL.
    if name in ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_TRUNCATE"):
        return LedgerFull(f"{detail}; free some space, nothing is lost meanwhile")
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
