"""Where each open order stands: worked out in SQL, for all of them or for those alone that something touched."""

from collections.abc import Iterable, Sequence
from typing import Final

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.desk.connection import Connection, column, hastily, lent_keys, run, value
from orderdeck.data.desk.tables.rules import precedence
from orderdeck.queries.loader import queues, view

STOCK: Final = "stockouts"
LAST: Final = "unrecognised"
FEW: Final = 1
"""Orders that are worked out by their key; more are joined from a table (nearly all the time goes into planning)."""
_RULED_BY: Final = """order_key, stage, status, placed_at, deadline, priority, wholesale, express, remark_matters,
    remark_digest, state, new_from, absent_since, gone, why_back, since, ship_by, ship_rests, ship_told, latest_end,
    shown_at, seq, exported_at"""
"""The columns of `open_orders` that facts.sql reads."""


_ANY_SHORT: Final = """
    select (select count(*) from shortages) + (select count(*) from stock_alerts) + (select count(*) from short_orders)
"""
_SHORT_ORDERS: Final = """
    insert into short_orders
    from (
        select order_key, sum(short) as short,
            string_agg('short|' || sku || ' ' || short, chr(31) order by sku) as why_short
        from shortages where short > 0 group by order_key
    ) full join (
        select order_key, min(sku) as sold_sku from stock_alerts group by order_key
    ) using (order_key)
"""


class DeskError(AssertionError):
    """The desk contradicts itself: a fault of ours, looked for in debug mode and in tests."""


class Standing:
    """Keeps `standing` in step with orders, marks, shortages and clock."""

    def __init__(self, con: Connection, settings: Settings) -> None:
        self._con = con
        self._prepared = False
        order = precedence(settings)
        ranks = {key: rank for rank, key in enumerate(order, 1)}
        # One pass over the orders, where asking queue after queue would take one for each.
        cases = " ".join(
            f"when {queues()[key].condition} then {rank}" for key, rank in ranks.items() if key != STOCK
        )
        self._placed = f"""
            covered as (select *, case {cases} else {ranks[LAST]} end as rank_if_covered from facts),
            ranked as (select *, case when {ranks[STOCK]} < rank_if_covered and {queues()[STOCK].condition}
                then {ranks[STOCK]} else rank_if_covered end as rank from covered),
            placed as (select *, case when done then 'done' else {order!r}[rank] end as queue from ranked)"""
        matched = " or ".join(queues()[key].condition for key in order)
        self._unmatched = f"select count(*) from facts where ({matched}) is not true"
        self._make()

    def patch(self, order_keys: Iterable[str]) -> None:
        """Works these orders out anew; those that are no longer open leave."""
        keys = list(set(order_keys))
        if not keys:
            return
        if len(keys) > FEW:
            self._touch(keys)
            run(self._con, "delete from standing where order_key in (select order_key from touched)")
            place = self._insert(
                f"select {_RULED_BY} from main.open_orders semi join touched using (order_key)"
            )
            with hastily(self._con, len(keys)):
                run(self._con, place)
            return
        self._prepare()
        with hastily(self._con, len(keys)):
            for key in keys:
                quoted = "'" + key.replace("'", "''") + "'"
                self._con.execute(f"execute drop_one({quoted})")
                self._con.execute(f"execute place_one({quoted})")

    def refresh(self) -> None:
        """Works every open order out anew."""
        self._con.execute("truncate standing")
        if value(self._con, "select 1 from open_orders limit 1"):
            run(self._con, self._insert(f"select {_RULED_BY} from main.open_orders"))

    def expired(self) -> list[str]:
        """Orders that time alone has changed since they were worked out."""
        return column(
            self._con, "select order_key from standing where next_change <= (select now from clock)"
        )

    def shorten(self) -> set[str]:
        """Sums up `shortages` and `stock_alerts` anew; gives the orders for which they changed."""
        con = self._con
        if not value(con, _ANY_SHORT):
            return set()
        con.execute("create or replace temp table was_short as from short_orders")
        con.execute("truncate short_orders")
        con.execute(_SHORT_ORDERS)
        changed = "select order_key from (from {0} except from {1})"
        both = f"{changed.format('short_orders', 'was_short')} union {changed.format('was_short', 'short_orders')}"
        return set(column(con, both))

    def check(self) -> None:
        """Raises DeskError where an open order stands in no queue, in two, or the counts don't add up."""
        con = self._con
        unmatched = value(con, self._unmatched)
        if unmatched:
            raise DeskError(f"{unmatched} open orders match no queue")
        twice = value(con, "select count(*) - count(distinct order_key) from standing")
        if twice:
            raise DeskError(f"{twice} orders stand in two places")
        difference = "select count(*) from (select order_key from {0} except select order_key from {1})"
        stray = value(con, difference.format("open_orders", "standing"))
        gone = value(con, difference.format("standing", "open_orders"))
        if stray or gone:
            raise DeskError(f"{stray} open orders stand nowhere, {gone} that are not open stand somewhere")

    def _make(self) -> None:
        con = self._con
        run(con, f"create view facts as {view('facts')}")
        run(con, f"create table standing as with {self._placed} {view('standing')} limit 0")
        run(con, f"create view listed as {view('listed')}")
        run(con, f"create view board as {view('board')}")

    def _prepare(self) -> None:
        # With the first act: a command that only looks needs none of it.
        if self._prepared:
            return
        one = self._insert(f"select {_RULED_BY} from main.open_orders where order_key = $1")
        self._con.execute("prepare drop_one as delete from standing where order_key = $1")
        self._con.execute(f"prepare place_one as {one}")
        self._prepared = True

    def _insert(self, orders: str) -> str:
        # The facts of these orders alone: within the query their name stands for them.
        return (
            f"insert into standing by name with open_orders as ({orders}), facts as ({view('facts')}\n), "
            f"{self._placed} {view('standing')}"
        )

    def _touch(self, keys: Sequence[str]) -> None:
        self._con.execute("truncate touched")
        with lent_keys(self._con, keys) as (named, parameters):
            self._con.execute(f"insert into touched from {named}", parameters)
