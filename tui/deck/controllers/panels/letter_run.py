"""The letters that are gone through, one or many: which of them is current, and who leaves once written to."""

from dataclasses import dataclass
from typing import Final

from orderdeck.data.base.letters import Wanted
from orderdeck.tui.present.stock.pages import StockPage

CONTACT: Final = "contact"
"""The panel of a run to the buyers whom a stock-out hits; that of a single letter is "message"."""


@dataclass
class Run:
    """Letters that are gone through: fixed when it is opened; who has been written to leaves it."""

    panel: str
    wanted: list[Wanted]
    page: StockPage | None = None  # the stock-out that they are about
    at: int = 0
    gone: int = 0  # how many have been written to

    @property
    def current(self) -> Wanted | None:
        """The one that is shown, or is being written."""
        return self.wanted[self.at] if self.wanted else None

    def change(self, wanted: Wanted) -> None:
        """It is wanted otherwise."""
        self.wanted[self.at] = wanted

    def without(self, order_keys: set[str]) -> None:
        """These have been written to."""
        before = len(self.wanted)
        self.wanted = [one for one in self.wanted if one.order_key not in order_keys]
        self.gone += before - len(self.wanted)
        self.at = max(0, min(self.at, len(self.wanted) - 1))

    @property
    def place(self) -> tuple[int, int]:
        """Which of how many the current one is, the first at 1; those written to go on counting."""
        return self.gone + self.at + 1, self.gone + len(self.wanted)
