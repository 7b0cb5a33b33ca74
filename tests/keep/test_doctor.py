"""doctor: notices every damaged byte, mends what can be mended, names what can't."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orderdeck.data.base.config.settings import load as load_settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.intake.lock import LoaderBusy, hold
from orderdeck.data.intake.process import load_once
from orderdeck.data.intake.rebuild.findings import Finding
from orderdeck.data.ledger import Ledger
from orderdeck.data.ledger.parts.merge import merge_small
from orderdeck.data.ledger.parts.writer import read_part
from orderdeck.data.ledger.recovery.second_copy import SecondCopy
from orderdeck.data.maintenance.doctor import examine, repair
from orderdeck.data.stock.open_desk import open_desk
from tests.keep.kept_desk import SETTINGS, arrive, everything, flip, load, remove, write_orders


@pytest.fixture
def desk(paths: DeskPaths) -> DeskPaths:
    arrive(paths, "one.csv", range(10))
    arrive(paths, "two.csv", range(10, 20))
    with Ledger.open(paths) as ledger:
        ledger.append([Act(id=str(n), kind="note", operator="li", at=n, order_key="a:1") for n in range(5)])
    return paths


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def part_of(paths: DeskPaths, name: str) -> Path:
    with Ledger.open(paths) as ledger:
        export_id = next(one.export_id for one in ledger.exports() if one.name == name)
        return next(paths.parts / part.name for part in ledger.parts() if export_id in part.export_ids)


def test_a_sound_desk_has_nothing_to_find(desk: DeskPaths) -> None:
    assert examine(desk) == repair(desk, SETTINGS) == []


@pytest.mark.parametrize("stem", ["orders", "lines", "rejects"])
@pytest.mark.parametrize("how", ["flipped", "torn", "gone"])
def test_a_damaged_part_is_read_again_from_its_export(desk: DeskPaths, stem: str, how: str) -> None:
    before = everything(desk)
    file = part_of(desk, "one.csv") / f"{stem}.parquet"
    match how:
        case "flipped":
            flip(file)
        case "torn":
            file.write_bytes(file.read_bytes()[:-9])
        case "gone":
            file.unlink()
    (desk.exports / "one.csv").rename(desk.exports / "renamed meanwhile.csv")
    assert codes(examine(desk)) == ["part_damaged"]
    found = repair(desk, SETTINGS)
    assert codes(found) == ["part_damaged", "export_rebuilt"]
    assert all(finding.mended for finding in found)
    assert found[1].subject == "one.csv"
    assert list(desk.damaged.glob("*-part/*"))
    assert everything(desk) == before
    assert examine(desk) == []


def test_a_part_that_is_gone_altogether_is_read_again(desk: DeskPaths) -> None:
    before = everything(desk)
    remove(part_of(desk, "two.csv"))
    assert codes(repair(desk, SETTINGS)) == ["part_damaged", "export_rebuilt"]
    assert everything(desk) == before


def test_what_has_no_export_any_more_is_named_and_its_sound_files_kept(desk: DeskPaths) -> None:
    before = everything(desk)
    flip(part_of(desk, "one.csv") / "lines.parquet")
    source = (desk.exports / "one.csv").read_bytes()
    (desk.exports / "one.csv").unlink()
    found = repair(desk, SETTINGS)
    assert codes(found) == ["part_damaged", "export_lost"]
    assert "10 orders, 10 lines" in found[1].detail
    assert "lost: lines" in found[1].detail
    assert everything(desk) == before
    # Nothing left of its orders: once its file is put back, they come back.
    flip(part_of(desk, "one.csv") / "orders.parquet")
    found = repair(desk, SETTINGS)
    assert not found[1].mended
    assert len(everything(desk)) == 10
    assert codes(examine(desk)) == ["export_without_part"]
    (desk.exports / "back.csv").write_bytes(source)
    assert codes(repair(desk, SETTINGS)) == ["export_rebuilt"]
    assert everything(desk) == before
    assert examine(desk) == []


def test_a_merged_part_is_rebuilt_export_by_export(desk: DeskPaths) -> None:
    with Ledger.open(desk) as ledger:
        merged = merge_small(desk, ledger, many=2)
    assert merged
    before = everything(desk)
    flip(desk.parts / merged.name / "orders.parquet")
    (desk.exports / "two.csv").unlink()
    found = repair(desk, SETTINGS)
    assert codes(found) == ["part_damaged", "export_rebuilt", "export_lost"]
    assert everything(desk) == {
        key: rows for key, rows in before.items() if "Buyer" in rows[0] and int(key[-2:]) < 10
    }


@pytest.mark.parametrize("stem", ["orders", "lines", "rejects"])
def test_exports_that_came_at_once_share_a_part_and_are_all_read_again(paths: DeskPaths, stem: str) -> None:
    for number in range(3):
        write_orders(paths, f"{number}.csv", range(number * 10, number * 10 + 10))
    load(paths)
    before = everything(paths)
    [folder] = {part_of(paths, f"{number}.csv") for number in range(3)}
    flip(folder / f"{stem}.parquet")
    (paths.exports / "1.csv").unlink()
    found = repair(paths, SETTINGS)
    assert codes(found)[0] == "part_damaged"
    told = {finding.subject: finding for finding in found[1:]}
    assert {name: told[name].code for name in sorted(told)} == {
        "0.csv": "export_rebuilt",
        "1.csv": "export_lost",
        "2.csv": "export_rebuilt",
    }
    lost = stem == "orders"
    assert told["1.csv"].mended is not lost
    assert everything(paths) == {
        key: rows for key, rows in before.items() if not (lost and 10 <= int(key[-2:]) < 20)
    }
    assert codes(examine(paths)) == (["export_without_part"] if lost else [])


def test_the_same_bytes_again_have_no_part_of_their_own_and_miss_none(paths: DeskPaths) -> None:
    hour = time.time() - 86_400
    one = arrive(paths, "one.csv", range(10), taken=hour)
    arrive(paths, "two.csv", range(5, 20), taken=hour + 60)
    again = arrive(paths, "one again.csv", range(10), taken=hour + 120)
    with Ledger.open(paths) as ledger:
        lines = {line.name: line for line in ledger.exports()}
    assert lines["one again.csv"].content == lines["one.csv"].export_id
    before = everything(paths)
    assert examine(paths) == repair(paths, SETTINGS) == []
    remove(part_of(paths, "one.csv"))
    one.unlink()
    assert codes(repair(paths, SETTINGS)) == ["part_damaged", "export_rebuilt"]
    assert everything(paths) == before
    # Without any file of these bytes both moments of them are gone, and each is named.
    content = again.read_bytes()
    again.unlink()
    remove(part_of(paths, "one.csv"))
    assert codes(repair(paths, SETTINGS)) == ["part_damaged", "export_lost"]
    assert [(found.code, found.subject) for found in examine(paths)] == [
        ("export_without_part", "one.csv"),
        ("export_without_part", "one again.csv"),
    ]
    (paths.exports / "found.csv").write_bytes(content)
    assert codes(repair(paths, SETTINGS)) == ["export_rebuilt"]
    assert everything(paths) == before
    assert examine(paths) == []


@pytest.mark.parametrize("merged", [True, False])
def test_what_a_narrow_export_keeps_from_an_older_one_it_keeps_again(paths: DeskPaths, merged: bool) -> None:
    """Its orders' remarks lie in an older export, of the same damaged part or of another one."""
    hour = time.time() - 86_400
    arrive(paths, "whole.csv", range(5), taken=hour)
    narrow = paths.exports / "narrow.csv"
    narrow.write_text(
        "订单号,订单状态,下单时间,商品信息,订单金额\n"
        + "".join(
            f"30312700{number:08},等待您发货,2026-03-01 10:00,【1】 Lantern (商家编码:SKU{number}) (数量:1 piece),"
            "US $12.50\n"
            for number in range(5)
        ),
        encoding="utf-8-sig",
    )
    os.utime(narrow, (hour + 60, hour + 60))
    load(paths)
    before, remarks = everything(paths), told(paths)
    assert len(remarks) == 5
    assert all(remarks)
    if merged:
        with Ledger.open(paths) as ledger:
            merge_small(paths, ledger, many=2)
            [part] = ledger.parts()
        flip(paths.parts / part.name / "orders.parquet")
    else:
        for file in paths.parts.glob("*/orders.parquet"):
            flip(file)
    found = repair(paths, SETTINGS)
    assert {one.code for one in found} == {"part_damaged", "export_rebuilt"}
    assert (everything(paths), told(paths)) == (before, remarks)
    assert codes(examine(paths)) == []


