"""Into whatever batches files are put, ledger and parts say the same of each; and all or none of each is loaded."""

import os
import shutil
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest

from orderdeck.data.base.config.settings import Folder, Settings
from orderdeck.data.base.folder.found import Found, examine, scan
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Export
from orderdeck.data.exports.packing.packer import Packer
from orderdeck.data.exports.packing.steps import PackedFile
from orderdeck.data.exports.profile_reader import ProfileReader
from orderdeck.data.intake import loop
from orderdeck.data.intake.batch.together import MOST_FILES, SMALL_BYTES, batches
from orderdeck.data.intake.intake import Intake, Stopped
from orderdeck.data.intake.process import load_once
from orderdeck.data.ledger import Ledger, LedgerBusy, LedgerFull
from orderdeck.data.ledger.parts.folder import PartFolder
from orderdeck.data.ledger.parts.writer import read_part
from orderdeck.data.sample import Style, World, generate, write_export

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
QUICK = Settings(folder=Folder(settle_seconds=0.05))


def _by_time(found: list[Found], reader: ProfileReader) -> list[Found]:
    return sorted(found, key=lambda one: (reader.file_time(one.name, one.mtime_us), one.name))


def _held(ledger: Ledger) -> dict[str, pl.DataFrame]:
    """All rows on record by stem, sorted."""
    held: dict[str, list[pl.DataFrame]] = {"orders": [], "lines": [], "rejects": []}
    for part in ledger.parts():
        for stem, frame in read_part(ledger.paths, part).items():
            held[stem].append(frame)
    order = {"orders": "source_row", "lines": "line_no", "rejects": "row"}
    return {
        stem: pl.concat(frames).sort("export_id", *(["order_key"] * (stem != "rejects")), order[stem])
        for stem, frames in held.items()
    }


def _said(exports: list[Export]) -> dict[str, dict[str, Any]]:
    fields = (
        "state",
        "profile",
        "kind",
        "orders",
        "lines",
        "rejected",
        "reason",
        "notes",
        "exported_at",
        "size",
    )
    return {one.name: {field: getattr(one, field) for field in fields} for one in exports}  # fmt: skip


def _loaded(exports: Path, state: Path, cuts: Collection[int]) -> tuple[Any, dict[str, pl.DataFrame], int]:
    """Loads the files of a folder, in their order of time, in batches that end before the places in `cuts`: what the
    ledger says of each, all rows, and how many parts there are."""
    paths = DeskPaths.of(exports, state)
    with Ledger.open(paths) as ledger:
        reader = ProfileReader.of(paths, QUICK)
        intake = Intake(ledger, reader)
        files = _by_time(scan(paths), reader)
        ends = sorted({0, *cuts, len(files)})
        for begin, end in pairwise(ends):
            assert {found.name for found, _ in intake.take(files[begin:end])} == {
                found.name for found in files[begin:end]
            }
        intake.settle()
        return _said(ledger.exports()), _held(ledger), len(ledger.parts())


def _check_batches(paths: DeskPaths, place: Path, draws: int = 1) -> int:
    """Loads the folder file by file, in one batch, in pairs, and in batches drawn at random, and compares; how many
    parts one batch makes."""
    many = len(scan(paths))
    draw = Random(many)
    batchings = [
        range(many),
        (),
        range(0, many, 2),
        *(draw.sample(range(many), draw.randrange(many)) for _ in range(draws)),
    ]
    made = [_loaded(paths.exports, place / f"{number}", cuts) for number, cuts in enumerate(batchings)]
    said, rows, _ = made[0]
    for other, held, _ in made[1:]:
        assert other == said
        for stem, frame in held.items():
            assert frame.equals(rows[stem]), stem
    return made[1][2]


@pytest.mark.parametrize("layout", ["G5", "G2", "mixed"])
@pytest.mark.parametrize("container", ["csv", "xlsx"])
def test_any_batching_of_plain_files_says_the_same(
    paths: DeskPaths, tmp_path: Path, layout: str, container: str
) -> None:
    generate(
        paths.exports, orders=90, files=18, seed=4, layout=layout, container=container, now=NOW, hostile=True
    )
    parts = _check_batches(paths, tmp_path)
    if layout != "mixed":
        assert parts <= 6


