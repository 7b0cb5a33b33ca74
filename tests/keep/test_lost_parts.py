"""A part that is lost or damaged hides nothing in silence, and is read again where its export lies there."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Loss
from orderdeck.data.intake.lock import hold
from orderdeck.data.intake.rebuild.by_itself import mend_now
from orderdeck.data.ledger import Ledger
from orderdeck.data.stock.open_desk import open_desk
from orderdeck.tui.terminal import exit_codes as exits
from tests.keep.kept_desk import SETTINGS, arrive, flip, load, remove
from tests.keep.test_doctor import part_of

Run = Callable[..., tuple[int, str, str]]


def cut(folder: Path) -> None:
    file = folder / "orders.parquet"
    file.write_bytes(file.read_bytes()[:-9])


def link(folder: Path) -> None:
    elsewhere = folder.parent.parent / "elsewhere"
    folder.rename(elsewhere)
    folder.symlink_to(elsewhere)


def pipe(folder: Path) -> None:
    (folder / "orders.parquet").unlink()
    os.mkfifo(folder / "orders.parquet")


DAMAGE: Final[dict[str, Callable[[Path], object]]] = {
    "gone": remove,
    "a file gone": lambda folder: (folder / "lines.parquet").unlink(),
    "cut": cut,
    "emptied": lambda folder: (folder / "orders.parquet").write_bytes(b""),
    "zeroed": lambda folder: (folder / "orders.parquet").write_bytes(
        bytes((folder / "orders.parquet").stat().st_size)
    ),
    "a link": link,
    "a pipe": pipe,
}


@pytest.fixture
def desk(paths: DeskPaths) -> DeskPaths:
    arrive(paths, "one.csv", range(300))
    arrive(paths, "two.csv", range(300, 303))
    return paths


def open_orders(run: Run, paths: DeskPaths) -> tuple[int, int, str]:
    code, out, errors = run("queues", paths.exports, "--json")
    return code, sum(queue["count"] for queue in json.loads(out)["queues"]), errors


@pytest.mark.parametrize("how", DAMAGE)
def test_what_its_export_tells_is_there_again_with_the_next_command(
    desk: DeskPaths, run: Run, how: str
) -> None:
    DAMAGE[how](part_of(desk, "one.csv"))
    code, count, errors = open_orders(run, desk)
    assert (code, count) == (exits.OK, 303), errors
    assert "lost" not in errors


@pytest.mark.parametrize("how", DAMAGE)
@pytest.mark.parametrize("command", ["queues", "stockouts", "outbox", "report", "intake"])
def test_what_no_file_tells_any_more_is_counted(desk: DeskPaths, run: Run, how: str, command: str) -> None:
    if command != "queues" and how not in ("gone", "cut"):
        pytest.skip("the same for all")
    DAMAGE[how](part_of(desk, "one.csv"))
    (desk.exports / "one.csv").unlink()
    code, _, errors = run(command, desk.exports)
    assert code == exits.INCOMPLETE
    assert "one.csv" in errors
    assert "300 orders" in errors
    assert "two.csv" not in errors
    assert open_orders(run, desk)[1] == 3


def test_a_file_that_comes_back_is_read_again(desk: DeskPaths, run: Run) -> None:
    file = desk.exports / "one.csv"
    content = file.read_bytes()
    file.unlink()
    remove(part_of(desk, "one.csv"))
    assert open_orders(run, desk)[:2] == (exits.INCOMPLETE, 3)
    file.with_name("found again.csv").write_bytes(content)
    assert open_orders(run, desk)[:2] == (exits.OK, 303)


def test_a_byte_that_has_turned_within_is_put_right_by_whoever_meets_it(desk: DeskPaths, run: Run) -> None:
    part = part_of(desk, "one.csv")
    for stem in ("orders", "lines"):
        file = part / f"{stem}.parquet"
        content = bytearray(file.read_bytes())
        content[4:-200] = bytes(len(content) - 204)  # its ends and size are as they were
        file.write_bytes(content)
    code, count, errors = open_orders(run, desk)
    assert (code, count) == (exits.OK, 303), errors


def test_a_running_desk_tells_it_and_takes_back_what_was_made_anew(desk: DeskPaths) -> None:
    remove(part_of(desk, "one.csv"))
    fresh = open_desk(desk, SETTINGS)
    try:
        assert fresh.losses == [Loss(code="part", subject="one.csv", count=300)]
        pulse = fresh.pulse()
        assert (pulse.open, pulse.hidden, pulse.lost) == (3, 300, 1)
        assert mend_now(desk, SETTINGS) == 1
        assert fresh.catch_up()
        assert fresh.losses == []
        pulse = fresh.pulse()
        assert (pulse.open, pulse.hidden, pulse.lost) == (303, 0, 0)
        fresh.check()
    finally:
        fresh.close()


def test_a_stock_list_that_is_lost_is_told_and_comes_back(desk: DeskPaths) -> None:
    stock = desk.exports / "stock.csv"
    stock.write_text("sku,on_hand\n" + "".join(f"SKU{number},5\n" for number in range(20)))
    load(desk)
    remove(part_of(desk, "stock.csv"))
    fresh = open_desk(desk, SETTINGS)
    try:
        assert [(loss.subject, loss.kind, loss.count) for loss in fresh.losses] == [
            ("stock.csv", "stock", 20)
        ]
        known = "select count(*) from stock_position where on_hand is not null"
        assert fresh.fetch(known, []) == [(0,)]
        assert mend_now(desk, SETTINGS) == 1
        fresh.catch_up()
        assert fresh.losses == []
        assert fresh.fetch(known, []) == [(20,)]
    finally:
        fresh.close()


def test_another_that_loads_is_left_to_do_it(desk: DeskPaths) -> None:
    remove(part_of(desk, "one.csv"))
    with hold(desk, "li"):
        assert mend_now(desk, SETTINGS) == 0


def test_a_fault_that_may_pass_makes_nothing_anew(desk: DeskPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {part.name for part in Ledger.open(desk).parts()}
    real = os.pread

    def broken(*told: int) -> bytes:
        raise OSError(5, "Input/output error")

    flip(part_of(desk, "two.csv") / "orders.parquet")
    monkeypatch.setattr(os, "pread", broken)
    with Ledger.open(desk) as ledger:
        assert ledger.whole_parts() == []
    assert mend_now(desk, SETTINGS) == 0
    monkeypatch.setattr(os, "pread", real)
    with Ledger.open(desk) as ledger:
        assert {part.name for part in ledger.parts()} == before
    assert mend_now(desk, SETTINGS) == 1


def test_torn_rows_make_a_reading_command_say_so(desk: DeskPaths, run: Run) -> None:
    import sqlite3

    db = sqlite3.connect(desk.ledger, isolation_level=None)
    db.execute(
        "insert into journal (id, grp, at, operator, kind, data) values ('x', '', 1, 'li', 'note', '[')"
    )
    db.close()
    for command in ("queues", "journal"):
        code, _, errors = run(command, desk.exports)
        assert code == exits.INCOMPLETE
        assert "1 row is damaged" in errors
