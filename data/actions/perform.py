"""The one door through which deck and scripts act.

What a kind asks for stands in its own line of the table of kinds (`data.actions.kinds`, `data.stock.acts.kinds`):
fields, stages, and a rule. It is asked on the desk as it is, and again where anybody wrote meanwhile what it may rest
on, which the transaction that writes the act finds out: what is written was allowed in that moment.

Refusals, by code:
unknown_kind, unknown_order, unknown_export, finished (its status), not_this_stage (its stage), already_done,
not_done, not_held, not_asleep, no_remark, already_handled, already_answered (how), until_past, field_missing,
field_wrong, field_unknown (the field), overtaken; those of stock: see data.stock.acts.facade.
"""

import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import msgspec

from orderdeck.data.actions.fields import FieldError, checked
from orderdeck.data.actions.handed import beyond
from orderdeck.data.actions.kinds import KINDS, Kind
from orderdeck.data.actions.orders import Standing, look, look_aside
from orderdeck.data.actions.records import Conflict, Outcome, Refusal, Remark, Request, joined
from orderdeck.data.actions.rules import Asked
from orderdeck.data.base.records import Act, Changes, Export
from orderdeck.data.base.state_token import same
from orderdeck.data.desk import Desk
from orderdeck.data.desk.connection import Fetch
from orderdeck.data.desk.pictures.one_order import others_of
from orderdeck.data.desk.pictures.parts import UNREADABLE
from orderdeck.data.desk.snapshot import Aside
from orderdeck.data.ledger import Basis, Bid, Ledger

Look = Callable[[Sequence[str]], dict[str, Standing]]
"""Order keys -> how those stand that there are."""
TRIES: Final = 20
"""How often a decision is taken anew because somebody was quicker."""
NEVER_ASKED: Final = frozenset(
    {
        "claim",
        "take_over",
        "release",
        "hand_over",
        "note",
        "snooze",
        "wake",
        "message_sent",
        "consent_recorded",
    }
)
"""Kinds of acts that no rule of another kind rests on."""


def perform(desk: Desk, ledger: Ledger, request: Request, *, settle: bool = True) -> Outcome:
    """Does `request` by the rules of its kind; what is done is in the journal on disk when this returns.

    An order that nobody holds is claimed by acting on it. Where somebody else holds it, or it has changed since the
    decision, the act is not done but comes back as a conflict; with `force` it is done, as a take-over where it was
    another's. Raises LedgerError: nothing was done then, and the same request can be sent again.

    Without `settle` the desk has not taken in what was done when this returns: for a deck, which catches up anyway
    before it does anything else.
    """
    outcome = Outcome(changes=_news(desk, ledger, request))
    try:
        kind, data = _sound(request)
    except FieldError as error:
        return _refuse_all(outcome, request, error.code, error.field)
    for _ in range(TRIES):
        doing = _Performance(ledger, request, kind, data, outcome, desk, desk.acts.seq)
        doing.run(desk.acts.known, lambda keys: look(desk, keys))
        if not doing.overtaken:
            break
        request = msgspec.structs.replace(
            request, ids=doing.ids_of(doing.overtaken), targets=doing.overtaken, group=doing.group
        )
        outcome.changes = joined(outcome.changes, desk.catch_up())
    else:
        _refuse_all(outcome, request, "overtaken", "")
    _say_beyond(outcome, kind, desk.fetch)
    if settle:
        outcome.changes = joined(outcome.changes, desk.catch_up())
    return outcome


def perform_at_once(aside: Aside, request: Request) -> Outcome | None:
    """Does `request` in another thread than the desk's, which may be at work for long; None where it takes the desk.

    That is where anything that the desk has not worked out yet bears on these orders, or where one of them has
    changed. `perform` then does it, or what is left of it: each act has its id and counts once. `request` must name
    ids and group. Raises LedgerError, with nothing done.
    """
    seq, exports = aside.seen()
    try:
        kind, data = _sound(request)
        if kind.target != "order" or kind.looks:
            return None
        if _bears(aside.ledger.acts(after=seq), request, aside.fetch) or aside.named_in(
            request.targets, exports
        ):
            return None
    except (FieldError, *UNREADABLE):
        return None
    orders = look_aside(aside, request.targets)
    if len(orders) < len({*request.targets}):
        return None
    outcome = Outcome()
    doing = _Performance(aside.ledger, request, kind, data, outcome, aside, seq)
    doing.run(aside.known, lambda keys: {key: orders[key] for key in keys})
    if doing.overtaken:
        return None
    _say_beyond(outcome, kind, aside.fetch)
    return None if any(one.code == "state_changed" for one in outcome.conflicts) else outcome


