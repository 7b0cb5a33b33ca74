"""The desk's own files (settings, profiles, queues, templates, rules, column maps), kept in a shared desk's database
and mirrored on each machine: what is changed on one is changed on all.

Where a file was changed on two machines at once, the database's counts, and the other is kept beside it as `NAME~`.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Final

import msgspec

from orderdeck.data.base.guards.own_files import MOST, read_own
from orderdeck.data.base.guards.permissions import Rights
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.ledger.database.engine import Database
from orderdeck.data.ledger.errors import plain_errors

_SHAS: Final = "select name, encode(sha256(content), 'hex') from own_files"
_PUT: Final = (
    "insert into own_files (name, content, at) values (?, ?, (extract(epoch from now()) * 1000000)::bigint) "
    "on conflict (name) do update set content = excluded.content, at = excluded.at"
)

Opened = Callable[[], AbstractContextManager[Database]]
Stamp = tuple[tuple[str, int, int], ...]


def stamp_of(paths: DeskPaths) -> Stamp:
    """What tells whether any of these files was written to: names, times and sizes."""
    found = []
    for file in _files(paths):
        with suppress(OSError):
            seen = file.stat(follow_symlinks=False)
            found.append((str(file), seen.st_mtime_ns, seen.st_size))
    return tuple(sorted(found))


def mirror(paths: DeskPaths, read: Opened, write: Opened) -> None:
    """Takes over what was changed elsewhere, and puts there what was changed here. Raises LedgerError."""
    known = _known(paths)
    with plain_errors(str(paths.state)):
        mine = dict(_contents(paths))
    here = {name: hashlib.sha256(content).hexdigest() for name, content in mine.items()}
    with read() as db:
        there = {str(name): str(sha) for name, sha in db.execute(_SHAS)}
    if here == there == known:
        return
    changed = {name for name in {*here, *there} if here.get(name) != there.get(name)}
    put = sorted(name for name in changed if there.get(name) == known.get(name))
    if put:
        with write() as db:
            for name in put:
                if name in mine:
                    db.execute(_PUT, (name, mine[name]))
                else:
                    db.execute("delete from own_files where name = ?", (name,))
    for name in sorted(changed - {*put}):
        with read() as db:
            row = db.execute("select content from own_files where name = ?", (name,)).fetchone()
        with plain_errors(str(paths.state / name)):
            if name in here and here[name] != known.get(name):
                _write(paths, f"{name}~", mine[name])
            _write(paths, name, bytes(row[0]) if row else None)
    with plain_errors(str(paths.state)):
        now = {name: hashlib.sha256(content).hexdigest() for name, content in _contents(paths)}
        _write(paths, paths.mirror.name, msgspec.json.encode(now))


def _known(paths: DeskPaths) -> dict[str, str]:
    """What was here and there alike, when this was last looked at."""
    try:
        return msgspec.json.decode(read_own(paths.mirror), type=dict[str, str])
    except (OSError, msgspec.MsgspecError):
        return {}


def _files(paths: DeskPaths) -> Iterator[Path]:
    yield paths.settings
    for folder in (paths.profiles, paths.queues, paths.templates, paths.rules, paths.maps):
        with suppress(OSError):
            yield from sorted(file for file in folder.rglob("*") if _is_kept(file.name))


def _is_kept(name: str) -> bool:
    return not name.startswith(".") and not name.endswith("~")


def _contents(paths: DeskPaths) -> Iterator[tuple[str, bytes]]:
    for file in _files(paths):
        if file.is_symlink() or not file.is_file() or file.stat().st_size > MOST:
            continue
        yield file.relative_to(paths.state).as_posix(), read_own(file)


def _write(paths: DeskPaths, name: str, content: bytes | None) -> None:
    """Writes a file, whole or not at all; None takes it away. Raises OSError."""
    file, parts = paths.state / name, Path(name).parts
    folders = {one.name for one in (paths.profiles, paths.queues, paths.templates, paths.rules, paths.maps)}
    own = len(parts) == 1 and parts[0].rstrip("~") in (paths.settings.name, paths.mirror.name)
    if not own and (parts[0] not in folders or len(parts) < 2 or ".." in parts):
        return  # whoever wrote that into the database meant no file of ours
    if content is None:
        file.unlink(missing_ok=True)
        return
    rights = Rights.of(paths)
    rights.make_folder(file.parent)
    with rights.replacing(file, file.with_name(f".{file.name}.{os.getpid()}")) as out:
        out.write(content)
