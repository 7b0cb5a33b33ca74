"""The tables about files: exports, the parts that hold them, and what the loader has seen in the folder."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from orderdeck.data.base.records import Export
from orderdeck.data.ledger.database.engine import Database
from orderdeck.data.ledger.database.sound import Torn, is_part_name, rows, sound
from orderdeck.data.ledger.database.sound import act as as_act
from orderdeck.data.ledger.database.sound import export as as_export
from orderdeck.data.ledger.database.sound import part as as_part
from orderdeck.data.ledger.records import Part, Sighting

_FIELDS: Final = [name for name in Export.__struct_fields__ if name != "seq"]
_SELECT: Final = f"select seq, {', '.join(_FIELDS)} from exports"
_PART_FIELDS: Final = [name for name in Part.__struct_fields__ if name != "seq"]


def insert_export(db: Database, export: Export, part: str | None) -> int:
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


def read_exports(db: Database, after: int, torn: Torn) -> list[Export]:
    """Lines of the exports ledger with a seq above `after`, oldest first."""
    return _exports(db, f"{_SELECT} where seq > ? order by seq", (after,), torn)


def loaded(db: Database, sha256: str) -> Export | None:
    """The first line of a file with these bytes, where they have been loaded."""
    sql = f"{_SELECT} where sha256 = ? and state = 'loaded' order by seq"
    return next(iter(_exports(db, sql, (sha256,), {})), None)


def same_bytes(db: Database, sha256: str) -> list[Export]:
    """All lines of files with these bytes, oldest first."""
    return _exports(db, f"{_SELECT} where sha256 = ? order by seq", (sha256,), {})


def withdrawn(db: Database) -> frozenset[str]:
    """Ids of the exports that operators have withdrawn, by acts that count: see `data.desk.pictures.marks.counting`."""
    sql = """
        select seq, id, grp, at, operator, kind, order_key, sku, state, data, undoes
        from journal w where kind = 'withdraw' and not exists (
            select 1 from journal u where u.undoes = w.id and not exists (
                select 1 from journal r where r.undoes = u.id
            )
        )
    """
    acts = sound("journal", as_act, rows(db, sql), {})
    return frozenset(str(act.data.get("export", "")) for act in acts)


def latest(db: Database, name: str, sha256: str) -> Export | None:
    """The newest line of the file `name` with these bytes."""
    sql = f"{_SELECT} where name = ? and sha256 = ? order by seq desc"
    return next(iter(_exports(db, sql, (name, sha256), {})), None)


def insert_part(db: Database, part: Part, replaces: Iterable[str]) -> int:
    """Makes `part` visible and `replaces` invisible, within the open transaction; its seq."""
    known = db.execute("select seq from parts where name = ?", (part.name,)).fetchone()
    if known:
        return int(known[0])
    values = [_put(getattr(part, name)) for name in _PART_FIELDS]
    sql = f"insert into parts ({', '.join(_PART_FIELDS)}) values ({', '.join('?' * len(_PART_FIELDS))})"
    seq = db.execute(sql, values).lastrowid
    db.executemany("insert into replaced values (?, ?, ?)", [(old, part.name, part.at) for old in replaces])
    return int(seq or 0)


def visible_parts(db: Database, torn: Torn) -> list[Part]:
    """Parts that no merged part has replaced, oldest first."""
    sql = f"select seq, {', '.join(_PART_FIELDS)} from parts where name not in (select part from replaced) order by seq"
    return sound(
        "parts", lambda row: as_part(dict(zip(["seq", *_PART_FIELDS], row, strict=True))), rows(db, sql), torn
    )


def known_parts(db: Database) -> set[str]:
    """Names of all parts there ever were."""
    return {name for (name,) in db.execute("select name from parts")}


def replaced_parts(db: Database) -> dict[str, int]:
    """Name of each part that was merged into another -> when."""
    found = rows(db, "select part, at from replaced")
    return {name: at for name, at in found if is_part_name(name) and isinstance(at, int)}


def read_sightings(db: Database) -> dict[str, Sighting]:
    """What the loader knows of the files in the folder, by name."""
    columns = ", ".join(Sighting.__struct_fields__)
    found = (
        Sighting(**dict(zip(Sighting.__struct_fields__, row, strict=True)))
        for row in db.execute(f"select {columns} from sightings")
    )
    return {sighting.name: sighting for sighting in found}


def put_sighting(db: Database, sighting: Sighting) -> None:
    """Remembers `sighting`, in place of what was known of that name."""
    names, values = Sighting.__struct_fields__, msgspec.structs.astuple(sighting)
    anew = ", ".join(f"{name} = excluded.{name}" for name in names if name != "name")
    db.execute(
        f"insert into sightings ({', '.join(names)}) values ({', '.join('?' * len(values))}) "
        f"on conflict (name) do update set {anew}",
        values,
    )


def _put(value: Any) -> Any:
    return msgspec.json.encode(value).decode() if isinstance(value, (list, dict)) else value


def _exports(db: Database, sql: str, values: tuple[object, ...], torn: Torn) -> list[Export]:
    def made(row: tuple[Any, ...]) -> Export:
        return as_export(dict(zip(["seq", *_FIELDS], row, strict=True)))

    return sound("exports", made, rows(db, sql, values), torn)
