"""A desk as another thread may look at it while its own thread is at work on it."""

from collections.abc import Collection, Sequence
from typing import Any

from orderdeck.data.base.records import Act
from orderdeck.data.desk.connection import among
from orderdeck.data.desk.pictures import parts
from orderdeck.data.desk.pictures.one_order import as_one
from orderdeck.data.desk.state import DeskState


class Aside:
    """Made by `Desk.aside`, used in one other thread. It sees what the desk has worked out to the end, and what the
    ledger has had since; nothing here waits for the desk."""

    def __init__(self, desk: DeskState) -> None:
        self.ledger, self.settings, self.now = desk.ledger, desk.settings, desk.now
        self._desk = desk
        self._con = desk.con.cursor()

    def seen(self) -> tuple[int, int]:
        """The newest act and the newest export that the desk has worked out to the end."""
        return self._desk.seen

    def known(self, act_id: str) -> Act | None:
        """See Journal.known."""
        return self._desk.acts.known(act_id)

    def fetch(self, sql: str, parameters: Sequence[object] | dict[str, object]) -> list[tuple[Any, ...]]:
        """The rows of `sql`, of what has been committed."""
        return self._con.execute(sql, parameters).fetchall()

    def named_in(self, order_keys: Collection[str], after: int) -> bool:
        """Whether an export after seq `after` has any of these orders. Raises what reading a part raises."""
        new = {
            export.content
            for export in self.ledger.exports(after=after)
            if export.state == "loaded" and export.kind == "orders"
        }
        if not new:
            return False
        held = parts.holding(parts.order_parts(self.ledger), new)
        files = parts.files(self._desk.paths, held, "orders")
        if not files:
            return True  # merged away in this moment: the desk knows how to ask again
        named, keys = among(list(order_keys))
        # By its number too: an export may be the first to tell an order's id.
        sql = (
            f"select 1 from read_parquet(?, union_by_name = true) where order_key {named} "
            f"or order_id in (select order_id from open_orders where order_key {named}) limit 1"
        )
        return bool(self._con.execute(as_one(self._con, sql), [files, *keys, *keys]).fetchall())

    def close(self) -> None:
        """Lets go of its connection."""
        self._con.close()
