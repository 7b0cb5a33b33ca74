"""The message panel: read it, supply what is missing, copy it, mark it sent."""

from orderdeck.tui.deck.controllers.base import Controller, after
from orderdeck.tui.deck.ports import Deck
from orderdeck.tui.i18n import _
from orderdeck.tui.i18n.facts import fact
from orderdeck.tui.i18n.facts import facts as facts_in_words
from orderdeck.tui.present.panels import lists as pages
from orderdeck.tui.present.records import Letter
from orderdeck.widgets.prompt.flow import Later, flow


class MessagesController(Controller):
    """One message at a time, for the order under the cursor."""

    def __init__(self, deck: Deck) -> None:
        super().__init__(deck)
        self._letter: Letter | None = None
        self._facts: dict[str, str] = {}

    @flow
    async def open(self) -> None:
        """Show the message that fits the order."""
        key = self.deck.chosen_one()
        if key:
            self._facts = {}
            self._letter = None
            self._show(await self._written_for(key))

    @flow
    async def copy_for(self, keys: list[str]) -> None:
        """Copy the fitting message for one order without opening the panel, where nothing is missing in it."""
        if len(keys) != 1:
            self.flash(_("One message at a time: take the marks away first."), "warning")
            return
        self._facts = {}
        letter = await self._written_for(keys[0])
        if letter is None or letter.missing:
            self._show(letter)
            letter = await self._finished() if letter else None
        if letter:
            self.deck.controls.clipboard.put(letter.text, _("message"))

    @flow
    async def sent(self) -> None:
        """Say what will be written into the journal, then write it."""
        letter = await self._finished()
        if letter is None:
            return
        if await self.status.confirm(
            _("Have you sent this message to the buyer of {order}?", order=letter.order_id)
        ):
            done = await self.desk("", lambda desk: desk.sent(letter))
            self.deck.controls.panels.close()
            self.deck.controls.acts.report(done)

    @flow
    async def copy(self) -> None:
        """Copy the text."""
        letter = await self._finished()
        if letter:
            self.deck.controls.clipboard.put(letter.text, _("message"))

    @flow
    async def file(self) -> None:
        """Write the text to the outbox."""
        letter = await self._finished()
        if letter:
            self.deck.controls.clipboard.write(letter.text, "message")

    @flow
    async def language(self) -> None:
        """The next language that the template has."""
        letter = self._letter
        if letter is not None and letter.languages:
            following = after(letter.languages, letter.language)
            self._show(await self._written_for(letter.order_key, letter.template, following))

    @flow
    async def template(self) -> None:
        """The next template that fits the order."""
        letter = self._letter
        if letter is not None and letter.templates:
            following = after(letter.templates, letter.template)
            self._show(await self._written_for(letter.order_key, following, letter.language))

    @flow
    async def facts(self) -> None:
        """Ask for the first missing fact; then for the next."""
        letter = self._letter
        if letter is not None and not letter.missing:
            self.flash(_("No fact is missing."))
        elif letter is not None:
            await self._supplied(letter)

    def restate(self) -> None:
        """Say the panel anew."""
        if self._letter is not None:
            title, blocks = pages.letter(self._letter, self.deck.render_options())
            self.deck.message.set_blocks(blocks, title=title, subject=self._letter.order_key)

    def _written_for(self, order_key: str, template: str = "", language: str = "") -> Later[Letter | None]:
        facts = dict(self._facts)
        return self.desk("letter", lambda desk: desk.letter(order_key, template, language, facts))

    def _show(self, letter: Letter | None) -> None:
        if letter is None:
            self.flash(_("There is no message for this order."), "warning")
            return
        self._letter = letter
        self.deck.show_panel("message")
        self.restate()

    async def _finished(self) -> Letter | None:
        """The message with nothing missing in it, after asking for what is; None where there is none."""
        letter = self._letter
        if letter is None or not letter.missing:
            return letter
        self.flash(_("Not sendable yet, missing: {facts}", facts=facts_in_words(letter.missing)), "warning")
        return await self._supplied(letter)

    async def _supplied(self, letter: Letter | None) -> Letter | None:
        """The message with all facts that it lacks, each asked for; None where one isn't given."""
        while letter is not None and letter.missing:
            name = letter.missing[0]
            value = await self.status.prompt(fact(name))
            if value is None or not value.strip():
                return None
            self._facts[name] = value.strip()
            letter = await self._written_for(letter.order_key, letter.template, letter.language)
            self._show(letter)
        if letter is not None:
            self.flash(_("Nothing is missing any more."), "ok")
        return letter
