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
from orderdeck.queries.statements import statements
from orderdeck.tui.present.records import ActionRequest, ActionResult, Blocked, named

_NUMBERS: Final = statements("desk/numbers")["open"]

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

    request: ActionRequest
    work: Callable[[], Outcome]


class Acting:
    """The one door of the deck to the journal. `changes` gathers what acting has taken in from the ledger."""

    def __init__(self, desk: Desk, operator: str) -> None:
        self._desk = desk
        self._aside = desk.aside()
        self._operator = operator
        self.changes = Changes()
        self.kept: list[Kept] = []
        self.settled: list[tuple[ActionRequest, ActionResult]] = []  # what became of those that were kept
        self._can = (False, False)  # undo and redo, as far as it was last told
        self.trouble = ""  # why they are kept: the code of a LedgerError

    def perform(self, request: ActionRequest) -> ActionResult:
        """Write a request into the journal as far as nothing stands against it; what can't be written now is kept.

        Raises those LedgerErrors that don't pass by themselves.
        """
        request = named(request)
        asked = self._request(request)
        return self.attempt(
            request, lambda: actions.perform(self._desk, self._desk.ledger, asked, settle=False)
        )

    def at_once(self, request: ActionRequest) -> ActionResult | None:
        """Write a request (one that is `named`) without waiting for the desk; None where `perform` has to do it.

        The one method for another thread than the desk's.
        """
        if self.kept:
            return None
        try:
            outcome = actions.perform_at_once(self._aside, self._request(request))
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
        return ActionResult(
            request.kind,
            tuple(keys),
            len(outcome.done),
            (*refused, *conflicts),
            notes,
            *self._can,
            numbers=dict(self._aside.fetch(_NUMBERS, {"keys": _named(outcome)})),
        )

    def _request(self, request: ActionRequest) -> Request:
        return Request(
            kind=request.kind,
            targets=request.order_keys,
            operator=self._operator,
            data=request.data,
            ids=request.ids,
            expected_states=request.views,
            force=request.insist,
            group=request.ids[0] if request.ids else actions.new_id(),
        )

    def attempt(self, request: ActionRequest, work: Callable[[], Outcome]) -> ActionResult:
        """Do `work`, which writes `request`, or keep it behind what is kept already. Repeated it must count once."""
        if self.kept:
            self.retry()
        if not self.kept:
            try:
                return self._result_of(request.kind, work(), request)
            except (LedgerBusy, LedgerFull) as error:
                self.trouble = error.code
        self.kept.append(Kept(request, work))
        return self._waiting(request.kind)

    def retry(self) -> None:
        """Try what is kept again, oldest first, until one can't be written."""
        while self.kept:
            first = self.kept[0]
            try:
                done = self._result_of(first.request.kind, first.work(), first.request)
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
            self.settled.append((first.request, done))
        if not self.kept:
            self.trouble = ""

    def take_next(self, view: str) -> ActionResult:
        """Claim the next order of `view` that nobody has. Raises LedgerError: nothing is kept then."""
        outcome = actions.take_next(self._desk, self._desk.ledger, view, self._operator)
        return self._result_of("claim", outcome)

    def undo(self) -> ActionResult:
        """Take this operator's last act, or group of acts, back; one that still waits is simply not written."""
        if self.kept:
            request = self.kept.pop().request
            return replace(
                self._waiting(request.kind),
                order_keys=request.order_keys,
                acts=len(request.order_keys),
                notes=(("not_sent", ""),),
            )
        return self._reversed(actions.undo(self._desk, self._desk.ledger, self._operator))

    def redo(self) -> ActionResult:
        """Do again what was undone last."""
        return self._reversed(actions.redo(self._desk, self._desk.ledger, self._operator))

    def can(self) -> tuple[bool, bool]:
        """Whether there is something to undo, and to redo."""
        undoable = bool(self.kept) or bool(actions.undoable(self._desk, self._operator))
        self._can = (undoable, bool(actions.redoable(self._desk, self._operator)))
        return self._can

    def _waiting(self, kind: str) -> ActionResult:
        try:
            can_undo, can_redo = self.can()
        except LedgerError:
            can_undo, can_redo = True, False  # what is kept; of the rest nothing can be read just now
        return ActionResult(
            kind, can_undo=can_undo, can_redo=can_redo, waiting=len(self.kept), trouble=self.trouble
        )

    def _reversed(self, outcome: Outcome) -> ActionResult:
        kinds = {str(act.data.get("kind") or act.kind) for act in outcome.done}
        kinds = kinds - {"claim"} or kinds  # claimed by the way, by acting on it
        return self._result_of(kinds.pop() if len(kinds) == 1 else "several", outcome)

    def _result_of(self, kind: str, outcome: Outcome, request: ActionRequest | None = None) -> ActionResult:
        self.changes = actions.joined(self.changes, outcome.changes)
        refused = (Blocked(one.target, one.code, one.value) for one in outcome.refused)
        conflicts = (
            Blocked(one.target, one.code, one.value, True, self._changed(one.target, one.code, request))
            for one in outcome.conflicts
        )
        keys = dict.fromkeys(act.order_key for act in outcome.done if act.order_key)
        can_undo, can_redo = self.can()
        if outcome.done and request is not None:
            can_undo, can_redo = True, False  # the desk has not taken in yet what was just done
        return ActionResult(
            kind,
            tuple(keys),
            len(outcome.done),
            (*refused, *conflicts),
            tuple((one.code, one.value) for one in outcome.notes),
            can_undo,
            can_redo,
            len(self.kept),
            self.trouble,
            self._desk.numbers(_named(outcome)),
        )

    def _changed(
        self, order_key: str, code: str, request: ActionRequest | None
    ) -> tuple[tuple[str, str, str], ...]:
        """What is other about an order than when the operator decided."""
        if request is None or code != "state_changed":
            return ()
        told = self._desk.differences(order_key, request.views.get(order_key, ""))
        if told:
            return tuple((one.field, one.before or "–", one.now or "–") for one in told)
        before = request.rows.get(order_key)
        now = self._desk.board([order_key]).to_dicts() if before else []
        return differences(before, now[0]) if before and now else ()


def _named(outcome: Outcome) -> list[str]:
    """Keys of the orders that are named when this is told: one by its number, several by their count alone."""
    done = {act.order_key for act in outcome.done if act.order_key}
    against = {one.target for one in outcome.refused} | {one.target for one in outcome.conflicts}
    return [*(done if len(done) == 1 else ()), *(against if len(against) == 1 else ())]


def differences(before: Fields, now: Fields) -> tuple[tuple[str, str, str], ...]:
    """(column, before, now) of each of COMPARED that isn't the same; what isn't known is "–"."""
    return tuple(
        (name, _value_text(before.get(name)), _value_text(now.get(name)))
        for name in COMPARED
        if before.get(name) != now.get(name)
    )


def _value_text(value: object) -> str:
    return "–" if value is None or value == "" else str(value)
