"""The outbox panel: what is decided and waits to be carried out."""

from typing import Any

from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.i18n import _
from orderdeck.tui.present.stock import outbox as stockout_outbox
from orderdeck.widgets.model import plain


class Outbox(Controller):
    """Lists are written and handed over here; the rest points to where it is dealt with."""

    def __init__(self, deck: Any) -> None:
        super().__init__(deck)
        self._page: Any = None

    def open(self) -> None:
        """Show what waits."""
        self.deck.show_panel("outbox")
        self.deck.lines.set_filter("")
        self.deck.lines.show_message(_("One moment…"))
        self.refresh()

    def refresh(self) -> None:
        """Ask for it anew."""
        self.ask("outbox", lambda desk: desk.stock.outbox(), self._shown)

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

    def write(self) -> None:
        """Write the files of the list under the cursor."""
        chosen = self._chosen()
        if chosen is not None:
            self.ask("", lambda desk: desk.stock.write_list(chosen), self._written)

    def copy(self) -> None:
        """Copy the list's message or ids."""
        chosen = self._chosen()
        if chosen is not None:
            name = stockout_outbox.name_of(chosen)
            self.ask(
                "",
                lambda desk: desk.stock.text_of(chosen),
                lambda text: self.deck.controls.copies.put(text, name),
            )

    def sent(self) -> None:
        """The list has been handed over, after a yes."""
        chosen = self._chosen()
        if chosen is not None:
            name = stockout_outbox.name_of(chosen)
            question = _(
                "Has this list been handed over: {name}, {count} lines?", name=name, count=len(chosen.items)
            )
            self.status.ask_confirm(question, lambda yes: self._sent(chosen, name) if yes else None)

    def restate(self) -> None:
        """Say the panel anew."""
        if self._page is not None:
            rows = stockout_outbox.rows(self._page, self.deck.manner())
            self.deck.lines.set_rows(
                rows, header=plain(_("What is decided and waits. ⏎ opens."), "dim"), empty=_("Nothing waits.")
            )

    def _shown(self, page: Any) -> None:
        self._page = page
        if self.state.panel == "outbox":
            self.restate()

    def _sent(self, chosen: Any, name: str) -> None:
        self.deck.controls.stock_acts.do(
            "list_sent",
            (),
            lambda acts, one: acts.sent(chosen.list, chosen.supplier, chosen.upto, act_id=one),
            _("{name}: handed over", name=name),
        )

    def _written(self, paths: list[Any]) -> None:
        folder = paths[0].parent if paths else ""
        names = ", ".join(path.name for path in paths)
        self.flash(_("Written: {path}", path=f"{folder}/ {names}"), "ok")

    def _chosen(self) -> Any:
        key = self.deck.lines.cursor_key or ""
        found = (
            next((one for one in self._page.lists if f"list {one.key}" == key), None) if self._page else None
        )
        if found is None:
            self.flash(_("Put the cursor on a list."))
        return found
