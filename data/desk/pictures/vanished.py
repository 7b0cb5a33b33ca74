"""What newer exports take back: orders that they no longer list, orders that they send back to an earlier step, and
lines of the order that they end with, which may be cut off.

Worked out for all open orders whenever exports arrive or somebody says what one of them is: from what there is by then,
so that it doesn't hang on what came first.
"""

from typing import Final

from orderdeck.data.desk.connection import Connection, column, run, value
from orderdeck.queries.statements import statements

_ABSENT: Final = ("pages", "listed_by", "left_out", "linked", "absent_now")
_SHOWN: Final = {"absent": "order_key, since, gone", "sent_back": "*", "cut_off": "*"}
"""Table -> the columns by which an order is another than before."""


class Vanished:
    """Keeps the tables `absent`, `sent_back` and `cut_off`, and what they say in `open_orders`."""

    def __init__(self, con: Connection) -> None:
        self._con = con
        self._sql = statements("desk/pictures/vanished")
        self._run("sound")
        self._filled: set[str] = set()  # those of the tables that have rows

    def refresh(self) -> set[str]:
        """Works them out anew; gives the orders for which one changed."""
        changed: set[str] = set()
        # Mostly there is nothing to say, and nearly all the time would go into planning.
        self._run("behind")
        if "absent" in self._filled or value(self._con, "select count(*) from behind"):
            self._run(*_ABSENT)
            changed |= self._replace("absent")
        if "sent_back" in self._filled or run(self._con, self._sql["any_step"]).fetchall()[0][0]:
            self._run("sent_back_now")
            changed |= self._replace("sent_back")
        if "cut_off" in self._filled or run(self._con, self._sql["any_end"]).fetchall()[0][0]:
            self._run("cut_off_now")
            changed |= self._replace("cut_off")
        for table in ("behind", *_ABSENT[:-1]):
            run(self._con, f"drop table if exists {table}")
        if changed or self._filled:
            self._run("tell")
        return changed

    def sent_back(self) -> dict[int, int]:
        """Export (its seq in the ledger) -> how many open orders it has at an earlier step than an older one."""
        if "sent_back" not in self._filled:
            return {}
        return dict(self._con.execute("select seq, count(*) from sent_back group by seq").fetchall())

    def questions(self) -> dict[int, int]:
        """Export (its seq) of which it is to be asked whether it is the full list -> how many open orders it lacks."""
        if "absent" not in self._filled:
            return {}
        self._run("pages")
        return dict(run(self._con, self._sql["questions"]).fetchall())

    def notes(self) -> dict[int, list[str]]:
        """Export (its seq) -> what it does to open orders, as notes of an export say it: "sent_back ×3"."""
        found: dict[int, list[str]] = {}
        for seq, code, count in run(self._con, self._sql["counts"]).fetchall():
            found.setdefault(seq, []).append(f"{code} ×{count}")
        return found

    def _replace(self, table: str) -> set[str]:
        """Puts what was worked out in the place of `table`; gives the orders that differ."""
        columns, con = _SHOWN[table], self._con
        was, now = (f"select {columns} from {name}" for name in (table, f"{table}_now"))
        sql = f"select order_key from ({was} except {now}) union select order_key from ({now} except {was})"
        changed = set(column(con, sql))
        con.execute(f"truncate {table}")
        con.execute(f"insert into {table} from {table}_now")
        con.execute(f"drop table {table}_now")
        self._filled.discard(table)
        if value(con, f"select count(*) from {table}"):
            self._filled.add(table)
        return changed

    def _run(self, *steps: str) -> None:
        for step in steps:
            run(self._con, self._sql[step])
