"""What every controller has: the deck, its state, a way to ask the desk and to say something."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from orderdeck.tui.deck.ports import Answer, Deck
from orderdeck.tui.i18n import _, times
from orderdeck.tui.present.records import ActionRequest, ActionResult
from orderdeck.tui.present.state import State
from orderdeck.widgets.model import Level
from orderdeck.widgets.prompt.flow import Later
from orderdeck.widgets.prompt.steps import Prompt

if TYPE_CHECKING:
    from orderdeck.tui.service.desk_service import DeskService


class Controller:
    """Base of the controllers."""

    def __init__(self, deck: Deck) -> None:
        self.deck = deck

    @property
    def state(self) -> State:
        """What the deck shows."""
        return self.deck.state

    @property
    def status(self) -> Prompt:
        """The permanent line for questions, input and flashes."""
        return self.deck.status_line

    def desk(self, slot: str, work: "Callable[[DeskService], Answer]") -> Later[Answer]:
        """Have the desk's thread do `work(desk)`; a flow that awaits it gets the result. Of several with one slot that
        wait only the last is done: the others' flows end there, as all do where it fails."""
        return Later(partial(self.deck.app.ask, slot, work))

    def written(self, request: ActionRequest) -> Later[ActionResult]:
        """Have a request written into the journal; a flow that awaits it gets what became of it. Where that moves its
        order away the cursor stays in place."""
        self.deck.active_table().let_go(request.order_keys)
        return Later(partial(self.deck.app.send, request))

    def flash(self, text: str, level: Level = "info") -> None:
        """Say `text` on the status line; an error stays until something else is said."""
        self.status.flash(text, level, seconds=0 if level == "error" else 6.0)

    def no_time(self, text: str, *, blank: bool = True) -> str:
        """What is wrong with `text` as a time to come; "" where nothing is. With `blank` it may be empty."""
        if (blank and not text.strip()) or times.until(text, self.now(), self.state.zone) is not None:
            return ""
        return _("No time to come. Try 2h, 18:00, tomorrow or 10-01.")

    def no_pieces(self, text: str, least: int = 1) -> str:
        """What is wrong with `text` as a number of pieces, `least` or more; "" where nothing is."""
        text = text.strip()
        return "" if text.isdecimal() and int(text) >= least else _("Not a number of pieces.")

    def now(self) -> int:
        """The time, in microseconds since the epoch."""
        return self.deck.now()


def after(options: Sequence[str], current: str) -> str:
    """The option after this one, the first after the last."""
    return options[(options.index(current) + 1) % len(options)] if current in options else options[0]
