"""Colleagues: the panel of operators, handing orders over, taking over what somebody absent holds, and being told."""

from collections.abc import Sequence
from dataclasses import replace

from orderdeck.data.base.records import Act
from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.i18n import _, ngettext, noted, sentence
from orderdeck.tui.present.panels import people as pages_people
from orderdeck.tui.present.records import ActionRequest
from orderdeck.widgets.prompt.flow import flow


class PeopleController(Controller):
    """Handing over names a colleague and a note; taking over always asks first."""

    def open(self) -> None:
        """Who is here, what they hold, when they last acted."""
        self.deck.controls.panels.list(
            "people", lambda desk: desk.people(), pages_people.rows, pages_people.header()
        )

    @flow
    async def hand_over(self) -> None:
        """The chosen orders to a colleague, with a note."""
        keys = self.deck.chosen()
        request = self.deck.controls.acts.request("hand_over", keys)
        people = await self.desk("people", lambda desk: desk.people())
        names = [one.operator for one in people if one.operator != self.state.operator]
        text = await self.status.prompt(
            _("Hand {orders} over to", orders=self.deck.controls.acts.orders(request.order_keys)),
            proposal=names[0] if names else "",
            placeholder=_("a colleague's name"),
            note=" · ".join(names[1:6]),
            history=tuple(reversed(names)),
            complete=lambda text: [name for name in names if text and name.startswith(text)],
        )
        name = clean_text(text or "")
        if not name:
            return
        if name == self.state.operator:
            self.flash(_("That is you: choose the colleague who is to have them."), "warning")
            return
        question = _("Nobody called {name} has worked here yet. Hand over all the same?", name=name)
        if name in names or await self.status.confirm(question):
            await self._with_note(request, name)

    @flow
    async def hand_all(self) -> None:
        """All orders that one holds to the operator under the cursor, with a note."""
        name = self._under_cursor()
        if name == self.state.operator:
            self.flash(_("That is you: choose the colleague who is to have them."), "warning")
        elif name:
            me = self.state.operator
            keys = await self.desk("", lambda desk: desk.held_by(me))
            if keys:
                # Decided on holding them, whatever their state.
                await self._with_note(ActionRequest("hand_over", tuple(keys)), name)
            else:
                self.flash(_("You hold no order."), "warning")

    @flow
    async def take_all(self) -> None:
        """Everything that the operator under the cursor holds, after a yes."""
        name = self._under_cursor()
        if name == self.state.operator:
            self.flash(_("You hold these yourself."), "warning")
        elif name:
            keys = await self.desk("", lambda desk: desk.held_by(name))
            if not keys:
                self.flash(_("{name} holds no order.", name=name), "warning")
                return
            question = ngettext(
                "Take {count} order over from {name}?",
                "Take {count} orders over from {name}?",
                len(keys),
                name=name,
            )
            if await self.status.confirm(question, danger=True):
                self.deck.controls.acts.perform(ActionRequest("take_over", tuple(keys)))

    @flow
    async def opened(self) -> None:
        """Say what was handed over since this operator last acted: their deck may have been closed."""
        handed = await self.desk("handed", lambda desk: desk.handed())
        self.told(handed)

    def told(self, acts: Sequence[Act]) -> None:
        """Say what colleagues have handed over to this operator, and what they have taken from them."""
        me = self.state.operator
        theirs = [act for act in acts if act.operator != me and act.order_key]
        given = [act for act in theirs if act.kind == "hand_over" and act.data.get("to") == me]
        taken = [act for act in theirs if act.data.get("from") == me and act.data.get("to") != me]
        for group in _as_one(given):
            self._say_given(group)
        for group in _as_one(taken):
            self._say_taken(group)

    def _say_given(self, acts: Sequence[Act]) -> None:
        keys = [act.order_key or "" for act in acts]
        text = _(
            "{operator} hands over to you: {orders}",
            operator=acts[0].operator,
            orders=self.deck.controls.acts.orders(keys),
        )
        self.deck.app.call_operator("hand_over", text)
        note = " ".join(str(acts[0].data.get("note") or "").split())
        self.status.mention(sentence(noted(text, note) if note else text), "warning")

    def _say_taken(self, acts: Sequence[Act]) -> None:
        keys = [act.order_key or "" for act in acts]
        orders = self.deck.controls.acts.orders(keys)
        if acts[0].kind == "release":
            text = _(
                "{operator} gave back what you held: {orders}.", operator=acts[0].operator, orders=orders
            )
        else:
            text = _("{operator} takes over from you: {orders}.", operator=acts[0].operator, orders=orders)
        self.status.mention(text, "warning")

    def _under_cursor(self) -> str:
        key = self.deck.lines.cursor_key or ""
        return key.removeprefix("person ") if key.startswith("person ") else ""

    async def _with_note(self, request: ActionRequest, name: str) -> None:
        orders = self.deck.controls.acts.orders(request.order_keys)
        label = _("Note for {name} on {orders}", name=name, orders=orders)
        text = await self.status.prompt(label, placeholder=_("may be left empty"))
        if text is not None:
            data = {"to": name} | ({"note": text.strip()} if text.strip() else {})
            self.deck.controls.acts.perform(replace(request, data=data))


def _as_one(acts: Sequence[Act]) -> list[list[Act]]:
    """The acts in groups that are told in one sentence: what one colleague did at once."""
    groups: dict[tuple[str, str], list[Act]] = {}
    for act in acts:
        groups.setdefault((act.operator, act.group or act.id), []).append(act)
    return list(groups.values())
