"""The loader process: takes what arrives in the folder into the ledger, one per desk.

    python -m orderdeck.data.intake.process DIR [--desk DIR] [--once] [--parent] [--wait] [--operator NAME]

Exit codes: 0 ended as asked, 2 wrong usage or settings, 3 another process is the loader, 4 the desk can't be used
(why is on standard error and in the log), 1 a fault of ours (in the log).
"""

import argparse
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from orderdeck.data.base.config.settings import SettingsError
from orderdeck.data.base.config.settings import load as load_settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.intake import log
from orderdeck.data.intake.lock import (
    Holder,
    LoaderBusy,
    follow_progress,
    is_free,
    silent_since,
    who_loads,
    who_loads_since_when,
)
from orderdeck.data.intake.loop import load_once, run
from orderdeck.data.ledger import LedgerAway, LedgerError

__all__ = [
    "Holder",
    "LoaderBusy",
    "LoaderSupervisor",
    "ensure_loader",
    "follow_progress",
    "is_free",
    "load_once",
    "main",
    "run",
    "silent_since",
    "who_loads",
    "who_loads_since_when",
]

NICENESS: Final = 5
"""Keys of the decks go before loading."""
LAST_WORDS_SECONDS: Final = 1.5
"""How long a loader whose deck is gone may take to put down what it has in hand."""
PATIENCE_SECONDS: Final = 0.5
"""For the lock: another deck may just be asking whether it is free."""

HUNG_SECONDS: Final = 60.0
"""Without a sign of life for so long a deck ends the loader that it has started."""
LOOK_SECONDS: Final = 5.0
AWAY_SECONDS: Final = 1.0
"""Pause until the server of a shared desk is tried again."""

_log = logging.getLogger(__name__)


def ensure_loader(paths: DeskPaths, operator: str = "") -> "subprocess.Popen[bytes] | None":
    """Starts a loader for the desk at `paths` where none is at work; None where one is.

    It ends when this process does, or when the standard input of what is given back is closed. Two that ask at
    once may both get a process: one of them finds the lock taken and ends (exit code 3).
    """
    if not is_free(paths):
        return None
    command = [
        sys.executable,
        "-P",
        "-m",
        "orderdeck.data.intake.process",
        str(paths.exports),
        "--desk",
        str(paths.state),
        "--parent",
    ]
    if operator:
        command += ["--operator", operator]
    # -P: a folder called "orderdeck" where the deck was started must not be taken for ours.
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # Away from the terminal: ctrl+c and SIGHUP are the deck's, and the loader ends with it by its standard input.
        start_new_session=True,
    )


class LoaderSupervisor:
    """Sees to it that somebody loads: `tick` it about once a second, `close` it when the deck ends.

    A loader that dies at once is started again after 1, 2, 4 … 60 seconds.
    """

    def __init__(self, paths: DeskPaths, operator: str = "") -> None:
        self._paths, self._operator = paths, operator
        self._child: subprocess.Popen[bytes] | None = None
        self._started = self._pause = self._not_before = self._look_at = 0.0
        self._silent = 0
        """How often in a row our loader was found without a sign of life."""

    @property
    def pid(self) -> int:
        """The process id of our loader, 0 where we have none."""
        return self._child.pid if self._child else 0

    def tick(self) -> int | None:
        """Starts a loader where none is at work; gives the exit code of ours where it has just ended."""
        now = time.monotonic()
        if self._child:
            code = self._child.poll()
            if code is None:
                self._end_hung(self._child, now)
                return None
            self._reap()
            if code in (0, 3):
                self._pause = 0.0
            else:
                early = now - self._started < 30
                self._pause = min(60.0, max(1.0, self._pause * 2)) if early else 1.0
            self._not_before = now + self._pause
            return code
        if now >= self._not_before:
            self._child = ensure_loader(self._paths, self._operator)
            self._started = now
        return None

    def _end_hung(self, child: "subprocess.Popen[bytes]", now: float) -> None:
        """Ends a loader of ours that gives no sign of life any more: its lock is free once it is gone, and not before,
        so that no two ever load. Another's is left alone."""
        if now < self._look_at:
            return
        self._look_at = now + LOOK_SECONDS
        with suppress(LedgerError):
            holder, since = who_loads_since_when(self._paths)
            hangs = since and holder and holder.pid == child.pid and time.time() - since / 1e6 > HUNG_SECONDS
            # Twice: a machine that was asleep has the loader's next sign a moment later.
            self._silent = self._silent + 1 if hangs else 0
            if self._silent > 1:
                _log.warning("the loader hangs and is ended")
                child.kill()

    def close(self, patience: float = 0.5) -> None:
        """Tells our loader to end and waits for it, `patience` seconds at most; it ends in any case."""
        if not self._child:
            return
        if self._child.stdin:
            self._child.stdin.close()
        try:
            self._child.wait(patience)
        except subprocess.TimeoutExpired:
            pass

    def _reap(self) -> None:
        if self._child and self._child.stdin:
            self._child.stdin.close()
        self._child = None


def main(arguments: list[str] | None = None) -> int:
    """The loader as a process of its own; its exit code."""
    options = _options(arguments)
    paths = DeskPaths.of(options.folder, options.desk)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    if options.parent:
        threading.Thread(target=_end_with_parent, args=(stop,), daemon=True).start()
    os.nice(NICENESS)
    try:
        return _load(paths, options, stop)
    except LoaderBusy:
        return 3
    except SettingsError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    except LedgerError as error:
        _log.error("%s", error.code)
        print(error, file=sys.stderr)  # noqa: T201
        return 4
    except Exception as error:
        _log.exception("the loader failed")
        print(f"the loader failed: {type(error).__name__}; see {paths.log}", file=sys.stderr)  # noqa: T201
        return 1


def _load(paths: DeskPaths, options: argparse.Namespace, stop: threading.Event) -> int:
    log.to_file(paths)
    settings = load_settings(paths)
    while not stop.is_set():
        try:
            run(
                paths,
                settings,
                once=options.once,
                stop=stop,
                operator=options.operator,
                patience=PATIENCE_SECONDS,
            )
            return 0
        except LedgerAway:
            # A server that restarts is back soon: a process that ended would be slow to come again.
            if options.once:
                raise
            stop.wait(AWAY_SECONDS)
        except LoaderBusy:
            if not options.wait:
                raise
            stop.wait(0.5)
    return 0


def _end_with_parent(stop: threading.Event) -> None:
    # Its standard input closes however the deck ends. PR_SET_PDEATHSIG would fire as well when merely the thread
    # ends that started us.
    try:
        while os.read(0, 4096):
            pass
    except OSError:
        pass
    stop.set()
    time.sleep(LAST_WORDS_SECONDS)
    os._exit(0)  # a long step in native code; nothing is ever half-loaded


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m orderdeck.data.intake.process", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("folder", type=Path, help="the folder of exports")
    parser.add_argument(
        "--desk", type=Path, help="the desk's state folder, where it is not in the folder itself"
    )
    parser.add_argument("--once", action="store_true", help="load what is there and end")
    parser.add_argument("--parent", action="store_true", help="end when standard input closes")
    parser.add_argument(
        "--wait", action="store_true", help="where another process loads, wait to take its place"
    )
    parser.add_argument("--operator", default="", help="who runs this loader, for the decks to show")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
