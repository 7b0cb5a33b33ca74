"""Running a command of the user's own: no shell, no terminal, a time limit, little of its output kept.

It is put into a session of its own, so that it can't read or write the terminal that the deck draws on, and so that
all that it has started ends with it where its time is over.
"""

import contextlib
import os
import re
import selectors
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Final, Literal

import msgspec

from orderdeck.data.base.text.sanitize import clean_text

KEPT: Final = 65_536
"""Bytes of its output and of its complaints that are kept; what is more is read and dropped."""
LONGEST: Final = 200
"""Characters of a line that is shown."""
PATIENCE: Final = 1.0
"""Seconds that a command that is asked to end gets for it."""
_PAUSE: Final = 0.02
_TIED: Final = """exec 3<&0 </dev/null
( ( trap '' TERM INT HUP; read _ <&3; kill -KILL 0 ) >/dev/null 2>&1 & )
exec 3<&-
exec "$@"
"""
"""By what a command is tied to this process: one of its group waits until our end of a pipe closes, however we end, and
kills the group; where all of the group are asked to end it stays. Not PR_SET_PDEATHSIG: that spares what the command
has started. The words stay what they are."""
_ESCAPES: Final = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|[\x1b\x9d]\]?[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-~]"
)
"""Colours and other escape sequences, whole: without their ESC the rest of them would be read as text."""


class Ran(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a command."""

    end: Literal["done", "failed", "late", "stopped", "missing"]
    """Ended with 0; with something else; ended after its time; ended with the deck; could not be started."""
    code: int = 0
    """Its exit code, where it `failed`; negative: the signal that ended it."""
    said: str = ""
    """The first line that it wrote, cleaned."""
    wrong: str = ""
    """The last line that it complained with, cleaned; or why it could not be started."""


def run(
    words: Sequence[str],
    given: bytes,
    values: Mapping[str, str],
    seconds: float,
    stop: threading.Event,
    *,
    folder: Path | None = None,
    tied: bool = False,
) -> Ran:
    """Runs the program `words[0]` with the words behind it, in the user's home folder or in `folder`, in their
    environment with `values` laid over, `given` on its standard input. Returns once it has ended, its time is over, or
    `stop` is set.

    `tied`: with a closed standard input, and nothing that it has started outlives it, or this process even where that
    is killed.
    """
    try:
        home = Path.home()
    except RuntimeError as error:  # an account without a name, as containers have them
        return Ran(end="missing", wrong=str(error))
    program = str(home / words[0][2:]) if words[0].startswith("~/") else words[0]
    found = shutil.which(program)
    if found is None:
        return Ran(end="missing", wrong=f"{clean_text(words[0])}: not found, or not a program")
    try:
        process = subprocess.Popen(
            ["/bin/sh", "-c", _TIED, "sh", found, *words[1:]] if tied else [program, *words[1:]],
            executable=None if tied else found, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, bufsize=0, cwd=folder or home, env={**os.environ, **values},
            start_new_session=True,
        )  # fmt: skip
    except (OSError, ValueError) as error:
        return Ran(end="missing", wrong=clean_text(str(error))[:LONGEST])
    with process:
        talk = _Talk(process, None if tied else given)
        until = time.monotonic() + seconds
        while process.poll() is None and time.monotonic() < until and not stop.is_set():
            talk.go_on(_PAUSE)
        late = process.poll() is None
        if late:
            _end(process)
        if tied:
            _end_rest(process)
        talk.finish()
    said, wrong = first_line(bytes(talk.said)), last_line(bytes(talk.wrong))
    if late:
        return Ran(end="stopped" if stop.is_set() else "late", said=said, wrong=wrong)
    code = process.returncode
    return Ran(end="failed" if code else "done", code=code, said=said, wrong=wrong)


class _Talk:
    """Both directions at once, without waiting for either: a command may write before it has read all."""

    def __init__(self, process: "subprocess.Popen[bytes]", given: bytes | None) -> None:
        self.said, self.wrong = bytearray(), bytearray()
        self._given, self._sent = given or b"", 0
        self._open = selectors.DefaultSelector()
        ways = [(process.stdout, selectors.EVENT_READ), (process.stderr, selectors.EVENT_READ)]
        if given is not None:  # else that pipe is not for talking
            ways.append((process.stdin, selectors.EVENT_WRITE))
        for pipe, event in ways:
            assert pipe is not None
            os.set_blocking(pipe.fileno(), False)
            self._open.register(pipe, event)
        self._out = process.stdout

    def go_on(self, seconds: float) -> bool:
        """Passes on what can be passed on, waiting so long for it; False where that was nothing."""
        if not self._open.get_map():
            time.sleep(seconds)
            return False
        moved = False
        for key, _events in self._open.select(seconds):
            pipe: IO[bytes] = key.fileobj  # type: ignore[assignment]  # it was registered as one above
            moved = (self._write(pipe) if key.events == selectors.EVENT_WRITE else self._read(pipe)) or moved
        return moved

    def finish(self) -> None:
        """It has ended: takes what it has written to the last. What it left running may hold the pipes open for long,
        and is not waited for."""
        while self.go_on(0):
            pass
        self._open.close()

    def _write(self, pipe: IO[bytes]) -> bool:
        try:
            self._sent += os.write(pipe.fileno(), self._given[self._sent : self._sent + KEPT])
        except BlockingIOError:
            return False
        except OSError:  # it doesn't read it, which is its own affair
            self._sent = len(self._given)
        if self._sent >= len(self._given):
            self._close(pipe)
        return True

    def _read(self, pipe: IO[bytes]) -> bool:
        try:
            came = os.read(pipe.fileno(), KEPT)
        except OSError:
            came = b""
        if not came:
            self._close(pipe)
        elif pipe is self._out:
            self.said += came[: KEPT - len(self.said)]
        else:
            self.wrong = (self.wrong + came)[-KEPT:]
        return bool(came)

    def _close(self, pipe: IO[bytes]) -> None:
        self._open.unregister(pipe)
        pipe.close()


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ends it and all that it has started: asked first, then made to."""
    _signal(process, signal.SIGTERM)
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        time.sleep(_PAUSE)
    _signal(process, signal.SIGKILL)
    process.wait()


def _end_rest(process: "subprocess.Popen[bytes]") -> None:
    """It has ended: so do those that it leaves behind. Of a service that is process 1 they are its own to bury."""
    _signal(process, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-process.pid, os.WNOHANG)[0]:
            pass


def _signal(process: "subprocess.Popen[bytes]", number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def first_line(output: bytes) -> str:
    """The first line with something in it, as it may be shown: no escape, no control character, not too long."""
    return next(filter(None, map(_shown, _split(output))), "")


def last_line(output: bytes) -> str:
    """The last one, the same way."""
    return next(filter(None, map(_shown, reversed(_split(output)))), "")


def _split(output: bytes) -> list[str]:
    return re.split(r"[\r\n]+", _ESCAPES.sub("", output.decode("utf-8", "replace")))


def _shown(line: str) -> str:
    line = clean_text(line)
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
