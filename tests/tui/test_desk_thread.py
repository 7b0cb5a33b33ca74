"""The thread that owns the desk."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from textual.message import Message

from orderdeck.data.base.records import Changes, Pulse, View
from orderdeck.tui.service.threads.desk import DeskThread, merge
from orderdeck.tui.service.threads.messages import (
    DeskBack,
    DeskChanged,
    DeskFailed,
    DeskOpened,
    LoaderTold,
    Reply,
)


class Desk:
    def views(self) -> list[View]:
        return []

    def pulse(self) -> Pulse:
        return Pulse()

    def tick(self) -> Changes:
        return Changes()


class Follower:
    def __init__(self) -> None:
        self.fail: Exception | None = None
        self.gate = threading.Event()
        self.gate.set()
        self.closed = False
        self.given: list[Changes] = []

    def open(self) -> Desk:
        self.gate.wait(5)
        return Desk()

    def follow(self) -> Changes | None:
        if self.fail is not None:
            raise self.fail
        return self.given.pop() if self.given else None

    def loader(self) -> LoaderTold | None:
        return None

    def close(self) -> None:
        self.closed = True


def wait(true: Callable[[], object]) -> None:
    end = time.monotonic() + 5
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


def started() -> tuple[DeskThread[Desk], Follower, list[Message]]:
    posted: list[Message] = []
    follower = Follower()
    thread = DeskThread(follower, posted.append)
    return thread, follower, posted


def of(posted: list[Message], kind: type[Any]) -> list[Any]:
    return [message for message in posted if isinstance(message, kind)]


def test_of_requests_that_wait_with_one_slot_the_last_is_done() -> None:
    thread, follower, posted = started()
    follower.gate.clear()
    done: list[int] = []

    def doing(number: int) -> Callable[[object], None]:
        return lambda _desk: done.append(number)

    for number in range(10):
        thread.ask("rows", doing(number), lambda _: None)
        thread.ask("", doing(100 + number), lambda _: None)
    thread.start()
    follower.gate.set()
    wait(lambda: len(of(posted, Reply)) == 11)
    assert [number for number in done if number < 100] == [9]
    assert [number for number in done if number >= 100] == list(range(100, 110))
    thread.stop()
    assert follower.closed


def test_a_newer_answer_replaces_an_older_one_to_the_same_question() -> None:
    old, new = Reply("rows", 1), Reply("rows", 2)
    assert new.can_replace(old)
    assert not Reply("", 1).can_replace(Reply("", 2))
    assert not new.can_replace(Reply("detail", 1))


def test_a_request_that_fails_is_answered_with_its_error() -> None:
    thread, _follower, posted = started()
    thread.start()
    thread.ask("", lambda _desk: 1 / 0, lambda _: None)
    wait(lambda: of(posted, Reply))
    assert isinstance(of(posted, Reply)[0].error, ZeroDivisionError)
    thread.stop()


def test_following_that_fails_is_said_once_and_tried_again() -> None:
    thread, follower, posted = started()
    follower.fail = OSError("disk full")
    thread.start()
    wait(lambda: of(posted, DeskFailed))
    time.sleep(0.35)  # three more polls
    assert len(of(posted, DeskFailed)) == 1
    assert not of(posted, DeskFailed)[0].fatal
    assert not of(posted, DeskBack)
    follower.fail = None
    wait(lambda: of(posted, DeskBack))
    follower.given.append(Changes(order_keys={"a"}))
    wait(lambda: of(posted, DeskChanged))
    assert thread.take_changes().order_keys == {"a"}
    assert not thread.take_changes()
    thread.stop()


def test_a_desk_that_cannot_be_opened_is_told_and_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    thread, follower, posted = started()

    def broken() -> Desk:
        raise OSError("no such folder")

    monkeypatch.setattr(follower, "open", broken)
    thread.start()
    thread.join(5)
    assert of(posted, DeskFailed)[0].fatal
    assert not of(posted, DeskOpened)
    assert follower.closed


def test_stopping_does_not_wait_for_a_desk_that_opens() -> None:
    thread, follower, _posted = started()
    follower.gate.clear()
    thread.start()
    began = time.monotonic()
    thread.stop()
    assert time.monotonic() - began < 0.2
    follower.gate.set()
    thread.join(5)


def test_changes_are_joined() -> None:
    assert merge(None, None) is None
    joined = merge(Changes(order_keys={"a"}), Changes(order_keys={"b"}, everything=True))
    assert joined is not None
    assert joined.order_keys == {"a", "b"}
    assert joined.everything
