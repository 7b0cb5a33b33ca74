"""The journal panel: who did what, narrowed as it is typed, written to the outbox as it is narrowed."""

from typing import TYPE_CHECKING

from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.deck.ports import Deck
from orderdeck.tui.i18n import _
from orderdeck.tui.present.panels import lists as pages
from orderdeck.widgets.prompt.flow import flow

if TYPE_CHECKING:
    from orderdeck.data.reports.acts import JournalQuery


class JournalController(Controller):
    """What narrows it stays until the panel is left."""

    def __init__(self, deck: Deck) -> None:
        super().__init__(deck)
        self._text = ""

    def open(self) -> None:
        """Who did what, newest first."""
        if self.state.panel != "journal":
            self._text = ""
        query = self._query()
        self.deck.controls.panels.list(
            "journal",
            lambda desk: desk.journal(query),
            pages.journal,
            pages.journal_header(self._text),
        )

    @flow
    async def filter(self) -> None:
        """Narrow the journal while it is typed: words, and names with a colon for operator, order, SKU, kind, time."""
        from orderdeck.tui.i18n.words.journal import HINT

        before = self._text
        text = await self.status.prompt(
            _("Filter"),
            before,
            placeholder=_(HINT),
            on_change=self._narrow,
            verbs=(_("Keep"), _("As before") if before else _("No filter")),
        )
        self._narrow(before if text is None else text)

    @flow
    async def export(self) -> None:
        """Write what is wanted of the journal to the outbox."""
        query = self._query()
        path = await self.desk("", lambda desk: desk.export_journal(query))
        self.flash(_("Written: {path}", path=path), "ok")

    def _narrow(self, text: str) -> None:
        from orderdeck.tui.i18n.words.journal import parse  # heavy imports come with it

        self._text = text.strip()
        wrong = parse(text, self.now(), self.state.zone)[1]
        if self.status.busy:
            self.status.set_note(wrong, "error" if wrong else "info")
        elif wrong:
            self.flash(wrong, "warning")
        if self.state.panel == "journal":
            self.open()

    def _query(self) -> "JournalQuery | None":
        from orderdeck.tui.i18n.words.journal import parse

        return parse(self._text, self.now(), self.state.zone)[0] if self._text else None
