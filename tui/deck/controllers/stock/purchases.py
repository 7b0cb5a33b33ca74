"""Purchases of a SKU: one that will never come, and whether a restock keyed here and a purchase in a file are one."""

from functools import partial
from typing import Any

from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.i18n import _, times
from orderdeck.widgets.model import Choice


class Purchases(Controller):
    """Which purchase, then what of it."""

    def open(self) -> None:
        """Ask which of the purchases that are to come, or have come and may be a restock keyed here."""
        page = self.deck.controls.stock.page
        coming = [*page.incoming, *page.doubted]
        if not coming:
            self.flash(_("No purchase of it is open."))
        elif len(coming) == 1:
            self._what(coming[0])
        else:
            choices = [Choice(str(at), self._named(one)) for at, one in enumerate(coming[:9], 1)]
            self.status.ask_choice(
                _("Which purchase?"), choices, lambda key: self._what(coming[int(key) - 1]) if key else None
            )

    def _named(self, one: Any) -> str:
        day = times.stamp(one.ordered_at, self.state.zone, self.now())
        pieces = str(one.still_due) if one.still_due else _("received")
        return " · ".join(filter(None, (pieces, one.supplier or "?", day)))

    def _what(self, one: Any) -> None:
        choices = [Choice("n", _("will never come"))] if one.still_due else []
        if one.restock_key and one.in_doubt:
            choices.append(Choice("o", _("is the restock keyed here")))
        if one.restock_key:
            choices.append(Choice("t", _("is another than the restock keyed here")))
        elif self._restocks(one):
            choices.append(Choice("o", _("is a restock keyed here…")))
        self.status.ask_choice(self._named(one), choices, partial(self._chosen, one))

    def _restocks(self, one: Any) -> list[Any]:
        """Restocks keyed here that stand beside a purchase of a file."""
        coming = self.deck.controls.stock.page.incoming
        return [other for other in coming if other.source == "journal"] if one.source == "file" else []

    def _chosen(self, one: Any, key: str | None) -> None:
        sku = self.deck.controls.stock.sku()
        do = self.deck.controls.stock_acts.do
        purchase = one.purchase_key
        if key == "n":
            said = _("{purchase}: will never come", purchase=self._named(one))
            do("ended", (), lambda acts, act: acts.end(sku, purchase, act_id=act), said)
        elif key == "t":
            said = _("Two purchases: each counts by itself")
            do(
                "kept_apart",
                (),
                lambda acts, act: acts.keep_apart(sku, purchase, one.restock_key, act_id=act),
                said,
            )
        elif key == "o" and one.restock_key:
            self._pair(sku, purchase, one.restock_key)
        elif key == "o":
            restocks = self._restocks(one)
            if len(restocks) == 1:
                self._pair(sku, purchase, restocks[0].purchase_key)
                return
            choices = [Choice(str(at), self._named(other)) for at, other in enumerate(restocks[:9], 1)]
            self.status.ask_choice(
                _("Which restock?"),
                choices,
                lambda at: self._pair(sku, purchase, restocks[int(at) - 1].purchase_key) if at else None,
            )

    def _pair(self, sku: str, purchase: str, restock: str) -> None:
        self.deck.controls.stock_acts.do(
            "paired",
            (),
            lambda acts, act: acts.pair(sku, purchase, restock, act_id=act),
            _("One purchase: its pieces count once"),
        )
