"""forget: not a byte of an old, finished order's person stays on the desk; everything else does."""

import os
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act, Export
from orderdeck.data.base.vocabulary.status import CLOSED
from orderdeck.data.intake.lock import LoaderBusy, hold
from orderdeck.data.ledger import Ledger, LedgerBusy
from orderdeck.data.ledger.parts.merge import merge_small
from orderdeck.data.maintenance.doctor import examine, repair
from orderdeck.data.maintenance.forget import forget
from orderdeck.data.stock.open_desk import open_desk
from tests.keep.kept_desk import SETTINGS, arrive, bytes_of, everything, flip, load, withdraw, write_orders
from tests.ledger.engines import sqlite_of

DAY = 86_400_000_000
OLD = time.time() - 200 * 86_400


def key(number: int) -> str:
    return f"aliexpress:30312700{number:08}"


@pytest.fixture
def desk(paths: DeskPaths) -> DeskPaths:
    """Orders 1001-1005 finished long ago, 2001-2005 open since, 3001-3005 finished today; 1001 acted on."""
    arrive(paths, "old.csv", range(1001, 1006), taken=OLD - 9e5)
    arrive(paths, "old2.csv", range(1001, 1006), "交易完成", taken=OLD)
    arrive(paths, "open.csv", range(2001, 2006), taken=OLD)
    arrive(paths, "new.csv", range(3001, 3006), "交易完成")
    with Ledger.open(paths) as ledger:
        ledger.append(
            [
                Act(id="n", kind="note", operator="li", at=1, order_key=key(1001), data={"text": "call Secretname"}),
                Act(
                    id="m", kind="message_sent", operator="li", at=2, order_key=key(1002),
                    data={"template": "ask_cancel", "language": "pt", "text": "Dear Secretname"},
                ),
                Act(id="k", kind="note", operator="li", at=3, order_key=key(2001), data={"text": "stays"}),
            ]
        )  # fmt: skip
    return paths


def cutoff() -> int:
    return time.time_ns() // 1000 - 90 * DAY


def test_no_byte_of_a_forgotten_person_is_left(desk: DeskPaths) -> None:
    assert b"Street1003" in bytes_of(desk)
    assert b"Secretname" in bytes_of(desk)
    before = everything(desk)
    done = forget(desk, cutoff())
    assert (done.orders, done.rows, done.parts, done.acts) == (5, 10, 2, 2)
    left = bytes_of(desk)
    for number in range(1001, 1006):
        for word in ("Buyer", "Recipient", "Street", "Remark"):
            assert f"{word}{number}".encode() not in left
        assert f"9{number:07}".encode() not in left, "the phone"
    assert b"Secretname" not in left
    after = everything(desk)
    assert after.keys() == before.keys()
    assert {k: v for k, v in after.items() if k[-4] != "1"} == {
        k: v for k, v in before.items() if k[-4] != "1"
    }
    assert examine(desk) == []


def test_what_was_done_stays_on_record(desk: DeskPaths) -> None:
    forget(desk, cutoff())
    with Ledger.open(desk) as ledger:
        acts = {one.id: one for one in ledger.acts()}
        assert acts["n"].data == {}
        assert acts["m"].data == {"template": "ask_cancel", "language": "pt"}
        assert acts["k"].data == {"text": "stays"}
        with pytest.raises(Exception, match="append-only"):
            sqlite_of(ledger)._writer.execute("update journal set at = 0")


def test_again_there_is_nothing_more_and_nothing_comes_back(desk: DeskPaths) -> None:
    forget(desk, cutoff())
    left = everything(desk)
    load(desk)
    done = forget(desk, cutoff())
    assert (done.orders, done.parts, done.acts, done.exports) == (0, 0, 0, 3)
    assert everything(desk) == left


def test_merged_parts_and_what_they_replaced_are_cleared_too(desk: DeskPaths) -> None:
    with Ledger.open(desk) as ledger:
        merge_small(desk, ledger, many=2)
    assert forget(desk, cutoff()).parts == 1
    assert b"Street1003" not in bytes_of(desk)


def test_an_order_that_came_back_to_life_is_not_forgotten(desk: DeskPaths) -> None:
    arrive(desk, "again.csv", range(1003, 1004))
    assert forget(desk, cutoff()).orders == 4
    assert b"Street1003" in bytes_of(desk)


def test_a_part_that_can_not_be_read_is_named(desk: DeskPaths) -> None:
    with Ledger.open(desk) as ledger:
        part = next(part for part in ledger.parts() if part.export_ids == [ledger.exports()[1].export_id])
    flip(desk.parts / part.name / "orders.parquet")
    assert forget(desk, cutoff()).damaged == [part.name]


def test_nobody_else_may_be_at_work(desk: DeskPaths) -> None:
    with hold(desk), pytest.raises(LoaderBusy):
        forget(desk, cutoff())
    with Ledger.open(desk), pytest.raises(LedgerBusy):
        forget(desk, cutoff())


HOUR = 3_600


def lines_of(paths: DeskPaths) -> dict[str, Export]:
    with Ledger.open(paths) as ledger:
        return {line.name: line for line in ledger.exports()}


def test_the_same_bytes_at_a_later_moment_open_an_order_again(paths: DeskPaths) -> None:
    arrive(paths, "open.csv", range(5), taken=OLD)
    arrive(paths, "done.csv", range(5), "交易完成", taken=OLD + HOUR)
    arrive(paths, "open again.csv", range(5), taken=OLD + 2 * HOUR)
    assert lines_of(paths)["open again.csv"].rows_of, "no rows of its own in Parquet"
    assert forget(paths, cutoff()).orders == 0
    assert b"Street3" in bytes_of(paths)


