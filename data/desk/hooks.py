"""Who works along when the desk changes. The desk knows none of them: whoever opens it hands them in."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Protocol

from orderdeck.data.base.records import Act, Export
from orderdeck.data.desk.state import DeskState


class Hook(Protocol):
    """Works along at each change of the desk, in its DuckDB, after orders, marks and standing are up to date."""

    @property
    def follows(self) -> Collection[str]:
        """Kinds of acts that it has to know of orders that are finished with, too, with what takes them back."""

    def take(self, exports: Iterable[Export]) -> bool:
        """Takes new lines of the exports ledger in; whether any of them concerns this hook."""

    def concerned(self, acts: Iterable[Act]) -> bool:
        """Whether any of these new acts concerns this hook. At first they are those that are on no order or an
        open one, or that it follows."""

    def notes(self) -> dict[int, list[str]]:
        """What it has to say of files that arrived: export (its seq) -> notes, "code|value"."""

    def moved(self, touched: Collection[str], now: int) -> bool:
        """Whether any of these orders stands otherwise, as far as this hook cares, than when it last refreshed, or time
        alone has changed something for it by `now` (µs, UTC)."""

    def refresh(self, touched: Collection[str] | None) -> None:
        """Works its tables out anew, among them `shortages`; called where it is concerned, open orders changed, or
        something has moved.

        `touched` are the orders that came, changed, left or stand elsewhere since the last time; None: any may have.
        """


Hooks = Callable[[DeskState], Sequence[Hook]]
"""Gives a desk those that work along with it."""
