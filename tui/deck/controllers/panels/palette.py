"""The palette: any command by a word of it."""

from functools import partial

from orderdeck.tui.actions import Situation
from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.i18n import _
from orderdeck.tui.present.panels import palette
from orderdeck.widgets.model import plain
from orderdeck.widgets.prompt.flow import flow


class PaletteController(Controller):
    """All commands of the place, narrowed while a word is typed; ↑ ↓ choose, enter does the chosen one."""

    @flow
    async def open(self) -> None:
        """Cover the deck with it, and let the operator type."""
        before, now = self.state.panel, self.deck.situation()
        self.deck.show_panel("palette", focus=False)
        self._list(now, "")
        self.status.steps = self._step
        typed = await self.status.prompt(
            ":",
            placeholder=_("part of a command"),
            on_change=partial(self._list, now),
            verbs=(_("Do it"), _("Back")),
        )
        # The line has given the focus back already, so a command finds the deck as it was and may ask in turn.
        key = self.deck.commands.cursor_key
        self.status.steps = None
        self.deck.show_panel(before, focus=False)
        if typed is not None and key:
            self.deck.act(key)

    def _list(self, now: Situation, typed: str) -> None:
        commands = self.deck.commands
        commands.set_filter(typed)
        commands.set_rows(
            palette.rows(self.deck.keymap, now, typed),
            header=plain(_("Commands"), "heading"),
            empty=_("No such command."),
        )
        commands.cursor_first()

    def _step(self, step: int) -> None:
        if step > 0:
            self.deck.commands.cursor_down()
        else:
            self.deck.commands.cursor_up()
