"""The tables about files: exports, the parts that hold them, and what the loader has seen in the folder."""

import sqlite3
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from orderdeck.data.base.records import Export
from orderdeck.data.ledger.records import Part, Sighting

_FIELDS: Final = [name for name in Export.__struct_fields__ if name != "seq"]
_JSON: Final = ("headers", "notes", "checksums", "lacks")
_SELECT: Final = f"select seq, {', '.join(_FIELDS)} from exports"
_PART_FIELDS: Final = [name for name in Part.__struct_fields__ if name != "seq"]


def insert_export(db: sqlite3.Connection, export: Export, part: str | None) -> int:
    """Appends a line to the exports ledger; its seq. A loaded file that is there already keeps its line: the same
    bytes of the same moment."""
    if export.state == "loaded":
        sql = "select seq from exports where sha256 = ? and exported_at = ? and state = 'loaded'"
        known = db.execute(sql, (export.sha256, export.exported_at)).fetchone()
        if known:
            return int(known[0])
    values = [_put(getattr(export, name)) for name in _FIELDS]
    sql = f"insert into exports ({', '.join(_FIELDS)}, part) values ({', '.join('?' * (len(_FIELDS) + 1))})"
    return int(db.execute(sql, (*values, part)).lastrowid or 0)


def read_exports(db: sqlite3.Connection, after: int) -> list[Export]:
    """Lines of the exports ledger with a seq above `after`, oldest first."""
    return [_export(row) for row in db.execute(f"{_SELECT} where seq > ? order by seq", (after,))]


def loaded(db: sqlite3.Connection, sha256: str) -> Export | None:
    """The first line of a file with these bytes, where they have been loaded."""
    sql = f"{_SELECT} where sha256 = ? and state = 'loaded' order by seq limit 1"
    row = db.execute(sql, (sha256,)).fetchone()
    return _export(row) if row else None


def same_bytes(db: sqlite3.Connection, sha256: str) -> list[Export]:
    """All lines of files with these bytes, oldest first."""
    return [_export(row) for row in db.execute(f"{_SELECT} where sha256 = ? order by seq", (sha256,))]


def withdrawn(db: sqlite3.Connection) -> frozenset[str]:
    """Ids of the exports that operators have withdrawn, by acts that count: see `data.desk.pictures.marks.counting`."""
    sql = """
        select data from journal w where kind = 'withdraw' and not exists (
            select 1 from journal u where u.undoes = w.id and not exists (
                select 1 from journal r where r.undoes = u.id
            )
        )
    """
    return frozenset(str(msgspec.json.decode(data).get("export", "")) for (data,) in db.execute(sql))


def latest(db: sqlite3.Connection, name: str, sha256: str) -> Export | None:
    """The newest line of the file `name` with these bytes."""
    sql = f"{_SELECT} where name = ? and sha256 = ? order by seq desc limit 1"
    row = db.execute(sql, (name, sha256)).fetchone()
    return _export(row) if row else None


def insert_part(db: sqlite3.Connection, part: Part, replaces: Iterable[str]) -> int:
    """Makes `part` visible and `replaces` invisible, within the open transaction; its seq."""
    known = db.execute("select seq from parts where name = ?", (part.name,)).fetchone()
    if known:
        return int(known[0])
    values = [_put(getattr(part, name)) for name in _PART_FIELDS]
    sql = f"insert into parts ({', '.join(_PART_FIELDS)}) values ({', '.join('?' * len(_PART_FIELDS))})"
    seq = db.execute(sql, values).lastrowid
    db.executemany("insert into replaced values (?, ?, ?)", [(old, part.name, part.at) for old in replaces])
    return int(seq or 0)


def visible_parts(db: sqlite3.Connection) -> list[Part]:
    """Parts that no merged part has replaced, oldest first."""
    sql = f"select seq, {', '.join(_PART_FIELDS)} from parts where name not in (select part from replaced) order by seq"
    return [_part(row) for row in db.execute(sql)]


def known_parts(db: sqlite3.Connection) -> set[str]:
    """Names of all parts there ever were."""
    return {name for (name,) in db.execute("select name from parts")}


def replaced_parts(db: sqlite3.Connection) -> dict[str, int]:
    """Name of each part that was merged into another -> when."""
    return dict(db.execute("select part, at from replaced").fetchall())


def read_sightings(db: sqlite3.Connection) -> dict[str, Sighting]:
    """What the loader knows of the files in the folder, by name."""
    columns = ", ".join(Sighting.__struct_fields__)
    found = (
        Sighting(**dict(zip(Sighting.__struct_fields__, row, strict=True)))
        for row in db.execute(f"select {columns} from sightings")
    )
    return {sighting.name: sighting for sighting in found}


def put_sighting(db: sqlite3.Connection, sighting: Sighting) -> None:
    """Remembers `sighting`, in place of what was known of that name."""
    values = msgspec.structs.astuple(sighting)
    db.execute(f"insert or replace into sightings values ({', '.join('?' * len(values))})", values)


def _put(value: Any) -> Any:
    return msgspec.json.encode(value).decode() if isinstance(value, (list, dict)) else value


def _export(row: tuple[Any, ...]) -> Export:
    values = dict(zip(["seq", *_FIELDS], row, strict=True))
    for name in _JSON:
        values[name] = msgspec.json.decode(values[name])
    return Export(**values)


def _part(row: tuple[Any, ...]) -> Part:
    values = dict(zip(["seq", *_PART_FIELDS], row, strict=True))
    for name in ("export_ids", "checksums"):
        values[name] = msgspec.json.decode(values[name])
    return Part(**values)
