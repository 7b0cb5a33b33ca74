"""The user's own queue files: run in a process of their own that can do nothing but answer."""

from pathlib import Path
from typing import Any, Final

import msgspec

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Changes, View
from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.desk.connection import Connection, frame
from orderdeck.data.desk.views import board
from orderdeck.data.desk.views.columns import SORTABLE
from orderdeck.data.desk.views.query_sandbox import Box, BoxError, BoxStoppedError
from orderdeck.queries.loader import (
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

    A query sees `facts` (the board, one row an open order), `lines` (their order lines) and `clock` (one row: now).
    """

    def __init__(self, con: Connection, paths: DeskPaths) -> None:
        self._con = con
        self._folder = paths.queues
        self._panels: list[_Panel] = []
        self._box: Box | None = None
        self._stale = True

    def close(self) -> None:
        """Ends the process."""
        if self._box is not None:
            self._box.close()
            self._box = None

    def stale(self, changes: Changes) -> None:
        """The desk changed: what the panels know is old."""
        self._stale = self._stale or bool(changes)

    def views(self, counts: str) -> list[View]:
        """A view for each file, with its counts or its error. `counts` are the columns of them, over `standing`."""
        self._refresh()
        return [self._view(panel, counts) for panel in self._panels]

    def result(self, key: str) -> tuple[list[str], QueueFile]:
        """The order keys that a panel's query gave, and the panel. Raises KeyError."""
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
        sql = f"select {counts} from standing where order_key in (select unnest($keys::varchar[]))"
        count, asleep, late, due, fresh = self._con.execute(sql, {"keys": panel.keys}).fetchall()[0]
        return View(
            key=panel.queue.key, kind="panel", title=panel.queue.title, why=panel.queue.why,
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
        taken = {*queues(), *lenses()}
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

    def _filled(self) -> Box:
        # The whole of it each time: 30,000 orders cost some 0.5 s, and only a desk with files of its own pays.
        if self._box is None or not self._box.lives:
            self.close()
            self._box = Box(
                {
                    "facts": board.every(self._con),
                    "lines": frame(self._con, _LINES),
                    "clock": frame(self._con, "select now from clock"),
                }
            )
        return self._box

    def _ask(self, panel: _Panel, queue: QueueFile) -> None:
        panel.done, panel.keys, panel.error = True, [], ""
        try:
            panel.keys = self._filled().ask(queue.sql, SECONDS)
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
