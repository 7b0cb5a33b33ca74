"""What goes between a process and its reader: messages over a socket, big things beside them in files without a name.

Such a file is in memory on Linux, elsewhere a temporary one that is gone from its folder at once; nothing is left of it
however either ends.
"""

import array
import errno
import os
import socket
import struct
import tempfile
import threading
from collections.abc import Callable, Sequence
from typing import IO, Final

from orderdeck.data.base.faults import NotTheFileError

_HEAD: Final = struct.Struct("<IB")
"""Bytes of the message, files beside it."""
_MOST_FILES: Final = 16


class Closed(NotTheFileError):  # noqa: N818 (not an error)
    """The other end is gone."""


class Wire:
    """One end of the socket. May be written to by several threads, read by one."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._writing = threading.Lock()

    def send(self, message: bytes, files: Sequence[IO[bytes]] = ()) -> None:
        """Sends `message` with `files` beside it, which are closed. Raises Closed."""
        try:
            handles = [file.fileno() for file in files]
            with self._writing:
                try:
                    socket.send_fds(self._end, [_HEAD.pack(len(message), len(handles))], handles)
                    self._end.sendall(message)
                except (BrokenPipeError, ConnectionResetError) as error:
                    raise Closed from error
        finally:
            for file in files:
                file.close()

    def receive(self) -> tuple[bytes, list[IO[bytes]]]:
        """The next message, with the files beside it, each at its beginning and to be closed. Raises Closed."""
        files: list[int] = []
        try:
            head = self._exactly(_HEAD.size, files)
            size, count = _HEAD.unpack(head)
            message = self._exactly(size)
            if len(files) != count:
                raise OSError(
                    errno.EMFILE, os.strerror(errno.EMFILE)
                )  # the system drops those that find no room
        except BaseException:
            for file in files:
                os.close(file)
            raise
        return message, [_begun(file) for file in files]

    @property
    def is_closed(self) -> bool:
        """Whether the other end is gone, as far as can be told now; nothing else is waited for."""
        try:
            return not self._end.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def close(self) -> None:
        """The other end gets Closed."""
        self._end.close()

    def _exactly(self, size: int, files: list[int] | None = None) -> bytes:
        got = bytearray()
        while len(got) < size:
            try:
                more = (
                    self._with_files(size - len(got), files)
                    if files is not None
                    else self._plain(size - len(got))
                )
            except OSError as error:
                raise Closed from error
            if not more:
                raise Closed
            got += more
        return bytes(got)

    def _plain(self, size: int) -> bytes:
        return self._end.recv(min(size, 1 << 20))

    def _with_files(self, size: int, files: list[int]) -> bytes:
        room = socket.CMSG_LEN(_MOST_FILES * array.array("i").itemsize)
        got, beside, _flags, _from = self._end.recvmsg(size, room, getattr(socket, "MSG_CMSG_CLOEXEC", 0))
        for level, kind, data in beside:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                found = array.array("i")
                found.frombytes(data[: len(data) - len(data) % found.itemsize])
                files += found
        return got


def filled(fill: Callable[[IO[bytes]], object]) -> IO[bytes]:
    """A new file without a name, with what `fill` writes to it. Raises what `fill` raises, and OSError where there is
    no room for it."""
    file = _nameless()
    try:
        fill(file)
        file.flush()
    except BaseException:
        file.close()
        raise
    return file


def _nameless() -> IO[bytes]:
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("beside", os.MFD_CLOEXEC), "w+b")
    return tempfile.TemporaryFile()


def _begun(handle: int) -> IO[bytes]:
    os.lseek(handle, 0, os.SEEK_SET)
    return os.fdopen(handle, "rb")
