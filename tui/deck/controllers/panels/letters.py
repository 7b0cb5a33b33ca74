"""Letters to buyers, one shown at a time: read it, supply facts, copy it, mark it as sent, go on to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from orderdeck.data.base.letters import Letter, Wanted
from orderdeck.tui.deck.controllers.base import Controller, after
from orderdeck.tui.deck.ports import Deck
from orderdeck.tui.i18n import _, facts, labelled, ngettext
from orderdeck.tui.i18n import stock_words as stockout_words
from orderdeck.tui.present.panels import letter as shown_as
from orderdeck.tui.present.records import ActionResult
from orderdeck.tui.present.stock.pages import StockPage
from orderdeck.tui.service.letters.to_ask import to_ask
from orderdeck.widgets.panes.detail import Detail
from orderdeck.widgets.prompt.flow import flow

CONTACT: Final = "contact"
"""The panel of a run to the buyers whom a stock-out hits; that of a single letter is "message"."""


@dataclass
class Run:
    """Letters that are gone through: fixed when it is opened; who has been written to leaves it."""

    panel: str
    wanted: list[Wanted]
    page: StockPage | None = None  # the stock-out that they are about
    at: int = 0

    @property
    def current(self) -> Wanted | None:
        """The one that is shown, or is being written."""
        return self.wanted[self.at] if self.wanted else None

    def change(self, wanted: Wanted) -> None:
        """It is wanted otherwise."""
        self.wanted[self.at] = wanted

    def without(self, order_keys: set[str]) -> None:
        """These have been written to."""
        self.wanted = [one for one in self.wanted if one.order_key not in order_keys]
        self.at = max(0, min(self.at, len(self.wanted) - 1))


class LettersController(Controller):
    """A run of one letter, for the order under the cursor, or of many.

    A key that needs the letter is heard only while the one on screen is the current one of the run: a key that comes
    earlier would be about a letter that nobody has read, or about the one before.
    """

    def __init__(self, deck: Deck) -> None:
        super().__init__(deck)
        self._run = Run("message", [])
        self._letter: Letter | None = (
            None  # None while it is being written, and while it is being marked as sent
        )

    # Doors

    @flow
    async def open(self) -> None:
        """The letter that fits the order under the cursor."""
        key = self.deck.chosen_one()
        if key:
            await self._begin(Run("message", [Wanted(key)]))

    @flow
    async def contact(self) -> None:
        """Letters to the marked orders, else to all that the plan asks and who were not asked yet."""
        page = self.deck.controls.stock.page
        keys = self.deck.stockout.table.marked or to_ask(page)
        if keys:
            sku = page.board.sku.sku
            await self._begin(Run(CONTACT, [Wanted(key, sku) for key in keys], page))
        else:
            self.flash(_("Nobody has to be asked: mark orders to write to them all the same."))

    @flow
    async def copy_for(self, keys: list[str]) -> None:
        """Copy the fitting letter for one order without opening the panel, where nothing is missing in it."""
        if len(keys) != 1:
            self.flash(_("One message at a time: take the marks away first."), "warning")
            return
        wanted, panel = Wanted(keys[0]), self.state.panel
        found = await self.desk("letter", lambda desk: desk.letters.write([wanted]))
        if found and found[0].sendable:
            self.deck.controls.clipboard.put(found[0].text, _("message"))
        elif self.state.panel == panel and await self._begin(Run("message", [wanted])):
            letter = await self._whole()
            if letter is not None:
                self.deck.controls.clipboard.put(letter.text, _("message"))

    # Through the run

    @flow
    async def next(self) -> None:
        """The next buyer."""
        await self._step(1)

    @flow
    async def previous(self) -> None:
        """The buyer before."""
        await self._step(-1)

    @flow
    async def language(self) -> None:
        """The letter in the next language that there is of it."""
        letter = self._shown()
        if letter is not None:
            self._run.change(replace(letter.wanted, language=after(letter.languages, letter.language)))
            await self._written()

    @flow
    async def template(self) -> None:
        """The next of the letters that there are, for this order and all that follow in the run."""
        letter = self._shown()
        if letter is not None:
            run, chosen = self._run, after(letter.templates, letter.template)
            run.wanted[run.at :] = [replace(one, template=chosen) for one in run.wanted[run.at :]]
            await self._written()

    @flow
    async def facts(self) -> None:
        """Ask for what is missing, one after another; where nothing is, for each fact that may be said otherwise."""
        letter = self._shown()
        if letter is None:
            return
        names = letter.missing or tuple(name for name, _value in letter.known)
        if names:
            await self._supplied(letter, names)
        else:
            self.flash(_("No fact is missing."))

    # Out of the deck

    @flow
    async def copy(self) -> None:
        """The text to the clipboard."""
        letter = await self._whole()
        if letter is not None:
            self.deck.controls.clipboard.put(letter.text, _("message"))

    @flow
    async def file(self) -> None:
        """The text to the outbox."""
        letter = await self._whole()
        if letter is not None:
            self.deck.controls.clipboard.write(letter.text, "message")

    @flow
    async def sent(self) -> None:
        """It has been sent: into the journal; in a run, then the next. A yes is asked for where it is a letter alone,
        and where something in it was supplied only now, so that nobody has read it yet."""
        run, read = self._run, self._letter
        letter = await self._whole()
        if letter is None:
            return
        question = _("Have you sent this message to the buyer of {order}?", order=letter.order_id)
        if (run.panel == CONTACT and letter is read) or await self.status.confirm(question):
            self._letter = None  # once, however often the key comes
            done = await self.desk("", lambda desk: desk.letters.sent([letter]))
            asked = labelled(letter.order_id, stockout_words.stage("asked"))
            self._gone(run, [letter], done, asked)

    @flow
    async def all(self) -> None:
        """Every letter of the run into one file, and all marked as sent, after a yes."""
        run, self._letter = self._run, None
        wanted = list(run.wanted)
        letters = await self.desk("letter", lambda desk: desk.letters.write(wanted, run.page))
        ready = [letter for letter in letters if letter.sendable]
        if self.state.panel != run.panel:
            return
        if not ready:
            self.flash(_("Each of them misses a fact."), "warning")
        elif await self.status.confirm(_whether_all(len(ready), len(letters) - len(ready))):
            self._letter = None  # the current one may have been written anew under the question
            written = await self.desk("", lambda desk: desk.letters.write_and_sent(ready))
            path, done = written
            said = ngettext("{count} buyer asked", "{count} buyers asked", len(ready))
            self._gone(run, ready, done, labelled(said, path))
            return
        await self._written()

    # What is shown

    def restate(self) -> None:
        """Say the page anew."""
        letter, run = self._letter, self._run
        if letter is not None:
            title = shown_as.title(letter, run.at + 1, len(run.wanted))
            blocks = shown_as.blocks(letter, self.deck.render_options())
            self._pane.set_blocks(blocks, title=title, subject=letter.wanted.order_key)

    @property
    def _pane(self) -> Detail:
        return self.deck.contact if self._run.panel == CONTACT else self.deck.message

    async def _begin(self, run: Run) -> Letter | None:
        self._run = run
        self.deck.show_panel(run.panel)
        self._pane.show_message(_("One moment…"))
        return await self._written()

    async def _written(self) -> Letter | None:
        """Have the run's current letter written, and show it; None where that can't be, or where another is wanted by
        the time that it is there."""
        run, wanted = self._run, self._run.current
        self._letter = None
        if wanted is None:
            return None
        found = await self.desk("letter", lambda desk: desk.letters.write([wanted], run.page))
        if self._run is not run or run.current is not wanted:
            return None
        if found:
            self._letter = found[0]
            self.restate()
        elif run.panel == CONTACT:
            self.flash(_("This order is not known any more."), "warning")
        else:
            self._close(run)
            self.flash(_("There is no message for this order."), "warning")
        return self._letter

    @flow
    async def _write_again(self) -> None:
        await self._written()

    async def _step(self, step: int) -> None:
        run = self._run
        if 0 <= run.at + step < len(run.wanted):
            run.at += step
            await self._written()
        else:
            self.flash(_("That was the last one.") if step > 0 else _("That is the first one."))

    def _shown(self) -> Letter | None:
        """The letter on screen; None, and that is said, while it is being written."""
        if self._letter is None:
            self.flash(_("The message is still being written."))
            self._write_again()  # in case that writing it failed
        return self._letter

    async def _whole(self) -> Letter | None:
        """The letter on screen with nothing missing in it, after asking for what is; None where it can't leave."""
        letter = self._shown()
        if letter is None or letter.sendable:
            return letter
        if letter.problem:
            self.flash(letter.problem, "error")
            return None
        self.flash(_("Not sendable yet, missing: {facts}", facts=facts.facts(letter.missing)), "warning")
        letter = await self._supplied(letter, letter.missing)
        return letter if letter is not None and letter.sendable else None

    async def _supplied(self, letter: Letter, names: Sequence[str]) -> Letter | None:
        """The letter with these facts, each asked for, and with those that it lacks only then; None where the operator
        breaks off, or another letter is shown meanwhile."""
        known, lacked, asked = dict(letter.known), bool(letter.missing), set[str]()
        while names:
            wanted = letter.wanted
            for name in names:
                value = await self.status.prompt(facts.fact(name), known.get(name, ""))
                if value is None:
                    return None
                if value.strip() not in ("", known.get(name, "")):
                    wanted = wanted.supplied(name, value.strip())
                    self._run.change(wanted)
                    self._write_again()  # to be seen while the next is asked for
            again = letter if wanted is letter.wanted else await self._written()
            if again is None:
                return None
            asked.update(names)
            letter, names = again, [name for name in again.missing if name not in asked]
        if lacked and letter.sendable:
            self.flash(_("Nothing is missing any more."), "ok")
        return letter

    def _gone(self, run: Run, letters: Sequence[Letter], done: ActionResult, said: str) -> None:
        """Say what became of it. Who has been written to leaves the run; a single letter is done with in any case."""
        if run.panel != CONTACT:
            self._close(run)
            self.deck.controls.acts.report(done)
            return
        if done.acts or done.waiting:
            against = {one.order_key for one in done.blocked}
            run.without({letter.wanted.order_key for letter in letters} - against)
        if not run.wanted:
            self._close(run)
        elif self._run is run:
            self._write_again()
        self.deck.controls.stock_acts.report(said, done)

    def _close(self, run: Run) -> None:
        """Leave the panel, where nobody has left it meanwhile."""
        if self._run is run and self.state.panel == run.panel:
            self.deck.controls.panels.close()


def _whether_all(ready: int, wanting: int) -> str:
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
