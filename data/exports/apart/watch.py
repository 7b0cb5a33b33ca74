"""One reader's process: started, watched and reaped by a thread of its own.

The thread looks at the process's memory some fifty times a second while it is at work, from outside: what reads
workbooks lets no other thread of its own process run meanwhile, limits of the system on address space would count what
is reserved and never used, and on resident memory are kept by none. Processor time is the system's business
(RLIMIT_CPU); beyond all bounds RLIMIT_DATA ends it at once. macOS keeps the former alone, and is watched the same way.
"""

import logging
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from typing import IO, Final, Literal

import msgspec
import psutil

from orderdeck.data.exports.apart.allocator import ALLOCATION, ALLOCATOR
from orderdeck.data.exports.apart.bounds import Allowance, Bounds

Verdict = Literal["memory", "time", "crash", "short", "outside", "stalled"]
"""Why a reader ended: the file took too much memory, or processor time; its code broke off; this machine had no memory
left; somebody else ended it, or it never began; it did nothing for long."""

LOOK_SECONDS: Final = 0.02
IDLE_SECONDS: Final = 60.0
"""How long a reader that nobody keeps waits for more work."""
_ODD_LOOKS: Final = 50
"""Looks after each of which it is asked whether it does anything."""
_REAPING_SECONDS: Final = 5.0
"""How long is waited for the end of one that was killed: it may hang in the system."""
_CRASHES: Final = frozenset(
    (
        signal.SIGSEGV,
        signal.SIGABRT,
        signal.SIGBUS,
        signal.SIGILL,
        signal.SIGFPE,
        signal.SIGTRAP,
        signal.SIGSYS,
    )
)
_NO_ROOM: Final = re.compile(rb"memory allocation of (\d+) bytes failed|MemoryError|bad_alloc")
"""Last words of what was given no memory."""
_LAST_WORDS: Final = 1 << 16
_THREADS: Final = 8
"""Most threads of a reader: each takes 8 MB of what may be allocated for its stack alone, so that a machine of many
processors would leave it nothing to read with. Of more than a few it makes no use."""

_log = logging.getLogger(__name__)


class Watched(threading.Thread):
    """A process that reads, from its start to its end."""

    def __init__(self, bounds: Bounds, kept: bool) -> None:
        super().__init__(name="reader", daemon=True)
        self.socket, self._theirs = socket.socketpair()
        self.ready = False
        """Whether it has said that it is."""
        self.kept = kept
        """Whether it stays where there is nothing to do for long."""
        self.pid = 0
        self._bounds = bounds
        self._allowance = bounds.of(0)
        self._busy, self._ended = threading.Event(), threading.Event()
        self._waited_for = False
        self._verdict: Verdict | None = None
        self._code: int | None = None
        self._words: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (closed where it has ended)
        self._failed: OSError | None = None
        self._last = b""
        self.start()

    def work(self, allowance: Allowance | None = None) -> None:
        """It is at work from now on, within `allowance`, by default as before."""
        self._allowance = allowance or self._allowance
        self._busy.set()

    def await_it(self, waiting: bool) -> None:
        """Whether it is being waited for."""
        self._waited_for = waiting

    def rest(self) -> None:
        """It has nothing to do."""
        self._busy.clear()

    def resident(self) -> int:
        """Bytes that it has in memory now."""
        try:
            return int(psutil.Process(self.pid).memory_info().rss) if self.pid else 0
        except psutil.Error:
            return 0

    def end(self) -> None:
        """Ends it, whatever it is at."""
        self._ended.set()
        self._busy.set()
        self.socket.close()
        self.join(_REAPING_SECONDS)

    def why_ended(self) -> tuple[Verdict, str]:
        """Why it ended, now that it has, and the signal or code it ended by. Raises OSError where it could not
        start."""
        self.end()
        if self._failed:
            raise self._failed
        if self._verdict:
            return self._verdict, ""
        number = -(self._code or 0)
        how = signal.Signals(number).name if number > 0 else f"exit code {self._code}"
        if number == signal.SIGXCPU:
            return "time", how
        if not self.ready or (number > 0 and number not in _CRASHES):
            return "outside", how
        no_room = _NO_ROOM.search(self._last)
        if no_room is None:
            return "crash", how
        return ("memory" if int(no_room[1] or 0) > self._allowance.memory else "short"), how

    def run(self) -> None:
        threads = str(min(os.cpu_count() or 1, _THREADS))
        # The process ends with this thread (PR_SET_PDEATHSIG), which ends with the process of both.
        try:
            child = subprocess.Popen(
                [
                    *(sys.executable, "-P", "-m", "orderdeck.data.exports.apart.serving.server"),
                    *(msgspec.json.encode(self._bounds).decode(), str(os.getpid())),
                ],
                stdin=self._theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=self._words,
                env={
                    ALLOCATOR: ALLOCATION,
                    "POLARS_MAX_THREADS": threads,
                    **os.environ,
                    "RUST_BACKTRACE": "0",
                },
                start_new_session=True,  # ctrl+c is for who asked
            )
        except OSError as error:
            self._failed = error
            return
        finally:
            self._theirs.close()
        self.pid = child.pid
        try:
            self._watch(child)
        finally:
            if child.poll() is None:
                child.kill()
            try:
                self._code = child.wait(_REAPING_SECONDS)
            except subprocess.TimeoutExpired:
                _log.warning("a reader can't be ended: it hangs in the system")
            self._words.seek(max(self._words.seek(0, os.SEEK_END) - _LAST_WORDS, 0))
            self._last = self._words.read()
            self._words.close()

    def _watch(self, child: "subprocess.Popen[bytes]") -> None:
        idle = time.monotonic()
        looks = still = 0
        spent = -1.0
        process = psutil.Process(child.pid)
        while child.poll() is None and not self._ended.is_set():
            if not self._busy.wait(1.0):
                looks = still = 0
                if not self.kept and time.monotonic() - idle > IDLE_SECONDS:
                    return
                continue
            idle = time.monotonic()
            try:
                if process.memory_info().rss > self._allowance.memory:
                    self._verdict = "memory"
                    return
                looks += 1
                if looks % _ODD_LOOKS == 0:
                    times = process.cpu_times()
                    before, spent = spent, times.user + times.system
                    still = still + 1 if spent == before and self._waited_for else 0
                    if still * _ODD_LOOKS * LOOK_SECONDS >= self._bounds.stalled_seconds:
                        self._verdict = "stalled"
                        return
            except psutil.Error:  # it has just ended
                pass
            self._ended.wait(LOOK_SECONDS)
