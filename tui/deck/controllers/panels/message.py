"""The message panel: read it, supply what is missing, copy it, mark it sent."""

from collections.abc import Callable
from functools import partial
from typing import Any

from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.i18n import _
from orderdeck.tui.i18n.facts import fact
from orderdeck.tui.i18n.facts import facts as facts_in_words
from orderdeck.tui.present.panels import lists as pages


class Messages(Controller):
    """One message at a time, for the order under the cursor."""

    def __init__(self, deck: Any) -> None:
        super().__init__(deck)
        self._letter: Any = None  # tui.present.records.Letter
        self._facts: dict[str, str] = {}
        self._then: Callable[[], None] | None = None  # what was asked for when a fact was found missing

    def open(self) -> None:
        """Show the message that fits the order."""
        key = self.deck.chosen_one()
        if key:
            self._facts = {}
            self._letter = None
            self._ask(key, "", "")

    def copy_for(self, keys: list[str]) -> None:
        """Copy the fitting message for one order without opening the panel."""
        if len(keys) != 1:
            self.flash(_("One message at a time: take the marks away first."), "warning")
            return
        self._facts = {}
        self.ask("letter", lambda desk: desk.letter(keys[0], "", "", {}), self._copy_at_once)

    def sent(self) -> None:
        """Say what will be written into the journal, then write it."""
        letter = self._letter
        if self._unfinished(self.sent):
            return
        question = _("Have you sent this message to the buyer of {order}?", order=letter.order_id)
        self.status.ask_confirm(question, self._sent)

    def copy(self) -> None:
        """Copy the text."""
        if not self._unfinished(self.copy):
            self.deck.controls.copies.put(self._letter.text, _("message"))

    def file(self) -> None:
        """Write the text to the outbox."""
        if not self._unfinished(self.file):
            self.deck.controls.copies.write(self._letter.text, "message")

    def language(self) -> None:
        """The next language that the template has."""
        letter = self._letter
        if letter is not None and letter.languages:
            self._ask(letter.order_key, letter.template, _next(letter.languages, letter.language))

    def template(self) -> None:
        """The next template that fits the order."""
        letter = self._letter
        if letter is not None and letter.templates:
            self._ask(letter.order_key, _next(letter.templates, letter.template), letter.language)

    def facts(self) -> None:
        """Ask for the first missing fact; then for the next."""
        self._then = None
        self._ask_fact()

    def _ask_fact(self) -> None:
        letter = self._letter
        if letter is None:
            return
        if not letter.missing:
            self.flash(_("No fact is missing."))
            return
        name = letter.missing[0]
        self.status.ask_text(fact(name), partial(self._supplied, name))

    def restate(self) -> None:
        """Say the panel anew."""
        if self._letter is not None:
            title, blocks = pages.letter(self._letter, self.deck.manner())
            self.deck.message.set_blocks(blocks, title=title, subject=self._letter.order_key)

    def _ask(self, order_key: str, template: str, language: str) -> None:
        facts = dict(self._facts)
        self.ask("letter", lambda desk: desk.letter(order_key, template, language, facts), self._shown)

    def _shown(self, letter: Any) -> None:
        if letter is None:
            self.flash(_("There is no message for this order."), "warning")
            return
        self._letter = letter
        self.deck.show_panel("message")
        self.restate()

    def _supplied(self, name: str, value: str | None) -> None:
        if value is None or not value.strip():
            return
        self._facts[name] = value.strip()
        letter = self._letter
        self.ask(
            "letter",
            lambda desk: desk.letter(letter.order_key, letter.template, letter.language, dict(self._facts)),
            self._shown_then_next,
        )

    def _shown_then_next(self, letter: Any) -> None:
        self._shown(letter)
        if letter is None:
            return
        if letter.missing:
            self._ask_fact()
            return
        self.flash(_("Nothing is missing any more."), "ok")
        then, self._then = self._then, None
        if then:
            then()

    def _unfinished(self, then: Callable[[], None]) -> bool:
        """Whether the message can't leave yet; says so and asks for what is missing, to do `then` afterwards."""
        letter = self._letter
        if letter is None:
            return True
        if letter.missing:
            self.flash(
                _("Not sendable yet, missing: {facts}", facts=facts_in_words(letter.missing)), "warning"
            )
            self._then = then
            self._ask_fact()
            return True
        return False

    def _sent(self, yes: bool) -> None:
        if yes:
            letter = self._letter
            self.ask("", lambda desk: desk.sent(letter), self._recorded)

    def _recorded(self, done: Any) -> None:
        self.deck.controls.panels.close()
        self.deck.controls.acts.report(done)

    def _copy_at_once(self, letter: Any) -> None:
        if letter is None:
            self.flash(_("There is no message for this order."), "warning")
        elif letter.missing:
            self._shown(letter)
            self._unfinished(self.copy)
        else:
            self.deck.controls.copies.put(letter.text, _("message"))


def _next(options: Any, current: str) -> str:
    names = list(options)
    return str(names[(names.index(current) + 1) % len(names)] if current in names else names[0])
