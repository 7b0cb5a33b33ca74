"""Many at once: short forms of tests/bench/operators.py. What is checked is what must hold at any load."""

import multiprocessing
import random
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from orderdeck.data.base.paths import DeskPaths
from tests.cases import EXAMPLES
from tests.people.crowd import Talker, contradictions, work_together
from tests.people.decks import acts, desk_of, wait_for

pytestmark = pytest.mark.luck

MANY = EXAMPLES >= 1
"""Whether there is time for as many at once as ever; else half of them."""
KILLS = 10 if MANY else 5
HANDS = 8 if MANY else 4
SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture
def paths(tmp_path: Path) -> DeskPaths:
    return desk_of(tmp_path / "desk", orders=80)


def test_three_decks_at_two_acts_a_second_lose_and_double_nothing(paths: DeskPaths) -> None:
    crowd = work_together(paths.exports, 3, 5, 2)
    assert contradictions(paths, crowd) == []
    spans = [span for one in crowd for span in one.spans()]
    assert len(spans) >= 15
    ends = [one.said[-1]["end"] for one in crowd]
    assert ends[0]
    assert all(end == ends[0] for end in ends)


def sent(one: Talker, count: int) -> bool:
    """Whether it has sent so many acts at least."""
    return len(one.ids("send")) >= count


def test_an_acting_deck_killed_at_any_moment_was_told_the_truth(paths: DeskPaths) -> None:
    dice = random.Random(4)
    heard: list[Talker] = []
    try:
        for number in range(KILLS):
            heard.append(Talker(paths.exports, f"op{number}", 60, 200, number))
        for one in heard:
            wait_for(partial(one.has, "ready"), 90)
        for one in heard:
            one.go()
        for one in heard:
            some = dice.randint(1, 6)
            wait_for(partial(sent, one, some), 30)
            time.sleep(dice.uniform(0, 0.06))  # anywhere between sending and being told
            one.kill()
    finally:
        for one in heard:
            one.close()
    assert contradictions(paths, heard) == []
    assert sum(len(one.ids("done")) for one in heard) > KILLS


def _take(
    folder: Path, worker: int, times: int, barrier: Any, out: "multiprocessing.Queue[list[str]]"
) -> None:
    from orderdeck.data.actions import take_next
    from orderdeck.data.base.config.settings import Settings
    from orderdeck.data.stock.open_desk import open_desk

    desk = open_desk(DeskPaths.of(folder), Settings(), operator=f"op{worker // 2}")
    barrier.wait(90)
    taken = []
    for _ in range(times):
        taken += [
            str(act.order_key) for act in take_next(desk, desk.ledger, "standard", f"op{worker // 2}").done
        ]
    desk.close()
    out.put(taken)


def test_processes_that_take_next_at_once_get_different_orders(paths: DeskPaths) -> None:
    # Operators twice each: two decks of one person must not get the same order either.
    out: multiprocessing.Queue[list[str]] = SPAWN.Queue()
    barrier = SPAWN.Barrier(HANDS)
    workers = [SPAWN.Process(target=_take, args=(paths.exports, n, 3, barrier, out)) for n in range(HANDS)]
    for worker in workers:
        worker.start()
    taken = [key for _ in workers for key in out.get(timeout=90)]
    for worker in workers:
        worker.join(30)
    assert len(taken) == len(set(taken)) == 3 * HANDS
    assert sorted(str(act.order_key) for act in acts(paths)) == sorted(taken)