def _sound(request: Request) -> tuple[Kind, dict[str, Any]]:
    """The kind of `request` and its data as the journal keeps them. Raises FieldError with the code of a refusal."""
    kind = KINDS.get(request.kind)
    if kind is None or not kind.by_hand:
        raise FieldError("unknown_kind", request.kind)
    data = checked(kind, request.data)
    return kind, data


def _say_beyond(outcome: Outcome, kind: Kind, fetch: Fetch) -> None:
    """Packing more than there is is nobody's to forbid, but said at once; so is having sent it."""
    if kind.key in ("packed", "done"):
        keys = [act.order_key for act in outcome.done if act.order_key and act.kind == kind.key]
        found = beyond(fetch, keys, done=kind.key == "done") if keys else []
        outcome.notes += [Remark("", "over_promised", f"{sku} {pieces}") for sku, pieces in found]


def _bears(acts: Sequence[Act], request: Request, fetch: Fetch) -> bool:
    about = {*request.targets}
    if acts:
        about.update(*others_of(fetch, request.targets).values())
    return any(
        act.order_key in about
        or act.sku is not None
        or act.undoes
        or act.id in request.ids
        or act.kind == "withdraw"
        for act in acts
    )


def _news(desk: Desk, ledger: Ledger, request: Request) -> Changes:
    """Takes in what is new in the ledger where that may bear on the request: ten times the price of an act itself."""
    newest = desk.exports[-1].seq if desk.exports else 0
    if ledger.last_export() > newest or _bears(ledger.acts(after=desk.acts.seq), request, desk.fetch):
        return desk.catch_up()
    return desk.tick()


def new_id() -> str:
    """An id for an act."""
    return uuid.uuid4().hex


def _refuse_all(outcome: Outcome, request: Request, code: str, value: str) -> Outcome:
    outcome.refused += [Refusal(target, code, value) for target in request.targets or ("",)]
    return outcome


