"""What the deck does, by subject; `tui.deck.handlers` says which method does which action."""

from orderdeck.tui.deck.controllers.acts import Acts
from orderdeck.tui.deck.controllers.appearance import Looks
from orderdeck.tui.deck.controllers.clipboard import Copies
from orderdeck.tui.deck.controllers.cursor import Moves
from orderdeck.tui.deck.controllers.dashboard import Panes
from orderdeck.tui.deck.controllers.marks import Marks
from orderdeck.tui.deck.controllers.panels.journal import JournalPanel
from orderdeck.tui.deck.controllers.panels.message import Messages
from orderdeck.tui.deck.controllers.panels.palette import Palette
from orderdeck.tui.deck.controllers.panels.panels import Panels
from orderdeck.tui.deck.controllers.panels.people import People
from orderdeck.tui.deck.controllers.panels.report import ShiftReport
from orderdeck.tui.deck.controllers.panels.whole import Whole
from orderdeck.tui.deck.controllers.panels.withdraw import Withdraw
from orderdeck.tui.deck.controllers.search import Search
from orderdeck.tui.deck.controllers.stock.acts import StockActs
from orderdeck.tui.deck.controllers.stock.board import Stock
from orderdeck.tui.deck.controllers.stock.messages import Contact
from orderdeck.tui.deck.controllers.stock.outbox import Outbox
from orderdeck.tui.deck.controllers.stock.purchases import Purchases
from orderdeck.tui.deck.controllers.stock.restock import Restock
from orderdeck.tui.deck.controllers.teach import Teach
from orderdeck.tui.deck.controllers.views import Views
from orderdeck.tui.deck.ports import Deck


class Controllers:
    """One of each, over one deck."""

    def __init__(self, deck: Deck) -> None:
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
