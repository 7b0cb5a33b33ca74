"""One file in: loaded whole, refused with a reason, or put back; and nothing else suffers."""

import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import polars as pl
import pytest

from orderdeck.data.base.folder.found import Found, examine
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Export
from orderdeck.data.exports.containers.records import Limits, Refusal, RefusalReason
from orderdeck.data.intake.intake import MAX_ATTEMPTS, Intake, Stopped
from orderdeck.data.ledger import Ledger, LedgerFull, Sighting
from orderdeck.data.ledger.parts.folder import PartFolder
from orderdeck.data.ledger.parts.writer import read_part
from tests.loader.fake_reader import FakeOpened, FakeReader

Put = Callable[..., Path]


def _found(paths: DeskPaths, file: Path) -> Found:
    found = examine(paths, file)
    assert found is not None
    return found


def _take(ledger: Ledger, file: Path, reader: FakeReader | None = None) -> Export:
    export = _taken(Intake(ledger, reader or FakeReader()), _found(ledger.paths, file))
    assert export is not None
    return export


def _taken(intake: Intake, found: Found) -> Export | None:
    [(same, export)] = intake.take([found])
    assert same is found
    return export


def _keys(ledger: Ledger) -> list[str]:
    frames = [read_part(ledger.paths, part)["orders"] for part in ledger.parts()]
    return pl.concat(frames)["order_key"].to_list() if frames else []


def test_a_file_is_loaded_whole(paths: DeskPaths, ledger: Ledger, put: Put) -> None:
    export = _take(ledger, put("day/orders.csv", ["1", "", "3"]))
    assert (export.state, export.name, export.orders, export.lines, export.rejected) == (
        "loaded", "day/orders.csv", 2, 2, 1,
    )  # fmt: skip
    assert (export.profile, export.kind, export.notes) == ("fake", "orders", ["fake"])
    assert ledger.exports() == [export]
    [part] = ledger.parts()
    assert export.checksums == part.checksums
    assert part.name == export.export_id == export.sha256[:16]
    assert read_part(paths, part)["rejects"]["row"].to_list() == [3]
    assert _keys(ledger) == ["fake:1", "fake:3"]


@pytest.mark.parametrize("reason", ["torn", "empty"])
def test_a_file_that_looks_cut_off_is_waited_for_and_then_refused(
    ledger: Ledger, put: Put, reason: RefusalReason
) -> None:
    class CutOff(FakeReader):
        def open(
            self, path: Path, name: str, mtime_us: int, *, settled: bool = True, root: Path | None = None
        ) -> FakeOpened | Refusal:
            return Refusal(reason, "row 3")

    intake = Intake(ledger, CutOff())
    found = _found(ledger.paths, put("a.csv", ["1", "2"]))
    arriving = msgspec.structs.replace(found, settled=False)
    for _ in range(MAX_ATTEMPTS + 1):  # waiting is no loader that died
        assert _taken(intake, arriving) is None
    assert intake.arriving == {"a.csv": Refusal(reason, "row 3")}
    assert ledger.exports() == []
    assert intake.wanted(found)
    export = _taken(intake, found)
    assert export is not None
    assert (export.state, export.reason, export.detail) == ("refused", reason, "row 3")
    assert intake.arriving == {}


def test_what_waiting_cannot_cure_is_refused_at_once(ledger: Ledger, put: Put) -> None:
    found = _found(ledger.paths, put("a.csv", ["1"]))
    reader = FakeReader(headers=("other",))
    export = _taken(Intake(ledger, reader), msgspec.structs.replace(found, settled=False))
    assert export is not None
    assert (export.state, export.reason) == ("refused", "no_profile")


def test_the_same_bytes_load_once(ledger: Ledger, put: Put) -> None:
    reader = FakeReader()
    first = _take(ledger, put("a.csv", ["1", "2"], age=100), reader)
    copy = _take(ledger, put("b.csv", ["1", "2"], age=10), reader)
    assert (copy.state, copy.orders, copy.lines, copy.detail) == ("duplicate", 2, 2, "a.csv")
    assert copy.exported_at == first.exported_at
    assert reader.opened == ["a.csv"]
    assert len(ledger.parts()) == 1
    again = _take(ledger, put("a.csv", ["1", "2"], age=1), reader)  # touched
    assert again == first
    assert len(ledger.exports()) == 2


def test_what_is_known_is_not_wanted_until_it_changes(ledger: Ledger, put: Put) -> None:
    file = put("a.csv", ["1"])
    intake = Intake(ledger, FakeReader())
    assert intake.wanted(_found(ledger.paths, file))
    _taken(intake, _found(ledger.paths, file))
    for same in (intake, Intake(ledger, FakeReader())):
        assert not same.wanted(_found(ledger.paths, file))
    put("a.csv", ["1", "2"])
    assert intake.wanted(_found(ledger.paths, file))


def test_a_refusal_says_what_was_seen(ledger: Ledger, put: Put) -> None:
    export = _take(ledger, put("x.csv", ["1"], header="song\x1b"))
    assert (export.state, export.reason, export.nearest) == ("refused", "no_profile", "fake")
    assert export.headers == ["song", "status"]
    assert ledger.parts() == []


def test_a_refused_file_is_tried_again_with_other_profiles(ledger: Ledger, put: Put) -> None:
    file = put("x.csv", ["1"], header="song")
    _take(ledger, file)
    found = _found(ledger.paths, file)
    assert not Intake(ledger, FakeReader()).wanted(found)
    other = FakeReader(headers=("order_id", "tune"))
    assert Intake(ledger, other).wanted(found)
    _take(ledger, file, other)
    assert len(ledger.exports()) == 1  # refused for the same reason: said once
    assert _take(ledger, file, FakeReader(headers=("song",))).state == "loaded"
    assert [export.state for export in ledger.exports()] == ["refused", "loaded"]


