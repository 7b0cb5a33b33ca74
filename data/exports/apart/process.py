"""A reader's process as seen by who asks it: started when it is needed, replaced once it has ended or grown."""

import logging
import threading
from collections.abc import Sequence
from typing import IO, Final

from orderdeck.data.base.faults import READER
from orderdeck.data.exports.apart import messages
from orderdeck.data.exports.apart.bounds import Bounds
from orderdeck.data.exports.apart.watch import Verdict, Watched
from orderdeck.data.exports.apart.wire import Closed, Wire
from orderdeck.data.exports.containers.records import MB, Refusal, RefusalReason

GROWN: Final = 240 * MB
"""A reader that has so much in memory with nothing in hand makes room for a fresh one."""

_REASONS: Final[dict[Verdict, RefusalReason]] = {
    "memory": "too_much_memory",
    "time": "too_much_time",
    "crash": "crashed",
}


class Died(Exception):  # noqa: N818 (not an error)
    """The process that was to read ended."""

    def __init__(self, verdict: Verdict, detail: str) -> None:
        super().__init__(f"{verdict}: {detail}")
        self.verdict: Final = verdict
        self.detail: Final = detail

    @property
    def refusal(self) -> Refusal:
        """What is said of a file over which it ended: a refusal, or a fault that may pass."""
        if reason := _REASONS.get(self.verdict):
            return Refusal(reason, self.detail)
        return Refusal("unreadable", self.detail, fault="memory" if self.verdict == "short" else READER)


class ReaderProcess:
    """Answers one question at a time, each within what its files allow. For one thread."""

    def __init__(self, bounds: Bounds | None = None, *, kept: bool = False) -> None:
        self.bounds: Final = bounds or Bounds()
        self._kept = kept
        self._watched: Watched | None = None
        self._wire: Wire | None = None
        self._allowance = self.bounds.of(0)
        self.generation = 0
        """How many processes there have been: what was told to one is not known to the next."""

    @property
    def lives(self) -> bool:
        """Whether there is a process."""
        return bool(self._watched and self._wire and not self._wire.is_closed)

    @property
    def pid(self) -> int:
        """Of the process that there is now; 0 where there is none."""
        return self._watched.pid if self._watched and self.lives else 0

    def keep(self, kept: bool) -> None:
        """Whether the process stays where nobody asks for long."""
        self._kept = kept
        if self._watched:
            self._watched.kept = kept

    def prepare(self, *, in_hand: bool = False) -> None:
        """Sees to it that there is a process, a fresh one where the last has grown and has no files `in_hand`."""
        if self._watched and self.lives and (in_hand or self._watched.resident() < GROWN):
            return
        self.end()
        self._watched = Watched(self.bounds, self._kept)
        self._wire = Wire(self._watched.socket)
        self.generation += 1

    def ask(
        self, question: messages.Asked, beside: Sequence[IO[bytes]] = (), held: int | None = None
    ) -> None:
        """Sends `question`, of files that hold `held` bytes, with what is sent `beside` it. Raises Died."""
        assert self._watched
        assert self._wire
        if held is not None:
            self._allowance = self.bounds.of(held)
        self._watched.work(self._allowance)
        try:
            self._wire.send(messages.encoded(question), beside)
        except Closed:
            raise self._died() from None

    def answer(self) -> tuple[messages.Answer, list[IO[bytes]]]:
        """The next answer, with the files beside it. Raises Died."""
        assert self._watched
        assert self._wire
        watched = self._watched
        watched.await_it(True)
        try:
            while True:
                message, beside = self._wire.receive()
                told = messages.answers.decode(message)
                match told:
                    case messages.Ready():
                        watched.ready = True
                    case messages.Allowed(allowance=allowance):
                        self._allowance = allowance
                        watched.work(allowance)
                    case messages.Logged(level=level, logger=logger, text=text):
                        logging.getLogger(logger).log(level, "%s", text)
                    case _:
                        return told, beside
        except Closed:
            raise self._died() from None
        finally:
            watched.await_it(False)

    def one_answer(
        self, question: messages.Asked, held: int | None = None
    ) -> tuple[messages.Answer, list[IO[bytes]]]:
        """The answer to a question that has but one, with the files beside it; see `ask`. Raises Died."""
        try:
            self.ask(question, held=held)
            return self.answer()
        except Died:
            raise
        except BaseException:
            self.end()  # somebody would get this one's answer to another question
            raise
        finally:
            self.rest()

    def rest(self) -> None:
        """The question is answered."""
        if self._watched:
            self._watched.rest()

    def end(self) -> None:
        """Ends the process, whatever it is at; the next question starts another."""
        if self._watched:
            self._watched.end()
        self._watched = self._wire = None

    def _died(self) -> Died:
        assert self._watched
        verdict, how = self._watched.why_ended()
        self._watched = self._wire = None
        match verdict:
            case "memory":
                return Died(verdict, f"{self._allowance.memory // MB} MB")
            case "time":
                return Died(verdict, f"{self._allowance.seconds} s")
            case _:
                return Died(verdict, how)


_idle: list[ReaderProcess] = []
_hiring = threading.Lock()


def hire(*, kept: bool = False) -> ReaderProcess:
    """A reader for one thread, which has been another's before where one is free; to be given back by `dismiss`."""
    with _hiring:
        process = _idle.pop() if _idle else ReaderProcess()
    process.keep(kept)
    return process


def start_ahead() -> None:
    """Starts a reader that will be hired: it takes as long to start as who hires it does."""
    process = hire()
    process.prepare()
    dismiss(process)


def dismiss(process: ReaderProcess) -> None:
    """Gives a reader back, for the next; unless somebody asks it soon, it ends."""
    process.rest()
    process.keep(False)
    with _hiring:
        _idle.append(process)
