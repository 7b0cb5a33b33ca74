"""Filling up what the newest export of an order lacks, from the exports before it: see
`data.exports.packing.carry_forward`.

One function for all: exports that come, that come late, that are withdrawn, and orders that were finished with. It
reads the exports that count and changes `taken_orders` and `taken_lines`, so nothing hangs on what came first.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.vocabulary.frames import LINES as LINE_COLUMNS
from orderdeck.data.desk.connection import Connection, column, run, value
from orderdeck.data.desk.pictures import parts
from orderdeck.data.desk.pictures.one_order import as_one
from orderdeck.data.exports.packing.carry_forward import BIT, LINES, NAMES, OWED, SKU, TOLD_BY, WITH
from orderdeck.data.ledger import Part
from orderdeck.queries.statements import statements

_TEMPORARY: Final = (
    "narrow",
    "members",
    "tellings",
    "filled",
    "line_sources",
    "own_lines",
    "wanted_lines",
    "source_lines",
    "alike",
)
_BY_LINES: Final = (OWED, SKU, LINES)
_WITH: Final = WITH | {"ship_by": "ship_told"}
_COLUMNS: Final = (*TOLD_BY, *_WITH.values(), "currency")
_WORKED_OUT: Final = {"ship_told": "told_as(o.ship_by, o.exported_at) as ship_told"}
"""What parts don't have, but `taken_orders` has."""


def fill(con: Connection, paths: DeskPaths, every: Callable[[], Sequence[Part]]) -> bool:
    """Fills `taken_orders` (with a column `tells`) and `taken_lines` up from the exports in `exports`, of which `every`
    gives the parts. Whether it did; then `carried_now` tells what each order took over. Raises what reading raises."""
    sql = texts()
    run(con, sql["narrow"])
    needs = int(value(con, "select coalesce(bit_or(needs), 0) from narrow"))
    if needs:
        _fill(con, paths, every(), sql, needs)
    for table in _TEMPORARY:
        con.execute(f"drop table if exists {table}")
    return bool(needs)


def _fill(con: Connection, paths: DeskPaths, every: Sequence[Part], sql: dict[str, str], needs: int) -> None:
    run(con, sql["members"])
    held = parts.holding(every, set(column(con, sql["tellers"])))
    run(con, as_one(con, sql["tellings"]), {"orders": parts.files(paths, held or every, "orders")})
    run(con, sql["filled"])
    run(con, sql["carried_now"])
    run(con, sql["fill"])
    lines = parts.files(paths, held, "lines")
    if not lines or not any(needs & BIT[name] for name in _BY_LINES):
        return
    for step in ("line_sources", "own_lines", "wanted_lines"):
        run(con, sql[step])
    wanted = set(column(con, "select distinct what from wanted_lines"))
    if not wanted:
        return
    run(con, as_one(con, sql["source_lines"]), {"lines": lines})
    if "own" in wanted:
        for step in ("drop_shared", "give_own", "tell_own"):
            run(con, sql[step])
    # Codes first: what is owed goes to lines that are the same, codes included.
    for what, step in ((SKU, "give_codes"), (OWED, "give_owed")):
        if what in wanted:
            run(con, sql["alike"], {"what": what})
            if what == OWED:
                run(con, sql["alike_by_code"])
            run(con, sql[step])
            run(con, sql["carried_lines"])


def notes(con: Connection) -> dict[int, list[str]]:
    """Export (its seq) -> what open orders keep beside what it says, and how many: "carried|remark,ship_by ×120"."""
    found: dict[int, tuple[set[str], int]] = {}
    for seq, names, count in con.execute(texts()["carried"]).fetchall():
        known, orders = found.get(seq, (set(), 0))
        found[seq] = (known | set(names.split(",")), orders + count)
    return {
        seq: [f"carried|{','.join(name for name in NAMES if name in known)}" + (f" ×{n}" if n > 1 else "")]
        for seq, (known, n) in found.items()
    }


@cache
def texts() -> dict[str, str]:
    """The statements of queries/desk/pictures/filling.sql."""
    lists = {
        "columns": ", ".join(_WORKED_OUT.get(name, f"o.{name}") for name in _COLUMNS),
        "newest": ",\n    ".join(_newest()),
        "taken": ",\n    ".join(_take_over()),
        "filled": ",\n    ".join(_filled()),
        "lines": ", ".join(f"l.{name}" for name in (*LINE_COLUMNS, "export_id", "exported_at")),
        "status": str(BIT["status"]),
        "owed": str(BIT[OWED]),
        "sku": str(BIT[SKU]),
        "merged": str(BIT[LINES]),
    }
    found = {}
    for name, text in statements("desk/pictures/filling").items():
        for word, said in lists.items():
            text = text.replace(f"{{{word}}}", said)
        found[name] = text
    return found


def _with(name: str) -> tuple[str, ...]:
    """A column with those that go along with it."""
    if name == "total":
        return (name, "currency")
    return (name, _WITH[name]) if name in _WITH else (name,)


def _newest() -> list[str]:
    """Of each column what the newest export says that has it, blank or not."""
    return [
        f"arg_max_null(x.{one}, x.rank) filter (x.lacks & {BIT[name]} = 0) as {one}"
        for name in TOLD_BY
        for one in _with(name)
    ]


def _take_over() -> list[str]:
    """Whether each column is taken over, and the names of those that are."""
    found = {}
    for name in TOLD_BY:
        known = f"f.{name} is not null" if name == "status" else f"t.{name} is null and f.{name} is not null"
        if name == "total":
            known += " and (t.alone or t.currency = f.currency)"
        found[name] = f"coalesce(f.needs & {BIT[name]} <> 0 and {known}, false)"
    named = ", ".join(f"case when {said} then '{name}' end" for name, said in found.items())
    return [*(f"{said} as takes_{name}" for name, said in found.items()), f"concat_ws(',', {named}) as names"]


def _filled() -> list[str]:
    return [
        f"{one} = case when c.takes_{name} then c.{one} else taken_orders.{one} end"
        for name in TOLD_BY
        for one in _with(name)
    ]
