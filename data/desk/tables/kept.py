"""The open orders as a desk had them when it was opened, kept for the next: what follows from exports alone.

To take a million orders in anew takes most of the time of opening a desk, though nearly all of them are finished with
and stay so. What was worked out of the exports is kept in a file beside the parts; the next desk takes that in and
goes on from there, as a desk does that was open all along. It is a copy and no truth: where it is missing or torn, of
other rules, settings or parts, or of another ledger, everything is worked out anew.
"""

import hashlib
import logging
import os
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import duckdb
import msgspec
import platformdirs

from orderdeck import data, queries
from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.guards import kept_files
from orderdeck.data.base.guards.own_files import read_own
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Export
from orderdeck.data.desk.connection import Connection, column, transaction, value
from orderdeck.data.desk.pictures import parts
from orderdeck.data.ledger import Ledger, LedgerError, Part

_log = logging.getLogger(__name__)

WORTH: Final = 10_000
"""Orders that had to be taken in from parts, from which on the next desk is spared that."""
TABLES: Final = (
    "exports", "latest", "same_orders", "known_by_id", "by_number", "with_id", "looked_for", "services", "open_lines",
    "open_orders", "carried", "seen", "part_seen", "closings", "listings", "unread", "file_ends",
)  # fmt: skip
"""All that `Intake` fills and has need of later."""
LATEST: Final = "latest"
"""The one of them that has all known orders: a million rows, which are left in the file until one of them changes."""
_OWN: Final = {"look", "notice", "trust", "keys", "commands", "hooks", "sources"}
"""Settings that say nothing of orders."""
_CODE: Final = ("base", "exports", "ledger", "desk", "rules")
"""Rooms of `data` by whose code orders become what they are."""

Stamps = dict[str, list[tuple[str, int, int]]]
"""Name of a part -> name, size and time (ns) of each of its files."""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What a kept file rests on."""

    seq: int
    """The newest line of the exports ledger that was in."""
    exports: str
    """A digest of all lines up to there."""
    withdrawn: list[str]
    """The exports that didn't count."""
    parts: Stamps
    """The parts of orders, all of which were whole."""