def told(paths: DeskPaths) -> list[str]:
    """The remarks that the desk shows."""
    desk = open_desk(paths, SETTINGS)
    try:
        rows = desk.con.execute("select remark from open_orders order by order_key").fetchall()
        return [str(remark or "") for (remark,) in rows]
    finally:
        desk.close()


def test_time_that_remained_is_counted_from_when_the_export_was_taken(paths: DeskPaths) -> None:
    """Not from when doctor runs, nor from what its file is called or dated by now."""
    day = time.time() - 40 * 86_400
    file = paths.exports / "remains.csv"
    file.write_text("shop,order_id,status,ship_by,sku,quantity\nS,N1,to_ship,3 days 5 hours,SKU1,1\n")
    os.utime(file, (day, day))
    load(paths)

    def deadline() -> object:
        with Ledger.open(paths) as ledger:
            [part] = ledger.parts()
            [due] = read_part(paths, part)["orders"]["ship_by"].to_list()
        return due

    before = deadline()
    assert before is not None
    remove(part_of(paths, "remains.csv"))
    file = file.rename(paths.exports / "orders_20260901.csv")
    os.utime(file)
    assert codes(repair(paths, SETTINGS)) == ["part_damaged", "export_rebuilt"]
    assert deadline() == before


def test_rows_that_differ_from_their_checksummed_copy_are_put_right(desk: DeskPaths) -> None:
    import sqlite3

    with sqlite3.connect(desk.ledger) as db:
        db.execute("drop trigger journal_no_update")
        db.execute("update journal set operator = 'xx' where seq = 3")
    db.close()
    assert codes(examine(desk)) == ["ledger_damaged"]
    assert codes(repair(desk, SETTINGS)) == ["ledger_damaged"]
    with Ledger.open(desk) as ledger:
        assert {one.operator for one in ledger.acts()} == {"li"}
    assert examine(desk) == []


