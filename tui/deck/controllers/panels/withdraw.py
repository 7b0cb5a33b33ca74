"""Withdrawing an export, from the list of files that arrived."""

from functools import partial
from typing import Any

from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.i18n import _, act_phrases, ngettext, phrases, times
from orderdeck.tui.present.records import Done
from orderdeck.tui.terminal.cell_width import cut

NAME_WIDTH = 30
"""Columns that the name of a file gets in a question."""


class Withdraw(Controller):
    """What it will do is found out and said before it is done, and after it is on disk."""

    def ask_first(self) -> None:
        """Ask about the file under the cursor."""
        key = self.deck.lines.cursor_key or ""
        if not key.startswith("file "):
            self.flash(_("There is no file here."), "warning")
            return
        word = key.removeprefix("file ")
        self.ask("", lambda desk: desk.withdrawal(word), partial(self._sure, word))

    def _sure(self, word: str, found: Any) -> None:
        if isinstance(found, str):
            self.flash(act_phrases.blocked(found), "warning")
            return
        question = " ".join([_("Withdraw {file}?", file=_short(found.exports[0].name)), *self._what(found)])
        self.status.ask_confirm(question, partial(self._answered, word), danger=True)

    def _what(self, found: Any) -> list[str]:
        """What it will do: an `Effect` of data.actions.withdraw in words."""
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

    def _answered(self, word: str, yes: bool) -> None:
        if yes:
            self.ask("", lambda desk: desk.withdraw(word), self._done)

    def _done(self, done: Done) -> None:
        self.deck.controls.acts.report(done)
        if done.acts:
            self.flash(
                _("{what}. {undo} undoes.", what=phrases.act(done.kind), undo=self.deck.key_of("act.undo")),
                "ok",
            )
            self.deck.controls.panels.refresh_list()


def _short(name: str) -> str:
    """A file's name without its folder, which says less, as far as it fits into a question."""
    return cut(name.rpartition("/")[2], NAME_WIDTH)
