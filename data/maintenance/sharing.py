"""`share`, `unshare` and `join`: a desk moves to where several machines reach it, and back.

Whatever a move is broken off by, the desk stands in one place and works there, and doing it again goes on: the pointer
in the state folder, written last on the way there and removed last on the way back, says which.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec

from orderdeck.data.base.guards.permissions import Rights
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.intake.lock import hold
from orderdeck.data.ledger import Ledger, LedgerError, Part
from orderdeck.data.ledger.database.connection import connect as connect_sqlite
from orderdeck.data.ledger.database.connection import prepare_folder
from orderdeck.data.ledger.database.in_use import alone
from orderdeck.data.ledger.database.intake_rows import visible_parts
from orderdeck.data.ledger.errors import plain_errors
from orderdeck.data.ledger.shared import moving
from orderdeck.data.ledger.shared.connection import password_in
from orderdeck.data.ledger.shared.copying import to_postgres, to_sqlite
from orderdeck.data.ledger.shared.parts import SharedParts
from orderdeck.data.ledger.shared.places import place_of
from orderdeck.data.ledger.shared.pointer import (
    Pointer,
    any_pointer,
    drop_pointer,
    new_id,
    read_pointer,
    write_pointer,
)
from orderdeck.data.maintenance.backup import BackupError, Manifest, backup

STORES: Final = ("s3", "s3a", "gs", "az", "abfs", "abfss", "file")
PATIENCE: Final = 3.0

Tell = Callable[[int, int], object]
"""Called with how many parts are there, and of how many."""


class SharingError(Exception):
    """It can't be done; the message says why."""


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """What was moved."""

    schema: str
    acts: int
    exports: int
    parts: int
    backup: str
    """The file that has the desk as it was before."""


def store_address(given: str) -> str:
    """Where parts are to lie, as an address: "" for the database itself, else a store or a folder.

    Raises SharingError."""
    if not given:
        return ""
    scheme = urlsplit(given).scheme
    if scheme and scheme not in STORES:
        raise SharingError(
            f"{given}: no store that is known; s3://bucket/prefix, or a folder that all machines mount"
        )
    if scheme not in ("", "file"):
        return given
    folder = Path(urlsplit(given).path if scheme else given).expanduser().absolute()
    if not folder.is_dir():
        raise SharingError(f"{folder} is not a folder")
    return folder.as_uri()


def _refuse_name(schema: str) -> None:
    try:
        Pointer(ledger="", desk="x", schema=schema, folder="x")
    except ValueError as error:
        raise SharingError(f"--schema: {error}") from error


def share(paths: DeskPaths, address: str, schema: str, store: str, tell: Tell | None = None) -> Moved:
    """Moves the desk at `paths` (one that isn't there is made) into `schema` of the database at `address`, and its
    parts to `store` (see `store_address`).

    Raises SharingError; LoaderBusy and LedgerBusy while it is open; other LedgerErrors.
    """
    _refuse_password(address)
    _refuse_name(schema)
    with hold(paths, "share", PATIENCE):
        pointer = _begin(paths, address, schema)
        Ledger.open(paths).close()
        file, manifest = _backed_up(paths, "before-share")
        with alone(paths, PATIENCE), plain_errors(str(paths.ledger)):
            source = connect_sqlite(paths.ledger, 5.0)
            try:
                with moving.begun(pointer, store) as target:
                    to_postgres(source, target, f"{pointer.folder}/")
                parts = visible_parts(source, {})
            finally:
                source.close()
            with _shared_parts(paths, pointer, store) as shared:
                for part in _told(parts, tell):
                    shared.keep(part)
            # Nobody acts here any more, and not yet there.
            write_pointer(paths, msgspec.structs.replace(pointer, moving=False))
            moving.arrived(pointer)
            _drop_ledger(paths)
        Ledger.open(paths).close()  # the desk's own files go along
    return Moved(
        schema=schema, acts=manifest.acts, exports=manifest.exports, parts=len(parts), backup=str(file)
    )  # fmt: skip


def _begin(paths: DeskPaths, address: str, schema: str) -> Pointer:
    """The pointer of a desk that is about to move; one that was on its way there already goes on."""
    pointer = any_pointer(paths)
    if pointer and not pointer.moving and moving.standing(pointer.ledger, pointer.schema).state != "moving":
        raise SharingError(f"{paths.state}: this desk is shared already")
    if pointer is None or (pointer.ledger, pointer.schema) != (address, schema):
        pointer = Pointer(ledger=address, schema=schema, desk=new_id(), folder=new_id())
    pointer = msgspec.structs.replace(pointer, moving=True)
    write_pointer(paths, pointer)
    return pointer


