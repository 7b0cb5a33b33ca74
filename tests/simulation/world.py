"""The product under the simulation: one folder, its ledger, a loader and a desk that stays open, on a clock of ours."""

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar
from unittest import mock

import msgspec

from orderdeck.data.base.config.settings import Folder, Settings
from orderdeck.data.base.folder.found import Found, examine, scan
from orderdeck.data.base.guards import kept_files
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Export
from orderdeck.data.desk import Desk
from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.profile_reader import ProfileReader
from orderdeck.data.intake.batch.together import batches
from orderdeck.data.intake.intake import Intake
from orderdeck.data.ledger import Ledger
from orderdeck.data.ledger.parts.merge import merge_small
from orderdeck.data.stock.open_desk import open_desk
from tests.simulation.crash import Kill, dying

SETTINGS = Settings(folder=Folder(settle_seconds=0.0))
PROFILES = [
    one for one in load_profiles(DeskPaths.of(Path("/nowhere")), []) if one.name in ("orderdeck", "stock")
]

T = TypeVar("T")


class World:
    """What is on disk, and who has it open. `now` is in seconds."""

    def __init__(self, now: int) -> None:
        self.now = now
        self._folder = tempfile.TemporaryDirectory()
        self._clock = mock.patch("time.time_ns", self._time_ns)
        self._clock.start()
        # Desks that are opened begin with what one before them has kept, few orders as there are.
        self._keeping = mock.patch("orderdeck.data.desk.follow.WORTH", 0)
        self._keeping.start()
        (Path(self._folder.name) / "exports").mkdir()
        self.paths = DeskPaths.of(Path(self._folder.name) / "exports")
        self._open()

    def _time_ns(self) -> int:
        return self.now * 1_000_000_000

    def _open(self) -> None:
        self.ledger = Ledger.open(self.paths)
        self.intake = self._loader()
        self.desk = self.another()

    def _loader(self) -> Intake:
        return Intake(self.ledger, ProfileReader(self.paths.exports, PROFILES, SETTINGS))

    def another(self) -> Desk:
        """One more desk over what is on disk."""
        return open_desk(self.paths, SETTINGS, lambda: self.now * 1_000_000)

    def _leave(self) -> None:
        self.desk.close()
        self.ledger.close()

    def close(self) -> None:
        self._leave()
        self._keeping.stop()
        self._clock.stop()
        self._folder.cleanup()

    # What happens to it

    def attempt(self, do: Callable[[], T], kill: Kill | None = None) -> T:
        """Does it; where it is killed over it all is opened anew, and Killed raised."""
        try:
            with dying(kill):
                return do()
        except BaseException:
            self.reopen()
            raise

    def reopen(self) -> None:
        """Desk and loader end, and begin anew."""
        self._leave()
        self._open()

    def lose_database(self) -> None:
        """The database goes; it is made anew from its second copy, and the folder is gone through again."""
        self._leave()
        for file in self.paths.state.glob("ledger.sqlite*"):
            file.unlink()
        self._open()
        self.load(scan(self.paths))

    def lose_kept(self) -> None:
        """What desks kept for each other goes, and the desk begins anew."""
        kept_files.forget(self.paths)
        self.reopen()

    def merge(self) -> None:
        """Small parts become one."""
        merge_small(self.paths, self.ledger, many=2)

    def put(self, name: str, text: str, written: int) -> Found:
        """A file is put into the folder, last written at second `written`."""
        path = self.paths.exports / name
        path.write_text(text, encoding="utf-8")
        os.utime(path, (written, written))
        found = examine(self.paths, path)
        assert found
        return found

    def load(self, files: Sequence[Found]) -> list[Export | None]:
        """The loader takes what it wants of `files`, as batches of those that came together."""
        wanted = [one for one in files if self.intake.wanted(one)]
        wanted.sort(key=lambda one: (self.intake.reader.file_time(one.name, one.mtime_us), one.name))
        taken = []
        for batch in batches(wanted, [False] * len(wanted)):
            taken += [export for _found, export in self.intake.take(batch)]
        self.intake.settle()
        return taken

    def load_unfinished(self, found: Found) -> None:
        """The loader looks at a file that may still be growing."""
        taken = self.load([msgspec.structs.replace(found, settled=False)])
        assert taken == [None], f"{found.name} is not whole, and was taken: {taken}"

    def all_files(self) -> list[Found]:
        return scan(self.paths)

    def export_of(self, digest: str, at: int) -> Export | None:
        """The line of a picture, where there is one."""
        lines = (one for one in self.ledger.exports() if one.sha256 == digest and one.state != "refused")
        return next((one for one in lines if (one.copied_at or one.exported_at) == at * 1_000_000), None)


def shown(desk: Desk) -> dict[str, Any]:
    """All that the simulation looks at on a desk."""
    rows = desk.con.execute(
        "select s.order_key, o.status, coalesce(o.remark, ''), s.queue, coalesce(s.claimed_by, ''), s.done, s.asleep, "
        "coalesce(s.short, 0) from standing s join open_orders o using (order_key) order by all"
    ).fetchall()
    lines = desk.con.execute("select order_key, sku, owed from open_lines order by all").fetchall()
    stock = desk.con.execute("select sku, on_hand from stock_position where known order by all").fetchall()
    held = desk.con.execute(
        "select order_key, sku, sum(quantity)::bigint from allotments where applied group by all order by all"
    ).fetchall()
    free = desk.con.execute("select sku, available from stock_supply order by all").fetchall()
    return {"orders": rows, "owed": lines, "stock": dict(stock), "held": held, "free": dict(free)}
