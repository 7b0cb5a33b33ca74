"""Acts from the screen of a SKU: its plan, its listing, what is known of its stock, whose stock it is."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.i18n import _, act_phrases, labelled, ngettext, noted, phrases, times
from orderdeck.tui.i18n import stock_words as stockout_words
from orderdeck.tui.present.records import Done
from orderdeck.widgets.model import Choice


class StockActs(Controller):
    """What each does is said before it is done where it leaves the deck, and after it is on disk."""

    def do(self, kind: str, order_keys: Sequence[str], work: Callable[[Any, str], Any], said: str) -> None:
        """Have `work(acts, act_id)` done in the desk's thread, then say `said`, or what stood against it."""
        self.ask("", lambda desk: desk.stock.do(kind, order_keys, work), partial(self.report, said))

    def report(self, said: str, done: Done) -> None:
        """What became of it."""
        against = phrases.joined(
            dict.fromkeys(act_phrases.blocked(one.code, one.value) for one in done.blocked)
        )
        if done.acts:
            undo = _("{undo} undoes.", undo=self.deck.key_of("act.undo"))
            left_out = (
                " "
                + ngettext(
                    "{count} left out: {why}.", "{count} left out: {why}.", len(done.blocked), why=against
                )
                if done.blocked
                else ""
            )
            self.flash(f"{said}. {undo}{left_out}", "warning" if done.blocked else "ok")
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

    def delist(self) -> None:
        """Take off sale, or put back, after saying what that means."""
        sku = self.deck.controls.stock.sku()
        if sku:
            self.ask("", lambda desk: desk.stock.page(sku), self._delist)

    def _delist(self, page: Any) -> None:
        sku, listing = page.board.sku.sku, page.listing
        if page.delisted_at:
            question = _("Put {sku} back on sale?", sku=sku)
            self._sure(
                question,
                "relist",
                lambda acts, one: acts.relist(sku, act_id=one),
                _("{sku} to be listed", sku=sku),
            )
            return
        if listing.scope == "product":
            question = _(
                "Delist product {product} (none of its {count} SKUs is left)?",
                count=listing.skus,
                product=listing.product_id,
            )
        elif listing.skus:
            question = _(
                "Set {sku} to 0 ({alive} of {count} SKUs of its product stay)?",
                sku=sku,
                alive=listing.skus - listing.dead,
                count=listing.skus,
            )
        else:
            question = _("Set {sku} to 0 (no product list knows it)?", sku=sku)
        self._sure(
            question,
            "delist",
            lambda acts, one: acts.delist(sku, act_id=one),
            _("{sku} taken off sale", sku=sku),
        )

    def word(self) -> None:
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
        self.status.ask_choice(_("{sku} is", sku=sku), choices, partial(self._word, sku))

    def _word(self, sku: str, key: str | None) -> None:
        if key == "l":
            self.status.ask_text(
                _("Pieces of {sku} left", sku=sku),
                partial(self._left, sku),
                wrong=partial(self.no_pieces, least=0),
            )
        elif key == "e":
            self.status.ask_text(
                _("{sku} expected on", sku=sku),
                partial(self._expected, sku),
                placeholder=_("2h · 18:00 · tomorrow · 10-01"),
                wrong=partial(self.no_time, blank=False),
            )
        elif key:
            word = {"o": "out", "b": "back"}[key]
            said = _("{sku} is out", sku=sku) if word == "out" else _("{sku} is back", sku=sku)
            self.do("stock_word", (), lambda acts, one: acts.word(sku, word, act_id=one), said)

    def _left(self, sku: str, text: str | None) -> None:
        if text is None:
            return
        pieces = int(text)
        said = ngettext("{count} piece of {sku} left", "{count} pieces of {sku} left", pieces, sku=sku)
        self.do("stock_word", (), lambda acts, one: acts.word(sku, "left", pieces, act_id=one), said)

    def _expected(self, sku: str, text: str | None) -> None:
        if text is None:
            return
        at = times.until(text, self.now(), self.state.zone)
        if at is None:
            return
        said = _("{sku} expected {time}", sku=sku, time=times.stamp(at, self.state.zone, self.now()))
        self.do(
            "stock_word", (), lambda acts, one: acts.word(sku, "expected", expected_at=at, act_id=one), said
        )

    def receipt(self) -> None:
        """Pieces of a purchase have come: which purchase where there are several, then how many."""
        page = self.deck.controls.stock.page
        if not page.incoming:
            self.flash(
                _(
                    "No purchase of it is open. {key} says what is there.",
                    key=self.deck.key_of("stockout.word"),
                )
            )
        elif len(page.incoming) == 1:
            self._how_many(page.incoming[0])
        else:
            choices = [
                Choice(str(at), f"{one.still_due} · {one.supplier or '?'}")
                for at, one in enumerate(page.incoming[:9], 1)
            ]
            self.status.ask_choice(
                _("Which purchase came?"),
                choices,
                lambda key: self._how_many(page.incoming[int(key) - 1]) if key else None,
            )

    def _how_many(self, purchase: Any) -> None:
        label = _("Pieces received from {supplier}", supplier=purchase.supplier or "?")
        due = str(purchase.still_due)
        self.status.ask_text(label, partial(self._received, purchase), due, wrong=self.no_pieces)

    def _received(self, purchase: Any, text: str | None) -> None:
        if text is None:
            return
        pieces = int(text)
        sku, key = self.deck.controls.stock.sku(), purchase.purchase_key
        said = ngettext(
            "{count} piece of {sku} received", "{count} pieces of {sku} received", pieces, sku=sku
        )
        self.do("receipt", (), lambda acts, one: acts.receive(sku, key, pieces, act_id=one), said)

    # About the plan

    def apply(self) -> None:
        """Say all that the plan would do, then do it as one."""
        page = self.deck.controls.stock.page
        hits = [hit for hit in page.board.hits if hit.order_key in page.rows]
        from orderdeck.data.stock.acts.applying import effects
        from orderdeck.data.stock.cases import ASK_OF

        asked = {key for key, case in page.cases.items() if case.stage != "closed"}
        plan = effects(hits, asked, page.wished)
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
        if not told or plan.nothing:
            self.flash(act_phrases.blocked("nothing_to_apply") if told else _("The plan asks for nothing."))
            return
        states = {key: row["state"] for key, row in page.rows.items() if row["state"]}
        board = page.board
        question = _("Apply: {what}?", what=phrases.joined(told))
        said = ngettext("Plan applied to {count} order", "Plan applied to {count} orders", len(hits))
        self._sure(
            question,
            "plan_applied",
            lambda acts, one: acts.apply(board, states, act_id=one),
            said,
            [hit.order_key for hit in hits],
        )

    def overrule(self) -> None:
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
        self.status.ask_choice(orders, choices, partial(self._overruled, keys, orders))

    def _given_up(self, keys: Sequence[str]) -> str:
        """How these orders end that can't be sent: as the marketplace of the first of them allows."""
        hits = {hit.order_key: hit for hit in self.deck.controls.stock.page.board.hits}
        ways = {hits[key].step.allowed.give_up for key in keys if key in hits} - {"ask_choice"}
        return str(ways.pop()) if len(ways) == 1 else "ask_cancel"

    def _overruled(self, keys: list[str], orders: str, key: str | None) -> None:
        action = {"w": "wait_restock", "t": "ask_time", "b": "ask_choice", "p": "none"}.get(key or "")
        if key == "c":
            action = self._given_up(keys)
        if action:
            said = labelled(orders, stockout_words.action(action))
            self.deck.stockout.table.clear_marks()
            self.do("plan_override", keys, lambda acts, one: acts.overrule(keys, action, act_id=one), said)

    def move(self) -> None:
        """Stock from another order for the one under the cursor."""
        page, target = self.deck.controls.stock.page, self.deck.chosen_one() or ""
        givers = [hit for hit in page.board.hits if hit.allotted and hit.order_key in page.rows]
        hit = next((one for one in page.board.hits if one.order_key == target), None)
        if hit is None or not hit.short:
            self.flash(_("This order lacks nothing of it."))
        elif not givers:
            self.flash(_("No order has any of it to give."), "warning")
        else:
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
            question = _("Take stock for {order} from", order=self.deck.order_id(target))
            self.status.ask_choice(question, choices, partial(self._moved, target, givers))

    def _moved(self, target: str, givers: list[Any], key: str | None) -> None:
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

    def reallocate(self) -> None:
        """Stock from orders that can wait to those that can't, after saying whose it is and what it saves."""
        page = self.deck.controls.stock.page
        better = page.reallocation
        if better is None:
            self.flash(_("No other way to share it out is known to lose less."))
            return
        states = {key: page.rows[key]["state"] for key in better.orders if key in page.rows}
        question = _("Keep {what}?", what=stockout_words.reallocation(page, self.now()))
        said = _(
            "Stock moved: {saved} more kept", saved=stockout_words.amounts(better.saved, better.saved_unknown)
        )
        self.status.ask_confirm(
            question,
            lambda yes: (
                self.ask("", lambda desk: desk.stock.reallocate(better, states), partial(self.report, said))
                if yes
                else None
            ),
        )

    def release(self) -> None:
        """Give stock back."""
        key = self.deck.chosen_one()
        if key:
            said = _("{order}: stock released", order=self.deck.order_id(key))
            self.do("release_allotment", [key], lambda acts, one: acts.release(key, act_id=one), said)

    def case(self) -> None:
        """The buyer agreed, or the case is closed."""
        key = self.deck.chosen_one()
        if key:
            case = self.deck.controls.stock.page.cases.get(key)
            ours = case is not None and case.what == "we_cancel"
            agreed = _("cancelled at the marketplace") if ours else _("the buyer agreed")
            choices = (Choice("a", agreed), Choice("c", _("close the case")))
            self.status.ask_choice(self.deck.order_id(key), choices, partial(self._cased, key))

    def _cased(self, key: str, choice: str | None) -> None:
        kind: Any = {"a": "agreed", "c": "closed"}.get(choice or "")
        if kind:
            said = labelled(self.deck.order_id(key), stockout_words.stage(kind))
            self.do(kind, [key], lambda acts, one: acts.step(key, kind, act_id=one), said)

    def _sure(
        self, question: str, kind: str, work: Callable[[Any, str], Any], said: str, keys: Sequence[str] = ()
    ) -> None:
        self.status.ask_confirm(question, lambda yes: self.do(kind, keys, work, said) if yes else None)
