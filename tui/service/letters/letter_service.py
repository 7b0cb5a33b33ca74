"""Letters as the deck asks for them; everything here runs in the desk's thread."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from orderdeck.data.base.letters import Letter, Wanted
from orderdeck.data.desk import Desk
from orderdeck.data.messages import outbox
from orderdeck.data.messages.letter import Shelf, to_read, write
from orderdeck.data.stock.acts.facade import Message
from orderdeck.tui.i18n import language
from orderdeck.tui.present.records import ActionRequest, ActionResult
from orderdeck.tui.present.stock.pages import StockPage
from orderdeck.tui.service.action_service import Acting
from orderdeck.tui.service.letters.subjects import of_order, of_stockout
from orderdeck.tui.service.stock_service import StockService


class LetterService:
    """Letters to the buyers of one desk, by one operator."""

    def __init__(self, desk: Desk, operator: str, acting: Acting, stock: StockService) -> None:
        self._desk, self._operator, self._acting, self._stock = desk, operator, acting, stock

    def write(self, wanted: Sequence[Wanted], page: StockPage | None = None) -> list[Letter]:
        """These letters, about the stock-out on `page` where there is one; without those whose order isn't known. A
        single one is to be read."""
        if page is not None:
            about = of_stockout(self._desk, self._operator, page, wanted)
        else:
            found = {
                one.order_key: of_order(self._desk, self._operator, one.order_key, self._stock.step_of)
                for one in wanted
            }
            about = {key: subject for key, subject in found.items() if subject is not None}
        shelf = Shelf(self._desk.paths.templates, language())
        letters = (write(one, about[one.order_key], shelf) for one in wanted if one.order_key in about)
        written = [letter for letter in letters if letter is not None]
        if len(wanted) > 1:
            return written
        return [to_read(letter, about[letter.wanted.order_key], shelf) for letter in written]

    def sent(self, letters: Sequence[Letter]) -> ActionResult:
        """These have been sent: those of a stock-out as one group, undone as one; any other one is alone."""
        keys = [letter.wanted.order_key for letter in letters]
        if all(letter.asks for letter in letters):
            messages = [self._message(one) for one in letters]
            return self._stock.do("asked", keys, lambda acts, act_id: acts.asked(messages, act_id))
        (letter,) = letters
        data = {"template": letter.template, "language": letter.language}
        states = {keys[0]: letter.state} if letter.state else {}
        return self._acting.perform(ActionRequest("message_sent", tuple(keys), data, states))

    def _message(self, letter: Letter) -> Message:
        key = letter.wanted.order_key
        sku = letter.wanted.sku or self._stock.desk.sku_of(key) or ""
        return Message(key, letter.asks, sku, letter.template, letter.language, letter.text)

    def write_and_sent(self, letters: Sequence[Letter]) -> tuple[Path, ActionResult]:
        """All of them in one file of the outbox, then marked as sent; where the file can't be written nothing is."""
        text = "\n\n".join(f"===== {one.order_id} ({one.language}) =====\n\n{one.text}" for one in letters)
        path = outbox.write_text(self._desk.paths, "messages", text, datetime.now().astimezone())
        return path, self.sent(letters)
