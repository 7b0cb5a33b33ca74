"""Queues, the user's panels and lenses: their counts, and their rows in order."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import polars as pl

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Changes, View
from orderdeck.data.desk.connection import Connection, column, value
from orderdeck.data.desk.tables.rules import precedence
from orderdeck.data.desk.views import board
from orderdeck.data.desk.views.user_panels import Panels, Tables
from orderdeck.queries.loader import QueueFile, lenses, queues

_COUNTS: Final = """
    count(*), count(*) filter (asleep), count(*) filter (late and (not done or undeclared)), count(*) filter (due),
    count(*) filter (order_key in (select order_key from fresh))
"""
_COUNTED: Final = ("true", "asleep", "late and (not done or undeclared)", "due", "fresh")
"""The same as conditions. What is done here is late no more, unless the marketplace hasn't been told."""
_WHY: Final = {"gone": "why_absent", "back": "why_back"}
"""Lens -> the reasons that its list tells, where it is not why an order stands in its queue."""


class Views:
    """What there is to look at, for one operator."""

    def __init__(self, con: Connection, paths: DeskPaths, settings: Settings) -> None:
        self._con = con
        self._queues = [queues()[key] for key in precedence(settings)]
        self._panels = Panels(con, paths)

    def close(self) -> None:
        """Ends the panels' own database."""
        self._panels.close()

    def stale(self, changes: Changes) -> None:
        """Tells the panels what changed."""
        self._panels.stale(changes)

    def offer(self, tables: Tables) -> None:
        """Gives panels over the tables of `orderdeck sql` what they see."""
        self._panels.tables = tables

    def ask(self, sql: str, keys: Sequence[str]) -> None:
        """Has the orders that `sql` gave as the view ASKED."""
        self._panels.ask(sql, keys)

    def views(self, operator: str) -> list[View]:
        """All views with their counts."""
        sql = f"select queue, {_COUNTS} from standing group by queue"
        counts = {queue: numbers for queue, *numbers in self._con.execute(sql).fetchall()}
        nothing = [0] * 5
        found = [_view("queue", queue, counts.get(queue.key, nothing)) for queue in self._queues]
        found += self._panels.views(_COUNTS)
        return found + self._lenses(operator)

    def keys(self, view: str, operator: str) -> list[str]:
        """The order keys of a view, in its order."""
        where, order, parameters = self._query(view, operator)
        sql = f"select order_key from listed where {where} order by {order}"
        return column(self._con, sql, parameters)

    def rows(self, view: str, operator: str, columns: Iterable[str] | None = None) -> pl.DataFrame:
        """The rows of a view, in its order; all columns, or some."""
        where, order, parameters = self._query(view, operator)
        why = _WHY.get(view, "why")
        return board.ordered(self._con, where, order, parameters, columns, why)

    def looked(self, view: str, operator: str) -> None:
        """Nothing in `view` is fresh any more."""
        where, _, parameters = self._query(view, operator)
        if value(self._con, "select count(*) from fresh"):
            sql = f"delete from fresh where order_key in (select order_key from listed where {where})"
            self._con.execute(sql, parameters)

    def _query(self, view: str, operator: str) -> tuple[str, str, dict[str, object]]:
        for queue in self._queues:
            if queue.key == view:
                return "queue = $queue", _order(queue), {"queue": view}
        lens = lenses().get(view)
        if lens:
            return f"order_key in ({lens.sql}\n)", _order(lens), _parameters(lens, operator)
        keys, panel = self._panels.result(view)
        return "order_key in (select unnest($keys::varchar[]))", _order(panel), {"keys": keys}

    def _lenses(self, operator: str) -> list[View]:
        # All in one pass: nearly all the time goes into planning.
        every = list(lenses().values())
        counted = ", ".join(
            f"count(*) filter ({lens.condition} and {what})" for lens in every for what in _COUNTED
        )
        sql = f"select {counted} from (select *, order_key in (select order_key from fresh) as fresh from standing)"
        row = self._con.execute(sql, {"operator": operator}).fetchall()[0]
        return [
            _view("lens", lens, [int(number) for number in row[place : place + len(_COUNTED)]])
            for lens, place in zip(every, range(0, len(row), len(_COUNTED)), strict=True)
        ]


def _view(kind: Any, queue: QueueFile, counts: list[int]) -> View:
    count, asleep, late, due, fresh = counts
    return View(
        key=queue.key, kind=kind, title=queue.title, why=queue.why,
        count=count, asleep=asleep, late=late, due=due, fresh=fresh,
    )  # fmt: skip


def _order(queue: QueueFile) -> str:
    return ", ".join(f"{name} {'desc' if down else 'asc'} nulls last" for name, down in queue.sort)


def _parameters(lens: QueueFile, operator: str) -> dict[str, object]:
    return {"operator": operator} if "$operator" in lens.sql else {}
