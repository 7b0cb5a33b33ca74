"""One file of a desk while it is in use, and a desk from such a file.

A backup is a tar: `MANIFEST.json` (what each file's sha-256 is), `ledger.sqlite` as it was at one moment (SQLite's
backup API), the Parquet parts that this ledger shows, and what people wrote for the desk: settings, profiles, queues,
templates, rules, column maps. The exports themselves are not in it, nor the outbox.
"""

import hashlib
import io
import os
import re
import shutil
import sqlite3
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from orderdeck.data.base.guards.permissions import Rights
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.ledger import Ledger, LedgerError, Part
from orderdeck.data.ledger.database.intake_rows import visible_parts
from orderdeck.data.ledger.database.schema import VERSION
from orderdeck.data.ledger.errors import of_os_error, plain_errors
from orderdeck.data.ledger.recovery.mend import trouble

FORMAT: Final = 1
_MANIFEST: Final = "MANIFEST.json"
_LARGEST_MANIFEST: Final = 64 * 2**20
_SAFE: Final = re.compile(r"(?:[\w.() -]+/){0,3}[\w.() -]+")
_TRIES: Final = 5


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup holds."""

    format: int = FORMAT
    schema: int = VERSION
    at: int = 0  # µs since the epoch, UTC
    acts: int = 0
    exports: int = 0
    parts: int = 0
    files: dict[str, str] = {}  # name -> sha-256
    size: int = 0  # bytes of them


class BackupError(Exception):
    """A backup can't be written or used; the message says why."""


def backup(paths: DeskPaths, file: Path) -> Manifest:
    """Writes the desk at `paths` into `file`, whole or not at all; others may go on reading and writing meanwhile.

    Raises BackupError where `file` is there already, LedgerError where the ledger can't be read or the disk is full.
    """
    file = file.expanduser().absolute()
    if file.exists():
        raise BackupError(f"{file} is there already")
    if not file.parent.is_dir():
        raise BackupError(f"{file.parent} is not a folder")
    rights = Rights.of(paths)
    held = paths.staging / f"backup-{os.getpid()}"
    with Ledger.open(paths) as ledger, plain_errors(str(file)):
        shutil.rmtree(held, ignore_errors=True)
        rights.make_folder(held)
        try:
            _hold(paths, ledger, held)
            manifest = _manifest(held)
            _refuse_damaged(held, manifest)
            _pack(held, file, manifest)
        finally:
            shutil.rmtree(held, ignore_errors=True)
        _note(paths, rights, file, manifest)
    return manifest


def restore(file: Path, paths: DeskPaths) -> Manifest:
    """Makes the desk at `paths` from the backup `file`, whole or not at all.

    Raises BackupError where there is a desk already, or the backup is not what was written; LedgerError.
    """
    if paths.is_there:
        raise BackupError(f"{paths.state} is a desk already; move it away first")
    rights = Rights.of(paths)
    aside = paths.state.with_name(f"{paths.state.name}.restore-{os.getpid()}")
    with plain_errors(str(paths.state)):
        rights.make_folder(aside)
        try:
            manifest = _unpack(file, aside, rights)
            made = DeskPaths(paths.exports, aside)
            if why := trouble(made):
                raise BackupError(f"{file}: {why}")
            Ledger.open(made).close()  # an older one is migrated, and gets its second copy
            _into_place(aside, paths.state)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return manifest


# Writing


def _hold(paths: DeskPaths, ledger: Ledger, held: Path) -> None:
    """The ledger of one moment with its parts, by hard links, so that no merge takes them away."""
    for _ in range(_TRIES):
        target = held / "ledger.sqlite"
        target.unlink(missing_ok=True)
        ledger.copy_to(target)
        parts = _parts_of(target)
        ledger.parts()  # those that lie elsewhere are brought here
        try:
            _link(paths, parts, held / "parts")
            break
        except FileNotFoundError:
            shutil.rmtree(held / "parts", ignore_errors=True)
    else:
        raise LedgerError("parts of the ledger are missing; `orderdeck doctor` says which")
    for own in (paths.settings, paths.profiles, paths.queues, paths.templates, paths.rules, paths.maps):
        if own.is_dir() and not own.is_symlink():
            shutil.copytree(own, held / own.name, symlinks=True)
        elif own.is_file():
            shutil.copyfile(own, held / own.name)


def _parts_of(database: Path) -> list[Part]:
    db = sqlite3.connect(database)
    try:
        return visible_parts(db, {})
    finally:
        db.close()


def _link(paths: DeskPaths, parts: list[Part], into: Path) -> None:
    for part in parts:
        (into / part.name).mkdir(parents=True)
        for name in part.checksums:
            source, target = paths.parts / part.name / name, into / part.name / name
            try:
                target.hardlink_to(source)
            except FileNotFoundError:
                raise
            except OSError:  # a file system without hard links
                shutil.copyfile(source, target)


