"""What leaves by the clipboard or as a file: numbers, addresses, the rows shown."""

import asyncio

from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.i18n import _, ngettext
from orderdeck.tui.present import columns
from orderdeck.tui.terminal import clipboard
from orderdeck.widgets.model import Choice
from orderdeck.widgets.prompt.flow import flow

SHOWN = 40
"""Characters of a copied text that the status line repeats, so that people see what they have."""


class ClipboardController(Controller):
    """A copy is always shown too, and can be had as a file where a terminal takes no clipboard."""

    @flow
    async def menu(self) -> None:
        """Ask what to copy."""
        choices = (
            Choice("i", _("order number")),
            Choice("a", _("address")),
            Choice("m", _("message")),
            Choice("f", _("address as a file")),
        )
        key = await self.status.choose(_("Copy"), choices)
        keys = self.deck.chosen()
        if key == "i":
            self.put("\n".join(self.deck.order_id(one) for one in keys), _("order number"))
        elif key == "a":
            self.put(await self.desk("", lambda desk: desk.addresses(keys)), _("address"))
        elif key == "f":
            self.write(await self.desk("", lambda desk: desk.addresses(keys)), "addresses")
        elif key == "m":
            self.deck.controls.letters.copy_for(keys)

    @flow
    async def export(self) -> None:
        """Ask for the kind of file, then write what is shown into the outbox."""
        source = self.state.source
        if source is None:
            return
        rows = ngettext("{count} order", "{count} orders", source.row_count)
        choices = (Choice("c", "CSV"), Choice("x", "Excel"))
        kind = await self.status.choose(_("Write {orders} to the outbox as", orders=rows), choices)
        source = self.state.source  # what is shown by now
        if kind is None or source is None:
            return
        header = [columns.title_in_file(key) for key in source.file_columns]
        path = await self.desk("", lambda desk: desk.export(source, header, xlsx=kind == "x"))
        self.flash(_("Written: {path}", path=path), "ok")

    def put(self, text: str, name: str) -> None:
        """Copy `text`, then say what was copied and by which way."""
        self.deck.run_worker(self._put(text, name), group="copy", exclusive=True)

    @flow
    async def write(self, text: str, stem: str) -> None:
        """Write `text` as a file of the outbox."""
        path = await self.desk("", lambda desk: desk.write_text(stem, text))
        self.flash(_("Written: {path}", path=path), "ok")

    async def _put(self, text: str, name: str) -> None:
        if not text:
            self.flash(_("There is nothing to copy."), "warning")
            return
        try:
            way = await asyncio.to_thread(clipboard.copy, text, self.deck.write_to_terminal)
        except clipboard.TooLong:
            self.flash(_("Too long for a clipboard; written as a file instead."), "warning")
            self.write(text, "copy")
            return
        line = " ".join(text.split())
        line = line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"
        self.flash(
            _(
                "Copied {what} ({way}): {text}",
                what=name,
                way=way,
                text="•••" if self.state.privacy else line,
            ),
            "ok",
        )
