"""Where a shared desk stands: a small file in the state folder of each machine that takes part."""

import os
import re
from typing import Final

import msgspec

from orderdeck.data.base.guards.own_files import read_own, sync_folder
from orderdeck.data.base.guards.permissions import Rights
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.ledger.errors import LedgerError, plain_errors

LARGEST: Final = 10_000
_NAME: Final = re.compile(r"[A-Za-z0-9_]{1,40}")
"""They go into statements and options, where nothing else is to be told apart."""


class Pointer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a machine has to know of the desk that it takes part in; no password is in it."""

    ledger: str
    """A libpq address; how one proves who one is, is libpq's (`.pgpass`, service files, certificates)."""
    desk: str
    """Which desk this is: another one in the same place is not taken for it."""
    schema: str = "orderdeck"
    folder: str
    """This machine's folder of exports, among those of all machines."""
    moving: bool = False
    """Whether the desk was on its way there when this was written: it still stands here."""

    def __post_init__(self) -> None:
        for name in (self.desk, self.schema, self.folder):
            if not _NAME.fullmatch(name):
                raise ValueError(f"{name!r} is no such name: letters, digits and _, 40 at most")


def new_id() -> str:
    """Of a desk, or of a machine's folder."""
    return os.urandom(8).hex()


def read_pointer(paths: DeskPaths) -> Pointer | None:
    """Where the desk at `paths` stands; None where it stands on this machine. Raises LedgerError."""
    pointer = any_pointer(paths)
    return None if pointer is None or pointer.moving else pointer


def any_pointer(paths: DeskPaths) -> Pointer | None:
    """The same of a desk that is still on its way there. Raises LedgerError."""
    try:
        paths.shared.lstat()  # most desks: one look
    except OSError:
        return None  # not there, or not for this account: whoever opens the desk says so
    try:
        with plain_errors(str(paths.shared)):
            return msgspec.json.decode(read_own(paths.shared, most=LARGEST), type=Pointer)
    except msgspec.MsgspecError as error:
        raise LedgerError(f"{paths.shared}: {error}; orderdeck join writes it anew") from error


def write_pointer(paths: DeskPaths, pointer: Pointer) -> None:
    """Writes it, whole or not at all. Raises LedgerError."""
    aside = paths.shared.with_name(f"{paths.shared.name}.{os.getpid()}")
    with plain_errors(str(paths.shared)):
        with Rights.of(paths).replacing(paths.shared, aside, synced=True) as out:
            out.write(msgspec.json.format(msgspec.json.encode(pointer), indent=1) + b"\n")
        sync_folder(paths.state)


def drop_pointer(paths: DeskPaths) -> None:
    """The desk stands on this machine from here on. Raises LedgerError."""
    with plain_errors(str(paths.shared)):
        paths.shared.unlink(missing_ok=True)
        sync_folder(paths.state)
