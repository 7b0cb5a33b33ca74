"""The one thread that owns the desk, so that no key ever waits for it.

Requests are callables that get the desk; answers come back as `Reply`. A request with a slot takes the place of one
that waits with the same slot: of ten filters typed while a query ran, the last is asked. Between requests the thread
follows the ledger.
"""

import logging
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final, Generic, Protocol, TypeVar

from textual.message import Message

from orderdeck.data.base.records import Changes, Pulse, View
from orderdeck.tui.service.threads.acts import ActLane
from orderdeck.tui.service.threads.messages import (
    DeskBack,
    DeskChanged,
    DeskFailed,
    DeskOpened,
    LoaderTold,
    Reply,
)

POLL_SECONDS: Final = 0.1
"""How often the ledger is asked whether it changed, while colleagues are at work."""
QUIET_SECONDS: Final = 0.25
"""And while nothing has changed for some time: each time costs an idle core's waking, half a millisecond."""
QUIET_AFTER: Final = 5.0
"""Seconds without a change from which on that is so."""
FOLLOW_SHARE: Final = 6
"""After following for some time it rests this many times as long, so that many busy colleagues leave time for acts."""
FOLLOW_REST: Final = 0.3
"""But no longer than this: a colleague's act has to show within half a second."""
NICENESS: Final = 5
"""How far the thread stands back behind those that paint and act, of this deck and of others."""
TICK_SECONDS: Final = 10.0
"""How often the desk is asked what time alone has changed; what is shown of it is minutes."""
LOADER_SECONDS: Final = 1.0
"""How often it is seen to that somebody loads: within two seconds of a loader's end another has taken its place."""
FIRST_LOADER_SECONDS: Final = 0.3
"""So long after opening for the first time, when the first orders have been painted."""

log = logging.getLogger(__name__)


class DeskLike(Protocol):
    """What the thread itself needs of a desk; requests use the rest."""

    def views(self) -> list[View]: ...
    def pulse(self) -> Pulse: ...
    def tick(self) -> Changes: ...


Desk = TypeVar("Desk", bound=DeskLike)
Opened = TypeVar("Opened", bound=DeskLike, covariant=True)
Answer = TypeVar("Answer")


class Follower(Protocol[Opened]):
    """Opens a desk and keeps it up to date. `tui.service.session.DeskFollower` is the real one."""

    def open(self) -> Opened:
        """The desk, with everything taken in; called once, in the thread."""

    def follow(self) -> Changes | None:
        """What other processes or the loader have added since; None where nothing has."""

    def loader(self) -> LoaderTold | None:
        """What the loader does, where that changed since the last call."""

    def close(self) -> None:
        """Let go of everything; the loader that this deck started ends."""


@dataclass(frozen=True)
class Request(Generic[Desk]):
    """Work for the thread: gives the answer, and whom to tell it in the app."""

    slot: str
    work: Callable[[Desk], Reply]


def _reply(slot: str, value: Answer, then: Callable[[Answer], object]) -> Reply:
    return Reply(slot, value, partial(then, value))


def _answered(
    slot: str, work: Callable[[Desk], Answer], then: Callable[[Answer], object], desk: Desk
) -> Reply:
    return _reply(slot, work(desk), then)


