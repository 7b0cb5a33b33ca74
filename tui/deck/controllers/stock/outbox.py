"""The outbox panel: what is decided and waits to be carried out."""

from typing import TYPE_CHECKING

from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.deck.ports import Deck
from orderdeck.tui.i18n import _, ngettext
from orderdeck.tui.present.stock import outbox as stockout_outbox
from orderdeck.tui.present.stock.pages import OutboxPage
from orderdeck.widgets.model import plain
from orderdeck.widgets.prompt.flow import flow

if TYPE_CHECKING:
    from orderdeck.data.stock.outbox_lists import Waiting


class OutboxController(Controller):
    """Lists are written and handed over here; the rest points to where it is dealt with."""

    def __init__(self, deck: Deck) -> None:
        super().__init__(deck)
        self._page: OutboxPage | None = None

    def open(self) -> None:
        """Show what waits."""
        self.deck.show_panel("outbox")
        self.deck.lines.set_filter("")
        self.deck.lines.show_message(_("One moment…"))
        self.refresh()

    @flow
    async def refresh(self) -> None:
        """Ask for it anew."""
        self._page = await self.desk("outbox", lambda desk: desk.stock.outbox())
        if self.state.panel == "outbox":
            self.restate()

    def enter(self, key: str) -> None:
        """Into what a line is about: a SKU, an order; a list opens in place."""
        kind, _space, rest = key.partition(" ")
        if kind == "sku" and rest:
            self.deck.controls.stock.open_sku(rest)
        elif kind == "case":
            order_key, _tab, sku = rest.partition("\t")
            if sku:
                self.deck.controls.stock.open_sku(sku)
            else:
                self.deck.controls.search.go_to(order_key)
        else:
            self.deck.lines.toggle_open()

    @flow
    async def write(self) -> None:
        """Write the files of the list under the cursor."""
        chosen = self._chosen()
        if chosen is not None:
            paths = await self.desk("", lambda desk: desk.stock.write_list(chosen))
            folder = paths[0].parent if paths else ""
            names = ", ".join(path.name for path in paths)
            self.flash(_("Written: {path}", path=f"{folder}/ {names}"), "ok")

    @flow
    async def copy(self) -> None:
        """Copy the list's message or ids."""
        chosen = self._chosen()
        if chosen is not None:
            text = await self.desk("", lambda desk: desk.stock.text_of(chosen))
            self.deck.controls.clipboard.put(text, stockout_outbox.name_of(chosen))

    @flow
    async def sent(self) -> None:
        """The list has been handed over, after a yes."""
        chosen = self._chosen()
        if chosen is None:
            return
        name = stockout_outbox.name_of(chosen)
        question = ngettext(
            "Has this list been handed over: {name}, {count} line?",
            "Has this list been handed over: {name}, {count} lines?",
            len(chosen.items),
            name=name,
        )
        if await self.status.confirm(question):
            self.deck.controls.stock_acts.do(
                "list_sent",
                (),
                lambda acts, one: acts.sent(chosen.list, chosen.supplier, chosen.upto, act_id=one),
                _("{name}: handed over", name=name),
            )

    def restate(self) -> None:
        """Say the panel anew."""
        if self._page is not None:
            rows = stockout_outbox.rows(self._page, self.deck.render_options())
            self.deck.lines.set_rows(
                rows, header=plain(_("What is decided and waits. ⏎ opens."), "dim"), empty=_("Nothing waits.")
            )

    def _chosen(self) -> "Waiting | None":
        key = self.deck.lines.cursor_key or ""
        found = (
            next((one for one in self._page.lists if f"list {one.key}" == key), None) if self._page else None
        )
        if found is None:
            self.flash(_("Put the cursor on a list."))
        return found
