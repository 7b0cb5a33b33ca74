"""Restocking: the suppliers beside each other, then pieces and date, each proposed, each taken by enter."""

from functools import partial
from typing import Any

from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.i18n import _, ngettext, times
from orderdeck.tui.i18n import stock_words as stockout_words
from orderdeck.tui.present.stock import choices as stockout_choices


class Restock(Controller):
    """A list of suppliers, then two questions on the status line; what is proposed stands in each already."""

    def __init__(self, deck: Any) -> None:
        super().__init__(deck)
        self._found: Any = None  # data.stock.desk.Restock

    def open(self) -> None:
        """Ask the desk what it would buy from whom, then ask the operator."""
        sku = self.deck.controls.stock.sku()
        if sku:
            self.ask("restock", lambda desk: desk.stock.restock(sku), self._opened)

    def refresh(self) -> None:
        """Ask anew for what the list shows."""
        if self._found is not None:
            sku = self._found.sku
            self.ask("restock", lambda desk: desk.stock.restock(sku), self._shown)

    def restate(self) -> None:
        """Say the list anew."""
        if self._found is not None:
            rows = stockout_choices.rows(self._found, self.deck.manner())
            self.deck.lines.set_rows(rows, header=stockout_choices.header(self._found))
            self.deck.lines.open_rows(row.key for row in rows)

    def enter(self, key: str) -> None:
        """Buy from the supplier under the cursor, from another one, or not at all."""
        kind, _space, name = key.partition(" ")
        if kind == "supplier":
            self._named(self._found, name)
        elif kind == "other":
            self._other(self._found)
        else:
            self.deck.controls.panels.close()

    def number(self, place: str) -> None:
        """The supplier with this number; 0 is another one."""
        if self._found is None:
            return
        names = [one.name for one in self._found.suppliers]
        at = int(place)
        if at == 0:
            self._other(self._found)
        elif at <= len(names):
            self.deck.lines.move_to_key(f"supplier {names[at - 1]}")
            self._named(self._found, names[at - 1])
        else:
            self.flash(_("No supplier has that number."))

    def title(self) -> tuple[str, str]:
        """What the status line calls the list, and what it says of the shortage."""
        found = self._found
        if found is None:
            return _("Restock"), ""
        told = [_("{count} short", count=found.short)]
        if found.on_the_way:
            told.append(_("{count} on the way", count=found.on_the_way))
        told.append(ngettext("{count} order", "{count} orders", found.orders))
        if found.proposal.for_unpaid:
            told.append(_for_whom(found.proposal))
        return _("Restock {sku}", sku=found.sku), " · ".join(told)

    def answer(self) -> None:
        """Note what the supplier under the cursor says."""
        kind, _space, name = (self.deck.lines.cursor_key or "").partition(" ")
        if kind == "supplier":
            self._answered_by(name)
        else:
            self.status.ask_text(
                _("Which supplier answered?"),
                lambda text: self._answered_by(text or ""),
                placeholder=_("supplier"),
            )

    def _answered_by(self, name: str) -> None:
        name = " ".join(name.split())
        if name:
            self.status.ask_text(
                _("{supplier}: pieces left", supplier=name),
                partial(self._left, name),
                placeholder=_("nothing where it doesn't say"),
                wrong=lambda text: self.no_pieces(text, 0) if text.strip() else "",
            )

    def _left(self, name: str, text: str | None) -> None:
        if text is not None:
            left = int(text) if text.strip() else None
            self.status.ask_text(
                _("{supplier}: they come on", supplier=name),
                partial(self._comes, name, left),
                placeholder=_("10-01 · tomorrow · nothing where it doesn't say"),
                wrong=self.no_time,
            )

    def _comes(self, name: str, left: int | None, text: str | None) -> None:
        if text is None:
            return
        at = times.until(text, self.now(), self.state.zone)
        if left is None and at is None:
            self.status.ask_text(
                _("{supplier} says", supplier=name),
                lambda note: self._note(name, None, None, note) if note else None,
                placeholder=_("in its own words"),
            )
        else:
            self._note(name, left, at, None)

    def _note(self, name: str, left: int | None, at: int | None, note: str | None) -> None:
        sku = self._found.sku
        self.deck.controls.stock_acts.do(
            "supplier_answer",
            (),
            lambda acts, one: acts.answer(sku, name, left=left, expected_at=at, note=note, act_id=one),
            _("Answer of {supplier} about {sku} noted", supplier=name, sku=sku),
        )

    def _opened(self, found: Any) -> None:
        self._found = found
        if not found.suppliers:
            self._other(found)
            return
        self.deck.show_panel("restock")
        self.deck.lines.set_filter("")
        self.restate()
        self.deck.lines.cursor_first()
        self.deck.restate_status()

    def _shown(self, found: Any) -> None:
        self._found = found
        if self.state.panel == "restock":
            self.restate()
            self.deck.restate_status()

    def _other(self, found: Any) -> None:
        names = [one.name for one in found.suppliers]
        self.status.ask_text(
            _("Restock {sku} from", sku=found.sku),
            partial(self._named, found),
            placeholder=_("supplier"),
            history=tuple(reversed(names)),
            complete=lambda text: [name for name in names if name.startswith(text)],
            on_change=partial(self._tell, found),
        )

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
            _("Pieces from {supplier}", supplier=name),
            partial(self._counted, found, name),
            str(pieces),
            wrong=self.no_pieces,
        )
        one = _of(found, name)
        told = [_for_whom(found.proposal) if found.proposal.for_unpaid else _("shortage and open demand")]
        if one is not None and one.min_quantity:
            told.append(_("at least {count}", count=one.min_quantity))
        if one is not None and one.left is not None:
            told.append(_("{count} left", count=one.left))
        if found.on_the_way:
            told.append(_("{count} on the way", count=found.on_the_way))
        self.status.set_note(" · ".join(told))

    def _counted(self, found: Any, name: str, text: str | None) -> None:
        if text is None:
            return
        pieces = int(text)
        arrives = found.arrivals.get(name)
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
        if self.state.panel == "restock":
            self.deck.controls.panels.close()
        self.deck.controls.stock_acts.do(
            "restock",
            (),
            lambda acts, act_id: acts.restock(found.sku, name, pieces, act_id=act_id, **more),
            said,
        )


def _of(found: Any, name: str) -> Any:
    return next((one for one in found.suppliers if one.name == name), None)


def _for_whom(proposal: Any) -> str:
    return _(
        "{paid} for paid orders, {unpaid} for unpaid ones", paid=proposal.for_paid, unpaid=proposal.for_unpaid
    )
