"""Restocking: the suppliers beside each other, then pieces and date, each proposed, each taken by enter."""

from functools import partial
from typing import TYPE_CHECKING

from orderdeck.tui.deck import layout
from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.deck.ports import Deck
from orderdeck.tui.i18n import _, ngettext, times
from orderdeck.tui.i18n.words import stock as stockout_words
from orderdeck.tui.present.stock import choices as stockout_choices
from orderdeck.widgets.prompt.flow import flow

if TYPE_CHECKING:
    from orderdeck.data.stock.desk import Restock as Found
    from orderdeck.data.stock.plan.proposal import Proposal
    from orderdeck.data.stock.supply.suppliers import Supplier


class RestockController(Controller):
    """A list of suppliers, then two questions on the status line; what is proposed stands in each already."""

    def __init__(self, deck: Deck) -> None:
        super().__init__(deck)
        self._found: Found | None = None

    @flow
    async def open(self) -> None:
        """Ask the desk what it would buy from whom, then ask the operator."""
        sku = self.deck.controls.stock.sku()
        if not sku:
            return
        found = self._found = await self.desk("restock", lambda desk: desk.stock.restock(sku))
        if not found.suppliers:
            await self._other(found)
            return
        self.deck.show_panel("restock")
        self.deck.lines.set_filter("")
        self.restate()
        self.deck.lines.cursor_first()
        self.deck.restate_status()

    @flow
    async def refresh(self) -> None:
        """Ask anew for what the list shows."""
        if self._found is not None:
            sku = self._found.sku
            self._found = await self.desk("restock", lambda desk: desk.stock.restock(sku))
            if self.state.panel == "restock":
                self.restate()
                self.deck.restate_status()

    def restate(self) -> None:
        """Say the list anew."""
        if self._found is not None:
            width = layout.list_width(self.deck.size.width)
            rows = stockout_choices.rows(self._found, self.deck.render_options(), width)
            self.deck.lines.set_rows(rows, header=stockout_choices.header(self._found, width))
            self.deck.lines.open_rows(row.key for row in rows)

    @flow
    async def enter(self, key: str) -> None:
        """Buy from the supplier under the cursor, from another one, or not at all."""
        kind, _space, name = key.partition(" ")
        if kind == "supplier" and self._found is not None:
            await self._from(self._found, name)
        elif kind == "other" and self._found is not None:
            await self._other(self._found)
        else:
            self.deck.controls.panels.close()

    @flow
    async def number(self, place: str) -> None:
        """The supplier with this number; 0 is another one."""
        if self._found is None:
            return
        names = [one.name for one in self._found.suppliers]
        at = int(place)
        if at == 0:
            await self._other(self._found)
        elif at <= len(names):
            self.deck.lines.move_to_key(f"supplier {names[at - 1]}")
            await self._from(self._found, names[at - 1])
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
        if found.short and not found.proposal.pieces:
            told.append(_("the plan buys nothing"))
        return _("Restock {sku}", sku=found.sku), " · ".join(told)

    @flow
    async def answer(self) -> None:
        """Note what the supplier under the cursor says: pieces left, a day, or its own words."""
        kind, _space, name = (self.deck.lines.cursor_key or "").partition(" ")
        if kind != "supplier":
            name = await self.status.prompt(_("Which supplier answered?"), placeholder=_("supplier")) or ""
        name = " ".join(name.split())
        if not name:
            return
        left = await self.status.prompt(
            _("{supplier}: pieces left", supplier=name),
            placeholder=_("nothing where it doesn't say"),
            wrong=lambda text: self.no_pieces(text, 0) if text.strip() else "",
        )
        if left is None:
            return
        day = await self.status.prompt(
            _("{supplier}: they come on", supplier=name),
            placeholder=_("10-01 · tomorrow · nothing where it doesn't say"),
            wrong=self.no_time,
        )
        if day is None:
            return
        pieces = int(left) if left.strip() else None
        at = times.until(day, self.now(), self.state.zone)
        note = None
        if pieces is None and at is None:
            note = await self.status.prompt(
                _("{supplier} says", supplier=name), placeholder=_("in its own words")
            )
            if not note:
                return
        self._note(name, pieces, at, note)

    def _note(self, name: str, left: int | None, at: int | None, note: str | None) -> None:
        if self._found is None:
            return
        sku = self._found.sku
        self.deck.controls.stock_acts.do(
            "supplier_answer",
            (),
            lambda acts, one: acts.answer(sku, name, left=left, expected_at=at, note=note, act_id=one),
            _("Answer of {supplier} about {sku} noted", supplier=name, sku=sku),
        )

    async def _other(self, found: "Found") -> None:
        """From a supplier that is typed."""
        names = [one.name for one in found.suppliers]
        name = await self.status.prompt(
            _("Restock {sku} from", sku=found.sku),
            placeholder=_("supplier"),
            history=tuple(reversed(names)),
            complete=lambda text: [name for name in names if name.startswith(text)],
            on_change=partial(self._tell, found),
        )
        name = " ".join((name or "").split())
        if name:
            await self._from(found, name)

    def _tell(self, found: "Found", name: str) -> None:
        """What the supplier named takes, at the right end of the line."""
        one = _of(found, name.strip())
        if one is None:
            self.status.set_note("")
            return
        price = times.money(one.last_price, one.currency) if one.last_price is not None else ""
        half = _("half within {days}", days=stockout_words.days(one.lead_time.median))
        self.status.set_note(" · ".join(filter(None, (price, half))))

    async def _from(self, found: "Found", name: str) -> None:
        """How many from this supplier, and when they are to come, each proposed; then it is on the purchase list."""
        one = _of(found, name)
        typed = await self.status.prompt(
            _("Pieces from {supplier}", supplier=name),
            str(found.pieces.get(name, found.pieces[""])),
            wrong=self.no_pieces,
            note=self._why_so_many(found, one),
        )
        if typed is None:
            return
        pieces, arrives = int(typed), found.arrivals.get(name)
        day = await self.status.prompt(
            _("{count} pieces expected on", count=pieces),
            f"{times.at_zone(arrives, self.state.zone):%Y-%m-%d}" if arrives else "",
            placeholder=_("10-01 · tomorrow · nothing where not known"),
            wrong=self.no_time,
        )
        if day is not None:
            self._bought(found, name, pieces, times.until(day, self.now(), self.state.zone))

    def _why_so_many(self, found: "Found", one: "Supplier | None") -> str:
        told = [_("shortage and open demand")]
        if found.proposal.for_unpaid:
            told = [_for_whom(found.proposal)]
        elif not found.proposal.pieces:
            told = [_("the plan buys nothing")]
        if one is not None and one.min_quantity:
            told.append(_("at least {count}", count=one.min_quantity))
        if one is not None and one.left is not None:
            told.append(_("{count} left", count=one.left))
        if found.on_the_way:
            told.append(_("{count} on the way", count=found.on_the_way))
        return " · ".join(told)

    def _bought(self, found: "Found", name: str, pieces: int, expected: int | None) -> None:
        one = _of(found, name)
        price = one.last_price if one is not None else None
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
            lambda acts, act_id: acts.restock(
                found.sku,
                name,
                pieces,
                act_id=act_id,
                expected_at=expected,
                title=found.title,
                unit_price=f"{price.normalize():f}" if price is not None else None,
                currency=one.currency if one is not None else None,
                supplier_sku=one.supplier_sku if one is not None else None,
            ),
            said,
        )


def _of(found: "Found", name: str) -> "Supplier | None":
    return next((one for one in found.suppliers if one.name == name), None)


def _for_whom(proposal: "Proposal") -> str:
    return _(
        "{paid} for paid orders, {unpaid} for unpaid ones", paid=proposal.for_paid, unpaid=proposal.for_unpaid
    )
