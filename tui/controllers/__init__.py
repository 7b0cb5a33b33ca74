"""What the deck does, by subject; the registry's handlers are `controller.method` of `Controllers`."""

from typing import TYPE_CHECKING

from orderdeck.tui.actions.model import Action
from orderdeck.tui.controllers.acts import Acts
from orderdeck.tui.controllers.contact import Contact
from orderdeck.tui.controllers.copies import Copies
from orderdeck.tui.controllers.journal import JournalPanel
from orderdeck.tui.controllers.looks import Looks
from orderdeck.tui.controllers.marks import Marks
from orderdeck.tui.controllers.message import Messages
from orderdeck.tui.controllers.moves import Moves
from orderdeck.tui.controllers.outbox import Outbox
from orderdeck.tui.controllers.palette import Palette
from orderdeck.tui.controllers.panels import Panels
from orderdeck.tui.controllers.panes import Panes
from orderdeck.tui.controllers.people import People
from orderdeck.tui.controllers.purchases import Purchases
from orderdeck.tui.controllers.report import ShiftReport
from orderdeck.tui.controllers.restock import Restock
from orderdeck.tui.controllers.search import Search
from orderdeck.tui.controllers.stock import Stock
from orderdeck.tui.controllers.stock_acts import StockActs
from orderdeck.tui.controllers.teach import Teach
from orderdeck.tui.controllers.views import Views
from orderdeck.tui.controllers.whole import Whole
from orderdeck.tui.controllers.withdraw import Withdraw

if TYPE_CHECKING:
    from orderdeck.tui.deck import DeckScreen


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
