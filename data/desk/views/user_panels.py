"""The user's own queue files: run in a process of their own that can do nothing but answer."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
import polars as pl

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Changes, View
from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.desk.connection import Connection, frame
from orderdeck.data.desk.views import board
from orderdeck.data.desk.views.columns import SORTABLE
from orderdeck.data.desk.views.query_sandbox import Box, BoxError, BoxStoppedError
from orderdeck.queries.loader import (
    DEFAULT_SORT,
    LANGUAGES,
    QueueFile,
    QueueFileError,
    lenses,
    queues,
    read_user_file,
    user_files,
)

SECONDS: Final = 1.0
"""How long a user's query may run."""
MOST: Final = 20
"""Files that are looked at."""
ASKED: Final = "asked"
"""Key of the view that holds the orders that a question gave."""
_ASKED_TITLE: Final = {"en": "Asked in SQL", "zh": "SQL 查询结果"}
Tables = Callable[[str], Mapping[str, pl.DataFrame]]
"""The tables that a query names."""
_WHOLE: Final = (
    "select o.order_key, o.email, address_block(o.recipient, o.full_address, o.address, o.city, o.province, o.zip, "
    "coalesce(o.country, o.country_code), o.national_address, o.phone) as address_block, o.address, o.city, "
    "o.province, o.zip, o.phone, o.tax_number, tracking_of(o.order_key, o.tracking) as tracking from open_orders o"
)
"""What a query sees of an order beside the board: whom it goes to, and how."""
_LINES: Final = (
    "select order_key, line_no, sku, product_id, title, attributes, owed as quantity, quantity as ordered, sent, "
    "cancelled, returned, needs_parcel, unit, unit_price, line_total, stock_on_hand, stock_on_order from open_lines"
)
"""What a queue counts is what is still to be sent, as everywhere."""


class _Panel(msgspec.Struct, kw_only=True):
    file: Path
    stamp: tuple[int, int]
    queue: QueueFile | None = None
    error: str = ""
    keys: list[str] = []
    done: bool = False
    stopped: bool = False  # took too long: not asked again until its file changes


