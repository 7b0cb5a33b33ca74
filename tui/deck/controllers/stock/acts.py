"""Acts from the screen of a SKU: its plan, its listing, what is known of its stock, whose stock it is."""

from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Literal

from orderdeck.data.stock.cases import ASK_OF, open_cases
from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.i18n import _, act_phrases, labelled, ngettext, noted, phrases, sentences, times
from orderdeck.tui.i18n.words import stock as stockout_words
from orderdeck.tui.present.records import ActionResult
from orderdeck.widgets.model import Choice
from orderdeck.widgets.prompt.flow import flow

if TYPE_CHECKING:
    from orderdeck.data.stock.acts.facade import Listing
    from orderdeck.tui.deck.ports import Work


class StockActsController(Controller):
    """What each does is said before it is done where it leaves the deck, and after it is on disk."""

    @flow
    async def do(self, kind: str, order_keys: Sequence[str], work: "Work", said: str) -> None:
        """Have `work(acts, act_id)` done in the desk's thread, then say `said`, or what stood against it."""
        sku = self.deck.controls.stock.sku()
        self.deck.short.let_go([sku])
        self.deck.stockout.table.let_go(order_keys)
        self.report(said, await self.desk("", lambda desk: desk.stock.do(kind, order_keys, work)))

    def report(self, said: str, done: ActionResult) -> None:
        """What became of it."""
        against = phrases.joined(
            dict.fromkeys(act_phrases.blocked(one.code, one.value) for one in done.blocked)
        )
        if done.acts:
            told = _("{what}. {undo} undoes.", what=said, undo=self.deck.key_of("act.undo"))
            left_out = (
                ngettext(
                    "{count} left out: {why}.", "{count} left out: {why}.", len(done.blocked), why=against
                )
                if done.blocked
                else ""
            )
            self.flash(sentences([told, left_out]), "warning" if done.blocked else "ok")
        elif done.waiting:
            self.flash(
                _("{what}: not written yet, {why}. It is kept and tried again.", what=said,
                  why=phrases.trouble(done.trouble)),
                "warning",
            )  # fmt: skip
        elif done.blocked:
            self.flash(against, "warning")
        self.state.can_undo, self.state.can_redo = done.can_undo, done.can_redo
        self.deck.controls.stock.refresh()
        self.deck.restate_status()

    # About the SKU

    @flow
    async def delist(self) -> None:
        """Take off sale, or put back, after saying what that means."""
        sku = self.deck.controls.stock.sku()
        if not sku:
            return
        page = await self.desk("", lambda desk: desk.stock.page(sku))
        if page.delisted_at:
            if await self.status.confirm(_("Put {sku} back on sale?", sku=sku)):
                said = _("{sku} to be listed", sku=sku)
                self.do("relist", (), lambda acts, one: acts.relist(sku, act_id=one), said)
        elif await self.status.confirm(self._whether_delisted(sku, page.listing)):
            said = _("{sku} taken off sale", sku=sku)
            self.do("delist", (), lambda acts, one: acts.delist(sku, act_id=one), said)

    def _whether_delisted(self, sku: str, listing: "Listing") -> str:
        if listing.scope == "product":
            return _(
                "Delist product {product} (none of its {count} SKUs is left)?",
                count=listing.skus,
                product=listing.product_id,
            )
        if listing.skus:
            return _(
                "Set {sku} to 0 ({alive} of {count} SKUs of its product stay)?",
                sku=sku,
                alive=listing.skus - listing.dead,
                count=listing.skus,
            )
        return _("Set {sku} to 0 (no product list knows it)?", sku=sku)

    @flow
    async def word(self) -> None:
        """What the operator knows of the stock."""
        sku = self.deck.controls.stock.sku()
        if not sku:
            return
        choices = (
            Choice("o", _("out")),
            Choice("l", _("so many left…")),
            Choice("b", _("back in stock")),
            Choice("e", _("expected on…")),
        )
        key = await self.status.choose(_("{sku} is", sku=sku), choices)
        if key == "l":
            await self._left(sku)
        elif key == "e":
            await self._expected(sku)
        elif key == "o":
            said = _("{sku} is out", sku=sku)
            self.do("stock_word", (), lambda acts, one: acts.word(sku, "out", act_id=one), said)
        elif key == "b":
            said = _("{sku} is back", sku=sku)
            self.do("stock_word", (), lambda acts, one: acts.word(sku, "back", act_id=one), said)

    async def _left(self, sku: str) -> None:
        text = await self.status.prompt(
            _("Pieces of {sku} left", sku=sku), wrong=partial(self.no_pieces, least=0)
        )
        if text is None:
            return
        pieces = int(text)
        said = ngettext("{count} piece of {sku} left", "{count} pieces of {sku} left", pieces, sku=sku)
        self.do("stock_word", (), lambda acts, one: acts.word(sku, "left", pieces, act_id=one), said)

    async def _expected(self, sku: str) -> None:
        text = await self.status.prompt(
            _("{sku} expected on", sku=sku),
            placeholder=_("2h · 18:00 · tomorrow · 10-01"),
            wrong=partial(self.no_time, blank=False),
        )
        at = times.until(text or "", self.now(), self.state.zone)
        if at is None:
            return
        said = _("{sku} expected {time}", sku=sku, time=times.stamp(at, self.state.zone, self.now()))
        self.do(
            "stock_word", (), lambda acts, one: acts.word(sku, "expected", expected_at=at, act_id=one), said
        )

    @flow
    async def receipt(self) -> None:
        """Pieces of a purchase have come: which purchase where there are several, then how many."""
        coming = self.deck.controls.stock.page.incoming
        if not coming:
            self.flash(
                _(
                    "No purchase of it is open. {key} says what is there.",
                    key=self.deck.key_of("stockout.word"),
                )
            )
            return
        place: str | None = "1"
        if len(coming) > 1:
            choices = [
                Choice(str(at), f"{one.still_due} · {one.supplier or '?'}")
                for at, one in enumerate(coming[:9], 1)
            ]
            place = await self.status.choose(_("Which purchase came?"), choices)
        if place is None:
            return
        purchase = coming[int(place) - 1]
        label = _("Pieces received from {supplier}", supplier=purchase.supplier or "?")
        text = await self.status.prompt(label, str(purchase.still_due), wrong=self.no_pieces)
        if text is None:
            return
        pieces = int(text)
        sku, key = self.deck.controls.stock.sku(), purchase.purchase_key
        said = ngettext(
            "{count} piece of {sku} received", "{count} pieces of {sku} received", pieces, sku=sku
        )
        self.do("receipt", (), lambda acts, one: acts.receive(sku, key, pieces, act_id=one), said)

    # About the plan

    @flow
    async def apply(self) -> None:
        """Say all that the plan would do, then do it as one."""
        page = self.deck.controls.stock.page
        hits = [hit for hit in page.board.hits if hit.order_key in page.rows]
        from orderdeck.data.stock.acts.applying import effects

        plan = effects(hits, open_cases(page.cases.values()), page.wished)
        told = []
        if plan.pieces:
            told.append(
                ngettext(
                    "allot {pieces} to {count} order",
                    "allot {pieces} to {count} orders",
                    len(plan.ship),
                    pieces=plan.pieces,
                )
            )
        if plan.wait:
            told.append(ngettext("{count} order waits", "{count} orders wait", len(plan.wait)))
        for (sku, supplier), pieces in plan.to_order().items():
            named = f"{pieces} × {sku}" if sku != page.board.sku.sku else str(pieces)
            told.append(
                _("{count} to order from {supplier}", count=named, supplier=supplier)
                if supplier
                else _("{count} to order", count=named)
            )
        counts = Counter(what for _order, what in plan.ask)
        for action, what in ASK_OF.items():
            if counts[what]:
                told.append(_("{action}: {count}", action=stockout_words.action(action), count=counts[what]))
        if plan.drop:
            told.append(_("not to be asked any more: {count}", count=len(plan.drop)))
        if not told or plan.nothing:
            self.flash(act_phrases.blocked("nothing_to_apply") if told else _("The plan asks for nothing."))
            return
        states = {key: row["state"] for key, row in page.rows.items() if row["state"]}
        board = page.board
        if await self.status.confirm(_("Apply: {what}?", what=phrases.joined(told))):
            self.do(
                "plan_applied",
                [hit.order_key for hit in hits],
                lambda acts, one: acts.apply(board, states, act_id=one),
                ngettext("Plan applied to {count} order", "Plan applied to {count} orders", len(hits)),
            )

    @flow
    async def overrule(self) -> None:
        """Another action for the chosen orders."""
        keys = self.deck.chosen()
        choices = (
            Choice("w", stockout_words.action("wait_restock")),
            Choice("t", stockout_words.action("ask_time")),
            Choice("c", stockout_words.action(self._given_up(keys))),
            Choice("b", stockout_words.action("ask_choice")),
            Choice("p", stockout_words.action("none")),
        )
        orders = self.deck.controls.acts.orders(keys)
        key = await self.status.choose(orders, choices)
        action = {"w": "wait_restock", "t": "ask_time", "b": "ask_choice", "p": "none"}.get(key or "")
        if key == "c":
            action = self._given_up(keys)
        if action:
            said = labelled(orders, stockout_words.action(action))
            self.deck.stockout.table.clear_marks()
            self.do("plan_override", keys, lambda acts, one: acts.overrule(keys, action, act_id=one), said)

    def _given_up(self, keys: Sequence[str]) -> str:
        """How these orders end that can't be sent: as the marketplace of the first of them allows."""
        hits = {hit.order_key: hit for hit in self.deck.controls.stock.page.board.hits}
        ways = {hits[key].step.allowed.give_up for key in keys if key in hits} - {"ask_choice"}
        return str(ways.pop()) if len(ways) == 1 else "ask_cancel"

    @flow
    async def move(self) -> None:
        """Stock from another order for the one under the cursor."""
        page, target = self.deck.controls.stock.page, self.deck.chosen_one() or ""
        givers = [hit for hit in page.board.hits if hit.allotted and hit.order_key in page.rows]
        hit = next((one for one in page.board.hits if one.order_key == target), None)
        if hit is None or not hit.short:
            self.flash(_("This order lacks nothing of it."))
            return
        if not givers:
            self.flash(_("No order has any of it to give."), "warning")
            return
        # those that have most time left can best do without
        givers.sort(
            key=lambda one: page.rows[one.order_key]["deadline"] or page.rows[target]["deadline"],
            reverse=True,
        )
        choices = [
            Choice(
                str(at),
                noted(
                    page.rows[one.order_key]["order_id"],
                    phrases.joined(
                        (times.left(page.rows[one.order_key]["deadline"], self.now()), str(one.allotted))
                    ),
                ),
            )
            for at, one in enumerate(givers[:4], 1)
        ]
        key = await self.status.choose(
            _("Take stock for {order} from", order=self.deck.order_id(target)), choices
        )
        if key is None:
            return
        source, sku = givers[int(key) - 1].order_key, self.deck.controls.stock.sku()
        said = _(
            "Stock moved from {source} to {target}",
            source=self.deck.order_id(source),
            target=self.deck.order_id(target),
        )
        self.do(
            "move_stock", [target, source], lambda acts, one: acts.move(sku, target, source, act_id=one), said
        )

    @flow
    async def reallocate(self) -> None:
        """Stock from orders that can wait to those that can't, after saying whose it is and what it saves."""
        page = self.deck.controls.stock.page
        better = page.reallocation
        if better is None:
            self.flash(_("No other way to share it out is known to lose less."))
            return
        states = {key: page.rows[key]["state"] for key in better.orders if key in page.rows}
        question = _("Keep {what}?", what=stockout_words.reallocation(better, page.rows, self.now()))
        said = _(
            "Stock moved: {saved} more kept", saved=stockout_words.amounts(better.saved, better.saved_unknown)
        )
        if await self.status.confirm(question):
            self.report(said, await self.desk("", lambda desk: desk.stock.reallocate(better, states)))

    def release(self) -> None:
        """Give stock back."""
        key = self.deck.chosen_one()
        if key:
            said = _("{order}: stock released", order=self.deck.order_id(key))
            self.do("release_allotment", [key], lambda acts, one: acts.release(key, act_id=one), said)

    @flow
    async def case(self) -> None:
        """The buyer agreed, or the case is closed."""
        key = self.deck.chosen_one()
        if not key:
            return
        case = self.deck.controls.stock.page.cases.get(key)
        ours = case is not None and case.what == "we_cancel"
        agreed = _("cancelled at the marketplace") if ours else _("the buyer agreed")
        choices = (Choice("a", agreed), Choice("c", _("close the case")))
        chosen = await self.status.choose(self.deck.order_id(key), choices)
        kind: Literal["agreed", "closed"] = "agreed" if chosen == "a" else "closed"
        if chosen:
            said = labelled(self.deck.order_id(key), stockout_words.stage(kind))
            self.do(kind, [key], lambda acts, one: acts.step(key, kind, act_id=one), said)
