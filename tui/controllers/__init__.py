"""What the deck does, by subject; the registry's handlers are `controller.method` of `Controllers`."""

from typing import TYPE_CHECKING

from tui.actions.model import Action
from tui.controllers.acts import Acts
from tui.controllers.contact import Contact
from tui.controllers.copies import Copies
from tui.controllers.journal import JournalPanel
from tui.controllers.looks import Looks
from tui.controllers.marks import Marks
from tui.controllers.message import Messages
from tui.controllers.moves import Moves
from tui.controllers.outbox import Outbox
from tui.controllers.palette import Palette
from tui.controllers.panels import Panels
from tui.controllers.panes import Panes
from tui.controllers.people import People
from tui.controllers.purchases import Purchases
from tui.controllers.report import ShiftReport
from tui.controllers.restock import Restock
from tui.controllers.search import Search
from tui.controllers.stock import Stock
from tui.controllers.stock_acts import StockActs
from tui.controllers.teach import Teach
from tui.controllers.views import Views
from tui.controllers.whole import Whole
from tui.controllers.withdraw import Withdraw

if TYPE_CHECKING:
    from tui.deck import DeckScreen


class Controllers:
    """One of each, over one deck."""

    def __init__(self, deck: "DeckScreen") -> None:
        self.moves = Moves(deck)
        self.views = Views(deck)
        self.marks = Marks(deck)
        self.search = Search(deck)
        self.acts = Acts(deck)
        self.copies = Copies(deck)
        self.messages = Messages(deck)
        self.panels = Panels(deck)
        self.palette = Palette(deck)
        self.panes = Panes(deck)
        self.journal = JournalPanel(deck)
        self.people = People(deck)
        self.teach = Teach(deck)
        self.stock = Stock(deck)
        self.stock_acts = StockActs(deck)
        self.restock = Restock(deck)
        self.purchases = Purchases(deck)
        self.contact = Contact(deck)
        self.outbox = Outbox(deck)
        self.report = ShiftReport(deck)
        self.looks = Looks(deck)
        self.whole = Whole(deck)
        self.withdraw = Withdraw(deck)

    def run(self, action: Action) -> None:
        """Do what `action` names."""
        controller, _dot, method = action.handler.partition(".")
        handler = getattr(getattr(self, controller), method)
        if action.argument:
            handler(action.argument)
        else:
            handler()