_HEADER = "订单号,订单状态,下单时间,付款时间,订单金额,收货国家,订单备注,产品信息\n"


def _row(number: int | str, time: str = "2026-02-01 10:00", country: str = "Brazil", pay: str = "") -> str:
    return f'{number},等待您发货,{time},{pay},US $ 3.00,{country},,"【1】Mug\n(商家编码:M1)\n(产品数量:1 piece)"\n'


def test_odd_files_among_plain_ones_keep_their_own_verdicts(paths: DeskPaths, tmp_path: Path) -> None:
    odd = {
        "twice.csv": _row(3030000000000001) + _row(3030000000000001),
        "rounded.csv": "".join(_row(3030000000000000 + 10 * one) for one in range(9)),
        "few_rounded.csv": _row(3030000000000110) + _row(3030000000000210),
        "three_rounded.csv": "".join(_row(303000000000010000 + 1000 * one) for one in range(1, 4)),
        "day_first.csv": _row(3030000000000301, "25/02/2026 10:00"),
        "either.csv": _row(3030000000000401, "03/02/2026 10:00"),
        "nowhere.csv": _row(3030000000000501, country="Atlantis"),
        "no_date.csv": _row(3030000000000601, "soon") + _row(3030000000000602),
        "no_id.csv": _row("") + _row(3030000000000701),
        "science.csv": _row("3.03127E+15"),
        "no_rows.csv": "",
        "quote.csv": _row(3030000000000801) + '3030000000000802,"等待\n',
        "plain.csv": _row(3030000000000901) + _row(3030000000000902),
        "copy.csv": _row(3030000000000901) + _row(3030000000000902),
    }
    for place, (name, text) in enumerate(odd.items()):
        file = paths.exports / name
        file.write_text(_HEADER + text)
        when = NOW.timestamp() + place
        os.utime(file, (when, when))
        (paths.exports / f"fine_{place}.csv").write_text(_HEADER + _row(3030000000001000 + 7 * place + 1))
        os.utime(paths.exports / f"fine_{place}.csv", (when + 0.5, when + 0.5))
    (paths.exports / "photo.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    _check_batches(paths, tmp_path)


def test_narrow_exports_between_full_ones_take_over_what_came_just_before(
    paths: DeskPaths, tmp_path: Path
) -> None:
    world = World(6, NOW, orders=60, open_share=0.6)
    for hour, layout in enumerate(("G4", "G5", "G4", "G1", "G4", "G4", "G5", "G1")):
        at = NOW + timedelta(hours=hour)
        snapshots = world.orders_at(NOW - timedelta(days=8 - hour))[: 12 + hour]
        path = paths.exports / f"orders_{at:%Y%m%d_%H%M%S}.csv"
        write_export(path, snapshots, layout=layout, style=Style(container="csv"), at=at)
    _check_batches(paths, tmp_path)


@pytest.fixture
def burst(paths: DeskPaths, ledger: Ledger) -> tuple[Intake, list[Found]]:
    generate(paths.exports, orders=200, files=8, container="csv", now=NOW, days=60)
    reader = ProfileReader.of(paths, QUICK)
    return Intake(ledger, reader), _by_time(scan(paths), reader)


def test_a_file_that_changes_meanwhile_comes_again_and_the_others_are_loaded(
    burst: tuple[Intake, list[Found]], ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    intake, files = burst
    add = Packer.add

    def late(self: Packer, frames: Mapping[str, pl.DataFrame]) -> list[PackedFile]:
        monkeypatch.setattr(Packer, "add", add)
        with files[3].path.open("a") as out:
            out.write("\n")
        return add(self, frames)

    monkeypatch.setattr(Packer, "add", late)
    given = {found.name: export for found, export in intake.take(files)}
    assert [name for name, export in given.items() if export is None] == [files[3].name]
    assert sum(export.state == "loaded" for export in ledger.exports()) == len(files) - 1
    assert {part for export in ledger.parts() for part in export.export_ids} == {
        export.export_id for export in ledger.exports()
    }
    again = examine(ledger.paths, files[3].path)
    assert again
    assert intake.wanted(again)


def test_a_full_disk_loads_none_of_a_group_and_blames_no_file(
    burst: tuple[Intake, list[Found]], ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    intake, files = burst

    def full(*_args: object) -> None:
        raise LedgerFull("no space")

    with monkeypatch.context() as broken:
        broken.setattr(PartFolder, "put", full)
        with pytest.raises(LedgerFull):
            list(intake.take(files))
    assert ledger.exports() == []
    assert ledger.parts() == []
    assert list(ledger.paths.staging.iterdir()) == []
    assert not any(Intake(ledger, intake.reader).attempts(found) for found in files)
    assert {export.state for _, export in intake.take(files) if export} == {"loaded"}


def test_a_ledger_that_is_busy_now_and_then_is_waited_out_and_nothing_is_loaded_twice(
    paths: DeskPaths, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    generate(paths.exports, orders=60, files=10, layout="mixed", container="csv", now=NOW)
    monkeypatch.setattr(loop, "RETRY_SECONDS", 0.0)
    record, calls = Ledger.record, count()

    def busy(self: Ledger, *exports: Export, **rest: Any) -> list[int]:
        if next(calls) % 2:
            raise LedgerBusy("in use")
        return record(self, *exports, **rest)

    monkeypatch.setattr(Ledger, "record", busy)
    names = sorted(found.name for found in scan(paths))
    assert sorted(export.name for export in load_once(paths, QUICK)) == names
    assert next(calls) > 3
    assert sorted(export.name for export in ledger.exports()) == names
    held = [export_id for part in ledger.parts() for export_id in part.export_ids]
    assert len(held) == len(set(held))


def test_asked_to_stop_it_stops_between_steps(paths: DeskPaths, ledger: Ledger) -> None:
    generate(paths.exports, orders=40, files=4, container="csv", now=NOW)
    reader = ProfileReader.of(paths, QUICK)
    intake = Intake(ledger, reader, stop=lambda: True)
    files = _by_time(scan(paths), reader)
    with pytest.raises(Stopped):
        list(intake.take(files))
    assert ledger.exports() == []
    assert not any(Intake(ledger, reader).attempts(found) for found in files)


@pytest.mark.one_machine
def test_a_loader_that_dies_within_a_group_takes_those_files_alone_afterwards(
    burst: tuple[Intake, list[Found]],
    ledger: Ledger,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    intake, files = burst
    publish = PartFolder.publish

    def dying(self: PartFolder, rows: int) -> Any:
        part = publish(self, rows)
        # What lies on disk in this moment is what a loader finds that starts after a kill.
        if not (tmp_path / "after").exists():
            shutil.copytree(ledger.paths.state, tmp_path / "after")
        return part

    monkeypatch.setattr(PartFolder, "publish", dying)
    list(intake.take(files))
    paths = DeskPaths.of(ledger.paths.exports, tmp_path / "after")
    with Ledger.open(paths) as after:
        assert after.exports() == []
        assert after.parts() == []
        anew = Intake(after, intake.reader)
        alone = [anew.attempts(found) > 0 for found in files]
        assert all(alone)
        assert [len(batch) for batch in batches(files, alone)] == [1] * len(files)
    assert {export.state for export in load_once(paths, QUICK)} == {"loaded"}


def test_batches_keep_the_order_and_their_bounds(put: Callable[..., Path], paths: DeskPaths) -> None:
    for number in range(MOST_FILES + 5):
        put(f"{number:03}.csv", ["1"])
    put("010.csv", ["1" * SMALL_BYTES])
    files = sorted(scan(paths), key=lambda one: one.name)
    made = list(batches(files, [one.name == "020.csv" for one in files]))
    assert [found for batch in made for found in batch] == files
    assert [len(batch) for batch in made] == [10, 1, 9, 1, MOST_FILES + 5 - 21]
    assert [len(batch) for batch in batches(files[11:] + files[:10], [False] * (len(files) - 1))] == [
        MOST_FILES,
        4,
    ]
