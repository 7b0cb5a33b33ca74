"""Withdrawing an export, from the list of files that arrived."""

from typing import TYPE_CHECKING

from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.i18n import _, act_phrases, ngettext, phrases, sentences, times
from orderdeck.tui.terminal.cell_width import cut
from orderdeck.widgets.prompt.flow import flow

if TYPE_CHECKING:
    from orderdeck.data.actions.withdraw import Effect

NAME_WIDTH = 30
"""Columns that the name of a file gets in a question."""


class WithdrawController(Controller):
    """What it will do is found out and said before it is done, and after it is on disk."""

    @flow
    async def ask_first(self) -> None:
        """Ask about the file under the cursor."""
        key = self.deck.lines.cursor_key or ""
        if not key.startswith("file "):
            self.flash(_("There is no file here."), "warning")
            return
        word = key.removeprefix("file ")
        found = await self.desk("", lambda desk: desk.withdrawal(word))
        if isinstance(found, str):
            self.flash(act_phrases.blocked(found), "warning")
            return
        question = sentences([_("Withdraw {file}?", file=_short(found.exports[0].name)), *self._what(found)])
        if not await self.status.confirm(question, danger=True):
            return
        done = await self.desk("", lambda desk: desk.withdraw(word))
        self.deck.controls.acts.report(done)
        if done.acts:
            self.flash(
                _("{what}. {undo} undoes.", what=phrases.act(done.kind), undo=self.deck.key_of("act.undo")),
                "ok",
            )
            self.deck.controls.panels.refresh_list()

    def _what(self, found: "Effect") -> list[str]:
        """What it will do, in words."""
        export = found.exports[0]
        said = []
        if export.kind == "stock" and found.instead:
            at = times.stamp(found.instead.exported_at, self.state.zone, self.now())
            said.append(_("Stock is then as of {time} ({file}).", time=at, file=_short(found.instead.name)))
        elif export.kind == "stock":
            said.append(_("No other stock list of its kind is known."))
        elif export.kind != "orders":
            said.append(ngettext("Its {count} row goes.", "Its {count} rows go.", export.lines))
        elif not (found.back or found.away):
            said.append(_("No order hangs on it."))
        if found.back:
            said.append(
                ngettext(
                    "{count} order goes back to what older files say.",
                    "{count} orders go back to what older files say.",
                    found.back,
                )
            )
        if found.reopened:
            said.append(
                ngettext("{count} of them is open again.", "{count} of them are open again.", found.reopened)
            )
        if found.away:
            said.append(
                ngettext("{count} order leaves the desk.", "{count} orders leave the desk.", found.away)
            )
        copies = len(found.exports) - 1
        if copies:
            said.append(ngettext("Its copy goes along.", "Its {count} copies go along.", copies))
        return said


def _short(name: str) -> str:
    """A file's name without its folder, which says less, as far as it fits into a question."""
    return cut(name.rpartition("/")[2], NAME_WIDTH)