class Panels:
    """The panels of one desk. A broken or endless query is a view with its error, and harms nothing else.

    A query sees `facts` (the board and whom it goes to, one row an open order), `lines` (their order lines) and `clock`
    (one row: now).
    """

    def __init__(self, con: Connection, paths: DeskPaths) -> None:
        self._con = con
        self._folder = paths.queues
        self._panels: list[_Panel] = []
        self._boxes: dict[str, Box] = {}
        self._stale = True
        self._asked: tuple[QueueFile, list[str]] | None = None
        self.tables: Tables | None = None
        """What panels over the tables of `orderdeck sql` see; whoever opens the desk hands it in."""

    def close(self) -> None:
        """Ends the processes."""
        for box in self._boxes.values():
            box.close()
        self._boxes.clear()

    def ask(self, sql: str, keys: Sequence[str]) -> None:
        """Has the orders that `sql` gave as a view, ASKED, in the place of those that were asked for before."""
        why = dict.fromkeys(LANGUAGES, " ".join(clean_text(sql).split()))
        held = QueueFile(key=ASKED, title=_ASKED_TITLE, why=why, sort=DEFAULT_SORT, sql=sql)
        self._asked = (held, list(keys))

    def stale(self, changes: Changes) -> None:
        """The desk changed: what the panels know is old."""
        self._stale = self._stale or bool(changes)

    def views(self, counts: str) -> list[View]:
        """A view for each file, with its counts or its error. `counts` are the columns of them, over `standing`."""
        self._refresh()
        found = [self._view(panel, counts) for panel in self._panels]
        return found if self._asked is None else [*found, self._counted(*self._asked, counts)]

    def result(self, key: str) -> tuple[list[str], QueueFile]:
        """The order keys that a panel's query gave, and the panel. Raises KeyError."""
        if key == ASKED and self._asked:
            return self._asked[1], self._asked[0]
        self._refresh()
        for panel in self._panels:
            if panel.queue and panel.queue.key == key:
                return panel.keys, panel.queue
        raise KeyError(key)

    def _view(self, panel: _Panel, counts: str) -> View:
        if panel.queue is None or panel.error:
            queue = panel.queue
            key = queue.key if queue else f"panel_{panel.file.stem}"
            title = queue.title if queue else dict.fromkeys(LANGUAGES, clean_text(panel.file.stem))
            return View(key=key, kind="panel", title=title, why={}, error=panel.error)
        return self._counted(panel.queue, panel.keys, counts)

    def _counted(self, queue: QueueFile, keys: list[str], counts: str) -> View:
        sql = f"select {counts} from standing where order_key in (select unnest($keys::varchar[]))"
        count, asleep, late, due, fresh = self._con.execute(sql, {"keys": keys}).fetchall()[0]
        return View(
            key=queue.key, kind="panel", title=queue.title, why=queue.why,
            count=count, asleep=asleep, late=late, due=due, fresh=fresh,
        )  # fmt: skip

    def _refresh(self) -> None:
        self._read()
        if not self._panels:
            self.close()
            return
        if self._stale:
            self.close()
            self._stale = False
            for panel in self._panels:
                panel.done = panel.stopped
        for panel in self._panels:
            if panel.queue and not panel.done:
                self._ask(panel, panel.queue)

    def _read(self) -> None:
        known = {panel.file: panel for panel in self._panels}
        taken = {*queues(), *lenses(), ASKED}
        found = []
        for file in user_files(self._folder)[:MOST]:
            panel = known.get(file)
            stamp = _stamp(file)
            if panel is None or panel.stamp != stamp:
                panel = _open(file, stamp)
            if panel.queue and panel.queue.key in taken:
                panel = _Panel(
                    file=file, stamp=stamp, error=f"{file.name}: there is another view {panel.queue.key!r}"
                )
            if panel.queue:
                taken.add(panel.queue.key)
            found.append(panel)
        self._panels = found

    def _filled(self, tables: str) -> Box:
        # The whole of it each time: 30,000 orders cost some 0.5 s, and only a desk with files of its own pays.
        box = self._boxes.get(tables)
        if box is None or not box.lives:
            if box is not None:
                box.close()
            self._boxes[tables] = box = Box(self._sql_tables() if tables else self._own_tables())
        return box

    def _own_tables(self) -> Mapping[str, pl.DataFrame]:
        return {
            "facts": board.every(self._con).join(frame(self._con, _WHOLE), on="order_key", how="left"),
            "lines": frame(self._con, _LINES),
            "clock": frame(self._con, "select now from clock"),
        }

    def _sql_tables(self) -> Mapping[str, pl.DataFrame]:
        if self.tables is None:
            raise BoxError("these tables are not to be had here")
        asked = [panel.queue.sql for panel in self._panels if panel.queue and panel.queue.tables]
        return self.tables(" ".join(asked))

    def _ask(self, panel: _Panel, queue: QueueFile) -> None:
        panel.done, panel.keys, panel.error = True, [], ""
        try:
            panel.keys = self._filled(queue.tables).ask(queue.sql, SECONDS)
        except BoxStoppedError:
            panel.stopped = True
            panel.error = f"{panel.file.name}: took longer than {SECONDS:g} s and was stopped"
        except (BoxError, OSError) as error:
            panel.error = _error_line(panel.file, error)


def _open(file: Path, stamp: tuple[int, int]) -> _Panel:
    try:
        queue = read_user_file(file, SORTABLE)
    except QueueFileError as error:
        return _Panel(file=file, stamp=stamp, error=clean_text(str(error)))
    words: dict[str, Any] = {
        field: {language: clean_text(text) for language, text in getattr(queue, field).items()}
        for field in ("title", "why")
    }
    return _Panel(file=file, stamp=stamp, queue=msgspec.structs.replace(queue, **words))


def _stamp(file: Path) -> tuple[int, int]:
    try:
        found = file.stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)


def _error_line(file: Path, error: Exception) -> str:
    lines = [clean_text(line) for line in str(error).splitlines() if line.strip()]
    return f"{file.name}: {lines[0] if lines else type(error).__name__}"
