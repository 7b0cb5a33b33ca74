"""Acts while the desk's thread is busy: done at once, and always in the order in which they came."""

import queue
import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.base.records import Changes, Pulse
from orderdeck.tui.service.threads.desk import DeskThread
from orderdeck.tui.service.threads.messages import DeskOpened, Reply


class Desk:
    """Remembers what was done, and where."""

    def __init__(self) -> None:
        self.done: list[tuple[int, str]] = []
        self.begun, self.over = threading.Event(), threading.Event()

    def views(self) -> list[Any]:
        return []

    def pulse(self) -> Pulse:
        return Pulse(open=0, due=0, late=0, known=0, last_arrival=0, arrivals=[])

    def tick(self) -> Changes:
        return Changes()

    def be_busy(self) -> bool:
        self.begun.set()
        return self.over.wait(10)

    def note(self, number: int) -> int:
        self.done.append((number, threading.current_thread().name))
        return number


class Follower:
    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def open(self) -> Desk:
        return self.desk

    def follow(self) -> Changes | None:
        return None

    def loader(self) -> None:
        return None

    def close(self) -> None:
        pass


class Bench:
    def __init__(self) -> None:
        self.box: queue.Queue[Any] = queue.Queue()
        self.desk = Desk()
        self.thread = DeskThread(Follower(self.desk), self.box.put)
        self.thread.start()
        while not isinstance(self.box.get(timeout=10), DeskOpened):
            pass

    def answer(self) -> Any:
        while not isinstance(message := self.box.get(timeout=10), Reply):
            pass
        return message.value

    def ask(self, number: int) -> None:
        """What only the desk's own thread does."""
        self.thread.ask("", lambda desk: desk.note(number), lambda _value: None)

    def act(self, number: int, *, at_once: bool = True) -> None:
        def quick(desk: Desk) -> int | None:
            return desk.note(number) if at_once else None

        self.thread.act(quick, lambda desk: desk.note(number), lambda _value: None)


@pytest.fixture
def bench() -> Any:
    made = Bench()
    yield made
    made.desk.over.set()
    made.thread.stop(2)


def test_an_act_does_not_wait_for_a_busy_desk(bench: Bench) -> None:
    bench.thread.ask("rows", Desk.be_busy, lambda _value: None)
    assert bench.desk.begun.wait(10)
    bench.act(1)
    assert bench.answer() == 1
    assert bench.desk.done == [(1, "acts")]
    assert not bench.desk.over.is_set()


def test_what_takes_the_desk_waits_for_it_and_so_does_what_comes_after(bench: Bench) -> None:
    bench.thread.ask("rows", Desk.be_busy, lambda _value: None)
    assert bench.desk.begun.wait(10)
    bench.act(1, at_once=False)
    bench.act(2)
    bench.desk.over.set()
    assert [bench.answer() for _ in range(3)] == [True, 1, 2]
    assert bench.desk.done == [(1, "desk"), (2, "desk")]
    bench.act(3)
    assert bench.answer() == 3
    assert bench.desk.done[-1] == (3, "acts")


def test_no_act_overtakes_one_that_the_desk_is_at(bench: Bench) -> None:
    def slow(desk: Desk) -> int:
        desk.be_busy()
        return desk.note(1)

    bench.thread.act(lambda desk: None, slow, lambda _value: None)
    assert bench.desk.begun.wait(10)
    bench.act(2)
    bench.desk.over.set()
    assert [bench.answer(), bench.answer()] == [1, 2]
    assert bench.desk.done == [(1, "desk"), (2, "desk")]


def test_a_fault_at_once_is_left_to_the_desk_to_tell(bench: Bench) -> None:
    def fail(_desk: Desk) -> None:
        raise KeyError("x")

    bench.thread.act(fail, lambda desk: desk.note(5), lambda _value: None)
    assert bench.answer() == 5


def test_acts_that_wait_when_the_deck_is_left_are_still_done(bench: Bench) -> None:
    bench.thread.ask("rows", Desk.be_busy, lambda _value: None)
    assert bench.desk.begun.wait(10)
    bench.act(1, at_once=False)
    bench.act(2)
    leaving = threading.Thread(target=bench.thread.stop, args=(10,))
    leaving.start()
    bench.desk.over.set()
    leaving.join(20)
    assert bench.desk.done == [(1, "desk"), (2, "desk")]


@given(st.lists(st.sampled_from(["at once", "desk", "other"]), max_size=30))
def test_acts_stay_in_their_order(kinds: list[str]) -> None:
    bench = Bench()
    for number, kind in enumerate(kinds):
        if kind == "other":  # an undo, say: done by the desk alone
            bench.ask(number)
        else:
            bench.act(number, at_once=kind == "at once")
    assert [bench.answer() for _ in kinds] == list(range(len(kinds)))
    assert [number for number, _where in bench.desk.done] == list(range(len(kinds)))
    bench.thread.stop(2)