@pytest.mark.parametrize("bad", ["BOOM", "PANIC"])
def test_whatever_a_reader_raises_refuses_that_file_alone(
    ledger: Ledger, put: Put, bad: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        export = _take(ledger, put("bad.csv", [*map(str, range(60)), bad]))
    assert (export.state, export.reason) == ("refused", "unreadable")
    assert "secret" in export.detail
    assert "Maria" not in "".join(record.getMessage() for record in caplog.records)
    assert ledger.parts() == []
    assert list(ledger.paths.staging.iterdir()) == list(ledger.paths.parts.iterdir()) == []
    assert _take(ledger, put("good.csv", ["1"])).state == "loaded"


def test_what_is_no_file_of_the_folder_is_refused(ledger: Ledger, tmp_path: Path, paths: DeskPaths) -> None:
    os.mkfifo(paths.exports / "pipe.csv")
    (paths.exports / "folder.csv").mkdir()
    outside = tmp_path / "passwd"
    outside.write_text("order_id,status\n1,to_ship")
    (paths.exports / "link.csv").symlink_to(outside)
    reasons = {
        name: _take(ledger, paths.exports / name).reason for name in ("pipe.csv", "folder.csv", "link.csv")
    }
    assert reasons == {"pipe.csv": "not_a_file", "folder.csv": "not_a_file", "link.csv": "outside_folder"}
    intake = Intake(ledger, FakeReader())
    assert not any(intake.wanted(_found(paths, paths.exports / name)) for name in reasons)


def test_a_file_over_the_limit_is_refused_unread(ledger: Ledger, put: Put) -> None:
    reader = FakeReader()
    reader.limits = Limits(max_file_mb=0)
    assert _take(ledger, put("big.csv", ["1"]), reader).reason == "too_large"
    assert reader.opened == []


def test_a_file_that_changes_while_it_is_read_is_put_back(
    ledger: Ledger, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = put("a.csv", [str(number) for number in range(120)])
    frames = FakeOpened.frames

    def growing(self: FakeOpened, _beside: object) -> Iterator[dict[str, pl.DataFrame]]:
        for number, batch in enumerate(frames(self)):
            if number == 0:
                with file.open("a") as out:
                    out.write("\n999,to_ship")
            yield batch

    monkeypatch.setattr(FakeOpened, "frames", growing)
    intake = Intake(ledger, FakeReader())
    assert _taken(intake, _found(ledger.paths, file)) is None
    assert ledger.exports() == []
    assert ledger.parts() == []
    assert list(ledger.paths.parts.iterdir()) == []
    monkeypatch.setattr(FakeOpened, "frames", frames)
    assert intake.wanted(_found(ledger.paths, file))
    export = _taken(intake, _found(ledger.paths, file))
    assert export is not None
    assert export.orders == 121


def test_a_file_that_is_gone_is_no_refusal(ledger: Ledger, put: Put) -> None:
    file = put("a.csv", ["1"])
    found = _found(ledger.paths, file)
    file.unlink()
    assert _taken(Intake(ledger, FakeReader()), found) is None
    assert ledger.exports() == []


def test_a_full_disk_is_not_the_files_fault(
    ledger: Ledger, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = put("a.csv", ["1"])

    def full(*_args: object) -> None:
        raise LedgerFull("no space")

    with monkeypatch.context() as broken:
        broken.setattr(PartFolder, "put", full)
        intake = Intake(ledger, FakeReader())
        with pytest.raises(LedgerFull):
            _taken(intake, _found(ledger.paths, file))
    assert list(ledger.paths.staging.iterdir()) == []
    assert intake.attempts(_found(ledger.paths, file)) == 0
    assert _take(ledger, file).state == "loaded"


def test_stopping_in_the_middle_loads_nothing(ledger: Ledger, put: Put) -> None:
    file = put("a.csv", [str(number) for number in range(200)])
    rows: list[int] = []
    intake = Intake(ledger, FakeReader(), progress=rows.append, stop=lambda: len(rows) == 2)
    with pytest.raises(Stopped):
        _taken(intake, _found(ledger.paths, file))
    assert rows == [50, 100]
    assert ledger.exports() == []
    assert ledger.parts() == []
    assert intake.attempts(_found(ledger.paths, file)) == 0


def test_a_file_over_which_loaders_die_is_refused_at_last(ledger: Ledger, put: Put) -> None:
    file = put("killer.csv", ["1"])
    found = _found(ledger.paths, file)
    ledger.saw(Sighting(name=found.name, stamp=found.stamp, attempts=MAX_ATTEMPTS - 1))
    intake = Intake(ledger, FakeReader())
    assert intake.attempts(found) == MAX_ATTEMPTS - 1
    ledger.saw(Sighting(name=found.name, stamp=found.stamp, attempts=MAX_ATTEMPTS))
    export = _take(ledger, file)
    assert (export.state, export.reason) == ("refused", "unreadable")
    assert "died" in export.detail


def test_an_older_export_keeps_its_own_time(ledger: Ledger, put: Put) -> None:
    newer = _take(ledger, put("b.csv", ["1"], age=10, status="finished"))
    older = _take(ledger, put("a.csv", ["1"], age=1000))
    assert older.exported_at < newer.exported_at
    assert older.seq > newer.seq
