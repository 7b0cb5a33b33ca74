"""Stock-outs on screen: the board of short SKUs, one SKU with its orders, going in and out of them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.deck.ports import Deck
from orderdeck.tui.i18n import _, ngettext
from orderdeck.tui.present.stock import detail as stockout_blocks
from orderdeck.tui.present.stock import rows as stockout_rows
from orderdeck.tui.present.stock import time_line as stockout_time
from orderdeck.tui.present.stock.pages import ShortPage, StockPage
from orderdeck.widgets.model import Piece, Pieces, plain
from orderdeck.widgets.prompt.flow import flow
from orderdeck.widgets.prompt.rest import Rest

if TYPE_CHECKING:
    from orderdeck.data.stock.nonfulfilment import Share
    from orderdeck.tui.service.desk_service import DeskService

PANELS = ("stockouts", "stockout", "contact", "outbox", "restock")
"""Panels of stock-outs; from each `esc` leads back to the one before."""


class StockController(Controller):
    """`page` is what the screen of one SKU shows, `short` what the board shows."""

    def __init__(self, deck: Deck) -> None:
        super().__init__(deck)
        self._page: StockPage | None = None
        self.short: ShortPage | None = None
        self._shares: list[Share] = []
        self._alerted: set[tuple[str, str]] | None = None

    # In and out

    @property
    def page(self) -> StockPage:
        """What the screen of a SKU shows; there is always one where its keys are heard."""
        assert self._page is not None
        return self._page

    def open_order(self) -> None:
        """The SKU that the order under the cursor lacks."""
        key = self.deck.chosen_one()
        if key:
            self._open(key, lambda desk: desk.stock.page_of(key))

    def open_sku(self, sku: str) -> None:
        """The screen of one SKU."""
        self._open("", lambda desk: desk.stock.page(sku))

    def board(self) -> None:
        """All short SKUs."""
        self.deck.show_panel("stockouts")
        self.deck.short.set_empty_text(
            _("Nothing is short.\nStock files and your own word on a SKU decide that.")
        )
        self.refresh()

    def enter(self) -> None:
        """From the board into a SKU."""
        sku = self.deck.short.cursor_key
        if sku:
            self.open_sku(sku)

    def order(self) -> None:
        """From the screen of a SKU into an order."""
        key = self.deck.chosen_one()
        if key:
            self.state.subject = key
            self.deck.show_panel("detail")
            self.deck.controls.panels.refresh_detail()

    def sku(self) -> str:
        """The SKU that is looked at; "" where there is none."""
        if self.state.panel == "stockouts":
            return self.deck.short.cursor_key or ""
        return self._page.board.sku.sku if self._page is not None else ""

    # What is shown

    @flow
    async def refresh(self) -> None:
        """Ask anew for what the open panel shows."""
        if self.state.panel == "stockouts":
            self.short = await self.desk("stockouts", lambda desk: desk.stock.short())
            self._say_short()
        elif self.state.panel == "stockout" and self._page is not None:
            sku = self.sku()
            self._page = await self.desk("stockout", lambda desk: desk.stock.page(sku))
            self._say()
        elif self.state.panel == "outbox":
            self.deck.controls.outbox.refresh()
        elif self.state.panel == "restock":
            self.deck.controls.restock.refresh()

    def restate(self) -> None:
        """Say the open panel anew: another minute, language or privacy."""
        if self.state.panel == "stockouts" and self.short is not None:
            self._say_short()
        elif self.state.panel == "stockout" and self._page is not None:
            self._say()
        elif self.state.panel == "contact":
            self.deck.controls.letters.restate()
        elif self.state.panel == "outbox":
            self.deck.controls.outbox.restate()
        elif self.state.panel == "restock":
            self.deck.controls.restock.restate()

    @flow
    async def watch(self) -> None:
        """Orders that came in on something that is off sale: said once, when they come."""
        now = set(await self.desk("alerts", lambda desk: desk.stock.alerts()))
        if len(now) != self.state.sold_off_sale:
            self.state.sold_off_sale = len(now)
            self.deck.restate_chrome()
        fresh = now - self._alerted if self._alerted is not None else now
        self._alerted = now
        if fresh:
            sku = ", ".join(sorted({one for _key, one in fresh})[:3])
            text = ngettext(
                "{count} order came in on {sku}, which was taken off sale: is it still listed?",
                "{count} orders came in on {sku}, which was taken off sale: is it still listed?",
                len(fresh),
                sku=sku,
            )
            self.flash(text, "error")

    def rest(self) -> Rest:
        """The status line at rest over these panels."""
        if self.state.panel == "stockouts" and self.short is not None:
            count = len(self.short.skus)
            said = ngettext("{count} short SKU", "{count} short SKUs", count)
            why = _("⏎ opens one: its orders, its suppliers, the plan.")
            return Rest(
                title=plain(_("Stock-outs"), "bold"),
                said=plain(f"  {said}", "dim"),
                more=(plain(f"  {why}", "dim"),),
            )
        if self.state.panel == "stockout" and self._page is not None:
            page, table = self._page, self.deck.stockout.table
            marked = len(table.marked)
            told = "  " + ngettext("{count} marked", "{count} marked", marked) if marked else ""
            return Rest(
                title=plain(page.board.sku.sku, "bold"),
                said=plain(told, "mark") if told else (),
                more=(_parts(self._hint(page)),),
                right=plain(f"{table.cursor + 1}/{table.row_count}", "dim") if table.row_count else (),
            )
        if self.state.panel == "restock":
            title, told = self.deck.controls.restock.title()
            return Rest(title=plain(title, "bold"), more=(_parts(told),))
        name = {"contact": _("Write to buyers"), "outbox": _("Outbox")}.get(self.state.panel, "")
        return Rest(title=plain(name, "bold"))

    def _hint(self, page: StockPage) -> str:
        """What a newcomer would do next."""
        keys = {
            name: self.deck.key_of(f"stockout.{name}") for name in ("apply", "contact", "restock", "delist")
        }
        to_ask = any(case.stage == "to_ask" for case in page.cases.values())
        if to_ask:
            return _("{contact} writes to the buyers who are to be asked", **keys)
        if page.board.sku.short:
            return _(
                "{restock} restock · {delist} take off sale · {apply} apply the plan · {contact} write",
                **keys,
            )
        return _("* holds its stock, whatever comes in")

    @flow
    async def _open(self, order_key: str, work: "Callable[[DeskService], StockPage | None]") -> None:
        page = await self.desk("stockout", work)
        if page is None:
            self.flash(_("This order has no SKU: nothing can be said of its stock."), "warning")
            return
        fresh = self.sku() != page.board.sku.sku
        self._page = page
        self.deck.show_panel("stockout")
        self._say(fresh=fresh)
        table = self.deck.stockout.table
        if order_key:
            table.move_to_key(order_key)
        else:
            first = next((hit.order_key for hit in page.board.hits if hit.short), "")
            table.move_to_key(first)
        self.deck.restate_status()
        self._shares = await self.desk("shares", lambda desk: desk.stock.shares())
        self.deck.stockout.foot.set_lines(self._foot(), self.sku())

    def _say(self, *, fresh: bool = False) -> None:
        options = self.deck.render_options()
        title, blocks = stockout_blocks.head(self.page, options)
        pane = self.deck.stockout
        pane.set_time(stockout_time.span(self.page, options))
        pane.set_head(blocks, title, self.sku())
        pane.table.set_empty_text(self._nobody())
        pane.table.set_source(
            stockout_rows.LineSource(self.page, options),
            columns=stockout_rows.line_columns(),
            keep_cursor=not fresh,
            flash=not fresh,
        )
        pane.foot.set_lines(self._foot(), self.sku())
        self.read()
        self.deck.restate_status()

    def read(self) -> None:
        """Say the whole reason of the row under the cursor."""
        pane = self.deck.stockout
        source, told = pane.table.source, []
        if isinstance(source, stockout_rows.LineSource):
            hit = source.hit(pane.table.cursor_key or "")
            told = stockout_blocks.why(*source.why(hit)) if hit else []
        pane.why.set_lines(told, self.sku())

    def _foot(self) -> list[list[Pieces]]:
        return stockout_blocks.foot(
            self.page, self._shares, self.now(), self.deck.key_of("stockout.reallocate")
        )

    def _nobody(self) -> str:
        if self.page.board.sku.on_hand is None:
            return _(
                "Nobody has said how many there are, so no order counts as short. {key} says it.",
                key=self.deck.key_of("stockout.word"),
            )
        return _("No open order wants it.")

    def _say_short(self) -> None:
        if self.short is None:
            return
        source = stockout_rows.BoardSource(self.short, self.deck.render_options())
        self.deck.short.set_source(source, columns=stockout_rows.board_columns())
        self.deck.restate_status()


def _parts(told: str) -> Pieces:
    """What dots keep apart, as pieces that are whole or not there."""
    first, *others = told.split(" · ")
    return (Piece(f"  {first}", "dim"), *(Piece(f" · {one}", "dim") for one in others))
