"""Purchases of a SKU: one that will never come, and whether a restock keyed here and a purchase in a file are one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.i18n import _, times
from orderdeck.widgets.model import Choice
from orderdeck.widgets.prompt.flow import flow

if TYPE_CHECKING:
    from orderdeck.data.stock.desk import Incoming


class PurchasesController(Controller):
    """Which purchase, then what of it."""

    @flow
    async def open(self) -> None:
        """Ask which of the purchases that are to come, or that may be a restock keyed here; then what."""
        page = self.deck.controls.stock.page
        coming = [*page.incoming, *page.doubted]
        if not coming:
            self.flash(_("No purchase of it is open."))
            return
        one = await self._which(_("Which purchase?"), coming)
        if one is None:
            return
        choices = [Choice("n", _("will never come"))] if one.still_due else []
        if one.restock_key and one.in_doubt:
            choices.append(Choice("o", _("is the restock keyed here")))
        if one.restock_key:
            choices.append(Choice("t", _("is another than the restock keyed here")))
        elif self._restocks(one):
            choices.append(Choice("o", _("is a restock keyed here…")))
        key = await self.status.choose(self._named(one), choices)
        if key == "n":
            self._ended(one)
        elif key == "t" and one.restock_key:
            self._apart(one, one.restock_key)
        elif key == "o":
            restock = one.restock_key
            if not restock:
                chosen = await self._which(_("Which restock?"), self._restocks(one))
                restock = chosen.purchase_key if chosen else None
            if restock:
                self._paired(one, restock)

    async def _which(self, question: str, among: "Sequence[Incoming]") -> "Incoming | None":
        """One of these, asked for where there are several."""
        if len(among) == 1:
            return among[0]
        choices = [Choice(str(at), self._named(one)) for at, one in enumerate(among[:9], 1)]
        key = await self.status.choose(question, choices)
        return among[int(key) - 1] if key else None

    def _named(self, one: "Incoming") -> str:
        day = times.stamp(one.ordered_at, self.state.zone, self.now())
        pieces = str(one.still_due) if one.still_due else _("received")
        return " · ".join(filter(None, (pieces, one.supplier or "?", day)))

    def _restocks(self, one: "Incoming") -> "list[Incoming]":
        """Restocks keyed here that stand beside a purchase of a file."""
        coming = self.deck.controls.stock.page.incoming
        return [other for other in coming if other.source == "journal"] if one.source == "file" else []

    def _ended(self, one: "Incoming") -> None:
        sku, purchase = self.deck.controls.stock.sku(), one.purchase_key
        said = _("{purchase}: will never come", purchase=self._named(one))
        self.deck.controls.stock_acts.do(
            "ended", (), lambda acts, act: acts.end(sku, purchase, act_id=act), said
        )

    def _apart(self, one: "Incoming", restock: str) -> None:
        sku, purchase = self.deck.controls.stock.sku(), one.purchase_key
        self.deck.controls.stock_acts.do(
            "kept_apart",
            (),
            lambda acts, act: acts.keep_apart(sku, purchase, restock, act_id=act),
            _("Two purchases: each counts by itself"),
        )

    def _paired(self, one: "Incoming", restock: str) -> None:
        sku, purchase = self.deck.controls.stock.sku(), one.purchase_key
        self.deck.controls.stock_acts.do(
            "paired",
            (),
            lambda acts, act: acts.pair(sku, purchase, restock, act_id=act),
            _("One purchase: its pieces count once"),
        )
