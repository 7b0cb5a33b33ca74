"""Acts of one operator by the rules of `data.actions`, told in the deck's own records.

What the ledger can't take just now (another process writes for long, the disk is full) is kept in its order and
tried again; each act has its id from the first try on, so that it counts once however often it is sent.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from orderdeck.data import actions
from orderdeck.data.actions import Outcome, Request
from orderdeck.data.base.records import Changes, Fields
from orderdeck.data.desk import Desk
from orderdeck.data.ledger import LedgerBusy, LedgerError, LedgerFull
from orderdeck.tui.present.records import Blocked, Deed, Done, named

COMPARED: Final = (
    "status",
    "currency",
    "total",
    "pieces",
    "skus",
    "recipient",
    "country",
    "service",
    "remark",
)
"""Columns of the board that say what changed of an order where its older state isn't known any more."""


@dataclass(frozen=True)
class Kept:
    """An act that could not be written yet, and how to write it; doing it twice must count once."""

    deed: Deed
    work: Callable[[], Outcome]


class Acting:
    """The one door of the deck to the journal. `changes` gathers what acting has taken in from the ledger."""

    def __init__(self, desk: Desk, operator: str) -> None:
        self._desk = desk
        self._aside = desk.aside()
        self._operator = operator
        self.changes = Changes()
        self.kept: list[Kept] = []
        self.settled: list[tuple[Deed, Done]] = []  # what became of those that were kept
        self._can = (False, False)  # undo and redo, as far as it was last told
        self.trouble = ""  # why they are kept: the code of a LedgerError

    def perform(self, deed: Deed) -> Done:
        """Write a deed into the journal as far as nothing stands against it; what can't be written now is kept.

        Raises those LedgerErrors that don't pass by themselves.
        """
        deed = named(deed)
        request = self._request(deed)
        return self.attempt(
            deed, lambda: actions.perform(self._desk, self._desk.ledger, request, settle=False)
        )

    def at_once(self, deed: Deed) -> Done | None:
        """Write a deed (one that is `named`) without waiting for the desk; None where `perform` has to do it.

        The one method for another thread than the desk's.
        """
        if self.kept:
            return None
        try:
            outcome = actions.perform_at_once(self._aside, self._request(deed))
        except LedgerError:
            return None  # `perform` keeps it, or says what is wrong
        if outcome is None:
            return None
        if outcome.done:
            self._can = (True, False)
        refused = [Blocked(one.target, one.code, one.value) for one in outcome.refused]
        conflicts = [Blocked(one.target, one.code, one.value, True) for one in outcome.conflicts]
        keys = dict.fromkeys(act.order_key for act in outcome.done if act.order_key)
        notes = tuple((one.code, one.value) for one in outcome.notes)
        return Done(deed.kind, tuple(keys), len(outcome.done), (*refused, *conflicts), notes, *self._can)

    def _request(self, deed: Deed) -> Request:
        return Request(
            kind=deed.kind,
            targets=deed.order_keys,
            operator=self._operator,
            data=deed.data,
            ids=deed.ids,
            expected_states=deed.views,
            force=deed.insist,
            group=deed.ids[0] if deed.ids else actions.new_id(),
        )

    def attempt(self, deed: Deed, work: Callable[[], Outcome]) -> Done:
        """Do `work`, which writes `deed`, or keep it behind what is kept already. Repeated it must count once."""
        if self.kept:
            self.retry()
        if not self.kept:
            try:
                return self._result_of(deed.kind, work(), deed)
            except (LedgerBusy, LedgerFull) as error:
                self.trouble = error.code
        self.kept.append(Kept(deed, work))
        return self._waiting(deed.kind)

    def retry(self) -> None:
        """Try what is kept again, oldest first, until one can't be written."""
        while self.kept:
            first = self.kept[0]
            try:
                done = self._result_of(first.deed.kind, first.work(), first.deed)
            except (LedgerBusy, LedgerFull) as error:
                self.trouble = error.code
                break
            except LedgerError:
                self.trouble = "ledger_failed"
                break
            except Exception:
                self.kept.pop(0)  # a fault of ours; those behind it must not wait for it
                raise
            self.kept.pop(0)
            self.settled.append((first.deed, done))
        if not self.kept:
            self.trouble = ""

    def take_next(self, view: str) -> Done:
        """Claim the next order of `view` that nobody has. Raises LedgerError: nothing is kept then."""
        outcome = actions.take_next(self._desk, self._desk.ledger, view, self._operator)
        return self._result_of("claim", outcome)

    def undo(self) -> Done:
        """Take this operator's last act, or group of acts, back; one that still waits is simply not written."""
        if self.kept:
            deed = self.kept.pop().deed
            return replace(
                self._waiting(deed.kind),
                order_keys=deed.order_keys,
                acts=len(deed.order_keys),
                notes=(("not_sent", ""),),
            )
        return self._reversed(actions.undo(self._desk, self._desk.ledger, self._operator))

    def redo(self) -> Done:
        """Do again what was undone last."""
        return self._reversed(actions.redo(self._desk, self._desk.ledger, self._operator))

    def can(self) -> tuple[bool, bool]:
        """Whether there is something to undo, and to redo."""
        undoable = bool(self.kept) or bool(actions.undoable(self._desk, self._operator))
        self._can = (undoable, bool(actions.redoable(self._desk, self._operator)))
        return self._can

    def _waiting(self, kind: str) -> Done:
        can_undo, can_redo = self.can()
        return Done(kind, can_undo=can_undo, can_redo=can_redo, waiting=len(self.kept), trouble=self.trouble)

    def _reversed(self, outcome: Outcome) -> Done:
        kinds = {str(act.data.get("kind") or act.kind) for act in outcome.done}
        kinds = kinds - {"claim"} or kinds  # claimed by the way, by acting on it
        return self._result_of(kinds.pop() if len(kinds) == 1 else "several", outcome)

    def _result_of(self, kind: str, outcome: Outcome, deed: Deed | None = None) -> Done:
        self.changes = actions.joined(self.changes, outcome.changes)
        refused = (Blocked(one.target, one.code, one.value) for one in outcome.refused)
        conflicts = (
            Blocked(one.target, one.code, one.value, True, self._changed(one.target, one.code, deed))
            for one in outcome.conflicts
        )
        keys = dict.fromkeys(act.order_key for act in outcome.done if act.order_key)
        can_undo, can_redo = self.can()
        if outcome.done and deed is not None:
            can_undo, can_redo = True, False  # the desk has not taken in yet what was just done
        return Done(
            kind,
            tuple(keys),
            len(outcome.done),
            (*refused, *conflicts),
            tuple((one.code, one.value) for one in outcome.notes),
            can_undo,
            can_redo,
            len(self.kept),
            self.trouble,
        )

    def _changed(self, order_key: str, code: str, deed: Deed | None) -> tuple[tuple[str, str, str], ...]:
        """What is other about an order than when the operator decided."""
        if deed is None or code != "state_changed":
            return ()
        told = self._desk.differences(order_key, deed.views.get(order_key, ""))
        if told:
            return tuple((one.field, one.before or "–", one.now or "–") for one in told)
        before = deed.rows.get(order_key)
        now = self._desk.board([order_key]).to_dicts() if before else []
        return differences(before, now[0]) if before and now else ()


def differences(before: Fields, now: Fields) -> tuple[tuple[str, str, str], ...]:
    """(column, before, now) of each of COMPARED that isn't the same; what isn't known is "–"."""
    return tuple(
        (name, _value_text(before.get(name)), _value_text(now.get(name)))
        for name in COMPARED
        if before.get(name) != now.get(name)
    )


def _value_text(value: object) -> str:
    return "–" if value is None or value == "" else str(value)
