"""forget: not a byte of an old, finished order's person stays on the desk; everything else does."""

import time

import pytest
from kept_desk import arrive, bytes_of, everything, flip, load

from data.keep.doctor import examine
from data.keep.forget import forget
from data.ledger import Ledger, LedgerBusy
from data.ledger.merge import merge_small
from data.loader_lock import LoaderBusy, hold
from data.model import Act
from data.paths import DeskPaths

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
            ledger._writer.execute("update journal set at = 0")


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
