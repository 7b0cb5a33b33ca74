"""Whether somebody has a file open for writing, as the kernel knows it."""

import fcntl
import os
import signal
from pathlib import Path
from typing import Final

_KNOWS: Final = hasattr(fcntl, "F_SETLEASE")


def being_written(path: Path) -> bool | None:
    """Whether a process of this machine has `path` open for writing; None where that can't be told.

    It can't where this system has no leases, nor the file system, nor for a file of another account (unless this is
    root), and it says nothing of other machines that have mounted the folder. Takes some 10 µs and never waits.
    """
    if not _KNOWS:
        return None
    try:
        # O_NONBLOCK: neither wait for a pipe's other end, nor for one who holds a lease on the file himself.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except BlockingIOError:
        return True  # a lease that somebody has to give up first: a file server's, for one who writes
    except OSError:
        return None
    try:
        # Should a writer come while the lease is held, the kernel tells its holder by a signal, SIGIO unless asked
        # otherwise, which would end this process. SIGURG is passed over by whoever has not asked for it.
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:
        return None
    else:
        return False
    finally:
        os.close(handle)
