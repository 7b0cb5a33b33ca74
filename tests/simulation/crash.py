"""A process that is killed at a chosen call, played within one: whatever it would still do to the disk is not done."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any, Final, NamedTuple
from unittest import mock

from orderdeck.data.ledger.recovery.second_copy import SecondCopy

CALLS: Final = (
    "write",
    "fsync",
    "fdatasync",
    "ftruncate",
    "rename",
    "replace",
    "unlink",
    "rmdir",
    "open",
    "close",
)


class Kill(NamedTuple):
    """When to die: at the `at`-th call that touches the disk, before or after it is done."""

    at: int
    after: bool


class Killed(BaseException):
    """It is dead from here on."""


@contextmanager
def dying(kill: Kill | None) -> Iterator[None]:
    """Dies by `kill`, where it gets that far; raises Killed then. What a dead process held open is closed."""
    if kill is None:
        yield
        return
    state = _State(kill)
    try:
        with ExitStack() as patched:
            for name in CALLS:
                patched.enter_context(mock.patch.object(os, name, state.wrapped(name, getattr(os, name))))
            patched.enter_context(mock.patch.object(SecondCopy, "append", state.alive(SecondCopy.append)))
            yield
    finally:
        if state.dead:  # whatever it made of that
            state.bury()
            raise Killed


class _State:
    def __init__(self, kill: Kill) -> None:
        self.kill, self.count = kill, 0
        self.dead = self.over = False
        self.open_: dict[int, tuple[int, int]] = {}
        """Handle -> which file it was opened on: what takes a handle over may close it without a word."""

    def wrapped(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def one(*args: Any, **rest: Any) -> Any:
            self._check()
            self.count += name != "open"
            now = self.count == self.kill.at and name != "open"
            if now and not self.kill.after:
                self._die()
            found = call(*args, **rest)
            if name == "open":
                self.open_[found] = _file(found)
            elif name == "close":
                self.open_.pop(args[0], None)
            if now:
                self._die()
            return found

        return one

    def alive(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def one(*args: Any, **rest: Any) -> Any:
            self._check()
            return call(*args, **rest)

        return one

    def bury(self) -> None:
        """What it held open is closed, with the locks on it, as the kernel does."""
        self.over = True
        for handle, file in self.open_.items():
            with suppress(OSError):
                if _file(handle) == file:
                    os.close(handle)

    def _check(self) -> None:
        if self.dead and not self.over:
            raise Killed

    def _die(self) -> None:
        self.dead = True
        raise Killed


def _file(handle: int) -> tuple[int, int]:
    told = os.fstat(handle)
    return told.st_dev, told.st_ino
