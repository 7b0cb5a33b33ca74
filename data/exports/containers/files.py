"""What may be opened at all: regular files inside the folder, for reading, within the size limit."""

import hashlib
import os
import stat
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, cast

from orderdeck.data.exports.containers.records import MB, Limits, RefusalError


def check_file(path: Path, root: Path, limits: Limits) -> int:
    """The size in bytes of the file at `path`, which is not opened.

    Raises RefusalError where it is missing, no regular file, too large, or where links lead out of `root`.
    """
    try:
        if not path.resolve(strict=True).is_relative_to(root.resolve()):
            raise RefusalError("outside_folder", _target(path))
        found = path.stat()
    except FileNotFoundError as error:
        raise RefusalError("missing") from error
    except (OSError, RuntimeError) as error:
        raise RefusalError("unreadable", _words(error)) from error
    if not stat.S_ISREG(found.st_mode):
        raise RefusalError("not_a_file", _kind(found.st_mode))
    if found.st_size > limits.max_file_mb * MB:
        raise RefusalError("too_large", f"{found.st_size // MB} MB, limit {limits.max_file_mb} MB")
    return found.st_size


def open_file(path: Path) -> BinaryIO:
    """The file at `path`, open for reading only.

    It never waits for a pipe's other end, should the file have been swapped for one. Raises RefusalError.
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError as error:
        raise RefusalError("unreadable", _words(error)) from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise RefusalError("not_a_file", "changed while being opened")
    return os.fdopen(handle, "rb")


def sha256_of(path: Path) -> str:
    """The sha-256 of the file's bytes as 64 hex digits. Raises RefusalError where it can't be read."""
    with open_file(path) as file:
        try:
            return hashlib.file_digest(cast(BufferedReader, file), "sha256").hexdigest()
        except OSError as error:
            raise RefusalError("unreadable", _words(error)) from error


def _words(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _target(path: Path) -> str:
    return "a link to elsewhere" if path.is_symlink() else "not in the folder"


def _kind(mode: int) -> str:
    if stat.S_ISDIR(mode):
        return "folder"
    if stat.S_ISFIFO(mode):
        return "pipe"
    if stat.S_ISSOCK(mode):
        return "socket"
    return "device"
