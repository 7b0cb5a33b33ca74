"""A deck without its screen: follows the desk, acts at a pace, and prints what it sends and what it is told.

python -m tests.people.actor DIR OPERATOR SECONDS RATE SEED

One JSON object a line: {"ready": true}, {"send": [id, …]}, {"done": [id, …], "ms": 3.1}, {"held": …},
{"end": {view: keys}}.
A line is whole or not there; "done" is printed only once the journal has the act on disk.
"""

import json
import os
import queue
import random
import sys
import time
from pathlib import Path
from typing import Any

from orderdeck.data.actions import new_id
from orderdeck.data.base.config.settings import Settings
from orderdeck.tui.present.records import ActionRequest
from orderdeck.tui.service.options import Start
from orderdeck.tui.service.session import DeskFollower
from orderdeck.tui.service.threads.desk import DeskThread
from orderdeck.tui.service.threads.messages import DeskFailed, DeskOpened, Reply

KINDS = ("claim", "note", "done", "release", "snooze")


def tell(**said: object) -> None:
    """One line, written in one piece."""
    os.write(1, json.dumps(said).encode() + b"\n")


class Actor:
    """Acts through the thread that a deck has, so that what is measured is what an operator waits for."""

    def __init__(self, folder: Path, operator: str, seed: int) -> None:
        self.box: queue.Queue[Any] = queue.Queue()
        self.dice = random.Random(seed)
        self.keys: list[str] = []
        self.turn = 0
        self.mine: set[str] = set()
        follower = DeskFollower(Start(folder, operator=operator), operator, Settings(), self.box.put)
        self.thread = DeskThread(follower, self.box.put)
        self.thread.start()
        while not isinstance(message := self.box.get(timeout=60), DeskOpened):
            if isinstance(message, DeskFailed):
                raise message.error

    def ask(self, work: Any) -> Any:
        """What `work(desk)` gives, done in the desk's thread."""
        self.thread.ask("", work, lambda _value: None)
        return self.answer()

    def answer(self) -> Any:
        """What was asked for last."""
        while True:
            message = self.box.get(timeout=60)
            if isinstance(message, Reply):
                if message.error is not None:
                    raise message.error
                return message.value

    def send(self, request: ActionRequest) -> Any:
        """What became of `request`, which goes the way that a deck's goes."""
        self.thread.act(
            lambda desk: desk.at_once(request), lambda desk: desk.perform(request), lambda _value: None
        )
        return self.answer()

    def act(self) -> None:
        """One act on an order of the standard queue: mostly one's own business, now and then a colleague's."""
        # A deck has its rows before it; asking for them anew each time would be a load of its own.
        if self.turn % 5 == 0:
            self.keys = self.ask(lambda desk: desk.desk.keys("standard"))
        self.turn += 1
        if not self.keys:
            return
        key = self.dice.choice(self.keys)
        kind = self.dice.choice(KINDS)
        if kind == "claim" and key in self.mine:
            kind = "note"  # what one holds already is not claimed anew: that act would not be in the journal
        said: dict[str, dict[str, Any]] = {
            "note": {"text": "x"},
            "snooze": {"until": time.time_ns() // 1000 + 3_600_000_000},
        }
        request = ActionRequest(
            kind, (key,), said.get(kind, {}), ids=(new_id(),), insist=self.dice.random() < 0.2
        )
        tell(send=list(request.ids))
        began = time.perf_counter()
        done = self.send(request)
        span = (time.perf_counter() - began) * 1000
        if done.acts:
            (self.mine.discard if kind == "release" else self.mine.add)(key)
            tell(done=list(request.ids), ms=span)
        else:
            tell(held=[one.code for one in done.blocked], ms=span, waiting=done.waiting)

    def end(self) -> None:
        """What every view shows, once everything in the ledger is in."""
        tell(end=self.ask(_views))
        self.thread.stop(2)


def _views(service: Any) -> dict[str, list[str]]:
    service.desk.catch_up()
    return {view.key: service.desk.keys(view.key) for view in service.desk.views() if view.kind == "queue"}


def main() -> None:
    folder, operator, seconds, rate, seed = sys.argv[1:]
    actor = Actor(Path(folder), operator, int(seed))
    tell(ready=True)
    sys.stdin.readline()  # all begin together
    end = time.monotonic() + float(seconds)
    pause = 1 / float(rate)
    while time.monotonic() < end:
        began = time.monotonic()
        actor.act()
        time.sleep(max(0.0, pause * actor.dice.uniform(0.7, 1.3) - (time.monotonic() - began)))
    tell(acted=True)
    sys.stdin.readline()  # all have ended
    actor.end()


if __name__ == "__main__":
    main()
