"""Sources: commands of the user's own that bring exports into a folder, each in a thread of its own, beside loading.

What a source has brought is seen by the watch as all else that arrives; one that fails holds up nothing but itself.
"""

import logging
import threading
import time
from collections.abc import Sequence
from typing import Final

import msgspec

from orderdeck.data.base.commands.records import Source
from orderdeck.data.base.commands.running import Ran, run
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import SourceTold

MINUTE: Final = 60.0
PATIENCE: Final = 1.2
"""Seconds that the loader's end waits for those that run; what hasn't ended by then ends with the loader's process."""

_log = logging.getLogger(__name__)


class Sources:
    """Those that the loader runs: `take` them from the settings, `close` them with it."""

    def __init__(self, paths: DeskPaths) -> None:
        self._paths = paths
        self._runners: dict[str, _Runner] = {}

    def take(self, sources: Sequence[Source]) -> None:
        """From now on these: each new or changed one is run at once; one that isn't among them any more is ended."""
        before, self._runners = self._runners, {}
        wanted = {one.name: one for one in sources}
        for name, runner in before.items():
            if wanted.get(name) == runner.source:
                self._runners[name] = runner
            else:
                runner.end.set()
        for name, source in wanted.items():
            if name not in self._runners:
                self._runners[name] = _Runner(self._paths, source, before.get(name))
                self._runners[name].start()

    def told(self) -> list[SourceTold]:
        """How they do, by name."""
        return [self._runners[name].told for name in sorted(self._runners)]

    def close(self) -> None:
        """Ends those that run; waits PATIENCE seconds for all of them at most."""
        for runner in self._runners.values():
            runner.end.set()
        until = time.monotonic() + PATIENCE
        for runner in self._runners.values():
            runner.join(max(0.0, until - time.monotonic()))


class _Runner(threading.Thread):
    """Runs one source until `end` is set; `after` is the one of its name that has to have ended before."""

    def __init__(self, paths: DeskPaths, source: Source, after: "_Runner | None") -> None:
        super().__init__(name=f"source {source.name}", daemon=True)
        self.source, self._after = source, after
        self.end = threading.Event()
        self.told = SourceTold(name=source.name)
        self._into = paths.seen_from_exports(source.into)
        self._values = {
            "ORDERDECK_SOURCE": source.name,
            "ORDERDECK_INTO": str(self._into),
            "ORDERDECK_FOLDER": str(paths.exports),
            "ORDERDECK_DESK": str(paths.state),
        }

    def run(self) -> None:
        """Run it at once, and again every so many minutes."""
        if self._after is not None:
            self._after.join()
        while not self.end.is_set():
            began = time.monotonic()
            self.told = msgspec.structs.replace(self.told, running=True)
            ran = self._run()
            if self.end.is_set():
                return
            self.told = after_run(self.told, ran, time.time_ns() // 1000)
            if self.told.failing_since:
                _log.warning("source %s: %s %s", self.source.name, ran.end, ran.code)
            self.end.wait(max(0.0, began + self.source.every * MINUTE - time.monotonic()))

    def _run(self) -> Ran:
        if not self._into.is_dir():
            return Ran(end="missing", wrong=f"{self._into}: there is no such folder")
        try:
            return run(
                self.source.run,
                b"",
                self._values,
                self.source.timeout,
                self.end,
                folder=self._into,
                tied=True,
            )
        except OSError as error:  # no process, no file handle left
            return Ran(end="missing", wrong=str(error.strerror))


def after_run(told: SourceTold, ran: Ran, at: int) -> SourceTold:
    """What is told of a source of which `told` was, and that has ended as `ran` says at `at` (µs, UTC)."""
    since = 0 if ran.end == "done" else told.failing_since or at
    return SourceTold(
        name=told.name, at=at, failing_since=since, end=ran.end, code=ran.code,
        wrong="" if ran.end == "done" else ran.wrong or ran.said,
    )  # fmt: skip
