"""Many small files at once give what each would have given by itself, in order, and all or none of each."""

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from orderdeck.data.base.folder.found import Found, examine, scan
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Export
from orderdeck.data.base.settings import Folder, Settings
from orderdeck.data.exports.profile_reader import ProfileReader, SmallFile
from orderdeck.data.intake.batching import MOST_FILES, SMALL_BYTES, Burst, runs
from orderdeck.data.intake.intake import Intake, Stopped
from orderdeck.data.intake.process import load_once
from orderdeck.data.ledger import Ledger, LedgerFull
from orderdeck.data.ledger.parts.writer import PartWriter, read_part
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


def _one_by_one(exports: Path, state: Path) -> tuple[dict[str, dict[str, Any]], dict[str, pl.DataFrame]]:
    paths = DeskPaths.of(exports, state)
    with Ledger.open(paths) as ledger:
        reader = ProfileReader.of(paths, QUICK)
        intake = Intake(ledger, reader)
        for found in _by_time(scan(paths), reader):
            intake.take(found)
        return _said(ledger.exports()), _held(ledger)


def _check_same(paths: DeskPaths, state: Path) -> int:
    """Loads the folder both ways and compares; how many parts the burst made."""
    want, rows = _one_by_one(paths.exports, state)
    load_once(paths, QUICK)
    with Ledger.open(paths) as ledger:
        assert _said(ledger.exports()) == want
        for stem, frame in _held(ledger).items():
            assert frame.equals(rows[stem]), stem
        return len(ledger.parts())


@pytest.mark.parametrize("layout", ["G5", "G2", "mixed"])
@pytest.mark.parametrize("container", ["csv", "xlsx"])
def test_together_files_say_what_each_says_alone(
    paths: DeskPaths, tmp_path: Path, layout: str, container: str
) -> None:
    generate(
        paths.exports, orders=90, files=18, seed=4, layout=layout, container=container, now=NOW, hostile=True
    )
    parts = _check_same(paths, tmp_path / "alone")
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
    _check_same(paths, tmp_path / "alone")


def test_narrow_exports_between_full_ones_take_over_what_came_just_before(
    paths: DeskPaths, tmp_path: Path
) -> None:
    world = World(6, NOW, orders=60, open_share=0.6)
    for hour, layout in enumerate(("G4", "G5", "G4", "G1", "G4", "G4", "G5", "G1")):
        at = NOW + timedelta(hours=hour)
        snapshots = world.orders_at(NOW - timedelta(days=8 - hour))[: 12 + hour]
        path = paths.exports / f"orders_{at:%Y%m%d_%H%M%S}.csv"
        write_export(path, snapshots, layout=layout, style=Style(container="csv"), at=at)
    _check_same(paths, tmp_path / "alone")


@pytest.fixture
def burst(paths: DeskPaths, ledger: Ledger) -> tuple[Burst[SmallFile], Intake, list[Found]]:
    generate(paths.exports, orders=200, files=8, container="csv", now=NOW, days=60)
    reader = ProfileReader.of(paths, QUICK)
    intake = Intake(ledger, reader)
    return Burst(intake, reader), intake, _by_time(scan(paths), reader)


def test_a_file_that_changes_meanwhile_comes_again_and_the_others_are_loaded(
    burst: tuple[Burst[SmallFile], Intake, list[Found]], ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    takes, intake, files = burst
    publish = PartWriter.publish

    def late(self: PartWriter) -> Any:
        monkeypatch.setattr(PartWriter, "publish", publish)
        with files[3].path.open("a") as out:
            out.write("\n")
        return publish(self)

    monkeypatch.setattr(PartWriter, "publish", late)
    given = dict(takes.take(files))
    assert [found.name for found, export in given.items() if export is None] == [files[3].name]
    assert sum(export.state == "loaded" for export in ledger.exports()) == len(files) - 1
    assert {part for export in ledger.parts() for part in export.export_ids} == {
        export.export_id for export in ledger.exports()
    }
    again = examine(ledger.paths, files[3].path)
    assert again
    assert intake.wanted(again)


def test_a_full_disk_loads_none_of_a_group_and_blames_no_file(
    burst: tuple[Burst[SmallFile], Intake, list[Found]], ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    takes, intake, files = burst

    def full(*_args: object) -> None:
        raise LedgerFull("no space")

    with monkeypatch.context() as broken:
        broken.setattr(PartWriter, "_write_file", full)
        with pytest.raises(LedgerFull):
            list(takes.take(files))
    assert ledger.exports() == []
    assert ledger.parts() == []
    assert list(ledger.paths.staging.iterdir()) == []
    assert not any(Intake(ledger, intake.reader).attempts(found) for found in files)
    assert {export.state for _, export in takes.take(files) if export} == {"loaded"}


def test_asked_to_stop_it_stops_between_steps(paths: DeskPaths, ledger: Ledger) -> None:
    generate(paths.exports, orders=40, files=4, container="csv", now=NOW)
    reader = ProfileReader.of(paths, QUICK)
    intake = Intake(ledger, reader, stop=lambda: True)
    files = _by_time(scan(paths), reader)
    with pytest.raises(Stopped):
        list(Burst(intake, reader).take(files))
    assert ledger.exports() == []
    assert not any(Intake(ledger, reader).attempts(found) for found in files)


def test_a_loader_that_dies_within_a_group_takes_those_files_alone_afterwards(
    burst: tuple[Burst[SmallFile], Intake, list[Found]],
    ledger: Ledger,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    takes, intake, files = burst
    publish = PartWriter.publish

    def dying(self: PartWriter) -> Any:
        part = publish(self)
        # What lies on disk in this moment is what a loader finds that starts after a kill.
        if not (tmp_path / "after").exists():
            shutil.copytree(ledger.paths.state, tmp_path / "after")
        return part

    monkeypatch.setattr(PartWriter, "publish", dying)
    list(takes.take(files))
    paths = DeskPaths.of(ledger.paths.exports, tmp_path / "after")
    with Ledger.open(paths) as after:
        assert after.exports() == []
        assert after.parts() == []
        anew = Intake(after, intake.reader)
        alone = [anew.attempts(found) > 0 for found in files]
        assert all(alone)
        assert [len(run) for run in runs(files, alone)] == [1] * len(files)
    assert {export.state for export in load_once(paths, QUICK)} == {"loaded"}


def test_runs_keep_the_order_and_their_bounds(put: Callable[..., Path], paths: DeskPaths) -> None:
    for number in range(MOST_FILES + 5):
        put(f"{number:03}.csv", ["1"])
    put("010.csv", ["1" * SMALL_BYTES])
    files = sorted(scan(paths), key=lambda one: one.name)
    made = list(runs(files, [one.name == "020.csv" for one in files]))
    assert [found for run in made for found in run] == files
    assert [len(run) for run in made] == [10, 1, 9, 1, MOST_FILES + 5 - 21]
    assert [len(run) for run in runs(files[11:] + files[:10], [False] * (len(files) - 1))] == [MOST_FILES, 4]