class _Performance:
    def __init__(
        self,
        ledger: Ledger,
        request: Request,
        kind: Kind,
        data: dict[str, Any],
        outcome: Outcome,
        place: Desk | Aside,
        seq: int,
    ) -> None:
        self.ledger, self.request, self.kind, self.data = ledger, request, kind, data
        self.outcome, self.place, self.seq = outcome, place, seq
        self.group = request.group or new_id()
        self.orders: dict[str, Standing] = {}
        self.names: dict[str, tuple[str, ...]] = {}
        self.ids: dict[str, str] = {}
        self.filled: dict[str, dict[str, Any]] = {}
        self.notes: dict[str, Remark] = {}
        self.overtaken: tuple[str, ...] = ()
        """Targets that somebody's act came between: to be looked at again."""

    def ids_of(self, targets: Iterable[str]) -> tuple[str, ...]:
        """The ids that the acts on `targets` bear, whenever they are done."""
        return tuple(self.ids[target] for target in targets)

    def run(self, known: Callable[[str], Act | None], look_at: Look) -> None:
        targets = list(dict.fromkeys(self.request.targets)) if self.kind.target != "none" else [""]
        self.ids = ids = {target: self._id(place) for place, target in enumerate(targets)}
        fresh = [target for target in targets if not self._is_known(known(ids[target]))]
        self.orders = look_at(fresh) if self.kind.target in ("order", "either") else {}
        self.names = others_of(self.place.fetch, self.orders) if self.orders else {}
        bids = {
            target: bid
            for target in fresh
            if self._stands(target) and (bid := self._bid(target, ids[target])) is not None
        }
        if bids:
            self._settle(bids)

    def _id(self, place: int) -> str:
        return self.request.ids[place] if place < len(self.request.ids) else new_id()

    def _is_known(self, act: Act | None) -> bool:
        if act:
            self.outcome.done.append(act)
        return act is not None

    # What stands against it

    def _stands(self, target: str) -> bool:
        if self.kind.target == "export":
            return target in self._exports() or self._refuse(target, "unknown_export")
        order = self.orders.get(target)
        if self.kind.target in ("sku", "none") or (self.kind.target == "either" and order is None):
            return self._allowed(target, None)
        if order is None:
            return self._refuse(target, "unknown_order")
        if against := self.kind.against(order):
            return self._refuse(target, *against)
        if order.finished:
            return self._allowed(target, None)
        return self._allowed(target, order) and (self.request.force or self._unchanged(target, order))

    def _allowed(self, target: str, order: Standing | None) -> bool:
        """Whether the kind's own rule has nothing against it; what follows from how things stand is filled in."""
        kind = self.kind
        if not (kind.rule or kind.fill or kind.note):
            return True
        asked = Asked(
            target=target, operator=self.request.operator, now=self.place.now(), data=self.data, order=order,
            fetch=self.place.fetch,
        )  # fmt: skip
        against = kind.rule(asked) if kind.rule else None
        if against is None and kind.fill:
            self.filled[target] = {name: one for name, one in kind.fill(asked).items() if one is not None}
        if against is None and kind.note and (said := kind.note(asked)):
            self.notes[target] = Remark(target, *said)
        return against is None or self._refuse(target, *against)

    def _unchanged(self, target: str, order: Standing) -> bool:
        expected = self.request.expected_states.get(target)
        if expected and not same(expected, order.state):
            return self._conflict(target, "state_changed", order.status)
        if self.kind.key == "done" and order.is_done:
            return self._conflict(target, "done_by", order.done_by)
        return True

    def _exports(self) -> dict[str, Export]:
        """Loaded exports of orders, by id; known in the desk's own thread alone."""
        exports = self.place.exports if isinstance(self.place, Desk) else []
        return {e.export_id: e for e in exports if e.state == "loaded" and e.kind == "orders"}

    # Holding it and doing it

    def _bid(self, target: str, act_id: str) -> Bid | None:
        order, operator, kind = self.orders.get(target), self.request.operator, self.kind.key
        names = self.names.get(target, ())
        if order is None or order.finished:
            return Bid(self._act(target, act_id), names=names)
        if kind in ("claim", "take_over"):
            return Bid(claim=self._act(target, act_id, kind="claim", data={}), names=names)
        if (
            kind in ("release", "hand_over")
            and order.claimed_by not in ("", operator)
            and not self.request.force
        ):
            self._conflict(target, "held_by", order.claimed_by)
            return None
        held = not self.kind.claims or order.claimed_by == operator
        claim = None if held else self._act(target, f"{act_id}.claim", kind="claim", data={})
        return Bid(self._act(target, act_id), claim, names)

    def _settle(self, bids: dict[str, Bid]) -> None:
        span = round(self.place.settings.people.claim_hours * 3_600_000_000)
        # Between the look at the order and now somebody may have acted on it.
        guarded = (
            self.kind.target in ("order", "either") and not self.request.force and not self.kind.finished
        )
        settled = self.ledger.settle(
            bids.values(),
            self.place.now() - span,
            after=self.seq if guarded else None,
            force=self.request.force or self.kind.key == "take_over",
            basis=self._basis(),
        )
        if settled is None:
            self.overtaken = tuple(bids)
            return
        self.overtaken = tuple(target for target, one in zip(bids, settled, strict=True) if one.overtaken)
        claims, acts = [], []
        for (target, bid), one in zip(bids.items(), settled, strict=True):
            if one.overtaken:
                continue
            if one.acted_by:
                self._conflict(target, "acted_by", one.acted_by)
            elif one.held and not one.claimed:
                self._conflict(target, "held_by", one.held.operator)
            elif one.held:
                self.outcome.notes.append(Remark(target, "took_over", one.held.operator))
            # Whoever asked to claim what they hold already is told so.
            if one.claimed and (bid.act is None or (bid.claim and one.claimed.id == bid.claim.id)):
                claims.append(one.claimed)
            if one.done:
                acts.append(one.done)
                if target in self.notes:
                    self.outcome.notes.append(self.notes[target])
        self.outcome.done += [*claims, *acts]

    def _basis(self) -> Basis | None:
        """What the kind's rule rests on, where it looks further than at the order."""
        if not (self.kind.looks and isinstance(self.place, Desk)):
            return None
        export = self.place.exports[-1].seq if self.place.exports else 0
        return Basis(self.seq, export, tuple(key for key in KINDS if key not in NEVER_ASKED))

    # What is done

    def _act(self, target: str, act_id: str, kind: str = "", data: dict[str, Any] | None = None) -> Act:
        order = self.orders.get(target)
        is_order = order is not None or self.kind.target == "order"
        filled = dict(self.data if data is None else data)
        if self.kind.target == "export":
            export = self._exports()[target]
            filled |= {"export": target, "profile": export.profile, "file": export.name}
        if not kind:
            filled |= self.filled.get(target, {})
        return Act(
            id=act_id,
            kind=kind or self.kind.key,
            operator=self.request.operator,
            at=self.place.now(),
            group=self.group,
            order_key=target if is_order else None,
            sku=target or None if not is_order and self.kind.target != "export" else None,
            state=order.state or None if order else None,
            data=filled,
        )

    def _refuse(self, target: str, code: str, value: str = "") -> bool:
        self.outcome.refused.append(Refusal(target, code, value))
        return False

    def _conflict(self, target: str, code: str, value: str) -> bool:
        order = self.orders.get(target)
        self.outcome.conflicts.append(Conflict(target, code, value, order.state if order else ""))
        return False
