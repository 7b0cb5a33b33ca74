"""The live demo and the stock-out day: what arrives, in which order, and that it ends when told."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.vocabulary import status
from orderdeck.data.intake.loop import load_once
from orderdeck.data.sample import truth
from orderdeck.data.sample.demo import Demo, feed
from orderdeck.data.sample.stockout_day import StockoutDay
from orderdeck.data.sample.world.supply import open_demand
from orderdeck.data.stock.open_desk import open_desk

pytestmark = pytest.mark.luck

ROOT = Path(__file__).resolve().parents[2]


def test_the_first_set_is_rich(tmp_path: Path, now: datetime) -> None:
    demo = Demo(tmp_path, 1, now)
    files = demo.first_set()
    facts = truth(demo.world.orders_at(now))
    queues = {fact["queue"] for fact in facts}
    demand = open_demand(demo.world)
    assert len(facts) == 400
    assert 110 <= sum(fact["queue"] is not None for fact in facts) <= 130
    assert queues >= {
        "cancel_requests", "wholesale_unpaid", "remarks", "wholesale", "express", "standard", "on_hold",
        "awaiting_payment", "unrecognised",
    }  # fmt: skip
    short = [sku for sku, (_, pieces) in demand.items() if demo.supply.on_hand[sku] < pieces]
    assert len(short) >= 3
    assert {path.suffix for path in files} >= {".xlsx", ".csv", ".xls"}
    assert len({fact["shop"] for fact in facts}) == 3
    assert all(path.stat().st_mtime <= now.timestamp() for path in files)


def test_the_same_seed_drops_the_same_files(tmp_path: Path, now: datetime) -> None:
    for name in "ab":
        feed(tmp_path / name, seed=4, speed=1e6, stop=threading.Event(), now=now, drops=25)
    first, second = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in "ab")
    assert first == second
    assert len(first) >= 5 + 9 + 25 + 3 + 2
    times = [path.stat().st_mtime for path in (tmp_path / "a").iterdir()]
    assert max(times) == (now + timedelta(seconds=75)).timestamp()


def test_whichever_file_an_order_comes_in_it_is_one(tmp_path: Path, now: datetime) -> None:
    feed(tmp_path / "exports", seed=3, speed=1e6, stop=threading.Event(), now=now, drops=25)
    paths = DeskPaths.of(tmp_path / "exports")
    load_once(paths, Settings())
    desk = open_desk(paths, Settings())
    numbers = [number for (number,) in desk.con.execute("select order_id from open_orders").fetchall()]
    desk.close()
    assert len(numbers) > 100
    assert len(numbers) == len(set(numbers))


def test_drops_bring_new_orders_and_move_known_ones(tmp_path: Path, now: datetime) -> None:
    demo = Demo(tmp_path, 2, now)
    demo.first_set()
    known = {fact["order_id"]: fact["status"] for fact in truth(demo.world.orders_at(now))}
    for _ in range(40):
        assert all(path.is_file() for path in demo.drop(demo.world.now + timedelta(seconds=6)))
    later = truth(demo.world.orders_at(demo.world.now))
    assert sum(fact["order_id"] not in known for fact in later) > 80
    assert sum(known.get(fact["order_id"], fact["status"]) != fact["status"] for fact in later) > 60
    assert 90 < sum(fact["queue"] is not None for fact in later) < 220


@pytest.mark.parametrize("seed", [1, 3])
def test_there_is_work_for_as_long_as_one_watches(
    tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    demo = Demo(tmp_path, seed, now)
    monkeypatch.setattr(demo, "_export", lambda *_: tmp_path)  # the files are another test's
    for _ in range(200):
        demo.drop(demo.world.now + timedelta(seconds=6))
    later = truth(demo.world.orders_at(demo.world.now))
    assert 90 < sum(fact["queue"] is not None for fact in later) < 220


def test_a_restock_arrives_while_one_watches(tmp_path: Path, now: datetime) -> None:
    demo = Demo(tmp_path, 1, now)
    demo.first_set()
    before = dict(demo.supply.on_hand)
    demo.supply.step(now + timedelta(minutes=5), [])
    assert any(demo.supply.on_hand[sku] > before[sku] for sku in demo.supply.short)


def test_nothing_half_written_is_ever_seen_under_its_name(tmp_path: Path, now: datetime) -> None:
    feed(tmp_path, seed=1, speed=1e6, stop=threading.Event(), now=now, drops=3)
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_stop_ends_the_wait(tmp_path: Path, now: datetime) -> None:
    stop = threading.Event()
    runner = threading.Thread(target=feed, args=(tmp_path,), kwargs={"stop": stop, "every": 600, "now": now})
    runner.start()
    _until(lambda: len(list(tmp_path.glob("库存*.xlsx"))) == 1)
    stop.set()
    runner.join(5)
    assert not runner.is_alive()


@pytest.mark.parametrize("how", ["signal", "end of input"])
def test_the_command_runs_until_it_is_told_to_end(tmp_path: Path, how: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "orderdeck.data.sample.demo", str(tmp_path), "--every", "3", "--until-eof"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
    )
    try:
        _until(lambda: len(list(tmp_path.iterdir())) >= 14)
        assert process.poll() is None
        if how == "signal":
            process.terminate()
        elif process.stdin:
            process.stdin.close()
        assert process.wait(5) == 0
    finally:
        process.kill()
        process.wait()


def test_the_shop_takes_its_folder_away_where_the_deck_was_killed(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    command = [sys.executable, "-m", "orderdeck.data.sample.demo", str(folder), "--until-eof", "--remove"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE)
    try:
        _until(lambda: len(list(folder.iterdir())) >= 14)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(20) == 0
        assert not folder.exists()
    finally:
        process.kill()
        process.wait()


def test_a_terminal_that_closes_at_once_leaves_no_folder(tmp_path: Path) -> None:
    """The signal comes at the worst moment: the folder is there, and the shop that removes it isn't yet."""
    script = """
import os, signal, tempfile
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whatever who runs the tests ignores
made = tempfile.mkdtemp
def closing(*arguments, **named):
    folder = made(*arguments, **named)
    os.kill(os.getpid(), signal.SIGHUP)
    return folder
tempfile.mkdtemp = closing
from orderdeck.tui.cli.main import main
main(["demo"])
"""
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    deck = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, check=False)
    assert deck.returncode == -signal.SIGHUP
    _until(lambda: not list(tmp_path.iterdir()), 60)


