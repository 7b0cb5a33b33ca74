"""Orders that were finished with, out of the parts: `taken_orders` and `taken_lines` for queries/exported."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import polars as pl

from orderdeck.data.base.vocabulary.frames import LINES, UTC
from orderdeck.data.desk import Desk
from orderdeck.data.desk.connection import column, lent, run
from orderdeck.data.desk.pictures import filling, parts
from orderdeck.data.desk.pictures.one_order import as_one
from orderdeck.data.ledger import Part
from orderdeck.queries.statements import statements

_log = logging.getLogger(__name__)


@contextmanager
def finished(desk: Desk) -> Iterator[bool]:
    """Has each of them and its lines in the desk's DuckDB within the block, as its newest export has it, filled up
    from those before; whether there are any. What lies in a damaged part is left out: `Desk.losses` names it."""
    sql = statements("exported/finished")
    every = parts.order_parts(desk.ledger)
    held = parts.holding(every, set(column(desk.con, sql["contents"])))
    try:
        found = _take(desk, sql["take_orders"], "orders", held)
        if found:
            if not _take(desk, sql["take_lines"], "lines", held):
                _no_lines(desk)
            try:
                filling.fill(desk.con, desk.paths, lambda: every)
            except parts.UNREADABLE as error:
                _log.warning("not filled up: %s", type(error).__name__)
        yield found
    finally:
        run(desk.con, sql["drop"])


def _take(desk: Desk, sql: str, stem: str, held: Sequence[Part]) -> bool:
    """Whether there was a file to take them from that can be read."""

    def read(some: Sequence[Part]) -> bool:
        files = parts.files(desk.paths, some, stem)
        if files:
            run(desk.con, as_one(desk.con, sql), {stem: files})
        return bool(files)

    def reads(part: Part) -> bool:
        try:
            return read([part])
        except parts.UNREADABLE as error:
            _log.warning("part %s passed over: %s", part.name, type(error).__name__)
            return False

    try:
        return read(held)
    except parts.UNREADABLE:  # one of them is damaged, or merged away in this moment
        return read([part for part in held if reads(part)])


def _no_lines(desk: Desk) -> None:
    none = pl.DataFrame(schema={**LINES, "export_id": pl.String, "exported_at": UTC})
    with lent(desk.con, "no_lines", none):
        desk.con.execute("create or replace temp table taken_lines as from no_lines")
