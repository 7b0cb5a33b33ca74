"""Files that are still arriving: waited for, told of, in nobody's way."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orderdeck.data.base.config.settings import Folder, Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Progress, Waiting
from orderdeck.data.exports.containers.records import Refusal
from orderdeck.data.intake import loop as loading
from orderdeck.data.intake.process import follow_progress, load_once
from orderdeck.data.ledger import Ledger
from tests.loader.exports_folder import once, states
from tests.loader.fake_reader import FakeOpened, FakeReader
from tests.loader.writer import Writer

Put = Callable[..., Path]
Until = Callable[..., None]
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


class CutOff(FakeReader):
    """Takes a file without the line `END` at its end for one that is cut off."""

    def open(
        self, path: Path, name: str, mtime_us: int, *, settled: bool = True, root: Path | None = None
    ) -> FakeOpened | Refusal:
        if not path.read_text().endswith("END"):
            return Refusal("torn", "row 3")
        return super().open(path, name, mtime_us)


class TestArriving:
    def test_an_upload_that_another_process_stalls_is_one_load(
        self, paths: DeskPaths, ledger: Ledger, follow: Callable[..., list[Progress]], until: Until, put: Put
    ) -> None:
        told = follow()
        writer = Writer(paths.exports / "slow.csv")
        try:
            writer.write("order_id,status\n1,to_ship\n")
            until(lambda: [(one.name, one.why) for one in told[-1].waiting] == [("slow.csv", "open")])
            writer.write("2,to_ship\n")
            put("other.csv", ["9"], age=0)
            until(lambda: len(ledger.exports()) == 1)  # it holds nobody up
            writer.write("3,to_ship").close()
            until(lambda: len(ledger.exports()) == 2)
        finally:
            writer.end()
        assert states(ledger.exports()) == [("other.csv", "loaded", 1), ("slow.csv", "loaded", 3)]
        until(lambda: not told[-1].waiting)

    def test_what_is_closed_or_renamed_is_not_made_to_settle(
        self, paths: DeskPaths, ledger: Ledger, until: Until, put: Put, follow: Callable[..., list[Progress]]
    ) -> None:
        follow(polling="never", patience_seconds=600)
        assert Folder().settle_seconds < 600
        put("warm.csv", ["0"], age=0)
        until(lambda: len(ledger.exports()) == 1)
        began = time.monotonic()
        put("a.csv", ["1"], age=0)
        (paths.exports / ".b.csv").write_text("order_id,status\n2,to_ship")
        (paths.exports / ".b.csv").rename(paths.exports / "b.csv")
        until(lambda: len(ledger.exports()) == 3)
        assert time.monotonic() - began < 5

    def test_a_cut_file_is_arriving_until_the_rest_has_come(
        self, paths: DeskPaths, ledger: Ledger, put: Put, until: Until, follow: Callable[..., list[Progress]]
    ) -> None:
        told = follow(CutOff())
        file = put("a.csv", ["1", "2"], age=0)
        until(lambda: told[-1].waiting)
        [one] = told[-1].waiting
        assert (one.name, one.state, one.why, one.detail) == ("a.csv", "arriving", "torn", "row 3")
        assert told[-1].waiting_count == 1
        until(lambda: follow_progress(paths) == told[-1])  # told in the process before it is to others
        assert ledger.exports() == []
        with file.open("a") as out:
            out.write("\n3,END")
        until(lambda: ledger.exports())
        assert states(ledger.exports()) == [("a.csv", "loaded", 3)]

    def test_after_the_patience_it_is_refused(
        self, ledger: Ledger, put: Put, until: Until, follow: Callable[..., list[Progress]]
    ) -> None:
        follow(CutOff(), patience_seconds=1.0)
        put("a.csv", ["1", "2"], age=0)
        until(lambda: ledger.exports())
        [export] = ledger.exports()
        assert (export.state, export.reason, export.detail) == ("refused", "torn", "row 3")
        sighting = ledger.sightings()["a.csv"]
        assert sighting.attempts == 0

    def test_a_script_does_not_wait_for_it(self, paths: DeskPaths, put: Put) -> None:
        put("a.csv", ["1"], age=0)
        began = time.monotonic()
        exports, left = once(paths, CutOff())
        assert time.monotonic() - began < loading.ONCE_PATIENCE
        assert exports == []
        assert [(one.name, one.state, one.why, one.again) for one in left] == [
            ("a.csv", "arriving", "torn", 0)
        ]

    def test_one_whose_time_is_past_the_patience_a_script_refuses(self, paths: DeskPaths, put: Put) -> None:
        put("a.csv", ["1"], age=130)
        exports, left = once(paths, CutOff())
        assert [(export.state, export.reason) for export in exports] == [("refused", "torn")]
        assert left == []

    def test_a_script_tells_of_what_the_running_loader_waits_for(
        self, paths: DeskPaths, put: Put, until: Until, follow: Callable[..., list[Progress]]
    ) -> None:
        told = follow(CutOff())
        put("a.csv", ["1"], age=0)
        until(lambda: told[-1].waiting)
        left: list[Waiting] = []
        assert load_once(paths, Settings(), deadline=20, on_waiting=left.extend) == []
        assert [one.name for one in left] == ["a.csv"]


def test_of_very_many_the_number_is_told(
    paths: DeskPaths,
    put: Put,
    until: Until,
    follow: Callable[..., list[Progress]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(loading, "WAITING_TOLD", 3)
    for number in range(5):
        put(f"{number}.csv", ["1"], age=1)
    told = follow(CutOff())
    until(lambda: told[-1].waiting_count == 5)
    assert len(told[-1].waiting) == 3
    left: list[Waiting] = []
    assert load_once(paths, Settings(), deadline=20, on_waiting=left.extend) == []