class DeskThread(threading.Thread, Generic[Desk]):
    """Runs until `stop`; `post` must be safe to call from any thread (Textual's `post_message` is)."""

    def __init__(self, follower: Follower[Desk], post: Callable[[Message], object]) -> None:
        super().__init__(name="desk", daemon=True)
        self._follower = follower
        self._post = post
        self._waiting: deque[Request[Desk]] = deque()
        self._wake = threading.Condition()
        self._ending = False
        self._changes = Changes()
        self._ticked = self._kept = 0.0
        self._follow_at = self._changed_at = 0.0
        self._trouble = ""
        self._opened = False
        self._lane: ActLane[Desk, Request[Desk]] | None = None

    def ask(self, slot: str, work: Callable[[Desk], Answer], then: Callable[[Answer], object]) -> None:
        """Have `work(desk)` done and `then(result)` called in the app. An empty slot is never replaced."""
        with self._wake:
            if slot:
                self._waiting = deque(r for r in self._waiting if r.slot != slot)
            self._waiting.append(Request(slot, partial(_answered, slot, work, then)))
            self._wake.notify_all()

    def act(
        self,
        quick: Callable[[Desk], Answer | None],
        work: Callable[[Desk], Answer],
        then: Callable[[Answer], object],
    ) -> None:
        """Have an act done by `quick(desk)`, in a thread that waits for nothing; where that gives None, by `work(desk)`
        in this one. `then(result)` is called in the app. Acts are done in the order in which they come."""

        def at_once(desk: Desk) -> Reply | None:
            value = quick(desk)
            return None if value is None else _reply("", value, then)

        request = Request("", partial(_answered, "", work, then))
        with self._wake:
            if self._lane is None or self._acts_wait() or not self._lane.take(at_once, request):
                self._waiting.append(request)
                self._wake.notify_all()

    def take_changes(self) -> Changes:
        """What changed since this was last asked."""
        with self._wake:
            changes, self._changes = self._changes, Changes()
        return changes

    def stop(self, seconds: float = 0.3) -> None:
        """End the thread; waits no longer than `seconds` for what it is doing, and not at all while it opens."""
        with self._wake:
            self._ending = True
            self._wake.notify_all()
        if self._lane is not None:
            self._lane.stop(seconds)
        if self._opened:
            self.join(seconds)

    def run(self) -> None:
        """Open, then answer and follow until stopped."""
        self._give_way()
        desk = self._open()
        if desk is not None:
            lane = ActLane(desk, self._wake, self._acted, self._passed_on)
            lane.start()
            self._lane = lane
        while desk is not None and not self._ending:
            request = self._next()
            if request is not None:
                self._answer(desk, request)
            # What was just done is taken in before anything else is asked: the next act may build on it.
            acted = request is not None and not request.slot
            if acted:
                self._reopen_lane()
            if acted or time.monotonic() >= self._follow_at:
                self._follow(desk)
        if desk is not None:
            self._finish(desk)
        self._follower.close()

    def _finish(self, desk: Desk) -> None:
        """What was asked for before the end and is no mere question is still done: an act, a file."""
        with self._wake:
            if self._lane is not None:
                self._lane.closed = True
                self._lane.await_idle()
            left = [request for request in self._waiting if not request.slot]
            self._waiting.clear()
        for request in left:
            self._answer(desk, request)

    def _open(self) -> Desk | None:
        try:
            desk = self._follower.open()
            self._post(DeskOpened(desk.views(), desk.pulse()))
            self._opened = True
            self._ticked = time.monotonic()
            self._kept = self._ticked - LOADER_SECONDS + FIRST_LOADER_SECONDS
        except Exception as error:
            log.exception("the desk can't be opened")
            self._post(DeskFailed(error))
            return None
        return desk

    def _next(self) -> Request[Desk] | None:
        with self._wake:
            if not self._waiting and not self._ending:
                self._wake.wait(self._pause())
            if self._lane is not None and self._waiting and not self._waiting[0].slot:
                self._lane.closed = True
                self._lane.await_idle()  # what it may still pass on comes before this one
            return self._waiting.popleft() if self._waiting else None

    def _pause(self) -> float:
        return POLL_SECONDS if time.monotonic() < self._changed_at + QUIET_AFTER else QUIET_SECONDS

    def _passed_on(self, requests: list[Request[Desk]]) -> None:
        # Whatever acts wait here already came later.
        self._waiting.extendleft(reversed(requests))

    def _acts_wait(self) -> bool:
        return any(not request.slot for request in self._waiting)

    def _reopen_lane(self) -> None:
        with self._wake:
            if self._lane is not None and not self._acts_wait():
                self._lane.closed = False

    def _acted(self, reply: Reply) -> None:
        """From the acts' thread: one is done, and is to show soon."""
        self._post(reply)
        self._follow_at = 0.0

    def _give_way(self) -> None:
        """Painting and acting come first where cores are short. On Linux each thread has a priority of its own."""
        if sys.platform == "linux":
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)

    def _answer(self, desk: Desk, request: Request[Desk]) -> None:
        try:
            reply = request.work(desk)
        except Exception as error:
            log.exception("request %s failed", request.slot or "act")
            reply = Reply(request.slot, error=error)
        self._post(reply)

    def _follow(self, desk: DeskLike) -> None:
        began = time.monotonic()
        self._catch_up(desk)
        ended = time.monotonic()
        self._follow_at = ended + min(FOLLOW_REST, FOLLOW_SHARE * (ended - began))

    def _catch_up(self, desk: DeskLike) -> None:
        try:
            changes = self._follower.follow()
            if time.monotonic() - self._ticked >= TICK_SECONDS:
                self._ticked = time.monotonic()
                changes = merge(changes, desk.tick())
            if time.monotonic() - self._kept >= LOADER_SECONDS:
                self._kept = time.monotonic()
                told = self._follower.loader()
                if told is not None:
                    self._post(told)
            if changes:
                self._changed_at = time.monotonic()
                with self._wake:
                    self._changes = merge(self._changes, changes) or Changes()
                self._post(DeskChanged(desk.views(), desk.pulse()))
            if self._trouble:
                self._trouble = ""
                self._post(DeskBack())
        except Exception as error:
            # Said once, tried again at the next poll: a full disk or a lock must not end the deck.
            if str(error) != self._trouble:
                self._trouble = str(error)
                log.exception("following the ledger failed")
                self._post(DeskFailed(error, fatal=False))


def merge(first: Changes | None, second: Changes | None) -> Changes | None:
    """Both together; None where neither says anything."""
    if not first or not second:
        return second or first or None
    return Changes(
        exports=[*first.exports, *second.exports],
        acts=[*first.acts, *second.acts],
        order_keys=first.order_keys | second.order_keys,
        everything=first.everything or second.everything,
        sent_back=first.sent_back | second.sent_back,
    )
