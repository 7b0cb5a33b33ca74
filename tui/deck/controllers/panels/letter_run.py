"""The letters that are gone through, one or many: which of them is current, and who has been written to."""

from dataclasses import dataclass, field
from typing import Final

from orderdeck.data.base.letters import Wanted
from orderdeck.tui.present.stock.pages import StockPage

CONTACT: Final = "contact"
"""The panel of a run to the buyers whom a stock-out hits; that of a single letter is "message"."""


@dataclass
class Run:
    """Letters that are gone through: fixed when it is opened. Who has been written to stays in it, to be looked at."""

    panel: str
    wanted: list[Wanted]
    page: StockPage | None = None  # the stock-out that they are about
    at: int = 0
    sent: set[str] = field(default_factory=set)  # orders whose buyers have been written to

    @property
    def current(self) -> Wanted | None:
        """The one that is shown, or is being written."""
        return self.wanted[self.at] if self.wanted else None

    @property
    def left(self) -> list[Wanted]:
        """Those who haven't been written to."""
        return [one for one in self.wanted if one.order_key not in self.sent]

    def is_sent(self, order_key: str) -> bool:
        """Whether this buyer has been written to."""
        return order_key in self.sent

    def change(self, wanted: Wanted) -> None:
        """It is wanted otherwise."""
        self.wanted[self.at] = wanted

    def without(self, order_keys: set[str]) -> None:
        """These have been written to: the next one who hasn't is current, or else the first of them."""
        self.sent |= order_keys
        places = (*range(self.at, len(self.wanted)), *range(self.at))
        self.at = next((at for at in places if not self.is_sent(self.wanted[at].order_key)), self.at)

    @property
    def place(self) -> tuple[int, int]:
        """Which of how many the current one is, the first at 1."""
        return self.at + 1, len(self.wanted)
