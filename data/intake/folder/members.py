"""What a file in the folder holds: an archive's members, a mail's attachments, each as a file that was found.

They are there for a moment, in a private folder of the desk's, and bear the times of the file that they came in: that
is when they were taken, as far as anybody can tell, and what it was packed by has a clock of its own.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Final

from orderdeck.data.base.folder.found import Found, scan
from orderdeck.data.base.guards.temporary import private
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.exports.containers.archives.members import Member
from orderdeck.data.exports.containers.files import check_file, sha256_of
from orderdeck.data.exports.containers.records import Refusal, RefusalError, refused
from orderdeck.data.exports.reading import Reader, Unpacking

DEEPEST: Final = 2
"""So deep files are unpacked: an archive in a mail, a compressed file in an archive."""


@contextmanager
def unpacked(
    found: Found, paths: DeskPaths, reader: Reader, aside: AbstractContextManager[Path | str] | None = None
) -> Iterator[list[Found]]:
    """The files that `found` holds, as they are within, named below it; in a private folder of the desk's, or in
    `aside`, which is empty. Raises RefusalError where it can't be unpacked, or holds nothing that may be a table."""
    if not isinstance(reader, Unpacking) or _depth(found) == DEEPEST:
        raise RefusalError("packed", "packed too deep")
    with ExitStack() as there:
        try:
            folder = Path(there.enter_context(aside or private(paths, "unpacked")))
            members = reader.unpack(found.path, found.name, found.root or paths.exports, folder)
            if isinstance(members, Refusal):
                raise refused(members)
            if not members:
                raise RefusalError("not_a_table", "no table in it")
            files = [_found(found, folder, member) for member in members]
        except OSError as error:
            raise RefusalError("unreadable", error.strerror or str(error)) from error
        yield files


@contextmanager
def unpacked_again(name: str, sha256: str, paths: DeskPaths, reader: Reader) -> Iterator[Found | None]:
    """The file with these bytes that was called `name` when what it came in was unpacked; None where that is gone, or
    doesn't hold it any more."""
    with ExitStack() as there:
        files = scan(paths)
        while True:
            exact = next((one for one in files if one.name == name), None)
            if exact and _is(exact, sha256, paths, reader):
                yield exact
                return
            outer = next((one for one in files if name.startswith(f"{one.name}/") and not one.trouble), None)
            try:
                files = there.enter_context(unpacked(outer, paths, reader)) if outer else []
            except RefusalError:
                files = []
            if not files:
                yield None
                return


def _is(found: Found, sha256: str, paths: DeskPaths, reader: Reader) -> bool:
    try:
        check_file(found.path, found.root or paths.exports, reader.limits)
        return sha256_of(found.path) == sha256
    except RefusalError:
        return False


def _found(outer: Found, folder: Path, member: Member) -> Found:
    path = folder / member.path
    size = path.lstat().st_size
    _, mtime, ctime = outer.stamp.split(":")
    return Found(
        path=path,
        name=f"{outer.name}/{member.name}",
        size=size,
        mtime_us=outer.mtime_us,
        ctime_us=outer.ctime_us,
        stamp=f"{size}:{mtime}:{ctime}",
        root=folder,
        inside=outer,
    )


def _depth(found: Found) -> int:
    depth = 0
    while found.inside:
        found, depth = found.inside, depth + 1
    return depth
