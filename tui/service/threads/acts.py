"""Acts, done at once in a thread of their own: the desk's own may be busy for long with an export that has come.

What can't be done here goes to the desk's thread, and so does everything behind it: acts stay in their order.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from orderdeck.tui.service.threads.messages import Reply

log = logging.getLogger(__name__)

Desk = TypeVar("Desk")
Item = TypeVar("Item")


class ActLane(threading.Thread, Generic[Desk, Item]):
    """Takes acts until `stop`. All that is shared with the desk's thread is under `wake`, a condition of its.

    `done(reply)` is called once an act is done; `pass_on(acts)`, with `wake` held, for those that the desk's thread
    has to do, before any that it has.
    """

    def __init__(
        self,
        desk: Desk,
        wake: threading.Condition,
        done: Callable[[Reply], object],
        pass_on: Callable[[list[Item]], object],
    ) -> None:
        super().__init__(name="acts", daemon=True)
        self._desk, self._wake, self._done, self._pass_on = desk, wake, done, pass_on
        self._waiting: deque[tuple[Callable[[Desk], Reply | None], Item]] = deque()
        self._at_work = self._ending = False
        self.closed = False
        """Whether acts have to go to the desk's thread just now, since others before them are there."""

    def take(self, quick: Callable[[Desk], Reply | None], act: Item) -> bool:
        """Have `act` done by `quick(desk)`, which gives None where it takes the desk's thread; False where it has to
        go there anyway. With `wake` held."""
        if self.closed or self._ending:
            return False
        self._waiting.append((quick, act))
        self._wake.notify_all()
        return True

    def await_idle(self) -> None:
        """Returns once nothing is under way here. With `wake` held."""
        while self._waiting or self._at_work:
            self._wake.wait()

    def stop(self, seconds: float) -> None:
        """End; what was taken is still done."""
        with self._wake:
            self._ending = True
            self._wake.notify_all()
        self.join(seconds)

    def run(self) -> None:
        """Do what is taken, one after the other."""
        while (taken := self._next()) is not None:
            quick, act = taken
            try:
                reply = quick(self._desk)
            except Exception:
                log.exception("an act could not be done at once")
                reply = None
            if reply is not None:
                self._done(reply)
            with self._wake:
                if reply is None:
                    self.closed = True
                    self._pass_on([act, *(waiting for _quick, waiting in self._waiting)])
                    self._waiting.clear()
                self._at_work = False
                self._wake.notify_all()

    def _next(self) -> tuple[Callable[[Desk], Reply | None], Item] | None:
        with self._wake:
            while not self._waiting and not self._ending:
                self._wake.wait()
            self._at_work = bool(self._waiting)
            return self._waiting.popleft() if self._waiting else None
