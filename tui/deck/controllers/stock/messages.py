"""A run of messages to the buyers whom a stock-out hits: read, edit, copy, mark sent, next."""

from dataclasses import replace
from functools import partial
from typing import Any

from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.i18n import _, facts, labelled, ngettext
from orderdeck.tui.i18n import stock_words as stockout_words
from orderdeck.tui.present.rows import hidden_in
from orderdeck.tui.service.letters.stock_questions import Ask, StockLetter, to_ask
from orderdeck.widgets.model import Block, Fact, Para, plain


class Contact(Controller):
    """The run is fixed when it is opened; who has been written to leaves it."""

    def __init__(self, deck: Any) -> None:
        super().__init__(deck)
        self._page: Any = None
        self._run: list[Ask] = []
        self._at = 0
        self._letter: StockLetter | None = None

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
            self.deck.controls.copies.put(letter.text, _("message"))

    def file(self) -> None:
        """The text to the outbox."""
        letter = self._ready()
        if letter is not None:
            self.deck.controls.copies.write(letter.text, "message")

    def sent(self) -> None:
        """It has been sent: into the journal, then the next."""
        letter = self._ready()
        if letter is None:
            return
        said = labelled(letter.order_id, stockout_words.stage("asked"))
        self.ask(
            "", lambda desk: desk.stock.sent([letter]), partial(self._sent, said, [letter.ask.order_key])
        )

    def all(self) -> None:
        """Every message of the run into one file, and all marked as sent, after a yes."""
        run, page = list(self._run), self._page
        self.ask("letters", lambda desk: desk.stock.letters(page, run), self._sure_of_all)

    def language(self) -> None:
        """The message in the next language."""
        letter = self._letter
        if letter is not None:
            self._change(language=_after(letter.languages, letter.language))

    def template(self) -> None:
        """The next of the messages about a stock-out, for this and all that follow in the run."""
        letter = self._letter
        if letter is not None:
            chosen = _after(letter.templates, letter.template)
            for at in range(self._at, len(self._run)):
                self._run[at] = replace(self._run[at], template=chosen)
            self._show()

    def facts(self) -> None:
        """Ask for what is missing, one after another; where nothing is, for each fact of the case."""
        letter = self._letter
        if letter is not None:
            known = dict(letter.known)
            names = list(letter.missing) or [name for name, value in letter.known if value]
            self._supply(names, known)

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
        text = hidden_in(letter.text, letter.private, self.deck.manner())
        blocks = [Block("", about), Block(_("Text"), (Para(plain(text)),))]
        self.deck.contact.set_blocks(blocks, title=title, subject=letter.ask.order_key)

    def _show(self) -> None:
        page, ask = self._page, self._run[self._at]
        self.ask("letters", lambda desk: desk.stock.letters(page, [ask]), self._shown)

    def _shown(self, letters: list[StockLetter]) -> None:
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

    def _change(self, **fields: Any) -> None:
        self._run[self._at] = replace(self._run[self._at], **fields)
        self._show()

    def _supply(self, names: list[str], known: dict[str, str]) -> None:
        if not names:
            self.flash(_("No fact is missing."))
            return
        name, rest = names[0], names[1:]
        self.status.ask_text(
            facts.fact(name), partial(self._supplied, name, rest, known), known.get(name, "")
        )

    def _supplied(self, name: str, rest: list[str], known: dict[str, str], value: str | None) -> None:
        if value is None:
            return
        ask = self._run[self._at]
        given = dict(ask.facts)
        if value.strip() and value.strip() != known.get(name, ""):
            given[name] = value.strip()
            self._change(facts=tuple(given.items()))
        if rest:
            self._supply(rest, known)

    def _ready(self) -> StockLetter | None:
        letter = self._letter
        if letter is None:
            return None
        if letter.missing:
            self.flash(_("Not sendable yet, missing: {facts}", facts=facts.facts(letter.missing)), "warning")
            self.facts()
            return None
        return letter

    def _sure_of_all(self, letters: list[StockLetter]) -> None:
        ready = [letter for letter in letters if not letter.missing]
        wanting = len(letters) - len(ready)
        if not ready:
            self.flash(_("Each of them misses a fact."), "warning")
            return
        question = ngettext(
            "Write {count} message to a file and mark it as sent?",
            "Write {count} messages to one file and mark them all as sent?",
            len(ready),
        )
        if wanting:
            question += " " + ngettext(
                "{count} misses a fact and stays.", "{count} miss a fact and stay.", wanting
            )
        self.status.ask_confirm(question, lambda yes: self._all(ready) if yes else None)

    def _all(self, ready: list[StockLetter]) -> None:
        said = ngettext("{count} buyer asked", "{count} buyers asked", len(ready))
        keys = [letter.ask.order_key for letter in ready]
        self.ask("", lambda desk: desk.stock.write_and_sent(ready), partial(self._all_sent, said, keys))

    def _all_sent(self, said: str, keys: list[str], told: Any) -> None:
        path, done = told
        self._sent(labelled(said, path), keys, done)

    def _sent(self, said: str, keys: list[str], done: Any) -> None:
        gone = set(keys) if done.acts else set()
        self._run = [ask for ask in self._run if ask.order_key not in gone]
        self._at = min(self._at, len(self._run) - 1)
        if self._run:
            self._show()
        else:
            self._letter = None
            self.deck.controls.panels.close()
        self.deck.controls.stock_acts.report(said, done)


def _after(options: Any, current: str) -> str:
    names = list(options)
    return str(names[(names.index(current) + 1) % len(names)]) if current in names else str(names[0])
