"""What the deck is showing: the one place that controllers read and change."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import TYPE_CHECKING

from orderdeck.data.base.records import Loss, Progress, Pulse, View
from orderdeck.tui.present.view.rows import FrameSource
from orderdeck.widgets.model import Sort

if TYPE_CHECKING:
    from orderdeck.data.desk import OrderDetail


@dataclass
class State:
    """The deck's state. Nothing here is on disk; everything on disk is the desk's."""

    operator: str
    zone: tzinfo | None = None
    ready: bool = False
    failed: str = ""  # why the desk can't be opened, in words
    read_only: str = (
        ""  # why nothing is written to the desk: a code of data.ledger.access.read_only; "": it is
    )
    own_outbox: bool = False  # what is only read can be written to a place of the user's own
    views: list[View] = field(default_factory=list)
    view: str = ""  # key of the view shown
    filters: dict[str, str] = field(default_factory=dict)  # view -> words typed
    sorts: dict[str, Sort] = field(default_factory=dict)  # view -> order of its rows, where not its own
    pulse: Pulse = field(default_factory=Pulse)
    progress: Progress | None = None
    looked: bool = False  # the folder has been looked through: nothing known means that nothing is there
    loads: bool = False  # this deck started the loader
    loader: str = ""  # who loads
    hung: int = 0  # since when the loader gives no sign of life (µs, UTC); 0 where it does
    clock: int = 0  # minutes by which this machine's clock is ahead of the server's; negative: behind
    here: tuple[str, ...] = ()  # the other operators whose decks are open
    waiting: int = 0  # acts that the ledger could not take yet
    trouble: str = ""  # why: the code of a LedgerError
    behind: str = ""  # why what others do isn't taken in just now: the code of a LedgerError
    problems: list[str] = field(
        default_factory=list
    )  # the user's own rules, settings, profiles that can't be used
    maps: list[tuple[str, dict[str, str]]] = field(
        default_factory=list
    )  # column maps of the user's own: name, titles by language
    losses: list[Loss] = field(default_factory=list)  # what is lost or damaged on disk
    source: FrameSource | None = None  # what the table shows
    subject: str = ""  # the order that the detail shows
    detail: "OrderDetail | None" = None  # everything on it
    numbers: dict[str, str] = field(default_factory=dict)  # key -> number of orders that acts named
    privacy: bool = False
    can_undo: bool = False
    can_redo: bool = False
    panel: str = ""  # which panel covers the orders
    rejects_only: bool = False  # of the files those with something wrong
    dashboard: bool = False
    question: str = ""  # the SQL that was asked last
    under: list[str] = field(default_factory=list)  # panels that `esc` leads back to, the last first
    sold_off_sale: int = 0  # open orders that came in on something after it was delisted

    in_question: int = 0  # exports of which nobody has said whether they are the full list

    def current(self) -> View | None:
        """The view shown, once the desk has named its views."""
        return next(self._named(self.view), None)

    def _named(self, key: str) -> Iterator[View]:
        return (view for view in self.views if view.key == key)

    @property
    def filter(self) -> str:
        """The words typed for the view shown."""
        return self.filters.get(self.view, "")

    @property
    def sort(self) -> Sort | None:
        """The operator's own order of the view shown, None for the queue's."""
        return self.sorts.get(self.view)
