"""Where the parts of a shared desk lie: in a folder that all machines mount, on an object store, or in a table of the
desk's own database. Files are put once and never written to."""

import errno
import os
import secrets
import shutil
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

from orderdeck.data.base.guards.own_files import sync_folder
from orderdeck.data.ledger.database.sound import is_part_name
from orderdeck.data.ledger.errors import LedgerError
from orderdeck.data.ledger.shared.connection import Link, plain_errors
from orderdeck.data.ledger.shared.pointer import Pointer

PIECE: Final = 4 * 2**20
"""Bytes of a file in one row of the table."""


class Place(Protocol):
    """Files by the names of their part and their own. Every method raises OSError or LedgerError."""

    def put(self, part: str, name: str, content: bytes) -> None:
        """Puts a new file there. Raises FileExistsError where there is one of that name."""

    def get(self, part: str, name: str) -> bytes:
        """Raises FileNotFoundError where it isn't there, and other OSErrors where that can't be told."""

    def parts(self) -> set[str]:
        """Names of the parts of which there is any file."""

    def remove(self, part: str) -> None:
        """Removes all files of a part."""

    def close(self) -> None: ...


class FolderPlace:
    """A folder that all machines mount."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, part: str, name: str, content: bytes) -> None:
        folder = self._folder / part
        folder.mkdir(mode=0o770, exist_ok=True)
        aside = folder / f".{name}.{secrets.token_hex(4)}"
        try:
            with aside.open("xb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            (folder / name).hardlink_to(aside)  # a link, unlike a rename, never overwrites
        except OSError as error:
            if error.errno not in (errno.EOPNOTSUPP, errno.EPERM, errno.EMLINK):
                raise
            if (folder / name).exists():
                raise FileExistsError(errno.EEXIST, "is there already", str(folder / name)) from error
            aside.rename(folder / name)  # a file system without hard links
        finally:
            aside.unlink(missing_ok=True)
        sync_folder(folder)

    def get(self, part: str, name: str) -> bytes:
        if not self._folder.is_dir():
            raise OSError(errno.EIO, "is not there: is it mounted?", str(self._folder))
        return (self._folder / part / name).read_bytes()

    def parts(self) -> set[str]:
        return {one.name for one in self._folder.iterdir() if one.is_dir() and is_part_name(one.name)}

    def remove(self, part: str) -> None:
        shutil.rmtree(self._folder / part, ignore_errors=True)

    def close(self) -> None:
        pass


class TablePlace:
    """A table of the desk's database, for small desks: nothing else is needed."""

    def __init__(self, pointer: Pointer) -> None:
        self._where = f"schema {pointer.schema}"
        self._link = Link(pointer.ledger, pointer.schema, 5.0, reading=False)

    def put(self, part: str, name: str, content: bytes) -> None:
        with plain_errors(self._where):
            with self._link.get().transaction():
                known = self._link.execute(
                    "select 1 from part_files where part = ? and name = ? limit 1", (part, name)
                ).fetchone()
                if not known:
                    for number, begin in enumerate(range(0, len(content), PIECE)):
                        piece = content[begin : begin + PIECE]
                        self._link.execute(
                            "insert into part_files values (?, ?, ?, ?)", (part, name, number, piece)
                        )
            if known:
                raise FileExistsError(errno.EEXIST, f"{part}/{name} is there already")

    def get(self, part: str, name: str) -> bytes:
        with plain_errors(self._where):
            sql = "select content from part_files where part = ? and name = ? order by piece"
            pieces = [bytes(row[0]) for row in self._link.execute(sql, (part, name))]
        if not pieces:
            raise FileNotFoundError(errno.ENOENT, "is not there", f"{part}/{name}")
        return b"".join(pieces)

    def parts(self) -> set[str]:
        with plain_errors(self._where):
            return {str(name) for (name,) in self._link.execute("select distinct part from part_files")}

    def remove(self, part: str) -> None:
        with plain_errors(self._where):
            self._link.execute("delete from part_files where part = ?", (part,))

    def close(self) -> None:
        self._link.drop()


def place_of(address: str, pointer: Pointer) -> Place:
    """Where the parts of the desk that `pointer` names lie, as `share` was told: "" for its own database, the address
    of a folder (`file:///mnt/parts`) or of a store (`s3://bucket/prefix`). Raises LedgerError."""
    if not address:
        return TablePlace(pointer)
    found = urlsplit(address)
    if found.scheme == "file":
        return FolderPlace(Path(unquote(found.path)))
    try:
        from orderdeck.data.ledger.shared.objects import ObjectPlace
    except ImportError as error:
        raise LedgerError(
            f"{address}: pip install 'orderdeck[share]' brings what reads such stores"
        ) from error
    return ObjectPlace.at(address)
