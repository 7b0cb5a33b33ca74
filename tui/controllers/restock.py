"""Restocking: supplier, pieces and date, each proposed, each taken by enter."""

import math
from functools import partial
from typing import Any

from tui import stockout_words, times
from tui.controllers.base import Controller
from tui.words import _, ngettext


class Restock(Controller):
    """Three questions on the status line; what is proposed stands in each already."""

    def open(self) -> None:
        """Ask the desk what it would buy, then ask the operator."""
        sku = self.deck.controls.stock.sku()
        if sku:
            self.ask("restock", lambda desk: desk.stock.restock(sku), self._supplier)

    def _supplier(self, found: Any) -> None:
        names = [one.name for one in found.suppliers]
        self.status.ask_text(
            _("Restock {sku} from", sku=found.sku),
            partial(self._named, found),
            names[0] if names else "",
            placeholder=_("supplier"),
            history=tuple(reversed(names)),
            complete=lambda text: [name for name in names if name.startswith(text)],
            on_change=partial(self._tell, found),
        )
        self._tell(found, names[0] if names else "")

    def _tell(self, found: Any, name: str) -> None:
        """What the supplier named takes, at the right end of the line."""
        one = _of(found, name.strip())
        if one is None:
            self.status.set_note("")
            return
        price = times.money(one.last_price, one.currency) if one.last_price is not None else ""
        half = _("half within {days}", days=stockout_words.days(one.lead_time.median))
        self.status.set_note(" · ".join(filter(None, (price, half))))

    def _named(self, found: Any, name: str | None) -> None:
        name = " ".join((name or "").split())
        if not name:
            return
        pieces = found.pieces.get(name, found.pieces[""])
        self.status.ask_text(
            _("Pieces"),
            partial(self._counted, found, name),
            str(pieces),
            wrong=self.no_pieces,
        )
        one = _of(found, name)
        told = [_("shortage and open demand")]
        if one is not None and one.min_quantity:
            told.append(_("at least {count}", count=one.min_quantity))
        if found.on_the_way:
            told.append(_("{count} on the way", count=found.on_the_way))
        self.status.set_note(" · ".join(told))

    def _counted(self, found: Any, name: str, text: str | None) -> None:
        if text is None:
            return
        pieces = int(text)
        one = _of(found, name)
        lead = one.lead_time.median if one is not None else None
        arrives = self.now() + math.ceil(lead) * times.DAY if lead is not None else None
        day = f"{times.at_zone(arrives, self.state.zone):%Y-%m-%d}" if arrives else ""
        self.status.ask_text(
            _("{count} pieces expected on", count=pieces),
            partial(self._dated, found, name, pieces),
            day,
            placeholder=_("10-01 · tomorrow · nothing where not known"),
            wrong=self.no_time,
        )

    def _dated(self, found: Any, name: str, pieces: int, text: str | None) -> None:
        if text is None:
            return
        expected = times.until(text, self.now(), self.state.zone)
        one = _of(found, name)
        more: dict[str, Any] = {"expected_at": expected, "title": found.title}
        if one is not None:
            price = f"{one.last_price.normalize():f}" if one.last_price is not None else None
            more |= {"unit_price": price, "currency": one.currency, "supplier_sku": one.supplier_sku}
        said = ngettext(
            "{count} piece of {sku} on the purchase list of {supplier}",
            "{count} pieces of {sku} on the purchase list of {supplier}",
            pieces,
            sku=found.sku,
            supplier=name,
        )
        self.deck.controls.stock_acts.do(
            "restock",
            (),
            lambda acts, act_id: acts.restock(found.sku, name, pieces, act_id=act_id, **more),
            said,
        )


def _of(found: Any, name: str) -> Any:
    return next((one for one in found.suppliers if one.name == name), None)
