"""Acts of the journal: claim, release, done, snooze, note and the like, on one order or on all marked ones."""

from functools import partial

from tui import phrases, times
from tui.backend import Blocked, Deed, Done
from tui.controllers.base import Controller
from tui.words import N_, _, ngettext

ASKED = {
    "claim": N_("Claim {orders}?"),
    "release": N_("Release {orders}?"),
    "done": N_("Mark {orders} as done?"),
    "remark_handled": N_("Mark the remarks of {orders} as handled?"),
}
"""Question before an act on several orders at once."""


class Acts(Controller):
    """What is done is said only after the journal has it on disk."""

    def claim(self) -> None:
        """Claim; an order that a colleague holds is taken over only after a yes."""
        self._sure("claim")

    def release(self) -> None:
        """Give back."""
        self._sure("release")

    def done(self) -> None:
        """Nothing more to do, until it changes."""
        self._sure("done")

    def remark_handled(self) -> None:
        """The remark has been dealt with."""
        self._sure("remark_handled")

    def take_next(self) -> None:
        """Claim the next order of this queue that nobody has, and go there."""
        view = self.state.view
        self.ask("", lambda desk: desk.take_next(view), self._taken)

    def snooze(self) -> None:
        """Ask until when, then put away."""
        keys = self.deck.chosen()
        self.status.ask_text(
            _("Snooze {orders} until", orders=self._orders(keys)),
            partial(self._snoozed, keys),
            placeholder=_("2h · 18:00 · tomorrow · 2026-10-01"),
            on_change=self._read_time,
        )

    def note(self) -> None:
        """Ask for the note, then write it."""
        keys = self.deck.chosen()
        label = _("Note on {orders}", orders=self._orders(keys))
        self.status.ask_text(label, partial(self._noted, keys))

    def undo(self) -> None:
        """Take back this operator's last act."""
        self.ask("", lambda desk: desk.undo(), partial(self._reversed, N_("Undone: {what}.")))

    def redo(self) -> None:
        """Do again what was undone last."""
        self.ask("", lambda desk: desk.redo(), partial(self._reversed, N_("Done again: {what}.")))

    def perform(self, deed: Deed) -> None:
        """Have it written into the journal, then say so."""
        self.ask("", lambda desk: desk.perform(deed), partial(self._performed, deed))

    def _sure(self, kind: str) -> None:
        keys = self.deck.chosen()
        deed = Deed(kind=kind, order_keys=tuple(keys), views=self.deck.states_of(keys))
        if len(keys) < 2:
            self.perform(deed)
            return
        question = _(ASKED[kind], orders=self._orders(keys))
        self.status.ask_confirm(question, lambda yes: self.perform(deed) if yes else None)

    def _read_time(self, text: str) -> None:
        until = times.until(text, self.now(), self.state.zone)
        if until is not None:
            self.status.set_note(times.full_stamp(until, self.state.zone))
        elif text.strip():
            self.status.set_note(_("no time that I know"), "error")
        else:
            self.status.set_note("")

    def _snoozed(self, keys: list[str], text: str | None) -> None:
        if text is None or not text.strip():
            return
        until = times.until(text, self.now(), self.state.zone)
        if until is None:
            self.flash(
                _("“{text}” is no time to come. Try 2h, 18:00, tomorrow or 2026-10-01.", text=text), "warning"
            )
            return
        self.perform(Deed("snooze", tuple(keys), {"until": until}, self.deck.states_of(keys)))

    def _noted(self, keys: list[str], text: str | None) -> None:
        if text is not None and text.strip():
            self.perform(Deed("note", tuple(keys), {"text": text.strip()}, self.deck.states_of(keys)))

    def _performed(self, deed: Deed, done: Done) -> None:
        if done.acts:
            self._say(done)
        if done.blocked:
            self._ask_blocked(deed, done.blocked)
        self._after(done)

    def _say(self, done: Done) -> None:
        what = phrases.act(done.kind)
        undo = self.deck.key_of("act.undo")
        if len(done.order_keys) == 1:
            text = _(
                "{order}: {what}. {undo} undoes.",
                order=self.deck.order_id(done.order_keys[0]),
                what=what,
                undo=undo,
            )
        else:
            text = ngettext(
                "{count} order: {what}. {undo} undoes.",
                "{count} orders: {what}. {undo} undoes.",
                len(done.order_keys),
                what=what,
                undo=undo,
            )
        said = [phrases.remark(code, value) for code, value in dict.fromkeys(done.notes)]
        self.flash(" ".join([text, *said]), "ok")

    def _ask_blocked(self, deed: Deed, blocked: tuple[Blocked, ...]) -> None:
        """Something stands against it: say what; where a yes helps, ask for it."""
        first = blocked[0]
        said = phrases.blocked(first.code, first.value)
        where = (
            self.deck.order_id(first.order_key)
            if len(blocked) == 1
            else self._orders([b.order_key for b in blocked])
        )
        if not all(one.can_insist for one in blocked):
            self.flash(f"{where}: {said}", "warning")
            return
        again = Deed(deed.kind, tuple(b.order_key for b in blocked), deed.data, deed.views, insist=True)
        self.status.ask_confirm(
            _("{order}: {what}. Do it all the same?", order=where, what=said),
            lambda yes: self.perform(again) if yes else None,
            danger=True,
        )

    def _reversed(self, sentence: str, done: Done) -> None:
        if done.acts:
            said = [phrases.remark(code, value) for code, value in dict.fromkeys(done.notes)]
            what = f"{phrases.act(done.kind)} ({self._orders(done.order_keys)})"
            self.flash(" ".join([_(sentence, what=what), *said]), "warning" if said else "ok")
        elif done.blocked:
            self.flash(phrases.blocked(done.blocked[0].code, done.blocked[0].value), "warning")
        self._after(done)

    def _taken(self, done: Done) -> None:
        if done.order_keys:
            key = done.order_keys[0]
            self._say(done)
            self.deck.controls.views.go_to(key)
        else:
            code, value = (
                (done.blocked[0].code, done.blocked[0].value) if done.blocked else ("nothing_free", "")
            )
            self.flash(phrases.blocked(code, value))
        self._after(done)

    def _after(self, done: Done) -> None:
        self.state.can_undo, self.state.can_redo = done.can_undo, done.can_redo
        if done.order_keys:
            self.deck.active_table().clear_marks()
        self.deck.restate_status()

    def report(self, done: Done) -> None:
        """Say what another controller has had written."""
        if done.acts:
            self._say(done)
        elif done.blocked:
            self.flash(phrases.blocked(done.blocked[0].code, done.blocked[0].value), "warning")
        self._after(done)

    def _orders(self, keys: list[str] | tuple[str, ...]) -> str:
        """One order by its number, several by their count."""
        if len(keys) == 1:
            return self.deck.order_id(keys[0])
        return ngettext("{count} order", "{count} orders", len(keys))
