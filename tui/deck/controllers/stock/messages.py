"""A run of messages to the buyers whom a stock-out hits: read, edit, copy, mark sent, next."""

from collections.abc import Sequence
from dataclasses import replace

from orderdeck.tui.deck.controllers.base import Controller, after
from orderdeck.tui.deck.ports import Deck
from orderdeck.tui.i18n import _, facts, labelled, ngettext
from orderdeck.tui.i18n import stock_words as stockout_words
from orderdeck.tui.present.records import ActionResult
from orderdeck.tui.present.rows import hidden_in
from orderdeck.tui.present.stock.pages import StockPage
from orderdeck.tui.service.letters.stock_questions import Ask, StockLetter, to_ask
from orderdeck.widgets.model import Block, Fact, Para, plain
from orderdeck.widgets.prompt.flow import flow


class ContactController(Controller):
    """The run is fixed when it is opened; who has been written to leaves it.

    A key that needs the message is heard only while the one shown is that of the run's current buyer: a key that comes
    earlier would be about a message that nobody has read, or about the buyer before.
    """

    def __init__(self, deck: Deck) -> None:
        super().__init__(deck)
        self._page: StockPage | None = None
        self._run: list[Ask] = []
        self._at = 0
        self._letter: StockLetter | None = None  # None while it is being written

    def open(self) -> None:
        """The marked orders, else all that the plan asks and who were not asked yet."""
        page = self.deck.controls.stock.page
        keys = self.deck.stockout.table.marked or to_ask(page)
        if not keys:
            self.flash(_("Nobody has to be asked: mark orders to write to them all the same."))
            return
        self._page, self._at = page, 0
        self._run = [Ask(key, page.board.sku.sku) for key in keys]
        self.deck.show_panel("contact")
        self.deck.contact.show_message(_("One moment…"))
        self._show()

    def next(self) -> None:
        """The next buyer."""
        self._step(1)

    def previous(self) -> None:
        """The buyer before."""
        self._step(-1)

    def copy(self) -> None:
        """The text to the clipboard."""
        letter = self._ready()
        if letter is not None:
            self.deck.controls.clipboard.put(letter.text, _("message"))

    def file(self) -> None:
        """The text to the outbox."""
        letter = self._ready()
        if letter is not None:
            self.deck.controls.clipboard.write(letter.text, "message")

    @flow
    async def sent(self) -> None:
        """It has been sent: into the journal, then the next."""
        letter = self._ready()
        if letter is not None:
            self._letter = None  # once, however often the key comes
            done = await self.desk("", lambda desk: desk.stock.sent([letter]))
            self._gone(labelled(letter.order_id, stockout_words.stage("asked")), [letter], done)

    @flow
    async def all(self) -> None:
        """Every message of the run into one file, and all marked as sent, after a yes."""
        run, page = list(self._run), self._page
        if page is None:
            return
        letters = await self.desk("letters", lambda desk: desk.stock.letters(page, run))
        ready = [letter for letter in letters if not letter.missing]
        if not ready:
            self.flash(_("Each of them misses a fact."), "warning")
        elif await self.status.confirm(self._whether_all(len(ready), len(letters) - len(ready))):
            written = await self.desk("", lambda desk: desk.stock.write_and_sent(ready))
            path, done = written
            said = ngettext("{count} buyer asked", "{count} buyers asked", len(ready))
            self._gone(labelled(said, path), ready, done)

    def language(self) -> None:
        """The message in the next language."""
        letter = self._shown()
        if letter is not None:
            following = after(letter.languages, letter.language)
            self._change(replace(self._run[self._at], language=following))

    def template(self) -> None:
        """The next of the messages about a stock-out, for this and all that follow in the run."""
        letter = self._shown()
        if letter is not None:
            chosen = after(letter.templates, letter.template)
            for at in range(self._at, len(self._run)):
                self._run[at] = replace(self._run[at], template=chosen)
            self._show()

    @flow
    async def facts(self) -> None:
        """Ask for what is missing, one after another; where nothing is, for each fact of the case."""
        letter = self._shown()
        if letter is not None:
            known = dict(letter.known)
            names = list(letter.missing) or [name for name, value in letter.known if value]
            if not names:
                self.flash(_("No fact is missing."))
            for name in names:
                value = await self.status.prompt(facts.fact(name), known.get(name, ""))
                if value is None:
                    return
                if value.strip() and value.strip() != known.get(name, ""):
                    given = dict(self._run[self._at].facts) | {name: value.strip()}
                    self._change(replace(self._run[self._at], facts=tuple(given.items())))

    def restate(self) -> None:
        """Say the page anew."""
        letter = self._letter
        if letter is None:
            return
        place = _("{at} of {count}", at=self._at + 1, count=len(self._run))
        title = f"{_('Message for {order}', order=letter.order_id)}   {place}"
        state = (
            Fact(_("Missing"), plain(facts.facts(letter.missing), "error"))
            if letter.missing
            else Fact(_("Ready"), plain("✓", "ok"))
        )
        asked = stockout_words.ASKS.get(letter.what, letter.what)
        about = (
            Fact(_("Asks"), plain(_(asked))),
            Fact(_("Language"), plain(f"{letter.language}   ({' '.join(letter.languages)})")),
            state,
        )
        text = hidden_in(letter.text, letter.private, self.deck.render_options())
        blocks = [Block("", about), Block(_("Text"), (Para(plain(text)),))]
        self.deck.contact.set_blocks(blocks, title=title, subject=letter.ask.order_key)

    @flow
    async def _show(self) -> None:
        page, ask = self._page, self._run[self._at]
        if page is None:
            return
        self._letter = None
        letters = await self.desk("letters", lambda desk: desk.stock.letters(page, [ask]))
        if not letters:
            self.flash(_("This order is not known any more."), "warning")
            return
        self._letter = letters[0]
        self.restate()

    def _step(self, step: int) -> None:
        if 0 <= self._at + step < len(self._run):
            self._at += step
            self._show()
        else:
            self.flash(_("That was the last one.") if step > 0 else _("That is the first one."))

    def _change(self, ask: Ask) -> None:
        self._run[self._at] = ask
        self._show()

    def _shown(self) -> StockLetter | None:
        """The message that is shown; None, and that is said, while it is being written."""
        if self._letter is None:
            self.flash(_("The message is still being written."))
            self._show()  # in case that writing it failed
        return self._letter

    def _ready(self) -> StockLetter | None:
        letter = self._shown()
        if letter is None:
            return None
        if letter.missing:
            self.flash(_("Not sendable yet, missing: {facts}", facts=facts.facts(letter.missing)), "warning")
            self.facts()
            return None
        return letter

    def _whether_all(self, ready: int, wanting: int) -> str:
        question = ngettext(
            "Write {count} message to a file and mark it as sent?",
            "Write {count} messages to one file and mark them all as sent?",
            ready,
        )
        if wanting:
            question += " " + ngettext(
                "{count} misses a fact and stays.", "{count} miss a fact and stay.", wanting
            )
        return question

    def _gone(self, said: str, letters: Sequence[StockLetter], done: ActionResult) -> None:
        """Who has been written to leaves the run."""
        gone = {letter.ask.order_key for letter in letters} if done.acts else set()
        self._run = [ask for ask in self._run if ask.order_key not in gone]
        self._at = min(self._at, len(self._run) - 1)
        if self._run:
            self._show()
        else:
            self._letter = None
            self.deck.controls.panels.close()
        self.deck.controls.stock_acts.report(said, done)