class Keeper:
    """Brings back what was kept, and keeps it. For one desk's DuckDB."""

    def __init__(self, con: Connection, ledger: Ledger, paths: DeskPaths, settings: Settings) -> None:
        self._con, self._ledger, self._paths, self._settings = con, ledger, paths, settings

    def bring(self, exports: Sequence[Export]) -> Kept | None:
        """Fills the empty tables with what was kept, where it is of this ledger, whose lines are `exports`."""
        try:
            if not kept_files.is_any_kept(self._paths):
                return None
            file = kept_files.kept(self._paths, self._key())
            if file is None:
                return None
            told = self._from(file, exports)
            if told is None and not self._paths.read_only:
                file.unlink(missing_ok=True)  # of use to nobody any more, and buyers' data are in it
            return told
        except (duckdb.Error, msgspec.MsgspecError, OSError) as error:
            _log.warning("what was kept could not be used: %s", type(error).__name__)
            return None

    def keep(self, exports: Sequence[Export], withdrawn: Collection[str], looked: Collection[str]) -> None:
        """Keeps the tables as they are, with `exports` in, all of them but what is `withdrawn`, and the parts of orders
        called `looked` looked through. Where that can't be done, or the parts are others by now, nothing is kept."""
        if self._paths.read_only:
            return
        try:
            every = parts.order_parts(self._ledger)
            if {part.name for part in every} != {*looked}:
                return  # merged in this moment, or one can't be read
            told = Kept(
                seq=max(export.seq for export in exports),
                exports=_digest(exports),
                withdrawn=sorted(withdrawn),
                parts=self._stamps(every),
            )
            kept_files.keep(self._paths, self._key(), lambda file: self._write(file, told))
        except (duckdb.Error, LedgerError, OSError) as error:
            _log.warning("what was worked out could not be kept: %s", type(error).__name__)

    def _from(self, file: Path, exports: Sequence[Export]) -> Kept | None:
        con = self._con
        threads = value(con, "select current_setting('threads')")
        # Each would set memory aside for a column: one alone is as fast, and takes a tenth less.
        con.execute("set threads = 1")
        con.execute(f"attach {_quoted(file)} as kept (read_only)")
        told = None
        try:
            there = column(con, "select table_name from duckdb_tables() where database_name = 'kept'")
            if {*there} != {*TABLES, "told"}:
                return None
            says = msgspec.json.decode(value(con, "from kept.told"), type=Kept)
            known = [export for export in exports if export.seq <= says.seq]
            if _digest(known) != says.exports or not self._are_there(says.parts):
                return None
            with transaction(con):
                for table in TABLES:
                    if table != LATEST:
                        con.execute(f"insert into main.{table} from kept.main.{table}")
                con.execute(f"drop table {LATEST}")
                con.execute(f"create view {LATEST} as from kept.main.{LATEST}")
            told = says
            return told
        finally:
            if told is None:
                con.execute("detach kept")
            con.execute(f"set threads = {threads}")

    def _write(self, file: Path, told: Kept) -> None:
        con = self._con
        con.execute(f"attach {_quoted(file)} as to_keep")
        try:
            for table in TABLES:
                con.execute(f"create table to_keep.main.{table} as from main.{table}")
            con.execute("create table to_keep.main.told as select ?", [msgspec.json.encode(told).decode()])
            con.execute("force checkpoint to_keep")
        finally:
            con.execute("detach to_keep")

    def _are_there(self, stamps: Stamps) -> bool:
        """Whether these are parts of orders that count, with the files that they had. Others may have come since."""
        every = [part for part in parts.order_parts(self._ledger) if part.name in stamps]
        return self._stamps(every) == stamps

    def _stamps(self, every: Sequence[Part]) -> Stamps:
        found: Stamps = {}
        for part in every:
            seen = ((name, parts.file_in(self._paths, part, name).lstat()) for name in sorted(part.checksums))
            found[part.name] = [(name, one.st_size, one.st_mtime_ns) for name, one in seen]
        return found

    def _key(self) -> str:
        """What orders rest on beside the ledger: this orderdeck, settings, rules and profiles."""
        told = hashlib.sha256(_code())
        said = {
            name: getattr(self._settings, name) for name in Settings.__struct_fields__ if name not in _OWN
        }
        told.update(msgspec.json.encode(said, order="sorted"))
        for file in self._rule_files():
            told.update(f"\0{file}\0".encode())
            try:
                told.update(read_own(file, links=file.parent not in self._paths.folders))
            except OSError as error:
                told.update(str(error.errno).encode())
        return told.hexdigest()[:16]

    def _rule_files(self) -> Iterator[Path]:
        yield from sorted(self._paths.rules.glob("*"))
        yield from sorted(self._paths.profiles.glob("*.toml"))
        yield from sorted((platformdirs.user_config_path("orderdeck") / "profiles").glob("*.toml"))


def own_latest(con: Connection) -> None:
    """Takes all known orders over from what was kept, where they are still read there: for who is about to change
    them. Not within a transaction."""
    if not value(con, "select 1 from duckdb_databases() where database_name = 'kept'"):
        return
    with transaction(con):
        con.execute(f"drop view {LATEST}")
        con.execute(f"create table {LATEST} as from kept.main.{LATEST}")
    con.execute("detach kept")


@cache
def _code() -> bytes:
    """What tells this orderdeck from one that takes orders in otherwise: see `data.exports.dating.unread`."""
    told = hashlib.sha256(duckdb.__version__.encode())
    ours, asked = (Path(str(module.__file__)).parent for module in (data, queries))
    for folder in (*(ours / room for room in _CODE), asked / "desk"):
        for place, _folders, names in sorted(os.walk(folder)):
            for name in sorted(names):
                if name.endswith((".py", ".sql", ".toml")):
                    told.update(name.encode() + b"\0" + (Path(place) / name).read_bytes())
    return told.digest()


def _digest(exports: Sequence[Export]) -> str:
    return hashlib.sha256(msgspec.json.encode(exports)).hexdigest()


def _quoted(file: Path) -> str:
    return "'" + str(file).replace("'", "''") + "'"
