"""What remarks were found to be, kept for all who have the desk open: making rules ready takes a quarter of a second.

Only digests of remarks are kept, no word of theirs. All of it can be worked out again: whatever is wrong with the file,
it is left out or made anew.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Final
from urllib.parse import quote

import msgspec

from orderdeck.data.base.guards.own_files import read_own
from orderdeck.data.base.guards.permissions import Rights
from orderdeck.data.base.paths import DeskPaths


class Verdict(msgspec.Struct, frozen=True):
    """What a remark was found to be."""

    kinds: tuple[str, ...]
    """By weight; with "unread" where nobody knows what else it says."""
    changes: bool
    """Whether one of them changes what is shipped, to whom or when."""
    harmless: bool
    """Whether it is known to ask for nothing."""
    weight: int
    """What is read first: the lowest."""


PATIENCE: Final = 3.0
"""Seconds to wait for another process that is finding out the same; then it is found out here."""
MOST: Final = 200_000
"""Remarks that are kept; with more, it begins anew."""
LOT: Final = 500
_TABLE: Final = (
    "create table if not exists verdicts (rules blob, digest blob, changes integer, harmless integer, weight integer, "
    "kinds text, primary key (rules, digest)) without rowid"
)


class RemarkMemory:
    """What remarks are by one set of rules, shared by the processes of one desk."""

    def __init__(self, paths: DeskPaths, rules: bytes) -> None:
        self._paths, self._rules = paths, rules

    def verdicts(
        self, remarks: Sequence[str], find_out: Callable[[list[str]], dict[str, Verdict]]
    ) -> dict[str, Verdict]:
        """What each of `remarks` is, of those that nobody has met yet by `find_out`: one process does, the
        others wait for it."""
        if not remarks:
            return {}
        try:
            with closing(self._open()) as db:
                found = self._known(db, remarks)
                if self._paths.read_only:
                    missing = [one for one in dict.fromkeys(remarks) if one not in found]
                    found |= find_out(missing) if missing else {}
                elif len(found) < len({*remarks}):
                    db.execute("begin immediate")
                    found = self._known(db, remarks)
                    missing = [one for one in dict.fromkeys(remarks) if one not in found]
                    new = find_out(missing) if missing else {}
                    self._keep(db, new)
                    found |= new
                return found
        except (sqlite3.Error, OSError) as error:
            if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
                with suppress(OSError):
                    if not self._paths.read_only:
                        self._paths.remarks.unlink(missing_ok=True)
            return find_out(list(dict.fromkeys(remarks)))

    def _open(self) -> sqlite3.Connection:
        if self._paths.read_only:
            where = f"file:{quote(str(self._paths.remarks))}?mode=ro"
            return sqlite3.connect(where, uri=True, timeout=PATIENCE, isolation_level=None)
        rights = Rights.of(self._paths)
        rights.make_folder(self._paths.state)
        rights.make_file(self._paths.remarks)
        db = sqlite3.connect(self._paths.remarks, timeout=PATIENCE, isolation_level=None)
        db.execute("pragma synchronous = off")
        db.execute(_TABLE)
        db.execute("drop table if exists remarks")  # of desks that knew kinds alone
        return db

    def _known(self, db: sqlite3.Connection, remarks: Sequence[str]) -> dict[str, Verdict]:
        texts = {_digest(remark): remark for remark in remarks}
        digests = list(texts)
        found: dict[str, Verdict] = {}
        for start in range(0, len(digests), LOT):
            lot = digests[start : start + LOT]
            marks = ", ".join("?" * len(lot))
            told = "digest, kinds, changes, harmless, weight"
            sql = f"select {told} from verdicts where rules = ? and digest in ({marks})"
            for digest, kinds, changes, harmless, weight in db.execute(sql, (self._rules, *lot)):
                parted = tuple(kinds.split("\x1f")) if kinds else ()
                found[texts[digest]] = Verdict(parted, bool(changes), bool(harmless), weight)
        return found

    def _keep(self, db: sqlite3.Connection, new: dict[str, Verdict]) -> None:
        db.execute("delete from verdicts where rules <> ?", (self._rules,))
        if db.execute("select count(*) from verdicts").fetchone()[0] + len(new) > MOST:
            db.execute("delete from verdicts")
        rows = [
            (self._rules, _digest(text), one.changes, one.harmless, one.weight, "\x1f".join(one.kinds))
            for text, one in new.items()
        ]
        db.executemany("insert or replace into verdicts values (?, ?, ?, ?, ?, ?)", rows)
        db.execute("commit")


def fingerprint(own: Path) -> bytes:
    """What tells one set of rules from another: this package's files and the user's `own`."""
    told = hashlib.sha256()
    for file in (*sorted(_packaged(Path(__file__).parent)), own):
        with suppress(OSError):
            told.update(file.name.encode() + b"\0" + read_own(file, links=file is not own))
    return told.digest()[:16]


def _packaged(folder: Path) -> list[Path]:
    return [*folder.rglob("*.py"), *folder.glob("*/*.toml")]


def _digest(remark: str) -> bytes:
    return hashlib.blake2b(remark.encode("utf-8", "surrogatepass"), digest_size=16).digest()
