"""What the desk's thread tells the app. Threads only post; the app's handlers own every change on screen."""

from collections.abc import Callable
from dataclasses import dataclass

from textual.message import Message

from orderdeck.data.base.records import Progress, Pulse, View
from orderdeck.tui.present.records import ActionRequest, ActionResult


def nobody() -> None:
    """Passes an answer on to nobody."""


@dataclass
class Reply(Message):
    """The answer to a request: `tell` passes `value` on to whoever asked; or `error` where it failed."""

    slot: str
    value: object = None
    tell: Callable[[], object] = nobody
    error: Exception | None = None

    def can_replace(self, message: Message) -> bool:
        """A newer answer to the same question makes the older one pointless."""
        return isinstance(message, Reply) and bool(self.slot) and message.slot == self.slot


@dataclass
class DeskOpened(Message):
    """The desk is open and has taken everything in that the ledger had."""

    views: list[View]
    pulse: Pulse


@dataclass
class DeskReadOnly(Message):
    """The desk is only read; told before it is open."""

    why: str  # a code of data.ledger.access.read_only
    own_outbox: bool  # whether files can be written to a place of the user's own


@dataclass
class DeskProgress(Message):
    """How far the opening is, in files of the ledger."""

    done: int
    total: int

    def can_replace(self, message: Message) -> bool:
        """Only the newest counts."""
        return isinstance(message, DeskProgress)


@dataclass
class DeskChanged(Message):
    """Rows, counts or both are not what they were; what exactly lies in the thread's `take_changes`."""

    views: list[View]
    pulse: Pulse

    def can_replace(self, message: Message) -> bool:
        """The newest picture, not all those between."""
        return isinstance(message, DeskChanged)


@dataclass
class LoaderTold(Message):
    """What the loader is doing, by whom, and who else has a deck open; `mine` where this deck started the loader."""

    progress: Progress
    mine: bool = False
    loader: str = ""  # the operator whose deck (or service) loads
    here: tuple[str, ...] = ()  # the other operators
    hung: int = 0  # since when (µs, UTC) the loader gives no sign of life; 0 where it does
    clock: int = (
        0  # minutes by which this machine's clock is ahead of the shared desk's server; negative: behind
    )

    def can_replace(self, message: Message) -> bool:
        """Only the newest counts."""
        return isinstance(message, LoaderTold)


@dataclass
class ActsSettled(Message):
    """Acts that the ledger could not take at first were tried again."""

    results: list[tuple[ActionRequest, ActionResult]]  # of those that got through
    left: int = 0  # how many still wait
    trouble: str = ""  # why: the code of a LedgerError


@dataclass
class DeskFailed(Message):
    """The desk can't be opened, or a step of following failed (`fatal` false: it is tried again)."""

    error: Exception
    fatal: bool = True


@dataclass
class DeskBack(Message):
    """What was told as failed, but tried again, has worked."""
