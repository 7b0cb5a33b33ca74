"""Acts of the journal: claim, release, done, snooze, note and the like, on one order or on all marked ones."""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from orderdeck.data.base.records import Fields
from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.deck.ports import Deck
from orderdeck.tui.i18n import (
    N_,
    _,
    act_phrases,
    labelled,
    ngettext,
    noted,
    phrases,
    sentence,
    sentences,
    times,
)
from orderdeck.tui.i18n.facts import personal_fields
from orderdeck.tui.present.records import ActionRequest, ActionResult, Blocked
from orderdeck.tui.present.view.rows import hidden
from orderdeck.tui.service.threads.messages import ActsSettled
from orderdeck.widgets.prompt.flow import flow

REMARKS = "remarks"
"""The queue in which handling a remark is what is done."""


class ActsController(Controller):
    """What is done is said only after the journal has it on disk.

    A request is decided on the orders as they are shown when its key is pressed, however long its prompt stays open.
    """

    def __init__(self, deck: Deck) -> None:
        super().__init__(deck)
        self._to_ask: deque[tuple[ActionRequest, tuple[Blocked, ...]]] = deque()

    def claim(self) -> None:
        """Claim; an order that a colleague holds is taken over only after a yes."""
        self.perform(self.request("claim", self.deck.chosen()))

    def release(self) -> None:
        """Give back."""
        self.perform(self.request("release", self.deck.chosen()))

    def done(self) -> None:
        """Nothing more to do, until it changes. One key takes it back, also of many: nothing is asked."""
        self.perform(self.request("done", self.deck.chosen()))

    def reopen(self) -> None:
        """Back to work: it was marked done, or a tracking file says that it is sent."""
        self.perform(self.request("reopen", self.deck.chosen()))

    @flow
    async def remark_handled(self) -> None:
        """The remark has been dealt with: at one key for all that are marked, since one key takes it back. Whoever
        reads it in the detail goes on to the next."""
        request = self.request("remark_handled", self.deck.chosen())
        follows = self._next_to_read()
        done = await self.written(request)
        self._performed(request, done)
        if follows is None or not (done.acts or done.waiting) or self.state.subject not in request.order_keys:
            return
        if follows:
            self.deck.active_table().move_to_key(follows)
            self.deck.controls.panels.open_order(follows)
        else:
            self.deck.controls.panels.back()

    @flow
    async def take_next(self) -> None:
        """Claim the next order of this queue that nobody has, and go there."""
        view = self.state.view
        done = await self.desk("", lambda desk: desk.take_next(view))
        self._call_by_number(done)
        if done.order_keys:
            self._say(done)
            self.deck.controls.views.go_to(done.order_keys[0])
        else:
            code, value = (
                (done.blocked[0].code, done.blocked[0].value) if done.blocked else ("nothing_free", "")
            )
            self.flash(act_phrases.blocked(code, value))
        self._after(done)

    @flow
    async def opened(self) -> None:
        """See what there is to undo from before the deck was opened."""
        self.state.can_undo, self.state.can_redo = await self.desk("can", lambda desk: desk.can())
        self.deck.restate_status()

    @flow
    async def snooze(self) -> None:
        """Ask until when, then put away."""
        request = self.request("snooze", self.deck.chosen())
        text = await self.status.prompt(
            _("Snooze {orders} until", orders=self.orders(request.order_keys)),
            self._asked_for(request),
            placeholder=_("2h · 18:00 · tomorrow · 10-01"),
            on_change=self.read_time,
            wrong=self.no_time,
        )
        until = times.until(text or "", self.now(), self.state.zone)
        if until is not None:
            self.perform(replace(request, data={"until": until}))

    def _asked_for(self, request: ActionRequest) -> str:
        """The day that the buyers of all these orders ask to wait for; "" where they name none, or several."""
        days = {self._named_day(row) for row in request.rows.values()}
        day = days.pop() if len(days) == 1 else None
        return f"{day:%Y-%m-%d}" if day else ""

    def _named_day(self, row: Fields) -> date | None:
        if not row["remark"] or "hold" not in (row["remark_kinds"] or ()):
            return None
        from orderdeck.data.rules.remarks.until import (
            hold_until,  # what rules need is read where it is needed
        )

        return hold_until(row["remark"], times.at_zone(self.now(), self.state.zone).date())

    def _next_to_read(self) -> str | None:
        """The order below the one whose detail is open; "" below the last, None where no detail is open over the
        queue of remarks."""
        if not self.deck.in_detail or self.state.view != REMARKS:
            return None
        source = self.deck.active_table().source
        place = source.find(self.state.subject)
        return source.key(place + 1) if place is not None and place + 1 < source.row_count else ""

    @flow
    async def note(self) -> None:
        """Ask for the note, then write it."""
        request = self.request("note", self.deck.chosen())
        text = await self.status.prompt(_("Note on {orders}", orders=self.orders(request.order_keys)))
        if text is not None and text.strip():
            self.perform(replace(request, data={"text": text.strip()}))

    @flow
    async def undo(self) -> None:
        """Take back this operator's last act."""
        self._reversed(N_("Undone: {what}."), await self.desk("", lambda desk: desk.undo()))

    @flow
    async def redo(self) -> None:
        """Do again what was undone last."""
        self._reversed(N_("Done again: {what}."), await self.desk("", lambda desk: desk.redo()))

    def request(self, kind: str, keys: Sequence[str]) -> ActionRequest:
        """An act on these orders, decided on what is shown of them now."""
        keys = list(keys)
        return ActionRequest(kind, tuple(keys), views=self.deck.states_of(keys), rows=self.deck.rows_of(keys))

    @flow
    async def perform(self, request: ActionRequest) -> None:
        """Have it written into the journal, then say so."""
        await self.carry_out(request)

    async def carry_out(self, request: ActionRequest) -> None:
        """The same within a flow."""
        self._performed(request, await self.written(request))

    def read_time(self, text: str) -> None:
        """Say beside the line which time it means."""
        until = times.until(text, self.now(), self.state.zone)
        if until is not None:
            self.status.set_note(times.full_stamp(until, self.state.zone))
        elif text.strip():
            self.status.set_note(_("no time that I know"), "error")
        else:
            self.status.set_note("")

    def settled(self, told: ActsSettled) -> None:
        """Acts that had to wait were tried again: say what became of them, ask where something stands against one."""
        self.state.waiting, self.state.trouble = told.left, told.trouble
        written = sum(done.acts for _deed, done in told.results)
        if written and not told.left:
            self.flash(ngettext("{count} act written now.", "{count} acts written now.", written), "ok")
        for _request, done in told.results:
            self._call_by_number(done)
        self._to_ask.extend((request, done.blocked) for request, done in told.results if done.blocked)
        if told.results:
            last = told.results[-1][1]
            self.state.can_undo, self.state.can_redo = last.can_undo, last.can_redo
        self.deck.restate_chrome()
        self._ask_next()

    def _performed(self, request: ActionRequest, done: ActionResult) -> None:
        self._call_by_number(done)
        if done.acts:
            self._say(done)
        elif done.waiting:
            self._say_waiting(done)
        if done.blocked:
            self._to_ask.append((request, done.blocked))
        self._after(done)
        self._ask_next()

    def _say_waiting(self, done: ActionResult) -> None:
        text = _(
            "{what}: not written yet, {why}. It is kept and tried again.",
            what=phrases.act(done.kind),
            why=phrases.trouble(done.trouble),
        )
        self.flash(text, "warning")

    def _say(self, done: ActionResult) -> None:
        what = phrases.act(done.kind)
        undo = self.deck.key_of("act.undo")
        if len(done.order_keys) == 1:
            about = self.deck.order_id(done.order_keys[0])
        else:
            about = ngettext("{count} order", "{count} orders", len(done.order_keys))
        said = dict.fromkeys(act_phrases.remark(code, value) for code, value in done.notes)
        over = any(code in ("over_promised", "more_came") for code, _value in done.notes)
        told = [sentence(labelled(about, what)), *said, _("{undo} undoes.", undo=undo)]
        self.flash(sentences(told), "warning" if over else "ok")

    def _ask_next(self) -> None:
        """Ask about the next request that something stands against, unless the operator is being asked or types."""
        while self._to_ask and not self.status.busy:
            request, blocked = self._to_ask.popleft()
            self._ask_blocked(request, blocked)

    @flow
    async def _ask_blocked(self, request: ActionRequest, blocked: tuple[Blocked, ...]) -> None:
        """Something stands against it: say what; where a yes helps, ask for it."""
        refused = [one for one in blocked if not one.can_insist]
        if refused:
            self.flash(labelled(self._where(refused), self._what(refused)), "warning")
        asked = [one for one in blocked if one.can_insist]
        if not asked:
            return
        keys = tuple(one.order_key for one in asked)
        again = replace(request, order_keys=keys, insist=True, ids=())
        question = _("{order}: {what}. Do it all the same?", order=self._where(asked), what=self._what(asked))
        if await self.status.confirm(question, danger=True):
            self.perform(again)
        else:
            self.deck.call_after_refresh(self._ask_next)

    def _where(self, blocked: Sequence[Blocked]) -> str:
        return self.orders([one.order_key for one in blocked])

    def _what(self, blocked: Sequence[Blocked]) -> str:
        """What stands against it, each thing once; what has changed of an order, where that is known."""
        said = (
            _(
                "it has changed since you looked: {changes}",
                changes=phrases.changes(self._without_personal(one.changed)),
            )
            if one.changed
            else act_phrases.blocked(one.code, one.value)
            for one in blocked
        )
        return phrases.joined(dict.fromkeys(said))

    def _without_personal(self, changed: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
        """Changes without what says who the buyer is, where the operator shares the screen."""
        options, personal = self.deck.render_options(), personal_fields()
        return [
            (name, hidden(before, options), hidden(now, options)) if name in personal else (name, before, now)
            for name, before, now in changed
        ]

    def _reversed(self, words: str, done: ActionResult) -> None:
        self._call_by_number(done)
        if done.acts:
            said = dict.fromkeys(act_phrases.remark(code, value) for code, value in done.notes)
            said |= dict.fromkeys(act_phrases.blocked(one.code, one.value) for one in done.blocked)
            what = phrases.act(done.kind)
            if done.order_keys:
                what = noted(what, self.orders(done.order_keys))
            self.flash(sentences([_(words, what=what), *said]), "warning" if said else "ok")
            if len(done.order_keys) == 1 and self.deck.active_table() is self.deck.table:
                self.deck.controls.views.go_to(done.order_keys[0])
        elif done.blocked:
            self.flash(act_phrases.blocked(done.blocked[0].code, done.blocked[0].value), "warning")
        self._after(done)

    def _after(self, done: ActionResult) -> None:
        self.state.can_undo, self.state.can_redo = done.can_undo, done.can_redo
        if (done.waiting, done.trouble) != (self.state.waiting, self.state.trouble):
            self.state.waiting, self.state.trouble = done.waiting, done.trouble
            self.deck.restate_chrome()
        if done.order_keys:
            self.deck.active_table().clear_marks()
        else:
            self.deck.active_table().let_go(())
        self.deck.restate_status()

    def report(self, done: ActionResult) -> None:
        """Say what another controller has had written."""
        self._call_by_number(done)
        if done.acts:
            self._say(done)
        elif done.waiting:
            self._say_waiting(done)
        elif done.blocked:
            self.flash(act_phrases.blocked(done.blocked[0].code, done.blocked[0].value), "warning")
        self._after(done)

    def _call_by_number(self, done: ActionResult) -> None:
        """An order that is named may be on the screen no more, or never was."""
        self.state.numbers.update(done.numbers)

    def orders(self, keys: Sequence[str]) -> str:
        """One order by its number, several by their count."""
        if len(keys) == 1:
            return self.deck.order_id(keys[0])
        return ngettext("{count} order", "{count} orders", len(keys))
