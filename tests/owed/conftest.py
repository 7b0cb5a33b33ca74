"""A folder of exports written row by row, and the desk that comes of it."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

import pytest

from orderdeck.data.base.config.settings import Folder, Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.desk import Desk
from orderdeck.data.intake.process import load_once
from orderdeck.data.stock.open_desk import open_desk

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SETTINGS = Settings(folder=Folder(settle_seconds=0))
Row = dict[str, str]


class Exports:
    """Exports of one folder, loaded as they are written."""

    def __init__(self, paths: DeskPaths) -> None:
        self.paths = paths
        self._desks: list[Desk] = []

    def write(
        self, name: str, rows: Sequence[Row], *, header: Sequence[str] = (), separator: str = ","
    ) -> None:
        """A file with a column for each key of `rows`, and for each name of `header`."""
        names = list(dict.fromkeys([*header, *(name for row in rows for name in row)]))
        text = io.StringIO()
        out = csv.DictWriter(text, names, delimiter=separator, restval="", lineterminator="\n")
        out.writeheader()
        out.writerows(rows)
        (self.paths.exports / name).write_text(text.getvalue(), encoding="utf-8")

    def stock(self, **on_hand: int) -> None:
        """What there is of each SKU."""
        self.write("stock.csv", [{"sku": sku, "on_hand": str(pieces)} for sku, pieces in on_hand.items()])

    def desk(self) -> Desk:
        """The desk over what is there by now."""
        load_once(self.paths, SETTINGS)
        desk = open_desk(self.paths, SETTINGS, lambda: int(NOW.timestamp() * 1e6), debug=True)
        self._desks.append(desk)
        return desk

    def close(self) -> None:
        for desk in self._desks:
            desk.close()


@pytest.fixture
def exports(paths: DeskPaths) -> Iterator[Exports]:
    made = Exports(paths)
    yield made
    made.close()


@pytest.fixture
def queues() -> Callable[[Desk], dict[str, str]]:
    """Order number -> the queue that it stands in."""

    def read(desk: Desk) -> dict[str, str]:
        keys = [row[0] for row in desk.con.execute("select order_key from open_orders").fetchall()]
        return {row["order_id"]: row["queue"] for row in desk.board(keys).to_dicts()}

    return read


@pytest.fixture
def owed() -> Callable[[Desk], dict[tuple[str, str], int]]:
    """(order number, SKU or title) -> pieces still to send."""

    def read(desk: Desk) -> dict[tuple[str, str], int]:
        rows = desk.con.execute(
            "select order_id, coalesce(sku, title), sum(owed)::bigint from open_lines l join open_orders using "
            "(order_key) group by all"
        ).fetchall()
        return {(order, item): pieces for order, item, pieces in rows}

    return read