def _manifest(held: Path) -> Manifest:
    files, size = {}, 0
    for path in sorted(held.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as content:
                files[path.relative_to(held).as_posix()] = hashlib.file_digest(content, "sha256").hexdigest()
            size += path.stat().st_size
    db = sqlite3.connect(held / "ledger.sqlite")
    try:
        counts = [
            db.execute(f"select count(*) from {table}").fetchone()[0] for table in ("journal", "exports")
        ]
    finally:
        db.close()
    parts = len({name.split("/")[1] for name in files if name.startswith("parts/")})
    return Manifest(
        at=time.time_ns() // 1000, acts=counts[0], exports=counts[1], parts=parts, files=files, size=size
    )  # fmt: skip


def _refuse_damaged(held: Path, manifest: Manifest) -> None:
    """A backup that looked sound and was not would be found out when it is too late."""
    for part in _parts_of(held / "ledger.sqlite"):
        for name, sha in part.checksums.items():
            if manifest.files.get(f"parts/{part.name}/{name}") != sha:
                raise BackupError(f"part {part.name} is damaged: run orderdeck doctor --repair first")


def _pack(held: Path, file: Path, manifest: Manifest) -> None:
    draft = file.with_name(f".{file.name}.{os.getpid()}.part")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        with (
            os.fdopen(handle, "wb") as out,
            tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar,
        ):
            content = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
            tar.addfile(_member(_MANIFEST, len(content)), io.BytesIO(content))
            for name in manifest.files:
                path = held / name
                with path.open("rb") as source:
                    tar.addfile(_member(name, path.stat().st_size), source)
            tar.close()
            out.flush()
            os.fsync(out.fileno())
        _publish(draft, file)
    finally:
        draft.unlink(missing_ok=True)


def _publish(draft: Path, file: Path) -> None:
    try:
        file.hardlink_to(draft)  # a link, unlike a rename, never overwrites
    except FileExistsError as error:
        raise BackupError(f"{file} is there already") from error
    except OSError:  # a file system without hard links
        draft.replace(file)


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, int(time.time())
    return member


def _note(paths: DeskPaths, rights: Rights, file: Path, manifest: Manifest) -> None:
    aside = paths.last_backup.with_name(f"{paths.last_backup.name}.{os.getpid()}")
    with rights.replacing(paths.last_backup, aside) as out:
        out.write(msgspec.json.encode({"file": str(file), "at": manifest.at}))


# Reading


def _unpack(file: Path, into: Path, rights: Rights) -> Manifest:
    try:
        with tarfile.open(file.expanduser(), mode="r:") as tar:
            manifest = _read_manifest(tar)
            left = dict(manifest.files)
            for member in tar:
                if member.name == _MANIFEST:
                    continue
                sha = left.pop(member.name, None)
                if sha is None or not member.isreg() or not _is_safe(member.name):
                    raise BackupError(f"{file}: {member.name!r} has no business in a backup")
                if _extract(tar, member, into, rights) != sha:
                    raise BackupError(f"{file}: {member.name} is not what was written: the backup is damaged")
    except (tarfile.TarError, EOFError, msgspec.MsgspecError) as error:
        raise BackupError(f"{file} is no backup, or a damaged one ({error})") from error
    except FileNotFoundError as error:
        raise BackupError(f"{file}: there is no such file") from error
    if left:
        raise BackupError(f"{file} is torn: {len(left)} files are missing")
    return manifest


def _read_manifest(tar: tarfile.TarFile) -> Manifest:
    first = tar.next()
    if first is None or first.name != _MANIFEST or first.size > _LARGEST_MANIFEST:
        raise BackupError("it is no backup of a desk")
    content = tar.extractfile(first)
    manifest = msgspec.json.decode(content.read() if content else b"", type=Manifest)
    if manifest.format > FORMAT or manifest.schema > VERSION:
        raise BackupError("it was made by a newer orderdeck")
    return manifest


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, into: Path, rights: Rights) -> str:
    source = tar.extractfile(member)
    target = into / member.name
    rights.make_folder(target.parent)
    digest = hashlib.sha256()
    if source is None:
        return ""
    with source, os.fdopen(rights.open_new(target), "wb") as out:
        while piece := source.read(1 << 20):
            digest.update(piece)
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _is_safe(name: str) -> bool:
    return bool(_SAFE.fullmatch(name)) and not any(part in ("", ".", "..") for part in name.split("/"))


def _into_place(made: Path, state: Path) -> None:
    if not state.exists():
        made.rename(state)
        return
    for entry in _entries(made):  # a state folder with settings in it, say
        target = state / entry.name
        if target.is_dir() and not any(target.iterdir()):
            target.rmdir()
        if target.exists() and entry.name not in ("ledger.lock",):
            raise BackupError(f"{target} is there already; move it away first")
        try:
            entry.replace(target)
        except OSError as error:
            raise of_os_error(error, str(target)) from error


def _entries(folder: Path) -> Iterator[Path]:
    # The database last: a desk is there once its ledger is.
    return iter(sorted(folder.iterdir(), key=lambda entry: entry.name.startswith(("ledger", "journal"))))
