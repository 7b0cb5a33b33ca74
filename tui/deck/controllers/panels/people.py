"""Colleagues: the panel of operators, handing orders over, taking over what somebody absent holds."""

from functools import partial
from typing import Any

from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.i18n import _, ngettext
from orderdeck.tui.present.panels import people as pages_people
from orderdeck.tui.present.records import Deed


class People(Controller):
    """Handing over names a colleague and a note; taking over always asks first."""

    def open(self) -> None:
        """Who is here, what they hold, when they last acted."""
        self.deck.controls.panels.list(
            "people", lambda desk: desk.people(), pages_people.rows, pages_people.header()
        )

    def hand_over(self) -> None:
        """The chosen orders to a colleague, with a note."""
        keys = self.deck.chosen()
        deed = self.deck.controls.acts.deed("hand_over", keys)
        self.ask("people", lambda desk: desk.people(), partial(self._to_whom, deed))

    def hand_all(self) -> None:
        """All orders that one holds to the operator under the cursor, with a note."""
        name = self._under_cursor()
        if name == self.state.operator:
            self.flash(_("That is you: choose the colleague who is to have them."), "warning")
        elif name:
            me = self.state.operator
            self.ask("", lambda desk: desk.held_by(me), partial(self._note_for_all, name))

    def take_all(self) -> None:
        """Everything that the operator under the cursor holds, after a yes."""
        name = self._under_cursor()
        if name == self.state.operator:
            self.flash(_("You hold these yourself."), "warning")
        elif name:
            self.ask("", lambda desk: desk.held_by(name), partial(self._sure_of_all, name))

    def _under_cursor(self) -> str:
        key = self.deck.lines.cursor_key or ""
        return key.removeprefix("person ") if key.startswith("person ") else ""

    def _to_whom(self, deed: Deed, people: Any) -> None:
        names = [one.operator for one in people if one.operator != self.state.operator]
        self.status.ask_text(
            _("Hand {orders} over to", orders=self.deck.controls.acts.orders(deed.order_keys)),
            partial(self._named, deed, names),
            placeholder=" · ".join(names[:6]),
            complete=lambda text: [name for name in names if text and name.startswith(text)],
        )

    def _named(self, deed: Deed, names: list[str], text: str | None) -> None:
        from orderdeck.data.base.text.sanitize import clean_text  # brings Polars with it

        name = clean_text(text or "")
        if not name:
            return
        if name == self.state.operator:
            self.flash(_("That is you: choose the colleague who is to have them."), "warning")
        elif name in names:
            self._note(deed, name)
        else:
            question = _("Nobody called {name} has worked here yet. Hand over all the same?", name=name)
            self.status.ask_confirm(question, lambda yes: self._note(deed, name) if yes else None)

    def _note_for_all(self, name: str, keys: list[str]) -> None:
        if not keys:
            self.flash(_("You hold no order."), "warning")
            return
        # Decided on holding them, whatever their state.
        self._note(Deed("hand_over", tuple(keys)), name)

    def _note(self, deed: Deed, name: str) -> None:
        orders = self.deck.controls.acts.orders(deed.order_keys)
        label = _("Note for {name} on {orders}", name=name, orders=orders)
        self.status.ask_text(label, partial(self._noted, deed, name), placeholder=_("may be left empty"))

    def _noted(self, deed: Deed, name: str, text: str | None) -> None:
        if text is not None:
            data = {"to": name} | ({"note": text.strip()} if text.strip() else {})
            self.deck.controls.acts.perform(
                Deed(deed.kind, deed.order_keys, data, deed.views, rows=deed.rows)
            )

    def _sure_of_all(self, name: str, keys: list[str]) -> None:
        if not keys:
            self.flash(_("{name} holds no order.", name=name), "warning")
            return
        deed = Deed("take_over", tuple(keys))
        question = ngettext(
            "Take {count} order over from {name}?",
            "Take {count} orders over from {name}?",
            len(keys),
            name=name,
        )
        self.status.ask_confirm(
            question, lambda yes: self.deck.controls.acts.perform(deed) if yes else None, danger=True
        )