def unshare(paths: DeskPaths, tell: Tell | None = None) -> Moved:
    """Brings the shared desk at `paths` back to this machine; the others are told so. The schema stays, as a copy.

    Raises SharingError; LoaderBusy and LedgerBusy while it is open anywhere; other LedgerErrors.
    """
    pointer = read_pointer(paths)
    if pointer is None:
        raise SharingError(f"{paths.state}: this desk is not shared")
    with hold(paths, "unshare", PATIENCE):
        stands = moving.standing(pointer.ledger, pointer.schema)
        if stands.state == "left" and stands.left_by != pointer.folder:
            raise SharingError("this desk was brought back to another machine")
        file = _backed_up(paths, "before-unshare")[0] if stands.state == "here" else ""
        aside = paths.staging / f"unshare-{os.getpid()}"
        back = DeskPaths(paths.exports, aside)
        with moving.leaving(pointer) as source, plain_errors(str(paths.state)):
            shutil.rmtree(aside, ignore_errors=True)
            prepare_folder(back)
            try:
                Rights.of(paths).make_file(back.ledger)
                to_sqlite(source, back.ledger, f"{pointer.folder}/")
                with Ledger.open(back) as ledger:  # with its second copy
                    parts, acts, exports = ledger.parts(), ledger.last_act(), ledger.last_export()
                with _shared_parts(paths, pointer, stands.store) as shared:
                    for part in _told(parts, tell):
                        shared.bring([part])
                        if not shared.is_here(part):
                            raise SharingError(f"part {part.name} can't be had: see orderdeck doctor")
                _drop_ledger(paths)
                back.journal_copy.replace(paths.journal_copy)
                back.ledger.replace(paths.ledger)
                drop_pointer(paths)
            finally:
                shutil.rmtree(aside, ignore_errors=True)
        paths.mirror.unlink(missing_ok=True)
    return Moved(schema=pointer.schema, acts=acts, exports=exports, parts=len(parts), backup=str(file))


def join(paths: DeskPaths, address: str, schema: str) -> Pointer:
    """This machine, with its folder of exports, takes part in the desk that stands in `schema` of the database at
    `address`.

    Raises SharingError where the folder has a desk of its own, and LedgerError.
    """
    _refuse_password(address)
    _refuse_name(schema)
    desk = moving.standing(address, schema).desk
    before = any_pointer(paths)
    if not read_pointer(paths) and paths.is_there and (paths.ledger.exists() or paths.journal_copy.exists()):
        raise SharingError(
            f"{paths.state} is a desk of its own; move it away first, or name another with --desk"
        )
    with plain_errors(str(paths.state)):
        prepare_folder(paths)
        same = before if before and before.desk == desk else None
        if not same:
            paths.mirror.unlink(missing_ok=True)
    pointer = Pointer(ledger=address, schema=schema, desk=desk, folder=same.folder if same else new_id())
    write_pointer(paths, pointer)
    try:
        Ledger.open(paths, reading=True).close()  # the desk's own files come along
    except LedgerError:
        if before:
            write_pointer(paths, before)
        else:
            drop_pointer(paths)
        raise
    return pointer


def _refuse_password(address: str) -> None:
    if not address.startswith(("postgresql://", "postgres://")):
        raise SharingError(f"{address}: postgresql://host/database is wanted")
    if password_in(address):
        raise SharingError(
            "the address has a password in it, and would stand in a file; put it into ~/.pgpass, or use a service file"
        )


def _backed_up(paths: DeskPaths, name: str) -> tuple[Path, Manifest]:
    file = paths.state / f"{name}-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.tar"
    with suppress(OSError):
        file.unlink(missing_ok=True)
    try:
        return file, backup(paths, file)
    except BackupError as error:
        raise SharingError(str(error)) from error


@contextmanager
def _shared_parts(paths: DeskPaths, pointer: Pointer, store: str) -> Iterator[SharedParts]:
    shared = SharedParts(paths, place_of(store, pointer))
    try:
        yield shared
    finally:
        shared.close()


def _told(parts: list[Part], tell: Tell | None) -> Iterable[Part]:
    for number, part in enumerate(parts, 1):
        yield part
        if tell:
            tell(number, len(parts))


def _drop_ledger(paths: DeskPaths) -> None:
    """What the backup has: the database and its second copy."""
    for suffix in ("", "-wal", "-shm"):
        paths.ledger.with_name(paths.ledger.name + suffix).unlink(missing_ok=True)
    paths.journal_copy.unlink(missing_ok=True)
