"""A folder in which files arrive one by one or many at once, and desks over it."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from orderdeck.data.base.config.settings import Folder, Settings
from orderdeck.data.base.folder.found import examine
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act, Export
from orderdeck.data.desk import Desk
from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.profile_reader import ProfileReader
from orderdeck.data.intake.batch.together import batches
from orderdeck.data.intake.intake import Intake
from orderdeck.data.ledger import Ledger
from orderdeck.data.stock.open_desk import with_stock
from tests.moment.model import File

SETTINGS = Settings(folder=Folder(settle_seconds=0.0))
NOON = 1_795_608_000
"""A noon in November 2026, seconds since the epoch."""
NOW = (NOON + 20 * 3600) * 1_000_000
DAY = 24 * 3600
PROFILES = load_profiles(DeskPaths.of(Path("/nowhere")), [])


class Place:
    """The folder of one desk: what arrives is loaded at once."""

    def __init__(self, paths: DeskPaths) -> None:
        self.paths = paths
        self.ledger = Ledger.open(paths)
        self.reader = ProfileReader(paths.exports, PROFILES, SETTINGS)
        self.intake = Intake(self.ledger, self.reader)
        self.desks: list[Desk] = []
        self._acts = 0

    def arrive(self, *files: File) -> list[Export]:
        """Puts `files` into the folder and loads them, several of them as one batch; their lines."""
        found = []
        for file in files:
            path = self.paths.exports / file.name
            path.write_text(file.text, encoding="utf-8")
            os.utime(path, (file.at, file.at))
            seen = examine(self.paths, path)
            assert seen
            if file.came:
                seen = msgspec.structs.replace(seen, ctime_us=file.came * 1_000_000)
            if self.intake.wanted(seen):
                found.append(seen)
        found.sort(key=lambda one: (self.reader.file_time(one.name, one.mtime_us), one.name))
        taken = []
        for batch in batches(found, [False] * len(found)):
            taken += [export for _, export in self.intake.take(batch)]
        self.intake.settle()
        assert all(taken)
        return [export for export in taken if export]

    def running(self, *files: File) -> Desk:
        """A desk that is open while `files` arrive, one after another."""
        desk = self.desk()
        for file in files:
            self.arrive(file)
            desk.catch_up()
        return desk

    def restart(self) -> None:
        """Another loader takes over."""
        self.intake = Intake(self.ledger, self.reader)

    def act(
        self,
        kind: str,
        data: dict[str, Any],
        *,
        at: int = 0,
        undoes: str | None = None,
        sku: str | None = None,
        order_key: str | None = None,
    ) -> Act:
        """An act straight into the journal, at second `at`."""
        self._acts += 1
        act = Act(
            id=f"a{self._acts}", kind=kind, operator="li", at=at * 1_000_000 or NOW, group=f"g{self._acts}",
            sku=sku, undoes=undoes, data=data, order_key=order_key,
        )  # fmt: skip
        [stored] = self.ledger.append([act])
        return stored

    def withdraw(self, *exports: Export) -> list[Act]:
        """Withdraws `exports`, as the deck does."""
        return [self.act("withdraw", {"export": export.export_id}) for export in exports]

    def note(self, order_key: str, text: str) -> Act:
        """A note on an order."""
        return self.act("note", {"text": text}, order_key=order_key)

    def undo(self, act: Act) -> Act:
        """Undoes a withdrawal."""
        return self.act("undo", {"kind": "withdraw"}, undoes=act.id)

    def desk(self, hooks: Any = ()) -> Desk:
        given = with_stock if hooks is None else lambda _desk: hooks
        desk = Desk.open(self.paths, SETTINGS, NOW, ledger=Ledger.open(self.paths), hooks=given)
        self.desks.append(desk)
        return desk

    def close(self) -> None:
        for desk in self.desks:
            desk.close()
        self.ledger.close()


@contextmanager
def folder() -> Iterator[Place]:
    """An empty folder with its desk, for one example."""
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "exports").mkdir()
        made = Place(DeskPaths.of(Path(place) / "exports"))
        try:
            yield made
        finally:
            made.close()


def orders_in(desk: Desk, columns: Sequence[str] = ("status", "remark")) -> dict[str, dict[str, str]]:
    """Every order that the desk knows, open or finished: order id -> column -> value, blanks as ""."""
    keys = set(desk.con.execute("select order_key from open_orders").fetchall())
    found = {}
    for number in range(1, 5):
        for key in desk.find(f"N{number}"):
            order = desk.order(key)
            if order is not None:
                assert (order.board is not None) == ((key,) in keys)
                found[order.fields["order_id"]] = {name: order.fields[name] or "" for name in columns}
    return found


def stock_in(desk: Desk) -> dict[str, tuple[int, int]]:
    rows = desk.con.execute(
        "select sku, on_hand, epoch_us(source_at) // 1000000 from stock_position where known"
    ).fetchall()
    return {sku: (on_hand, at) for sku, on_hand, at in rows}
