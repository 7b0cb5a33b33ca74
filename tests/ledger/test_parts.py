"""Parts: whole or not there, checksummed, open orders first; merged without a row lost or its file forgotten."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import msgspec
import polars as pl
import pytest

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Export
from orderdeck.data.base.vocabulary.frames import LINES, ORDERS, REJECTS, conform, empty
from orderdeck.data.exports.packing import packer
from orderdeck.data.exports.packing.stamps import stamped
from orderdeck.data.ledger import Ledger, LedgerDamaged, LedgerFull, Part
from orderdeck.data.ledger.parts.folder import damaged_files, sweep
from orderdeck.data.ledger.parts.merge import merge_small
from orderdeck.data.ledger.parts.writer import PartWriter, read_part

TO_SHIP, FINISHED = "to_ship", "finished"


def _frames(statuses: list[str], start: int = 0) -> dict[str, pl.DataFrame]:
    keys = [f"a:{start + number}" for number in range(len(statuses))]
    orders = pl.DataFrame({"order_key": keys, "status": statuses})
    lines = pl.DataFrame({"order_key": keys * 2, "line_no": [1] * len(keys) + [2] * len(keys)})
    return {"orders": conform(orders, ORDERS), "lines": conform(lines, LINES), "rejects": empty(REJECTS)}


def _load(paths: DeskPaths, ledger: Ledger, number: int, statuses: list[str]) -> Part:
    sha = f"{number:064x}"
    export_id = f"{number:016x}"
    writer = PartWriter(paths, export_id, "orders", [export_id])
    writer.add(stamped(_frames(statuses, number * 1000), (export_id, number * 1_000_000)))
    part = writer.publish()
    export = Export(
        export_id=export_id, sha256=sha, name=f"{number}.csv", size=1, exported_at=number, loaded_at=1, state="loaded"
    )  # fmt: skip
    ledger.record(export, part=part)
    return part


def test_a_part_holds_its_rows_with_file_and_time(paths: DeskPaths, ledger: Ledger) -> None:
    part = _load(paths, ledger, 7, [FINISHED, TO_SHIP, FINISHED, TO_SHIP])
    assert ledger.parts() == [msgspec.structs.replace(part, seq=1)]
    found = read_part(paths, part)
    assert found["orders"]["status"].to_list() == [TO_SHIP, TO_SHIP, FINISHED, FINISHED]
    assert found["lines"]["order_key"].to_list()[:4] == ["a:7001", "a:7003"] * 2
    assert found["orders"]["export_id"].unique().to_list() == ["0000000000000007"]
    assert found["orders"]["exported_at"].unique().to_list() == [datetime(1970, 1, 1, 0, 0, 7, tzinfo=UTC)]
    assert found["rejects"].height == 0
    assert found["rejects"].columns == [*REJECTS, "export_id", "exported_at"]
    assert part.rows == 4
    folder = paths.parts / part.name
    assert sorted(file.name for file in folder.iterdir()) == [
        "lines.parquet",
        "orders.parquet",
        "rejects.parquet",
    ]
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    assert list(paths.staging.iterdir()) == []


def test_a_big_export_is_written_in_several_files(
    paths: DeskPaths, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packer, "FILE_ROWS", (25,))
    writer = PartWriter(paths, "big", "orders", ["big"])
    for batch in range(10):
        writer.add(stamped(_frames([FINISHED, TO_SHIP, FINISHED], batch * 3), ("big", 1)))
    part = writer.publish()
    assert len(part.files("orders")) == len(part.files("lines")) > 2
    assert part.files("rejects") == ["rejects.parquet"]
    found = read_part(paths, part)
    assert sorted(found["orders"]["order_key"]) == sorted(f"a:{number}" for number in range(30))
    assert found["lines"].height == 60
    glob = paths.parts / "big" / "orders*.parquet"
    assert duckdb.execute(f"select count(*) from '{glob}'").fetchall() == [(30,)]


def test_open_orders_stand_in_row_groups_of_their_own(
    paths: DeskPaths, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Who asks for open orders reads no others: DuckDB passes whole row groups over.
    monkeypatch.setattr(packer, "SMALL_GROUP", 2)
    part = _load(paths, ledger, 1, [FINISHED, TO_SHIP, FINISHED, TO_SHIP, FINISHED, TO_SHIP, FINISHED])
    for stem, opened in (("orders", [3, 3, 1]), ("lines", [6, 6, 2])):
        file = str(paths.parts / part.name / f"{stem}.parquet")
        sql = "select row_group_id, any_value(row_group_num_rows) from parquet_metadata(?) group by all order by all"
        assert [rows for _, rows in duckdb.execute(sql, [file]).fetchall()] == opened, stem


def test_with_few_open_orders_or_none_row_groups_are_no_smaller_than_is_worth_it(
    paths: DeskPaths, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packer, "SMALL_GROUP", 4)
    monkeypatch.setattr(packer, "ROW_GROUP", 6)
    sql = "select row_group_id, any_value(row_group_num_rows) from parquet_metadata(?) group by all order by all"
    cases = {1: [FINISHED] * 5, 2: [TO_SHIP, *[FINISHED] * 5], 3: [TO_SHIP] * 10}
    for (number, statuses), groups in zip(cases.items(), ([4, 1], [4, 2], [5, 5]), strict=True):
        part = _load(paths, ledger, number, statuses)
        file = str(paths.parts / part.name / "orders.parquet")
        assert [rows for _, rows in duckdb.execute(sql, [file]).fetchall()] == groups, statuses


def test_nothing_of_an_unfinished_part_stays(paths: DeskPaths, ledger: Ledger) -> None:
    kept = _load(paths, ledger, 1, [TO_SHIP])
    PartWriter(paths, "half", "orders", ["half"]).add(_frames([TO_SHIP]))  # died while writing
    died = PartWriter(paths, "whole", "orders", ["whole"])
    died.add(stamped(_frames([TO_SHIP]), ("whole", 1)))
    died.publish()  # died before the ledger's row
    (paths.staging / "outbox-of-a-colleague").mkdir()
    assert sorted(sweep(paths, ledger, 60)) == ["part-half", "whole"]
    assert [folder.name for folder in paths.parts.iterdir()] == [kept.name]
    assert [folder.name for folder in paths.staging.iterdir()] == ["outbox-of-a-colleague"]


def test_a_part_can_be_published_over_what_a_dead_loader_left(paths: DeskPaths, ledger: Ledger) -> None:
    for statuses in ([TO_SHIP], [TO_SHIP, FINISHED]):
        writer = PartWriter(paths, "again", "orders", ["again"])
        writer.add(stamped(_frames(statuses), ("again", 1)))
        part = writer.publish()
    assert damaged_files(paths, part) == []
    assert read_part(paths, part)["orders"].height == 2


def test_small_parts_are_merged_and_every_row_keeps_its_file(paths: DeskPaths, ledger: Ledger) -> None:
    for number in range(1, 6):
        _load(paths, ledger, number, [FINISHED, TO_SHIP])
    before = {part.name for part in ledger.parts()}
    assert merge_small(paths, ledger, many=6) is None
    merged = merge_small(paths, ledger, many=5)
    assert merged is not None
    [visible] = ledger.parts()
    assert set(visible.export_ids) == before
    orders = read_part(paths, visible)["orders"]
    assert orders["status"].to_list() == [TO_SHIP] * 5 + [FINISHED] * 5
    assert set(orders.select("order_key", "export_id").rows()) == {
        (f"a:{number * 1000 + row}", f"{number:016x}") for number in range(1, 6) for row in range(2)
    }
    # Readers that still have the old list find the old files for a while.
    assert sweep(paths, ledger, 60) == []
    assert set(sweep(paths, ledger, -1)) == before
    assert [folder.name for folder in paths.parts.iterdir()] == [merged.name]


def test_a_damaged_part_is_noticed_and_left_out_of_a_merge(paths: DeskPaths, ledger: Ledger) -> None:
    made = [_load(paths, ledger, number, [TO_SHIP]) for number in range(1, 4)]
    file = paths.parts / made[1].name / "orders.parquet"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    assert damaged_files(paths, made[1]) == ["orders.parquet"]
    with pytest.raises(LedgerDamaged, match=made[1].name):
        read_part(paths, made[1])
    merged = merge_small(paths, ledger, many=3)
    assert merged is not None
    assert merged.export_ids == [made[0].name, made[2].name]
    assert {part.name for part in ledger.parts()} == {made[1].name, merged.name}


def test_a_merge_that_died_changes_nothing(
    paths: DeskPaths, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 4):
        _load(paths, ledger, number, [TO_SHIP])
    before = ledger.parts()

    def full(self: PartWriter) -> Part:
        raise LedgerFull("no space")

    monkeypatch.setattr(PartWriter, "publish", full)
    with pytest.raises(LedgerFull):
        merge_small(paths, ledger, many=3)
    assert ledger.parts() == before
    assert list(paths.staging.iterdir()) == []
    assert all(damaged_files(paths, part) == [] for part in before)


def test_parts_of_a_shared_desk_are_for_its_group(paths: DeskPaths, tmp_path: Path) -> None:
    paths.exports.chmod(0o2770)
    with Ledger.open(paths) as ledger:
        part = _load(paths, ledger, 1, [TO_SHIP])
    folder = paths.parts / part.name
    assert stat.S_IMODE(folder.stat().st_mode) == 0o2770
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o660}
