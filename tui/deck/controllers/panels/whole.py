"""Exports that no longer list orders which were open: is such a one the full list? Asked once an export."""

from typing import TYPE_CHECKING

from orderdeck.data.base.records import Export
from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.deck.ports import Deck
from orderdeck.tui.i18n import _, ngettext, sentences
from orderdeck.tui.present.records import ActionRequest
from orderdeck.tui.terminal.cell_width import cut, width
from orderdeck.widgets.model import Choice
from orderdeck.widgets.prompt.flow import flow

if TYPE_CHECKING:
    from orderdeck.tui.service.desk_service import DeskService

ANSWERS: dict[str, tuple[str, dict[str, bool]]] = {
    "y": ("whole", {}),
    "n": ("partial", {}),
    "a": ("whole", {"always": True}),
    "v": ("partial", {"always": True}),
}
"""Key -> what is written into the journal."""
NAME_WIDTH = 30
"""Columns that the name of a file gets."""
MANY = 3
"""Orders that an export sends back, from which on it is said at once: one or two may really go back."""


class WholeController(Controller):
    """`open_ones` are the exports in question with the number of orders that hang on each."""

    def __init__(self, deck: Deck) -> None:
        super().__init__(deck)
        self.open_ones: list[tuple[Export, int]] = []
        self._told: set[int] = set()

    @flow
    async def watch(self) -> None:
        """See what is in question; an export that comes to be so is told once, and asked about by its key."""
        found = await self.desk("questions", lambda desk: desk.questions())
        self.open_ones = found
        if len(found) != self.state.in_question:
            self.state.in_question = len(found)
            self.deck.restate_chrome()
        fresh = [one for one in found if one[0].seq not in self._told]
        self._told.update(export.seq for export, _count in fresh)
        if fresh and not self.state.read_only:  # who only looks on can't answer
            export, count = fresh[0]
            text = ngettext(
                "{key} answers: is {file} the full list? It lacks {count} open order.",
                "{key} answers: is {file} the full list? It lacks {count} open orders.",
                count,
                file=_short(export.name),
                key=self.deck.key_of("gone.answer"),
            )
            self.status.mention(text, "warning")

    def sent_back(self, files: dict[str, int]) -> None:
        """An export that has arrived has orders at an earlier step than an older one."""
        for name, count in files.items():
            if count >= MANY:
                text = ngettext(
                    "{file} sends {count} order back to an earlier step: an old export?",
                    "{file} sends {count} orders back to an earlier step: an old export?",
                    count,
                    file=_short(name),
                )
                self.status.mention(text, "warning")

    @flow
    async def answer(self) -> None:
        """Ask about the file under the cursor, else about the first that is in question."""
        if self.state.panel == "intake":
            key = self.deck.lines.cursor_key or ""
            found = await self.desk("", lambda desk: _file(desk, key))
            if found is None:
                self.flash(_("Only a loaded export of orders can be the full list."), "warning")
            else:
                await self._answer_for(*found)
        elif self.open_ones:
            await self._answer_for(*self.open_ones[0])
        else:
            self.flash(_("No export leaves it open what has become of orders."))

    async def _answer_for(self, export: Export, count: int) -> None:
        if count:
            question = ngettext(
                "{file} lacks {count} open order. Is it the full list?",
                "{file} lacks {count} open orders. Is it the full list?",
                count,
                file=_short(export.name),
            )
        else:
            question = _("{file}: is it the full list?", file=_short(export.name))
        choices = (
            Choice("y", _("yes, they are gone")),
            Choice("n", _("no")),
            Choice("a", _("always")),
            Choice("v", _("never")),
        )
        key = await self.status.choose(question, choices)
        if key is None:
            return
        kind, data = ANSWERS[key]
        done = await self.written(ActionRequest(kind, (export.export_id,), data=dict(data)))
        self.deck.controls.acts.report(done)
        if not done.acts:
            return
        undo = self.deck.key_of("act.undo")
        if done.kind == "whole":
            text = ngettext(
                "{file} is the full list: {count} order is gone. {undo} undoes.",
                "{file} is the full list: {count} orders are gone. {undo} undoes.",
                count,
                file=_short(export.name),
                undo=undo,
            )
        else:
            text = _("{file} is not the full list. {undo} undoes.", file=_short(export.name), undo=undo)
        if data:
            every = _("So is every export of the profile {profile}.", profile=export.profile)
            text = sentences([text, every])
        self.flash(text, "ok")


def _file(desk: "DeskService", key: str) -> tuple[Export, int] | None:
    """The export of a line of the intake panel, and how many orders hang on it."""
    seq = int(key.removeprefix("file ")) if key.removeprefix("file ").isdecimal() else 0
    counts = {export.seq: count for export, count in desk.questions()}
    for seen in desk.intake():
        export = seen.export
        if export.seq == seq and export.state == "loaded" and export.kind == "orders":
            return export, counts.get(seq, 0)
    return None


def _short(name: str) -> str:
    """The name of a file without its folders, its middle left out where it is long."""
    last = name.rpartition("/")[2]
    return last if width(last) <= NAME_WIDTH else f"{cut(last, NAME_WIDTH - 9)}{last[-8:]}"