def test_a_stock_out_day(tmp_path: Path, now: datetime) -> None:
    day = StockoutDay(tmp_path, now, hit=40)
    assert len(day.morning()) == 6

    def wants(order_id: str) -> str:
        [fact] = [one for one in truth(day.world.orders_at(day.world.now)) if one["order_id"] == order_id]
        assert [line["sku"] for line in fact["lines"]] == [day.sku]
        return str(fact["status"])

    assert len(day.hit) == 40
    assert {wants(order_id) for order_id in day.hit} == {status.TO_SHIP}
    everyone = open_demand(day.world)
    assert everyone[day.sku] == (40, 40)
    assert all(day.supply.on_hand[sku] >= pieces for sku, (_, pieces) in everyone.items() if sku != day.sku)
    fresh = day.arrivals(3)
    assert len(fresh) == 3
    assert {wants(order_id) for order_id in fresh} == {status.TO_SHIP}
    day.buyers_apply(day.hit[:5])
    assert wants(day.hit[0]) == status.CANCEL_REQUESTED
    day.seller_agrees(day.hit[:5])
    assert wants(day.hit[4]) == status.CANCELLED
    day.receipt(20)
    assert day.supply.on_hand[day.sku] == 20
    day.ship(day.hit[5:8])
    assert wants(day.hit[5]) == status.SHIPPED
    times = sorted(path.stat().st_mtime for path in tmp_path.iterdir())
    assert len(set(times)) == 6


def _until(done: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