def test_a_torn_copy_is_written_anew(desk: DeskPaths) -> None:
    content = desk.journal_copy.read_bytes()
    desk.journal_copy.write_bytes(content[:-30].replace(b'"at":2', b'"at":7'))
    assert codes(examine(desk)) == ["copy_torn", "copy_behind"]
    repair(desk, SETTINGS)
    assert all(SecondCopy(desk).lines())
    assert examine(desk) == []


def test_a_lost_database_and_a_lost_copy_leave_the_parts_to_tell(desk: DeskPaths) -> None:
    before = everything(desk)
    for file in desk.state.glob("ledger.sqlite*"):
        file.unlink()
    desk.journal_copy.write_bytes(b"")
    desk.journal_copy.write_bytes(b"torn\n")
    with Ledger.open(desk) as ledger:
        assert sorted(one.name for one in ledger.exports()) == ["one.csv", "two.csv"]
        assert ledger.acts() == []
    assert everything(desk) == before
    load(desk)
    assert everything(desk) == before, "nothing is loaded twice"


@pytest.mark.parametrize("merged", [True, False])
def test_parts_alone_tell_the_moments_of_their_exports(paths: DeskPaths, merged: bool) -> None:
    """By the zones of the settings, by what the files hold, and without what they claim of days to come."""
    paths.state.mkdir()
    paths.settings.write_text('[folder]\nsettle_seconds = 0\nzones = { "*.csv" = "Asia/Shanghai" }\n')
    chosen = load_settings(paths)
    copied = datetime(2026, 6, 9, tzinfo=UTC).timestamp()  # all of them in one go, days after they were taken

    def put(name: str, status: str, placed: str = "2026-06-01 09:00") -> None:
        file = paths.exports / name
        file.write_text(f"shop,order_id,status,placed_at,sku,quantity\nS,N1,{status},{placed},SKU1,1\n")
        os.utime(file, (copied, copied))
        load_once(paths, chosen)

    put("orders_20260601_0900.csv", "to_ship")
    put("orders_20260601_1200.csv", "shipped")
    put("orders_20260601_1500.csv", "to_ship", "2026-06-04 12:00")  # holds a later day than its name
    put("orders_20990101.csv", "finished")

    def moments() -> dict[str, tuple[int, *tuple[object, ...]]]:
        with Ledger.open(paths) as ledger:
            return {
                one.name: (
                    one.exported_at,
                    one.claimed_at,
                    one.latest_event,
                    one.profile,
                    one.lacks,
                    one.content,
                )
                for one in ledger.exports()
            }

    if merged:
        with Ledger.open(paths) as ledger:
            assert merge_small(paths, ledger, many=2)
    before = moments()
    for file in paths.state.glob("ledger.sqlite*"):
        file.unlink()
    paths.journal_copy.write_bytes(b"torn\n")
    after = moments()
    ahead, now = before.pop("orders_20990101.csv"), after.pop("orders_20990101.csv")
    assert after == before
    assert abs(ahead[0] - now[0]) < 1_000_000, "read as of a moment after it arrived"
    assert ahead[1:] == now[1:]
    load_once(paths, chosen)
    assert len(moments()) == 4, "nothing is taken for a newer picture"
    with Ledger.open(paths) as ledger:
        assert len(ledger.exports()) == 4


def test_leftovers_and_open_rights_are_cleared_away(desk: DeskPaths) -> None:
    (desk.parts / "nobody-knows").mkdir()
    (desk.staging / "part-dead").mkdir()
    desk.journal_copy.chmod(0o644)
    assert codes(examine(desk)) == ["leftover", "leftover", "open_to_others"]
    assert all(finding.mended for finding in repair(desk, SETTINGS))
    assert examine(desk) == []
    assert desk.journal_copy.stat().st_mode & 0o077 == 0


def test_nothing_is_repaired_beside_a_loader(desk: DeskPaths) -> None:
    with hold(desk), pytest.raises(LoaderBusy):
        repair(desk, SETTINGS)