def test_the_same_bytes_at_a_later_moment_finish_an_order_again(paths: DeskPaths) -> None:
    arrive(paths, "done.csv", range(5), "交易完成", taken=OLD)
    arrive(paths, "open.csv", range(5), taken=OLD + HOUR)
    arrive(paths, "done again.csv", range(5), "交易完成", taken=OLD + 2 * HOUR)
    assert forget(paths, cutoff()).orders == 5
    assert b"Street3" not in bytes_of(paths)


def test_finished_long_ago_and_again_since_is_not_long_ago(paths: DeskPaths) -> None:
    arrive(paths, "done.csv", range(5), "交易完成", taken=OLD)
    arrive(paths, "open.csv", range(5), taken=OLD + HOUR)
    arrive(paths, "done again.csv", range(5), "交易完成")
    assert forget(paths, cutoff()).orders == 0


def test_a_withdrawn_export_says_nothing_of_what_is_finished(paths: DeskPaths) -> None:
    arrive(paths, "open.csv", range(5), taken=OLD)
    arrive(paths, "bad.csv", range(5), "交易完成", taken=OLD + HOUR)
    withdraw(paths, "bad.csv")
    assert forget(paths, cutoff()).orders == 0
    arrive(paths, "done.csv", range(5), "交易完成", taken=OLD + 2 * HOUR)
    arrive(paths, "worse.csv", range(5))
    withdraw(paths, "worse.csv")
    done = forget(paths, cutoff())
    assert (done.orders, done.rows) == (5, 10), "two contents at four moments"
    assert b"Street3" not in bytes_of(paths), "nor in what was withdrawn"


def test_orders_that_withdrawn_exports_alone_know_go_by_what_those_say(paths: DeskPaths) -> None:
    arrive(paths, "bad.csv", range(1000, 1005), "交易完成", taken=OLD)
    arrive(paths, "worse.csv", range(2000, 2005), taken=OLD)
    withdraw(paths, "bad.csv")
    withdraw(paths, "worse.csv")
    assert forget(paths, cutoff()).orders == 5
    left = bytes_of(paths)
    assert b"Street1003" not in left
    assert b"Street2003" in left


def test_a_file_dated_ahead_finishes_as_of_its_arrival(paths: DeskPaths) -> None:
    arrive(paths, "orders_20990101.csv", range(5), "交易完成", taken=OLD)
    assert lines_of(paths)["orders_20990101.csv"].claimed_at
    assert forget(paths, cutoff()).orders == 0
    assert forget(paths, time.time_ns() // 1000).orders == 5


def test_what_may_be_open_in_a_part_that_can_not_be_read_is_not_forgotten(paths: DeskPaths) -> None:
    arrive(paths, "done.csv", range(5), "交易完成", taken=OLD)
    arrive(paths, "open.csv", range(5))
    content = lines_of(paths)["open.csv"].content
    with Ledger.open(paths) as ledger:
        part = next(part for part in ledger.parts() if content in part.export_ids)
    flip(paths.parts / part.name / "orders.parquet")
    done = forget(paths, cutoff())
    assert (done.orders, done.damaged) == (0, [part.name])
    repair(paths, SETTINGS)
    assert forget(paths, cutoff()).orders == 0
    assert b"Street3" in bytes_of(paths)


ARRIVALS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 4), st.booleans()),
    min_size=1,
    max_size=6,
    unique_by=lambda one: one[:2],
)
STATES = st.lists(st.sampled_from(["等待您发货", "交易完成", "等待买家收货"]), min_size=3, max_size=3)


@settings(max_examples=12, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(STATES, ARRIVALS, st.data())
def test_what_is_forgotten_is_what_the_desk_shows_as_finished_by_then(
    states: list[str], arrivals: list[tuple[int, int, bool]], data: st.DataObject
) -> None:
    """Three contents at some moments each, in any order of arrival and batches, some of them withdrawn."""
    start = time.time() - 10 * 86_400
    with tempfile.TemporaryDirectory() as folder:
        paths = DeskPaths.of(Path(folder))
        for number, (which, day, _) in enumerate(arrivals):
            first = 10 * which  # each has orders of its own, and two with each of the others
            file = write_orders(paths, f"{number}.csv", range(first, first + 15), states[which])
            os.utime(file, (start + day * 86_400, start + day * 86_400))
            if data.draw(st.booleans(), "load now"):
                load(paths)
        load(paths)
        for number, (_, _, gone) in enumerate(arrivals):
            if gone:
                withdraw(paths, f"{number}.csv")
        before = int((start + data.draw(st.integers(0, 5), "before") * 86_400 - HOUR) * 1e6)
        known = {key(number) for number in range(35)} & everything(paths).keys()
        desk = open_desk(paths, SETTINGS)
        shown = {one: desk.order(one) for one in known}
        closed = {one for one, order in shown.items() if order and order.fields["status"] in CLOSED}
        taken = {export.seq: export.exported_at for export in desk.pictures}
        keys = "select unnest($1) as order_key"
        sql = f"select order_key, seq from ({keys}) join latest on key = md5_number(order_key)"
        newest = dict(desk.con.execute(sql, [sorted(known)]).fetchall())
        desk.close()
        forget(paths, before)
        left = everything(paths)
        forgotten = {one for one in known if shown[one] and "Buyer" not in "".join(left[one])}
        assert forgotten == {one for one in closed if taken[newest[one]] < before}
