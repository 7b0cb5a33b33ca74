"""Acts about buyers: what they were asked over a stock-out, and what came of it."""

import hashlib
from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from orderdeck.data.actions import Outcome, Refusal, new_id
from orderdeck.data.actions.orders import look, ship_by_of
from orderdeck.data.base.records import Act
from orderdeck.data.stock.acts.base import Acting
from orderdeck.data.stock.acts.rules import against_asking


class Message(msgspec.Struct, frozen=True):
    """A message about a stock-out as it was sent."""

    order_key: str
    what: str
    """One of data.stock.acts.kinds.ASKS."""
    sku: str
    situation: str
    language: str
    text: str

    def data(self) -> dict[str, Any]:
        """What the journal keeps of it."""
        digest = hashlib.sha256(self.text.encode()).hexdigest()[:16]
        return {
            "what": self.what,
            "sku": self.sku,
            "situation": self.situation,
            "language": self.language,
            "digest": digest,
        }


class ContactActs(Acting):
    """What is written to buyers, and what they answer."""

    def asked(self, messages: Sequence[Message], act_id: str = "") -> Outcome:
        """The operator has sent these messages, one group; of each its digest is kept, not its text.

        Whoever asks holds the order from then on; one that a colleague holds is left out and told as refused, so that
        no buyer is asked by two. An order that has ended meanwhile, and a question that its marketplace doesn't allow,
        are left out and told as refused.
        """
        group = act_id or new_id()

        def decide(outcome: Outcome) -> list[Act]:
            found = look(self._desk, [one.order_key for one in messages])
            acts = []
            for one in messages:
                order = found.get(one.order_key)
                if order is None or order.finished:
                    code = "finished" if order else "unknown_order"
                    outcome.refused.append(Refusal(one.order_key, code, order.status if order else ""))
                    continue
                against = against_asking(self._desk.fetch, one.order_key, one.what)
                if against:
                    outcome.refused.append(Refusal(one.order_key, *against))
                    continue
                if order.claimed_by not in ("", self._operator):
                    outcome.refused.append(Refusal(one.order_key, "held_by", order.claimed_by))
                    continue
                if not order.claimed_by:
                    acts.append(self._act(group, "claim", one.order_key, None, {}, found))
                sent = {"template": one.situation, "language": one.language}
                acts += [
                    self._act(group, "asked", one.order_key, None, one.data() | ship_by_of(order), found),
                    self._act(group, "message_sent", one.order_key, None, sent, found),
                ]
            return acts

        return self._together(group, decide)

    def step(
        self, order_key: str, kind: Literal["agreed", "closed"], note: str = "", act_id: str = ""
    ) -> Outcome:
        """The buyer agreed, or the operator closes the case."""
        return self._perform(kind, (order_key,), act_id, {"note": note or None})
