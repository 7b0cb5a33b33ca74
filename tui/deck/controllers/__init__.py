"""What the deck does, by subject; `tui.deck.handlers` says which method does which action."""

from orderdeck.tui.deck.controllers.acts import ActsController
from orderdeck.tui.deck.controllers.appearance import AppearanceController
from orderdeck.tui.deck.controllers.clipboard import ClipboardController
from orderdeck.tui.deck.controllers.commands import CommandsController
from orderdeck.tui.deck.controllers.cursor import CursorController
from orderdeck.tui.deck.controllers.marks import MarksController
from orderdeck.tui.deck.controllers.panels.journal import JournalController
from orderdeck.tui.deck.controllers.panels.letters import LettersController
from orderdeck.tui.deck.controllers.panels.palette import PaletteController
from orderdeck.tui.deck.controllers.panels.panels import PanelsController
from orderdeck.tui.deck.controllers.panels.people import PeopleController
from orderdeck.tui.deck.controllers.panels.questions import QuestionsController
from orderdeck.tui.deck.controllers.panels.report import ReportController
from orderdeck.tui.deck.controllers.panels.whole import WholeController
from orderdeck.tui.deck.controllers.panels.withdraw import WithdrawController
from orderdeck.tui.deck.controllers.shown.dashboard import DashboardController
from orderdeck.tui.deck.controllers.shown.search import SearchController
from orderdeck.tui.deck.controllers.shown.views import ViewsController
from orderdeck.tui.deck.controllers.stock.acts import StockActsController
from orderdeck.tui.deck.controllers.stock.board import StockController
from orderdeck.tui.deck.controllers.stock.outbox import OutboxController
from orderdeck.tui.deck.controllers.stock.purchases import PurchasesController
from orderdeck.tui.deck.controllers.stock.restock import RestockController
from orderdeck.tui.deck.controllers.teach import TeachController
from orderdeck.tui.deck.ports import Deck


class Controllers:
    """One of each, over one deck."""

    def __init__(self, deck: Deck) -> None:
        self.cursor = CursorController(deck)
        self.views = ViewsController(deck)
        self.marks = MarksController(deck)
        self.search = SearchController(deck)
        self.acts = ActsController(deck)
        self.clipboard = ClipboardController(deck)
        self.letters = LettersController(deck)
        self.commands = CommandsController(deck)
        self.panels = PanelsController(deck)
        self.palette = PaletteController(deck)
        self.dashboard = DashboardController(deck)
        self.journal = JournalController(deck)
        self.questions = QuestionsController(deck)
        self.people = PeopleController(deck)
        self.teach = TeachController(deck)
        self.stock = StockController(deck)
        self.stock_acts = StockActsController(deck)
        self.restock = RestockController(deck)
        self.purchases = PurchasesController(deck)
        self.outbox = OutboxController(deck)
        self.report = ReportController(deck)
        self.appearance = AppearanceController(deck)
        self.whole = WholeController(deck)
        self.withdraw = WithdrawController(deck)
